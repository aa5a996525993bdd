//! INIT, APPEND, STATUS and metadata/create as published clients send them.

use rstest::rstest;
use serde_json::json;

use super::bench::{Bench, FORM, METADATA, UPLOAD, assert_accepted, assert_refused, query, request};
use crate::media::Sample;

#[rstest]
#[case::nothing(&[])]
#[case::no_type(&[("total_bytes", "5")])]
#[case::no_size(&[("media_type", "image/png")])]
#[case::zero(&[("media_type", "image/png"), ("total_bytes", "0")])]
#[case::negative(&[("media_type", "image/png"), ("total_bytes", "-1")])]
#[case::fraction(&[("media_type", "image/png"), ("total_bytes", "1.5")])]
#[case::bad_type(&[("media_type", "png"), ("total_bytes", "5")])]
#[case::bad_category(&[("media_type", "image/png"), ("total_bytes", "5"), ("media_category", "nonsense")])]
fn an_unusable_init_is_refused(#[case] rest: &[(&str, &str)]) {
    let mut bench = Bench::new();
    assert_refused(&bench.form(&[&[("command", "INIT")], rest].concat()));
}

#[test]
fn init_ignores_what_it_does_not_know_and_an_empty_category() {
    let mut bench = Bench::new();
    let pairs = [("command", "INIT"), ("total_bytes", "5"), ("media_type", "video/mp4"), ("shared", "False")];
    assert_accepted(&bench.query("POST", &pairs));
    let answer = bench.form(&[&pairs[..], &[("media_category", "")]].concat());
    assert!(assert_accepted(&answer).get("media_key").is_none());
}

#[test]
fn a_category_can_be_refused_by_the_setting() {
    let mut bench = Bench::with(|settings| settings.refused_categories = &["tweet_gif"]);
    let init = |category| {
        [("command", "INIT"), ("total_bytes", "5"), ("media_type", "image/gif"), ("media_category", category)]
    };
    assert_refused(&bench.form(&init("TweetGif")));
    assert_accepted(&bench.form(&init("dm_gif")));
}

#[test]
fn a_segment_comes_raw_or_in_base64() {
    let mut bench = Bench::new();
    let bytes = Sample::Png.bytes();
    let id = bench.init(Sample::Png, None).id;
    let common = [("command", &b"APPEND"[..]), ("media_id", id.as_bytes()), ("segment_index", b"0")];
    let base64 = base64::Engine::encode(&base64::prelude::BASE64_STANDARD, bytes);
    for media in [("media", bytes), ("media_data", base64.as_bytes())] {
        assert_eq!(bench.multipart(&[&common[..], &[media]].concat()).status, 204);
        assert_eq!(bench.endpoint.uploads().next().unwrap().received(), bytes.len() as u64);
    }
    let form = [("command", "APPEND"), ("media_id", &id), ("segment_index", "0")];
    for name in ["media", "media_data"] {
        assert_eq!(bench.form(&[&form[..], &[(name, &base64)]].concat()).status, 204);
        assert_eq!(bench.endpoint.uploads().next().unwrap().received(), bytes.len() as u64);
    }
}

#[test]
fn a_segment_comes_with_its_other_parameters_in_the_query_string() {
    let mut bench = Bench::new();
    let id = bench.init(Sample::Png, None).id;
    let mut append = query("POST", &[("command", "APPEND"), ("media_id", &id), ("segment_index", "0")]);
    append.headers.push(("content-type".to_owned(), FORM.to_owned()));
    append.body = "media_data=AAAA".into();
    assert_eq!(bench.send(&append).status, 204);
}

#[rstest]
#[case::unknown("1", "0", "AAAA")]
#[case::no_index("", "", "AAAA")]
#[case::beyond("", "1000", "AAAA")]
#[case::negative("", "-1", "AAAA")]
#[case::padded("", "1 ", "AAAA")]
#[case::no_bytes("", "0", "")]
#[case::no_base64("", "0", "%%%%")]
fn an_unusable_segment_is_refused(#[case] id: &str, #[case] index: &str, #[case] data: &str) {
    let mut bench = Bench::new();
    let issued = bench.init(Sample::Png, None).id;
    let id = if id.is_empty() { &issued } else { id };
    let pairs = [("command", "APPEND"), ("media_id", id), ("segment_index", index), ("media_data", data)];
    assert_refused(&bench.form(&pairs));
    assert_refused(&bench.form(&pairs[..3]));
}

#[rstest]
#[case(5 * 1024 * 1024, 204)]
#[case(5 * 1024 * 1024 + 1, 413)]
fn a_segment_has_at_most_5_mb(#[case] size: usize, #[case] expected: u16) {
    let mut bench = Bench::new();
    let id = bench.init(Sample::Png, None).id;
    let fields = [("command", &b"APPEND"[..]), ("media_id", id.as_bytes()), ("segment_index", b"999")];
    let answer = bench.multipart(&[&fields[..], &[("media", &vec![0; size])]].concat());
    assert_eq!(answer.status, expected);
}

#[test]
fn nothing_is_appended_to_a_finalized_media() {
    let mut bench = Bench::new();
    let id = bench.upload(Sample::Png, None).id;
    bench.finalize(&id);
    assert_refused(&bench.append(&id, "0", b"x"));
    assert_accepted(&bench.finalize(&id));
}

#[rstest]
#[case(FORM)]
#[case("application/json")]
fn status_is_a_get_whatever_its_content_type(#[case] content_type: &str) {
    let mut bench = Bench::new();
    let id = bench.upload(Sample::Gif, Some("tweet_gif")).id;
    bench.finalize(&id);
    let mut status = query("GET", &[("command", "STATUS"), ("media_id", &id)]);
    status.headers.push(("content-type".to_owned(), content_type.to_owned()));
    assert_accepted(&bench.send(&status));
    status.method = "POST".to_owned();
    assert_refused(&bench.send(&status));
}

#[rstest]
#[case::as_a_string("\"{}\"", "application/json", 204)]
#[case::as_a_number("{}", "application/json;charset=utf8", 204)]
#[case::without_a_type("\"{}\"", "", 204)]
#[case::as_a_list("[\"{}\"]", "application/json", 400)]
#[case::as_a_float("{}.0", "application/json", 400)]
#[case::padded("\" {}\"", "application/json", 400)]
fn metadata_takes_the_id_as_a_string_or_a_number(#[case] id: &str, #[case] content_type: &str, #[case] expected: u16) {
    let mut bench = Bench::new();
    let issued = bench.upload(Sample::Png, None).id;
    bench.finalize(&issued);
    let body = format!(r#"{{"media_id":{},"alt_text":{{"text":"a"}}}}"#, id.replace("{}", &issued));
    assert_eq!(bench.send(&request("POST", METADATA, content_type, body)).status, expected);
}

#[rstest]
#[case::no_json("nonsense".to_owned())]
#[case::no_id(json!({"alt_text": {"text": "a"}}).to_string())]
#[case::no_text(json!({"media_id": "{}"}).to_string())]
#[case::long_text(json!({"media_id": "{}", "alt_text": {"text": "é".repeat(1001)}}).to_string())]
fn unusable_metadata_is_refused(#[case] body: String) {
    let mut bench = Bench::new();
    let issued = bench.upload(Sample::Png, None).id;
    bench.finalize(&issued);
    assert_refused(&bench.send(&request("POST", METADATA, "application/json", body.replace("{}", &issued))));
}

#[test]
fn there_may_be_no_metadata_call() {
    let mut bench = Bench::with(|settings| settings.metadata = false);
    let id = bench.upload(Sample::Png, None).id;
    bench.finalize(&id);
    assert_eq!(bench.metadata(&id).status, 404);
    assert_eq!(bench.send(&request("POST", UPLOAD, "", "")).status, 400);
}
