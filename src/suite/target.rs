//! What is tested: the embedded endpoint or one at a URL.

use std::{sync::Arc, time::Duration};

use url::Url;

use super::session::Session;
use crate::{
    client::Transport,
    clock::Clock,
    credentials::{Credentials, OAuth1, User},
    endpoint::{Behaviour, Endpoint, Settings, embedded::Host},
    report::model::TargetKind,
};

/// What is tested.
pub enum Target {
    /// The reference endpoint, or a deviation of it, inside this process.
    Embedded {
        /// The server that all scenarios' endpoints are mounted on.
        host: Arc<Host>,
        /// What the endpoints are like.
        settings: Settings,
        /// What they do.
        behaviour: Behaviour,
        /// The credentials that they know.
        credentials: Credentials,
        /// How requests reach it.
        transport: Transport,
        /// Whether scenarios take it for a live endpoint.
        rehearsal: bool,
    },
    /// An endpoint at a URL.
    Live {
        /// The address of `media/upload`.
        endpoint: Url,
        /// On whose behalf to ask.
        credentials: Credentials,
        /// How requests reach it.
        transport: Transport,
    },
}

impl Target {
    /// Embedded or live.
    pub fn kind(&self) -> TargetKind {
        match self {
            Target::Embedded { .. } => TargetKind::Embedded,
            Target::Live { .. } => TargetKind::Live,
        }
    }

    /// Whether scenarios may count on an endpoint of our own.
    pub fn is_embedded(&self) -> bool {
        matches!(self, Target::Embedded { rehearsal: false, .. })
    }

    /// The address for people.
    pub fn endpoint(&self) -> String {
        match self {
            Target::Embedded { host, .. } => host.url().to_string(),
            Target::Live { endpoint, .. } => endpoint.to_string(),
        }
    }

    /// How many requests were sent so far.
    pub fn requests(&self) -> u64 {
        self.transport().requests()
    }

    /// How long the longest of the waits that are going on will still take.
    pub fn wait_left(&self) -> Option<Duration> {
        self.transport().wait_left()
    }

    fn transport(&self) -> &Transport {
        match self {
            Target::Embedded { transport, .. } | Target::Live { transport, .. } => transport,
        }
    }

    /// A new session for one scenario.
    pub fn session(&self) -> Session {
        match self {
            Target::Live { endpoint, credentials, transport } => {
                Session::live(endpoint.clone(), credentials.clone(), transport.clone())
            }
            Target::Embedded { host, settings, behaviour, credentials, transport, rehearsal } => {
                let clock = Clock::movable();
                let endpoint = Endpoint::new(settings.clone(), credentials.clone(), *behaviour);
                let mounted = host.mount(endpoint, clock.clone());
                let session = Session::embedded(mounted, clock, credentials.clone(), transport.clone());
                if *rehearsal { session.taken_for_live() } else { session }
            }
        }
    }
}

/// The credentials that the suite makes for its own endpoint, which always asks for some.
pub fn own_credentials() -> Credentials {
    Credentials {
        user: Some(User::OAuth1(Arc::new(OAuth1 {
            consumer_key: "embedded-consumer-key".to_owned(),
            consumer_secret: "embedded-consumer-secret".to_owned(),
            token: "710511363-embedded-access-token".to_owned(),
            token_secret: "embedded-access-token-secret".to_owned(),
        }))),
        app_bearer: Some("embedded-application-only-token".to_owned()),
    }
}
