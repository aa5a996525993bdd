//! Where options come from: flag over variable over file.

use rstest::rstest;

use super::{Home, Port};

const FILE: &str = "\
    clause = [\"RSP-6\"]\nreport-dir = \"from-file\"\nformat = \"tap\"\nquiet = true\nheader = [\"X-Test: 1\"]\n\
    timeout = 20\nmax-wait = 5\nfail-on = \"should\"\nrequire-complete = false\ncolor = \"never\"\n";

#[rstest]
#[case::file(&[], &[], "from-file")]
#[case::variable(&[("FINALIZE_REPORT_DIR", "from-variable")], &[], "from-variable")]
#[case::flag(&[("FINALIZE_REPORT_DIR", "from-variable")], &["--report-dir", "from-flag"], "from-flag")]
#[case::flag_over_file(&[], &["--report-dir", "from-flag"], "from-flag")]
fn the_nearest_source_counts(#[case] variables: &[(&str, &str)], #[case] arguments: &[&str], #[case] directory: &str) {
    let home = Home::new().with("finalize-conformance.toml", FILE);
    let outcome = home.run_with(variables, &[&["run"], arguments].concat());
    assert_eq!(outcome.code, 0, "{}", outcome.err);
    assert_eq!(outcome.out.lines().count(), 1, "the file says quiet: {}", outcome.out);
    for other in ["from-file", "from-variable", "from-flag", "reports"] {
        assert_eq!(home.path(other).exists(), other == directory, "{other}");
    }
    assert!(home.path(directory).join("report.tap").exists(), "the file's format");
}

#[test]
fn the_bare_command_reads_file_and_variables() {
    let home = Home::new().with("finalize-conformance.toml", FILE);
    let outcome = home.run_with(&[("FINALIZE_REPORT_DIR", "from-variable"), ("FINALIZE_FORMAT", "json,tap")], &[]);
    assert_eq!(outcome.code, 0, "{}", outcome.err);
    assert!(home.path("from-variable/report.json").exists() && home.path("from-variable/report.tap").exists());
}

#[rstest]
#[case::flag(&[], &["run", "--config", "other/own.toml"])]
#[case::variable(&[("FINALIZE_CONFIG", "other/own.toml")], &["run"])]
#[case::variable_of_the_bare_command(&[("FINALIZE_CONFIG", "other/own.toml")], &[])]
fn another_file_may_be_named(#[case] variables: &[(&str, &str)], #[case] arguments: &[&str]) {
    let home = Home::new().with("other/own.toml", FILE).with("finalize-conformance.toml", "bogus = true\n");
    assert_eq!(home.run_with(variables, arguments).code, 0);
    assert!(home.path("from-file/report.tap").exists());
}

#[rstest]
#[case::flag(&[], &["--clause", "RSP-6", "RSP-7"])]
#[case::flag_with_commas(&[], &["--clause", "rsp-6,rsp-7"])]
#[case::flag_twice(&[], &["--clause", "RSP-6", "--clause", "RSP-7"])]
#[case::variable(&[("FINALIZE_CLAUSE", "RSP-6,RSP-7")], &[])]
#[case::flag_over_variable(&[("FINALIZE_CLAUSE", "PAR-1")], &["--clause", "RSP-6", "RSP-7"])]
fn a_list_may_be_written_in_several_ways(#[case] variables: &[(&str, &str)], #[case] arguments: &[&str]) {
    let home = Home::new();
    let outcome = home.run_with(variables, &[&["run", "-q"], arguments].concat());
    assert_eq!(outcome.code, 0, "{}", outcome.err);
    let report = home.report();
    let passed = report["clauses"].as_array().expect("a list").iter().filter(|clause| clause["verdict"] == "pass");
    assert_eq!(passed.map(|clause| &clause["id"]).collect::<Vec<_>>(), ["RSP-6", "RSP-7"]);
}

#[rstest]
#[case::variables(&[("FINALIZE_EXPIRED_MEDIA_ID", ""), ("FINALIZE_EXPIRED_MEDIA_KEY", "")], &[])]
#[case::flags(&[], &["--expired-media-id", "", "--expired-media-key", ""])]
#[case::every_other_variable(
    &[
        ("FINALIZE_CONFIG", ""), ("FINALIZE_TARGETS", ""), ("FINALIZE_TAGS", ""), ("FINALIZE_CLAUSE", ""),
        ("FINALIZE_SKIP", ""), ("FINALIZE_FEATURES", ""), ("FINALIZE_SHARD", ""), ("FINALIZE_REPEAT", ""),
        ("FINALIZE_BASELINE", ""), ("FINALIZE_KNOWN_FAILURES", ""), ("FINALIZE_TIMEOUT", ""), ("FINALIZE_RATE", ""),
        ("FINALIZE_HEADER", ""), ("FINALIZE_CA_CERT", ""), ("FINALIZE_INSECURE", ""), ("FINALIZE_LEDGER", ""),
        ("FINALIZE_REPORT_DIR", ""), ("FINALIZE_FORMAT", ""), ("FINALIZE_FAIL_ON", ""), ("FINALIZE_COLOR", ""),
        ("FINALIZE_CONSUMER_KEY", ""), ("FINALIZE_USER_BEARER", ""), ("FINALIZE_APP_BEARER", ""),
    ],
    &[]
)]
fn what_is_empty_is_not_given(#[case] variables: &[(&str, &str)], #[case] arguments: &[&str]) {
    let home = Home::new();
    let selected = ["run", "--name", "given as expired"];
    let outcome = home.run_with(variables, &[&selected[..], arguments].concat());
    assert_eq!(outcome.code, 0, "{}{}", outcome.out, outcome.err);
    assert!(outcome.out.contains("none was given (--expired-media-id or --ledger)"), "{}", outcome.out);
    let skipped = &home.report()["summary"]["scenarios"]["skip"];
    assert_eq!(skipped, 4);
}

#[test]
fn an_empty_variable_leaves_it_to_the_file_and_the_bare_command() {
    let home = Home::new().with("finalize-conformance.toml", FILE);
    assert_eq!(home.run_with(&[("FINALIZE_REPORT_DIR", ""), ("FINALIZE_TIMEOUT", "")], &[]).code, 0);
    assert!(home.path("from-file/report.tap").exists());
}

#[test]
fn an_endpoint_may_come_from_the_file_or_a_variable() {
    let port = Port::new();
    let home = Home::new().with("finalize-conformance.toml", format!("endpoint = \"{}\"\ntimeout = 1\n", port.url()));
    // The port takes connections and never answers, so that a request or two decides.
    let arguments = ["run", "-q", "--clause", "RSP-3", "--max-requests", "1"];
    assert_eq!(home.run(&arguments).code, 3);
    assert_eq!(home.report()["target"]["kind"], "live");
    assert_eq!(home.report()["target"]["endpoint"], format!("{}1.1/media/upload.json", port.url()));
    assert!(port.connections() > 0);
    let other = Port::new();
    let outcome = home.run_with(&[("FINALIZE_ENDPOINT", &format!("{}own/path?x=1", other.url()))], &arguments);
    assert_eq!(outcome.code, 3, "{}", outcome.err);
    assert_eq!(home.report()["target"]["endpoint"], format!("{}own/path?x=1", other.url()));
    assert_eq!(port.connections(), 0);
    assert!(other.connections() > 0);
}

#[test]
fn the_embedded_run_needs_no_credentials_and_minds_none() {
    let home = Home::new();
    let outcome = home.run_with(&[("FINALIZE_CONSUMER_KEY", "half")], &["run", "-q", "--clause", "RES-2"]);
    assert_eq!(outcome.code, 0, "{}{}", outcome.out, outcome.err);
}
