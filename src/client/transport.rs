//! Sends calls, within the budgets of a run: time, requests, concurrency, rate and patience.

use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use bytes::Bytes;
use tokio::sync::Semaphore;
use url::Url;

use super::{
    call::Call,
    encode::{Encoded, encode},
    fault::Fault,
    message,
    patience::{Pacer, asked_to_wait},
    proxy::proxy,
    waits::Waits,
    wire,
};
use crate::{
    clock::Clock,
    exchange::{Exchange, Note, Outcome},
    http::{Request, Response},
};

/// How often a request that was never begun on is tried again, and how long after each failure.
const RETRY_PAUSES: [Duration; 2] = [Duration::from_millis(50), Duration::from_millis(250)];

/// The budgets of a run, and how to reach the endpoint. Header fields may hold secrets and do not show in `Debug` output.
#[derive(Clone)]
pub struct TransportOptions {
    /// One request as a whole: connection, first byte out to last byte in.
    pub timeout: Duration,
    /// Requests in flight; 0 counts as 1.
    pub concurrency: usize,
    /// Requests a second; none means as fast as answers come.
    pub rate: Option<f64>,
    /// Requests in all, retries included.
    pub max_requests: Option<u64>,
    /// The longest that one call waits for a rate limit to end.
    pub max_wait: Duration,
    /// Further header fields for every request.
    pub headers: Vec<(String, String)>,
    /// Certificate authorities to trust beside the system's, as PEM.
    pub ca_cert: Option<Vec<u8>>,
    /// Accept any certificate.
    pub insecure: bool,
    /// The longest body that is read, in bytes after decoding.
    pub max_body: usize,
}

impl Default for TransportOptions {
    fn default() -> Self {
        TransportOptions {
            timeout: Duration::from_secs(30),
            concurrency: 16,
            rate: None,
            max_requests: None,
            max_wait: Duration::from_secs(60),
            headers: Vec::new(),
            ca_cert: None,
            insecure: false,
            max_body: 1 << 20,
        }
    }
}

/// Why no transport can be made of these options.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TransportError {
    /// The endpoint is no `http` or `https` URL with a host.
    #[error("the endpoint must be an http or https URL with a host, not {0}")]
    Endpoint(String),
    /// The endpoint's URL has a user name or password in it.
    #[error("the endpoint's URL must not contain credentials; they come from the environment")]
    Userinfo,
    /// A header that the suite sets itself.
    #[error("the header {0} is set by the suite itself")]
    ReservedHeader(String),
    /// Something that is no header field.
    #[error("not a valid header field: {0}")]
    Header(String),
    /// The rate is no positive number.
    #[error("the rate must be a positive number of requests a second")]
    Rate,
    /// A variable of the environment names a proxy that cannot be used. Its value may hold a secret.
    #[error(
        "the proxy in the variable {0} cannot be used: it has to be an http or https URL, such as \
         http://proxy.example.com:3128; NO_PROXY says which hosts need none"
    )]
    Proxy(&'static str),
    /// The certificate authorities cannot be read.
    #[error("no certificate could be read from the PEM file: {0}")]
    CaCert(String),
    /// TLS or the HTTP client could not be set up.
    #[error("the HTTP client could not be set up: {0}")]
    Client(String),
}

impl fmt::Debug for TransportOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TransportOptions").finish_non_exhaustive()
    }
}

/// Sends requests. There is one for a run; clones share its connections and budgets.
#[derive(Clone)]
pub struct Transport(Arc<Inner>);

impl fmt::Debug for Transport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Transport").field("requests", &self.requests()).finish_non_exhaustive()
    }
}

struct Inner {
    client: reqwest::Client,
    /// The address of the proxy on the way, if there is one.
    proxy: Option<String>,
    common: message::Common,
    in_flight: Semaphore,
    pacer: Option<Pacer>,
    sent: AtomicU64,
    waits: Waits,
    max_requests: u64,
    timeout: Duration,
    max_wait: Duration,
    max_body: usize,
    /// Whether a rate limit outlasted all patience: one that does so once need not be waited for by every call.
    waited_in_vain: AtomicBool,
}

impl Transport {
    /// Sets up the HTTP client for an endpoint; nothing is sent.
    ///
    /// TLS is set up only where the endpoint is `https`. Proxies come from the environment, but are never used for
    /// an endpoint on this machine.
    ///
    /// # Errors
    /// See [`TransportError`].
    pub fn new(options: TransportOptions, endpoint: &Url) -> Result<Self, TransportError> {
        let client = wire::client(&options, endpoint)?;
        Ok(Transport(Arc::new(Inner {
            client,
            proxy: proxy(endpoint)?,
            common: message::Common::new(&options.headers)?,
            in_flight: Semaphore::new(options.concurrency.clamp(1, Semaphore::MAX_PERMITS)),
            pacer: options.rate.map(Pacer::new).transpose()?,
            sent: AtomicU64::new(0),
            waits: Waits::default(),
            max_requests: options.max_requests.unwrap_or(u64::MAX),
            timeout: options.timeout,
            max_wait: options.max_wait,
            max_body: options.max_body,
            waited_in_vain: AtomicBool::new(false),
        })))
    }

    /// The number of requests so far: every attempt counts, even one that found no connection.
    pub fn requests(&self) -> u64 {
        self.0.sent.load(Ordering::Relaxed)
    }

    /// Waits on a clock.
    pub async fn wait(&self, duration: Duration, clock: &Clock) {
        let _waiting = self.0.waits.begin(Instant::now(), duration);
        clock.sleep(duration).await;
    }

    /// How long the longest of the waits that are going on will still take.
    pub fn wait_left(&self) -> Option<Duration> {
        self.0.waits.longest(Instant::now())
    }

    /// Sends a call and waits for its whole answer.
    ///
    /// A request that certainly never left, or that HTTP/2 calls unprocessed, is tried again, at most twice. A 429 that
    /// says how long to wait is waited out on `clock` and tried again, as long as the waits fit into
    /// [`TransportOptions::max_wait`] together; when they once did not, no other call waits either. The exchange is that
    /// of the last attempt; its notes tell of the others.
    pub async fn send(&self, call: &Call, clock: &Clock) -> Exchange {
        let this = &*self.0;
        let encoded = match encode(&call.url, &call.payload).await {
            Ok(encoded) => encoded,
            Err(reason) => return this.unsent(call, clock, reason),
        };
        if !this.claim() {
            let reason = format!("the budget of {} requests is spent", this.max_requests);
            return this.unsent(call, clock, reason);
        }
        let mut notes = Vec::new();
        let mut pauses = RETRY_PAUSES.iter();
        let mut patience = this.max_wait;
        loop {
            let attempt = this.attempt(call, &encoded, clock).await;
            let outcome = match attempt.result {
                Ok(response) => {
                    let wait = asked_to_wait(&response, clock.now());
                    if let Some(wait) = wait.filter(|wait| this.has_patience(*wait, patience) && this.claim()) {
                        notes.push(Note::WaitedOut(wait));
                        patience -= wait;
                        self.wait(wait, clock).await;
                        continue;
                    }
                    Outcome::Answered(response.into())
                }
                Err(fault) => {
                    if let Some(pause) = pauses.next().filter(|_| fault.unprocessed && this.claim()) {
                        notes.push(Note::TriedAgain(fault.sentence));
                        tokio::time::sleep(*pause).await;
                        continue;
                    }
                    Outcome::Lost(fault.sentence)
                }
            };
            let variable = message::variable(&call.authorization);
            return Exchange { request: attempt.request, outcome, duration: attempt.duration, variable, notes };
        }
    }
}

/// One try at a call.
struct Attempt {
    request: Request,
    result: Result<Response, Fault>,
    duration: Duration,
}

impl Inner {
    /// Whether a rate limit is worth a wait, with so much patience left.
    fn has_patience(&self, wait: Duration, left: Duration) -> bool {
        if wait > left && left < self.max_wait {
            self.waited_in_vain.store(true, Ordering::Relaxed);
        }
        wait <= left && !self.waited_in_vain.load(Ordering::Relaxed)
    }

    /// Takes one request out of the budget.
    fn claim(&self) -> bool {
        let next = |sent| (sent < self.max_requests).then(|| sent + 1);
        self.sent.fetch_update(Ordering::Relaxed, Ordering::Relaxed, next).is_ok()
    }

    /// Sends once: waits for a place and its turn, signs, sends, and reads the answer to its end.
    async fn attempt(&self, call: &Call, encoded: &Encoded, clock: &Clock) -> Attempt {
        // The semaphore is never closed, so the place is always granted.
        let _place = self.in_flight.acquire().await;
        if let Some(pacer) = &self.pacer {
            tokio::time::sleep(pacer.turn(Instant::now())).await;
        }
        let request = message::request(call, encoded, &self.common, clock.now());
        let start = Instant::now();
        let exchange = wire::exchange(&self.client, &call.method, &request, self.max_body, self.proxy.as_deref());
        let result = match tokio::time::timeout(self.timeout, exchange).await {
            Ok(result) => result,
            Err(_) => Err(Fault::timeout(self.timeout)),
        };
        Attempt { request, result, duration: start.elapsed() }
    }

    /// What is on record of a call of which no byte was sent.
    fn unsent(&self, call: &Call, clock: &Clock, reason: String) -> Exchange {
        let encoded = Encoded { url: call.url.clone(), content_type: None, body: Bytes::new() };
        Exchange {
            request: message::request(call, &encoded, &self.common, clock.now()),
            outcome: Outcome::Lost(reason),
            duration: Duration::ZERO,
            variable: message::variable(&call.authorization),
            notes: Vec::new(),
        }
    }
}
