use rstest::rstest;

use super::*;

fn scenario(id: &str, name: &str, tags: &[&str]) -> Scenario {
    Scenario {
        id: id.to_owned().into(),
        name: name.to_owned().into(),
        feature: "F".into(),
        file: "own.feature".into(),
        line: 1,
        tags: tags.iter().map(|tag| (*tag).to_owned().into()).collect(),
        clauses: tags.iter().filter_map(|tag| tag.parse().ok()).collect(),
        built_in: false,
        steps: Vec::new().into(),
    }
}

fn case() -> Scenario {
    scenario("command/case", "the command is case sensitive: finalize", &["PAR-2", "ERR-2", "embedded"])
}

#[rstest]
#[case("@PAR-2", true)]
#[case("@PAR-1", false)]
#[case("@PAR-1 or @ERR-2", true)]
#[case("@PAR-2 and not @embedded", false)]
#[case("@PAR-2 and (@RSP-1 or @embedded)", true)]
#[case("not @observation", true)]
#[case("not (@PAR-2 and @ERR-2)", false)]
fn tags_are_combined(#[case] expression: &str, #[case] selected: bool) {
    let tags = Some(tag_expression(expression).expect("a tag expression"));
    assert_eq!(Selection { tags, ..Selection::default() }.selects(&case()), selected);
}

#[rstest]
#[case("")]
#[case("  ")]
#[case("@PAR-2 and")]
#[case("and @PAR-2")]
#[case("not")]
#[case("(@PAR-2")]
#[case("@PAR-2)")]
#[case("@PAR-2 @ERR-2")]
#[case("PAR-2")]
#[case("@PAR-2 xor @ERR-2")]
fn what_is_no_tag_expression_is_repeated_with_an_example(#[case] expression: &str) {
    let message = tag_expression(expression).expect_err("no tag expression").to_string();
    assert!(message.starts_with(&format!("\"{expression}\" is not a tag expression: ")), "{message}");
    assert!(message.ends_with("an example is \"@PAR-2 and not @embedded\""), "{message}");
    assert_eq!(message.lines().count(), 1, "{message}");
}

#[rstest]
#[case("case", true)]
#[case("^the command .* finalize$", true)]
#[case("FINALIZE", false)]
#[case("(?i)FINALIZE", true)]
fn names_are_matched(#[case] pattern: &str, #[case] selected: bool) {
    let name = Some(name_pattern(pattern).expect("a pattern"));
    assert_eq!(Selection { name, ..Selection::default() }.selects(&case()), selected);
}

#[rstest]
#[case("(")]
#[case("[a")]
#[case("*")]
fn what_is_no_pattern_is_repeated(#[case] pattern: &str) {
    let message = name_pattern(pattern).expect_err("no pattern").to_string();
    assert!(message.starts_with(&format!("\"{pattern}\" is not a regular expression: ")), "{message}");
    assert_eq!(message.lines().count(), 1, "{message}");
}

#[rstest]
#[case(&[], true)]
#[case(&[Clause::Par2], true)]
#[case(&[Clause::Rsp3, Clause::Err2], true)]
#[case(&[Clause::Rsp3], false)]
fn clauses_select_their_scenarios(#[case] clauses: &[Clause], #[case] selected: bool) {
    let selection = Selection { clauses: clauses.to_vec(), ..Selection::default() };
    assert_eq!(selection.selects(&case()), selected);
    for clause in Clause::ALL {
        assert_eq!(selection.judges(*clause), clauses.is_empty() || clauses.contains(clause));
    }
}

#[test]
fn every_criterion_has_to_hold() {
    let tags = Some(tag_expression("@PAR-2").expect("an expression"));
    let name = Some(name_pattern("nothing").expect("a pattern"));
    assert!(!Selection { tags, name, ..Selection::default() }.selects(&case()));
}

#[test]
fn a_scenario_without_clauses_is_not_among_those_of_a_clause() {
    let observation = scenario("resource/old", "old", &["observation"]);
    assert!(Selection::default().selects(&observation));
    assert!(!Selection { clauses: vec![Clause::Par2], ..Selection::default() }.selects(&observation));
}

#[rstest]
#[case("PAR-2", Some(Skipped::Clause(Clause::Par2)))]
#[case("par-2", Some(Skipped::Clause(Clause::Par2)))]
#[case("command/case", Some(Skipped::Scenario("command/case".to_owned())))]
#[case("command", None)]
#[case("PAR-99", None)]
#[case("", None)]
fn what_is_skipped_is_a_clause_or_a_scenario(#[case] id: &str, #[case] expected: Option<Skipped>) {
    let found = skipped(id, &[case()]);
    let message = found.as_ref().err().map(ToString::to_string);
    assert_eq!(found.ok(), expected);
    assert!(message.is_none_or(|message| message.starts_with(&format!("\"{id}\" is neither "))));
}

#[rstest]
#[case::nothing(&[], false)]
#[case::another_clause(&["RSP-1"], false)]
#[case::one_of_its_clauses(&["PAR-2"], false)]
#[case::all_of_its_clauses(&["PAR-2", "ERR-2"], true)]
#[case::itself(&["command/case"], true)]
fn a_scenario_is_left_out_where_nothing_is_left_to_judge(#[case] ids: &[&str], #[case] left_out: bool) {
    let skip = ids.iter().map(|id| skipped(id, &[case()]).expect("known")).collect();
    let selection = Selection { skip, ..Selection::default() };
    assert_eq!(selection.skip_reason(&case()).is_some(), left_out);
    assert!(selection.selects(&case()), "it is still listed");
    assert_eq!(selection.judges(Clause::Par2), !ids.contains(&"PAR-2"));
}

#[test]
fn an_observation_is_left_out_by_its_id_alone() {
    let observation = scenario("resource/old", "old", &["observation"]);
    let every_clause = Clause::ALL.iter().map(|clause| Skipped::Clause(*clause)).collect();
    assert_eq!(Selection { skip: every_clause, ..Selection::default() }.skip_reason(&observation), None);
}
