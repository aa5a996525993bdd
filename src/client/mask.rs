//! Takes secrets out of what is kept.

use std::{
    borrow::Cow,
    collections::BTreeSet,
    sync::{Arc, OnceLock},
};

use base64::{
    Engine,
    prelude::{BASE64_STANDARD_NO_PAD, BASE64_URL_SAFE_NO_PAD},
};
use bytes::Bytes;
use memchr::memmem;
use percent_encoding::percent_decode_str;
use regex::bytes::{Captures, Regex, RegexBuilder};

use super::curl;
use crate::{
    credentials::{Credentials, User},
    exchange::{Exchange, Outcome},
    report::model,
};

/// What stands where a secret stood.
const MASK: &str = "***";

/// Values shorter than this are not looked for: they would be found in words of every text. What stands in an
/// `Authorization` header is masked at any length.
const SHORTEST: usize = 4;

/// Header fields whose value is a secret.
const SECRET_FIELDS: [&str; 5] = ["authorization", "proxy-authorization", "cookie", "set-cookie", "x-auth-token"];

/// What ends a text that was cut where it is long.
const CUT: &str = "…";

/// So many letters of a secret may stand before a cut: excerpts of what is not yet masked are no longer.
const LONGEST_CUT: u32 = 200;

/// What gives away, anywhere in its name, that a header field holds a secret.
const SECRET_WORDS: [&str; 16] = [
    "assertion",
    "auth",
    "bearer",
    "bypass",
    "cookie",
    "credential",
    "csrf",
    "jwt",
    "key",
    "passphrase",
    "password",
    "secret",
    "session",
    "signature",
    "token",
    "xsrf",
];

/// What does only as a whole word: a design is not signed, and a compass lets nobody pass.
const SECRET_WHOLE_WORDS: [&str; 10] = ["otp", "pass", "passcode", "passwd", "pin", "pw", "pwd", "sid", "sig", "sign"];

/// Header fields whose values are no secrets however they look, and stand in much of what is kept.
const OPEN_WORDS: [&str; 3] = ["accept", "agent", "host"];

/// A value that is shorter does not look like a secret.
const SHORTEST_BY_LOOKS: usize = 16;

/// How much of the secrets in a recording is looked for in all of it, in bytes.
const MOST_RECORDED: usize = 16 << 10;

/// Secrets of a recording that are shorter than this are not looked for: they are no tokens.
const SHORTEST_RECORDED: usize = 8;

/// Knows every secret value of a run, in every encoding in which it may come back.
#[derive(Clone, Debug)]
pub struct Masker {
    secrets: Option<Regex>,
    /// The same, letter by letter.
    spelled: Vec<Vec<String>>,
    /// The beginnings of secrets, where a text was cut in the middle of one; made when the first cut is met, as few runs do.
    beginnings: OnceLock<Option<Regex>>,
    /// Values that are secret for the name before them.
    named: Regex,
    /// Whether everything in a field that sounds secret is.
    is_wary: bool,
}

impl Masker {
    /// A masker for a run's credentials, and for those values of its own header fields that look secret or whose names
    /// sound so.
    pub fn new(credentials: &Credentials, headers: &[(String, String)]) -> Self {
        let mut secrets: Vec<&str> = Vec::new();
        match &credentials.user {
            Some(User::OAuth1(keys)) => {
                secrets.extend([&*keys.consumer_key, &*keys.consumer_secret, &*keys.token, &*keys.token_secret]);
            }
            Some(User::Bearer(token)) => secrets.push(token),
            None => {}
        }
        secrets.extend(credentials.app_bearer.as_deref());
        for (name, value) in headers {
            if sounds_secret(name) {
                secrets.push(value);
            }
            if !holds_any(name, &OPEN_WORDS) {
                secrets.extend(value.split([' ', ',', ';', '=', '"']).filter(|part| looks_secret(part)));
            }
        }
        secrets.retain(|secret| secret.len() >= SHORTEST);
        // A class of Unicode's takes long to compile, and every run does that. What may stand before a value cannot begin one,
        // which lets the library find both in one pass.
        let named = regex(r#"(?-u)(oauth_signature(?:=|%3D)(?:\\?")?)[^"&,\\\s]+"#);
        let spelled = spelled(secrets, in_any_case);
        let secrets = any_of(spelled.iter().map(|letters| letters.concat()));
        Masker { secrets, spelled, beginnings: OnceLock::new(), named, is_wary: false }
    }

    /// A masker for exchanges that somebody else recorded, of which nobody says what is secret: what stands in fields or
    /// behind names that sound so, and wherever else what such a field of a request held comes back.
    pub fn for_recording<'a>(exchanges: impl Iterator<Item = &'a Exchange>) -> Self {
        let fields = exchanges.flat_map(|exchange| &exchange.request.headers).filter(|(name, _)| sounds_secret(name));
        let mut secrets: BTreeSet<&str> = fields.flat_map(|(name, value)| secrets_in(name, value)).collect();
        let mut room = MOST_RECORDED;
        secrets.retain(|secret| {
            let is_kept = secret.len() >= SHORTEST_RECORDED && secret.len() <= room;
            room -= if is_kept { secret.len() } else { 0 };
            is_kept
        });
        let name = r"oauth_\w+|[\w-]*(?:token|secret|password)";
        // In a query string or a header field, in JSON, in a multipart body.
        let between = r#"(?:=|%3D|\\?"\s*:\s*|"(?:\r\n[^\r\n]+)*\r\n\r\n)(?:\\?"|%22)?"#;
        let named = regex(&format!(r#"(?i)((?:{name}){between})[^"&,;}}<\\\s]+"#));
        // As they are: to look for hundreds of secrets in any case would take seconds.
        let secrets = any_of(spelled(secrets.into_iter().collect(), spellings).iter().map(|letters| letters.concat()));
        Masker { secrets, spelled: Vec::new(), beginnings: OnceLock::new(), named, is_wary: true }
    }

    /// A text without secrets.
    pub fn mask<'a>(&self, text: &'a str) -> Cow<'a, str> {
        match self.mask_bytes(text.as_bytes()) {
            Cow::Borrowed(_) => Cow::Borrowed(text),
            Cow::Owned(masked) => Cow::Owned(String::from_utf8_lossy(&masked).into_owned()),
        }
    }

    /// Bytes without secrets.
    pub fn mask_bytes<'a>(&self, bytes: &'a [u8]) -> Cow<'a, [u8]> {
        let keep = |captures: &Captures<'_>| [&captures[1], MASK.as_bytes()].concat();
        let masked = replaced(self.secrets.as_ref(), self.named.replace_all(bytes, keep));
        if memmem::find(&masked, CUT.as_bytes()).is_none() {
            return masked;
        }
        let beginnings = self.beginnings.get_or_init(|| any_of(self.spelled.iter().map(|letters| beginning(letters))));
        replaced(beginnings.as_ref(), masked)
    }

    /// Whether there is nothing to look at more closely.
    fn is_clean(&self, bytes: &[u8]) -> bool {
        let holds_secret = self.secrets.as_ref().is_some_and(|secrets| secrets.is_match(bytes));
        !holds_secret && !self.named.is_match(bytes) && memmem::find(bytes, CUT.as_bytes()).is_none()
    }

    /// A header field's value without secrets.
    fn field(&self, name: &str, value: &str) -> String {
        if !self.is_secret(name) {
            return self.mask(value).into_owned();
        }
        // Before it is taken apart: a secret may hold what parts a name from a value.
        let value = &*self.mask(value);
        let start = match name.to_ascii_lowercase().as_str() {
            "authorization" | "proxy-authorization" => value.find(' '),
            "cookie" | "set-cookie" => value.find('='),
            _ => None,
        };
        match start.map(|end| value.split_at(end)) {
            // Of OAuth's own parameters only some are secret, and the others tell what was wrong.
            Some(("OAuth", _)) if !self.is_wary => value.to_owned(),
            // The scheme, or the cookie's name.
            Some((start, rest)) if rest.len() > 1 => format!("{}{}{MASK}", self.mask(start), &rest[..1]),
            _ if value.is_empty() => String::new(),
            _ => MASK.to_owned(),
        }
    }

    /// Whether the whole value of a header field is a secret.
    fn is_secret(&self, name: &str) -> bool {
        SECRET_FIELDS.iter().any(|field| name.eq_ignore_ascii_case(field)) || self.is_wary && sounds_secret(name)
    }
}

/// Whether a header field's name gives away that it holds a secret.
fn sounds_secret(name: &str) -> bool {
    let mut words = name.split(['-', '_', '.']);
    let is_whole = |word: &str| SECRET_WHOLE_WORDS.iter().any(|whole| word.eq_ignore_ascii_case(whole));
    holds_any(name, &SECRET_WORDS) || words.any(is_whole)
}

fn holds_any(name: &str, words: &[&str]) -> bool {
    let name = name.to_ascii_lowercase();
    words.iter().any(|word| name.contains(word))
}

/// Whether a text looks like a token rather than like words: long, in one piece, and of letters and digits, but no URL.
fn looks_secret(text: &str) -> bool {
    let has = |kind: fn(&u8) -> bool| text.bytes().any(|byte| kind(&byte));
    let is_mixed = has(u8::is_ascii_alphabetic) && has(u8::is_ascii_digit);
    text.len() >= SHORTEST_BY_LOOKS && is_mixed && !text.contains("://")
}

/// The secrets that a header field holds: the token behind a scheme, OAuth's parameters, the values of cookies.
fn secrets_in<'a>(name: &str, value: &'a str) -> Vec<&'a str> {
    let parts = |text: &'a str, separator| text.split(separator).filter_map(|part| part.trim().split_once('='));
    match value.split_once(' ') {
        _ if name.eq_ignore_ascii_case("cookie") => parts(value, ';').map(|(_, value)| value).collect(),
        // All but what is new with every request.
        Some(("OAuth", parameters)) => {
            let lasting =
                parts(parameters, ',').filter(|(name, _)| matches!(*name, "oauth_token" | "oauth_consumer_key"));
            lasting.map(|(_, value)| value.trim_matches('"')).collect()
        }
        Some((_, token)) => vec![token],
        None => vec![value],
    }
}

fn replaced<'a>(pattern: Option<&Regex>, text: Cow<'a, [u8]>) -> Cow<'a, [u8]> {
    match (pattern, text) {
        (None, text) => text,
        (Some(pattern), Cow::Borrowed(bytes)) => pattern.replace_all(bytes, MASK.as_bytes()),
        (Some(pattern), Cow::Owned(bytes)) => Cow::Owned(pattern.replace_all(&bytes, MASK.as_bytes()).into_owned()),
    }
}

/// The record of exchanges that is kept: masked, and each with the shell line that repeats it.
pub fn evidence(exchanges: Vec<Exchange>, masker: &Masker) -> Vec<model::Exchange> {
    let mut texts = Vec::new();
    exchanges.into_iter().map(|exchange| kept(exchange, masker, &mut texts)).collect()
}

fn kept(exchange: Exchange, masker: &Masker, texts: &mut Vec<u8>) -> model::Exchange {
    let masking = Masking::of(&exchange, masker, texts);
    let url = masking.text(exchange.request.url.as_str()).into_owned();
    let curl = curl::line(&exchange, &url, &masking.bytes(&exchange.request.body), &masking);
    let Exchange { request, outcome, duration, notes, .. } = exchange;
    let (response, error) = match outcome {
        Outcome::Answered(response) => (Some(Arc::unwrap_or_clone(response)), None),
        Outcome::Lost(reason) => (None, Some(masker.mask(&reason).into_owned())),
    };
    model::Exchange {
        request: model::Request {
            method: request.method,
            url,
            headers: masking.fields(request.headers),
            body: masking.body(request.body),
        },
        response: response.map(|response| model::Response {
            status: response.status,
            headers: masking.fields(response.headers),
            body: masking.body(response.body),
        }),
        error,
        notes: notes.iter().map(|note| masker.mask(&note.to_string()).into_owned()).collect(),
        duration_ms: duration.as_secs_f64() * 1000.0,
        curl,
    }
}

/// The masking of one exchange. In most there is nothing to hide but what stands in fields that are secret, and one search
/// of all the rest is enough to know it.
pub(super) struct Masking<'a> {
    masker: &'a Masker,
    is_clean: bool,
}

impl<'a> Masking<'a> {
    /// Looks at everything in an exchange; `texts` is memory to do it in, which serves the next one, too.
    fn of(exchange: &Exchange, masker: &'a Masker, texts: &mut Vec<u8>) -> Self {
        let (request, response) = (&exchange.request, exchange.response());
        let fields = request.headers.iter().chain(response.into_iter().flat_map(|answer| &answer.headers));
        let open = fields.filter(|(name, _)| !masker.is_secret(name)).map(|(_, value)| value.as_bytes());
        let bodies = [&*request.body, response.map_or(b"", |answer| &*answer.body)];
        texts.clear();
        for text in [request.url.as_str().as_bytes()].into_iter().chain(bodies).chain(open) {
            texts.extend_from_slice(text);
            texts.push(b'\n');
        }
        Masking { masker, is_clean: masker.is_clean(texts) }
    }

    fn text<'t>(&self, text: &'t str) -> Cow<'t, str> {
        if self.is_clean { Cow::Borrowed(text) } else { self.masker.mask(text) }
    }

    fn bytes<'t>(&self, bytes: &'t [u8]) -> Cow<'t, [u8]> {
        if self.is_clean { Cow::Borrowed(bytes) } else { self.masker.mask_bytes(bytes) }
    }

    /// A body as text, in the memory that it has where it can.
    fn body(&self, body: Bytes) -> String {
        match self.bytes(&body) {
            Cow::Owned(masked) => text(masked),
            Cow::Borrowed(_) => text(body.into()),
        }
    }

    fn fields(&self, mut headers: Vec<(String, String)>) -> Vec<(String, String)> {
        for (name, value) in &mut headers {
            if !self.is_clean || self.masker.is_secret(name) {
                *value = self.masker.field(name, value);
            }
        }
        headers
    }

    /// A header field's value as a shell line has it: without secrets, and else as it was sent.
    pub(super) fn in_line<'t>(&self, name: &str, value: &'t str) -> Cow<'t, str> {
        match self.masker {
            masker if self.is_clean && !masker.is_secret(name) => Cow::Borrowed(value),
            masker if masker.is_wary => Cow::Owned(masker.field(name, value)),
            masker => masker.mask(value),
        }
    }
}

/// Bytes as text; those that are no UTF-8 as `\xNN`.
fn text(bytes: Vec<u8>) -> String {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    let bytes = match String::from_utf8(bytes) {
        Ok(text) => return text,
        Err(error) => error.into_bytes(),
    };
    let mut text = Vec::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.extend_from_slice(chunk.valid().as_bytes());
        for byte in chunk.invalid() {
            text.extend_from_slice(&[b'\\', b'x', DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]]);
        }
    }
    String::from_utf8(text).expect("texts and digits make a text")
}

/// What finds any of these.
fn any_of(patterns: impl Iterator<Item = String>) -> Option<Regex> {
    let patterns: Vec<String> = patterns.collect();
    (!patterns.is_empty()).then(|| regex(&patterns.join("|")))
}

/// Patterns, letter by letter, that find these values as they are, percent-encoded (any number of times), form-encoded,
/// JSON-escaped (any number of times), in any mixture of these, and inside base64; those that are percent-encoded
/// themselves decoded as well.
fn spelled(secrets: Vec<&str>, spellings_of: fn(char) -> String) -> Vec<Vec<String>> {
    let decoded = secrets.iter().filter_map(|secret| percent_decode_str(secret).decode_utf8().ok());
    let decoded = decoded.filter(|secret| secret.len() >= SHORTEST);
    let mut secrets: Vec<Cow<'_, str>> = decoded.chain(secrets.iter().map(|secret| Cow::from(*secret))).collect();
    // The longest first, where one secret begins with another.
    secrets.sort_unstable_by(|one, other| other.len().cmp(&one.len()).then_with(|| one.cmp(other)));
    secrets.dedup();
    let mut patterns = Vec::new();
    for secret in &secrets {
        patterns.push(secret.chars().map(spellings_of).collect());
        for lead in 0..3 {
            patterns.extend(base64_core(secret, lead).map(|core| core.chars().map(spellings).collect()));
        }
    }
    patterns
}

/// A pattern that finds the beginning of a value before a cut.
fn beginning(letters: &[String]) -> String {
    let (start, rest) = letters.split_at(SHORTEST.min(letters.len()));
    let rest = rest.iter().take(LONGEST_CUT as usize).rev();
    let rest = rest.fold(String::new(), |inner, letter| format!("(?:{letter}{inner})?"));
    format!("{}{rest}{CUT}", start.concat())
}

/// The ways in which one character is written, in capitals or not.
fn in_any_case(character: char) -> String {
    match character {
        letter if letter.is_ascii_alphabetic() => {
            format!("[{}{}]", letter.to_ascii_uppercase(), letter.to_ascii_lowercase())
        }
        other => spellings(other),
    }
}

/// The ways in which one character is written. Letters and digits are written as they are by every encoder.
fn spellings(character: char) -> String {
    let mut utf8 = [0; 4];
    let mut literal = regex::escape(character.encode_utf8(&mut utf8));
    if character.is_ascii_alphanumeric() {
        return literal;
    }
    if matches!(character, '"' | '\\' | '/') {
        literal = format!(r"\\*{literal}");
    }
    let mut utf16 = [0; 2];
    let percent: String = character.to_string().bytes().map(|byte| format!("%(?:25)*{byte:02X}")).collect();
    let json: String = character.encode_utf16(&mut utf16).iter().map(|unit| format!(r"\\+u{unit:04X}")).collect();
    let json = match character {
        '\n' => format!(r"{json}|\\+n"),
        '\r' => format!(r"{json}|\\+r"),
        '\t' => format!(r"{json}|\\+t"),
        ' ' => format!(r"{json}|\+"),
        _ => json,
    };
    format!("(?:{literal}|(?i:{percent}|{json}))")
}

/// Both alphabets' base64 of a value that stands `lead` bytes behind a group's begin, without the characters at
/// either end that depend on its neighbours.
fn base64_core(secret: &str, lead: usize) -> impl Iterator<Item = String> {
    let bytes = [&[0; 2][..lead.min(2)], secret.as_bytes()].concat();
    let core = (lead * 8).div_ceil(6)..bytes.len() * 8 / 6;
    [BASE64_STANDARD_NO_PAD.encode(&bytes), BASE64_URL_SAFE_NO_PAD.encode(&bytes)]
        .into_iter()
        .map(move |encoded| encoded[core.clone()].to_owned())
}

fn regex(pattern: &str) -> Regex {
    // Each letter of a beginning is nested in the one before it, with its repetition and its group.
    let built = RegexBuilder::new(pattern).nest_limit(4 * LONGEST_CUT).build();
    built.unwrap_or_else(|_| panic!("a pattern made of escaped characters is valid"))
}
