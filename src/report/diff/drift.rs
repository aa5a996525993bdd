//! Drift: the same request, answered with another status, another shape, other values, in other words or in another time.
//!
//! Compared is what both runs have: a scenario without exchanges, or one that asked something else, tells nothing.

mod group;
mod latency;
mod pool;
mod shape;
mod texts;
mod values;

use std::collections::BTreeMap;

use serde::Serialize;

use self::{
    group::{Group, groups},
    pool::Pool,
};
use crate::report::model::ScenarioResult;

/// One difference in the answers to one kind of request, with every place where it shows.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Drift {
    /// The request: its method, and the command or the call.
    pub request: String,
    /// What is different.
    #[serde(flatten)]
    pub change: Change,
    /// Where it shows; nowhere in particular where it is in all of them together.
    pub places: Vec<Place>,
}

/// What is different in an answer. A pointer is a JSON pointer, with `*` for every element of an array; it is empty for
/// the whole body.
#[derive(Clone, Debug, PartialEq, Serialize)]
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
        /// The field.
        pointer: String,
        /// Its JSON type.
        after: String,
    },
    /// A field that is no longer there.
    FieldVanished {
        /// The field.
        pointer: String,
        /// The JSON type that it had.
        before: String,
    },
    /// A field of another JSON type.
    TypeChanged {
        /// The field.
        pointer: String,
        /// The JSON type before.
        before: String,
        /// The JSON type now.
        after: String,
    },
    /// A field whose values keep to another range.
    RangeChanged {
        /// The field.
        pointer: String,
        /// The range before.
        before: String,
        /// The range now.
        after: String,
    },
    /// A refusal in other words, or with another code.
    TextChanged {
        /// The field.
        pointer: String,
        /// The text before, without ids and times.
        before: String,
        /// The text now, without ids and times.
        after: String,
    },
    /// The answers take longer or shorter.
    LatencyMoved {
        /// The median before, in milliseconds.
        before_ms: f64,
        /// The median now, in milliseconds.
        after_ms: f64,
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

/// The drift between scenarios that both runs have.
pub fn between<'a>(pairs: impl Iterator<Item = (&'a ScenarioResult, &'a ScenarioResult)>) -> Vec<Drift> {
    let mut drifts: Vec<Drift> = Vec::new();
    let mut pools: BTreeMap<String, Pool> = BTreeMap::new();
    for (scenario_before, scenario_after) in pairs {
        for (before, after) in alike(scenario_before, scenario_after) {
            let place = Place { scenario: scenario_after.id.clone(), exchange: after.position };
            for change in changes(&before, &after) {
                add(&mut drifts, &after.request, change, place.clone());
            }
            if before.statuses == after.statuses {
                pools.entry(after.request.clone()).or_default().note(&before, &after, &place);
            }
        }
    }
    for (request, pool) in pools {
        let moved = pool.changes().into_iter();
        drifts.extend(moved.map(|(change, places)| Drift { request: request.clone(), change, places }));
    }
    drifts
}

fn add(drifts: &mut Vec<Drift>, request: &str, change: Change, place: Place) {
    match drifts.iter_mut().find(|drift| drift.request == request && drift.change == change) {
        Some(drift) => drift.places.push(place),
        None => drifts.push(Drift { request: request.to_owned(), change, places: vec![place] }),
    }
}

/// The exchanges of two runs that asked the same and were answered.
fn alike<'a>(before: &'a ScenarioResult, after: &'a ScenarioResult) -> impl Iterator<Item = (Group<'a>, Group<'a>)> {
    let pairs = groups(&before.exchanges).into_iter().zip(groups(&after.exchanges));
    // Once the two runs asked different things, positions no longer say which answers belong together.
    let alike = pairs.take_while(|(before, after)| before.request == after.request);
    alike.filter(|(before, after)| !before.statuses.is_empty() && !after.statuses.is_empty())
}

fn changes(before: &Group<'_>, after: &Group<'_>) -> Vec<Change> {
    if before.statuses != after.statuses {
        // Another status has another body: its fields are no second difference.
        return vec![Change::StatusChanged { before: list(&before.statuses), after: list(&after.statuses) }];
    }
    shape::changes(before, after).chain(texts::changes(before, after)).collect()
}

/// Several words as one text.
fn list(words: impl IntoIterator<Item = impl ToString>) -> String {
    words.into_iter().map(|word| word.to_string()).collect::<Vec<_>>().join(" or ")
}

#[cfg(test)]
mod tests;
