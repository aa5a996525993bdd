//! The document's own examples, and what else a right answer may look like.

use rstest::rstest;

use super::{IMAGE, PROCESSED, VIDEO, answer, assert_conforms, json, upload, with};
use crate::{
    clause::Clause,
    judgement::finalize::{Expected, judge},
    media::Sample,
};

/// The example of a synchronous answer, its comments taken out.
const SYNC: &str = r#"{
  "media_id": 710511363345354753,
  "media_id_string": "710511363345354753",
  "media_key": "7_710511363345354753",
  "size": 11065,
  "expires_after_secs": 86400,
  "video": {
    "video_type": "video/mp4"
  }
}"#;

/// The example of an asynchronous answer, its comments taken out.
const ASYNC: &str = r#"{
  "media_id": 710511363345354753,
  "media_id_string": "710511363345354753",
  "media_key": "7_710511363345354753",
  "expires_after_secs": 86400,
  "size": 10240,
  "processing_info": {
    "state": "pending",
    "check_after_secs": 5
  }
}"#;

#[rstest]
#[case::sync(SYNC, 11065, false)]
#[case::asynchronous(ASYNC, 10240, true)]
fn the_examples_of_the_document_conform(#[case] body: &str, #[case] size: u64, #[case] has_category: bool) {
    let key = Some("7_710511363345354753".to_owned());
    let expected = Expected { media_key: key, size: Some(size), ..upload(Sample::Mp4, has_category) };
    let judgement = judge(&json(body), &expected);
    assert_conforms(&judgement);
    assert_eq!(judgement.observations.len(), usize::from(!has_category), "{:?}", judgement.observations);
    for clause in [Clause::Res1, Clause::Rsp1, Clause::Rsp2, Clause::Rsp3, Clause::Rsp4, Clause::Rsp5, Clause::Rsp7] {
        assert!(judgement.holds(clause), "{clause} was judged and holds");
    }
}

#[rstest]
#[case::in_another_order(
    r#"{"expires_after_secs":86400,"size":11065,"media_id_string":"710511363345354753","media_id":710511363345354753}"#
)]
#[case::with_a_further_field(&with(IMAGE, "/image", r#"{"image_type":"image/png","w":1,"h":1}"#))]
#[case::with_a_field_that_is_null(&with(IMAGE, "/video", "null"))]
#[case::without_a_key_that_nobody_sent(&with(IMAGE, "/media_key", ""))]
#[case::with_a_line_break_behind_it(&format!("{IMAGE}\r\n\t "))]
#[case::with_escapes(&IMAGE.replace("media_id", "media\\u005fid"))]
#[case::with_the_shortest_lifetime(&with(IMAGE, "/expires_after_secs", "1"))]
fn a_right_answer_may_look_otherwise(#[case] body: &str) {
    assert_conforms(&judge(&json(body), &upload(Sample::Png, true)));
}

#[rstest]
#[case(200)]
#[case(201)]
#[case(202)]
fn any_success_will_do(#[case] status: u16) {
    let response = answer(status, Some("application/json"), IMAGE);
    assert_conforms(&judge(&response, &upload(Sample::Png, true)));
}

#[rstest]
#[case::image(IMAGE, Sample::Png, true)]
#[case::image_without_category(IMAGE, Sample::Jpeg, false)]
#[case::animation(PROCESSED, Sample::Gif, true)]
#[case::animation_without_category(PROCESSED, Sample::Gif, false)]
#[case::animation_at_once(IMAGE, Sample::Gif, false)]
#[case::video(PROCESSED, Sample::Mp4, true)]
#[case::video_for_a_second(&with(PROCESSED, "/processing_info/check_after_secs", "1"), Sample::Mp4, true)]
#[case::video_without_category(PROCESSED, Sample::Mp4, false)]
#[case::video_at_once(VIDEO, Sample::Mp4, false)]
fn each_kind_of_media_has_its_right_answer(#[case] body: &str, #[case] sample: Sample, #[case] has_category: bool) {
    assert_conforms(&judge(&json(body), &upload(sample, has_category)));
}

#[rstest]
#[case("7")]
#[case("9007199254740993")]
#[case("9223372036854775808")]
#[case("18446744073709551615")]
fn an_id_may_have_64_bits(#[case] id: &str) {
    let body = with(&with(IMAGE, "/media_id", id), "/media_id_string", &format!("\"{id}\""));
    let expected = Expected { media_id: Some(id.to_owned()), ..upload(Sample::Png, true) };
    let judgement = judge(&json(body), &expected);
    assert_conforms(&judgement);
    assert!(judgement.holds(Clause::Rsp3) && judgement.holds(Clause::Rsp4), "{judgement:?}");
}
