//! From a call to the request as it goes over the wire: every header field, and the signature.

use std::time::Duration;

use reqwest::header::{HeaderName, HeaderValue};
use url::{Position, Url};

use super::{
    call::{Authorization, Call, Payload},
    curl,
    encode::{Encoded, signed_parameters},
    sign,
    transport::TransportError,
};
use crate::http::Request;

/// Fields that follow from the call or from the connection, and that nobody else may set.
const RESERVED: [&str; 6] =
    ["authorization", "connection", "content-length", "content-type", "expect", "transfer-encoding"];

/// What every request has, unless a run's own header fields say otherwise.
pub(super) const DEFAULTS: [(&str, &str); 3] = [
    ("accept", "*/*"),
    ("accept-encoding", "gzip"),
    ("user-agent", concat!("finalize-conformance/", env!("CARGO_PKG_VERSION"))),
];

/// The header fields that all requests of a run share, names in lower case.
pub(super) struct Common(Vec<(String, String)>);

impl Common {
    /// A run's own header fields, and the defaults that they leave.
    ///
    /// # Errors
    /// A field that the suite sets itself, or that is none.
    pub(super) fn new(headers: &[(String, String)]) -> Result<Self, TransportError> {
        let mut common = Vec::new();
        for (name, value) in headers {
            let known = HeaderName::try_from(name.as_str()).map_err(|_| TransportError::Header(name.clone()))?;
            if RESERVED.contains(&known.as_str()) {
                return Err(TransportError::ReservedHeader(name.clone()));
            }
            HeaderValue::try_from(value.as_str()).map_err(|_| TransportError::Header(name.clone()))?;
            common.push((known.as_str().to_owned(), value.clone()));
        }
        for (name, value) in DEFAULTS {
            if !headers.iter().any(|(own, _)| own.eq_ignore_ascii_case(name)) {
                common.push((name.to_owned(), value.to_owned()));
            }
        }
        Ok(Common(common))
    }
}

/// The request for one attempt, signed at `now`; fields are in the order in which HTTP/1.1 sends them.
pub(super) fn request(call: &Call, encoded: &Encoded, common: &Common, now: Duration) -> Request {
    let mut headers = Vec::with_capacity(common.0.len() + 4);
    if let Some(content_type) = &encoded.content_type {
        headers.push(("content-type".to_owned(), content_type.clone().into_owned()));
    }
    // A body's length is announced even where it is 0, but for methods that have no body (RFC 9110, 8.6).
    if !encoded.body.is_empty() || !matches!(call.method.as_str(), "GET" | "HEAD" | "DELETE") {
        headers.push(("content-length".to_owned(), encoded.body.len().to_string()));
    }
    if let Some(value) = authorization(call, now) {
        headers.push(("authorization".to_owned(), value));
    }
    headers.extend_from_slice(&common.0);
    if !common.0.iter().any(|(name, _)| name == "host") {
        headers.push(("host".to_owned(), host(&encoded.url).to_owned()));
    }
    Request { method: call.method.as_str().to_owned(), url: encoded.url.clone(), headers, body: encoded.body.clone() }
}

/// The environment variable that stands for a call's secret in a shell line.
pub(super) fn variable(authorization: &Authorization) -> Option<&'static str> {
    match authorization {
        Authorization::Absent | Authorization::Raw(_) => None,
        Authorization::Bearer { variable, .. } => Some(variable),
        Authorization::OAuth1 { .. } => Some(curl::AUTHORIZATION),
    }
}

fn authorization(call: &Call, now: Duration) -> Option<String> {
    match &call.authorization {
        Authorization::Absent => None,
        Authorization::Raw(value) => Some(value.clone()),
        Authorization::Bearer { token, .. } => Some(format!("Bearer {token}")),
        Authorization::OAuth1 { credentials, timestamp, nonce, signed_as } => {
            let payload: &Payload = signed_as.as_ref().unwrap_or(&call.payload);
            let parameters = signed_parameters(&call.url, payload);
            let timestamp = timestamp.unwrap_or(now.as_secs());
            let nonce = nonce.as_deref();
            Some(sign::authorization(credentials, call.method.as_str(), &call.url, &parameters, timestamp, nonce))
        }
    }
}

/// What the `Host` field says of an address.
pub(super) fn host(url: &Url) -> &str {
    &url[Position::BeforeHost..Position::AfterPort]
}
