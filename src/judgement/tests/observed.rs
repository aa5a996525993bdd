//! What no clause decides and a regression check wants to know.

use rstest::rstest;

use super::{IMAGE, PROCESSED, VIDEO, assert_conforms, json, observes, upload, with};
use crate::{
    clause::Clause,
    judgement::{finalize::judge, processing::judge_status},
    media::Sample,
};

#[rstest]
#[case::at_the_top(IMAGE, "/image", "{\"w\":1}", Sample::Png, true)]
#[case::null(IMAGE, "/nothing", "null", Sample::Png, true)]
#[case::beside_the_video_type(VIDEO, "/video/duration", "3", Sample::Mp4, false)]
#[case::beside_the_type_of_another_media(VIDEO, "/video/duration", "3", Sample::Gif, false)]
#[case::beside_the_state(PROCESSED, "/processing_info/eta", "3", Sample::Mp4, true)]
#[case::in_another_case(IMAGE, "/Media_id", "1", Sample::Png, true)]
#[case::misspelt(IMAGE, "/mediaId", "1", Sample::Png, true)]
fn an_undocumented_field_is_noted_once(
    #[case] message: &str,
    #[case] pointer: &str,
    #[case] value: &str,
    #[case] sample: Sample,
    #[case] has_category: bool,
) {
    let judgement = judge(&json(with(message, pointer, value)), &upload(sample, has_category));
    assert_conforms(&judgement);
    let noted: Vec<_> = judgement.observations.iter().filter(|it| it.kind == "undocumented-field").collect();
    assert_eq!(noted.len(), 1, "{noted:?}");
    assert!(noted[0].message.ends_with(pointer), "{noted:?}");
}

#[rstest]
#[case(IMAGE, Sample::Png, true)]
#[case(VIDEO, Sample::Mp4, false)]
#[case::as_in_the_example(VIDEO, Sample::Gif, false)]
#[case(PROCESSED, Sample::Mp4, true)]
fn a_documented_answer_has_no_undocumented_field(
    #[case] message: &str,
    #[case] sample: Sample,
    #[case] has_category: bool,
) {
    let judgement = judge(&json(message), &upload(sample, has_category));
    assert!(!observes(&judgement.observations, "undocumented-field", ""), "{:?}", judgement.observations);
}

#[test]
fn a_field_with_a_slash_is_escaped() {
    let judgement = judge(&json(IMAGE.replacen('{', "{\"a/b~\":1,", 1)), &upload(Sample::Png, true));
    assert!(observes(&judgement.observations, "undocumented-field", "/a~1b~0"));
}

#[rstest]
#[case::twice_the_same(IMAGE, "{\"size\":11065,", "/size")]
#[case::the_last_one_counts(IMAGE, "{\"size\":\"no\",", "/size")]
#[case::below(PROCESSED, "{\"processing_info\":{\"state\":\"pending\",\"state\":\"failed\"},", "/processing_info")]
fn a_field_given_twice_is_noted_and_the_last_one_judged(
    #[case] message: &str,
    #[case] start: &str,
    #[case] field: &str,
) {
    let sample = if message == IMAGE { Sample::Png } else { Sample::Mp4 };
    let judgement = judge(&json(message.replacen('{', start, 1)), &upload(sample, true));
    assert_conforms(&judgement);
    assert!(observes(&judgement.observations, "repeated-field", field), "{:?}", judgement.observations);
}

#[test]
fn a_field_given_twice_with_a_wrong_last_value_breaks_its_clause() {
    let body = format!("{},\"size\":1}}", IMAGE.trim_end().trim_end_matches('}'));
    assert!(judge(&json(body), &upload(Sample::Png, true)).breaks(Clause::Rsp8));
}

#[rstest]
#[case::present(IMAGE, "is in the answer")]
#[case::absent(&with(IMAGE, "/media_key", ""), "is not in the answer")]
fn a_key_that_was_not_sent_is_noted(#[case] body: &str, #[case] message: &str) {
    let judgement = judge(&json(body), &upload(Sample::Png, true));
    assert!(observes(&judgement.observations, "media-key-unasked", message));
    assert!(judgement.holds(Clause::Rsp6) && !judgement.decided.contains(&Clause::Rsp5));
}

#[rstest]
#[case(PROCESSED, Sample::Mp4, "asynchronously")]
#[case(VIDEO, Sample::Mp4, " synchronously")]
#[case(PROCESSED, Sample::Gif, "asynchronously")]
#[case(IMAGE, Sample::Gif, " synchronously")]
fn a_moving_picture_without_a_category_is_noted(#[case] body: &str, #[case] sample: Sample, #[case] way: &str) {
    let judgement = judge(&json(body), &upload(sample, false));
    assert!(observes(&judgement.observations, "synchrony", way), "{:?}", judgement.observations);
    assert!(judgement.holds(Clause::Asy4));
    assert!(!judgement.decided.contains(&Clause::Asy1) && !judgement.decided.contains(&Clause::Asy2));
}

#[rstest]
#[case("/eta", "1", true)]
#[case("/processing_info/eta", "1", true)]
#[case("/processing_info/error/advice", "\"none\"", true)]
#[case("/processing_info/progress_percent", "8", false)]
#[case("/processing_info/check_after_secs", "5", false)]
#[case("/processing_info/error/code", "2", false)]
#[case("/processing_info/error/name", "\"c\"", false)]
#[case("/processing_info/error/message", "\"d\"", false)]
#[case("/size", "11065", false)]
#[case("/expires_after_secs", "86400", false)]
#[case("/media_key", "\"7_1\"", false)]
fn status_has_documented_and_undocumented_fields(#[case] pointer: &str, #[case] value: &str, #[case] noted: bool) {
    let body = with(PROCESSED, "/processing_info/error", r#"{"code":1,"name":"a","message":"b"}"#);
    let judgement = judge_status(&json(with(&body, pointer, value)), super::ID);
    assert_conforms(&judgement);
    assert_eq!(observes(&judgement.observations, "undocumented-field", pointer), noted);
}
