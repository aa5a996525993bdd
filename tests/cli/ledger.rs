//! `--ledger`: what a run finalized is asked for by a later one, once it has expired.

use std::{fs, thread, time::Duration};

use jiff::{SignedDuration, Timestamp};
use rstest::rstest;
use serde_json::Value;

use super::{
    Home, Port,
    live::{CREDENTIALS, Server},
};

/// A run that finalizes something, with the ledger.
const REMEMBER: [&str; 6] = ["--ledger", "ledger.jsonl", "--clause", "RSP-5", "--max-wait", "0"];
/// A run that asks for what has expired.
const ASK: [&str; 5] = ["--ledger", "ledger.jsonl", "--name", "given as expired", "-v"];

/// Runs against that server.
fn run(home: &Home, server: &Server, arguments: &[&str]) -> super::Outcome {
    home.run_with(&CREDENTIALS, &[&["run", "--endpoint", &server.url], arguments].concat())
}

/// Waits for the second that the media live, then makes the ledger older than it is.
fn age(home: &Home, by: SignedDuration) {
    let path = home.path("ledger.jsonl");
    let text = fs::read_to_string(&path).expect("a ledger");
    let older = text.lines().map(|line| {
        let mut entry: Value = serde_json::from_str(line).expect("JSON");
        let expires_at: Timestamp = entry["expires_at"].as_str().expect("a text").parse().expect("a moment");
        entry["expires_at"] = (expires_at - by).to_string().into();
        format!("{entry}\n")
    });
    fs::write(path, older.collect::<String>()).expect("written");
    thread::sleep(Duration::from_secs(1));
}

#[rstest]
#[case::conforming(&[], 0, "pass")]
#[case::ids_live_for_ever(&["--mutant", "immortal"], 1, "fail")]
fn what_has_expired_since_is_asked_for(#[case] mutant: &[&str], #[case] code: i32, #[case] verdict: &str) {
    let home = Home::new();
    let server = Server::start(&home, &[&["--expires-after-secs", "1"], mutant].concat());
    let outcome = run(&home, &server, &REMEMBER);
    assert_eq!(outcome.code, 0, "{}{}", outcome.out, outcome.err);
    let text = fs::read_to_string(home.path("ledger.jsonl")).expect("a ledger");
    for (name, secret) in CREDENTIALS {
        assert!(!text.contains(secret), "{name} is in {text}");
    }
    // Both what is alive and what has only just expired wait for their time.
    let outcome = run(&home, &server, &ASK);
    assert!(outcome.out.contains("in the ledger has been expired for 60 s yet"), "{}", outcome.out);
    age(&home, SignedDuration::from_hours(50));
    let outcome = run(&home, &server, &ASK);
    assert_eq!(outcome.code, code, "{}{}", outcome.out, outcome.err);
    let report = home.report();
    let life6 = report["clauses"].as_array().and_then(|all| all.iter().find(|clause| clause["id"] == "LIFE-6"));
    assert_eq!(life6.expect("LIFE-6")["verdict"], verdict);
    for what in ["media id", "media key"] {
        assert!(outcome.out.contains(&format!("expired-media: the {what} ")), "{}", outcome.out);
    }
    assert!(outcome.out.contains("of an earlier run expired "), "{}", outcome.out);
}

#[rstest]
#[case::broken("ledger.jsonl", "{\"endpoint\":", &["line 1", "ledger.jsonl"])]
#[case::no_directory("nowhere/ledger.jsonl", "", &["nowhere/ledger.jsonl"])]
#[case::a_directory("reports", "", &["reports"])]
fn a_ledger_that_is_none_is_bad_usage(#[case] path: &str, #[case] text: &str, #[case] named: &[&str]) {
    let (home, port) = (Home::new().with("ledger.jsonl", text).with("reports/other", ""), Port::new());
    let outcome = home.run(&["run", "--endpoint", &port.url(), "--ledger", path]);
    assert_eq!((outcome.code, outcome.out.as_str(), port.connections()), (2, "", 0), "{}", outcome.err);
    for name in named {
        assert!(outcome.err.contains(name), "{}", outcome.err);
    }
}

#[test]
fn the_embedded_endpoint_needs_no_ledger() {
    let home = Home::new();
    let outcome = home.run(&[&["run"], &REMEMBER[..]].concat());
    assert_eq!(outcome.code, 0, "{}{}", outcome.out, outcome.err);
    assert!(outcome.out.contains("the ledger was not used"), "{}", outcome.out);
    assert!(!home.path("ledger.jsonl").exists());
}
