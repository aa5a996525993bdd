//! STATUS: its form is STA-1's, the media that it names STA-2's.

use rstest::rstest;

use super::{ID, PROCESSED, answer, assert_breaks_alone, assert_conforms, json, place, with};
use crate::{
    clause::Clause,
    judgement::processing::{Processing, State, judge_status},
};

/// A right answer to STATUS.
const STATUS: &str = r#"{
    "media_id": 710511363345354753, "media_id_string": "710511363345354753",
    "processing_info": {"state": "in_progress", "check_after_secs": 5, "progress_percent": 8}
}"#;

#[rstest]
#[case::usual(STATUS)]
#[case::as_finalize(PROCESSED)]
#[case::no_time_to_check(&with(STATUS, "/processing_info/check_after_secs", ""))]
#[case::succeeded(&with(STATUS, "/processing_info", r#"{"state":"succeeded","progress_percent":100}"#))]
#[case::failed(&with(STATUS, "/processing_info", r#"{"state":"failed","error":{"code":1}}"#))]
#[case::no_time_to_wait(&with(STATUS, "/processing_info", r#"{"state":"succeeded","check_after_secs":0}"#))]
#[case::a_size_that_no_clause_asks_for(&with(STATUS, "/size", "\"unknown\""))]
#[case::a_lifetime_that_no_clause_asks_for(&with(STATUS, "/expires_after_secs", "0"))]
fn a_right_status_conforms(#[case] body: &str) {
    let judgement = judge_status(&json(body), ID);
    assert_conforms(&judgement);
    assert!(judgement.holds(Clause::Sta1) && judgement.holds(Clause::Sta2), "{judgement:?}");
}

#[rstest]
#[case::id_string("/media_id", "\"710511363345354753\"")]
#[case::id_float("/media_id", "710511363345354753.0")]
#[case::id_exponent("/media_id", "7.105e17")]
#[case::id_null("/media_id", "null")]
#[case::id_zero("/media_id", "0")]
#[case::id_too_large("/media_id", "18446744073709551616")]
#[case::id_missing("/media_id", "")]
#[case::string_number("/media_id_string", "710511363345354753")]
#[case::string_other("/media_id_string", "\"710511363345354800\"")]
#[case::string_null("/media_id_string", "null")]
#[case::string_missing("/media_id_string", "")]
fn wrong_ids_break_sta_2_alone(#[case] pointer: &str, #[case] value: &str) {
    let judgement = judge_status(&json(with(STATUS, pointer, value)), ID);
    assert_breaks_alone(&judgement, Clause::Sta2);
    assert_eq!(place(&judgement), Some(pointer));
    assert!(judgement.holds(Clause::Sta1));
}

#[test]
fn another_media_breaks_sta_2_alone() {
    assert_breaks_alone(&judge_status(&json(STATUS), "710511363345354754"), Clause::Sta2);
    assert_breaks_alone(&judge_status(&json(with(STATUS, "/media_id", "7")), ID), Clause::Sta2);
}

#[rstest]
#[case::no_info("/processing_info", "")]
#[case::null("/processing_info", "null")]
#[case::string("/processing_info", "\"succeeded\"")]
#[case::list("/processing_info", "[]")]
#[case::empty("/processing_info", "{}")]
#[case::no_state("/processing_info/state", "")]
#[case::unknown_state("/processing_info/state", "\"done\"")]
#[case::capitals("/processing_info/state", "\"SUCCEEDED\"")]
#[case::null_state("/processing_info/state", "null")]
#[case::zero("/processing_info/check_after_secs", "0")]
#[case::negative("/processing_info/check_after_secs", "-1")]
#[case::text("/processing_info/check_after_secs", "\"5\"")]
#[case::float("/processing_info/check_after_secs", "5.0")]
#[case::null_seconds("/processing_info/check_after_secs", "null")]
fn a_wrong_shape_breaks_sta_1_alone(#[case] pointer: &str, #[case] value: &str) {
    let judgement = judge_status(&json(with(STATUS, pointer, value)), ID);
    assert_breaks_alone(&judgement, Clause::Sta1);
    assert!(judgement.holds(Clause::Sta2), "the ids are judged all the same");
}

#[rstest]
#[case::unlabelled(answer(200, None, STATUS), true)]
#[case::html(answer(200, Some("text/html"), STATUS), true)]
#[case::byte_order_mark(json(format!("\u{feff}{STATUS}")), false)]
#[case::trailing(json(format!("{STATUS}x")), false)]
#[case::empty(json(""), false)]
#[case::array(json("[]"), false)]
#[case::refused(answer(404, Some("application/json"), STATUS), false)]
#[case::redirected(answer(302, None, ""), false)]
#[case::failed(answer(500, Some("application/json"), STATUS), false)]
fn a_status_that_is_no_json_success_breaks_sta_1_alone(
    #[case] response: crate::http::Response,
    #[case] ids_are_judged: bool,
) {
    let judgement = judge_status(&response, ID);
    assert_breaks_alone(&judgement, Clause::Sta1);
    assert_eq!(judgement.decided.contains(&Clause::Sta2), ids_are_judged);
}

#[rstest]
#[case("pending", Some(State::Pending))]
#[case("in_progress", Some(State::InProgress))]
#[case("succeeded", Some(State::Succeeded))]
#[case("failed", Some(State::Failed))]
#[case("Failed", None)]
#[case("", None)]
fn states_are_words(#[case] word: &str, #[case] state: Option<State>) {
    let body = serde_json::json!({"processing_info": {"state": word}});
    assert_eq!(Processing::of(&body).map(|found| found.state), state);
    assert!(state.is_none_or(|state| state.word() == word));
}

#[rstest]
#[case("1", Some(1))]
#[case("5", Some(5))]
#[case::beyond_64_bits("18446744073709551616", Some(u64::MAX))]
#[case("-18446744073709551616", None)]
#[case("1e1", None)]
#[case("0", None)]
#[case("-5", None)]
#[case("5.0", None)]
#[case("\"5\"", None)]
#[case("null", None)]
fn only_a_right_time_to_check_is_waited_for(#[case] seconds: &str, #[case] expected: Option<u64>) {
    let body = with(STATUS, "/processing_info/check_after_secs", seconds);
    let body = serde_json::from_str(&body).expect("JSON");
    assert_eq!(Processing::of(&body).and_then(|found| found.check_after_secs), expected);
}
