//! Services that say the same in other words: status codes, errors, fields.

use std::time::Duration;

use serde_json::{Map, Value, json};

use super::Variant;
use crate::{
    endpoint::{
        Endpoint, Kind,
        authentication::Denial,
        mutants::tools::{is_like_finalize, is_metadata, names, told},
        settings::ErrorShape,
    },
    http::{Request, Response},
};

pub const VARIANTS: &[Variant] = &[
    Variant::set("the-real-statuses", "answers 201 to a synchronous and 200 to an asynchronous FINALIZE", |s| {
        s.finalize_status = 201;
    }),
    Variant::set("all-200", "answers 200 to everything", |s| {
        (s.init_status, s.append_status, s.finalize_status, s.metadata_status) = (200, 200, 200, 200);
    }),
    Variant::set("all-201", "answers 201 to everything that makes something", |s| {
        (s.init_status, s.append_status, s.metadata_status) = (201, 201, 201);
        (s.finalize_status, s.finalize_async_status) = (201, 201);
    }),
    Variant::set("async-202", "answers 202 to an asynchronous FINALIZE and its STATUS", |s| {
        (s.finalize_async_status, s.status_status) = (202, 202);
    }),
    Variant::set("non-authoritative", "answers 203 to FINALIZE", |s| {
        (s.finalize_status, s.finalize_async_status) = (203, 203);
    }),
    Variant::set("error-texts", "refuses with error as a string", |s| s.errors = ErrorShape::Text),
    Variant::new("error-codes-only", "refuses with codes and no messages", |e, r, now| {
        each_error(e, r, now, |error| _ = error.remove("message"))
    }),
    Variant::new("error-messages-only", "refuses with messages and no codes", |e, r, now| {
        each_error(e, r, now, |error| _ = error.remove("code"))
    }),
    Variant::new("error-details", "refuses with more fields than two", |e, r, now| {
        each_error(e, r, now, |error| _ = error.insert("parameter".to_owned(), json!("media_id")))
    }),
    Variant::new("error-both-shapes", "refuses with errors and error", |e, r, now| {
        refused(e, r, now, |answer| answer.with_json(|body| body["error"] = json!("Bad request")))
    }),
    Variant::new("error-two", "refuses with two errors", |e, r, now| {
        refused(e, r, now, |answer| {
            answer.with_json(|body| {
                if let Some(errors) = body["errors"].as_array_mut() {
                    errors.push(json!({"code": 25, "message": "Query parameters are missing."}));
                }
            })
        })
    }),
    Variant::new("error-unlabelled", "refuses with JSON that is labelled as HTML", |e, r, now| {
        refused(e, r, now, |answer| answer.with_header("content-type", "text/html;charset=utf-8"))
    }),
    Variant::new("refuses-with-401", "answers 401 to whatever it refuses", |e, r, now| refused_as(e, r, now, 401)),
    Variant::new("refuses-with-403", "answers 403 to whatever it refuses", |e, r, now| refused_as(e, r, now, 403)),
    Variant::new("refuses-with-404", "answers 404 to whatever it refuses", |e, r, now| refused_as(e, r, now, 404)),
    Variant::new("refuses-with-410", "answers 410 to whatever it refuses", |e, r, now| refused_as(e, r, now, 410)),
    Variant::new("refuses-with-422", "answers 422 to whatever it refuses", |e, r, now| refused_as(e, r, now, 422)),
    Variant::new("refuses-with-499", "answers 499 to whatever it refuses", |e, r, now| refused_as(e, r, now, 499)),
    Variant::new(
        "credentials-400",
        "answers 400 where credentials are missing, as the real service did",
        |e, r, now| match e.authenticate(r, now) {
            Ok(()) => e.answer_authenticated(r, now),
            Err(Denial::Missing) => e.refuse(r, &Denial::Missing.refusal()).with_status(400),
            Err(denial) => e.refuse(r, &denial.refusal()),
        },
    ),
    Variant::new("dead-is-gone", "answers 404 to the other call for an id that has died", |e, r, now| {
        let is_dead = names(e, r, |upload| upload.is_expired(&e.settings, now));
        let answer = e.answer(r, now);
        if is_metadata(r) && is_dead && answer.status == 400 { answer.with_status(404) } else { answer }
    }),
    Variant::new("extra-fields", "answers with more fields, at every depth", |e, r, now| {
        told(e, r, now, |body| {
            body["owner"] = json!({"id": 12, "screen_names": ["a", null]});
            for part in ["video", "processing_info"] {
                if let Some(part) = body.get_mut(part).and_then(Value::as_object_mut) {
                    part.insert("duration_ms".to_owned(), json!(2000));
                    part.insert("variants".to_owned(), json!([{"bitrate": 832_000.5}]));
                }
            }
        })
    }),
    Variant::new("image-info", "describes images", |e, r, now| {
        let is_image = names(e, r, |upload| upload.kind != Kind::Video);
        told(e, r, now, |body| {
            if is_image && body.get("processing_info").is_none() {
                body["image"] = json!({"image_type": "image/png", "w": 64, "h": 64});
            }
        })
    }),
    Variant::new("null-fields", "answers with fields that are null", |e, r, now| {
        told(e, r, now, |body| {
            body["image"] = Value::Null;
            body["additional_owners"] = Value::Null;
        })
    }),
    Variant::new("video-when-async", "describes a video while it is processed", |e, r, now| {
        let is_video = names(e, r, |upload| upload.kind == Kind::Video);
        told(e, r, now, |body| {
            if is_video {
                body["video"] = json!({"video_type": "video/mp4"});
            }
        })
    }),
    Variant::new("short-status", "answers STATUS with nothing but ids and processing_info", |e, r, now| {
        told(e, r, now, |body| {
            if body.get("size").is_none() {
                body.as_object_mut().and_then(|fields| fields.remove("expires_after_secs"));
            }
        })
    }),
    Variant::new("full-status", "answers STATUS with the size as well", |e, r, now| {
        let size = e.upload_of(r).map(|upload| upload.received());
        told(e, r, now, |body| {
            if body.get("processing_info").is_some() {
                body["size"] = json!(size);
            }
        })
    }),
];

/// The conforming answer; a refused FINALIZE is changed.
fn refused(e: &mut Endpoint, r: &Request, now: Duration, change: impl FnOnce(Response) -> Response) -> Response {
    let answer = e.answer(r, now);
    let is_refusal = (400..500).contains(&answer.status) && is_like_finalize(r);
    if is_refusal { change(answer) } else { answer }
}

/// Every refusal of FINALIZE gets this status, and so does an id that has died in the other call.
fn refused_as(e: &mut Endpoint, r: &Request, now: Duration, status: u16) -> Response {
    let is_dead = is_metadata(r) && names(e, r, |upload| upload.is_expired(&e.settings, now));
    let answer = e.answer(r, now);
    let is_refusal = (400..500).contains(&answer.status) && (is_like_finalize(r) || is_dead);
    if is_refusal { answer.with_status(status) } else { answer }
}

fn each_error(e: &mut Endpoint, r: &Request, now: Duration, change: fn(&mut Map<String, Value>)) -> Response {
    refused(e, r, now, |answer| {
        answer.with_json(|body| {
            let errors = body["errors"].as_array_mut().into_iter().flatten();
            errors.filter_map(Value::as_object_mut).for_each(change);
        })
    })
}
