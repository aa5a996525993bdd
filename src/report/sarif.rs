//! SARIF 2.1.0: a rule per clause and a result per violation, for code scanning.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use super::{
    digest::Digest,
    evidence::place,
    json::pretty,
    model::{ClauseResult, Report, ScenarioResult, ViolationRecord},
    text::{brief, one_line},
};
use crate::{clause::Level, verdict::Verdict};

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";
const PATH: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'.').remove(b'-').remove(b'_').remove(b'~');

/// The report as `report.sarif`.
pub fn render(report: &Report) -> String {
    let rules: Vec<_> = report.clauses.iter().map(rule).collect();
    let results: Vec<_> = report
        .scenarios
        .iter()
        .flat_map(|scenario| scenario.violations.iter().map(|violation| result(report, scenario, violation)))
        .collect();
    pretty(&json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {"name": report.tool.name, "version": report.tool.version, "rules": rules}},
            "invocations": [invocation(report)],
            "columnKind": "utf16CodeUnits",
            "results": results,
        }],
    }))
}

fn rule(clause: &ClauseResult) -> Value {
    let entry = clause.id.entry();
    json!({
        "id": clause.id,
        "name": clause.id,
        "shortDescription": {"text": entry.text},
        "fullDescription": {"text": format!("{} ({}; {}, \"{}\")", entry.text, clause.level, clause.basis, entry.part)},
        "help": {"text": format!("finalize-conformance explain {}", clause.id)},
        "defaultConfiguration": {"level": level(clause.level)},
        "properties": {"tags": [clause.level, clause.basis]},
    })
}

fn level(level: Level) -> &'static str {
    match level {
        Level::Must => "error",
        Level::Should => "warning",
        Level::May => "none",
    }
}

fn result(report: &Report, scenario: &ScenarioResult, violation: &ViolationRecord) -> Value {
    let mut result = json!({
        "ruleId": violation.clause,
        "level": level(violation.level),
        "message": {"text": message(scenario, violation)},
        "locations": locations(scenario),
        // Keeps an alert the same alert when a feature file grows above it.
        "partialFingerprints": {"scenarioAndClause/v1": format!("{}:{}", one_line(&scenario.id), violation.clause)},
        "properties": {"scenario": one_line(&scenario.id), "endpoint": one_line(&report.target.endpoint)},
    });
    if let Some(index) = report.clauses.iter().position(|clause| clause.id == violation.clause) {
        result["ruleIndex"] = json!(index);
    }
    if scenario.known {
        let reason = brief(scenario.reason.as_deref().unwrap_or("known failure"), 500);
        result["suppressions"] = json!([{"kind": "external", "justification": reason}]);
    }
    result
}

fn message(scenario: &ScenarioResult, violation: &ViolationRecord) -> String {
    let place = place(scenario, violation).map(|place| format!(" ({place})")).unwrap_or_default();
    let [message, expected, actual] =
        [&violation.message, &violation.expected, &violation.actual].map(|text| brief(text, 500));
    format!("{}: {message}; expected {expected}, got {actual}{place}", brief(&scenario.name, 200))
}

fn locations(scenario: &ScenarioResult) -> Vec<Value> {
    if scenario.file.is_empty() {
        return Vec::new();
    }
    let uri = utf8_percent_encode(&scenario.file, PATH).to_string();
    vec![json!({"physicalLocation": {
        "artifactLocation": {"uri": uri},
        "region": {"startLine": scenario.line.max(1)},
    }})]
}

/// How the run went; what it could not decide is no result but a notice about the run.
fn invocation(report: &Report) -> Value {
    let undecided = report.scenarios.iter().filter(|scenario| scenario.verdict == Verdict::Inconclusive);
    let undecided = undecided.map(|scenario| {
        let reason = brief(scenario.reason.as_deref().unwrap_or("no reason was recorded"), 500);
        format!("inconclusive: {}: {reason}", brief(&scenario.name, 200))
    });
    let warnings = report.warnings.iter().map(|warning| brief(warning, 500));
    let notices: Vec<_> =
        warnings.chain(undecided).map(|text| json!({"level": "warning", "message": {"text": text}})).collect();
    let digest = Digest::of(report);
    json!({
        "executionSuccessful": report.verdict != Verdict::Inconclusive,
        "exitCode": report.exit_code,
        "exitCodeDescription": format!("{}: {}", digest.word(), digest.headline()),
        "startTimeUtc": report.started_at,
        "toolExecutionNotifications": notices,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    fn run() -> Value {
        let sarif: Value = serde_json::from_str(&render(&sample::report())).expect("JSON");
        sarif["runs"][0].clone()
    }

    #[test]
    fn a_violation_is_a_result_of_its_clauses_rule() {
        let run = run();
        let result = &run["results"][0];
        assert_eq!(result["ruleId"], "RSP-3");
        assert_eq!(result["level"], "error");
        let index = result["ruleIndex"].as_u64().and_then(|index| usize::try_from(index).ok()).expect("an index");
        assert_eq!(run["tool"]["driver"]["rules"][index]["id"], "RSP-3");
        let place = &result["locations"][0]["physicalLocation"];
        assert_eq!(
            (&place["artifactLocation"]["uri"], &place["region"]["startLine"]),
            (&json!("features/response.feature"), &json!(12))
        );
    }

    #[test]
    fn it_keeps_to_the_schema() {
        let schema = include_str!("../../tests/schemas/sarif-2.1.0.json");
        let schema: Value = serde_json::from_str(schema).expect("JSON");
        let validator = jsonschema::validator_for(&schema).expect("a schema");
        for report in [sample::every_kind(), sample::conformant(), sample::empty()] {
            let sarif: Value = serde_json::from_str(&render(&report)).expect("JSON");
            let errors: Vec<_> =
                validator.iter_errors(&sarif).map(|error| format!("{}: {error}", error.instance_path())).collect();
            assert!(errors.is_empty(), "{errors:#?}");
        }
        assert!(!validator.is_valid(&json!({"version": "2.1.0"})), "the schema asks for something");
    }

    #[test]
    fn a_should_is_a_warning_and_a_known_failure_is_suppressed() {
        let run = run();
        assert_eq!(run["results"][1]["level"], "warning");
        assert_eq!(run["results"][2]["suppressions"][0]["justification"], "vendor ticket 4711, until 2026-12-31");
        assert!(run["results"][0].get("suppressions").is_none());
    }

    #[test]
    fn what_is_undecided_is_a_notice_and_no_result() {
        let run = run();
        let notices = run["invocations"][0]["toolExecutionNotifications"].to_string();
        assert!(notices.contains("inconclusive: a video is processed"), "{notices}");
        assert_eq!(run["results"].as_array().map(Vec::len), Some(4));
    }
}
