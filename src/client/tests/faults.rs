//! Every way in which no answer arrives has its sentence.

use std::{net::TcpListener, time::Duration};

use rstest::rstest;

use super::{super::testbed::*, finalize};
use crate::{
    client::{Transport, TransportOptions},
    clock::Clock,
    exchange::{Exchange, Note, Outcome},
};

/// `{}`, compressed.
pub const GZIPPED_BRACES: &[u8] =
    b"\x1F\x8B\x08\x00\x00\x00\x00\x00\x02\x03\xAB\xAE\x05\x00\x43\xBF\xA6\xA3\x02\x00\x00\x00";

/// 100,000 blanks in some hundred bytes.
fn gzipped_blanks() -> Vec<u8> {
    let start =
        b"\x1F\x8B\x08\x00\x00\x00\x00\x00\x02\x03\xED\xC1\x31\x01\x00\x00\x00\xC2\xA0\x2A\xEB\x9F\xD2\x1A\x1E\x40\x01";
    let end = b"\xAF\x06\x2D\xF0\x79\xCA\xA0\x86\x01\x00";
    [&start[..], &[0; 87], end].concat()
}

fn reason(exchange: &Exchange) -> &str {
    match &exchange.outcome {
        Outcome::Lost(reason) => reason,
        Outcome::Answered(response) => panic!("answered: {response:?}"),
    }
}

fn chunked(body: &str) -> Vec<u8> {
    format!("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n{body}").into_bytes()
}

#[rstest]
#[case::nothing(Reply::Close(Vec::new()), "the connection was closed before an answer arrived")]
#[case::half_a_header(Reply::Close(b"HTTP/1.1 200 OK\r\nx: ".to_vec()), "the connection was closed before an answer arrived")]
#[case::not_http(Reply::Close(b"220 mail.example.com ESMTP\r\n\r\n".to_vec()), "the answer is not HTTP")]
#[case::bad_status(Reply::Close(b"HTTP/1.1 2000 OK\r\n\r\n".to_vec()), "the answer is not HTTP")]
#[case::half_a_body(
    Reply::Close(b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n{}".to_vec()),
    "the connection was closed in the middle of the answer's body"
)]
#[case::half_a_chunk(Reply::Close(chunked("5\r\n{}")), "the connection was closed in the middle of the answer's body")]
#[case::bad_chunk(Reply::Close(chunked("zz\r\n{}")), "the answer's body is not valid HTTP")]
#[case::header_without_end(
    Reply::Endless(b"HTTP/1.1 200 OK\r\nx: ".to_vec(), vec![b'x'; 4096]),
    "the answer's header is too large"
)]
#[case::too_many_fields(
    Reply::Close(format!("HTTP/1.1 200 OK\r\n{}\r\n", "x: y\r\n".repeat(5000)).into_bytes()),
    "the answer's header is too large"
)]
#[case::long_body(
    Reply::Keep(answer("200 OK", &[], &[b' '; 5000])),
    "the answer's body is longer than 4096 bytes"
)]
#[case::body_without_end(
    Reply::Endless(chunked(""), b"4\r\nabcd\r\n".repeat(500)),
    "the answer's body is longer than 4096 bytes"
)]
#[case::compression_bomb(
    Reply::Keep(answer("200 OK", &[("content-encoding", "gzip")], &gzipped_blanks())),
    "the answer's body is longer than 4096 bytes"
)]
#[case::not_gzip(
    Reply::Keep(answer("200 OK", &[("content-encoding", "gzip")], b"plain text instead")),
    "the answer's body is not valid gzip"
)]
#[case::half_a_gzip(
    Reply::Keep(answer("200 OK", &[("content-encoding", "gzip")], &GZIPPED_BRACES[..12])),
    "the answer's body is not valid gzip"
)]
#[case::half_a_body_with_half_a_gzip(
    Reply::Close([b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 99\r\n\r\n", &GZIPPED_BRACES[..12]].concat()),
    "the connection was closed in the middle of the answer's body"
)]
#[tokio::test]
async fn broken_answers_are_lost(#[case] reply: Reply, #[case] expected: &str) {
    let server = Server::start([reply]);
    let transport = server.transport(|options| options.max_body = 4096);
    let exchange = transport.send(&finalize(&server.url), &Clock::Wall).await;
    assert_eq!(reason(&exchange), expected);
    // Something may have happened there, so it is never sent twice.
    assert_eq!((server.requests().len(), exchange.notes.len()), (1, 0));
}

#[rstest]
#[case::before_the_answer(Reply::Hang(Vec::new()))]
#[case::in_the_header(Reply::Hang(b"HTTP/1.1 200 OK\r\n".to_vec()))]
#[case::in_the_body(Reply::Hang(b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n{}".to_vec()))]
#[tokio::test]
async fn the_time_limit_covers_the_whole_request(#[case] reply: Reply) {
    let server = Server::start([reply]);
    let transport = server.transport(|options| options.timeout = Duration::from_millis(200));
    let exchange = transport.send(&finalize(&server.url), &Clock::movable()).await;
    assert_eq!(reason(&exchange), "no complete answer within 0.2 s");
    assert_eq!((server.requests().len(), exchange.notes.len()), (1, 0));
}

#[tokio::test]
async fn a_refused_connection_is_tried_again_twice() {
    let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let url = format!("http://{address}/upload").parse().unwrap();
    let transport = Transport::new(TransportOptions::default(), &url).unwrap();
    let exchange = transport.send(&finalize(&url), &Clock::Wall).await;
    let refused = format!("no connection to {address}: Connection refused");
    assert_eq!(reason(&exchange), refused);
    assert_eq!(exchange.notes, vec![Note::TriedAgain(refused); 2]);
    assert_eq!(transport.requests(), 3);
}

#[tokio::test]
async fn an_unknown_host_is_named() {
    let url = "http://no-such-host.invalid/upload".parse().unwrap();
    let transport = Transport::new(TransportOptions::default(), &url).unwrap();
    let exchange = transport.send(&finalize(&url), &Clock::Wall).await;
    assert_eq!(reason(&exchange), "the host no-such-host.invalid could not be found");
}

#[tokio::test]
async fn a_connection_that_closed_while_idle_is_replaced() {
    let close_quietly = Reply::Close(answer("200 OK", &[], b"{}"));
    let server = Server::start([close_quietly, fine()]);
    let transport = server.transport(|_| ());
    assert!(transport.send(&finalize(&server.url), &Clock::Wall).await.response().is_some());
    server.wait_for_close();
    let second = transport.send(&finalize(&server.url), &Clock::Wall).await;
    assert!(second.response().is_some(), "{:?}", second.outcome);
    assert_eq!(server.requests().len(), 2);
}
