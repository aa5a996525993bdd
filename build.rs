//! Reads the built-in features, so that no run has to.

use std::{env, fs, path::Path};

#[path = "src/scenario/feature/mod.rs"]
mod feature;

/// In the order of the document.
const FEATURES: [&str; 8] =
    ["overview", "request", "response", "processing", "expiry", "resource", "command", "identifiers"];

fn main() {
    println!("cargo::rerun-if-changed=features");
    println!("cargo::rerun-if-changed=src/scenario/feature");
    let scenarios = FEATURES.map(|name| {
        let file = format!("features/{name}.feature");
        let text = fs::read_to_string(&file).unwrap_or_else(|error| panic!("cannot read {file}: {error}"));
        feature::read(&file, &text).unwrap_or_else(|problem| panic!("{file}: {problem}"))
    });
    let files = fs::read_dir("features").expect("it is there").count();
    assert_eq!(files, FEATURES.len(), "every file of features/ has its place in the order");
    let bytes = postcard::to_stdvec(&scenarios.concat()).expect("scenarios are plain data");
    let out = env::var_os("OUT_DIR").expect("cargo sets it");
    fs::write(Path::new(&out).join("features.postcard"), bytes).expect("cargo's directory takes files");
}
