//! A small client without a wire, for the endpoint's own tests.

use std::time::Duration;

use base64::{Engine, prelude::BASE64_STANDARD};
use bytes::Bytes;
use serde_json::{Value, json};

use crate::{
    credentials::Credentials,
    endpoint::{Endpoint, Settings, conforming},
    http::{Request, Response},
    media::Sample,
};

pub const UPLOAD: &str = "https://upload.example.com/1.1/media/upload.json";
pub const METADATA: &str = "https://upload.example.com/1.1/media/metadata/create.json";
pub const FORM: &str = "application/x-www-form-urlencoded";

/// An endpoint that asks for no credentials, and the time.
pub struct Bench {
    pub endpoint: Endpoint,
    pub now: Duration,
}

/// What INIT gave.
pub struct Issued {
    pub id: String,
    pub key: Option<String>,
}

impl Bench {
    pub fn new() -> Self {
        Bench::with(|_| {})
    }

    pub fn with(change: fn(&mut Settings)) -> Self {
        let mut settings = Settings::default();
        change(&mut settings);
        let endpoint = Endpoint::new(settings, Credentials::default(), conforming);
        Bench { endpoint, now: Duration::from_secs(1_700_000_000) }
    }

    pub fn send(&mut self, request: &Request) -> Response {
        self.endpoint.respond(request, self.now)
    }

    /// A request with its parameters in the query string.
    pub fn query(&mut self, method: &str, pairs: &[(&str, &str)]) -> Response {
        self.send(&query(method, pairs))
    }

    /// A POST with a urlencoded body.
    pub fn form(&mut self, pairs: &[(&str, &str)]) -> Response {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
        self.send(&request("POST", UPLOAD, FORM, body))
    }

    /// A POST with a multipart body.
    pub fn multipart(&mut self, fields: &[(&str, &[u8])]) -> Response {
        let mut body = Vec::new();
        for (name, value) in fields {
            body.extend(format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n").bytes());
            body.extend(*value);
            body.extend(b"\r\n");
        }
        body.extend(b"--b--\r\n");
        self.send(&request("POST", UPLOAD, "multipart/form-data; boundary=b", body))
    }

    pub fn init(&mut self, sample: Sample, category: Option<&str>) -> Issued {
        let total = sample.bytes().len().to_string();
        let mut pairs = vec![("command", "INIT"), ("total_bytes", &total), ("media_type", sample.media_type())];
        pairs.extend(category.map(|category| ("media_category", category)));
        let answer = self.form(&pairs);
        assert_eq!(answer.status, 202, "{answer:?}");
        let value = answer.value();
        let text = |name: &str| value[name].as_str().map(str::to_owned);
        Issued { id: text("media_id_string").unwrap(), key: text("media_key") }
    }

    pub fn append(&mut self, id: &str, index: &str, bytes: &[u8]) -> Response {
        let data = BASE64_STANDARD.encode(bytes);
        self.form(&[("command", "APPEND"), ("media_id", id), ("segment_index", index), ("media_data", &data)])
    }

    /// INIT and APPEND.
    pub fn upload(&mut self, sample: Sample, category: Option<&str>) -> Issued {
        let issued = self.init(sample, category);
        assert_eq!(self.append(&issued.id, "0", sample.bytes()).status, 204);
        issued
    }

    pub fn finalize(&mut self, id: &str) -> Response {
        self.query("POST", &[("command", "FINALIZE"), ("media_id", id)])
    }

    pub fn finalize_key(&mut self, key: &str) -> Response {
        self.query("POST", &[("command", "FINALIZE"), ("media_key", key)])
    }

    pub fn status(&mut self, id: &str) -> Response {
        self.query("GET", &[("command", "STATUS"), ("media_id", id)])
    }

    pub fn metadata(&mut self, id: &str) -> Response {
        let body = json!({"media_id": id, "alt_text": {"text": "a"}}).to_string();
        self.send(&request("POST", METADATA, "application/json; charset=UTF-8", body))
    }

    pub fn wait(&mut self, secs: u64) {
        self.now += Duration::from_secs(secs);
    }
}

pub fn query(method: &str, pairs: &[(&str, &str)]) -> Request {
    let mut request = request(method, UPLOAD, "", "");
    request.url.query_pairs_mut().extend_pairs(pairs);
    request
}

pub fn request(method: &str, url: &str, content_type: &str, body: impl Into<Bytes>) -> Request {
    let headers = match content_type {
        "" => vec![],
        _ => vec![("Content-Type".to_owned(), content_type.to_owned())],
    };
    Request { method: method.to_owned(), url: url.parse().unwrap(), headers, body: body.into() }
}

/// Checks that an answer is a refusal as clause ERR-1 wants it.
#[track_caller]
pub fn assert_refused(answer: &Response) {
    assert!((400..500).contains(&answer.status), "{answer:?}");
    let error = &answer.value()["errors"][0];
    assert!(error["code"].is_u64() && error["message"].is_string(), "{answer:?}");
}

/// Checks that an answer is 2xx with a JSON object, and gives it.
#[track_caller]
pub fn assert_accepted(answer: &Response) -> Value {
    assert!(answer.is_success(), "{answer:?}");
    assert!(answer.header("content-type").is_some_and(|value| value.starts_with("application/json")), "{answer:?}");
    assert!(answer.value().is_object(), "{answer:?}");
    answer.value()
}
