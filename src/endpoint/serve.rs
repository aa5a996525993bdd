//! The front door for others: the reference endpoint as a server on a bound port.

use std::{convert::Infallible, net::SocketAddr, sync::Arc, time::Duration};

use bytes::Bytes;
use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use hyper::{
    body::{Body, Incoming},
    server::conn::http1,
    service::service_fn,
};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::{TcpListener, TcpStream},
    sync::watch,
    task::JoinSet,
};
use tokio_rustls::TlsAcceptor;
use url::Url;

use super::{
    door::{Door, error},
    machine::Endpoint,
    parameters::Parameters,
};
use crate::{
    clock::Clock,
    http::{Request, Response},
};

/// The largest body: a segment of 5 MB in base64, each of its characters percent-encoded at worst.
const LARGEST_BODY: usize = 22 * 1024 * 1024;

/// How long a client may take for its head, and again for its body.
const PATIENCE: Duration = Duration::from_secs(60);

/// How long requests under way may take after the shutdown.
const GRACE: Duration = Duration::from_secs(1);

/// How a server stands towards its clients.
#[derive(Default)]
pub struct Front {
    /// The URL that clients believe they speak to.
    pub public_url: Option<Url>,
    /// Speaks TLS, where it is wanted.
    pub tls: Option<TlsAcceptor>,
}

/// What a server does with each request; shared by its connections.
struct Service<L> {
    door: Door,
    front: Front,
    address: SocketAddr,
    log: L,
}

/// Serves the endpoint until `shutdown` ends, then lets the requests under way finish.
///
/// Signatures are checked against the URL that the client meant: the public one where there is one, else what `Host` says,
/// with the scheme of `X-Forwarded-Proto` where a proxy on the same machine sends it. `log` gets one line a request.
pub async fn serve<L>(
    listener: TcpListener,
    endpoint: Endpoint,
    clock: Clock,
    front: Front,
    log: L,
    shutdown: impl Future<Output = ()>,
) -> std::io::Result<()>
where
    L: Fn(&str) + Send + Sync + 'static,
{
    let service = Service { door: Door::new(endpoint, clock), front, address: listener.local_addr()?, log };
    let service = Arc::new(service);
    let (stop, stopped) = watch::channel(());
    let mut connections = JoinSet::new();
    tokio::pin!(shutdown);
    loop {
        tokio::select! {
            () = &mut shutdown => break,
            accepted = listener.accept() => match accepted {
                Ok((stream, peer)) => {
                    connections.spawn(connection(stream, peer, service.clone(), stopped.clone()));
                }
                // Out of file descriptors, say: without a pause this would spin until one is free.
                Err(reason) => {
                    (service.log)(&format!("cannot accept a connection: {reason}"));
                    tokio::time::sleep(Duration::from_millis(100)).await;
                }
            },
            Some(_) = connections.join_next() => {}
        }
    }
    drop(stop);
    drop(listener);
    // Whatever is still open after the grace is cut off with the set.
    let _ = tokio::time::timeout(GRACE, async { while connections.join_next().await.is_some() {} }).await;
    Ok(())
}

async fn connection<L>(stream: TcpStream, peer: SocketAddr, service: Arc<Service<L>>, stopped: watch::Receiver<()>)
where
    L: Fn(&str) + Send + Sync + 'static,
{
    // Small answers must not wait for more to come.
    let _ = stream.set_nodelay(true);
    let Some(tls) = service.front.tls.clone() else { return converse(stream, peer, service, stopped).await };
    match tokio::time::timeout(PATIENCE, tls.accept(stream)).await {
        Ok(Ok(stream)) => converse(stream, peer, service, stopped).await,
        Ok(Err(reason)) => (service.log)(&format!("a TLS handshake failed: {reason}")),
        Err(_) => {}
    }
}

async fn converse<L>(
    stream: impl AsyncRead + AsyncWrite + Unpin,
    peer: SocketAddr,
    service: Arc<Service<L>>,
    mut stopped: watch::Receiver<()>,
) where
    L: Fn(&str) + Send + Sync + 'static,
{
    let handle = service_fn(move |request| {
        let service = service.clone();
        async move { Ok::<_, Infallible>(service.handle(request, peer).await) }
    });
    let mut builder = http1::Builder::new();
    builder.timer(TokioTimer::new()).header_read_timeout(PATIENCE);
    let connection = builder.serve_connection(TokioIo::new(stream), handle);
    tokio::pin!(connection);
    // A client that goes away in the middle is no event worth a line, hence no look at the outcome.
    tokio::select! {
        _ = connection.as_mut() => {}
        _ = stopped.changed() => {
            connection.as_mut().graceful_shutdown();
            let _ = connection.await;
        }
    }
}

impl<L: Fn(&str)> Service<L> {
    async fn handle(&self, request: hyper::Request<Incoming>, peer: SocketAddr) -> hyper::Response<Full<Bytes>> {
        let (head, body) = request.into_parts();
        let (command, response) = match read_body(body).await {
            Ok(body) => self.answer(&head, body, peer),
            Err(refusal) => ("-", refusal),
        };
        (self.log)(&format!("{} {} {command} {}", head.method, head.uri.path(), response.status));
        write(response)
    }

    fn answer(&self, head: &hyper::http::request::Parts, body: Bytes, peer: SocketAddr) -> (&'static str, Response) {
        let text = |value: &hyper::header::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
        let headers = head.headers.iter().map(|(name, value)| (name.to_string(), text(value))).collect();
        let Some(url) = self.meant_url(head, peer) else {
            return ("-", error(400, 44, "The request has no readable URL."));
        };
        let request = Request { method: head.method.to_string(), url, headers, body };
        (command(&request), self.door.respond(&request))
    }

    fn meant_url(&self, head: &hyper::http::request::Parts, peer: SocketAddr) -> Option<Url> {
        let target = head.uri.path_and_query()?;
        if let Some(public_url) = &self.front.public_url {
            return format!("{}{target}", public_url.as_str().trim_end_matches('/')).parse().ok();
        }
        let field = |name| head.headers.get(name).and_then(|value| value.to_str().ok());
        let scheme = field("x-forwarded-proto").filter(|scheme| peer.ip().is_loopback() && *scheme == "https");
        let host = field("host").map_or_else(|| self.address.to_string(), str::to_owned);
        let own = if self.front.tls.is_some() { "https" } else { "http" };
        format!("{}://{host}{target}", scheme.unwrap_or(own)).parse().ok()
    }
}

async fn read_body(body: Incoming) -> Result<Bytes, Response> {
    // What follows a body that was not read to its end is no request, so the connection ends with the answer.
    let refuse = |status, message| error(status, 44, message).with_header("connection", "close");
    if body.size_hint().lower() > LARGEST_BODY as u64 {
        return Err(refuse(413, "The body is too large."));
    }
    match tokio::time::timeout(PATIENCE, Limited::new(body, LARGEST_BODY).collect()).await {
        Ok(Ok(body)) => Ok(body.to_bytes()),
        Ok(Err(reason)) if reason.is::<LengthLimitError>() => Err(refuse(413, "The body is too large.")),
        Ok(Err(_)) => Err(refuse(400, "The body is incomplete.")),
        Err(_) => Err(refuse(408, "The body took too long.")),
    }
}

/// The command as a word for the log: one that is known, so that no line can be forged through it.
fn command(request: &Request) -> &'static str {
    let parameters = Parameters::read(request);
    ["INIT", "APPEND", "FINALIZE", "STATUS"].into_iter().find(|command| parameters.is(command)).unwrap_or("-")
}

fn write(response: Response) -> hyper::Response<Full<Bytes>> {
    let mut builder = hyper::Response::builder().status(response.status);
    for (name, value) in &response.headers {
        builder = builder.header(name, value);
    }
    let body = Full::new(response.body);
    builder.body(body).unwrap_or_else(|_| {
        let mut failed = hyper::Response::new(Full::default());
        *failed.status_mut() = hyper::StatusCode::INTERNAL_SERVER_ERROR;
        failed
    })
}
