//! The lifetime of a media id: waiting for it to pass, and what holds before and after.

use std::{str::FromStr, sync::Arc, time::Duration};

use reqwest::Method as HttpMethod;
use serde_json::Value;

use super::{
    World, protocol,
    protocol::{COMMAND, MEDIA_ID, MEDIA_KEY},
    record::Stop,
    upload::{Finalized, Spec, Upload},
};
use crate::{
    clause::Clause,
    exchange::Exchange,
    http::Response,
    judgement::{
        attribution::{Encoding, Identifier, Method},
        document, identifiers, refusal, status_code,
    },
    ledger::MARGIN,
    verdict::Observation,
};

/// A moment in the lifetime of a finalized media.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// Well within it.
    ThreeQuarters,
    /// The last second.
    LastSecond,
    /// A second after its end.
    After,
}

/// A text that names no moment.
#[derive(Debug, thiserror::Error)]
#[error("there is no moment \"{0}\"")]
pub struct UnknownMoment(String);

impl FromStr for Moment {
    type Err = UnknownMoment;

    fn from_str(text: &str) -> Result<Self, UnknownMoment> {
        Ok(match text {
            "three quarters of its lifetime have" => Moment::ThreeQuarters,
            "all but a second of its lifetime has" => Moment::LastSecond,
            "its lifetime has" => Moment::After,
            other => return Err(UnknownMoment(other.to_owned())),
        })
    }
}

impl World {
    /// The lifetime that the FINALIZE answer gave.
    fn lifetime(&self) -> Result<(Finalized, Duration), Stop> {
        let finalized = self.finalized()?;
        let seconds = finalized.body.get("expires_after_secs").and_then(document::seconds).ok_or(Stop::Broken)?;
        Ok((finalized, Duration::from_secs(seconds)))
    }

    /// Waits for a moment of the upload's lifetime, which counts from the arrival of the FINALIZE answer.
    ///
    /// # Errors
    /// A skip where a live endpoint's lifetime is too long to wait for; inconclusive where the moment has passed already.
    pub async fn wait_until(&mut self, moment: Moment) -> Result<(), Stop> {
        self.accept().await?;
        let (finalized, lifetime) = self.lifetime()?;
        let second = Duration::from_secs(1);
        let age = match moment {
            Moment::ThreeQuarters => three_quarters(lifetime),
            Moment::LastSecond => lifetime.saturating_sub(second),
            Moment::After => lifetime.saturating_add(second),
        };
        self.can_wait_for(age)?;
        let due = finalized.at.saturating_add(age);
        let wait = due.saturating_sub(self.session.clock.now());
        if wait.is_zero() && moment != Moment::After {
            return Err(Stop::Inconclusive("that moment had passed before the media was ready".to_owned()));
        }
        self.wait(wait).await;
        Ok(())
    }

    /// Whether the lifetime of the scenario's media is over, as far as it is known.
    pub(super) fn has_expired(&self) -> bool {
        let end = self.lifetime().map(|(finalized, lifetime)| finalized.at.saturating_add(lifetime));
        end.is_ok_and(|end| self.session.clock.now() >= end)
    }

    /// A live endpoint's lifetime has to be short enough to wait for.
    ///
    /// # Errors
    /// A skip where it is not.
    pub(super) fn can_wait_for(&self, age: Duration) -> Result<(), Stop> {
        if self.session.is_embedded() || age <= self.run.max_wait {
            return Ok(());
        }
        let (lifetime, limit) = (self.lifetime()?.1.as_secs(), self.run.max_wait.as_secs());
        Err(Stop::Skip(format!("the media lives {lifetime} s, and --max-wait is {limit} s")))
    }

    /// Before the lifetime is waited for: follows any processing to its end.
    ///
    /// # Errors
    /// A skip where the lifetime is too long to wait for; else as [`World::follow`].
    pub async fn until_ready(&mut self) -> Result<(), Stop> {
        self.accept().await?;
        self.can_wait_for(three_quarters(self.lifetime()?.1))?;
        match self.finalized()?.body.get("processing_info") {
            Some(_) if !self.record.broken(Clause::Asy3) => self.follow().await,
            _ => Ok(()),
        }
    }

    /// Before the lifetime is waited for: the media is ready. An id that is not usable then cannot stay so, and breaks LIFE-3
    /// or, after processing, LIFE-4 instead of LIFE-5.
    ///
    /// # Errors
    /// As [`World::until_ready`]; ends the scenario where the id is not usable.
    pub async fn usable_from_the_start(&mut self) -> Result<(), Stop> {
        self.until_ready().await?;
        let is_processed = self.finalized()?.body.get("processing_info").is_some();
        if is_processed && self.record.broken(Clause::Asy3) {
            // What was announced for a still image has not been followed.
            return Ok(());
        }
        let clause = if is_processed { Clause::Life4 } else { Clause::Life3 };
        let upload = self.subject()?;
        self.demand_usable(clause, &upload.media_id).await?;
        if self.record.broken(clause) { Err(Stop::Broken) } else { Ok(()) }
    }

    /// LIFE-5: the media id is still usable.
    ///
    /// # Errors
    /// Inconclusive where the other call does not answer, or answers too late.
    pub async fn still_usable(&mut self) -> Result<(), Stop> {
        let upload = self.subject()?;
        self.demand_usable(Clause::Life5, &upload.media_id).await
    }

    /// LIFE-6: the media id is refused in the other call.
    ///
    /// # Errors
    /// Inconclusive where the other call does not answer.
    pub async fn refused_in_other_call(&mut self) -> Result<(), Stop> {
        let upload = self.subject()?;
        self.demand_unusable(Clause::Life6, &upload.media_id).await
    }

    /// LIFE-6: the media id is refused in STATUS.
    ///
    /// # Errors
    /// Inconclusive where it is not answered.
    pub async fn refused_in_status(&mut self) -> Result<(), Stop> {
        let upload = self.subject()?;
        let exchange = self.session.command(HttpMethod::GET, protocol::status(&upload.media_id)).await;
        let (exchange, response) = self.answered("STATUS", exchange)?;
        self.record.note(status_code::refused(Clause::Life6, &response), Some(exchange));
        Ok(())
    }

    /// LIFE-6 and LIFE-7: FINALIZE by one identifier is refused.
    ///
    /// # Errors
    /// As [`World::send`].
    pub async fn refused_in_finalize(&mut self, clause: Clause, encoding: Option<Encoding>) -> Result<(), Stop> {
        let upload = self.subject()?;
        let (name, value) = match clause {
            Clause::Life7 => (MEDIA_KEY, upload.key()?),
            _ => (MEDIA_ID, upload.media_id.clone()),
        };
        let encoding = encoding.unwrap_or(self.run.usual_method().encoding);
        let parameters = vec![(COMMAND.to_owned(), "FINALIZE".to_owned()), (name.to_owned(), value)];
        let payload = protocol::encoded(encoding, parameters);
        let exchange = self.session.command(HttpMethod::POST, payload).await;
        let (exchange, response) = self.finalize_answered(exchange)?;
        let judgement = status_code::refused(clause, &response);
        if judgement.breaks(clause) {
            let identifier = if clause == Clause::Life7 { Identifier::Key } else { Identifier::Id };
            return self.not_refused(judgement, &response, exchange, Method { encoding, identifier }).await;
        }
        self.record.note(refusal::judge_form(&response), Some(exchange));
        self.record.note(judgement, Some(exchange));
        Ok(())
    }

    /// The answer to a FINALIZE. What it says of a lifetime goes into the ledger.
    ///
    /// # Errors
    /// As [`World::answered`].
    pub(super) fn finalize_answered(&mut self, exchange: Exchange) -> Result<(usize, Arc<Response>), Stop> {
        let (number, response) = self.answered("FINALIZE", exchange)?;
        if let Some(ledger) = self.run.ledger.as_ref().filter(|_| status_code::is_accepted(&response)) {
            let body = document::parse(&response.body).map(|document| document.value).unwrap_or_default();
            let lifetime = body.get("expires_after_secs").and_then(Value::as_u64).map(Duration::from_secs);
            if let (Ok(id), Some(lifetime)) = (identifiers::from_init(&body), lifetime) {
                let key = body.get("media_key").and_then(Value::as_str);
                // An endpoint may well echo a secret.
                let key = key.filter(|key| self.run.masker.mask(key) == *key).map(str::to_owned);
                ledger.note(id, key, lifetime, self.session.clock.now());
            }
        }
        Ok((number, response))
    }

    /// A media that has expired, as the user says or the ledger.
    ///
    /// # Errors
    /// A skip where there is none.
    pub fn given_as_expired(&mut self, by_key: bool) -> Result<(), Stop> {
        let (given, option) = match by_key {
            true => (&self.run.expired_media_key, "--expired-media-key"),
            false => (&self.run.expired_media_id, "--expired-media-id"),
        };
        let value = match (given, &self.run.ledger) {
            (Some(given), _) => given.clone(),
            (None, Some(_)) => self.expired_in_ledger(by_key)?,
            (None, None) => return Err(Stop::Skip(format!("none was given ({option} or --ledger)"))),
        };
        let mut upload = Upload { spec: Spec::usual(), media_id: value.clone(), media_key: None, finalized: None };
        upload.media_key = by_key.then_some(value);
        self.upload = Some(upload.into());
        Ok(())
    }

    /// A media id or key of an earlier run that has expired; how long ago is worth a note.
    fn expired_in_ledger(&mut self, by_key: bool) -> Result<String, Stop> {
        let (clause, what) = if by_key { (Clause::Life7, "media key") } else { (Clause::Life6, "media id") };
        let now = self.session.clock.now();
        let ledger = self.run.ledger.as_ref();
        let found = ledger.and_then(|ledger| if by_key { ledger.expired_key(now) } else { ledger.expired_id(now) });
        let margin = MARGIN.as_secs();
        let found =
            found.ok_or_else(|| Stop::Skip(format!("no {what} in the ledger has been expired for {margin} s yet")))?;
        let message = format!("the {what} {} of an earlier run expired {:#} ago", found.value, found.age);
        self.observe(Observation::of(clause, "expired-media", message));
        Ok(found.value)
    }
}

/// Divided first: a lifetime may be as long as can be.
fn three_quarters(lifetime: Duration) -> Duration {
    lifetime / 4 * 3
}
