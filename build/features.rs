//! Reads the built-in features.

use std::fs;

use serde::Serialize;

use crate::feature::{self, Written};

/// In the order of the document.
const FEATURES: [&str; 8] =
    ["overview", "request", "response", "processing", "expiry", "resource", "command", "identifiers"];

/// Every scenario, examples filled in, one behind the other, and the steps of each in bytes of their own.
pub fn scenarios() -> Vec<u8> {
    println!("cargo::rerun-if-changed=features");
    println!("cargo::rerun-if-changed=src/scenario/feature");
    let scenarios = FEATURES.map(|name| {
        let file = format!("features/{name}.feature");
        let text = fs::read_to_string(&file).unwrap_or_else(|error| panic!("cannot read {file}: {error}"));
        feature::read(&file, &text).unwrap_or_else(|problem| panic!("{file}: {problem}"))
    });
    let files = fs::read_dir("features").expect("it is there").count();
    assert_eq!(files, FEATURES.len(), "every file of features/ has its place in the order");
    scenarios.into_iter().flatten().flat_map(|scenario| bytes(&packed(scenario))).collect()
}

fn packed(scenario: Written) -> Written<String, Vec<u8>> {
    let Written { id, name, feature, file, line, tags, steps } = scenario;
    Written { id, name, feature, file, line, tags, steps: bytes(&steps) }
}

fn bytes(data: &impl Serialize) -> Vec<u8> {
    postcard::to_stdvec(data).expect("scenarios are plain data")
}
