//! PAR-13: identifiers in another spelling than INIT's, understood all the same.

use std::time::Duration;

use super::{Mutant, broken, is_finalize, is_multipart, is_query, lenient, made_up};
use crate::{
    clause::Clause::Par13,
    endpoint::{Endpoint, Parameters, Upload},
    http::{Request, Response},
};

pub const MUTANTS: &[Mutant] = &[
    Mutant::new("id-trimmed", Par13, "trims the media id", |e, r, now| id(e, r, now, |id| Some(id.trim().to_owned()))),
    Mutant::new("id-line-trimmed", Par13, "ignores an end of line behind the media id", |e, r, now| {
        id(e, r, now, |id| Some(id.trim_end_matches('\n').to_owned()))
    }),
    Mutant::new("id-trimmed-in-multipart", Par13, "trims a media id in a multipart body", |e, r, now| {
        if is_multipart(r) { id(e, r, now, |id| Some(id.trim().to_owned())) } else { e.answer(r, now) }
    }),
    Mutant::new("id-trimmed-in-query", Par13, "trims a media id in the query string", |e, r, now| {
        if is_query(r) { id(e, r, now, |id| Some(id.trim().to_owned())) } else { e.answer(r, now) }
    }),
    Mutant::new("id-signed", Par13, "understands a plus sign before the media id", |e, r, now| {
        id(e, r, now, |id| id.strip_prefix('+').map(str::to_owned))
    }),
    Mutant::new("id-absolute", Par13, "drops a minus sign before the media id", |e, r, now| {
        id(e, r, now, |id| id.strip_prefix('-').map(str::to_owned))
    }),
    Mutant::new(
        "id-digits-first",
        Par13,
        "reads the media id up to the first character that is no digit",
        |e, r, now| id(e, r, now, |id| id.split(|c: char| !c.is_ascii_digit()).next().map(str::to_owned)),
    ),
    Mutant::new(
        "id-digits-only",
        Par13,
        "reads the digits of the media id, whatever stands between them",
        |e, r, now| id(e, r, now, |id| Some(id.chars().filter(char::is_ascii_digit).collect())),
    ),
    Mutant::new("id-unquoted", Par13, "takes quotation marks off the media id", |e, r, now| {
        id(e, r, now, |id| Some(id.trim_matches('"').to_owned()))
    }),
    Mutant::new("id-fraction", Par13, "ignores a fraction of zero behind the media id", |e, r, now| {
        id(e, r, now, |id| id.strip_suffix(".0").map(str::to_owned))
    }),
    Mutant::new(
        "id-float",
        Par13,
        "reads the media id as a floating-point number where it is no integer",
        |e, r, now| {
            lenient(e, r, now, "media_id", |e, id| {
                let float: f64 = id.parse().ok().filter(|_| !id.bytes().all(|byte| byte.is_ascii_digit()))?;
                #[expect(clippy::cast_precision_loss, reason = "the point")]
                e.uploads().find(|upload| upload.id as f64 == float).map(|upload| upload.id.to_string())
            })
        },
    ),
    Mutant::new("id-hexadecimal", Par13, "understands a media id in hexadecimal", |e, r, now| {
        id(e, r, now, |id| u64::from_str_radix(id.strip_prefix("0x")?, 16).ok().map(|id| id.to_string()))
    }),
    Mutant::new("id-octal", Par13, "understands a media id in octal", |e, r, now| {
        id(e, r, now, |id| u64::from_str_radix(id.strip_prefix("0o")?, 8).ok().map(|id| id.to_string()))
    }),
    Mutant::new("id-any-digits", Par13, "understands digits of every script", |e, r, now| {
        id(e, r, now, |id| id.chars().map(digit).collect())
    }),
    Mutant::new("id-underscored", Par13, "ignores underscores in the media id", |e, r, now| {
        id(e, r, now, |id| Some(id.replace('_', "")))
    }),
    Mutant::new("id-wraps", Par13, "cuts the media id off at 64 bits", |e, r, now| {
        id(e, r, now, |id| id.parse::<u128>().ok().map(|id| (id as u64).to_string()))
    }),
    Mutant::new("id-decoded-twice", Par13, "decodes the media id twice", |e, r, now| {
        id(e, r, now, |id| Some(percent_encoding::percent_decode_str(id).decode_utf8_lossy().into_owned()))
    }),
    Mutant::new("id-for-c", Par13, "reads the media id up to the first NUL", |e, r, now| {
        id(e, r, now, |id| id.split('\0').next().map(str::to_owned))
    }),
    Mutant::new("id-respelled-crash", Par13, "answers 500 for a letter behind the media id", |e, r, now| {
        answer_respelled(e, r, now, broken)
    }),
    Mutant::new(
        "id-respelled-made-up",
        Par13,
        "answers 200 with another media for a letter behind the media id",
        |e, r, now| answer_respelled(e, r, now, made_up),
    ),
    Mutant::new("key-as-id", Par13, "takes a media key for a media id", |e, r, now| {
        id(e, r, now, |id| id.split_once('_').filter(|(kind, _)| is_kind(kind)).map(|(_, id)| id.to_owned()))
    }),
    Mutant::new("id-as-key", Par13, "takes a media id for a media key", |e, r, now| {
        key(e, r, now, |upload, key| key == upload.id.to_string())
    }),
    Mutant::new("any-kind", Par13, "ignores the number before the underscore of a media key", |e, r, now| {
        key(e, r, now, |upload, key| {
            key.split_once('_').is_some_and(|(kind, id)| is_kind(kind) && id == upload.id.to_string())
        })
    }),
    Mutant::new("key-trimmed", Par13, "trims the media key", |e, r, now| {
        key(e, r, now, |upload, key| Some(key.trim()) == upload.key.as_deref())
    }),
    Mutant::new("key-unquoted", Par13, "takes quotation marks off the media key", |e, r, now| {
        key(e, r, now, |upload, key| Some(key.trim_matches('"')) == upload.key.as_deref())
    }),
    Mutant::new("key-first-two-parts", Par13, "ignores a third part of the media key", |e, r, now| {
        key(e, r, now, |upload, key| {
            let parts: Vec<&str> = key.split('_').take(2).collect();
            Some(parts.join("_")) == upload.key
        })
    }),
    Mutant::new("key-prefix", Par13, "compares media keys up to the length of the right one", |e, r, now| {
        key(e, r, now, |upload, key| upload.key.as_ref().is_some_and(|right| key.starts_with(right)))
    }),
    Mutant::new("key-any-separator", Par13, "takes any separator for the underscore of a media key", |e, r, now| {
        key(e, r, now, |upload, key| Some(key.replace('-', "_").replace("__", "_")) == upload.key)
    }),
    Mutant::new("key-any-digits", Par13, "understands keys in digits of every script", |e, r, now| {
        key(e, r, now, |upload, key| {
            let plain: Option<String> = key.chars().map(|c| if c == '_' { Some(c) } else { digit(c) }).collect();
            plain == upload.key
        })
    }),
];

fn is_kind(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The plain digit for a full-width, Arabic or Devanagari one.
fn digit(c: char) -> Option<char> {
    let value = match c {
        '0'..='9' => c as u32 - '0' as u32,
        '\u{ff10}'..='\u{ff19}' => c as u32 - 0xff10,
        '\u{660}'..='\u{669}' => c as u32 - 0x660,
        '\u{6f0}'..='\u{6f9}' => c as u32 - 0x6f0,
        '\u{966}'..='\u{96f}' => c as u32 - 0x966,
        _ => return None,
    };
    char::from_digit(value, 10)
}

/// Reads the media id in a lenient way, if that makes it a real one.
fn id(e: &mut Endpoint, r: &Request, now: Duration, read: impl FnOnce(&str) -> Option<String>) -> Response {
    lenient(e, r, now, "media_id", |e, id| {
        let read = read(id)?;
        let is_real = read.parse().is_ok_and(|id| e.upload(id).is_some());
        is_real.then_some(read)
    })
}

/// Takes a media key for that of the upload which it is like.
fn key(e: &mut Endpoint, r: &Request, now: Duration, is_like: fn(&Upload, &str) -> bool) -> Response {
    lenient(e, r, now, "media_key", |e, key| e.uploads().find(|upload| is_like(upload, key))?.key.clone())
}

/// Another answer to a media id that is a real one with a letter behind.
fn answer_respelled(e: &mut Endpoint, r: &Request, now: Duration, answer: fn() -> Response) -> Response {
    let id = Parameters::read(r).get("media_id").map(std::borrow::Cow::into_owned).unwrap_or_default();
    let real = id.strip_suffix(|c: char| c.is_ascii_alphabetic()).and_then(|id| id.parse().ok());
    let deviates = is_finalize(r) && real.is_some_and(|id: u64| e.upload(id).is_some());
    if deviates { e.authentic(r, now, |_| answer()) } else { e.answer(r, now) }
}
