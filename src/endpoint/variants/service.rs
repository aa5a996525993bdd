//! Services that differ in what they do: ids, lifetimes, processing, and what the document leaves open.

use serde_json::json;

use super::Variant;
use crate::endpoint::{
    Ids, Kind, Parameters, Refusal, State,
    mutants::tools::{answer_to, asks, has, is_finalize, names},
    settings::{Disagreement, Keys},
};

pub const VARIANTS: &[Variant] = &[
    Variant::set("short-ids", "gives ids of one digit", |s| s.ids = Ids::Counting { first: 3, step: 2 }),
    Variant::set("counted-ids", "counts its ids up", |s| s.ids = Ids::Counting { first: 1_000_000_007, step: 10 }),
    Variant::set("ids-below-a-double", "gives ids that a double can hold", |s| {
        s.ids = Ids::Counting { first: (1 << 53) - 101, step: 4 };
    }),
    Variant::set("ids-above-a-double", "gives ids from 2^53 on", |s| {
        s.ids = Ids::Counting { first: (1 << 53) + 1, step: 4 };
    }),
    Variant::set("even-ids", "gives ids that survive a double", |s| {
        s.ids = Ids::Counting { first: 1 << 60, step: 1 << 20 };
    }),
    Variant::set("ids-below-2-63", "gives ids just below 2^63", |s| {
        s.ids = Ids::Counting { first: (1 << 63) - 101, step: 4 };
    }),
    Variant::set("ids-above-2-63", "gives ids just above 2^63", |s| {
        s.ids = Ids::Counting { first: (1 << 63) + 3, step: 4 };
    }),
    Variant::set("ids-of-20-digits", "gives ids just below 2^64", |s| {
        s.ids = Ids::Counting { first: u64::MAX - 4001, step: 4 };
    }),
    Variant::set("short-lifetime", "lets ids live for a minute", |s| s.expires_after_secs = 60),
    Variant::set("an-hours-lifetime", "lets ids live for an hour, as in 2015", |s| s.expires_after_secs = 3600),
    Variant::set("long-lifetime", "lets ids live for a month", |s| s.expires_after_secs = 30 * 86_400),
    Variant::set("hasty", "is done with processing within seconds", |s| s.check_after_secs = 1),
    Variant::set("slow", "takes an hour for each stage of processing", |s| s.check_after_secs = 3600),
    Variant::set("immediate", "has succeeded before FINALIZE is answered", |s| s.path = vec![State::Succeeded]),
    Variant::set("never-pending", "begins processing at once", |s| s.path = vec![State::InProgress, State::Succeeded]),
    Variant::set("never-in-progress", "goes from pending to succeeded", |s| {
        s.path = vec![State::Pending, State::Succeeded];
    }),
    Variant::set("many-polls", "needs several polls in each state", |s| {
        let (waiting, working) = ([State::Pending; 4], [State::InProgress; 6]);
        s.path = [&waiting[..], &working, &[State::Succeeded]].concat();
    }),
    Variant::set("progress", "shows progress_percent", |s| s.progress = true),
    Variant::set("check-when-done", "shows check_after_secs beside succeeded, too", |s| s.check_after_when_done = true),
    Variant::new("no-check-in-status", "leaves check_after_secs out of STATUS answers", |e, r, now| {
        let answer = e.answer(r, now);
        if !(asks(r, "STATUS") && answer.is_success()) {
            return answer;
        }
        answer.with_json(|body| {
            body["processing_info"].as_object_mut().and_then(|info| info.remove("check_after_secs"));
        })
    }),
    Variant::new("null-error", "shows \"error\": null beside every state", |e, r, now| {
        let answer = e.answer(r, now);
        if answer.value().get("processing_info").is_none() {
            return answer;
        }
        answer.with_json(|body| body["processing_info"]["error"] = json!(null))
    }),
    Variant::set("always-async", "processes videos and GIFs without a category, too", |s| {
        s.process_uncategorised = true
    }),
    Variant::new("gif-always-async", "processes GIFs without a category, but no videos", |e, r, now| {
        e.settings.process_uncategorised = names(e, r, |upload| upload.kind == Kind::Gif);
        e.answer(r, now)
    }),
    Variant::set("status-of-images", "answers STATUS of a media with nothing to process", |s| {
        s.status_of_unprocessed = true;
    }),
    Variant::set("key-on-request", "gives the media key only where it was asked for", |s| s.key_unasked = false),
    Variant::set("no-keys", "gives no media keys", |s| s.keys = Keys::Never),
    Variant::set("keys-always", "gives a media key without a category, too", |s| s.keys = Keys::Always),
    Variant::set("finalize-once", "refuses a second FINALIZE", |s| s.finalize_again = false),
    Variant::new("second-finalize-conflicts", "answers 409 to a second FINALIZE", |e, r, now| {
        let is_second = is_finalize(r)
            && names(e, r, |upload| upload.finalized_at.is_some() && !upload.is_expired(&e.settings, now));
        if is_second && e.authenticate(r, now).is_ok() {
            return e.refuse(r, &Refusal::new(409, 324, "Finalized already."));
        }
        e.answer(r, now)
    }),
    Variant::set("id-decides", "looks at the id alone where id and key disagree", |s| {
        s.disagreement = Disagreement::TakeId;
    }),
    Variant::set("key-decides", "looks at the key alone where id and key disagree", |s| {
        s.disagreement = Disagreement::TakeKey;
    }),
    Variant::set("json-bodies", "reads parameters from a JSON body", |s| s.json_body = true),
    Variant::set("leading-zeros", "ignores zeros in front of an id", |s| s.leading_zeros = true),
    Variant::set("no-gifs-for-messages", "refuses the category dm_gif at INIT", |s| s.refused_categories = &["dm_gif"]),
    Variant::set("tweets-only", "refuses every category but those of tweets at INIT", |s| {
        s.refused_categories = &["amplify_video", "dm_image", "dm_gif", "dm_video", "subtitles"];
    }),
    Variant::set("no-categories", "refuses every category at INIT", |s| {
        s.refused_categories = &[
            "tweet_image",
            "tweet_gif",
            "tweet_video",
            "amplify_video",
            "dm_image",
            "dm_gif",
            "dm_video",
            "subtitles",
        ];
    }),
    Variant::set("no-metadata", "has no metadata call", |s| s.metadata = false),
    Variant::new("strict-early", "forgets an upload that is finalized too early", |e, r, now| {
        let answer = e.answer(r, now);
        let is_early = is_finalize(r) && answer.status == 400 && names(e, r, |upload| !upload.is_complete());
        if let Some(upload) = e.upload_of_mut(r).filter(|_| is_early) {
            upload.total_bytes = u64::MAX;
        }
        answer
    }),
    Variant::new("key-outlived", "lets the key die half-way through the lifetime of its id", |e, r, now| {
        let is_old = names(e, r, |upload| {
            let age = upload.finalized_at.map(|time| now.saturating_sub(time).as_secs());
            age.is_some_and(|age| age > e.settings.expires_after_secs / 2)
        });
        if has(r, "media_key") && is_old && e.authenticate(r, now).is_ok() {
            return e.refuse(r, &Refusal::new(400, 324, "The media key has expired."));
        }
        e.answer(r, now)
    }),
    Variant::new("case-blind-names", "takes parameter names in any case", |e, r, now| {
        let mut parameters = Parameters::read(r);
        parameters.all.iter_mut().for_each(|parameter| parameter.name.make_ascii_lowercase());
        answer_to(e, r, now, &parameters.apply(r))
    }),
    Variant::new("rate-limited-once", "answers the first FINALIZE of each upload with 429", |e, r, now| {
        let is_first = is_finalize(r) && names(e, r, |upload| !upload.marks.contains_key("limited"));
        if !is_first {
            return e.answer(r, now);
        }
        if let Some(upload) = e.upload_of_mut(r) {
            upload.marks.insert("limited", now);
        }
        e.refuse(r, &Refusal::new(429, 88, "Rate limit exceeded."))
            .with_header("x-rate-limit-limit", "1")
            .with_header("x-rate-limit-remaining", "0")
            .with_header("x-rate-limit-reset", (now.as_secs() + 3).to_string())
    }),
    Variant::set("rate-limit", "tells of a rate limit that is never met", |s| s.rate_limit = Some(615)),
];
