//! A request as a line for a POSIX shell, to repeat it by hand.

use std::borrow::Cow;

use super::{
    mask::Masker,
    message::{DEFAULTS, host},
};
use crate::exchange::Exchange;

/// Stands for the whole `Authorization` header of a signed request. A signature cannot be used twice, so whoever
/// repeats the request puts a fresh header there.
pub const AUTHORIZATION: &str = "FINALIZE_AUTHORIZATION";

/// The longest body that goes into an argument; Linux allows 128 KiB for one, and quoting may quadruple it.
const LONGEST_ARGUMENT: usize = 16 << 10;

/// The line that repeats an exchange's request byte for byte, with the masker's secrets taken out, out of its URL and body
/// already, and those of the `Authorization` header left to the environment.
pub fn line(exchange: &Exchange, url: &str, body: &[u8], masker: &Masker) -> String {
    let request = &exchange.request;
    let plain = std::str::from_utf8(body).ok().filter(|text| fits_an_argument(text));
    let mut words: Vec<Cow<'_, str>> = Vec::new();
    if plain.is_none() {
        words.extend(["printf".into(), printf_format(body).into(), "|".into()]);
    }
    words.push("curl -i".into());
    if url.contains(['[', ']', '{', '}']) {
        words.push("-g".into());
    }
    if request.method != "GET" || !body.is_empty() {
        words.extend(["-X".into(), quoted(&request.method)]);
    }
    for (name, value) in request.headers.iter().filter(|(name, value)| says_something(exchange, name, value)) {
        words.extend(["-H".into(), header(name, value, exchange.variable, masker).into()]);
    }
    match plain {
        Some("") => {}
        Some(text) => words.extend(["--data-binary".into(), quoted(text)]),
        None => words.push("--data-binary @-".into()),
    }
    words.push(quoted(url));
    words.join(" ")
}

/// Leaves out what curl sends by itself, and what makes no difference to an endpoint.
fn says_something(exchange: &Exchange, name: &str, value: &str) -> bool {
    let by_default = DEFAULTS.contains(&(name, value));
    let own_length = name == "content-length" && !exchange.request.body.is_empty();
    let own_host = name == "host" && value == host(&exchange.request.url);
    !by_default && !own_length && !own_host
}

fn header(name: &str, value: &str, variable: Option<&str>, masker: &Masker) -> String {
    match variable {
        Some(AUTHORIZATION) if name == "authorization" => format!("\"Authorization: ${AUTHORIZATION}\""),
        Some(variable) if name == "authorization" => format!("\"Authorization: Bearer ${variable}\""),
        // With a colon curl would leave an empty field out.
        _ if value.is_empty() => in_quotes(&format!("{name};")),
        _ => in_quotes(&format!("{name}: {}", masker.in_line(name, value))),
    }
}

/// Whether a body can be read in an argument: text without control characters, and no `@`, which names a file.
fn fits_an_argument(text: &str) -> bool {
    text.len() <= LONGEST_ARGUMENT && !text.starts_with('@') && !text.chars().any(char::is_control)
}

/// A word for the shell: as it is where that is certainly safe, else in single quotes, between which nothing is special.
pub(super) fn quoted(text: &str) -> Cow<'_, str> {
    let is_safe = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if is_safe { text.into() } else { in_quotes(text).into() }
}

fn in_quotes(text: &str) -> String {
    ["'", &text.replace('\'', r"'\''"), "'"].concat()
}

/// A quoted format for POSIX `printf` that writes exactly these bytes.
pub(super) fn printf_format(bytes: &[u8]) -> String {
    let octal = |bits: u8| b'0' + (bits & 7);
    let mut format = Vec::with_capacity(bytes.len() * 3 + 2);
    format.push(b'\'');
    for (index, &byte) in bytes.iter().enumerate() {
        match byte {
            b'\r' => format.extend(br"\r"),
            b'\n' => format.extend(br"\n"),
            b'\t' => format.extend(br"\t"),
            b'%' => format.extend(b"%%"),
            b'\\' => format.extend(br"\\"),
            b'\'' => format.extend(br"'\''"),
            // A leading hyphen would be an option.
            b'-' if index == 0 => format.extend(br"\055"),
            b' '..=b'~' => format.push(byte),
            // Most of an image is of this kind.
            _ => format.extend([b'\\', octal(byte >> 6), octal(byte >> 3), octal(byte)]),
        }
    }
    format.push(b'\'');
    String::from_utf8(format).expect("it is ASCII")
}
