//! Wrong credentials, each wrong in one way.

use std::str::FromStr;

use super::{World, finalize::Attempt, protocol, protocol::COMMAND, record::Stop};
use crate::{
    clause::Clause,
    client::Authorization,
    credentials::{OAuth1, User},
};

/// A way for credentials to be wrong, or old.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// No header at all.
    Absent,
    /// A header without a value.
    Empty,
    /// Application-only credentials.
    ApplicationOnly,
    /// Signed with another consumer secret.
    ConsumerSecret,
    /// Signed with another token secret.
    TokenSecret,
    /// A token that nobody issued.
    UnknownToken,
    /// A consumer key that the token does not belong to.
    ConsumerKey,
    /// Signed for the application, not for a user.
    NoToken,
    /// Signed over other parameters than those sent.
    OtherParameters,
    /// A bearer token that nobody issued.
    UnknownBearer,
    /// Signed an hour ago.
    StaleTimestamp,
}

/// A text that names no flaw.
#[derive(Debug, thiserror::Error)]
#[error("there is no flaw \"{0}\"")]
pub struct UnknownFlaw(String);

impl FromStr for Flaw {
    type Err = UnknownFlaw;

    fn from_str(text: &str) -> Result<Self, UnknownFlaw> {
        Ok(match text {
            "no credentials" => Flaw::Absent,
            "an empty authorization header" => Flaw::Empty,
            "application-only credentials" => Flaw::ApplicationOnly,
            "a wrong consumer secret" => Flaw::ConsumerSecret,
            "a wrong token secret" => Flaw::TokenSecret,
            "an unknown token" => Flaw::UnknownToken,
            "another consumer's key" => Flaw::ConsumerKey,
            "no user token" => Flaw::NoToken,
            "a signature over another body" | "a signature over another query" => Flaw::OtherParameters,
            "an unknown bearer token" => Flaw::UnknownBearer,
            "a stale time stamp" => Flaw::StaleTimestamp,
            other => return Err(UnknownFlaw(other.to_owned())),
        })
    }
}

impl Flaw {
    /// The clause under which it has to be refused; none where the document leaves it open.
    pub fn clause(self) -> Option<Clause> {
        match self {
            Flaw::Absent | Flaw::Empty => Some(Clause::Res2),
            Flaw::ApplicationOnly => Some(Clause::Res3),
            Flaw::StaleTimestamp => None,
            _ => Some(Clause::Res4),
        }
    }
}

impl World {
    /// The same FINALIZE with flawed credentials.
    ///
    /// # Errors
    /// A skip where the run has not the credentials that the flaw is made from.
    pub fn with_flaw(&self, mut attempt: Attempt, flaw: Flaw) -> Result<Attempt, Stop> {
        attempt.authorization = Some(self.flawed(flaw, &attempt)?);
        attempt.wrong = flaw.clause();
        Ok(if attempt.wrong.is_some() { attempt } else { attempt.noted(None, "FINALIZE with an old time stamp") })
    }

    fn flawed(&self, flaw: Flaw, attempt: &Attempt) -> Result<Authorization, Stop> {
        let credentials = &self.session.credentials;
        let skip = |reason: &str| Err(Stop::Skip(reason.to_owned()));
        let Some(user) = &credentials.user else {
            return skip("no credentials were given, so requests go unsigned");
        };
        match (flaw, user) {
            (Flaw::Absent, _) => Ok(Authorization::Absent),
            (Flaw::Empty, _) => Ok(Authorization::Raw(String::new())),
            (Flaw::UnknownBearer, _) => Ok(Authorization::Raw("Bearer nobody-issued-this-token".to_owned())),
            (Flaw::ApplicationOnly, _) => match &credentials.app_bearer {
                Some(token) => Ok(Authorization::application(token.clone())),
                None => skip("no application-only credentials were given (FINALIZE_APP_BEARER)"),
            },
            (_, User::Bearer(_)) => skip("needs OAuth 1.0a credentials, and a bearer token was given"),
            (flaw, User::OAuth1(keys)) => Ok(self.missigned(flaw, OAuth1::clone(keys), attempt)),
        }
    }

    /// A signature that is wrong, or old.
    fn missigned(&self, flaw: Flaw, mut credentials: OAuth1, attempt: &Attempt) -> Authorization {
        let (mut timestamp, mut signed_as) = (None, None);
        match flaw {
            Flaw::ConsumerSecret => credentials.consumer_secret.push('x'),
            Flaw::TokenSecret => credentials.token_secret.push('x'),
            Flaw::UnknownToken => credentials.token = "1-nobodyIssuedThisToken".to_owned(),
            Flaw::ConsumerKey => credentials.consumer_key = "anotherConsumersKey".to_owned(),
            Flaw::NoToken => credentials.token.clear(),
            Flaw::OtherParameters => {
                let mut other = attempt.clone();
                other.set(COMMAND, "STATUS");
                signed_as = Some(protocol::encoded(other.encoding, other.parameters));
            }
            Flaw::StaleTimestamp => timestamp = Some(self.session.clock.now().as_secs().saturating_sub(3600)),
            Flaw::Absent | Flaw::Empty | Flaw::ApplicationOnly | Flaw::UnknownBearer => {}
        }
        Authorization::OAuth1 { credentials: credentials.into(), timestamp, nonce: None, signed_as }
    }

    /// A request that is refused for its command, then a right one with the same time stamp and nonce.
    ///
    /// # Errors
    /// A skip where requests are not signed.
    pub async fn replay_nonce(&mut self) -> Result<(), Stop> {
        let Some(User::OAuth1(keys)) = self.session.credentials.user.clone() else {
            return Err(Stop::Skip("needs OAuth 1.0a credentials".to_owned()));
        };
        let method = self.run.usual_method();
        let timestamp = self.session.clock.now().as_secs();
        let signed = Authorization::OAuth1 {
            credentials: keys,
            timestamp: Some(timestamp),
            nonce: Some(std::iter::repeat_with(fastrand::alphanumeric).take(28).collect()),
            signed_as: None,
        };
        for command in ["finalize", "FINALIZE"] {
            let mut attempt = self.with_command(self.attempt(method)?, command);
            attempt.authorization = Some(signed.clone());
            self.send(attempt.noted(None, "FINALIZE with a repeated nonce"), method).await?;
        }
        Ok(())
    }
}
