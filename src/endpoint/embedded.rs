//! The embedded front door: many endpoints behind one mock server inside this process.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use httpmock::{HttpMockRequest, HttpMockResponse, MockServer};
use url::Url;

use super::{
    door::{Door, error},
    machine::Endpoint,
};
use crate::{
    clock::Clock,
    http::{Request, Response},
};

/// One mock server for a whole run. It has one mock, and we route: the library's servers are few, and each mock in front
/// of another costs every request.
pub struct Host {
    server: MockServer,
    doors: Doors,
    mounted: AtomicU64,
}

type Doors = Arc<Mutex<HashMap<u64, Arc<Door>>>>;

/// An endpoint's place on a [`Host`]; dropping it removes the endpoint.
#[derive(Debug)]
pub struct Mounted {
    /// The URL of this endpoint's `media/upload`.
    pub url: Url,
    number: u64,
    doors: Doors,
}

impl Host {
    /// Starts the server on a port of its own, on the loopback interface.
    pub async fn start() -> Self {
        let server = MockServer::start_async().await;
        let doors = Doors::default();
        let behind = doors.clone();
        server
            .mock_async(|when, then| {
                when.any_request();
                then.respond_with(move |request| write(route(&behind, request)));
            })
            .await;
        Host { server, doors, mounted: AtomicU64::new(0) }
    }

    /// The server's address.
    pub fn url(&self) -> Url {
        format!("http://{}/", self.server.address()).parse().expect("an address makes a URL")
    }

    /// Gives an endpoint a place of its own: a path in front of the service's.
    pub fn mount(&self, endpoint: Endpoint, clock: Clock) -> Mounted {
        let number = self.mounted.fetch_add(1, Ordering::Relaxed);
        lock(&self.doors).insert(number, Arc::new(Door::new(endpoint, clock)));
        let url = format!("http://{}/{number}/1.1/media/upload.json", self.server.address());
        let url = url.parse().expect("an address and a number make a URL");
        Mounted { url, number, doors: self.doors.clone() }
    }
}

impl std::fmt::Debug for Host {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Host").field("address", self.server.address()).finish_non_exhaustive()
    }
}

impl Drop for Mounted {
    fn drop(&mut self) {
        lock(&self.doors).remove(&self.number);
    }
}

fn lock(doors: &Doors) -> std::sync::MutexGuard<'_, HashMap<u64, Arc<Door>>> {
    doors.lock().unwrap_or_else(PoisonError::into_inner)
}

fn route(doors: &Doors, request: &HttpMockRequest) -> Response {
    let Some(request) = read(request) else { return error(400, 44, "The request has no readable URL.") };
    let number = request.url.path_segments().and_then(|mut segments| segments.next()?.parse().ok());
    // The guard must be gone before the endpoint answers, or a slow answer would keep others from being mounted.
    let door = number.and_then(|number: u64| lock(doors).get(&number).cloned());
    door.map_or_else(|| error(404, 34, "No endpoint is mounted here."), |door| door.respond(&request))
}

/// The request with the URL that its client meant: signatures are made over it.
fn read(request: &HttpMockRequest) -> Option<Request> {
    let headers = request.headers_vec().clone();
    // The library gives the target now with scheme and host, now without.
    let target = request.uri_str();
    let url = if target.starts_with('/') {
        let host = headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("host")).map(|(_, value)| value)?;
        Url::parse(&format!("http://{host}{target}"))
    } else {
        Url::parse(target)
    };
    let url = url.ok()?;
    Some(Request { method: request.method_str().to_owned(), url, headers, body: request.body_bytes() })
}

fn write(response: Response) -> HttpMockResponse {
    let Response { status, headers, body } = response;
    let builder = HttpMockResponse::builder().status(status).headers(headers);
    if body.is_empty() { builder.build() } else { builder.body(body).build() }
}
