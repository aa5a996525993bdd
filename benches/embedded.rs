//! The whole suite on the embedded endpoint beside a bare reqwest loop that replays the same exchanges, with the same
//! concurrency, and checks nothing. Prints the ratio of the two, taken in turn, and likewise that of the matrix of mutants,
//! on all cores, and as many requests alone.
//!
//! The replayed requests carry masked signatures: the endpoint does the same work for them and then refuses.

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
    clock::Clock,
    endpoint::{Endpoint, Host, Settings, conforming, mutants},
    mutation::{self, Deviation},
    report::model::Request,
    suite::{Plan, target},
};
use futures::{StreamExt as _, stream};
use reqwest::Method;

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
    let requests = record(&plan, &host).await;
    let (mut ratios, mut suites, mut bares) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let suite = timed(suite(&plan, &host)).await;
        let bare = timed(replay(&host, &requests)).await;
        ratios.push(suite.as_secs_f64() / bare.as_secs_f64());
        suites.push(suite.as_secs_f64() * 1000.0);
        bares.push(bare.as_secs_f64() * 1000.0);
    }
    println!("{} exchanges, median of {ROUNDS} rounds in turn", requests.len());
    println!("suite  {:8.1} ms", median(&mut suites));
    println!("bare   {:8.1} ms", median(&mut bares));
    println!("ratio  {:8.2}", median(&mut ratios));
    matrix(&plan, &requests);
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
    println!("\n{} mutants, {sent} requests, median of {ROUNDS} rounds in turn", mutants.len());
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
                black_box(replay(&host, requests).await);
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

async fn suite(plan: &Plan, host: &Arc<Host>) -> usize {
    let suite = Suite::builder().plan(plan.clone()).host(host.clone()).build().await.expect("the suite builds");
    suite.run().await.scenarios.len()
}

/// Every request of a run, in order.
async fn record(plan: &Plan, host: &Arc<Host>) -> Vec<Request> {
    let suite = Suite::builder().plan(plan.clone()).host(host.clone()).build().await.expect("the suite builds");
    let report = suite.run().await;
    report.scenarios.into_iter().flat_map(|it| it.exchanges).map(|it| it.request).collect()
}

async fn replay(host: &Arc<Host>, requests: &[Request]) -> usize {
    let endpoint = Endpoint::new(Settings::default(), target::own_credentials(), conforming);
    let mounted = host.mount(endpoint, Clock::movable());
    let client = reqwest::Client::builder().no_proxy().build().expect("a client can be built");
    let place = mounted.url.path_segments().and_then(|mut it| it.next()).unwrap_or_default();
    let sent = stream::iter(requests).map(|request| send(&client, request, place)).buffer_unordered(CONCURRENCY);
    sent.fold(0, async |sum, bytes| sum + bytes).await
}

async fn send(client: &reqwest::Client, request: &Request, place: &str) -> usize {
    let mut url: url::Url = request.url.parse().expect("a URL");
    let rest = url.path().splitn(3, '/').nth(2).unwrap_or_default().to_owned();
    url.set_path(&format!("/{place}/{rest}"));
    let method: Method = request.method.parse().expect("a method");
    let mut builder = client.request(method, url).body(request.body.clone());
    for (name, value) in request.headers.iter().filter(|(name, _)| name != "host" && name != "content-length") {
        builder = builder.header(name, value);
    }
    let response = builder.send().await.expect("the embedded endpoint answers");
    response.bytes().await.expect("a whole body").len()
}
