//! Reads the built-in features.

use std::fs;

use crate::feature;

/// In the order of the document.
const FEATURES: [&str; 8] =
    ["overview", "request", "response", "processing", "expiry", "resource", "command", "identifiers"];

/// Every scenario, examples filled in.
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
    postcard::to_stdvec(&scenarios.concat()).expect("scenarios are plain data")
}
