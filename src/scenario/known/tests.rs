use rstest::rstest;

use super::*;
use crate::{
    clause::{Basis, Level},
    report::model::ViolationRecord,
};

fn list(text: &str) -> KnownFailures {
    KnownFailures::parse(text).expect("a list")
}

fn entry(id: &str, until: &str) -> KnownFailures {
    let until = if until.is_empty() { String::new() } else { format!("until = \"{until}\"\n") };
    list(&format!("[[known]]\nid = \"{id}\"\nreason = \"ticket 7\"\n{until}"))
}

fn scenario(id: &str, verdict: Verdict, broken: &[Clause]) -> ScenarioResult {
    let violation = |clause: &Clause| ViolationRecord {
        clause: *clause,
        level: Level::Must,
        message: "wrong".to_owned(),
        pointer: None,
        expected: String::new(),
        actual: String::new(),
        exchange: None,
    };
    ScenarioResult {
        id: id.to_owned(),
        name: id.to_owned(),
        feature: String::new(),
        file: String::new(),
        line: 1,
        tags: Vec::new(),
        clauses: broken.to_vec(),
        steps: Vec::new(),
        verdict,
        reason: None,
        known: false,
        runs: None,
        duration_ms: 0,
        violations: broken.iter().map(violation).collect(),
        exchanges: Vec::new(),
    }
}

fn clause(id: Clause, verdict: Verdict) -> ClauseResult {
    let (level, basis) = (Level::Must, Basis::Stated);
    ClauseResult { id, level, basis, verdict, reason: None, known: false, scenarios: Vec::new() }
}

#[rstest]
#[case::nothing("")]
#[case::an_entry("[[known]]\nid = \"RSP-3\"\nreason = \"ticket\"\n")]
#[case::with_a_day("[[known]]\nid = \"a/b\"\nreason = \"ticket\"\nuntil = \"2026-12-31\"\n")]
fn a_list_is_toml(#[case] text: &str) {
    assert!(KnownFailures::parse(text).is_ok());
}

#[rstest]
#[case::no_toml("known: []", "")]
#[case::no_reason("[[known]]\nid = \"RSP-3\"\n", "reason")]
#[case::blank_reason("[[known]]\nid = \"RSP-3\"\nreason = \" \"\n", "RSP-3")]
#[case::no_id("[[known]]\nreason = \"x\"\n", "id")]
#[case::unknown_key("[[known]]\nid = \"RSP-3\"\nreason = \"x\"\nuntill = \"2026-12-31\"\n", "untill")]
#[case::unknown_table("[[failure]]\nid = \"RSP-3\"\nreason = \"x\"\n", "failure")]
#[case::no_day("[[known]]\nid = \"RSP-3\"\nreason = \"x\"\nuntil = \"soon\"\n", "until")]
#[case::no_such_day("[[known]]\nid = \"RSP-3\"\nreason = \"x\"\nuntil = \"2026-02-30\"\n", "until")]
fn anything_else_is_refused_with_its_place(#[case] text: &str, #[case] named: &str) {
    let problem = KnownFailures::parse(text).expect_err("no list");
    assert!(problem.contains(named), "{problem}");
}

#[rstest]
#[case::the_clause("RSP-3", "", true)]
#[case::in_small_letters("rsp-3", "", true)]
#[case::the_scenario("response/ids", "", true)]
#[case::until_a_day_to_come("RSP-3", "9999-12-31", true)]
#[case::until_a_day_gone_by("RSP-3", "2000-01-01", false)]
#[case::another_clause("RSP-4", "", false)]
#[case::another_scenario("response/id", "", false)]
fn an_entry_covers_a_clause_or_a_scenario(#[case] id: &str, #[case] until: &str, #[case] covered: bool) {
    let known = entry(id, until);
    let mut scenarios = [scenario("response/ids", Verdict::Fail, &[Clause::Rsp3])];
    known.mark_scenario(&mut scenarios[0]);
    let mut clauses = [clause(Clause::Rsp3, Verdict::Fail)];
    known.mark_clauses(&mut clauses, &scenarios);
    assert_eq!((scenarios[0].known, clauses[0].known), (covered, covered));
}

#[test]
fn a_scenario_is_known_where_all_of_its_violations_are() {
    let mut result = scenario("response/ids", Verdict::Fail, &[Clause::Rsp3, Clause::Rsp7]);
    entry("RSP-3", "").mark_scenario(&mut result);
    assert!(!result.known);
    entry("response/ids", "").mark_scenario(&mut result);
    assert!(result.known);
}

#[test]
fn a_clause_is_known_where_every_scenario_that_breaks_it_is() {
    let scenarios = [
        scenario("a/one", Verdict::Fail, &[Clause::Rsp3]),
        scenario("a/two", Verdict::Fail, &[Clause::Rsp3]),
        scenario("a/three", Verdict::Fail, &[Clause::Rsp7]),
    ];
    let mut clauses = [clause(Clause::Rsp3, Verdict::Fail)];
    entry("a/one", "").mark_clauses(&mut clauses, &scenarios);
    assert!(!clauses[0].known);
    let both = "[[known]]\nid = \"a/one\"\nreason = \"x\"\n[[known]]\nid = \"a/two\"\nreason = \"x\"\n";
    list(both).mark_clauses(&mut clauses, &scenarios);
    assert!(clauses[0].known);
}

#[rstest]
#[case::passes(Verdict::Pass, "")]
#[case::skipped(Verdict::Skip, "")]
#[case::undecided(Verdict::Inconclusive, "")]
fn what_does_not_fail_is_never_marked(#[case] verdict: Verdict, #[case] until: &str) {
    let mut clauses = [clause(Clause::Rsp3, verdict)];
    let mut result = scenario("a/one", verdict, &[]);
    let known = entry("RSP-3", until);
    known.mark_clauses(&mut clauses, &[]);
    known.mark_scenario(&mut result);
    assert!(!clauses[0].known && !result.known);
}

#[rstest]
#[case::fails_still("RSP-3", "", None)]
#[case::scenario_fails_still("a/broken", "", None)]
#[case::its_last_day("RSP-3", "2026-06-01", None)]
#[case::its_day_is_past("RSP-3", "2026-05-31", Some("its last day was 2026-05-31"))]
#[case::clause_passes("RSP-7", "", Some("it passes now"))]
#[case::scenario_passes("a/fine", "", Some("it passes now"))]
#[case::passes_and_its_day_is_past("RSP-7", "2000-01-01", Some("it passes now"))]
#[case::not_verified("RSP-9", "", None)]
#[case::undecided("ASY-1", "", None)]
#[case::not_selected("a/elsewhere", "", None)]
#[case::no_such_clause("RSP-33", "", Some("there is no such clause or scenario"))]
#[case::no_such_scenario("a/mistyped", "", Some("there is no such clause or scenario"))]
fn an_entry_goes_stale(#[case] id: &str, #[case] until: &str, #[case] problem: Option<&str>) {
    let clauses = [
        clause(Clause::Rsp3, Verdict::Fail),
        clause(Clause::Rsp7, Verdict::Pass),
        clause(Clause::Rsp9, Verdict::Skip),
        clause(Clause::Asy1, Verdict::Inconclusive),
    ];
    let scenarios = [scenario("a/broken", Verdict::Fail, &[Clause::Rsp3]), scenario("a/fine", Verdict::Pass, &[])];
    let now = "2026-06-01T23:59:59Z".parse().expect("a time");
    let stale = entry(id, until).stale(&clauses, &scenarios, |id| id == "a/elsewhere", now);
    let expected = problem.map(|problem| format!("known failure {id}: {problem}; mend the list (\"ticket 7\")"));
    assert_eq!(stale, expected.into_iter().collect::<Vec<_>>());
}

#[test]
fn a_file_that_cannot_be_read_is_named() {
    let home = tempfile::tempdir().expect("a directory");
    let path = home.path().join("known.toml");
    let missing = KnownFailures::read(&path).expect_err("it is not there").to_string();
    assert!(missing.starts_with(&format!("cannot read the known failures in {}: ", path.display())), "{missing}");
    fs::write(&path, "[[known]]\nid = 3\n").expect("written");
    let wrong = KnownFailures::read(&path).expect_err("an id is a text").to_string();
    assert!(wrong.starts_with(&format!("{} is no list of known failures: ", path.display())), "{wrong}");
    assert!(wrong.contains("line 2"), "{wrong}");
}
