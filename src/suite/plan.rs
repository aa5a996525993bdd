//! From scenarios to steps that can be run: every step is matched before anything is sent.

use std::sync::Arc;

use cucumber::{World as _, step};

use crate::{
    scenario::{catalogue::Scenario, selection::Selection},
    world::World,
};

/// A scenario whose steps are matched.
#[derive(Clone)]
pub struct Planned {
    /// The scenario.
    pub scenario: Arc<Scenario>,
    /// Its steps: what to call, with what.
    pub steps: Arc<[(step::Step<World>, step::Context)]>,
}

/// Every scenario of the catalogue with its steps matched; made once and shared by all runs.
#[derive(Clone)]
pub struct Plan(Arc<[Planned]>);

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
    /// Matches the steps of all scenarios.
    ///
    /// # Errors
    /// See [`PlanError`].
    pub fn new(scenarios: Vec<Scenario>) -> Result<Plan, PlanError> {
        let collection = World::collection();
        scenarios.into_iter().map(|scenario| planned(&collection, scenario)).collect::<Result<_, _>>().map(Plan)
    }

    /// Every scenario.
    pub fn all(&self) -> &[Planned] {
        &self.0
    }

    /// The scenarios that a selection asks for.
    pub fn select(&self, selection: &Selection) -> Vec<Planned> {
        self.0.iter().filter(|planned| selection.selects(&planned.scenario)).cloned().collect()
    }
}

fn planned(collection: &step::Collection<World>, scenario: Scenario) -> Result<Planned, PlanError> {
    let file = &scenario.file;
    if scenario.clauses.is_empty() && !scenario.is_observation() {
        let (file, line, name) = (file.clone(), scenario.line, scenario.name.clone());
        return Err(PlanError::NoClause { file, line, name });
    }
    if scenario.steps.is_empty() {
        let (file, line, name) = (file.clone(), scenario.line, scenario.name.clone());
        return Err(PlanError::NoSteps { file, line, name });
    }
    let mut steps = Vec::with_capacity(scenario.steps.len());
    for step in &scenario.steps {
        let (file, line, text) = (file.clone(), step.position.line, step.value.clone());
        match collection.find(step) {
            Ok(Some((function, _, _, context))) => steps.push((*function, context)),
            Ok(None) => return Err(PlanError::Undefined { file, line, step: text }),
            Err(error) => {
                let problem = error.to_string().replace('\n', " ");
                return Err(PlanError::Ambiguous { file, line, step: text, problem });
            }
        }
    }
    Ok(Planned { scenario: Arc::new(scenario), steps: steps.into() })
}

#[cfg(test)]
mod tests;
