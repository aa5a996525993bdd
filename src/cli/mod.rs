//! The command line: arguments in, exit code out.

pub mod args;
mod config;
mod diff;
mod examples;
mod explain;
mod fleet;
mod github;
mod judge;
mod list;
mod manual;
mod mutants;
mod plan;
mod report;
mod run;
mod schemas;
mod serve;
mod targets;
mod watch;

use std::{fmt::Display, fs, path::Path};

use anstream::ColorChoice;
use args::{Cli, Command};

use crate::{
    report::{json, model::Report},
    suite::journal,
};

/// Bad usage or configuration: nothing was sent.
pub const USAGE: u8 = 2;

/// A message for a person, ending the command with [`USAGE`].
#[derive(Debug)]
pub struct Failure(String);

impl<E: Display> From<E> for Failure {
    fn from(error: E) -> Self {
        Failure(error.to_string())
    }
}

/// Runs a command and gives its exit code.
pub async fn execute(cli: Cli) -> u8 {
    let command = cli.command.unwrap_or_default();
    if let Command::Run(arguments) = &command {
        apply(arguments.options.color);
    }
    let outcome = match command {
        Command::Run(arguments) => run::execute(*arguments).await,
        Command::Judge(arguments) => judge::execute(arguments),
        Command::Serve(arguments) => serve::execute(arguments).await,
        Command::Mutants(arguments) => mutants::execute(&arguments),
        Command::List(arguments) => list::execute(*arguments).await,
        Command::Explain(arguments) => explain::execute(&arguments).await,
        Command::Diff(arguments) => diff::execute(&arguments),
        Command::Report(arguments) => report::execute(arguments),
        Command::Schemas(arguments) => schemas::execute(&arguments),
        Command::Completions(arguments) => manual::complete(&arguments),
        Command::Man(arguments) => manual::read(&arguments),
    };
    outcome.unwrap_or_else(|Failure(message)| {
        anstream::eprintln!("error: {message}");
        USAGE
    })
}

/// Reads a saved run: its report, or the journal of one that was cut short.
fn saved(path: impl AsRef<Path>) -> Result<Report, Failure> {
    let path = path.as_ref();
    let bytes = fs::read(path).map_err(|error| format!("cannot read {}: {error}", path.display()))?;
    let report = if journal::is_journal(&bytes) {
        journal::read(&bytes).map_err(Failure::from)
    } else {
        let text = str::from_utf8(&bytes).map_err(|error| Failure(format!("this is not JSON: {error}")));
        text.and_then(|text| json::read(text).map_err(Failure::from))
    };
    report.map_err(|Failure(problem)| format!("{}: {problem}", path.display()).into())
}

/// Ends with Ctrl-C or a request to terminate; either is noticed from the call on, not only once this is awaited.
#[cfg(unix)]
fn interrupted() -> impl Future<Output = ()> {
    use tokio::signal::unix::{SignalKind, signal};
    let listen = |kind| {
        let signal = signal(kind);
        async move {
            match signal {
                Ok(mut signal) => signal.recv().await,
                // Without a handler there is nothing to wait for: the process ends by the signal itself.
                Err(_) => std::future::pending().await,
            };
        }
    };
    let (interrupt, terminate) = (listen(SignalKind::interrupt()), listen(SignalKind::terminate()));
    async move {
        tokio::select! { () = interrupt => {}, () = terminate => {} }
    }
}

/// Ends with Ctrl-C.
#[cfg(not(unix))]
async fn interrupted() {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}

fn apply(color: Option<args::Color>) {
    let choice = match color {
        None | Some(args::Color::Auto) => return,
        Some(args::Color::Always) => ColorChoice::Always,
        Some(args::Color::Never) => ColorChoice::Never,
    };
    choice.write_global();
}
