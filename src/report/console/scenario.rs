//! One scenario: a line, and under a failure what a person needs to believe it and to see it again.

use super::{Palette, Verbosity};
use crate::{
    report::{
        evidence::{message, place, shown_by, transcript},
        model::{ScenarioResult, ViolationRecord},
        text::{brief, duration, wrap},
    },
    verdict::Verdict,
};

/// Prose is broken here, so that a log is readable without a wide window; a curl line never is.
pub const WIDTH: usize = 100;
const INDENT: &str = "      ";
/// How much of one expected or actual value is shown.
const MAX_VALUE: usize = 300;
/// How much of one body is shown among the exchanges.
const MAX_BODY: usize = 2_000;
/// A longer curl line would bury the failure; the reports have it whole.
const MAX_CURL: usize = 2_000;
/// A scenario that took this long says so.
const SLOW_MS: u64 = 1_000;

/// The scenario as lines.
pub fn render(scenario: &ScenarioResult, palette: &Palette, verbosity: Verbosity) -> String {
    let mut lines = vec![headline(scenario, palette)];
    if scenario.verdict == Verdict::Fail && !scenario.known {
        lines.extend(scenario.violations.iter().flat_map(|violation| failure(scenario, violation, palette)));
    }
    if verbosity == Verbosity::Verbose {
        lines.extend(details(scenario, palette));
    }
    lines.push(String::new());
    lines.join("\n")
}

fn headline(scenario: &ScenarioResult, palette: &Palette) -> String {
    let mark = palette.verdict(scenario.verdict, scenario.known, mark(scenario));
    let name = brief(&scenario.name, 160);
    let name = if scenario.verdict == Verdict::Skip { palette.dim(&name) } else { name };
    let slow = match scenario.duration_ms {
        SLOW_MS.. => palette.dim(&format!("  ({})", duration(scenario.duration_ms))),
        _ => String::new(),
    };
    let runs = scenario.runs.map(|runs| palette.dim(&format!("  ({} of {} runs passed)", runs.pass, runs.total())));
    format!("  {mark} {name}{}{}{slow}", reason(scenario, palette), runs.unwrap_or_default())
}

fn mark(scenario: &ScenarioResult) -> &'static str {
    match scenario.verdict {
        Verdict::Pass => "✓",
        Verdict::Fail if scenario.known => "~",
        Verdict::Fail => "✗",
        Verdict::Inconclusive => "?",
        Verdict::Skip => "-",
    }
}

/// Why there is no verdict, on the same line; a failure explains itself below.
fn reason(scenario: &ScenarioResult, palette: &Palette) -> String {
    let word = match scenario.verdict {
        Verdict::Pass => return String::new(),
        Verdict::Fail if scenario.known => "known failure",
        Verdict::Fail => return String::new(),
        Verdict::Inconclusive => "inconclusive",
        Verdict::Skip => "skipped",
    };
    let reason = brief(scenario.reason.as_deref().unwrap_or("no reason was recorded"), 200);
    match scenario.verdict {
        Verdict::Skip => palette.dim(&format!("  {word}: {reason}")),
        verdict => format!("  {}: {reason}", palette.verdict(verdict, scenario.known, word)),
    }
}

fn failure(scenario: &ScenarioResult, violation: &ViolationRecord, palette: &Palette) -> Vec<String> {
    let title = format!("{} {}", violation.clause, violation.level);
    let indent = title.len() + 2;
    let mut text = wrap(violation.clause.entry().text, WIDTH - INDENT.len() - indent).into_iter();
    let title = palette.verdict(Verdict::Fail, false, &title);
    let mut lines = vec![format!("{INDENT}{title}  {}", text.next().unwrap_or_default())];
    lines.extend(text.map(|line| format!("{INDENT}{:indent$}{line}", "")));
    let message = message(violation).map(|text| wrap(&brief(text, 2 * MAX_VALUE), WIDTH - INDENT.len()));
    lines.extend(message.into_iter().flatten().map(|line| format!("{INDENT}{}", palette.bold(&line))));
    lines.extend(facts(scenario, violation).into_iter().map(|(label, value)| fact(label, &value, palette)));
    lines
}

fn facts(scenario: &ScenarioResult, violation: &ViolationRecord) -> Vec<(&'static str, String)> {
    let mut facts =
        vec![("expected", brief(&violation.expected, MAX_VALUE)), ("actual", brief(&violation.actual, MAX_VALUE))];
    facts.extend(place(scenario, violation).map(|place| ("where", place)));
    facts.push(("scenario", origin(scenario)));
    facts.extend(shown_by(scenario, violation).map(|exchange| ("curl", curl(&exchange.curl))));
    facts
}

/// The id for `--skip` and `--known-failures`, and the place that an editor opens.
fn origin(scenario: &ScenarioResult) -> String {
    let id = brief(&scenario.id, 200);
    match scenario.file.as_str() {
        "" => id,
        file => format!("{id}  {}:{}", brief(file, 200), scenario.line),
    }
}

/// A curl line is whole or not there: half of one cannot be run.
fn curl(line: &str) -> String {
    match line.len() {
        0..=MAX_CURL => brief(line, MAX_CURL),
        length => format!("({length} bytes; the reports have it)"),
    }
}

fn fact(label: &str, value: &str, palette: &Palette) -> String {
    format!("{INDENT}  {}  {value}", palette.dim(&format!("{label:<8}")))
}

fn details(scenario: &ScenarioResult, palette: &Palette) -> Vec<String> {
    let steps = scenario.steps.iter().map(|step| brief(step, 300));
    let mut lines: Vec<_> = steps.map(|step| format!("{INDENT}{}", palette.dim(&step))).collect();
    for exchange in &scenario.exchanges {
        let text = transcript(exchange, MAX_BODY);
        lines.extend(text.lines().map(|line| format!("{INDENT}{}", palette.dim(line))));
        lines.push(format!("{INDENT}{} {}", palette.dim("$"), curl(&exchange.curl)));
    }
    lines
}
