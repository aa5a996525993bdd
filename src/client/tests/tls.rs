//! TLS against a server with a certificate of its own making.

use std::sync::Arc;

use bytes::Bytes;
use http_body_util::Full;
use hyper::{Request, Response, body::Incoming, server::conn, service::service_fn};
use hyper_util::rt::{TokioExecutor, TokioIo};
use rcgen::{CertifiedKey, generate_simple_self_signed};
use rstest::rstest;
use rustls::{ServerConfig, crypto::ring, pki_types::PrivateKeyDer};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    sync::mpsc,
};
use tokio_rustls::{TlsAcceptor, server::TlsStream};
use url::Url;

use super::{bearer, finalize};
use crate::{
    client::{Call, Transport, TransportError, TransportOptions},
    clock::Clock,
    exchange::{Exchange, Note, Outcome},
};

/// A socket on a free port of this machine, what speaks TLS on it with a certificate for this name, its address, and the
/// certificate.
async fn listen(name: &str, protocol: &str) -> (TcpListener, TlsAcceptor, Url, Vec<u8>) {
    let CertifiedKey { cert, signing_key } = generate_simple_self_signed([name.to_owned()]).unwrap();
    let key = PrivateKeyDer::try_from(signing_key.serialize_der()).unwrap();
    let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![cert.der().clone()], key)
        .unwrap();
    config.alpn_protocols = vec![protocol.as_bytes().to_vec()];
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let url = format!("https://localhost:{port}/1.1/media/upload.json").parse().unwrap();
    (listener, TlsAcceptor::from(Arc::new(config)), url, cert.pem().into_bytes())
}

/// A server for one connection, that answers with the HTTP version, the host and the length it was told.
/// Gives its address and its certificate.
async fn server(name: &str, protocol: &str) -> (Url, Vec<u8>) {
    let (listener, acceptor, url, certificate) = listen(name, protocol).await;
    tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        let Ok(stream) = acceptor.accept(stream).await else { return };
        let http2 = stream.get_ref().1.alpn_protocol() == Some(b"h2");
        let (stream, service) = (TokioIo::new(stream), service_fn(describe));
        // The client may leave whenever it likes.
        let _ = if http2 {
            conn::http2::Builder::new(TokioExecutor::new()).serve_connection(stream, service).await
        } else {
            conn::http1::Builder::new().serve_connection(stream, service).await
        };
    });
    (url, certificate)
}

/// A server that meets every request with this frame of HTTP/2, whose stream is the first of its connection or none.
/// Gives its address, its certificate, and word of every request.
async fn refusing(frame: &'static [u8]) -> (Url, Vec<u8>, mpsc::UnboundedReceiver<()>) {
    let (listener, acceptor, url, certificate) = listen("localhost", "h2").await;
    let (note, requests) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            // The client gives each connection up with an end that nobody needs to see.
            let _ = refuse(acceptor.accept(stream).await.unwrap(), frame, &note).await;
        }
    });
    (url, certificate, requests)
}

async fn refuse(
    mut stream: TlsStream<TcpStream>,
    frame: &[u8],
    note: &mpsc::UnboundedSender<()>,
) -> std::io::Result<()> {
    const SETTINGS: [u8; 9] = [0, 0, 0, 4, 0, 0, 0, 0, 0];
    const HEADERS: u8 = 1;
    stream.write_all(&SETTINGS).await?;
    stream.read_exact(&mut [0; b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".len()]).await?;
    loop {
        let mut head = [0; 9];
        stream.read_exact(&mut head).await?;
        let length = u32::from_be_bytes([0, head[0], head[1], head[2]]);
        stream.read_exact(&mut vec![0; length as usize]).await?;
        if head[3] == HEADERS {
            note.send(()).unwrap();
            stream.write_all(frame).await?;
            // The next attempt needs a connection whose first stream it is.
            return stream.shutdown().await;
        }
    }
}

async fn describe(request: Request<Incoming>) -> Result<Response<Full<Bytes>>, hyper::Error> {
    let field = |name| request.headers().get(name).map(|value| value.to_str().unwrap().to_owned());
    let authority = request.uri().authority().map(ToString::to_string);
    let text = format!("{:?} {:?} {:?} {:?}", request.version(), authority, field("host"), field("content-length"));
    Ok(Response::new(Full::from(text)))
}

async fn send(options: TransportOptions, url: &Url) -> Exchange {
    let call = Call { authorization: bearer(), ..finalize(url) };
    Transport::new(options, url).unwrap().send(&call, &Clock::Wall).await
}

#[tokio::test]
async fn http_2_is_spoken_where_offered() {
    let (url, certificate) = server("localhost", "h2").await;
    let exchange = send(TransportOptions { ca_cert: Some(certificate), ..Default::default() }, &url).await;
    let authority = format!("localhost:{}", url.port().unwrap());
    let length = exchange.request.header("content-length").unwrap();
    let expected = format!("HTTP/2.0 Some({authority:?}) None Some({length:?})");
    assert_eq!(exchange.response().expect("an answer").body, expected);
}

#[rstest]
#[case::stream(
    b"\0\0\x04\x03\0\0\0\0\x01\0\0\0\x07",
    "the endpoint refused the request unseen (HTTP/2 REFUSED_STREAM)"
)]
#[case::connection(
    b"\0\0\x08\x07\0\0\0\0\0\0\0\0\0\0\0\0\0",
    "the endpoint closed the connection before it took the request (HTTP/2 GOAWAY)"
)]
#[tokio::test]
async fn what_http_2_calls_unprocessed_is_sent_again_within_the_budgets(
    #[case] frame: &'static [u8],
    #[case] expected: &str,
    #[values(1, 2, 9)] max_requests: u64,
) {
    let (url, certificate, mut requests) = refusing(frame).await;
    let (ca_cert, max_requests) = (Some(certificate), Some(max_requests));
    let transport = Transport::new(TransportOptions { ca_cert, max_requests, ..Default::default() }, &url).unwrap();
    let exchange = transport.send(&finalize(&url), &Clock::Wall).await;
    assert!(matches!(&exchange.outcome, Outcome::Lost(why) if why == expected), "{:?}", exchange.outcome);
    let mut seen = 0;
    while requests.try_recv().is_ok() {
        seen += 1;
    }
    assert_eq!(seen, max_requests.unwrap().min(3));
    assert_eq!(transport.requests(), seen);
    assert_eq!(exchange.notes, vec![Note::TriedAgain(expected.to_owned()); seen as usize - 1]);
}

#[rstest]
#[case::cancelled(b"\0\0\x04\x03\0\0\0\0\x01\0\0\0\x08")]
#[case::an_error_of_the_connection(b"\0\0\x08\x07\0\0\0\0\0\0\0\0\x01\0\0\0\x02")]
#[tokio::test]
async fn what_http_2_may_have_processed_is_not_sent_again(#[case] frame: &'static [u8]) {
    let (url, certificate, mut requests) = refusing(frame).await;
    let exchange = send(TransportOptions { ca_cert: Some(certificate), ..Default::default() }, &url).await;
    assert!(exchange.response().is_none() && exchange.notes.is_empty(), "{exchange:?}");
    assert!(requests.try_recv().is_ok() && requests.try_recv().is_err());
}

#[tokio::test]
async fn http_1_1_is_spoken_elsewhere() {
    let (url, certificate) = server("localhost", "http/1.1").await;
    let exchange = send(TransportOptions { ca_cert: Some(certificate), ..Default::default() }, &url).await;
    let authority = format!("localhost:{}", url.port().unwrap());
    let length = exchange.request.header("content-length").unwrap();
    let expected = format!("HTTP/1.1 None Some({authority:?}) Some({length:?})");
    assert_eq!(exchange.response().expect("an answer").body, expected);
}

#[tokio::test]
async fn any_certificate_will_do_on_request() {
    let (url, _) = server("elsewhere.test", "h2").await;
    let exchange = send(TransportOptions { insecure: true, ..Default::default() }, &url).await;
    assert!(exchange.response().is_some(), "{:?}", exchange.outcome);
}

#[rstest]
#[case::unknown_authority("localhost", false, "invalid peer certificate")]
#[case::other_name("elsewhere.test", true, "not valid for name")]
#[tokio::test]
async fn a_certificate_must_be_good(#[case] name: &str, #[case] trusted: bool, #[case] expected: &str) {
    let (url, certificate) = server(name, "h2").await;
    // One that is trusted there is always: a machine may have no authorities of its own.
    let (_, other) = server("localhost", "h2").await;
    let ca_cert = Some(if trusted { certificate } else { other });
    let exchange = send(TransportOptions { ca_cert, ..Default::default() }, &url).await;
    let Outcome::Lost(why) = &exchange.outcome else { panic!("{:?}", exchange.outcome) };
    assert!(why.starts_with("the TLS handshake with localhost failed: ") && why.contains(expected), "{why}");
    assert!(exchange.notes.is_empty());
}

#[rstest]
#[case::empty(b"")]
#[case::no_pem(b"certificate")]
#[case::broken(b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")]
fn certificate_authorities_are_pem(#[case] pem: &[u8]) {
    let options = TransportOptions { ca_cert: Some(pem.to_vec()), ..Default::default() };
    let refused = Transport::new(options, &"https://localhost/".parse().unwrap()).unwrap_err();
    assert!(matches!(refused, TransportError::CaCert(_) | TransportError::Client(_)), "{refused}");
}
