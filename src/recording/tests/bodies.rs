//! The ways in which exporters write, shorten and leave out what went over the wire.

use rstest::rstest;
use serde_json::{Value, json};

use super::*;
use Clause::{Life1, Par4, Req1, Req2, Req3, Res1, Rsp8};

/// An upload whose FINALIZE is changed before it is read.
fn changed(change: impl FnOnce(&mut Value)) -> Report {
    let mut last = finalized(200, &answer(""));
    change(&mut last);
    judged([uploaded(), vec![last]].concat())
}

#[test]
fn parameters_stand_for_a_body_that_is_not_there() {
    let params = json!([{"name": "command", "value": "FINALIZE"}, {"name": "media_id", "value": ID}]);
    let of_type =
        |label: &str| changed(|entry| entry["request"]["postData"] = json!({"mimeType": label, "params": params}));
    assert_passes(&of_type("application/x-www-form-urlencoded"), &[Req2, Rsp8]);
    assert_passes(&of_type("multipart/form-data; boundary=b"), &[Req1, Rsp8]);
}

#[test]
fn a_body_may_be_in_base64() {
    let report = changed(|entry| {
        // command=FINALIZE&media_id=710511363345354753
        let text = "Y29tbWFuZD1GSU5BTElaRSZtZWRpYV9pZD03MTA1MTEzNjMzNDUzNTQ3NTM=";
        entry["request"]["postData"]["text"] = json!(text);
        entry["request"]["postData"]["encoding"] = json!("base64");
        entry["response"]["content"]["encoding"] = json!("base64");
        entry["response"]["content"]["text"] = json!("e30=");
        entry["response"]["content"]["size"] = json!(2);
    });
    assert_passes(&report, &[Req2, Res1]);
    assert!(failed(&report).contains(&Rsp8), "{{}} is the answer");
}

#[rstest]
#[case::missing("/response/content/text", json!(null), "the body of the answer is not in the recording")]
#[case::emptied("/response/content/text", json!(""), "the body of the answer is not in the recording")]
#[case::cut_off("/response/content/text", json!("{\"media_id\":"), "cut off")]
#[case::no_base64("/response/content/encoding", json!("base64"), "no base64")]
#[case::no_content("/response/content", json!(null), "the body of the answer is not in the recording")]
fn an_answer_that_is_not_all_there_is_not_judged(#[case] place: &str, #[case] value: Value, #[case] reason: &str) {
    let report = changed(|entry| {
        entry["response"]["content"]["encoding"] = json!(null);
        *entry.pointer_mut(place).expect(place) = value;
    });
    assert_open(&report, Res1, Verdict::Skip, reason);
    assert_passes(&report, &[Life1, Req2]);
}

#[test]
fn the_type_of_an_answer_without_header_fields_is_that_of_its_content() {
    assert_passes(&changed(|entry| entry["response"]["headers"] = json!([])), &[Res1]);
    let report = changed(|entry| {
        entry["response"]["headers"] = json!([]);
        entry["response"]["content"]["mimeType"] = json!("");
    });
    assert_open(&report, Res1, Verdict::Skip, "header fields");
    let report = changed(|entry| entry["response"]["headers"] = json!([{"name": "date", "value": "today"}]));
    assert_fails_alone(&report, Res1);
}

#[test]
fn a_request_whose_body_is_not_there_is_not_judged() {
    let mut named = finalized(200, "{}");
    named["request"]["url"] = json!(format!("{ADDRESS}?command=FINALIZE"));
    named["request"]["postData"] = json!({"mimeType": "multipart/form-data; boundary=b"});
    let report = judged(vec![named, finalized(200, &answer(""))]);
    assert_eq!(failed(&report), []);
    assert_eq!(result(&report, Par4).verdict, Verdict::Skip);
    assert!(
        report.scenarios[0].exchanges[0].notes.contains(&"the body of the request is not in the recording".to_owned())
    );
}

#[rstest]
#[case::length(json!([{"name": "content-length", "value": "0"}]), json!(-1), true)]
#[case::size(json!([{"name": "accept", "value": "*/*"}]), json!(0), true)]
#[case::nothing_announced(json!([{"name": ":path", "value": "/"}, {"name": "accept", "value": "*/*"}]), json!(null), true)]
#[case::announced(json!([{"name": "content-type", "value": "text/plain"}]), json!(-1), false)]
#[case::nothing_known(json!([]), json!(-1), false)]
fn a_body_is_empty_where_something_says_so(#[case] headers: Value, #[case] size: Value, #[case] is_empty: bool) {
    let report = changed(|entry| {
        entry["request"] = json!({
            "method": "POST", "url": format!("{ADDRESS}?command=FINALIZE&media_id={ID}"), "headers": headers, "bodySize": size,
        });
    });
    assert_eq!(result(&report, Req3).verdict == Verdict::Pass, is_empty);
}

#[rstest]
#[case::nothing("", "is not JSON: EOF while parsing a value at line 1 column 0")]
#[case::no_json("<html>", "is not JSON: expected value at line 1 column 1")]
#[case::cut_off("{\"log\": {\n", "is not JSON: EOF while parsing an object at line 2 column 0")]
#[case::no_log("{\"scenarios\": []}", "is no HAR: missing field `log` at line 1 column 17")]
#[case::no_entries("{\"log\": {}}", "is no HAR: missing field `entries` at line 1 column 10")]
#[case::a_list("[]", "is no HAR: ")]
#[case::no_exchange("{\"log\": {\"entries\": [\n {}]}}", ", entry 1 (line 2), is no exchange: missing field `request`")]
#[case::no_url(
    "{\"log\": {\"entries\": [\n{\"request\": {\"method\": \"GET\", \"url\": \"https://x/\"}},\n{\"request\": {\"method\": 1}}]}}",
    ", entry 2 (line 3), is no exchange: invalid type: integer `1`, expected a string"
)]
fn what_is_no_har_is_named(#[case] text: &str, #[case] message: &str) {
    let error = Recording::parse("x.har", text).expect_err("no HAR").to_string();
    assert!(error.starts_with("x.har") && error.contains(message), "{error}");
}

#[test]
fn a_byte_order_mark_and_what_is_no_http_are_passed_over() {
    let text = format!(
        "\u{feff}{}",
        json!({"log": {"entries": [
            {"request": {"method": "GET", "url": "data:image/png;base64,AA=="}},
            {"request": {"method": "GET", "url": "chrome-extension://x/y"}},
            {"request": {"method": "GET", "url": "https://user:secret@x.test/#top"}, "response": null},
        ]}})
    );
    let recording = Recording::parse("x.har", &text).expect("a HAR");
    assert_eq!(recording.entries.len(), 1);
    assert_eq!(
        (recording.entries[0].number, recording.entries[0].exchange.request.url.as_str()),
        (3, "https://x.test/")
    );
    assert!(recording.entries[0].exchange.unanswered().is_some());
}
