//! `report.html`: one file without a network, for a person who decides about a release.
//!
//! The first screen and the clauses are plain HTML, so that they show where scripts are switched off; the scenarios are
//! built by a script from embedded JSON when somebody opens them. Texts of the endpoint are escaped here and set as text
//! there, never parsed as HTML.

mod clauses;
mod data;
pub mod fleet;
mod markup;
mod overview;

use markup::escape;

use super::{digest::Digest, model::Report};
use crate::verdict::Verdict;

const PAGE: &str = include_str!("html/page.html");
const STYLE: &str = include_str!("html/style.css");
const SCRIPT: &str = concat!(include_str!("html/detail.js"), include_str!("html/json.js"), include_str!("html/app.js"));

/// The report as `report.html`.
pub fn render(report: &Report) -> String {
    let digest = Digest::of(report);
    fill(PAGE, |name| match name {
        "title" => format!("{} · {} · finalize-conformance", digest.word(), escape(&report.target.endpoint)),
        "icon" => icon(report.verdict),
        "style" => STYLE.to_owned(),
        "script" => SCRIPT.to_owned(),
        "overview" => overview::render(report, &digest),
        "clauses" => clauses::table(report),
        "observations" => overview::observations(report),
        "observations-link" if report.observations.is_empty() => String::new(),
        "observations-link" => "<a href=\"#observations\">Observations</a>".to_owned(),
        "footer" => format!("{} {}", escape(&report.tool.name), escape(&report.tool.version)),
        "index" => data::index(report),
        "details" => data::details(report),
        _ => unreachable!("the page has no {name}"),
    })
}

/// Fills in a template in one pass, so that a text with braces in it stays a text.
fn fill(template: &str, value: impl Fn(&str) -> String) -> String {
    let mut parts = template.split("{{");
    let mut page = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (name, rest) = part.split_once("}}").expect("the template closes what it opens");
        page += &value(name);
        page += rest;
    }
    page
}

/// A dot in the colour of the verdict: which of many tabs is the red one.
fn icon(verdict: Verdict) -> String {
    let color = match verdict {
        Verdict::Pass => "17703a",
        Verdict::Fail => "bf1d2b",
        Verdict::Inconclusive | Verdict::Skip => "b07d10",
    };
    format!(
        "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Ccircle cx='8' cy='8' \
         r='7' fill='%23{color}'/%3E%3C/svg%3E"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    #[test]
    fn the_first_screen_needs_no_script() {
        let page = render(&sample::report());
        let before_scripts = page.split("<script").next().expect("a page");
        for text in [
            "FAIL",
            "not conformant: 1 MUST clause",
            "https://api.example.com/1.1/media/upload.json",
            "no application-only credentials given",
            "the server&#39;s certificate was not verified",
            "href=\"#response/media-id-string\"",
        ] {
            assert!(before_scripts.contains(text), "{text}");
        }
    }

    #[test]
    fn nothing_is_loaded_from_anywhere() {
        let page = render(&sample::conformant());
        assert!(page.contains("default-src 'none'"));
        for loader in ["src=\"", "url(", "@import", "fetch(", "<link rel=\"stylesheet"] {
            assert!(!page.contains(loader), "{loader}");
        }
    }

    #[test]
    fn a_hostile_text_opens_no_element() {
        let page = render(&sample::report());
        assert!(!page.contains("<img"), "an element of the endpoint");
        assert_eq!(page.matches("</script").count(), page.matches("<script").count());
        assert!(!page.contains("innerHTML"), "the script sets text only");
    }

    #[test]
    fn a_text_with_braces_is_not_filled_in() {
        assert_eq!(fill("a {{x}} b", |_| "{{y}}".to_owned()), "a {{y}} b");
    }
}
