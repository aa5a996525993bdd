//! FINALIZE itself: sending it in right and wrong ways, and judging that a right one is accepted.

use std::sync::Arc;

use reqwest::Method as HttpMethod;
use serde_json::Value;

use super::{
    World, protocol,
    protocol::{COMMAND, MEDIA_ID, MEDIA_KEY, Parameters},
    record::Stop,
    upload::{Finalized, Upload},
};
use crate::{
    clause::Clause,
    client::{Authorization, Payload},
    http::Response,
    judgement::{
        attribution::{Encoding, Identifier, Method},
        document, finalize, status_code,
    },
    verdict::Observation,
};

/// A FINALIZE to be sent: a right one, until something about it is changed.
#[derive(Clone, Debug)]
pub struct Attempt {
    /// The HTTP method.
    pub http_method: HttpMethod,
    /// How the parameters travel.
    pub encoding: Encoding,
    /// Whether they travel as JSON instead.
    pub as_json: bool,
    /// The parameters.
    pub parameters: Parameters,
    /// On whose behalf, where it is not the user's ordinary way.
    pub authorization: Option<Authorization>,
    /// The clause under which it has to be refused; none for a right one.
    pub wrong: Option<Clause>,
    /// What the document leaves open about it: the MAY clause that says so, if any, and what it is.
    pub open: Option<Open>,
}

/// What the document leaves open about a request: the MAY clause that says so, if any, and the request in words.
pub type Open = (Option<Clause>, &'static str);

/// A FINALIZE that was answered.
#[derive(Clone, Debug)]
pub struct Sent {
    /// The number of the exchange.
    pub exchange: usize,
    /// The answer.
    pub response: Arc<Response>,
    /// The clause under which it has to be refused; none for a right one.
    pub wrong: Option<Clause>,
    /// What the document leaves open about it.
    pub open: Option<Open>,
    /// The method of a right one.
    pub method: Method,
    /// Whether the answer has been judged already.
    pub judged: bool,
}

impl Attempt {
    /// Sets a parameter, in place of one of that name or behind the others.
    pub fn set(&mut self, name: &str, value: impl Into<String>) {
        let value = value.into();
        match self.parameters.iter_mut().find(|(known, _)| known == name) {
            Some((_, old)) => *old = value,
            None => self.parameters.push((name.to_owned(), value)),
        }
    }

    /// Takes a parameter out.
    pub fn remove(&mut self, name: &str) {
        self.parameters.retain(|(known, _)| known != name);
    }

    /// The same with a single identifier, which has to be refused.
    #[must_use]
    pub fn only(mut self, name: &str, value: String, wrong: Clause) -> Self {
        self.remove(MEDIA_ID);
        self.remove(MEDIA_KEY);
        self.set(name, value);
        self.wrong = Some(wrong);
        self
    }

    /// The same, with an outcome that the document leaves open.
    #[must_use]
    pub fn noted(mut self, clause: Option<Clause>, what: &'static str) -> Self {
        self.wrong = None;
        self.open = Some((clause, what));
        self
    }

    pub(super) fn payload(&self) -> Payload {
        if self.as_json {
            let fields = self.parameters.iter().map(|(name, value)| (name.clone(), Value::from(value.as_str())));
            return Payload::Json(Value::Object(fields.collect()).to_string());
        }
        protocol::encoded(self.encoding, self.parameters.clone())
    }
}

impl World {
    /// The way of finalizing: what the scenario asks for, and the usual for what it leaves open.
    pub fn method(&self, encoding: Option<Encoding>, identifier: Option<Identifier>) -> Method {
        let usual = self.run.usual_method();
        Method { encoding: encoding.unwrap_or(usual.encoding), identifier: identifier.unwrap_or(usual.identifier) }
    }

    /// A right FINALIZE for the scenario's upload.
    ///
    /// # Errors
    /// A skip where it needs a media key and there is none.
    pub fn attempt(&self, method: Method) -> Result<Attempt, Stop> {
        attempt(&*self.subject()?, method)
    }

    /// Sends a FINALIZE; its answer is what the next steps are about.
    ///
    /// # Errors
    /// Inconclusive where it is not answered.
    pub async fn send(&mut self, attempt: Attempt, method: Method) -> Result<(), Stop> {
        let payload = attempt.payload();
        let authorization = attempt.authorization.unwrap_or_else(|| self.session.authorization());
        let exchange = self.session.command_as(attempt.http_method, payload, authorization).await;
        let (exchange, response) = self.finalize_answered(exchange)?;
        if let Some(upload) = self.upload.as_mut().filter(|_| status_code::is_accepted(&response)) {
            let body = document::parse(&response.body).map(|document| document.value).unwrap_or_default();
            Arc::make_mut(upload).finalized.get_or_insert(Finalized { at: self.session.clock.now(), body });
            if self.session.credentials.user.is_none() && self.run.is_first_unsigned() {
                let message = "FINALIZE without credentials is accepted; with credentials RES-2 would be judged";
                self.observe(Observation::of(Clause::Res2, "unsigned-request", message));
            }
        }
        self.sent = Some(Sent { exchange, response, wrong: attempt.wrong, open: attempt.open, method, judged: false });
        Ok(())
    }

    /// Finalizes the scenario's upload in a right way.
    ///
    /// # Errors
    /// As [`World::attempt`] and [`World::send`].
    pub async fn finalize(&mut self, method: Method) -> Result<(), Stop> {
        let mut attempt = self.attempt(method)?;
        if self.subject()?.spec.extent != super::Extent::Whole {
            attempt.wrong = Some(Clause::Life2);
        }
        self.send(attempt, method).await
    }

    /// Finalizes the scenario's upload again, whatever comes of it.
    ///
    /// # Errors
    /// Ends the scenario where it was not finalized before.
    pub async fn repeat(&mut self, method: Method) -> Result<(), Stop> {
        self.accept().await?;
        let attempt = self.attempt(method)?.noted(Some(Clause::Life8), "FINALIZE for a finalized upload");
        self.send(attempt, method).await
    }

    /// What was sent last.
    ///
    /// # Errors
    /// Inconclusive where no step sent anything.
    pub(super) fn last(&self) -> Result<Sent, Stop> {
        self.sent.clone().ok_or_else(|| Stop::Inconclusive("the scenario judges before it sends".to_owned()))
    }

    /// The last FINALIZE was right: judges that it was accepted, and everything that its answer says.
    ///
    /// # Errors
    /// Ends the scenario where it was not accepted.
    pub async fn accept(&mut self) -> Result<(), Stop> {
        let (sent, upload) = (self.last()?, self.subject()?);
        if sent.judged {
            return Ok(());
        }
        if !status_code::is_accepted(&sent.response) {
            let clause = self.blame(&upload, sent.method).await?;
            self.record.note(status_code::accepted(clause, &sent.response), Some(sent.exchange));
            return Err(Stop::Broken);
        }
        for clause in [Clause::Life1, sent.method.encoding.clause(), sent.method.identifier.clause()] {
            self.record.decide(clause, None, None);
        }
        let judgement = finalize::judge(&sent.response, &expected(&upload, sent.method));
        self.record.note(judgement, Some(sent.exchange));
        if let Some(sent) = &mut self.sent {
            sent.judged = true;
        }
        Ok(())
    }

    /// Which clause a right FINALIZE that was not accepted breaks: asks with control requests, each on a fresh upload.
    pub(super) async fn blame(&mut self, upload: &Upload, method: Method) -> Result<Clause, Stop> {
        let mut accepted = Vec::new();
        for control in method.controls(upload.media_key.is_some()) {
            let (_, response) = self.control(upload, control).await?;
            if status_code::is_accepted(&response) {
                accepted.push(control);
            }
        }
        Ok(method.blame(&accepted))
    }

    /// Finalizes a fresh upload of the same kind, for comparison.
    pub(super) async fn control(&mut self, like: &Upload, method: Method) -> Result<(Upload, Arc<Response>), Stop> {
        let upload = self.new_upload(like.spec.clone()).await?;
        let payload = attempt(&upload, method)?.payload();
        let exchange = self.session.command(HttpMethod::POST, payload).await;
        let (_, response) = self.finalize_answered(exchange)?;
        Ok((upload, response))
    }
}

/// A right FINALIZE for an upload.
fn attempt(upload: &Upload, method: Method) -> Result<Attempt, Stop> {
    let mut parameters = vec![(COMMAND.to_owned(), "FINALIZE".to_owned())];
    if method.identifier != Identifier::Key {
        parameters.push((MEDIA_ID.to_owned(), upload.media_id.clone()));
    }
    if method.identifier != Identifier::Id {
        parameters.push((MEDIA_KEY.to_owned(), upload.key()?));
    }
    Ok(Attempt {
        http_method: HttpMethod::POST,
        encoding: method.encoding,
        as_json: false,
        parameters,
        authorization: None,
        wrong: None,
        open: None,
    })
}

/// What the answer to a right FINALIZE has to say.
pub(super) fn expected(upload: &Upload, method: Method) -> finalize::Expected {
    finalize::Expected {
        media_id: Some(upload.media_id.clone()),
        media_key: upload.media_key.clone().filter(|_| method.identifier != Identifier::Id),
        size: Some(upload.spec.sample.bytes().len() as u64),
        media: Some(finalize::Media::of(upload.spec.sample, upload.spec.category.is_some())),
        is_valid: true,
    }
}
