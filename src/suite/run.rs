//! What all scenarios of a run share.

use std::{
    sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering},
    time::Duration,
};

use tokio::sync::OnceCell;

use super::{session::Session, tally::Rules, target::Target};
use crate::{
    client::Masker,
    judgement::attribution::Method,
    ledger::Ledger,
    scenario::{known::KnownFailures, selection::Selection},
    world::Spec,
};

/// What all scenarios of a run share: the target, the options that steps look at, and what was found out once.
pub struct Run {
    /// What is tested.
    pub target: Target,
    /// What counts.
    pub selection: Selection,
    /// Failures that do not decide.
    pub known: KnownFailures,
    /// Takes secrets out of evidence.
    pub masker: Masker,
    /// The longest wait for one event on a live endpoint.
    pub max_wait: Duration,
    /// Whether exchanges are kept for the report.
    pub evidence: bool,
    /// A media id that is known to have expired.
    pub expired_media_id: Option<String>,
    /// A media key that is known to have expired.
    pub expired_media_key: Option<String>,
    /// What earlier runs finalized, on a live endpoint where the user keeps a ledger.
    pub ledger: Option<Ledger>,
    /// What the first upload of the run found out.
    pub baseline: OnceCell<Baseline>,
    /// Whether the endpoint has the other call; asked once, when the first 404 makes it doubtful.
    pub metadata_call: OnceCell<bool>,
    /// How many scenarios have come to their end.
    done: AtomicUsize,
    /// Whether the other call has ever accepted a media id.
    metadata_seen: AtomicBool,
    /// Whether a request without credentials has been accepted.
    unsigned_seen: AtomicBool,
    /// The longest that one scenario has waited, in milliseconds.
    longest_wait: AtomicU64,
}

/// What the first upload of a run found out.
#[derive(Clone, Debug)]
pub enum Baseline {
    /// This can be uploaded, and this is a way of finalizing it that the endpoint accepts; where it accepts none, the
    /// usual one.
    Ready(Spec, Method),
    /// INIT or APPEND did not work, in words; each scenario will find out for itself.
    NoUpload(String),
    /// Nothing answers, in words: no scenario needs to ask again.
    Unreachable(String),
}

impl Run {
    /// A run that has found out nothing yet.
    pub fn new(target: Target, selection: Selection, masker: Masker, max_wait: Duration) -> Self {
        Run {
            target,
            selection,
            known: KnownFailures::default(),
            masker,
            max_wait,
            evidence: true,
            expired_media_id: None,
            expired_media_key: None,
            ledger: None,
            baseline: OnceCell::new(),
            metadata_call: OnceCell::new(),
            done: AtomicUsize::new(0),
            metadata_seen: AtomicBool::new(false),
            unsigned_seen: AtomicBool::new(false),
            longest_wait: AtomicU64::new(0),
        }
    }

    /// What counts of what scenarios find, and how it is kept.
    pub fn rules(&self) -> Rules<'_> {
        Rules { selection: &self.selection, known: &self.known, masker: &self.masker, evidence: self.evidence }
    }

    /// A new session: on a live endpoint the same endpoint for all, embedded one endpoint and one clock for each.
    pub fn session(&self) -> Session {
        self.target.session()
    }

    /// The way of finalizing that scenarios use which are not about the way.
    pub fn usual_method(&self) -> Method {
        match self.baseline.get() {
            Some(Baseline::Ready(_, method)) => *method,
            _ => Method::USUAL,
        }
    }

    /// The upload of scenarios that are about something else.
    pub fn usual_upload(&self) -> Spec {
        match self.baseline.get() {
            Some(Baseline::Ready(spec, _)) => spec.clone(),
            _ => Spec::usual(),
        }
    }

    /// Whether uploads are known to work, so that an INIT that is refused is so for what it asked.
    pub fn uploads_work(&self) -> bool {
        matches!(self.baseline.get(), Some(Baseline::Ready(..)))
    }

    /// A scenario waits so long in all.
    pub fn waits_for(&self, in_all: Duration) {
        self.longest_wait.fetch_max(u64::try_from(in_all.as_millis()).unwrap_or(u64::MAX), Ordering::Relaxed);
    }

    /// The longest that one scenario has waited so far.
    pub fn longest_wait(&self) -> Duration {
        Duration::from_millis(self.longest_wait.load(Ordering::Relaxed))
    }

    /// Another scenario has come to its end.
    pub fn finished_one(&self) {
        self.done.fetch_add(1, Ordering::Relaxed);
    }

    /// How many scenarios have come to their end.
    pub fn done(&self) -> usize {
        self.done.load(Ordering::Relaxed)
    }

    /// A request without credentials was accepted: whether for the first time in this run, which is worth a note.
    pub fn is_first_unsigned(&self) -> bool {
        !self.unsigned_seen.swap(true, Ordering::Relaxed)
    }

    /// The other call accepted a media id.
    pub fn saw_metadata_call(&self) {
        self.metadata_seen.store(true, Ordering::Relaxed);
    }

    /// Whether the other call has ever accepted a media id in this run.
    pub fn has_seen_metadata_call(&self) -> bool {
        self.metadata_seen.load(Ordering::Relaxed)
    }
}
