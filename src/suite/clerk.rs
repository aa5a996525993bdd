//! Makes results of what scenarios found and writes them down, on another thread while scenarios go on sending: masking and
//! describing what went over the wire takes as long as sending it.

use std::{
    panic::resume_unwind,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use tokio::{sync::Semaphore, task};

use super::{
    journal::Journal,
    run::Run,
    tally::{self, Finished},
};
use crate::{scenario::catalogue::Scenario, world::record::Record};

/// Makes results and writes them down.
pub struct Clerk {
    run: Arc<Run>,
    journal: Option<Arc<Mutex<Journal>>>,
    begin: Instant,
    /// One thread is enough, and a second one would need its own memory.
    desk: Semaphore,
}

impl Clerk {
    /// A clerk for a run that began at that moment, with a journal where it has one.
    pub fn new(run: Arc<Run>, journal: Option<Journal>, begin: Instant) -> Self {
        let journal = journal.map(|journal| Arc::new(Mutex::new(journal)));
        Clerk { run, journal, begin, desk: Semaphore::new(1) }
    }

    /// The result of a scenario, in the journal before anybody else knows it.
    pub async fn finish(&self, scenario: Arc<Scenario>, record: Record, duration: Duration) -> Finished {
        let (run, journal, begin) = (self.run.clone(), self.journal.clone(), self.begin);
        let work = move || {
            let finished = tally::finish(run.rules(), &scenario, record, duration);
            if let Some(journal) = &journal {
                lock(journal).add(&finished, begin.elapsed(), run.target.requests());
            }
            finished
        };
        if !self.run.evidence {
            return work();
        }
        // The semaphore is never closed, so the place is always granted.
        let _place = self.desk.acquire().await;
        task::spawn_blocking(work).await.unwrap_or_else(|error| resume_unwind(error.into_panic()))
    }

    /// Why the journal is not whole, in words, if it is not.
    pub fn problem(&self) -> Option<String> {
        self.journal.as_ref().and_then(|journal| lock(journal).problem())
    }
}

fn lock(journal: &Mutex<Journal>) -> MutexGuard<'_, Journal> {
    journal.lock().unwrap_or_else(PoisonError::into_inner)
}
