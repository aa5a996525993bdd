//! A request as a line for a POSIX shell, to repeat it by hand.

use super::{
    mask::Masking,
    message::{DEFAULTS, host},
};
use crate::exchange::Exchange;

/// Stands for the whole `Authorization` header of a signed request. A signature cannot be used twice, so whoever
/// repeats the request puts a fresh header there.
pub const AUTHORIZATION: &str = "FINALIZE_AUTHORIZATION";

/// The longest body that goes into an argument; Linux allows 128 KiB for one, and quoting may quadruple it.
const LONGEST_ARGUMENT: usize = 16 << 10;

/// What a line takes beside URL and body, as a rule.
const FIELDS: usize = 200;

/// The line that repeats an exchange's request byte for byte, with the masker's secrets taken out, out of its URL and body
/// already, and those of the `Authorization` header left to the environment.
pub(super) fn line(exchange: &Exchange, url: &str, body: &[u8], masking: &Masking<'_>) -> String {
    let request = &exchange.request;
    let plain = std::str::from_utf8(body).ok().filter(|text| fits_an_argument(text));
    let mut line = String::with_capacity(url.len() + body.len() + FIELDS);
    if plain.is_none() {
        line.extend(["printf ", &printf_format(body), " | "]);
    }
    line.push_str("curl -i");
    if url.contains(['[', ']', '{', '}']) {
        line.push_str(" -g");
    }
    if request.method != "GET" || !body.is_empty() {
        line.push_str(" -X ");
        push_word(&mut line, &request.method);
    }
    for (name, value) in request.headers.iter().filter(|(name, value)| says_something(exchange, name, value)) {
        line.push_str(" -H ");
        push_header(&mut line, name, value, exchange.variable, masking);
    }
    match plain {
        Some("") => {}
        Some(text) => {
            line.push_str(" --data-binary ");
            push_word(&mut line, text);
        }
        None => line.push_str(" --data-binary @-"),
    }
    line.push(' ');
    push_word(&mut line, url);
    line
}

/// Leaves out what curl sends by itself, and what makes no difference to an endpoint.
fn says_something(exchange: &Exchange, name: &str, value: &str) -> bool {
    let by_default = DEFAULTS.contains(&(name, value));
    let own_length = name == "content-length" && !exchange.request.body.is_empty();
    let own_host = name == "host" && value == host(&exchange.request.url);
    !by_default && !own_length && !own_host
}

fn push_header(line: &mut String, name: &str, value: &str, variable: Option<&str>, masking: &Masking<'_>) {
    match variable {
        Some(AUTHORIZATION) if name == "authorization" => {
            line.extend(["\"Authorization: $", AUTHORIZATION, "\""]);
        }
        Some(variable) if name == "authorization" => line.extend(["\"Authorization: Bearer $", variable, "\""]),
        // With a colon curl would leave an empty field out.
        _ if value.is_empty() => push_quoted(line, [name, ";"]),
        _ => push_quoted(line, [name, ": ", &masking.in_line(name, value)]),
    }
}

/// Whether a body can be read in an argument: text without control characters, and no `@`, which names a file.
fn fits_an_argument(text: &str) -> bool {
    text.len() <= LONGEST_ARGUMENT && !text.starts_with('@') && !text.chars().any(char::is_control)
}

/// A word for the shell: as it is where that is certainly safe, else in quotes.
pub(super) fn push_word(line: &mut String, text: &str) {
    let is_safe = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if is_safe { line.push_str(text) } else { push_quoted(line, [text]) }
}

/// One word of several parts, in single quotes, between which nothing is special but a quote.
fn push_quoted<const N: usize>(line: &mut String, parts: [&str; N]) {
    line.push('\'');
    for part in parts {
        let mut pieces = part.split('\'');
        line.extend(pieces.next());
        pieces.for_each(|piece| line.extend([r"'\''", piece]));
    }
    line.push('\'');
}

/// A quoted format for POSIX `printf` that writes exactly these bytes.
pub(super) fn printf_format(bytes: &[u8]) -> String {
    let octal = |bits: u8| b'0' + (bits & 7);
    let mut format = Vec::with_capacity(bytes.len() * 3 + 2);
    format.push(b'\'');
    for (index, &byte) in bytes.iter().enumerate() {
        match byte {
            b'\r' => format.extend_from_slice(br"\r"),
            b'\n' => format.extend_from_slice(br"\n"),
            b'\t' => format.extend_from_slice(br"\t"),
            b'%' => format.extend_from_slice(b"%%"),
            b'\\' => format.extend_from_slice(br"\\"),
            b'\'' => format.extend_from_slice(br"'\''"),
            // A leading hyphen would be an option.
            b'-' if index == 0 => format.extend_from_slice(br"\055"),
            b' '..=b'~' => format.push(byte),
            // Most of an image is of this kind.
            _ => format.extend_from_slice(&[b'\\', octal(byte >> 6), octal(byte >> 3), octal(byte)]),
        }
    }
    format.push(b'\'');
    String::from_utf8(format).expect("it is ASCII")
}
