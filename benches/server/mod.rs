//! The reference endpoint in a process of its own.

use std::{
    io::{BufRead as _, BufReader},
    process::{Child, Command, Stdio},
    thread,
};

/// The bearer's token that it accepts.
pub const TOKEN: &str = "bench-token";

/// A server on a free port of this machine, and its address.
pub fn serve() -> (Child, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_finalize-conformance"));
    command.args(["serve", "--addr", "127.0.0.1:0"]).env("FINALIZE_USER_BEARER", TOKEN).stdout(Stdio::piped());
    let mut child = command.spawn().expect("the program starts");
    let mut lines = BufReader::new(child.stdout.take().expect("it is piped")).lines();
    let first = lines.next().expect("a first line").expect("text");
    thread::spawn(move || lines.for_each(drop));
    let url = first.split(' ').find(|word| word.starts_with("http://")).expect("an address").to_owned();
    (child, url)
}
