//! Recordings as browsers, proxies and this program write them, and what is made of them.

mod bodies;
mod endpoints;
mod finalize;
mod matrix;
mod processing;
mod secrets;
mod wrong;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::{Options, Recording, har::Entry, judge};
use crate::{
    clause::Clause,
    report::model::{ClauseResult, Report},
    verdict::Verdict,
};

const ADDRESS: &str = "https://upload.test/1.1/media/upload.json";
const METADATA: &str = "https://upload.test/1.1/media/metadata/create.json";
/// The id of the document's examples; a double cannot hold it.
const ID: &str = "710511363345354753";
const KEY: &str = "3_710511363345354753";

/// When the first exchange of a recording begins; each begins a second after the one before.
const BEGIN: &str = "2026-11-22T10:00:00Z";

/// One exchange, answered at once with JSON.
fn exchange(method: &str, url: &str, content_type: &str, body: &str, status: u16, answer: &str) -> Value {
    let mut request = json!({
        "method": method, "url": url, "bodySize": body.len(),
        "headers": [{"name": "Content-Length", "value": body.len().to_string()}],
    });
    if !body.is_empty() {
        request["postData"] = json!({"mimeType": content_type, "text": body});
    }
    json!({
        "time": 0,
        "request": request,
        "response": {
            "status": status,
            "headers": [{"name": "Content-Type", "value": "application/json"}],
            "content": {"mimeType": "application/json", "size": answer.len(), "text": answer},
        },
    })
}

/// A command as a urlencoded form.
fn form(body: &str, status: u16, answer: &str) -> Value {
    exchange("POST", ADDRESS, "application/x-www-form-urlencoded", body, status, answer)
}

/// STATUS for the upload.
fn status(code: u16, answer: &str) -> Value {
    exchange("GET", &format!("{ADDRESS}?command=STATUS&media_id={ID}"), "", "", code, answer)
}

/// A use of the media id in the other call.
fn used(code: u16) -> Value {
    let body = format!(r#"{{"media_id":"{ID}","alt_text":{{"text":"a dog"}}}}"#);
    exchange("POST", METADATA, "application/json", &body, code, "")
}

/// A segment of that many bytes.
fn append(index: usize, bytes: usize) -> Value {
    let data = "AAAA".repeat(bytes / 3);
    form(&format!("command=APPEND&media_id={ID}&segment_index={index}&media_data={data}"), 204, "")
}

/// INIT for six bytes, as a client asks it.
fn init(media: &str) -> Value {
    let answer = format!(r#"{{"media_id":{ID},"media_id_string":"{ID}","media_key":"{KEY}"}}"#);
    form(&format!("command=INIT&total_bytes=6&{media}"), 202, &answer)
}

/// INIT and APPEND of a still image.
fn uploaded() -> Vec<Value> {
    vec![init("media_type=image/png&media_category=tweet_image"), append(0, 6)]
}

/// INIT and APPEND of a video that is to be processed.
fn video() -> Vec<Value> {
    vec![init("media_type=video/mp4&media_category=tweet_video"), append(0, 3), append(1, 3)]
}

/// A right answer to FINALIZE and to STATUS, with more fields.
fn answer(more: &str) -> String {
    format!(r#"{{"media_id":{ID},"media_id_string":"{ID}","size":6,"expires_after_secs":60{more}}}"#)
}

/// The same with a state of processing.
fn state(state: &str) -> String {
    answer(&format!(r#","processing_info":{{"state":"{state}","check_after_secs":1}}"#))
}

/// The usual FINALIZE.
fn finalized(code: u16, answer: &str) -> Value {
    form(&format!("command=FINALIZE&media_id={ID}"), code, answer)
}

/// Exchanges that begin one second after the other, with some time more before the last.
fn late(mut entries: Vec<Value>, seconds: i64) -> Vec<Value> {
    let begin: Timestamp = BEGIN.parse().expect("a time");
    let last = entries.len() - 1;
    for (turn, entry) in (0..).zip(&mut entries) {
        let wait = SignedDuration::from_secs(turn)
            + SignedDuration::from_secs(if turn as usize == last { seconds } else { 0 });
        entry["startedDateTime"] = json!((begin + wait).to_string());
    }
    entries
}

fn recording(entries: Vec<Value>) -> Recording {
    let har = json!({"log": {"creator": {"name": "test", "version": "1"}, "entries": entries}});
    Recording::parse("test.har", &har.to_string()).expect("a HAR")
}

/// What is made of exchanges that begin one second after the other.
fn judged(entries: Vec<Value>) -> Report {
    judge(&[recording(late(entries, 0))], &Options::default()).expect("there is a FINALIZE")
}

fn result(report: &Report, clause: Clause) -> &ClauseResult {
    report.clauses.iter().find(|result| result.id == clause).expect("every clause is there")
}

#[track_caller]
fn assert_passes(report: &Report, clauses: &[Clause]) {
    for clause in clauses {
        assert_eq!(result(report, *clause).verdict, Verdict::Pass, "{:?}", result(report, *clause));
    }
}

/// This clause failed and no other, at the last of the exchanges with an answer to FINALIZE or STATUS.
#[track_caller]
fn assert_fails_alone(report: &Report, clause: Clause) {
    assert_eq!(failed(report), [clause]);
}

fn failed(report: &Report) -> Vec<Clause> {
    let failed = report.clauses.iter().filter(|result| result.verdict == Verdict::Fail);
    failed.map(|result| result.id).collect()
}

/// The clause was not decided, for a reason with this in it, and nothing failed.
#[track_caller]
fn assert_open(report: &Report, clause: Clause, verdict: Verdict, reason: &str) {
    let result = result(report, clause);
    assert_eq!(failed(report), []);
    assert_eq!(result.verdict, verdict, "{result:?}");
    assert!(result.reason.as_deref().is_some_and(|told| told.contains(reason)), "{result:?}");
}

/// A FINALIZE of 10:00:00 that was answered at once.
pub fn finalize_at_ten() -> Entry {
    let mut recording = recording(late(vec![finalized(200, &answer("")), used(200)], 0));
    recording.entries.remove(0)
}

/// The same at another time of that day.
pub fn at(entry: &Entry, time: &str) -> Entry {
    let started: Timestamp = format!("2026-11-22T{time}").parse().expect("a time");
    Entry { started: Some(started), ..entry.clone() }
}
