//! Who sends a request: OAuth 1.0a or a bearer token, and why neither is good enough.

use std::{collections::BTreeSet, time::Duration};

use super::{machine::Endpoint, oauth::Signed, reply::Refusal};
use crate::{
    credentials::{OAuth1, User},
    http::Request,
};

/// How far the time stamp of a signed request may be from the endpoint's clock.
const TOLERANCE_SECS: u64 = 300;

/// Why credentials are refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Denial {
    /// There are none (clause RES-2).
    Missing,
    /// An application-only token, which is no user context (clause RES-3).
    ApplicationOnly,
    /// An unknown token or application (clause RES-4).
    UnknownToken,
    /// A signature that is not made with the user's secrets (clause RES-4).
    BadSignature,
    /// A signed request from another time.
    StaleTimestamp,
    /// A signed request that came before.
    Replayed,
}

impl Denial {
    /// The refusal that goes with it.
    pub fn refusal(self) -> Refusal {
        let (status, code, message) = match self {
            Denial::Missing => (401, 215, "Bad Authentication data."),
            Denial::ApplicationOnly => (403, 220, "Your credentials do not allow access to this resource."),
            Denial::UnknownToken => (401, 89, "Invalid or expired token."),
            Denial::BadSignature => (401, 32, "Could not authenticate you."),
            Denial::StaleTimestamp => (401, 135, "Timestamp out of bounds."),
            Denial::Replayed => (401, 32, "Could not authenticate you: this nonce was used before."),
        };
        Refusal::new(status, code, message)
    }
}

/// The nonces that were used within the tolerance, by time stamp.
#[derive(Debug, Default)]
pub(super) struct Nonces(BTreeSet<(u64, String)>);

impl Nonces {
    /// Takes note of a nonce; false if it was used before.
    fn use_once(&mut self, timestamp: u64, nonce: &str, now: u64) -> bool {
        while self.0.first().is_some_and(|(oldest, _)| oldest + TOLERANCE_SECS < now) {
            self.0.pop_first();
        }
        self.0.insert((timestamp, nonce.to_owned()))
    }
}

impl Endpoint {
    /// Whether a request comes from the user that this endpoint knows. It counts a nonce as used, so ask once a request.
    pub fn authenticate(&mut self, request: &Request, now: Duration) -> Result<(), Denial> {
        let Some(user) = self.accounts.user.clone() else { return Ok(()) };
        if let Some(token) = request.header("authorization").and_then(bearer) {
            return self.check_bearer(token, &user);
        }
        let signed = Signed::read(request).ok_or(Denial::Missing)?;
        match user {
            User::OAuth1(user) => self.check_signed(&signed, request, &user, now),
            User::Bearer(_) => Err(Denial::UnknownToken),
        }
    }

    fn check_bearer(&self, token: &str, user: &User) -> Result<(), Denial> {
        match user {
            _ if self.accounts.app_bearer.as_deref() == Some(token) => Err(Denial::ApplicationOnly),
            User::Bearer(known) if known == token => Ok(()),
            _ => Err(Denial::UnknownToken),
        }
    }

    fn check_signed(
        &mut self,
        signed: &Signed<'_>,
        request: &Request,
        user: &OAuth1,
        now: Duration,
    ) -> Result<(), Denial> {
        let known = signed.get("oauth_consumer_key") == Some(&user.consumer_key)
            && signed.get("oauth_token") == Some(&user.token);
        if !known {
            return Err(Denial::UnknownToken);
        }
        // "1.0A" is what one client sends.
        let version_is_good =
            signed.get("oauth_version").is_none_or(|version| version.eq_ignore_ascii_case("1.0A") || version == "1.0");
        let method_is_good = signed.get("oauth_signature_method") == Some("HMAC-SHA1");
        let secrets_are_good = signed.is_signed_with(request, &user.consumer_secret, &user.token_secret);
        if !(version_is_good && method_is_good && secrets_are_good) {
            return Err(Denial::BadSignature);
        }
        let timestamp = signed.get("oauth_timestamp").and_then(|timestamp| timestamp.parse::<u64>().ok());
        let timestamp = timestamp.filter(|timestamp| timestamp.abs_diff(now.as_secs()) <= TOLERANCE_SECS);
        let timestamp = timestamp.ok_or(Denial::StaleTimestamp)?;
        let nonce = signed.get("oauth_nonce").filter(|nonce| !nonce.is_empty()).ok_or(Denial::BadSignature)?;
        if self.nonces.use_once(timestamp, nonce, now.as_secs()) { Ok(()) } else { Err(Denial::Replayed) }
    }
}

fn bearer(header: &str) -> Option<&str> {
    let (scheme, token) = header.split_once(' ')?;
    scheme.eq_ignore_ascii_case("Bearer").then(|| token.trim())
}
