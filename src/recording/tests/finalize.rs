//! An ordinary upload: what its FINALIZE shows, and what it does not where a part of it is missing.

use rstest::rstest;
use serde_json::{Value, json};

use super::*;
use Clause::{
    Asy1, Asy2, Asy3, Err1, Err2, Life1, Life2, Life3, Life6, Life7, Life8, Par5, Par6, Par12, Req1, Req2, Req5, Res1,
    Res5, Rsp1, Rsp2, Rsp3, Rsp4, Rsp5, Rsp7, Rsp8,
};

/// An uploaded image and its FINALIZE.
fn with(last: Value) -> Vec<Value> {
    [uploaded(), vec![last]].concat()
}

#[test]
fn a_right_answer_passes() {
    let report = judged([with(finalized(200, &answer(""))), vec![used(200)]].concat());
    assert_passes(&report, &[Life1, Req2, Par5, Res1, Rsp1, Rsp2, Rsp3, Rsp4, Rsp7, Rsp8, Asy3, Life3]);
    assert_eq!((report.exit_code, failed(&report)), (0, vec![]));
    assert_eq!(report.clauses.len(), Clause::ALL.len());
    assert!(report.clauses.iter().all(|clause| clause.verdict == Verdict::Pass || clause.reason.is_some()));
}

#[rstest]
#[case::number("\"media_id\":710511363345354753", "\"media_id\":\"7\"", Rsp1)]
#[case::digits("\"media_id_string\":\"710511363345354753\"", "\"media_id_string\":\"710511363345354800\"", Rsp3)]
#[case::another_media("710511363345354753", "7", Rsp4)]
#[case::lifetime("60", "0", Rsp7)]
#[case::size("\"size\":6", "\"size\":5", Rsp8)]
#[case::no_json("}", "", Res1)]
#[case::processing("}", ",\"processing_info\":{\"state\":\"succeeded\"}}", Asy3)]
fn a_wrong_answer_breaks_its_clause(#[case] right: &str, #[case] wrong: &str, #[case] clause: Clause) {
    let report = judged(with(finalized(200, &answer("").replace(right, wrong))));
    assert_fails_alone(&report, clause);
    let scenario = &report.scenarios[0];
    assert_eq!(scenario.violations[0].exchange, Some(2), "the third exchange shows it");
    assert_eq!(scenario.exchanges[2].notes, ["entry 3 of test.har, 2026-11-22T10:00:02.000Z"]);
    assert_eq!((scenario.id.as_str(), scenario.file.as_str()), ("test/media-710511363345354753", "test.har"));
    assert_eq!(scenario.steps, ["INIT (entry 1)", "APPEND (entry 2)", "FINALIZE (entry 3)"]);
}

#[rstest]
#[case::image("media_type=image/png", "", Asy3)]
#[case::gif_in_a_tweet(
    "media_type=image/gif&media_category=tweet_gif",
    r#","processing_info":{"state":"succeeded"}"#,
    Asy2
)]
#[case::video("media_type=video/mp4&media_category=tweet_video", r#","processing_info":{"state":"succeeded"}"#, Asy1)]
fn what_init_declared_is_what_was_uploaded(#[case] media: &str, #[case] more: &str, #[case] clause: Clause) {
    let report = judged(vec![init(media), append(0, 6), finalized(200, &answer(more))]);
    assert_passes(&report, &[clause]);
}

#[rstest]
#[case::gif("media_type=image/gif&media_category=tweet_image")]
#[case::webp("media_type=image/webp")]
#[case::subtitles("media_type=text/srt&media_category=subtitles")]
fn a_declaration_that_does_not_tell_what_moves_decides_nothing(#[case] media: &str) {
    for more in ["", r#","processing_info":{"state":"succeeded"}"#] {
        let report = judged(vec![init(media), append(0, 6), finalized(200, &answer(more))]);
        assert_open(&report, Asy2, Verdict::Skip, "does not tell");
        assert_open(&report, Asy3, Verdict::Skip, "does not tell");
    }
}

#[test]
fn without_init_only_the_form_of_the_answer_is_judged() {
    let wrong = answer("").replace("\"size\":6", "\"size\":5").replace(ID, "7");
    let report = judged(vec![finalized(200, &wrong)]);
    assert_passes(&report, &[Res1, Rsp1, Rsp2, Rsp3, Rsp7, Req2]);
    for clause in [Life1, Par5, Rsp4, Rsp8, Asy1, Asy3] {
        assert_open(&report, clause, Verdict::Skip, "its INIT is not in the recording");
    }
}

#[rstest]
#[case::no_append(vec![init("media_type=image/png")], "0 of the 6 bytes")]
#[case::not_all(vec![init("media_type=image/png"), append(0, 3)], "3 of the 6 bytes")]
fn a_size_is_not_judged_where_bytes_are_missing(#[case] before: Vec<Value>, #[case] reason: &str) {
    let report = judged([before, vec![finalized(200, &answer("").replace("\"size\":6", "\"size\":7"))]].concat());
    assert_open(&report, Rsp8, Verdict::Skip, reason);
    assert_open(&report, Life1, Verdict::Skip, reason);
}

#[test]
fn an_endpoint_that_says_itself_that_bytes_are_missing_was_too_early() {
    let short = answer("").replace("\"size\":6", "\"size\":3");
    let report = judged(vec![init("media_type=image/png"), append(0, 3), finalized(200, &short)]);
    assert_fails_alone(&report, Life2);
    assert_eq!(report.exit_code, 0, "it is a SHOULD");
}

#[test]
fn segments_whose_bytes_are_not_recorded_are_taken_to_be_what_init_declared() {
    let mut segment = append(0, 6);
    segment["request"]["postData"]["text"] =
        json!("command=APPEND&media_id=710511363345354753&segment_index=0&media_data=");
    let report = judged(vec![init("media_type=image/png"), segment, finalized(200, &answer(""))]);
    assert_passes(&report, &[Rsp8, Life1]);
}

#[test]
fn a_segment_that_was_lost_and_sent_again_counts_once() {
    let mut lost = append(0, 3);
    lost["response"]["status"] = json!(0);
    let before = vec![init("media_type=image/png"), lost, append(0, 3), append(1, 3)];
    let report = judged([before, vec![finalized(200, &answer(""))]].concat());
    assert_passes(&report, &[Rsp8, Life1]);
}

#[rstest]
#[case::refused(400, Verdict::Skip, "whether file and credentials were good")]
#[case::forbidden(403, Verdict::Skip, "whether file and credentials were good")]
#[case::redirected(302, Verdict::Skip, "302")]
#[case::limited(429, Verdict::Inconclusive, "rate limited")]
#[case::gateway(502, Verdict::Inconclusive, "not available")]
#[case::unavailable(503, Verdict::Inconclusive, "not available")]
#[case::timeout(504, Verdict::Inconclusive, "not available")]
#[case::crashed(500, Verdict::Inconclusive, "a fault of the endpoint")]
#[case::aborted(0, Verdict::Inconclusive, "aborted")]
fn what_may_be_the_clients_fault_or_nobodys_is_not_judged(
    #[case] code: u16,
    #[case] verdict: Verdict,
    #[case] reason: &str,
) {
    let report = judged(with(finalized(code, r#"{"error":"no"}"#)));
    assert_open(&report, Life1, verdict, reason);
    assert_eq!(report.exit_code, if verdict == Verdict::Inconclusive { 3 } else { 0 });
    assert_eq!(result(&report, Res5).verdict == Verdict::Pass, code == 429);
}

#[test]
fn a_retry_that_is_accepted_decides() {
    let report = judged([with(finalized(503, "")), vec![finalized(200, &answer(""))]].concat());
    assert_passes(&report, &[Life1, Rsp8]);
    assert_eq!(report.exit_code, 0);
}

#[test]
fn a_refusal_has_its_form_whatever_it_is_for() {
    assert_fails_alone(&judged(with(finalized(400, "no"))), Err1);
    assert_passes(&judged(with(finalized(400, r#"{"error":"no"}"#))), &[Err1]);
}

#[test]
fn after_a_refusal_the_upload_can_still_be_finalized() {
    let before = [with(finalized(400, r#"{"error":"no"}"#)), vec![finalized(200, &answer(""))]].concat();
    assert_passes(&judged(before), &[Err2, Life1]);
}

#[rstest]
#[case::none("")]
#[case::of_an_application("Bearer abc")]
fn other_credentials_than_those_of_init_may_be_wrong_ones(#[case] value: &str) {
    let mut entries = with(finalized(200, "{}"));
    entries[0]["request"]["headers"] = json!([{"name": "Authorization", "value": "OAuth oauth_token=\"x\""}]);
    entries[2]["request"]["headers"] = json!([{"name": "Authorization", "value": value}]);
    assert_open(&judged(entries), Life1, Verdict::Skip, "of another kind");
}

#[test]
fn an_id_that_none_of_the_recorded_inits_returned_may_be_nobodys() {
    let foreign = || form("command=FINALIZE&media_id=99", 200, "{}");
    assert_open(&judged(with(foreign())), Clause::Par8, Verdict::Skip, "none of the INITs");
    let appended = form("command=APPEND&media_id=99&segment_index=0&media_data=AAAA", 204, "");
    assert!(failed(&judged([with(appended), vec![foreign()]].concat())).contains(&Rsp1), "it is somebody's");
    assert!(failed(&judged(vec![foreign()])).contains(&Rsp1), "the recording began late");
}

#[rstest]
#[case::by_key("command=FINALIZE&media_key=3_710511363345354753", Par6)]
#[case::by_both("command=FINALIZE&media_key=3_710511363345354753&media_id=710511363345354753", Clause::Par7)]
fn a_key_that_init_returned_comes_back(#[case] body: &str, #[case] clause: Clause) {
    let key = format!(r#","media_key":"{KEY}""#);
    let report = judged(with(form(body, 200, &answer(&key))));
    assert_passes(&report, &[clause, Rsp5, Rsp4, Rsp8]);
    assert_fails_alone(&judged(with(form(body, 200, &answer("")))), Rsp5);
}

#[test]
fn a_key_that_no_init_returned_may_be_anybodys() {
    let report = judged(vec![form("command=FINALIZE&media_key=3_7", 200, &answer(""))]);
    assert_passes(&report, &[Res1, Rsp3]);
    assert_open(&report, Rsp5, Verdict::Skip, "");
    assert_open(&report, Clause::Rsp6, Verdict::Skip, "");
}

#[test]
fn an_id_and_a_key_of_two_media_are_left_open() {
    let other = answer("").replace("\"size\":6", "\"size\":9").replace(ID, "7");
    let report = judged(with(form(&format!("command=FINALIZE&media_id={ID}&media_key=3_7"), 200, &other)));
    assert_open(&report, Par12, Verdict::Skip, "not those of one INIT");
}

#[test]
fn multipart_and_json_are_known_by_their_type() {
    let part =
        |name: &str, value: &str| format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
    let body = format!("{}{}--b--\r\n", part("command", "FINALIZE"), part("media_id", ID));
    let multipart = exchange("POST", ADDRESS, "multipart/form-data; boundary=b", &body, 200, &answer(""));
    assert_passes(&judged(with(multipart)), &[Req1, Par5, Rsp8]);
    let body = format!(r#"{{"command":"FINALIZE","media_id":"{ID}"}}"#);
    let in_json = exchange("POST", ADDRESS, "application/json", &body, 200, &answer(""));
    let report = judged(with(in_json));
    assert_passes(&report, &[Req5]);
    assert_open(&report, Rsp8, Verdict::Skip, "nothing in the recording");
}

#[rstest]
#[case::accepted(200)]
#[case::refused(400)]
#[case::crashed(500)]
fn a_second_finalize_is_left_open(#[case] code: u16) {
    let again = finalized(code, r#"{"error":"again"}"#);
    let report = judged([with(finalized(200, &answer(""))), vec![again]].concat());
    assert_eq!(failed(&report), []);
    assert_passes(&report, &[Life8]);
    assert!(
        report.observations.iter().any(|seen| seen.clause == Some(Life8) && seen.message.ends_with(&code.to_string()))
    );
}

#[rstest]
#[case::by_id_accepted(format!("command=FINALIZE&media_id={ID}"), 200, Life6, Verdict::Fail)]
#[case::by_id_refused(format!("command=FINALIZE&media_id={ID}"), 400, Life6, Verdict::Pass)]
#[case::by_key_accepted(format!("command=FINALIZE&media_key={KEY}"), 200, Life7, Verdict::Fail)]
#[case::by_key_refused(format!("command=FINALIZE&media_key={KEY}"), 400, Life7, Verdict::Pass)]
fn what_is_certainly_expired_is_refused(
    #[case] body: String,
    #[case] code: u16,
    #[case] clause: Clause,
    #[case] verdict: Verdict,
) {
    let entries = || [with(finalized(200, &answer(""))), vec![form(&body, code, r#"{"error":"expired"}"#)]].concat();
    let judge = |entries| judge(&[recording(entries)], &Options::default()).expect("judged");
    assert_eq!(result(&judge(late(entries(), 120)), clause).verdict, verdict);
    for (entries, case) in [(late(entries(), 59), "near the end"), (entries(), "without times")] {
        assert_eq!(result(&judge(entries), clause).verdict, Verdict::Skip, "{case}");
    }
}

#[rstest]
#[case::accepted(200, Verdict::Pass, "")]
#[case::refused(400, Verdict::Skip, "whether that request was right")]
#[case::unavailable(503, Verdict::Inconclusive, "not available")]
fn a_use_of_the_id_is_evidence_only_where_it_is_accepted(
    #[case] code: u16,
    #[case] verdict: Verdict,
    #[case] reason: &str,
) {
    let report = judged([with(finalized(200, &answer(""))), vec![used(code)]].concat());
    assert_eq!(result(&report, Life3).verdict, verdict);
    assert!(result(&report, Life3).reason.as_deref().unwrap_or_default().contains(reason));
}

#[rstest]
#[case::old_accepted(50, 200, Clause::Life5, Verdict::Pass)]
#[case::old_refused(50, 400, Clause::Life5, Verdict::Skip)]
#[case::expired_accepted(100, 200, Life6, Verdict::Fail)]
#[case::expired_refused(100, 400, Life6, Verdict::Pass)]
fn a_use_of_the_id_late_in_its_life(
    #[case] after: i64,
    #[case] code: u16,
    #[case] clause: Clause,
    #[case] verdict: Verdict,
) {
    let entries = [with(finalized(200, &answer(""))), vec![used(code)]].concat();
    let report = judge(&[recording(late(entries, after))], &Options::default()).expect("judged");
    assert_eq!(result(&report, clause).verdict, verdict, "{:?}", result(&report, clause));
}
