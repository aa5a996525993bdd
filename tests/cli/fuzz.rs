//! Judgements and report writers under answers and texts of every kind. `PROPTEST_CASES` says how many.

use std::sync::Arc;

use bytes::Bytes;
use finalize_conformance::{
    clause::Clause,
    client::{Masker, evidence},
    credentials::Credentials,
    exchange::{Exchange, Note, Outcome},
    http::{Request, Response},
    judgement::{
        document,
        finalize::{self, Expected, Kind, Media},
        identifiers, processing, refusal, status_code,
    },
    report::{
        annotations,
        console::{Console, Verbosity},
        format::Format,
        json,
        model::Report,
    },
    verdict::Judgement,
};
use proptest::{collection::vec, prelude::*};
use serde_json::{Value, json};

use super::outputs::{deceptive, skeleton};

/// What an endpoint may say to break out of a format.
const ESCAPES: &[&str] = &[
    "<img src=x onerror=1>",
    "]]>",
    "<![CDATA[",
    "</script>",
    "<!--",
    "-->",
    "&lt;",
    "&#60;",
    "\u{1b}[31m",
    "\u{9b}1m",
    "\n::error::x\n",
    "%0A",
    "`",
    "``",
    "```\n",
    "~~~",
    "|",
    "\n\n# h\n",
    "\n---\n",
    "\n===\n",
    "\n> q",
    "\n- l",
    "\n1. l",
    "\t",
    "[a](http://x.test)",
    "![a](b)",
    "[a]: b",
    "http://x.test",
    "<http://x.test>",
    "@user",
    "#1",
    "$x$",
    "~~s~~",
    "**b**",
    "_i_",
    "\r\n",
    "\r",
    "\0",
    "\u{85}",
    "\u{2028}",
    "\u{202e}",
    "\u{200b}",
    "\u{ad}",
    "\u{feff}",
    "\u{fffe}",
    "\u{ffff}",
    "\u{e0001}",
    "\u{10ffff}",
    "{{",
    "}}",
    "{{title}}",
    "\n  ---\n",
    "\n  ...\n",
    "\nnot ok 99 - x\n",
    "\nBail out!\n",
    " # SKIP",
    "\\",
    "\\\\",
    "\\#",
    "\"",
    "'",
    "</details>",
    "<br>",
    "\u{d7ff}\u{e000}",
    "é",
    "漢",
    "😀",
    "🏴\u{e0067}",
];

/// A text of at most some hundred characters.
fn text() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        4 => proptest::sample::select(ESCAPES).prop_map(str::to_owned),
        1 => vec(any::<char>(), 0..8).prop_map(String::from_iter),
        1 => "[ -~]{0,12}",
    ];
    vec(part, 0..12).prop_map(|parts| parts.concat())
}

/// JSON of every form, rather shallow, with names that mean something now and then.
fn value() -> impl Strategy<Value = Value> {
    let number = prop_oneof![
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        "-?[1-9][0-9]{0,40}(\\.[0-9]{1,3})?(e[0-9]{1,9})?"
            .prop_map(|digits| serde_json::from_str(&digits).unwrap_or(Value::Null))
    ];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        number,
        text().prop_map(Value::from),
        state().prop_map(Value::from)
    ];
    leaf.prop_recursive(4, 40, 6, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..6).prop_map(Value::from),
            vec((name(), inner), 0..6).prop_map(|fields| Value::Object(fields.into_iter().collect()))
        ]
    })
}

fn state() -> impl Strategy<Value = String> {
    proptest::sample::select(&["pending", "in_progress", "succeeded", "failed", "PENDING", ""][..])
        .prop_map(str::to_owned)
}

fn name() -> impl Strategy<Value = String> {
    const NAMES: &[&str] = &[
        "media_id",
        "media_id_string",
        "media_key",
        "expires_after_secs",
        "size",
        "video",
        "video_type",
        "processing_info",
        "state",
        "check_after_secs",
        "progress_percent",
        "error",
        "errors",
        "code",
        "message",
        "image",
        "",
    ];
    prop_oneof![3 => proptest::sample::select(NAMES).prop_map(str::to_owned), 1 => text()]
}

/// The answer to a FINALIZE, as the document has it.
fn right() -> Value {
    json!({
        "media_id": 710_511_363_345_354_753_u64, "media_id_string": "710511363345354753", "media_key": "7_710511363345354753", "size": 182,
        "expires_after_secs": 86_400, "video": {"video_type": "video/mp4"}, "processing_info": {"state": "pending", "check_after_secs": 5},
    })
}

/// The right answer with some of its fields changed.
fn changed() -> impl Strategy<Value = Vec<u8>> {
    vec((name(), proptest::option::of(value())), 0..4).prop_map(|changes| {
        let mut body = right();
        for (name, value) in changes {
            match value {
                Some(value) => body[name] = value,
                None => drop(body.as_object_mut().map(|fields| fields.remove(&name))),
            }
        }
        body.to_string().into_bytes()
    })
}

/// A body: bytes, JSON, or the right answer with something changed in the document or in its bytes.
fn body() -> impl Strategy<Value = Vec<u8>> {
    let damaged = (changed(), any::<prop::sample::Index>(), vec(any::<u8>(), 0..4)).prop_map(|(mut bytes, at, new)| {
        let at = at.index(bytes.len());
        bytes.splice(at..(at + 1), new);
        bytes
    });
    prop_oneof![1 => vec(any::<u8>(), 0..200), 2 => value().prop_map(|value| value.to_string().into_bytes()), 3 => changed(), 2 => damaged]
}

fn response() -> impl Strategy<Value = Response> {
    let status = prop_oneof![4 => Just(200), 2 => 400..500_u16, 1 => 100..1000_u16];
    let label = prop_oneof![3 => Just("application/json".to_owned()), 1 => text()];
    let name = proptest::sample::select(&["location", "retry-after", "x-rate-limit-reset", "content-type", "x"][..])
        .prop_map(str::to_owned);
    (status, label, vec((name, text()), 0..4), body()).prop_map(|(status, label, mut headers, body)| {
        headers.insert(0, ("Content-Type".to_owned(), label));
        Response { status, headers, body: body.into() }
    })
}

fn expected() -> impl Strategy<Value = Expected> {
    let kind = proptest::sample::select(&[Kind::Still, Kind::Animation, Kind::Video][..]);
    let media = (kind, "video/mp4|image/png|x", any::<bool>()).prop_map(|(kind, media_type, has_category)| Media {
        kind,
        media_type,
        has_category,
    });
    let id = proptest::option::of(Just("710511363345354753".to_owned()));
    let key = proptest::option::of(prop_oneof![Just("7_710511363345354753".to_owned()), text()]);
    (id, key, proptest::option::of(Just(182)), proptest::option::of(media), any::<bool>()).prop_map(
        |(media_id, media_key, size, media, is_valid)| Expected { media_id, media_key, size, media, is_valid },
    )
}

/// A finding is for a person: few, short, and one violation for a clause at most.
fn assert_bounded(judgement: &Judgement) -> Result<(), TestCaseError> {
    prop_assert!(judgement.observations.len() <= 2 * document::MOST + 4);
    let mut broken: Vec<Clause> = judgement.violations.iter().map(|violation| violation.clause).collect();
    broken.dedup();
    prop_assert_eq!(broken.len(), judgement.violations.len());
    let of_violations = judgement
        .violations
        .iter()
        .flat_map(|found| [&found.message, &found.expected, &found.actual].into_iter().chain(&found.pointer));
    for text in of_violations.chain(judgement.observations.iter().map(|seen| &seen.message)) {
        prop_assert!(text.chars().count() <= 2_000, "{} characters: {}", text.len(), text);
    }
    Ok(())
}

/// The texts of a report that an endpoint chooses, or a user.
#[derive(Clone, Debug)]
struct Texts(Vec<String>);

impl Texts {
    /// The same with nothing in them to escape.
    fn harmless(&self) -> Self {
        Texts(self.0.iter().map(|text| "x".repeat(text.chars().count())).collect())
    }

    fn get(&self, turn: usize) -> &str {
        &self.0[turn % self.0.len()]
    }
}

/// A report of a run with these verdicts, full of these texts.
fn report(verdicts: &[&str], texts: &Texts) -> Report {
    let scenarios: Vec<Value> = verdicts.iter().enumerate().map(|(n, verdict)| scenario(n, verdict, texts)).collect();
    let clause = |id: &str, verdict: &str| json!({"id": id, "level": "MUST", "basis": "stated", "verdict": verdict, "reason": texts.get(1), "scenarios": ["f/0"]});
    let counts = json!({"pass": 1, "fail": 1, "inconclusive": 1, "skip": 1});
    let report = json!({
        "schema_version": 1, "tool": {"name": "finalize-conformance", "version": "0.1.0"},
        "target": {"kind": "live", "endpoint": format!("https://host.test/{}", texts.get(2))},
        "started_at": "2026-03-01T12:00:00Z", "duration_ms": 1, "exit_code": 1, "verdict": "fail",
        "summary": {"scenarios": counts, "clauses": counts, "requests": 1}, "warnings": [format!("warning: {}", texts.get(3))],
        "clauses": [clause("LIFE-1", "fail"), clause("LIFE-4", "inconclusive"), clause("RES-3", "skip"), clause("PAR-2", "pass")],
        "scenarios": scenarios,
        "observations": [{"kind": "undocumented-field", "clause": null, "message": texts.get(4), "scenario": "f/0"}],
    });
    serde_json::from_value(report).expect("a report")
}

fn scenario(n: usize, verdict: &str, texts: &Texts) -> Value {
    let text = |turn: usize| texts.get(5 * n + turn);
    let violation = json!({
        "clause": "LIFE-1", "level": "MUST", "message": text(0), "pointer": format!("/{}", text(1)), "expected": text(2), "actual": text(3), "exchange": 0
    });
    json!({
        "id": format!("f/{n}"), "name": format!("{n} {}", text(4)), "feature": format!("{n} {}", text(5)), "file": "features/f.feature", "line": 3,
        "tags": ["@LIFE-1"], "clauses": ["LIFE-1"], "steps": [format!("Given {}", text(6))], "verdict": verdict,
        "reason": (verdict != "pass").then(|| format!("because {}", text(7))), "duration_ms": 1,
        "violations": if verdict == "fail" { vec![violation] } else { vec![] },
        "exchanges": [exchange(text(8), text(9))],
    })
}

/// What is kept of an exchange with these texts.
fn exchange(one: &str, two: &str) -> Value {
    let headers = vec![("x-one".to_owned(), one.to_owned()), ("x-two".to_owned(), two.to_owned())];
    let exchange = Exchange {
        request: Request {
            method: "POST".to_owned(),
            url: "https://host.test/1.1/media/upload.json".parse().expect("a URL"),
            headers: vec![],
            body: Bytes::from("command=FINALIZE"),
        },
        outcome: Outcome::Answered(Arc::new(Response {
            status: 200,
            headers,
            body: Bytes::from(format!("{two}{one}")),
        })),
        duration: std::time::Duration::from_millis(1),
        variable: None,
        notes: vec![Note::TriedAgain(format!("note: {one}"))],
    };
    serde_json::to_value(evidence(vec![exchange], &Masker::new(&Credentials::default(), &[])).remove(0)).expect("JSON")
}

fn texts() -> impl Strategy<Value = Texts> {
    vec(text(), 1..40).prop_map(Texts)
}

fn verdicts() -> impl Strategy<Value = Vec<&'static str>> {
    vec(proptest::sample::select(&["pass", "fail", "inconclusive", "skip"][..]), 0..5)
}

fn terminal(report: &Report) -> String {
    let mut out = Vec::new();
    let mut console = Console::new(&mut out, Verbosity::Verbose, false);
    for scenario in &report.scenarios {
        console.scenario(scenario).expect("memory takes it");
    }
    console.summary(report, &[]).expect("memory takes it");
    String::from_utf8(out).expect("text")
}

/// A few cases in every test run, for some take long; as many as `PROPTEST_CASES` says where it says so.
fn cases() -> ProptestConfig {
    match std::env::var_os("PROPTEST_CASES") {
        Some(_) => ProptestConfig::default(),
        None => ProptestConfig::with_cases(32),
    }
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn whatever_answer_comes_it_is_judged_in_a_few_words(response in response(), expected in expected()) {
        assert_bounded(&finalize::judge(&response, &expected))?;
        assert_bounded(&processing::judge_status(&response, "710511363345354753"))?;
        assert_bounded(&refusal::judge_form(&response))?;
        assert_bounded(&status_code::accepted(Clause::Life1, &response))?;
        assert_bounded(&status_code::refused(Clause::Par2, &response))?;
        prop_assert!(status_code::is_accepted(&response) != status_code::is_refused(&response) || !matches!(response.status, 200..=299 | 400..=428));
    }

    #[test]
    fn whatever_body_comes_it_is_read_as_others_read_it(body in body()) {
        let plain: Result<Value, _> = serde_json::from_slice(&body);
        let read = document::parse(&body);
        // A byte order mark is where the two may differ: the one here knows what it is.
        prop_assert_eq!(read.as_ref().ok().map(|document| &document.value), plain.as_ref().ok());
        if let Ok(document) = read {
            prop_assert!(document.repeated.len() <= document::MOST);
            if let Ok(id) = identifiers::from_init(&document.value) {
                prop_assert!(id.parse::<u64>().is_ok_and(|id| id > 0), "{}", id);
            }
        }
    }

    #[test]
    fn whatever_texts_come_every_report_keeps_its_structure(verdicts in verdicts(), texts in texts()) {
        let (hostile, plain) = (report(&verdicts, &texts), report(&verdicts, &texts.harmless()));
        for format in Format::ALL {
            let (hostile, plain) = (format.render(&hostile), format.render(&plain));
            prop_assert_eq!(deceptive(&hostile), None, "{}", format);
            let found = skeleton(format.file_name(), &hostile);
            prop_assert!(found.is_some(), "{} is broken: {}", format, hostile);
            prop_assert_eq!(found, skeleton(format.file_name(), &plain), "{}: {}", format, hostile);
            prop_assert!(hostile.len() <= 40 * plain.len(), "{} has {} bytes", format, hostile.len());
        }
        prop_assert_eq!(deceptive(&terminal(&hostile)), None);
        let annotations = |report| annotations::render(report, |_| true);
        prop_assert_eq!(deceptive(&annotations(&hostile)), None);
        prop_assert_eq!(annotations(&hostile).lines().count(), annotations(&plain).lines().count());
        prop_assert!(annotations(&hostile).lines().all(|line| line.starts_with("::error ") || line.starts_with("::warning")));
    }

    #[test]
    fn a_report_reads_back_as_it_was_written(verdicts in verdicts(), texts in texts()) {
        let report = report(&verdicts, &texts);
        let again = json::read(&json::render(&report)).expect("it can be read");
        prop_assert_eq!(serde_json::to_value(&again).unwrap(), serde_json::to_value(&report).unwrap());
    }

    #[test]
    fn whatever_is_no_report_is_an_error(text in text(), body in body()) {
        prop_assert!(json::read(&text).is_err());
        prop_assert!(json::read(&String::from_utf8_lossy(&body)).is_err());
    }
}
