//! A shell line repeats the request that was sent: tried with a real shell and a real curl.

use std::{
    collections::BTreeMap,
    env, fs,
    process::{Command, Stdio},
};

use proptest::prelude::*;
use reqwest::Method;
use rstest::rstest;

use super::{super::testbed::*, bearer, keys, pairs};
use crate::{
    client::{Authorization, Call, Masker, Part, Payload, curl, evidence},
    clock::Clock,
    credentials::{Credentials, User},
};

/// What may differ: the connection's own fields, and how each client introduces itself.
const INCIDENTAL: [&str; 5] = ["host", "user-agent", "accept", "accept-encoding", "expect"];

/// Whether curl is there. Only a developer's machine may do without.
fn curl_is_there() -> bool {
    let there = Command::new("curl").arg("--version").stdout(Stdio::null()).status().is_ok();
    assert!(there || env::var_os("CI").is_none(), "curl is missing, and nothing else can try these lines");
    there
}

/// Request line, header fields that matter, and body.
fn essence(request: &str) -> (String, BTreeMap<String, String>, String) {
    let (head, body) = request.split_once("\r\n\r\n").unwrap();
    let mut lines = head.split("\r\n");
    let start = lines.next().unwrap().to_owned();
    let fields = lines
        .map(|line| line.split_once(':').unwrap())
        .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
        .filter(|(name, _)| !INCIDENTAL.contains(&name.as_str()))
        .collect();
    (start, fields, body.to_owned())
}

fn run(line: &str, variables: &[(&str, String)]) {
    // In a file, since a long line does not fit into an argument.
    let script = tempfile::NamedTempFile::new().unwrap();
    fs::write(&script, line.replace("curl -i", "curl -sS -i --noproxy '*'")).unwrap();
    let output = Command::new("sh").arg(script.path()).envs(variables.iter().cloned()).output().unwrap();
    assert!(output.status.success(), "{line}\n{}", String::from_utf8_lossy(&output.stderr));
}

#[rstest]
#[case::form(Method::POST, Payload::Form(pairs(&[("command", "FINALIZE"), ("media_id", "7\0 é'\n")])), bearer())]
#[case::query(Method::POST, Payload::Query(pairs(&[("command", "FINALIZE"), ("a[b]{c}", "'$HOME`\\")])), bearer())]
#[case::status(Method::GET, Payload::Query(pairs(&[("command", "STATUS"), ("media_id", "7")])), bearer())]
#[case::json(Method::POST, Payload::Json("{\"text\":\"it's 100 % é\"}".to_owned()), bearer())]
#[case::json_like_a_file(Method::POST, Payload::Json("@/etc/hosts".to_owned()), bearer())]
#[case::json_of_two_lines(Method::POST, Payload::Json("-{\n\t\\n'%s'\u{7f}\r\n}".to_owned()), bearer())]
#[case::nothing(Method::POST, Payload::None, bearer())]
#[case::put(Method::PUT, Payload::Form(pairs(&[("command", "FINALIZE")])), bearer())]
#[case::delete(Method::DELETE, Payload::Query(pairs(&[("command", "FINALIZE")])), bearer())]
#[case::large(Method::POST, Payload::Json(" '%".repeat(100_000)), bearer())]
#[case::no_header(Method::POST, Payload::Form(pairs(&[("a", "b")])), Authorization::Absent)]
#[case::empty_header(Method::POST, Payload::Form(pairs(&[("a", "b")])), Authorization::Raw(String::new()))]
#[case::odd_header(Method::POST, Payload::Form(pairs(&[("a", "b")])), Authorization::Raw("Bearer $x '\"".to_owned()))]
#[case::signed(Method::POST, Payload::Form(pairs(&[("a", "b")])), Authorization::signed(keys()))]
#[case::multipart(
    Method::POST,
    Payload::Multipart(vec![Part::text("command", "APPEND"), Part::file("media", "a.gif", (0..=255).collect::<Vec<u8>>())]),
    bearer()
)]
#[tokio::test]
async fn a_line_repeats_the_request(
    #[case] method: Method,
    #[case] payload: Payload,
    #[case] authorization: Authorization,
) {
    if !curl_is_there() {
        return;
    }
    let server = Server::start([fine(), fine()]);
    let transport = server.transport(|options| options.headers = pairs(&[("X-Trace", "it's")]));
    let call = Call { method, url: server.url.clone(), payload, authorization };
    let exchange = transport.send(&call, &Clock::Wall).await;
    let credentials =
        Credentials { user: Some(User::OAuth1(keys().into())), app_bearer: Some("s3cret-t0ken".to_owned()) };
    let line = evidence(vec![exchange.clone()], &Masker::new(&credentials, &[])).remove(0).curl;
    assert!(!line.contains("s3cret-t0ken") && !line.contains("access-token"), "{line}");

    let sent = exchange.request.header("authorization").unwrap_or_default().to_owned();
    let token = sent.strip_prefix("Bearer ").unwrap_or_default().to_owned();
    run(&line, &[("FINALIZE_USER_BEARER", token), ("FINALIZE_AUTHORIZATION", sent)]);
    let requests = server.requests();
    assert_eq!(essence(&requests[1]), essence(&requests[0]), "{line}");
}

#[tokio::test]
async fn a_line_reads_well() {
    let server = Server::start([fine()]);
    let payload = Payload::Form(pairs(&[("command", "FINALIZE"), ("media_id", "710511363345354753")]));
    let call = Call { method: Method::POST, url: server.url.clone(), payload, authorization: bearer() };
    let exchange = server.transport(|_| ()).send(&call, &Clock::Wall).await;
    assert_eq!(
        evidence(vec![exchange], &Masker::new(&Credentials::default(), &[])).remove(0).curl,
        format!(
            "curl -i -X POST -H 'content-type: application/x-www-form-urlencoded' \
             -H \"Authorization: Bearer $FINALIZE_USER_BEARER\" \
             --data-binary 'command=FINALIZE&media_id=710511363345354753' '{}'",
            server.url
        )
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Every body comes out of the shell as it went in.
    #[test]
    fn printf_writes_the_very_bytes(body in prop::collection::vec(any::<u8>(), 1..64)) {
        let line = format!("printf {}", curl::printf_format(&body));
        let output = Command::new("sh").arg("-c").arg(&line).output().unwrap();
        prop_assert_eq!(output.stdout, body, "{}", line);
    }

    /// Every word without a NUL comes out of the shell as it went in.
    #[test]
    fn quoting_keeps_a_word(word in "[^\\x00]{0,40}") {
        let mut line = "printf %s ".to_owned();
        curl::push_word(&mut line, &word);
        let output = Command::new("sh").arg("-c").arg(&line).output().unwrap();
        prop_assert_eq!(output.stdout, word.as_bytes(), "{}", line);
    }
}
