//! Time as a value: on a live endpoint waiting is waiting, on the embedded endpoint it moves a clock.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, SystemTime, UNIX_EPOCH},
};

/// A clock that tells the time since the Unix epoch. Clones show the same time.
#[derive(Clone, Debug)]
pub enum Clock {
    /// The machine's clock.
    Wall,
    /// A clock that stands still until somebody waits; in milliseconds since the Unix epoch.
    Movable(Arc<AtomicU64>),
}

impl Clock {
    /// A movable clock that starts at the present.
    pub fn movable() -> Self {
        Clock::Movable(Arc::new(AtomicU64::new(millis(wall()))))
    }

    /// The time since the Unix epoch.
    pub fn now(&self) -> Duration {
        match self {
            Clock::Wall => wall(),
            Clock::Movable(time) => Duration::from_millis(time.load(Ordering::Acquire)),
        }
    }

    /// Waits: really on a wall clock, at once on a movable one.
    pub async fn sleep(&self, duration: Duration) {
        match self {
            Clock::Wall => tokio::time::sleep(duration).await,
            Clock::Movable(time) => {
                time.fetch_add(millis(duration), Ordering::AcqRel);
            }
        }
    }
}

fn wall() -> Duration {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default()
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
