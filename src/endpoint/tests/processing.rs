//! ASY-1 to ASY-7, STA-1, STA-2, LIFE-3 and LIFE-4: the way to `succeeded`.

use rstest::rstest;
use serde_json::{Value, json};

use super::bench::{Bench, assert_accepted, assert_refused};
use crate::{endpoint::State, media::Sample};

#[rstest]
#[case(Sample::Mp4, "tweet_video", true)]
#[case(Sample::Mp4, "TWEET_VIDEO", true)]
#[case(Sample::Mp4, "TweetVideo", true)]
#[case(Sample::Mp4, "amplify_video", true)]
#[case(Sample::Mp4, "dm_video", true)]
#[case(Sample::Gif, "tweet_gif", true)]
#[case(Sample::Gif, "tweet_image", true)]
#[case(Sample::Png, "tweet_image", false)]
#[case(Sample::Jpeg, "dm_image", false)]
fn videos_and_animations_with_a_category_are_processed(
    #[case] sample: Sample,
    #[case] category: &str,
    #[case] expected: bool,
) {
    let mut bench = Bench::new();
    let id = bench.upload(sample, Some(category)).id;
    assert_eq!(assert_accepted(&bench.finalize(&id)).get("processing_info").is_some(), expected);
    assert_eq!(bench.metadata(&id).is_success(), !expected);
}

#[rstest]
fn a_video_without_a_category_is_processed_by_the_setting(#[values(false, true)] expected: bool) {
    let mut bench = Bench::new();
    bench.endpoint.settings.process_uncategorised = expected;
    let id = bench.upload(Sample::Mp4, None).id;
    assert_eq!(assert_accepted(&bench.finalize(&id)).get("processing_info").is_some(), expected);
}

#[test]
fn polling_leads_to_succeeded_and_then_the_id_is_usable() {
    let mut bench = Bench::new();
    let id = bench.upload(Sample::Mp4, Some("tweet_video")).id;
    assert_eq!(assert_accepted(&bench.finalize(&id))["processing_info"]["state"], "pending");
    let seen: Vec<Value> = (0..4)
        .map(|_| {
            let answer = assert_accepted(&bench.status(&id));
            assert_eq!(answer["media_id"].to_string(), id);
            assert_eq!(answer["media_id_string"], id);
            assert_eq!(answer["media_key"], format!("7_{id}"));
            let state = answer["processing_info"]["state"].clone();
            assert_eq!(bench.metadata(&id).is_success(), state == "succeeded");
            bench.wait(5);
            answer["processing_info"].clone()
        })
        .collect();
    let expected = json!([
        {"state": "pending", "check_after_secs": 5},
        {"state": "in_progress", "check_after_secs": 5},
        {"state": "succeeded"},
        {"state": "succeeded"},
    ]);
    assert_eq!(Value::from(seen), expected);
}

#[test]
fn a_repeated_finalize_does_not_start_processing_anew() {
    let mut bench = Bench::new();
    let id = bench.upload(Sample::Gif, Some("tweet_gif")).id;
    bench.finalize(&id);
    bench.wait(10);
    assert_eq!(assert_accepted(&bench.finalize(&id))["processing_info"]["state"], "succeeded");
}

#[test]
fn a_failed_state_comes_with_a_whole_error() {
    let mut bench = Bench::with(|settings| settings.path = vec![State::Failed]);
    let id = bench.upload(Sample::Mp4, Some("tweet_video")).id;
    let error = assert_accepted(&bench.finalize(&id))["processing_info"]["error"].clone();
    assert!(error["code"].is_u64() && error["name"].is_string() && error["message"].is_string());
    assert_refused(&bench.metadata(&id));
}

#[test]
fn status_of_a_media_with_nothing_to_process_is_404_unless_set_otherwise() {
    let mut bench = Bench::new();
    let id = bench.upload(Sample::Png, None).id;
    bench.finalize(&id);
    let answer = bench.status(&id);
    assert_eq!((answer.status, answer.value()["errors"][0]["code"].as_u64()), (404, Some(34)));
    bench.endpoint.settings.status_of_unprocessed = true;
    assert!(assert_accepted(&bench.status(&id)).get("processing_info").is_none());
}

#[test]
fn status_counts_the_lifetime_down() {
    let mut bench = Bench::new();
    let id = bench.upload(Sample::Gif, Some("tweet_gif")).id;
    bench.finalize(&id);
    bench.wait(100);
    assert_eq!(assert_accepted(&bench.status(&id))["expires_after_secs"], 86_300);
}
