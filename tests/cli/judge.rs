//! `judge`: recordings as Chrome, Firefox and mitmproxy export them, and as this program does.

use std::fs;

use rstest::rstest;
use serde_json::Value;

use super::{Home, Port, usage::assert_refused};

const CHROME: &str = include_str!("../recordings/chrome.har");
const FIREFOX: &str = include_str!("../recordings/firefox.har");
const MITMPROXY: &str = include_str!("../recordings/mitmproxy.har");

/// What is secret in each of them.
const SECRETS: [&str; 8] = [
    "web-client",
    "c00c1e5ec2e70000",
    "5ec2e7c5f200",
    "c0n5um3rk3y",
    "Gmacc3551ok3n",
    "c2lnbmF0dXJl",
    "s3cr3t-user-token",
    "0123456789abcdef",
];

fn clauses<'a>(report: &'a Value, verdict: &str) -> Vec<&'a str> {
    let clauses = report["clauses"].as_array().expect("a list").iter().filter(|clause| clause["verdict"] == verdict);
    clauses.map(|clause| clause["id"].as_str().expect("an id")).collect()
}

#[rstest]
#[case::chrome(CHROME, &["REQ-3", "ASY-1", "ASY-7", "STA-1", "STA-2", "LIFE-1", "LIFE-4", "RSP-4", "RSP-8"], &[])]
#[case::firefox(FIREFOX, &["REQ-2", "PAR-2", "ERR-1", "RES-1", "ASY-3"], &["RSP-3", "RSP-8"])]
#[case::mitmproxy(MITMPROXY, &["REQ-1", "REQ-2", "ASY-2", "ASY-3", "STA-1", "LIFE-3", "LIFE-4", "RSP-8"], &[])]
fn what_others_recorded_is_judged(#[case] har: &str, #[case] passed: &[&str], #[case] failed: &[&str]) {
    let home = Home::new().with("traffic.har", har);
    let outcome = home.run(&["judge", "traffic.har", "--format", "all"]);
    assert_eq!(outcome.code, i32::from(!failed.is_empty()), "{}{}", outcome.out, outcome.err);
    let report = home.report();
    assert_eq!(clauses(&report, "fail"), failed);
    let found = clauses(&report, "pass");
    assert!(passed.iter().all(|clause| found.contains(clause)), "{found:?}");
    assert_eq!(clauses(&report, "inconclusive"), Vec::<&str>::new());
    assert_eq!((&report["target"]["kind"], &report["summary"]["requests"]), (&"live".into(), &0.into()));
    assert!(report["warnings"][0].as_str().is_some_and(|warning| warning.ends_with("nothing was sent")), "{report}");
    for entry in fs::read_dir(home.path("reports")).expect("reports") {
        let text = fs::read_to_string(entry.expect("readable").path()).expect("text");
        assert!(!SECRETS.iter().any(|secret| text.contains(secret)));
    }
}

#[test]
fn a_failure_names_the_entry_and_the_line() {
    let home = Home::new().with("firefox.har", FIREFOX);
    let outcome = home.run(&["judge", "firefox.har", "-v"]);
    let line = FIREFOX.lines().position(|line| line.contains("11:00:00.500+01:00")).expect("there is one");
    assert!(outcome.out.contains("* entry 4 of firefox.har, 2026-11-22T10:00:01.500Z"), "{}", outcome.out);
    assert!(outcome.out.contains("firefox/media-710511363345354753  firefox.har:"), "{}", outcome.out);
    let at = home.report()["scenarios"][0]["line"].as_u64().expect("a line") as usize;
    assert!(at > line && FIREFOX.lines().nth(at).expect("it is there").contains("11:00:01"), "{at}");
    assert!(!SECRETS.iter().any(|secret| outcome.out.contains(secret)));
}

#[test]
fn the_reports_are_like_those_of_a_run() {
    let home = Home::new().with("a.har", CHROME).with("b.har", MITMPROXY);
    let outcome = home.run(&["judge", "a.har", "b.har", "--report-dir", "judged", "-q"]);
    assert_eq!((outcome.code, outcome.out.lines().count()), (0, 1), "{}{}", outcome.out, outcome.err);
    for arguments in [
        &["report", "judged/report.json", "--format", "all"][..],
        &["diff", "judged/report.json", "judged/report.json"],
    ] {
        assert_eq!(home.run(arguments).code, 0, "{arguments:?}");
    }
}

#[test]
fn what_is_not_verified_can_be_demanded() {
    let home = Home::new().with("traffic.har", CHROME);
    assert_eq!(home.run(&["judge", "traffic.har", "--require-complete", "-q"]).code, 3);
}

#[test]
fn what_this_program_records_is_judged_as_it_was_found() {
    let home = Home::new();
    assert_eq!(home.run(&["run", "-q", "--clause", "RSP-8", "ASY-1", "STA-1", "--format", "har"]).code, 0);
    let outcome = home.run(&["judge", "reports/exchanges.har"]);
    assert_eq!(outcome.code, 0, "{}{}", outcome.out, outcome.err);
    let report = home.report();
    let passed = clauses(&report, "pass");
    assert!(["RSP-8", "RSP-9", "ASY-1", "STA-1", "STA-2", "REQ-2"].iter().all(|clause| passed.contains(clause)));
}

#[rstest]
#[case::no_file(&["nowhere.har"], &["cannot read nowhere.har"])]
#[case::no_json(&["page.html"], &["page.html is not JSON", "line 1 column 1"])]
#[case::no_har(&["report.json"], &["report.json is no HAR", "missing field `log`"])]
#[case::no_exchange(&["bad.har"], &["bad.har, entry 1 (line 2)", "missing field `request`"])]
#[case::no_finalize(&["empty.har"], &["nothing is selected", "no FINALIZE in empty.har (0 exchanges)"])]
#[case::another_host(&["good.har", "--endpoint", "https://elsewhere.example"], &["no FINALIZE to https://elsewhere.example/"])]
#[case::no_url(&["good.har", "--endpoint", "elsewhere"], &["\"elsewhere\" is no URL"])]
#[case::no_format(&["good.har", "--format", "pdf"], &["\"pdf\"", "junit"])]
#[case::several_hosts(&["good.har", "moved.har"], &["--endpoint", "https://other.example.com, https://upload.example.com"])]
#[case::nothing(&[], &["<FILE.har>"])]
fn what_cannot_be_judged_is_named(#[case] arguments: &[&str], #[case] named: &[&str]) {
    let home = Home::new()
        .with("page.html", "<html></html>")
        .with("report.json", "{\"schema_version\": 1}")
        .with("bad.har", "{\"log\": {\"entries\": [\n{}]}}")
        .with("empty.har", "{\"log\": {\"entries\": []}}")
        .with("good.har", CHROME)
        .with("moved.har", CHROME.replace("upload.example.com", "other.example.com"));
    assert_refused(&home, &home.run(&[&["judge"], arguments].concat()), named);
}

#[test]
fn nothing_is_sent() {
    let port = Port::new();
    let home = Home::new()
        .with("traffic.har", MITMPROXY.replace("https://upload.example.com", port.url().trim_end_matches('/')));
    assert_eq!(home.run(&["judge", "traffic.har", "-q"]).code, 0);
    assert_eq!(port.connections(), 0);
}
