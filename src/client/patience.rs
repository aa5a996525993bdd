//! How long to wait: for one's turn, and for the end of a rate limit.

use std::{
    sync::{Mutex, PoisonError},
    time::{Duration, Instant, SystemTime},
};

use super::transport::TransportError;
use crate::http::Response;

/// The shortest wait for a rate limit: an endpoint that says 0 must not be asked in a tight loop.
const SHORTEST: Duration = Duration::from_secs(1);

/// Spaces requests evenly.
#[derive(Debug)]
pub struct Pacer {
    interval: Duration,
    next: Mutex<Option<Instant>>,
}

impl Pacer {
    /// So many requests a second.
    ///
    /// # Errors
    /// The rate is no positive number, or so small that the next request would never come.
    pub(super) fn new(rate: f64) -> Result<Self, TransportError> {
        Ok(Pacer { interval: Pacer::interval(rate)?, next: Mutex::new(None) })
    }

    /// The time between two requests.
    ///
    /// # Errors
    /// As `Pacer::new`.
    pub fn interval(rate: f64) -> Result<Duration, TransportError> {
        let interval = if rate > 0.0 { Duration::try_from_secs_f64(rate.recip()).ok() } else { None };
        interval.ok_or(TransportError::Rate)
    }

    /// Takes the next turn, and tells how long it is until then.
    pub(super) fn turn(&self, now: Instant) -> Duration {
        let mut next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
        let turn = next.map_or(now, |next| next.max(now));
        *next = turn.checked_add(self.interval).or(Some(turn));
        turn - now
    }
}

/// How long a 429 asks to wait: `Retry-After` in seconds or as a date, else `x-rate-limit-reset` in Unix seconds.
/// Nothing for other answers, and for a 429 that does not say.
pub(super) fn asked_to_wait(response: &Response, now: Duration) -> Option<Duration> {
    if response.status != 429 {
        return None;
    }
    let until = |moment: Duration| moment.saturating_sub(now);
    let retry_after = || {
        let value = response.header("retry-after")?.trim();
        let date = || httpdate::parse_http_date(value).ok()?.duration_since(SystemTime::UNIX_EPOCH).ok();
        value.parse().ok().map(Duration::from_secs).or_else(|| date().map(until))
    };
    let reset = || {
        let value = response.header("x-rate-limit-reset")?.trim();
        value.parse().ok().map(Duration::from_secs).map(until)
    };
    Some(retry_after().or_else(reset)?.max(SHORTEST))
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use rstest::rstest;

    use super::*;

    /// Sun, 06 Nov 1994 08:49:37 GMT
    const NOW: u64 = 784_111_777;

    #[rstest]
    #[case::seconds(&[("Retry-After", "7")], Some(7))]
    #[case::padded(&[("retry-after", " 7 ")], Some(7))]
    #[case::date(&[("retry-after", "Sun, 06 Nov 1994 08:50:00 GMT")], Some(23))]
    #[case::date_gone_by(&[("retry-after", "Sun, 06 Nov 1994 08:00:00 GMT")], Some(1))]
    #[case::at_once(&[("retry-after", "0")], Some(1))]
    #[case::reset(&[("x-rate-limit-reset", "784111800")], Some(23))]
    #[case::reset_gone_by(&[("x-rate-limit-reset", "784111000")], Some(1))]
    #[case::both(&[("x-rate-limit-reset", "784111800"), ("retry-after", "2")], Some(2))]
    #[case::nonsense_before_reset(&[("retry-after", "soon"), ("x-rate-limit-reset", "784111800")], Some(23))]
    #[case::negative(&[("retry-after", "-5")], None)]
    #[case::silent(&[], None)]
    fn a_rate_limit_says_how_long(#[case] headers: &[(&str, &str)], #[case] expected: Option<u64>) {
        let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let response = Response { status: 429, headers, body: Bytes::new() };
        assert_eq!(asked_to_wait(&response, Duration::from_secs(NOW)), expected.map(Duration::from_secs));
    }

    #[test]
    fn only_a_429_is_waited_out() {
        let headers = vec![("retry-after".to_owned(), "7".to_owned())];
        let response = Response { status: 503, headers, body: Bytes::new() };
        assert_eq!(asked_to_wait(&response, Duration::ZERO), None);
    }

    #[test]
    fn turns_are_spaced_evenly_and_never_saved_up() {
        let pacer = Pacer::new(4.0).unwrap();
        let start = Instant::now();
        let turns: Vec<_> = (0..3).map(|_| pacer.turn(start).as_millis()).collect();
        assert_eq!(turns, [0, 250, 500]);
        let later = start + Duration::from_secs(60);
        let turns: Vec<_> = (0..2).map(|_| pacer.turn(later).as_millis()).collect();
        assert_eq!(turns, [0, 250]);
    }

    #[rstest]
    #[case(0.0)]
    #[case(-1.0)]
    #[case(f64::NAN)]
    #[case(1e-300)]
    fn a_rate_is_a_positive_number(#[case] rate: f64) {
        assert_eq!(Pacer::new(rate).unwrap_err(), TransportError::Rate);
    }
}
