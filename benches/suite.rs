//! The whole suite on the embedded endpoint beside a bare reqwest loop that replays the same exchanges, with the same
//! concurrency, and checks nothing. Prints the ratio of the two, taken in turn; likewise for the endpoint in a process of its
//! own, and for the matrix of mutants, on all cores, and as many requests alone.
//!
//! The replayed requests carry masked signatures and ids of other uploads: the endpoint reads them and then refuses, which
//! takes it less than the suite's.

mod server;

use std::{
    hint::black_box,
    num::NonZero,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use finalize_conformance::{
    Suite,
    client::TransportOptions,
    clock::Clock,
    credentials::{Credentials, User},
    endpoint::{Endpoint, Host, Settings, conforming, embedded::Mounted, mutants},
    mutation::{self, Deviation},
    report::model::{Report, Request},
    suite::{Plan, target},
};
use futures::{StreamExt as _, stream};
use reqwest::Method;
use server::{TOKEN, serve};
use url::Url;

const ROUNDS: usize = 7;
const CONCURRENCY: usize = 16;
/// The matrix is measured with every tenth of the mutants.
const EVERY: usize = 10;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    rustls::crypto::ring::default_provider().install_default().expect("nobody else installs one");
    let plan = Plan::new(finalize_conformance::scenario::catalogue::load(None).expect("the features are valid"))
        .expect("the steps are defined");
    let host = Arc::new(Host::start().await);
    let requests = exchanges(embedded(&plan, &host).await.run().await);
    println!("{} exchanges with the embedded endpoint", requests.len());
    let suite = async || embedded(&plan, &host).await.run().await.scenarios.len();
    let bare = async || {
        let mounted = mount(&host);
        replay(&mounted.url, &requests, None).await
    };
    in_turn(suite, bare).await;
    external(&plan).await;
    matrix(&plan, &requests);
}

/// Both in turn, and the ratio of the two.
async fn in_turn(suite: impl AsyncFn() -> usize, bare: impl AsyncFn() -> usize) {
    let (mut ratios, mut suites, mut bares) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let (suite, bare) = (timed(suite()).await, timed(bare()).await);
        ratios.push(suite.as_secs_f64() / bare.as_secs_f64());
        suites.push(suite.as_secs_f64() * 1000.0);
        bares.push(bare.as_secs_f64() * 1000.0);
    }
    println!("suite  {:8.1} ms, median of {ROUNDS} rounds in turn", median(&mut suites));
    println!("bare   {:8.1} ms", median(&mut bares));
    println!("ratio  {:8.2}\n", median(&mut ratios));
}

/// The endpoint in a process of its own, on loopback; no time is spent on waiting for media.
async fn external(plan: &Plan) {
    let (mut server, address) = serve();
    let url: Url = address.parse().expect("an address");
    let requests = exchanges(against(plan, &url).await.run().await);
    println!("{} exchanges with another process", requests.len());
    let suite = async || against(plan, &url).await.run().await.scenarios.len();
    let bare = async || replay(&url, &requests, Some(TOKEN)).await;
    in_turn(suite, bare).await;
    server.kill().expect("it runs");
    server.wait().expect("it ends");
}

async fn against(plan: &Plan, url: &Url) -> Suite {
    let credentials = Credentials { user: Some(User::Bearer(TOKEN.to_owned())), ..Credentials::default() };
    let transport = TransportOptions { max_wait: Duration::ZERO, ..TransportOptions::default() };
    let suite = Suite::builder().plan(plan.clone()).endpoint(url.clone()).credentials(credentials).transport(transport);
    suite.build().await.expect("the suite builds")
}

/// Mutants and bare requests in turn, with as many threads.
fn matrix(plan: &Plan, requests: &[Request]) {
    let mutants: Vec<_> = mutants::mutants().map(Deviation::Mutant).step_by(EVERY).collect();
    let (mut ratios, mut sent) = (Vec::new(), 0);
    for _ in 0..ROUNDS {
        let table = mutation::examine(plan, &mutants).expect("the suite builds");
        let times = table.requests / requests.len() as u64;
        let bare = alone(requests, times) * table.requests as f64 / (times * requests.len() as u64) as f64;
        ratios.push(table.duration.as_secs_f64() / bare);
        sent = table.requests;
    }
    println!("{} mutants, {sent} requests, median of {ROUNDS} rounds in turn", mutants.len());
    println!("ratio  {:8.2}", median(&mut ratios));
}

/// How many seconds it takes to send the requests so many times over, on all cores.
fn alone(requests: &[Request], times: u64) -> f64 {
    let (begin, next) = (Instant::now(), AtomicU64::new(0));
    let work = || {
        let runtime =
            tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime can be built");
        runtime.block_on(async {
            let host = Arc::new(Host::start().await);
            while next.fetch_add(1, Ordering::Relaxed) < times {
                let mounted = mount(&host);
                black_box(replay(&mounted.url, requests, None).await);
            }
        });
    };
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(1, NonZero::get) {
            scope.spawn(work);
        }
    });
    begin.elapsed().as_secs_f64()
}

async fn timed<T>(work: impl Future<Output = T>) -> Duration {
    let begin = Instant::now();
    black_box(work.await);
    begin.elapsed()
}

fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

async fn embedded(plan: &Plan, host: &Arc<Host>) -> Suite {
    Suite::builder().plan(plan.clone()).host(host.clone()).build().await.expect("the suite builds")
}

/// Every request of a run, in order.
fn exchanges(report: Report) -> Vec<Request> {
    report.scenarios.into_iter().flat_map(|it| it.exchanges).map(|it| it.request).collect()
}

fn mount(host: &Arc<Host>) -> Mounted {
    let endpoint = Endpoint::new(Settings::default(), target::own_credentials(), conforming);
    host.mount(endpoint, Clock::movable())
}

async fn replay(endpoint: &Url, requests: &[Request], token: Option<&str>) -> usize {
    let client = reqwest::Client::builder().no_proxy().build().expect("a client can be built");
    let sent =
        stream::iter(requests).map(|request| send(&client, request, endpoint, token)).buffer_unordered(CONCURRENCY);
    sent.fold(0, async |sum, bytes| sum + bytes).await
}

/// Sends a recorded request to that endpoint, whatever stands before the service's path.
async fn send(client: &reqwest::Client, request: &Request, endpoint: &Url, token: Option<&str>) -> usize {
    let mut url: Url = request.url.parse().expect("a URL");
    let service = |path: &str| path.find("/1.1/").expect("a path of the service");
    let place = &endpoint.path()[..service(endpoint.path())];
    url.set_path(&format!("{place}{}", &url.path()[service(url.path())..].to_owned()));
    let method: Method = request.method.parse().expect("a method");
    let mut builder = client.request(method, url).body(request.body.clone());
    for (name, value) in request.headers.iter().filter(|(name, _)| name != "host" && name != "content-length") {
        builder = match token.filter(|_| name == "authorization") {
            Some(token) => builder.bearer_auth(token),
            None => builder.header(name, value),
        };
    }
    let response = builder.send().await.expect("the endpoint answers");
    response.bytes().await.expect("a whole body").len()
}
