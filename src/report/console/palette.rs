//! What colours mean, in one place.

use anstyle::{AnsiColor, Style};

use crate::verdict::Verdict;

/// The styles of a console; without colour, every one of them is empty.
#[derive(Clone, Copy, Debug, Default)]
pub struct Palette {
    good: Style,
    bad: Style,
    unsure: Style,
    bold: Style,
    dim: Style,
}

impl Palette {
    /// The styles, or none.
    pub fn new(color: bool) -> Self {
        if !color {
            return Palette::default();
        }
        Palette {
            good: AnsiColor::Green.on_default(),
            bad: AnsiColor::Red.on_default().bold(),
            unsure: AnsiColor::Yellow.on_default(),
            bold: Style::new().bold(),
            dim: Style::new().dimmed(),
        }
    }

    /// A text in the colour of a verdict; a known failure is no alarm.
    pub fn verdict(&self, verdict: Verdict, known: bool, text: &str) -> String {
        let style = match verdict {
            Verdict::Pass => self.good,
            Verdict::Fail if known => self.unsure,
            Verdict::Fail => self.bad,
            Verdict::Inconclusive => self.unsure,
            Verdict::Skip => self.dim,
        };
        paint(style, text)
    }

    /// A heading.
    pub fn bold(&self, text: &str) -> String {
        paint(self.bold, text)
    }

    /// A label, or something that matters less.
    pub fn dim(&self, text: &str) -> String {
        paint(self.dim, text)
    }
}

fn paint(style: Style, text: &str) -> String {
    format!("{style}{text}{style:#}")
}
