//! From recordings to a report: the same as a run's, but that nothing was sent.

use std::{
    collections::{BTreeSet, HashMap, HashSet},
    path::Path,
    time::{Duration, Instant},
};

use jiff::Timestamp;
use url::Url;

use super::{
    har::Recording,
    judge::{self as judging, Surroundings},
    message::Ask,
    upload::{self, Upload},
};
use crate::{
    clause::Clause,
    client::Masker,
    report::{
        model::{self, Report, Target, TargetKind, Tool},
        text::slug,
    },
    scenario::{catalogue::Scenario, known::KnownFailures, selection::Selection},
    suite::{
        FailOn,
        assemble::{self, End, Head},
        tally::{self, Finished, Rules},
    },
};

/// What to judge, and how it counts.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Only what was sent to this address, or, where it has no path, to this host.
    pub endpoint: Option<Url>,
    /// Which clauses decide.
    pub fail_on: FailOn,
    /// A MUST clause that was not verified makes the report inconclusive.
    pub require_complete: bool,
}

/// Why there is nothing to report.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum JudgeError {
    /// There is no FINALIZE.
    #[error("nothing is selected: there is no FINALIZE {place}in {files}", place = place.as_ref().map(|url| format!("to {url} ")).unwrap_or_default())]
    NoFinalize {
        /// Where it was looked for, if not everywhere.
        place: Option<Url>,
        /// The recordings, and how many exchanges each has.
        files: String,
    },
    /// There are several endpoints.
    #[error("the recording has FINALIZE to several hosts; choose one with --endpoint: {0}")]
    SeveralHosts(String),
}

/// Judges recordings, each by itself.
///
/// # Errors
/// See [`JudgeError`].
pub fn judge(recordings: &[Recording], options: &Options) -> Result<Report, JudgeError> {
    let (begin, started_at) = (Instant::now(), Timestamp::now());
    let addresses = addresses(recordings, options)?;
    let entries = || recordings.iter().flat_map(|recording| &recording.entries);
    let masker = Masker::for_recording(entries().map(|entry| &entry.exchange));
    let rules =
        Rules { selection: &Selection::default(), known: &KnownFailures::default(), masker: &masker, evidence: true };
    let mut finished: Vec<Finished> = Vec::new();
    let mut ids = HashSet::new();
    for recording in recordings {
        let uploads = upload::uploads(recording, &addresses);
        let mut surroundings: HashMap<&str, Surroundings> = HashMap::new();
        uploads.iter().for_each(|upload| surroundings.entry(&upload.address).or_default().add(upload));
        finished.extend(uploads.iter().filter(|upload| upload.is_judged()).map(|upload| {
            let mut result = result(rules, recording, upload, &surroundings[&*upload.address]);
            result.result.id = unique(&mut ids, result.result.id);
            result
        }));
    }
    let head = Head {
        tool: Tool::own(),
        target: Target { kind: TargetKind::Live, endpoint: common(&addresses) },
        started_at: model::moment(started_at),
        shard: None,
        judged: Clause::ALL.to_vec(),
        fail_on: options.fail_on,
        require_complete: options.require_complete,
        known: KnownFailures::default(),
        warnings: recordings.iter().map(origin).collect(),
    };
    let end = End { duration: begin.elapsed(), ..End::default() };
    let mut report = assemble::report(head, finished, end, |_, _| Vec::new());
    for clause in report.clauses.iter_mut().filter(|clause| clause.scenarios.is_empty()) {
        clause.reason = Some(not_shown(clause.id).to_owned());
    }
    Ok(report)
}

/// The addresses to judge: all of one host.
fn addresses(recordings: &[Recording], options: &Options) -> Result<BTreeSet<String>, JudgeError> {
    let chosen = |address: &String| options.endpoint.as_ref().is_none_or(|endpoint| is_at(endpoint, address));
    let addresses: BTreeSet<String> = recordings.iter().flat_map(upload::addresses).filter(chosen).collect();
    if addresses.is_empty() {
        let files: Vec<String> = recordings
            .iter()
            .map(|recording| format!("{} ({} exchanges)", recording.name, recording.entries.len()))
            .collect();
        return Err(JudgeError::NoFinalize { place: options.endpoint.clone(), files: files.join(", ") });
    }
    let hosts: BTreeSet<String> = addresses.iter().map(|address| host(address)).collect();
    if hosts.len() > 1 {
        return Err(JudgeError::SeveralHosts(hosts.into_iter().collect::<Vec<_>>().join(", ")));
    }
    Ok(addresses)
}

fn is_at(endpoint: &Url, address: &str) -> bool {
    let whole = |url: &Url| url.as_str() == address;
    whole(endpoint) || endpoint.path() == "/" && host(endpoint.as_str()) == host(address)
}

/// Scheme, name and port.
fn host(address: &str) -> String {
    address.parse::<Url>().map(|url| url.origin().ascii_serialization()).unwrap_or_default()
}

/// What the report is about: the address, or where there are several the host of all.
fn common(addresses: &BTreeSet<String>) -> String {
    match addresses.first() {
        Some(only) if addresses.len() == 1 => only.clone(),
        first => first.map(|address| format!("{}/", host(address))).unwrap_or_default(),
    }
}

/// What a reader must know before believing the rest.
fn origin(recording: &Recording) -> String {
    let creator = recording.creator.as_ref().map(|name| format!(", recorded by {name}")).unwrap_or_default();
    format!("judged from the recording {}{creator}: nothing was sent", recording.name)
}

fn result(rules: Rules<'_>, recording: &Recording, upload: &Upload<'_>, surroundings: &Surroundings) -> Finished {
    let record = judging::judge(upload, surroundings);
    let undecided = record.undecided.keys().copied();
    let mut clauses: Vec<Clause> = record.decided.iter().copied().chain(undecided).collect();
    clauses.sort_unstable();
    let duration: Duration = record.exchanges.iter().map(|exchange| exchange.duration).sum();
    let scenario = Scenario {
        id: id(recording, upload).into(),
        name: name(upload).into(),
        feature: format!("Recording {}", recording.name).into(),
        file: recording.name.clone().into(),
        line: upload.landmark().map_or(0, |event| event.message.entry.line),
        tags: clauses.iter().map(|clause| clause.id().into()).collect(),
        clauses,
        built_in: false,
        steps: Vec::new().into(),
    };
    let mut finished = tally::finish(rules, &scenario, record, duration);
    finished.result.steps = upload.events.iter().map(|event| step(event.ask, event.message.entry.number)).collect();
    finished
}

/// What it is called by programs: by its media, or, where it names none, by its place in the file.
fn id(recording: &Recording, upload: &Upload<'_>) -> String {
    let file = Path::new(&recording.name)
        .file_stem()
        .map_or_else(|| "recording".to_owned(), |stem| slug(&stem.to_string_lossy()));
    match (&upload.media_id, upload.landmark()) {
        (Some(media_id), _) => format!("{file}/media-{media_id}"),
        (None, Some(event)) => format!("{file}/entry-{}", event.message.entry.number),
        (None, None) => file,
    }
}

fn unique(taken: &mut HashSet<String>, id: String) -> String {
    let candidates = std::iter::once(id.clone()).chain((2..).map(|turn| format!("{id}-{turn}")));
    let free = candidates.into_iter().find(|candidate| !taken.contains(candidate)).unwrap_or(id);
    taken.insert(free.clone());
    free
}

fn name(upload: &Upload<'_>) -> String {
    let numbers = || upload.events.iter().map(|event| event.message.entry.number);
    let place = match (numbers().min(), numbers().max()) {
        (Some(first), Some(last)) if first != last => format!("entries {first} to {last}"),
        (first, _) => format!("entry {}", first.unwrap_or_default()),
    };
    match (&upload.media_id, &upload.init) {
        (Some(id), Some(init)) => format!("media {id}, {}: {place}", init.words),
        (Some(id), None) => format!("media {id}: {place}"),
        (None, _) => format!("FINALIZE that names no media: {place}"),
    }
}

fn step(ask: Ask, number: usize) -> String {
    let what = match ask {
        Ask::Init => "INIT",
        Ask::Append => "APPEND",
        Ask::Finalize => "FINALIZE",
        Ask::Status => "STATUS",
        Ask::Use => "a use of the media id",
    };
    format!("{what} (entry {number})")
}

/// Why a clause was not verified of which no upload says anything.
fn not_shown(clause: Clause) -> &'static str {
    match clause {
        Clause::Res2 | Clause::Res3 | Clause::Res4 => {
            "a recording cannot tell whose credentials a request had: exporters leave them out"
        }
        Clause::Par8 | Clause::Par10 | Clause::Par12 | Clause::Par13 => {
            "a recording cannot tell which ids and keys INIT returned before it began"
        }
        _ => "nothing in the recording shows it",
    }
}
