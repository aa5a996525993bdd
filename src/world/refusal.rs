//! Wrong requests: that they are refused, how, and that they change nothing.

use reqwest::Method as HttpMethod;

use super::{
    World,
    finalize::{Attempt, expected},
    protocol,
    protocol::{COMMAND, MEDIA_ID, MEDIA_KEY},
    record::Stop,
    upload::{Extent, Spec, Upload},
    values,
};
use crate::{
    clause::Clause,
    http::Response,
    judgement::{
        attribution::{Identifier, Method},
        document, finalize,
        processing::Processing,
        refusal, status_code,
    },
    verdict::{Judgement, Observation, Violation},
};

impl World {
    /// A FINALIZE for the scenario's upload with another command.
    ///
    /// # Errors
    /// As [`World::attempt`].
    pub fn with_command(&self, mut attempt: Attempt, command: &str) -> Attempt {
        attempt.set(COMMAND, command);
        attempt.wrong = Some(refusal::clause_for_command(command));
        attempt
    }

    /// The last request was wrong: judges that it was refused, and in the right form.
    ///
    /// # Errors
    /// Ends the scenario where it was not refused.
    pub async fn refuse(&mut self) -> Result<(), Stop> {
        let sent = self.last()?;
        let clause =
            sent.wrong.ok_or_else(|| Stop::Inconclusive("the scenario has a right request refused".to_owned()))?;
        let judgement = status_code::refused(clause, &sent.response);
        if judgement.breaks(clause) {
            self.not_refused(judgement, &sent.response, sent.exchange, sent.method).await?;
            return Err(Stop::Broken);
        }
        self.record.note(judgement, Some(sent.exchange));
        self.record.note(refusal::judge_form(&sent.response), Some(sent.exchange));
        Ok(())
    }

    /// A wrong request was not refused. Where it was not accepted either, a right one may get no better answer; then that
    /// is what is broken.
    pub(super) async fn not_refused(
        &mut self,
        judgement: Judgement,
        response: &Response,
        exchange: usize,
        method: Method,
    ) -> Result<(), Stop> {
        if !status_code::is_accepted(response) {
            let whole = Spec { extent: Extent::Whole, ..self.subject()?.spec.clone() };
            let (fresh, answer) = self.control_of(whole, method).await?;
            if !status_code::is_accepted(&answer) {
                let clause = self.blame(&fresh, method).await?;
                self.record.note(status_code::accepted(clause, &answer), None);
                return Ok(());
            }
        }
        self.record.note(judgement, Some(exchange));
        Ok(())
    }

    /// Sends every casing of the command that has so many capital letters; the first that is not refused is a violation.
    ///
    /// # Errors
    /// As [`World::send`] and [`World::refuse`].
    pub async fn every_casing_with(&mut self, capitals: u32) -> Result<(), Stop> {
        let method = self.run.usual_method();
        for command in casings(capitals) {
            let attempt = self.with_command(self.attempt(method)?, &command);
            self.send(attempt, method).await?;
            self.refuse().await?;
        }
        Ok(())
    }

    /// Sends several wrong requests for the scenario's upload, each of which has to be refused.
    ///
    /// # Errors
    /// As [`World::send`] and [`World::refuse`].
    pub async fn several_refusals(&mut self) -> Result<(), Stop> {
        let method = self.run.usual_method();
        let mut without_command = self.attempt(method)?;
        without_command.remove(COMMAND);
        without_command.wrong = Some(Clause::Par1);
        let mut without_identifier = self.attempt(method)?;
        without_identifier.remove(MEDIA_ID);
        without_identifier.remove(MEDIA_KEY);
        without_identifier.wrong = Some(Clause::Par4);
        let lower_case = self.with_command(self.attempt(method)?, "finalize");
        for attempt in [without_command, lower_case, without_identifier] {
            self.send(attempt, method).await?;
            self.refuse().await?;
        }
        Ok(())
    }

    /// Notes what was done with a request that the document leaves open.
    ///
    /// # Errors
    /// Inconclusive where nothing was sent.
    pub fn note_outcome(&mut self) -> Result<(), Stop> {
        let sent = self.last()?;
        let (clause, what) = sent.open.unwrap_or((None, "the request"));
        let outcome = match sent.response.status {
            200..=299 => "accepted",
            400..=499 => "refused",
            _ => "answered",
        };
        let message = format!("{what} is {outcome} with {}", status_code::describe(&sent.response));
        match clause {
            Some(clause) => {
                self.record.decide(clause, None, None);
                self.observe(Observation::of(clause, "open-behaviour", message));
            }
            None => self.observe(Observation::new("open-behaviour", message)),
        }
        Ok(())
    }

    /// ERR-2: the refusal did not finalize the upload in secret. What an upload that was never finalized can be used for
    /// is asked of a fresh one.
    ///
    /// # Errors
    /// Ends the scenario where the refusal did.
    pub async fn finalized_nothing(&mut self) -> Result<(), Stop> {
        let upload = self.subject()?;
        let signs = self.signs_of_finalizing(&upload).await?;
        if let Some((exchange, sign)) = signs {
            let untouched = self.new_upload(upload.spec.clone()).await?;
            if self.signs_of_finalizing(&untouched).await?.is_none() {
                let message = "a refused FINALIZE has finalized the upload all the same";
                let violation = Violation::new(Clause::Err2, message, "an upload as before the refusal", sign);
                self.record.decide(Clause::Err2, Some(violation), Some(exchange));
                return Err(Stop::Broken);
            }
        }
        Ok(())
    }

    /// Whether the upload behaves as one that was finalized, and how it shows.
    async fn signs_of_finalizing(&mut self, upload: &Upload) -> Result<Option<(usize, &'static str)>, Stop> {
        let (exchange, response) = self.use_media_id(&upload.media_id).await?;
        if status_code::is_accepted(&response) {
            return Ok(Some((exchange, "its media id can be used in another call")));
        }
        if upload.spec.sample.is_still() {
            return Ok(None);
        }
        let answer = self.session.command(HttpMethod::GET, protocol::status(&upload.media_id)).await;
        let (exchange, response) = self.answered("STATUS", answer)?;
        let body = document::parse(&response.body).map(|document| document.value).unwrap_or_default();
        let processing = status_code::is_accepted(&response) && Processing::of(&body).is_some();
        Ok(processing.then_some((exchange, "STATUS tells of its processing")))
    }

    /// ERR-2: after a refusal the same upload can still be finalized correctly. Whatever is wrong with that answer, but not
    /// with the answer for a fresh upload, is the refusal's doing.
    ///
    /// # Errors
    /// Ends the scenario where it cannot.
    pub async fn still_finalizable(&mut self) -> Result<(), Stop> {
        let (upload, method) = (self.subject()?, self.run.usual_method());
        let attempt = self.attempt(method)?;
        let exchange = self.session.command(HttpMethod::POST, attempt.payload()).await;
        let (exchange, response) = self.finalize_answered(exchange)?;
        let violation = |actual: String| {
            let message = "after a refused FINALIZE the upload can no longer be finalized correctly";
            Violation::new(Clause::Err2, message, "what a fresh upload gets", actual)
        };
        if !status_code::is_accepted(&response) {
            let (fresh, answer) = self.control(&upload, method).await?;
            if status_code::is_accepted(&answer) {
                self.record.decide(Clause::Err2, Some(violation(status_code::describe(&response))), Some(exchange));
            } else {
                let clause = self.blame(&fresh, method).await?;
                self.record.note(status_code::accepted(clause, &response), Some(exchange));
            }
            return Err(Stop::Broken);
        }
        let judgement = finalize::judge(&response, &expected(&upload, method));
        if judgement.violations.is_empty() {
            self.record.decide(Clause::Err2, None, None);
            return Ok(());
        }
        let (fresh, answer) = self.control(&upload, method).await?;
        let usual = finalize::judge(&answer, &expected(&fresh, method));
        let news = judgement.violations.iter().find(|found| !usual.breaks(found.clause));
        self.record.decide(
            Clause::Err2,
            news.map(|found| violation(format!("{} ({})", found.message, found.actual))),
            Some(exchange),
        );
        self.record.note(usual, None);
        Ok(())
    }

    /// An id that INIT never returned, not near the upload's own.
    ///
    /// # Errors
    /// A skip where the endpoint's own ids are near a value that the scenario insists on.
    pub fn unknown_id(&self, wanted: Option<u64>, turn: u32) -> Result<String, Stop> {
        let upload = self.subject()?;
        let real = &upload.media_id;
        let id = wanted.unwrap_or_else(|| values::unknown_id(real, turn));
        let near = real.parse::<u64>().is_ok_and(|real| real.abs_diff(id) < 1 << 32);
        if near { Err(Stop::Skip(format!("the endpoint's own ids are near {id}"))) } else { Ok(id.to_string()) }
    }

    /// A key of the upload's kind with an id that INIT never returned.
    ///
    /// # Errors
    /// A skip where the endpoint has no keys.
    pub fn unknown_key(&self, turn: u32) -> Result<String, Stop> {
        let id = values::unknown_id(&self.subject()?.media_id, turn);
        self.key_with_id(&id.to_string())
    }

    /// The id beside the upload's own, which is nobody's where ids are not simply counted up.
    ///
    /// # Errors
    /// A skip where they are.
    pub async fn neighbour(&mut self) -> Result<String, Stop> {
        let number = |text: &str| text.parse::<u64>().unwrap_or_default();
        let real = number(&self.subject()?.media_id);
        let next = number(&self.init(self.run.usual_upload()).await?.media_id);
        if real.abs_diff(next) < 1 << 16 {
            return Err(Stop::Skip("the endpoint counts its ids: the one beside may be somebody's".to_owned()));
        }
        // On the side where all digits but the last stay the same.
        let beside = if real % 10 < 9 && real < u64::MAX { real + 1 } else { real - 1 };
        Ok(beside.to_string())
    }

    /// The id that a program which keeps ids as doubles takes for the upload's own.
    ///
    /// # Errors
    /// A skip where a double holds the id, or where ids are counted up.
    pub async fn rounded_neighbour(&mut self) -> Result<String, Stop> {
        self.neighbour().await?;
        let real = self.subject()?.media_id.parse().unwrap_or_default();
        values::as_a_double_prints(real).ok_or_else(|| Stop::Skip(format!("a double holds the id {real} exactly")))
    }

    /// An id that shares its low 32 bits with the upload's own.
    ///
    /// # Errors
    /// Inconclusive where no step made an upload.
    pub fn id_with_the_same_low_bits(&self) -> Result<String, Stop> {
        let real: u64 = self.subject()?.media_id.parse().unwrap_or_default();
        Ok((real ^ 0x2a5a << 40).to_string())
    }

    /// ERR-2: the media of an upload that was refused before is as usable as that of one that was not.
    ///
    /// # Errors
    /// Ends the scenario where it is not.
    pub async fn as_usable_as_another(&mut self) -> Result<(), Stop> {
        let (upload, method) = (self.subject()?, self.run.usual_method());
        let (exchange, response) = self.use_media_id(&upload.media_id).await?;
        if status_code::is_accepted(&response) {
            return Ok(());
        }
        let (fresh, _) = self.control(&upload, method).await?;
        let (_, usual) = self.use_media_id(&fresh.media_id).await?;
        if status_code::is_accepted(&usual) {
            let message = "after a refused FINALIZE and a right one the media cannot be used";
            let actual = status_code::describe(&response);
            let violation = Violation::new(Clause::Err2, message, "a media as usable as another", actual);
            self.record.decide(Clause::Err2, Some(violation), Some(exchange));
            return Err(Stop::Broken);
        }
        Ok(())
    }

    /// A key of the upload's kind with another id.
    ///
    /// # Errors
    /// A skip where the endpoint has no keys.
    pub fn key_with_id(&self, id: &str) -> Result<String, Stop> {
        let key = self.subject()?.key()?;
        Ok(format!("{}_{id}", key.split_once('_').map_or("3", |(kind, _)| kind)))
    }

    /// Another upload of the same kind, every byte appended.
    ///
    /// # Errors
    /// As [`World::upload`].
    pub async fn another(&mut self) -> Result<Upload, Stop> {
        let spec = self.subject()?.spec.clone();
        self.new_upload(spec).await
    }

    /// The upload's own identifier of one kind.
    ///
    /// # Errors
    /// A skip where it has no key.
    pub fn real(&self, identifier: Identifier) -> Result<String, Stop> {
        let upload = self.subject()?;
        if identifier == Identifier::Key { upload.key() } else { Ok(upload.media_id.clone()) }
    }
}

/// The command in every casing that has so many capital letters.
fn casings(capitals: u32) -> impl Iterator<Item = String> {
    let spelled = |set: u32| {
        let case = |(position, letter): (usize, char)| {
            if set >> position & 1 == 1 { letter } else { letter.to_ascii_lowercase() }
        };
        "FINALIZE".char_indices().map(case).collect()
    };
    (0..1 << 8).filter(move |set: &u32| set.count_ones() == capitals).map(spelled)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::casings;

    #[test]
    fn there_are_256_casings_and_one_is_right() {
        let wrong: BTreeSet<String> = (0..8).flat_map(casings).collect();
        assert_eq!(wrong.len(), 255);
        assert!(wrong.iter().all(|casing| casing.eq_ignore_ascii_case("FINALIZE") && casing != "FINALIZE"));
        assert_eq!(casings(8).collect::<Vec<_>>(), ["FINALIZE"]);
        assert_eq!(casings(0).collect::<Vec<_>>(), ["finalize"]);
    }
}
