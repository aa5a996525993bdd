//! The overview of a fleet: what came of each endpoint, clause by clause, as a table for programs and for people.

use serde::Serialize;

use super::{
    digest::{Digest, word},
    json, merge,
    model::{ClauseResult, Report, Summary, Target, Tool},
    text::count,
};
use crate::{
    clause::{Clause, Level},
    verdict::Verdict,
};

/// The version of the overview's shape; keys are added, never renamed.
const SCHEMA_VERSION: u32 = 1;

/// The file for programs.
pub const JSON_FILE: &str = "overview.json";
/// The file for people.
pub const HTML_FILE: &str = "overview.html";

/// A whole fleet.
#[derive(Clone, Debug, Serialize)]
pub struct Overview {
    /// The version of this shape.
    pub schema_version: u32,
    /// What wrote it.
    pub tool: Tool,
    /// When it began, RFC 3339, UTC.
    pub started_at: String,
    /// How long it took, in milliseconds.
    pub duration_ms: u64,
    /// The exit code: that of the endpoint whose code decides first.
    pub exit_code: u8,
    /// The worst of the verdicts.
    pub verdict: Verdict,
    /// The endpoints, in the order of the file.
    pub targets: Vec<Row>,
}

/// One endpoint of a fleet.
#[derive(Clone, Debug, Serialize)]
pub struct Row {
    /// Its name, which is that of the directory with its reports.
    pub name: String,
    /// What was tested.
    pub target: Target,
    /// How long it took, in milliseconds.
    pub duration_ms: u64,
    /// Its exit code.
    pub exit_code: u8,
    /// Its verdict.
    pub verdict: Verdict,
    /// What the verdict means, in words.
    pub headline: String,
    /// Its figures.
    pub summary: Summary,
    /// What a reader must know before believing the rest.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<String>,
    /// Where its reports are, from the overview's directory.
    pub reports: Vec<String>,
    /// Every clause, in the order of the register.
    pub clauses: Vec<Cell>,
}

/// What came of one clause at one endpoint.
#[derive(Clone, Debug, Serialize)]
pub struct Cell {
    /// The clause.
    pub id: Clause,
    /// Its level.
    pub level: Level,
    /// What came of it; `skip` means *not verified*.
    pub verdict: Verdict,
    /// The failure is on the list of known failures and does not decide.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub known: bool,
    /// Why it was not verified or not decided.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

impl Overview {
    /// The overview of these endpoints.
    pub fn new(started_at: String, duration_ms: u64, targets: Vec<Row>) -> Self {
        let codes: Vec<u8> = targets.iter().map(|row| row.exit_code).collect();
        Overview {
            schema_version: SCHEMA_VERSION,
            tool: Tool::own(),
            started_at,
            duration_ms,
            exit_code: merge::worst(&codes),
            verdict: targets.iter().map(|row| row.verdict).max().unwrap_or(Verdict::Pass),
            targets,
        }
    }

    /// The word of the verdict.
    pub fn word(&self) -> &'static str {
        word(self.verdict, self.exit_code)
    }

    /// What the word means here, with figures.
    pub fn headline(&self) -> String {
        let of = |verdict| self.targets.iter().filter(|row| row.verdict == verdict).count();
        let all = count(self.targets.len(), "target");
        let rest = [(of(Verdict::Fail), "not"), (of(Verdict::Inconclusive), "without a verdict")];
        let rest: String = rest.iter().filter(|(n, _)| *n > 0).map(|(n, words)| format!(", {n} {words}")).collect();
        format!("{} of {all} conformant{rest}", of(Verdict::Pass))
    }

    /// As JSON.
    pub fn json(&self) -> String {
        json::pretty(self)
    }
}

impl Row {
    /// What a report comes to; `files` are the names of the reports in the endpoint's directory.
    pub fn new(name: &str, report: &Report, files: &[&str]) -> Self {
        Row {
            name: name.to_owned(),
            target: report.target.clone(),
            duration_ms: report.duration_ms,
            exit_code: report.exit_code,
            verdict: report.verdict,
            headline: Digest::of(report).headline(),
            summary: report.summary,
            warnings: report.warnings.clone(),
            reports: files.iter().map(|file| format!("{name}/{file}")).collect(),
            clauses: report.clauses.iter().map(Cell::from).collect(),
        }
    }

    /// The word of its verdict.
    pub fn word(&self) -> &'static str {
        word(self.verdict, self.exit_code)
    }

    /// The clauses that failed, but for those that are known to.
    pub fn failed(&self) -> impl Iterator<Item = &Cell> {
        self.clauses.iter().filter(|cell| cell.verdict == Verdict::Fail && !cell.known)
    }
}

impl From<&ClauseResult> for Cell {
    fn from(clause: &ClauseResult) -> Self {
        let ClauseResult { id, level, verdict, known, reason, .. } = clause.clone();
        Cell { id, level, verdict, known, reason }
    }
}

#[cfg(test)]
pub mod tests {
    use super::*;
    use crate::report::sample;

    /// A fleet of which one endpoint conforms, one fails, and one ran into an interrupt.
    pub fn sample() -> Overview {
        let mut interrupted = sample::empty();
        interrupted.exit_code = 130;
        interrupted.verdict = Verdict::Inconclusive;
        let mut rows = vec![
            Row::new("eu", &sample::conformant(), &["report.json", "report.html"]),
            Row::new("us-east.1", &sample::report(), &["report.json", "report.html"]),
            Row::new("ap", &interrupted, &["report.json"]),
        ];
        rows[0].target.endpoint = "https://eu.example.com/1.1/media/upload.json?x=<img src=x>\u{202e}".to_owned();
        Overview::new("2026-01-02T03:04:05.678Z".to_owned(), 4_200, rows)
    }

    #[test]
    fn the_worst_endpoint_decides() {
        let overview = sample();
        assert_eq!((overview.exit_code, overview.word(), overview.verdict), (130, "INTERRUPTED", Verdict::Fail));
        assert_eq!(overview.headline(), "1 of 3 targets conformant, 1 not, 1 without a verdict");
        let rest = Overview::new(String::new(), 0, overview.targets[..2].to_vec());
        assert_eq!((rest.exit_code, rest.word()), (1, "FAIL"));
        let one = Overview::new(String::new(), 0, overview.targets[..1].to_vec());
        assert_eq!((one.exit_code, one.headline()), (0, "1 of 1 target conformant".to_owned()));
    }

    #[test]
    fn the_json_hides_nothing_from_a_terminal() {
        let text = sample().json();
        assert!(!text.contains('\u{202e}'));
        let value: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        assert_eq!(value["targets"][1]["reports"][1], "us-east.1/report.html");
        assert_eq!(value["targets"][1]["clauses"].as_array().map(Vec::len), Some(8));
    }
}
