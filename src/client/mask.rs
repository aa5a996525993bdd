//! Takes secrets out of what is kept.

use std::borrow::Cow;

use base64::{
    Engine,
    prelude::{BASE64_STANDARD_NO_PAD, BASE64_URL_SAFE_NO_PAD},
};
use regex::bytes::{Captures, Regex};

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

/// Words that give away that a header field of the user's own holds a secret.
const SECRET_WORDS: [&str; 7] = ["auth", "cookie", "credential", "key", "password", "secret", "token"];

/// Knows every secret value of a run, in every encoding in which it may come back.
#[derive(Clone, Debug)]
pub struct Masker {
    secrets: Option<Regex>,
    signature: Regex,
}

impl Masker {
    /// A masker for a run's credentials, and for those of its own header fields whose names sound secret.
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
            let name = name.to_ascii_lowercase();
            if SECRET_WORDS.iter().any(|word| name.contains(word)) {
                secrets.push(value);
            }
        }
        secrets.retain(|secret| secret.len() >= SHORTEST);
        // The longest first, where one secret begins with another.
        secrets.sort_unstable_by_key(|secret| std::cmp::Reverse(secret.len()));
        let patterns: Vec<String> = secrets.into_iter().flat_map(patterns).collect();
        Masker {
            secrets: (!patterns.is_empty()).then(|| regex(&patterns.join("|"))),
            signature: regex(r#"(oauth_signature(?:=|%3D)(?:\\?"|%22)?)[^"&,\\\s]+"#),
        }
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
        let masked = self.signature.replace_all(bytes, keep);
        match &self.secrets {
            None => masked,
            Some(secrets) => match masked {
                Cow::Borrowed(bytes) => secrets.replace_all(bytes, MASK.as_bytes()),
                Cow::Owned(bytes) => Cow::Owned(secrets.replace_all(&bytes, MASK.as_bytes()).into_owned()),
            },
        }
    }

    /// A header field's value without secrets.
    fn field(&self, name: &str, value: &str) -> String {
        if !SECRET_FIELDS.iter().any(|field| name.eq_ignore_ascii_case(field)) {
            return self.mask(value).into_owned();
        }
        match value.split_once([' ', '=']) {
            // Of OAuth's own parameters only some are secret, and the others tell what was wrong.
            Some(("OAuth", _)) => self.mask(value).into_owned(),
            // The scheme, or the cookie's name.
            Some((start, rest)) if !rest.is_empty() => {
                let separator = &value[start.len()..=start.len()];
                format!("{start}{separator}{MASK}")
            }
            _ if value.is_empty() => String::new(),
            _ => MASK.to_owned(),
        }
    }

    fn fields(&self, headers: &[(String, String)]) -> Vec<(String, String)> {
        headers.iter().map(|(name, value)| (name.clone(), self.field(name, value))).collect()
    }
}

/// The record of an exchange that is kept: masked, and with the shell line that repeats it.
pub fn evidence(exchange: &Exchange, masker: &Masker) -> model::Exchange {
    let request = &exchange.request;
    let (url, body) = (masker.mask(request.url.as_str()), masker.mask_bytes(&request.body));
    let (response, error) = match &exchange.outcome {
        Outcome::Answered(response) => (Some(response), None),
        Outcome::Lost(reason) => (None, Some(masker.mask(reason).into_owned())),
    };
    model::Exchange {
        request: model::Request {
            method: request.method.clone(),
            headers: masker.fields(&request.headers),
            body: text(&body),
            url: url.clone().into_owned(),
        },
        response: response.map(|response| model::Response {
            status: response.status,
            headers: masker.fields(&response.headers),
            body: text(&masker.mask_bytes(&response.body)),
        }),
        error,
        notes: exchange.notes.iter().map(|note| masker.mask(note).into_owned()).collect(),
        duration_ms: exchange.duration.as_secs_f64() * 1000.0,
        curl: curl::line(exchange, &url, &body, masker),
    }
}

/// Bytes as text; those that are no UTF-8 as `\xNN`.
fn text(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        for byte in chunk.invalid() {
            let digit = |bits: u8| char::from(b"0123456789ABCDEF"[usize::from(bits & 15)]);
            text.extend(['\\', 'x', digit(byte >> 4), digit(*byte)]);
        }
    }
    text
}

/// Patterns that find a value as it is, percent-encoded (any number of times), form-encoded, JSON-escaped, in any
/// mixture of these, and inside base64.
fn patterns(secret: &str) -> Vec<String> {
    let mut patterns = vec![secret.chars().map(spellings).collect()];
    for lead in 0..3 {
        patterns.extend(base64_core(secret, lead).map(|core| core.chars().map(spellings).collect()));
    }
    patterns
}

/// The ways in which one character is written. Letters and digits are written as they are by every encoder.
fn spellings(character: char) -> String {
    let mut utf8 = [0; 4];
    let mut literal = regex::escape(character.encode_utf8(&mut utf8));
    if character.is_ascii_alphanumeric() {
        return literal;
    }
    if matches!(character, '"' | '\\' | '/') {
        literal = format!(r"\\?{literal}");
    }
    let mut utf16 = [0; 2];
    let percent: String = character.to_string().bytes().map(|byte| format!("%(?:25)*{byte:02X}")).collect();
    let json: String = character.encode_utf16(&mut utf16).iter().map(|unit| format!(r"\\u{unit:04X}")).collect();
    let json = match character {
        '\n' => format!(r"{json}|\\n"),
        '\r' => format!(r"{json}|\\r"),
        '\t' => format!(r"{json}|\\t"),
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
    Regex::new(pattern).expect("a pattern made of escaped characters is valid")
}
