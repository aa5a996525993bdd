//! Writes the register of clauses as a table in Rust.

use std::{fmt::Write as _, fs};

use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Register {
    clause: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    id: String,
    level: String,
    basis: String,
    part: String,
    text: String,
}

/// The entries of the register, in its order.
pub fn entries() -> String {
    println!("cargo::rerun-if-changed=spec");
    let text =
        fs::read_to_string("spec/clauses.toml").unwrap_or_else(|error| panic!("cannot read the register: {error}"));
    let register: Register = toml::from_str(&text).unwrap_or_else(|error| panic!("spec/clauses.toml: {error}"));
    let mut table = String::from("&[\n");
    for Entry { id, level, basis, part, text } in register.clause {
        let (id, level, basis) = (variant(&id.replace('-', "")), variant(&level), variant(&basis));
        writeln!(
            table,
            "    Entry {{ id: Clause::{id}, level: Level::{level}, basis: Basis::{basis}, part: {part:?}, text: {text:?} }},"
        )
        .expect("a String takes every text");
    }
    table + "]\n"
}

/// The name of a word's variant in Rust.
fn variant(word: &str) -> String {
    let (initial, rest) = word.split_at(1);
    initial.to_uppercase() + &rest.to_lowercase()
}
