//! Two runs compared: `diff` with its formats, and `run --baseline`.

use std::fs;

use rstest::rstest;
use serde_json::Value;

use super::{Home, YES, read_json, server};

/// Clauses whose few scenarios meet answers of every kind.
const CLAUSES: [&str; 3] = ["RSP-8", "LIFE-2", "ASY-7"];

/// Runs these clauses against the embedded endpoint, one after the other, and leaves the report there.
fn run(home: &Home, directory: &str) {
    let outcome = home.run(
        &[
            &["run", "-q", "--report-dir", directory, "--format", "json", "--concurrency", "1", "--clause"],
            &CLAUSES[..],
        ]
        .concat(),
    );
    assert_eq!(outcome.code, 0, "{}", outcome.out);
}

/// Changes every answer of a report.
fn tamper(home: &Home, directory: &str, change: impl Fn(&mut Value)) {
    let path = home.path(directory).join("report.json");
    let mut report = read_json(&path);
    let scenarios = report["scenarios"].as_array_mut().expect("a list").iter_mut();
    let exchanges = scenarios.flat_map(|scenario| scenario["exchanges"].as_array_mut().expect("a list"));
    exchanges.for_each(change);
    fs::write(path, report.to_string()).expect("written");
}

fn in_bodies(from: &'static str, to: &'static str) -> impl Fn(&mut Value) {
    move |exchange| {
        let body = &mut exchange["response"]["body"];
        *body = body.as_str().expect("a text").replace(from, to).into();
    }
}

#[test]
fn two_ordinary_runs_do_not_differ() {
    let home = Home::new();
    ["a", "b", "c"].iter().for_each(|directory| run(&home, directory));
    for (before, after) in [("a", "b"), ("b", "c"), ("c", "a")] {
        let outcome =
            home.run(&["diff", "--fail-on-drift", &format!("{before}/report.json"), &format!("{after}/report.json")]);
        assert_eq!((outcome.code, outcome.err.as_str()), (0, ""), "{}", outcome.out);
        assert!(outcome.out.ends_with("\nno difference\n"), "{}", outcome.out);
    }
}

#[rstest]
#[case::a_field_gone("\"size\":", "\"length\":", "/size vanished (was integer)")]
#[case::another_type(
    "\"expires_after_secs\":86400",
    "\"expires_after_secs\":\"86400\"",
    "/expires_after_secs changed from integer to string"
)]
#[case::another_range(
    "\"expires_after_secs\":86400",
    "\"expires_after_secs\":3600",
    "/expires_after_secs was 86400 and is 3600"
)]
#[case::other_words("\"message\":\"", "\"message\":\"Sorry: ", "and says \"Sorry: ")]
fn what_an_answer_says_drifts(#[case] from: &'static str, #[case] to: &'static str, #[case] shown: &str) {
    let home = Home::new();
    run(&home, "a");
    fs::create_dir(home.path("b"))
        .and_then(|()| fs::copy(home.path("a/report.json"), home.path("b/report.json")))
        .expect("copied");
    tamper(&home, "b", in_bodies(from, to));
    let files = ["diff", "a/report.json", "b/report.json"];
    let outcome = home.run(&files);
    assert_eq!((outcome.code, outcome.err.as_str()), (0, ""), "drift alone is no failure: {}", outcome.out);
    assert!(outcome.out.contains(shown), "{}", outcome.out);
    assert_eq!(home.run(&[&files[..], &["--fail-on-drift"]].concat()).code, 1);
    let json: Value = serde_json::from_str(&home.run(&[&files[..], &["--format", "json"]].concat()).out).expect("JSON");
    assert!(json["drift"].as_array().is_some_and(|drift| !drift.is_empty()), "{json}");
    let markdown = home.run(&[&files[..], &["--format", "markdown"]].concat()).out;
    assert!(markdown.starts_with("## ") && markdown.contains("### Answers"), "{markdown}");
}

#[test]
fn a_latency_drifts() {
    let home = Home::new();
    run(&home, "a");
    run(&home, "b");
    tamper(&home, "b", |exchange| {
        let slower = exchange["duration_ms"].as_f64().expect("a number") + 2_000.0;
        exchange["duration_ms"] = slower.into();
    });
    let outcome = home.run(&["diff", "--fail-on-drift", "a/report.json", "b/report.json"]);
    assert_eq!(outcome.code, 1, "{}", outcome.out);
    assert!(outcome.out.contains("  the median latency moved from "), "{}", outcome.out);
}

#[test]
fn a_clause_that_got_worse_fails() {
    let home = Home::new();
    run(&home, "a");
    home.run(&["run", "-q", "--endpoint", &server(YES), "--report-dir", "b", "--clause", "LIFE-2"]);
    let outcome = home.run(&["diff", "a/report.json", "b/report.json"]);
    assert_eq!(outcome.code, 1, "{}", outcome.out);
    assert!(outcome.out.contains("LIFE-2  pass → fail"), "{}", outcome.out);
    assert_eq!(home.run(&["diff", "b/report.json", "a/report.json"]).code, 0, "it got better");
}

#[test]
fn a_run_is_compared_with_its_baseline() {
    let home = Home::new();
    run(&home, "a");
    let arguments = ["run", "--clause", "LIFE-2", "--endpoint", &server(YES)];
    assert_eq!(home.run(&arguments).code, 0, "a SHOULD clause does not decide");
    let compared = [&arguments[..], &["--baseline", "a/report.json"]].concat();
    let outcome = home.run(&compared);
    assert_eq!(outcome.code, 1, "but it got worse: {}", outcome.out);
    assert!(outcome.out.contains("LIFE-2  pass → fail"), "{}", outcome.out);
    assert!(outcome.out.lines().last().is_some_and(|line| line.starts_with("PASS")), "{}", outcome.out);
    let quiet = home.run(&[&compared[..], &["-q"]].concat());
    assert_eq!((quiet.code, quiet.out.lines().count()), (1, 1), "{}", quiet.out);
}

#[rstest]
#[case::by_default(&[], &[], 0)]
#[case::flag(&[], &["--fail-on-drift"], 1)]
#[case::variable(&[("FINALIZE_FAIL_ON_DRIFT", "true")], &[], 1)]
fn a_run_may_fail_on_drift(#[case] variables: &[(&str, &str)], #[case] arguments: &[&str], #[case] code: i32) {
    let home = Home::new();
    run(&home, "a");
    tamper(&home, "a", in_bodies("\"size\":", "\"length\":"));
    let arguments = [&["run", "--clause", "RSP-8", "--baseline", "a/report.json"], arguments].concat();
    let outcome = home.run_with(variables, &arguments);
    assert_eq!(outcome.code, code, "{}", outcome.out);
    assert!(outcome.out.contains("/size appeared (integer)"), "{}", outcome.out);
}
