//! From scenarios to steps that can be run: every step of the user's own is matched before anything is sent.

use std::sync::{Arc, OnceLock};

use super::vocabulary::{self, Meaning};
use crate::scenario::{catalogue::Scenario, selection::Selection};

/// A scenario that can be run.
pub struct Planned {
    /// The scenario.
    pub scenario: Scenario,
    steps: OnceLock<Vec<Meaning>>,
}

/// Every scenario of the catalogue; made once and shared by all runs.
#[derive(Clone)]
pub struct Plan(Arc<[Arc<Planned>]>);

/// Why scenarios cannot be run.
#[derive(Debug, thiserror::Error)]
pub enum PlanError {
    /// No step function matches.
    #[error("{file}:{line}: no step is defined for \"{step}\"")]
    Undefined {
        /// The feature's file.
        file: String,
        /// The step's line.
        line: usize,
        /// The step.
        step: String,
    },
    /// Several step functions match.
    #[error("{file}:{line}: the step \"{step}\" is ambiguous: {problem}")]
    Ambiguous {
        /// The feature's file.
        file: String,
        /// The step's line.
        line: usize,
        /// The step.
        step: String,
        /// What matches.
        problem: String,
    },
    /// A scenario has no steps: Gherkin takes lines without a keyword for its description.
    #[error("{file}:{line}: the scenario \"{name}\" has no steps; each begins with Given, When, Then, And or But")]
    NoSteps {
        /// The feature's file.
        file: String,
        /// The scenario's line.
        line: usize,
        /// Its name.
        name: String,
    },
    /// A scenario names no clause.
    #[error("{file}:{line}: the scenario \"{name}\" names no clause; tag it with one, or with @observation")]
    NoClause {
        /// The feature's file.
        file: String,
        /// The scenario's line.
        line: usize,
        /// Its name.
        name: String,
    },
}

impl std::fmt::Debug for Plan {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Plan of {} scenarios", self.0.len())
    }
}

impl Plan {
    /// Looks at all scenarios. The steps of the user's own are matched now, those of the built-in ones when they are needed:
    /// that they can be is for the tests to show.
    ///
    /// # Errors
    /// See [`PlanError`].
    pub fn new(scenarios: Vec<Scenario>) -> Result<Plan, PlanError> {
        scenarios.into_iter().map(planned).collect::<Result<_, _>>().map(Plan)
    }

    /// Every scenario.
    pub fn all(&self) -> &[Arc<Planned>] {
        &self.0
    }

    /// The scenarios that a selection asks for.
    pub fn select(&self, selection: &Selection) -> Vec<Arc<Planned>> {
        self.0.iter().filter(|planned| selection.selects(&planned.scenario)).cloned().collect()
    }
}

impl Planned {
    /// Its steps, matched once.
    pub fn steps(&self) -> &[Meaning] {
        let built_in = || matched(&self.scenario).expect("every built-in step has one meaning");
        self.steps.get_or_init(built_in)
    }
}

fn planned(scenario: Scenario) -> Result<Arc<Planned>, PlanError> {
    let steps = if scenario.built_in { OnceLock::new() } else { OnceLock::from(matched(&scenario)?) };
    Ok(Planned { scenario, steps }.into())
}

fn matched(scenario: &Scenario) -> Result<Vec<Meaning>, PlanError> {
    let file = || scenario.file.to_string();
    let (line, name) = (scenario.line, || scenario.name.to_string());
    if scenario.clauses.is_empty() && !scenario.is_observation() {
        return Err(PlanError::NoClause { file: file(), line, name: name() });
    }
    if scenario.steps.is_empty() {
        return Err(PlanError::NoSteps { file: file(), line, name: name() });
    }
    let mut steps = Vec::with_capacity(scenario.steps.len());
    for step in scenario.steps.iter() {
        let (line, text) = (step.position.line, || step.value.clone());
        match vocabulary::find(step) {
            Ok(Some(found)) => steps.push(found),
            Ok(None) => return Err(PlanError::Undefined { file: file(), line, step: text() }),
            Err(error) => {
                let problem = error.to_string().replace('\n', " ");
                return Err(PlanError::Ambiguous { file: file(), line, step: text(), problem });
            }
        }
    }
    Ok(steps)
}

#[cfg(test)]
mod tests;
