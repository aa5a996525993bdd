//! What mutants and variants are made of: when to deviate, and how.

use std::time::Duration;

use bytes::Bytes;
use serde_json::Value;

use crate::{
    endpoint::{
        Endpoint, Refusal, Settings, Upload,
        parameters::{Encoding, Parameters},
    },
    http::{Request, Response},
};

/// Whether the request goes to `media/upload`.
pub fn is_upload_call(request: &Request) -> bool {
    request.url.path().ends_with("/1.1/media/upload.json")
}

/// Whether the request goes to the other call.
pub fn is_metadata(request: &Request) -> bool {
    request.url.path().ends_with("/1.1/media/metadata/create.json")
}

/// Whether the request is this command, exactly.
pub fn asks(request: &Request, command: &str) -> bool {
    is_upload_call(request) && Parameters::read(request).is(command)
}

/// Whether the request is a right FINALIZE, as far as method and command go.
pub fn is_finalize(request: &Request) -> bool {
    request.method == "POST" && asks(request, "FINALIZE")
}

/// Whether the request is a FINALIZE, right or wrong: any request for an upload that is no other command.
pub fn is_like_finalize(request: &Request) -> bool {
    let is_other = |command| Parameters::read(request).is(command);
    is_upload_call(request) && !["INIT", "APPEND", "STATUS"].into_iter().any(is_other)
}

/// Whether the parameters come in a urlencoded body.
pub fn is_form(request: &Request) -> bool {
    Encoding::of(request) == Encoding::Form
}

/// Whether the parameters come in a multipart body.
pub fn is_multipart(request: &Request) -> bool {
    Encoding::of(request) == Encoding::Multipart
}

/// Whether the parameters come in the query string alone.
pub fn is_query(request: &Request) -> bool {
    Encoding::of(request) == Encoding::None
}

/// Whether this parameter is given.
pub fn has(request: &Request, name: &str) -> bool {
    Parameters::read(request).find(name).is_some()
}

/// What the upload that the request names is like.
pub fn names(endpoint: &Endpoint, request: &Request, is_so: impl FnOnce(&Upload) -> bool) -> bool {
    endpoint.upload_of(request).is_some_and(is_so)
}

/// The conforming answer to another request, where the credentials of this one are good.
pub fn answer_to(endpoint: &mut Endpoint, request: &Request, now: Duration, other: &Request) -> Response {
    endpoint.authentic(request, now, |endpoint| endpoint.answer_authenticated(other, now))
}

/// The conforming answer to the request with other parameters, or, where `change` gives none, to the request itself.
/// Only requests that are like a FINALIZE are changed.
pub fn as_if(
    endpoint: &mut Endpoint,
    request: &Request,
    now: Duration,
    change: impl FnOnce(&Endpoint, Parameters) -> Option<Parameters>,
) -> Response {
    let is_candidate = request.method == "POST" && is_like_finalize(request);
    let changed = if is_candidate { change(endpoint, Parameters::read(request)) } else { None };
    match changed {
        Some(parameters) => answer_to(endpoint, request, now, &parameters.apply(request)),
        None => endpoint.answer(request, now),
    }
}

/// Reads one parameter of FINALIZE in a lenient way: `read` gives what the value is taken for.
pub fn lenient(
    endpoint: &mut Endpoint,
    request: &Request,
    now: Duration,
    name: &str,
    read: impl FnOnce(&Endpoint, &str) -> Option<String>,
) -> Response {
    as_if(endpoint, request, now, |endpoint, parameters| {
        let value = read(endpoint, &parameters.get(name)?)?;
        Some(parameters.with(name, value))
    })
}

/// FINALIZE for the upload that INIT created last, whatever it asked for.
pub fn for_latest(endpoint: &Endpoint, parameters: Parameters) -> Option<Parameters> {
    let id = endpoint.latest()?.id.to_string();
    Some(parameters.without("media_key").with("media_id", id))
}

/// The conforming answer at another time, where the credentials are good now.
pub fn answer_at(endpoint: &mut Endpoint, request: &Request, now: Duration, time: Duration) -> Response {
    endpoint.authentic(request, now, |endpoint| endpoint.answer_authenticated(request, time))
}

/// The conforming answer to a request for a media that has expired, as if its lifetime had not quite ended.
pub fn as_if_alive(endpoint: &mut Endpoint, request: &Request, now: Duration) -> Response {
    let end = endpoint.upload_of(request).map(|upload| upload.expires_at(&endpoint.settings));
    match end.filter(|end| *end <= now) {
        Some(end) => answer_at(endpoint, request, now, end.saturating_sub(Duration::from_secs(1))),
        None => endpoint.answer(request, now),
    }
}

/// Whether the media that the request names has expired.
pub fn is_expired(endpoint: &Endpoint, request: &Request, now: Duration) -> bool {
    names(endpoint, request, |upload| upload.is_expired(&endpoint.settings, now))
}

/// The conforming answer under other settings.
pub fn under(
    endpoint: &mut Endpoint,
    request: &Request,
    now: Duration,
    change: impl FnOnce(&mut Settings),
) -> Response {
    let usual = endpoint.settings.clone();
    change(&mut endpoint.settings);
    let answer = endpoint.answer(request, now);
    endpoint.settings = usual;
    answer
}

/// The conforming answer; a successful one to this command is changed.
pub fn after(
    endpoint: &mut Endpoint,
    request: &Request,
    now: Duration,
    command: &str,
    change: impl FnOnce(Response) -> Response,
) -> Response {
    let answer = endpoint.answer(request, now);
    if answer.is_success() && asks(request, command) { change(answer) } else { answer }
}

/// The conforming answer; the JSON of a successful FINALIZE is changed.
pub fn finalized(
    endpoint: &mut Endpoint,
    request: &Request,
    now: Duration,
    change: impl FnOnce(&mut Value),
) -> Response {
    after(endpoint, request, now, "FINALIZE", |answer| answer.with_json(change))
}

/// The conforming answer; the JSON of a successful STATUS is changed.
pub fn polled(endpoint: &mut Endpoint, request: &Request, now: Duration, change: impl FnOnce(&mut Value)) -> Response {
    after(endpoint, request, now, "STATUS", |answer| answer.with_json(change))
}

/// The conforming answer; the JSON of any success about a media is changed.
pub fn told(endpoint: &mut Endpoint, request: &Request, now: Duration, change: impl FnOnce(&mut Value)) -> Response {
    let answer = endpoint.answer(request, now);
    let is_about_media = answer.is_success() && answer.value().get("media_id").is_some();
    if is_about_media { answer.with_json(change) } else { answer }
}

/// The conforming answer; a refused FINALIZE is changed.
pub fn refused(
    endpoint: &mut Endpoint,
    request: &Request,
    now: Duration,
    change: impl FnOnce(Response) -> Response,
) -> Response {
    let answer = endpoint.answer(request, now);
    let is_refusal = (400..500).contains(&answer.status) && is_like_finalize(request);
    if is_refusal { change(answer) } else { answer }
}

/// Another answer than the conforming one to a right FINALIZE of a living media that is like this; credentials are
/// checked.
pub fn instead(
    endpoint: &mut Endpoint,
    request: &Request,
    now: Duration,
    is_so: impl FnOnce(&Upload) -> bool,
    answer: impl FnOnce(&Endpoint) -> Response,
) -> Response {
    if is_finalize(request) && !is_expired(endpoint, request, now) && names(endpoint, request, is_so) {
        endpoint.authentic(request, now, |endpoint| answer(endpoint))
    } else {
        endpoint.answer(request, now)
    }
}

/// A refusal that a mutant gives where the reference endpoint gives none.
pub fn refusal(endpoint: &Endpoint, request: &Request) -> Response {
    endpoint.refuse(request, &Refusal::new(400, 324, "Not here."))
}

/// What a bug on the server looks like.
pub fn broken() -> Response {
    Response::json(500, &serde_json::json!({"errors": [{"code": 131, "message": "Internal error"}]}))
}

/// A redirect.
pub fn elsewhere() -> Response {
    Response::empty(302).with_header("location", "https://example.com/login")
}

/// A success for a media that nobody uploaded.
pub fn made_up() -> Response {
    let id = 710_511_363_345_354_753_u64;
    Response::json(
        200,
        &serde_json::json!({
            "media_id": id, "media_id_string": id.to_string(), "size": 11_065, "expires_after_secs": 86_400,
        }),
    )
}

/// Takes note on the upload that a request names; gives the time since it was noted first.
pub fn mark(endpoint: &mut Endpoint, request: &Request, now: Duration, what: &'static str) -> Option<Duration> {
    let upload = endpoint.upload_of_mut(request)?;
    Some(now.saturating_sub(*upload.marks.entry(what).or_insert(now)))
}

/// A JSON number as it is written, even one that no integer type holds.
pub fn number(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or(Value::Null)
}

/// What remains of an integer that went through a double, as JavaScript reads it.
#[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the point")]
pub fn rounded(id: u64) -> u64 {
    id as f64 as u64
}

/// The id in an answer.
pub fn id_in(body: &Value) -> u64 {
    body["media_id"].as_u64().unwrap_or_default()
}

/// The bytes of an answer with others around.
pub fn wrapped(answer: Response, before: &[u8], behind: &[u8]) -> Response {
    let body: Bytes = [before, &answer.body, behind].concat().into();
    answer.with_raw_body(body)
}
