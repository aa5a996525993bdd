//! Two runs compared: which clauses got worse or better, which scenarios changed, how the answers drifted.
//!
//! Pure functions from two reports; the ids, times and values that differ from run to run are no difference.

mod drift;
mod render;

use std::collections::HashMap;

use serde::Serialize;

pub use drift::{Change, Drift, Place};

use super::model::{Report, SCHEMA_VERSION, ScenarioResult};
use crate::{
    clause::{Clause, Level},
    verdict::Verdict,
};

/// What differs between a baseline and a current run.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Diff {
    /// The version of this shape: that of the reports.
    pub schema_version: u32,
    /// The run compared with.
    pub baseline: Side,
    /// The run compared.
    pub current: Side,
    /// Clauses that broke, or passed and are now undecided.
    pub worse: Vec<ClauseChange>,
    /// Clauses that pass now and did not before.
    pub better: Vec<ClauseChange>,
    /// Clauses whose verdict changed with no judgement on the endpoint: no longer verified, no longer decided.
    pub other: Vec<ClauseChange>,
    /// Scenarios that only the current run has.
    pub new: Vec<ScenarioRef>,
    /// Scenarios that only the baseline has.
    pub gone: Vec<ScenarioRef>,
    /// Scenarios whose verdict changed.
    pub changed: Vec<ScenarioChange>,
    /// How the answers to the same requests differ in status or shape.
    pub drift: Vec<Drift>,
}

/// One of the two runs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Side {
    /// The endpoint that was tested.
    pub endpoint: String,
    /// When.
    pub started_at: String,
    /// By which version of the suite.
    pub version: String,
    /// With what verdict.
    pub verdict: Verdict,
}

/// A clause with two verdicts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ClauseChange {
    /// Its id.
    pub id: Clause,
    /// Its level, now.
    pub level: Level,
    /// Its verdict in the baseline.
    pub before: Verdict,
    /// Its verdict now.
    pub after: Verdict,
}

/// A scenario that only one of the runs has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ScenarioRef {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its verdict there.
    pub verdict: Verdict,
}

/// A scenario with two verdicts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ScenarioChange {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its verdict in the baseline.
    pub before: Verdict,
    /// Its verdict now.
    pub after: Verdict,
    /// Why it has that verdict now.
    pub reason: Option<String>,
}

/// Compares two runs.
pub fn compare(baseline: &Report, current: &Report) -> Diff {
    let changes = clause_changes(baseline, current);
    let select = |wanted: Judgement| {
        changes.iter().filter(|change| judge(change.before, change.after) == wanted).cloned().collect()
    };
    Diff {
        schema_version: SCHEMA_VERSION,
        baseline: side(baseline),
        current: side(current),
        worse: select(Judgement::Worse),
        better: select(Judgement::Better),
        other: select(Judgement::Neither),
        new: only_in(current, baseline),
        gone: only_in(baseline, current),
        changed: both(baseline, current).filter_map(|(before, after)| scenario_change(before, after)).collect(),
        drift: drift::between(both(baseline, current)),
    }
}

impl Diff {
    /// Whether the exit code is 1: a clause got worse or, where that counts, the answers drifted.
    pub fn fails(&self, on_drift: bool) -> bool {
        !self.worse.is_empty() || on_drift && !self.drift.is_empty()
    }

    /// The comparison as JSON.
    pub fn json(&self) -> String {
        super::json::pretty(self)
    }

    /// The comparison for a terminal.
    pub fn text(&self) -> String {
        render::text(self)
    }

    /// The comparison for a pull request.
    pub fn markdown(&self) -> String {
        render::markdown(self)
    }
}

#[derive(PartialEq)]
enum Judgement {
    Worse,
    Better,
    Neither,
}

/// A clause that is no longer verified says something about the run, not about the endpoint.
fn judge(before: Verdict, after: Verdict) -> Judgement {
    match (before, after) {
        (_, Verdict::Fail) | (Verdict::Pass, Verdict::Inconclusive) => Judgement::Worse,
        (_, Verdict::Pass) => Judgement::Better,
        _ => Judgement::Neither,
    }
}

/// A clause that the baseline's suite did not know yet has not changed.
fn clause_changes(baseline: &Report, current: &Report) -> Vec<ClauseChange> {
    let before: HashMap<_, _> = baseline.clauses.iter().map(|clause| (clause.id, clause.verdict)).collect();
    let change = |clause: &super::model::ClauseResult| {
        let before = *before.get(&clause.id)?;
        let change = ClauseChange { id: clause.id, level: clause.level, before, after: clause.verdict };
        (before != clause.verdict).then_some(change)
    };
    current.clauses.iter().filter_map(change).collect()
}

fn side(report: &Report) -> Side {
    Side {
        endpoint: report.target.endpoint.clone(),
        started_at: report.started_at.clone(),
        version: report.tool.version.clone(),
        verdict: report.verdict,
    }
}

fn only_in(report: &Report, other: &Report) -> Vec<ScenarioRef> {
    let others = by_id(other);
    let alone = report.scenarios.iter().filter(|scenario| !others.contains_key(scenario.id.as_str()));
    alone.map(|it| ScenarioRef { id: it.id.clone(), name: it.name.clone(), verdict: it.verdict }).collect()
}

fn both<'a>(
    baseline: &'a Report,
    current: &'a Report,
) -> impl Iterator<Item = (&'a ScenarioResult, &'a ScenarioResult)> {
    let before = by_id(baseline);
    current.scenarios.iter().filter_map(move |after| Some((*before.get(after.id.as_str())?, after)))
}

fn by_id(report: &Report) -> HashMap<&str, &ScenarioResult> {
    report.scenarios.iter().map(|scenario| (scenario.id.as_str(), scenario)).collect()
}

fn scenario_change(before: &ScenarioResult, after: &ScenarioResult) -> Option<ScenarioChange> {
    let change = ScenarioChange {
        id: after.id.clone(),
        name: after.name.clone(),
        before: before.verdict,
        after: after.verdict,
        reason: after.reason.clone(),
    };
    (before.verdict != after.verdict).then_some(change)
}

#[cfg(test)]
mod tests;
