//! Refusals: the clause that a wrong value falls under, and ERR-1.

use rstest::rstest;

use super::{answer, assert_breaks_alone, assert_conforms, json};
use crate::{
    clause::Clause,
    judgement::refusal::{clause_for_command, clause_for_media_id, clause_for_media_key, judge_form},
};

#[rstest]
#[case("finalize", Clause::Par2)]
#[case("Finalize", Clause::Par2)]
#[case("FINALIZe", Clause::Par2)]
#[case("", Clause::Par3)]
#[case(" FINALIZE", Clause::Par3)]
#[case("finalize\n", Clause::Par3)]
#[case("FINALIZED", Clause::Par3)]
#[case("INIT", Clause::Par3)]
#[case::full_width("ＦＩＮＡＬＩＺＥ", Clause::Par3)]
#[case::dotless("fınalıze", Clause::Par3)]
#[case::dotted("FİNALİZE", Clause::Par3)]
fn a_wrong_command_is_one_of_case_or_another(#[case] value: &str, #[case] clause: Clause) {
    assert_eq!(clause_for_command(value), clause);
}

#[rstest]
#[case("1", Clause::Par8)]
#[case("9223372036854775808", Clause::Par8)]
#[case("18446744073709551615", Clause::Par8)]
#[case("18446744073709551616", Clause::Par9)]
#[case("0", Clause::Par9)]
#[case("", Clause::Par9)]
#[case("abc", Clause::Par9)]
#[case("-1", Clause::Par9)]
#[case("+1", Clause::Par9)]
#[case("1.0", Clause::Par9)]
#[case("1e3", Clause::Par9)]
#[case(" 1", Clause::Par9)]
#[case::other_digits("１２", Clause::Par9)]
fn a_wrong_id_could_be_one_or_not(#[case] value: &str, #[case] clause: Clause) {
    assert_eq!(clause_for_media_id(value), clause);
}

#[rstest]
#[case("3_1", Clause::Par10)]
#[case("13_18446744073709551615", Clause::Par10)]
#[case("", Clause::Par11)]
#[case("_", Clause::Par11)]
#[case("3_", Clause::Par11)]
#[case("_1", Clause::Par11)]
#[case("31", Clause::Par11)]
#[case("3-1", Clause::Par11)]
#[case("3_a", Clause::Par11)]
#[case("a_1", Clause::Par11)]
#[case("3_1_2", Clause::Par11)]
#[case(" 3_1", Clause::Par11)]
#[case("3_-1", Clause::Par11)]
fn a_wrong_key_could_be_one_or_not(#[case] value: &str, #[case] clause: Clause) {
    assert_eq!(clause_for_media_key(value), clause);
}

#[rstest]
#[case(r#"{"errors":[{"code":32,"message":"Could not authenticate you."}]}"#)]
#[case(r#"{"errors":[{"code":32}]}"#)]
#[case(r#"{"errors":[{"message":"no"},{"code":1}]}"#)]
#[case(r#"{"error":"media parameter is missing."}"#)]
#[case(r#"{"request":"\/1.1\/media\/upload.json","error":"Media ID not found"}"#)]
#[case(r#"{"errors":[{"code":32}],"error":"both"}"#)]
#[case(r#"{"errors":[{"code":32}],"error":null}"#)]
#[case(" {\"error\":\"\"}\n")]
fn a_refusal_has_one_of_two_forms(#[case] body: &str) {
    for content_type in [Some("application/json"), Some("text/html"), None] {
        let judgement = judge_form(&answer(400, content_type, body));
        assert_conforms(&judgement);
        assert!(judgement.holds(Clause::Err1));
    }
}

#[rstest]
#[case::empty("")]
#[case::text("Bad Request")]
#[case::html("<h1>400</h1>")]
#[case::byte_order_mark("\u{feff}{\"error\":\"no\"}")]
#[case::trailing("{\"error\":\"no\"}\0")]
#[case::array("[]")]
#[case::errors_without_object(r#"[{"code":32}]"#)]
#[case::null("null")]
#[case::string("\"no\"")]
#[case::nothing("{}")]
#[case::another_name(r#"{"message":"no"}"#)]
#[case::empty_list(r#"{"errors":[]}"#)]
#[case::strings(r#"{"errors":["no"]}"#)]
#[case::mixed(r#"{"errors":[{"code":32},"no"]}"#)]
#[case::object(r#"{"errors":{"code":32}}"#)]
#[case::text_list(r#"{"errors":"no"}"#)]
#[case::null_list(r#"{"errors":null}"#)]
#[case::nothing_in_it(r#"{"errors":[{}]}"#)]
#[case::other_fields(r#"{"errors":[{"detail":"no"}]}"#)]
#[case::error_object(r#"{"error":{"code":32}}"#)]
#[case::error_number(r#"{"error":32}"#)]
#[case::error_null(r#"{"error":null}"#)]
#[case::error_list(r#"{"error":["no"]}"#)]
fn any_other_form_breaks_err_1_alone(#[case] body: &str) {
    let judgement = judge_form(&json(body.to_owned()));
    assert_breaks_alone(&judgement, Clause::Err1);
    assert_eq!(judgement.decided, [Clause::Err1]);
}
