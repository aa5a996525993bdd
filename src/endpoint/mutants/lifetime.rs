//! LIFE-5 to LIFE-7: ids that die too early, too late or never.

use std::time::Duration;

use super::{
    Mutant, answer_at, as_if_alive, asks, broken, elsewhere, has, is_expired, is_finalize, is_metadata, is_multipart,
    is_query, made_up, names, refusal,
};
use crate::{
    clause::Clause::{Life5, Life6, Life7},
    endpoint::{Endpoint, Kind, Upload},
    http::{Request, Response},
};

pub const MUTANTS: &[Mutant] = &[
    Mutant::new("half-life", Life5, "lets ids die after half of their lifetime", |e, r, now| {
        dead_after(e, r, now, 43_200, |_| true)
    }),
    Mutant::new("an-hour-only", Life5, "lets ids die after an hour, as they did in 2015", |e, r, now| {
        dead_after(e, r, now, 3600, |_| true)
    }),
    Mutant::new("a-minute-early", Life5, "lets ids die a minute before their time", |e, r, now| {
        dead_after(e, r, now, 86_340, |_| true)
    }),
    Mutant::new(
        "video-half-life",
        Life5,
        "lets the ids of processed videos die after half of their lifetime",
        |e, r, now| dead_after(e, r, now, 43_200, |upload| upload.kind == Kind::Video && upload.category.is_some()),
    ),
    Mutant::new("gif-half-life", Life5, "lets the ids of GIFs die after half of their lifetime", |e, r, now| {
        dead_after(e, r, now, 43_200, |upload| upload.kind == Kind::Gif)
    }),
    Mutant::new("uncategorised-half-life", Life5, "lets ids without a category die after an hour", |e, r, now| {
        dead_after(e, r, now, 3600, |upload| upload.category.is_none())
    }),
    Mutant::new(
        "crash-when-old",
        Life5,
        "answers 500 to the other call in the second half of a lifetime",
        |e, r, now| {
            let is_old = is_metadata(r) && !is_expired(e, r, now) && is_older(e, r, now, 43_200);
            if is_old { e.authentic(r, now, |_| broken()) } else { e.answer(r, now) }
        },
    ),
    Mutant::new("immortal", Life6, "never lets an id die", |e, r, now| {
        if has(r, "media_key") { e.answer(r, now) } else { as_if_alive(e, r, now) }
    }),
    Mutant::new("immortal-elsewhere", Life6, "checks the lifetime in every call but the other one", |e, r, now| {
        if is_metadata(r) { as_if_alive(e, r, now) } else { e.answer(r, now) }
    }),
    Mutant::new("immortal-in-status", Life6, "answers STATUS for an id that has died", |e, r, now| {
        if asks(r, "STATUS") { as_if_alive(e, r, now) } else { e.answer(r, now) }
    }),
    Mutant::new("revived-by-finalize", Life6, "revives a dead id by another FINALIZE", |e, r, now| {
        if is_finalize(r) && !has(r, "media_key") { as_if_alive(e, r, now) } else { e.answer(r, now) }
    }),
    Mutant::new("revived-by-multipart", Life6, "checks the lifetime of no id in a multipart body", |e, r, now| {
        if is_finalize(r) && is_multipart(r) && !has(r, "media_key") {
            as_if_alive(e, r, now)
        } else {
            e.answer(r, now)
        }
    }),
    Mutant::new("revived-by-query", Life6, "checks the lifetime of no id in the query string", |e, r, now| {
        if is_finalize(r) && is_query(r) && !has(r, "media_key") { as_if_alive(e, r, now) } else { e.answer(r, now) }
    }),
    Mutant::new("an-hour-late", Life6, "lets ids die an hour after their time", |e, r, now| {
        if has(r, "media_key") { e.answer(r, now) } else { answer_late(e, r, now) }
    }),
    Mutant::new("immortal-video", Life6, "never lets the id of a video die", |e, r, now| {
        let is_video = names(e, r, |upload| upload.kind == Kind::Video);
        if is_video && !has(r, "media_key") { as_if_alive(e, r, now) } else { e.answer(r, now) }
    }),
    Mutant::new("immortal-still", Life6, "never lets the id of a still image die", |e, r, now| {
        let is_still = names(e, r, |upload| upload.kind == Kind::Image);
        if is_still && !has(r, "media_key") { as_if_alive(e, r, now) } else { e.answer(r, now) }
    }),
    Mutant::new("crash-when-dead", Life6, "answers 500 for an id that has died", |e, r, now| {
        when_dead(e, r, now, |r| !has(r, "media_key"), broken)
    }),
    Mutant::new("redirect-when-dead", Life6, "redirects a call with an id that has died", |e, r, now| {
        when_dead(e, r, now, is_metadata, elsewhere)
    }),
    Mutant::new("silence-when-dead", Life6, "answers 204 to the other call for an id that has died", |e, r, now| {
        when_dead(e, r, now, is_metadata, || Response::empty(204))
    }),
    Mutant::new("immortal-key", Life7, "never lets a key die", |e, r, now| {
        if has(r, "media_key") { as_if_alive(e, r, now) } else { e.answer(r, now) }
    }),
    Mutant::new("key-an-hour-late", Life7, "lets keys die an hour after their ids", |e, r, now| {
        if has(r, "media_key") { answer_late(e, r, now) } else { e.answer(r, now) }
    }),
    Mutant::new("immortal-video-key", Life7, "never lets the key of a video die", |e, r, now| {
        let is_video = names(e, r, |upload| upload.kind == Kind::Video);
        if is_video && has(r, "media_key") { as_if_alive(e, r, now) } else { e.answer(r, now) }
    }),
    Mutant::new("immortal-key-in-query", Life7, "checks the lifetime of no key in the query string", |e, r, now| {
        if has(r, "media_key") && is_query(r) { as_if_alive(e, r, now) } else { e.answer(r, now) }
    }),
    Mutant::new(
        "immortal-key-in-multipart",
        Life7,
        "checks the lifetime of no key in a multipart body",
        |e, r, now| {
            if has(r, "media_key") && is_multipart(r) { as_if_alive(e, r, now) } else { e.answer(r, now) }
        },
    ),
    Mutant::new("crash-when-key-dead", Life7, "answers 500 for a key that has died", |e, r, now| {
        when_dead(e, r, now, |r| has(r, "media_key"), broken)
    }),
    Mutant::new(
        "made-up-when-key-dead",
        Life7,
        "answers 200 with another media for a key that has died",
        |e, r, now| when_dead(e, r, now, |r| has(r, "media_key"), made_up),
    ),
];

/// Whether the media that the request names was finalized that long ago.
fn is_older(e: &Endpoint, r: &Request, now: Duration, secs: u64) -> bool {
    let age = |upload: &Upload| upload.finalized_at.map(|time| now.saturating_sub(time).as_secs());
    names(e, r, |upload| age(upload).is_some_and(|age| age >= secs))
}

/// The other call is refused that long after FINALIZE, for media like this.
fn dead_after(e: &mut Endpoint, r: &Request, now: Duration, secs: u64, is_so: fn(&Upload) -> bool) -> Response {
    if is_metadata(r) && is_older(e, r, now, secs) && names(e, r, is_so) {
        return e.authentic(r, now, |e| refusal(e, r));
    }
    e.answer(r, now)
}

/// The lifetime ends an hour late.
fn answer_late(e: &mut Endpoint, r: &Request, now: Duration) -> Response {
    let end = e.upload_of(r).map(|upload| upload.expires_at(&e.settings));
    let in_time = |end: &Duration| (*end..*end + Duration::from_secs(3600)).contains(&now);
    match end.filter(in_time) {
        Some(end) => answer_at(e, r, now, end.saturating_sub(Duration::from_secs(1))),
        None => e.answer(r, now),
    }
}

/// Another answer to requests like this for a media that has expired.
fn when_dead(
    e: &mut Endpoint,
    r: &Request,
    now: Duration,
    is_so: fn(&Request) -> bool,
    answer: fn() -> Response,
) -> Response {
    let is_dead = is_so(r) && is_expired(e, r, now);
    if is_dead { e.authentic(r, now, |_| answer()) } else { e.answer(r, now) }
}
