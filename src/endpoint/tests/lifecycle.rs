//! LIFE-1 to LIFE-8: from the last byte to the end of an id.

use rstest::rstest;

use super::bench::{Bench, assert_accepted, assert_refused};
use crate::media::Sample;

const DAY: u64 = 86_400;

#[rstest]
fn a_whole_upload_is_finalized_and_usable_at_once(#[values(Sample::Png, Sample::Gif, Sample::Mp4)] sample: Sample) {
    let mut bench = Bench::new();
    let issued = bench.upload(sample, None);
    assert_refused(&bench.metadata(&issued.id));
    let answer = assert_accepted(&bench.finalize(&issued.id));
    assert!(answer.get("processing_info").is_none());
    assert_eq!(bench.metadata(&issued.id).status, 204);
}

#[test]
fn an_early_finalize_is_refused_and_the_upload_goes_on() {
    let mut bench = Bench::new();
    let bytes = Sample::Mp4.bytes();
    let issued = bench.init(Sample::Mp4, Some("tweet_video"));
    assert_refused(&bench.finalize(&issued.id));
    bench.append(&issued.id, "0", &bytes[..100]);
    assert_refused(&bench.finalize(&issued.id));
    assert_refused(&bench.metadata(&issued.id));
    bench.append(&issued.id, "1", &bytes[100..]);
    assert_accepted(&bench.finalize(&issued.id));
}

#[rstest]
#[case::out_of_order(&[1, 0, 2], true)]
#[case::the_first_missing(&[1, 2], false)]
#[case::one_missing(&[0, 2], false)]
#[case::the_last_missing(&[0, 1], false)]
#[case::one_twice(&[0, 1, 1, 2], true)]
fn segments_may_come_in_any_order_but_must_all_be_there(#[case] indices: &[usize], #[case] is_whole: bool) {
    let mut bench = Bench::new();
    let issued = bench.init(Sample::Mp4, None);
    let segments: Vec<_> = Sample::Mp4.bytes().chunks(400).collect();
    for index in indices {
        assert_eq!(bench.append(&issued.id, &index.to_string(), segments[*index]).status, 204);
    }
    assert_eq!(bench.finalize(&issued.id).is_success(), is_whole);
}

#[test]
fn segments_that_add_up_with_a_gap_are_refused() {
    let mut bench = Bench::new();
    let issued = bench.init(Sample::Png, None);
    bench.append(&issued.id, "1", Sample::Png.bytes());
    assert_refused(&bench.finalize(&issued.id));
}

#[test]
fn more_bytes_than_declared_are_refused() {
    let mut bench = Bench::new();
    let issued = bench.upload(Sample::Png, None);
    bench.append(&issued.id, "1", b"x");
    assert_refused(&bench.finalize(&issued.id));
}

#[rstest]
#[case::by_id(None)]
#[case::with_a_key(Some("tweet_video"))]
fn an_id_lives_exactly_as_long_as_the_answer_says(#[case] category: Option<&str>) {
    let mut bench = Bench::new();
    let issued = bench.upload(Sample::Mp4, category);
    bench.wait(DAY - 10);
    let answer = assert_accepted(&bench.finalize(&issued.id));
    assert_eq!(answer["expires_after_secs"], DAY);
    bench.wait(DAY - 1);
    assert_eq!(bench.metadata(&issued.id).status, 204);
    bench.wait(1);
    assert_refused(&bench.metadata(&issued.id));
    assert_refused(&bench.status(&issued.id));
    assert_refused(&bench.finalize(&issued.id));
    assert_refused(&bench.append(&issued.id, "0", b"x"));
    if let Some(key) = issued.key {
        assert_refused(&bench.finalize_key(&key));
    }
}

#[test]
fn an_upload_that_is_never_finalized_expires_too() {
    let mut bench = Bench::new();
    let issued = bench.upload(Sample::Png, None);
    bench.wait(DAY);
    assert_refused(&bench.finalize(&issued.id));
}

#[test]
fn a_repeated_finalize_answers_the_same_and_starts_the_lifetime_anew() {
    let mut bench = Bench::new();
    let issued = bench.upload(Sample::Png, None);
    let first = assert_accepted(&bench.finalize(&issued.id));
    bench.wait(DAY - 1);
    assert_eq!(assert_accepted(&bench.finalize(&issued.id)), first);
    bench.wait(DAY - 1);
    assert_eq!(bench.metadata(&issued.id).status, 204);
}

#[test]
fn a_repeated_finalize_may_be_refused() {
    let mut bench = Bench::with(|settings| settings.finalize_again = false);
    let issued = bench.upload(Sample::Png, None);
    assert_accepted(&bench.finalize(&issued.id));
    assert_refused(&bench.finalize(&issued.id));
    assert_eq!(bench.metadata(&issued.id).status, 204);
}

#[test]
fn expired_uploads_are_dropped_in_time() {
    let mut bench = Bench::with(|settings| settings.expires_after_secs = 1);
    for _ in 0..5000 {
        bench.init(Sample::Png, None);
        bench.wait(1);
    }
    assert!(bench.endpoint.uploads().count() <= 1024);
}

#[test]
fn uploads_without_end_do_not_fill_the_memory() {
    let mut bench = Bench::new();
    for _ in 0..60_000 {
        bench.init(Sample::Png, None);
    }
    let kept = bench.endpoint.uploads().count();
    assert!((20_000..=40_000).contains(&kept), "{kept}");
}
