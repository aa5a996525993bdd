//! A request as parameters, wherever they stand, and rewritten again in the same encoding.

use std::borrow::Cow;

use bytes::Bytes;
use serde_json::Value;

pub use super::encoding::{Encoding, boundary, write_form, write_multipart};
use super::{encoding, reply::Refusal};
use crate::http::Request;

/// Where a parameter stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// In the query string.
    Query,
    /// In the body.
    Body,
}

/// What a multipart field carries beside its value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Part {
    /// The field's own headers, as they were sent.
    pub headers: Vec<(String, String)>,
}

/// One parameter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parameter {
    /// Its name.
    pub name: String,
    /// Its value: bytes, because a segment is no text.
    pub value: Bytes,
    /// Where it stands.
    pub place: Place,
    /// Its multipart headers, if it is a field of a multipart body.
    pub part: Option<Part>,
}

impl Parameter {
    /// A parameter whose value is a text.
    pub fn text(name: &str, value: impl Into<Bytes>, place: Place) -> Self {
        Parameter { name: name.to_owned(), value: value.into(), place, part: None }
    }

    /// The value as text. Bytes that are none become replacement characters, which no id, key or command contains.
    pub fn as_text(&self) -> Cow<'_, str> {
        String::from_utf8_lossy(&self.value)
    }
}

/// Everything that a request says in its query string and body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parameters {
    /// How the body is encoded.
    pub encoding: Encoding,
    /// The parameters, query string first, each in wire order.
    pub all: Vec<Parameter>,
    /// Why the body cannot be read, if so.
    pub malformed: Option<String>,
}

/// The parameters that the endpoint knows. Any other is ignored, as clients send `shared=false` and `oauth_…` among
/// them.
const KNOWN: [&str; 9] = [
    "command",
    "media_id",
    "media_key",
    "total_bytes",
    "media_type",
    "media_category",
    "segment_index",
    "media",
    "media_data",
];

impl Parameters {
    /// Reads a request. A body that cannot be read leaves the parameters of the query string.
    pub fn read(request: &Request) -> Self {
        let encoding = Encoding::of(request);
        let mut all = encoding::read_form(request.url.query().unwrap_or_default().as_bytes(), Place::Query);
        let mut malformed = None;
        match encoding {
            Encoding::Form => all.extend(encoding::read_form(&request.body, Place::Body)),
            Encoding::Multipart => match encoding::read_multipart(request) {
                Ok(fields) => all.extend(fields),
                Err(reason) => malformed = Some(reason),
            },
            Encoding::None | Encoding::Json | Encoding::Other => {}
        }
        Parameters { encoding, all, malformed }
    }

    /// The same with the members of a JSON body: strings as they are, anything else as it is written.
    #[must_use]
    pub fn with_json_body(mut self, request: &Request) -> Self {
        if let (Encoding::Json, Ok(Value::Object(members))) = (self.encoding, serde_json::from_slice(&request.body)) {
            self.all.extend(members.into_iter().map(|(name, value)| match value {
                Value::String(text) => Parameter::text(&name, text, Place::Body),
                other => Parameter::text(&name, other.to_string(), Place::Body),
            }));
        }
        self
    }

    /// Refuses what cannot be understood: a malformed body, or a known parameter given twice with different values.
    /// The same value twice is one value: clients repeat parameters in query and body.
    pub(super) fn check(&self) -> Result<(), Refusal> {
        if let Some(reason) = &self.malformed {
            return Err(Refusal::new(400, 44, format!("The body cannot be read: {reason}.")));
        }
        for name in KNOWN {
            let mut values = self.all.iter().filter(|parameter| parameter.name == name).map(|found| &found.value);
            if values.next().is_some_and(|first| values.any(|other| other != first)) {
                return Err(Refusal::new(400, 44, format!("{name} parameter is given twice.")));
            }
        }
        Ok(())
    }

    /// The first parameter of that name.
    pub fn find(&self, name: &str) -> Option<&Parameter> {
        self.all.iter().find(|parameter| parameter.name == name)
    }

    /// The first value of that name, as text.
    pub fn get(&self, name: &str) -> Option<Cow<'_, str>> {
        self.find(name).map(Parameter::as_text)
    }

    /// Whether the command is this one, exactly.
    pub fn is(&self, command: &str) -> bool {
        self.get("command").as_deref() == Some(command)
    }

    /// The same with this value for every parameter of that name, or, where there is none, for a new one beside the
    /// others.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Bytes>) -> Self {
        let value = value.into();
        if self.find(name).is_none() {
            let like = self.all.last();
            let place = like.map_or(Place::Query, |like| like.place);
            let part = like.and_then(|like| like.part.as_ref()).map(|_| Part::default());
            self.all.push(Parameter { name: name.to_owned(), value, place, part });
        } else {
            self.all.iter_mut().filter(|found| found.name == name).for_each(|found| found.value = value.clone());
        }
        self
    }

    /// The same without parameters of that name.
    #[must_use]
    pub fn without(mut self, name: &str) -> Self {
        self.all.retain(|parameter| parameter.name != name);
        self
    }

    /// The request with these parameters, encoded as it was. Its signature holds no longer.
    pub fn apply(&self, request: &Request) -> Request {
        let mut request = request.clone();
        let at = |place| self.all.iter().filter(move |parameter| parameter.place == place);
        let query = encoding::write_form(at(Place::Query));
        request.url.set_query((!query.is_empty()).then_some(&query));
        match self.encoding {
            Encoding::Form => request.body = encoding::write_form(at(Place::Body)).into(),
            Encoding::Multipart => {
                let content_type = request.header("content-type").unwrap_or_default();
                request.body = encoding::write_multipart(content_type, at(Place::Body));
            }
            Encoding::None | Encoding::Json | Encoding::Other => {}
        }
        request
    }
}

/// The request with parameters rewritten: `change` sees each name and value that is text, and returns another value or
/// none to leave it. Answer the result with [`super::Endpoint::answer_authenticated`].
pub fn rewrite(request: &Request, change: impl Fn(&str, &str) -> Option<String>) -> Request {
    let mut parameters = Parameters::read(request);
    for parameter in &mut parameters.all {
        let text = std::str::from_utf8(&parameter.value).ok();
        if let Some(value) = text.and_then(|text| change(&parameter.name, text)) {
            parameter.value = value.into();
        }
    }
    parameters.apply(request)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn request(query: &str, content_type: &str, body: &'static [u8]) -> Request {
        Request {
            method: "POST".to_owned(),
            url: format!("https://example.com/1.1/media/upload.json?{query}").parse().unwrap(),
            headers: vec![("Content-Type".to_owned(), content_type.to_owned())],
            body: Bytes::from_static(body),
        }
    }

    const FORM: &str = "application/x-www-form-urlencoded";
    const MULTIPART: &str = "multipart/form-data; charset=utf-8; boundary=--#b";

    /// No file name, no part type, a type with a charset, a file name with slashes and quotes, no end of line at the end.
    const FIELDS: &[u8] = b"----#b\r\nContent-Disposition: form-data; name=\"command\"\r\n\r\nAPPEND\r\n\
        ----#b\r\ncontent-disposition: form-data; name=media_id\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n12\r\n\
        ----#b\r\nContent-Disposition: form-data; name=\"media\"; filename=\"/tmp/a \\\"b\\\".png\"\r\n\
        Content-Type: application/octet-stream\r\n\r\n\xff\x00\r\n--\r\n----#b--";

    #[rstest]
    #[case::query("command=APPEND&media_id=12", "", b"")]
    #[case::form("", FORM, b"command=APPEND&media_id=12")]
    #[case::both("command=APPEND", FORM, b"media_id=12")]
    #[case::multipart("", MULTIPART, FIELDS)]
    fn parameters_are_read_wherever_they_stand(
        #[case] query: &str,
        #[case] content_type: &str,
        #[case] body: &'static [u8],
    ) {
        let parameters = Parameters::read(&request(query, content_type, body));
        assert!(parameters.is("APPEND"), "{parameters:?}");
        assert_eq!(parameters.get("media_id").as_deref(), Some("12"));
        assert!(parameters.check().is_ok());
    }

    #[test]
    fn a_segment_keeps_its_bytes() {
        let parameters = Parameters::read(&request("", MULTIPART, FIELDS));
        assert_eq!(&parameters.find("media").unwrap().value[..], b"\xff\x00\r\n--");
    }

    #[rstest]
    #[case::in_json("", "application/json", br#"{"command":"FINALIZE"}"#)]
    #[case::in_a_text("", "text/plain", b"command=FINALIZE")]
    fn other_bodies_hold_no_parameters(#[case] query: &str, #[case] content_type: &str, #[case] body: &'static [u8]) {
        assert_eq!(Parameters::read(&request(query, content_type, body)).all, []);
    }

    #[rstest]
    #[case::two_values("command=INIT&command=FINALIZE", "", b"")]
    #[case::no_boundary("", "multipart/form-data", b"----#b--")]
    #[case::cut_short("", MULTIPART, b"----#b\r\nContent-Disposition: form-data; name=\"command\"\r\n\r\nAPP")]
    fn what_cannot_be_understood_is_refused(
        #[case] query: &str,
        #[case] content_type: &str,
        #[case] body: &'static [u8],
    ) {
        assert!(Parameters::read(&request(query, content_type, body)).check().is_err());
    }

    #[test]
    fn the_same_value_twice_is_one_value() {
        assert!(Parameters::read(&request("command=INIT", FORM, b"command=INIT")).check().is_ok());
    }

    #[rstest]
    #[case::query("command=A&x=1", "", b"")]
    #[case::form("y=2", FORM, b"command=A&x=1")]
    #[case::multipart("", MULTIPART, FIELDS)]
    fn a_rewritten_request_is_encoded_as_it_was(
        #[case] query: &str,
        #[case] content_type: &str,
        #[case] body: &'static [u8],
    ) {
        let original = request(query, content_type, body);
        let rewritten = rewrite(&original, |name, _| (name == "command").then(|| "B &%+é".to_owned()));
        let expected = Parameters::read(&original).with("command", "B &%+é");
        assert_eq!(Parameters::read(&rewritten), expected);
        assert_eq!(Parameters::read(&Parameters::read(&original).apply(&original)), Parameters::read(&original));
    }

    #[test]
    fn a_new_parameter_joins_the_others() {
        let original = request("", MULTIPART, FIELDS);
        let added = Parameters::read(&original).with("media_key", "3_12").without("media_id").apply(&original);
        let read = Parameters::read(&added);
        assert_eq!(read.find("media_key").unwrap().place, Place::Body);
        assert_eq!(read.get("media_id"), None);
    }

    #[test]
    fn a_json_body_is_read_on_demand_with_every_digit() {
        let body = br#"{"command":"FINALIZE","media_id":710511363345354753}"#;
        let original = request("", "application/json", body);
        let parameters = Parameters::read(&original).with_json_body(&original);
        assert_eq!(parameters.get("media_id").as_deref(), Some("710511363345354753"));
    }
}
