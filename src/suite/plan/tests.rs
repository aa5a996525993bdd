use cucumber::given;
use rstest::rstest;

use super::*;
use crate::{scenario::catalogue, world::World};

/// The scenarios of one feature file of the user's own.
fn own(steps: &str, tags: &str) -> Vec<Scenario> {
    let home = tempfile::tempdir().expect("a directory");
    let text = format!("Feature: F\n  {tags}\n  Scenario: s\n{steps}");
    std::fs::write(home.path().join("own.feature"), text).expect("written");
    let mut scenarios = catalogue::load(Some(home.path())).expect("it is Gherkin");
    scenarios.retain(|scenario| scenario.id == "own/s");
    scenarios
}

#[test]
fn every_built_in_step_is_defined() {
    let scenarios = catalogue::load(None).expect("the features are valid");
    let count = scenarios.len();
    let plan = Plan::new(scenarios).expect("every step has a meaning");
    assert_eq!(plan.all().len(), count);
    assert!(plan.all().iter().all(|planned| planned.steps().len() == planned.scenario.steps.len()));
}

#[rstest]
#[case::unknown("    Given an upload\n", 4, "an upload")]
#[case::a_word_too_many(
    "    Given an upload with every byte appended twice\n",
    4,
    "an upload with every byte appended twice"
)]
#[case::under_another_keyword(
    "    Given an upload with every byte appended\n    Then it is finalized\n",
    5,
    "it is finalized"
)]
#[case::in_another_case("    Given An upload with every byte appended\n", 4, "An upload with every byte appended")]
fn an_undefined_step_is_named_with_its_place(#[case] steps: &str, #[case] at: usize, #[case] text: &str) {
    let error = Plan::new(own(steps, "@PAR-1")).expect_err("no such step");
    assert!(matches!(&error, PlanError::Undefined { line, .. } if *line == at), "{error}");
    let message = error.to_string();
    assert!(message.ends_with(&format!("own.feature:{at}: no step is defined for \"{text}\"")), "{message}");
}

#[rstest]
#[case::nothing("")]
#[case::lines_without_a_keyword("    an upload with every byte appended\n    it is finalized\n")]
fn a_scenario_without_steps_is_named(#[case] steps: &str) {
    let error = Plan::new(own(steps, "@observation")).expect_err("it would pass whatever the endpoint does");
    assert!(matches!(error, PlanError::NoSteps { line: 3, .. }), "{error}");
}

#[given("a step with two meanings")]
fn one_meaning(_: &mut World) {}

#[given(regex = "two meanings$")]
fn another_meaning(_: &mut World) {}

#[test]
fn an_ambiguous_step_is_named_with_its_place() {
    let error = Plan::new(own("    Given a step with two meanings\n", "@PAR-1")).expect_err("two steps match");
    let message = error.to_string();
    assert!(matches!(error, PlanError::Ambiguous { line: 4, .. }), "{message}");
    assert!(message.contains("own.feature:4: ") && message.lines().count() == 1, "{message}");
}

#[rstest]
#[case("", false)]
#[case("@embedded", false)]
#[case("@PAR-99", false)]
#[case("@PAR-1", true)]
#[case("@observation", true)]
fn a_scenario_decides_a_clause_or_observes(#[case] tags: &str, #[case] fine: bool) {
    let outcome = Plan::new(own("    Given an upload with every byte appended\n", tags));
    match outcome {
        Ok(_) => assert!(fine, "{tags}"),
        Err(error) => {
            assert!(!fine && matches!(error, PlanError::NoClause { line: 3, .. }), "{error}");
            assert!(error.to_string().contains("the scenario \"s\" names no clause"), "{error}");
        }
    }
}

#[test]
fn a_selection_keeps_the_order() {
    let plan = Plan::new(catalogue::load(None).expect("valid")).expect("defined");
    let clauses = vec![crate::clause::Clause::Par2, crate::clause::Clause::Life1];
    let chosen = plan.select(&Selection { clauses, ..Selection::default() });
    let ids: Vec<&str> = chosen.iter().map(|planned| &*planned.scenario.id).collect();
    let of_plan = plan.all().iter().map(|planned| &*planned.scenario.id).filter(|id| ids.contains(id));
    assert!(ids.len() > 20 && of_plan.collect::<Vec<_>>() == ids);
    assert!(ids[0].starts_with("overview/"));
}
