//! What holds of every output, whatever an endpoint sends: nothing in it deceives a reader, and its structure is the same as
//! with harmless texts.

use std::sync::LazyLock;

use pulldown_cmark::{Event, Options, Parser};
use regex::Regex;
use roxmltree::Document;

/// Characters that move a cursor, hide or reorder; a line break and a tab do not.
pub fn deceptive(text: &str) -> Option<char> {
    let deceives = |c: char| {
        (c.is_control() && !matches!(c, '\n' | '\t'))
            || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
    };
    text.chars().find(|c| deceives(*c))
}

/// The structure of an output without its texts; none where it is broken.
pub fn skeleton(file: &str, text: &str) -> Option<Vec<String>> {
    match file.rsplit('.').next() {
        Some("html") => Some(html(text)),
        Some("xml") => xml(text),
        Some("md") => Some(markdown(text)),
        Some("tap") => Some(tap(text)),
        _ => serde_json::from_str(text).ok().map(|value: serde_json::Value| json(&value)),
    }
}

/// The tags of a page and the names of their attributes. What stands in a script is data.
fn html(text: &str) -> Vec<String> {
    static SCRIPT: LazyLock<Regex> =
        LazyLock::new(|| Regex::new("(?s)(<(?:script|style)[^>]*>).*?(</(?:script|style))").unwrap());
    tags(&SCRIPT.replace_all(text, "$1$2"))
}

fn tags(text: &str) -> Vec<String> {
    static TAG: LazyLock<Regex> = LazyLock::new(|| Regex::new("<[^ ][^>]*>?").unwrap());
    static VALUE: LazyLock<Regex> = LazyLock::new(|| Regex::new("=\"[^\"]*\"").unwrap());
    let tags = TAG.find_iter(text).map(|tag| VALUE.replace_all(tag.as_str(), "").into_owned());
    // An empty comment is how a text is kept from becoming a link.
    tags.filter(|tag| tag != "<!-- -->").collect()
}

fn xml(text: &str) -> Option<Vec<String>> {
    let document = Document::parse(text).ok()?;
    let elements = document.descendants().filter(|node| node.is_element());
    let names = elements.map(|node| {
        let attributes: Vec<_> = node.attributes().map(|attribute| attribute.name()).collect();
        format!("{} {}", node.tag_name().name(), attributes.join(" "))
    });
    Some(names.collect())
}

/// Blocks and spans, and tags of HTML. Texts, code and line breaks say nothing about the structure.
fn markdown(text: &str) -> Vec<String> {
    // What GitHub knows beside CommonMark.
    let known = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_MATH
        | Options::ENABLE_GFM;
    let events = Parser::new_ext(text, known).flat_map(|event| match event {
        Event::Text(_) | Event::SoftBreak => Vec::new(),
        Event::Code(_) => vec!["code".to_owned()],
        Event::Html(html) | Event::InlineHtml(html) => tags(&html),
        other => vec![format!("{other:?}")],
    });
    events.collect()
}

/// What each line is.
fn tap(text: &str) -> Vec<String> {
    static LINE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^(TAP version 14|1\.\.\d+|(not )?ok \d+ - |# warning: |  ---|  \.\.\.|[ -]+\w+:)").unwrap()
    });
    let lines = text.lines().map(|line| LINE.find(line).map_or("?", |found| found.as_str()).to_owned());
    static DIRECTIVE: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"(?m)^(not )?ok .*[^\\]# (SKIP|TODO)").unwrap());
    let directives = DIRECTIVE.find_iter(text).map(|_| "directive".to_owned());
    lines.chain(directives).collect()
}

/// The places of a document.
fn json(value: &serde_json::Value) -> Vec<String> {
    match value {
        serde_json::Value::Object(fields) => {
            let inside = |(name, field): (&String, _)| {
                json(field).into_iter().map(|place| format!("{name}/{place}")).collect::<Vec<_>>()
            };
            fields.iter().flat_map(inside).collect()
        }
        serde_json::Value::Array(items) => items.iter().flat_map(json).collect(),
        _ => vec![String::new()],
    }
}
