//! JUnit XML: a suite per feature, a case per scenario, in the dialect that CI servers read.
//!
//! Nothing here is unknown to the schema of Jenkins' xUnit plugin, which refuses a file as a whole: cases have neither
//! properties nor places of their own. What they would say stands where every server shows it: the clauses in the name, the
//! place in the output; and as properties of the suite, by the scenario's id.
//!
//! Characters that XML forbids are shown as `\u{…}` rather than dropped: what an endpoint sent is evidence.

use std::time::Duration;

use quick_junit::{NonSuccessKind, Property, Report as Junit, TestCase, TestCaseStatus, TestSuite};

use super::{
    evidence::{message, place, shown_by, transcript},
    model::{Report, ScenarioResult, ViolationRecord},
    text::{block, brief, one_line, shorten, slug},
};
use crate::{clause::Clause, verdict::Verdict};

/// How much of one body a case shows; a CI server keeps all of it in memory.
const MAX_BODY: usize = 4_000;
/// How much of one body a case shows that passed.
const MAX_BODY_OF_PASS: usize = 400;

/// The report as `junit.xml`.
pub fn render(report: &Report) -> String {
    let mut junit = Junit::new(one_line(&report.tool.name));
    junit.set_time(Duration::from_millis(report.duration_ms));
    for feature in features(report) {
        junit.add_test_suite(suite(report, feature));
    }
    // The root counts no skipped cases in that schema; its suites do.
    let count = format!(" skipped=\"{}\"", junit.skipped);
    let mut text = junit.to_string().expect("a String takes every text").replacen(&count, "", 1);
    if !text.ends_with('\n') {
        text.push('\n');
    }
    text
}

/// The features in the order in which they first occur.
fn features(report: &Report) -> Vec<&str> {
    let mut features = Vec::new();
    for scenario in &report.scenarios {
        if !features.contains(&scenario.feature.as_str()) {
            features.push(scenario.feature.as_str());
        }
    }
    features
}

fn suite(report: &Report, feature: &str) -> TestSuite {
    let scenarios = || report.scenarios.iter().filter(|scenario| scenario.feature == feature);
    let mut suite = TestSuite::new(one_line(feature));
    suite.set_time(Duration::from_millis(scenarios().map(|scenario| scenario.duration_ms).sum()));
    suite.extra.insert("timestamp".into(), one_line(&report.started_at).into());
    suite.add_property(Property::new("endpoint", one_line(&report.target.endpoint)));
    suite.add_property(Property::new("version", one_line(&report.tool.version)));
    let file = scenarios().next().map_or_else(String::new, |first| one_line(&first.file));
    if !file.is_empty() {
        suite.extra.insert("file".into(), file.into());
    }
    suite.add_properties(scenarios().map(property));
    suite.add_test_cases(scenarios().map(case));
    suite
}

fn case(scenario: &ScenarioResult) -> TestCase {
    let name = brief(&scenario.name, 300);
    let name = if scenario.clauses.is_empty() { name } else { format!("{name} [{}]", join(&scenario.clauses)) };
    let mut case = TestCase::new(name, status(scenario));
    case.set_classname(slug(&scenario.feature));
    case.set_time(Duration::from_millis(scenario.duration_ms));
    case.set_system_out(output(scenario));
    case
}

/// What a case decides, as a property of its suite.
fn property(scenario: &ScenarioResult) -> Property {
    let clauses = scenario.clauses.iter().map(|clause| format!("{clause} {}", clause.level()));
    Property::new(one_line(&scenario.id), clauses.collect::<Vec<_>>().join(", "))
}

fn join(words: &[impl ToString]) -> String {
    words.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
}

fn status(scenario: &ScenarioResult) -> TestCaseStatus {
    let reason = brief(scenario.reason.as_deref().unwrap_or("no reason was recorded"), 500);
    match scenario.verdict {
        Verdict::Pass => TestCaseStatus::success(),
        Verdict::Skip => with(TestCaseStatus::skipped(), None, &reason, None),
        // A CI server has no third colour for "known": what does not decide must not turn it red.
        Verdict::Fail if scenario.known => {
            let message = format!("known failure: {reason}");
            with(TestCaseStatus::skipped(), None, &message, Some(failures(scenario)))
        }
        Verdict::Fail => {
            let first = scenario.violations.first();
            let message = first.map_or(reason, |violation| brief(&violation.message, 500));
            let clause = first.map_or_else(|| "unknown".to_owned(), |violation| violation.clause.to_string());
            let status = TestCaseStatus::non_success(NonSuccessKind::Failure);
            with(status, Some(&clause), &message, Some(failures(scenario)))
        }
        Verdict::Inconclusive => {
            let status = TestCaseStatus::non_success(NonSuccessKind::Error);
            with(status, Some("inconclusive"), &reason, Some(format!("inconclusive: {reason}")))
        }
    }
}

fn with(mut status: TestCaseStatus, kind: Option<&str>, message: &str, description: Option<String>) -> TestCaseStatus {
    status.set_message(message);
    if let Some(kind) = kind {
        status.set_type(kind);
    }
    if let Some(description) = description {
        status.set_description(description);
    }
    status
}

fn failures(scenario: &ScenarioResult) -> String {
    let texts: Vec<_> = scenario.violations.iter().map(|violation| failure(scenario, violation)).collect();
    texts.join("\n\n")
}

fn failure(scenario: &ScenarioResult, violation: &ViolationRecord) -> String {
    let mut lines = vec![format!("{} {}: {}", violation.clause, violation.level, clause_text(violation.clause))];
    lines.extend(message(violation).map(|message| brief(message, 500)));
    lines.push(format!("expected: {}", block(&shorten(&violation.expected, 1_000))));
    lines.push(format!("actual:   {}", block(&shorten(&violation.actual, 1_000))));
    lines.extend(place(scenario, violation).map(|place| format!("where:    {place}")));
    lines.push(format!("scenario: {}", origin(scenario)));
    lines
        .extend(shown_by(scenario, violation).map(|exchange| format!("curl:     {}", brief(&exchange.curl, MAX_BODY))));
    lines.join("\n")
}

fn clause_text(clause: Clause) -> &'static str {
    &clause.entry().text
}

/// The scenario's place and id, and what went over the wire for it.
fn output(scenario: &ScenarioResult) -> String {
    let head = format!("{}\n{}", origin(scenario), brief(&scenario.id, 300));
    let max_body = if scenario.verdict == Verdict::Pass { MAX_BODY_OF_PASS } else { MAX_BODY };
    let exchanges = scenario.exchanges.iter().map(|exchange| transcript(exchange, max_body));
    [head].into_iter().chain(exchanges).collect::<Vec<_>>().join("\n\n")
}

/// Where an editor, or a server that annotates sources, finds the scenario.
fn origin(scenario: &ScenarioResult) -> String {
    format!("{}:{}", brief(&scenario.file, 300), scenario.line)
}

#[cfg(test)]
mod tests {
    use roxmltree::{Document, Node};

    use super::*;
    use crate::report::sample;

    fn find<'a, 'i>(document: &'a Document<'i>, class: &str) -> Node<'a, 'i> {
        let case = document.descendants().find(|node| node.attribute("classname") == Some(class));
        case.expect("the case is there")
    }

    fn child<'a, 'i>(case: Node<'a, 'i>, name: &str) -> Node<'a, 'i> {
        case.children().find(|node| node.has_tag_name(name)).unwrap_or_else(|| panic!("no {name}"))
    }

    #[test]
    fn counts_agree_with_the_cases() {
        let xml = render(&sample::report());
        let document = Document::parse(&xml).expect("well-formed");
        let root = document.root_element();
        let count = |name: &str| root.attribute(name).expect("counted").parse::<usize>().expect("a number");
        let seen = |name: &str| document.descendants().filter(|node| node.has_tag_name(name)).count();
        assert_eq!((count("tests"), count("failures"), count("errors")), (7, 3, 1));
        assert_eq!((seen("testcase"), seen("failure"), seen("error"), seen("skipped")), (7, 3, 1, 2));
    }

    #[test]
    fn a_failure_says_everything() {
        let xml = render(&sample::report());
        let document = Document::parse(&xml).expect("well-formed");
        let failure = child(find(&document, "lifecycle"), "failure");
        assert_eq!(failure.attribute("type"), Some("LIFE-2"));
        let text = failure.text().expect("a text");
        for part in [
            "LIFE-2 SHOULD: ",
            "expected: a status",
            "actual:   201 Created",
            "where:    answer 201",
            "curl:     curl -X",
        ] {
            assert!(text.contains(part), "{part} in {text}");
        }
    }

    #[test]
    fn what_does_not_decide_is_no_failure() {
        let xml = render(&sample::report());
        let document = Document::parse(&xml).expect("well-formed");
        let skipped = child(find(&document, "credentials"), "skipped");
        assert_eq!(skipped.attribute("message"), sample::skipped().reason.as_deref());
        let known = child(find(&document, "parameters"), "skipped");
        assert_eq!(known.attribute("message"), Some("known failure: vendor ticket 4711, until 2026-12-31"));
        assert_eq!(child(find(&document, "processing"), "error").attribute("type"), Some("inconclusive"));
    }

    #[test]
    fn a_case_names_its_clauses_and_its_place() {
        let xml = render(&sample::report());
        let document = Document::parse(&xml).expect("well-formed");
        let case = find(&document, "lifecycle");
        assert_eq!(case.attribute("name"), Some("FINALIZE too early is refused [LIFE-2]"));
        let out = child(case, "system-out").text().expect("a text");
        assert!(out.starts_with("features/lifecycle.feature:12\nlifecycle/too-early\n\n> POST https://"), "{out}");
        let suite = case.parent().expect("its suite");
        assert_eq!(suite.attribute("file"), Some("features/lifecycle.feature"));
        let properties = child(suite, "properties").children();
        let pairs: Vec<_> = properties.filter_map(|node| node.attribute("name").zip(node.attribute("value"))).collect();
        assert!(pairs.contains(&("lifecycle/too-early", "LIFE-2 SHOULD")), "{pairs:?}");
    }

    #[test]
    fn hostile_text_stays_text() {
        let xml = render(&sample::report());
        let document = Document::parse(&xml).expect("well-formed");
        let case = find(&document, "errors");
        assert!(case.attribute("name").is_some_and(|name| name.contains("]]> </script><img src=x")));
        let out = child(case, "system-out").text().expect("a text");
        assert!(out.contains("\\u{1b}[31mred") && out.contains("\\u{202e}evil"), "shown, not dropped: {out}");
        assert!(!document.descendants().any(|node| node.has_tag_name("img")));
    }
}
