use rstest::rstest;

use super::*;
use crate::report::sample;

#[test]
fn a_run_does_not_differ_from_itself_at_another_time() {
    let before = sample::report();
    let mut after = before.clone();
    after.started_at = "2027-01-01T00:00:00Z".to_owned();
    after.duration_ms += 1;
    for exchange in after.scenarios.iter_mut().flat_map(|scenario| &mut scenario.exchanges) {
        exchange.duration_ms += 1.0;
        exchange.request.url = exchange.request.url.replace("710511363345354753", "710511363345359999");
        if let Some(response) = &mut exchange.response {
            response.body = response.body.replace("710511363345354753", "710511363345359999");
        }
    }
    let diff = compare(&before, &after);
    assert!(diff.worse.is_empty() && diff.changed.is_empty() && diff.drift.is_empty(), "{diff:#?}");
    assert!(diff.text().ends_with("no difference\n"), "{}", diff.text());
}

#[rstest]
#[case(Verdict::Pass, Verdict::Fail, [1, 0, 0])]
#[case(Verdict::Skip, Verdict::Fail, [1, 0, 0])]
#[case(Verdict::Pass, Verdict::Inconclusive, [1, 0, 0])]
#[case(Verdict::Fail, Verdict::Pass, [0, 1, 0])]
#[case(Verdict::Inconclusive, Verdict::Pass, [0, 1, 0])]
#[case(Verdict::Skip, Verdict::Pass, [0, 1, 0])]
#[case(Verdict::Pass, Verdict::Skip, [0, 0, 1])]
#[case(Verdict::Fail, Verdict::Skip, [0, 0, 1])]
#[case(Verdict::Fail, Verdict::Inconclusive, [0, 0, 1])]
#[case(Verdict::Fail, Verdict::Fail, [0, 0, 0])]
fn a_change_is_worse_better_or_neither(#[case] before: Verdict, #[case] after: Verdict, #[case] expected: [usize; 3]) {
    let (mut baseline, mut current) = (sample::conformant(), sample::conformant());
    (baseline.clauses[0].verdict, current.clauses[0].verdict) = (before, after);
    let diff = compare(&baseline, &current);
    assert_eq!([diff.worse.len(), diff.better.len(), diff.other.len()], expected);
    assert_eq!(diff.fails(false), expected[0] > 0);
}

#[test]
fn a_clause_that_the_baseline_did_not_know_is_no_regression() {
    let (mut baseline, current) = (sample::report(), sample::report());
    baseline.clauses.retain(|clause| clause.verdict != Verdict::Fail);
    assert!(!compare(&baseline, &current).fails(true));
}

#[test]
fn scenarios_are_new_gone_or_changed() {
    let (mut baseline, mut current) = (sample::report(), sample::report());
    baseline.scenarios.remove(0);
    current.scenarios.pop();
    current.scenarios[1].verdict = Verdict::Pass;
    let diff = compare(&baseline, &current);
    assert_eq!(diff.new[0].id, sample::passed().id);
    assert_eq!(diff.gone[0].id, sample::hostile().id);
    assert_eq!((diff.changed[0].before, diff.changed[0].after), (Verdict::Fail, Verdict::Pass));
}
