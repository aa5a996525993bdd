//! metadata/create: the other API call, which uses a media id and leaves no trace a person could see.

use std::time::Duration;

use serde_json::Value;

use crate::{
    endpoint::{ids, machine::Endpoint, reply::Refusal},
    http::{Request, Response},
};

/// The longest alternative text, in characters.
const LONGEST_TEXT: usize = 1000;

/// Answers metadata/create: a JSON body, whatever its type says, for some clients send none.
pub fn create(endpoint: &Endpoint, request: &Request, now: Duration) -> Result<Response, Refusal> {
    if request.method != "POST" {
        return Err(Refusal::new(405, 86, "This method requires a POST."));
    }
    let body: Value = serde_json::from_slice(&request.body).map_err(|_| Refusal::invalid("body"))?;
    let id = id_text(&body).ok_or_else(|| Refusal::missing("media_id"))?;
    let upload = endpoint.find_id(&id, now)?;
    if !upload.is_ready(&endpoint.settings, now) {
        return Err(Refusal::new(400, 324, "The media is not ready for use."));
    }
    let text =
        body.pointer("/alt_text/text").and_then(Value::as_str).ok_or_else(|| Refusal::missing("alt_text.text"))?;
    if text.chars().count() > LONGEST_TEXT {
        return Err(Refusal::invalid("alt_text.text"));
    }
    Ok(Response::empty(endpoint.settings.metadata_status))
}

/// The id that a body names, if it is one.
pub fn media_id(body: &[u8]) -> Option<u64> {
    let body: Value = serde_json::from_slice(body).ok()?;
    ids::parse(&id_text(&body)?)
}

/// The id as a string or, from one client, as a number: the digits as they were written.
fn id_text(body: &Value) -> Option<String> {
    match body.get("media_id")? {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}
