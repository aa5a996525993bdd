//! `report.json`: the report itself, and the way back.

use std::io;

use memchr::memchr;
use serde::Serialize;
use serde_json::Value;

use super::{
    model::{Report, SCHEMA_VERSION},
    text::{is_deceptive, rewritten},
};

/// The JSON Schema of `report.json`.
pub const SCHEMA: &str = include_str!("../../schemas/report.schema.json");

/// The one character of ASCII that JSON leaves as it is and that deceives.
const DEL: u8 = 0x7f;

/// Up to here it takes less time to look at each byte than to call somebody who looks at many at once.
const SHORT: usize = 32;

/// What the build makes of the schema.
#[jsonschema::validator(path = "schemas/report.schema.json", methods = { is_valid = false, iter_errors = false })]
struct ReportSchema;

/// Why a text is no report that can be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// It is not JSON.
    #[error("this is not JSON: {0}")]
    NotJson(serde_json::Error),
    /// It has no `schema_version`, so nobody knows what it is.
    #[error("this is no report of finalize-conformance: it has no schema_version")]
    NoVersion,
    /// It was written in another shape.
    #[error(
        "this report has schema_version {0}, and only version {SCHEMA_VERSION} can be read; use the release that wrote it"
    )]
    OtherVersion(String),
    /// It breaks the schema somewhere.
    #[error("this report is damaged at {place}: {problem}")]
    Damaged {
        /// A JSON pointer into the report.
        place: String,
        /// What is wrong there.
        problem: String,
    },
    /// It follows the schema and holds something that this release does not know: a newer clause.
    #[error("this report holds something that version {version} does not know: {0}", version = env!("CARGO_PKG_VERSION"))]
    Unknown(serde_json::Error),
}

/// The report as `report.json`: pretty, keys in the order of the model.
pub fn render(report: &Report) -> String {
    pretty(report)
}

/// Any document as JSON that is safe to show in a terminal: characters that hide or reorder are escaped as `\uXXXX`.
pub(super) fn pretty(document: &impl Serialize) -> String {
    let mut json = Output::shown();
    serde_json::to_writer_pretty(&mut json, document).expect("a report has only string keys");
    json.into_text() + "\n"
}

/// Any document as JSON on one line, as safe as [`pretty`].
pub(super) fn compact(document: &impl Serialize) -> String {
    let mut json = Output::shown();
    serde_json::to_writer(&mut json, document).expect("a report has only string keys");
    json.into_text()
}

/// What JSON is written to. It comes in pieces: signs of JSON's own, and characters of strings as they are; hundreds for one
/// exchange, most of them of a byte or two.
#[derive(Default)]
pub(crate) struct Output {
    bytes: Vec<u8>,
    /// Whether somebody may see it: then nothing in it may deceive.
    is_shown: bool,
}

impl Output {
    /// For people as for programs.
    fn shown() -> Self {
        Output { bytes: Vec::new(), is_shown: true }
    }

    /// What was written.
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Forgets what was written, and keeps the memory.
    pub(crate) fn clear(&mut self) {
        self.bytes.clear();
    }

    fn into_text(self) -> String {
        String::from_utf8(self.bytes).expect("JSON is text")
    }

    #[inline]
    fn push(&mut self, piece: &[u8]) {
        match *piece {
            [one] if one < DEL => self.bytes.push(one),
            [one, two] if one.max(two) < DEL => {
                self.bytes.push(one);
                self.bytes.push(two);
            }
            _ => self.push_text(piece),
        }
    }

    #[inline(never)]
    fn push_text(&mut self, piece: &[u8]) {
        if !self.is_shown || is_plain(piece) {
            self.bytes.extend_from_slice(piece);
            return;
        }
        let text = std::str::from_utf8(piece).expect("JSON is written in whole characters");
        let write = |out: &mut String, c| if is_deceptive(c) { out.push_str(&escaped(c)) } else { out.push(c) };
        self.bytes.extend_from_slice(rewritten(text, |byte| byte < DEL, write).as_bytes());
    }
}

/// Whether there is nothing beyond ASCII in it, nor DEL: the rest of what deceives JSON itself escapes.
fn is_plain(piece: &[u8]) -> bool {
    if piece.len() < SHORT {
        piece.iter().all(|byte| *byte < DEL)
    } else {
        piece.is_ascii() && memchr(DEL, piece).is_none()
    }
}

impl io::Write for Output {
    #[inline]
    fn write(&mut self, piece: &[u8]) -> io::Result<usize> {
        self.push(piece);
        Ok(piece.len())
    }

    #[inline]
    fn write_all(&mut self, piece: &[u8]) -> io::Result<()> {
        self.push(piece);
        Ok(())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn escaped(c: char) -> String {
    c.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("\\u{unit:04x}")).collect()
}

/// Reads a `report.json` back.
///
/// # Errors
/// When the text is not JSON, no report, of another version, or damaged; the error names the place.
pub fn read(text: &str) -> Result<Report, ReadError> {
    let value: Value = serde_json::from_str(text).map_err(ReadError::NotJson)?;
    check_version(&value)?;
    if let Err(error) = ReportSchema::validate(&value) {
        return Err(damaged(&error.instance_path().to_string(), &error.masked().to_string()));
    }
    serde_json::from_str(text).map_err(ReadError::Unknown)
}

fn check_version(value: &Value) -> Result<(), ReadError> {
    match value.get("schema_version") {
        None => Err(ReadError::NoVersion),
        Some(version) if *version == SCHEMA_VERSION => Ok(()),
        Some(version) => Err(ReadError::OtherVersion(version.to_string())),
    }
}

fn damaged(place: &str, problem: &str) -> ReadError {
    let place = if place.is_empty() { "its top" } else { place };
    ReadError::Damaged { place: place.to_owned(), problem: problem.to_owned() }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use serde_json::json;

    use super::*;
    use crate::report::sample;

    #[rstest]
    #[case(sample::report())]
    #[case(sample::conformant())]
    #[case(sample::empty())]
    fn what_is_written_can_be_read(#[case] report: Report) {
        let text = render(&report);
        let again = read(&text).expect("a written report is readable");
        assert_eq!(render(&again), text);
    }

    #[test]
    fn keys_stand_in_the_order_of_the_design() {
        let text = render(&sample::report());
        let keys = ["schema_version", "tool", "target", "started_at", "duration_ms", "exit_code", "verdict", "summary"];
        let places: Vec<_> = keys.iter().map(|key| text.find(&format!("\n  \"{key}\":")).expect(key)).collect();
        assert!(places.is_sorted(), "{places:?}");
    }

    #[rstest]
    #[case::alone("\u{7f}", r#""\u007f""#)]
    #[case::behind_what_is_escaped("\"\u{7f}\"", r#""\"\u007f\"""#)]
    #[case::in_two_bytes("a\u{7f}", r#""a\u007f""#)]
    #[case::of_two_bytes("\u{ad}", r#""\u00ad""#)]
    #[case::in_a_few_bytes("abc\u{202e}def", r#""abc\u202edef""#)]
    #[case::in_many_bytes("0123456789abcdef0123456789abcdef\u{7f}", r#""0123456789abcdef0123456789abcdef\u007f""#)]
    #[case::beyond_the_basic_plane("\u{e0001}", r#""\udb40\udc01""#)]
    #[case::harmless("\u{1b}é漢😀", r#""\u001bé漢😀""#)]
    fn what_deceives_is_escaped(#[case] text: &str, #[case] json: &str) {
        assert_eq!(compact(&text), json);
        assert_eq!(pretty(&text), format!("{json}\n"));
    }

    #[rstest]
    #[case("<html>", "this is not JSON: expected value at line 1 column 1")]
    #[case("{}", "this is no report of finalize-conformance: it has no schema_version")]
    #[case(
        r#"{"schema_version":2}"#,
        "this report has schema_version 2, and only version 1 can be read; use the release that wrote it"
    )]
    #[case(r#"{"schema_version":1}"#, "this report is damaged at its top: \"tool\" is a required property")]
    fn a_text_that_is_no_report_is_named(#[case] text: &str, #[case] message: &str) {
        assert_eq!(read(text).expect_err("no report").to_string(), message);
    }

    #[rstest]
    #[case("/verdict", json!("skip"))]
    #[case("/exit_code", json!(-1))]
    #[case("/started_at", json!("yesterday"))]
    #[case("/tool/name", json!("another"))]
    #[case("/summary/clauses/pass", json!(1.5))]
    #[case("/clauses/0/level", json!("must"))]
    #[case("/clauses/0/id", json!("LIFE-01"))]
    #[case("/scenarios/0/tags/0", json!("RSP-3"))]
    #[case("/scenarios/1/violations", json!([]))]
    #[case("/scenarios/3/reason", json!(null))]
    #[case("/scenarios/0/exchanges/0/request/headers/0", json!(["host"]))]
    #[case("/scenarios/0/exchanges/0/response/status", json!("200"))]
    #[case("/observations/0/kind", json!("Two Words"))]
    fn a_damaged_place_is_named(#[case] place: &str, #[case] value: Value) {
        let mut report = serde_json::to_value(sample::report()).expect("a report is JSON");
        *report.pointer_mut(place).expect(place) = value;
        let error = read(&report.to_string()).expect_err("damaged").to_string();
        assert!(error.starts_with(&format!("this report is damaged at {place}: ")), "{error}");
    }

    #[test]
    fn a_key_of_a_later_release_is_no_damage() {
        let mut report = serde_json::to_value(sample::report()).expect("a report is JSON");
        report["scenarios"][0]["later"] = json!({"x": 1});
        read(&report.to_string()).expect("added keys are allowed");
    }

    #[test]
    fn a_clause_of_a_later_release_is_named() {
        let text = render(&sample::report()).replace("\"LIFE-1\"", "\"LIFE-999\"");
        let error = read(&text).expect_err("unknown clause").to_string();
        assert!(error.contains("LIFE-999") && error.contains("does not know"), "{error}");
    }
}
