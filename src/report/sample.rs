//! A report with one of everything, for the tests of the writers: each verdict, and strings made to break a format.

use super::model::*;
use crate::{
    clause::{Clause, Level},
    verdict::Verdict,
};

/// What an endpoint might send to break a terminal, an XML file, an HTML page or a JSON reader.
pub const HOSTILE: &str = "\u{1b}[31mred\u{1b}[0m \0 ]]> </script><img src=x onerror=alert(1)> \\ud800 \u{202e}evil\u{202c} \
                           \u{7} `|*_ <!-- & \" ' # not ok \r\n::error::x";

const SYNC_BODY: &str = r#"{"media_id":710511363345354753,"media_id_string":"710511363345354800","size":11065,"expires_after_secs":86400,"image":{"image_type":"image/jpeg"}}"#;

/// The whole report: 7 scenarios, 6 clauses that failed, were known, undecided, skipped or passed.
pub fn report() -> Report {
    let scenarios =
        vec![passed(), failed_at_pointer(), failed_by_status(), undecided(), skipped(), known_failure(), hostile()];
    Report {
        schema_version: SCHEMA_VERSION,
        tool: Tool { name: "finalize-conformance".to_owned(), version: "0.1.0".to_owned() },
        target: Target { kind: TargetKind::Live, endpoint: "https://api.example.com/1.1/media/upload.json".to_owned() },
        started_at: "2026-03-01T12:00:00Z".to_owned(),
        duration_ms: 4_210,
        exit_code: 1,
        verdict: Verdict::Fail,
        summary: Summary {
            scenarios: Counts { pass: 1, fail: 4, inconclusive: 1, skip: 1 },
            clauses: Counts { pass: 1, fail: 4, inconclusive: 1, skip: 2 },
            requests: 31,
        },
        shard: None,
        warnings: vec!["the server's certificate was not verified (--insecure)".to_owned()],
        clauses: clauses(),
        scenarios,
        observations: observations(),
    }
}

/// A report short enough to be looked at, with a failure of every kind.
pub fn every_kind() -> Report {
    let mut report = report();
    report.scenarios.pop();
    report.scenarios.extend([failed_at_header(), hostile_at_length(10)]);
    report.summary.scenarios.fail += 1;
    report
}

/// A report of a run that met nothing but passes.
pub fn conformant() -> Report {
    let mut report = report();
    report.scenarios = vec![passed(), skipped()];
    report.clauses.retain(|clause| matches!(clause.verdict, Verdict::Pass | Verdict::Skip));
    report.summary = Summary {
        scenarios: Counts { pass: 1, skip: 1, ..Counts::default() },
        clauses: Counts { pass: 1, skip: 2, ..Counts::default() },
        requests: 4,
    };
    (report.verdict, report.exit_code) = (Verdict::Pass, 0);
    report.warnings.clear();
    report.observations.clear();
    report
}

/// A report of a run in which nothing took place.
pub fn empty() -> Report {
    let mut report = conformant();
    report.scenarios.clear();
    report.clauses.clear();
    report.summary = Summary::default();
    report
}

fn clauses() -> Vec<ClauseResult> {
    let not_verified = Some("no application-only credentials given");
    vec![
        clause(Clause::Life1, Verdict::Pass, None, "response/media-id-is-an-integer"),
        clause(Clause::Life2, Verdict::Fail, None, "lifecycle/too-early"),
        clause(Clause::Life4, Verdict::Inconclusive, Some("no end within 60 s"), "async/video-succeeds"),
        ClauseResult { known: true, ..clause(Clause::Par2, Verdict::Fail, None, "parameters/casing/finalize") },
        clause(Clause::Rsp3, Verdict::Fail, None, "response/media-id-string"),
        clause(Clause::Res2, Verdict::Skip, not_verified, "credentials/app-only"),
        clause(Clause::Res3, Verdict::Skip, not_verified, "credentials/app-only"),
        clause(Clause::Err1, Verdict::Fail, None, "errors/hostile"),
    ]
}

fn clause(id: Clause, verdict: Verdict, reason: Option<&str>, scenario: &str) -> ClauseResult {
    ClauseResult {
        id,
        level: id.level(),
        basis: id.entry().basis,
        verdict,
        reason: reason.map(str::to_owned),
        known: false,
        scenarios: vec![scenario.to_owned()],
    }
}

fn observations() -> Vec<ObservationRecord> {
    let undocumented = |field: &str| ObservationRecord {
        kind: "undocumented-field".to_owned(),
        clause: None,
        message: format!("the answer has a field that the document does not name: {field}"),
        scenario: Some("response/media-id-is-an-integer".to_owned()),
    };
    let limited = ObservationRecord {
        kind: "rate-limit".to_owned(),
        clause: Some(Clause::Res5),
        message: "429 was seen twice".to_owned(),
        scenario: None,
    };
    vec![undocumented("/image"), undocumented("/media_key"), limited]
}

fn scenario(id: &str, name: &str, feature: &str, clause: Clause, verdict: Verdict) -> ScenarioResult {
    let slug = id.split('/').next().unwrap_or_default();
    ScenarioResult {
        id: id.to_owned(),
        name: name.to_owned(),
        feature: feature.to_owned(),
        file: format!("features/{slug}.feature"),
        line: 12,
        tags: vec![format!("@{clause}")],
        clauses: vec![clause],
        steps: vec!["Given an uploaded image".to_owned(), "When it is finalized".to_owned()],
        verdict,
        reason: None,
        known: false,
        runs: None,
        duration_ms: 18,
        violations: Vec::new(),
        exchanges: Vec::new(),
    }
}

fn exchange(status: u16, body: &str) -> Exchange {
    let url = "https://api.example.com/1.1/media/upload.json";
    Exchange {
        request: Request {
            method: "POST".to_owned(),
            url: format!("{url}?command=FINALIZE&media_id=710511363345354753"),
            headers: vec![
                ("host".to_owned(), "api.example.com".to_owned()),
                ("authorization".to_owned(), "OAuth oauth_consumer_key=\"***\", oauth_signature=\"***\"".to_owned()),
                ("content-length".to_owned(), "0".to_owned()),
            ],
            body: String::new(),
        },
        response: Some(Response {
            status,
            headers: vec![("content-type".to_owned(), "application/json; charset=utf-8".to_owned())],
            body: body.to_owned(),
        }),
        error: None,
        notes: Vec::new(),
        duration_ms: 12.25,
        curl: format!("curl -X POST '{url}?command=FINALIZE&media_id=710511363345354753' -H \"$FINALIZE_AUTH\""),
    }
}

fn violation(clause: Clause, message: &str, expected: &str, actual: &str) -> ViolationRecord {
    ViolationRecord {
        clause,
        level: clause.level(),
        message: message.to_owned(),
        pointer: None,
        expected: expected.to_owned(),
        actual: actual.to_owned(),
        exchange: Some(0),
    }
}

/// A scenario whose checks all held.
pub fn passed() -> ScenarioResult {
    ScenarioResult {
        exchanges: vec![exchange(201, SYNC_BODY)],
        ..scenario(
            "response/media-id-is-an-integer",
            "media_id is an integer",
            "Response",
            Clause::Life1,
            Verdict::Pass,
        )
    }
}

/// A scenario that found a wrong field.
pub fn failed_at_pointer() -> ScenarioResult {
    let violation = ViolationRecord {
        pointer: Some("/media_id_string".to_owned()),
        ..violation(
            Clause::Rsp3,
            "media_id_string differs from media_id",
            "\"710511363345354753\"",
            "\"710511363345354800\"",
        )
    };
    ScenarioResult {
        reason: Some(violation.message.clone()),
        violations: vec![violation],
        exchanges: vec![exchange(201, SYNC_BODY)],
        ..scenario(
            "response/media-id-string",
            "media_id_string keeps every digit",
            "Response",
            Clause::Rsp3,
            Verdict::Fail,
        )
    }
}

/// A scenario that got the wrong status.
pub fn failed_by_status() -> ScenarioResult {
    let violation = violation(
        Clause::Life2,
        "FINALIZE was accepted although 1024 of 11065 bytes had arrived",
        "a status from 400 to 499, but 429",
        "201 Created",
    );
    ScenarioResult {
        reason: Some(violation.message.clone()),
        violations: vec![violation],
        exchanges: vec![exchange(201, SYNC_BODY)],
        ..scenario("lifecycle/too-early", "FINALIZE too early is refused", "Lifecycle", Clause::Life2, Verdict::Fail)
    }
}

/// A scenario that found two clauses broken: in a header, and in the body as a whole.
fn failed_at_header() -> ScenarioResult {
    let header = ViolationRecord {
        pointer: Some("content-type".to_owned()),
        ..violation(Clause::Res1, "the answer is not labelled as JSON", "application/json", "text/html")
    };
    let body = ViolationRecord {
        pointer: Some(String::new()),
        exchange: Some(1),
        ..violation(Clause::Err1, "a refusal without a body", "a JSON object", "nothing")
    };
    ScenarioResult {
        reason: Some(header.message.clone()),
        violations: vec![header, body],
        exchanges: vec![exchange(200, "<html>"), exchange(404, "")],
        ..scenario("resource/labels", "answers are labelled", "Resource", Clause::Res1, Verdict::Fail)
    }
}

/// A scenario that could not be decided.
pub fn undecided() -> ScenarioResult {
    let lost = Exchange {
        response: None,
        error: Some("connection reset by peer".to_owned()),
        notes: vec!["attempt 1 of 2: connection reset by peer".to_owned()],
        ..exchange(200, "")
    };
    ScenarioResult {
        reason: Some("no end within 60 s: the state is still in_progress".to_owned()),
        exchanges: vec![lost],
        duration_ms: 60_012,
        ..scenario("async/video-succeeds", "a video is processed", "Processing", Clause::Life4, Verdict::Inconclusive)
    }
}

/// A scenario that does not apply.
pub fn skipped() -> ScenarioResult {
    ScenarioResult {
        reason: Some("no application-only credentials given (FINALIZE_APP_BEARER)".to_owned()),
        duration_ms: 0,
        ..scenario("credentials/app-only", "application-only is refused", "Credentials", Clause::Res3, Verdict::Skip)
    }
}

/// A failure that is on the list of known failures.
pub fn known_failure() -> ScenarioResult {
    let violation =
        violation(Clause::Par2, "\"finalize\" was accepted", "a status from 400 to 499, but 429", "201 Created");
    ScenarioResult {
        known: true,
        reason: Some("vendor ticket 4711, until 2026-12-31".to_owned()),
        violations: vec![violation],
        exchanges: vec![exchange(201, SYNC_BODY)],
        ..scenario("parameters/casing/finalize", "finalize is refused", "Parameters", Clause::Par2, Verdict::Fail)
    }
}

/// A failure whose every text was chosen by an enemy, with a body of a megabyte.
pub fn hostile() -> ScenarioResult {
    hostile_at_length(1_000_000)
}

fn hostile_at_length(length: usize) -> ScenarioResult {
    let body = format!("{{\"x\":\"{HOSTILE}{}\"}}", "a".repeat(length));
    let violation = ViolationRecord {
        pointer: Some("/errors".to_owned()),
        level: Level::Should,
        ..violation(Clause::Err1, HOSTILE, "an object with errors or error", &body)
    };
    let mut exchange = exchange(400, &body);
    exchange.request.body = HOSTILE.to_owned();
    exchange.curl = format!("curl --data-binary {HOSTILE:?} https://api.example.com/");
    if let Some(response) = &mut exchange.response {
        response.headers.push(("x-hostile".to_owned(), HOSTILE.to_owned()));
    }
    ScenarioResult {
        reason: Some(violation.message.clone()),
        violations: vec![violation],
        exchanges: vec![exchange],
        ..scenario("errors/hostile", HOSTILE, "Errors <&>", Clause::Err1, Verdict::Fail)
    }
}
