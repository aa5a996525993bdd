//! The end of a run: what failed, what is not decided, what was not verified, figures, reports, and the verdict.

use std::path::PathBuf;

use super::{Palette, Verbosity, scenario::WIDTH};
use crate::{
    clause::{Clause, Level},
    report::{
        digest::Digest,
        evidence::endpoint,
        model::{ClauseResult, Counts, NOT_SELECTED, ObservationRecord, Report},
        text::{brief, count, duration, wrap},
    },
    verdict::Verdict,
};

/// The width of the column of labels.
const LABEL: usize = 14;

/// The summary as lines, without the verdict.
pub fn render(report: &Report, paths: &[PathBuf], palette: &Palette, verbosity: Verbosity) -> String {
    let digest = Digest::of(report);
    let mut table = Table { palette, lines: vec![String::new()] };
    table.clauses(&digest);
    table.observations(&report.observations, verbosity);
    table.add("warning", report.warnings.iter().map(|warning| brief(warning, 500)));
    if table.lines.len() > 1 {
        table.lines.push(String::new());
    }
    table.figures(report);
    table.paths(paths);
    table.lines.push("\n".to_owned());
    table.lines.join("\n")
}

/// The last line: the word and what it means here.
pub fn verdict(report: &Report, palette: &Palette) -> String {
    let digest = Digest::of(report);
    let word = palette.bold(&palette.verdict(report.verdict, false, digest.word()));
    format!("{word}  {}", digest.headline())
}

/// `RES-2, ERR-1 (SHOULD): why`; a clause that may decide needs no level.
fn reason((reason, clauses): &(&str, Vec<Clause>)) -> String {
    let name = |clause: &Clause| match clause.level() {
        Level::Must => clause.to_string(),
        level => format!("{clause} ({level})"),
    };
    let names: Vec<_> = clauses.iter().map(name).collect();
    format!("{}: {}", names.join(", "), brief(reason, 300))
}

/// Rows of a label and a text, the label only on the first row of its group.
struct Table<'a> {
    palette: &'a Palette,
    lines: Vec<String>,
}

impl Table<'_> {
    fn add(&mut self, label: &str, rows: impl IntoIterator<Item = String>) {
        let mut label = label;
        for row in rows {
            for line in wrap(&row, WIDTH - LABEL) {
                let padded = format!("{label:<LABEL$}");
                self.lines.push(format!("{}{line}", self.palette.dim(&padded)));
                label = "";
            }
        }
    }

    /// Rows that begin with something painted or aligned, and so are not broken into lines.
    fn add_painted(&mut self, label: &str, rows: impl IntoIterator<Item = String>) {
        let mut label = label;
        for row in rows {
            let padded = format!("{label:<LABEL$}");
            self.lines.push(format!("{}{row}", self.palette.dim(&padded)));
            label = "";
        }
    }

    fn clauses(&mut self, digest: &Digest<'_>) {
        let failed = digest.failed_must.iter().chain(&digest.failed_should);
        let rows: Vec<_> = failed.flat_map(|clause| self.clause(clause)).collect();
        self.add_painted("failed", rows);
        let rows: Vec<_> = digest.known.iter().flat_map(|clause| self.clause(clause)).collect();
        self.add_painted("known", rows);
        self.add("inconclusive", digest.undecided.iter().map(reason));
        let asked_for = digest.not_verified.iter().filter(|(why, _)| *why != NOT_SELECTED);
        self.add("not verified", asked_for.map(reason));
    }

    fn clause(&self, clause: &ClauseResult) -> Vec<String> {
        let title = format!("{:<8}{:<8}", clause.id, clause.level);
        let lines = wrap(clause.id.entry().text, WIDTH - LABEL - title.len()).into_iter().enumerate();
        let title_of = |row| match row {
            0 => self.palette.verdict(clause.verdict, clause.known, &title),
            _ => " ".repeat(title.len()),
        };
        lines.map(|(row, line)| format!("{}{line}", title_of(row))).collect()
    }

    fn observations(&mut self, observations: &[ObservationRecord], verbosity: Verbosity) {
        if verbosity == Verbosity::Verbose {
            let rows =
                observations.iter().map(|seen| format!("{}: {}", brief(&seen.kind, 60), brief(&seen.message, 300)));
            return self.add("observed", rows);
        }
        let mut kinds: Vec<(&str, usize)> = Vec::new();
        for seen in observations {
            match kinds.iter_mut().find(|(kind, _)| *kind == seen.kind) {
                Some((_, n)) => *n += 1,
                None => kinds.push((&seen.kind, 1)),
            }
        }
        let words: Vec<_> = kinds.iter().map(|(kind, n)| format!("{n} {}", brief(kind, 60))).collect();
        self.add("observed", (!words.is_empty()).then(|| words.join(", ")));
    }

    fn figures(&mut self, report: &Report) {
        let summary = &report.summary;
        let clauses = self.counts(summary.clauses, "not verified");
        let scenarios = self.counts(summary.scenarios, "skipped");
        self.add_painted("clauses", [clauses]);
        self.add_painted("scenarios", [scenarios]);
        let requests = count(usize::try_from(summary.requests).unwrap_or(usize::MAX), "request");
        let endpoint = endpoint(&report.target);
        self.add("sent", [format!("{requests} in {} to {endpoint}", duration(report.duration_ms))]);
    }

    fn counts(&self, counts: Counts, skipped: &str) -> String {
        let parts = [
            (counts.pass, Verdict::Pass, "passed"),
            (counts.fail, Verdict::Fail, "failed"),
            (counts.inconclusive, Verdict::Inconclusive, "inconclusive"),
            (counts.skip, Verdict::Skip, skipped),
        ];
        let shown = parts.iter().filter(|(n, verdict, _)| *n > 0 || *verdict == Verdict::Pass);
        let painted: Vec<_> =
            shown.map(|(n, verdict, word)| self.palette.verdict(*verdict, false, &format!("{n} {word}"))).collect();
        painted.join(", ")
    }

    fn paths(&mut self, paths: &[PathBuf]) {
        self.add_painted("reports", paths.iter().map(|path| brief(&path.display().to_string(), 1_000)));
    }
}
