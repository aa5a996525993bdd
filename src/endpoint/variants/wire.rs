//! Services whose answers look different on the wire and say the same.

use std::time::Duration;

use serde_json::Value;

use super::{Variant, gzip::gzip};
use crate::{
    endpoint::{Endpoint, mutants::tools::number},
    http::{Request, Response},
};

pub const VARIANTS: &[Variant] = &[
    Variant::set("plain-label", "labels JSON without a charset", |s| s.content_type = "application/json"),
    Variant::set("the-real-label", "labels JSON as the real service does", |s| {
        s.content_type = "application/json;charset=utf-8";
    }),
    Variant::set("capital-label", "writes the content type in capitals", |s| {
        s.content_type = "Application/JSON; Charset=\"UTF-8\"";
    }),
    Variant::new("labelled-nothing", "labels empty answers as HTML", |e, r, now| {
        let answer = e.answer(r, now);
        let is_empty = answer.body.is_empty() && answer.header("content-type").is_none();
        if is_empty { answer.with_header("content-type", "text/html;charset=utf-8") } else { answer }
    }),
    Variant::new("pretty", "answers with white space between everything", |e, r, now| {
        rewritten(e, r, now, |body| format!("\r\n\t {body:#} \n\n"))
    }),
    Variant::new("reversed", "answers with its fields the other way round", |e, r, now| rewritten(e, r, now, reversed)),
    Variant::new("slashes-escaped", "escapes slashes", |e, r, now| {
        rewritten(e, r, now, |body| body.to_string().replace('/', "\\/"))
    }),
    Variant::new("letters-escaped", "escapes every letter of its strings", |e, r, now| {
        rewritten(e, r, now, |body| {
            body.to_string().replace("\"pending\"", "\"\\u0070\\u0065nding\"").replace('_', "\\u005f")
        })
    }),
    Variant::new(
        "large-numbers-elsewhere",
        "answers with numbers that no type holds, in fields of its own",
        |e, r, now| {
            let answer = e.answer(r, now);
            if !answer.value().is_object() {
                return answer;
            }
            answer.with_json(|body| body["serial"] = number("340282366920938463463374607431768211456.5e-3"))
        },
    ),
    Variant::new("gzip", "compresses its answers where that is accepted", |e, r, now| {
        let answer = e.answer(r, now);
        let is_accepted = r.header("accept-encoding").is_some_and(|encodings| encodings.contains("gzip"));
        if !is_accepted || answer.body.is_empty() {
            return answer;
        }
        let body = gzip(&answer.body);
        answer.with_raw_body(body).with_header("content-encoding", "gzip")
    }),
    Variant::new("chunked", "answers in chunks", |e, r, now| {
        let answer = e.answer(r, now);
        if answer.body.is_empty() { answer } else { answer.with_header("transfer-encoding", "chunked") }
    }),
    Variant::new("close", "closes the connection after each answer", |e, r, now| {
        e.answer(r, now).with_header("connection", "close")
    }),
    Variant::new("cookies", "answers with many header fields", |e, r, now| {
        let mut answer = e.answer(r, now).with_header("x-transaction-id", "00a1").with_header("server", "tsa_b");
        for name in ["guest_id", "personalization_id", "ct0"] {
            answer.headers.push(("set-cookie".to_owned(), format!("{name}=v1%3A{}; Path=/; Secure", now.as_secs())));
        }
        answer
    }),
];

/// The conforming answer with its JSON written in another way.
fn rewritten(e: &mut Endpoint, r: &Request, now: Duration, write: fn(&Value) -> String) -> Response {
    let answer = e.answer(r, now);
    let value = answer.value();
    if value.is_object() { answer.with_raw_body(write(&value)) } else { answer }
}

/// An object with its fields the other way round.
fn reversed(value: &Value) -> String {
    let Value::Object(fields) = value else { return value.to_string() };
    let written: Vec<String> = fields
        .iter()
        .rev()
        .map(|(name, value)| format!("{}:{}", Value::from(name.as_str()), reversed(value)))
        .collect();
    format!("{{{}}}", written.join(","))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_other_way_round_is_the_same_object() {
        let value = json!({"a": 1, "b": {"c\"": "d", "e": [1, 2]}});
        assert_eq!(reversed(&value), r#"{"b":{"e":[1,2],"c\"":"d"},"a":1}"#);
        assert_eq!(serde_json::from_str::<Value>(&reversed(&value)).unwrap(), value);
    }
}
