//! What a run prints and writes.

use std::{collections::BTreeMap, fs, path::Path};

use rstest::rstest;

use super::{Home, YES, read_json, server};

#[test]
fn quiet_prints_one_line() {
    for (endpoint, word) in [(None, "PASS"), (Some(server(YES)), "FAIL")] {
        let home = Home::new();
        let endpoint = endpoint.as_deref().map_or(vec![], |url| vec!["--endpoint", url]);
        let outcome = home.run(&[&["run", "-q", "--clause", "PAR-1"], &*endpoint].concat());
        assert_eq!(outcome.out.lines().count(), 1, "{}", outcome.out);
        assert!(outcome.out.starts_with(word) && outcome.err.is_empty(), "{}{}", outcome.out, outcome.err);
    }
}

#[rstest]
#[case::one_endpoint(&[], "warning: certificates were not verified (--insecure)\n")]
#[case::a_fleet(&["--targets", "fleet.toml"], "warning: here: certificates were not verified (--insecure)\n")]
fn quiet_still_warns(#[case] arguments: &[&str], #[case] warning: &str) {
    let home = Home::new().with("fleet.toml", "[[target]]\nname = \"here\"\n");
    let outcome = home.run(&[&["run", "-q", "--insecure", "--clause", "PAR-1"], arguments].concat());
    assert_eq!((outcome.code, outcome.err.as_str()), (0, warning));
    assert_eq!(outcome.out.lines().count(), 1, "{}", outcome.out);
}

#[test]
fn verbose_shows_every_exchange_and_no_secret() {
    let variables = [("FINALIZE_USER_BEARER", "s3cret-token")];
    let home = Home::new();
    let arguments = ["run", "-v", "--endpoint", &server(YES), "--clause", "LIFE-1", "--format", "all"];
    let outcome = home.run_with(&variables, &arguments);
    assert!(outcome.out.contains("POST ") && outcome.out.contains("curl "), "{}", outcome.out);
    assert!(!outcome.out.contains("s3cret-token"));
    for entry in fs::read_dir(home.path("reports")).expect("reports") {
        let path = entry.expect("readable").path();
        let text = fs::read_to_string(&path).expect("text");
        assert!(!text.contains("s3cret-token"), "{}", path.display());
    }
}

#[rstest]
#[case::nobody_asks(&[], &[], false)]
#[case::always(&[], &["--color", "always"], true)]
#[case::never(&[], &["--color", "never"], false)]
#[case::the_variable(&[("FINALIZE_COLOR", "always")], &[], true)]
#[case::no_colour(&[("NO_COLOR", "1")], &[], false)]
#[case::a_flag_goes_before_no_colour(&[("NO_COLOR", "1")], &["--color", "always"], true)]
#[case::forced(&[("CLICOLOR_FORCE", "1")], &[], true)]
#[case::never_goes_before_forced(&[("CLICOLOR_FORCE", "1")], &["--color", "never"], false)]
#[case::no_colour_goes_before_forced(&[("NO_COLOR", "1"), ("CLICOLOR_FORCE", "1")], &[], false)]
fn colour_is_for_terminals(#[case] variables: &[(&str, &str)], #[case] arguments: &[&str], #[case] coloured: bool) {
    let outcome = Home::new().run_with(variables, &[&["run", "--clause", "RSP-6"], arguments].concat());
    assert_eq!(outcome.code, 0, "{}", outcome.err);
    assert_eq!(outcome.out.contains('\u{1b}'), coloured, "{}", outcome.out);
}

#[test]
fn a_report_keeps_to_its_schema() {
    let schema = read_json(std::path::Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/schemas/report.schema.json")));
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    let refused = "HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n";
    for endpoint in [None, Some(server(YES)), Some(server(refused)), Some("http://127.0.0.1:1/".to_owned())] {
        let home = Home::new();
        let endpoint = endpoint.as_deref().map_or(vec![], |url| vec!["--endpoint", url]);
        home.run(&[&["run", "-q", "--clause", "RSP-8", "RSP-6", "LIFE-8", "--skip", "LIFE-8"], &*endpoint].concat());
        let report = home.report();
        let errors: Vec<_> = validator.iter_errors(&report).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{endpoint:?}: {errors:?}");
        assert_eq!(report["clauses"].as_array().map(Vec::len), Some(51));
    }
    assert!(!validator.is_valid(&serde_json::json!({"schema_version": 1})), "the schema asks for something");
}

fn files(directory: &Path) -> BTreeMap<String, String> {
    let entries = fs::read_dir(directory).expect("made").map(|entry| entry.expect("readable").path());
    let name = |path: &Path| path.file_name().expect("a name").to_string_lossy().into_owned();
    entries.map(|path| (name(&path), fs::read_to_string(&path).expect("text"))).collect()
}

#[test]
fn every_format_is_written_where_it_is_asked_for_and_again_from_the_saved_run() {
    let home = Home::new();
    let outcome = home.run(&["run", "--clause", "RSP-6", "--format", "all", "--report-dir", "deep/er"]);
    assert_eq!(outcome.code, 0, "{}", outcome.err);
    assert!(!home.path("reports").exists());
    let written = files(&home.path("deep/er"));
    assert!(written.len() >= 7 && written.values().all(|text| !text.is_empty()), "{:?}", written.keys());
    let outcome = home.run(&["report", "deep/er/report.json", "--format", "all"]);
    assert_eq!((outcome.code, outcome.err.as_str()), (0, ""));
    assert_eq!(outcome.out.lines().count(), written.len(), "it says what it wrote: {}", outcome.out);
    assert_eq!(files(&home.path("reports")), written);
    let home = Home::new();
    home.run(&["run", "--clause", "RSP-6", "--format", "sarif"]);
    assert_eq!(files(&home.path("reports")).keys().collect::<Vec<_>>(), ["report.sarif"]);
}

#[test]
fn what_is_left_out_is_listed_with_its_reason() {
    let home = Home::new();
    let outcome = home.run(&["run", "--clause", "RSP-6", "RSP-7", "--skip", "RSP-6"]);
    assert_eq!(outcome.code, 0, "{}", outcome.out);
    let report = home.report();
    let scenarios = report["scenarios"].as_array().expect("a list");
    let left_out: Vec<_> = scenarios.iter().filter(|scenario| scenario["verdict"] == "skip").collect();
    assert_eq!(left_out.len(), 1);
    assert!(left_out[0]["reason"].as_str().is_some_and(|reason| reason.contains("--skip")));
}

#[test]
fn own_scenarios_run_beside_the_built_in_ones() {
    let feature = "\
        @RSP-3\nFeature: Own\n  Scenario: a JPEG in 5 segments\n    Given a JPEG uploaded for tweet_image in 5 segments\n    \
        When it is finalized as multipart\n    Then the endpoint accepts the request\n    And both spell the same digits\n";
    let home = Home::new().with("mine/own.feature", feature);
    let outcome = home.run(&["run", "--features", "mine", "--name", "JPEG in 5"]);
    assert_eq!(outcome.code, 0, "{}{}", outcome.out, outcome.err);
    let report = home.report();
    assert_eq!(report["scenarios"][0]["id"], "own/a-jpeg-in-5-segments");
    assert_eq!(report["scenarios"][0]["file"], "mine/own.feature");
    assert_eq!(report["summary"]["scenarios"]["pass"], 1);
}

#[cfg(unix)]
#[test]
fn a_closed_pipe_does_not_keep_the_report_from_being_written() {
    use std::process::Stdio;

    let home = Home::new();
    let mut child = home.command(&["run", "--clause", "RSP-7"]).stdout(Stdio::piped()).spawn().expect("it starts");
    drop(child.stdout.take());
    assert_eq!(child.wait().expect("it ends").code(), Some(0));
    assert_eq!(home.report()["exit_code"], 0);
}
