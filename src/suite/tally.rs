//! From what scenarios found to verdicts: on each scenario, each clause, and the run.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::{
    clause::{Clause, Level},
    client::{self, Masker},
    exchange,
    report::model::{
        ClauseResult, Counts, Exchange, NOT_SELECTED, ObservationRecord, ScenarioResult, ViolationRecord, commonest,
    },
    scenario::{catalogue::Scenario, known::KnownFailures, selection::Selection},
    verdict::{Verdict, Violation},
    world::record::{Record, Stop},
};

/// Which clauses decide the exit code and the verdict of a run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum FailOn {
    /// Clauses of level MUST.
    #[default]
    Must,
    /// Clauses of level MUST and SHOULD.
    Should,
    /// None.
    Never,
}

impl FailOn {
    /// Whether clauses of this level decide.
    pub fn counts(self, level: Level) -> bool {
        match self {
            FailOn::Must => level == Level::Must,
            FailOn::Should => level != Level::May,
            FailOn::Never => false,
        }
    }
}

/// What counts of what was found, and how it is kept.
#[derive(Clone, Copy, Debug)]
pub struct Rules<'a> {
    /// What counts.
    pub selection: &'a Selection,
    /// Failures that do not decide.
    pub known: &'a KnownFailures,
    /// Takes secrets out of what is kept.
    pub masker: &'a Masker,
    /// Whether exchanges are kept for the report.
    pub evidence: bool,
}

/// What came of one scenario.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Finished {
    /// The scenario's result.
    pub result: ScenarioResult,
    /// What each of its clauses came to.
    pub outcomes: Vec<Outcome>,
    /// What it saw where both behaviours conform.
    pub observations: Vec<ObservationRecord>,
}

/// What one clause came to in one scenario.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// The clause.
    pub clause: Clause,
    /// Its verdict there.
    pub verdict: Verdict,
    /// Why it was skipped or could not be decided.
    pub reason: Option<String>,
}

/// The result of a scenario from its record.
pub fn finish(rules: Rules<'_>, scenario: &Scenario, record: Record, duration: Duration) -> Finished {
    let outcomes = outcomes(rules, scenario, &record);
    let (counted, others): (Vec<_>, Vec<_>) =
        record.violations.iter().partition(|(violation, _)| rules.selection.judges(violation.clause));
    let violations: Vec<ViolationRecord> =
        counted.iter().map(|(violation, exchange)| violation_record(rules, violation, *exchange)).collect();
    let (verdict, reason) = verdict(scenario, &record, &outcomes, &violations);
    let mut clauses = scenario.clauses.clone();
    clauses.extend(violations.iter().map(|violation| violation.clause));
    clauses.sort_unstable();
    clauses.dedup();
    let uncounted = others.iter().map(|(violation, _)| ObservationRecord {
        kind: "uncounted-violation".to_owned(),
        clause: Some(violation.clause),
        message: rules.masker.mask(&format!("{} ({})", violation.message, violation.actual)).into_owned(),
        scenario: Some(scenario.id.to_string()),
    });
    let seen = record.observations.iter().map(|observation| ObservationRecord {
        kind: observation.kind.to_owned(),
        clause: observation.clause,
        message: rules.masker.mask(&observation.message).into_owned(),
        scenario: Some(scenario.id.to_string()),
    });
    let observations = seen.chain(uncounted).collect();
    let mut result = ScenarioResult {
        id: scenario.id.to_string(),
        name: scenario.name.to_string(),
        feature: scenario.feature.to_string(),
        file: scenario.file.to_string(),
        line: scenario.line,
        tags: scenario.tags.iter().map(|tag| format!("@{tag}")).collect(),
        clauses,
        steps: scenario.steps.iter().map(|step| format!("{} {}", step.keyword.trim(), step.value)).collect(),
        verdict,
        reason: reason.map(|reason| rules.masker.mask(&reason).into_owned()),
        known: false,
        runs: None,
        duration_ms: u64::try_from(duration.as_millis()).unwrap_or(u64::MAX),
        violations,
        exchanges: evidence(rules, record.exchanges),
    };
    rules.known.mark_scenario(&mut result);
    Finished { result, outcomes, observations }
}

/// The result of a scenario that had not ended when the run did.
pub fn cut_short(rules: Rules<'_>, scenario: &Scenario) -> Finished {
    let stop = Some(Stop::Inconclusive("the run was interrupted".to_owned()));
    finish(rules, scenario, Record { stop, ..Record::default() }, Duration::ZERO)
}

impl Finished {
    /// Joins another run of the same scenario to this one: the worse is kept, with how many came to which verdict.
    pub fn join(&mut self, mut other: Finished) {
        let mut runs = self.result.runs.take().unwrap_or_else(|| Counts::of([self.result.verdict]));
        runs.add(other.result.verdict);
        let badness = |result: &ScenarioResult| (result.verdict, !result.known);
        if badness(&other.result) > badness(&self.result) {
            std::mem::swap(self, &mut other);
        }
        self.result.runs = Some(runs);
        for outcome in other.outcomes {
            match self.outcomes.iter_mut().find(|kept| kept.clause == outcome.clause) {
                Some(kept) if kept.verdict < outcome.verdict => *kept = outcome,
                Some(_) => {}
                None => self.outcomes.push(outcome),
            }
        }
        for seen in other.observations {
            // Values change from run to run; that something of the kind was seen does not.
            if !self.observations.iter().any(|kept| (&kept.kind, kept.clause) == (&seen.kind, seen.clause)) {
                self.observations.push(seen);
            }
        }
        self.result.clauses.extend(other.result.clauses);
        self.result.clauses.sort_unstable();
        self.result.clauses.dedup();
    }

    /// What one of its clauses came to, and why it did not come to more.
    fn came_to(&self, clause: Clause) -> (Verdict, Option<String>) {
        match self.outcomes.iter().find(|outcome| outcome.clause == clause) {
            Some(outcome) => (outcome.verdict, outcome.reason.clone()),
            None => (Verdict::Skip, Some(self.result.broken_first())),
        }
    }
}

fn evidence(rules: Rules<'_>, exchanges: Vec<exchange::Exchange>) -> Vec<Exchange> {
    if rules.evidence { client::evidence(exchanges, rules.masker) } else { Vec::new() }
}

fn violation_record(rules: Rules<'_>, violation: &Violation, exchange: Option<usize>) -> ViolationRecord {
    let mask = |text: &str| rules.masker.mask(text).into_owned();
    ViolationRecord {
        clause: violation.clause,
        level: violation.clause.level(),
        message: mask(&violation.message),
        pointer: violation.pointer.as_deref().map(mask),
        expected: mask(&violation.expected),
        actual: mask(&violation.actual),
        exchange,
    }
}

/// What each clause came to: those of the tags, and any other that was found broken. A clause that could not be judged
/// because of an earlier violation comes to nothing here.
fn outcomes(rules: Rules<'_>, scenario: &Scenario, record: &Record) -> Vec<Outcome> {
    let tagged = scenario.clauses.iter().copied();
    let found = record.violations.iter().map(|(violation, _)| violation.clause);
    let mut clauses: Vec<Clause> = tagged.chain(found).filter(|clause| rules.selection.judges(*clause)).collect();
    clauses.sort_unstable();
    clauses.dedup();
    clauses.into_iter().filter_map(|clause| outcome(rules, clause, record)).collect()
}

fn outcome(rules: Rules<'_>, clause: Clause, record: &Record) -> Option<Outcome> {
    let (verdict, reason) = match (&record.stop, record.undecided.get(&clause)) {
        _ if record.broken(clause) => (Verdict::Fail, None),
        (_, Some((verdict, reason))) => (*verdict, Some(reason.clone())),
        _ if record.decided.contains(&clause) => (Verdict::Pass, None),
        (Some(Stop::Inconclusive(reason)), _) => (Verdict::Inconclusive, Some(reason.clone())),
        (Some(Stop::Skip(reason)), _) => (Verdict::Skip, Some(reason.clone())),
        (Some(Stop::Broken), _) => return None,
        (None, None) if record.violations.is_empty() => {
            let reason = format!("the scenario names {clause}, but none of its steps decides it");
            (Verdict::Inconclusive, Some(reason))
        }
        (None, None) => return None,
    };
    let reason = reason.map(|reason| rules.masker.mask(&reason).into_owned());
    Some(Outcome { clause, verdict, reason })
}

/// The worst of a scenario's clauses; one without clauses passes where it came to its end.
fn verdict(
    scenario: &Scenario,
    record: &Record,
    outcomes: &[Outcome],
    violations: &[ViolationRecord],
) -> (Verdict, Option<String>) {
    if let Some(violation) = violations.first() {
        return (Verdict::Fail, Some(violation.message.clone()));
    }
    let worst = outcomes.iter().max_by_key(|outcome| outcome.verdict);
    match (worst, &record.stop) {
        (Some(worst), _) => (worst.verdict, worst.reason.clone()),
        (None, Some(Stop::Inconclusive(reason))) => (Verdict::Inconclusive, Some(reason.clone())),
        (None, Some(Stop::Skip(reason))) => (Verdict::Skip, Some(reason.clone())),
        (None, None) if scenario.is_observation() => (Verdict::Pass, None),
        (None, _) => {
            let broken = record.violations.first().map(|(violation, _)| violation.clause);
            let cause = broken.map_or_else(|| "an earlier step".to_owned(), |clause| clause.to_string());
            (Verdict::Skip, Some(format!("it ended at {cause}, which is not to be judged here")))
        }
    }
}

/// The verdict on every clause, of those that are judged the worst of its scenarios.
pub fn clauses(judged: &[Clause], finished: &[Finished]) -> Vec<ClauseResult> {
    Clause::ALL.iter().map(|clause| clause_result(judged.contains(clause), *clause, finished)).collect()
}

fn clause_result(judged: bool, clause: Clause, finished: &[Finished]) -> ClauseResult {
    let entry = clause.entry();
    let of_clause = |finished: &&Finished| finished.result.clauses.contains(&clause);
    let scenarios: Vec<&Finished> = finished.iter().filter(of_clause).collect();
    let outcomes: Vec<_> = scenarios.iter().map(|finished| finished.came_to(clause)).collect();
    let (verdict, reason) = match outcomes.iter().map(|(verdict, _)| *verdict).max() {
        _ if !judged => (Verdict::Skip, Some(NOT_SELECTED.to_owned())),
        None => (Verdict::Skip, Some("none of its scenarios was selected".to_owned())),
        Some(worst) => {
            let given = outcomes.into_iter().filter(|(verdict, _)| *verdict == worst);
            (worst, commonest(given.map(|(_, reason)| reason)))
        }
    };
    let scenarios = scenarios.iter().map(|finished| finished.result.id.clone()).collect();
    ClauseResult { id: clause, level: entry.level, basis: entry.basis, verdict, reason, known: false, scenarios }
}

/// The one rule behind verdict and exit code: a failed clause that counts is 1; else an inconclusive one is 3, and so is
/// an unverified MUST where a complete run is asked for; else 0.
pub fn judge(clauses: &[ClauseResult], fail_on: FailOn, require_complete: bool, stale: bool) -> (Verdict, u8) {
    let any = |verdict| {
        clauses.iter().any(|clause| clause.verdict == verdict && !clause.known && fail_on.counts(clause.level))
    };
    let incomplete =
        require_complete && clauses.iter().any(|clause| clause.verdict == Verdict::Skip && clause.level == Level::Must);
    if any(Verdict::Fail) || stale {
        (Verdict::Fail, 1)
    } else if any(Verdict::Inconclusive) || incomplete {
        (Verdict::Inconclusive, 3)
    } else {
        (Verdict::Pass, 0)
    }
}

#[cfg(test)]
mod tests;
