//! ERR-1 and ERR-2: refusals that say nothing, or do something.

use std::time::Duration;

use serde_json::{Value, json};

use super::{Mutant, is_finalize, is_like_finalize, refusal, refused, wrapped};
use crate::{
    clause::Clause::{Err1, Err2},
    endpoint::{Endpoint, Parameters, Upload},
    http::{Request, Response},
};

pub const MUTANTS: &[Mutant] = &[
    Mutant::new("error-empty", Err1, "refuses with an empty body", |e, r, now| told(e, r, now, "")),
    Mutant::new("error-page", Err1, "refuses with a page of HTML", |e, r, now| {
        refused(e, r, now, |answer| {
            answer.with_raw_body("<html><body>Bad Request</body></html>").with_header("content-type", "text/html")
        })
    }),
    Mutant::new("error-text", Err1, "refuses with plain text", |e, r, now| told(e, r, now, "Bad request")),
    Mutant::new("error-xml", Err1, "refuses with XML", |e, r, now| {
        told(e, r, now, "<errors><error>Bad</error></errors>")
    }),
    Mutant::new("error-json-string", Err1, "refuses with a JSON string", |e, r, now| {
        told(e, r, now, "\"Bad request\"")
    }),
    Mutant::new("error-json-list", Err1, "refuses with a JSON list", |e, r, now| {
        refused(e, r, now, |answer| wrapped(answer, b"[", b"]"))
    }),
    Mutant::new("error-empty-object", Err1, "refuses with an empty object", |e, r, now| told(e, r, now, "{}")),
    Mutant::new("error-empty-list", Err1, "refuses with an empty list of errors", |e, r, now| {
        explained(e, r, now, json!({"errors": []}))
    }),
    Mutant::new("error-strings", Err1, "refuses with errors that are strings", |e, r, now| {
        explained(e, r, now, json!({"errors": ["Bad request"]}))
    }),
    Mutant::new("error-without-words", Err1, "refuses with errors that have neither code nor message", |e, r, now| {
        explained(e, r, now, json!({"errors": [{"title": "Bad request"}]}))
    }),
    Mutant::new("error-one-object", Err1, "refuses with errors that is one object and no list", |e, r, now| {
        explained(e, r, now, json!({"errors": {"code": 38, "message": "Bad request"}}))
    }),
    Mutant::new("error-null", Err1, "refuses with null for errors", |e, r, now| {
        explained(e, r, now, json!({"errors": null}))
    }),
    Mutant::new("error-object", Err1, "refuses with error as an object", |e, r, now| {
        explained(e, r, now, json!({"error": {"message": "Bad request"}}))
    }),
    Mutant::new("error-number", Err1, "refuses with error as a number", |e, r, now| {
        explained(e, r, now, json!({"error": 400}))
    }),
    Mutant::new("error-message-only", Err1, "refuses with a message outside of any error", |e, r, now| {
        explained(e, r, now, json!({"status": 400, "message": "Bad request"}))
    }),
    Mutant::new("error-cut", Err1, "cuts the last byte off a refusal", |e, r, now| {
        refused(e, r, now, |answer| {
            let body = answer.body.slice(..answer.body.len().saturating_sub(1));
            answer.with_raw_body(body)
        })
    }),
    Mutant::new("error-bytes-behind", Err1, "writes a comment behind a refusal", |e, r, now| {
        refused(e, r, now, |answer| wrapped(answer, b"", b"<!-- x -->"))
    }),
    Mutant::new("error-empty-for-commands", Err1, "refuses a wrong command with an empty body", |e, r, now| {
        if is_finalize(r) { e.answer(r, now) } else { told(e, r, now, "") }
    }),
    Mutant::new("error-empty-for-identifiers", Err1, "refuses a wrong identifier with an empty body", |e, r, now| {
        if is_finalize(r) { told(e, r, now, "") } else { e.answer(r, now) }
    }),
    Mutant::new("error-empty-for-keys", Err1, "refuses a wrong media key with an empty body", |e, r, now| {
        if super::has(r, "media_key") { told(e, r, now, "") } else { e.answer(r, now) }
    }),
    Mutant::new("wrong-command-finalizes", Err2, "finalizes by a wrong command, and refuses it", |e, r, now| {
        secretly(e, r, now, |p| p.find("command").is_some() && !p.is("FINALIZE"))
    }),
    Mutant::new("no-command-finalizes", Err2, "finalizes without a command, and refuses it", |e, r, now| {
        secretly(e, r, now, |p| p.find("command").is_none())
    }),
    Mutant::new(
        "unknown-id-finalizes",
        Err2,
        "finalizes the latest upload for an unknown id, and refuses it",
        |e, r, now| secretly(e, r, now, |p| p.is("FINALIZE") && p.find("media_id").is_some()),
    ),
    Mutant::new("denied-finalizes", Err2, "finalizes before it checks the credentials", |e, r, now| {
        let answer = e.answer(r, now);
        if matches!(answer.status, 401 | 403) && is_finalize(r) {
            e.answer_authenticated(r, now);
        }
        answer
    }),
    Mutant::new("get-finalizes-secretly", Err2, "finalizes by GET, and refuses it", |e, r, now| {
        let answer = e.answer(r, now);
        if answer.status == 405 && r.method == "GET" {
            e.answer_authenticated(&Request { method: "POST".to_owned(), ..r.clone() }, now);
        }
        answer
    }),
    Mutant::new("refusal-destroys", Err2, "forgets the upload when it refuses a FINALIZE", |e, r, now| {
        damaging(e, r, now, |_| true, |upload| upload.total_bytes = u64::MAX)
    }),
    Mutant::new("wrong-command-destroys", Err2, "forgets the upload when it refuses a wrong command", |e, r, now| {
        damaging(e, r, now, |p| !p.is("FINALIZE"), |upload| upload.total_bytes = u64::MAX)
    }),
    Mutant::new("no-identifier-destroys", Err2, "forgets the upload when no media is named", |e, r, now| {
        let is_so = |p: &Parameters| p.find("media_id").is_none() && p.find("media_key").is_none();
        damaging(e, r, now, is_so, |upload| upload.total_bytes = u64::MAX)
    }),
    Mutant::new("refusal-drops-segments", Err2, "throws segments away when it refuses a FINALIZE", |e, r, now| {
        damaging(e, r, now, |_| true, |upload| upload.segments.clear())
    }),
    Mutant::new(
        "refusal-drops-last-segment",
        Err2,
        "throws the last segment away when it refuses a FINALIZE",
        |e, r, now| damaging(e, r, now, |_| true, |upload| _ = upload.segments.pop_last()),
    ),
    Mutant::new("denied-destroys", Err2, "forgets the upload when it refuses credentials", |e, r, now| {
        let answer = e.answer(r, now);
        if matches!(answer.status, 401 | 403) && is_finalize(r) {
            spoil(e, r, |upload| upload.total_bytes = u64::MAX);
        }
        answer
    }),
    Mutant::new("three-refusals-lock", Err2, "locks an upload after three refusals", |e, r, now| {
        let is_locked = e.latest().is_some_and(|upload| upload.marks.contains_key("third"));
        if is_locked && is_finalize(r) {
            return e.authentic(r, now, |e| refusal(e, r).with_status(423));
        }
        damaging(
            e,
            r,
            now,
            |_| true,
            |upload| {
                let marks = ["first", "second", "third"];
                let next = marks.into_iter().find(|mark| !upload.marks.contains_key(mark));
                upload.marks.extend(next.map(|mark| (mark, Duration::ZERO)));
            },
        )
    }),
];

/// Another body for every refusal.
fn told(e: &mut Endpoint, r: &Request, now: Duration, body: &'static str) -> Response {
    refused(e, r, now, |answer| answer.with_raw_body(body))
}

fn explained(e: &mut Endpoint, r: &Request, now: Duration, body: Value) -> Response {
    refused(e, r, now, |answer| answer.with_raw_body(body.to_string()))
}

/// The upload that a refused request names, or else the latest one, is changed.
fn spoil(e: &mut Endpoint, r: &Request, change: fn(&mut Upload)) {
    let named = e.upload_of(r).or_else(|| e.latest()).map(|upload| upload.id);
    if let Some(upload) = named.and_then(|id| e.upload_mut(id)) {
        change(upload);
    }
}

/// Whether the request is a POST that was refused for what it says; not for its credentials, its pace or its time.
fn is_refused(e: &Endpoint, r: &Request, answer: &Response, now: Duration) -> bool {
    let upload = e.upload_of(r).or_else(|| e.latest());
    let is_due = upload.is_some_and(|upload| upload.is_complete() && !upload.is_expired(&e.settings, now));
    r.method == "POST" && is_like_finalize(r) && matches!(answer.status, 400 | 404) && is_due
}

/// A refusal of requests like this changes the upload.
fn damaging(
    e: &mut Endpoint,
    r: &Request,
    now: Duration,
    is_so: impl FnOnce(&Parameters) -> bool,
    change: fn(&mut Upload),
) -> Response {
    let answer = e.answer(r, now);
    if is_refused(e, r, &answer, now) && is_so(&Parameters::read(r)) {
        spoil(e, r, change);
    }
    answer
}

/// Requests like this are refused and carried out all the same.
fn secretly(e: &mut Endpoint, r: &Request, now: Duration, is_so: impl FnOnce(&Parameters) -> bool) -> Response {
    let answer = e.answer(r, now);
    let parameters = Parameters::read(r);
    if is_refused(e, r, &answer, now) && is_so(&parameters) {
        let meant = if e.upload_of(r).is_some() { Some(parameters) } else { super::for_latest(e, parameters) };
        if let Some(meant) = meant {
            e.answer_authenticated(&meant.with("command", "FINALIZE").apply(r), now);
        }
    }
    answer
}
