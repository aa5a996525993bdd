//! The command line: arguments in, exit code out.

pub mod args;
mod config;
mod explain;
mod list;
mod run;
mod schemas;
mod serve;

use std::fmt::Display;

use anstream::ColorChoice;
use args::{Cli, Command};

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
        Command::Serve(arguments) => serve::execute(arguments).await,
        Command::List(arguments) => list::execute(&arguments),
        Command::Explain(arguments) => explain::execute(&arguments),
        Command::Schemas(arguments) => schemas::execute(&arguments),
    };
    outcome.unwrap_or_else(|Failure(message)| {
        anstream::eprintln!("error: {message}");
        USAGE
    })
}

fn apply(color: Option<args::Color>) {
    let choice = match color {
        None | Some(args::Color::Auto) => return,
        Some(args::Color::Always) => ColorChoice::Always,
        Some(args::Color::Never) => ColorChoice::Never,
    };
    choice.write_global();
}
