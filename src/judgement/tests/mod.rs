//! Right answers, what can be wrong with them, and the one clause that each wrong answer breaks.

mod document;
mod finalize;
mod form;
mod observed;
mod order;
mod refusal;
mod status;
mod wording;

use serde_json::Value;

use super::finalize::{Expected, Media};
use crate::{
    clause::Clause,
    http::Response,
    media::Sample,
    verdict::{Judgement, Observation},
};

/// The id of the document's examples; a double cannot hold it.
const ID: &str = "710511363345354753";
/// The size that the answers below give.
const SIZE: u64 = 11065;

/// A right answer to the FINALIZE of a still image.
const IMAGE: &str = r#"{
    "media_id": 710511363345354753, "media_id_string": "710511363345354753", "media_key": "3_710511363345354753",
    "size": 11065, "expires_after_secs": 86400
}"#;
/// The same for a video, finalized synchronously.
const VIDEO: &str = r#"{
    "media_id": 710511363345354753, "media_id_string": "710511363345354753", "media_key": "7_710511363345354753",
    "size": 11065, "expires_after_secs": 86400, "video": {"video_type": "video/mp4"}
}"#;
/// The same where processing goes on.
const PROCESSED: &str = r#"{
    "media_id": 710511363345354753, "media_id_string": "710511363345354753", "media_key": "7_710511363345354753",
    "size": 11065, "expires_after_secs": 86400, "processing_info": {"state": "pending", "check_after_secs": 5}
}"#;

fn answer(status: u16, content_type: Option<&str>, body: impl Into<Vec<u8>>) -> Response {
    let label = content_type.map(|value| ("Content-Type".to_owned(), value.to_owned()));
    Response { status, headers: label.into_iter().collect(), body: body.into().into() }
}

fn json(body: impl Into<Vec<u8>>) -> Response {
    answer(200, Some("application/json"), body)
}

/// What is known of an upload without a media key in its FINALIZE.
fn upload(sample: Sample, has_category: bool) -> Expected {
    Expected {
        media_id: Some(ID.to_owned()),
        media_key: None,
        size: Some(SIZE),
        media: Some(Media::of(sample, has_category)),
        is_valid: true,
    }
}

/// A message with the value at a pointer replaced by JSON text; where that is empty, the field is taken out.
fn with(message: &str, pointer: &str, text: &str) -> String {
    let mut message: Value = serde_json::from_str(message).expect("a message is JSON");
    let (parent, name) = pointer.rsplit_once('/').expect("a pointer to a field");
    let fields = message.pointer_mut(parent).and_then(Value::as_object_mut).expect("the field's object is there");
    if text.is_empty() {
        assert!(fields.remove(name).is_some(), "{name} is there to be taken out");
    } else {
        fields.insert(name.to_owned(), serde_json::from_str(text).expect("the new value is JSON"));
    }
    message.to_string()
}

fn broken(judgement: &Judgement) -> Vec<Clause> {
    judgement.violations.iter().map(|violation| violation.clause).collect()
}

/// Nothing is broken but this, and what is told of it is complete.
fn assert_breaks_alone(judgement: &Judgement, clause: Clause) {
    assert_eq!(broken(judgement), [clause], "{judgement:#?}");
    let violation = &judgement.violations[0];
    for text in [&violation.message, &violation.expected, &violation.actual] {
        assert!(!text.is_empty(), "{violation:?}");
    }
}

/// The place of the first violation.
fn place(judgement: &Judgement) -> Option<&str> {
    judgement.violations.first()?.pointer.as_deref()
}

fn assert_conforms(judgement: &Judgement) {
    assert_eq!(broken(judgement), [], "{judgement:#?}");
}

/// Whether an observation of that kind speaks of that.
fn observes(observations: &[Observation], kind: &str, of: &str) -> bool {
    observations.iter().any(|observation| observation.kind == kind && observation.message.contains(of))
}
