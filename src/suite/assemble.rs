//! From what came of the scenarios to the report.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::tally::{self, FailOn, Finished};
use crate::{
    clause::Clause,
    report::model::{
        ClauseResult, Counts, ObservationRecord, Report, SCHEMA_VERSION, ScenarioResult, Summary, Target, Tool,
    },
    report::text::count,
    scenario::{known::KnownFailures, selection::Shard},
    verdict::Verdict,
};

/// The exit code of a run that was interrupted.
const INTERRUPTED: u8 = 130;

/// What is known of a run before its first scenario.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Head {
    /// What runs.
    pub tool: Tool,
    /// What is tested.
    pub target: Target,
    /// When it began, RFC 3339, UTC.
    pub started_at: String,
    /// Which part of the scenarios it has.
    pub shard: Option<Shard>,
    /// The clauses that are judged.
    pub judged: Vec<Clause>,
    /// Which of them decide.
    pub fail_on: FailOn,
    /// A MUST clause that was not verified makes the run inconclusive.
    pub require_complete: bool,
    /// Failures that do not decide.
    pub known: KnownFailures,
    /// What a reader must know before believing the rest.
    pub warnings: Vec<String>,
}

/// What is known of a run at its end.
#[derive(Clone, Debug, Default)]
pub struct End {
    /// How long it took.
    pub duration: Duration,
    /// How many requests it sent.
    pub requests: u64,
    /// Why it ended before its last scenario, if it did.
    pub interrupted: Option<String>,
}

/// The report of a run, from what came of its scenarios in the order of the features. `stale` finds the entries of the
/// list of known failures that must not stay there; with any the run has failed.
pub fn report(
    head: Head,
    finished: Vec<Finished>,
    end: End,
    stale: impl FnOnce(&[ClauseResult], &[ScenarioResult]) -> Vec<String>,
) -> Report {
    let mut clauses = tally::clauses(&head.judged, &finished);
    let mut observations: Vec<_> = finished.iter().flat_map(|it| &it.observations).cloned().collect();
    let unstable: Vec<_> = finished.iter().filter_map(unstable).collect();
    let warning = (!unstable.is_empty()).then(|| {
        let scenarios = count(unstable.len(), "scenario");
        format!("{scenarios} did not end alike in every run; the observations say which")
    });
    observations.extend(unstable);
    observations.dedup();
    let scenarios: Vec<_> = finished.into_iter().map(|finished| finished.result).collect();
    head.known.mark_clauses(&mut clauses, &scenarios);
    let stale = stale(&clauses, &scenarios);
    let (verdict, exit_code) = tally::judge(&clauses, head.fail_on, head.require_complete, !stale.is_empty());
    Report {
        schema_version: SCHEMA_VERSION,
        tool: head.tool,
        target: head.target,
        started_at: head.started_at,
        duration_ms: u64::try_from(end.duration.as_millis()).unwrap_or(u64::MAX),
        exit_code: if end.interrupted.is_some() { INTERRUPTED } else { exit_code },
        verdict,
        summary: Summary {
            scenarios: Counts::of(scenarios.iter().map(|scenario| scenario.verdict)),
            clauses: Counts::of(clauses.iter().map(|clause| clause.verdict)),
            requests: end.requests,
        },
        shard: head.shard,
        warnings: head.warnings.into_iter().chain(warning).chain(stale).chain(end.interrupted).collect(),
        clauses,
        scenarios,
        observations,
    }
}

/// A scenario of which not every run ended alike.
fn unstable(finished: &Finished) -> Option<ObservationRecord> {
    let runs = finished.result.runs?;
    let figures = [
        (runs.pass, Verdict::Pass),
        (runs.fail, Verdict::Fail),
        (runs.inconclusive, Verdict::Inconclusive),
        (runs.skip, Verdict::Skip),
    ];
    let seen: Vec<String> =
        figures.iter().filter(|(n, _)| *n > 0).map(|(n, verdict)| format!("{n} {verdict}")).collect();
    (seen.len() > 1).then(|| ObservationRecord {
        kind: "unstable".to_owned(),
        clause: None,
        message: format!("not every run of the scenario ended alike: {}", seen.join(", ")),
        scenario: Some(finished.result.id.clone()),
    })
}
