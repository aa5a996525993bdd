//! The waits that are going on: what a run that seems to stand still is waiting for.

use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

/// When each wait that is going on will end.
#[derive(Debug, Default)]
pub(super) struct Waits(Mutex<Vec<Instant>>);

/// A wait that is going on, until it is dropped.
pub(super) struct Waiting<'a> {
    waits: &'a Waits,
    end: Instant,
}

impl Waits {
    /// A wait begins; one beyond all reckoning is not counted.
    pub(super) fn begin(&self, now: Instant, duration: Duration) -> Option<Waiting<'_>> {
        let end = now.checked_add(duration)?;
        self.ends().push(end);
        Some(Waiting { waits: self, end })
    }

    /// How long the longest of them will still take; nothing where none is going on.
    pub(super) fn longest(&self, now: Instant) -> Option<Duration> {
        self.ends().iter().max().map(|end| end.saturating_duration_since(now))
    }

    fn ends(&self) -> MutexGuard<'_, Vec<Instant>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        let mut ends = self.waits.ends();
        if let Some(position) = ends.iter().position(|end| *end == self.end) {
            ends.swap_remove(position);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_of_those_going_on_counts() {
        let (waits, now) = (Waits::default(), Instant::now());
        let seconds = |n| Duration::from_secs(n);
        assert_eq!(waits.longest(now), None);
        let long = waits.begin(now, seconds(60));
        let short = waits.begin(now, seconds(5));
        assert_eq!(waits.longest(now + seconds(10)), Some(seconds(50)));
        drop(long);
        assert_eq!(waits.longest(now), Some(seconds(5)));
        drop(short);
        assert!(waits.begin(now, Duration::MAX).is_none() && waits.longest(now).is_none());
    }
}
