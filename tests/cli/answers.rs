//! The commands that answer a question and send nothing.

use std::{fs, path::Path};

use rstest::rstest;
use serde_json::Value;

use super::{Home, read_json};

#[test]
fn list_shows_every_scenario() {
    let home = Home::new();
    let json: Value = serde_json::from_str(&home.run(&["list", "--json"]).out).expect("JSON");
    let rows = json.as_array().expect("a list");
    assert!(rows.len() > 300);
    let text = home.run(&["list"]).out;
    for row in rows {
        for key in ["id", "name", "feature", "file"] {
            assert!(row[key].as_str().is_some_and(|value| !value.is_empty()), "{key} of {row}");
        }
        assert!(row["line"].as_u64().is_some_and(|line| line > 0));
        assert!(
            row["tags"]
                .as_array()
                .expect("a list")
                .iter()
                .all(|tag| tag.as_str().is_some_and(|it| it.starts_with('@')))
        );
        assert!(text.contains(row["id"].as_str().expect("a text")), "{row}");
    }
    assert!(text.ends_with(&format!("\n{} scenarios\n", rows.len())));
}

#[test]
fn list_shows_own_scenarios_too() {
    let feature = "@RSP-3\nFeature: Own\n  Scenario: mine\n    Given an upload with every byte appended\n";
    let home = Home::new().with("mine/own.feature", feature);
    let outcome = home.run(&["list", "--json", "--features", "mine"]);
    let json: Value = serde_json::from_str(&outcome.out).expect("JSON");
    assert_eq!(json.as_array().and_then(|rows| rows.last()).map(|row| &row["id"]), Some(&"own/mine".into()));
}

#[test]
fn list_shows_what_would_be_run() {
    let home = Home::new().with("finalize-conformance.toml", "clause = [\"RSP-3\", \"PAR-2\"]\n");
    let outcome = home.run(&["list", "--json", "--tags", "@PAR-2"]);
    let json: Value = serde_json::from_str(&outcome.out).expect("JSON");
    let rows = json.as_array().expect("a list");
    assert!(rows.len() > 5 && rows.iter().all(|row| row["clauses"].to_string().contains("PAR-2")), "{json}");
}

#[rstest]
#[case::text(&["--rate", "0.5"], &["will be skipped", "longest wait  10s, ", "with 0.5 requests a second"])]
#[case::a_lifetime(&["--clause", "LIFE-6", "--max-wait", "86401"], &["longest wait  24h 1s, "])]
#[case::again_and_again(
    &["--clause", "RSP-9", "--repeat", "1000000", "--rate", "1"],
    &["; each runs 1000000 times", "with 1 requests a second"]
)]
#[case::nothing_to_wait_for(&["--clause", "PAR-2"], &["longest wait  0s, "])]
fn a_plan_says_what_a_run_will_do(#[case] arguments: &[&str], #[case] named: &[&str]) {
    let outcome = Home::new().run(&[&["list", "--plan"], arguments].concat());
    assert_eq!((outcome.code, outcome.err.as_str()), (0, ""));
    for text in named {
        assert!(outcome.out.contains(text), "{text} is not in {}", outcome.out);
    }
}

#[rstest]
#[case("RSP-3", &["RSP-3", "MUST", "implied", "response/the-media-is-named-by-its-id"])]
#[case("rsp-3", &["RSP-3", "digits"])]
#[case("life-8", &["LIFE-8", "MAY", "overview/finalize-sent-again"])]
fn explain_tells_of_a_clause(#[case] clause: &str, #[case] named: &[&str]) {
    let outcome = Home::new().run(&["explain", clause]);
    assert_eq!((outcome.code, outcome.err.as_str()), (0, ""));
    for text in named {
        assert!(outcome.out.contains(text), "{text} is not in {}", outcome.out);
    }
}

#[test]
fn schemas_are_printed_and_written_as_they_are_in_the_repository() {
    let home = Home::new();
    let printed: Value = serde_json::from_str(&home.run(&["schemas"]).out).expect("JSON");
    let outcome = home.run(&["schemas", "--out", "new/schemas"]);
    assert_eq!((outcome.code, outcome.err.as_str()), (0, ""));
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas");
    let mut count = 0;
    for entry in fs::read_dir(&source).expect("the schemas") {
        let name = entry.expect("readable").file_name().to_string_lossy().into_owned();
        let original = read_json(&source.join(&name));
        assert_eq!(read_json(&home.path("new/schemas").join(&name)), original, "{name}");
        assert_eq!(printed[&name], original, "{name}");
        assert!(jsonschema::meta::is_valid(&original), "{name} is a JSON Schema");
        count += 1;
    }
    assert_eq!(printed.as_object().map(serde_json::Map::len), Some(count));
    assert_eq!(fs::read_dir(home.path("new/schemas")).expect("made").count(), count);
}

#[rstest]
#[case(&["--help"], "Exit codes: 0 conformant")]
#[case(&["--version"], env!("CARGO_PKG_VERSION"))]
#[case(&["run", "--help"], "--known-failures")]
#[case(&["help", "serve"], "--addr")]
fn help_goes_to_standard_output(#[case] arguments: &[&str], #[case] named: &str) {
    let outcome = Home::new().run(arguments);
    assert_eq!((outcome.code, outcome.err.as_str()), (0, ""));
    assert!(outcome.out.contains(named), "{}", outcome.out);
}

#[test]
fn no_flag_takes_a_credential() {
    let help = Home::new().run(&["run", "--help"]).out;
    for word in ["--consumer", "--access-token", "--bearer", "--user-bearer", "--app-bearer", "--password"] {
        assert!(!help.contains(word), "{word}");
    }
}
