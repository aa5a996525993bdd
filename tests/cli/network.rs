//! The way to the endpoint, and whom a run speaks to on it.

use std::{
    io::{BufReader, Write as _},
    net::TcpListener,
    sync::{Arc, Mutex},
    thread,
};

use rstest::rstest;

use super::{Home, Port, answering, read_request, usage::assert_refused};

/// A server that keeps the first line of every request and refuses them all.
fn recording() -> (String, Arc<Mutex<Vec<String>>>) {
    let lines = Arc::new(Mutex::new(Vec::new()));
    let kept = lines.clone();
    let url = answering(move |request| {
        kept.lock().expect("no panic").push(request.lines().next().unwrap_or_default().to_owned());
        "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n".to_owned()
    });
    (url, lines)
}

#[rstest]
#[case::plain("http://upload.test", "HTTP_PROXY", "POST http://upload.test/1.1/media/upload.json HTTP/1.1")]
#[case::tls("https://upload.test", "HTTPS_PROXY", "CONNECT upload.test:443 HTTP/1.1")]
#[case::any("https://upload.test", "ALL_PROXY", "CONNECT upload.test:443 HTTP/1.1")]
fn a_proxy_comes_from_the_environment(#[case] endpoint: &str, #[case] variable: &str, #[case] first: &str) {
    let (home, (proxy, lines)) = (Home::new(), recording());
    let proxy = proxy.replace("http://", "http://me:pr0xy-s3cret@");
    let outcome = home
        .run_with(&[(variable, &proxy)], &["run", "-v", "--endpoint", endpoint, "--clause", "RSP-7", "--timeout", "5"]);
    assert_eq!(outcome.code, 3, "{}", outcome.out);
    assert_eq!(lines.lock().expect("no panic").first().map(String::as_str), Some(first));
    assert!(!(outcome.out + &home.report().to_string()).contains("pr0xy-s3cret"));
}

#[rstest]
#[case::plain("http://upload.test", "HTTP_PROXY")]
#[case::tls("https://upload.test", "HTTPS_PROXY")]
fn a_proxy_that_cannot_be_reached_is_named(#[case] endpoint: &str, #[case] variable: &str) {
    let closed = Port::new().url();
    let address = closed.trim_start_matches("http://").trim_end_matches('/');
    for (proxy, told) in [
        (format!("me:s3cret@{address}"), format!("no connection to the proxy {address}: Connection refused")),
        ("http://proxy.invalid:3128".to_owned(), "the proxy proxy.invalid:3128 could not be found".to_owned()),
    ] {
        let home = Home::new();
        let outcome = home.run_with(&[(variable, &proxy)], &["run", "--endpoint", endpoint, "--clause", "RSP-7"]);
        assert_eq!(outcome.code, 3, "{}", outcome.out);
        let reason = home.report()["scenarios"][0]["reason"].clone();
        assert_eq!(reason, format!("INIT was not answered: {told}"));
    }
}

#[test]
fn a_proxy_that_refuses_is_named() {
    let (home, (proxy, _)) = (Home::new(), recording());
    let arguments = ["run", "--endpoint", "https://upload.test", "--clause", "RSP-7"];
    let outcome = home.run_with(&[("HTTPS_PROXY", &proxy)], &arguments);
    assert_eq!(outcome.code, 3, "{}", outcome.out);
    let address = proxy.trim_start_matches("http://").trim_end_matches('/');
    let told =
        format!("INIT was not answered: the proxy {address} gives no connection to upload.test:443: unsuccessful");
    assert_eq!(home.report()["scenarios"][0]["reason"], told);
}

#[test]
fn behind_a_proxy_that_connects_the_endpoint_is_named() {
    let proxy = TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://{}", proxy.local_addr().expect("it is bound"));
    thread::spawn(move || {
        for mut stream in proxy.incoming().flatten() {
            read_request(&mut BufReader::new(&stream)).expect("a request");
            stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").expect("it is taken");
        }
    });
    let home = Home::new();
    let arguments = ["run", "--endpoint", "https://upload.test", "--clause", "RSP-7"];
    assert_eq!(home.run_with(&[("HTTPS_PROXY", &url)], &arguments).code, 3);
    let reason = home.report()["scenarios"][0]["reason"].clone();
    assert!(reason.as_str().is_some_and(|it| it.contains("no connection to upload.test:443: ")), "{reason}");
}

#[rstest]
#[case::no_url("://bad")]
#[case::socks("socks5://me:s3cret@127.0.0.1:1080")]
fn a_proxy_that_cannot_be_used_is_refused(#[case] proxy: &str) {
    let home = Home::new();
    let outcome = home.run_with(&[("https_proxy", proxy)], &["run", "--endpoint", "https://upload.test"]);
    assert_refused(&home, &outcome, &["https_proxy", "NO_PROXY"]);
    assert!(!outcome.err.contains("s3cret"), "{}", outcome.err);
}

#[test]
fn an_endpoint_on_this_machine_is_asked_without_a_proxy() {
    let (home, (endpoint, lines), proxy) = (Home::new(), recording(), Port::new());
    home.run_with(&[("HTTP_PROXY", &proxy.url())], &["run", "--endpoint", &endpoint, "--clause", "RSP-7"]);
    assert!(!lines.lock().expect("no panic").is_empty());
    assert_eq!(proxy.connections(), 0);
}

#[test]
fn a_redirect_is_not_followed() {
    let (home, elsewhere) = (Home::new(), Port::new());
    let to = elsewhere.url();
    let url =
        answering(move |_| format!("HTTP/1.1 307 Temporary Redirect\r\nLocation: {to}\r\nContent-Length: 0\r\n\r\n"));
    let outcome =
        home.run_with(&[("FINALIZE_USER_BEARER", "s3cret")], &["run", "--endpoint", &url, "--clause", "RSP-7"]);
    assert_eq!(outcome.code, 3, "{}", outcome.out);
    assert!(outcome.out.contains("INIT failed: 307, a redirect to http://127.0.0.1:"), "{}", outcome.out);
    assert_eq!(elsewhere.connections(), 0);
}
