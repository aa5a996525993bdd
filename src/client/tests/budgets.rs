//! The budgets of a run: requests, concurrency, patience.

use std::time::Duration;

use rstest::rstest;

use super::{super::testbed::*, finalize, keys, pairs};
use crate::{
    client::{Authorization, Call, Transport, TransportError, TransportOptions},
    clock::Clock,
    exchange::{Note, Outcome},
};

fn limited(headers: &[(&str, &str)]) -> Reply {
    Reply::Keep(answer("429 Too Many Requests", headers, b"{}"))
}

#[tokio::test]
async fn a_spent_request_budget_sends_nothing() {
    let server = Server::start([fine(), fine()]);
    let transport = server.transport(|options| options.max_requests = Some(1));
    let call = finalize(&server.url);
    assert!(transport.send(&call, &Clock::Wall).await.response().is_some());
    let second = transport.clone().send(&call, &Clock::Wall).await;
    assert!(matches!(&second.outcome, Outcome::Lost(why) if why == "the budget of 1 requests is spent"));
    assert_eq!((server.requests().len(), transport.requests()), (1, 1));
}

#[tokio::test]
async fn a_rate_limit_is_waited_out_on_the_clock_and_the_call_signed_anew() {
    let clock = Clock::movable();
    let server = Server::start([limited(&[("retry-after", "40")]), fine()]);
    let transport = server.transport(|_| ());
    let start = clock.now();
    let call = Call { authorization: Authorization::signed(keys()), ..finalize(&server.url) };
    let exchange = transport.send(&call, &clock).await;
    assert_eq!(exchange.response().unwrap().status, 200);
    assert_eq!(clock.now() - start, Duration::from_secs(40));
    assert_eq!(exchange.notes, [Note::WaitedOut(Duration::from_secs(40))]);
    let authorization =
        |request: &String| request.lines().find(|line| line.starts_with("authorization")).unwrap().to_owned();
    let requests = server.requests();
    assert_ne!(authorization(&requests[0]), authorization(&requests[1]));
    assert_eq!(transport.requests(), 2);
}

#[tokio::test]
async fn a_nonce_fixed_on_purpose_stays() {
    let server = Server::start([limited(&[("retry-after", "1")]), fine()]);
    let (timestamp, nonce) = (Some(5), Some("once".to_owned()));
    let authorization = Authorization::OAuth1 { credentials: keys().into(), timestamp, nonce, signed_as: None };
    let call = Call { authorization, ..finalize(&server.url) };
    assert!(server.transport(|_| ()).send(&call, &Clock::movable()).await.response().is_some());
    let requests = server.requests();
    assert_eq!(requests[0], requests[1]);
}

#[rstest]
#[case::silent(&[], None)]
#[case::beyond_patience(&[("retry-after", "61")], None)]
#[case::beyond_the_budget(&[("retry-after", "1")], Some(1))]
#[tokio::test]
async fn a_rate_limit_that_cannot_be_waited_out_is_the_answer(
    #[case] headers: &[(&str, &str)],
    #[case] max_requests: Option<u64>,
) {
    let server = Server::start([limited(headers), fine()]);
    let transport = server.transport(|options| options.max_requests = max_requests);
    let exchange = transport.send(&finalize(&server.url), &Clock::movable()).await;
    assert_eq!(exchange.response().unwrap().status, 429);
    assert_eq!((server.requests().len(), exchange.notes.len()), (1, 0));
}

#[tokio::test]
async fn what_outlasted_the_patience_once_is_not_waited_for_again() {
    let server = Server::start((0..4).map(|_| limited(&[("retry-after", "40")])));
    let (transport, clock, call) = (server.transport(|_| ()), Clock::movable(), finalize(&server.url));
    let start = clock.now();
    transport.send(&call, &clock).await;
    assert_eq!((server.requests().len(), clock.now() - start), (2, Duration::from_secs(40)));
    transport.send(&call, &clock).await;
    assert_eq!((server.requests().len(), clock.now() - start), (3, Duration::from_secs(40)));
}

#[tokio::test]
async fn waits_add_up_to_the_patience_and_no_further() {
    let clock = Clock::movable();
    let server = Server::start((0..9).map(|_| limited(&[("retry-after", "0")])));
    let transport = server.transport(|options| options.max_wait = Duration::from_secs(3));
    let start = clock.now();
    let exchange = transport.send(&finalize(&server.url), &clock).await;
    assert_eq!(exchange.response().unwrap().status, 429);
    assert_eq!((server.requests().len(), clock.now() - start), (4, Duration::from_secs(3)));
}

#[tokio::test]
async fn no_more_requests_are_in_flight_than_allowed() {
    let server = Server::start((0..8).map(|_| fine()));
    let transport = server.transport(|options| options.concurrency = 1);
    let call = finalize(&server.url);
    let all = (0..8).map(|_| transport.send(&call, &Clock::Wall));
    assert!(futures::future::join_all(all).await.iter().all(|exchange| exchange.response().is_some()));
    // One request at a time never needs a second connection.
    assert_eq!((server.requests().len(), server.connections()), (8, 1));
}

#[rstest]
#[case::scheme("ftp://host.test/", TransportError::Endpoint("ftp://host.test/".to_owned()))]
#[case::no_host("data:text", TransportError::Endpoint("data:text".to_owned()))]
#[case::user("https://me:s3cret@host.test/", TransportError::Userinfo)]
fn endpoints_are_plain_urls(#[case] url: &str, #[case] expected: TransportError) {
    let refused = Transport::new(TransportOptions::default(), &url.parse().unwrap()).unwrap_err();
    assert_eq!(refused, expected);
}

#[rstest]
#[case::reserved("Authorization", "Basic x", TransportError::ReservedHeader("Authorization".to_owned()))]
#[case::length("content-LENGTH", "1", TransportError::ReservedHeader("content-LENGTH".to_owned()))]
#[case::name("a b", "x", TransportError::Header("a b".to_owned()))]
#[case::value("x", "a\nb", TransportError::Header("x".to_owned()))]
fn own_header_fields_are_checked(#[case] name: &str, #[case] value: &str, #[case] expected: TransportError) {
    let options = TransportOptions { headers: pairs(&[(name, value)]), ..TransportOptions::default() };
    let refused = Transport::new(options, &"http://localhost/".parse().unwrap()).unwrap_err();
    assert_eq!(refused, expected);
}
