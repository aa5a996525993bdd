//! A response body as a JSON document, with every digit of its numbers and a note of what a plain parser would hide.

use std::{borrow::Cow, fmt};

use serde::{
    Deserialize, Deserializer,
    de::{DeserializeSeed, Error as _, MapAccess, SeqAccess, Visitor},
};
use serde_json::{Map, Number, Value};

/// A parsed body.
#[derive(Clone, Debug, PartialEq)]
pub struct Document {
    /// The JSON value; of a field that is given twice, the last one.
    pub value: Value,
    /// JSON pointers of the fields that are given more than once, of the first [`MOST`] of them.
    pub repeated: Vec<String>,
}

/// So many findings of one kind in one body are noted: an endpoint may send a million.
pub const MOST: usize = 20;
/// The longest excerpt, in characters.
const LONGEST: usize = 200;

/// Reads a body that must be one JSON value: no byte order mark before it, nothing but white space behind it.
///
/// # Errors
/// A sentence that says what is wrong and where.
pub fn parse(body: &[u8]) -> Result<Document, String> {
    if body.starts_with(b"\xef\xbb\xbf") {
        return Err("it begins with a byte order mark".to_owned());
    }
    if body.is_empty() {
        return Err("it is empty".to_owned());
    }
    let mut repeated = Vec::new();
    let mut source = serde_json::Deserializer::from_slice(body);
    let value = Node { place: &Place::Root, repeated: &mut repeated }
        .deserialize(&mut source)
        .and_then(|value| source.end().map(|()| value))
        .map_err(|error| error.to_string())?;
    Ok(Document { value, repeated })
}

/// A place in a document, written out only where it is needed: a long name above many places would be copied as often.
enum Place<'a> {
    Root,
    Item(&'a Place<'a>, usize),
    Field(&'a Place<'a>, &'a str),
}

impl Place<'_> {
    fn pointer(&self) -> String {
        match self {
            Place::Root => String::new(),
            Place::Item(parent, index) => format!("{}/{index}", parent.pointer()),
            Place::Field(parent, name) => child_pointer(&parent.pointer(), name),
        }
    }
}

/// A JSON value at a place, which notes the fields given twice below it.
struct Node<'a> {
    place: &'a Place<'a>,
    repeated: &'a mut Vec<String>,
}

impl<'de> DeserializeSeed<'de> for Node<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Node<'_> {
    type Value = Value;

    // For messages about values that are not taken, of which there are none here: no test can miss it.
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    // Null is the default too: a mutant that answers with the default is the same.
    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        loop {
            let place = Place::Item(self.place, list.len());
            match items.next_element_seed(Node { place: &place, repeated: self.repeated })? {
                Some(item) => list.push(item),
                None => return Ok(Value::Array(list)),
            }
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        while let Some(key) = fields.next_key_seed(Key)? {
            let Some(name) = key else {
                let digits: String = fields.next_value()?;
                return digits.parse::<Number>().map(Value::Number).map_err(A::Error::custom);
            };
            let place = Place::Field(self.place, &name);
            let value = fields.next_value_seed(Node { place: &place, repeated: self.repeated })?;
            if self.repeated.len() < MOST && object.contains_key(&name) {
                let pointer = place.pointer();
                if !self.repeated.contains(&pointer) {
                    self.repeated.push(pointer);
                }
            }
            object.insert(name, value);
        }
        Ok(Value::Object(object))
    }
}

/// The name of a field. A number whose digits it keeps serde_json hands over as an object too, the key of which has no name:
/// it cannot be read as a newtype, as every key in a body can. So no field is taken for a number, however it is called.
struct Key;

impl<'de> DeserializeSeed<'de> for Key {
    type Value = Option<String>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<String>, D::Error> {
        deserializer.deserialize_newtype_struct("Key", self)
    }
}

impl<'de> Visitor<'de> for Key {
    type Value = Option<String>;

    // As above: every key is taken.
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<String>, D::Error> {
        String::deserialize(deserializer).map(Some)
    }

    fn visit_str<E>(self, _: &str) -> Result<Option<String>, E> {
        Ok(None)
    }
}

/// The JSON pointer of a field below another place.
pub fn child_pointer(parent: &str, name: &str) -> String {
    format!("{parent}/{}", name.replace('~', "~0").replace('/', "~1"))
}

/// A JSON value as a person should see it in a finding: as it was sent, cut where it is long.
pub fn excerpt(value: &Value) -> String {
    cut(&value.to_string()).into_owned()
}

/// A text that an endpoint chose, cut where it is long.
pub fn cut(text: &str) -> Cow<'_, str> {
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => Cow::Owned(format!("{}… ({} bytes)", &text[..end], text.len())),
        None => Cow::Borrowed(text),
    }
}

/// Whether a number is written as a plain integer: digits and nothing else (`86400`, not `86400.0` or `8.64e4`).
pub fn is_plain_integer(number: &Number) -> bool {
    let text = number.as_str();
    let digits = text.strip_prefix('-').unwrap_or(text);
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// A time in seconds as the clauses want it, an integer greater than 0; one beyond 64 bits is as long as can be.
pub fn seconds(value: &Value) -> Option<u64> {
    let digits = value.as_number().filter(|number| is_plain_integer(number))?.as_str();
    let seconds = if digits.starts_with('-') { 0 } else { digits.parse().unwrap_or(u64::MAX) };
    (seconds > 0).then_some(seconds)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case::object(br#"{"a":1}"#)]
    #[case::white_space(b" \r\n\t{\"a\" : 1}\n ")]
    #[case::escapes(br#"{"a\/b":"video\/mp4"}"#)]
    fn one_json_value_parses(#[case] body: &[u8]) {
        assert!(parse(body).is_ok());
    }

    #[rstest]
    #[case::trailing_bytes(b"{} x")]
    #[case::two_values(b"{}{}")]
    #[case::trailing_nul(b"{}\0")]
    #[case::truncated(br#"{"a":"#)]
    #[case::html(b"<html></html>")]
    #[case::invalid_utf8(b"{\"a\":\"\xff\"}")]
    #[case::comment(b"{} // async")]
    #[case::trailing_comma(br#"{"a":1,}"#)]
    #[case::not_a_number(br#"{"a":NaN}"#)]
    #[case::leading_zero(br#"{"a":01}"#)]
    fn anything_else_does_not(#[case] body: &[u8]) {
        assert!(parse(body).is_err());
    }

    #[rstest]
    #[case::empty(b"", "it is empty")]
    #[case::byte_order_mark(b"\xef\xbb\xbf{}", "it begins with a byte order mark")]
    fn what_is_wrong_is_said(#[case] body: &[u8], #[case] problem: &str) {
        assert_eq!(parse(body), Err(problem.to_owned()));
    }

    #[test]
    fn nesting_without_end_is_an_error_and_not_a_crash() {
        assert!(parse("[".repeat(100_000).as_bytes()).is_err());
    }

    #[rstest]
    #[case("710511363345354753")]
    #[case("18446744073709551616")]
    #[case("86400.0")]
    fn numbers_keep_their_digits(#[case] digits: &str) {
        let document = parse(format!("{{\"n\":{digits}}}").as_bytes()).expect("it is JSON");
        assert_eq!(document.value["n"].as_number().expect("a number").as_str(), digits);
    }

    #[test]
    fn values_are_kept_as_they_were_sent() {
        let body = r#"{"a":[true,false,null,"text",-1,0,1,1.50,{}],"b":{"c":[]}}"#;
        let document = parse(body.as_bytes()).expect("it is JSON");
        assert_eq!((document.value.to_string().as_str(), document.repeated.len()), (body, 0));
    }

    #[test]
    fn no_field_is_taken_for_a_number() {
        let body = r#"{"$serde_json::private::Number":"7"}"#;
        let document = parse(body.as_bytes()).expect("it is JSON");
        assert!(document.value.is_object());
    }

    #[test]
    fn fields_given_twice_are_noted_and_the_last_one_counts() {
        let document = parse(br#"{"a":1,"b":[7,{"c~/":1,"c~/":2}],"a":3,"a":4}"#).expect("it is JSON");
        assert_eq!(document.repeated, ["/b/1/c~0~1", "/a"]);
        assert_eq!(document.value["a"], Value::from(4));
    }

    #[test]
    fn a_long_value_is_cut() {
        assert_eq!(excerpt(&"ß".repeat(198).into()), format!("\"{}\"", "ß".repeat(198)));
        assert_eq!(excerpt(&"ß".repeat(199).into()), format!("\"{}… (400 bytes)", "ß".repeat(199)));
    }

    #[test]
    fn of_countless_fields_given_twice_the_first_are_noted() {
        let fields: Vec<_> = (0..100_000).map(|n| format!("\"{n}\":0,\"{n}\":0")).collect();
        let document = parse(format!("{{{}}}", fields.join(",")).as_bytes()).expect("it is JSON");
        assert_eq!(document.repeated.len(), MOST);
        assert_eq!(document.repeated[..2], ["/0", "/1"]);
    }

    #[rstest]
    #[case("86400", true)]
    #[case("-1", true)]
    #[case("86400.0", false)]
    #[case("8.64e4", false)]
    #[case("1E3", false)]
    fn integers_are_digits_on_the_wire(#[case] digits: &str, #[case] expected: bool) {
        assert_eq!(is_plain_integer(&digits.parse().expect("a number")), expected);
    }
}
