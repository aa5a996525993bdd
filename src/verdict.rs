//! What a judgement says: violations, observations, and the verdicts that follow from them.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::clause::Clause;

/// The verdict on a scenario or a clause, in the sense of ISO/IEC 9646; ordered from best hidden to worst, so that the
/// worst of several is their maximum.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// Not applicable here, with a reason.
    Skip,
    /// Every check held.
    Pass,
    /// No judgement was possible.
    Inconclusive,
    /// The endpoint broke a clause.
    Fail,
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Verdict::Skip => "skip",
            Verdict::Pass => "pass",
            Verdict::Inconclusive => "inconclusive",
            Verdict::Fail => "fail",
        })
    }
}

/// One broken clause, with what was expected and what came instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// The clause that was broken, and no other.
    pub clause: Clause,
    /// What is wrong, in a sentence.
    pub message: String,
    /// Where: a JSON pointer into the body, or a header's name.
    pub pointer: Option<String>,
    /// What the clause asks for.
    pub expected: String,
    /// What the endpoint did.
    pub actual: String,
}

impl Violation {
    /// A violation that has no place inside the message: a status, an outcome.
    pub fn new(
        clause: Clause,
        message: impl Into<String>,
        expected: impl Into<String>,
        actual: impl Into<String>,
    ) -> Self {
        let (message, expected, actual) = (message.into(), expected.into(), actual.into());
        Violation { clause, message, pointer: None, expected, actual }
    }

    /// The same violation, at a place: a JSON pointer or a header's name.
    #[must_use]
    pub fn at(mut self, pointer: impl Into<String>) -> Self {
        self.pointer = Some(pointer.into());
        self
    }
}

/// What the suite saw where both behaviours conform.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Observation {
    /// A stable word for programs: `undocumented-field`, `rate-limit`, …
    pub kind: &'static str,
    /// The MAY clause it belongs to, if any.
    pub clause: Option<Clause>,
    /// What was seen, in a sentence.
    pub message: String,
}

impl Observation {
    /// An observation that belongs to no clause.
    pub fn new(kind: &'static str, message: impl Into<String>) -> Self {
        Observation { kind, clause: None, message: message.into() }
    }

    /// What was done under a MAY clause.
    pub fn of(clause: Clause, kind: &'static str, message: impl Into<String>) -> Self {
        Observation { kind, clause: Some(clause), message: message.into() }
    }
}

/// The outcome of judging one answer: which clauses could be decided, and which of them were broken.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Judgement {
    /// Every clause that could be judged, whether it held or not.
    pub decided: Vec<Clause>,
    /// The clauses that did not hold; at most one violation per clause.
    pub violations: Vec<Violation>,
    /// What was seen where both behaviours conform.
    pub observations: Vec<Observation>,
}

impl Judgement {
    /// One clause was judged: it held, or `broken` says how it did not.
    pub fn decide(&mut self, clause: Clause, broken: Option<Violation>) {
        debug_assert!(broken.as_ref().is_none_or(|violation| violation.clause == clause));
        if !self.decided.contains(&clause) {
            self.decided.push(clause);
        }
        if let Some(violation) = broken
            && !self.breaks(clause)
        {
            self.violations.push(violation);
        }
    }

    /// What a MAY clause leaves open was seen.
    pub fn observe(&mut self, clause: Clause, kind: &'static str, message: impl Into<String>) {
        self.decide(clause, None);
        self.observations.push(Observation::of(clause, kind, message));
    }

    /// The clause held as far as was looked, which is not far enough to say so.
    pub fn leave_open(&mut self, clause: Clause) {
        if !self.breaks(clause) {
            self.decided.retain(|decided| *decided != clause);
        }
    }

    /// Whether the clause was judged and held.
    pub fn holds(&self, clause: Clause) -> bool {
        self.decided.contains(&clause) && !self.breaks(clause)
    }

    /// Whether the clause was broken.
    pub fn breaks(&self, clause: Clause) -> bool {
        self.violations.iter().any(|violation| violation.clause == clause)
    }

    /// Adds the findings of another judgement.
    pub fn absorb(&mut self, other: Judgement) {
        for clause in other.decided {
            let broken = other.violations.iter().find(|violation| violation.clause == clause);
            self.decide(clause, broken.cloned());
        }
        self.observations.extend(other.observations);
    }
}
