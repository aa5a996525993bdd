//! ASY-7 and LIFE-4: the states one after another, and how processing ends.

use rstest::rstest;
use serde_json::json;

use super::{assert_breaks_alone, place};
use crate::{
    clause::Clause,
    judgement::processing::{
        Processing,
        State::{self, Failed, InProgress, Pending, Succeeded},
        endless, failure, judge_order,
    },
};

#[rstest]
#[case(&[])]
#[case(&[Pending])]
#[case(&[Pending, Pending, InProgress, InProgress, Succeeded, Succeeded])]
#[case(&[Pending, Succeeded])]
#[case(&[Pending, Failed, Failed])]
#[case(&[InProgress, Failed])]
#[case(&[Succeeded, Succeeded])]
fn states_that_go_forward(#[case] states: &[State]) {
    assert!(judge_order(states).holds(Clause::Asy7));
}

#[rstest]
#[case(&[InProgress, Pending])]
#[case(&[Pending, InProgress, Pending, Succeeded])]
#[case(&[Succeeded, InProgress])]
#[case(&[Succeeded, Pending])]
#[case(&[Failed, Pending])]
#[case::an_end_is_an_end(&[Succeeded, Failed])]
#[case::even_a_bad_one(&[Failed, Succeeded])]
#[case::only_at_the_last_poll(&[Pending, InProgress, Succeeded, InProgress])]
fn states_that_go_back(#[case] states: &[State]) {
    let judgement = judge_order(states);
    assert_breaks_alone(&judgement, Clause::Asy7);
    assert_eq!(place(&judgement), Some("/processing_info/state"));
}

#[test]
fn the_whole_path_is_shown() {
    let violation = &judge_order(&[Pending, InProgress, Pending]).violations[0];
    let told = (violation.expected.as_str(), violation.actual.as_str());
    assert_eq!(told, ("a state from in_progress on", "pending → in_progress → pending"));
}

#[rstest]
#[case::pending(json!({"state": "pending"}), None)]
#[case::succeeded(json!({"state": "succeeded"}), None)]
#[case::null_error(json!({"state": "succeeded", "error": null}), None)]
#[case::failed(json!({"state": "failed"}), Some("/processing_info/state"))]
#[case::null_beside_failed(json!({"state": "failed", "error": null}), Some("/processing_info/state"))]
#[case::failed_with_error(json!({"state": "failed", "error": {"code": 1}}), Some("/processing_info/error"))]
#[case::error_beside_success(json!({"state": "succeeded", "error": {"code": 1}}), Some("/processing_info/error"))]
#[case::empty_error(json!({"state": "in_progress", "error": {}}), Some("/processing_info/error"))]
fn a_valid_file_succeeds_without_an_error(#[case] info: serde_json::Value, #[case] place: Option<&str>) {
    let found = Processing::of(&json!({"processing_info": info})).expect("a known state");
    let violation = failure(&found);
    assert_eq!(violation.as_ref().and_then(|violation| violation.pointer.as_deref()), place);
    assert!(violation.is_none_or(|violation| violation.clause == Clause::Life4));
}

#[test]
fn processing_without_an_end_breaks_life_4() {
    let violation = endless(Pending, 86_500);
    assert_eq!((violation.clause, violation.actual.as_str()), (Clause::Life4, "still pending after 86500 s"));
}
