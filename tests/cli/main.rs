//! The program from the outside: what it prints, writes, sends, and ends with.

mod answers;
mod cut_short;
mod diff;
mod escaping;
mod fuzz;
mod github;
#[cfg(unix)]
mod hostile;
mod interrupted;
mod judge;
mod ledger;
mod live;
mod manual;
mod network;
mod options;
mod output;
mod outputs;
mod secrets;
mod shards;
mod targets;
#[cfg(unix)]
mod terminal;
mod usage;
mod verdicts;

use std::{
    fs,
    io::{self, BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Command, Output},
    sync::Arc,
    thread,
};

use serde_json::Value;
use tempfile::TempDir;

/// A directory of its own to run the program in.
struct Home(TempDir);

/// What came of running the program.
struct Outcome {
    code: i32,
    out: String,
    err: String,
}

impl Home {
    fn new() -> Self {
        Home(tempfile::tempdir().expect("a directory"))
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// Writes a file, and the directories above it.
    fn with(self, name: &str, text: impl AsRef<[u8]>) -> Self {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("it is in the home")).expect("made");
        fs::write(path, text).expect("written");
        self
    }

    /// The program in this directory, with nothing of the environment that it looks at.
    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_finalize-conformance"));
        for (name, _) in std::env::vars_os() {
            let ours = ["FINALIZE_", "GITHUB_"].iter().any(|start| name.to_string_lossy().starts_with(start));
            if ours || ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "TERM", "CI"].iter().any(|other| name == *other) {
                command.env_remove(name);
            }
        }
        command.current_dir(self.0.path()).args(arguments);
        command
    }

    fn run(&self, arguments: &[&str]) -> Outcome {
        finish(&mut self.command(arguments))
    }

    fn run_with(&self, variables: &[(&str, &str)], arguments: &[&str]) -> Outcome {
        finish(self.command(arguments).envs(variables.iter().copied()))
    }

    fn report(&self) -> Value {
        read_json(&self.path("reports/report.json"))
    }
}

fn finish(command: &mut Command) -> Outcome {
    let Output { status, stdout, stderr } = command.output().expect("the program starts");
    let text = |bytes| String::from_utf8(bytes).expect("it prints text");
    Outcome { code: status.code().expect("it ends by itself"), out: text(stdout), err: text(stderr) }
}

fn read_json(path: &Path) -> Value {
    let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).expect("JSON")
}

/// A port that counts who knocks. Connections wait in the system's queue until they are counted.
struct Port(TcpListener);

impl Port {
    fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        listener.set_nonblocking(true).expect("it does not block");
        Port(listener)
    }

    fn url(&self) -> String {
        format!("http://{}/", self.0.local_addr().expect("it is bound"))
    }

    fn connections(&self) -> usize {
        std::iter::from_fn(|| self.0.accept().ok()).count()
    }
}

/// A server that answers every request alike; it lives as long as the test.
fn server(answer: &'static str) -> String {
    answering(move |_| answer.to_owned())
}

/// A server that answers each request by what it says; it lives as long as the test.
fn answering(answer: impl Fn(&str) -> String + Send + Sync + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("it is bound");
    let answer = Arc::new(answer);
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let answer = answer.clone();
            // A client that goes away in the middle is none of the server's business.
            thread::spawn(move || converse(stream, &*answer).ok());
        }
    });
    format!("http://{address}/")
}

fn converse(mut stream: TcpStream, answer: impl Fn(&str) -> String) -> io::Result<()> {
    let mut reader = BufReader::new(stream.try_clone()?);
    loop {
        let request = read_request(&mut reader)?;
        stream.write_all(answer(&String::from_utf8_lossy(&request)).as_bytes())?;
    }
}

/// A whole request; an error at the end of the connection.
fn read_request(reader: &mut impl BufRead) -> io::Result<Vec<u8>> {
    let (mut request, mut length) = (Vec::new(), 0);
    loop {
        let start = request.len();
        if reader.read_until(b'\n', &mut request)? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let line = String::from_utf8_lossy(&request[start..]).to_lowercase();
        if let Some(value) = line.strip_prefix("content-length:") {
            length = value.trim().parse().unwrap_or(0);
        }
        if line == "\r\n" {
            break;
        }
    }
    reader.by_ref().take(length).read_to_end(&mut request)?;
    Ok(request)
}

/// An endpoint that takes everything: INIT and APPEND work, and no FINALIZE is ever refused.
const YES: &str = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 36\r\n\r\n\
                   {\"media_id\":7,\"media_id_string\":\"7\"}";
