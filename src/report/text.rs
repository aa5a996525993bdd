//! Texts that an endpoint chose, made fit for a reader: nothing in them moves a cursor, hides, reverses, or commands the
//! CI server that keeps the log.

use std::{borrow::Cow, fmt::Write as _};

use jiff::Timestamp;

/// The text on one line: line breaks, control characters and invisible or reordering marks as `\u{…}`.
pub fn one_line(text: &str) -> Cow<'_, str> {
    escape(text, |_| false)
}

/// The text with its line breaks and tabs, everything else as in [`one_line`].
pub fn block(text: &str) -> Cow<'_, str> {
    let keep = |c| matches!(c, '\n' | '\t');
    if text.contains("\r\n") {
        return escape(&text.replace("\r\n", "\n"), keep).into_owned().into();
    }
    escape(text, keep)
}

fn escape(text: &str, keep: impl Fn(char) -> bool) -> Cow<'_, str> {
    rewritten(text, is_harmless, |out, c| match c {
        _ if keep(c) => out.push(c),
        '\n' => out.push_str("\\n"),
        '\r' => out.push_str("\\r"),
        '\t' => out.push_str("\\t"),
        _ if is_deceptive(c) || commands(out, c) => {
            write!(out, "{}", c.escape_unicode()).expect("a String takes every text");
        }
        _ => out.push(c),
    })
}

/// The text with whatever is written for each of its characters that is not a byte to leave alone. Whole stretches at a
/// time: a report has millions of characters, nearly all of them such bytes.
pub(super) fn rewritten(text: &str, leaves: impl Fn(u8) -> bool, write: impl Fn(&mut String, char)) -> Cow<'_, str> {
    if text.bytes().all(&leaves) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.bytes().position(|byte| !leaves(byte)) {
        let (plain, found) = rest.split_at(at);
        out.push_str(plain);
        let mut found = found.chars();
        found.next().into_iter().for_each(|c| write(&mut out, c));
        rest = found.as_str();
    }
    Cow::Owned(out + rest)
}

/// Whether a byte is a character that neither deceives nor commands, whatever stands before it.
fn is_harmless(byte: u8) -> bool {
    matches!(byte, b' '..=b'~') && !matches!(byte, b'#' | b':' | b'|')
}

/// Whether a character behind this text makes it a command for a CI server: GitHub obeys `::` at the begin of a line, which
/// is where any word can come to stand, and GitHub, Azure and TeamCity obey `##` with a name anywhere. GitLab makes a link of `[[ATTACHMENT|`.
fn commands(before: &str, c: char) -> bool {
    let begins_a_word = |before: &str| before.is_empty() || before.ends_with(char::is_whitespace);
    match c {
        '#' => before.ends_with('#'),
        ':' => before.strip_suffix(':').is_some_and(begins_a_word),
        '|' => before.ends_with("[[ATTACHMENT"),
        _ => false,
    }
}

/// Characters that a reader does not see, or that change how others are seen; XML forbids some of them outright.
pub fn is_deceptive(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{fffe}' | '\u{ffff}'
            | '\u{e0000}'..='\u{e0fff}')
}

/// At most `max` characters of a text, with a word on how much is missing.
pub fn shorten(text: &str, max: usize) -> Cow<'_, str> {
    // A text has no more characters than bytes, and few are worth counting.
    let end = if text.len() <= max { None } else { text.char_indices().nth(max) };
    match end {
        None => Cow::Borrowed(text),
        Some((end, _)) => Cow::Owned(format!("{}… ({} more bytes)", &text[..end], text.len() - end)),
    }
}

/// A text of an endpoint on one line of at most `max` characters (and the note on what is missing).
pub fn brief(text: &str, max: usize) -> String {
    // Cut first: escaping makes a megabyte of control characters six.
    one_line(&shorten(text, max)).into_owned()
}

/// A prose text broken at blanks into lines of at most `width` characters; a longer word stays whole.
pub fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut used = 0;
    for word in text.split_whitespace() {
        let length = word.chars().count();
        if used > 0 && used + 1 + length > width {
            lines.push(String::new());
            used = 0;
        }
        let line = lines.last_mut().expect("there is always a line");
        if used > 0 {
            line.push(' ');
            used += 1;
        }
        line.push_str(word);
        used += length;
    }
    lines
}

/// A name as a word for programs: lower case, everything else a hyphen.
pub fn slug(name: &str) -> String {
    let words = name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect::<Vec<_>>().join("-")
}

/// `1 clause`, `2 clauses`.
pub fn count(n: usize, noun: &str) -> String {
    let plural = if n == 1 { "" } else { "s" };
    format!("{n} {noun}{plural}")
}

/// A time span for people: `18 ms`, `4.2 s`, `3 min 20 s`.
pub fn duration(ms: u64) -> String {
    match ms {
        0..1_000 => format!("{ms} ms"),
        1_000..60_000 => format!("{}.{} s", ms / 1_000, ms % 1_000 / 100),
        _ => format!("{} min {} s", ms / 60_000, ms % 60_000 / 1_000),
    }
}

/// A point in time for people: `2026-03-01 12:00:00 UTC`; what is none stays as it is.
pub fn moment(rfc3339: &str) -> String {
    match rfc3339.parse::<Timestamp>() {
        Ok(time) => time.strftime("%F %T UTC").to_string(),
        Err(_) => brief(rfc3339, 100),
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("plain ü 漢", "plain ü 漢")]
    #[case("\u{1b}[31mred", "\\u{1b}[31mred")]
    #[case("a\0b\u{9b}c", "a\\u{0}b\\u{9b}c")]
    #[case("a\u{202e}b\u{2066}c\u{200f}", "a\\u{202e}b\\u{2066}c\\u{200f}")]
    #[case("zero\u{200b}width\u{feff}", "zero\\u{200b}width\\u{feff}")]
    #[case("a\r\nb\tc", "a\\r\\nb\\tc")]
    #[case("::error::x", ":\\u{3a}error::x")]
    #[case("x \u{3000}::add-mask::x", "x \u{3000}:\\u{3a}add-mask::x")]
    #[case("##[add-mask]x ##vso[x]", "#\\u{23}[add-mask]x #\\u{23}vso[x]")]
    #[case("[[ATTACHMENT|/etc/passwd]]", "[[ATTACHMENT\\u{7c}/etc/passwd]]")]
    #[case("http://[::1]:80/#a std::fmt", "http://[::1]:80/#a std::fmt")]
    fn nothing_hidden_and_no_command_survives_on_a_line(#[case] text: &str, #[case] shown: &str) {
        assert_eq!(one_line(text), shown);
    }

    #[test]
    fn a_block_keeps_its_lines() {
        assert_eq!(block("a\r\nb\tc\rd\u{7f}"), "a\nb\tc\\rd\\u{7f}");
    }

    #[test]
    fn a_long_text_is_cut_between_characters() {
        assert_eq!(shorten("äöü", 2), "äö… (2 more bytes)");
        assert_eq!(shorten("äöü", 3), "äöü");
    }

    #[test]
    fn prose_is_wrapped_at_blanks() {
        assert_eq!(wrap("one two three", 7), ["one two", "three"]);
        assert_eq!(wrap("unbreakable", 3), ["unbreakable"]);
        assert_eq!(wrap("", 3), [""]);
    }

    #[test]
    fn points_in_time_read_well() {
        assert_eq!(moment("2026-03-01T12:00:00.123Z"), "2026-03-01 12:00:00 UTC");
        assert_eq!(moment("soon\u{7}"), "soon\\u{7}");
    }

    #[test]
    fn spans_of_time_read_well() {
        assert_eq!([999, 1_099, 200_000].map(duration), ["999 ms", "1.0 s", "3 min 20 s"]);
    }
}
