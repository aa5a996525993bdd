//! Ctrl-C and a request to terminate: soon over, and what was decided is on disk.

use std::{
    io::{BufRead as _, BufReader, Write as _},
    net::TcpStream,
    process::{Child, Stdio},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use nix::{
    sys::signal::{Signal, kill},
    unistd::Pid,
};
use rstest::rstest;

use super::{Home, YES, answering};

/// The most that the end may take.
const LIMIT: Duration = Duration::from_secs(2);

fn send(signal: Signal, child: &Child) {
    let process = Pid::from_raw(i32::try_from(child.id()).expect("a process"));
    kill(process, signal).expect("it is sent");
}

/// The exit code, and how long it took to come.
fn end(child: &mut Child) -> (Option<i32>, Duration) {
    let begin = Instant::now();
    let code = child.wait().expect("it ends").code();
    (code, begin.elapsed())
}

#[rstest]
#[case::ctrl_c(Signal::SIGINT)]
#[case::terminate(Signal::SIGTERM)]
fn an_interrupted_run_reports_what_was_decided(#[case] signal: Signal) {
    const ANSWERED: usize = 30;
    let home = Home::new();
    let requests = Arc::new(AtomicUsize::new(0));
    let count = requests.clone();
    // It takes everything for a while, and then says nothing more.
    let url = answering(move |_| {
        if count.fetch_add(1, Ordering::SeqCst) >= ANSWERED {
            thread::sleep(Duration::from_secs(60));
        }
        YES.to_owned()
    });
    let arguments = ["run", "--endpoint", &url, "--clause", "PAR-1", "PAR-2", "--concurrency", "2", "--format", "all"];
    let mut child = home.command(&arguments).stdout(Stdio::piped()).spawn().expect("it starts");
    while requests.load(Ordering::SeqCst) <= ANSWERED {
        assert_eq!(child.try_wait().expect("it runs"), None);
        thread::sleep(Duration::from_millis(10));
    }
    send(signal, &child);
    let (code, took) = end(&mut child);
    assert_eq!(code, Some(130));
    assert!(took < LIMIT, "{took:?}");
    let report = home.report();
    assert_eq!(report["exit_code"], 130);
    assert!(report["warnings"].to_string().contains("interrupted"), "{}", report["warnings"]);
    let counts = &report["summary"]["scenarios"];
    assert!(counts["fail"].as_u64() > Some(0) && counts["inconclusive"].as_u64() > Some(0), "{counts}");
    for file in ["junit.xml", "report.html", "summary.md", "report.sarif", "exchanges.har", "report.tap"] {
        assert!(home.path("reports").join(file).exists(), "{file}");
    }
}

#[rstest]
#[case::ctrl_c(Signal::SIGINT)]
#[case::terminate(Signal::SIGTERM)]
fn a_server_stops_cleanly(
    #[case] signal: Signal,
    #[values(None, Some("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nhalf"))] request: Option<&str>,
) {
    let home = Home::new();
    let mut child =
        home.command(&["serve", "--addr", "127.0.0.1:0"]).stdout(Stdio::piped()).spawn().expect("it starts");
    let mut first = String::new();
    BufReader::new(child.stdout.as_mut().expect("it is piped")).read_line(&mut first).expect("it says where it is");
    let address = first.split('/').nth(2).expect("an address");
    // A request that never ends must not keep it.
    let mut client = TcpStream::connect(address).expect("it listens");
    client.write_all(request.unwrap_or_default().as_bytes()).expect("it reads");
    thread::sleep(Duration::from_millis(100));
    send(signal, &child);
    let (code, took) = end(&mut child);
    assert_eq!(code, Some(0));
    assert!(took < LIMIT, "{took:?}");
}
