//! The progress of a run, on a line of a terminal that is erased before anything else is written there.

use std::{io, time::Duration};

use console::{Term, truncate_str};

use super::text::count;

/// How far a run has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Scenarios that have come to their end.
    pub done: usize,
    /// Scenarios in all.
    pub scenarios: usize,
    /// How long the longest of the waits that are going on will still take.
    pub longest_wait: Option<Duration>,
}

impl Progress {
    /// The progress in words.
    pub fn words(&self) -> String {
        // Rounded up, so that nobody waits for 0 s.
        let waiting =
            self.longest_wait.map(|wait| format!(", longest wait {} s", wait.as_millis().div_ceil(1_000).max(1)));
        format!("{} of {} done{}", self.done, count(self.scenarios, "scenario"), waiting.unwrap_or_default())
    }
}

/// The line of a terminal that shows the progress.
#[derive(Debug)]
pub struct Line {
    terminal: Term,
    shown: Option<String>,
}

impl Line {
    /// The line of the terminal that somebody watches: standard error's, or else standard output's; nothing where neither
    /// is one.
    pub fn of_terminal() -> Option<Line> {
        let terminal = [Term::stderr(), Term::stdout()].into_iter().find(Term::is_term)?;
        Some(Line { terminal, shown: None })
    }

    /// Shows the progress in place of what the line shows.
    ///
    /// # Errors
    /// When the terminal is gone.
    pub fn show(&mut self, progress: &Progress) -> io::Result<()> {
        // A line that reaches the edge would go on in the next one, which nobody erases.
        let width = usize::from(self.terminal.size().1).saturating_sub(1);
        let words = truncate_str(&progress.words(), width, "…").into_owned();
        if self.shown.as_ref() == Some(&words) {
            return Ok(());
        }
        self.erase()?;
        self.terminal.write_str(&words)?;
        self.shown = Some(words);
        Ok(())
    }

    /// Erases the line.
    ///
    /// # Errors
    /// When the terminal is gone.
    pub fn erase(&mut self) -> io::Result<()> {
        if self.shown.take().is_some() { self.terminal.clear_line() } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_tell_how_far_and_what_is_waited_for() {
        let mut progress = Progress { done: 3, scenarios: 482, longest_wait: None };
        assert_eq!(progress.words(), "3 of 482 scenarios done");
        for (left, shown) in [(42_100, 43), (42_000, 42), (0, 1)] {
            progress.longest_wait = Some(Duration::from_millis(left));
            assert_eq!(progress.words(), format!("3 of 482 scenarios done, longest wait {shown} s"));
        }
    }
}
