//! Canaries: credentials that must not be found in anything that is printed or written, whatever happens to them.

use std::{fs, path::Path};

use rstest::rstest;

use super::{Home, Outcome, answering, live::Server};

const OAUTH1: [(&str, &str); 5] = [
    ("FINALIZE_CONSUMER_KEY", "c4nary-key/+"),
    ("FINALIZE_CONSUMER_SECRET", "c4nary secret&=%"),
    ("FINALIZE_ACCESS_TOKEN", "123-c4nary\"token\\"),
    ("FINALIZE_ACCESS_TOKEN_SECRET", "c4nary token é secret"),
    ("FINALIZE_APP_BEARER", "c4nary-app-bearer=="),
];
const BEARER: [(&str, &str); 2] =
    [("FINALIZE_USER_BEARER", "c4nary-user-bearer=="), ("FINALIZE_APP_BEARER", "c4nary-app-bearer==")];

/// Panics where a canary sings: in a file below the directory or in what was printed.
fn assert_silent<'a>(home: &Home, outcomes: impl IntoIterator<Item = &'a Outcome>) {
    let mut texts: Vec<(String, String)> = Vec::new();
    collect(&home.path("."), &mut texts);
    assert!(!texts.is_empty(), "something was written");
    for Outcome { out, err, .. } in outcomes {
        texts.extend([("standard output".to_owned(), out.clone()), ("standard error".to_owned(), err.clone())]);
    }
    for (place, text) in texts {
        let line = text.lines().find(|line| line.contains("c4nary"));
        assert_eq!(line.map(|line| line.chars().take(2000).collect::<String>()), None, "in {place}");
    }
}

fn collect(directory: &Path, texts: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(directory).expect("a directory") {
        let path = entry.expect("readable").path();
        if path.is_dir() {
            collect(&path, texts);
        } else {
            let text = String::from_utf8_lossy(&fs::read(&path).expect("readable")).into_owned();
            texts.push((path.display().to_string(), text));
        }
    }
}

/// An endpoint that says whatever it is told: in headers, in successes, in refusals, in a redirect.
fn parrot() -> String {
    answering(|request| {
        let (head, body) = request.split_once("\r\n\r\n").unwrap_or_default();
        let field =
            |name: &str| head.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default().trim().to_owned();
        let authorization = field("authorization:");
        let said = serde_json::json!({
            "media_id": 71, "media_id_string": "71", "media_key": authorization, "expires_after_secs": 1, "request": request,
            "errors": [{"message": format!("{authorization} {body}")}], &authorization: 1,
        });
        let said = said.to_string();
        // Refusals, redirects and crashes in turn, by the length of what was asked.
        let status = match (body.contains("INIT"), request.len() % 4) {
            (true, _) | (_, 0) => "200 OK",
            (_, 1) => "401 Unauthorized",
            (_, 2) => "302 Found",
            _ => "500 Internal Server Error",
        };
        format!(
            "HTTP/1.1 {status}\r\nContent-Type: application/json; x={authorization}\r\nLocation: /?{authorization}\r\n\
             Set-Cookie: {authorization}\r\nX-Said: {authorization}\r\nContent-Length: {}\r\n\r\n{said}",
            said.len()
        )
    })
}

#[rstest]
#[case::oauth1(&OAUTH1)]
#[case::bearer(&BEARER)]
fn no_run_tells_a_secret(#[case] credentials: &[(&str, &str)]) {
    let home = Home::new();
    let here = [
        ("GITHUB_ACTIONS", "true"),
        ("GITHUB_STEP_SUMMARY", "step.md"),
        ("RUST_BACKTRACE", "1"),
        ("RUST_LOG", "trace"),
    ];
    let variables = [credentials, &here].concat();
    let own = ["--header", "X-Api-Key: c4nary-in-a-header", "--ledger", "ledger.jsonl", "--max-wait", "0"];
    let server = Server::with_accounts(&home, credentials, &[]);
    let outcomes = [&parrot(), &server.url, "http://127.0.0.1:1", "http://c4nary@127.0.0.1", "ftp://x"].map(|url| {
        let run = ["run", "-v", "--endpoint", url, "--format", "all", "--concurrency", "4"];
        home.run_with(&variables, &[&run[..], &own].concat())
    });
    // What takes its time is not waited for, so that the right endpoint ends without a verdict.
    assert_eq!(outcomes.each_ref().map(|outcome| outcome.code), [1, 3, 3, 2, 2]);
    let others = [
        &["list", "--plan"][..],
        &["explain", "RES-4"],
        &["run", "-q", "--clause", "RES-4"],
        &["serve", "--addr", "x"],
    ]
    .map(|arguments| home.run_with(&variables, arguments));
    fs::write(home.path("serve.log"), server.log()).expect("written");
    assert_silent(&home, outcomes.iter().chain(&others));
}
