//! LIFE-1 to LIFE-4: complete uploads refused, incomplete ones accepted, media that are not ready when they should be.

use std::time::Duration;

use super::{
    Mutant, asks, broken, elsewhere, instead, is_finalize, is_metadata, mark, names, number, polled, refusal, under,
};
use crate::{
    clause::Clause::{Life1, Life2, Life3, Life4},
    endpoint::{Endpoint, Kind, State, Upload},
    http::{Request, Response},
};

pub const MUTANTS: &[Mutant] = &[
    Mutant::new("never-finalizes", Life1, "refuses every FINALIZE", |e, r, now| {
        instead(e, r, now, |_| true, |e| refusal(e, r))
    }),
    Mutant::new("always-redirects", Life1, "answers 302 to every FINALIZE", |e, r, now| {
        instead(e, r, now, |_| true, |_| elsewhere())
    }),
    Mutant::new("one-segment-only", Life1, "refuses an upload of more than one segment", |e, r, now| {
        instead(e, r, now, |upload| upload.segments.len() > 1, |e| refusal(e, r))
    }),
    Mutant::new("three-segments-at-most", Life1, "refuses an upload of more than three segments", |e, r, now| {
        instead(e, r, now, |upload| upload.segments.len() > 3, |e| refusal(e, r))
    }),
    Mutant::new("no-jpeg", Life1, "answers 415 for every JPEG", |e, r, now| {
        instead(e, r, now, |upload| upload.media_type == "image/jpeg", |e| refusal(e, r).with_status(415))
    }),
    Mutant::new(
        "no-category-no-finalize",
        Life1,
        "refuses media that were uploaded without a category",
        |e, r, now| instead(e, r, now, |upload| upload.category.is_none(), |e| refusal(e, r)),
    ),
    Mutant::new("dm-forbidden", Life1, "answers 403 for media that were uploaded for a direct message", |e, r, now| {
        instead(e, r, now, |upload| has_category(upload, "dm_"), |e| refusal(e, r).with_status(403))
    }),
    Mutant::new("gif-crash", Life1, "answers 500 for a GIF without a category", |e, r, now| {
        instead(e, r, now, |upload| is_due(upload, Kind::Gif), |_| broken())
    }),
    Mutant::new("video-redirect", Life1, "redirects FINALIZE of a video without a category", |e, r, now| {
        instead(e, r, now, |upload| is_due(upload, Kind::Video), |_| elsewhere())
    }),
    Mutant::new("early-finalize", Life2, "accepts FINALIZE however many bytes are missing", |e, r, now| {
        finalize_early(e, r, now, |_| true)
    }),
    Mutant::new("early-unless-empty", Life2, "accepts FINALIZE as soon as one segment is there", |e, r, now| {
        finalize_early(e, r, now, |upload| !upload.segments.is_empty())
    }),
    Mutant::new("gaps-ignored", Life2, "accepts an upload with a segment missing before the last", |e, r, now| {
        finalize_early(e, r, now, |upload| upload.segments.keys().copied().ne(0..upload.segments.len() as u16))
    }),
    Mutant::new("last-byte-ignored", Life2, "accepts an upload that is one byte short", |e, r, now| {
        finalize_early(e, r, now, |upload| upload.received() + 1 == upload.total_bytes)
    }),
    Mutant::new("empty-accepted", Life2, "accepts an upload without any segment", |e, r, now| {
        finalize_early(e, r, now, |upload| upload.segments.is_empty())
    }),
    Mutant::new(
        "early-video",
        Life2,
        "accepts incomplete videos, to complain while they are processed",
        |e, r, now| finalize_early(e, r, now, |upload| upload.kind == Kind::Video),
    ),
    Mutant::new("early-crash", Life2, "answers 500 where bytes are missing", |e, r, now| {
        instead(e, r, now, |upload| !upload.is_complete(), |_| broken())
    }),
    Mutant::new("early-redirect", Life2, "redirects FINALIZE where bytes are missing", |e, r, now| {
        instead(e, r, now, |upload| !upload.is_complete(), |_| elsewhere())
    }),
    Mutant::new("slow-index", Life3, "knows a media in another call only a minute after FINALIZE", |e, r, now| {
        not_yet(e, r, now, |upload| upload.processing_since.is_none())
    }),
    Mutant::new("slow-jpeg", Life3, "needs a minute for every JPEG and does not say so", |e, r, now| {
        not_yet(e, r, now, |upload| upload.media_type == "image/jpeg")
    }),
    Mutant::new("silent-video", Life3, "processes a video without a category and does not say so", |e, r, now| {
        not_yet(e, r, now, |upload| upload.kind == Kind::Video && upload.category.is_none())
    }),
    Mutant::new("silent-gif", Life3, "processes a GIF without a category and does not say so", |e, r, now| {
        not_yet(e, r, now, |upload| upload.kind == Kind::Gif && upload.category.is_none())
    }),
    Mutant::new("slow-by-key", Life3, "needs a minute where FINALIZE named the media key alone", |e, r, now| {
        if is_finalize(r) && !super::has(r, "media_id") {
            mark(e, r, now, "by key");
        }
        not_yet(e, r, now, |upload| upload.processing_since.is_none() && upload.marks.contains_key("by key"))
    }),
    Mutant::new("fresh-crash", Life3, "answers 500 to the other call within a minute of FINALIZE", |e, r, now| {
        if is_fresh(e, r, now) && names(e, r, |upload| upload.processing_since.is_none()) {
            return e.authentic(r, now, |_| broken());
        }
        e.answer(r, now)
    }),
    Mutant::new(
        "never-usable",
        Life3,
        "never knows a media in another call that had nothing to process",
        |e, r, now| never(e, r, now, |upload| upload.processing_since.is_none()),
    ),
    Mutant::set("stuck-pending", Life4, "leaves processing pending for ever", |s| s.path = vec![State::Pending]),
    Mutant::set("stuck-in-progress", Life4, "leaves processing in progress for ever", |s| {
        s.path = vec![State::Pending, State::InProgress];
    }),
    Mutant::new("stuck-gif", Life4, "never ends the processing of a GIF", |e, r, now| {
        let is_gif = names(e, r, |upload| upload.kind == Kind::Gif);
        under(e, r, now, |s| {
            if is_gif {
                s.path = vec![State::Pending, State::InProgress]
            }
        })
    }),
    Mutant::new("stuck-dm-video", Life4, "never ends the processing of a direct message's video", |e, r, now| {
        let is_dm = names(e, r, |upload| has_category(upload, "dm_video"));
        under(e, r, now, |s| {
            if is_dm {
                s.path = vec![State::InProgress]
            }
        })
    }),
    Mutant::set("processing-fails", Life4, "lets the processing of a valid file fail", |s| {
        s.path = vec![State::Pending, State::InProgress, State::Failed];
    }),
    Mutant::set("failed-at-once", Life4, "answers FINALIZE of a valid file with the state failed", |s| {
        s.path = vec![State::Failed];
    }),
    Mutant::new("gif-fails", Life4, "lets the processing of a valid GIF fail", |e, r, now| {
        let is_gif = names(e, r, |upload| upload.kind == Kind::Gif);
        under(e, r, now, |s| {
            if is_gif {
                s.path = vec![State::Pending, State::Failed]
            }
        })
    }),
    Mutant::new("error-beside-success", Life4, "shows an error object beside the state succeeded", |e, r, now| {
        polled(e, r, now, |body| {
            if body["processing_info"]["state"] == "succeeded" {
                body["processing_info"]["error"] = error();
            }
        })
    }),
    Mutant::new("error-in-progress", Life4, "stays in progress at 99 percent, with an error object", |e, r, now| {
        let answer = under(e, r, now, |s| s.path = vec![State::Pending, State::InProgress]);
        if !(answer.is_success() && asks(r, "STATUS")) {
            return answer;
        }
        answer.with_json(|body| {
            let info = &mut body["processing_info"];
            if info["state"] == "in_progress" {
                info["progress_percent"] = number("99");
                info["error"] = error();
            }
        })
    }),
    Mutant::new("success-not-ready", Life4, "refuses the media for a minute after the state succeeded", |e, r, now| {
        if is_metadata(r) && is_processed_lately(e, r, now) {
            return e.authentic(r, now, |e| refusal(e, r));
        }
        e.answer(r, now)
    }),
    Mutant::new("success-crash", Life4, "answers 500 to the other call for a minute after succeeded", |e, r, now| {
        if is_metadata(r) && is_processed_lately(e, r, now) {
            return e.authentic(r, now, |_| broken());
        }
        e.answer(r, now)
    }),
    Mutant::new("success-never-ready", Life4, "never knows a processed media in another call", |e, r, now| {
        never(e, r, now, |upload| upload.processing_since.is_some())
    }),
];

/// Whether the category begins like this.
pub(super) fn has_category(upload: &Upload, prefix: &str) -> bool {
    upload.category.as_deref().is_some_and(|category| category.starts_with(prefix))
}

/// Whether this is a complete upload of that kind without a category.
fn is_due(upload: &Upload, kind: Kind) -> bool {
    upload.is_complete() && upload.kind == kind && upload.category.is_none()
}

fn error() -> serde_json::Value {
    serde_json::json!({"code": 3, "name": "UnsupportedMedia", "message": "Unsupported video format"})
}

/// FINALIZE of an incomplete upload like this is taken for one of a complete upload.
fn finalize_early(e: &mut Endpoint, r: &Request, now: Duration, is_so: fn(&Upload) -> bool) -> Response {
    if !(is_finalize(r) && names(e, r, |upload| !upload.is_complete() && is_so(upload))) {
        return e.answer(r, now);
    }
    e.authentic(r, now, |e| {
        if let Some(upload) = e.upload_of_mut(r) {
            upload.total_bytes = upload.received();
            upload.segments = [(0, upload.total_bytes)].into();
        }
        e.answer_authenticated(r, now)
    })
}

/// Whether the other call comes within a minute of FINALIZE.
fn is_fresh(e: &Endpoint, r: &Request, now: Duration) -> bool {
    let age = |upload: &Upload| upload.finalized_at.map(|time| now.saturating_sub(time));
    is_metadata(r) && names(e, r, |upload| age(upload).is_some_and(|age| age < Duration::from_secs(60)))
}

/// The other call is refused within a minute of FINALIZE for media like this.
fn not_yet(e: &mut Endpoint, r: &Request, now: Duration, is_so: fn(&Upload) -> bool) -> Response {
    if is_fresh(e, r, now) && names(e, r, |upload| upload.processing_since.is_none() && is_so(upload)) {
        return e.authentic(r, now, |e| refusal(e, r));
    }
    e.answer(r, now)
}

/// The other call is refused for media like this, whenever it comes.
fn never(e: &mut Endpoint, r: &Request, now: Duration, is_so: fn(&Upload) -> bool) -> Response {
    if is_metadata(r) && names(e, r, is_so) {
        return e.authentic(r, now, |e| refusal(e, r));
    }
    e.answer(r, now)
}

/// Whether processing succeeded within the last minute.
fn is_processed_lately(e: &Endpoint, r: &Request, now: Duration) -> bool {
    names(e, r, |upload| {
        upload.processing_since.is_some_and(|since| now.saturating_sub(since) < Duration::from_secs(70))
    })
}
