//! TAP 14: a test point per scenario, with a YAML block under whatever is not plainly good.

use super::{
    evidence::{place, shown_by},
    json,
    model::{Report, ScenarioResult, ViolationRecord},
    text::{brief, shorten},
};
use crate::verdict::Verdict;

const MAX_VALUE: usize = 1_000;

/// The report as `report.tap`.
pub fn render(report: &Report) -> String {
    let mut lines = vec!["TAP version 14".to_owned(), plan(report.scenarios.len())];
    lines.extend(report.warnings.iter().map(|warning| format!("# warning: {}", brief(warning, MAX_VALUE))));
    for (index, scenario) in report.scenarios.iter().enumerate() {
        lines.push(point(index + 1, scenario));
        lines.extend(diagnostics(scenario));
    }
    lines.push(String::new());
    lines.join("\n")
}

fn plan(scenarios: usize) -> String {
    match scenarios {
        0 => "1..0 # SKIP no scenario was selected".to_owned(),
        _ => format!("1..{scenarios}"),
    }
}

fn point(number: usize, scenario: &ScenarioResult) -> String {
    let name = escape(&format!("{}: {}", scenario.feature, scenario.name));
    let reason = escape(scenario.reason.as_deref().unwrap_or("no reason was recorded"));
    match scenario.verdict {
        Verdict::Pass => format!("ok {number} - {name}"),
        Verdict::Skip => format!("ok {number} - {name} # SKIP {reason}"),
        // TODO is TAP's word for a failure that does not decide.
        Verdict::Fail if scenario.known => format!("not ok {number} - {name} # TODO known failure: {reason}"),
        Verdict::Fail | Verdict::Inconclusive => format!("not ok {number} - {name}"),
    }
}

/// A number sign would begin a directive.
fn escape(text: &str) -> String {
    brief(text, 300).replace('\\', "\\\\").replace('#', "\\#")
}

fn diagnostics(scenario: &ScenarioResult) -> Vec<String> {
    let blocks = match scenario.verdict {
        Verdict::Pass | Verdict::Skip => return Vec::new(),
        Verdict::Inconclusive => vec![undecided(scenario)],
        Verdict::Fail => scenario.violations.iter().flat_map(|violation| broken(scenario, violation)).collect(),
    };
    let head = ["  ---".to_owned(), yaml("id", &scenario.id), yaml("verdict", &scenario.verdict.to_string())];
    head.into_iter().chain(blocks).chain(["  ...".to_owned()]).collect()
}

fn undecided(scenario: &ScenarioResult) -> String {
    yaml("message", scenario.reason.as_deref().unwrap_or("no reason was recorded"))
}

/// One violation as an item of the list `violations`; the list's name stands before the first.
fn broken(scenario: &ScenarioResult, violation: &ViolationRecord) -> Vec<String> {
    let first = scenario.violations.first().is_some_and(|first| std::ptr::eq(first, violation));
    let mut lines: Vec<_> = first.then(|| "  violations:".to_owned()).into_iter().collect();
    lines.push(yaml("  - clause", violation.clause.id()));
    let facts = [
        ("level", Some(violation.level.to_string())),
        ("message", Some(violation.message.clone())),
        ("expected", Some(violation.expected.clone())),
        ("actual", Some(violation.actual.clone())),
        ("where", place(scenario, violation)),
        ("curl", shown_by(scenario, violation).map(|exchange| exchange.curl.clone())),
    ];
    let facts = facts.into_iter().filter_map(|(key, value)| Some(yaml(&format!("    {key}"), &value?)));
    lines.extend(facts);
    lines
}

/// A key with a text as a JSON string, which YAML reads as it is.
fn yaml(key: &str, value: &str) -> String {
    format!("  {key}: {}", json::compact(&shorten(value, MAX_VALUE)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    #[test]
    fn every_scenario_is_a_point() {
        let text = render(&sample::report());
        let points: Vec<_> =
            text.lines().filter(|line| line.starts_with("ok ") || line.starts_with("not ok ")).collect();
        assert!(text.starts_with("TAP version 14\n1..7\n"), "{text}");
        assert_eq!(points.len(), 7, "{text}");
        assert_eq!(points[0], "ok 1 - Response: media_id is an integer");
        assert_eq!(points[3], "not ok 4 - Processing: a video is processed");
        assert!(points[4].starts_with("ok 5 - Credentials: application-only is refused # SKIP no application-only"));
        assert!(points[5].starts_with("not ok 6 - Parameters: finalize is refused # TODO known failure: vendor"));
    }

    #[test]
    fn a_failure_has_its_evidence_below() {
        let text = render(&sample::report());
        let block: Vec<_> = text.lines().skip_while(|line| !line.starts_with("not ok 2")).skip(1).take(10).collect();
        let expected = [
            "  ---",
            r#"  id: "response/media-id-string""#,
            r#"  verdict: "fail""#,
            "  violations:",
            r#"    - clause: "RSP-3""#,
            r#"      level: "MUST""#,
            r#"      message: "media_id_string differs from media_id""#,
            r#"      expected: "\"710511363345354753\"""#,
            r#"      actual: "\"710511363345354800\"""#,
        ];
        assert_eq!(block[..9], expected);
        assert!(block[9].starts_with(r#"      where: "/media_id_string in answer 201 to POST /1.1/"#), "{}", block[9]);
    }

    #[test]
    fn a_hostile_name_starts_no_directive() {
        let text = render(&sample::report());
        let point = text.lines().find(|line| line.starts_with("not ok 7")).expect("the hostile one");
        assert!(point.contains("\\# not ok") && !point.contains(" # "), "{point}");
    }

    #[test]
    fn nothing_selected_is_a_plan_too() {
        assert_eq!(render(&sample::empty()), "TAP version 14\n1..0 # SKIP no scenario was selected\n");
    }
}
