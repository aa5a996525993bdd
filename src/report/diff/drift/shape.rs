//! The shape of answers: which fields there are, and of which JSON types.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{
    Change,
    group::{Answer, Group, visit},
    list,
};

/// The JSON types seen at each pointer.
type Shape = BTreeMap<String, BTreeSet<&'static str>>;

/// The fields that appeared, vanished, or changed their type.
pub fn changes(before: &Group<'_>, after: &Group<'_>) -> impl Iterator<Item = Change> + use<> {
    let (before, after) = (of(&before.answers), of(&after.answers));
    let pointers: BTreeSet<_> = before.keys().chain(after.keys()).cloned().collect();
    pointers.into_iter().filter_map(move |pointer| change(&pointer, &before, &after))
}

fn of(answers: &[Answer<'_>]) -> Shape {
    let mut shape = Shape::new();
    for answer in answers {
        let mut note = |pointer: &str, kind| {
            shape.entry(pointer.to_owned()).or_default().insert(kind);
        };
        match &answer.json {
            Some(json) => visit(json, &mut |pointer, value| note(pointer, type_of(value))),
            None if answer.text.is_empty() => note("", "nothing"),
            None => note("", "text"),
        }
    }
    shape
}

/// An integer is a type of its own here: clients read 86400.0 into another one than 86400.
fn type_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.to_string().contains(['.', 'e', 'E']) => "number",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

fn change(pointer: &str, before: &Shape, after: &Shape) -> Option<Change> {
    let parent = pointer.rfind('/').map(|end| &pointer[..end]);
    if parent.is_some_and(|parent| before.get(parent) != after.get(parent)) {
        return None; // The difference is the parent's.
    }
    let (pointer, types) = (pointer.to_owned(), (before.get(pointer), after.get(pointer)));
    match types {
        (None, Some(after)) => Some(Change::FieldAppeared { pointer, after: list(after) }),
        (Some(before), None) => Some(Change::FieldVanished { pointer, before: list(before) }),
        (Some(before), Some(after)) if before != after => {
            Some(Change::TypeChanged { pointer, before: list(before), after: list(after) })
        }
        _ => None,
    }
}
