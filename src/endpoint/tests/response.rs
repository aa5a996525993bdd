//! RSP-1 to RSP-9, RES-1, RES-5 and ERR-1: what answers look like.

use rstest::rstest;
use serde_json::json;

use super::bench::{Bench, Issued, assert_accepted};
use crate::{endpoint::settings::ErrorShape, media::Sample};

#[test]
fn a_synchronous_answer_is_the_documents_example() {
    let mut bench = Bench::new();
    let Issued { id, .. } = bench.upload(Sample::Mp4, None);
    let number: u64 = id.parse().unwrap();
    let expected = json!({
        "media_id": number,
        "media_id_string": id,
        "size": Sample::Mp4.bytes().len(),
        "expires_after_secs": 86_400,
        "video": {"video_type": "video/mp4"},
    });
    assert_eq!(assert_accepted(&bench.finalize(&id)), expected);
}

#[test]
fn an_asynchronous_answer_is_the_documents_example() {
    let mut bench = Bench::new();
    let Issued { id, key } = bench.upload(Sample::Mp4, Some("tweet_video"));
    let number: u64 = id.parse().unwrap();
    let expected = json!({
        "media_id": number,
        "media_id_string": id,
        "media_key": format!("7_{id}"),
        "size": Sample::Mp4.bytes().len(),
        "expires_after_secs": 86_400,
        "processing_info": {"state": "pending", "check_after_secs": 5},
    });
    assert_eq!(assert_accepted(&bench.finalize_key(&key.unwrap())), expected);
}

#[rstest]
#[case(Sample::Jpeg, "3_")]
#[case(Sample::Gif, "16_")]
#[case(Sample::Mp4, "7_")]
fn the_key_shows_the_kind(#[case] sample: Sample, #[case] prefix: &str) {
    let mut bench = Bench::new();
    let Issued { id, key } = bench.upload(sample, Some("tweet_image"));
    assert_eq!(key.unwrap(), format!("{prefix}{id}"));
}

#[test]
fn the_key_is_kept_back_where_none_was_asked_for_only_on_demand() {
    let mut bench = Bench::with(|settings| settings.key_unasked = false);
    let Issued { id, key } = bench.upload(Sample::Png, Some("tweet_image"));
    assert!(assert_accepted(&bench.finalize(&id)).get("media_key").is_none());
    assert!(assert_accepted(&bench.finalize_key(&key.unwrap())).get("media_key").is_some());
}

#[test]
fn errors_come_in_either_shape() {
    let mut bench = Bench::with(|settings| settings.errors = ErrorShape::Text);
    let answer = bench.finalize("1").value();
    assert_eq!(answer["request"], "/1.1/media/upload.json");
    assert!(answer["error"].is_string() && answer.get("errors").is_none());
}

#[test]
fn an_empty_answer_has_no_content_type() {
    let mut bench = Bench::new();
    let id = bench.init(Sample::Png, None).id;
    let answer = bench.append(&id, "0", Sample::Png.bytes());
    assert_eq!((answer.status, answer.header("content-type")), (204, None));
    bench.finalize(&id);
    let answer = bench.metadata(&id);
    assert_eq!((answer.status, answer.header("content-type")), (204, None));
}

#[test]
fn the_date_is_the_endpoints() {
    let mut bench = Bench::new();
    assert_eq!(bench.finalize("1").header("date"), Some("Tue, 14 Nov 2023 22:13:20 GMT"));
}

#[test]
fn a_rate_limit_counts_down_and_is_lifted_after_its_window() {
    let mut bench = Bench::with(|settings| settings.rate_limit = Some(2));
    let id = bench.upload(Sample::Png, None).id;
    for remaining in ["1", "0"] {
        let answer = bench.finalize(&id);
        assert!(answer.is_success());
        assert_eq!(answer.header("x-rate-limit-remaining"), Some(remaining));
        assert_eq!(answer.header("x-rate-limit-reset"), Some("1700086400"));
    }
    let refused = bench.finalize(&id);
    assert_eq!(refused.status, 429);
    assert_eq!(refused.header("x-rate-limit-reset"), Some("1700086400"));
    bench.wait(43_200);
    let id = bench.upload(Sample::Png, None).id;
    bench.wait(43_200);
    assert!(bench.finalize(&id).is_success());
}
