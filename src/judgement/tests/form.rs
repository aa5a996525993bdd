//! RES-1: the label and the form of a success, before anything that it says.

use rstest::rstest;

use super::{IMAGE, answer, assert_breaks_alone, assert_conforms, broken, json, place, upload, with};
use crate::{
    clause::Clause,
    judgement::{finalize::judge, schema::Shape},
    media::Sample,
};

#[rstest]
#[case("application/json")]
#[case("application/json; charset=utf-8")]
#[case("application/json;charset=UTF-8")]
#[case("Application/JSON")]
#[case(" application/json ; charset=utf-8")]
fn the_label_of_json(#[case] content_type: &str) {
    assert_conforms(&judge(&answer(200, Some(content_type), IMAGE), &upload(Sample::Png, true)));
}

#[rstest]
#[case::missing(None)]
#[case::empty(Some(""))]
#[case::html(Some("text/html"))]
#[case::text(Some("text/plain; charset=utf-8"))]
#[case::old(Some("text/json"))]
#[case::javascript(Some("application/javascript"))]
#[case::extended(Some("application/jsonp"))]
#[case::problem(Some("application/problem+json"))]
#[case::parameter_only(Some("; application/json"))]
#[case::several(Some("text/html, application/json"))]
fn another_label_breaks_res_1_and_the_rest_is_still_judged(#[case] content_type: Option<&str>) {
    let judgement = judge(&answer(200, content_type, IMAGE), &upload(Sample::Png, true));
    assert_breaks_alone(&judgement, Clause::Res1);
    assert_eq!(place(&judgement), Some("Content-Type"));
    for clause in [Clause::Rsp1, Clause::Rsp3, Clause::Rsp4, Clause::Rsp7, Clause::Rsp8, Clause::Asy3] {
        assert!(judgement.holds(clause), "{clause}");
    }
}

#[rstest]
#[case::empty(Vec::new())]
#[case::blank(b" \n".to_vec())]
#[case::html(b"<!doctype html><title>OK</title>".to_vec())]
#[case::byte_order_mark([b"\xef\xbb\xbf", IMAGE.as_bytes()].concat())]
#[case::utf_16(IMAGE.encode_utf16().flat_map(u16::to_le_bytes).collect())]
#[case::trailing_letter([IMAGE.as_bytes(), b"x"].concat())]
#[case::trailing_nul([IMAGE.as_bytes(), b"\0"].concat())]
#[case::trailing_comma_and_more([IMAGE.as_bytes(), b",{}"].concat())]
#[case::two_answers([IMAGE.as_bytes(), IMAGE.as_bytes()].concat())]
#[case::guarded([b")]}',\n", IMAGE.as_bytes()].concat())]
#[case::callback(format!("f({IMAGE});").into_bytes())]
#[case::cut_short(IMAGE.as_bytes()[..IMAGE.len() - 1].to_vec())]
#[case::comment(format!("// sync\n{IMAGE}").into_bytes())]
#[case::no_number(IMAGE.replace("11065", "NaN").into_bytes())]
#[case::in_an_array(format!("[{IMAGE}]").into_bytes())]
#[case::empty_array(b"[]".to_vec())]
#[case::null(b"null".to_vec())]
#[case::string(b"\"ok\"".to_vec())]
#[case::number(b"710511363345354753".to_vec())]
#[case::invalid_utf_8(IMAGE.replace("3_7", "\u{1}").into_bytes().into_iter().map(|b| if b == 1 { 0xff } else { b }).collect())]
fn a_body_that_is_no_json_object_breaks_res_1_and_decides_nothing_else(#[case] body: Vec<u8>) {
    let judgement = judge(&json(body), &upload(Sample::Png, true));
    assert_breaks_alone(&judgement, Clause::Res1);
    assert_eq!(judgement.decided, [Clause::Res1]);
}

/// Whoever validates with the schemas alone finds it too.
#[rstest]
#[case(Shape::FinalizeSync, Clause::Res1)]
#[case(Shape::FinalizeSyncVideo, Clause::Res1)]
#[case(Shape::FinalizeAsync, Clause::Res1)]
#[case(Shape::Status, Clause::Sta1)]
#[case(Shape::Error, Clause::Err1)]
fn every_shape_asks_for_an_object(#[case] shape: Shape, #[case] clause: Clause) {
    assert!(shape.judge(&serde_json::json!([])).breaks(clause));
}

#[test]
fn a_label_and_a_body_that_are_wrong_are_one_violation() {
    let judgement = judge(&answer(200, Some("text/html"), "<html>"), &upload(Sample::Png, true));
    assert_breaks_alone(&judgement, Clause::Res1);
}

#[test]
fn a_wrong_label_hides_no_other_defect() {
    let response = answer(200, None, with(IMAGE, "/size", "1"));
    assert_eq!(broken(&judge(&response, &upload(Sample::Png, true))), [Clause::Res1, Clause::Rsp8]);
}
