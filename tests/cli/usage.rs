//! Bad usage and bad configuration: exit 2, one message that names the thing and the place, and nothing sent.

use rstest::rstest;

use super::{Home, Outcome, Port};

const FEATURE: &str = "Feature: F\n  @PAR-1\n  Scenario: s\n    Given an upload with every byte appended\n";

/// One message on standard error that names all of these, nothing on standard output, and no report.
pub fn assert_refused(home: &Home, outcome: &Outcome, named: &[&str]) {
    let Outcome { code, out, err } = outcome;
    assert_eq!(*code, 2, "{out}{err}");
    assert_eq!(out, "");
    assert!(err.starts_with("error: ") && err.matches("error:").count() == 1, "{err}");
    assert!(!err.contains("panicked"), "{err}");
    for text in named {
        assert!(err.contains(text), "{text:?} is not in {err}");
    }
    assert!(!home.path("reports/report.json").exists());
}

#[rstest]
#[case::unknown_option(&["--bogus"], &["--bogus"])]
#[case::no_pattern(&["--name", "("], &["\"(\"", "unclosed group"])]
#[case::no_tag_expression(&["--tags", "@PAR-1 and"], &["\"@PAR-1 and\"", "an example is"])]
#[case::no_features(&["--features", "nowhere"], &["cannot read nowhere"])]
#[case::features_in_a_file(&["--features", "file"], &["cannot read file"])]
#[case::empty_features(&["--features", "empty"], &["no .feature file in empty"])]
#[case::no_gherkin(&["--features", "syntax"], &["syntax/own.feature", "line 4", "\"bogus\""])]
#[case::undefined_step(&["--features", "undefined"], &["undefined/own.feature:4", "\"a thing\""])]
#[case::no_clause(&["--features", "clauseless"], &["clauseless/own.feature:3", "\"s\"", "@observation"])]
#[case::duplicate(&["--features", "duplicate"], &["duplicate/own.feature:3", "duplicate/own.feature:5", "own/s"])]
#[case::report_directory_is_a_file(&["--report-dir", "file"], &["to file", "--report-dir"])]
#[case::report_directory_in_a_file(&["--report-dir", "file/sub"], &["file/sub"])]
#[case::nothing_selected(&["--tags", "@PAR-1 and @PAR-2"], &["no scenario is selected"])]
#[case::no_such_name(&["--name", "^no such name$"], &["no scenario is selected"])]
#[case::unknown_clause(&["--clause", "RSP-99"], &["\"RSP-99\""])]
#[case::one_unknown_clause(&["--clause", "RSP-3", "RSP-99"], &["\"RSP-99\""])]
#[case::unknown_skip(&["--skip", "own/s"], &["\"own/s\""])]
#[case::no_known_failures(&["--known-failures", "nowhere.toml"], &["nowhere.toml"])]
#[case::bad_known_failures(&["--known-failures", "known.toml"], &["known.toml", "line 1", "reason"])]
#[case::header_without_colon(&["--header", "X-Test"], &["\"X-Test\"", "Name: value"])]
#[case::header_with_blanks(&["--header", "X Test: 1"], &["X Test"])]
#[case::header_of_the_suite(&["--header", "Authorization: Bearer x"], &["Authorization"])]
#[case::bad_format(&["--format", "json,pdf"], &["\"pdf\"", "junit"])]
#[case::no_format(&["--format", ""], &["\"\"", "junit"])]
#[case::no_config(&["--config", "nowhere.toml"], &["nowhere.toml"])]
#[case::bad_config(&["--config", "bad.toml"], &["bad.toml", "line 2", "concurency"])]
#[case::bad_value_in_config(&["--config", "zero.toml"], &["zero.toml", "line 1", "timeout = 0"])]
#[case::zero_timeout(&["--timeout", "0"], &["--timeout", "at least 1"])]
#[case::zero_concurrency(&["--concurrency", "0"], &["--concurrency"])]
#[case::no_number(&["--max-requests", "many"], &["--max-requests", "many"])]
#[case::no_rate(&["--rate", "0"], &["rate"])]
#[case::no_level(&["--fail-on", "may"], &["--fail-on", "may"])]
#[case::no_colour(&["--color", "sometimes"], &["--color", "sometimes"])]
#[case::no_certificates(&["--ca-cert", "nowhere.pem"], &["nowhere.pem"])]
#[case::no_baseline(&["--baseline", "nowhere.json"], &["nowhere.json"])]
#[case::drift_from_nothing(&["--fail-on-drift"], &["--fail-on-drift", "--baseline FILE"])]
#[case::letters_for_an_id(&["--expired-media-id", "abc"], &["--expired-media-id", "\"abc\"", "from 1 to 18446744073709551615"])]
#[case::zero_for_an_id(&["--expired-media-id", "0"], &["--expired-media-id", "\"0\""])]
#[case::sign_before_an_id(&["--expired-media-id", "+7"], &["--expired-media-id", "\"+7\""])]
#[case::id_over_64_bits(&["--expired-media-id", "18446744073709551616"], &["--expired-media-id"])]
#[case::key_for_an_id(&["--expired-media-id", "3_1"], &["--expired-media-id", "\"3_1\""])]
#[case::id_for_a_key(&["--expired-media-key", "710511363345354753"], &["--expired-media-key", "two numbers and _"])]
#[case::half_a_key(&["--expired-media-key", "3_"], &["--expired-media-key", "\"3_\""])]
#[case::letters_in_a_key(&["--expired-media-key", "3_7a"], &["--expired-media-key", "\"3_7a\""])]
#[case::quiet_and_verbose(&["-q", "-v"], &["--quiet", "--verbose"])]
fn a_bad_option_is_named_and_nothing_is_sent(#[case] arguments: &[&str], #[case] named: &[&str]) {
    let port = Port::new();
    let home = Home::new()
        .with("file", "")
        .with("empty/notes.txt", "")
        .with("syntax/own.feature", "Feature: F\n  Scenario: s\n    Given a\n    bogus\n")
        .with("undefined/own.feature", FEATURE.replace("an upload with every byte appended", "a thing"))
        .with("clauseless/own.feature", FEATURE.replace("@PAR-1", "@slow"))
        .with("duplicate/own.feature", format!("{FEATURE}  Scenario: s\n    Given an upload\n"))
        .with("known.toml", "[[known]]\nid = \"RSP-3\"\n")
        .with("bad.toml", "timeout = 5\nconcurency = 4\n")
        .with("zero.toml", "timeout = 0\n");
    let outcome = home.run(&[&["run", "--endpoint", &port.url()], arguments].concat());
    assert_refused(&home, &outcome, named);
    assert_eq!(port.connections(), 0);
}

#[rstest]
#[case("upload.example.com", "is no URL")]
#[case("not a URL", "is no URL")]
#[case("", "is no URL")]
#[case("http://", "is no URL")]
#[case("http://[::1", "is no URL")]
#[case("http://127.0.0.1:99999/", "is no URL")]
#[case("localhost:8080", "http or https URL with a host")]
#[case("ftp://example.com/", "http or https URL with a host")]
#[case("mailto:somebody@example.com", "http or https URL with a host")]
#[case("file:///etc/hosts", "http or https URL with a host")]
#[case("http://user:secret@127.0.0.1:1/", "must not contain credentials")]
fn an_endpoint_is_an_address_of_the_web(#[case] endpoint: &str, #[case] named: &str) {
    let home = Home::new();
    let outcome = home.run(&["run", "--endpoint", endpoint]);
    assert_refused(&home, &outcome, &[named]);
    assert!(!outcome.err.contains("secret"), "{}", outcome.err);
}

#[rstest]
#[case::half_set(&[("FINALIZE_CONSUMER_KEY", "s3cret"), ("FINALIZE_ACCESS_TOKEN", "s3cret")],
    &["FINALIZE_CONSUMER_SECRET", "FINALIZE_ACCESS_TOKEN_SECRET"])]
#[case::one_empty(
    &[
        ("FINALIZE_CONSUMER_KEY", "s3cret"), ("FINALIZE_CONSUMER_SECRET", ""),
        ("FINALIZE_ACCESS_TOKEN", "s3cret"), ("FINALIZE_ACCESS_TOKEN_SECRET", "s3cret"),
    ],
    &["not set: FINALIZE_CONSUMER_SECRET"]
)]
#[case::half_set_beside_a_bearer(&[("FINALIZE_CONSUMER_KEY", "s3cret"), ("FINALIZE_USER_BEARER", "s3cret")],
    &["FINALIZE_CONSUMER_SECRET"])]
#[case::both_kinds(
    &[
        ("FINALIZE_CONSUMER_KEY", "s3cret"), ("FINALIZE_CONSUMER_SECRET", "s3cret"), ("FINALIZE_ACCESS_TOKEN", "s3cret"),
        ("FINALIZE_ACCESS_TOKEN_SECRET", "s3cret"), ("FINALIZE_USER_BEARER", "s3cret"),
    ],
    &["FINALIZE_USER_BEARER", "unset"]
)]
fn credentials_are_whole_and_of_one_kind(#[case] variables: &[(&str, &str)], #[case] named: &[&str]) {
    let (home, port) = (Home::new(), Port::new());
    let outcome = home.run_with(variables, &["run", "--endpoint", &port.url()]);
    assert_refused(&home, &outcome, named);
    assert!(!outcome.err.contains("s3cret"), "{}", outcome.err);
    assert_eq!(port.connections(), 0);
}

#[test]
fn credentials_do_not_go_over_plain_http_to_another_machine() {
    let home = Home::new();
    let outcome = home.run_with(&[("FINALIZE_USER_BEARER", "s3cret")], &["run", "--endpoint", "http://example.com"]);
    assert_refused(&home, &outcome, &["example.com", "--allow-insecure-credentials"]);
}

#[rstest]
#[case("FINALIZE_ENDPOINT", "", "the variable FINALIZE_ENDPOINT is empty")]
#[case("FINALIZE_ENDPOINT", "nowhere", "\"nowhere\" is no URL")]
#[case("FINALIZE_TIMEOUT", "soon", "soon")]
#[case("FINALIZE_TAGS", "@", "\"@\" is not a tag expression")]
#[case("FINALIZE_FORMAT", "pdf", "\"pdf\"")]
#[case("FINALIZE_CONFIG", "nowhere.toml", "nowhere.toml")]
#[case("FINALIZE_INSECURE", "perhaps", "perhaps")]
fn a_bad_variable_is_as_bad_as_a_bad_option(#[case] name: &str, #[case] value: &str, #[case] named: &str) {
    for arguments in [&["run"][..], &[]] {
        let home = Home::new();
        assert_refused(&home, &home.run_with(&[(name, value)], arguments), &[named]);
    }
}

#[rstest]
#[case(&["explain", "RSP-99"], "\"RSP-99\"")]
#[case(&["explain"], "<CLAUSE>")]
#[case(&["list", "--features", "nowhere"], "nowhere")]
#[case(&["schemas", "--out", "file"], "file")]
#[case(&["serve", "--addr", "nowhere"], "nowhere")]
#[case(&["serve", "--addr", "203.0.113.1:0"], "--addr")]
#[case(&["serve", "--public-url", "ftp://example.com"], "http or https URL with a host")]
#[case(&["serve", "--public-url", "example.com"], "http or https URL with a host")]
#[case(&["serve", "--public-url", "https://"], "http or https URL with a host")]
#[case(&["diff", "nowhere.json", "file"], "nowhere.json")]
#[case(&["diff", "file", "file"], "file: this is not JSON")]
#[case(&["report", "nowhere.json"], "nowhere.json")]
#[case(&["man", "--out", "file"], "file")]
#[case(&["completions", "tcsh"], "powershell")]
#[case(&["conform"], "conform")]
fn other_commands_fail_in_the_same_way(#[case] arguments: &[&str], #[case] named: &str) {
    let home = Home::new().with("file", "");
    assert_refused(&home, &home.run(arguments), &[named]);
}
