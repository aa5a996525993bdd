//! Dispatches to the library.

use std::{env, process::ExitCode};

use finalize_conformance::cli::{self, args::Cli};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    ExitCode::from(cli::execute(Cli::read(env::args_os())).await)
}
