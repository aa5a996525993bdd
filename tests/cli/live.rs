//! The whole way: the reference endpoint as a server, and a run against it.

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::TcpStream,
    process::{Child, Stdio},
    thread::{self, JoinHandle},
};

use super::{Home, Outcome};

pub const CREDENTIALS: [(&str, &str); 5] = [
    ("FINALIZE_CONSUMER_KEY", "consumer-key"),
    ("FINALIZE_CONSUMER_SECRET", "consumer-s3cret"),
    ("FINALIZE_ACCESS_TOKEN", "access-token"),
    ("FINALIZE_ACCESS_TOKEN_SECRET", "token-s3cret"),
    ("FINALIZE_APP_BEARER", "app-s3cret"),
];

/// A child process that ends with the test.
pub struct Server {
    child: Child,
    pub url: String,
    log: Option<JoinHandle<String>>,
}

impl Server {
    /// Starts `serve` on a free port and reads the address from its first line.
    pub fn start(home: &Home, arguments: &[&str]) -> Self {
        Server::with_accounts(home, &CREDENTIALS, arguments)
    }

    /// The same, with the credentials in these variables.
    pub fn with_accounts(home: &Home, accounts: &[(&str, &str)], arguments: &[&str]) -> Self {
        let mut command = home.command(&[&["serve", "--addr", "127.0.0.1:0"], arguments].concat());
        let mut child = command.envs(accounts.iter().copied()).stdout(Stdio::piped()).spawn().expect("it starts");
        let mut lines = BufReader::new(child.stdout.take().expect("it is piped")).lines();
        let first = lines.next().expect("it says where it is").expect("text");
        let url = first.split(' ').find(|word| word.starts_with("http")).expect("an address").to_owned();
        // Its log is read to the end, so that it never waits for a reader.
        let log = thread::spawn(move || lines.map_while(Result::ok).map(|line| line + "\n").collect());
        Server { child, url, log: Some(log) }
    }

    /// Ends it and gives what it printed behind its first line.
    pub fn log(mut self) -> String {
        self.child.kill().expect("it runs");
        self.log.take().and_then(|log| log.join().ok()).expect("a log")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended already.
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

fn assert_conformant(home: &Home, outcome: &Outcome) {
    assert_eq!((outcome.code, outcome.err.as_str()), (0, ""), "{}", outcome.out);
    let report = home.report();
    assert_eq!(report["target"]["kind"], "live");
    let counts = &report["summary"]["clauses"];
    assert_eq!((&counts["fail"], &counts["inconclusive"]), (&0.into(), &0.into()), "{counts}");
    let secret =
        ["consumer-s3cret", "token-s3cret", "app-s3cret"].into_iter().find(|it| report.to_string().contains(it));
    assert_eq!(secret, None);
}

#[test]
fn the_reference_endpoint_conforms_over_the_wire() {
    const CLAUSES: [&str; 16] = [
        "LIFE-1", "LIFE-2", "LIFE-3", "LIFE-4", "REQ-1", "PAR-10", "RSP-3", "RSP-5", "RSP-9", "ASY-1", "STA-1",
        "STA-2", "RES-2", "RES-3", "RES-4", "ERR-1",
    ];
    let home = Home::new();
    let server = Server::start(&home, &["--check-after-secs", "1"]);
    let outcome =
        home.run_with(&CREDENTIALS, &[&["run", "--endpoint", &server.url, "--clause"], &CLAUSES[..]].concat());
    assert_conformant(&home, &outcome);
    let report = home.report();
    let passed = report["clauses"].as_array().expect("a list").iter().filter(|clause| clause["verdict"] == "pass");
    assert_eq!(passed.map(|clause| &clause["id"]).collect::<Vec<_>>(), CLAUSES);
}

#[test]
fn a_run_sends_what_was_planned() {
    let home = Home::new();
    let server = Server::start(&home, &["--check-after-secs", "1"]);
    for (credentials, repeat) in [(&CREDENTIALS[..], "1"), (&CREDENTIALS[..4], "3")] {
        let clauses = ["--clause", "LIFE-4", "LIFE-6", "PAR-2", "RES-3", "ERR-2"];
        let options = [&["--endpoint", &server.url, "--repeat", repeat][..], &clauses].concat();
        let plan = home.run_with(credentials, &[&["list", "--plan", "--json"], &options[..]].concat());
        let plan: serde_json::Value = serde_json::from_str(&plan.out).expect("JSON");
        let outcome = home.run_with(credentials, &[&["run"], &options[..]].concat());
        assert_eq!(outcome.code, 0, "{}", outcome.out);
        let summary = &home.report()["summary"];
        assert_eq!(plan["requests"], summary["requests"]);
        assert_eq!(plan["skipped"], summary["scenarios"]["skip"]);
    }
}

#[test]
fn tls_is_trusted_by_the_authority_that_serve_writes() {
    let home = Home::new();
    let server = Server::start(&home, &["--tls"]);
    let other = Server::start(&home, &["--tls=other.pem"]);
    assert!(server.url.starts_with("https://127.0.0.1:"), "{}", server.url);
    let run = |trusted: &[&str]| {
        let arguments = ["run", "--endpoint", &server.url, "--clause", "LIFE-1", "RES-4", "--max-wait", "0"];
        home.run_with(&CREDENTIALS, &[&arguments, trusted].concat())
    };
    assert_conformant(&home, &run(&["--ca-cert", "serve-ca.pem"]));
    let outcome = run(&["--ca-cert", "other.pem"]);
    assert_eq!(outcome.code, 3, "{}", outcome.out);
    assert!(outcome.out.contains("the TLS handshake with 127.0.0.1 failed"), "{}", outcome.out);
    let outcome = run(&["--insecure"]);
    assert!(outcome.code == 0 && outcome.out.contains("certificates were not verified"), "{}", outcome.out);
    drop(other);
}

#[test]
fn a_short_life_is_waited_for() {
    let home = Home::new();
    let server = Server::start(&home, &["--expires-after-secs", "4"]);
    let arguments =
        ["run", "--endpoint", &server.url, "--clause", "LIFE-5", "LIFE-6", "LIFE-7", "--name", "PNG for tweet_image"];
    let outcome = home.run_with(&CREDENTIALS, &arguments);
    assert_conformant(&home, &outcome);
    assert_eq!(home.report()["summary"]["clauses"]["pass"], 3);
}

#[test]
fn a_public_url_is_named_for_signatures() {
    let home = Home::new();
    let server = Server::start(&home, &["--public-url", "https://upload.example.com/"]);
    let outcome = home.run_with(&CREDENTIALS, &["run", "--endpoint", &server.url, "--clause", "LIFE-1"]);
    assert!(outcome.out.contains("INIT failed: 401"), "it was signed for another: {}", outcome.out);
    let log = server.log();
    assert!(log.contains("\nSignatures are checked for https://upload.example.com, the public URL.\n"), "{log}");
}

#[test]
fn the_log_of_requests_deceives_nobody() {
    let home = Home::new();
    let server = Server::start(&home, &[]);
    let address = server.url.split('/').nth(2).expect("an address");
    let mut client = TcpStream::connect(address).expect("it listens");
    let request = "GET /\u{202e}gnp.exe HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    client.write_all(request.as_bytes()).expect("it reads");
    client.read_to_end(&mut Vec::new()).expect("it answers");
    let log = server.log();
    assert!(log.contains("\nGET /\\u{202e}gnp.exe - 401\n"), "{log}");
}

#[test]
fn without_credentials_the_server_takes_nothing() {
    let home = Home::new();
    let server = Server::start(&home, &[]);
    let outcome = home.run(&["run", "--endpoint", &server.url, "--clause", "LIFE-1", "RES-2"]);
    assert_eq!(outcome.code, 3, "{}", outcome.out);
    assert!(outcome.out.contains("INIT failed: 401"), "{}", outcome.out);
}

#[test]
fn a_port_that_is_taken_is_named() {
    let home = Home::new();
    let server = Server::start(&home, &[]);
    let address = server.url.trim_start_matches("http://").split('/').next().expect("an address");
    let outcome = home.run(&["serve", "--addr", address]);
    assert_eq!((outcome.code, outcome.out.as_str()), (2, ""));
    assert!(outcome.err.contains(address) && outcome.err.contains("--addr"), "{}", outcome.err);
}
