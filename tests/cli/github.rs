//! A run as part of a GitHub job: the step's summary and the annotations.

use std::fs;

use rstest::rstest;

use super::{Home, YES, server};

const HERE: (&str, &str) = ("GITHUB_ACTIONS", "true");

#[rstest]
#[case::run(&["run", "--clause", "RSP-6"])]
#[case::bare(&[])]
fn the_summary_is_added_to_that_of_the_step(#[case] arguments: &[&str]) {
    let home = Home::new().with("step.md", "# Before").with("finalize-conformance.toml", "clause = [\"RSP-6\"]\n");
    let outcome = home.run_with(&[("GITHUB_STEP_SUMMARY", "step.md")], arguments);
    assert_eq!((outcome.code, outcome.err.as_str()), (0, ""));
    let text = fs::read_to_string(home.path("step.md")).expect("the summary");
    assert!(text.starts_with("# Before\n## ✅ PASS: conformant"), "{text}");
    assert!(!home.path("reports/summary.md").exists(), "it was not asked for");
}

#[test]
fn shards_have_one_summary_when_they_are_joined() {
    let home = Home::new();
    for shard in ["1/2", "2/2"] {
        let directory = shard.replace('/', "-");
        home.run(&["run", "--clause", "PAR-1", "--shard", shard, "--format", "json", "--report-dir", &directory]);
    }
    let arguments = ["report", "merge", "1-2/report.json", "2-2/report.json"];
    assert_eq!(home.run_with(&[("GITHUB_STEP_SUMMARY", "step.md")], &arguments).code, 0);
    let text = fs::read_to_string(home.path("step.md")).expect("the summary");
    assert_eq!(text.matches("## ✅ PASS: conformant").count(), 1, "{text}");
}

#[rstest]
#[case::a_directory("reports", "reports")]
#[case::full("full.md", "it is full")]
fn a_summary_that_cannot_be_written_is_worth_a_warning(#[case] path: &str, #[case] why: &str) {
    let home = Home::new().with("full.md", vec![b'x'; 1 << 20]).with("reports/old", "");
    let outcome = home.run_with(&[("GITHUB_STEP_SUMMARY", path)], &["run", "--clause", "RSP-6"]);
    assert_eq!(outcome.code, 0, "{}", outcome.err);
    assert!(outcome.err.starts_with("warning: ") && outcome.err.contains(why), "{}", outcome.err);
    assert_eq!(outcome.err.lines().count(), 1, "{}", outcome.err);
}

#[test]
fn an_empty_variable_names_no_file() {
    let outcome = Home::new().run_with(&[("GITHUB_STEP_SUMMARY", "")], &["run", "--clause", "RSP-6"]);
    assert_eq!((outcome.code, outcome.err.as_str()), (0, ""));
}

fn commands(out: &str) -> Vec<&str> {
    out.lines().filter(|line| line.trim_start().starts_with("::") || line.contains("##")).collect()
}

#[test]
fn failures_are_annotated_at_their_place() {
    let home = Home::new();
    let arguments = ["run", "--endpoint", &server(YES), "--clause", "RSP-8", "LIFE-2"];
    let outcome = home.run_with(&[HERE], &arguments);
    assert_eq!(outcome.code, 1, "{}", outcome.out);
    let commands = commands(&outcome.out);
    assert!(commands[0].starts_with("::error file=features/response.feature,line="), "{}", commands[0]);
    assert!(commands[0].contains(",title=RSP-8 MUST%3A ") && commands[0].contains("::RSP-8 MUST: "), "{}", commands[0]);
    let should = commands.iter().find(|line| line.contains("title=LIFE-2 SHOULD%3A ")).expect("LIFE-2 is broken too");
    assert!(should.starts_with("::warning file=features/"), "{should}");
    assert_eq!(commands.iter().filter(|line| line.starts_with("::warning")).count(), 10, "{commands:#?}");
    assert!(commands.last().is_some_and(|line| line.ends_with(" more warnings; the reports have them all")));
    assert!(outcome.out.lines().last().is_some_and(|line| line.starts_with("FAIL")), "the verdict is last");
}

#[test]
fn own_scenarios_are_annotated_in_their_own_file() {
    let feature = "@RSP-8\nFeature: Own\n  Scenario: mine\n    Given an upload with every byte appended\n    \
                   When it is finalized as multipart\n    Then the endpoint accepts the request\n";
    let home = Home::new().with("mine/own.feature", feature);
    let arguments = ["run", "--endpoint", &server(YES), "--features", "mine", "--name", "^mine$"];
    let outcome = home.run_with(&[HERE], &arguments);
    assert!(outcome.out.contains("::error file=mine/own.feature,line=3,title="), "{}", outcome.out);
}

#[rstest]
#[case::elsewhere(&[], &[])]
#[case::not_quite(&[("GITHUB_ACTIONS", "false")], &[])]
#[case::quiet(&[HERE], &["-q"])]
fn nobody_else_is_commanded(#[case] variables: &[(&str, &str)], #[case] arguments: &[&str]) {
    let endpoint = server(YES);
    let arguments = [&["run", "--endpoint", &endpoint, "--clause", "RSP-8"], arguments].concat();
    let outcome = Home::new().run_with(variables, &arguments);
    assert_eq!((outcome.code, commands(&outcome.out)), (1, vec![]), "{}", outcome.out);
}

/// Refuses every INIT with a body made to be read as commands by the server that keeps the log.
const COMMANDING: &str = "HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain\r\nContent-Length: 107\r\n\r\n\
    ::add-mask::a\n::error::b\r\n ::stop-commands::c ##[error]d ##vso[task.complete]e %0A::warning::f\t::notice::g\n";

#[rstest]
fn an_endpoint_commands_nobody(#[values("-v", "--color=never")] verbosity: &str) {
    let arguments = ["run", verbosity, "--endpoint", &server(COMMANDING), "--clause", "RSP-8"];
    let outcome = Home::new().run_with(&[HERE], &arguments);
    assert_eq!(outcome.code, 3, "{}", outcome.out);
    assert!(outcome.out.contains("add-mask"), "it is shown all the same: {}", outcome.out);
    let commands = commands(&outcome.out);
    let ours = "::warning file=features/response.feature,line=";
    assert!(!commands.is_empty() && commands.iter().all(|line| line.starts_with(ours)), "{commands:#?}");
}
