//! The way to the endpoint, and whom a run speaks to on it.

use std::sync::{Arc, Mutex};

use rstest::rstest;

use super::{Home, Port, answering};

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
