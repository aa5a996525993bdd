//! Notes how each step definition's pattern begins, so that a run compiles only patterns that its steps can match, and none
//! for those that are plain text.

use std::{fmt::Write as _, fs};

/// The files of `src/steps/`, and what stands before a definition there.
const DEFINITIONS: [(&str, &str); 4] = [
    ("src/steps/given.rs", "\n#[given("),
    ("src/steps/when.rs", "\n#[when("),
    ("src/steps/then.rs", "\n#[then("),
    ("src/steps/then.rs", "\nconfirmation!("),
];

/// File, line and beginning of every definition, and whether that is all of it, as a table in Rust.
pub fn beginnings() -> String {
    println!("cargo::rerun-if-changed=src/steps");
    let mut table = String::from("&[\n");
    for (file, head) in DEFINITIONS {
        let text = fs::read_to_string(file).unwrap_or_else(|error| panic!("cannot read {file}: {error}"));
        for (at, _) in text.match_indices(head) {
            let line = text[..at].matches('\n').count() + 2;
            let (_, pattern) = text[at..].split_once('"').expect("a definition has a pattern");
            let begins = beginning(pattern);
            let is_all = pattern[begins.len()..].starts_with('"');
            writeln!(table, "    ({file:?}, {line}, {begins:?}, {is_all}),").expect("a String takes every text");
        }
    }
    table + "]\n"
}

/// What everything begins with that a pattern matches, be it a regular expression or one of Cucumber's own.
fn beginning(pattern: &str) -> &str {
    let pattern = pattern.strip_prefix('^').unwrap_or(pattern);
    let is_literal = |c: char| c.is_alphanumeric() || matches!(c, ' ' | ',' | ':' | '-' | '_' | '\'');
    let end = pattern.find(|c| !is_literal(c)).unwrap_or(pattern.len());
    let (begins, rest) = pattern.split_at(end);
    match rest.chars().next() {
        // The last character may be there never or often, the last word may be another.
        Some('?' | '*' | '{') => begins.char_indices().last().map_or("", |(last, _)| &begins[..last]),
        Some('/') => begins.rfind(' ').map_or("", |blank| &begins[..blank]),
        Some('|') => "",
        _ => begins,
    }
}
