//! Texts of an endpoint on their way to a terminal, a browser, a CI server, a pull request.

use std::{collections::BTreeMap, fs};

use rstest::rstest;
use serde_json::json;

use super::{
    Home, answering,
    outputs::{deceptive, skeleton},
};

/// Every way out of a text that comes to mind, on one line where it has to be a header.
const FIELD: &str = "</td><img src=x onerror=alert(1)> ]]> `code` *bold* [a](http://evil.test) @user #1 ::error::x %0A::error::x # SKIP {{x}}";
const BODY: &str = "\u{1b}[2J\u{1b}]0;title\u{7} \u{9b}31m \0 \u{202e}evil\u{2066} \u{200b} \u{2028} \r\n::error::pwned\n##[error]pwned\n\
                    not ok 99 - pwned\n  ---\n# pwned\n```\n</pre></code></script><script>alert(1)</script><!-- ]]> <![CDATA[ &lt; \" ' \\ \u{fffe}";

/// Every output of a run against an endpoint that answers FINALIZE so.
fn outputs(status: &'static str, field: &str, body: &str) -> BTreeMap<String, String> {
    let answer = format!(
        "HTTP/1.1 {status}\r\nContent-Type: application/json\r\nLocation: {field}\r\nX-Text: {field}\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    let home = Home::new();
    let url = answering(move |request| match request {
        request if request.contains("INIT") => {
            "HTTP/1.1 200 OK\r\nContent-Length: 38\r\n\r\n{\"media_id\":71,\"media_id_string\":\"71\"}".to_owned()
        }
        request if request.contains("APPEND") => "HTTP/1.1 204 No Content\r\n\r\n".to_owned(),
        _ => answer.clone(),
    });
    let here = [("GITHUB_ACTIONS", "true"), ("GITHUB_STEP_SUMMARY", "reports/step.md")];
    let arguments = ["run", "-v", "--endpoint", &url, "--clause", "RSP-2", "PAR-1", "ERR-1", "--format", "all"];
    let outcome = home.run_with(&here, &arguments);
    assert_eq!(outcome.err, "");
    let mut outputs = BTreeMap::from([("terminal".to_owned(), outcome.out)]);
    for entry in fs::read_dir(home.path("reports")).expect("reports") {
        let entry = entry.expect("readable");
        let text = fs::read_to_string(entry.path()).expect("text");
        outputs.insert(entry.file_name().to_string_lossy().into_owned(), text);
    }
    assert_eq!(outputs.len(), 9, "{:?}", outputs.keys());
    outputs
}

#[rstest]
#[case::a_success("200 OK", |text: &str| json!({"media_id": 71, "media_id_string": [text], "size": text, "extra": text}).to_string())]
#[case::a_name("200 OK", |text: &str| json!({"media_id": text, "media_id_string": "71", "expires_after_secs": {text: text}}).to_string())]
#[case::a_refusal("400 Bad Request", |text: &str| json!({"errors": [{"message": text}]}).to_string())]
#[case::no_json("200 OK", |text: &str| text.to_owned())]
#[case::a_redirect("302 Found", |text: &str| text.to_owned())]
fn nothing_that_an_endpoint_says_gets_out_of_its_place(#[case] status: &'static str, #[case] body: fn(&str) -> String) {
    let harmless = |text: &str| "x".repeat(text.chars().count());
    let hostile = outputs(status, FIELD, &body(BODY));
    let plain = outputs(status, &harmless(FIELD), &body(&harmless(BODY)));
    for (name, text) in &hostile {
        assert_eq!(deceptive(text), None, "{name}");
        if name != "terminal" {
            let found = skeleton(name, text);
            assert!(found.is_some(), "{name} is broken: {text}");
            assert_eq!(found, skeleton(name, &plain[name]), "{name}");
        }
    }
    let commands = |text: &str| text.lines().filter(|line| line.starts_with("::") || line.starts_with("##[")).count();
    assert_eq!(commands(&hostile["terminal"]), commands(&plain["terminal"]));
    assert!(hostile["report.json"].contains("pwned") || status.starts_with("302"), "the text is kept");
}
