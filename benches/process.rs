//! One piece of work as a whole process: 24 scenarios in 66 exchanges with a server on loopback, reports written. Ours beside
//! a bare reqwest loop that sends the same requests and checks nothing and, where it is installed, Hurl; each in turn, at once
//! and with 20 ms of latency in every answer.

mod bare;
mod server;

use std::{
    env,
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use futures::{StreamExt as _, stream};
use serde_json::Value;
use server::{TOKEN, serve};
use wait4::Wait4 as _;

const ROUNDS: usize = 21;
const LATENCY: Duration = Duration::from_millis(20);
/// Requests that the bare loop has in flight where answers are late; ours has as many by default.
const IN_FLIGHT: usize = 16;

/// What one process cost.
#[derive(Clone, Copy)]
struct Cost {
    wall_ms: f64,
    cpu_ms: f64,
    peak_mb: f64,
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let arguments: Vec<String> = env::args().collect();
    match arguments.iter().position(|it| it == "--bare") {
        Some(at) => send_all(&arguments[at + 1..]).await,
        None => measure(),
    }
}

fn measure() {
    let (mut server, endpoint) = serve();
    let home = tempfile::tempdir().expect("a directory");
    let requests = record(&mut ours(&endpoint, home.path(), "1"), home.path());
    println!("24 scenarios, 66 exchanges, median of {ROUNDS} rounds in turn");
    compare(&endpoint, home.path(), &requests, 1);
    println!("\nwith {} ms of latency", LATENCY.as_millis());
    compare(&late(&endpoint), home.path(), &requests, IN_FLIGHT);
    let many = cost(ours(&endpoint, home.path(), "100"));
    let each = many.wall_ms / 6_303.0;
    println!("\na hundred times as much  {:8.1} ms, {each:.3} ms an exchange, {:.1} MB", many.wall_ms, many.peak_mb);
    server.kill().expect("it runs");
    server.wait().expect("it ends");
}

/// One row for each program.
fn compare(endpoint: &str, home: &Path, requests: &Path, in_flight: usize) {
    let bare = || {
        let mut command = Command::new(env::current_exe().expect("this program"));
        command.arg("--bare").arg(requests).arg(endpoint).arg(in_flight.to_string());
        command
    };
    let hurl = hurl(endpoint, home, if in_flight > 1 { 8 } else { 2 });
    let mut rows: Vec<(&str, Vec<Cost>)> =
        vec![("bare reqwest loop", Vec::new()), ("finalize-conformance", Vec::new())];
    rows.extend(hurl.is_some().then(|| ("hurl --test --parallel", Vec::new())));
    for _ in 0..ROUNDS {
        rows[0].1.push(cost(bare()));
        rows[1].1.push(cost(ours(endpoint, home, "1")));
        if let Some(hurl) = &hurl {
            rows[2].1.push(cost(hurl()));
        }
    }
    let reference = median(&rows[0].1, |cost| cost.wall_ms);
    for (name, costs) in &rows {
        let of = |figure: fn(&Cost) -> f64| median(costs, figure);
        let wall = of(|cost| cost.wall_ms);
        println!(
            "{name:<24} {wall:8.1} ms  {:8.1} ms of processor  {:6.1} MB  {:6.2} x the bare loop",
            of(|cost| cost.cpu_ms),
            of(|cost| cost.peak_mb),
            wall / reference
        );
    }
}

/// The same endpoint behind a relay that holds every answer back.
fn late(endpoint: &str) -> String {
    let relay = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = relay.local_addr().expect("an address");
    let mut url: url::Url = endpoint.parse().expect("a URL");
    let server = url.socket_addrs(|| None).expect("an address")[0];
    thread::spawn(move || {
        for client in relay.incoming() {
            let client = client.expect("a connection");
            let server = TcpStream::connect(server).expect("the server listens");
            pass(&client, &server, Duration::ZERO);
            pass(&server, &client, LATENCY);
        }
    });
    url.set_port(Some(address.port())).expect("it has a host");
    url.into()
}

/// Passes on what comes, so much later; of an answer that comes in pieces every one.
fn pass(from: &TcpStream, to: &TcpStream, later: Duration) {
    let (mut from, mut to) = (from.try_clone().expect("a handle"), to.try_clone().expect("a handle"));
    to.set_nodelay(true).expect("it is connected");
    thread::spawn(move || {
        let mut piece = [0; 1 << 16];
        while let Ok(length @ 1..) = from.read(&mut piece) {
            thread::sleep(later);
            if to.write_all(&piece[..length]).is_err() {
                break;
            }
        }
        let _ = to.shutdown(std::net::Shutdown::Write);
    });
}

fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_finalize-conformance"));
    command.env("FINALIZE_USER_BEARER", TOKEN);
    command
}

fn ours(endpoint: &str, home: &Path, times: &str) -> Command {
    let mut command = program();
    let features = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/process");
    command.args(["run", "--endpoint", endpoint, "--features", features, "--tags", "@process", "--repeat", times]);
    command.arg("--report-dir").arg(home.join("reports")).stdout(Stdio::null());
    command
}

/// The requests of a run, those of its first upload too, which no scenario has.
fn record(ours: &mut Command, home: &Path) -> PathBuf {
    assert!(ours.status().expect("it starts").success(), "the reference endpoint conforms");
    let text = std::fs::read_to_string(home.join("reports/report.json")).expect("a report");
    let report: Value = serde_json::from_str(&text).expect("JSON");
    let exchanges = |scenario: &Value| scenario["exchanges"].as_array().cloned().unwrap_or_default();
    let scenarios = report["scenarios"].as_array().expect("scenarios");
    let first = exchanges(&scenarios[0]).into_iter();
    let all: Vec<Value> = first.chain(scenarios.iter().flat_map(exchanges)).map(|it| it["request"].clone()).collect();
    assert_eq!(all.len(), 66);
    let path = home.join("requests.json");
    std::fs::write(&path, Value::from(all).to_string()).expect("written");
    path
}

/// Sends the recorded requests to an endpoint, so many at once, and reads each answer.
async fn send_all(arguments: &[String]) {
    let [requests, endpoint, in_flight] = arguments else { panic!("--bare REQUESTS ENDPOINT IN_FLIGHT") };
    let text = std::fs::read_to_string(requests).expect("recorded");
    let requests: Vec<Value> = serde_json::from_str(&text).expect("JSON");
    let endpoint: url::Url = endpoint.parse().expect("a URL");
    let client = bare::client();
    let sent = stream::iter(&requests).map(|request| send(&client, &endpoint, request));
    sent.buffer_unordered(in_flight.parse().expect("a number")).for_each(async |_| ()).await;
}

async fn send(client: &reqwest::Client, endpoint: &url::Url, request: &Value) {
    let field = |name: &str| request[name].as_str().expect("text").to_owned();
    let method: reqwest::Method = field("method").parse().expect("a method");
    let mut url: url::Url = field("url").parse().expect("a URL");
    url.set_port(endpoint.port()).expect("it has a host");
    let mut outgoing = client.request(method, url).body(field("body")).bearer_auth(TOKEN);
    for pair in request["headers"].as_array().expect("headers") {
        let (name, value) = (pair[0].as_str().expect("a name"), pair[1].as_str().expect("a value"));
        if !["host", "content-length", "authorization"].contains(&name) {
            outgoing = outgoing.header(name, value);
        }
    }
    let answer = outgoing.send().await.expect("the endpoint answers");
    std::hint::black_box(answer.bytes().await.expect("a whole body"));
}

/// The same work in Hurl's words, a file for each scenario and one for the first upload.
fn hurl(endpoint: &str, home: &Path, jobs: usize) -> Option<impl Fn() -> Command> {
    Command::new("hurl").arg("--version").output().ok()?;
    let dir = home.join("hurl");
    std::fs::create_dir_all(&dir).expect("made");
    std::fs::write(dir.join("segment.png"), [7; 1_000]).expect("written");
    for scenario in 0..25 {
        let has_segment = scenario < 16;
        let text = hurl_file(endpoint, has_segment);
        std::fs::write(dir.join(format!("{scenario:02}.hurl")), text).expect("written");
    }
    Some(move || {
        let mut command = Command::new("hurl");
        command
            .args(["--test", "--parallel", "--jobs", &jobs.to_string(), "--report-junit"])
            .arg(dir.join("junit.xml"))
            .arg(&dir);
        command.stdout(Stdio::null()).stderr(Stdio::null());
        command
    })
}

fn hurl_file(url: &str, has_segment: bool) -> String {
    let head = format!("POST {url}\nAuthorization: Bearer {TOKEN}\n");
    let segment = format!(
        "{head}[Multipart]\ncommand: APPEND\nmedia_id: {{{{id}}}}\nsegment_index: 0\nmedia: file,segment.png;\nHTTP 204\n\n"
    );
    let outcome = if has_segment {
        "HTTP *\n[Asserts]\nstatus < 500\n"
    } else {
        "HTTP 400\n[Asserts]\njsonpath \"$.errors\" exists\n"
    };
    format!(
        "{head}[Form]\ncommand: INIT\ntotal_bytes: 1000\nmedia_type: image/png\nHTTP *\n[Captures]\n\
         id: jsonpath \"$.media_id_string\"\n\n{}{head}[Form]\ncommand: FINALIZE\nmedia_id: {{{{id}}}}\n{outcome}",
        if has_segment { segment } else { String::new() }
    )
}

/// Runs a process to its end.
fn cost(mut command: Command) -> Cost {
    let begin = Instant::now();
    let mut child = command.spawn().expect("it starts");
    let used = child.wait4().expect("it ends");
    let wall_ms = begin.elapsed().as_secs_f64() * 1_000.0;
    assert!(used.status.success(), "{command:?}");
    let cpu = used.rusage.utime + used.rusage.stime;
    Cost { wall_ms, cpu_ms: cpu.as_secs_f64() * 1_000.0, peak_mb: used.rusage.maxrss as f64 / 1e6 }
}

fn median(costs: &[Cost], figure: impl Fn(&Cost) -> f64) -> f64 {
    let mut figures: Vec<f64> = costs.iter().map(figure).collect();
    figures.sort_by(f64::total_cmp);
    figures[figures.len() / 2]
}
