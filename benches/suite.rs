//! The whole suite on the embedded endpoint beside a bare reqwest loop that replays the same exchanges, with the same
//! concurrency, and checks nothing. Prints the ratio of the two, taken in turn; likewise for the endpoint in a process of its
//! own, and for the matrix of mutants, on all cores, and as many requests alone.
//!
//! The requests of a scenario are replayed one after the other, as the suite sends them, to an endpoint of their own that gives
//! the ids that it gave then; they are signed anew before the clock starts. In another process they carry ids of other
//! uploads: the endpoint verifies and reads them and then knows no such upload, which takes it a little less than the suite's.

mod bare;
mod server;

use std::{
    collections::BTreeSet,
    hint::black_box,
    num::NonZero,
    sync::{Arc, Barrier},
    thread,
    time::{Duration, Instant},
};

use bytes::Bytes;
use finalize_conformance::{
    Suite,
    client::TransportOptions,
    clock::Clock,
    credentials::{Credentials, User},
    endpoint::{Endpoint, Host, Ids, Mounted, Settings, conforming, mutants},
    mutation::{self, Deviation},
    report::model::{Exchange, Report},
    suite::{Plan, target},
};
use futures::{StreamExt as _, stream};
use oauth1_request::request::AssertSorted;
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
    let recorded = scripts(embedded(&plan, &host).await.run().await);
    let answers = statuses(&Replay::on(&host, &recorded).scripts).await;
    let same = answers.iter().zip(recorded.iter().flatten()).filter(|(now, then)| Some(**now) == status(then)).count();
    println!("{} exchanges with the embedded endpoint, {same} of them answered alike when replayed", answers.len());
    let suite = async || timed(async { embedded(&plan, &host).await.run().await }).await;
    let bare = async || {
        let replay = Replay::on(&host, &recorded);
        timed(statuses(&replay.scripts)).await
    };
    in_turn(suite, bare).await;
    external(&plan).await;
    matrix(&plan, &recorded);
}

/// Both in turn, and the ratio of the two.
async fn in_turn(suite: impl AsyncFn() -> Duration, bare: impl AsyncFn() -> Duration) {
    let (mut ratios, mut suites, mut bares) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let (suite, bare) = (suite().await, bare().await);
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
    let recorded = scripts(against(plan, &url).await.run().await);
    println!("{} exchanges with another process", recorded.iter().flatten().count());
    let prepare = |script: &Vec<Exchange>| prepared(script, &url, "Bearer ", |_| format!("Bearer {TOKEN}"));
    let replay: Vec<_> = recorded.iter().map(prepare).collect();
    let suite = async || timed(async { against(plan, &url).await.run().await }).await;
    let bare = async || timed(statuses(&replay)).await;
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
fn matrix(plan: &Plan, recorded: &[Vec<Exchange>]) {
    let mutants: Vec<_> = mutants::mutants().map(Deviation::Mutant).step_by(EVERY).collect();
    let (mut ratios, mut sent) = (Vec::new(), 0);
    for _ in 0..ROUNDS {
        let table = mutation::examine(plan, &mutants).expect("the suite builds");
        let bare = alone(recorded, mutants.len()) * table.requests as f64;
        ratios.push(table.duration.as_secs_f64() / bare);
        sent = table.requests;
    }
    println!("{} mutants, {sent} requests, median of {ROUNDS} rounds in turn", mutants.len());
    println!("ratio  {:8.2}", median(&mut ratios));
}

/// How many seconds a request takes when all of them are sent so many times over, on all cores.
fn alone(recorded: &[Vec<Exchange>], times: usize) -> f64 {
    let threads = thread::available_parallelism().map_or(1, NonZero::get);
    let share = times.div_ceil(threads);
    let all_ready = Barrier::new(threads);
    let work = || {
        let runtime =
            tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime can be built");
        runtime.block_on(async {
            let host = Arc::new(Host::start().await);
            let replays: Vec<_> = (0..share).map(|_| Replay::on(&host, recorded)).collect();
            all_ready.wait();
            timed(async {
                for replay in &replays {
                    black_box(statuses(&replay.scripts).await);
                }
            })
            .await
        })
    };
    let slowest = thread::scope(|scope| {
        let running: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        running.into_iter().map(|it| it.join().expect("it ends")).max().expect("a thread")
    });
    slowest.as_secs_f64() / (share * threads * recorded.iter().flatten().count()) as f64
}

/// How long work takes; not how long it takes to throw its result away.
async fn timed<T>(work: impl Future<Output = T>) -> Duration {
    let begin = Instant::now();
    let result = black_box(work.await);
    let taken = begin.elapsed();
    drop(result);
    taken
}

fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

async fn embedded(plan: &Plan, host: &Arc<Host>) -> Suite {
    let suite = Suite::builder().plan(plan.clone()).host(host.clone()).deviation(settings(), conforming);
    suite.build().await.expect("the suite builds")
}

/// An endpoint whose ids come again when the same requests do.
fn settings() -> Settings {
    Settings { ids: Ids::Counting { first: (1 << 60) + 1, step: 1 << 20 }, ..Settings::default() }
}

/// What each scenario of a run sent, in order, and what came of it.
fn scripts(report: Report) -> Vec<Vec<Exchange>> {
    report.scenarios.into_iter().map(|it| it.exchanges).filter(|exchanges| !exchanges.is_empty()).collect()
}

fn status(exchange: &Exchange) -> Option<u16> {
    exchange.response.as_ref().map(|response| response.status)
}

/// A run's requests once more, ready to go.
struct Replay {
    /// Those of one scenario, one after the other.
    scripts: Vec<Vec<Outgoing>>,
    /// Each script's endpoint.
    _mounted: Vec<Mounted>,
}

impl Replay {
    fn on(host: &Host, recorded: &[Vec<Exchange>]) -> Self {
        let mount = |_| host.mount(Endpoint::new(settings(), target::own_credentials(), conforming), Clock::movable());
        let mounted: Vec<_> = recorded.iter().map(mount).collect();
        let prepare =
            |(script, mounted): (&Vec<Exchange>, &Mounted)| prepared(script, &mounted.url, "OAuth ", signature);
        Replay { scripts: recorded.iter().zip(&mounted).map(prepare).collect(), _mounted: mounted }
    }
}

/// A request that is ready to go.
struct Outgoing {
    method: Method,
    url: Url,
    headers: Vec<(String, String)>,
    body: Bytes,
}

/// The requests as the endpoint at that address takes them, whatever stands before the service's path. Those that were not
/// refused for their authorization get a new one.
fn prepared(
    script: &[Exchange],
    endpoint: &Url,
    scheme: &str,
    authorize: impl Fn(&Outgoing) -> String,
) -> Vec<Outgoing> {
    let service = |path: &str| path.find("/1.1/").expect("a path of the service");
    let place = &endpoint.path()[..service(endpoint.path())];
    let prepare = |exchange: &Exchange| {
        let request = &exchange.request;
        let mut url: Url = request.url.parse().expect("a URL");
        url.set_port(endpoint.port()).expect("it has a host");
        url.set_path(&format!("{place}{}", &url.path()[service(url.path())..].to_owned()));
        let body = bytes(&request.body);
        let is_own = |name: &str| name != "host" && name != "content-length";
        let headers = request.headers.iter().filter(|(name, _)| is_own(name)).cloned().collect();
        let mut outgoing = Outgoing { method: request.method.parse().expect("a method"), url, headers, body };
        let is_signature = |(name, value): &(String, String)| name == "authorization" && value.contains(scheme);
        if let Some(at) = outgoing.headers.iter().position(is_signature)
            && status(exchange) != Some(401)
        {
            outgoing.headers[at].1 = authorize(&outgoing);
        }
        outgoing
    };
    script.iter().map(prepare).collect()
}

/// Sends everything, and tells how each request was answered.
async fn statuses(scripts: &[Vec<Outgoing>]) -> Vec<u16> {
    let client = &bare::client();
    let replayed = stream::iter(scripts.iter().enumerate()).map(async |(place, script)| {
        let mut statuses = Vec::with_capacity(script.len());
        for request in script {
            statuses.push(send(client, request).await);
        }
        (place, statuses)
    });
    let mut statuses: Vec<_> = replayed.buffer_unordered(CONCURRENCY).collect().await;
    statuses.sort_unstable();
    statuses.into_iter().flat_map(|(_, statuses)| statuses).collect()
}

async fn send(client: &reqwest::Client, request: &Outgoing) -> u16 {
    let mut builder = client.request(request.method.clone(), request.url.clone()).body(request.body.clone());
    for (name, value) in &request.headers {
        builder = builder.header(name, value);
    }
    let response = builder.send().await.expect("the endpoint answers");
    let status = response.status().as_u16();
    black_box(response.bytes().await.expect("a whole body"));
    status
}

/// The bytes of a body that a report shows as text.
fn bytes(text: &str) -> Bytes {
    let mut parts = text.split("\\x");
    let mut bytes = parts.next().unwrap_or_default().as_bytes().to_vec();
    for part in parts {
        let byte = part.get(..2).and_then(|digits| u8::from_str_radix(digits, 16).ok());
        bytes.extend(byte);
        bytes.extend(part.as_bytes().iter().skip(if byte.is_some() { 2 } else { 0 }));
    }
    bytes.into()
}

/// The signature of a request, made with the embedded endpoint's own credentials.
fn signature(request: &Outgoing) -> String {
    let Some(User::OAuth1(keys)) = target::own_credentials().user else { panic!("it has such keys") };
    let is_form = request.headers.iter().any(|(_, value)| value == "application/x-www-form-urlencoded");
    let form = if is_form { &*request.body } else { b"" };
    let query = request.url.query().unwrap_or_default().as_bytes();
    let parameters: BTreeSet<_> = form_urlencoded::parse(query).chain(form_urlencoded::parse(form)).collect();
    let mut url = request.url.clone();
    url.set_query(None);
    let client = oauth1_request::Credentials::new(&*keys.consumer_key, &*keys.consumer_secret);
    let mut builder = oauth1_request::Builder::new(client, oauth1_request::HMAC_SHA1);
    builder.token(oauth1_request::Credentials::new(&*keys.token, &*keys.token_secret));
    builder.authorize(
        request.method.as_str(),
        url,
        &AssertSorted::new(parameters.iter().map(|(name, value)| (name, value))),
    )
}
