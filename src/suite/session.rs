//! A scenario's connection to its endpoint: where it is, on whose behalf, and by which clock.

use std::time::Duration;

use reqwest::Method;
use url::Url;

use crate::{
    client::{Authorization, Call, Payload, Transport},
    clock::Clock,
    credentials::Credentials,
    endpoint::embedded::Mounted,
    exchange::Exchange,
};

/// A scenario's connection to its endpoint.
pub struct Session {
    /// The address of `media/upload`.
    pub endpoint: Url,
    /// The address of the other call, which takes a media id: `media/metadata/create`.
    pub metadata: Url,
    /// The clock that waiting goes by.
    pub clock: Clock,
    /// The run's credentials.
    pub credentials: Credentials,
    transport: Transport,
    embedded: bool,
    /// Keeps the scenario's own embedded endpoint alive.
    _mounted: Option<Mounted>,
}

impl Session {
    /// A session with a live endpoint.
    pub fn live(endpoint: Url, credentials: Credentials, transport: Transport) -> Self {
        Session::new(endpoint, Clock::Wall, credentials, transport, None)
    }

    /// A session with an embedded endpoint of its own.
    pub fn embedded(mounted: Mounted, clock: Clock, credentials: Credentials, transport: Transport) -> Self {
        Session::new(mounted.url.clone(), clock, credentials, transport, Some(mounted))
    }

    fn new(
        endpoint: Url,
        clock: Clock,
        credentials: Credentials,
        transport: Transport,
        mounted: Option<Mounted>,
    ) -> Self {
        let (metadata, embedded) = (metadata_url(&endpoint), mounted.is_some());
        Session { endpoint, metadata, clock, credentials, transport, embedded, _mounted: mounted }
    }

    /// The same session, though its scenario believes that waiting takes time.
    #[must_use]
    pub fn taken_for_live(mut self) -> Self {
        self.embedded = false;
        self
    }

    /// Whether the endpoint is our own, on a clock that can be moved.
    pub fn is_embedded(&self) -> bool {
        self.embedded
    }

    /// The ordinary authorization: the user's, or none where the run has no credentials.
    pub fn authorization(&self) -> Authorization {
        self.credentials.user.as_ref().map_or(Authorization::Absent, Authorization::from)
    }

    /// Sends a command to `media/upload` on behalf of the user.
    pub async fn command(&self, method: Method, payload: Payload) -> Exchange {
        self.send(method, &self.endpoint, payload, self.authorization()).await
    }

    /// Sends a command to `media/upload` with an authorization of its own.
    pub async fn command_as(&self, method: Method, payload: Payload, authorization: Authorization) -> Exchange {
        self.send(method, &self.endpoint, payload, authorization).await
    }

    /// Sends a body to the other call on behalf of the user.
    pub async fn create_metadata(&self, body: String) -> Exchange {
        self.send(Method::POST, &self.metadata, Payload::Json(body), self.authorization()).await
    }

    /// Waits on the session's clock.
    pub async fn wait(&self, duration: Duration) {
        self.transport.wait(duration, &self.clock).await;
    }

    async fn send(&self, method: Method, url: &Url, payload: Payload, authorization: Authorization) -> Exchange {
        let call = Call { method, url: url.clone(), payload, authorization };
        self.transport.send(&call, &self.clock).await
    }
}

/// The other call lives beside `media/upload`, whatever stands before it.
pub fn metadata_url(endpoint: &Url) -> Url {
    let mut url = endpoint.clone();
    url.set_query(None);
    let path = url.path();
    let root = path.strip_suffix("/media/upload.json").or_else(|| path.strip_suffix("/media/upload"));
    let root = root.map_or_else(|| "/1.1".to_owned(), str::to_owned);
    url.set_path(&format!("{root}/media/metadata/create.json"));
    url
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("https://upload.test/1.1/media/upload.json", "https://upload.test/1.1/media/metadata/create.json")]
    #[case("http://127.0.0.1:1/7/1.1/media/upload.json", "http://127.0.0.1:1/7/1.1/media/metadata/create.json")]
    #[case("http://127.0.0.1:1/2/media/upload?v=2", "http://127.0.0.1:1/2/media/metadata/create.json")]
    #[case("http://127.0.0.1:1/elsewhere", "http://127.0.0.1:1/1.1/media/metadata/create.json")]
    fn the_other_call_lives_beside_the_endpoint(#[case] endpoint: &str, #[case] metadata: &str) {
        assert_eq!(metadata_url(&endpoint.parse().expect("a URL")).as_str(), metadata);
    }
}
