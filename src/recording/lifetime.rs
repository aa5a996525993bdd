//! The lifetime of a media by the recording's clock. Only what is certain counts.

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use super::har::Entry;

/// How far recorded times are trusted.
const MARGIN: SignedDuration = SignedDuration::from_secs(1);

/// The lifetime of a media, as far as the answers told of it.
#[derive(Clone, Debug, Default)]
pub struct Lifetime {
    /// From the arrival of the first answer to its end.
    first: Option<(Timestamp, Timestamp)>,
    /// The latest end that any answer gave.
    latest: Option<Timestamp>,
}

/// Where an exchange lies in the lifetime.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Age {
    /// Within it.
    Alive,
    /// Within its last quarter.
    Old,
    /// Behind it.
    Expired,
    /// Nobody knows.
    Unknown,
}

impl Lifetime {
    /// An answer told how long the media lives.
    pub fn told(&mut self, entry: &Entry, body: &Value) {
        let seconds = body.get("expires_after_secs").and_then(Value::as_i64).filter(|seconds| *seconds > 0);
        let end = |begin: Timestamp| begin.checked_add(SignedDuration::from_secs(seconds?)).ok();
        let Some((begin, end)) = entry.ended().and_then(|begin| Some((begin, end(begin)?))) else { return };
        self.first.get_or_insert((begin, end));
        self.latest = self.latest.max(Some(end));
    }

    /// Where an exchange lies: as a whole within the first lifetime told, or as a whole behind the last.
    pub fn age(&self, entry: &Entry) -> Age {
        let (Some((begin, end)), Some(latest)) = (self.first, self.latest) else { return Age::Unknown };
        let (Some(started), Some(ended)) = (entry.started, entry.ended()) else { return Age::Unknown };
        match () {
            () if started.duration_since(latest) > MARGIN => Age::Expired,
            () if end.duration_since(ended) <= MARGIN => Age::Unknown,
            () if started.duration_since(begin) * 4 >= end.duration_since(begin) * 3 => Age::Old,
            () => Age::Alive,
        }
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use serde_json::json;

    use super::*;
    use crate::recording::tests::{at, finalize_at_ten};

    #[rstest]
    #[case::at_once("10:00:01Z", Age::Alive)]
    #[case::last_quarter("10:00:45Z", Age::Old)]
    #[case::at_the_end("10:00:59.5Z", Age::Unknown)]
    #[case::just_behind("10:01:00.5Z", Age::Unknown)]
    #[case::behind("10:01:02Z", Age::Expired)]
    fn an_exchange_lies_within_or_behind(#[case] time: &str, #[case] expected: Age) {
        let mut lifetime = Lifetime::default();
        let entry = finalize_at_ten();
        assert_eq!(lifetime.age(&entry), Age::Unknown, "nothing was told yet");
        lifetime.told(&entry, &json!({"expires_after_secs": 60}));
        assert_eq!(lifetime.age(&at(&entry, time)), expected);
    }

    #[test]
    fn a_lifetime_told_anew_makes_the_end_doubtful_until_it_is_over_too() {
        let (mut lifetime, entry) = (Lifetime::default(), finalize_at_ten());
        for time in ["10:00:00Z", "10:00:30Z"] {
            lifetime.told(&at(&entry, time), &json!({"expires_after_secs": 60}));
        }
        assert_eq!(lifetime.age(&at(&entry, "10:01:15Z")), Age::Unknown);
        assert_eq!(lifetime.age(&at(&entry, "10:01:32Z")), Age::Expired);
    }

    #[rstest]
    #[case(json!({}))]
    #[case(json!({"expires_after_secs": 0}))]
    #[case(json!({"expires_after_secs": "60"}))]
    #[case(json!({"expires_after_secs": u64::MAX}))]
    fn a_lifetime_that_is_none_tells_nothing(#[case] body: Value) {
        let (mut lifetime, entry) = (Lifetime::default(), finalize_at_ten());
        lifetime.told(&entry, &body);
        assert_eq!(lifetime.age(&at(&entry, "23:00:00Z")), Age::Unknown);
    }
}
