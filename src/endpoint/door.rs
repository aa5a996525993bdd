//! What the two front doors share: a machine behind a lock, which no request can bring down.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Mutex, PoisonError},
};

use serde_json::json;

use super::machine::Endpoint;
use crate::{
    clock::Clock,
    http::{Request, Response},
};

/// An endpoint with its clock, for several threads.
#[derive(Debug)]
pub struct Door {
    endpoint: Mutex<Endpoint>,
    clock: Clock,
}

impl Door {
    /// A door to that endpoint.
    pub fn new(endpoint: Endpoint, clock: Clock) -> Self {
        Door { endpoint: Mutex::new(endpoint), clock }
    }

    /// The endpoint's answer. A panic inside becomes a 500: it must cost one answer, not the server.
    pub fn respond(&self, request: &Request) -> Response {
        let answer = catch_unwind(AssertUnwindSafe(|| {
            let mut endpoint = self.endpoint.lock().unwrap_or_else(PoisonError::into_inner);
            endpoint.respond(request, self.clock.now())
        }));
        answer.unwrap_or_else(|_| error(500, 131, "Internal error"))
    }
}

/// An error that comes from the door and not from the endpoint.
pub fn error(status: u16, code: u32, message: &str) -> Response {
    Response::json(status, &json!({"errors": [{"code": code, "message": message}]}))
}
