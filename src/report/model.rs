//! `report.json` as types: the one result model that every format is written from.
//!
//! Everything here is masked already: secrets are taken out when an exchange is captured.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{
    clause::{Basis, Clause, Level},
    scenario::selection::Shard,
    verdict::Verdict,
};

/// The version of the report's shape; keys are added, never renamed.
pub const SCHEMA_VERSION: u32 = 1;

/// The reason of clauses that the user did not ask for: not worth a word each on a terminal.
pub const NOT_SELECTED: &str = "not selected";

/// A whole run.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Report {
    /// [`SCHEMA_VERSION`].
    pub schema_version: u32,
    /// What wrote the report.
    pub tool: Tool,
    /// What was tested.
    pub target: Target,
    /// When the run began, RFC 3339, UTC.
    pub started_at: String,
    /// How long it took, in milliseconds.
    pub duration_ms: u64,
    /// The exit code that follows from the clauses.
    pub exit_code: u8,
    /// `pass`, `fail` or `inconclusive`: the same rule as the exit code.
    pub verdict: Verdict,
    /// The figures of the first screen.
    pub summary: Summary,
    /// Which part of the scenarios this is the report of, where it is not of all: `2/5`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shard: Option<Shard>,
    /// What a reader must know before believing the rest: an unverified certificate, an interrupted run.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<String>,
    /// Every clause, in the order of the register.
    pub clauses: Vec<ClauseResult>,
    /// Every selected scenario, in the order of the features; those left out on purpose are skips with that reason.
    pub scenarios: Vec<ScenarioResult>,
    /// What was seen where both behaviours conform.
    pub observations: Vec<ObservationRecord>,
}

/// The program that wrote a report.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Tool {
    /// Always `finalize-conformance`.
    pub name: String,
    /// Its version.
    pub version: String,
}

impl Tool {
    /// This program.
    pub fn own() -> Self {
        Tool { name: env!("CARGO_PKG_NAME").to_owned(), version: env!("CARGO_PKG_VERSION").to_owned() }
    }
}

/// A moment as reports have it.
pub fn moment(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S%.3fZ").to_string()
}

/// Whether the endpoint was our own or somebody's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TargetKind {
    /// The reference endpoint inside this process.
    Embedded,
    /// An endpoint at a URL.
    Live,
}

/// What was tested.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Target {
    /// Embedded or live.
    pub kind: TargetKind,
    /// The URL of `media/upload`, without credentials.
    pub endpoint: String,
}

/// How many of each verdict.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Every check held.
    pub pass: usize,
    /// A clause was broken.
    pub fail: usize,
    /// No judgement was possible.
    pub inconclusive: usize,
    /// Not applicable.
    pub skip: usize,
}

impl Counts {
    /// Counts verdicts.
    pub fn of(verdicts: impl IntoIterator<Item = Verdict>) -> Self {
        let mut counts = Counts::default();
        verdicts.into_iter().for_each(|verdict| counts.add(verdict));
        counts
    }

    /// How many there are in all.
    pub fn total(&self) -> usize {
        self.pass + self.fail + self.inconclusive + self.skip
    }

    /// Counts one more.
    pub fn add(&mut self, verdict: Verdict) {
        match verdict {
            Verdict::Pass => self.pass += 1,
            Verdict::Fail => self.fail += 1,
            Verdict::Inconclusive => self.inconclusive += 1,
            Verdict::Skip => self.skip += 1,
        }
    }
}

/// The figures of the first screen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    /// Scenarios by verdict.
    pub scenarios: Counts,
    /// Clauses by verdict.
    pub clauses: Counts,
    /// Requests sent, control and set-up requests included.
    pub requests: u64,
}

/// The verdict on one clause.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ClauseResult {
    /// Its id.
    pub id: Clause,
    /// Its level.
    pub level: Level,
    /// Where it comes from.
    pub basis: Basis,
    /// The worst of its scenarios; `skip` means *not verified*.
    pub verdict: Verdict,
    /// Why it was not verified or not decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The failure is on the list of known failures and does not decide.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub known: bool,
    /// The ids of the scenarios that decide it.
    pub scenarios: Vec<String>,
}

/// The verdict on one scenario, with its evidence.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ScenarioResult {
    /// A stable slug of feature, scenario and example; never a position.
    pub id: String,
    /// The scenario's name.
    pub name: String,
    /// The feature's name.
    pub feature: String,
    /// Where the scenario stands: path of the feature file and line.
    #[serde(default)]
    pub file: String,
    /// Its line in that file, from 1.
    #[serde(default)]
    pub line: usize,
    /// Its tags, each with its `@`.
    pub tags: Vec<String>,
    /// The clauses that it decides: those of its tags, and any other that it found broken.
    pub clauses: Vec<Clause>,
    /// Its steps as written, keyword first.
    #[serde(default)]
    pub steps: Vec<String>,
    /// Its verdict.
    pub verdict: Verdict,
    /// Why it was skipped or could not be decided; for a failure, the first violation's message.
    pub reason: Option<String>,
    /// The failure is on the list of known failures and does not decide.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub known: bool,
    /// How its runs ended, where it ran several times; the rest tells of the worst of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub runs: Option<Counts>,
    /// How long it took, in milliseconds.
    pub duration_ms: u64,
    /// What was broken.
    pub violations: Vec<ViolationRecord>,
    /// Everything that went over the wire for it.
    pub exchanges: Vec<Exchange>,
}

impl ScenarioResult {
    /// Why it has nothing to say of a clause: it ended at what was broken before.
    pub fn broken_first(&self) -> String {
        let broken = self.violations.first().map_or_else(|| "another clause".to_owned(), |it| it.clause.to_string());
        format!("it could not be judged because {broken} was broken first")
    }
}

/// The reason that most give; of several the first.
pub fn commonest(reasons: impl IntoIterator<Item = Option<String>>) -> Option<String> {
    let mut counts: Vec<(Option<String>, usize)> = Vec::new();
    for reason in reasons {
        match counts.iter_mut().find(|(known, _)| *known == reason) {
            Some((_, count)) => *count += 1,
            None => counts.push((reason, 1)),
        }
    }
    // Of those that are equal, the last is the maximum.
    counts.into_iter().rev().max_by_key(|(_, count)| *count).and_then(|(reason, _)| reason)
}

/// One broken clause, as recorded.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ViolationRecord {
    /// The clause that was broken.
    pub clause: Clause,
    /// Its level.
    pub level: Level,
    /// What is wrong, in a sentence.
    pub message: String,
    /// A JSON pointer into the response's body, or a header's name.
    pub pointer: Option<String>,
    /// What the clause asks for.
    pub expected: String,
    /// What the endpoint did.
    pub actual: String,
    /// Which of the scenario's exchanges shows it, from 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exchange: Option<usize>,
}

/// One HTTP exchange, masked.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Exchange {
    /// What was sent.
    pub request: Request,
    /// What came back; absent where nothing did.
    pub response: Option<Response>,
    /// Why nothing came back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// What happened before: retries, rate limits waited out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    /// First byte out to last byte in, in milliseconds with fractions.
    pub duration_ms: f64,
    /// A shell line that repeats the request byte for byte.
    pub curl: String,
}

/// A request, masked.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Request {
    /// The method.
    pub method: String,
    /// The absolute URL.
    pub url: String,
    /// Header fields, in wire order.
    pub headers: Vec<(String, String)>,
    /// The body as text; bytes that are no text are shown as `\xNN`.
    pub body: String,
}

/// A response, masked.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Response {
    /// The status code.
    pub status: u16,
    /// Header fields, in wire order.
    pub headers: Vec<(String, String)>,
    /// The body as text; bytes that are no text are shown as `\xNN`.
    pub body: String,
}

/// An observation, as recorded.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ObservationRecord {
    /// A stable word for programs.
    pub kind: String,
    /// The MAY clause it belongs to, if any.
    pub clause: Option<Clause>,
    /// What was seen.
    pub message: String,
    /// The id of the scenario that saw it; absent where the run as a whole did.
    pub scenario: Option<String>,
}
