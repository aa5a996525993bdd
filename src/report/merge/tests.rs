use rstest::rstest;

use super::*;
use crate::report::{json, sample};

/// The report of a run of some of the scenarios of a whole one, told by their position.
fn shard(whole: &Report, mine: impl Fn(usize) -> bool) -> Report {
    let mut shard = whole.clone();
    shard.scenarios = pick(&whole.scenarios, &mine);
    let has = |id: &String| shard.scenarios.iter().any(|scenario| scenario.id == *id);
    shard.observations.retain(|seen| seen.scenario.as_ref().is_none_or(has));
    for clause in &mut shard.clauses {
        clause.scenarios.retain(has);
        if clause.scenarios.is_empty() {
            (clause.verdict, clause.known) = (Verdict::Skip, false);
            clause.reason = Some("none of its scenarios was selected".to_owned());
        }
    }
    shard.summary.requests = if mine(0) { 11 } else { 10 };
    shard
}

fn pick(scenarios: &[ScenarioResult], mine: impl Fn(usize) -> bool) -> Vec<ScenarioResult> {
    scenarios.iter().enumerate().filter(|(place, _)| mine(*place)).map(|(_, scenario)| scenario.clone()).collect()
}

#[rstest]
#[case([0, 1, 2])]
#[case([2, 0, 1])]
fn shards_in_any_order_make_the_whole(#[case] order: [usize; 3]) {
    let mut whole = sample::report();
    whole.scenarios.sort_by_key(|scenario| scenario.file.clone());
    whole.scenarios.iter_mut().enumerate().for_each(|(line, scenario)| scenario.line = line);
    let shards = order.map(|k| shard(&whole, |place| place % 3 == k)).to_vec();
    let merged = merge(shards).expect("shards of one run");
    same(&merged, &whole);
}

/// Names the first line that differs; the whole of two reports would be unreadable.
fn same(one: &Report, other: &Report) {
    let (one, other) = (json::render(one), json::render(other));
    let differs = one.lines().zip(other.lines()).find(|(one, other)| one != other);
    assert!(one == other, "{differs:?}");
}

#[test]
fn a_report_merged_with_nothing_is_itself() {
    let whole = sample::report();
    same(&merge(vec![whole.clone()]).expect("one shard"), &whole);
}

#[rstest]
#[case(&[0, 1], 1)]
#[case(&[3, 0], 3)]
#[case(&[3, 1], 1)]
#[case(&[1, 130], 130)]
#[case(&[2, 0], 0)]
#[case(&[2, 2], 2)]
fn the_worst_shard_decides(#[case] codes: &[u8], #[case] expected: u8) {
    let mut part = sample::report();
    part.scenarios.clear();
    let shards = codes.iter().map(|code| Report { exit_code: *code, ..part.clone() }).collect();
    assert_eq!(merge(shards).expect("shards").exit_code, expected);
}

#[test]
fn a_shard_need_not_be_complete_if_the_whole_is() {
    let mut whole = sample::conformant();
    whole.clauses.truncate(1);
    let (mut first, mut second) = (shard(&whole, |_| true), shard(&whole, |_| false));
    (second.verdict, second.exit_code) = (Verdict::Inconclusive, 3);
    let merged = merge(vec![first.clone(), second.clone()]).expect("shards");
    assert_eq!((merged.verdict, merged.exit_code), (Verdict::Pass, 0));
    (first.clauses[0].verdict, first.exit_code) = (Verdict::Skip, 3);
    first.verdict = Verdict::Inconclusive;
    let merged = merge(vec![first, second]).expect("shards");
    assert_eq!((merged.verdict, merged.exit_code), (Verdict::Inconclusive, 3));
}

#[test]
fn a_clause_gives_the_reason_of_most_of_its_scenarios_whichever_shard_had_them() {
    let mut whole = sample::conformant();
    whole.clauses.retain(|clause| clause.verdict == Verdict::Skip);
    whole.clauses.truncate(1);
    let scenario = |(line, reason): (usize, &str)| {
        let (id, reason) = (format!("own/{line}"), Some(reason.to_owned()));
        ScenarioResult { id, line, reason, ..sample::skipped() }
    };
    whole.scenarios = ["common", "rare", "common", "rare", "common"].into_iter().enumerate().map(scenario).collect();
    whole.clauses[0].scenarios = whole.scenarios.iter().map(|scenario| scenario.id.clone()).collect();
    let shards = ["common", "rare"].map(|reason| {
        let mut shard = shard(&whole, |place| (place < 3) == (reason == "common"));
        shard.clauses[0].reason = Some(reason.to_owned());
        shard
    });
    assert_eq!(merge(shards.to_vec()).expect("shards").clauses[0].reason.as_deref(), Some("common"));
}

#[test]
fn a_failure_is_known_only_if_every_shard_knows_it() {
    let whole = sample::report();
    let known = |report: &Report| report.clauses.iter().find(|clause| clause.id == Clause::Par2).expect("it").known;
    let mut other = shard(&whole, |_| false);
    assert!(known(&merge(vec![whole.clone(), other.clone()]).expect("shards")));
    let clause = other.clauses.iter_mut().find(|clause| clause.id == Clause::Par2).expect("it");
    clause.verdict = Verdict::Fail;
    assert!(!known(&merge(vec![whole, other]).expect("shards")));
}

#[test]
fn reports_of_different_runs_are_refused() {
    let whole = sample::report();
    let mut other = shard(&whole, |_| false);
    assert_eq!(merge(vec![]).expect_err("nothing"), MergeError::Nothing);
    let twice = merge(vec![whole.clone(), whole.clone()]).expect_err("twice");
    assert_eq!(twice, MergeError::Twice(sample::passed().id));
    other.target.endpoint = "https://elsewhere.example/".to_owned();
    let error = merge(vec![whole, other]).expect_err("another endpoint").to_string();
    assert!(error.contains("https://elsewhere.example/ by version 0.1.0"), "{error}");
}

#[rstest]
#[case::all_there(&["1/2", "2/2"], None)]
#[case::none_says(&["", ""], None)]
#[case::one_missing(&["1/3", "3/3"], Some("the report of shard 2/3 is missing; what its scenarios came to is not known"))]
#[case::one_alone(&["2/2"], Some("the report of shard 1/2 is missing; what its scenarios came to is not known"))]
#[case::cut_otherwise(
    &["1/2", "2/3"],
    Some("the reports are not shards of one run: one is of 1/2 of them, another of 2/3 of them")
)]
#[case::a_whole_run_too(
    &["1/2", ""],
    Some("the reports are not shards of one run: one is of 1/2 of them, another of all scenarios")
)]
fn every_shard_has_to_be_there(#[case] parts: &[&str], #[case] problem: Option<&str>) {
    let mut whole = sample::conformant();
    whole.scenarios.clear();
    let shard = |part: &&str| Report { shard: part.parse().ok(), ..whole.clone() };
    let merged = merge(parts.iter().map(shard).collect());
    assert_eq!(merged.as_ref().err().map(ToString::to_string).as_deref(), problem);
    assert!(merged.is_err() || merged.is_ok_and(|merged| merged.shard.is_none()));
}
