use rstest::rstest;

use super::*;

const OUTLINE: &str = "\
@PAR-1
Feature: Own
  Background:
    Given a

  @observation
  Scenario: loose
    When b

  @embedded
  Rule: R
    Background:
      Given c

    @PAR-2
    Scenario Outline: refused: <what>
      When <what> is sent

      @RSP-3
      Examples:
        | what  |
        | one   |
        | other |
";

#[test]
fn a_feature_is_read_with_its_tags_and_backgrounds() {
    let scenarios = read("dir/my own.feature", OUTLINE).expect("it is Gherkin");
    let ids: Vec<&str> = scenarios.iter().map(|scenario| &*scenario.id).collect();
    assert_eq!(ids, ["my-own/loose", "my-own/refused-one", "my-own/refused-other"]);
    let (loose, other) = (&scenarios[0], &scenarios[2]);
    let steps = |scenario: &Scenario| scenario.steps.iter().map(|step| step.value.clone()).collect::<Vec<_>>();
    assert_eq!(steps(loose), ["a", "b"]);
    assert_eq!(steps(other), ["a", "c", "other is sent"]);
    assert_eq!(loose.tags, ["PAR-1", "observation"]);
    assert_eq!(other.clauses, [Clause::Par1, Clause::Par2, Clause::Rsp3]);
    assert!(loose.is_observation() && !loose.is_embedded_only());
    assert!(other.is_embedded_only() && !other.is_observation());
    assert_eq!((loose.line, &*other.name, &*other.feature), (7, "refused: other", "Own"));
}

#[rstest]
#[case::empty("", "line 1: there is no Feature")]
#[case::no_feature("Scenario: x\n  Given y\n", "line 1: there is no Feature")]
#[case::prose("This is no feature.\n", "line 1: \"This is no feature.\" is no step, no heading and no row of a table")]
#[case::mistyped_feature("Fature: F\n  Scenario: s\n    Given a\n", "line 1: \"Fature: F\" is no step")]
#[case::mistyped_scenario("Feature: F\n\n  @PAR-1\n  Scnario: s\n    Given a\n", "line 4: \"Scnario: s\" is no step")]
#[case::no_keyword(
    "Feature: F\n  Scenario: s\n    Given a\n    it goes\n    Then b\n",
    "line 4: \"it goes\" is no step"
)]
#[case::open_row("Feature: F\n  Scenario: s\n    Given a\n      | a |\n      | b\n", "line 5: \"| b\" is no step")]
#[case::open_text("Feature: F\n  Scenario: s\n    Given a\n      \"\"\"\n      b\n", "line 4: the text that begins")]
#[case::tag_at_the_end("Feature: F\n  Scenario: s\n    Given a\n  @PAR-1\n", "the parser gave up at line 4")]
#[case::uneven_table(
    "Feature: F\n  Scenario: s\n    Given a\n      | a | b |\n      | a |\n",
    "the parser gave up at line 5"
)]
#[case::unknown_placeholder(
    "Feature: F\n  Scenario Outline: s\n    Given <a>\n    Examples:\n      | b |\n      | 1 |\n",
    "Failed to resolve <a> at :3:5"
)]
fn what_is_no_gherkin_is_named_with_its_place(#[case] text: &str, #[case] problem: &str) {
    let error = read("some/own.feature", text).expect_err("it is no Gherkin");
    assert!(matches!(error, CatalogueError::Syntax { .. }), "{error:?}");
    let message = error.to_string();
    assert!(message.starts_with(&format!("some/own.feature is not valid Gherkin: {problem}")), "{message}");
    assert_eq!(message.lines().count(), 1, "{message}");
}

#[test]
fn a_description_may_say_anything() {
    let text = "Feature: F\n  As a user\n  I want | to\n\n  Scenario: s\n    so that\n    Given a\n";
    assert_eq!(read("own.feature", text).expect("it is Gherkin").len(), 1);
}

#[rstest]
#[case("a b", "a-b")]
#[case("LIFETIME", "lifetime")]
#[case("case matters: FINALIZe", "case-matters-FINALIZe")]
#[case("  many -- signs: (here)!  ", "many-signs-here")]
#[case("tweet_image", "tweet_image")]
#[case("7 of 8", "7-of-8")]
#[case("dotless ı", "dotless-ı")]
fn a_name_becomes_words(#[case] name: &str, #[case] expected: &str) {
    assert_eq!(feature::slug(name), expected);
}

#[test]
fn the_built_in_features_come_in_the_order_of_the_document() {
    let scenarios = load(None).expect("they are valid");
    let mut files: Vec<_> = scenarios.into_iter().map(|scenario| scenario.file).collect();
    files.dedup();
    let parts = ["overview", "request", "response", "processing", "expiry", "resource", "command", "identifiers"];
    assert_eq!(files, parts.map(|part| format!("features/{part}.feature")));
}

fn directory(files: &[(&str, &[u8])]) -> tempfile::TempDir {
    let home = tempfile::tempdir().expect("a directory");
    for (name, text) in files {
        fs::write(home.path().join(name), text).expect("written");
    }
    home
}

const OWN: &[u8] = b"Feature: F\n  @PAR-1\n  Scenario: s\n    Given a\n";

#[test]
fn own_features_come_behind_the_built_in_ones_in_the_order_of_their_names() {
    let home = directory(&[("b.feature", OWN), ("a.feature", OWN), ("notes.txt", b"no feature")]);
    let ids: Vec<_> = load(Some(home.path())).expect("valid").into_iter().map(|scenario| scenario.id).collect();
    assert_eq!(ids[ids.len() - 2..], ["a/s", "b/s"]);
    assert!(ids.len() > 100);
}

#[rstest]
#[case::in_one_file(&[("own.feature", b"Feature: F\n  Scenario: A, b\n    Given a\n  Scenario: a b\n    Given a\n".as_slice())], "own/a-b")]
#[case::as_a_built_in_one(
    &[("resource.feature", b"Feature: F\n  Scenario: rate limits, are noted!\n    Given a\n".as_slice())],
    "resource/rate-limits-are-noted"
)]
fn two_scenarios_with_one_id_are_named_both(#[case] files: &[(&str, &[u8])], #[case] expected: &str) {
    let home = directory(files);
    let Err(error) = load(Some(home.path())) else { panic!("the second one is one too many") };
    let CatalogueError::Duplicate { id, file, other, .. } = &error else { panic!("{error}") };
    assert_eq!(id, expected);
    let message = error.to_string();
    assert!(message.contains(file) && message.contains(other) && message.contains(files[0].0), "{message}");
}

#[test]
fn two_rows_that_only_differ_in_a_value_that_is_not_in_the_name_are_duplicates() {
    let text =
        b"Feature: F\n  Scenario Outline: s\n    Given <a>\n    Examples:\n      | a |\n      | 1 |\n      | 2 |\n";
    let home = directory(&[("own.feature", text)]);
    assert!(matches!(load(Some(home.path())), Err(CatalogueError::Duplicate { .. })));
}

#[test]
fn a_directory_without_features_is_named() {
    let home = directory(&[("features.txt", OWN)]);
    let error = load(Some(home.path())).expect_err("there is nothing to run");
    assert_eq!(error.to_string(), format!("there is no .feature file in {}", home.path().display()));
}

#[rstest]
#[case::missing(&[], "nowhere")]
#[case::a_file(&[("own.feature", OWN)], "own.feature")]
fn a_directory_that_cannot_be_read_is_named(#[case] files: &[(&str, &[u8])], #[case] name: &str) {
    let home = directory(files);
    let path = home.path().join(name);
    let message = load(Some(&path)).expect_err("it is no directory").to_string();
    assert!(message.starts_with(&format!("cannot read {}: ", path.display())), "{message}");
}

#[test]
fn a_feature_that_is_no_text_is_named() {
    let home = directory(&[("own.feature", b"Feature: \xff\n")]);
    let message = load(Some(home.path())).expect_err("it is no UTF-8").to_string();
    assert!(message.contains("own.feature"), "{message}");
}
