//! HAR 1.2: every exchange, a page per scenario, for the tools that replay and inspect traffic.

use serde_json::{Value, json};

use super::{
    json::pretty,
    model::{Exchange, Report, Request, Response, ScenarioResult},
};

/// The report's exchanges as `exchanges.har`.
pub fn render(report: &Report) -> String {
    let tested = || report.scenarios.iter().filter(|scenario| !scenario.exchanges.is_empty());
    let pages: Vec<_> = tested().map(|scenario| page(report, scenario)).collect();
    let entries: Vec<_> = tested()
        .flat_map(|scenario| scenario.exchanges.iter().map(|exchange| entry(report, scenario, exchange)))
        .collect();
    // HAR demands a time of every entry; inventing one would be worse than repeating this one.
    let mut comment = "startedDateTime is the start of the run: when each exchange began is not recorded.".to_owned();
    report.warnings.iter().for_each(|warning| comment.push_str(&format!(" Warning: {warning}.")));
    pretty(&json!({"log": {
        "version": "1.2",
        "creator": {"name": report.tool.name, "version": report.tool.version},
        "pages": pages,
        "entries": entries,
        "comment": comment,
    }}))
}

fn page(report: &Report, scenario: &ScenarioResult) -> Value {
    json!({
        "startedDateTime": report.started_at,
        "id": scenario.id,
        "title": format!("{}: {} ({})", scenario.feature, scenario.name, scenario.verdict),
        "pageTimings": {},
    })
}

fn entry(report: &Report, scenario: &ScenarioResult, exchange: &Exchange) -> Value {
    let mut entry = json!({
        "pageref": scenario.id,
        "startedDateTime": report.started_at,
        "time": exchange.duration_ms,
        "request": request(&exchange.request),
        "response": exchange.response.as_ref().map_or_else(|| no_response(exchange), response),
        "cache": {},
        "timings": {"send": 0, "wait": exchange.duration_ms, "receive": 0},
    });
    if !exchange.notes.is_empty() {
        entry["comment"] = json!(exchange.notes.join("; "));
    }
    entry
}

fn request(request: &Request) -> Value {
    let query = request.url.split_once('?').map_or("", |(_, query)| query);
    let query: Vec<_> = form_urlencoded::parse(query.as_bytes()).map(|(name, value)| pair(&name, &value)).collect();
    let mut har = json!({
        "method": request.method,
        "url": request.url,
        "httpVersion": "unknown",
        "cookies": [],
        "headers": headers(&request.headers),
        "queryString": query,
        "headersSize": -1,
        "bodySize": request.body.len(),
    });
    if !request.body.is_empty() {
        har["postData"] = json!({"mimeType": mime_type(&request.headers), "params": [], "text": request.body});
    }
    har
}

fn response(response: &Response) -> Value {
    json!({
        "status": response.status,
        "statusText": "",
        "httpVersion": "unknown",
        "cookies": [],
        "headers": headers(&response.headers),
        "content": {"size": response.body.len(), "mimeType": mime_type(&response.headers), "text": response.body},
        "redirectURL": header(&response.headers, "location").unwrap_or_default(),
        "headersSize": -1,
        "bodySize": -1,
    })
}

/// How browsers record a request that nobody answered.
fn no_response(exchange: &Exchange) -> Value {
    let mut har = response(&Response { status: 0, headers: Vec::new(), body: String::new() });
    har["_error"] = json!(exchange.error.as_deref().unwrap_or("no answer"));
    har
}

fn headers(headers: &[(String, String)]) -> Vec<Value> {
    headers.iter().map(|(name, value)| pair(name, value)).collect()
}

fn pair(name: &str, value: &str) -> Value {
    json!({"name": name, "value": value})
}

fn header<'a>(headers: &'a [(String, String)], name: &str) -> Option<&'a str> {
    headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
}

fn mime_type(headers: &[(String, String)]) -> &str {
    header(headers, "content-type").unwrap_or("application/octet-stream")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    fn log() -> Value {
        let har: Value = serde_json::from_str(&render(&sample::report())).expect("JSON");
        har["log"].clone()
    }

    #[test]
    fn every_exchange_is_an_entry_of_its_scenario() {
        let (report, log) = (sample::report(), log());
        let exchanges: usize = report.scenarios.iter().map(|scenario| scenario.exchanges.len()).sum();
        assert_eq!(log["entries"].as_array().map(Vec::len), Some(exchanges));
        assert_eq!(log["entries"][1]["pageref"], "response/media-id-string");
        assert_eq!(log["pages"].as_array().map(Vec::len), Some(6), "the skipped scenario sent nothing");
    }

    #[test]
    fn the_query_is_decoded_and_the_body_kept() {
        let log = log();
        let query =
            json!([{"name": "command", "value": "FINALIZE"}, {"name": "media_id", "value": "710511363345354753"}]);
        assert_eq!(log["entries"][0]["request"]["queryString"], query);
        assert_eq!(log["entries"][5]["request"]["postData"]["text"], sample::HOSTILE);
    }

    #[test]
    fn the_comment_has_the_warnings() {
        let comment = log()["comment"].as_str().expect("a text").to_owned();
        assert!(comment.ends_with(" Warning: the server's certificate was not verified (--insecure)."), "{comment}");
    }

    #[test]
    fn a_request_without_an_answer_says_why() {
        let response = &log()["entries"][3]["response"];
        assert_eq!((&response["status"], &response["_error"]), (&json!(0), &json!("connection reset by peer")));
    }
}
