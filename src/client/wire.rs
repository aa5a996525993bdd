//! The one place that knows the HTTP library: sets its client up, puts a request on the wire, reads the answer.

use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    sync::Arc,
    time::Duration,
};

use bytes::{Bytes, BytesMut};
use reqwest::{
    Certificate, Client, ClientBuilder, Method,
    header::{HeaderName, HeaderValue},
    redirect, retry,
};
use rustls::{ClientConfig, RootCertStore, crypto::ring};
use url::Url;

use super::{
    fault::{Fault, Stage},
    guard::is_loopback,
    message::host,
    transport::{TransportError, TransportOptions},
};
use crate::http::{Request, Response};

/// How long a connection may idle before it is dropped: below the five seconds after which the least patient of the
/// usual servers close theirs, since a request that meets the closing is lost and must not be sent twice.
const IDLE: Duration = Duration::from_secs(4);

/// Where names of this machine lead (RFC 6761, 6.3), on the port of the URL; curl tries them in this order, too.
const LOOPBACK: [SocketAddr; 2] =
    [SocketAddr::new(IpAddr::V6(Ipv6Addr::LOCALHOST), 0), SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0)];

/// Sets up the HTTP client for an endpoint.
pub(super) fn client(options: &TransportOptions, endpoint: &Url) -> Result<Client, TransportError> {
    if !matches!(endpoint.scheme(), "http" | "https") || !endpoint.has_host() {
        return Err(TransportError::Endpoint(endpoint.to_string()));
    }
    if !endpoint.username().is_empty() || endpoint.password().is_some() {
        return Err(TransportError::Userinfo);
    }
    let mut builder = Client::builder()
        .redirect(redirect::Policy::none())
        // Whatever is sent again is counted, paced and noted, and so not the library's to decide.
        .retry(retry::never())
        .pool_idle_timeout(IDLE)
        .pool_max_idle_per_host(options.concurrency.max(1));
    if is_loopback(endpoint) {
        builder = builder.no_proxy();
        // The guard lets credentials go to such names, so no resolver and no file of hosts may lead them elsewhere.
        if let Some(name) = endpoint.domain() {
            builder = builder.resolve_to_addrs(name, &LOOPBACK);
        }
    }
    let builder = if endpoint.scheme() == "https" { tls(builder, options)? } else { no_tls(builder)? };
    builder.build().map_err(|error| TransportError::Client(Fault::chain(&error)))
}

/// TLS with the system's certificate authorities.
fn tls(mut builder: ClientBuilder, options: &TransportOptions) -> Result<ClientBuilder, TransportError> {
    // An error only says that a provider is installed already.
    let _ = ring::default_provider().install_default();
    if let Some(pem) = &options.ca_cert {
        let certificates =
            Certificate::from_pem_bundle(pem).map_err(|error| TransportError::CaCert(Fault::chain(&error)))?;
        if certificates.is_empty() {
            return Err(TransportError::CaCert("it holds none".to_owned()));
        }
        builder = builder.tls_certs_merge(certificates);
    }
    Ok(builder.tls_danger_accept_invalid_certs(options.insecure))
}

/// A TLS configuration that trusts nobody and costs nothing: without one the library reads the system's certificates
/// even where they are never needed.
fn no_tls(builder: ClientBuilder) -> Result<ClientBuilder, TransportError> {
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|error| TransportError::Client(error.to_string()))?
        .with_root_certificates(RootCertStore::empty())
        .with_no_client_auth();
    Ok(builder.tls_backend_preconfigured(config))
}

/// Sends a request and reads the whole answer, of whose body at most `max_body` bytes.
pub(super) async fn exchange(
    client: &Client,
    method: &Method,
    request: &Request,
    max_body: usize,
    proxy: Option<&str>,
) -> Result<Response, Fault> {
    let outgoing = outgoing(method, request)?;
    // Lets the runtime look at its sockets first: a connection that the server has closed meanwhile is then replaced.
    // Once a request is written to it, nobody can tell whether it arrived, and it must not be sent again.
    tokio::task::yield_now().await;
    let lost = |stage| move |error: reqwest::Error| Fault::new(&error, stage, &request.url, proxy);
    let mut incoming = client.execute(outgoing).await.map_err(lost(Stage::Head))?;
    let status = incoming.status().as_u16();
    let text = |value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    let headers = incoming.headers().iter().map(|(name, value)| (name.as_str().to_owned(), text(value))).collect();
    let body = body(&mut incoming, max_body, lost(Stage::Body)).await?;
    Ok(Response { status, headers, body })
}

fn outgoing(method: &Method, request: &Request) -> Result<reqwest::Request, Fault> {
    let mut outgoing = reqwest::Request::new(method.clone(), request.url.clone());
    for (name, value) in &request.headers {
        // The connection knows whether a host is named by this field or, in HTTP/2, by another.
        if name == "host" && value == host(&request.url) {
            continue;
        }
        let field = (HeaderName::try_from(name.as_str()).ok(), HeaderValue::try_from(value.as_str()).ok());
        let (Some(name), Some(mut value)) = field else {
            return Err(Fault::of(format!("the value of the header {name} cannot be sent over HTTP")));
        };
        value.set_sensitive(name == "authorization");
        outgoing.headers_mut().append(name, value);
    }
    if !request.body.is_empty() {
        *outgoing.body_mut() = Some(request.body.clone().into());
    }
    Ok(outgoing)
}

/// Reads a body piece by piece, so that one without an end, or one that unpacks to gigabytes, stays bounded.
async fn body(
    incoming: &mut reqwest::Response,
    limit: usize,
    lost: impl Fn(reqwest::Error) -> Fault,
) -> Result<Bytes, Fault> {
    // A copy: a piece that is kept keeps the connection's whole buffer, and every answer would need a new one.
    let mut whole = BytesMut::new();
    while let Some(piece) = incoming.chunk().await.map_err(&lost)? {
        if whole.len() + piece.len() > limit {
            return Err(Fault::of(format!("the answer's body is longer than {limit} bytes")));
        }
        whole.extend_from_slice(&piece);
    }
    Ok(whole.freeze())
}
