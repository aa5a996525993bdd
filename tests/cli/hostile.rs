//! Endpoints that hang, lie and break: every run ends by itself, soon, with the right verdict, in little memory, and what
//! they say reaches nobody but escaped.

use std::{
    fs,
    io::{self, BufReader, Write as _},
    iter,
    net::{TcpListener, TcpStream},
    process::Command,
    sync::atomic::{AtomicUsize, Ordering},
    thread,
    time::{Duration, Instant},
};

use flate2::{Compression, write::GzEncoder};
use socket2::SockRef;

use super::{Home, Outcome, finish, read_request};

/// What an endpoint does with a request that it has read. The connection is closed behind it.
type Answer = fn(&mut TcpStream) -> io::Result<()>;

/// An endpoint of the corpus.
struct Case {
    name: &'static str,
    answer: Answer,
    /// The exit code where it answers every FINALIZE so.
    code: i32,
    /// What the report has to say about it.
    says: &'static str,
}

const fn case(name: &'static str, answer: Answer, code: i32, says: &'static str) -> Case {
    Case { name, answer, code, says }
}

/// A scenario of four requests.
const SCENARIO: &str = "^the size is that of the whole upload: PNG for tweet_image in 1 segment$";
/// The most that a run may take, on a machine with other things to do.
const LIMIT: Duration = Duration::from_secs(60);
/// So many at a time.
const WORKERS: usize = 6;
/// The most memory that a run may ask for, in KiB of addresses; what it uses is a fraction.
const ADDRESSES: u32 = 400_000;
const ID: &str = "710511363345354753";

#[rustfmt::skip]
const CORPUS: &[Case] = &[
    case("silence", |_| wait(), 3, "no complete answer within 1 s"),
    case("a byte a second", |s| drip(s, b"HTTP/1.1 200 OK\r\n"), 3, "no complete answer within 1 s"),
    case("a header without end, slowly", |s| drip(s, b"HTTP/1.1 200 OK\r\nx: xxxxxxxxxxx"), 3, "no complete answer"),
    case("a body without end", |s| flood(s, &ok("Transfer-Encoding: chunked"), &[b"100\r\n", &[b'['; 256][..], b"\r\n"].concat()), 3, "is longer than"),
    case("a body until the end of the connection", |s| flood(s, &ok("X: y"), &[b'['; 4096]), 3, "is longer than"),
    case("2 GB declared and sent", |s| flood(s, &ok("Content-Length: 2147483648"), &[0; 4096]), 3, "is longer than"),
    case("2 GB declared, and nothing sent", |s| s.write_all(&ok("Content-Length: 2147483648")), 3, "in the middle"),
    case("2^64 bytes declared", |s| s.write_all(&ok("Content-Length: 18446744073709551616")), 3, "is not HTTP"),
    case("a compression bomb", |s| s.write_all(&bomb()), 3, "is longer than"),
    case("compressed junk", |s| sized(s, "Content-Encoding: gzip", b"\x1f\x8b\x08 junk"), 3, "is not valid gzip"),
    case("a truncated body", |s| s.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{"), 3, "in the middle"),
    case("a reset in the middle of the body", reset, 3, "in the middle"),
    case("no chunk at the end", |s| s.write_all(&[&ok("Transfer-Encoding: chunked")[..], b"1\r\n{\r\n"].concat()), 3, "in the"),
    case("nonsense for a chunk", |s| s.write_all(&[&ok("Transfer-Encoding: chunked")[..], b"zz\r\n"].concat()), 3, "not valid"),
    case("closed at once", |_| Ok(()), 3, "closed before an answer arrived"),
    case("invalid UTF-8", |s| json(s, b"{\"media_id\":\"\xff\xfe\"}"), 1, "RES-1"),
    case("UTF-16", |s| json(s, b"\xff\xfe{\0}\0"), 1, "RES-1"),
    case("NUL bytes", |s| json(s, b"{\"media_id\0\":1}\0"), 1, "RES-1"),
    case("nested 100,000 deep", |s| json(s, &b"[".repeat(100_000)), 1, "RES-1"),
    case("nested 100,000 objects deep", |s| json(s, &b"{\"a\":".repeat(100_000)), 1, "RES-1"),
    case("a number of a million digits", |s| json(s, &format!("{{\"media_id\":{}}}", "1".repeat(1_000_000)).into_bytes()), 1, "RSP-1"),
    case("an exponent of a million digits", |s| json(s, &format!("{{\"media_id\":1e{}}}", "1".repeat(1_000_000)).into_bytes()), 1, "RSP-1"),
    case("a million fields", |s| json(s, &fields(|n| format!("\"{n}\":0"), 75_000)), 1, "undocumented-field"),
    case("every field twice", |s| json(s, &fields(|n| format!("\"{n}\":0,\"{n}\":0"), 37_000)), 1, "repeated-field"),
    case("a long name above many places", |s| { json(s, &fields(|n| if n > 0 { "0".to_owned() } else { format!("\"{}\":[0", "x".repeat(400_000)) }, 200_000), ) }, 1, "RSP-1"),
    case("a list of wrong errors", |s| sized_as(s, "400 Bad Request", "X: y", &listed("0", 400_000)), 1, "LIFE-1"),
    case("a long text for a number", |s| json(s, &format!("{{\"media_id\":\"{}\"}}", "x".repeat(900_000)).into_bytes()), 1, "RSP-1"),
    case("a header of 1 MB", |s| flood_for(s, b"HTTP/1.1 200 OK\r\nX: ", &[b'x'; 4096], 250), 3, "header is too large"),
    case("a header of 100 MB", |s| flood_for(s, b"HTTP/1.1 200 OK\r\nX: ", &[b'x'; 4096], 25_000), 3, "header is too large"),
    case("100,000 header fields", |s| flood_for(s, b"HTTP/1.1 200 OK\r\n", &b"x: y\r\n".repeat(1000), 100), 3, "header is too large"),
    case("NUL in a header", |s| s.write_all(&ok("X: \0")), 3, "is not HTTP"),
    case("an escape in a header", |s| s.write_all(&ok("X: \x1b[31m")), 3, "is not HTTP"),
    case("a header folded", |s| sized(s, "X: y\r\n z: 1", b"{}"), 3, "is not HTTP"),
    case("two lengths", |s| s.write_all(&[&ok("Content-Length: 2\r\nContent-Length: 5")[..], b"{}"].concat()), 3, "is not HTTP"),
    case("a negative length", |s| s.write_all(&ok("Content-Length: -1")), 3, "is not HTTP"),
    case("a length and chunks", |s| { s.write_all(&[&ok("Content-Length: 99\r\nTransfer-Encoding: chunked")[..], b"2\r\n{}\r\n0\r\n\r\n"].concat(), ) }, 1, "RSP-1"),
    case("trailers", |s| s.write_all(&[&ok("Transfer-Encoding: chunked")[..], b"2\r\n{}\r\n0\r\nX-Late: 1\r\n\r\n"].concat()), 1, "RSP-1"),
    case("trailers without end", |s| flood(s, &[&ok("Transfer-Encoding: chunked")[..], b"0\r\n"].concat(), b"x: y\r\n"), 3, "not valid HTTP"),
    case("a flood of 103", |s| hints(s, b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n"), 3, "no complete answer"),
    case("a flood of 100", |s| hints(s, b"HTTP/1.1 100 Continue\r\n\r\n"), 3, "no complete answer"),
    case("another protocol", |s| s.write_all(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n"), 1, "101"),
    case("status 99", |s| sized_as(s, "99 Low", "X: y", b"{}"), 3, "is not HTTP"),
    case("status 999", |s| sized_as(s, "999 High", "X: y", b"{}"), 1, "999"),
    case("status 1000", |s| sized_as(s, "1000 Higher", "X: y", b"{}"), 3, "is not HTTP"),
    case("no status", |s| s.write_all(b"HTTP/1.1\r\n\r\n"), 3, "is not HTTP"),
    case("HTTP/0.9", |s| s.write_all(b"<html>media_id=1</html>\r\n"), 3, "is not HTTP"),
    case("HTTP/3.0", |s| s.write_all(b"HTTP/3.0 200 OK\r\n\r\n"), 3, "is not HTTP"),
    case("junk", |s| flood_for(s, b"", b"\0\x01\x02\xff\r\n\r\n", 100), 3, "is not HTTP"),
    case("TLS", |s| s.write_all(b"\x15\x03\x01\0\x02\x02\x46"), 3, "is not HTTP"),
    case("a mail server", |s| s.write_all(b"220 mail.example.com ESMTP\r\n\r\n"), 3, "is not HTTP"),
    case("a redirect to itself", |s| sized_as(s, "302 Found", "Location: /1.1/media/upload.json", b""), 1, "302, a redirect"),
    case("a redirect elsewhere", |s| sized_as(s, "307 Temporary Redirect", "Location: http://192.0.2.1/", b""), 1, "307, a redirect to http://192.0.2.1/"),
    case("503 for ever", |s| sized_as(s, "503 Service Unavailable", "Retry-After: 1", b""), 3, "not available (503)"),
    case("429 for ever", |s| sized_as(s, "429 Too Many Requests", "Retry-After: 1", b""), 3, "rate limited (429)"),
    case("429 without a word", |s| sized_as(s, "429 Too Many Requests", "X: y", b""), 3, "rate limited (429)"),
    case("429 until the end of time", |s| sized_as(s, "429 Too Many Requests", "Retry-After: 18446744073709551615", b""), 3, "rate limited (429)"),
    case("500 for ever", |s| sized_as(s, "500 Internal Server Error", "X: y", b"<h1>Oops"), 1, "500"),
    case("an unknown encoding", |s| sized(s, "Content-Encoding: rot13", b"{}"), 1, "RSP-1"),
    case("204 with a body", |s| sized_as(s, "204 No Content", "Content-Type: application/json", b"{}"), 1, "RES-1"),
    case("an endless wait for processing", |s| json(s, br#"{"processing_info":{"state":"pending","check_after_secs":18446744073709551615}}"#), 1, "RSP-1"),
];

fn wait() -> io::Result<()> {
    thread::sleep(Duration::from_secs(3));
    Ok(())
}

/// Half an answer, then a reset.
fn reset(stream: &mut TcpStream) -> io::Result<()> {
    stream.write_all(&[&ok("Content-Length: 99")[..], b"{"].concat())?;
    SockRef::from(&*stream).set_linger(Some(Duration::ZERO))
}

/// A byte a second.
fn drip(stream: &mut TcpStream, bytes: &[u8]) -> io::Result<()> {
    bytes.iter().try_for_each(|byte| {
        stream.write_all(&[*byte])?;
        thread::sleep(Duration::from_secs(1));
        Ok(())
    })
}

/// A hundred answers a tick that are none yet.
fn hints(stream: &mut TcpStream, hint: &[u8]) -> io::Result<()> {
    loop {
        stream.write_all(&hint.repeat(100))?;
        thread::sleep(Duration::from_millis(5));
    }
}

/// The same again and again, until nobody reads on.
fn flood(stream: &mut TcpStream, start: &[u8], again: &[u8]) -> io::Result<()> {
    flood_for(stream, start, again, usize::MAX)
}

fn flood_for(stream: &mut TcpStream, start: &[u8], again: &[u8], times: usize) -> io::Result<()> {
    stream.write_all(start)?;
    let block = again.repeat(1 + 60_000 / again.len().max(1));
    let blocks = times.saturating_mul(again.len()).div_ceil(block.len());
    (0..blocks).try_for_each(|_| stream.write_all(&block))
}

/// The head of a success with that header field.
fn ok(field: &str) -> Vec<u8> {
    format!("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n{field}\r\n\r\n").into_bytes()
}

fn json(stream: &mut TcpStream, body: &[u8]) -> io::Result<()> {
    sized(stream, "Content-Type: application/json", body)
}

fn sized(stream: &mut TcpStream, field: &str, body: &[u8]) -> io::Result<()> {
    sized_as(stream, "200 OK", field, body)
}

fn sized_as(stream: &mut TcpStream, status: &str, field: &str, body: &[u8]) -> io::Result<()> {
    let label = if field.contains("Content-Type") { "" } else { "Content-Type: application/json\r\n" };
    write!(
        stream,
        "HTTP/1.1 {status}\r\n{label}{field}\r\nConnection: close\r\nContent-Length: {}\r\n\r\n",
        body.len()
    )?;
    stream.write_all(body)
}

/// 1 GB of blanks in 1 MB.
fn bomb() -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    // A member of 16 MB, so often: an encoder takes longer for all of it than the run.
    encoder.write_all(&vec![b' '; 16 << 20]).expect("memory takes it");
    let member = encoder.finish().expect("memory takes it");
    [ok(&format!("Content-Encoding: gzip\r\nContent-Length: {}", member.len())), member].concat()
}

fn fields(field: impl Fn(usize) -> String, count: usize) -> Vec<u8> {
    let fields: Vec<_> = (0..count).map(field).collect();
    format!("{{{}}}", fields.join(",")).into_bytes()
}

fn listed(item: &str, count: usize) -> Vec<u8> {
    format!("{{\"errors\":[{}]}}", iter::repeat_n(item, count).collect::<Vec<_>>().join(",")).into_bytes()
}

/// A server that answers so: FINALIZE only, where INIT and APPEND are to work, or everything. It lives as long as the test.
fn hostile(answer: impl Fn(&mut TcpStream) -> io::Result<()> + Copy + Send + 'static, everywhere: bool) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://{}/", listener.local_addr().expect("it is bound"));
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            // A client that goes away in the middle is none of the server's business.
            thread::spawn(move || converse(stream, answer, everywhere).ok());
        }
    });
    url
}

fn converse(
    mut stream: TcpStream,
    answer: impl Fn(&mut TcpStream) -> io::Result<()>,
    everywhere: bool,
) -> io::Result<()> {
    let request = read_request(&mut BufReader::new(&mut stream))?;
    let has = |word: &[u8]| !everywhere && request.windows(word.len()).any(|part| part == word);
    match () {
        () if has(b"INIT") => {
            sized(&mut stream, "X: y", format!("{{\"media_id\":{ID},\"media_id_string\":\"{ID}\"}}").as_bytes())
        }
        () if has(b"APPEND") => sized(&mut stream, "X: y", b""),
        () => answer(&mut stream),
    }
}

/// The program with little memory to spend.
fn run(home: &Home, arguments: &[&str]) -> Outcome {
    let plain = home.command(arguments);
    let mut limited = Command::new("sh");
    limited.args(["-c", &format!("ulimit -v {ADDRESSES} && exec \"$0\" \"$@\"")]);
    limited.arg(plain.get_program()).args(plain.get_args()).current_dir(home.path("."));
    for (name, value) in plain.get_envs() {
        match value {
            Some(value) => limited.env(name, value),
            None => limited.env_remove(name),
        };
    }
    finish(&mut limited)
}

fn try_out(case: &Case, everywhere: bool) -> Result<(), String> {
    let (home, begin) = (Home::new(), Instant::now());
    let url = hostile(case.answer, everywhere);
    // What never ends should end soon, and what is long needs its time on a slow machine.
    let timeout = if case.says.starts_with("no complete answer") { "1" } else { "20" };
    let arguments = [
        "run",
        "--endpoint",
        &url,
        "--name",
        SCENARIO,
        "--timeout",
        timeout,
        "--max-wait",
        "1",
        "-v",
        "--format",
        "all",
    ];
    let outcome = run(&home, &arguments);
    let took = begin.elapsed();
    let report = fs::read_to_string(home.path("reports/report.json")).unwrap_or_default();
    let code = if everywhere { 3 } else { case.code };
    let says = if everywhere { "INIT" } else { case.says };
    let problem = match () {
        () if outcome.code != code => format!("exit code {} instead of {code}: {}", outcome.code, outcome.out),
        () if took > LIMIT => format!("it took {took:?}"),
        () if !outcome.err.is_empty() => outcome.err,
        () if !report.contains(says) => format!("the report does not say {says}: {}", outcome.out),
        () => return Ok(()),
    };
    let place = if everywhere { "everywhere" } else { "in FINALIZE" };
    Err(format!("{} {place}: {}", case.name, problem.chars().take(2000).collect::<String>()))
}

/// All of them, a few at a time: most of what they take is waiting.
fn try_all(everywhere: bool) {
    let next = AtomicUsize::new(0);
    let work = || {
        let turns = iter::from_fn(|| CORPUS.get(next.fetch_add(1, Ordering::Relaxed)));
        turns.filter_map(|case| try_out(case, everywhere).err()).collect::<Vec<_>>()
    };
    let problems: Vec<String> = thread::scope(|scope| {
        let workers: Vec<_> = (0..WORKERS).map(|_| scope.spawn(work)).collect();
        workers.into_iter().flat_map(|worker| worker.join().expect("no panic")).collect()
    });
    assert!(problems.is_empty(), "{} of {}:\n{}", problems.len(), CORPUS.len(), problems.join("\n\n"));
}

#[test]
fn a_hostile_finalize_ends_in_its_verdict() {
    try_all(false);
}

#[test]
fn a_hostile_endpoint_ends_without_a_verdict() {
    try_all(true);
}
