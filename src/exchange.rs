//! One request with what came of it.

use std::time::Duration;

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
    /// What happened before the attempt that counts: connection failures retried, rate limits waited out.
    pub notes: Vec<String>,
}

/// What came of a request.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// A whole response arrived.
    Answered(Response),
    /// None did: refused connection, failed handshake, timeout, broken body, spent budget. In words for a person.
    Lost(String),
}

impl Exchange {
    /// The response, where one arrived.
    pub fn response(&self) -> Option<&Response> {
        match &self.outcome {
            Outcome::Answered(response) => Some(response),
            Outcome::Lost(_) => None,
        }
    }

    /// Why this exchange answers no question: nothing arrived, or one of 429, 502, 503 and 504 did.
    pub fn unanswered(&self) -> Option<String> {
        match &self.outcome {
            Outcome::Lost(reason) => Some(reason.clone()),
            Outcome::Answered(response) => match response.status {
                429 => Some("rate limited (429)".to_owned()),
                502..=504 => Some(format!("the endpoint was not available ({})", response.status)),
                _ => None,
            },
        }
    }
}
