//! Following the processing of an asynchronous media to its end.

use std::{sync::Arc, time::Duration};

use reqwest::Method as HttpMethod;

use super::{
    World, protocol,
    record::Stop,
    upload::{Finalized, Spec, Upload},
};
use crate::{
    clause::Clause,
    http::Response,
    judgement::{
        attribution::Method,
        document,
        processing::{self, Processing, State},
        status_code,
    },
    verdict::Observation,
};

/// How long processing may take on the embedded clock: the lifetime of the document's examples, less a second.
const EMBEDDED_PATIENCE: Duration = Duration::from_secs(86_399);
/// The pause between polls where the endpoint names none.
const DEFAULT_PAUSE: u64 = 1;
/// On the embedded clock, polls come at the named pace for so many times and then ever more rarely.
const POLLS_AT_PACE: usize = 12;

impl World {
    /// The FINALIZE that succeeded.
    ///
    /// # Errors
    /// Ends the scenario where there is none.
    pub(super) fn finalized(&self) -> Result<Finalized, Stop> {
        self.subject()?.finalized.clone().ok_or(Stop::Broken)
    }

    /// Judges the last FINALIZE, then follows the processing that it announced to the end, judging every STATUS answer.
    ///
    /// # Errors
    /// A skip where it announced none; ends the scenario where it cannot be followed.
    pub async fn follow(&mut self) -> Result<(), Stop> {
        self.accept().await?;
        let (upload, finalized) = (self.subject()?, self.finalized()?);
        if self.record.broken(Clause::Asy3) {
            // A still image that should have nothing to process: what STATUS makes of it is no further question.
            return Err(Stop::Broken);
        }
        let Some(first) = Processing::of(&finalized.body) else {
            return self.confirm(Clause::Sta1, "it is finalized synchronously here");
        };
        let mut states = vec![first.state];
        let outcome = self.poll_to_end(&upload.media_id, first, &mut states).await;
        self.record.note(processing::judge_order(&states), self.record.exchanges.len().checked_sub(1));
        outcome
    }

    async fn poll_to_end(&mut self, media_id: &str, first: Processing, states: &mut Vec<State>) -> Result<(), Stop> {
        let begin = self.session.clock.now();
        let mut current = first;
        loop {
            let ended = current.state.is_terminal();
            self.pause(&current, begin, states.len()).await?;
            let (exchange, next) = self.poll(media_id).await?;
            states.push(next.state);
            if let Some(broken) = processing::failure(&next) {
                self.record.decide(Clause::Life4, Some(broken), Some(exchange));
                return Err(Stop::Broken);
            }
            // One poll after the end tells whether it stays.
            if ended {
                return Ok(());
            }
            current = next;
        }
    }

    /// Waits until the next poll: never less than the endpoint asks for, and never longer than is left.
    async fn pause(&mut self, current: &Processing, begin: Duration, polls: usize) -> Result<(), Stop> {
        if current.state.is_terminal() {
            return Ok(());
        }
        let elapsed = self.session.clock.now().saturating_sub(begin);
        let asked = Duration::from_secs(current.check_after_secs.unwrap_or(DEFAULT_PAUSE));
        if self.session.is_embedded() {
            let left = EMBEDDED_PATIENCE.saturating_sub(elapsed);
            if asked > left {
                let exchange = self.record.exchanges.len().checked_sub(1);
                let broken = processing::endless(current.state, elapsed.as_secs());
                self.record.decide(Clause::Life4, Some(broken), exchange);
                return Err(Stop::Broken);
            }
            // The last poll comes while the media is still alive, however rare the polls have become.
            let pause = if polls > POLLS_AT_PACE { asked.max(elapsed.min(left - asked)) } else { asked };
            self.wait(pause).await;
            return Ok(());
        }
        let left = self.run.max_wait.saturating_sub(elapsed);
        if asked > left {
            let (state, waited, asked) = (current.state.word(), elapsed.as_secs(), asked.as_secs());
            let reason = format!(
                "processing is still {state} after {waited} s; the next poll in {asked} s is beyond --max-wait {} s",
                self.run.max_wait.as_secs()
            );
            return Err(Stop::Inconclusive(reason));
        }
        self.wait(asked).await;
        Ok(())
    }

    /// Asks for the status once and judges the answer.
    async fn poll(&mut self, media_id: &str) -> Result<(usize, Processing), Stop> {
        let exchange = self.session.command(HttpMethod::GET, protocol::status(media_id)).await;
        let (exchange, response) = self.answered("STATUS", exchange)?;
        if !status_code::is_accepted(&response) && self.has_expired() {
            return Err(Stop::Inconclusive("the lifetime ended before processing did".to_owned()));
        }
        let judgement = processing::judge_status(&response, media_id);
        let broken = judgement.breaks(Clause::Sta1);
        self.record.note(judgement, Some(exchange));
        let body = document::parse(&response.body).map(|document| document.value).unwrap_or_default();
        match Processing::of(&body) {
            Some(found) if !broken => {
                if !found.state.is_terminal() && found.check_after_secs.is_none() {
                    let message = "STATUS answers without check_after_secs while processing goes on";
                    self.observe(Observation::new("check-after-absent", message));
                }
                Ok((exchange, found))
            }
            _ => Err(Stop::Broken),
        }
    }

    /// LIFE-4: processing has succeeded, and the media id is usable.
    ///
    /// # Errors
    /// Inconclusive where the other call does not answer, or answers too late.
    pub async fn succeeded(&mut self) -> Result<(), Stop> {
        let upload = self.subject()?;
        self.demand_usable(Clause::Life4, &upload.media_id).await
    }

    /// Finalizes a fresh upload for a question about something else.
    pub(crate) async fn control_of(&mut self, spec: Spec, method: Method) -> Result<(Upload, Arc<Response>), Stop> {
        let model = Upload { spec, media_id: String::new(), media_key: None, finalized: None };
        self.control(&model, method).await
    }

    /// Waits for the processing of a control upload, without judging it.
    pub(super) async fn wait_for_processing(&mut self, upload: &Upload, answer: &Response) -> Result<(), Stop> {
        let mut body = document::parse(&answer.body).map(|document| document.value).unwrap_or_default();
        let begin = self.session.clock.now();
        let mut polls = 0;
        while let Some(current) = Processing::of(&body).filter(|found| !found.state.is_terminal()) {
            polls += 1;
            self.pause(&current, begin, polls).await?;
            let exchange = self.session.command(HttpMethod::GET, protocol::status(&upload.media_id)).await;
            let (_, response) = self.answered("STATUS", exchange)?;
            if !status_code::is_accepted(&response) {
                return Ok(());
            }
            body = document::parse(&response.body).map(|document| document.value).unwrap_or_default();
        }
        Ok(())
    }
}
