//! What a scenario has found so far.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    clause::Clause,
    exchange::Exchange,
    verdict::{Judgement, Observation, Verdict, Violation},
};

/// Why a scenario ends before its last step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stop {
    /// A violation is on record; what follows cannot be judged because of it.
    Broken,
    /// No judgement was possible, in words.
    Inconclusive(String),
    /// Not applicable here, in words.
    Skip(String),
}

/// What a scenario has found so far.
#[derive(Debug, Default)]
pub struct Record {
    /// Everything that went over the wire.
    pub exchanges: Vec<Exchange>,
    /// What was broken, with the number of the exchange that shows it.
    pub violations: Vec<(Violation, Option<usize>)>,
    /// What was seen where both behaviours conform.
    pub observations: Vec<Observation>,
    /// Every clause that was judged, whether it held or not.
    pub decided: BTreeSet<Clause>,
    /// Clauses that could not be judged although the scenario went on.
    pub undecided: BTreeMap<Clause, (Verdict, String)>,
    /// Why it ended early.
    pub stop: Option<Stop>,
}

impl Record {
    /// Keeps an exchange and gives its number.
    pub fn keep(&mut self, exchange: Exchange) -> usize {
        self.take_over(exchange.kept());
        self.exchanges.len() - 1
    }

    /// Takes over an exchange that another record kept.
    pub fn take_over(&mut self, exchange: Exchange) {
        met(&exchange).for_each(|observation| self.observe(observation));
        self.exchanges.push(exchange);
    }

    /// Keeps an observation.
    pub fn observe(&mut self, observation: Observation) {
        if !self.observations.contains(&observation) {
            self.observations.push(observation);
        }
    }

    /// Keeps the findings of a judgement about an exchange. A clause is broken once per scenario.
    pub fn note(&mut self, judgement: Judgement, exchange: Option<usize>) {
        self.decided.extend(judgement.decided);
        for violation in judgement.violations {
            if !self.broken(violation.clause) {
                self.violations.push((violation, exchange));
            }
        }
        judgement.observations.into_iter().for_each(|observation| self.observe(observation));
    }

    /// Keeps one finding about one clause.
    pub fn decide(&mut self, clause: Clause, broken: Option<Violation>, exchange: Option<usize>) {
        let mut judgement = Judgement::default();
        judgement.decide(clause, broken);
        self.note(judgement, exchange);
    }

    /// Whether the clause is on record as broken.
    pub fn broken(&self, clause: Clause) -> bool {
        self.violations.iter().any(|(violation, _)| violation.clause == clause)
    }

    /// A clause cannot be judged here, though others can.
    pub fn leave_open(&mut self, clause: Clause, verdict: Verdict, reason: impl Into<String>) {
        self.undecided.insert(clause, (verdict, reason.into()));
    }
}

/// What an exchange met on its way: a rate limit (RES-5), a connection that failed.
fn met(exchange: &Exchange) -> impl Iterator<Item = Observation> + use<> {
    let limit =
        exchange.was_limited().then(|| Observation::of(Clause::Res5, "rate-limit", "a rate limit was met (429)"));
    let retry = exchange.retried().map(|why| {
        Observation::new("connection-retry", format!("a request that nobody had begun on was sent again: {why}"))
    });
    limit.into_iter().chain(retry)
}
