//! Answers: how they are made, and how a behaviour rewrites them.

use bytes::Bytes;
use serde_json::{Value, json};

use super::settings::{ErrorShape, Settings};
use crate::http::{Request, Response};

/// Why a request is refused, in the service's own terms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The HTTP status.
    pub status: u16,
    /// The service's error code.
    pub code: u32,
    /// What is wrong, for a person.
    pub message: String,
}

impl Refusal {
    /// A refusal.
    pub fn new(status: u16, code: u32, message: impl Into<String>) -> Self {
        Refusal { status, code, message: message.into() }
    }

    /// 400 with the code for a parameter that is missing.
    pub(super) fn missing(parameter: &str) -> Self {
        Refusal::new(400, 38, format!("{parameter} parameter is missing."))
    }

    /// 400 with the code for a parameter that is no good.
    pub(super) fn invalid(parameter: &str) -> Self {
        Refusal::new(400, 44, format!("{parameter} parameter is invalid."))
    }

    /// The refusal as a response.
    pub(super) fn answer(&self, settings: &Settings, request: &Request) -> Response {
        let body = match settings.errors {
            ErrorShape::List => json!({"errors": [{"code": self.code, "message": self.message}]}),
            ErrorShape::Text => json!({"request": request.url.path(), "error": self.message}),
        };
        let response = Response::json(self.status, &body).with_header("content-type", settings.content_type);
        if self.status == 405 { response.with_header("allow", "GET, POST") } else { response }
    }
}

/// What the reference endpoint and its behaviours make answers with.
impl Response {
    /// An answer with a JSON body.
    pub fn json(status: u16, body: &Value) -> Self {
        let headers = vec![("content-type".to_owned(), "application/json".to_owned())];
        Response { status, headers, body: body.to_string().into() }
    }

    /// An answer without a body, and so without a content type: some clients would try to decode it.
    pub fn empty(status: u16) -> Self {
        Response { status, headers: Vec::new(), body: Bytes::new() }
    }

    /// Whether the status is 2xx.
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// The body as JSON, every digit kept; null where it is none.
    pub fn value(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or(Value::Null)
    }

    /// The same answer with its JSON body rewritten.
    #[must_use]
    pub fn with_json(mut self, rewrite: impl FnOnce(&mut Value)) -> Self {
        let mut value = self.value();
        rewrite(&mut value);
        self.body = value.to_string().into();
        self
    }

    /// The same answer with another status.
    #[must_use]
    pub fn with_status(mut self, status: u16) -> Self {
        self.status = status;
        self
    }

    /// The same answer with this header field in place of any of that name.
    #[must_use]
    pub fn with_header(mut self, name: &str, value: impl Into<String>) -> Self {
        self = self.without_header(name);
        self.headers.push((name.to_owned(), value.into()));
        self
    }

    /// The same answer without header fields of that name.
    #[must_use]
    pub fn without_header(mut self, name: &str) -> Self {
        self.headers.retain(|(key, _)| !key.eq_ignore_ascii_case(name));
        self
    }

    /// The same answer with other bytes.
    #[must_use]
    pub fn with_raw_body(mut self, body: impl Into<Bytes>) -> Self {
        self.body = body.into();
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_digit_of_a_number_is_kept() {
        let answer = Response::json(200, &json!({"media_id": u64::MAX}));
        let answer = answer.with_raw_body(&br#"{"a":710511363345354753.0,"media_id":18446744073709551615}"#[..]);
        let answer = answer.with_json(|value| value["b"] = json!(1));
        assert_eq!(&answer.body[..], br#"{"a":710511363345354753.0,"b":1,"media_id":18446744073709551615}"#);
    }

    #[test]
    fn a_header_field_is_replaced_whatever_its_case() {
        let answer = Response::json(200, &json!({})).with_header("Content-Type", "text/plain");
        assert_eq!(answer.headers, [("Content-Type".to_owned(), "text/plain".to_owned())]);
    }
}
