//! The two messages of HTTP as plain values: what went out and what came back.
//!
//! The client captures them, the reference endpoint consumes and produces them, and judgements read them; none of
//! the three depends on the HTTP library of another.

use bytes::Bytes;
use url::Url;

/// A request with its absolute URL, its headers in wire order and its whole body.
#[derive(Clone, Debug)]
pub struct Request {
    /// The method token, in the case in which it was sent.
    pub method: String,
    /// The absolute URL, query string included.
    pub url: Url,
    /// Header fields as sent; names are compared without regard to case.
    pub headers: Vec<(String, String)>,
    /// The body's bytes; empty where there is none.
    pub body: Bytes,
}

/// A response with its headers in wire order and its whole body, content encodings already undone.
#[derive(Clone, Debug)]
pub struct Response {
    /// The status code, 100 to 599.
    pub status: u16,
    /// Header fields as received; names are compared without regard to case.
    pub headers: Vec<(String, String)>,
    /// The body's bytes; empty where there is none.
    pub body: Bytes,
}

impl Request {
    /// The first header field of that name.
    pub fn header(&self, name: &str) -> Option<&str> {
        header(&self.headers, name)
    }
}

impl Response {
    /// The first header field of that name.
    pub fn header(&self, name: &str) -> Option<&str> {
        header(&self.headers, name)
    }
}

fn header<'a>(headers: &'a [(String, String)], name: &str) -> Option<&'a str> {
    headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
}
