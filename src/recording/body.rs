//! The bytes of a recorded body. HAR has no way to write the bytes of a request, and each exporter has its own.

use base64::{Engine, prelude::BASE64_STANDARD};
use bytes::Bytes;
use regex::bytes::{Captures, Regex};
use std::sync::LazyLock;

/// A body as a recording has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Body {
    /// Byte by byte as it was sent.
    Exact(Bytes),
    /// What it says; the bytes of a file in it may be others.
    Legible(Bytes),
    /// Not there.
    Missing,
}

impl Body {
    /// The bytes, as far as they are there.
    pub fn bytes(&self) -> Bytes {
        match self {
            Body::Exact(bytes) | Body::Legible(bytes) => bytes.clone(),
            Body::Missing => Bytes::new(),
        }
    }
}

/// The body that a text stands for, given how long it was: that length tells which of the ways to write bytes as text this
/// one is.
pub fn restore(text: &str, encoding: Option<&str>, length: Option<u64>) -> Body {
    if encoding.is_some_and(|name| name.eq_ignore_ascii_case("base64")) {
        return BASE64_STANDARD.decode(text).map_or(Body::Missing, |bytes| Body::Exact(bytes.into()));
    }
    let fits = |bytes: &Vec<u8>| u64::try_from(bytes.len()).ok() == length;
    let readings = [Some(text.as_bytes().to_vec()), latin1(text), Some(unescaped(text))];
    match readings.into_iter().flatten().find(fits) {
        Some(bytes) => Body::Exact(bytes.into()),
        None => Body::Legible(Bytes::copy_from_slice(text.as_bytes())),
    }
}

/// A byte for each character, as browsers and mitmproxy write a body that is no text.
fn latin1(text: &str) -> Option<Vec<u8>> {
    text.chars().map(|character| u8::try_from(u32::from(character)).ok()).collect()
}

/// Bytes that are no text as `\xNN`, as this program's own reports have them.
fn unescaped(text: &str) -> Vec<u8> {
    static ESCAPE: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\\x([0-9A-F]{2})").expect("the pattern is valid"));
    let byte = |captures: &Captures<'_>| {
        let digits = std::str::from_utf8(&captures[1]).unwrap_or_default();
        u8::from_str_radix(digits, 16).map_or_else(|_| captures[0].to_vec(), |byte| vec![byte])
    };
    ESCAPE.replace_all(text.as_bytes(), byte).into_owned()
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case::text("é", None, Some(2), Body::Exact("é".into()))]
    #[case::byte_for_character("\u{89}PNG", None, Some(4), Body::Exact(Bytes::from_static(b"\x89PNG")))]
    #[case::escaped(r"\x89PNG", None, Some(4), Body::Exact(Bytes::from_static(b"\x89PNG")))]
    #[case::not_escaped(r"\x89PNG", None, Some(7), Body::Exact(Bytes::from_static(br"\x89PNG")))]
    #[case::base64("iVBORw==", Some("base64"), None, Body::Exact(Bytes::from_static(b"\x89PNG")))]
    #[case::no_base64("?", Some("base64"), None, Body::Missing)]
    #[case::replaced("\u{fffd}PNG", None, Some(4), Body::Legible("\u{fffd}PNG".into()))]
    #[case::unknown_length("PNG", None, None, Body::Legible("PNG".into()))]
    fn the_length_tells_how_bytes_were_written(
        #[case] text: &str,
        #[case] encoding: Option<&str>,
        #[case] length: Option<u64>,
        #[case] expected: Body,
    ) {
        assert_eq!(restore(text, encoding, length), expected);
    }
}
