//! Which scenarios to run: tag expressions, clauses, names, and what to leave out.

use std::{fmt, str::FromStr};

use cucumber::tag::Ext as _;
use gherkin::tagexpr::TagOperation;
use regex::Regex;
use serde::{Deserialize, Serialize};

use super::catalogue::Scenario;
use crate::clause::Clause;

/// What the user selected. Empty criteria select everything.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    /// A cucumber tag expression: `@PAR-2 and not @embedded`.
    pub tags: Option<TagOperation>,
    /// Only scenarios of these clauses, and only these clauses count.
    pub clauses: Vec<Clause>,
    /// Only scenarios whose name matches.
    pub name: Option<Regex>,
    /// A part of the scenarios.
    pub shard: Option<Shard>,
    /// Clauses not to judge and scenarios not to run; shown as skipped.
    pub skip: Vec<Skipped>,
}

/// Something that the user does not want to be judged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Skipped {
    /// A clause, in every scenario.
    Clause(Clause),
    /// A scenario, by id.
    Scenario(String),
}

/// One of several parts that the scenarios are cut into by a hash of their ids: the same part on every machine and in
/// every order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Shard {
    /// Of how many.
    pub of: u64,
    /// Which part, from 1.
    pub part: u64,
}

impl Shard {
    /// Whether the part has the scenario.
    pub fn has(self, id: &str) -> bool {
        // FNV-1a: small, and the same everywhere and always.
        let hash = id
            .bytes()
            .fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3));
        hash % self.of == self.part - 1
    }
}

impl fmt::Display for Shard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.part, self.of)
    }
}

impl From<Shard> for String {
    fn from(shard: Shard) -> String {
        shard.to_string()
    }
}

impl TryFrom<String> for Shard {
    type Error = SelectionError;

    fn try_from(text: String) -> Result<Self, SelectionError> {
        text.parse()
    }
}

impl FromStr for Shard {
    type Err = SelectionError;

    fn from_str(text: &str) -> Result<Self, SelectionError> {
        let numbers = text.split_once('/').and_then(|(part, of)| Some((part.parse().ok()?, of.parse().ok()?)));
        match numbers {
            Some((part, of)) if (1..=of).contains(&part) => Ok(Shard { part, of }),
            _ => Err(SelectionError::Shard(text.to_owned())),
        }
    }
}

/// Why a selection cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum SelectionError {
    /// The tag expression has no meaning.
    #[error("\"{expression}\" is not a tag expression: {problem}; an example is \"@PAR-2 and not @embedded\"")]
    Tags {
        /// What was given.
        expression: String,
        /// What is wrong with it.
        problem: String,
    },
    /// The regular expression has no meaning.
    #[error("\"{pattern}\" is not a regular expression: {problem}")]
    Name {
        /// What was given.
        pattern: String,
        /// What is wrong with it.
        problem: String,
    },
    /// Not a part.
    #[error("\"{0}\" is no part of a whole; write K/N with K from 1 to N, such as 2/5")]
    Shard(String),
    /// An id names neither clause nor scenario.
    #[error("\"{0}\" is neither a clause nor the id of a scenario; `finalize-conformance list` shows both")]
    Unknown(String),
}

/// Reads a cucumber tag expression.
///
/// # Errors
/// [`SelectionError::Tags`].
pub fn tag_expression(expression: &str) -> Result<TagOperation, SelectionError> {
    let broken = |problem: String| SelectionError::Tags { expression: expression.to_owned(), problem };
    if expression.trim().is_empty() {
        return Err(broken("it is empty".to_owned()));
    }
    expression.parse().map_err(|error| broken(format!("{error}")))
}

/// Reads a pattern for names.
///
/// # Errors
/// [`SelectionError::Name`].
pub fn name_pattern(pattern: &str) -> Result<Regex, SelectionError> {
    Regex::new(pattern).map_err(|error| {
        let problem = error.to_string();
        let last = problem.lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned();
        SelectionError::Name { pattern: pattern.to_owned(), problem: last }
    })
}

/// Reads what is to be skipped: a clause's id, or the id of one of these scenarios.
///
/// # Errors
/// [`SelectionError::Unknown`].
pub fn skipped(id: &str, scenarios: &[Scenario]) -> Result<Skipped, SelectionError> {
    if let Ok(clause) = id.parse() {
        return Ok(Skipped::Clause(clause));
    }
    let known = scenarios.iter().any(|scenario| scenario.id == id);
    if known { Ok(Skipped::Scenario(id.to_owned())) } else { Err(SelectionError::Unknown(id.to_owned())) }
}

impl Selection {
    /// Whether the scenario is asked for. One that is asked for may still be skipped.
    pub fn selects(&self, scenario: &Scenario) -> bool {
        self.tags.as_ref().is_none_or(|tags| tags.eval(scenario.tags.iter()))
            && (self.clauses.is_empty() || scenario.clauses.iter().any(|clause| self.clauses.contains(clause)))
            && self.shard.is_none_or(|shard| shard.has(&scenario.id))
            && self.name.as_ref().is_none_or(|name| name.is_match(&scenario.name))
    }

    /// Why the scenario is not run although it was selected: it is skipped itself, or all of its clauses are.
    pub fn skip_reason(&self, scenario: &Scenario) -> Option<String> {
        if self.skip.contains(&Skipped::Scenario(scenario.id.to_string())) {
            return Some("left out with --skip".to_owned());
        }
        let mut judged = scenario.clauses.iter().filter(|clause| self.judges(**clause));
        let all_skipped = !scenario.clauses.is_empty() && judged.next().is_none();
        all_skipped.then(|| "its clauses are left out with --skip".to_owned())
    }

    /// Whether what is found about the clause counts.
    pub fn judges(&self, clause: Clause) -> bool {
        (self.clauses.is_empty() || self.clauses.contains(&clause)) && !self.skip.contains(&Skipped::Clause(clause))
    }

    /// The clauses of which what is found counts.
    pub fn judged(&self) -> Vec<Clause> {
        Clause::ALL.iter().copied().filter(|clause| self.judges(*clause)).collect()
    }
}

#[cfg(test)]
mod tests;
