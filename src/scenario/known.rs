//! Failures that are known: shown, but without a say in the verdict.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use serde::{Deserialize, Serialize};

use crate::{
    clause::Clause,
    report::model::{ClauseResult, ScenarioResult},
    verdict::Verdict,
};

/// The list of known failures.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct KnownFailures(Vec<Known>);

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Known {
    /// A clause or a scenario.
    id: String,
    /// Why it is not mended.
    reason: String,
    /// The last day on which it is excused.
    until: Option<Date>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    known: Vec<Known>,
}

/// Why the list cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum KnownError {
    /// The file cannot be read.
    #[error("cannot read the known failures in {path}: {source}")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// The file is not what it should be.
    #[error("{path} is no list of known failures: {problem}")]
    Syntax {
        /// The file.
        path: PathBuf,
        /// What is wrong, and where.
        problem: String,
    },
}

impl KnownFailures {
    /// Reads a TOML file of `[[known]]` tables with `id`, `reason` and, if wanted, `until = "2026-12-31"`.
    ///
    /// # Errors
    /// See [`KnownError`].
    pub fn read(path: &Path) -> Result<Self, KnownError> {
        let unreadable = |source| KnownError::Unreadable { path: path.to_owned(), source };
        let text = fs::read_to_string(path).map_err(unreadable)?;
        KnownFailures::parse(&text).map_err(|problem| KnownError::Syntax { path: path.to_owned(), problem })
    }

    fn parse(text: &str) -> Result<Self, String> {
        let file: File = toml::from_str(text).map_err(|error| error.to_string().trim_end().to_owned())?;
        match file.known.iter().find(|known| known.reason.trim().is_empty()) {
            Some(known) => Err(format!("the entry for {} has no reason", known.id)),
            None => Ok(KnownFailures(file.known)),
        }
    }

    /// Marks a scenario of which every violation is known.
    pub fn mark_scenario(&self, scenario: &mut ScenarioResult) {
        let violations = &scenario.violations;
        scenario.known =
            !violations.is_empty() && violations.iter().all(|found| self.covers(found.clause, &scenario.id));
    }

    /// Marks the clauses of which every violation is known.
    pub fn mark_clauses(&self, clauses: &mut [ClauseResult], scenarios: &[ScenarioResult]) {
        for clause in clauses.iter_mut().filter(|clause| clause.verdict == Verdict::Fail) {
            let breaks = |scenario: &&ScenarioResult| scenario.violations.iter().any(|found| found.clause == clause.id);
            clause.known = scenarios.iter().filter(breaks).all(|scenario| self.covers(clause.id, &scenario.id));
        }
    }

    fn covers(&self, clause: Clause, scenario: &str) -> bool {
        let today = today(Timestamp::now());
        self.0.iter().any(|known| known.names(clause, scenario) && known.until.is_none_or(|until| today <= until))
    }

    /// Entries that must not stay on the list, each with the reason: it passes, it names nothing, or its day is past. A
    /// scenario that exists but was not selected is no such reason.
    pub fn stale(
        &self,
        clauses: &[ClauseResult],
        scenarios: &[ScenarioResult],
        exists: impl Fn(&str) -> bool,
        now: Timestamp,
    ) -> Vec<String> {
        let stale = self.0.iter().filter_map(|known| {
            let problem = known.problem(clauses, scenarios, &exists, today(now))?;
            Some(format!("known failure {}: {problem}; mend the list (\"{}\")", known.id, known.reason))
        });
        stale.collect::<BTreeSet<_>>().into_iter().collect()
    }
}

impl Known {
    fn names(&self, clause: Clause, scenario: &str) -> bool {
        self.id == scenario || self.id.eq_ignore_ascii_case(clause.id())
    }

    fn problem(
        &self,
        clauses: &[ClauseResult],
        scenarios: &[ScenarioResult],
        exists: impl Fn(&str) -> bool,
        today: Date,
    ) -> Option<String> {
        let clause = clauses.iter().find(|clause| self.id.eq_ignore_ascii_case(clause.id.id())).map(|it| it.verdict);
        let scenario = scenarios.iter().find(|scenario| scenario.id == self.id).map(|it| it.verdict);
        match (clause.or(scenario), self.until) {
            (None, _) if !exists(&self.id) => Some("there is no such clause or scenario".to_owned()),
            (Some(Verdict::Pass), _) => Some("it passes now".to_owned()),
            (_, Some(until)) if until < today => Some(format!("its last day was {until}")),
            _ => None,
        }
    }
}

fn today(now: Timestamp) -> Date {
    now.to_zoned(TimeZone::UTC).date()
}

#[cfg(test)]
mod tests;
