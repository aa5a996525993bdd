//! Drift: the same request, answered with another status or another shape.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use serde_json::Value;

use crate::report::{
    evidence::command,
    model::{Exchange, Response, ScenarioResult},
};

/// One difference in the answers to one kind of request, with every place where it shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Drift {
    /// The request: its method, and the command or the call.
    pub request: String,
    /// What is different.
    #[serde(flatten)]
    pub change: Change,
    /// Where it shows.
    pub places: Vec<Place>,
}

/// What is different in an answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Change {
    /// The status code.
    StatusChanged {
        /// The status before; several where polling saw several.
        before: String,
        /// The status now.
        after: String,
    },
    /// A field that was not there before.
    FieldAppeared {
        /// A JSON pointer, with `*` for every element of an array.
        pointer: String,
        /// Its JSON type.
        after: String,
    },
    /// A field that is no longer there.
    FieldVanished {
        /// A JSON pointer, with `*` for every element of an array.
        pointer: String,
        /// The JSON type that it had.
        before: String,
    },
    /// A field of another JSON type.
    TypeChanged {
        /// A JSON pointer, with `*` for every element of an array; empty for the whole body.
        pointer: String,
        /// The JSON type before.
        before: String,
        /// The JSON type now.
        after: String,
    },
}

/// An exchange of a scenario of the current run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Place {
    /// The scenario's id.
    pub scenario: String,
    /// The exchange's position, from 0.
    pub exchange: usize,
}

/// The JSON types seen at each pointer.
type Shape = BTreeMap<String, BTreeSet<&'static str>>;

/// Exchanges that ask the same: one request, or a whole polling, whose length is chance.
struct Group {
    request: String,
    position: usize,
    statuses: BTreeSet<u16>,
    shape: Shape,
}

/// The drift between scenarios that both runs have.
pub fn between<'a>(pairs: impl Iterator<Item = (&'a ScenarioResult, &'a ScenarioResult)>) -> Vec<Drift> {
    let mut drifts: Vec<Drift> = Vec::new();
    for (before, after) in pairs {
        for (request, change, exchange) in of_scenario(before, after) {
            let place = Place { scenario: after.id.clone(), exchange };
            match drifts.iter_mut().find(|drift| drift.request == request && drift.change == change) {
                Some(drift) => drift.places.push(place),
                None => drifts.push(Drift { request, change, places: vec![place] }),
            }
        }
    }
    drifts
}

fn of_scenario(before: &ScenarioResult, after: &ScenarioResult) -> Vec<(String, Change, usize)> {
    let pairs = groups(&before.exchanges).into_iter().zip(groups(&after.exchanges));
    // Once the two runs asked different things, positions no longer say which answers belong together.
    let alike = pairs.take_while(|(before, after)| before.request == after.request);
    alike
        .flat_map(|(before, after)| {
            changes(&before, &after).into_iter().map(move |change| (after.request.clone(), change, after.position))
        })
        .collect()
}

fn groups(exchanges: &[Exchange]) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for (position, exchange) in exchanges.iter().enumerate() {
        let (request, polling) = kind(exchange);
        let continued = groups.last().is_some_and(|last| polling && last.request == request);
        if !continued {
            groups.push(Group { request, position, statuses: BTreeSet::new(), shape: Shape::new() });
        }
        if let (Some(group), Some(response)) = (groups.last_mut(), &exchange.response) {
            group.statuses.insert(response.status);
            note_body(&mut group.shape, response);
        }
    }
    groups
}

/// What a request asks, and whether it is a poll. Neither ids nor the place of the API count: a new version of an
/// endpoint at a new path is what one wants to compare.
fn kind(exchange: &Exchange) -> (String, bool) {
    let request = &exchange.request;
    match command(request) {
        Some(command) => (format!("{} {command}", request.method), command == "STATUS"),
        None => (format!("{} {}", request.method, call(&request.url)), false),
    }
}

/// The last two steps of a path: `metadata/create`.
fn call(url: &str) -> String {
    let path = url.split(['?', '#']).next().unwrap_or_default().trim_end_matches(".json");
    let mut steps: Vec<_> = path.rsplit('/').take(2).collect();
    steps.reverse();
    steps.join("/")
}

fn note_body(shape: &mut Shape, response: &Response) {
    match serde_json::from_str::<Value>(&response.body) {
        Ok(value) => note(shape, String::new(), &value),
        Err(_) => {
            let kind = if response.body.is_empty() { "nothing" } else { "text" };
            shape.entry(String::new()).or_default().insert(kind);
        }
    }
}

fn note(shape: &mut Shape, pointer: String, value: &Value) {
    match value {
        Value::Object(fields) => fields.iter().for_each(|(name, value)| {
            let step = name.replace('~', "~0").replace('/', "~1");
            note(shape, format!("{pointer}/{step}"), value);
        }),
        Value::Array(elements) => elements.iter().for_each(|value| note(shape, format!("{pointer}/*"), value)),
        _ => {}
    }
    shape.entry(pointer).or_default().insert(type_of(value));
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

fn changes(before: &Group, after: &Group) -> Vec<Change> {
    if before.statuses.is_empty() || after.statuses.is_empty() {
        return Vec::new();
    }
    if before.statuses != after.statuses {
        // Another status has another body: its fields are no second difference.
        return vec![Change::StatusChanged { before: list(&before.statuses), after: list(&after.statuses) }];
    }
    let pointers: BTreeSet<_> = before.shape.keys().chain(after.shape.keys()).collect();
    pointers.into_iter().filter_map(|pointer| change(pointer, &before.shape, &after.shape)).collect()
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

fn list(words: &BTreeSet<impl ToString>) -> String {
    words.iter().map(ToString::to_string).collect::<Vec<_>>().join(" or ")
}

#[cfg(test)]
mod tests;
