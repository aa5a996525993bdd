//! A process that is killed: the last report stays whole, and what had been decided can be reported.

use std::{fs, thread, time::Duration};

use super::{
    Home,
    live::{CREDENTIALS, Server},
};

#[test]
fn a_killed_run_leaves_the_last_report_and_a_journal() {
    let home = Home::new();
    let server = Server::start(&home, &[]);
    let finished = home.run_with(&CREDENTIALS, &["run", "--endpoint", &server.url, "--clause", "RSP-2"]);
    assert_eq!(finished.code, 0, "{}", finished.out);
    let last = fs::read(home.path("reports/report.json")).expect("a report");
    let journal = home.path("reports/journal.jsonl");
    assert!(!journal.exists(), "what it held is in the report");

    let mut slow = home.command(&["run", "--endpoint", &server.url, "--clause", "PAR-2", "--rate", "20", "-q"]);
    let mut slow = slow.envs(CREDENTIALS).spawn().expect("it starts");
    let lines = || fs::read_to_string(&journal).map_or(0, |text| text.lines().count());
    while lines() < 3 {
        assert!(slow.try_wait().expect("its state").is_none(), "it ended before it was killed");
        thread::sleep(Duration::from_millis(10));
    }
    slow.kill().expect("killed");
    slow.wait().expect("gone");

    assert!(fs::read(home.path("reports/report.json")).expect("a report") == last, "the last report is intact");
    let written = home.run(&["report", "reports/journal.jsonl", "--format", "json,junit,html", "--report-dir", "rest"]);
    assert_eq!((written.code, written.err.as_str()), (0, ""));
    let report = super::read_json(&home.path("rest/report.json"));
    assert_eq!((&report["exit_code"], &report["verdict"]), (&130.into(), &"inconclusive".into()));
    let counts = &report["summary"]["scenarios"];
    assert!(counts["pass"].as_u64() >= Some(2) && counts["inconclusive"].as_u64() >= Some(1), "{counts}");
    assert!(report["warnings"][0].as_str().is_some_and(|it| it.starts_with("the run was cut short: ")));
    let passed = |it: &&serde_json::Value| it["verdict"] == "pass";
    let exchanges = report["scenarios"].as_array().and_then(|all| all.iter().find(passed)).map(|it| &it["exchanges"]);
    assert!(exchanges.and_then(|it| it.as_array()).is_some_and(|it| !it.is_empty()), "with its evidence");
}

#[test]
fn repeated_runs_are_counted_and_journaled() {
    let home = Home::new();
    let outcome = home.run(&["run", "--clause", "PAR-2", "--repeat", "5"]);
    assert_eq!((outcome.code, outcome.err.as_str()), (0, ""), "{}", outcome.out);
    assert!(outcome.out.contains("(5 of 5 runs passed)"), "{}", outcome.out);
    assert!(outcome.out.contains("reports/journal.jsonl"), "it says where every run is: {}", outcome.out);
    let report = home.report();
    let scenarios = report["scenarios"].as_array().expect("scenarios");
    assert!(scenarios.iter().all(|scenario| scenario["runs"]["pass"] == 5));
    let journal = fs::read_to_string(home.path("reports/journal.jsonl")).expect("a journal");
    assert_eq!(journal.lines().count(), 1 + 5 * scenarios.len());
    let with_exchanges = journal.lines().skip(1).filter(|line| !line.contains("\"exchanges\":[]")).count();
    assert_eq!(with_exchanges, scenarios.len(), "of each that passes one run's exchanges are kept");
}
