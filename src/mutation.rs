//! The suite put to the test: every mutant has to be caught by its clause and no other, every variant has to pass, and
//! every scenario has to be of use.

use std::{
    collections::{BTreeMap, BTreeSet},
    num::NonZero,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use serde::Serialize;

use crate::{
    clause::{Clause, Level},
    endpoint::{Behaviour, Host, Settings, mutants::Mutant, variants::Variant},
    report::model::Report,
    suite::{Plan, Suite, SuiteError},
    verdict::Verdict,
};

/// One deviation of the reference endpoint, right or wrong.
#[derive(Clone, Copy)]
pub enum Deviation {
    /// A wrong endpoint.
    Mutant(&'static Mutant),
    /// A right one.
    Variant(&'static Variant),
}

/// What the suite made of one deviation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Finding {
    /// A mutant was caught by its clause and no other; a variant passed.
    Right,
    /// A mutant was not caught.
    Survived,
    /// A mutant was caught by other clauses than its own.
    WrongClause,
    /// A variant was failed, or a run came to no verdict.
    FalseAlarm,
}

/// One row of the table.
#[derive(Clone, Debug, Serialize)]
pub struct Row {
    /// The deviation's name.
    pub name: String,
    /// What it does differently.
    pub about: String,
    /// The clause that it breaks; none for a variant.
    pub clause: Option<Clause>,
    /// What the suite made of it.
    pub finding: Finding,
    /// The MUST and SHOULD clauses that failed.
    pub caught_by: Vec<Clause>,
    /// The scenarios in which its own clause failed.
    pub scenarios: Vec<String>,
}

/// The whole table.
#[derive(Clone, Debug, Serialize)]
pub struct Table {
    /// One row each, survivors and false alarms first.
    pub rows: Vec<Row>,
    /// Scenarios with a clause of level MUST or SHOULD that caught no mutant of theirs.
    pub idle: Vec<String>,
    /// How long it took.
    #[serde(skip)]
    pub duration: Duration,
    /// How many requests were sent.
    pub requests: u64,
}

impl Deviation {
    fn parts(self) -> (&'static str, &'static str, fn(&mut Settings), Behaviour) {
        match self {
            Deviation::Mutant(it) => (it.name, it.about, it.settings, it.behaviour),
            Deviation::Variant(it) => (it.name, it.about, it.settings, it.behaviour),
        }
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        self.parts().0
    }

    /// What it does differently.
    pub fn about(self) -> &'static str {
        self.parts().1
    }

    /// The clause that it breaks; none for a variant.
    pub fn clause(self) -> Option<Clause> {
        match self {
            Deviation::Mutant(mutant) => Some(mutant.clause),
            Deviation::Variant(_) => None,
        }
    }

    /// Whether it breaks this clause, on purpose or because it cannot help it.
    pub fn breaks(self, clause: Clause) -> bool {
        match self {
            Deviation::Mutant(it) => it.clause == clause || it.also.iter().any(|(also, _)| *also == clause),
            Deviation::Variant(_) => false,
        }
    }

    /// What makes the endpoint deviate.
    pub fn endpoint(self) -> (Settings, Behaviour) {
        let (_, _, adjust, behaviour) = self.parts();
        let mut settings = Settings::default();
        adjust(&mut settings);
        (settings, behaviour)
    }

    fn judge(self, report: &Report) -> Row {
        let (name, about, ..) = self.parts();
        let counts = |level| level != Level::May;
        let failed = report.clauses.iter().filter(|it| it.verdict == Verdict::Fail && counts(it.level));
        let caught_by: Vec<Clause> = failed.map(|it| it.id).collect();
        let clause = self.clause();
        let finding = match self {
            Deviation::Variant(_) if caught_by.is_empty() && report.exit_code == 0 => Finding::Right,
            Deviation::Variant(_) => Finding::FalseAlarm,
            Deviation::Mutant(_) if caught_by.is_empty() => Finding::Survived,
            Deviation::Mutant(mutant) => {
                let right = caught_by.contains(&mutant.clause) && caught_by.iter().all(|it| self.breaks(*it));
                if right { Finding::Right } else { Finding::WrongClause }
            }
        };
        let scenarios = report.scenarios.iter().filter(|scenario| {
            scenario.violations.iter().any(|violation| clause.is_none_or(|clause| violation.clause == clause))
        });
        Row {
            name: name.to_owned(),
            about: about.to_owned(),
            clause,
            finding,
            caught_by,
            scenarios: scenarios.map(|scenario| scenario.id.to_string()).collect(),
        }
    }
}

/// Runs the whole suite against every deviation, on all cores.
///
/// # Errors
/// As [`crate::suite::SuiteBuilder::build`].
pub fn examine(plan: &Plan, deviations: &[Deviation]) -> Result<Table, SuiteError> {
    let (begin, next) = (Instant::now(), AtomicUsize::new(0));
    let workers = thread::available_parallelism().map_or(1, NonZero::get);
    let outcomes: Vec<_> = thread::scope(|scope| {
        let work = || worker(plan, deviations, &next);
        let running: Vec<_> = (0..workers).map(|_| scope.spawn(work)).collect();
        running.into_iter().map(|thread| thread.join().expect("a worker does not panic")).collect()
    });
    let (mut rows, mut requests) = (Vec::new(), 0);
    for outcome in outcomes {
        for (row, sent) in outcome? {
            rows.push(row);
            requests += sent;
        }
    }
    let order: BTreeMap<&str, usize> = deviations.iter().enumerate().map(|(at, it)| (it.name(), at)).collect();
    rows.sort_by_key(|row| (row.finding == Finding::Right, order[row.name.as_str()]));
    let idle = idle(plan, &rows);
    Ok(Table { rows, idle, duration: begin.elapsed(), requests })
}

/// Takes one deviation after the other, on a thread with a runtime and a server of its own.
fn worker(plan: &Plan, deviations: &[Deviation], next: &AtomicUsize) -> Result<Vec<(Row, u64)>, SuiteError> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime can be built");
    runtime.block_on(async {
        let host = Arc::new(Host::start().await);
        let mut rows = Vec::new();
        while let Some(deviation) = deviations.get(next.fetch_add(1, Ordering::Relaxed)) {
            let (settings, behaviour) = deviation.endpoint();
            let suite = Suite::builder().plan(plan.clone()).host(host.clone()).deviation(settings, behaviour);
            let report = suite.without_evidence().build().await?.run().await;
            rows.push((deviation.judge(&report), report.summary.requests));
        }
        Ok(rows)
    })
}

/// Scenarios that decide a MUST or SHOULD clause and caught no mutant.
fn idle(plan: &Plan, rows: &[Row]) -> Vec<String> {
    let caught = rows.iter().flat_map(|row| row.scenarios.iter().map(move |id| (id.as_str(), row.clause)));
    let busy: BTreeSet<(&str, Option<Clause>)> = caught.collect();
    let scenarios = plan.all().iter().map(|planned| &planned.scenario);
    scenarios
        .filter(|scenario| {
            let mut clauses = scenario.clauses.iter().filter(|clause| clause.level() != Level::May).peekable();
            clauses.peek().is_some() && clauses.all(|clause| !busy.contains(&(&*scenario.id, Some(*clause))))
        })
        .map(|scenario| scenario.id.to_string())
        .collect()
}

impl Table {
    /// Whether every mutant was caught rightly and every variant passed.
    pub fn is_right(&self) -> bool {
        self.rows.iter().all(|row| row.finding == Finding::Right)
    }
}
