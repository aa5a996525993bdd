//! PAR-4 to PAR-11: identifiers that are demanded, ignored, guessed or mistaken.

use std::time::Duration;

use super::{
    Mutant, as_if, broken, elsewhere, for_latest, has, instead, is_finalize, is_form, is_multipart, is_query, lenient,
    made_up, names, refusal, rounded,
};
use crate::{
    clause::Clause::{Par4, Par5, Par6, Par7, Par8, Par9, Par10, Par11},
    endpoint::{Endpoint, Kind, Parameters, Upload},
    http::{Request, Response},
};

pub const MUTANTS: &[Mutant] = &[
    Mutant::new("latest-by-default", Par4, "finalizes the latest upload where none is named", |e, r, now| {
        guess(e, r, now, |_| true)
    }),
    Mutant::new(
        "latest-by-default-in-query",
        Par4,
        "finalizes the latest upload where the query string names none",
        |e, r, now| guess(e, r, now, is_query),
    ),
    Mutant::new(
        "latest-by-default-in-multipart",
        Par4,
        "finalizes the latest upload where a multipart body names none",
        |e, r, now| guess(e, r, now, is_multipart),
    ),
    Mutant::new("no-identifier-crash", Par4, "answers 500 where no media is named", |e, r, now| {
        answer_unnamed(e, r, now, broken)
    }),
    Mutant::new("no-identifier-made-up", Par4, "answers 200 where no media is named", |e, r, now| {
        answer_unnamed(e, r, now, made_up)
    }),
    Mutant::new("key-demanded", Par5, "demands the media key of media that have one", |e, r, now| {
        lone_id(e, r, now, |upload| upload.key.is_some(), |e| refusal(e, r))
    }),
    Mutant::new("key-demanded-for-video", Par5, "demands the media key of a video", |e, r, now| {
        lone_id(e, r, now, |upload| upload.key.is_some() && upload.kind == Kind::Video, |e| refusal(e, r))
    }),
    Mutant::new("lone-id-crash-for-gif", Par5, "answers 500 for the media id of a GIF alone", |e, r, now| {
        lone_id(e, r, now, |upload| upload.key.is_some() && upload.kind == Kind::Gif, |_| broken())
    }),
    Mutant::new("key-ignored", Par6, "does not look at the media key", |e, r, now| {
        as_if(e, r, now, |_, parameters| is_finalize(r).then(|| parameters.without("media_key")))
    })
    .also(&[(crate::clause::Clause::Par10, "a key beside no id is a missing id")]),
    Mutant::new("id-demanded", Par6, "demands the media id beside the key", |e, r, now| {
        lone_key(e, r, now, |_| true, |e| refusal(e, r))
    }),
    Mutant::new("no-video-keys", Par6, "answers 404 for the key of a video", |e, r, now| {
        lone_key(e, r, now, |upload| upload.kind == Kind::Video, |e| refusal(e, r).with_status(404))
    }),
    Mutant::new("one-digit-kinds", Par6, "understands no key with a kind number of two digits", |e, r, now| {
        lone_key(e, r, now, |upload| upload.kind == Kind::Gif, |e| refusal(e, r))
    }),
    Mutant::new("no-dm-keys", Par6, "refuses keys of direct messages' media", |e, r, now| {
        lone_key(e, r, now, |upload| super::has_category(upload, "dm_"), |e| refusal(e, r))
    }),
    Mutant::new("lone-key-crash", Par6, "answers 500 where the key comes alone", |e, r, now| {
        lone_key(e, r, now, |_| true, |_| broken())
    }),
    Mutant::new("one-identifier-only", Par7, "refuses id and key together", |e, r, now| {
        together(e, r, now, |_| true, |e| refusal(e, r))
    }),
    Mutant::new("together-crash", Par7, "answers 500 for id and key together", |e, r, now| {
        together(e, r, now, |_| true, |_| broken())
    }),
    Mutant::new("together-redirect-for-gif", Par7, "redirects id and key of a GIF together", |e, r, now| {
        together(e, r, now, |upload| upload.kind == Kind::Gif, |_| elsewhere())
    }),
    Mutant::new("key-compared-with-id", Par7, "takes the key of a video for another media than its id", |e, r, now| {
        together(e, r, now, |upload| upload.kind == Kind::Video, |e| refusal(e, r))
    }),
    Mutant::new("unknown-id-latest", Par8, "takes an unknown media id for the latest upload", |e, r, now| {
        lenient(e, r, now, "media_id", |e, id| unknown_id(e, id).then(|| latest_id(e)))
    }),
    Mutant::new("id-as-double", Par8, "compares media ids as doubles", |e, r, now| {
        lenient(e, r, now, "media_id", |e, id| {
            let id: u64 = id.parse().ok().filter(|id| e.upload(*id).is_none())?;
            e.uploads().find(|upload| rounded(upload.id) == rounded(id)).map(|upload| upload.id.to_string())
        })
    }),
    Mutant::new("id-with-tolerance", Par8, "finds media ids with a tolerance of one", |e, r, now| {
        lenient(e, r, now, "media_id", |e, id| {
            let id: u64 = id.parse().ok().filter(|id| e.upload(*id).is_none())?;
            e.uploads().find(|upload| upload.id.abs_diff(id) == 1).map(|upload| upload.id.to_string())
        })
    }),
    Mutant::new("unknown-id-crash", Par8, "answers 500 for an unknown media id", |e, r, now| {
        answer_value(e, r, now, "media_id", unknown_id, broken)
    }),
    Mutant::new("unknown-id-made-up", Par8, "answers 200 for an unknown media id", |e, r, now| {
        answer_value(e, r, now, "media_id", unknown_id, made_up)
    }),
    Mutant::new("unknown-id-nothing", Par8, "answers 204 for an unknown media id", |e, r, now| {
        answer_value(e, r, now, "media_id", unknown_id, || Response::empty(204))
    }),
    Mutant::new("unknown-id-in-multipart", Par8, "does not look for the media id of a multipart body", |e, r, now| {
        if !is_multipart(r) {
            return e.answer(r, now);
        }
        answer_value(e, r, now, "media_id", unknown_id, made_up)
    }),
    Mutant::new("unknown-id-in-query", Par8, "does not look for the media id of a query string", |e, r, now| {
        if !is_query(r) {
            return e.answer(r, now);
        }
        answer_value(e, r, now, "media_id", unknown_id, made_up)
    }),
    Mutant::new("id-beyond-63-bits-crash", Par8, "answers 500 for a media id of 64 bits", |e, r, now| {
        answer_value(e, r, now, "media_id", |e, id| unknown_id(e, id) && id.parse::<i64>().is_err(), broken)
    }),
    Mutant::new("empty-id-latest", Par9, "takes an empty media id for the latest upload", |e, r, now| {
        lenient(e, r, now, "media_id", |e, id| id.trim().is_empty().then(|| latest_id(e)))
    }),
    Mutant::new("words-latest", Par9, "takes null and undefined for the latest upload", |e, r, now| {
        lenient(e, r, now, "media_id", |e, id| is_word(id).then(|| latest_id(e)))
    }),
    Mutant::new("letters-crash", Par9, "answers 500 where the media id is no number", |e, r, now| {
        answer_value(
            e,
            r,
            now,
            "media_id",
            |_, id| !id.is_empty() && id.bytes().all(|b| b.is_ascii_alphabetic()),
            broken,
        )
    }),
    Mutant::new("too-long-crash", Par9, "answers 500 for a media id of more than 64 bits", |e, r, now| {
        let is_long =
            |e: &Endpoint, id: &str| is_digits(id) && id.parse::<u64>().is_err() && !wraps_to_a_real_one(e, id);
        answer_value(e, r, now, "media_id", is_long, broken)
    }),
    Mutant::new("negative-made-up", Par9, "answers 200 for a negative media id", |e, r, now| {
        answer_value(e, r, now, "media_id", |e, id| id.strip_prefix('-').is_some_and(|id| unknown_id(e, id)), made_up)
    }),
    Mutant::new("empty-id-made-up", Par9, "answers 200 for an empty media id", |e, r, now| {
        answer_value(e, r, now, "media_id", |_, id| id.is_empty(), made_up)
    }),
    Mutant::new("punctuation-redirect", Par9, "redirects a media id of other characters", |e, r, now| {
        answer_value(e, r, now, "media_id", |_, id| matches!(id, "*" | "[]" | "{}" | "'" | "../upload"), elsewhere)
    }),
    Mutant::new("fraction-made-up", Par9, "answers 200 for a fraction", |e, r, now| {
        answer_value(
            e,
            r,
            now,
            "media_id",
            |e, id| {
                let is_fraction =
                    id.parse::<f64>().is_ok() && id.contains('.') && !id.ends_with(".0") && !id.ends_with('.');
                is_fraction && !respells(e, id)
            },
            made_up,
        )
    }),
    Mutant::new("wide-key-crash", Par10, "answers 500 for a key whose number is wider than 64 bits", |e, r, now| {
        let key = Parameters::read(r).get("media_key").map(|key| key.into_owned()).unwrap_or_default();
        let is_wide = key.split_once('_').is_some_and(|(_, id)| {
            id.len() > 19 && id.bytes().all(|byte| byte.is_ascii_digit()) && id.parse::<u64>().is_err()
        });
        if is_wide && is_finalize(r) { broken() } else { e.answer(r, now) }
    }),
    Mutant::new("unknown-key-latest", Par10, "takes an unknown media key for the latest upload", |e, r, now| {
        by_key(e, r, now, |e, key| unknown_key(e, key).then(|| latest_key(e)))
    }),
    Mutant::new("key-as-double", Par10, "compares the digits of media keys as doubles", |e, r, now| {
        by_key(e, r, now, |e, key| {
            let id: u64 = key.split_once('_')?.1.parse().ok().filter(|id| e.upload(*id).is_none())?;
            e.uploads().find(|upload| rounded(upload.id) == rounded(id))?.key.clone()
        })
    }),
    Mutant::new("unknown-key-crash", Par10, "answers 500 for an unknown media key", |e, r, now| {
        answer_value(e, r, now, "media_key", unknown_key, broken)
    }),
    Mutant::new("unknown-key-made-up", Par10, "answers 200 for an unknown media key", |e, r, now| {
        answer_value(e, r, now, "media_key", unknown_key, made_up)
    }),
    Mutant::new(
        "unknown-key-redirect-in-query",
        Par10,
        "redirects an unknown media key in the query string",
        |e, r, now| {
            if !is_query(r) {
                return e.answer(r, now);
            }
            answer_value(e, r, now, "media_key", unknown_key, elsewhere)
        },
    ),
    Mutant::new("unknown-key-in-form", Par10, "does not look for the media key of a urlencoded body", |e, r, now| {
        if !is_form(r) {
            return e.answer(r, now);
        }
        answer_value(e, r, now, "media_key", unknown_key, made_up)
    }),
    Mutant::new("empty-key-latest", Par11, "takes an empty media key for the latest upload", |e, r, now| {
        by_key(e, r, now, |e, key| key.trim().is_empty().then(|| latest_key(e)))
    }),
    Mutant::new("no-separator-crash", Par11, "answers 500 for a media key without a separator", |e, r, now| {
        answer_value(e, r, now, "media_key", |e, key| !key.contains('_') && malformed_key(e, key), broken)
    }),
    Mutant::new("key-letters-crash", Par11, "answers 500 where a part of the key is no number", |e, r, now| {
        answer_value(e, r, now, "media_key", |e, key| key.contains('_') && malformed_key(e, key), broken)
    }),
    Mutant::new("key-without-digits-latest", Par11, "takes a key without digits for the latest upload", |e, r, now| {
        by_key(e, r, now, |e, key| matches!(key, "_" | "3_").then(|| latest_key(e)))
    }),
    Mutant::new("malformed-key-made-up", Par11, "answers 200 for a malformed media key", |e, r, now| {
        answer_value(e, r, now, "media_key", malformed_key, made_up)
    }),
    Mutant::new(
        "malformed-key-in-multipart",
        Par11,
        "answers 200 for a malformed key in a multipart body",
        |e, r, now| {
            if !is_multipart(r) {
                return e.answer(r, now);
            }
            answer_value(e, r, now, "media_key", malformed_key, made_up)
        },
    ),
];

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_word(id: &str) -> bool {
    matches!(id, "null" | "undefined" | "NaN")
}

fn latest_id(e: &Endpoint) -> String {
    e.latest().map(|upload| upload.id.to_string()).unwrap_or_default()
}

fn latest_key(e: &Endpoint) -> String {
    e.latest().and_then(|upload| upload.key.clone()).unwrap_or_default()
}

/// Whether this is a well-formed id that INIT never gave.
fn unknown_id(e: &Endpoint, id: &str) -> bool {
    is_digits(id) && !id.starts_with('0') && id.parse().is_ok_and(|id| e.upload(id).is_none())
}

/// Whether this number is 2^64 and a real id.
fn wraps_to_a_real_one(e: &Endpoint, id: &str) -> bool {
    id.parse::<u128>().is_ok_and(|id| e.upload(id as u64).is_some())
}

/// Whether the digits of a real id are in this text.
fn respells(e: &Endpoint, text: &str) -> bool {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    e.uploads().any(|upload| digits.contains(&upload.id.to_string()))
}

/// Whether this is a well-formed key that INIT never gave, and no respelling of a real one.
fn unknown_key(e: &Endpoint, key: &str) -> bool {
    key.split_once('_').is_some_and(|(kind, id)| is_digits(kind) && unknown_id(e, id))
}

/// Whether this can be no key, and is no respelling of a real one.
fn malformed_key(e: &Endpoint, key: &str) -> bool {
    let is_well_formed = key.split_once('_').is_some_and(|(kind, id)| is_digits(kind) && is_digits(id));
    !is_well_formed && key.is_ascii() && !respells(e, key)
}

/// FINALIZE that names no media is taken for the latest upload, in requests like this.
fn guess(e: &mut Endpoint, r: &Request, now: Duration, is_so: fn(&Request) -> bool) -> Response {
    as_if(e, r, now, |e, parameters| {
        let deviates = parameters.is("FINALIZE") && is_unnamed(&parameters) && is_so(r);
        if deviates { for_latest(e, parameters) } else { None }
    })
}

fn is_unnamed(parameters: &Parameters) -> bool {
    parameters.find("media_id").is_none() && parameters.find("media_key").is_none()
}

fn answer_unnamed(e: &mut Endpoint, r: &Request, now: Duration, answer: fn() -> Response) -> Response {
    let deviates = is_finalize(r) && is_unnamed(&Parameters::read(r));
    if deviates { e.authentic(r, now, |_| answer()) } else { e.answer(r, now) }
}

type Answer<'a> = &'a dyn Fn(&Endpoint) -> Response;

fn lone_id(
    e: &mut Endpoint,
    r: &Request,
    now: Duration,
    is_so: fn(&Upload) -> bool,
    answer: impl Fn(&Endpoint) -> Response,
) -> Response {
    by_identifiers(e, r, now, [true, false], is_so, &answer)
}

fn lone_key(
    e: &mut Endpoint,
    r: &Request,
    now: Duration,
    is_so: fn(&Upload) -> bool,
    answer: impl Fn(&Endpoint) -> Response,
) -> Response {
    by_identifiers(e, r, now, [false, true], is_so, &answer)
}

fn together(
    e: &mut Endpoint,
    r: &Request,
    now: Duration,
    is_so: fn(&Upload) -> bool,
    answer: impl Fn(&Endpoint) -> Response,
) -> Response {
    by_identifiers(e, r, now, [true, true], is_so, &answer)
}

/// Another answer where exactly these of id and key are given and right, for media like this.
fn by_identifiers(
    e: &mut Endpoint,
    r: &Request,
    now: Duration,
    given: [bool; 2],
    is_so: fn(&Upload) -> bool,
    answer: Answer<'_>,
) -> Response {
    let is_right = |upload: &Upload| {
        let parameters = Parameters::read(r);
        parameters.get("media_id").is_none_or(|id| *id == *upload.id.to_string())
            && parameters.get("media_key").is_none_or(|key| Some(&*key) == upload.key.as_deref())
            && upload.is_complete()
            && is_so(upload)
    };
    if [has(r, "media_id"), has(r, "media_key")] == given && names(e, r, is_right) {
        return instead(e, r, now, |_| true, answer);
    }
    e.answer(r, now)
}

/// Reads the media key in a lenient way; where it names the latest upload, that may have an id only.
fn by_key(
    e: &mut Endpoint,
    r: &Request,
    now: Duration,
    read: impl FnOnce(&Endpoint, &str) -> Option<String>,
) -> Response {
    lenient(e, r, now, "media_key", |e, key| read(e, key).filter(|key| !key.is_empty()))
}

/// Another answer to a FINALIZE whose parameter is like this, if nothing else names a media.
fn answer_value(
    e: &mut Endpoint,
    r: &Request,
    now: Duration,
    name: &str,
    is_so: impl FnOnce(&Endpoint, &str) -> bool,
    answer: fn() -> Response,
) -> Response {
    let parameters = Parameters::read(r);
    let is_alone = has(r, "media_id") != has(r, "media_key");
    let deviates = is_finalize(r) && is_alone && parameters.get(name).is_some_and(|value| is_so(e, &value));
    if deviates { e.authentic(r, now, |_| answer()) } else { e.answer(r, now) }
}
