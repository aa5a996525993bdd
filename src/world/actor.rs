//! The cucumber world of one scenario.

use std::{sync::Arc, time::Duration};

use tokio::sync::OwnedSemaphorePermit;

use super::{
    finalize::Sent,
    record::{Record, Stop},
    upload::Upload,
};
use crate::{
    clause::Clause,
    exchange::{Exchange, Outcome},
    http::Response,
    media::Sample,
    suite::{run::Run, session::Session},
    verdict::Observation,
};

/// One scenario in progress: its run, its session, what it uploaded, what it sent last, and what it found.
#[derive(cucumber::World)]
#[world(init = Self::outside_of_a_run)]
pub struct World {
    pub(super) run: Arc<Run>,
    pub(super) session: Session,
    pub(super) upload: Option<Arc<Upload>>,
    pub(super) sent: Option<Sent>,
    pub(super) record: Record,
    place: Option<OwnedSemaphorePermit>,
    waited: Duration,
}

impl std::fmt::Debug for World {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("World").field("record", &self.record).finish_non_exhaustive()
    }
}

impl World {
    /// A world for one scenario of a run.
    pub fn new(run: Arc<Run>) -> Self {
        World::with(run, Record::default())
    }

    /// A world for a scenario that has something on record before it begins.
    pub fn with(run: Arc<Run>, record: Record) -> Self {
        let session = run.session();
        World { run, session, upload: None, sent: None, record, place: None, waited: Duration::ZERO }
    }

    /// The runner makes worlds from a run; cucumber's own way to make one has none to give.
    fn outside_of_a_run() -> Result<Self, std::io::Error> {
        Err(std::io::Error::other("a world belongs to a run; use `World::new`"))
    }

    /// Holds a place among the scenarios that send, until the first wait.
    pub fn take_place(&mut self, place: OwnedSemaphorePermit) {
        self.place = Some(place);
    }

    /// Waits on the session's clock; while it does, another scenario can send.
    pub(crate) async fn wait(&mut self, duration: Duration) {
        if !self.session.is_embedded() {
            self.place = None;
        }
        self.waited += duration;
        self.run.waits_for(self.waited);
        self.session.wait(duration).await;
    }

    /// What was found, at the scenario's end.
    pub fn into_record(self) -> Record {
        self.record
    }

    /// Whether the scenario has come to an early end.
    pub fn has_stopped(&self) -> bool {
        self.record.stop.is_some()
    }

    /// Takes the outcome of a step: one that cannot go on ends the scenario.
    pub fn settle(&mut self, outcome: Result<(), Stop>) {
        if let Err(stop) = outcome {
            self.record.stop = Some(stop);
        }
    }

    /// Keeps an exchange as evidence and gives its number and its response.
    ///
    /// # Errors
    /// Inconclusive where the exchange answers no question.
    pub(super) fn answered(&mut self, what: &str, exchange: Exchange) -> Result<(usize, Arc<Response>), Stop> {
        let outcome = match (exchange.unanswered(), &exchange.outcome) {
            (None, Outcome::Answered(response)) => Ok(response.clone()),
            (reason, _) => Err(reason.unwrap_or_default()),
        };
        let number = self.record.keep(exchange);
        outcome
            .map(|response| (number, response))
            .map_err(|reason| Stop::Inconclusive(format!("{what} was not answered: {reason}")))
    }

    /// Keeps an observation.
    pub(super) fn observe(&mut self, observation: Observation) {
        self.record.observe(observation);
    }

    /// Whether the answer announced processing was judged, under the clause that fits what was uploaded.
    ///
    /// # Errors
    /// As [`World::confirm`].
    pub fn confirm_synchrony(&mut self, processing: bool) -> Result<(), Stop> {
        let clause = match (processing, self.subject()?.spec.sample) {
            (true, Sample::Gif) => Clause::Asy2,
            (true, _) => Clause::Asy1,
            (false, _) => Clause::Asy3,
        };
        self.confirm(clause, "the answer cannot be judged")
    }

    /// RES-5: notes what rate limits the last answer tells of.
    ///
    /// # Errors
    /// Inconclusive where nothing was sent.
    pub fn note_rate_limit(&mut self) -> Result<(), Stop> {
        let response = self.last()?.response;
        let message = match response.header("x-rate-limit-limit") {
            Some(limit) => format!("the answer tells of a limit of {limit} requests"),
            None => "the answer tells of no rate limit".to_owned(),
        };
        self.record.decide(Clause::Res5, None, None);
        self.observe(Observation::of(Clause::Res5, "rate-limit", message));
        Ok(())
    }

    /// A step names a clause that an earlier judgement must have decided.
    ///
    /// # Errors
    /// Ends the scenario where the clause was not judged, because of an earlier violation or for want of a subject.
    pub fn confirm(&mut self, clause: Clause, otherwise: &str) -> Result<(), Stop> {
        match () {
            () if self.record.decided.contains(&clause) || self.record.undecided.contains_key(&clause) => Ok(()),
            () if !self.record.violations.is_empty() => Err(Stop::Broken),
            () => Err(Stop::Skip(otherwise.to_owned())),
        }
    }
}
