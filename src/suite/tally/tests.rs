use std::sync::LazyLock;

use rstest::rstest;

use super::*;
use crate::{
    clause::Basis,
    client::Masker,
    credentials::Credentials,
    report::model::Counts,
    scenario::selection::{Selection, Skipped},
    verdict::Observation,
};

static KNOWN: LazyLock<KnownFailures> = LazyLock::new(KnownFailures::default);
static MASKER: LazyLock<Masker> = LazyLock::new(|| Masker::new(&Credentials::default(), &[]));

fn rules(selection: &Selection) -> Rules<'_> {
    Rules { selection, known: &KNOWN, masker: &MASKER, evidence: true }
}

fn scenario(tags: &[&str]) -> Scenario {
    Scenario {
        id: "own/s".into(),
        name: "s".into(),
        feature: "F".into(),
        file: "own.feature".into(),
        line: 1,
        tags: tags.iter().map(|tag| (*tag).to_owned().into()).collect(),
        clauses: tags.iter().filter_map(|tag| tag.parse().ok()).collect(),
        built_in: false,
        steps: Vec::new().into(),
    }
}

/// A record of clauses that held and clauses that were broken.
fn record(held: &[Clause], broken: &[Clause], stop: Option<Stop>) -> Record {
    let mut record = Record { stop, ..Record::default() };
    held.iter().for_each(|clause| record.decide(*clause, None, None));
    for clause in broken {
        record.decide(*clause, Some(Violation::new(*clause, format!("{clause} is broken"), "right", "wrong")), None);
    }
    record
}

fn finished(tags: &[&str], record: Record, selection: Selection) -> Finished {
    finish(rules(&selection), &scenario(tags), record, Duration::ZERO)
}

fn inconclusive() -> Option<Stop> {
    Some(Stop::Inconclusive("timeout".to_owned()))
}

fn skip() -> Option<Stop> {
    Some(Stop::Skip("not here".to_owned()))
}

use Clause::{Err2, Life1, Par2, Rsp3, Rsp7};
use Verdict::{Fail, Inconclusive, Pass};

#[rstest]
#[case::all_held(&[Rsp3, Rsp7], &[], None, Pass, &[(Rsp3, Pass), (Rsp7, Pass)])]
#[case::one_broken(&[Rsp3], &[Rsp7], None, Fail, &[(Rsp3, Pass), (Rsp7, Fail)])]
#[case::another_broken(&[Rsp3, Rsp7], &[Life1], None, Fail, &[(Life1, Fail), (Rsp3, Pass), (Rsp7, Pass)])]
#[case::broken_and_ended(&[], &[Life1], Some(Stop::Broken), Fail, &[(Life1, Fail)])]
#[case::broken_before_the_other(&[], &[Rsp3], Some(Stop::Broken), Fail, &[(Rsp3, Fail)])]
#[case::lost(&[], &[], inconclusive(), Inconclusive, &[(Rsp3, Inconclusive), (Rsp7, Inconclusive)])]
#[case::lost_half_way(&[Rsp3], &[], inconclusive(), Inconclusive, &[(Rsp3, Pass), (Rsp7, Inconclusive)])]
#[case::broken_and_lost(&[], &[Rsp3], inconclusive(), Fail, &[(Rsp3, Fail), (Rsp7, Inconclusive)])]
#[case::skipped(&[], &[], skip(), Verdict::Skip, &[(Rsp3, Verdict::Skip), (Rsp7, Verdict::Skip)])]
#[case::skipped_half_way(&[Rsp3], &[], skip(), Pass, &[(Rsp3, Pass), (Rsp7, Verdict::Skip)])]
#[case::nobody_decides(&[Rsp3], &[], None, Inconclusive, &[(Rsp3, Pass), (Rsp7, Inconclusive)])]
fn a_scenario_is_as_bad_as_its_worst_clause(
    #[case] held: &[Clause],
    #[case] broken: &[Clause],
    #[case] stop: Option<Stop>,
    #[case] verdict: Verdict,
    #[case] outcomes: &[(Clause, Verdict)],
) {
    let found = finished(&["RSP-3", "RSP-7"], record(held, broken, stop), Selection::default());
    assert_eq!(found.result.verdict, verdict);
    let each: Vec<_> = found.outcomes.iter().map(|outcome| (outcome.clause, outcome.verdict)).collect();
    assert_eq!(each, outcomes);
    assert_eq!(found.result.reason.is_some(), verdict != Pass, "{:?}", found.result.reason);
    assert!(broken.iter().all(|clause| found.result.clauses.contains(clause)));
}

#[test]
fn a_clause_that_no_step_decides_is_told_apart() {
    let found = finished(&["RSP-7"], record(&[Rsp3], &[], None), Selection::default());
    assert_eq!(found.result.reason.as_deref(), Some("the scenario names RSP-7, but none of its steps decides it"));
}

#[test]
fn a_clause_left_open_has_its_own_reason() {
    let mut record = record(&[Rsp3], &[], None);
    record.leave_open(Rsp7, Verdict::Skip, "no such call");
    let found = finished(&["RSP-3", "RSP-7"], record, Selection::default());
    assert_eq!(found.outcomes[1].verdict, Verdict::Skip);
    assert_eq!(found.outcomes[1].reason.as_deref(), Some("no such call"));
    assert_eq!(found.result.verdict, Pass);
}

#[rstest]
#[case::to_its_end(None, Pass)]
#[case::lost(inconclusive(), Inconclusive)]
#[case::skipped(skip(), Verdict::Skip)]
fn a_scenario_that_only_observes_passes_at_its_end(#[case] stop: Option<Stop>, #[case] verdict: Verdict) {
    let mut record = Record { stop, ..Record::default() };
    record.observations.push(Observation::new("rate-limit", "seen"));
    let found = finished(&["observation"], record, Selection::default());
    assert_eq!((found.result.verdict, found.observations.len()), (verdict, 1));
    assert_eq!(found.observations[0].scenario.as_deref(), Some("own/s"));
}

#[rstest]
#[case::not_selected(Selection { clauses: vec![Rsp3], ..Selection::default() })]
#[case::skipped(Selection { skip: vec![Skipped::Clause(Rsp7)], ..Selection::default() })]
fn a_violation_that_does_not_count_is_an_observation(#[case] selection: Selection) {
    let found = finished(&["RSP-3", "RSP-7"], record(&[Rsp3], &[Rsp7], None), selection);
    assert_eq!((found.result.verdict, found.result.violations.len()), (Pass, 0));
    assert_eq!(
        (found.observations[0].kind.as_str(), found.observations[0].clause),
        ("uncounted-violation", Some(Rsp7))
    );
}

#[test]
fn a_scenario_that_ends_at_a_clause_that_does_not_count_is_skipped() {
    let selection = Selection { skip: vec![Skipped::Clause(Life1)], ..Selection::default() };
    let found = finished(&["RSP-3"], record(&[], &[Life1], Some(Stop::Broken)), selection);
    assert_eq!(found.result.verdict, Verdict::Skip);
    assert!(found.result.reason.is_some_and(|reason| reason.contains("LIFE-1")));
}

#[rstest]
#[case(&[Pass, Pass], Pass)]
#[case(&[Pass, Verdict::Skip], Pass)]
#[case(&[Verdict::Skip, Verdict::Skip], Verdict::Skip)]
#[case(&[Pass, Inconclusive, Verdict::Skip], Inconclusive)]
#[case(&[Inconclusive, Fail, Pass], Fail)]
#[case(&[], Verdict::Skip)]
fn a_clause_is_as_bad_as_its_worst_scenario(#[case] verdicts: &[Verdict], #[case] expected: Verdict) {
    let one = |verdict: &Verdict| {
        let record = match verdict {
            Pass => record(&[Par2], &[], None),
            Fail => record(&[], &[Par2], None),
            Inconclusive => record(&[], &[], inconclusive()),
            Verdict::Skip => record(&[], &[], skip()),
        };
        finished(&["PAR-2"], record, Selection::default())
    };
    let all: Vec<Finished> = verdicts.iter().map(one).collect();
    let clauses = clauses(Clause::ALL, &all);
    let found = clauses.iter().find(|clause| clause.id == Par2).expect("every clause is there");
    assert_eq!((found.verdict, found.scenarios.len()), (expected, verdicts.len()));
    assert_eq!(clauses.len(), Clause::ALL.len());
    assert!(
        clauses.iter().all(|clause| clause.reason.is_some() == matches!(clause.verdict, Verdict::Skip | Inconclusive))
    );
}

#[rstest]
#[case::not_selected(Selection { clauses: vec![Rsp3], ..Selection::default() }, "not selected")]
#[case::skipped(Selection { skip: vec![Skipped::Clause(Err2)], ..Selection::default() }, "not selected")]
#[case::broken_before(Selection::default(), "it could not be judged because RSP-3 was broken first")]
fn a_clause_without_a_verdict_says_why(#[case] selection: Selection, #[case] reason: &str) {
    let found = finished(&["RSP-3", "ERR-2"], record(&[], &[Rsp3], Some(Stop::Broken)), selection.clone());
    let clauses = clauses(&selection.judged(), &[found]);
    let found = clauses.iter().find(|clause| clause.id == Err2).expect("every clause is there");
    assert_eq!((found.verdict, found.reason.as_deref()), (Verdict::Skip, Some(reason)));
}

#[rstest]
#[case::most_were_broken_first(&[skip(), None, None], "it could not be judged because LIFE-1 was broken first")]
#[case::most_were_skipped(&[None, skip(), skip()], "not here")]
#[case::of_equals_the_first(&[skip(), None], "not here")]
#[case::the_worst_first(&[skip(), skip(), inconclusive()], "timeout")]
fn a_clause_gives_the_reason_of_most_of_its_scenarios(#[case] stops: &[Option<Stop>], #[case] expected: &str) {
    let one = |stop: &Option<Stop>| {
        let record = match stop {
            Some(_) => record(&[], &[], stop.clone()),
            None => record(&[], &[Life1], Some(Stop::Broken)),
        };
        finished(&["PAR-2"], record, Selection::default())
    };
    let clauses = clauses(Clause::ALL, &stops.iter().map(one).collect::<Vec<_>>());
    let found = clauses.iter().find(|clause| clause.id == Par2).expect("every clause is there");
    assert_eq!(found.reason.as_deref(), Some(expected));
}

fn clause(id: Clause, verdict: Verdict, known: bool) -> ClauseResult {
    let level = id.level();
    ClauseResult { id, level, basis: Basis::Stated, verdict, reason: None, known, scenarios: Vec::new() }
}

/// A MUST, a SHOULD and a MAY clause.
const OF_LEVEL: [Clause; 3] = [Clause::Rsp3, Clause::Life2, Clause::Life8];

#[rstest]
#[case::all_pass([Pass, Pass, Pass], [0, 0, 0])]
#[case::must_fails([Fail, Pass, Pass], [1, 1, 0])]
#[case::should_fails([Pass, Fail, Pass], [0, 1, 0])]
#[case::may_never_counts([Pass, Pass, Fail], [0, 0, 0])]
#[case::must_undecided([Inconclusive, Pass, Pass], [3, 3, 0])]
#[case::should_undecided([Pass, Inconclusive, Pass], [0, 3, 0])]
#[case::may_undecided([Pass, Pass, Inconclusive], [0, 0, 0])]
#[case::failure_before_doubt([Inconclusive, Fail, Pass], [3, 1, 0])]
#[case::not_verified([Verdict::Skip, Verdict::Skip, Verdict::Skip], [0, 0, 0])]
fn the_levels_that_count_decide(#[case] verdicts: [Verdict; 3], #[case] codes: [u8; 3]) {
    let clauses: Vec<_> = OF_LEVEL.into_iter().zip(verdicts).map(|(id, verdict)| clause(id, verdict, false)).collect();
    for (fail_on, code) in [FailOn::Must, FailOn::Should, FailOn::Never].into_iter().zip(codes) {
        let expected = match code {
            0 => Pass,
            1 => Fail,
            _ => Inconclusive,
        };
        assert_eq!(judge(&clauses, fail_on, false, false), (expected, code), "{fail_on:?}");
    }
}

#[rstest]
#[case::complete([Pass, Pass, Pass], 0)]
#[case::must_not_verified([Verdict::Skip, Pass, Pass], 3)]
#[case::should_not_verified([Pass, Verdict::Skip, Verdict::Skip], 0)]
#[case::a_failure_all_the_same([Fail, Verdict::Skip, Pass], 1)]
fn a_complete_run_verifies_every_must(#[case] verdicts: [Verdict; 3], #[case] code: u8) {
    let clauses: Vec<_> = OF_LEVEL.into_iter().zip(verdicts).map(|(id, verdict)| clause(id, verdict, false)).collect();
    assert_eq!(judge(&clauses, FailOn::Must, true, false).1, code);
}

#[test]
fn known_failures_do_not_decide_and_stale_entries_do() {
    let known = [clause(Rsp3, Fail, true), clause(Rsp7, Pass, false)];
    assert_eq!(judge(&known, FailOn::Must, false, false), (Pass, 0));
    assert_eq!(judge(&known, FailOn::Must, false, true), (Fail, 1));
    assert_eq!(judge(&[clause(Rsp3, Fail, true), clause(Rsp7, Fail, false)], FailOn::Must, false, false).1, 1);
}

#[test]
fn verdicts_are_counted() {
    let counts = Counts::of([Pass, Fail, Pass, Verdict::Skip, Inconclusive, Pass]);
    assert_eq!((counts.pass, counts.fail, counts.inconclusive, counts.skip), (3, 1, 1, 1));
}
