//! The exit codes of a run: 0 conformant, 1 not conformant, 3 no verdict.

use std::sync::atomic::{AtomicBool, Ordering};

use rstest::rstest;

use super::{Home, Port, YES, answering, server};

fn known(id: &str, until: &str) -> String {
    format!("[[known]]\nid = \"{id}\"\nreason = \"ticket 7\"\n{until}")
}

#[test]
fn the_embedded_endpoint_conforms() {
    let home = Home::new();
    let outcome = home.run(&["run", "--clause", "RSP-3", "PAR-1"]);
    assert_eq!((outcome.code, outcome.err.as_str()), (0, ""), "{}", outcome.out);
    let report = home.report();
    assert_eq!(report["exit_code"], 0);
    assert_eq!(report["summary"]["clauses"]["pass"], 2);
    assert_eq!(report["target"]["kind"], "embedded");
}

/// The endpoint takes every FINALIZE: PAR-2 (MUST) and LIFE-2 (SHOULD) are broken.
#[rstest]
#[case::must(&["--clause", "PAR-2"], 1)]
#[case::should(&["--clause", "LIFE-2"], 0)]
#[case::should_counts(&["--clause", "LIFE-2", "--fail-on", "should"], 1)]
#[case::nothing_counts(&["--clause", "PAR-2", "--fail-on", "never"], 0)]
#[case::skipped(&["--tags", "@PAR-2 and @ERR-2", "--skip", "PAR-2", "ERR-2"], 0)]
#[case::not_complete(&["--clause", "LIFE-8"], 0)]
#[case::complete_is_asked_for(&["--clause", "LIFE-8", "--require-complete"], 3)]
fn what_counts_decides(#[case] arguments: &[&str], #[case] code: i32) {
    let home = Home::new();
    let outcome = home.run(&[&["run", "-q", "--endpoint", &server(YES)], arguments].concat());
    assert_eq!(outcome.code, code, "{}{}", outcome.out, outcome.err);
    assert_eq!(home.report()["exit_code"], code);
}

#[test]
fn a_violation_names_clause_place_and_evidence() {
    let home = Home::new();
    let outcome = home.run(&["run", "--endpoint", &server(YES), "--clause", "RSP-8"]);
    assert_eq!(outcome.code, 1, "{}", outcome.out);
    let report = home.report();
    let scenarios = report["scenarios"].as_array().expect("a list");
    for scenario in scenarios {
        let violations = scenario["violations"].as_array().expect("a list");
        assert_eq!(violations.len(), 1, "only the clause that was asked for: {violations:?}");
        assert_eq!((&violations[0]["clause"], &violations[0]["pointer"]), (&"RSP-8".into(), &"/size".into()));
        let exchange = violations[0]["exchange"].as_u64().expect("the exchange that shows it");
        let exchange = &scenario["exchanges"][usize::try_from(exchange).expect("a number")];
        assert!(exchange["request"]["body"].as_str().is_some_and(|body| body.contains("FINALIZE")), "{exchange}");
        assert!(exchange["curl"].as_str().is_some_and(|line| line.starts_with("curl ")), "{exchange}");
    }
    assert!(outcome.out.contains("RSP-8"), "{}", outcome.out);
}

#[rstest]
#[case::the_clause("PAR-2", "", 0)]
#[case::until_a_day_to_come("PAR-2", "until = \"9999-12-31\"\n", 0)]
#[case::its_day_is_past("PAR-2", "until = \"2020-01-31\"\n", 1)]
#[case::one_of_its_scenarios("command/every-single-letter-counts-fINALIZE", "", 1)]
#[case::another_clause_that_is_not_verified("PAR-3", "", 1)]
#[case::nothing("PAR-99", "", 1)]
fn a_known_failure_does_not_decide(#[case] id: &str, #[case] until: &str, #[case] code: i32) {
    let home = Home::new().with("known.toml", known(id, until));
    let arguments = ["run", "--endpoint", &server(YES), "--clause", "PAR-2", "--known-failures", "known.toml"];
    let outcome = home.run(&arguments);
    assert_eq!(outcome.code, code, "{}{}", outcome.out, outcome.err);
    assert!(outcome.out.contains("PAR-2"), "it is shown all the same: {}", outcome.out);
}

#[rstest]
#[case::a_clause("RSP-3", "", "it passes now")]
#[case::a_scenario("response/a-media-key-that-was-not-sent", "", "it passes now")]
#[case::of_a_day_gone_by("LIFE-2", "until = \"2020-01-31\"\n", "its last day was 2020-01-31")]
#[case::mistyped("RSP-33", "", "there is no such clause or scenario")]
fn a_stale_entry_fails_the_run(#[case] id: &str, #[case] until: &str, #[case] problem: &str) {
    let home = Home::new().with("known.toml", known(id, until));
    let outcome = home.run(&["run", "--clause", "RSP-3", "RSP-6", "--known-failures", "known.toml"]);
    assert_eq!(outcome.code, 1, "{}", outcome.out);
    let warnings = home.report()["warnings"].to_string();
    assert!(warnings.contains(id) && warnings.contains(problem) && warnings.contains("ticket 7"), "{warnings}");
    assert!(outcome.out.contains(problem), "{}", outcome.out);
}

#[test]
fn an_entry_for_a_scenario_that_is_not_selected_is_left_alone() {
    let id = "response/a-media-key-that-was-not-sent";
    let home = Home::new().with("known.toml", known(id, ""));
    assert_eq!(home.run(&["run", "-q", "--clause", "PAR-1", "--known-failures", "known.toml"]).code, 0);
}

#[test]
fn where_nobody_listens_there_is_no_verdict() {
    let home = Home::new();
    let closed = Port::new().url();
    let outcome = home.run(&["run", "--endpoint", &closed, "--clause", "RSP-3"]);
    assert_eq!(outcome.code, 3, "{}", outcome.out);
    let report = home.report();
    assert_eq!(report["verdict"], "inconclusive");
    assert_eq!(report["summary"]["clauses"]["fail"], 0);
    let reason = report["scenarios"][0]["reason"].as_str().expect("a reason");
    assert!(reason.contains("127.0.0.1") || reason.contains("refused"), "{reason}");
    assert_eq!(report["summary"]["requests"], 6, "it gives up soon");
    // Two requests that nobody took, each sent three times, belong to the scenario that waited for them.
    let exchanges = report["scenarios"][0]["exchanges"].as_array().expect("a list");
    let notes = exchanges.iter().map(|exchange| exchange["notes"].as_array().map_or(0, Vec::len));
    assert_eq!(notes.collect::<Vec<_>>(), [2, 2]);
    assert!(exchanges.iter().all(|exchange| exchange["error"].is_string()), "{exchanges:?}");
    assert_eq!(report["observations"].as_array().map(Vec::len), Some(1), "{}", report["observations"]);
    assert_eq!(report["observations"][0]["kind"], "connection-retry");
    assert!(outcome.out.contains("observed      1 connection-retry"), "{}", outcome.out);
}

#[test]
fn what_the_first_upload_met_is_told_of_by_the_first_scenario() {
    let limited = AtomicBool::new(false);
    let url = answering(move |_| match limited.swap(true, Ordering::Relaxed) {
        false => "HTTP/1.1 429 Too Many Requests\r\nRetry-After: 0\r\nContent-Length: 0\r\n\r\n".to_owned(),
        true => YES.to_owned(),
    });
    let home = Home::new();
    home.run(&["run", "--endpoint", &url, "--clause", "RSP-3"]);
    let report = home.report();
    let limits = report["observations"].as_array().expect("a list").iter().filter(|it| it["kind"] == "rate-limit");
    assert_eq!(limits.map(|seen| &seen["clause"]).collect::<Vec<_>>(), ["RES-5"]);
    let first = &report["scenarios"][0]["exchanges"][0];
    assert_eq!(first["notes"], serde_json::json!(["rate limited (429); waited 1 s and sent again"]));
    let further = report["scenarios"][1]["exchanges"].as_array().expect("a list");
    assert!(further.iter().all(|exchange| exchange["notes"].is_null()), "{further:?}");
}

#[rstest]
#[case::empty_object("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}")]
#[case::html("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\n<html>")]
#[case::empty("HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n")]
#[case::redirect("HTTP/1.1 301 Moved Permanently\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n")]
#[case::refused("HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n")]
#[case::broken("HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n")]
#[case::unavailable("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n")]
#[case::no_http("SSH-2.0-OpenSSH_9.6\r\n")]
fn where_uploads_do_not_work_there_is_no_verdict(#[case] answer: &'static str) {
    let home = Home::new();
    let outcome = home.run(&["run", "--endpoint", &server(answer), "--clause", "RSP-3", "PAR-8"]);
    assert_eq!(outcome.code, 3, "{}{}", outcome.out, outcome.err);
    let counts = home.report()["summary"]["clauses"].clone();
    assert_eq!((&counts["pass"], &counts["fail"], &counts["inconclusive"]), (&0.into(), &0.into(), &2.into()));
    assert!(outcome.out.contains("INIT"), "{}", outcome.out);
}

#[test]
fn an_endpoint_that_is_not_available_is_soon_left_alone() {
    let home = Home::new();
    let unavailable = "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n";
    let outcome = home.run(&["run", "-q", "--endpoint", &server(unavailable)]);
    assert_eq!(outcome.code, 3, "{}", outcome.out);
    assert_eq!(home.report()["summary"]["requests"], 2);
}

#[test]
fn a_spent_budget_is_no_verdict() {
    let home = Home::new();
    let outcome = home.run(&["run", "-q", "--clause", "RSP-3", "--max-requests", "5"]);
    assert_eq!(outcome.code, 3, "{}", outcome.out);
    assert_eq!(home.report()["summary"]["requests"], 5);
}

#[rstest]
#[case::of_64_bits("18446744073709551615")]
#[case::of_more("340282366920938463463374607431768211456")]
fn a_lifetime_beyond_all_time_is_not_waited_for(#[case] lifetime: &str) {
    let body = format!("{{\"media_id\":7,\"media_id_string\":\"7\",\"expires_after_secs\":{lifetime}}}");
    let head = format!("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n", body.len());
    let home = Home::new();
    let outcome = home.run(&["run", "--endpoint", &server((head + &body).leak()), "--clause", "LIFE-5", "RSP-7"]);
    assert_eq!((outcome.code, outcome.err.as_str()), (0, ""), "{}", outcome.out);
    let report = home.report();
    let clauses = report["clauses"].as_array().expect("a list");
    let told = |id: &str| clauses.iter().find(|clause| clause["id"] == id).expect("the clause");
    assert_eq!(told("RSP-7")["verdict"], "pass");
    let expected = format!("the media lives {} s, and --max-wait is 60 s", u64::MAX);
    assert_eq!((&told("LIFE-5")["verdict"], &told("LIFE-5")["reason"]), (&"skip".into(), &expected.into()));
}

#[rstest]
#[case::unsigned(&[], 1)]
#[case::signed(&[("FINALIZE_USER_BEARER", "token")], 0)]
fn an_endpoint_that_takes_unsigned_requests_earns_an_observation(
    #[case] variables: &[(&str, &str)],
    #[case] count: usize,
) {
    let home = Home::new();
    home.run_with(variables, &["run", "--endpoint", &server(YES), "--clause", "RES-2", "RSP-7"]);
    let report = home.report();
    let observations = report["observations"].as_array().expect("a list");
    let unsigned = observations.iter().filter(|seen| seen["kind"] == "unsigned-request");
    assert_eq!(unsigned.count(), count, "{observations:?}");
}
