//! ASY-1 to ASY-7: processing that is not announced, announced wrongly, or goes backwards.

use std::time::Duration;

use serde_json::{Map, Value, json};

use super::{
    Mutant, answer_to, asks, finalized, has, has_category, is_finalize, is_multipart, is_query, mark, names, number,
    polled, under,
};
use crate::{
    clause::Clause::{Asy1, Asy2, Asy3, Asy5, Asy6, Asy7},
    endpoint::{Endpoint, Kind, State, Upload},
    http::{Request, Response},
};

pub const MUTANTS: &[Mutant] = &[
    Mutant::new("video-sync", Asy1, "finalizes every video synchronously", |e, r, now| {
        at_once(e, r, now, |upload, _| upload.kind == Kind::Video)
    }),
    Mutant::new("dm-video-sync", Asy1, "finalizes a direct message's video synchronously", |e, r, now| {
        at_once(e, r, now, |upload, _| has_category(upload, "dm_video"))
    }),
    Mutant::new("amplify-video-sync", Asy1, "finalizes an amplify_video synchronously", |e, r, now| {
        at_once(e, r, now, |upload, _| has_category(upload, "amplify_video"))
    }),
    Mutant::new("video-sync-in-multipart", Asy1, "finalizes a video synchronously by multipart", |e, r, now| {
        at_once(e, r, now, |upload, r| upload.kind == Kind::Video && is_multipart(r))
    }),
    Mutant::new("video-sync-by-key", Asy1, "finalizes a video synchronously by its key", |e, r, now| {
        at_once(e, r, now, |upload, r| upload.kind == Kind::Video && has(r, "media_key"))
    }),
    Mutant::new("gif-sync", Asy2, "finalizes every GIF synchronously", |e, r, now| {
        at_once(e, r, now, |upload, _| upload.kind == Kind::Gif)
    }),
    Mutant::new("dm-gif-sync", Asy2, "finalizes a direct message's GIF synchronously", |e, r, now| {
        at_once(e, r, now, |upload, _| has_category(upload, "dm_gif"))
    }),
    Mutant::new("gif-sync-in-query", Asy2, "finalizes a GIF synchronously by the query string", |e, r, now| {
        at_once(e, r, now, |upload, r| upload.kind == Kind::Gif && is_query(r))
    }),
    Mutant::new("gif-sync-by-key", Asy2, "finalizes a GIF synchronously by its key", |e, r, now| {
        at_once(e, r, now, |upload, r| upload.kind == Kind::Gif && has(r, "media_key"))
    }),
    Mutant::new("image-async", Asy3, "processes every image", |e, r, now| in_stages(e, r, now, |_| true)),
    Mutant::new("categorised-image-async", Asy3, "processes every media with a category", |e, r, now| {
        in_stages(e, r, now, |upload| upload.category.is_some())
    }),
    Mutant::new("jpeg-async", Asy3, "processes every JPEG", |e, r, now| {
        in_stages(e, r, now, |upload| upload.media_type == "image/jpeg")
    }),
    Mutant::new("image-succeeded", Asy3, "announces that the processing of an image succeeded at once", |e, r, now| {
        let is_image = names(e, r, |upload| upload.kind == Kind::Image);
        let answer = under(e, r, now, |s| s.status_of_unprocessed = true);
        if !(answer.is_success() && is_image && (asks(r, "FINALIZE") || asks(r, "STATUS"))) {
            return answer;
        }
        answer.with_json(|body| body["processing_info"] = json!({"state": "succeeded"}))
    }),
    Mutant::new("state-unknown", Asy5, "answers with a state of its own", |e, r, now| {
        stated(e, r, now, json!("processing"))
    }),
    Mutant::new("state-capitals", Asy5, "writes the state in capitals", |e, r, now| {
        stated(e, r, now, json!("PENDING"))
    }),
    Mutant::new("state-camel-case", Asy5, "writes the state in camel case", |e, r, now| {
        stated(e, r, now, json!("inProgress"))
    }),
    Mutant::new("state-blank", Asy5, "writes a blank behind the state", |e, r, now| {
        stated(e, r, now, json!("pending "))
    }),
    Mutant::new("state-number", Asy5, "gives the state as a number", |e, r, now| stated(e, r, now, json!(0))),
    Mutant::new("state-null", Asy5, "gives null for the state", |e, r, now| stated(e, r, now, Value::Null)),
    Mutant::new("state-missing", Asy5, "leaves the state out", |e, r, now| {
        finalized(e, r, now, |body| {
            change_info(body, |info| _ = info.remove("state"));
        })
    }),
    Mutant::new("state-unknown-for-gif", Asy5, "answers with a state of its own for a GIF", |e, r, now| {
        let is_gif = names(e, r, |upload| upload.kind == Kind::Gif);
        if is_gif { stated(e, r, now, json!("queued")) } else { e.answer(r, now) }
    }),
    Mutant::new("info-null", Asy5, "gives null for processing_info", |e, r, now| informed(e, r, now, |_| Value::Null)),
    Mutant::new("info-string", Asy5, "gives the state alone for processing_info", |e, r, now| {
        informed(e, r, now, |info| info["state"].clone())
    }),
    Mutant::new("info-list", Asy5, "gives processing_info as a list", |e, r, now| {
        informed(e, r, now, |info| json!([info]))
    }),
    Mutant::new("info-null-for-images", Asy5, "gives null for the processing_info of an image", |e, r, now| {
        finalized(e, r, now, |body| {
            if body.get("processing_info").is_none() {
                body["processing_info"] = Value::Null;
            }
        })
    }),
    Mutant::new("check-missing", Asy6, "leaves check_after_secs out", |e, r, now| {
        finalized(e, r, now, |body| {
            change_info(body, |info| _ = info.remove("check_after_secs"));
        })
    }),
    Mutant::new("check-zero", Asy6, "gives 0 for check_after_secs", |e, r, now| checked(e, r, now, json!(0))),
    Mutant::new("check-negative", Asy6, "gives -1 for check_after_secs", |e, r, now| checked(e, r, now, json!(-1))),
    Mutant::new("check-string", Asy6, "gives check_after_secs as a string", |e, r, now| checked(e, r, now, json!("5"))),
    Mutant::new("check-float", Asy6, "gives check_after_secs with a decimal point", |e, r, now| {
        checked(e, r, now, number("5.0"))
    }),
    Mutant::new("check-null", Asy6, "gives null for check_after_secs", |e, r, now| checked(e, r, now, Value::Null)),
    Mutant::new("check-half-a-second", Asy6, "gives half a second for check_after_secs", |e, r, now| {
        checked(e, r, now, number("0.5"))
    }),
    Mutant::new("check-missing-for-gif", Asy6, "leaves check_after_secs out for a GIF", |e, r, now| {
        let is_gif = names(e, r, |upload| upload.kind == Kind::Gif);
        finalized(e, r, now, |body| {
            if is_gif {
                change_info(body, |info| _ = info.remove("check_after_secs"));
            }
        })
    }),
    Mutant::set("backwards", Asy7, "goes from in_progress back to pending", |s| {
        s.path = vec![State::InProgress, State::Pending, State::Succeeded];
    }),
    Mutant::set("starts-again", Asy7, "starts processing a second time", |s| {
        s.path = vec![State::Pending, State::InProgress, State::Pending, State::InProgress, State::Succeeded];
    }),
    Mutant::new("backwards-for-gif", Asy7, "goes from in_progress back to pending with a GIF", |e, r, now| {
        let is_gif = names(e, r, |upload| upload.kind == Kind::Gif);
        under(e, r, now, |s| {
            if is_gif {
                s.path = vec![State::InProgress, State::Pending, State::Succeeded];
            }
        })
    }),
    Mutant::new(
        "ahead-of-itself",
        Asy7,
        "answers FINALIZE with in_progress and the first STATUS with pending",
        |e, r, now| {
            let answer = under(e, r, now, |s| s.path = vec![State::Pending, State::Pending, State::Succeeded]);
            if !(answer.is_success() && asks(r, "FINALIZE")) {
                return answer;
            }
            answer.with_json(|body| change_info(body, |info| _ = info.insert("state".to_owned(), json!("in_progress"))))
        },
    ),
    Mutant::new("success-forgotten", Asy7, "answers in_progress again after succeeded", |e, r, now| {
        let has_succeeded = asks(r, "STATUS") && names(e, r, |upload| upload.marks.contains_key("succeeded"));
        let is_over = e.upload_of(r).and_then(|upload| upload.state(&e.settings, now)) == Some(State::Succeeded);
        let answer = polled(e, r, now, |body| {
            if has_succeeded {
                body["processing_info"] = json!({"state": "in_progress", "check_after_secs": 5});
            }
        });
        if asks(r, "STATUS") && is_over && answer.is_success() {
            mark(e, r, now, "succeeded");
        }
        answer
    }),
];

/// FINALIZE of media like this goes on as if there were no category; everything else stays.
fn at_once(e: &mut Endpoint, r: &Request, now: Duration, is_so: fn(&Upload, &Request) -> bool) -> Response {
    let is_candidate = |upload: &Upload| upload.category.is_some() && is_so(upload, r);
    if !(is_finalize(r) && names(e, r, is_candidate)) {
        return e.answer(r, now);
    }
    let category = e.upload_of_mut(r).and_then(|upload| upload.category.take());
    let answer = answer_to(e, r, now, r);
    if let Some(upload) = e.upload_of_mut(r) {
        upload.category = category;
    }
    answer
}

/// FINALIZE of still images like this goes on as if they were animated.
fn in_stages(e: &mut Endpoint, r: &Request, now: Duration, is_so: fn(&Upload) -> bool) -> Response {
    let is_candidate = |upload: &Upload| upload.kind == Kind::Image && is_so(upload);
    if !(is_finalize(r) && names(e, r, is_candidate)) {
        return e.answer(r, now);
    }
    if let Some(upload) = e.upload_of_mut(r) {
        upload.kind = Kind::Gif;
        upload.category.get_or_insert_default();
    }
    e.answer(r, now)
}

/// Changes `processing_info` where there is one.
fn change_info(body: &mut Value, change: impl FnOnce(&mut Map<String, Value>)) {
    body.get_mut("processing_info").and_then(Value::as_object_mut).map(change);
}

fn informed(e: &mut Endpoint, r: &Request, now: Duration, other: fn(&Value) -> Value) -> Response {
    finalized(e, r, now, |body| {
        if let Some(info) = body.get("processing_info").map(other) {
            body["processing_info"] = info;
        }
    })
}

fn stated(e: &mut Endpoint, r: &Request, now: Duration, state: Value) -> Response {
    finalized(e, r, now, |body| change_info(body, |info| _ = info.insert("state".to_owned(), state)))
}

fn checked(e: &mut Endpoint, r: &Request, now: Duration, seconds: Value) -> Response {
    finalized(e, r, now, |body| change_info(body, |info| _ = info.insert("check_after_secs".to_owned(), seconds)))
}
