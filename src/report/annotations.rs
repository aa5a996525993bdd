//! Annotations: a GitHub workflow command for each scenario that went wrong, at its place in the feature file.

use std::cmp::Reverse;

use super::{
    evidence::{message, place},
    model::{Report, ScenarioResult, ViolationRecord},
    text::{brief, count},
};
use crate::{clause::Level, verdict::Verdict};

/// GitHub shows so many of each kind for one step, and drops the others without a word.
const MAX_EACH: usize = 10;
const MAX_TITLE: usize = 200;
const MAX_VALUE: usize = 500;

/// The workflow commands that annotate a run, a line each: errors for what decides, warnings for what does not.
pub fn render(report: &Report, decides: impl Fn(Level) -> bool) -> String {
    let (mut errors, mut warnings) = (Vec::new(), Vec::new());
    warnings.extend(report.warnings.iter().map(|warning| command("warning", &[], &brief(warning, MAX_VALUE))));
    let mut wrong: Vec<_> =
        report.scenarios.iter().filter(|scenario| scenario.verdict >= Verdict::Inconclusive).collect();
    // The worst first, because it is the last that are not shown.
    wrong.sort_by_key(|scenario| (Reverse(scenario.verdict), scenario.known));
    for scenario in wrong {
        let counts = scenario.violations.iter().any(|violation| decides(violation.level)) && !scenario.known;
        match counts {
            true => errors.push(annotation("error", scenario)),
            false => warnings.push(annotation("warning", scenario)),
        }
    }
    let lines = capped("error", errors).into_iter().chain(capped("warning", warnings));
    lines.map(|line| line + "\n").collect()
}

/// As many as are shown; where that is not all, the last one says so.
fn capped(kind: &str, mut lines: Vec<String>) -> Vec<String> {
    if lines.len() > MAX_EACH {
        let more = lines.split_off(MAX_EACH - 1).len();
        let more = count(more, &format!("more {kind}"));
        lines.push(command(kind, &[], &format!("{more}; the reports have them all")));
    }
    lines
}

fn annotation(kind: &str, scenario: &ScenarioResult) -> String {
    let (name, line) = (brief(&scenario.name, MAX_TITLE), scenario.line.to_string());
    let title = match scenario.violations.first() {
        Some(violation) if scenario.known => format!("{} known failure: {name}", violation.clause),
        Some(violation) => format!("{} {}: {name}", violation.clause, violation.level),
        None => format!("{}: {name}", scenario.verdict),
    };
    let mut properties = vec![("title", title.as_str())];
    if !scenario.file.is_empty() {
        properties.splice(0..0, [("file", scenario.file.as_str()), ("line", &line)]);
    }
    command(kind, &properties, &text(scenario))
}

/// What a person needs to believe it; how to repeat it stands in the log.
fn text(scenario: &ScenarioResult) -> String {
    let reason = scenario.reason.as_deref().map(|reason| brief(reason, MAX_VALUE));
    let known = reason.clone().filter(|_| scenario.known).map(|reason| format!("known failure: {reason}"));
    let violations = scenario.violations.iter().map(|violation| broken(scenario, violation));
    let parts: Vec<_> = known.into_iter().chain(violations).collect();
    if parts.is_empty() { reason.unwrap_or_else(|| "no reason was recorded".to_owned()) } else { parts.join("\n\n") }
}

fn broken(scenario: &ScenarioResult, violation: &ViolationRecord) -> String {
    let mut lines = vec![format!("{} {}: {}", violation.clause, violation.level, violation.clause.entry().text)];
    lines.extend(message(violation).map(|message| brief(message, MAX_VALUE)));
    lines.push(format!("expected: {}", brief(&violation.expected, MAX_VALUE)));
    lines.push(format!("actual: {}", brief(&violation.actual, MAX_VALUE)));
    lines.extend(place(scenario, violation).map(|place| format!("where: {place}")));
    lines.join("\n")
}

/// A workflow command. What is escaped here cannot end its part of the line, let alone the line.
fn command(kind: &str, properties: &[(&str, &str)], message: &str) -> String {
    let properties: Vec<_> = properties.iter().map(|(name, value)| format!("{name}={}", property(value))).collect();
    let blank = if properties.is_empty() { "" } else { " " };
    format!("::{kind}{blank}{}::{}", properties.join(","), data(message))
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    fn must(level: Level) -> bool {
        level == Level::Must
    }

    #[test]
    fn what_decides_is_an_error_and_what_does_not_a_warning() {
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path("golden");
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        settings.bind(|| insta::assert_snapshot!("annotations", render(&sample::report(), must)));
    }

    #[test]
    fn what_decides_is_for_the_run_to_say() {
        let errors = |decides: fn(Level) -> bool| render(&sample::report(), decides).matches("::error ").count();
        assert_eq!([errors(must), errors(|_| true), errors(|_| false)], [1, 3, 0]);
    }

    #[test]
    fn a_pass_is_not_annotated() {
        assert_eq!(render(&sample::conformant(), must), "");
    }

    #[test]
    fn of_many_the_last_tells_of_the_others() {
        let mut report = sample::report();
        report.warnings.clear();
        report.scenarios = [vec![sample::failed_at_pointer(); 10], vec![sample::undecided(); 12]].concat();
        let text = render(&report, must);
        assert_eq!((text.matches("::error ").count(), text.matches("::warning ").count()), (10, 9), "{text}");
        assert!(text.ends_with("\n::warning::3 more warnings; the reports have them all\n"), "{text}");
    }

    #[test]
    fn a_text_stays_in_its_place() {
        let hostile = "a:b,c%0A\r\n::error::x";
        let line = command("error", &[("title", hostile)], hostile);
        assert_eq!(line, "::error title=a%3Ab%2Cc%250A%0D%0A%3A%3Aerror%3A%3Ax::a:b,c%250A%0D%0A::error::x");
    }
}
