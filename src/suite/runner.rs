//! A suite that is ready to run, and what a run of it comes to.

use std::{
    path::PathBuf,
    sync::Arc,
    time::{Duration, Instant},
};

use jiff::Timestamp;

use super::{
    assemble::{self, End, Head},
    driver::{self, Event},
    journal::Journal,
    plan::{Plan, Planned},
    run::Run,
    tally::{self, FailOn},
};
use crate::{
    clause::Clause,
    clock::Clock,
    report::{
        model::{self, ClauseResult, Report, ScenarioResult, Target as TargetRecord, Tool},
        progress::Progress,
    },
};

/// A suite that is ready to run.
pub struct Suite {
    pub(super) plan: Plan,
    pub(super) selected: Vec<Arc<Planned>>,
    pub(super) run: Arc<Run>,
    pub(super) options: Options,
}

/// How results are told and counted.
#[derive(Clone, Debug)]
pub(super) struct Options {
    pub(super) places: usize,
    pub(super) repeat: usize,
    pub(super) fail_on: FailOn,
    pub(super) require_complete: bool,
    pub(super) journal: Option<PathBuf>,
    pub(super) warnings: Vec<String>,
}

impl Suite {
    /// What runs, for the head of a report.
    pub fn tool(&self) -> Tool {
        Tool::own()
    }

    /// What is tested, for the head of a report.
    pub fn target(&self) -> TargetRecord {
        TargetRecord { kind: self.run.target.kind(), endpoint: self.run.target.endpoint() }
    }

    /// How many scenarios are selected; never 0.
    #[expect(clippy::len_without_is_empty, reason = "a suite without scenarios is not built")]
    pub fn len(&self) -> usize {
        self.selected.len()
    }

    /// The longest that a scenario has waited so far.
    pub fn longest_wait(&self) -> Duration {
        self.run.longest_wait()
    }

    /// How far a run of the suite has come.
    pub fn progress(&self) -> Progress {
        Progress {
            done: self.run.done(),
            scenarios: self.len() * self.options.repeat,
            longest_wait: self.run.target.wait_left(),
        }
    }

    /// Runs the suite.
    pub async fn run(&self) -> Report {
        self.run_until(std::future::pending(), |_| ()).await
    }

    /// Runs the suite, until `interrupt` comes at the latest, and tells of each scenario as it ends, in the order of the
    /// features.
    pub async fn run_until(
        &self,
        interrupt: impl Future<Output = ()>,
        mut each: impl FnMut(&ScenarioResult),
    ) -> Report {
        let begin = Instant::now();
        let started_at = Timestamp::now();
        let mut head = self.head(started_at);
        let mut journal = self.options.journal.as_deref().map(|path| {
            let planned: Vec<_> =
                self.selected.iter().map(|it| tally::cut_short(self.run.rules(), &it.scenario)).collect();
            Journal::begin(path, &head, &planned)
        });
        let driven =
            driver::drive(&self.run, &self.selected, self.options.repeat, self.options.places, interrupt, |event| {
                match event {
                    Event::Ended(finished) => {
                        if let Some(journal) = &mut journal {
                            journal.add(finished, begin.elapsed(), self.run.target.requests());
                        }
                    }
                    Event::InOrder(finished) => each(&finished.result),
                }
            })
            .await;
        head.warnings.extend(journal.and_then(|journal| journal.problem()));
        if let Some(ledger) = &self.run.ledger
            && let Err(error) = ledger.save(Clock::Wall.now())
        {
            head.warnings.push(error.to_string());
        }
        let interrupted = "the run was interrupted: what had not ended by then is inconclusive";
        let end = End {
            duration: begin.elapsed(),
            requests: self.run.target.requests(),
            interrupted: driven.interrupted.then(|| interrupted.to_owned()),
        };
        assemble::report(head, driven.finished, end, |clauses, scenarios| {
            let whole = |clause: &&ClauseResult| !driven.interrupted && self.runs_all_of(clause.id);
            let clauses: Vec<_> = clauses.iter().filter(whole).cloned().collect();
            self.run.known.stale(&clauses, scenarios, |id| self.exists(id), started_at)
        })
    }

    /// Whether no scenario of the clause is left out: it might be the one that breaks it.
    fn runs_all_of(&self, clause: Clause) -> bool {
        let selection = &self.run.selection;
        let of_clause =
            self.plan.all().iter().map(|planned| &planned.scenario).filter(|it| it.clauses.contains(&clause));
        of_clause.into_iter().all(|it| selection.selects(it) && selection.skip_reason(it).is_none())
    }

    fn exists(&self, id: &str) -> bool {
        id.parse::<Clause>().is_ok() || self.plan.all().iter().any(|planned| planned.scenario.id == id)
    }

    fn head(&self, started_at: Timestamp) -> Head {
        let selection = &self.run.selection;
        Head {
            tool: self.tool(),
            target: self.target(),
            started_at: model::moment(started_at),
            shard: selection.shard,
            judged: selection.judged(),
            fail_on: self.options.fail_on,
            require_complete: self.options.require_complete,
            known: self.run.known.clone(),
            warnings: self.options.warnings.clone(),
        }
    }
}

#[cfg(test)]
mod tests;
