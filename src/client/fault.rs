//! Why no answer arrived, in one sentence for a person, and whether it is safe to try again.

use std::{error::Error, fmt::Write, io, time::Duration};

use url::Url;

/// A request without an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fault {
    /// What happened. Neither the query string nor any header is in it.
    pub sentence: String,
    /// Not a byte of the request left, and another attempt may fare better.
    pub unsent: bool,
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
        Fault { sentence, unsent: false }
    }

    /// The time for one request ran out.
    pub(super) fn timeout(limit: Duration) -> Self {
        Fault::of(format!("no complete answer within {} s", limit.as_secs_f64()))
    }

    /// What the HTTP library reports.
    pub(super) fn new(error: &reqwest::Error, stage: Stage, url: &Url) -> Self {
        if error.is_connect() {
            return Fault::connect(error, url);
        }
        let io = cause::<io::Error>(error).map(io::Error::kind);
        let hyper = cause::<hyper::Error>(error);
        // The library takes back a request of which it has not written a byte.
        if hyper.is_some_and(hyper::Error::is_canceled) {
            return Fault {
                sentence: "the connection was closed before the request was sent".to_owned(),
                unsent: true,
            };
        }
        let closed = hyper.is_some_and(|error| error.is_incomplete_message() || error.is_closed())
            || matches!(io, Some(io::ErrorKind::UnexpectedEof | io::ErrorKind::BrokenPipe));
        let reset = matches!(io, Some(io::ErrorKind::ConnectionReset | io::ErrorKind::ConnectionAborted));
        let sentence = match stage {
            _ if hyper.is_some_and(hyper::Error::is_parse_too_large) => "the answer's header is too large".to_owned(),
            Stage::Head if hyper.is_some_and(hyper::Error::is_parse) => "the answer is not HTTP".to_owned(),
            Stage::Head if closed => "the connection was closed before an answer arrived".to_owned(),
            Stage::Head if reset => "the connection was reset before an answer arrived".to_owned(),
            Stage::Body if hyper.is_some() && (closed || reset) => {
                "the connection was closed in the middle of the answer's body".to_owned()
            }
            Stage::Body
                if hyper.is_some() && matches!(io, Some(io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData)) =>
            {
                "the answer's body is not valid HTTP".to_owned()
            }
            Stage::Body if hyper.is_none() => "the answer's body is not valid gzip".to_owned(),
            Stage::Head => format!("the request failed: {}", Fault::chain(error)),
            Stage::Body => format!("the answer's body broke off: {}", Fault::chain(error)),
        };
        Fault::of(sentence)
    }

    fn connect(error: &reqwest::Error, url: &Url) -> Self {
        let host = url.host_str().unwrap_or_default();
        let port = url.port_or_known_default().unwrap_or_default();
        if let Some(tls) = cause::<rustls::Error>(error) {
            return Fault::of(format!("the TLS handshake with {host} failed: {tls}"));
        }
        if error.is_dns() {
            return Fault::of(format!("the host {host} could not be found"));
        }
        let kind = cause::<io::Error>(error).map(io::Error::kind);
        let why = kind.map_or_else(|| Fault::chain(error), |kind| kind.to_string());
        Fault { sentence: format!("no connection to {host}:{port}: {why}"), unsent: true }
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
