//! The reports of a run's shards joined into the report that the whole run would have given, but for its times.

mod order;

#[cfg(test)]
mod tests;

use std::collections::{HashMap, HashSet};

use super::model::{
    ClauseResult, Counts, ObservationRecord, Report, ScenarioResult, Summary, Target, TargetKind, commonest,
};
use crate::{
    clause::{Clause, Level},
    scenario::selection::Shard,
    verdict::Verdict,
};

/// Exit codes from the one that decides first to the one that decides last; any other means that nothing was selected.
const EXIT_CODES: [u8; 4] = [130, 1, 3, 0];

/// Why reports do not join.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum MergeError {
    /// There are none.
    #[error("there is no report to merge")]
    Nothing,
    /// They are not of the same thing.
    #[error("the reports are not shards of one run: one is of {0}, another of {1}")]
    Different(String, String),
    /// The same shard came twice, or the shards were not cut alike.
    #[error("scenario {0} is in two of the reports; the shards of one run have each scenario once")]
    Twice(String),
    /// A shard is not there, so that nobody knows what its scenarios came to.
    #[error("the report of shard {0} is missing; what its scenarios came to is not known")]
    Missing(Shard),
    /// Some are shards, and others are not, or were cut into another number of parts.
    #[error("the reports are not shards of one run: one is of {0}, another of {1}")]
    CutOtherwise(String, String),
}

/// Joins the reports of shards.
///
/// # Errors
/// When there are none, or they are not the shards of one run.
pub fn merge(shards: Vec<Report>) -> Result<Report, MergeError> {
    check(&shards)?;
    let first = &shards[0];
    let scenarios = order::scenarios(&shards);
    let clauses: Vec<_> = first.clauses.iter().map(|clause| clause_of(clause.id, &shards, &scenarios)).collect();
    let (verdict, exit_code) = judge(&shards, &clauses);
    Ok(Report {
        schema_version: first.schema_version,
        tool: first.tool.clone(),
        target: first.target.clone(),
        started_at: shards.iter().map(|shard| shard.started_at.clone()).min().unwrap_or_default(),
        duration_ms: shards.iter().map(|shard| shard.duration_ms).max().unwrap_or_default(),
        exit_code,
        verdict,
        summary: Summary {
            scenarios: Counts::of(scenarios.iter().map(|scenario| scenario.verdict)),
            clauses: Counts::of(clauses.iter().map(|clause| clause.verdict)),
            requests: shards.iter().map(|shard| shard.summary.requests).sum(),
        },
        shard: None,
        warnings: once(shards.iter().flat_map(|shard| &shard.warnings)),
        observations: observations(&shards, &scenarios),
        clauses,
        scenarios,
    })
}

fn check(shards: &[Report]) -> Result<(), MergeError> {
    if shards.is_empty() {
        return Err(MergeError::Nothing);
    }
    let mut ids = HashSet::new();
    for shard in shards {
        let (one, another) = (what(&shards[0]), what(shard));
        if one != another {
            return Err(MergeError::Different(one, another));
        }
        for scenario in &shard.scenarios {
            if !ids.insert(&scenario.id) {
                return Err(MergeError::Twice(scenario.id.clone()));
            }
        }
    }
    check_parts(shards)
}

/// Every part has to be there; reports that name none are taken for what they are.
fn check_parts(shards: &[Report]) -> Result<(), MergeError> {
    let whole = |shard: &Report| shard.shard.map_or("all scenarios".to_owned(), |shard| format!("{shard} of them"));
    let cut = |shard: &Report| shard.shard.map(|shard| shard.of);
    if let Some(other) = shards.iter().find(|shard| cut(shard) != cut(&shards[0])) {
        return Err(MergeError::CutOtherwise(whole(&shards[0]), whole(other)));
    }
    let Some(of) = cut(&shards[0]) else { return Ok(()) };
    let there = |wanted: &Shard| shards.iter().any(|shard| shard.shard == Some(*wanted));
    match (1..=of).map(|part| Shard { of, part }).find(|wanted| !there(wanted)) {
        Some(missing) => Err(MergeError::Missing(missing)),
        None => Ok(()),
    }
}

/// What a run tested and with which version; every embedded endpoint is the same one.
fn what(report: &Report) -> String {
    let Target { kind, endpoint } = &report.target;
    let endpoint = if *kind == TargetKind::Embedded { "the embedded endpoint" } else { endpoint };
    format!("{endpoint} by version {}", report.tool.version)
}

/// The worst of what the shards say, with the reason that most of its scenarios give, as in a whole run.
fn clause_of(id: Clause, shards: &[Report], scenarios: &[ScenarioResult]) -> ClauseResult {
    let all: Vec<&ClauseResult> =
        shards.iter().filter_map(|shard| shard.clauses.iter().find(|clause| clause.id == id)).collect();
    let verdict = all.iter().map(|clause| clause.verdict).max().unwrap_or(Verdict::Skip);
    let worst: Vec<_> = all.iter().copied().filter(|clause| clause.verdict == verdict).collect();
    let given = scenarios.iter().filter_map(|scenario| {
        let reason =
            if scenario.violations.is_empty() { scenario.reason.clone() } else { Some(scenario.broken_first()) };
        worst.iter().any(|it| it.scenarios.contains(&scenario.id) && it.reason == reason).then_some(reason)
    });
    // A shard without scenarios of the clause has nothing to say where another one has.
    let tried = || worst.iter().find(|clause| !clause.scenarios.is_empty());
    let deciding: HashSet<_> = all.iter().flat_map(|clause| &clause.scenarios).collect();
    let of_clause = scenarios.iter().filter(|scenario| deciding.contains(&scenario.id));
    ClauseResult {
        id,
        level: id.level(),
        basis: id.entry().basis,
        verdict,
        reason: commonest(given).or_else(|| tried().or(worst.first()).and_then(|clause| clause.reason.clone())),
        known: verdict == Verdict::Fail && worst.iter().all(|clause| clause.known),
        scenarios: of_clause.map(|scenario| scenario.id.clone()).collect(),
    }
}

/// The rule of a run on what its shards came to: what fails or interrupts one shard does so to the whole.
fn judge(shards: &[Report], clauses: &[ClauseResult]) -> (Verdict, u8) {
    let counts = shards.iter().filter(|shard| !only_incomplete(shard) || unverified(clauses));
    let codes: Vec<u8> = counts.map(|shard| shard.exit_code).collect();
    let verdicts = shards.iter().filter(|shard| !only_incomplete(shard) || unverified(clauses));
    let verdict = verdicts.map(|shard| shard.verdict).max().unwrap_or(Verdict::Pass);
    (verdict, worst(&codes))
}

/// The exit code of several runs together: the one that decides first.
pub fn worst(codes: &[u8]) -> u8 {
    let code = EXIT_CODES.into_iter().find(|code| codes.contains(code));
    code.or(codes.first().copied()).unwrap_or(0)
}

/// A shard that is inconclusive although it decided all that it tried: a complete run was asked for, which a shard alone
/// never is.
fn only_incomplete(shard: &Report) -> bool {
    shard.exit_code == 3 && shard.clauses.iter().all(|clause| clause.verdict != Verdict::Inconclusive)
}

fn unverified(clauses: &[ClauseResult]) -> bool {
    clauses.iter().any(|clause| clause.verdict == Verdict::Skip && clause.level == Level::Must)
}

fn once<'a, T: Clone + PartialEq + 'a>(items: impl Iterator<Item = &'a T>) -> Vec<T> {
    let mut seen: Vec<T> = Vec::new();
    for item in items {
        if !seen.contains(item) {
            seen.push(item.clone());
        }
    }
    seen
}

/// In the order of the scenarios; what a shard saw as a whole comes last, and once.
fn observations(shards: &[Report], scenarios: &[ScenarioResult]) -> Vec<ObservationRecord> {
    let places: HashMap<_, _> =
        scenarios.iter().enumerate().map(|(place, scenario)| (scenario.id.as_str(), place)).collect();
    let all = || shards.iter().flat_map(|shard| &shard.observations);
    let mut observations: Vec<_> = all().filter(|seen| seen.scenario.is_some()).cloned().collect();
    observations.sort_by_key(|seen| seen.scenario.as_deref().and_then(|id| places.get(id).copied()));
    observations.extend(once(all().filter(|seen| seen.scenario.is_none())));
    observations
}
