//! `summary.md`: what a pull request shows, short enough for a comment.
//!
//! Texts of the endpoint neither format, nor link, nor mention anybody: they stand in code or are escaped.

use super::{
    digest::Digest,
    evidence::{endpoint, place, shown_by},
    model::{ClauseResult, Counts, Report, ScenarioResult, ViolationRecord},
    text::{block, brief, count, duration, moment},
};
use crate::verdict::Verdict;

/// A comment on GitHub holds 65,536 characters; failures beyond this are counted, not shown.
const MAX_TEXT: usize = 50_000;
const MAX_VALUE: usize = 300;
const MAX_CURL: usize = 2_000;

/// The report as `summary.md`.
pub fn render(report: &Report) -> String {
    let digest = Digest::of(report);
    let mut text = format!("{}{}{}", heading(report, &digest), figures(report), warnings(report));
    let failed: Vec<_> = digest.failed_must.iter().chain(&digest.failed_should).copied().collect();
    text += &clauses("Failed", &failed);
    text += &clauses("Known failures", &digest.known);
    text += &clauses("Inconclusive", &digest.inconclusive);
    text += &not_verified(&digest);
    text += &failures(report, MAX_TEXT.saturating_sub(text.len()));
    text
}

fn heading(report: &Report, digest: &Digest<'_>) -> String {
    let mark = match digest.word() {
        "PASS" => "✅",
        "FAIL" => "❌",
        _ => "❔",
    };
    let requests = count(usize::try_from(report.summary.requests).unwrap_or(usize::MAX), "request");
    format!(
        "## {mark} {}: {}\n\n{} · {} · {requests} in {} · {} {}\n\n",
        digest.word(),
        digest.headline(),
        code(&endpoint(&report.target)),
        prose(&moment(&report.started_at)),
        duration(report.duration_ms),
        prose(&report.tool.name),
        prose(&report.tool.version),
    )
}

fn figures(report: &Report) -> String {
    let row = |name: &str, counts: Counts| {
        format!("| {name} | {} | {} | {} | {} |\n", counts.pass, counts.fail, counts.inconclusive, counts.skip)
    };
    let head = "| | passed | failed | inconclusive | not verified |\n|---|--:|--:|--:|--:|\n";
    let rows = row("clauses", report.summary.clauses) + &row("scenarios", report.summary.scenarios);
    format!("{head}{rows}\n")
}

fn warnings(report: &Report) -> String {
    if report.warnings.is_empty() {
        return String::new();
    }
    let lines: String =
        report.warnings.iter().map(|warning| format!("> **Warning:** {}\n>\n", prose(&brief(warning, 500)))).collect();
    format!("{}\n\n", lines.trim_end_matches("\n>\n"))
}

fn clauses(title: &str, clauses: &[&ClauseResult]) -> String {
    if clauses.is_empty() {
        return String::new();
    }
    let rows: String = clauses.iter().map(|clause| row(clause)).collect();
    format!("### {title}\n\n| clause | level | what it says | scenarios |\n|---|---|---|--:|\n{rows}\n")
}

fn row(clause: &ClauseResult) -> String {
    let mut says = prose(clause.id.entry().text);
    if let Some(reason) = &clause.reason {
        says += &format!("<br>{}", prose(&brief(reason, MAX_VALUE)));
    }
    format!("| {} | {} | {says} | {} |\n", clause.id, clause.level, clause.scenarios.len())
}

fn not_verified(digest: &Digest<'_>) -> String {
    if digest.not_verified.is_empty() {
        return String::new();
    }
    let lines = digest.not_verified.iter().map(|(reason, clauses)| {
        let ids: Vec<_> = clauses.iter().map(|clause| clause.id()).collect();
        format!("- {}: {}\n", ids.join(", "), prose(&brief(reason, MAX_VALUE)))
    });
    format!("### Not verified\n\n{}\n", lines.collect::<String>())
}

/// The failed scenarios that fit into `room` bytes, and how many did not.
fn failures(report: &Report, room: usize) -> String {
    let failed: Vec<_> =
        report.scenarios.iter().filter(|scenario| scenario.verdict == Verdict::Fail && !scenario.known).collect();
    if failed.is_empty() {
        return String::new();
    }
    let mut text = "### Failures\n\n".to_owned();
    for (index, scenario) in failed.iter().enumerate() {
        let next = failure(scenario);
        if text.len() + next.len() > room {
            text += &format!("… and {} more; the other reports have them.\n", failed.len() - index);
            break;
        }
        text += &next;
    }
    text
}

fn failure(scenario: &ScenarioResult) -> String {
    let mut clauses: Vec<_> = scenario.violations.iter().map(|violation| violation.clause.id()).collect();
    clauses.dedup();
    let name = html(&brief(&scenario.name, MAX_VALUE));
    let bodies: String = scenario.violations.iter().map(|violation| details(scenario, violation)).collect();
    format!("<details><summary>{}: <code>{name}</code></summary>\n\n{bodies}</details>\n\n", clauses.join(", "))
}

fn details(scenario: &ScenarioResult, violation: &ViolationRecord) -> String {
    let facts = [
        ("expected", Some(brief(&violation.expected, MAX_VALUE))),
        ("actual", Some(brief(&violation.actual, MAX_VALUE))),
        ("where", place(scenario, violation)),
        ("scenario", Some(format!("{} {}:{}", scenario.id, scenario.file, scenario.line))),
    ];
    let facts: String =
        facts.iter().filter_map(|(label, value)| Some(format!("- {label}: {}\n", code(value.as_ref()?)))).collect();
    let curl = shown_by(scenario, violation).map(|exchange| fenced(&exchange.curl)).unwrap_or_default();
    let message = prose(&brief(&violation.message, MAX_VALUE));
    format!("**{} {}** {message}\n\n{facts}\n{curl}", violation.clause, violation.level)
}

/// A curl line in a fence longer than any in it; half a line would be useless, so a long one is left out.
fn fenced(curl: &str) -> String {
    if curl.len() > MAX_CURL {
        return format!("The curl line has {} bytes; the other reports have it.\n\n", curl.len());
    }
    let text = block(curl);
    let fence = "`".repeat(longest_fence(&text).max(2) + 1);
    format!("{fence}sh\n{text}\n{fence}\n\n")
}

/// A text as code on one line, in a fence longer than any in it.
pub(super) fn code(text: &str) -> String {
    let text = brief(text, 1_000);
    let fence = "`".repeat(longest_fence(&text) + 1);
    // The blanks keep a backtick at either end apart from the fence; Markdown takes them off again.
    if text.contains('`') { format!("{fence} {text} {fence}") } else { format!("{fence}{text}{fence}") }
}

fn longest_fence(text: &str) -> usize {
    text.split(|c| c != '`').map(str::len).max().unwrap_or(0)
}

/// A text as text: every character that could format is an entity, which neither Markdown nor HTML acts on.
fn html(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut before = ' ';
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        // An underscore inside a word stresses nothing, and the names of fields are full of them.
        let inside = before.is_alphanumeric() && rest.peek().is_some_and(|next| next.is_alphanumeric());
        match c {
            '_' if inside => out.push(c),
            '&' | '<' | '>' | '`' | '*' | '_' | '[' | ']' | '\\' | '~' | '|' | '@' | '#' | '$' => {
                out += &format!("&#{};", u32::from(c));
            }
            _ => out.push(c),
        }
        before = c;
    }
    out
}

/// A text as prose; an empty comment keeps `@name`, `#1` and `http://` from becoming a mention, a reference or a link.
pub(super) fn prose(text: &str) -> String {
    html(text).replace("&#64;", "&#64;<!-- -->").replace("&#35;", "&#35;<!-- -->").replace("://", ":<!-- -->//")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    #[test]
    fn a_pass_has_no_failures() {
        let text = render(&sample::conformant());
        assert!(text.starts_with("## ✅ PASS: conformant: 1 of 3 clauses verified, 2 not verified\n"), "{text}");
        assert!(!text.contains("### Fail"), "{text}");
    }

    #[test]
    fn an_enemy_formats_nothing_and_calls_nobody() {
        assert_eq!(html("<img|`*_@x"), "&#60;img&#124;&#96;&#42;&#95;&#64;x");
        assert_eq!(prose("@x #1 http://x"), "&#64;<!-- -->x &#35;<!-- -->1 http:<!-- -->//x");
        assert_eq!(html("media_id _x_"), "media_id &#95;x&#95;");
        assert_eq!([code("a|b"), code("`")], ["`a|b`", "`` ` ``"]);
        assert!(fenced("a ``` b").starts_with("````sh\na ``` b\n````\n"));
        let text = render(&sample::report());
        assert!(text.contains("&#60;/script&#62;&#60;img src=x"), "the name is text: {text}");
        let raw = text.lines().filter(|line| line.contains("<img"));
        let in_code = |line: &str| line.starts_with("- actual: ``") || line.starts_with("curl ");
        assert!(raw.clone().count() == 2 && raw.into_iter().all(in_code), "{text}");
    }

    #[test]
    fn many_failures_still_fit_into_a_comment() {
        let mut report = sample::report();
        report.scenarios = vec![sample::failed_at_pointer(); 500];
        let text = render(&report);
        assert!(text.len() < 65_536 && text.contains(" more; the other reports have them."), "{} bytes", text.len());
    }
}
