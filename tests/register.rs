//! The register, the features and the schemas agree with one another.

use std::{
    collections::{BTreeSet, HashSet},
    fs,
    path::{Path, PathBuf},
};

use finalize_conformance::{
    clause::Clause,
    judgement::schema::{FILES, Shape},
    scenario::catalogue::{self, Scenario},
};
use regex::Regex;
use rstest::rstest;
use serde_json::{Value, json};

fn scenarios() -> Vec<Scenario> {
    catalogue::load(None).expect("the features are readable")
}

fn register() -> Vec<toml::Table> {
    let text = include_str!("../spec/clauses.toml");
    let mut register: toml::Table = text.parse().expect("the register is TOML");
    register.remove("clause").and_then(|list| list.try_into().ok()).expect("a list of clauses")
}

#[test]
fn the_register_and_the_code_have_the_same_clauses_in_the_same_order() {
    let register = register();
    let listed: Vec<&str> = register.iter().filter_map(|entry| entry["id"].as_str()).collect();
    let known: Vec<&str> = Clause::ALL.iter().map(|clause| clause.id()).collect();
    assert_eq!(listed, known);
    assert_eq!(known.iter().collect::<HashSet<_>>().len(), known.len(), "no id stands for two clauses");
}

#[test]
fn every_clause_says_something_under_a_heading_of_the_document() {
    const PARTS: [&str; 5] = ["Overview", "Request", "Response", "Resource Information", "Parameters"];
    for clause in Clause::ALL {
        let entry = clause.entry();
        assert!(PARTS.contains(&entry.part) || entry.part.starts_with("Example"), "{clause}: {}", entry.part);
        assert!(entry.text.ends_with('.') && entry.text.len() > 20, "{clause}: {}", entry.text);
        assert_eq!(entry.id, *clause, "an entry stands at the place of its clause");
        assert_eq!(clause.id().to_lowercase().parse::<Clause>().ok(), Some(*clause), "case does not matter");
    }
}

#[test]
fn every_clause_is_decided_by_a_scenario() {
    let decided: BTreeSet<Clause> = scenarios().into_iter().flat_map(|scenario| scenario.clauses).collect();
    let missing: Vec<_> = Clause::ALL.iter().filter(|clause| !decided.contains(clause)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn every_clause_is_decided_on_a_live_endpoint() {
    let live = scenarios().into_iter().filter(|scenario| !scenario.is_embedded_only());
    let decided: BTreeSet<Clause> = live.flat_map(|scenario| scenario.clauses).collect();
    assert_eq!(decided.len(), Clause::ALL.len());
}

#[test]
fn every_scenario_decides_a_clause_or_observes() {
    for scenario in scenarios() {
        assert_eq!(scenario.is_observation(), scenario.clauses.is_empty(), "{}", scenario.id);
        assert!(!scenario.steps.is_empty(), "{}", scenario.id);
    }
}

#[test]
fn every_tag_is_a_clause_or_one_of_the_three_words() {
    for scenario in scenarios() {
        for tag in &scenario.tags {
            let is_clause = Clause::ALL.iter().any(|clause| clause.id() == tag);
            assert!(is_clause || ["alone", "embedded", "observation"].contains(&&**tag), "{}: @{tag}", scenario.id);
        }
        assert_eq!(scenario.clauses.iter().collect::<HashSet<_>>().len(), scenario.clauses.len(), "{}", scenario.id);
    }
}

#[test]
fn scenario_ids_are_unique_words_that_need_no_quoting() {
    let shape = Regex::new(r"^[a-z]+/[\p{L}\p{N}_-]+$").expect("a pattern");
    let position = Regex::new(r"(^|[-/])(row|example|line)-?\d+$").expect("a pattern");
    let mut seen = HashSet::new();
    for scenario in scenarios() {
        assert!(shape.is_match(&scenario.id), "{}", scenario.id);
        assert!(!position.is_match(&scenario.id), "{} is a position", scenario.id);
        assert!(!scenario.name.contains(['<', '>']), "{}: the examples are filled in", scenario.name);
        assert!(seen.insert(scenario.id.clone()), "{}", scenario.id);
    }
}

#[test]
fn every_feature_file_is_built_in() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let built_in: BTreeSet<_> = scenarios().into_iter().map(|scenario| scenario.file).collect();
    let found = files(&root.join("features")).into_iter();
    let found = found.map(|path| path.strip_prefix(root).expect("inside").to_string_lossy().into_owned().into());
    assert_eq!(found.collect::<BTreeSet<_>>(), built_in);
    let schemas: BTreeSet<_> = files(&root.join("schemas")).into_iter().collect();
    assert_eq!(schemas, FILES.iter().map(|(name, _)| root.join("schemas").join(name)).collect());
}

#[test]
fn nothing_reaches_outside_the_repository() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let outside = concat!("../", "shared");
    for path in ["src", "tests", "features", "schemas", "spec"].into_iter().flat_map(|folder| files(&root.join(folder)))
    {
        let text = String::from_utf8_lossy(&fs::read(&path).expect("readable")).into_owned();
        assert!(!text.contains(outside), "{} reaches outside", path.display());
    }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("the folder is there") {
        let path = entry.expect("readable").path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found
}

/// The keywords of our schemas that a message can fail at.
const ASSERTIONS: [&str; 7] = ["type", "required", "enum", "minimum", "maximum", "minItems", "anyOf"];
/// Those under which schemas are named or nested, and those that say nothing about a message.
const OTHERS: [&str; 11] =
    ["$schema", "title", "$comment", "$ref", "allOf", "properties", "items", "if", "then", "x-clause", "description"];

#[rstest]
#[case("finalize-sync.schema.json")]
#[case("finalize-sync-video.schema.json")]
#[case("finalize-async.schema.json")]
#[case("status.schema.json")]
#[case("error.schema.json")]
fn every_assertion_of_a_schema_speaks_for_a_clause(#[case] file: &str) {
    assert_spoken_for(&schema(file), false, file);
}

fn schema(file: &str) -> Value {
    let (_, text) = FILES.iter().find(|(name, _)| *name == file).unwrap_or_else(|| panic!("{file} is built in"));
    serde_json::from_str(text).expect("a schema is JSON")
}

fn assert_spoken_for(node: &Value, spoken: bool, place: &str) {
    let Some(fields) = node.as_object() else {
        return assert_eq!(node, &Value::Bool(true), "{place}");
    };
    if let Some(id) = fields.get("x-clause") {
        assert!(id.as_str().is_some_and(|id| id.parse::<Clause>().is_ok()), "{place}: {id} is no clause");
    }
    let spoken = spoken || fields.contains_key("x-clause");
    for (name, child) in fields {
        let place = format!("{place}/{name}");
        assert!(OTHERS.contains(&name.as_str()) || ASSERTIONS.contains(&name.as_str()), "{place} is a new keyword");
        assert!(spoken || !ASSERTIONS.contains(&name.as_str()), "{place}: no clause speaks");
        match (name.as_str(), child) {
            ("$ref", Value::String(file)) => assert_spoken_for(&schema(file), spoken, &place),
            ("properties", Value::Object(fields)) => {
                fields.iter().for_each(|(name, child)| assert_spoken_for(child, spoken, &format!("{place}/{name}")));
            }
            ("allOf" | "anyOf", Value::Array(parts)) => {
                parts.iter().for_each(|part| assert_spoken_for(part, spoken, &place));
            }
            ("items" | "then", child) => assert_spoken_for(child, spoken, &place),
            _ => {}
        }
    }
}

#[rstest]
#[case(Shape::FinalizeSync, finalized("video", json!({"video_type": "video/mp4"})))]
#[case(Shape::FinalizeSyncVideo, finalized("video", json!({"video_type": "video/mp4"})))]
#[case(Shape::FinalizeAsync, finalized("processing_info", json!({"state": "pending", "check_after_secs": 5})))]
#[case(Shape::Status, finalized("processing_info", json!({"state": "in_progress", "check_after_secs": 5, "error": null})))]
#[case(Shape::Error, json!({"errors": [{"code": 32, "message": "no"}], "error": "no"}))]
fn whatever_a_message_says_is_judged(#[case] shape: Shape, #[case] message: Value) {
    assert!(shape.judge(&message).violations.is_empty(), "the message is right to begin with");
    let numbers = ["0", "-1", "1", "5.0", "7.1e17", "1e400", "18446744073709551615", "18446744073709551616"];
    let mut values: Vec<Value> = numbers.iter().map(|text| serde_json::from_str(text).expect("a number")).collect();
    values.extend([
        json!(null),
        json!(true),
        json!(""),
        json!("x"),
        json!([]),
        json!([{}]),
        json!({}),
        json!({"a": 1}),
    ]);
    let mut broken = HashSet::new();
    for pointer in pointers(&message, "") {
        for value in &values {
            let mut wrong = message.clone();
            *wrong.pointer_mut(&pointer).expect("the place is there") = value.clone();
            let judgement = shape.judge(&wrong);
            shape.undocumented(&wrong);
            broken.extend(judgement.violations.iter().map(|violation| violation.clause));
            assert!(
                judgement.violations.len() <= 1 || pointer.is_empty(),
                "{shape:?} {pointer} = {value}: {judgement:?}"
            );
        }
    }
    let decided: HashSet<Clause> = shape.judge(&message).decided.into_iter().collect();
    assert_eq!(broken, decided, "every clause of the schema can be broken");
}

fn finalized(name: &str, value: Value) -> Value {
    let mut message = json!({"media_id": 7, "media_id_string": "7", "size": 1, "expires_after_secs": 1});
    message[name] = value;
    message
}

/// The message itself and every place in it.
fn pointers(value: &Value, place: &str) -> Vec<String> {
    let below: Vec<String> = match value {
        Value::Object(fields) => {
            fields.iter().flat_map(|(name, child)| pointers(child, &format!("{place}/{name}"))).collect()
        }
        Value::Array(items) => {
            items.iter().enumerate().flat_map(|(index, child)| pointers(child, &format!("{place}/{index}"))).collect()
        }
        _ => Vec::new(),
    };
    [vec![place.to_owned()], below].concat()
}
