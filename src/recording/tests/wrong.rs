//! Wrong requests that clients happened to send.

use rstest::rstest;
use serde_json::Value;

use super::*;
use Clause::{Par1, Par2, Par3, Par4, Par9, Par11, Req4};

const REFUSAL: &str = r#"{"errors":[{"code":44,"message":"no"}]}"#;

fn wrong(body: &str, code: u16) -> Value {
    form(body, code, if code < 300 { "{}" } else { REFUSAL })
}

#[rstest]
#[case::no_command("media_id=710511363345354753", Par1)]
#[case::small_letters("command=finalize&media_id=710511363345354753", Par2)]
#[case::padded("command=FINALIZE+&media_id=710511363345354753", Par3)]
#[case::misspelled("command=FINALISE&media_id=710511363345354753", Par3)]
#[case::empty("command=&media_id=710511363345354753", Par3)]
#[case::nothing_named("command=FINALIZE", Par4)]
#[case::no_id("command=FINALIZE&media_id=undefined", Par9)]
#[case::empty_id("command=FINALIZE&media_id=", Par9)]
#[case::no_key("command=FINALIZE&media_key=null", Par11)]
fn a_wrong_request_has_to_be_refused(#[case] body: &str, #[case] clause: Clause) {
    let right = || [uploaded(), vec![finalized(200, &answer(""))]].concat();
    let sent = |code| judged([uploaded(), vec![wrong(body, code)], right()].concat());
    assert_fails_alone(&sent(200), clause);
    assert_passes(&sent(400), &[clause]);
    for code in [401, 302] {
        assert_open(&sent(code), clause, Verdict::Skip, &code.to_string());
    }
    assert_open(&sent(503), clause, Verdict::Inconclusive, "503");
    assert_fails_alone(&sent(500), clause);
}

#[test]
fn where_right_requests_crash_too_a_crash_is_no_evidence() {
    let report = judged([uploaded(), vec![wrong("command=finalize&media_id=710511363345354753", 500)]].concat());
    assert_open(&report, Par2, Verdict::Inconclusive, "as a right request may be");
}

#[rstest]
#[case::get("GET")]
#[case::put("PUT")]
#[case::delete("DELETE")]
fn another_method_has_to_be_refused(#[case] method: &str) {
    let url = format!("{ADDRESS}?command=FINALIZE&media_id={ID}");
    let sent = |code| judged([uploaded(), vec![exchange(method, &url, "", "", code, REFUSAL)]].concat());
    assert_fails_alone(&sent(200), Req4);
    assert_passes(&sent(405), &[Req4]);
}

#[test]
fn a_refusal_that_may_be_for_something_else_verifies_nothing() {
    let report = judged([uploaded(), vec![wrong("command=finalize&media_id=7", 400)]].concat());
    assert_open(&report, Par2, Verdict::Skip, "for something else");
    let report = judged([uploaded(), vec![wrong("command=finalize", 200)]].concat());
    assert_open(&report, Par2, Verdict::Skip, "several things");
}

#[rstest]
#[case::a_spelling_of_a_real_id("command=FINALIZE&media_id=0x9dc3e0")]
#[case::an_unknown_id("command=FINALIZE&media_id=99")]
#[case::an_unknown_key("command=FINALIZE&media_key=3_99")]
fn what_could_be_a_real_id_is_no_evidence(#[case] body: &str) {
    let report = judged([uploaded(), vec![form(body, 200, &answer(""))]].concat());
    assert_eq!(failed(&report), []);
    assert_open(&report, Clause::Par8, Verdict::Skip, "none of the INITs in the recording returned its id or key");
}

#[rstest]
#[case::upload_in_one_piece(form("media_data=AAAA", 200, "{}"))]
#[case::another_command(form("command=DESTROY&media_id=710511363345354753", 200, "{}"))]
#[case::another_address(exchange("POST", "https://upload.test/checkout?command=finalize", "", "", 200, "{}"))]
#[case::preflight(exchange("OPTIONS", &format!("{ADDRESS}?command=finalize&media_id={ID}"), "", "", 200, ""))]
fn other_traffic_is_not_judged(#[case] other: Value) {
    let report = judged([uploaded(), vec![other, finalized(200, &answer(""))]].concat());
    assert_eq!((failed(&report), report.scenarios.len()), (vec![], 1));
    assert_eq!(report.scenarios[0].exchanges.len(), 3);
}

#[test]
fn a_parameter_with_two_values_says_nothing() {
    let body = "command=FINALIZE&command=finalize&media_id=710511363345354753";
    let report = judge(&[recording(vec![form(body, 200, "{}"), finalized(200, &answer(""))])], &Options::default());
    assert_eq!(failed(&report.expect("judged")), []);
}
