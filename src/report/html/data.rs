//! What the page's script reads: an index of all scenarios, and each one's evidence apart, parsed when it is opened.

use std::{borrow::Cow, collections::BTreeMap};

use memchr::memchr;
use serde::Serialize;

use crate::{
    clause::{Clause, Level},
    report::{
        json::compact,
        model::{ObservationRecord, Report, ScenarioResult},
        text::shorten,
    },
    verdict::Verdict,
};

/// A longer answer stands in `report.json` only: a page of a hundred megabytes opens nowhere.
const MAX_ANSWER: usize = 100_000;
/// The bytes of a media tell a reader nothing, and the curl line beside them is whole.
const MAX_REQUEST: usize = 4_000;

#[derive(Serialize)]
struct Index<'a> {
    clauses: BTreeMap<Clause, ClauseText>,
    scenarios: Vec<Row<'a>>,
}

#[derive(Serialize)]
struct ClauseText {
    level: Level,
    text: &'static str,
}

/// What the list shows and the filters look at.
#[derive(Serialize)]
struct Row<'a> {
    id: &'a str,
    name: &'a str,
    feature: &'a str,
    tags: &'a [String],
    clauses: &'a [Clause],
    verdict: Verdict,
    known: bool,
    reason: Option<Cow<'a, str>>,
    duration_ms: u64,
}

#[derive(Serialize)]
struct Detail<'a> {
    #[serde(flatten)]
    scenario: Cow<'a, ScenarioResult>,
    observations: Vec<&'a ObservationRecord>,
}

/// The index as JSON for a script element.
pub fn index(report: &Report) -> String {
    let clauses = report
        .clauses
        .iter()
        .map(|clause| (clause.id, ClauseText { level: clause.level, text: clause.id.entry().text }));
    embed(&Index { clauses: clauses.collect(), scenarios: report.scenarios.iter().map(row).collect() })
}

fn row(scenario: &ScenarioResult) -> Row<'_> {
    Row {
        id: &scenario.id,
        name: &scenario.name,
        feature: &scenario.feature,
        tags: &scenario.tags,
        clauses: &scenario.clauses,
        verdict: scenario.verdict,
        known: scenario.known,
        reason: scenario.reason.as_deref().map(|reason| shorten(reason, 300)),
        duration_ms: scenario.duration_ms,
    }
}

/// A script element per scenario.
pub fn details(report: &Report) -> String {
    let mut elements = String::new();
    for (position, scenario) in report.scenarios.iter().enumerate() {
        elements += &format!("<script type=\"application/json\" id=\"detail-of-{position}\">");
        elements += &embed(&detail(report, scenario));
        elements += "</script>\n";
    }
    elements
}

fn detail<'a>(report: &'a Report, scenario: &'a ScenarioResult) -> Detail<'a> {
    let seen = |record: &&ObservationRecord| record.scenario.as_ref() == Some(&scenario.id);
    let observations = report.observations.iter().filter(seen).collect();
    let scenario = if is_short(scenario) { Cow::Borrowed(scenario) } else { Cow::Owned(shortened(scenario.clone())) };
    Detail { scenario, observations }
}

/// Whether there is nothing to cut, as in nearly all of them.
fn is_short(scenario: &ScenarioResult) -> bool {
    let exchanges = scenario.exchanges.iter();
    scenario.violations.iter().all(|violation| violation.actual.len() <= MAX_ANSWER)
        && exchanges.clone().all(|exchange| exchange.request.body.len() <= MAX_REQUEST)
        && exchanges.filter_map(|exchange| exchange.response.as_ref()).all(|answer| answer.body.len() <= MAX_ANSWER)
}

fn shortened(mut scenario: ScenarioResult) -> ScenarioResult {
    for violation in &mut scenario.violations {
        cut(&mut violation.actual, MAX_ANSWER);
    }
    for exchange in &mut scenario.exchanges {
        cut(&mut exchange.request.body, MAX_REQUEST);
        if let Some(response) = &mut exchange.response {
            cut(&mut response.body, MAX_ANSWER);
        }
    }
    scenario
}

fn cut(text: &mut String, max: usize) {
    if let Cow::Owned(shorter) = shorten(text, max) {
        *text = shorter;
    }
}

/// JSON for a script element: without a `<` in it, no text can end the element or begin a comment.
fn embed(value: &impl Serialize) -> String {
    let json = compact(value);
    if memchr(b'<', json.as_bytes()).is_none() { json } else { json.replace('<', "\\u003c") }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;
    use crate::report::sample;

    #[test]
    fn embedded_json_is_the_same_json() {
        let value: Value = serde_json::from_str(&embed(&sample::HOSTILE)).expect("JSON");
        assert_eq!(value, sample::HOSTILE);
        assert!(!embed(&sample::HOSTILE).contains(['<', '\u{202e}', '\u{1b}']));
    }

    #[test]
    fn a_scenario_has_its_observations_and_a_body_that_can_be_shown() {
        let report = sample::report();
        assert_eq!(detail(&report, &report.scenarios[0]).observations.len(), 2);
        assert!(details(&report).len() < 500_000, "a megabyte of body is cut");
    }
}
