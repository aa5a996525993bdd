//! Credentials as values, shared by the client that sends them and the reference endpoint that knows them.
//!
//! They come from the environment only and never show in `Debug` output.

use std::{fmt, sync::Arc};

/// OAuth 1.0a credentials of one user of one application.
#[derive(Clone, PartialEq, Eq)]
pub struct OAuth1 {
    /// Identifies the application.
    pub consumer_key: String,
    /// Signs for the application.
    pub consumer_secret: String,
    /// Identifies the user's grant.
    pub token: String,
    /// Signs for the user.
    pub token_secret: String,
}

/// A user context.
#[derive(Clone, PartialEq, Eq)]
pub enum User {
    /// OAuth 1.0a, HMAC-SHA1.
    OAuth1(Arc<OAuth1>),
    /// An OAuth 2.0 user token.
    Bearer(String),
}

/// All that a run may present.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Credentials {
    /// The user context for every ordinary request; none means unsigned requests.
    pub user: Option<User>,
    /// An application-only token, which is *not* a user context (clause RES-3).
    pub app_bearer: Option<String>,
}

impl fmt::Debug for OAuth1 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OAuth1(…)")
    }
}

impl fmt::Debug for User {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            User::OAuth1(_) => "OAuth1(…)",
            User::Bearer(_) => "Bearer(…)",
        })
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let app_bearer = self.app_bearer.as_ref().map(|_| "…");
        f.debug_struct("Credentials").field("user", &self.user).field("app_bearer", &app_bearer).finish()
    }
}
