//! What the formats for people say alike: where a violation shows, and what went over the wire.

use super::{
    model::{Exchange, Request, ScenarioResult, Target, TargetKind, ViolationRecord},
    text::{block, brief, shorten},
};

/// A form has a handful of fields; a binary body read as one has thousands.
const MAX_FIELDS: usize = 20;

/// What was tested, in a word for people; the embedded endpoint's address is chance and says nothing.
pub fn endpoint(target: &Target) -> String {
    match target.kind {
        TargetKind::Embedded => "the embedded reference endpoint".to_owned(),
        TargetKind::Live => brief(&target.endpoint, 300),
    }
}

/// The exchange that shows a violation, if one is known.
pub fn shown_by<'a>(scenario: &'a ScenarioResult, violation: &ViolationRecord) -> Option<&'a Exchange> {
    scenario.exchanges.get(violation.exchange?)
}

/// What a violation says beyond its clause; many have nothing to add to it.
pub fn message(violation: &ViolationRecord) -> Option<&str> {
    let clause = violation.clause.entry().text;
    (violation.message != *clause).then_some(violation.message.as_str())
}

/// Where a violation shows: `/media_id in answer 201 to POST /1.1/…`; nothing where nobody knows.
pub fn place(scenario: &ScenarioResult, violation: &ViolationRecord) -> Option<String> {
    let spot = violation.pointer.as_deref().map(spot);
    let exchange = shown_by(scenario, violation).map(answer);
    match (spot, exchange) {
        (Some(spot), Some(answer)) => Some(format!("{spot} in {answer}")),
        (spot, answer) => spot.or(answer),
    }
}

/// A pointer is a place in the body when it is empty or begins with a slash; otherwise it is a header's name.
pub fn is_json_pointer(pointer: &str) -> bool {
    pointer.is_empty() || pointer.starts_with('/')
}

fn spot(pointer: &str) -> String {
    match pointer {
        "" => "the body".to_owned(),
        _ if is_json_pointer(pointer) => brief(pointer, 200),
        _ => format!("header {}", brief(pointer, 100)),
    }
}

fn answer(exchange: &Exchange) -> String {
    let path = brief(path(&exchange.request.url), 200);
    // A query shows its command itself; several posts to one URL look alike otherwise.
    let command = command(&exchange.request).filter(|command| !path.contains(command));
    let command = command.map(|command| format!(" ({})", brief(&command, 20))).unwrap_or_default();
    let request = format!("{} {path}{command}", brief(&exchange.request.method, 20));
    match &exchange.response {
        Some(response) => format!("answer {} to {request}", response.status),
        None => format!("no answer to {request}"),
    }
}

/// The URL without scheme and host, which are the same everywhere and long.
fn path(url: &str) -> &str {
    let host = url.find("://").map_or(0, |scheme| scheme + 3);
    url[host..].find('/').map_or(url, |path| &url[host + path..])
}

/// The command of an upload request, wherever it stands: in the query, in a form, in a part of its own.
pub fn command(request: &Request) -> Option<String> {
    let query = request.url.split_once('?').map_or("", |(_, query)| query);
    let forms = [query, request.body.as_str()].into_iter();
    forms
        .flat_map(|form| form_urlencoded::parse(form.as_bytes()).take(MAX_FIELDS))
        .find_map(|(name, value)| (name == "command").then(|| value.into_owned()))
        .or_else(|| part(&request.body))
}

/// The text of the part named `command` of a multipart body.
fn part(body: &str) -> Option<String> {
    let (_, part) = body.split_once("name=\"command\"")?;
    let (_, value) = part.split_once("\r\n\r\n")?;
    value.lines().next().map(str::to_owned)
}

/// An exchange as `curl -v` would show it, bodies cut at `max_body` characters.
pub fn transcript(exchange: &Exchange, max_body: usize) -> String {
    let mut text = String::new();
    for note in &exchange.notes {
        line(&mut text, &["* ", &brief(note, 300)]);
    }
    let request = &exchange.request;
    line(&mut text, &["> ", &brief(&request.method, 20), " ", &brief(&request.url, 2_000)]);
    lines_of(&mut text, ">", &request.headers, &request.body, max_body);
    match &exchange.response {
        Some(response) => {
            line(&mut text, &["< ", &format!("{} ({:.1} ms)", response.status, exchange.duration_ms)]);
            lines_of(&mut text, "<", &response.headers, &response.body, max_body);
        }
        None => line(&mut text, &["* no answer: ", &brief(exchange.error.as_deref().unwrap_or("unknown"), 300)]),
    }
    text
}

fn lines_of(text: &mut String, mark: &str, headers: &[(String, String)], body: &str, max_body: usize) {
    for (name, value) in headers {
        line(text, &[mark, " ", &brief(name, 100), ": ", &brief(value, 500)]);
    }
    if !body.is_empty() {
        line(text, &[mark]);
        for part in block(&shorten(body, max_body)).lines() {
            line(text, &[mark, " ", part]);
        }
    }
}

fn line(text: &mut String, parts: &[&str]) {
    if !text.is_empty() {
        text.push('\n');
    }
    text.extend(parts.iter().copied());
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::report::sample;

    #[rstest]
    #[case(Some("/media_id"), Some(0), Some("/media_id in answer 201 to POST /1.1/media"))]
    #[case(Some(""), Some(0), Some("the body in answer 201 to POST /1.1/media"))]
    #[case(Some("content-type"), Some(0), Some("header content-type in answer 201 to POST /1.1/media"))]
    #[case(None, Some(0), Some("answer 201 to POST /1.1/media"))]
    #[case(Some("/media_id"), None, Some("/media_id"))]
    #[case(None, Some(9), None)]
    fn a_violation_says_where(
        #[case] pointer: Option<&str>,
        #[case] exchange: Option<usize>,
        #[case] start: Option<&str>,
    ) {
        let scenario = sample::failed_at_pointer();
        let mut violation = scenario.violations[0].clone();
        violation.pointer = pointer.map(str::to_owned);
        violation.exchange = exchange;
        let place = place(&scenario, &violation);
        assert!(place.as_deref().unwrap_or_default().starts_with(start.unwrap_or_default()), "{place:?}");
        assert_eq!(place.is_some(), start.is_some());
    }

    #[rstest]
    #[case("https://x/?media_id=1&command=STATUS", "", Some("STATUS"))]
    #[case("https://x/", "command=FINALIZE&media_id=1", Some("FINALIZE"))]
    #[case("https://x/", "--b\r\nContent-Disposition: form-data; name=\"command\"\r\n\r\nINIT\r\n--b--", Some("INIT"))]
    #[case("https://x/", "{}", None)]
    fn a_request_tells_its_command(#[case] url: &str, #[case] body: &str, #[case] expected: Option<&str>) {
        let mut request = sample::passed().exchanges.remove(0).request;
        (request.url, request.body) = (url.to_owned(), body.to_owned());
        assert_eq!(command(&request).as_deref(), expected);
    }

    #[test]
    fn a_message_that_repeats_the_clause_is_not_told() {
        let mut violation = sample::failed_by_status().violations.remove(0);
        assert!(message(&violation).is_some_and(|message| message.starts_with("FINALIZE was accepted")));
        violation.message = violation.clause.entry().text.to_owned();
        assert_eq!(message(&violation), None);
    }

    #[test]
    fn the_address_of_the_embedded_endpoint_is_not_told() {
        let mut target = sample::report().target;
        assert_eq!(endpoint(&target), "https://api.example.com/1.1/media/upload.json");
        target.kind = TargetKind::Embedded;
        assert_eq!(endpoint(&target), "the embedded reference endpoint");
    }

    #[test]
    fn an_exchange_reads_like_curl() {
        let exchange = &sample::undecided().exchanges[0];
        let text = transcript(exchange, 100);
        assert!(text.starts_with("* attempt 1 of 2: connection reset by peer\n> POST https://"), "{text}");
        assert!(text.ends_with("* no answer: connection reset by peer"), "{text}");
    }

    #[test]
    fn an_enemy_gets_no_control_character_through() {
        let text = transcript(&sample::hostile().exchanges[0], 1_000);
        assert!(!text.contains(|c: char| c.is_control() && c != '\n'), "{text}");
        assert!(text.len() < 10_000, "a long body is cut");
    }
}
