//! Dispatches to the library.

use std::process::ExitCode;

use clap::Parser as _;
use finalize_conformance::cli::{self, args::Cli};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    ExitCode::from(cli::execute(Cli::parse()).await)
}
