//! One request with what came of it.

use std::{fmt, sync::Arc, time::Duration};

use bytes::Bytes;

use crate::http::{Request, Response};

/// One HTTP request with its response, as it went over the wire and *unmasked*: for judging only.
///
/// What is kept as evidence is the masked [`crate::report::model::Exchange`] made from it.
#[derive(Clone, Debug)]
pub struct Exchange {
    /// What was sent.
    pub request: Request,
    /// What came back, or why nothing did.
    pub outcome: Outcome,
    /// From the first byte out to the last byte in.
    pub duration: Duration,
    /// The environment variable that stands for the secret of the `Authorization` header when the request is shown
    /// as a shell line: a bearer's token, or for `FINALIZE_AUTHORIZATION` the whole value. Without one that header
    /// is absent or no secret.
    pub variable: Option<&'static str>,
    /// What is worth knowing beside the messages.
    pub notes: Vec<Note>,
}

/// What is worth knowing about an exchange beside its messages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Note {
    /// The request was sent again after this failure, in words: certainly nobody had begun on it.
    TriedAgain(String),
    /// A rate limit was waited out for so long, and the request sent again.
    WaitedOut(Duration),
    /// Anything else, in words.
    Remark(String),
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Note::TriedAgain(failure) => write!(f, "{failure}; tried again"),
            Note::WaitedOut(wait) => write!(f, "{RATE_LIMITED}; waited {} s and sent again", wait.as_secs_f64()),
            Note::Remark(words) => f.write_str(words),
        }
    }
}

/// What came of a request.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// A whole response arrived; whoever judges it shares it with the evidence.
    Answered(Arc<Response>),
    /// None did: refused connection, failed handshake, timeout, broken body, spent budget. In words for a person.
    Lost(String),
}

/// What a rate limit is called.
const RATE_LIMITED: &str = "rate limited (429)";

/// How many bytes of a body are kept as evidence, and of a header: far more than any answer that means it has.
const KEPT: usize = 8 << 10;

impl Exchange {
    /// What is kept of it: of a very long answer the beginning, and a note. Many of them must not fill the memory.
    #[must_use]
    pub fn kept(mut self) -> Self {
        let Outcome::Answered(response) = &mut self.outcome else { return self };
        if response.body.len() > KEPT {
            let note =
                format!("the answer's body has {} bytes, of which the first {KEPT} are kept", response.body.len());
            self.notes.push(Note::Remark(note));
            // A slice would keep the rest alive. The mark tells a masker that a secret may be cut in the middle.
            Arc::make_mut(response).body = Bytes::from([&response.body[..KEPT], "…".as_bytes()].concat());
        }
        let sizes = response.headers.iter().map(|(name, value)| name.len() + value.len());
        let fitting = sizes
            .scan(0, |sum, size| {
                *sum += size;
                (*sum <= KEPT).then_some(())
            })
            .count();
        if fitting < response.headers.len() {
            let note = format!("the answer has {} header fields, of which {fitting} are kept", response.headers.len());
            self.notes.push(Note::Remark(note));
            Arc::make_mut(response).headers.truncate(fitting);
        }
        self
    }

    /// The response, where one arrived.
    pub fn response(&self) -> Option<&Response> {
        match &self.outcome {
            Outcome::Answered(response) => Some(response),
            Outcome::Lost(_) => None,
        }
    }

    /// Why the request was sent again although the endpoint had not answered, if it was.
    pub fn retried(&self) -> Option<&str> {
        self.notes.iter().find_map(|note| if let Note::TriedAgain(failure) = note { Some(&**failure) } else { None })
    }

    /// Whether a rate limit was met, be it waited out or not.
    pub fn was_limited(&self) -> bool {
        let waited_out = self.notes.iter().any(|note| matches!(note, Note::WaitedOut(_)));
        waited_out || self.response().is_some_and(|response| response.status == 429)
    }

    /// Why this exchange answers no question: nothing arrived, or one of 429, 502, 503 and 504 did.
    pub fn unanswered(&self) -> Option<String> {
        match &self.outcome {
            Outcome::Lost(reason) => Some(reason.clone()),
            Outcome::Answered(response) => match response.status {
                429 => Some(RATE_LIMITED.to_owned()),
                502..=504 => Some(format!("the endpoint was not available ({})", response.status)),
                _ => None,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exchange(headers: Vec<(String, String)>, body: &[u8]) -> Exchange {
        let url = "https://host.test/".parse().expect("a URL");
        let request = Request { method: "POST".to_owned(), url, headers: Vec::new(), body: Bytes::new() };
        let response = Response { status: 200, headers, body: Bytes::copy_from_slice(body) };
        let outcome = Outcome::Answered(response.into());
        Exchange { request, outcome, duration: Duration::ZERO, variable: None, notes: Vec::new() }
    }

    #[test]
    fn an_ordinary_answer_is_kept_whole() {
        let kept = exchange(vec![("x".to_owned(), "y".to_owned())], &[b'x'; KEPT]).kept();
        let response = kept.response().expect("an answer");
        assert_eq!((response.headers.len(), response.body.len(), kept.notes.len()), (1, KEPT, 0));
    }

    #[test]
    fn what_happened_before_is_in_the_notes() {
        let with = |note: Note| Exchange { notes: vec![note], ..exchange(Vec::new(), b"") };
        let refused = "no connection to host.test:4290: Connection refused";
        let retried = with(Note::TriedAgain(refused.to_owned()));
        assert_eq!((retried.retried(), retried.was_limited()), (Some(refused), false));
        let limited = with(Note::WaitedOut(Duration::from_millis(1500)));
        assert_eq!((limited.retried(), limited.was_limited()), (None, true));
        let remark = with(Note::Remark("rate limited (429); tried again".to_owned()));
        assert_eq!((remark.retried(), remark.was_limited()), (None, false));
    }

    #[test]
    fn notes_read_well() {
        let refused = Note::TriedAgain("no connection to host.test:4290: Connection refused".to_owned());
        assert_eq!(refused.to_string(), "no connection to host.test:4290: Connection refused; tried again");
        let waited = Note::WaitedOut(Duration::from_millis(1500));
        assert_eq!(waited.to_string(), "rate limited (429); waited 1.5 s and sent again");
    }

    #[test]
    fn of_an_endless_answer_the_beginning_is_kept() {
        let headers = (0..100).map(|n| (format!("x-{n}"), "y".repeat(1000))).collect();
        let kept = exchange(headers, &[b'x'; 1 << 20]).kept();
        let response = kept.response().expect("an answer");
        assert_eq!((response.headers.len(), response.body.len()), (8, KEPT + "…".len()));
        assert_eq!(
            kept.notes,
            [
                "the answer's body has 1048576 bytes, of which the first 8192 are kept",
                "the answer has 100 header fields, of which 8 are kept"
            ]
            .map(|words| Note::Remark(words.to_owned()))
        );
    }
}
