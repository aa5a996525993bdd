//! The terminal and the CI log: scenarios as they end, the summary at the end, the verdict last.
//!
//! Colour only decorates: without it the same characters say the same.

mod fleet;
mod palette;
mod scenario;
mod summary;

use std::{
    io::{self, Write},
    path::PathBuf,
};

use palette::Palette;

use super::{
    evidence::endpoint,
    model::{Report, ScenarioResult, Target, Tool},
    progress::{Line, Progress},
    text::{brief, count},
};

/// How much is printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verbosity {
    /// The verdict, on one line.
    Quiet,
    /// Every scenario on a line, failures with their evidence, and the summary.
    #[default]
    Normal,
    /// Steps and exchanges too.
    Verbose,
}

/// Prints a run for people.
#[derive(Debug)]
pub struct Console<W> {
    out: W,
    palette: Palette,
    verbosity: Verbosity,
    /// Where the progress shows, if anywhere.
    line: Option<Line>,
    /// The feature whose scenarios are being printed.
    feature: Option<String>,
}

impl<W: Write> Console<W> {
    /// A console that prints to `out`; whether in colour is for the caller to decide.
    pub fn new(out: W, verbosity: Verbosity, color: bool) -> Self {
        Console { out, palette: Palette::new(color), verbosity, line: None, feature: None }
    }

    /// The same console, with the progress of the run on a line of a terminal.
    #[must_use]
    pub fn with_line(self, line: Option<Line>) -> Self {
        Console { line, ..self }
    }

    /// Shows how far the run has come, where somebody watches.
    pub fn progress(&mut self, progress: &Progress) {
        if self.line.as_mut().is_some_and(|line| line.show(progress).is_err()) {
            self.line = None;
        }
    }

    /// Anything but the progress is about to be printed.
    fn erase(&mut self) -> io::Result<()> {
        self.line.as_mut().map_or(Ok(()), Line::erase)
    }

    /// Prints what is about to be tested.
    ///
    /// # Errors
    /// When `out` does not take it.
    pub fn start(&mut self, tool: &Tool, target: &Target, scenarios: usize) -> io::Result<()> {
        if self.verbosity == Verbosity::Quiet {
            return Ok(());
        }
        let name = self.palette.bold(&format!("{} {}", tool.name, tool.version));
        writeln!(self.out, "{name}  {} against {}", count(scenarios, "scenario"), endpoint(target))
    }

    /// Prints one scenario, under the heading of its feature. Scenarios arrive feature by feature.
    ///
    /// # Errors
    /// When `out` does not take it.
    pub fn scenario(&mut self, scenario: &ScenarioResult) -> io::Result<()> {
        self.erase()?;
        if self.verbosity == Verbosity::Quiet {
            return Ok(());
        }
        self.heading(&scenario.feature)?;
        self.out.write_all(scenario::render(scenario, &self.palette, self.verbosity).as_bytes())?;
        self.out.flush()
    }

    /// Prints lines that somebody else made of the run.
    ///
    /// # Errors
    /// When `out` does not take it.
    pub fn print(&mut self, lines: &str) -> io::Result<()> {
        self.erase()?;
        match self.verbosity {
            Verbosity::Quiet => Ok(()),
            Verbosity::Normal | Verbosity::Verbose => self.out.write_all(lines.as_bytes()),
        }
    }

    /// Prints the summary and, as the last line, the verdict.
    ///
    /// # Errors
    /// When `out` does not take it.
    pub fn summary(&mut self, report: &Report, report_paths: &[PathBuf]) -> io::Result<()> {
        self.erase()?;
        if self.verbosity != Verbosity::Quiet {
            let text = summary::render(report, report_paths, &self.palette, self.verbosity);
            self.out.write_all(text.as_bytes())?;
        }
        writeln!(self.out, "{}", summary::verdict(report, &self.palette))?;
        self.out.flush()
    }

    fn heading(&mut self, feature: &str) -> io::Result<()> {
        if self.feature.as_deref() == Some(feature) {
            return Ok(());
        }
        self.feature = Some(feature.to_owned());
        writeln!(self.out, "\n{}", self.palette.bold(&brief(feature, 200)))
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use rstest::rstest;

    use super::*;
    use crate::report::sample;

    fn print(
        verbosity: Verbosity,
        color: bool,
        run: impl FnOnce(&mut Console<&mut Vec<u8>>) -> io::Result<()>,
    ) -> String {
        let mut out = Vec::new();
        run(&mut Console::new(&mut out, verbosity, color)).expect("memory takes it");
        String::from_utf8(out).expect("text")
    }

    /// Compares with `console/golden/<name>.snap`.
    fn golden(name: &str, text: &str) {
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path("console/golden");
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        settings.bind(|| assert_snapshot!(name, text));
    }

    fn whole(report: &Report, verbosity: Verbosity, color: bool) -> String {
        print(verbosity, color, |console| {
            console.start(&report.tool, &report.target, report.scenarios.len())?;
            report.scenarios.iter().try_for_each(|scenario| console.scenario(scenario))?;
            console.summary(report, &["reports/report.json".into(), "reports/report.html".into()])
        })
    }

    #[rstest]
    #[case("pass", sample::passed())]
    #[case("fail-with-pointer", sample::failed_at_pointer())]
    #[case("fail-by-status", sample::failed_by_status())]
    #[case("inconclusive", sample::undecided())]
    #[case("skip", sample::skipped())]
    #[case("known-failure", sample::known_failure())]
    #[case("hostile", sample::hostile())]
    fn each_kind_of_result(#[case] name: &str, #[case] scenario: ScenarioResult) {
        golden(name, &print(Verbosity::Normal, false, |console| console.scenario(&scenario)));
    }

    #[rstest]
    #[case("verbose-fail", sample::failed_at_pointer())]
    #[case("verbose-no-answer", sample::undecided())]
    fn what_went_over_the_wire(#[case] name: &str, #[case] scenario: ScenarioResult) {
        golden(name, &print(Verbosity::Verbose, false, |console| console.scenario(&scenario)));
    }

    #[rstest]
    #[case("run-fail", sample::report(), Verbosity::Normal)]
    #[case("run-pass", sample::conformant(), Verbosity::Normal)]
    #[case("run-empty", sample::empty(), Verbosity::Normal)]
    #[case("run-quiet", sample::report(), Verbosity::Quiet)]
    fn a_whole_run(#[case] name: &str, #[case] report: Report, #[case] verbosity: Verbosity) {
        golden(name, &whole(&report, verbosity, false));
    }

    #[test]
    fn colour() {
        let mut report = sample::report();
        report.scenarios.retain(|scenario| scenario.id != sample::hostile().id);
        golden("run-colour", &whole(&report, Verbosity::Normal, true).replace('\u{1b}', "␛"));
    }

    #[test]
    fn a_feature_has_one_heading() {
        let text = print(Verbosity::Normal, false, |console| {
            console.scenario(&sample::passed())?;
            console.scenario(&sample::failed_at_pointer())
        });
        assert_eq!(text.matches("\nResponse\n").count(), 1, "{text}");
    }

    #[rstest]
    fn an_enemy_neither_floods_nor_paints(#[values(Verbosity::Normal, Verbosity::Verbose)] verbosity: Verbosity) {
        let text = print(verbosity, false, |console| console.scenario(&sample::hostile()));
        assert!(text.len() < 8_000, "{} bytes", text.len());
        assert!(!text.contains(|c: char| c != '\n' && crate::report::text::is_deceptive(c)), "{text}");
    }
}
