//! What one kind of request was answered in all scenarios of two runs: single answers tell neither a range nor a latency.

use std::collections::BTreeMap;

use super::{
    Change, Place,
    group::{Answer, Group, visit},
    latency,
    texts::is_said,
    values::{self, Scalar},
};

/// The answers to one kind of request, of both runs.
#[derive(Default)]
pub struct Pool {
    fields: BTreeMap<String, Field>,
    latencies: (Vec<f64>, Vec<f64>),
}

/// The values of one field.
#[derive(Default)]
struct Field {
    before: Vec<Scalar>,
    after: Vec<Scalar>,
    /// Where each of those now was seen.
    places: Vec<Place>,
}

impl Pool {
    /// Notes answers that are comparable: to the same request, with the same status.
    pub fn note(&mut self, before: &Group<'_>, after: &Group<'_>, place: &Place) {
        self.latencies.0.extend(before.answers.iter().map(|answer| answer.duration_ms));
        self.latencies.1.extend(after.answers.iter().map(|answer| answer.duration_ms));
        each_scalar(&before.answers, |pointer, value| self.field(pointer).before.push(value));
        each_scalar(&after.answers, |pointer, value| {
            let field = self.field(pointer);
            field.after.push(value);
            field.places.push(place.clone());
        });
    }

    fn field(&mut self, pointer: &str) -> &mut Field {
        self.fields.entry(pointer.to_owned()).or_default()
    }

    /// What moved, and where it shows.
    pub fn changes(self) -> Vec<(Change, Vec<Place>)> {
        let latency = latency::change(&self.latencies.0, &self.latencies.1)
            .map(|(before_ms, after_ms)| (Change::LatencyMoved { before_ms, after_ms }, Vec::new()));
        let ranges = self.fields.into_iter().filter_map(|(pointer, field)| field.change(pointer));
        ranges.chain(latency).collect()
    }
}

impl Field {
    fn change(self, pointer: String) -> Option<(Change, Vec<Place>)> {
        let moved = values::change(&pointer, &self.before, &self.after)?;
        let mut places: Vec<_> = moved.strays.iter().map(|stray| self.places[*stray].clone()).collect();
        places.dedup();
        Some((Change::RangeChanged { pointer, before: moved.before, after: moved.after }, places))
    }
}

/// The values in answers that are no refusals: what those say is compared word by word.
fn each_scalar(answers: &[Answer<'_>], mut note: impl FnMut(&str, Scalar)) {
    for answer in answers {
        let Some(json) = &answer.json else { continue };
        visit(json, &mut |pointer, value| {
            if let Some(scalar) = Scalar::of(value).filter(|_| !is_said(answer.status, pointer)) {
                note(pointer, scalar);
            }
        });
    }
}
