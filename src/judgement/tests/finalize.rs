//! What a FINALIZE answer says: one defect, one clause.

use rstest::rstest;

use super::{ID, IMAGE, PROCESSED, VIDEO, assert_breaks_alone, assert_conforms, broken, json, place, upload, with};
use crate::{
    clause::Clause,
    judgement::finalize::{Expected, judge},
    media::Sample,
};

/// Every wrong value of `media_id`: of the wrong type, of the wrong range, or no plain integer.
const NO_ID: &[&str] = &[
    "\"710511363345354753\"",
    "7.10511363345354753e17",
    "7.105e17",
    "710511363345354753.0",
    "710511363345354753.5",
    "null",
    "true",
    "[710511363345354753]",
    "{\"id\":710511363345354753}",
    "-710511363345354753",
    "-1",
    "0",
    "-0",
    "18446744073709551616",
    "184467440737095516150",
    "1e400",
    "",
];
const NO_STRING: &[&str] = &["710511363345354753", "null", "true", "[\"710511363345354753\"]", "{}", ""];
const OTHER_DIGITS: &[&str] = &[
    "\"710511363345354800\"",
    "\"710511363345354752\"",
    "\"0710511363345354753\"",
    "\" 710511363345354753\"",
    "\"710511363345354753\\n\"",
    "\"+710511363345354753\"",
    "\"7.10511363345354753e17\"",
    "\"710511363345354753.0\"",
    "\"71_0511363345354753\"",
    "\"７10511363345354753\"",
    "\"\"",
];
const NO_LIFETIME: &[&str] =
    &["0", "-0", "-1", "-86400", "\"86400\"", "86400.0", "8.64e4", "0.5", "null", "true", "[86400]", "{}", ""];
const NO_SIZE: &[&str] = &[
    "11064",
    "11066",
    "0",
    "-11065",
    "11065.0",
    "1.1065e4",
    "\"11065\"",
    "null",
    "true",
    "[]",
    "18446744073709562681",
    "",
];

#[rstest]
#[case::id("/media_id", NO_ID, Clause::Rsp1)]
#[case::string("/media_id_string", NO_STRING, Clause::Rsp2)]
#[case::digits("/media_id_string", OTHER_DIGITS, Clause::Rsp3)]
#[case::rounded_number("/media_id", &["710511363345354752", "710511363345354800"], Clause::Rsp3)]
#[case::lifetime("/expires_after_secs", NO_LIFETIME, Clause::Rsp7)]
#[case::size("/size", NO_SIZE, Clause::Rsp8)]
fn a_wrong_field_breaks_one_clause(#[case] pointer: &str, #[case] values: &[&str], #[case] clause: Clause) {
    for (message, sample, has_category) in
        [(IMAGE, Sample::Png, true), (VIDEO, Sample::Mp4, false), (PROCESSED, Sample::Mp4, true)]
    {
        for value in values {
            let judgement = judge(&json(with(message, pointer, value)), &upload(sample, has_category));
            assert_breaks_alone(&judgement, clause);
            let expected = if clause == Clause::Rsp3 { "/media_id_string" } else { pointer };
            assert_eq!(place(&judgement), Some(expected), "{value}");
        }
    }
}

#[rstest]
#[case::out_of_range("0")]
#[case::no_integer("710511363345354753.0")]
#[case::missing("")]
fn ids_of_which_one_is_wrong_are_not_compared(#[case] media_id: &str) {
    let judgement = judge(&json(with(IMAGE, "/media_id", media_id)), &upload(Sample::Png, true));
    assert!(!judgement.decided.contains(&Clause::Rsp3) && !judgement.decided.contains(&Clause::Rsp4));
    assert!(judgement.holds(Clause::Rsp2));
}

#[rstest]
#[case::both_rounded("710511363345354752")]
#[case::the_next_one("710511363345354754")]
#[case::another("1")]
fn another_media_breaks_rsp_4(#[case] id: &str) {
    let body = with(&with(IMAGE, "/media_id", id), "/media_id_string", &format!("\"{id}\""));
    let judgement = judge(&json(body), &upload(Sample::Png, true));
    assert_breaks_alone(&judgement, Clause::Rsp4);
    assert_eq!(place(&judgement), Some("/media_id"));
}

#[rstest]
#[case::missing("")]
#[case::null("null")]
#[case::another("\"3_710511363345354752\"")]
#[case::another_kind("\"7_710511363345354753\"")]
#[case::the_bare_id("\"710511363345354753\"")]
#[case::a_number("710511363345354753")]
#[case::padded("\"3_710511363345354753 \"")]
#[case::empty("\"\"")]
#[case::in_a_list("[\"3_710511363345354753\"]")]
fn a_key_that_was_sent_comes_back_unchanged(#[case] key: &str) {
    let expected = Expected { media_key: Some(format!("3_{ID}")), ..upload(Sample::Png, true) };
    assert_conforms(&judge(&json(IMAGE), &expected));
    let judgement = judge(&json(with(IMAGE, "/media_key", key)), &expected);
    assert_breaks_alone(&judgement, Clause::Rsp5);
    assert_eq!(place(&judgement), Some("/media_key"));
}

#[rstest]
#[case::no_video("/video", "")]
#[case::null("/video", "null")]
#[case::a_string("/video", "\"video/mp4\"")]
#[case::a_list("/video", "[{\"video_type\":\"video/mp4\"}]")]
#[case::empty("/video", "{}")]
#[case::no_type("/video/video_type", "")]
#[case::null_type("/video/video_type", "null")]
#[case::number("/video/video_type", "4")]
#[case::another_type("/video/video_type", "\"video/quicktime\"")]
#[case::short("/video/video_type", "\"mp4\"")]
#[case::empty_type("/video/video_type", "\"\"")]
fn a_synchronous_video_names_its_type(#[case] pointer: &str, #[case] value: &str) {
    let body = with(VIDEO, pointer, value);
    let video = judge(&json(&*body), &upload(Sample::Mp4, false));
    assert_breaks_alone(&video, Clause::Rsp9);
    assert_eq!(place(&video), Some(if value == "{}" { "/video/video_type" } else { pointer }));
    let animation = judge(&json(body), &upload(Sample::Gif, false));
    assert_conforms(&animation);
    assert!(!animation.decided.contains(&Clause::Rsp9), "no clause asks for it of other media");
}

#[rstest]
#[case::video(VIDEO, Sample::Mp4, true, Clause::Asy1)]
#[case::video_without_its_type(IMAGE, Sample::Mp4, true, Clause::Asy1)]
#[case::animation(IMAGE, Sample::Gif, true, Clause::Asy2)]
#[case::image(PROCESSED, Sample::Png, true, Clause::Asy3)]
#[case::image_without_category(PROCESSED, Sample::Jpeg, false, Clause::Asy3)]
#[case::image_that_is_ready(
    &with(IMAGE, "/processing_info", r#"{"state":"succeeded"}"#), Sample::Png, true, Clause::Asy3
)]
fn processing_info_is_there_where_it_has_to_be(
    #[case] body: &str,
    #[case] sample: Sample,
    #[case] has_category: bool,
    #[case] clause: Clause,
) {
    let judgement = judge(&json(body), &upload(sample, has_category));
    assert_breaks_alone(&judgement, clause);
    assert_eq!(place(&judgement), Some("/processing_info"));
}

#[rstest]
#[case("null")]
#[case("\"pending\"")]
#[case("[]")]
#[case("[{\"state\":\"pending\",\"check_after_secs\":5}]")]
#[case("5")]
#[case("false")]
fn processing_info_that_is_no_object_breaks_asy_5_alone(
    #[case] info: &str,
    #[values((Sample::Mp4, true), (Sample::Gif, true), (Sample::Mp4, false), (Sample::Png, true))] media: (
        Sample,
        bool,
    ),
) {
    let judgement = judge(&json(with(IMAGE, "/processing_info", info)), &upload(media.0, media.1));
    assert_breaks_alone(&judgement, Clause::Asy5);
    for clause in [Clause::Asy1, Clause::Asy2, Clause::Asy3, Clause::Asy4, Clause::Life4] {
        assert!(!judgement.decided.contains(&clause), "{clause} cannot be judged");
    }
}

#[rstest]
#[case::missing("")]
#[case::unknown("\"processing\"")]
#[case::capitals("\"PENDING\"")]
#[case::capital("\"Pending\"")]
#[case::padded("\"pending \"")]
#[case::hyphen("\"in-progress\"")]
#[case::empty("\"\"")]
#[case::null("null")]
#[case::number("1")]
#[case::list("[\"pending\"]")]
fn an_unknown_state_breaks_asy_5_alone(#[case] state: &str) {
    for seconds in ["5", "0", ""] {
        let body = &with(PROCESSED, "/processing_info/check_after_secs", seconds);
        let judgement = judge(&json(with(body, "/processing_info/state", state)), &upload(Sample::Mp4, true));
        assert_breaks_alone(&judgement, Clause::Asy5);
        assert!(judgement.holds(Clause::Asy1), "it is there all the same");
    }
}

#[rstest]
#[case::missing("")]
#[case::zero("0")]
#[case::negative("-5")]
#[case::string("\"5\"")]
#[case::float("5.0")]
#[case::fraction("0.5")]
#[case::null("null")]
#[case::list("[5]")]
fn a_time_to_check_again_is_a_positive_integer(
    #[case] seconds: &str,
    #[values("\"pending\"", "\"in_progress\"")] state: &str,
) {
    let body = with(&with(PROCESSED, "/processing_info/state", state), "/processing_info/check_after_secs", seconds);
    assert_breaks_alone(&judge(&json(body), &upload(Sample::Mp4, true)), Clause::Asy6);
}

#[rstest]
#[case::none(r#"{"state":"succeeded"}"#)]
#[case::zero(r#"{"state":"succeeded","check_after_secs":0}"#)]
#[case::null(r#"{"state":"succeeded","check_after_secs":null}"#)]
fn processing_that_has_ended_needs_no_time_to_check(#[case] info: &str) {
    let body = with(PROCESSED, "/processing_info", info);
    assert_conforms(&judge(&json(body), &upload(Sample::Mp4, true)));
}

#[rstest]
#[case::failed(r#"{"state":"failed"}"#)]
#[case::failed_with_error(r#"{"state":"failed","error":{"code":1,"name":"InvalidMedia"}}"#)]
#[case::error_while_pending(r#"{"state":"pending","check_after_secs":5,"error":{"code":1}}"#)]
#[case::empty_error(r#"{"state":"succeeded","error":{}}"#)]
fn a_valid_file_is_not_reported_as_failed(#[case] info: &str) {
    let body = with(PROCESSED, "/processing_info", info);
    assert_breaks_alone(&judge(&json(body), &upload(Sample::Mp4, true)), Clause::Life4);
}

#[test]
fn an_error_that_is_null_is_none() {
    let body = with(PROCESSED, "/processing_info/error", "null");
    assert_conforms(&judge(&json(body), &upload(Sample::Mp4, true)));
}

/// What a message does not say of itself, and what is not known of the upload.
#[rstest]
#[case::id(Expected { media_id: None, ..upload(Sample::Png, true) }, IMAGE, "/media_key", Clause::Rsp4)]
#[case::size(Expected { size: None, ..upload(Sample::Png, true) }, IMAGE, "/media_key", Clause::Rsp8)]
#[case::media(Expected { media: None, ..upload(Sample::Mp4, false) }, VIDEO, "/video", Clause::Rsp9)]
#[case::category(Expected { media: None, ..upload(Sample::Mp4, true) }, VIDEO, "/video", Clause::Asy1)]
fn what_is_not_known_decides_nothing(
    #[case] expected: Expected,
    #[case] body: &str,
    #[case] left_out: &str,
    #[case] clause: Clause,
) {
    for body in [body, &with(body, left_out, "")] {
        let judgement = judge(&json(body), &expected);
        assert_conforms(&judgement);
        assert!(!judgement.decided.contains(&clause), "{judgement:?}");
    }
}

#[test]
fn a_size_of_the_wrong_type_is_wrong_whatever_was_uploaded() {
    let expected = Expected { size: None, ..upload(Sample::Png, true) };
    assert_breaks_alone(&judge(&json(with(IMAGE, "/size", "\"11065\"")), &expected), Clause::Rsp8);
}

#[test]
fn a_file_that_may_be_invalid_may_fail() {
    let expected = Expected { is_valid: false, ..upload(Sample::Mp4, true) };
    let judgement = judge(&json(with(PROCESSED, "/processing_info", r#"{"state":"failed"}"#)), &expected);
    assert_conforms(&judgement);
    assert!(!judgement.decided.contains(&Clause::Life4));
}

#[test]
fn independent_defects_are_each_found() {
    let body = with(&with(IMAGE, "/size", "1"), "/expires_after_secs", "0");
    let mut found = broken(&judge(&json(body), &upload(Sample::Png, true)));
    found.sort_unstable();
    assert_eq!(found, [Clause::Rsp7, Clause::Rsp8]);
}
