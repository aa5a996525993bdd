//! The formats of a report: adding one takes its file and its line in the table below.

use std::{fmt, str::FromStr};

use super::{har, html, json, junit, markdown, model::Report, sarif, tap};

macro_rules! formats {
    ($($(#[$doc:meta])* $variant:ident = $name:literal, $file:literal, $render:path;)*) => {
        /// A format in which a report can be written.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Format {
            $($(#[$doc])* $variant,)*
        }

        impl Format {
            /// Every format, `report.json` first.
            pub const ALL: &[Format] = &[$(Format::$variant,)*];

            /// The word for it on the command line.
            pub const fn name(self) -> &'static str {
                match self { $(Format::$variant => $name,)* }
            }

            /// The name of its file in the report directory.
            pub const fn file_name(self) -> &'static str {
                match self { $(Format::$variant => $file,)* }
            }

            /// The whole file.
            pub fn render(self, report: &Report) -> String {
                match self { $(Format::$variant => $render(report),)* }
            }
        }
    };
}

formats! {
    /// The report itself, for programs and for `diff`.
    Json = "json", "report.json", json::render;
    /// JUnit XML, for CI servers.
    Junit = "junit", "junit.xml", junit::render;
    /// A page for people, in one file.
    Html = "html", "report.html", html::render;
    /// A summary for pull requests.
    Markdown = "markdown", "summary.md", markdown::render;
    /// SARIF 2.1.0, for code scanning.
    Sarif = "sarif", "report.sarif", sarif::render;
    /// HAR 1.2, every exchange for the tools that read them.
    Har = "har", "exchanges.har", har::render;
    /// TAP 14.
    Tap = "tap", "report.tap", tap::render;
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for Format {
    type Err = UnknownFormat;

    fn from_str(text: &str) -> Result<Self, UnknownFormat> {
        let word = text.trim();
        let found = Format::ALL.iter().find(|format| format.name().eq_ignore_ascii_case(word));
        found.copied().ok_or_else(|| UnknownFormat(word.to_owned()))
    }
}

impl Format {
    /// The words for all of them, for people.
    pub fn names() -> String {
        Format::ALL.iter().map(|format| format.name()).collect::<Vec<_>>().join(", ")
    }

    /// The formats of a list such as `json,junit`, each once, in the order given; `all` names every one.
    ///
    /// # Errors
    /// When a word names no format, or there is no word at all.
    pub fn list(text: &str) -> Result<Vec<Format>, UnknownFormat> {
        let mut formats = Vec::new();
        for word in text.split(',') {
            let named = match word.trim() {
                "all" => Format::ALL.to_vec(),
                word => vec![word.parse()?],
            };
            for format in named {
                if !formats.contains(&format) {
                    formats.push(format);
                }
            }
        }
        Ok(formats)
    }
}

/// A word that names no format.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no report format \"{0}\"; the formats are {names}, and all", names = Format::names())]
pub struct UnknownFormat(String);

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::report::sample;

    #[test]
    fn a_list_names_each_format_once() {
        assert_eq!(Format::list("junit, json,JUnit"), Ok(vec![Format::Junit, Format::Json]));
        assert_eq!(Format::list("all").as_deref(), Ok(Format::ALL));
    }

    #[test]
    fn an_unknown_word_is_answered_with_the_known_ones() {
        let error = Format::list("json,pdf").expect_err("pdf is no format").to_string();
        assert!(error.starts_with("there is no report format \"pdf\"; the formats are json, junit, "), "{error}");
        assert!(Format::list("").is_err());
    }

    #[test]
    fn no_two_formats_share_a_file() {
        let files: HashSet<_> = Format::ALL.iter().map(|format| format.file_name()).collect();
        assert_eq!(files.len(), Format::ALL.len());
    }

    /// Compares with `golden/<file>.snap`, so that a new format has its snapshot too.
    #[test]
    fn every_format_from_one_saved_run() {
        let saved = json::render(&sample::every_kind());
        let report = json::read(&saved).expect("it can be read again");
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path("golden");
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        // The page's own code is no part of the report.
        settings.add_filter(r"(?s)<style>.*?</style>", "<style>…</style>");
        settings.add_filter(r"(?s)<script>.*?</script>", "<script>…</script>");
        settings.bind(|| {
            for format in Format::ALL {
                insta::assert_snapshot!(format.file_name(), format.render(&report));
            }
        });
    }

    #[test]
    fn every_format_takes_every_report() {
        for format in Format::ALL {
            for report in [sample::report(), sample::conformant(), sample::empty()] {
                let text = format.render(&report);
                assert!(text.ends_with('\n'), "{format} ends with a line break");
                assert!(!text.contains(['\u{1b}', '\0', '\u{202e}']), "{format} lets a control character through");
            }
        }
    }
}
