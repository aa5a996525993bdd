//! The exchanges of a scenario in groups that can be compared.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::report::{evidence::command, model::Exchange};

/// The commands of the endpoint.
const COMMANDS: [&str; 4] = ["INIT", "APPEND", "FINALIZE", "STATUS"];

/// Exchanges that ask the same: one request, or a whole polling, whose length is chance.
pub struct Group<'a> {
    /// What they ask.
    pub request: String,
    /// The position of the first, from 0.
    pub position: usize,
    /// The statuses of the answers.
    pub statuses: BTreeSet<u16>,
    /// The answers.
    pub answers: Vec<Answer<'a>>,
}

/// One answer.
pub struct Answer<'a> {
    /// Its status.
    pub status: u16,
    /// Its body.
    pub text: &'a str,
    /// Its body as JSON, if it is JSON.
    pub json: Option<Value>,
    /// How long it took.
    pub duration_ms: f64,
}

/// Puts exchanges that follow each other into groups.
pub fn groups(exchanges: &[Exchange]) -> Vec<Group<'_>> {
    let mut groups: Vec<Group<'_>> = Vec::new();
    for (position, exchange) in exchanges.iter().enumerate() {
        let (request, polling) = kind(exchange);
        let continued = groups.last().is_some_and(|last| polling && last.request == request);
        if !continued {
            groups.push(Group { request, position, statuses: BTreeSet::new(), answers: Vec::new() });
        }
        if let (Some(group), Some(response)) = (groups.last_mut(), &exchange.response) {
            group.statuses.insert(response.status);
            group.answers.push(Answer {
                status: response.status,
                text: &response.body,
                json: serde_json::from_str(&response.body).ok(),
                duration_ms: exchange.duration_ms,
            });
        }
    }
    groups
}

/// What a request asks, and whether it is a poll. Neither ids nor the place of the API count: a new version of an
/// endpoint at a new path is what one wants to compare.
fn kind(exchange: &Exchange) -> (String, bool) {
    let request = &exchange.request;
    match command(request) {
        Some(command) if COMMANDS.contains(&&*command) => {
            (format!("{} {command}", request.method), command == "STATUS")
        }
        // One answer to all of the many that there are not.
        Some(_) => (format!("{} with another command", request.method), false),
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

/// Visits a JSON value and everything in it, each with its pointer.
pub fn visit<'a>(value: &'a Value, visitor: &mut impl FnMut(&str, &'a Value)) {
    descend(value, String::new(), visitor);
}

fn descend<'a>(value: &'a Value, pointer: String, visitor: &mut impl FnMut(&str, &'a Value)) {
    match value {
        Value::Object(fields) => fields.iter().for_each(|(name, value)| {
            let step = name.replace('~', "~0").replace('/', "~1");
            descend(value, format!("{pointer}/{step}"), visitor);
        }),
        Value::Array(elements) => elements.iter().for_each(|value| descend(value, format!("{pointer}/*"), visitor)),
        _ => {}
    }
    visitor(&pointer, value);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_place_of_the_api_does_not_matter() {
        assert_eq!(call("http://127.0.0.1:1/89/1.1/media/metadata/create.json?x=/a"), "metadata/create");
        assert_eq!(call("https://api.example.org/2/media/upload"), "media/upload");
    }
}
