//! What refusals say: their codes and messages, without the ids and times in them.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::LazyLock,
};

use regex::{Captures, Regex};
use serde_json::Value;

use super::{
    Change,
    group::{Answer, Group, visit},
    list,
    values::changes_by_nature,
};
use crate::report::text::shorten;

/// More of a text than this is nothing that a person would compare.
const MAX_TEXT: usize = 300;

/// A date, a time, or a word.
static CHANGING: LazyLock<Regex> = LazyLock::new(|| {
    let date = r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?: ?(?:Z|UTC|[+-]\d\d:?\d\d))?)?";
    let of_http = r"(?:\w{3}, )?\d\d? \w{3} \d{4} \d\d:\d\d:\d\d(?: \w+)?";
    let time = r"\d\d?:\d\d:\d\d(?:\.\d+)?";
    Regex::new(&format!(r"(?<time>\b(?:{date}|{of_http}|{time})\b)|[\w-]+")).expect("the pattern is valid")
});

/// What is said at each pointer.
type Texts = BTreeMap<String, BTreeSet<String>>;

/// The refusals that say something else.
pub fn changes(before: &Group<'_>, after: &Group<'_>) -> impl Iterator<Item = Change> + use<> {
    let (before, mut after) = (of(&before.answers), of(&after.answers));
    before.into_iter().filter_map(move |(pointer, before)| {
        let after = after.remove(&pointer)?;
        (before != after).then(|| Change::TextChanged { pointer, before: list(before), after: list(after) })
    })
}

fn of(answers: &[Answer<'_>]) -> Texts {
    let mut texts = Texts::new();
    for answer in answers {
        let mut note = |pointer: &str, text: &str| {
            texts.entry(pointer.to_owned()).or_default().insert(shorten(&normal(text), MAX_TEXT).into_owned());
        };
        match &answer.json {
            Some(json) => visit(json, &mut |pointer, value| {
                if is_said(answer.status, pointer) {
                    said(value).iter().for_each(|text| note(pointer, text));
                }
            }),
            None if answer.status >= 400 => note("", answer.text),
            None => {}
        }
    }
    texts
}

/// Whether a field says why something did not work: any field of a refusal, or one of an error that is told otherwise.
pub fn is_said(status: u16, pointer: &str) -> bool {
    let of_an_error = || pointer.split('/').any(|step| step == "error" || step == "errors");
    (status >= 400 || of_an_error()) && !changes_by_nature(pointer)
}

fn said(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(_) | Value::Bool(_) => Some(value.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// The text with a mark in place of every id and time.
fn normal(text: &str) -> String {
    let mark = |found: &Captures<'_>| match (found.name("time"), &found[0]) {
        (Some(_), _) => "<time>".to_owned(),
        (None, word) if is_id(word) => "<id>".to_owned(),
        (None, word) => word.to_owned(),
    };
    CHANGING.replace_all(text, mark).into_owned()
}

/// Long numbers, and long words with digits in them.
fn is_id(word: &str) -> bool {
    let all = |wanted: fn(&u8) -> bool| word.as_bytes().iter().all(wanted);
    let digits = word.bytes().any(|byte| byte.is_ascii_digit());
    digits
        && match word.len() {
            0..5 => false,
            5..8 => all(u8::is_ascii_digit),
            8..16 => all(|byte| byte.is_ascii_hexdigit() || matches!(byte, b'-' | b'_')),
            _ => true,
        }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("Invalid media_id 710511363345354753.", "Invalid media_id <id>.")]
    #[case("key 7_710511363345354753 is unknown", "key <id> is unknown")]
    #[case("request 550e8400-e29b-41d4-a716-446655440000 failed", "request <id> failed")]
    #[case("trace 00ab12cd34", "trace <id>")]
    #[case("at 2026-03-01T12:00:00.123Z, not 2026-03-01", "at <time>, not <time>")]
    #[case("since Sun, 01 Mar 2026 12:00:00 GMT", "since <time>")]
    #[case("at 12:00:01", "at <time>")]
    #[case("code 324: 1024 of 8192 bytes", "code 324: 1024 of 8192 bytes")]
    #[case("media_category and feedface", "media_category and feedface")]
    fn ids_and_times_are_no_difference(#[case] text: &str, #[case] expected: &str) {
        assert_eq!(normal(text), expected);
    }
}
