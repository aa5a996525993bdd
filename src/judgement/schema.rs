//! Message shapes: the JSON Schemas of `schemas/`, whose keywords carry the clauses that they express.
//!
//! A subschema with `x-clause` speaks for that clause; where several enclose one another the outermost speaks, so that
//! STATUS can use the schema of `processing_info` under a clause of its own. A schema error thus becomes a violation of
//! exactly one clause without a second list.
//!
//! JSON Schema takes `86400.0` for an integer; the document's integers are digits. So what is validated is a copy in which
//! every number that is written otherwise has a fraction.

use std::sync::LazyLock;

use jsonschema::{
    ErrorIterator, JsonType, ValidationError,
    error::{TypeKind, ValidationErrorKind},
};
use serde_json::{Map, Value};

use super::document::{MOST, child_pointer, excerpt, is_plain_integer};
use crate::{
    clause::Clause,
    verdict::{Judgement, Violation},
};

/// A message whose shape the document lays down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// A FINALIZE answer without `processing_info`.
    FinalizeSync,
    /// The same for a video.
    FinalizeSyncVideo,
    /// A FINALIZE answer with `processing_info`.
    FinalizeAsync,
    /// A STATUS answer.
    Status,
    /// A refusal.
    Error,
}

macro_rules! schemas {
    ($($name:literal,)*) => {
        /// Every schema file: its name and its text.
        pub const FILES: &[(&str, &str)] = &[$(($name, include_str!(concat!("../../schemas/", $name))),)*];
    };
}

schemas! {
    "finalize.schema.json",
    "finalize-sync.schema.json",
    "finalize-sync-video.schema.json",
    "finalize-async.schema.json",
    "media-identifiers.schema.json",
    "processing-info.schema.json",
    "status.schema.json",
    "error.schema.json",
    "report.schema.json",
}

/// A validator for each shape: the build makes them of the schemas, with those that one refers to in their places.
mod validators {
    include!(concat!(env!("OUT_DIR"), "/schemas.rs"));
}

impl Shape {
    const ALL: [Shape; 5] =
        [Shape::FinalizeSync, Shape::FinalizeSyncVideo, Shape::FinalizeAsync, Shape::Status, Shape::Error];

    /// Judges every clause that the schema carries.
    pub fn judge(self, value: &Value) -> Judgement {
        let mut judgement = Judgement::default();
        for clause in &CLAUSES[self as usize] {
            judgement.decide(*clause, None);
        }
        let (errors, _) = self.validator();
        for error in errors(&as_written(value)) {
            let violation = violation(self, &error, value);
            judgement.decide(violation.clause, Some(violation));
        }
        judgement
    }

    /// JSON pointers of the first fields that the schema does not know, at every depth that it describes.
    pub fn undocumented(self, value: &Value) -> Vec<String> {
        let mut found = Vec::new();
        undocumented(&[self.schema()], value, "", &mut found);
        found
    }

    /// What finds errors, and the schema that they point into.
    fn validator(self) -> (fn(&Value) -> ErrorIterator<'_>, &'static str) {
        match self {
            Shape::FinalizeSync => validators::FINALIZE_SYNC,
            Shape::FinalizeSyncVideo => validators::FINALIZE_SYNC_VIDEO,
            Shape::FinalizeAsync => validators::FINALIZE_ASYNC,
            Shape::Status => validators::STATUS,
            Shape::Error => validators::ERROR,
        }
    }

    fn schema(self) -> &'static Value {
        &SCHEMAS[self as usize]
    }
}

/// The schema of each shape.
static SCHEMAS: LazyLock<[Value; 5]> =
    LazyLock::new(|| Shape::ALL.map(|shape| serde_json::from_str(shape.validator().1).expect("a schema is JSON")));

/// The clauses that the schema of each shape speaks for.
static CLAUSES: LazyLock<[Vec<Clause>; 5]> = LazyLock::new(|| {
    Shape::ALL.map(|shape| {
        let mut clauses = Vec::new();
        collect_clauses(shape.schema(), &mut clauses);
        clauses
    })
});

/// The value with a fraction in every number that is not written in digits alone.
fn as_written(value: &Value) -> Value {
    match value {
        Value::Number(number) if !is_plain_integer(number) => Value::from(0.5),
        Value::Array(items) => items.iter().map(as_written).collect(),
        Value::Object(fields) => fields.iter().map(|(name, field)| (name.clone(), as_written(field))).collect(),
        other => other.clone(),
    }
}

/// The clauses that a schema speaks for, the outermost first.
fn collect_clauses(node: &Value, clauses: &mut Vec<Clause>) {
    match node {
        Value::Object(object) => {
            if let Some(clause) = clause_of(object) {
                if !clauses.contains(&clause) {
                    clauses.push(clause);
                }
                return;
            }
            object.values().for_each(|child| collect_clauses(child, clauses));
        }
        Value::Array(items) => items.iter().for_each(|child| collect_clauses(child, clauses)),
        _ => {}
    }
}

fn clause_of(object: &Map<String, Value>) -> Option<Clause> {
    let id = object.get("x-clause")?.as_str().expect("x-clause is a string");
    Some(id.parse().unwrap_or_else(|error| panic!("{error}")))
}

fn violation(shape: Shape, error: &ValidationError<'_>, value: &Value) -> Violation {
    let path = error.evaluation_path().as_str();
    let clause = speaking_clause(shape, path).unwrap_or_else(|| panic!("{shape:?}: no clause speaks at {path}"));
    let pointer = match error.kind() {
        ValidationErrorKind::Required { property } => {
            format!("{}/{}", error.instance_path(), property.as_str().unwrap_or_default())
        }
        _ => error.instance_path().to_string(),
    };
    let (expected, actual) = match error.kind() {
        ValidationErrorKind::Required { .. } => ("the field is there".to_owned(), "it is missing".to_owned()),
        _ => {
            (expectation(error.kind()), value.pointer(error.instance_path().as_str()).map(excerpt).unwrap_or_default())
        }
    };
    Violation::new(clause, clause.entry().text, expected, actual).at(pointer)
}

/// Walks the evaluation path from the root to the first subschema that names a clause.
fn speaking_clause(shape: Shape, path: &str) -> Option<Clause> {
    let mut node = shape.schema();
    for segment in path.split('/') {
        node = match (segment, node) {
            ("", node) => node,
            (name, Value::Object(object)) => object.get(name)?,
            (index, Value::Array(items)) => items.get(index.parse::<usize>().ok()?)?,
            _ => return None,
        };
        if let Some(clause) = node.as_object().and_then(clause_of) {
            return Some(clause);
        }
    }
    None
}

fn expectation(kind: &ValidationErrorKind) -> String {
    match kind {
        ValidationErrorKind::Type { kind: TypeKind::Single(JsonType::Integer) } => {
            "a JSON integer, in digits alone".to_owned()
        }
        ValidationErrorKind::Type { kind: TypeKind::Single(name) } => format!("a JSON {name}"),
        ValidationErrorKind::Enum { options } => format!("one of {options}"),
        ValidationErrorKind::Minimum { limit } => format!("at least {limit}"),
        ValidationErrorKind::Maximum { limit } => format!("at most {limit}"),
        ValidationErrorKind::AnyOf { .. } => {
            "`errors`, a list of objects with `code` or `message`, or `error`, a string".to_owned()
        }
        other => format!("{other:?}"),
    }
}

/// Adds the fields of `value` that no subschema describes. A place where none describes any field is left open.
fn undocumented(schemas: &[&'static Value], value: &Value, pointer: &str, found: &mut Vec<String>) {
    let Value::Object(fields) = value else { return };
    let mut applied = Vec::new();
    schemas.iter().for_each(|node| in_place(node, &mut applied));
    let properties: Vec<&Value> = applied.iter().filter_map(|node| node.get("properties")).collect();
    if properties.is_empty() {
        return;
    }
    for (name, child) in fields {
        if found.len() >= MOST {
            return;
        }
        let described: Vec<&Value> = properties.iter().filter_map(|known| known.get(name)).collect();
        if described.is_empty() {
            found.push(child_pointer(pointer, name));
        } else if child.is_object() {
            undocumented(&described, child, &child_pointer(pointer, name), found);
        }
    }
}

/// A schema with all those that apply to the same place.
fn in_place(node: &'static Value, applied: &mut Vec<&'static Value>) {
    applied.push(node);
    node.get("then").into_iter().for_each(|part| in_place(part, applied));
    let parts = node.get("allOf").and_then(Value::as_array);
    parts.into_iter().flatten().for_each(|part| in_place(part, applied));
}
