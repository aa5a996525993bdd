//! What the build makes, so that no run has to: scenarios of features, validators of schemas, tables of clauses and steps.

mod clauses;
#[path = "../src/scenario/feature/mod.rs"]
mod feature;
mod features;
mod schemas;
mod steps;

use std::{env, fs, path::PathBuf};

fn main() {
    println!("cargo::rerun-if-changed=build");
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets it"));
    let write = |name: &str, bytes: &[u8]| fs::write(out.join(name), bytes).expect("cargo's directory takes files");
    write("clauses.rs", clauses::entries().as_bytes());
    write("features.postcard", &features::scenarios());
    write("schemas.rs", schemas::validators().as_bytes());
    write("steps.rs", steps::patterns().as_bytes());
}
