//! What a run has decided, on disk as soon as it is: whatever ends the process, a report can still be written from it.
//!
//! The first line is what was known before the first scenario, with every scenario as one that had not ended; each
//! further line is what came of one run of one scenario, in the order of ending.

use std::{
    collections::{HashMap, HashSet},
    fs::{self, File},
    io::{self, Write as _},
    path::{Path, PathBuf},
    time::Duration,
};

use serde::{Deserialize, Serialize};

use super::{
    assemble::{self, End, Head},
    tally::Finished,
};
use crate::{
    report::{json::Output, model::Report},
    verdict::Verdict,
};

/// The version of the journal's shape.
const VERSION: u32 = 1;

/// The name of the journal in the directory of the reports.
pub const FILE_NAME: &str = "journal.jsonl";

#[derive(Serialize, Deserialize)]
struct Opening<H, F> {
    journal: u32,
    head: H,
    planned: F,
}

#[derive(Serialize, Deserialize)]
struct Entry<F> {
    elapsed_ms: u64,
    requests: u64,
    finished: F,
}

/// A journal that is being written. One that cannot be says so at the end, and does not keep the run from ending well.
pub struct Journal {
    path: PathBuf,
    file: io::Result<File>,
    /// The line that is being written; its memory serves the next one.
    line: Output,
    /// Scenarios of which one passing run is on record with its exchanges: those of further ones are no news.
    sampled: HashSet<String>,
}

/// Why a text is no journal that can be read.
#[derive(Debug, thiserror::Error)]
pub enum JournalError {
    /// It was written in another shape.
    #[error("this journal has version {0}, and only version {VERSION} can be read; use the release that wrote it")]
    OtherVersion(u32),
    /// A line is not what it should be.
    #[error("line {line} of this journal is damaged: {source}")]
    Damaged {
        /// The line, from 1.
        line: usize,
        /// What is wrong there.
        source: serde_json::Error,
    },
}

impl Journal {
    /// Begins a journal; one that was there is replaced.
    pub fn begin(path: &Path, head: &Head, planned: &[Finished]) -> Journal {
        let mut line = Output::default();
        let file = create(path).and_then(|mut file| {
            append(&mut file, &mut line, &Opening { journal: VERSION, head, planned })?;
            Ok(file)
        });
        Journal { path: path.to_owned(), file, line, sampled: HashSet::new() }
    }

    /// Adds what came of a run of a scenario. Of a scenario that passes again and again one run's exchanges are kept.
    pub fn add(&mut self, finished: &Finished, elapsed: Duration, requests: u64) {
        let Ok(file) = &mut self.file else { return };
        let elapsed_ms = u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX);
        let again = finished.result.verdict == Verdict::Pass && !self.sampled.insert(finished.result.id.clone());
        let written = if again {
            let mut finished = finished.clone();
            finished.result.exchanges.clear();
            append(file, &mut self.line, &Entry { elapsed_ms, requests, finished })
        } else {
            append(file, &mut self.line, &Entry { elapsed_ms, requests, finished })
        };
        if let Err(error) = written {
            self.file = Err(error);
        }
    }

    /// Why it is not whole, in words, if it is not.
    pub fn problem(&self) -> Option<String> {
        let error = self.file.as_ref().err()?;
        Some(format!("the journal {} could not be written: {error}", self.path.display()))
    }
}

/// Takes a journal away, once everything that is in it is in a report.
///
/// # Errors
/// When the file is there and cannot be removed.
pub fn discard(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// A new file: another process that writes to an old one goes on doing so, and neither spoils the other's lines.
fn create(path: &Path) -> io::Result<File> {
    discard(path)?;
    File::create_new(path)
}

/// One write for one line: a process that is killed leaves no half of one but the last.
fn append(file: &mut File, line: &mut Output, content: &impl Serialize) -> io::Result<()> {
    line.clear();
    serde_json::to_writer(&mut *line, content)?;
    line.write_all(b"\n")?;
    file.write_all(line.bytes())
}

/// Whether this is a journal rather than a report.
pub fn is_journal(bytes: &[u8]) -> bool {
    bytes.starts_with(b"{\"journal\":")
}

/// The report of what a journal holds: scenarios without a line had not ended when the run was cut short.
///
/// # Errors
/// See [`JournalError`].
pub fn read(bytes: &[u8]) -> Result<Report, JournalError> {
    // What stands behind the last line break was being written when the process ended, maybe in the middle of a character.
    let mut lines = bytes.split(|byte| *byte == b'\n');
    lines.next_back();
    let mut lines = lines.enumerate().map(|(at, line)| (at + 1, line));
    let damaged = |line| move |source| JournalError::Damaged { line, source };
    let (line, opening) = lines.next().unwrap_or((1, b""));
    let Opening::<Head, Vec<Finished>> { journal, head, planned } =
        serde_json::from_slice(opening).map_err(damaged(line))?;
    if journal != VERSION {
        return Err(JournalError::OtherVersion(journal));
    }
    let mut ended: HashMap<String, Finished> = HashMap::new();
    let mut end = End::default();
    for (line, entry) in lines {
        let entry: Entry<Finished> = serde_json::from_slice(entry).map_err(damaged(line))?;
        end.duration = end.duration.max(Duration::from_millis(entry.elapsed_ms));
        end.requests = end.requests.max(entry.requests);
        match ended.get_mut(&entry.finished.result.id) {
            Some(kept) => kept.join(entry.finished),
            None => drop(ended.insert(entry.finished.result.id.clone(), entry.finished)),
        }
    }
    let (done, all) = (ended.len(), planned.len());
    end.interrupted = Some(format!("the run was cut short: {done} of {all} scenarios had ended"));
    let finished = planned.into_iter().map(|cut_short| ended.remove(&cut_short.result.id).unwrap_or(cut_short));
    Ok(assemble::report(head, finished.collect(), end, |_, _| Vec::new()))
}
