//! Reads HAR as browsers, proxies and this program write it, which is seldom by the letter.

use std::{
    collections::BTreeSet,
    fs, io,
    path::{Path, PathBuf},
    time::Duration,
};

use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use serde_json::{Value, value::RawValue};
use url::Url;

use super::body::{self, Body};
use crate::{
    client::curl,
    endpoint::parameters::{Parameter, Place, boundary, write_form, write_multipart},
    exchange::{Exchange, Note, Outcome},
    http::{Request, Response},
    report::model::moment,
};

/// The boundary of a multipart body that is put together from its parameters.
const BOUNDARY: &str = "recorded-parameters";

/// A file of recorded traffic.
#[derive(Clone, Debug)]
pub struct Recording {
    /// The file's name as the user gave it.
    pub name: String,
    /// What recorded it, where it says so.
    pub creator: Option<String>,
    /// Its exchanges, in the order in which they began.
    pub entries: Vec<Entry>,
}

/// One recorded exchange.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Its number in the file, from 1.
    pub number: usize,
    /// Its line in the file, from 1.
    pub line: usize,
    /// When it began.
    pub started: Option<Timestamp>,
    /// The exchange, as far as it is there.
    pub exchange: Exchange,
    /// The request's body.
    pub body: Body,
    /// Why nothing but the status of its answer can be judged, if so.
    pub gap: Option<&'static str>,
}

/// Why a file is no recording that can be read.
#[derive(Debug, thiserror::Error)]
pub enum HarError {
    /// It cannot be read at all.
    #[error("cannot read {}: {source}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// It is not JSON.
    #[error("{name} is not JSON: {problem}")]
    NotJson {
        /// The file.
        name: String,
        /// What is wrong, with line and column.
        problem: serde_json::Error,
    },
    /// It is JSON and no HAR.
    #[error("{name} is no HAR: {problem}; a HAR is what browsers and proxies export as one, with log.entries")]
    NoHar {
        /// The file.
        name: String,
        /// What is wrong, with line and column.
        problem: serde_json::Error,
    },
    /// One of its entries is none.
    #[error("{name}, entry {number} (line {line}), is no exchange: {problem}")]
    NoEntry {
        /// The file.
        name: String,
        /// The entry's number, from 1.
        number: usize,
        /// The entry's line, from 1.
        line: usize,
        /// What is wrong.
        problem: String,
    },
}

#[derive(Deserialize)]
struct File<'a> {
    #[serde(borrow)]
    log: Log<'a>,
}

#[derive(Deserialize)]
struct Log<'a> {
    creator: Option<Creator>,
    #[serde(borrow)]
    entries: Vec<&'a RawValue>,
}

#[derive(Deserialize)]
struct Creator {
    name: Option<String>,
    version: Option<Value>,
}

// Numbers are read as any value: exporters write null, -1 and fractions where the format wants an integer.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawEntry {
    started_date_time: Option<String>,
    time: Option<Value>,
    request: RawRequest,
    response: Option<RawResponse>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawRequest {
    method: String,
    url: String,
    headers: Option<Vec<Pair>>,
    post_data: Option<PostData>,
    body_size: Option<Value>,
}

#[derive(Deserialize)]
struct Pair {
    name: String,
    value: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct PostData {
    mime_type: Option<String>,
    text: Option<String>,
    params: Option<Vec<Pair>>,
    encoding: Option<String>,
}

#[derive(Deserialize)]
struct RawResponse {
    status: Option<Value>,
    headers: Option<Vec<Pair>>,
    content: Option<Content>,
    #[serde(rename = "_error")]
    error: Option<Value>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Content {
    size: Option<Value>,
    mime_type: Option<String>,
    text: Option<String>,
    encoding: Option<String>,
}

impl Recording {
    /// Reads a file.
    ///
    /// # Errors
    /// See [`HarError`].
    pub fn read(path: &Path) -> Result<Recording, HarError> {
        let text = fs::read_to_string(path).map_err(|source| HarError::Unreadable { path: path.to_owned(), source })?;
        Recording::parse(&path.display().to_string(), &text)
    }

    /// Reads a text, whose name is for messages.
    ///
    /// # Errors
    /// See [`HarError`].
    pub fn parse(name: &str, text: &str) -> Result<Recording, HarError> {
        let text = text.trim_start_matches('\u{feff}');
        let log = serde_json::from_str::<File<'_>>(text).map(|file| file.log).map_err(|problem| {
            let name = name.to_owned();
            if problem.is_data() { HarError::NoHar { name, problem } } else { HarError::NotJson { name, problem } }
        })?;
        let mut entries = Vec::new();
        let (mut line, mut place) = (1, 0);
        for (index, raw) in log.entries.iter().enumerate() {
            // Where the entry begins: it is a part of the text.
            let begin = raw.get().as_ptr().addr() - text.as_ptr().addr();
            line += text[place..begin].matches('\n').count();
            place = begin;
            let number = index + 1;
            let raw = serde_json::from_str(raw.get()).map_err(|problem| HarError::NoEntry {
                name: name.to_owned(),
                number,
                line,
                problem: problem.to_string(),
            })?;
            entries.extend(entry(number, line, raw));
        }
        sort(&mut entries);
        entries.iter_mut().for_each(|entry| entry.annotate(name));
        Ok(Recording { name: name.to_owned(), creator: log.creator.and_then(Creator::text), entries })
    }
}

impl Creator {
    fn text(self) -> Option<String> {
        let version = self.version.as_ref().and_then(Value::as_str).unwrap_or_default();
        self.name.map(|name| format!("{name} {version}").trim().to_owned())
    }
}

impl Entry {
    /// When its answer had arrived.
    pub fn ended(&self) -> Option<Timestamp> {
        let duration = SignedDuration::try_from(self.exchange.duration).ok()?;
        self.started?.checked_add(duration).ok()
    }

    /// Notes where the exchange comes from and what is missing of it, for whoever sees it as evidence.
    fn annotate(&mut self, name: &str) {
        let at = self.started.map(|at| format!(", {}", moment(at))).unwrap_or_default();
        let missing =
            (self.body == Body::Missing).then(|| "the body of the request is not in the recording".to_owned());
        let notes = [Some(format!("entry {} of {name}{at}", self.number)), missing, self.gap.map(str::to_owned)];
        self.exchange.notes = notes.into_iter().flatten().map(Note::Remark).collect();
    }
}

/// Puts exchanges into the order in which they began, where that is known of all. One time for all of them is none: some
/// exporters have nothing better to write.
fn sort(entries: &mut [Entry]) {
    let times: BTreeSet<_> = entries.iter().map(|entry| entry.started).collect();
    if times.contains(&None) || times.len() == 1 {
        entries.iter_mut().for_each(|entry| entry.started = None);
    } else {
        entries.sort_by_key(|entry| entry.started);
    }
}

/// An exchange; none where it is no HTTP (`data:`, an extension's own).
fn entry(number: usize, line: usize, raw: RawEntry) -> Option<Entry> {
    let mut url: Url = raw.request.url.parse().ok().filter(|url: &Url| matches!(url.scheme(), "http" | "https"))?;
    // Neither is sent as a part of the address; the one is a secret.
    let _ = url.set_password(None);
    let _ = url.set_username("");
    url.set_fragment(None);
    let started = raw.started_date_time.as_deref().and_then(|text| text.parse().ok());
    let milliseconds = raw.time.as_ref().and_then(Value::as_f64).unwrap_or_default();
    let (request, body) = request(raw.request, url);
    let (outcome, gap) = outcome(raw.response);
    let variable = request.header("authorization").map(|_| curl::AUTHORIZATION);
    let duration = Duration::try_from_secs_f64(milliseconds / 1000.0).unwrap_or_default();
    let exchange = Exchange { request, outcome, duration, variable, notes: Vec::new() };
    Some(Entry { number, line, started, exchange, body, gap })
}

fn request(raw: RawRequest, url: Url) -> (Request, Body) {
    let mut headers = fields(raw.headers);
    let sent = raw.post_data.as_ref().and_then(|data| data.mime_type.clone()).filter(|label| !label.is_empty());
    if let (None, Some(label)) = (field(&headers, "content-type"), sent) {
        headers.push(("content-type".to_owned(), label));
    }
    let body = match raw.post_data {
        Some(data) if data.text.as_ref().is_some_and(|text| !text.is_empty()) => {
            let text = data.text.unwrap_or_default();
            body::restore(
                form_data(&text, &headers),
                data.encoding.as_deref(),
                length(&headers, raw.body_size.as_ref()),
            )
        }
        Some(PostData { params: Some(params), .. }) if !params.is_empty() => from_parameters(params, &mut headers),
        _ if is_empty(&headers, raw.body_size.as_ref()) => Body::Exact(Default::default()),
        _ => Body::Missing,
    };
    (Request { method: raw.method, url, headers, body: body.bytes() }, body)
}

/// Header fields with their names in lower case, without those that HTTP/2 makes of the request line.
fn fields(pairs: Option<Vec<Pair>>) -> Vec<(String, String)> {
    let pairs = pairs.into_iter().flatten().filter(|pair| !pair.name.starts_with(':'));
    pairs.map(|pair| (pair.name.to_ascii_lowercase(), pair.value.unwrap_or_default())).collect()
}

fn field<'a>(headers: &'a [(String, String)], name: &str) -> Option<&'a str> {
    headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
}

/// How many bytes the body had on the wire.
fn length(headers: &[(String, String)], size: Option<&Value>) -> Option<u64> {
    field(headers, "content-length").map_or_else(|| size.and_then(Value::as_u64), |text| text.trim().parse().ok())
}

/// Whether a request that is recorded without a body had none: its length says so, or nothing announces one.
fn is_empty(headers: &[(String, String)], size: Option<&Value>) -> bool {
    let announces = ["content-length", "content-type", "transfer-encoding"];
    match length(headers, size) {
        Some(length) => length == 0,
        None => !headers.is_empty() && announces.iter().all(|name| field(headers, name).is_none()),
    }
}

/// A multipart body from its first boundary on: Firefox puts header fields before it.
fn form_data<'a>(text: &'a str, headers: &[(String, String)]) -> &'a str {
    let boundary = field(headers, "content-type").and_then(boundary);
    let begin = boundary.and_then(|boundary| text.find(&format!("--{boundary}")));
    &text[begin.unwrap_or_default()..]
}

/// A body from its parameters, where the recording has nothing else of it.
fn from_parameters(params: Vec<Pair>, headers: &mut Vec<(String, String)>) -> Body {
    let parameter = |pair: Pair| Parameter::text(&pair.name, pair.value.unwrap_or_default(), Place::Body);
    let parameters: Vec<Parameter> = params.into_iter().map(parameter).collect();
    let label = field(headers, "content-type").unwrap_or_default().to_owned();
    if !label.starts_with("multipart/") {
        return Body::Legible(write_form(parameters.iter()).into());
    }
    let label = format!("multipart/form-data; boundary={BOUNDARY}");
    headers.retain(|(name, _)| name != "content-type");
    headers.push(("content-type".to_owned(), label.clone()));
    Body::Legible(write_multipart(&label, parameters.iter()))
}

/// What came back, and why it cannot be judged beyond its status.
fn outcome(raw: Option<RawResponse>) -> (Outcome, Option<&'static str>) {
    let Some(raw) = raw else { return (Outcome::Lost("the recording has no answer".to_owned()), None) };
    let status = raw.status.as_ref().and_then(Value::as_u64).and_then(|status| u16::try_from(status).ok());
    let Some(status) = status.filter(|status| (100..600).contains(status)) else {
        let reason = raw.error.as_ref().and_then(Value::as_str).filter(|reason| !reason.is_empty());
        return (Outcome::Lost(reason.unwrap_or("it was aborted, or no answer was recorded").to_owned()), None);
    };
    let mut headers = fields(raw.headers);
    let content = raw.content.unwrap_or_default();
    if let (true, Some(label)) = (headers.is_empty(), content.mime_type.as_ref().filter(|label| !label.is_empty())) {
        headers.push(("content-type".to_owned(), label.clone()));
    }
    let (body, gap) = match answer(&content, &headers) {
        Ok(body) if headers.is_empty() => (body, Some("the header fields of the answer are not in the recording")),
        Ok(body) => (body, None),
        Err(gap) => (Default::default(), Some(gap)),
    };
    (Outcome::Answered(Response { status, headers, body }.into()), gap)
}

/// The body of an answer, or why nobody knows it.
fn answer(content: &Content, headers: &[(String, String)]) -> Result<bytes::Bytes, &'static str> {
    const MISSING: &str = "the body of the answer is not in the recording";
    let size = content.size.as_ref().and_then(Value::as_u64).unwrap_or_default();
    let announced = length(headers, None);
    let Some(text) = &content.text else {
        return if announced == Some(0) { Ok(Default::default()) } else { Err(MISSING) };
    };
    let (Body::Exact(body) | Body::Legible(body)) = body::restore(text, content.encoding.as_deref(), None) else {
        return Err("the body of the answer is no base64, as the recording says it is");
    };
    match body.is_empty() {
        true if size > 0 || announced.is_some_and(|length| length > 0) => Err(MISSING),
        false if (body.len() as u64) < size => Err("the body of the answer is cut off in the recording"),
        _ => Ok(body),
    }
}
