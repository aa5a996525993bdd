//! STA-1 and STA-2: STATUS answers that are no answers, or about another media.

use std::time::Duration;

use serde_json::{Value, json};

use super::{
    Mutant, after, asks, broken, elsewhere, id_in, names, number, polled, refusal, rename, rounded, without, wrapped,
};
use crate::{
    clause::Clause::{Sta1, Sta2},
    endpoint::{Endpoint, Kind},
    http::{Request, Response},
};

pub const MUTANTS: &[Mutant] = &[
    Mutant::new("no-status", Sta1, "answers 404 to every STATUS", |e, r, now| {
        unless_polled(e, r, now, |_| true, |e| refusal(e, r).with_status(404))
    }),
    Mutant::new("no-status-for-gif", Sta1, "answers 400 to STATUS of a GIF", |e, r, now| {
        let is_gif = names(e, r, |upload| upload.kind == Kind::Gif);
        unless_polled(e, r, now, |_| is_gif, |e| refusal(e, r))
    }),
    Mutant::new("status-crash", Sta1, "answers 500 to every STATUS", |e, r, now| {
        unless_polled(e, r, now, |_| true, |_| broken())
    }),
    Mutant::new("status-redirect", Sta1, "redirects every STATUS", |e, r, now| {
        unless_polled(e, r, now, |_| true, |_| elsewhere())
    }),
    Mutant::new("status-by-post-only", Sta1, "answers 405 to STATUS by GET", |e, r, now| {
        unless_polled(e, r, now, |_| true, |e| refusal(e, r).with_status(405))
    }),
    Mutant::new("status-gone-at-success", Sta1, "answers 404 to STATUS once processing has succeeded", |e, r, now| {
        unless_polled(
            e,
            r,
            now,
            |body| body["processing_info"]["state"] == "succeeded",
            |e| refusal(e, r).with_status(404),
        )
    }),
    Mutant::new("status-html-label", Sta1, "labels the STATUS answer as HTML", |e, r, now| {
        after(e, r, now, "STATUS", |answer| answer.with_header("content-type", "text/html;charset=utf-8"))
    }),
    Mutant::new("status-byte-order-mark", Sta1, "begins the STATUS answer with a byte order mark", |e, r, now| {
        after(e, r, now, "STATUS", |answer| wrapped(answer, b"\xef\xbb\xbf", b""))
    }),
    Mutant::new("status-in-list", Sta1, "answers STATUS with a list of one object", |e, r, now| {
        after(e, r, now, "STATUS", |answer| wrapped(answer, b"[", b"]"))
    }),
    Mutant::new("status-empty", Sta1, "answers STATUS with an empty body", |e, r, now| {
        after(e, r, now, "STATUS", |answer| answer.with_raw_body(""))
    }),
    Mutant::new("status-without-info", Sta1, "leaves processing_info out of the STATUS answer", |e, r, now| {
        polled(e, r, now, without("processing_info"))
    }),
    Mutant::new(
        "status-without-info-at-success",
        Sta1,
        "leaves processing_info out once it has succeeded",
        |e, r, now| {
            polled(e, r, now, |body| {
                if body["processing_info"]["state"] == "succeeded" {
                    without("processing_info")(body);
                }
            })
        },
    ),
    Mutant::new("status-info-null", Sta1, "gives null for processing_info in the STATUS answer", |e, r, now| {
        polled(e, r, now, |body| body["processing_info"] = Value::Null)
    }),
    Mutant::new("status-state-missing", Sta1, "leaves the state out of the STATUS answer", |e, r, now| {
        polled(e, r, now, |body| {
            body["processing_info"].as_object_mut().and_then(|info| info.remove("state"));
        })
    }),
    Mutant::new("status-state-unknown", Sta1, "answers STATUS with a state of its own", |e, r, now| {
        polled(e, r, now, |body| {
            if body["processing_info"]["state"] == "in_progress" {
                body["processing_info"]["state"] = json!("transcoding");
            }
        })
    }),
    Mutant::new("status-state-capitals", Sta1, "writes the state in capitals in the STATUS answer", |e, r, now| {
        polled(e, r, now, |body| {
            let state = body["processing_info"]["state"].as_str().map(str::to_uppercase);
            body["processing_info"]["state"] = json!(state);
        })
    }),
    Mutant::new("status-check-string", Sta1, "gives check_after_secs as a string in the STATUS answer", |e, r, now| {
        rechecked(e, r, now, json!("5"))
    }),
    Mutant::new("status-check-zero", Sta1, "gives 0 for check_after_secs in the STATUS answer", |e, r, now| {
        rechecked(e, r, now, json!(0))
    }),
    Mutant::new(
        "status-check-float",
        Sta1,
        "gives check_after_secs with a decimal point in the STATUS answer",
        |e, r, now| rechecked(e, r, now, number("5.0")),
    ),
    Mutant::new("status-id-missing", Sta2, "leaves media_id out of the STATUS answer", |e, r, now| {
        polled(e, r, now, without("media_id"))
    }),
    Mutant::new("status-string-missing", Sta2, "leaves media_id_string out of the STATUS answer", |e, r, now| {
        polled(e, r, now, without("media_id_string"))
    }),
    Mutant::new("status-id-string", Sta2, "gives media_id as a string in the STATUS answer", |e, r, now| {
        polled(e, r, now, |body| body["media_id"] = body["media_id_string"].clone())
    }),
    Mutant::new("status-string-number", Sta2, "gives media_id_string as a number in the STATUS answer", |e, r, now| {
        polled(e, r, now, |body| body["media_id_string"] = body["media_id"].clone())
    }),
    Mutant::new("status-number-rounded", Sta2, "loses precision in media_id in the STATUS answer", |e, r, now| {
        polled(e, r, now, |body| body["media_id"] = json!(rounded(id_in(body))))
    }),
    Mutant::new(
        "status-string-rounded",
        Sta2,
        "loses precision in media_id_string in the STATUS answer",
        |e, r, now| polled(e, r, now, |body| body["media_id_string"] = json!(rounded(id_in(body)).to_string())),
    ),
    Mutant::new("status-both-rounded", Sta2, "loses precision in both spellings in the STATUS answer", |e, r, now| {
        polled(e, r, now, |body| rename(body, rounded))
    }),
    Mutant::new("status-of-another", Sta2, "answers STATUS about another media", |e, r, now| {
        polled(e, r, now, |body| rename(body, |id| id + 1))
    }),
    Mutant::new(
        "status-of-another-at-success",
        Sta2,
        "names another media once processing has succeeded",
        |e, r, now| {
            polled(e, r, now, |body| {
                if body["processing_info"]["state"] == "succeeded" {
                    rename(body, |id| id ^ 2)
                }
            })
        },
    ),
    Mutant::new(
        "status-id-decimal-point",
        Sta2,
        "gives media_id with a decimal point in the STATUS answer",
        |e, r, now| polled(e, r, now, |body| body["media_id"] = number(&format!("{}.0", id_in(body)))),
    ),
];

/// Another answer to a STATUS whose conforming answer is a success like this.
fn unless_polled(
    e: &mut Endpoint,
    r: &Request,
    now: Duration,
    is_so: impl FnOnce(&Value) -> bool,
    answer: impl FnOnce(&Endpoint) -> Response,
) -> Response {
    let right = e.answer(r, now);
    let deviates = asks(r, "STATUS") && right.is_success() && is_so(&right.value());
    if deviates { answer(e) } else { right }
}

fn rechecked(e: &mut Endpoint, r: &Request, now: Duration, seconds: Value) -> Response {
    polled(e, r, now, |body| {
        if body["processing_info"].get("check_after_secs").is_some() {
            body["processing_info"]["check_after_secs"] = seconds;
        }
    })
}
