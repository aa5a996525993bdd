//! Notes what each step definition matches, so that a run compiles only patterns that its steps can match, and those as what
//! they are: of ASCII.

use std::{fmt::Write as _, fs};

/// The files of `src/steps/`, and what stands before a definition there.
const DEFINITIONS: [(&str, &str); 4] = [
    ("src/steps/given.rs", "\n#[given("),
    ("src/steps/when.rs", "\n#[when("),
    ("src/steps/then.rs", "\n#[then("),
    ("src/steps/then.rs", "\nconfirmation!("),
];

/// File and line of every definition, what the steps begin with that it matches, and its regular expression, as a table in
/// Rust. A definition without an expression matches that beginning and nothing else.
pub fn patterns() -> String {
    println!("cargo::rerun-if-changed=src/steps");
    let mut table = String::from("&[\n");
    for (file, head) in DEFINITIONS {
        let text = fs::read_to_string(file).unwrap_or_else(|error| panic!("cannot read {file}: {error}"));
        for (at, _) in text.match_indices(head) {
            let line = text[..at].matches('\n').count() + 2;
            let (begins, regex) = pattern(&text[at..]).unwrap_or_else(|| panic!("{file}:{line} has no pattern"));
            writeln!(table, "    ({file:?}, {line}, {begins:?}, {regex:?}),").expect("a String takes every text");
        }
    }
    table + "]\n"
}

/// The pattern of the definition that begins here: the first string, which is a raw one where it is a regular expression.
fn pattern(definition: &str) -> Option<(&str, Option<&str>)> {
    let (before, rest) = definition.split_once('"')?;
    let raw = before.trim_end_matches('#');
    let (text, _) = rest.split_once(&format!("\"{}", &before[raw.len()..]))?;
    assert!(text.is_ascii(), "{text} has characters of more than a byte");
    Some(if raw.ends_with('r') { (beginning(text), Some(text)) } else { (text, None) })
}

/// What everything begins with that a regular expression matches.
fn beginning(regex: &str) -> &str {
    let regex = regex.strip_prefix('^').expect("an expression begins where the step does");
    let is_literal = |c: char| c.is_alphanumeric() || matches!(c, ' ' | ',' | ':' | '-' | '_' | '\'');
    let end = regex.find(|c| !is_literal(c)).unwrap_or(regex.len());
    let (begins, rest) = regex.split_at(end);
    match rest.chars().next() {
        // The last character may be there never or often.
        Some('?' | '*' | '{') => begins.char_indices().last().map_or("", |(last, _)| &begins[..last]),
        Some('|') => "",
        _ => begins,
    }
}
