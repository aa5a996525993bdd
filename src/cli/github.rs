//! What GitHub takes by itself where a run is part of one of its jobs: the summary and the annotations.

use std::{
    env,
    fs::OpenOptions,
    io::{self, Write as _},
};

use crate::{
    report::{annotations, format::Format, model::Report},
    suite::FailOn,
};

/// The variable that names the file of a step's summary.
const SUMMARY: &str = "GITHUB_STEP_SUMMARY";
/// A longer summary is not shown at all.
const MAX_SUMMARY: u64 = 1 << 20;

/// Appends the summary to that of the step. Where the file does not take it, a warning is all that comes of it.
pub fn summarize(report: &Report) {
    let Some(path) = env::var_os(SUMMARY).filter(|path| !path.is_empty()) else { return };
    let append = || -> io::Result<()> {
        let mut file = OpenOptions::new().append(true).create(true).open(&path)?;
        let text = format!("\n{}", Format::Markdown.render(report));
        if file.metadata()?.len() + text.len() as u64 >= MAX_SUMMARY {
            return Err(io::Error::other("it is full"));
        }
        file.write_all(text.as_bytes())
    };
    if let Err(error) = append() {
        anstream::eprintln!("warning: the summary cannot be added to {} (${SUMMARY}): {error}", path.display());
    }
}

/// The annotations, where GitHub reads the log; nothing elsewhere.
pub fn annotations(report: &Report, fail_on: FailOn) -> String {
    match env::var("GITHUB_ACTIONS").as_deref() {
        Ok("true") => annotations::render(report, |level| fail_on.counts(level)),
        _ => String::new(),
    }
}
