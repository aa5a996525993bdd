//! The two spellings of a media's id, compared with each other and with the id that INIT returned.

use serde_json::Value;

use super::document::excerpt;
use crate::{
    clause::Clause,
    verdict::{Judgement, Violation},
};

/// Judges the *values* of `media_id` and `media_id_string`; `shape` has judged that they are there and of the right type.
///
/// RSP-3 compares the two with each other, digit by digit as they were sent; RSP-4 compares them with INIT's id, and
/// only where they agree and that one is known.
pub fn judge(body: &Value, init_id: Option<&str>, shape: &Judgement) -> Judgement {
    let mut judgement = Judgement::default();
    if !shape.holds(Clause::Rsp1) || !shape.holds(Clause::Rsp2) {
        return judgement;
    }
    let (number, string) = (excerpt(&body["media_id"]), body["media_id_string"].as_str().unwrap_or_default());
    let agree = number == string;
    judgement.decide(
        Clause::Rsp3,
        (!agree).then(|| {
            let message = "media_id_string is not the digits of media_id";
            let actual = excerpt(&body["media_id_string"]);
            Violation::new(Clause::Rsp3, message, format!("\"{number}\""), actual).at("/media_id_string")
        }),
    );
    if let (true, Some(init_id)) = (agree, init_id) {
        let same = number == init_id;
        judgement.decide(
            Clause::Rsp4,
            (!same).then(|| {
                let message = "the answer names another media than the one that INIT created";
                Violation::new(Clause::Rsp4, message, init_id, number).at("/media_id")
            }),
        );
    }
    judgement
}

/// The id in an answer to INIT: the string where there is one, since a number may have lost digits on its way out.
/// Where the two disagree and the string is what a double would have made of the number, the number is the better one.
///
/// # Errors
/// A sentence that says what is wrong with the answer.
pub fn from_init(body: &Value) -> Result<String, String> {
    let number = body.get("media_id").and_then(Value::as_number).map(|number| number.as_str().to_owned());
    let string = body.get("media_id_string").and_then(Value::as_str).map(str::to_owned);
    let id = match (number, string) {
        (Some(number), Some(string)) if is_as_double(&string, &number) => number,
        (_, Some(string)) => string,
        (Some(number), None) => number,
        (None, None) => return Err("it has neither media_id nor media_id_string".to_owned()),
    };
    if is_id(&id) { Ok(id) } else { Err(format!("its media id is {}", excerpt(&id.into()))) }
}

/// Whether a text can be a media id: a number from 1 to 2^64-1.
pub fn is_id(text: &str) -> bool {
    is_digits(text) && text.parse::<u64>().is_ok_and(|value| value > 0)
}

/// Whether a text can be a media key: a kind and an id, both in digits.
pub fn is_key(text: &str) -> bool {
    text.split_once('_').is_some_and(|(kind, id)| is_digits(kind) && is_digits(id))
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether a program that keeps numbers as doubles makes this text of an integer: every digit of the double, or no more
/// than tell it from the next one and zeros behind them.
#[expect(clippy::cast_precision_loss, reason = "the point")]
fn is_as_double(text: &str, integer: &str) -> bool {
    let double = integer.parse::<u64>().map(|exact| exact as f64);
    double.is_ok_and(|double| text == format!("{double:.0}") || text == double.to_string())
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use serde_json::json;

    use super::*;
    use crate::judgement::{document::parse, schema::Shape};

    const ID: &str = "710511363345354753";

    fn judged(fields: &str, init_id: &str) -> Judgement {
        let body = parse(format!("{{{fields}}}").as_bytes()).expect("JSON").value;
        let shape = Shape::FinalizeSync.judge(&body);
        judge(&body, Some(init_id), &shape)
    }

    #[rstest]
    #[case(r#""media_id":710511363345354753,"media_id_string":"710511363345354753""#, ID)]
    #[case(r#""media_id":7,"media_id_string":"7""#, "7")]
    #[case(r#""media_id":18446744073709551615,"media_id_string":"18446744073709551615""#, "18446744073709551615")]
    fn right_ids_pass(#[case] fields: &str, #[case] init_id: &str) {
        let judgement = judged(fields, init_id);
        assert!(judgement.holds(Clause::Rsp3) && judgement.holds(Clause::Rsp4), "{judgement:?}");
    }

    #[rstest]
    #[case::rounded_number(r#""media_id":710511363345354800,"media_id_string":"710511363345354753""#)]
    #[case::rounded_string(r#""media_id":710511363345354753,"media_id_string":"710511363345354800""#)]
    #[case::exponent_in_string(r#""media_id":710511363345354753,"media_id_string":"7.1051136334535475e17""#)]
    #[case::leading_zero(r#""media_id":710511363345354753,"media_id_string":"0710511363345354753""#)]
    #[case::blank(r#""media_id":710511363345354753,"media_id_string":" 710511363345354753""#)]
    #[case::empty(r#""media_id":710511363345354753,"media_id_string":"""#)]
    fn ids_that_disagree_break_rsp_3_alone(#[case] fields: &str) {
        let judgement = judged(fields, ID);
        assert!(judgement.breaks(Clause::Rsp3) && !judgement.decided.contains(&Clause::Rsp4), "{judgement:?}");
    }

    #[rstest]
    #[case::rounded_both(r#""media_id":710511363345354800,"media_id_string":"710511363345354800""#)]
    #[case::another(r#""media_id":1,"media_id_string":"1""#)]
    fn ids_that_agree_on_another_media_break_rsp_4_alone(#[case] fields: &str) {
        let judgement = judged(fields, ID);
        assert!(judgement.breaks(Clause::Rsp4) && judgement.holds(Clause::Rsp3), "{judgement:?}");
    }

    #[rstest]
    #[case::number_out_of_range(r#""media_id":18446744073709551616,"media_id_string":"18446744073709551616""#)]
    #[case::no_integer(r#""media_id":7.1e17,"media_id_string":"710511363345354753""#)]
    #[case::missing(r#""media_id_string":"710511363345354753""#)]
    #[case::string_is_a_number(r#""media_id":710511363345354753,"media_id_string":710511363345354753"#)]
    fn ids_of_the_wrong_shape_are_not_compared(#[case] fields: &str) {
        assert_eq!(judged(fields, ID), Judgement::default());
    }

    #[rstest]
    #[case(json!({"media_id": 710511363345354753u64, "media_id_string": ID}), Ok(ID))]
    #[case(json!({"media_id_string": ID}), Ok(ID))]
    #[case(json!({"media_id": 1}), Ok("1"))]
    #[case(json!({"media_id": 710511363345354753u64}), Ok(ID))]
    #[case::lossy_number(json!({"media_id": 710511363345354752u64, "media_id_string": ID}), Ok(ID))]
    #[case::lossy_string(json!({"media_id": 710511363345354753u64, "media_id_string": "710511363345354752"}), Ok(ID))]
    #[case::shortened_number(json!({"media_id": 710511363345354800u64, "media_id_string": ID}), Ok(ID))]
    #[case::shortened_string(json!({"media_id": 710511363345354753u64, "media_id_string": "710511363345354800"}), Ok(ID))]
    #[case::of_another_media(json!({"media_id": 7, "media_id_string": ID}), Ok(ID))]
    #[case::nonsense(json!({"media_id_string": "seven"}), Err(()))]
    #[case::zero(json!({"media_id": 0}), Err(()))]
    #[case::nothing(json!({}), Err(()))]
    #[case::no_object(json!([]), Err(()))]
    fn init_names_a_media(#[case] body: Value, #[case] expected: Result<&str, ()>) {
        assert_eq!(from_init(&body).map_err(|_| ()), expected.map(str::to_owned));
    }

    #[rstest]
    #[case::smallest("1", true)]
    #[case::greatest("18446744073709551615", true)]
    #[case::greater("18446744073709551616", false)]
    #[case::zero("0", false)]
    #[case::empty("", false)]
    #[case::signed("+7", false)]
    #[case::letters("abc", false)]
    #[case::key("3_1", false)]
    fn an_id_is_a_number_of_64_bits(#[case] text: &str, #[case] expected: bool) {
        assert_eq!(is_id(text), expected);
    }

    #[rstest]
    #[case::usual("3_710511363345354753", true)]
    #[case::id("710511363345354753", false)]
    #[case::no_kind("_7", false)]
    #[case::no_id("3_", false)]
    #[case::letters_in_the_kind("a_7", false)]
    #[case::letters_in_the_id("3_7a", false)]
    #[case::three_parts("3_7_7", false)]
    fn a_key_is_two_numbers(#[case] text: &str, #[case] expected: bool) {
        assert_eq!(is_key(text), expected);
    }
}
