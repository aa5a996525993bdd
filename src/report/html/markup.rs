//! Small pieces of HTML that several parts of the page share.

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

use crate::{
    report::text::{moment, one_line},
    verdict::Verdict,
};

const FRAGMENT: &AsciiSet =
    &CONTROLS.add(b' ').add(b'"').add(b'\'').add(b'<').add(b'>').add(b'`').add(b'%').add(b'#').add(b'&');

/// A text as text, fit for an element and for an attribute.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in one_line(text).chars() {
        match c {
            '&' => out += "&amp;",
            '<' => out += "&lt;",
            '>' => out += "&gt;",
            '"' => out += "&quot;",
            '\'' => out += "&#39;",
            _ => out.push(c),
        }
    }
    out
}

/// A point in time.
pub fn time(rfc3339: &str) -> String {
    format!("<time datetime=\"{}\">{}</time>", escape(rfc3339), escape(&moment(rfc3339)))
}

/// The address of a clause or scenario on the page.
pub fn anchor(id: &str) -> String {
    format!("#{}", utf8_percent_encode(id, FRAGMENT))
}

/// The class that gives a clause its colour; a failure may be known.
pub fn class(verdict: Verdict, known: bool) -> &'static str {
    match verdict {
        Verdict::Fail if known => "known",
        verdict => of_verdict(verdict),
    }
}

/// The class that gives a verdict its colour.
pub fn of_verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Pass => "pass",
        Verdict::Fail => "fail",
        Verdict::Inconclusive => "inconclusive",
        Verdict::Skip => "skip",
    }
}

/// What a clause's verdict is called.
pub fn word(verdict: Verdict, known: bool) -> &'static str {
    match verdict {
        Verdict::Fail if known => "known failure",
        Verdict::Skip => "not verified",
        verdict => of_verdict(verdict),
    }
}

/// The mark that says a verdict without colour.
pub fn mark(verdict: Verdict, known: bool) -> &'static str {
    match verdict {
        Verdict::Pass => "✓",
        Verdict::Fail if known => "~",
        Verdict::Fail => "✗",
        Verdict::Inconclusive => "?",
        Verdict::Skip => "–",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_stays_a_text() {
        assert_eq!(escape("<a b='c' d=\"e\">&\u{202e}"), "&lt;a b=&#39;c&#39; d=&quot;e&quot;&gt;&amp;\\u{202e}");
        assert_eq!(anchor("a/b c\"<"), "#a/b%20c%22%3C");
    }
}
