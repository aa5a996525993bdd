//! A fleet on the terminal: a line for each endpoint as it ends, and the verdict on all.

use std::{
    io::{self, Write},
    iter,
    path::PathBuf,
};

use super::{Console, Verbosity, scenario::WIDTH};
use crate::report::{
    fleet::{Overview, Row},
    model::Tool,
    text::{brief, count, wrap},
};

/// The longest word of a verdict.
const WORD: usize = "INCONCLUSIVE".len();
/// How far what belongs to an endpoint's line is indented.
const INDENT: usize = 4;

impl<W: Write> Console<W> {
    /// Prints what is about to be tested.
    ///
    /// # Errors
    /// When `out` does not take it.
    pub fn start_fleet(&mut self, tool: &Tool, targets: usize, scenarios: usize) -> io::Result<()> {
        if self.verbosity == Verbosity::Quiet {
            return Ok(());
        }
        let name = self.palette.bold(&format!("{} {}", tool.name, tool.version));
        writeln!(self.out, "{name}  {} against {}\n", count(scenarios, "scenario"), count(targets, "target"))
    }

    /// Prints one endpoint, its name in a column of `width` characters.
    ///
    /// # Errors
    /// When `out` does not take it.
    pub fn target(&mut self, row: &Row, width: usize) -> io::Result<()> {
        self.erase()?;
        if self.verbosity == Verbosity::Quiet {
            return Ok(());
        }
        let word = self.palette.verdict(row.verdict, false, &format!("{:<WORD$}", row.word()));
        writeln!(self.out, "{:<width$}  {word}  {}", row.name, row.headline)?;
        let failed: Vec<&str> = row.failed().map(|cell| cell.id.id()).collect();
        let failed = (!failed.is_empty()).then(|| format!("failed {}", failed.join(" ")));
        let warnings = row.warnings.iter().map(|warning| format!("warning: {}", brief(warning, 500)));
        for text in failed.into_iter().chain(warnings) {
            for line in wrap(&text, WIDTH - INDENT) {
                writeln!(self.out, "{:INDENT$}{line}", "")?;
            }
        }
        self.out.flush()
    }

    /// Prints where the reports are and, as the last line, the verdict.
    ///
    /// # Errors
    /// When `out` does not take it.
    pub fn overview(&mut self, overview: &Overview, paths: &[PathBuf]) -> io::Result<()> {
        self.erase()?;
        if self.verbosity != Verbosity::Quiet {
            for (path, label) in paths.iter().zip(["\nreports  "].into_iter().chain(iter::repeat("         "))) {
                writeln!(self.out, "{}{}", self.palette.dim(label), brief(&path.display().to_string(), 1_000))?;
            }
            writeln!(self.out)?;
        }
        let word = self.palette.bold(&self.palette.verdict(overview.verdict, false, overview.word()));
        writeln!(self.out, "{word}  {}", overview.headline())?;
        self.out.flush()
    }
}
