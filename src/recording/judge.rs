//! Judges what a recording has of one upload, by the judgements that a run goes by.
//!
//! Where a breach could also be the client's fault, or another clause's, it is none: a recording cannot ask again.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::Value;

use super::{
    lifetime::{Age, Lifetime},
    message::{Ask, Message},
    upload::{Event, Upload},
};
use crate::{
    clause::Clause,
    http::Response,
    judgement::{
        attribution::{Encoding, Identifier},
        document, finalize,
        finalize::{Expected, Media},
        processing::{self, Processing, State},
        refusal, status_code,
    },
    verdict::{Judgement, Observation, Verdict},
    world::{protocol::MEDIA_KEY, record::Record},
};

const NO_INIT: &str = "its INIT is not in the recording";
/// What the answer to FINALIZE decides whatever was uploaded.
const FORM: [Clause; 7] =
    [Clause::Res1, Clause::Rsp1, Clause::Rsp2, Clause::Rsp3, Clause::Rsp4, Clause::Rsp7, Clause::Rsp8];

/// What a recording has of an endpoint beside one upload.
#[derive(Clone, Debug, Default)]
pub struct Surroundings {
    /// The encodings of right FINALIZEs that were accepted.
    accepted: Vec<Encoding>,
    /// Whether there are INITs.
    has_inits: bool,
}

impl Surroundings {
    /// Takes an upload into account.
    pub fn add(&mut self, upload: &Upload<'_>) {
        self.has_inits |= upload.init.is_some();
        for encoding in upload.accepted() {
            if !self.accepted.contains(&encoding) {
                self.accepted.push(encoding);
            }
        }
    }
}

/// Judges everything about an upload.
pub fn judge(upload: &Upload<'_>, surroundings: &Surroundings) -> Record {
    let mut judge = Judge {
        upload,
        surroundings,
        record: Record::default(),
        segments: BTreeMap::new(),
        is_doubtful: false,
        finalized: None,
        was_refused: false,
        lifetime: Lifetime::default(),
        states: Vec::new(),
        until: None,
        is_in_order: true,
    };
    upload.events.iter().for_each(|event| judge.take(event));
    judge.end()
}

struct Judge<'a> {
    upload: &'a Upload<'a>,
    surroundings: &'a Surroundings,
    record: Record,
    /// The segments that were accepted, and their sizes where they are known.
    segments: BTreeMap<String, Option<u64>>,
    /// Whether nobody knows what an APPEND did.
    is_doubtful: bool,
    /// The answer to the first FINALIZE that was accepted; `null` where it cannot be read.
    finalized: Option<Value>,
    /// Whether a FINALIZE was refused before one was accepted.
    was_refused: bool,
    lifetime: Lifetime,
    /// The states that the answers told, and the exchange that told each.
    states: Vec<(State, usize)>,
    /// When the last of them had arrived.
    until: Option<Timestamp>,
    /// Whether each was asked for when the one before had arrived.
    is_in_order: bool,
}

impl Judge<'_> {
    fn take(&mut self, event: &Event<'_>) {
        let exchange = self.record.keep(event.message.entry.exchange.clone());
        match event.ask {
            Ask::Init => {}
            Ask::Append => self.append(&event.message),
            Ask::Finalize => self.finalize(&event.message, exchange),
            Ask::Status => self.status(&event.message, exchange),
            Ask::Use => self.other_call(&event.message, exchange),
        }
    }

    fn append(&mut self, message: &Message<'_>) {
        let accepted = message.entry.exchange.response().is_some_and(status_code::is_accepted);
        match message.get("segment_index") {
            Some(index) if accepted => {
                self.segments.insert(index.into_owned(), message.segment_size());
            }
            // One that was not accepted may have been taken in all the same, or be repeated: the next one tells.
            Some(index) => {
                self.segments.entry(index.into_owned()).or_insert(None);
            }
            None => self.is_doubtful = true,
        }
    }

    /// How many bytes were appended, where the recording has them all.
    fn appended(&self) -> Option<u64> {
        if self.is_doubtful { None } else { self.segments.values().copied().sum() }
    }

    /// How many bytes were uploaded: what INIT declared, unless what was appended contradicts it.
    fn size(&self) -> Result<u64, String> {
        let declared = self.upload.init.as_ref().and_then(|init| init.total_bytes).ok_or(NO_INIT)?;
        match self.appended() {
            Some(appended) if appended != declared => {
                Err(format!("the recording has {appended} of the {declared} bytes that INIT declared"))
            }
            _ => Ok(declared),
        }
    }

    /// Whether every byte was certainly there.
    fn is_complete(&self) -> bool {
        self.size().is_ok_and(|size| self.appended() == Some(size))
    }

    /// The answer of an exchange; without one the clauses stay open.
    fn answered<'m>(&mut self, what: &str, message: &'m Message<'_>, clauses: &[Clause]) -> Option<&'m Response> {
        let exchange = &message.entry.exchange;
        if exchange.response().is_some_and(|response| response.status == 429) {
            self.record.decide(Clause::Res5, None, None);
        }
        if let Some(reason) = exchange.unanswered() {
            self.leave_open(clauses, Verdict::Inconclusive, &format!("{what} was not answered: {reason}"));
            return None;
        }
        exchange.response()
    }

    fn finalize(&mut self, message: &Message<'_>, exchange: usize) {
        let faults = if message.is_whole() { message.faults() } else { Vec::new() };
        let clause = faults.first().copied().unwrap_or(Clause::Life1);
        let Some(response) = self.answered("FINALIZE", message, &[clause]) else { return };
        if status_code::is_refused(response) && message.entry.gap.is_none() {
            self.record.note(refusal::judge_form(response), Some(exchange));
        }
        match faults[..] {
            _ if !message.is_whole() => {
                self.skip(clause, "its parameters are not all in the recording, or given twice");
            }
            _ if message.is_json() => self.note_open(Clause::Req5, "FINALIZE with a JSON body", response),
            _ if self.upload.has_other_credentials(message) => {
                self.skip(clause, "its credentials are of another kind than those of its INIT");
            }
            [] if self.finalized.is_some() => self.again(message, response, exchange),
            [] => self.right(message, response, exchange),
            [clause] => self.wrong(clause, message, response, exchange),
            _ => self.skip(clause, "several things are wrong with the request"),
        }
        self.was_refused |= status_code::is_refused(response);
    }

    /// A FINALIZE with which nothing is wrong by itself.
    fn right(&mut self, message: &Message<'_>, response: &Response, exchange: usize) {
        let answer = status_code::describe(response);
        match response.status {
            200..=299 => self.accepted(message, response, exchange),
            300..=499 => {
                let reason = "whether file and credentials were good, a recording cannot tell";
                self.skip(Clause::Life1, &format!("FINALIZE was answered with {answer}: {reason}"));
            }
            _ => {
                let reason = "a fault of the endpoint, but of which clause depends on whether the request was right";
                let reason = format!("FINALIZE was answered with {answer}: {reason}");
                self.leave_open(&[Clause::Life1], Verdict::Inconclusive, &reason);
            }
        }
    }

    /// A FINALIZE was accepted, the first of its media.
    fn accepted(&mut self, message: &Message<'_>, response: &Response, exchange: usize) {
        let identifier = self.upload.identifier(message);
        if let Some(encoding) = message.encoding() {
            self.record.decide(encoding.clause(), None, None);
        }
        if self.upload.init.is_some() && identifier.is_none() {
            return self.skip(Clause::Par12, "its media_id and media_key are not those of one INIT");
        }
        if self.surroundings.has_inits && self.upload.is_without_origin() {
            return self.skip(Clause::Par8, "none of the INITs in the recording returned its id or key");
        }
        match identifier {
            Some(identifier) => self.record.decide(identifier.clause(), None, None),
            None => self.skip(Clause::Par5, NO_INIT),
        }
        match self.size() {
            Ok(_) => self.record.decide(Clause::Life1, None, None),
            Err(reason) => self.skip(Clause::Life1, &reason),
        }
        let body = document::parse(&response.body).map(|document| document.value).unwrap_or_default();
        self.finalized = Some(body.clone());
        if let Some(gap) = message.entry.gap {
            self.leave_open(&FORM, Verdict::Skip, gap);
            return;
        }
        self.lifetime.told(message.entry, &body);
        self.processing(message, &body, exchange);
        let judgement = self.judged(message, response, identifier);
        if self.was_refused && self.is_complete() && judgement.violations.is_empty() {
            self.record.decide(Clause::Err2, None, None);
        }
        self.record.note(judgement, Some(exchange));
        self.too_early(response, &body, exchange);
        self.explain();
    }

    /// Everything that the answer says, against what is known of the upload.
    fn judged(&self, message: &Message<'_>, response: &Response, identifier: Option<Identifier>) -> Judgement {
        let media_key = message.get(MEDIA_KEY).map(|key| key.into_owned());
        let is_unknown_key = media_key.is_some() && identifier.is_none();
        let expected = Expected {
            media_id: self.upload.media_id.clone().filter(|_| identifier.is_some()),
            media_key: media_key.filter(|_| identifier.is_some()),
            size: self.size().ok(),
            media: self.media().cloned(),
            is_valid: false,
        };
        let mut judgement = finalize::judge(response, &expected);
        if is_unknown_key {
            // Nobody knows whether the key is the media's own; what was sent is not what was expected.
            judgement.leave_open(Clause::Rsp6);
            judgement.observations.retain(|seen| seen.clause != Some(Clause::Rsp6));
        }
        judgement
    }

    fn media(&self) -> Option<&Media> {
        self.upload.init.as_ref()?.media.as_ref()
    }

    /// LIFE-2: accepted with fewer bytes than declared, as the endpoint itself says.
    fn too_early(&mut self, response: &Response, body: &Value, exchange: usize) {
        let declared = self.upload.init.as_ref().and_then(|init| init.total_bytes);
        if let (Some(appended), Some(declared)) = (self.appended(), declared)
            && appended < declared
            && body.get("size").and_then(Value::as_u64) == Some(appended)
        {
            self.record.note(status_code::refused(Clause::Life2, response), Some(exchange));
        }
    }

    /// Why clauses about the answer are not decided.
    fn explain(&mut self) {
        if let Err(reason) = self.size() {
            self.skip(Clause::Rsp8, &reason);
        }
        if self.upload.init.is_none() {
            let about_the_media = [Clause::Rsp4, Clause::Rsp9, Clause::Asy1, Clause::Asy2, Clause::Asy3];
            self.leave_open(&about_the_media, Verdict::Skip, NO_INIT);
        } else if self.media().is_none() {
            let reason = "whether the file moves, its declaration does not tell";
            self.leave_open(&[Clause::Asy2, Clause::Asy3], Verdict::Skip, reason);
        }
        self.leave_open(&FORM, Verdict::Skip, "it could not be judged because another clause was broken first");
    }

    /// A FINALIZE for a media that was finalized before.
    fn again(&mut self, message: &Message<'_>, response: &Response, exchange: usize) {
        let age = self.lifetime.age(message.entry);
        if age == Age::Expired {
            let clause = if message.get(MEDIA_KEY).is_some() { Clause::Life7 } else { Clause::Life6 };
            return self.after_its_life(clause, response, exchange);
        }
        self.note_open(Clause::Life8, "FINALIZE for a finalized upload", response);
        self.told(message, response);
    }

    /// A FINALIZE that has to be refused for one thing.
    fn wrong(&mut self, clause: Clause, message: &Message<'_>, response: &Response, exchange: usize) {
        let is_refused = status_code::is_refused(response);
        // Without a good identifier there is nothing else to be refused for.
        let is_else_right = matches!(clause, Clause::Par4 | Clause::Par9 | Clause::Par11)
            || self.upload.identifier(message).is_some() && self.finalized.is_none() && self.size().is_ok();
        match response.status {
            401 | 403 => self.skip(clause, &format!("it was refused for its credentials ({})", response.status)),
            300..=399 => self.skip(clause, &format!("it was answered with {}", status_code::describe(response))),
            _ if is_refused && !is_else_right => self.skip(clause, "it may have been refused for something else"),
            // Neither accepted nor refused: only where right requests fare better is this one's fault to blame.
            500..
                if !self.surroundings.accepted.iter().any(|right| message.encoding().is_none_or(|it| it == *right)) =>
            {
                let reason = format!("it was answered with {}, as a right request may be", response.status);
                self.leave_open(&[clause], Verdict::Inconclusive, &reason);
            }
            _ => self.record.note(status_code::refused(clause, response), Some(exchange)),
        }
    }

    fn status(&mut self, message: &Message<'_>, exchange: usize) {
        let Some(media_id) = &self.upload.media_id else { return };
        let Some(response) = self.answered("STATUS", message, &[Clause::Sta1]) else { return };
        if message.entry.exchange.request.method != "GET" || !message.is_whole() {
            return;
        }
        let age = self.lifetime.age(message.entry);
        if age == Age::Expired {
            return self.after_its_life(Clause::Life6, response, exchange);
        }
        let body = document::parse(&response.body).map(|document| document.value).unwrap_or_default();
        // Of a media that has nothing to process STATUS may say anything.
        let is_processed = match &self.finalized {
            Some(answer) => Processing::of(answer).is_some() && !self.record.broken(Clause::Asy3),
            None => self.upload.init.is_none() && body.get("processing_info").is_some(),
        };
        if !is_processed {
            return;
        }
        let answer = format!("STATUS was answered with {}", status_code::describe(response));
        let unsure = format!("{answer}: whether the media was still alive, the recording does not tell");
        match response.status {
            200..=299 => match message.entry.gap {
                Some(gap) => self.skip(Clause::Sta1, gap),
                None => self.told_by_status(message, response, &body, exchange),
            },
            401 | 403 | 300..=399 => self.skip(Clause::Sta1, &answer),
            _ if age != Age::Unknown => {
                self.record.note(processing::judge_status(response, media_id), Some(exchange));
            }
            400..=499 => self.skip(Clause::Sta1, &unsure),
            _ => self.leave_open(&[Clause::Sta1], Verdict::Inconclusive, &unsure),
        }
    }

    /// Whatever names a media that has certainly expired has to be refused, and not for its credentials.
    fn after_its_life(&mut self, clause: Clause, response: &Response, exchange: usize) {
        match response.status {
            401 | 403 | 300..=399 => {
                self.skip(clause, &format!("it was answered with {}", status_code::describe(response)));
            }
            _ => self.record.note(status_code::refused(clause, response), Some(exchange)),
        }
    }

    fn told_by_status(&mut self, message: &Message<'_>, response: &Response, body: &Value, exchange: usize) {
        let Some(media_id) = &self.upload.media_id else { return };
        let judgement = processing::judge_status(response, media_id);
        let is_readable = !judgement.breaks(Clause::Sta1);
        self.record.note(judgement, Some(exchange));
        self.told(message, response);
        if is_readable {
            self.processing(message, body, exchange);
        }
    }

    /// Notes how far processing has come.
    fn processing(&mut self, message: &Message<'_>, body: &Value, exchange: usize) {
        let Some(found) = Processing::of(body) else { return };
        self.states.push((found.state, exchange));
        self.is_in_order &= self.until.zip(message.entry.started).is_none_or(|(until, started)| until <= started);
        self.until = message.entry.ended();
    }

    /// An answer may tell the lifetime anew.
    fn told(&mut self, message: &Message<'_>, response: &Response) {
        if let (true, Ok(document)) = (status_code::is_accepted(response), document::parse(&response.body)) {
            self.lifetime.told(message.entry, &document.value);
        }
    }

    /// A use of the media id.
    fn other_call(&mut self, message: &Message<'_>, exchange: usize) {
        let Some(body) = self.finalized.clone() else { return };
        let clause = if body.get("processing_info").is_some() { Clause::Life4 } else { Clause::Life3 };
        let Some(response) = self.answered("the other call", message, &[clause]) else { return };
        let age = self.lifetime.age(message.entry);
        match (age, status_code::is_accepted(response)) {
            (Age::Expired, _) => self.after_its_life(Clause::Life6, response, exchange),
            (age, true) => {
                let is_ready = clause == Clause::Life3 && body.is_object()
                    || self.states.last().is_some_and(|(state, _)| *state == State::Succeeded);
                if is_ready {
                    self.record.decide(clause, None, None);
                }
                if age == Age::Old {
                    self.record.decide(Clause::Life5, None, None);
                }
            }
            (_, false) => {
                let answer = status_code::describe(response);
                self.skip(clause, &format!("a use of the media id was answered with {answer}: whether that request was right, a recording cannot tell"));
            }
        }
    }

    /// What the whole of the upload shows.
    fn end(mut self) -> Record {
        let path: Vec<State> = self.states.iter().map(|(state, _)| *state).collect();
        if let [_, .., (last, exchange)] = self.states[..] {
            if self.is_in_order {
                self.record.note(processing::judge_order(&path), Some(exchange));
            } else {
                self.skip(Clause::Asy7, "STATUS was asked several times at once");
            }
            let reason = match last {
                State::Succeeded => "no use of the media id in another call after that is in the recording",
                State::Failed => "processing failed: whether the file was a valid one, a recording cannot tell",
                State::Pending | State::InProgress => "the recording ends before processing does",
            };
            self.skip(Clause::Life4, reason);
        } else if !path.is_empty() {
            let reason = "no STATUS of it is in the recording";
            self.leave_open(&[Clause::Sta1, Clause::Life4], Verdict::Skip, reason);
        } else if self.finalized.as_ref().is_some_and(|body| body.get("processing_info").is_none()) {
            self.skip(Clause::Life3, "no use of the media id in another call is in the recording");
        }
        let Record { decided, undecided, .. } = &mut self.record;
        undecided.retain(|clause, _| !decided.contains(clause));
        self.record
    }

    fn skip(&mut self, clause: Clause, reason: &str) {
        self.leave_open(&[clause], Verdict::Skip, reason);
    }

    /// Clauses that this exchange does not decide; the worst reason stands until another exchange decides them.
    fn leave_open(&mut self, clauses: &[Clause], verdict: Verdict, reason: &str) {
        for clause in clauses {
            if self.record.undecided.get(clause).is_none_or(|(known, _)| *known < verdict) {
                self.record.leave_open(*clause, verdict, reason);
            }
        }
    }

    /// What was done where the document leaves it open.
    fn note_open(&mut self, clause: Clause, what: &str, response: &Response) {
        let seen = format!("{what} is answered with {}", status_code::describe(response));
        self.record.decide(clause, None, None);
        self.record.observe(Observation::of(clause, "open-behaviour", seen));
    }
}
