//! The rate limit on FINALIZE (clause RES-5), for endpoints that have one.

use std::time::Duration;

use super::{machine::Endpoint, reply::Refusal};
use crate::http::Response;

/// How long FINALIZE requests are counted before the count begins anew.
const WINDOW: Duration = Duration::from_secs(86_400);

/// The FINALIZE requests of the present window.
#[derive(Debug, Default)]
pub(super) struct Window {
    start: Duration,
    count: u32,
}

impl Endpoint {
    /// Counts a FINALIZE and refuses it beyond the rate limit.
    pub(super) fn count_finalize(&mut self, now: Duration) -> Result<(), Refusal> {
        let window = &mut self.window;
        if now >= window.start + WINDOW {
            *window = Window { start: now, count: 0 };
        }
        window.count = window.count.saturating_add(1);
        match self.settings.rate_limit {
            Some(limit) if window.count > limit => Err(Refusal::new(429, 88, "Rate limit exceeded.")),
            _ => Ok(()),
        }
    }

    /// Adds the three fields that tell about the rate limit: integers of 32 bits, as a client reads them.
    pub(super) fn with_rate_limit(&self, response: Response) -> Response {
        let Some(limit) = self.settings.rate_limit else { return response };
        response
            .with_header("x-rate-limit-limit", limit.to_string())
            .with_header("x-rate-limit-remaining", limit.saturating_sub(self.window.count).to_string())
            .with_header("x-rate-limit-reset", (self.window.start + WINDOW).as_secs().to_string())
    }
}
