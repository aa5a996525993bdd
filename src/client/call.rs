//! A request in the terms of the protocol, before it is put on the wire.

use std::{fmt, sync::Arc};

use bytes::Bytes;
use reqwest::Method;
use url::Url;

use crate::credentials::{OAuth1, User};

/// One request: where to, with which parameters in which encoding, and on whose behalf.
#[derive(Clone, Debug)]
pub struct Call {
    /// The method.
    pub method: Method,
    /// The address without the call's own parameters. A query string that it has (an endpoint may need one) is kept
    /// and signed with the rest.
    pub url: Url,
    /// The parameters, and the encoding in which they travel.
    pub payload: Payload,
    /// What stands in the `Authorization` header.
    pub authorization: Authorization,
}

/// Parameters in one of the encodings. Names may repeat; order is kept.
#[derive(Clone, Debug)]
pub enum Payload {
    /// No parameters and no body.
    None,
    /// In the query string, with an empty body.
    Query(Vec<(String, String)>),
    /// An `application/x-www-form-urlencoded` body.
    Form(Vec<(String, String)>),
    /// A `multipart/form-data` body.
    Multipart(Vec<Part>),
    /// An `application/json` body, sent as it is.
    Json(String),
}

/// One field of a `multipart/form-data` body.
#[derive(Clone, Debug)]
pub struct Part {
    /// The field's name.
    pub name: String,
    /// Its bytes, untouched.
    pub value: Bytes,
    /// The file name, for a part that is a file.
    pub file_name: Option<String>,
}

impl Part {
    /// A field with text, without a file name.
    pub fn text(name: impl Into<String>, value: impl Into<String>) -> Self {
        Part { name: name.into(), value: Bytes::from(value.into()), file_name: None }
    }

    /// A field with a file's bytes.
    pub fn file(name: impl Into<String>, file_name: impl Into<String>, bytes: impl Into<Bytes>) -> Self {
        Part { name: name.into(), value: bytes.into(), file_name: Some(file_name.into()) }
    }
}

/// What stands in the `Authorization` header. Its secrets do not show in `Debug` output.
#[derive(Clone)]
pub enum Authorization {
    /// No such header.
    Absent,
    /// A header value as it is: empty, malformed, made up. It is no secret, and a curl line shows it; in evidence
    /// the part after the scheme is masked like any other.
    Raw(String),
    /// `Bearer` and a secret token.
    Bearer {
        /// The token.
        token: String,
        /// The `FINALIZE_…` environment variable that stands for it in a curl line.
        variable: &'static str,
    },
    /// OAuth 1.0a (RFC 5849), HMAC-SHA1, signed when it is sent.
    OAuth1 {
        /// Who signs. An empty `token` leaves `oauth_token` out: signed for the application, not for a user.
        credentials: Arc<OAuth1>,
        /// The `oauth_timestamp` in Unix seconds (0 counts as 1); without one, the clock's time at each attempt.
        timestamp: Option<u64>,
        /// The `oauth_nonce`; without one, a random nonce for each attempt, so that a retry is no replay.
        nonce: Option<String>,
        /// Sign this payload instead of the one that is sent: parameters that changed after signing.
        signed_as: Option<Payload>,
    },
}

impl Authorization {
    /// An ordinary OAuth 1.0a signature: present time, fresh nonce, over what is sent.
    pub fn signed(credentials: impl Into<Arc<OAuth1>>) -> Self {
        Authorization::OAuth1 { credentials: credentials.into(), timestamp: None, nonce: None, signed_as: None }
    }

    /// An application-only token.
    pub fn application(token: impl Into<String>) -> Self {
        Authorization::Bearer { token: token.into(), variable: "FINALIZE_APP_BEARER" }
    }
}

impl From<&User> for Authorization {
    /// A user context as every ordinary request presents it.
    fn from(user: &User) -> Self {
        match user {
            User::OAuth1(credentials) => Authorization::signed(credentials.clone()),
            User::Bearer(token) => Authorization::Bearer { token: token.clone(), variable: "FINALIZE_USER_BEARER" },
        }
    }
}

impl fmt::Debug for Authorization {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Authorization::Absent => f.write_str("Absent"),
            Authorization::Raw(value) => f.debug_tuple("Raw").field(value).finish(),
            Authorization::Bearer { variable, .. } => write!(f, "Bearer(${variable})"),
            Authorization::OAuth1 { .. } => f.write_str("OAuth1(…)"),
        }
    }
}
