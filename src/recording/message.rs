//! What a recorded request asks, in the terms of the protocol.

use std::borrow::Cow;

use super::{body::Body, har::Entry};
use crate::{
    clause::Clause,
    endpoint::parameters::{self, Parameters, Place},
    judgement::{attribution, refusal},
    world::protocol::{COMMAND, MEDIA_ID, MEDIA_KEY},
};

/// The other call, wherever it lives.
const OTHER_CALL: &str = "/media/metadata/create";

/// A recorded request with its parameters.
#[derive(Clone, Debug)]
pub struct Message<'a> {
    /// The exchange.
    pub entry: &'a Entry,
    /// The address without its query string.
    pub address: String,
    /// The parameters, as far as they are there.
    parameters: Parameters,
}

/// What a request asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ask {
    /// INIT.
    Init,
    /// APPEND.
    Append,
    /// FINALIZE, right or wrong.
    Finalize,
    /// STATUS.
    Status,
    /// A use of the media id in the other call.
    Use,
}

impl<'a> Message<'a> {
    /// Reads a request.
    pub fn read(entry: &'a Entry) -> Self {
        let request = &entry.exchange.request;
        let mut address = request.url.clone();
        address.set_query(None);
        Message { entry, address: address.into(), parameters: Parameters::read(request).with_json_body(request) }
    }

    /// The value of a parameter; none where it is given with several.
    pub fn get(&self, name: &str) -> Option<Cow<'_, str>> {
        let value = self.parameters.get(name)?;
        self.values(name).all(|other| other == value).then_some(value)
    }

    fn values(&self, name: &str) -> impl Iterator<Item = Cow<'_, str>> {
        self.parameters.all.iter().filter(move |parameter| parameter.name == name).map(parameters::Parameter::as_text)
    }

    fn has(&self, name: &str) -> bool {
        self.parameters.find(name).is_some()
    }

    /// Whether every parameter is known, each with one value.
    pub fn is_whole(&self) -> bool {
        let is_single = |name| !self.has(name) || self.get(name).is_some();
        self.entry.body != Body::Missing
            && self.parameters.malformed.is_none()
            && [COMMAND, MEDIA_ID, MEDIA_KEY].into_iter().all(is_single)
    }

    /// Whether this is how the protocol speaks, so that whatever else goes to this address is meant for it too.
    pub fn is_of_the_protocol(&self) -> bool {
        match self.get(COMMAND).as_deref() {
            Some("INIT") => self.has("total_bytes") || self.has("media_type"),
            Some("APPEND" | "FINALIZE" | "STATUS") => self.has(MEDIA_ID) || self.has(MEDIA_KEY),
            _ => false,
        }
    }

    /// What a request to an address of the protocol asks; none where it is something else, or nobody knows.
    pub fn ask(&self) -> Option<Ask> {
        match self.get(COMMAND).as_deref() {
            // A browser's question whether it may ask, say.
            _ if !["POST", "GET", "PUT", "DELETE"].contains(&self.entry.exchange.request.method.as_str()) => None,
            Some("INIT") => Some(Ask::Init),
            Some("APPEND") => Some(Ask::Append),
            Some("STATUS") => Some(Ask::Status),
            Some(command) if is_meant_as_finalize(command) => Some(Ask::Finalize),
            // Without a command, media in the request makes it an upload in one piece, which is another call.
            None if self.is_whole() && self.is_post() && !self.has("media") && !self.has("media_data") => {
                (self.has(MEDIA_ID) || self.has(MEDIA_KEY)).then_some(Ask::Finalize)
            }
            _ => None,
        }
    }

    /// The media id that the other call uses, where this is one.
    pub fn used_id(&self) -> Option<String> {
        let path = self.address.trim_end_matches(".json");
        (path.ends_with(OTHER_CALL) && self.is_post()).then(|| self.get(MEDIA_ID).map(Cow::into_owned))?
    }

    fn is_post(&self) -> bool {
        self.entry.exchange.request.method == "POST"
    }

    /// The clauses under which a FINALIZE has to be refused for what it is by itself, whatever media it names.
    pub fn faults(&self) -> Vec<Clause> {
        let mut faults = Vec::new();
        match self.get(COMMAND).as_deref() {
            None => faults.push(Clause::Par1),
            Some("FINALIZE") => {}
            Some(command) => faults.push(refusal::clause_for_command(command)),
        }
        if matches!(self.entry.exchange.request.method.as_str(), "GET" | "PUT" | "DELETE") {
            faults.push(Clause::Req4);
        }
        // Digits could be a way of writing a real id, which is another clause's, and no recording tells.
        let hopeless = |value: &str| !value.chars().any(char::is_numeric);
        match (self.get(MEDIA_ID).as_deref(), self.get(MEDIA_KEY).as_deref()) {
            (None, None) => faults.push(Clause::Par4),
            (Some(id), None) if hopeless(id) => faults.push(refusal::clause_for_media_id(id)),
            (None, Some(key)) if hopeless(key) => faults.push(refusal::clause_for_media_key(key)),
            _ => {}
        }
        faults
    }

    /// In which of the three ways the parameters travel; none where it is a mixture, or another way.
    pub fn encoding(&self) -> Option<attribution::Encoding> {
        let known = |name: &str| [COMMAND, MEDIA_ID, MEDIA_KEY].contains(&name);
        let in_body = |place| place == Place::Body;
        let mut places =
            self.parameters.all.iter().filter(|found| known(&found.name)).map(|found| in_body(found.place));
        match self.parameters.encoding {
            _ if !self.is_post() => None,
            parameters::Encoding::Form => places.all(|in_body| in_body).then_some(attribution::Encoding::Form),
            parameters::Encoding::Multipart => {
                places.all(|in_body| in_body).then_some(attribution::Encoding::Multipart)
            }
            parameters::Encoding::None => Some(attribution::Encoding::Query),
            parameters::Encoding::Json | parameters::Encoding::Other => None,
        }
    }

    /// The kind of its credentials: the word that the `Authorization` header begins with.
    pub fn scheme(&self) -> Option<String> {
        let value = self.entry.exchange.request.header("authorization")?;
        value.split_whitespace().next().map(str::to_ascii_lowercase)
    }

    /// Whether the parameters come as JSON.
    pub fn is_json(&self) -> bool {
        self.parameters.encoding == parameters::Encoding::Json
    }

    /// How many bytes a segment has, where the recording has them all.
    pub fn segment_size(&self) -> Option<u64> {
        let Body::Exact(_) = self.entry.body else { return None };
        let bytes = match (self.parameters.find("media"), self.parameters.find("media_data")) {
            (Some(media), None) => media.value.len(),
            // Four characters of base64 are three bytes.
            (None, Some(data)) => {
                let characters = data.value.iter().filter(|byte| !byte.is_ascii_whitespace() && **byte != b'=').count();
                characters * 3 / 4
            }
            _ => return None,
        };
        u64::try_from(bytes).ok()
    }
}

/// Whether a command that is no other is FINALIZE, or FINALIZE misspelled.
fn is_meant_as_finalize(command: &str) -> bool {
    let letters: String = command.chars().filter(char::is_ascii_alphabetic).collect();
    command.trim().is_empty() || letters.to_ascii_uppercase().contains("FINALI")
}
