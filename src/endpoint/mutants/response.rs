//! RSP-1 to RSP-9 and RES-1: answers that say the wrong thing, or say it wrongly.

use std::time::Duration;

use serde_json::{Value, json};

use super::{Mutant, after, finalized, has, id_in, is_multipart, number, rounded, told, wrapped};
use crate::{
    clause::Clause::{Res1, Rsp1, Rsp2, Rsp3, Rsp4, Rsp5, Rsp7, Rsp8, Rsp9, Sta2},
    endpoint::{Endpoint, Kind},
    http::{Request, Response},
};

pub const MUTANTS: &[Mutant] = &[
    Mutant::new("id-string", Rsp1, "gives media_id as a string", |e, r, now| {
        finalized(e, r, now, |body| body["media_id"] = body["media_id_string"].clone())
    }),
    Mutant::new("id-decimal-point", Rsp1, "gives media_id with a decimal point", |e, r, now| {
        finalized(e, r, now, |body| body["media_id"] = number(&format!("{}.0", id_in(body))))
    }),
    Mutant::new("id-exponent", Rsp1, "gives media_id with an exponent", |e, r, now| {
        finalized(e, r, now, |body| body["media_id"] = number(&format!("{}e0", id_in(body))))
    }),
    Mutant::new("id-missing", Rsp1, "leaves media_id out", |e, r, now| finalized(e, r, now, without("media_id"))),
    Mutant::new("id-null", Rsp1, "gives null for media_id", |e, r, now| {
        finalized(e, r, now, |body| body["media_id"] = Value::Null)
    }),
    Mutant::new("id-negative", Rsp1, "gives media_id as a signed number that overflowed", |e, r, now| {
        finalized(e, r, now, |body| body["media_id"] = number(&format!("-{}", id_in(body))))
    }),
    Mutant::new("id-zero", Rsp1, "gives 0 for media_id", |e, r, now| {
        finalized(e, r, now, |body| body["media_id"] = json!(0))
    }),
    Mutant::new("id-too-long", Rsp1, "gives more than 64 bits for media_id", |e, r, now| {
        finalized(e, r, now, |body| body["media_id"] = number(&format!("{}000", id_in(body))))
    }),
    Mutant::new("id-list", Rsp1, "gives media_id as a list of one", |e, r, now| {
        finalized(e, r, now, |body| body["media_id"] = json!([id_in(body)]))
    }),
    Mutant::new("id-string-when-async", Rsp1, "gives media_id as a string where processing goes on", |e, r, now| {
        finalized(e, r, now, |body| {
            if is_async(body) {
                body["media_id"] = body["media_id_string"].clone();
            }
        })
    }),
    Mutant::new("string-number", Rsp2, "gives media_id_string as a number", |e, r, now| {
        finalized(e, r, now, |body| body["media_id_string"] = body["media_id"].clone())
    }),
    Mutant::new("string-missing", Rsp2, "leaves media_id_string out", |e, r, now| {
        finalized(e, r, now, without("media_id_string"))
    }),
    Mutant::new("string-null", Rsp2, "gives null for media_id_string", |e, r, now| {
        finalized(e, r, now, |body| body["media_id_string"] = Value::Null)
    }),
    Mutant::new("string-object", Rsp2, "gives media_id_string as an object", |e, r, now| {
        finalized(e, r, now, |body| body["media_id_string"] = json!({"value": body["media_id_string"]}))
    }),
    Mutant::new(
        "string-missing-when-async",
        Rsp2,
        "leaves media_id_string out where processing goes on",
        |e, r, now| {
            finalized(e, r, now, |body| {
                if is_async(body) {
                    without("media_id_string")(body)
                }
            })
        },
    ),
    Mutant::new("string-rounded", Rsp3, "loses precision in media_id_string", |e, r, now| {
        finalized(e, r, now, |body| body["media_id_string"] = json!(rounded(id_in(body)).to_string()))
    }),
    Mutant::new("number-rounded", Rsp3, "loses precision in media_id", |e, r, now| {
        finalized(e, r, now, |body| body["media_id"] = json!(rounded(id_in(body))))
    }),
    Mutant::new("string-scientific", Rsp3, "writes media_id_string in scientific notation", |e, r, now| {
        #[expect(clippy::cast_precision_loss, reason = "the point")]
        finalized(e, r, now, |body| body["media_id_string"] = json!(format!("{:e}", id_in(body) as f64)))
    }),
    Mutant::new(
        "string-as-javascript",
        Rsp3,
        "prints media_id_string as JavaScript prints the number, from INIT on",
        |e, r, now| {
            #[expect(clippy::cast_precision_loss, reason = "the point")]
            told(e, r, now, |body| body["media_id_string"] = json!((id_in(body) as f64).to_string()))
        },
    )
    .also(&[(Sta2, "STATUS prints it alike")]),
    Mutant::new("string-padded", Rsp3, "fills media_id_string with zeros to 20 digits", |e, r, now| {
        finalized(e, r, now, |body| body["media_id_string"] = json!(format!("{:020}", id_in(body))))
    }),
    Mutant::new("string-blank", Rsp3, "writes a blank behind media_id_string", |e, r, now| {
        finalized(e, r, now, |body| body["media_id_string"] = json!(format!("{} ", id_in(body))))
    }),
    Mutant::new("string-key", Rsp3, "writes the media key into media_id_string", |e, r, now| {
        finalized(e, r, now, |body| body["media_id_string"] = json!(format!("7_{}", id_in(body))))
    }),
    Mutant::new("string-cut", Rsp3, "cuts media_id_string off after 17 digits", |e, r, now| {
        finalized(e, r, now, |body| body["media_id_string"] = json!(id_in(body).to_string()[..17]))
    }),
    Mutant::new("string-empty", Rsp3, "leaves media_id_string empty", |e, r, now| {
        finalized(e, r, now, |body| body["media_id_string"] = json!(""))
    }),
    Mutant::new("string-hexadecimal", Rsp3, "writes media_id_string in hexadecimal", |e, r, now| {
        finalized(e, r, now, |body| body["media_id_string"] = json!(format!("{:x}", id_in(body))))
    }),
    Mutant::new("string-grouped", Rsp3, "groups the digits of media_id_string", |e, r, now| {
        finalized(e, r, now, |body| {
            let digits = id_in(body).to_string();
            body["media_id_string"] = json!(format!("{},{}", &digits[..3], &digits[3..]));
        })
    }),
    Mutant::new(
        "number-rounded-when-async",
        Rsp3,
        "loses precision in media_id where processing goes on",
        |e, r, now| {
            finalized(e, r, now, |body| {
                if is_async(body) {
                    body["media_id"] = json!(rounded(id_in(body)))
                }
            })
        },
    ),
    Mutant::new("number-32-bits", Rsp3, "cuts media_id off at 32 bits", |e, r, now| {
        finalized(e, r, now, |body| body["media_id"] = json!((id_in(body) & 0xffff_ffff) | 1))
    }),
    Mutant::new("both-rounded", Rsp4, "loses precision in both spellings of the id", |e, r, now| {
        renamed(e, r, now, rounded)
    }),
    Mutant::new("next-id", Rsp4, "names the media with the next id", |e, r, now| renamed(e, r, now, |id| id + 1)),
    Mutant::new("random-id", Rsp4, "names a media that nobody uploaded", |e, r, now| {
        renamed(e, r, now, |id| id ^ 0x5555_5555_5555)
    }),
    Mutant::new("id-53-bits", Rsp4, "keeps the lowest 53 bits of the id", |e, r, now| {
        renamed(e, r, now, |id| id & ((1 << 53) - 1))
    }),
    Mutant::new("fixed-id", Rsp4, "answers with the id of the document's example", |e, r, now| {
        renamed(e, r, now, |_| 710_511_363_345_354_753)
    }),
    Mutant::new(
        "both-rounded-when-async",
        Rsp4,
        "loses precision in both spellings where processing goes on",
        |e, r, now| {
            finalized(e, r, now, |body| {
                if is_async(body) {
                    rename(body, rounded)
                }
            })
        },
    ),
    Mutant::new("next-id-by-key", Rsp4, "names the media with the next id where the key was given", |e, r, now| {
        finalized(e, r, now, |body| {
            if has(r, "media_key") {
                rename(body, |id| id + 1)
            }
        })
    }),
    Mutant::new("key-missing", Rsp5, "does not give the key back", |e, r, now| {
        finalized(e, r, now, without("media_key"))
    }),
    Mutant::new("key-null", Rsp5, "gives null back for the key", |e, r, now| rekeyed(e, r, now, |_| Value::Null)),
    Mutant::new("key-renumbered", Rsp5, "gives the key back with another kind number", |e, r, now| {
        rekeyed(e, r, now, |key| json!(key.replacen(['3', '7'], "13", 1)))
    }),
    Mutant::new("key-rounded", Rsp5, "loses precision in the key", |e, r, now| {
        rekeyed(e, r, now, |key| {
            let (kind, id) = key.split_once('_').unwrap_or((key, ""));
            json!(format!("{kind}_{}", rounded(id.parse().unwrap_or_default())))
        })
    }),
    Mutant::new("key-without-kind", Rsp5, "gives the digits behind the underscore of the key back", |e, r, now| {
        rekeyed(e, r, now, |key| json!(key.split_once('_').map(|(_, id)| id)))
    }),
    Mutant::new("key-as-number", Rsp5, "gives the digits of the key back as a number", |e, r, now| {
        rekeyed(e, r, now, |key| number(key.split_once('_').map_or("0", |(_, id)| id)))
    }),
    Mutant::new("key-hyphenated", Rsp5, "writes the key with a hyphen", |e, r, now| {
        rekeyed(e, r, now, |key| json!(key.replace('_', "-")))
    }),
    Mutant::new("key-camel-case", Rsp5, "gives the key back as mediaKey", |e, r, now| {
        finalized(e, r, now, |body| {
            if let Some(key) = body.as_object_mut().and_then(|fields| fields.remove("media_key")) {
                body["mediaKey"] = key;
            }
        })
    }),
    Mutant::new(
        "key-missing-beside-id",
        Rsp5,
        "does not give the key back where the id was given, too",
        |e, r, now| {
            finalized(e, r, now, |body| {
                if has(r, "media_id") {
                    without("media_key")(body)
                }
            })
        },
    ),
    Mutant::new("key-missing-in-multipart", Rsp5, "does not give the key of a multipart body back", |e, r, now| {
        finalized(e, r, now, |body| {
            if is_multipart(r) {
                without("media_key")(body)
            }
        })
    }),
    Mutant::new("key-missing-when-async", Rsp5, "does not give the key back where processing goes on", |e, r, now| {
        finalized(e, r, now, |body| {
            if is_async(body) {
                without("media_key")(body)
            }
        })
    }),
    Mutant::new("lifetime-missing", Rsp7, "leaves expires_after_secs out", |e, r, now| {
        finalized(e, r, now, without("expires_after_secs"))
    }),
    Mutant::new("lifetime-string", Rsp7, "gives expires_after_secs as a string", |e, r, now| {
        lasting(e, r, now, json!("86400"))
    }),
    Mutant::new("lifetime-float", Rsp7, "gives expires_after_secs with a decimal point", |e, r, now| {
        lasting(e, r, now, number("86400.0"))
    }),
    Mutant::new("lifetime-exponent", Rsp7, "gives expires_after_secs with an exponent", |e, r, now| {
        lasting(e, r, now, number("8.64e4"))
    }),
    Mutant::new("lifetime-zero", Rsp7, "gives 0 for expires_after_secs", |e, r, now| lasting(e, r, now, json!(0))),
    Mutant::new("lifetime-negative", Rsp7, "gives -1 for expires_after_secs", |e, r, now| {
        lasting(e, r, now, json!(-1))
    }),
    Mutant::new("lifetime-null", Rsp7, "gives null for expires_after_secs", |e, r, now| {
        lasting(e, r, now, Value::Null)
    }),
    Mutant::new(
        "lifetime-missing-when-async",
        Rsp7,
        "leaves expires_after_secs out where processing goes on",
        |e, r, now| {
            finalized(e, r, now, |body| {
                if is_async(body) {
                    without("expires_after_secs")(body)
                }
            })
        },
    ),
    Mutant::new("size-missing", Rsp8, "leaves size out", |e, r, now| finalized(e, r, now, without("size"))),
    Mutant::new("size-string", Rsp8, "gives size as a string", |e, r, now| {
        sized(e, r, now, |size| json!(size.to_string()))
    }),
    Mutant::new("size-float", Rsp8, "gives size with a decimal point", |e, r, now| {
        sized(e, r, now, |size| number(&format!("{size}.0")))
    }),
    Mutant::new("size-null", Rsp8, "gives null for size", |e, r, now| sized(e, r, now, |_| Value::Null)),
    Mutant::new("size-one-less", Rsp8, "counts one byte less", |e, r, now| sized(e, r, now, |size| json!(size - 1))),
    Mutant::new("size-one-more", Rsp8, "counts one byte more", |e, r, now| sized(e, r, now, |size| json!(size + 1))),
    Mutant::new("size-in-kib", Rsp8, "gives size in KiB", |e, r, now| sized(e, r, now, |size| json!(size / 1024))),
    Mutant::new("size-in-bits", Rsp8, "gives size in bits", |e, r, now| sized(e, r, now, |size| json!(size * 8))),
    Mutant::new("size-of-base64", Rsp8, "gives size as it is in base64", |e, r, now| {
        sized(e, r, now, |size| json!(size.div_ceil(3) * 4))
    }),
    Mutant::new("size-of-last-segment", Rsp8, "gives the size of the last segment", |e, r, now| {
        segment_sized(e, r, now, |sizes| sizes.last().copied())
    }),
    Mutant::new("size-of-first-segment", Rsp8, "gives the size of the first segment", |e, r, now| {
        segment_sized(e, r, now, |sizes| sizes.first().copied())
    }),
    Mutant::new("size-is-segments", Rsp8, "counts segments and not bytes", |e, r, now| {
        segment_sized(e, r, now, |sizes| Some(sizes.len() as u64))
    }),
    Mutant::new("size-zero-when-async", Rsp8, "gives 0 for size while processing goes on", |e, r, now| {
        finalized(e, r, now, |body| {
            if is_async(body) {
                body["size"] = json!(0)
            }
        })
    }),
    Mutant::new("size-missing-when-async", Rsp8, "leaves size out where processing goes on", |e, r, now| {
        finalized(e, r, now, |body| {
            if is_async(body) {
                without("size")(body)
            }
        })
    }),
    Mutant::new("video-missing", Rsp9, "leaves video out", |e, r, now| finalized(e, r, now, without("video"))),
    Mutant::new("video-empty", Rsp9, "leaves video_type out", |e, r, now| filmed(e, r, now, json!({}))),
    Mutant::new("video-text", Rsp9, "gives video as a string", |e, r, now| filmed(e, r, now, json!("video/mp4"))),
    Mutant::new("video-codec", Rsp9, "gives the codec for video_type", |e, r, now| {
        filmed(e, r, now, json!({"video_type": "h264"}))
    }),
    Mutant::new("video-extension", Rsp9, "gives the file's extension for video_type", |e, r, now| {
        filmed(e, r, now, json!({"video_type": "mp4"}))
    }),
    Mutant::new("video-guessed", Rsp9, "gives another media type than INIT's", |e, r, now| {
        filmed(e, r, now, json!({"video_type": "video/quicktime"}))
    }),
    Mutant::new("video-null", Rsp9, "gives null for video_type", |e, r, now| {
        filmed(e, r, now, json!({"video_type": null}))
    }),
    Mutant::new("html-label", Res1, "labels the answer as HTML", |e, r, now| labelled(e, r, now, "text/html")),
    Mutant::new("text-label", Res1, "labels the answer as plain text", |e, r, now| {
        labelled(e, r, now, "text/plain; charset=utf-8")
    }),
    Mutant::new("javascript-label", Res1, "labels the answer as JavaScript", |e, r, now| {
        labelled(e, r, now, "text/javascript")
    }),
    Mutant::new("json-like-label", Res1, "labels the answer with a type that only begins like JSON's", |e, r, now| {
        labelled(e, r, now, "application/json5")
    }),
    Mutant::new("no-label", Res1, "does not label the answer", |e, r, now| {
        after(e, r, now, "FINALIZE", |answer| answer.without_header("content-type"))
    }),
    Mutant::new("html-label-for-video", Res1, "labels the answer for a video as HTML", |e, r, now| {
        let is_video = super::names(e, r, |upload| upload.kind == Kind::Video);
        if is_video { labelled(e, r, now, "text/html") } else { e.answer(r, now) }
    }),
    Mutant::new("html-label-for-multipart", Res1, "labels the answer to a multipart body as HTML", |e, r, now| {
        if is_multipart(r) { labelled(e, r, now, "text/html") } else { e.answer(r, now) }
    }),
    Mutant::new("byte-order-mark", Res1, "begins the answer with a byte order mark", |e, r, now| {
        after(e, r, now, "FINALIZE", |answer| wrapped(answer, b"\xef\xbb\xbf", b""))
    }),
    Mutant::new("bytes-behind", Res1, "writes a comment behind the JSON", |e, r, now| {
        after(e, r, now, "FINALIZE", |answer| wrapped(answer, b"", b"\n<!-- 12 ms -->"))
    }),
    Mutant::new("nul-behind", Res1, "writes NUL behind the JSON", |e, r, now| {
        after(e, r, now, "FINALIZE", |answer| wrapped(answer, b"", b"\0"))
    }),
    Mutant::new("answer-twice", Res1, "writes the JSON twice", |e, r, now| {
        after(e, r, now, "FINALIZE", |answer| {
            let body = answer.body.clone();
            wrapped(answer, b"", &body)
        })
    }),
    Mutant::new("answer-in-list", Res1, "answers with a list of one object", |e, r, now| {
        after(e, r, now, "FINALIZE", |answer| wrapped(answer, b"[", b"]"))
    }),
    Mutant::new("answer-in-string", Res1, "answers with JSON inside a JSON string", |e, r, now| {
        after(e, r, now, "FINALIZE", |answer| {
            let text = String::from_utf8_lossy(&answer.body).into_owned();
            answer.with_raw_body(json!(text).to_string())
        })
    }),
    Mutant::new("answer-in-callback", Res1, "wraps the JSON in a callback", |e, r, now| {
        after(e, r, now, "FINALIZE", |answer| wrapped(answer, b"callback(", b");"))
    }),
    Mutant::new("answer-guarded", Res1, "writes a guard before the JSON", |e, r, now| {
        after(e, r, now, "FINALIZE", |answer| wrapped(answer, b")]}',\n", b""))
    }),
    Mutant::new("answer-empty", Res1, "answers with an empty body", |e, r, now| {
        after(e, r, now, "FINALIZE", |answer| answer.with_raw_body(""))
    }),
    Mutant::new("answer-nothing", Res1, "answers 204", |e, r, now| {
        after(e, r, now, "FINALIZE", |_| Response::empty(204))
    }),
    Mutant::new("answer-null", Res1, "answers with null", |e, r, now| {
        after(e, r, now, "FINALIZE", |answer| answer.with_raw_body("null"))
    }),
    Mutant::new("answer-cut", Res1, "cuts the last byte off the answer", |e, r, now| {
        after(e, r, now, "FINALIZE", |answer| {
            let body = answer.body.slice(..answer.body.len() - 1);
            answer.with_raw_body(body)
        })
    }),
    Mutant::new("answer-single-quoted", Res1, "writes strings in single quotation marks", |e, r, now| {
        after(e, r, now, "FINALIZE", |answer| {
            let text = String::from_utf8_lossy(&answer.body).replace('"', "'");
            answer.with_raw_body(text)
        })
    }),
    Mutant::new("answer-trailing-comma", Res1, "writes a comma behind the last field", |e, r, now| {
        after(e, r, now, "FINALIZE", |answer| {
            let text = String::from_utf8_lossy(&answer.body).replace('}', ",}");
            answer.with_raw_body(text)
        })
    }),
    Mutant::new("answer-utf-16", Res1, "answers in UTF-16", |e, r, now| {
        after(e, r, now, "FINALIZE", |answer| {
            let text = String::from_utf8_lossy(&answer.body).into_owned();
            answer.with_raw_body(text.encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<u8>>())
        })
    }),
    Mutant::new("answer-page", Res1, "answers with a page of HTML that is labelled as JSON", |e, r, now| {
        after(e, r, now, "FINALIZE", |answer| answer.with_raw_body("<!DOCTYPE html><title>OK</title>"))
    }),
];

/// Takes a field out of an answer.
pub(super) fn without(name: &'static str) -> impl Fn(&mut Value) {
    move |body| {
        body.as_object_mut().and_then(|fields| fields.remove(name));
    }
}

fn is_async(body: &Value) -> bool {
    body.get("processing_info").is_some()
}

/// Another id, in both spellings.
pub(super) fn rename(body: &mut Value, other: fn(u64) -> u64) {
    let id = other(id_in(body));
    body["media_id"] = json!(id);
    body["media_id_string"] = json!(id.to_string());
}

fn renamed(e: &mut Endpoint, r: &Request, now: Duration, other: fn(u64) -> u64) -> Response {
    finalized(e, r, now, |body| rename(body, other))
}

fn rekeyed(e: &mut Endpoint, r: &Request, now: Duration, other: fn(&str) -> Value) -> Response {
    finalized(e, r, now, |body| {
        if let Some(key) = body["media_key"].as_str().map(other) {
            body["media_key"] = key;
        }
    })
}

fn lasting(e: &mut Endpoint, r: &Request, now: Duration, lifetime: Value) -> Response {
    finalized(e, r, now, |body| body["expires_after_secs"] = lifetime)
}

fn sized(e: &mut Endpoint, r: &Request, now: Duration, other: fn(u64) -> Value) -> Response {
    finalized(e, r, now, |body| body["size"] = other(body["size"].as_u64().unwrap_or_default()))
}

fn segment_sized(e: &mut Endpoint, r: &Request, now: Duration, of: fn(&[u64]) -> Option<u64>) -> Response {
    let sizes: Vec<u64> = e.upload_of(r).map(|upload| upload.segments.values().copied().collect()).unwrap_or_default();
    finalized(e, r, now, |body| body["size"] = json!(of(&sizes)))
}

fn filmed(e: &mut Endpoint, r: &Request, now: Duration, video: Value) -> Response {
    finalized(e, r, now, |body| {
        if body.get("video").is_some() {
            body["video"] = video;
        }
    })
}

fn labelled(e: &mut Endpoint, r: &Request, now: Duration, content_type: &str) -> Response {
    after(e, r, now, "FINALIZE", |answer| answer.with_header("content-type", content_type))
}
