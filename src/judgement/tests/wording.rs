//! What a violation tells a person: what the clause asks for, and what came instead.

use rstest::rstest;

use super::{IMAGE, PROCESSED, VIDEO, json, upload, with};
use crate::{
    judgement::{finalize::judge, refusal::judge_form},
    media::Sample,
};

#[rstest]
#[case::missing(IMAGE, "/media_id", "", "the field is there", "it is missing")]
#[case::no_integer(IMAGE, "/media_id", "7.5", "a JSON integer, in digits alone", "7.5")]
#[case::too_small(IMAGE, "/media_id", "0", "at least 1", "0")]
#[case::too_large(IMAGE, "/media_id", "18446744073709551616", "at most 18446744073709551615", "18446744073709551616")]
#[case::no_string(IMAGE, "/media_id_string", "[7]", "a JSON string", "[7]")]
#[case::no_count(IMAGE, "/size", "", "the field is there", "it is missing")]
#[case::below_any_count(IMAGE, "/size", "-1", "at least 0", "-1")]
#[case::another_count(IMAGE, "/size", "0", "11065", "0")]
#[case::missing_below(VIDEO, "/video/video_type", "", "the field is there", "it is missing")]
#[case::no_media_type(VIDEO, "/video/video_type", "4", "a JSON string", "4")]
#[case::no_object(PROCESSED, "/processing_info", "null", "a JSON object", "null")]
#[case::unknown_word(
    PROCESSED,
    "/processing_info/state",
    "\"done\"",
    r#"one of ["pending","in_progress","succeeded","failed"]"#,
    "\"done\""
)]
fn a_wrong_field_is_told_with_what_is_asked_for(
    #[case] message: &str,
    #[case] pointer: &str,
    #[case] value: &str,
    #[case] expected: &str,
    #[case] actual: &str,
) {
    let judgement = judge(&json(with(message, pointer, value)), &upload(Sample::Mp4, message != VIDEO));
    let told = judgement.violations.iter().find(|violation| violation.pointer.as_deref() == Some(pointer));
    assert_eq!(told.map(|it| (it.expected.as_str(), it.actual.as_str())), Some((expected, actual)));
}

#[test]
fn a_refusal_in_another_form_is_told_both_forms() {
    let violation = &judge_form(&json("{}")).violations[0];
    let expected = "`errors`, a list of objects with `code` or `message`, or `error`, a string";
    assert_eq!((violation.expected.as_str(), violation.actual.as_str()), (expected, "{}"));
}
