//! The client against sockets: what really goes over the wire, and what becomes of every way to fail.

mod budgets;
mod faults;
mod secrets;
mod shell;
mod tls;
mod wire;

use url::Url;

use super::{Authorization, Call, Payload};
use crate::credentials::{OAuth1, User};

fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn keys() -> OAuth1 {
    OAuth1 {
        consumer_key: "consumer-key".to_owned(),
        consumer_secret: "consumer-secret".to_owned(),
        token: "access-token".to_owned(),
        token_secret: "access-token-secret".to_owned(),
    }
}

fn bearer() -> Authorization {
    Authorization::from(&User::Bearer("s3cret-t0ken".to_owned()))
}

/// FINALIZE as most clients send it.
fn finalize(url: &Url) -> Call {
    let payload = Payload::Form(pairs(&[("command", "FINALIZE"), ("media_id", "710511363345354753")]));
    Call { method: reqwest::Method::POST, url: url.clone(), payload, authorization: Authorization::Absent }
}
