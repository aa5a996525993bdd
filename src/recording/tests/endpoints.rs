//! Which of the traffic is judged.

use rstest::rstest;
use serde_json::Value;

use super::*;
use crate::recording::JudgeError;

/// The same exchanges with another host or path.
fn moved(entries: Vec<Value>, from: &str, to: &str) -> Vec<Value> {
    let text = serde_json::to_string(&entries).expect("JSON").replace(from, to);
    serde_json::from_str(&text).expect("JSON")
}

fn whole() -> Vec<Value> {
    [uploaded(), vec![finalized(200, &answer(""))]].concat()
}

fn options(endpoint: &str) -> Options {
    Options { endpoint: Some(endpoint.parse().expect("a URL")), ..Options::default() }
}

#[rstest]
#[case::v2("/1.1/media/upload.json", "/2/media/upload")]
#[case::elsewhere("/1.1/media/upload.json", "/anything?tenant=7&x=")]
fn any_path_that_carries_commands_is_an_endpoint(#[case] from: &str, #[case] to: &str) {
    let report = judged(moved(whole(), from, to));
    assert_passes(&report, &[Clause::Rsp8, Clause::Life1]);
    assert_eq!(report.target.endpoint, format!("https://upload.test{}", to.split('?').next().expect("a path")));
}

#[test]
fn several_hosts_need_a_choice() {
    let broken = moved([uploaded(), vec![finalized(200, "{}")]].concat(), "upload.test", "other.test:8443");
    let recordings = [recording([whole(), broken].concat())];
    let error = judge(&recordings, &Options::default()).expect_err("two hosts").to_string();
    assert!(error.contains("https://other.test:8443, https://upload.test") && error.contains("--endpoint"), "{error}");
    for endpoint in ["https://upload.test", "https://upload.test/1.1/media/upload.json"] {
        assert_eq!(judge(&recordings, &options(endpoint)).expect("one host").exit_code, 0);
    }
    assert_eq!(judge(&recordings, &options("https://other.test:8443")).expect("one host").exit_code, 1);
}

#[test]
fn several_paths_of_one_host_are_judged_together_or_by_choice() {
    let broken = moved([uploaded(), vec![finalized(200, "{}")]].concat(), "/1.1/", "/2/");
    let recordings = [recording([whole(), broken].concat())];
    let report = judge(&recordings, &Options::default()).expect("judged");
    assert_eq!((report.exit_code, report.target.endpoint.as_str()), (1, "https://upload.test/"));
    assert_eq!(judge(&recordings, &options(ADDRESS)).expect("judged").exit_code, 0);
}

#[rstest]
#[case::another_host("https://elsewhere.test/")]
#[case::another_path("https://upload.test/2/media/upload")]
fn a_choice_that_is_not_there_is_named(#[case] endpoint: &str) {
    let error = judge(&[recording(whole())], &options(endpoint)).expect_err("not there").to_string();
    assert_eq!(error, format!("nothing is selected: there is no FINALIZE to {endpoint} in test.har (3 exchanges)"));
}

#[test]
fn a_recording_without_finalize_has_nothing_to_judge() {
    let error = judge(&[recording(uploaded())], &Options::default());
    assert!(matches!(error, Err(JudgeError::NoFinalize { place: None, .. })), "{error:?}");
}

#[test]
fn recordings_are_judged_each_by_itself() {
    let begun = recording(uploaded());
    let ended = recording(vec![finalized(200, &answer(""))]);
    let report = judge(&[begun, ended], &Options::default()).expect("judged");
    assert_open(&report, Clause::Rsp8, Verdict::Skip, "its INIT is not in the recording");
    assert_eq!(report.warnings.len(), 2);
    assert_eq!(report.warnings[0], "judged from the recording test.har, recorded by test 1: nothing was sent");
}

#[test]
fn ids_are_unique_though_media_ids_are_not() {
    let report = judged([whole(), whole()].concat());
    let ids: Vec<_> = report.scenarios.iter().map(|scenario| scenario.id.as_str()).collect();
    assert_eq!(ids, ["test/media-710511363345354753", "test/media-710511363345354753-2"]);
}

#[test]
fn options_count_as_in_a_run() {
    let recordings = [recording([uploaded(), vec![finalized(400, "no")]].concat())];
    let exit_code = |fail_on, require_complete| {
        judge(&recordings, &Options { endpoint: None, fail_on, require_complete }).expect("judged").exit_code
    };
    assert_eq!(exit_code(crate::suite::FailOn::Must, false), 0);
    assert_eq!(exit_code(crate::suite::FailOn::Should, false), 1);
    assert_eq!(exit_code(crate::suite::FailOn::Must, true), 3);
}
