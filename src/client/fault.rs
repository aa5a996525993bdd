//! Why no answer arrived, in one sentence for a person, and whether it is safe to try again.

use std::{error::Error, fmt::Write, io, time::Duration};

use url::Url;

/// A request without an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fault {
    /// What happened. Neither the query string nor any header is in it.
    pub sentence: String,
    /// The endpoint has certainly not begun on the request, and another attempt may fare better.
    pub unprocessed: bool,
}

/// How far an answer had come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    /// Its status line and header had not arrived.
    Head,
    /// Its body was on its way.
    Body,
}

impl Fault {
    /// A fault that needs no telling apart.
    pub(super) fn of(sentence: String) -> Self {
        Fault { sentence, unprocessed: false }
    }

    fn unprocessed(sentence: String) -> Self {
        Fault { sentence, unprocessed: true }
    }

    /// The time for one request ran out.
    pub(super) fn timeout(limit: Duration) -> Self {
        Fault::of(format!("no complete answer within {} s", limit.as_secs_f64()))
    }

    /// What the HTTP library reports, of a request to an address, through a proxy if there is one.
    pub(super) fn new(error: &reqwest::Error, stage: Stage, url: &Url, proxy: Option<&str>) -> Self {
        if error.is_connect() {
            return Fault::connect(error, url, proxy);
        }
        // The library takes back a request of which it has not written a byte.
        if cause::<hyper::Error>(error).is_some_and(hyper::Error::is_canceled) {
            return Fault::unprocessed("the connection was closed before the request was sent".to_owned());
        }
        if let (Stage::Head, Some(refusal)) = (stage, cause::<h2::Error>(error).and_then(refused)) {
            return Fault::unprocessed(refusal.to_owned());
        }
        let sentence = match stage {
            Stage::Head => head(error),
            Stage::Body => body(error),
        };
        Fault::of(sentence.map_or_else(|| format!("the exchange failed: {}", Fault::chain(error)), str::to_owned))
    }

    fn connect(error: &reqwest::Error, url: &Url, proxy: Option<&str>) -> Self {
        let host = url.host_str().unwrap_or_default();
        let port = url.port_or_known_default().unwrap_or_default();
        let tunnel = tunnel(error);
        if let (Some(proxy), Some(why)) = (proxy, &tunnel)
            && why != UNREACHED
        {
            let sentence = format!("the proxy {proxy} gives no connection to {host}:{port}: {why}");
            return Fault::unprocessed(sentence);
        }
        // Behind a tunnel that is there, nothing but the endpoint can fail.
        let proxy = proxy.filter(|_| tunnel.is_some() || url.scheme() == "http");
        let hop = |endpoint: String| proxy.map_or(endpoint, |proxy| format!("the proxy {proxy}"));
        if let Some(tls) = cause::<rustls::Error>(error) {
            return Fault::of(format!("the TLS handshake with {} failed: {tls}", hop(host.to_owned())));
        }
        if error.is_dns() {
            return Fault::of(format!("{} could not be found", hop(format!("the host {host}"))));
        }
        let why = cause::<io::Error>(error).map_or_else(|| Fault::chain(error), ToString::to_string);
        // The number says nothing that the words do not.
        let why = why.split(" (os error").next().unwrap_or_default();
        Fault::unprocessed(format!("no connection to {}: {why}", hop(format!("{host}:{port}"))))
    }

    /// The causes of an error, outermost left out: that one only says that something failed.
    pub(super) fn chain(error: &(dyn Error + 'static)) -> String {
        let mut text = String::new();
        for cause in causes(error).skip(1) {
            let cause = cause.to_string();
            if !text.ends_with(&cause) {
                let separator = if text.is_empty() { "" } else { ": " };
                // Writing to a string cannot fail.
                let _ = write!(text, "{separator}{cause}");
            }
        }
        if text.is_empty() { error.to_string() } else { text }
    }
}

/// How HTTP/2 says that nothing has been done about a request (RFC 9113, 8.7).
fn refused(error: &h2::Error) -> Option<&'static str> {
    match error.reason().filter(|_| error.is_remote())? {
        h2::Reason::REFUSED_STREAM if error.is_reset() => {
            Some("the endpoint refused the request unseen (HTTP/2 REFUSED_STREAM)")
        }
        // The library reports it only of a request that came after the last one that the endpoint has taken.
        h2::Reason::NO_ERROR if error.is_go_away() => {
            Some("the endpoint closed the connection before it took the request (HTTP/2 GOAWAY)")
        }
        _ => None,
    }
}

/// What the library says of a tunnel whose proxy it did not reach.
const UNREACHED: &str = "failed to create underlying connection";

/// What the library says of a tunnel through a proxy that could not be made; it keeps the error's type to itself.
fn tunnel(error: &reqwest::Error) -> Option<String> {
    causes(error).find_map(|cause| cause.to_string().strip_prefix("tunnel error: ").map(str::to_owned))
}

/// What went wrong before the answer's header was there.
fn head(error: &reqwest::Error) -> Option<&'static str> {
    let hyper = cause::<hyper::Error>(error);
    let io = cause::<io::Error>(error).map(io::Error::kind);
    if hyper.is_some_and(hyper::Error::is_parse_too_large) {
        Some("the answer's header is too large")
    } else if hyper.is_some_and(hyper::Error::is_parse) {
        Some("the answer is not HTTP")
    } else if hyper.is_some_and(hyper::Error::is_incomplete_message) || io.is_some_and(broken) {
        Some("the connection was closed before an answer arrived")
    } else {
        None
    }
}

/// What went wrong while the answer's body was on its way.
fn body(error: &reqwest::Error) -> Option<&'static str> {
    if cause::<hyper::Error>(error).is_none() {
        // All that lies between the connection and the reader is the unpacking.
        return Some("the answer's body is not valid gzip");
    }
    match cause::<io::Error>(error).map(io::Error::kind)? {
        kind if broken(kind) => Some("the connection was closed in the middle of the answer's body"),
        io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData => Some("the answer's body is not valid HTTP"),
        _ => None,
    }
}

/// The other side closed the connection, orderly or not.
fn broken(kind: io::ErrorKind) -> bool {
    use io::ErrorKind::{BrokenPipe, ConnectionAborted, ConnectionReset, UnexpectedEof};
    matches!(kind, BrokenPipe | ConnectionAborted | ConnectionReset | UnexpectedEof)
}

/// The innermost cause of that type.
fn cause<'a, E: Error + 'static>(error: &'a (dyn Error + 'static)) -> Option<&'a E> {
    causes(error).filter_map(|cause| cause.downcast_ref()).last()
}

/// An error and all that led to it. An `io::Error` hides the error inside it from `source`, so it is opened here.
fn causes<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(Some(error), |&error: &&'a (dyn Error + 'static)| {
        let inside = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        inside.map(|inside| inside as &(dyn Error + 'static)).or_else(|| error.source())
    })
}
