//! JUnit XML: a suite per feature, a case per scenario, in the dialect that CI servers read.
//!
//! Nothing here is unknown to the schema of Jenkins' xUnit plugin, which refuses a file as a whole: cases have neither
//! properties nor places of their own. What they would say stands where every server shows it: the clauses in the name, the
//! place in the output; and as properties of the suite, by the scenario's id. The warnings of a run stand in every suite:
//! there is no place above.
//!
//! Characters that XML forbids are shown as `\u{…}` rather than dropped: what an endpoint sent is evidence.

use std::{borrow::Cow, io};

use quick_xml::{
    Writer,
    events::{BytesDecl, BytesText, Event},
};

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

type Xml = Writer<Vec<u8>>;

/// The report as `junit.xml`.
pub fn render(report: &Report) -> String {
    let mut xml = Writer::new_with_indent(Vec::new(), b' ', 4);
    write(&mut xml, report).expect("memory takes every byte");
    String::from_utf8(xml.into_inner()).expect("texts make a text") + "\n"
}

fn write(xml: &mut Xml, report: &Report) -> io::Result<()> {
    let all: Vec<_> = report.scenarios.iter().collect();
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    xml.create_element("testsuites")
        .with_attribute(("name", &*one_line(&report.tool.name)))
        .with_attribute(("tests", &*all.len().to_string()))
        .with_attribute(("failures", &*count(&all, "failure")))
        .with_attribute(("errors", &*count(&all, "error")))
        .with_attribute(("time", &*seconds(report.duration_ms)))
        .write_inner_content(|xml| features(report).into_iter().try_for_each(|feature| suite(xml, report, feature)))?;
    Ok(())
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

fn suite(xml: &mut Xml, report: &Report, feature: &str) -> io::Result<()> {
    let cases: Vec<_> = report.scenarios.iter().filter(|scenario| scenario.feature == feature).collect();
    let file = cases.first().map_or_else(Cow::default, |first| one_line(&first.file));
    let suite = xml
        .create_element("testsuite")
        .with_attribute(("name", &*one_line(feature)))
        .with_attribute(("tests", &*cases.len().to_string()))
        .with_attribute(("skipped", &*count(&cases, "skipped")))
        .with_attribute(("errors", &*count(&cases, "error")))
        .with_attribute(("failures", &*count(&cases, "failure")))
        .with_attribute(("time", &*seconds(cases.iter().map(|scenario| scenario.duration_ms).sum())))
        .with_attribute(("timestamp", &*one_line(&report.started_at)))
        .with_attributes((!file.is_empty()).then_some(("file", &*file)));
    suite.write_inner_content(|xml| {
        xml.create_element("properties").write_inner_content(|xml| {
            property(xml, "endpoint", &one_line(&report.target.endpoint))?;
            property(xml, "version", &one_line(&report.tool.version))?;
            cases.iter().try_for_each(|scenario| property(xml, &one_line(&scenario.id), &decided(scenario)))
        })?;
        cases.iter().try_for_each(|scenario| case(xml, scenario))?;
        if !report.warnings.is_empty() {
            let warnings: Vec<_> =
                report.warnings.iter().map(|text| format!("warning: {}", brief(text, 500))).collect();
            xml.create_element("system-err").write_text_content(BytesText::new(&warnings.join("\n")))?;
        }
        Ok(())
    })?;
    Ok(())
}

fn property(xml: &mut Xml, name: &str, value: &str) -> io::Result<()> {
    xml.create_element("property").with_attributes([("name", name), ("value", value)]).write_empty()?;
    Ok(())
}

/// What a case decides, for the properties of its suite.
fn decided(scenario: &ScenarioResult) -> String {
    let clauses = scenario.clauses.iter().map(|clause| format!("{clause} {}", clause.level()));
    clauses.collect::<Vec<_>>().join(", ")
}

fn case(xml: &mut Xml, scenario: &ScenarioResult) -> io::Result<()> {
    let name = brief(&scenario.name, 300);
    let name = if scenario.clauses.is_empty() { name } else { format!("{name} [{}]", join(&scenario.clauses)) };
    let case = xml
        .create_element("testcase")
        .with_attribute(("name", &*name))
        .with_attribute(("classname", &*slug(&scenario.feature)))
        .with_attribute(("time", &*seconds(scenario.duration_ms)));
    case.write_inner_content(|xml| {
        if let Some(element) = element(scenario) {
            outcome(xml, element, scenario)?;
        }
        xml.create_element("system-out").write_text_content(BytesText::new(&output(scenario)))?;
        Ok(())
    })?;
    Ok(())
}

/// The element that says how a case ended; one that passed has none.
fn element(scenario: &ScenarioResult) -> Option<&'static str> {
    match scenario.verdict {
        Verdict::Pass => None,
        Verdict::Skip => Some("skipped"),
        // A CI server has no third colour for "known": what does not decide must not turn it red.
        Verdict::Fail if scenario.known => Some("skipped"),
        Verdict::Fail => Some("failure"),
        Verdict::Inconclusive => Some("error"),
    }
}

fn outcome(xml: &mut Xml, element: &str, scenario: &ScenarioResult) -> io::Result<()> {
    let reason = brief(scenario.reason.as_deref().unwrap_or("no reason was recorded"), 500);
    let (message, kind, text) = match (scenario.verdict, scenario.violations.first()) {
        (Verdict::Fail, _) if scenario.known => (format!("known failure: {reason}"), None, Some(failures(scenario))),
        (Verdict::Fail, Some(first)) => {
            (brief(&first.message, 500), Some(first.clause.to_string()), Some(failures(scenario)))
        }
        (Verdict::Fail, None) => (reason, Some("unknown".to_owned()), None),
        (Verdict::Inconclusive, _) => {
            let text = format!("inconclusive: {reason}");
            (reason, Some("inconclusive".to_owned()), Some(text))
        }
        (Verdict::Pass | Verdict::Skip, _) => (reason, None, None),
    };
    let writer = xml
        .create_element(element)
        .with_attribute(("message", &*message))
        .with_attributes(kind.as_deref().map(|kind| ("type", kind)));
    match text {
        Some(text) => writer.write_text_content(BytesText::new(&text))?,
        None => writer.write_empty()?,
    };
    Ok(())
}

/// How many cases have such an element.
fn count(scenarios: &[&ScenarioResult], name: &str) -> String {
    scenarios.iter().filter(|scenario| element(scenario) == Some(name)).count().to_string()
}

fn seconds(ms: u64) -> String {
    format!("{}.{:03}", ms / 1_000, ms % 1_000)
}

fn join(words: &[impl ToString]) -> String {
    words.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
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
    clause.entry().text
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
    fn warnings_stand_in_every_suite() {
        let mut report = sample::report();
        report.warnings.push("\u{202e}second\n<third/>".to_owned());
        let said = |report: &Report| {
            let xml = render(report);
            let document = Document::parse(&xml).expect("well-formed");
            let suites = document.descendants().filter(|node| node.has_tag_name("testsuite"));
            let errors = suites.map(|suite| suite.children().find(|node| node.has_tag_name("system-err")));
            errors.map(|error| error.and_then(|error| error.text()).map(str::to_owned)).collect::<Vec<_>>()
        };
        let expected = format!("warning: {}\nwarning: \\u{{202e}}second\\n<third/>", report.warnings[0]);
        assert_eq!(said(&report), vec![Some(expected); features(&report).len()]);
        report.warnings.clear();
        assert_eq!(said(&report), vec![None; features(&report).len()]);
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
