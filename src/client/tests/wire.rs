//! Evidence is what the server got, byte for byte.

use std::net::TcpListener;

use reqwest::Method;
use rstest::rstest;

use super::{super::testbed::*, bearer, finalize, keys, pairs};
use crate::{
    client::{Authorization, Call, Part, Payload, Transport, TransportOptions},
    clock::Clock,
    exchange::Exchange,
};

/// A request as HTTP/1.1 writes it.
fn written(exchange: &Exchange) -> String {
    let request = &exchange.request;
    let url = &request.url;
    let query = url.query().map(|query| format!("?{query}")).unwrap_or_default();
    let mut text = format!("{} {}{query} HTTP/1.1\r\n", request.method, url.path());
    for (name, value) in &request.headers {
        text.push_str(&format!("{name}: {value}\r\n"));
    }
    format!("{text}\r\n{}", String::from_utf8_lossy(&request.body))
}

#[rstest]
#[case::form(Method::POST, Payload::Form(pairs(&[("command", "FINALIZE"), ("media_id", "7\0 é\n")])))]
#[case::query(Method::POST, Payload::Query(pairs(&[("command", "FINALIZE"), ("media_key", "7_7")])))]
#[case::status(Method::GET, Payload::Query(pairs(&[("command", "STATUS"), ("media_id", "7")])))]
#[case::multipart(
    Method::POST,
    Payload::Multipart(vec![Part::text("command", "APPEND"), Part::file("media", "a.gif", &b"GIF89a\0\xFF\r\n"[..])])
)]
#[case::json(Method::POST, Payload::Json(r#"{"media_id":"7"}"#.to_owned()))]
#[case::nothing(Method::POST, Payload::None)]
#[case::put(Method::PUT, Payload::Form(pairs(&[("command", "FINALIZE")])))]
#[case::delete(Method::DELETE, Payload::Query(pairs(&[("command", "FINALIZE")])))]
#[tokio::test]
async fn evidence_is_what_went_over_the_wire(
    #[case] method: Method,
    #[case] payload: Payload,
    #[values(Authorization::Absent, Authorization::Raw(String::new()), bearer(), Authorization::signed(keys()))]
    authorization: Authorization,
) {
    let server = Server::start([fine()]);
    let transport = server.transport(|options| options.headers = pairs(&[("X-Trace", "1"), ("Accept", "a/b")]));
    let call = Call { method, url: server.url.clone(), payload, authorization };
    let exchange = transport.send(&call, &Clock::Wall).await;
    assert_eq!(exchange.response().unwrap().body, "{}");
    assert_eq!(server.requests(), [written(&exchange)]);
}

#[tokio::test]
async fn an_own_host_field_replaces_the_usual_one() {
    let server = Server::start([fine()]);
    let transport = server.transport(|options| options.headers = pairs(&[("Host", "upload.twitter.com")]));
    let exchange = transport.send(&finalize(&server.url), &Clock::Wall).await;
    assert_eq!(exchange.request.header("host"), Some("upload.twitter.com"));
    assert_eq!(server.requests(), [written(&exchange)]);
}

#[rstest]
#[tokio::test]
async fn names_of_this_machine_lead_to_it(
    #[values("localhost", "localhost.", "no-such-name.localhost")] name: &str,
    #[values("127.0.0.1:0", "[::1]:0")] address: &str,
) {
    let listener = match TcpListener::bind(address) {
        Err(_) if address.starts_with('[') => return, // a machine without IPv6
        listener => listener.unwrap(),
    };
    let server = Server::on(listener, [fine()]);
    let mut url = server.url.clone();
    url.set_host(Some(name)).unwrap();
    let transport = Transport::new(TransportOptions::default(), &url).unwrap();
    let exchange = transport.send(&finalize(&url), &Clock::Wall).await;
    assert!(exchange.response().is_some(), "{:?}", exchange.outcome);
}

#[tokio::test]
async fn a_body_that_changed_after_signing_keeps_the_signature_of_the_other() {
    let server = Server::start([fine(), fine()]);
    let transport = server.transport(|_| ());
    let other = Payload::Form(pairs(&[("command", "FINALIZE"), ("media_id", "8")]));
    let mut headers = Vec::new();
    for (payload, signed_as) in [(other.clone(), None), (finalize(&server.url).payload, Some(other))] {
        let (timestamp, nonce) = (Some(5), Some("once".to_owned()));
        let authorization = Authorization::OAuth1 { credentials: keys().into(), timestamp, nonce, signed_as };
        let call = Call { payload, authorization, ..finalize(&server.url) };
        let exchange = transport.send(&call, &Clock::Wall).await;
        headers.push(exchange.request.header("authorization").unwrap().to_owned());
    }
    assert_eq!(headers[0], headers[1]);
}

#[tokio::test]
async fn signatures_carry_the_clocks_time() {
    let server = Server::start([fine()]);
    let transport = server.transport(|_| ());
    let clock = Clock::movable();
    clock.sleep(std::time::Duration::from_secs(86_400)).await;
    let call = Call { authorization: Authorization::signed(keys()), ..finalize(&server.url) };
    let exchange = transport.send(&call, &clock).await;
    let expected = format!("oauth_timestamp=\"{}\"", clock.now().as_secs());
    assert!(exchange.request.header("authorization").unwrap().contains(&expected));
}

#[rstest]
#[case(301)]
#[case(302)]
#[case(307)]
#[case(308)]
#[tokio::test]
async fn redirects_are_answers(#[case] status: u16) {
    let elsewhere = Server::start([fine()]);
    let location = [("location", elsewhere.url.as_str())];
    let server = Server::start([Reply::Keep(answer(&format!("{status} Moved"), &location, b""))]);
    let call = Call { authorization: bearer(), ..finalize(&server.url) };
    let exchange = server.transport(|_| ()).send(&call, &Clock::Wall).await;
    assert_eq!(exchange.response().unwrap().status, status);
    assert!(elsewhere.requests().is_empty());
}

#[tokio::test]
async fn connections_are_used_again() {
    let server = Server::start([fine(), fine(), fine()]);
    let transport = server.transport(|_| ());
    for _ in 0..3 {
        assert!(transport.send(&finalize(&server.url), &Clock::Wall).await.response().is_some());
    }
    assert_eq!((server.requests().len(), server.connections()), (3, 1));
}

#[tokio::test]
async fn header_values_that_are_no_ascii_survive() {
    let server = Server::start([Reply::Keep(answer("200 OK", &[("x-name", "é"), ("x-name", "b")], b"{}"))]);
    let exchange = server.transport(|_| ()).send(&finalize(&server.url), &Clock::Wall).await;
    let response = exchange.response().unwrap();
    assert_eq!(response.header("X-Name"), Some("é"));
    assert_eq!(response.headers.iter().filter(|(name, _)| name == "x-name").count(), 2);
}

#[tokio::test]
async fn compressed_bodies_are_unpacked() {
    let server =
        Server::start([Reply::Keep(answer("200 OK", &[("content-encoding", "gzip")], super::faults::GZIPPED_BRACES))]);
    let exchange = server.transport(|_| ()).send(&finalize(&server.url), &Clock::Wall).await;
    assert_eq!(exchange.response().unwrap().body, "{}");
}
