use std::{
    fs,
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};

use serde_json::json;

use super::*;
use crate::{
    endpoint::{Endpoint, Settings, conforming},
    http::{Request, Response},
    report::{json::render, model::Counts},
    scenario::{known::KnownFailures, selection::Selection},
    suite::journal,
    verdict::Verdict,
};

fn selection(clauses: &[Clause]) -> Selection {
    Selection { clauses: clauses.to_vec(), ..Selection::default() }
}

/// Answers every third time as if nothing had been uploaded.
fn moody(endpoint: &mut Endpoint, request: &Request, now: Duration) -> Response {
    static FINALIZED: AtomicUsize = AtomicUsize::new(0);
    let answer = conforming(endpoint, request, now);
    let Ok(mut body) = serde_json::from_slice::<serde_json::Value>(&answer.body) else { return answer };
    if body.get("size").is_none() || FINALIZED.fetch_add(1, Ordering::Relaxed) % 3 != 2 {
        return answer;
    }
    body["size"] = json!(0);
    answer.with_raw_body(body.to_string())
}

#[tokio::test]
async fn a_scenario_that_does_not_always_end_alike_is_unstable() {
    let suite = Suite::builder()
        .selection(selection(&[Clause::Rsp8]))
        .deviation(Settings::default(), moody)
        .repeat(12)
        .build()
        .await;
    let report = suite.expect("it builds").run().await;
    let runs = |scenario: &ScenarioResult| scenario.runs.expect("it ran several times");
    let unstable = report.scenarios.iter().filter(|it| runs(it).pass > 0 && runs(it).fail > 0).collect::<Vec<_>>();
    assert!(!unstable.is_empty(), "{:?}", report.summary);
    assert!(report.scenarios.iter().all(|it| runs(it).total() == 12));
    assert_eq!((report.verdict, report.exit_code), (Verdict::Fail, 1));
    for scenario in unstable {
        assert_eq!(scenario.verdict, Verdict::Fail, "the worst run is told of");
        assert!(!scenario.exchanges.is_empty(), "with its evidence");
        let seen =
            report.observations.iter().any(|it| it.kind == "unstable" && it.scenario.as_ref() == Some(&scenario.id));
        assert!(seen, "{}", scenario.id);
    }
    assert!(report.warnings[0].contains("did not end alike in every run"), "{:?}", report.warnings);
}

#[tokio::test]
async fn repeating_a_steady_endpoint_changes_no_verdict() {
    let build = |repeat| Suite::builder().selection(selection(&[Clause::Par2])).repeat(repeat).build();
    let (once, often) = (build(1).await.expect("it builds"), build(3).await.expect("it builds"));
    let (once, often) = (once.run().await, often.run().await);
    assert_eq!(once.summary.scenarios, often.summary.scenarios);
    assert!(once.scenarios.iter().all(|scenario| scenario.runs.is_none()));
    let three = Counts { pass: 3, ..Counts::default() };
    assert!(often.scenarios.iter().all(|scenario| scenario.runs == Some(three)));
    assert!(often.observations.is_empty() && often.warnings.is_empty());
}

/// A report without its times, which differ between a run and its journal.
fn timeless(report: &Report) -> String {
    let mut report = report.clone();
    report.duration_ms = 0;
    render(&report)
}

#[tokio::test]
async fn a_journal_holds_all_that_its_run_decided() {
    let home = tempfile::tempdir().expect("a directory");
    let path = home.path().join(journal::FILE_NAME);
    let suite = Suite::builder().selection(selection(&[Clause::Rsp3, Clause::Par2])).journal(&path).build().await;
    let whole = suite.expect("it builds").run().await;
    let text = fs::read_to_string(&path).expect("there is a journal");
    assert!(journal::is_journal(text.as_bytes()) && !journal::is_journal(render(&whole).as_bytes()));

    let mut read = journal::read(text.as_bytes()).expect("it can be read");
    assert_eq!(read.exit_code, 130, "nobody knows whether it came to its end");
    read.exit_code = whole.exit_code;
    let all = whole.scenarios.len();
    let warning = format!("the run was cut short: {all} of {all} scenarios had ended");
    assert_eq!(read.warnings.pop().expect("it says so"), warning);
    assert_eq!(timeless(&read), timeless(&whole));
}

#[tokio::test]
async fn a_journal_may_end_anywhere() {
    let home = tempfile::tempdir().expect("a directory");
    let path = home.path().join(journal::FILE_NAME);
    let suite = Suite::builder().selection(selection(&[Clause::Par2])).journal(&path).build().await;
    let whole = suite.expect("it builds").run().await;
    let text = fs::read_to_string(&path).expect("there is a journal");
    let ends: Vec<usize> = text.match_indices('\n').map(|(at, _)| at + 1).collect();
    for (lines, end) in ends.iter().enumerate() {
        // At the end of a line, in the middle of the next, and in the middle of a character there.
        let half = [&text.as_bytes()[..*end], b"{\"elapsed_ms\":1,\"message\":\"\xe2\x80"].concat();
        for bytes in [&text.as_bytes()[..*end], text.as_bytes().get(..end + 100).unwrap_or(text.as_bytes()), &half] {
            let read = journal::read(bytes).expect("whole lines count");
            let undecided = whole.scenarios.len() - lines;
            assert_eq!(read.summary.scenarios.inconclusive, undecided, "{lines} scenarios had ended");
            assert_eq!(read.verdict, if undecided == 0 { Verdict::Pass } else { Verdict::Inconclusive });
        }
    }
    assert!(journal::read(&text.as_bytes()[..ends[0] - 1]).is_err(), "without its first line it says nothing");
    let damaged = text.replacen("\"elapsed_ms\"", "\"elapsed\"", 1);
    let problem = journal::read(damaged.as_bytes()).expect_err("it is damaged").to_string();
    assert!(problem.starts_with("line 2 of this journal is damaged: "), "{problem}");
    let newer = text.replacen("{\"journal\":1", "{\"journal\":2", 1);
    assert!(journal::read(newer.as_bytes()).is_err_and(|problem| problem.to_string().contains("version 2")));
}

#[tokio::test]
async fn a_journal_that_cannot_be_written_is_no_secret() {
    let home = tempfile::tempdir().expect("a directory");
    let suite = Suite::builder().selection(selection(&[Clause::Par2])).journal(home.path().join("no/such/place"));
    let report = suite.build().await.expect("it builds").run().await;
    assert_eq!(report.exit_code, 0);
    assert!(report.warnings[0].starts_with("the journal "), "{:?}", report.warnings);
}

#[tokio::test]
async fn a_clause_on_the_list_of_known_failures_is_stale_only_where_all_of_its_scenarios_ran() {
    let home = tempfile::tempdir().expect("a directory");
    let list = home.path().join("known.toml");
    fs::write(&list, "[[known]]\nid = \"PAR-2\"\nreason = \"ticket\"\n").expect("written");
    let run = async |selection| {
        let known = KnownFailures::read(&list).expect("a list");
        let suite = Suite::builder().selection(selection).known_failures(known).build().await;
        suite.expect("it builds").run().await.exit_code
    };
    assert_eq!(run(Selection { shard: Some("1/3".parse().expect("a shard")), ..Selection::default() }).await, 0);
    assert_eq!(run(Selection::default()).await, 1);
}
