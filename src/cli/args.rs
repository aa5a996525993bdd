//! The command definitions: what the user may type, exactly as typed.

use std::{ffi::OsString, num::NonZero, path::PathBuf};

use clap::{
    Arg, ArgAction, Args, CommandFactory as _, FromArgMatches as _, Parser, Subcommand, ValueEnum, builder::Resettable,
};
use clap_complete::Shell;
use serde::{Deserialize, Deserializer};
use url::Url;

use super::{config, examples};
use crate::report::format::Format;

/// Conformance and contract tests for POST media/upload (FINALIZE), clause by clause.
#[derive(Debug, Parser)]
#[command(name = "finalize-conformance", version, about, after_help = examples::ALL)]
pub struct Cli {
    /// What to do; without one the suite runs against the embedded endpoint.
    #[command(subcommand)]
    pub command: Option<Command>,
}

impl Cli {
    /// What was typed, and what the variables of the environment say beside it. Ends the process where that makes no sense.
    pub fn read(words: impl IntoIterator<Item = OsString>) -> Self {
        let matches = without_empty_variables(Cli::command()).get_matches_from(words);
        Cli::from_arg_matches(&matches).unwrap_or_else(|error| error.exit())
    }
}

/// A command for which an empty variable counts as unset: CI systems make one of a setting that nobody has made.
fn without_empty_variables(command: clap::Command) -> clap::Command {
    let heed = |argument: Arg| {
        if argument.get_env().is_some_and(config::is_empty) { argument.env(Resettable::Reset) } else { argument }
    };
    command.mut_args(heed).mut_subcommands(without_empty_variables)
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run the scenarios, against the embedded endpoint or one at a URL.
    #[command(after_help = examples::RUN)]
    Run(Box<RunArgs>),
    /// Judge traffic that somebody else recorded, from HAR files; nothing is sent.
    Judge(JudgeArgs),
    /// Serve the reference endpoint, for client authors and demonstrations.
    #[command(after_help = examples::SERVE)]
    Serve(ServeArgs),
    /// Test the suite: run it against every mutant and variant of the reference endpoint.
    #[command(after_help = examples::MUTANTS)]
    Mutants(MutantsArgs),
    /// List the scenarios with their clauses and tags; nothing is sent.
    #[command(after_help = examples::LIST)]
    List(Box<ListArgs>),
    /// Explain one clause: what it says, its scenarios, and how to try it by hand.
    #[command(after_help = examples::EXPLAIN)]
    Explain(ExplainArgs),
    /// Compare two saved runs: what broke, what was mended, how the answers drifted.
    #[command(after_help = examples::DIFF)]
    Diff(DiffArgs),
    /// Write other formats from a saved run, or join the shards of one.
    #[command(after_help = examples::REPORT)]
    Report(ReportArgs),
    /// Print or write the JSON Schemas.
    #[command(after_help = examples::SCHEMAS)]
    Schemas(SchemasArgs),
    /// Print a script that completes commands and options for a shell.
    #[command(after_help = examples::COMPLETIONS)]
    Completions(CompletionsArgs),
    /// Print the manual page, or write those of all commands.
    #[command(after_help = examples::MAN)]
    Man(ManArgs),
}

impl Default for Command {
    fn default() -> Self {
        // Read, so that the variables count.
        let Cli { command } = Cli::read([env!("CARGO_PKG_NAME"), "run"].map(OsString::from));
        command.unwrap_or_else(|| Command::Run(Box::default()))
    }
}

/// Options of `run`. Each is also a key of `finalize-conformance.toml` and a `FINALIZE_…` variable; a flag goes before
/// the variable, and the variable before the file.
#[derive(Clone, Debug, Default, Args)]
pub struct RunArgs {
    /// The configuration file.
    #[arg(long, value_name = "FILE", env = "FINALIZE_CONFIG")]
    pub config: Option<PathBuf>,
    /// Everything else.
    #[command(flatten)]
    pub options: RunOptions,
}

/// What can be set in three places.
#[derive(Clone, Debug, Default, Args, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct RunOptions {
    /// The endpoint to test; without a path, /1.1/media/upload.json is meant. Without this, the embedded one.
    #[arg(long, value_name = "URL", env = "FINALIZE_ENDPOINT")]
    pub endpoint: Option<String>,
    /// A TOML list of endpoints to test side by side, in place of --endpoint.
    #[arg(long, value_name = "FILE", env = "FINALIZE_TARGETS")]
    pub targets: Option<PathBuf>,
    /// Only scenarios that a cucumber tag expression selects: "@PAR-2 and not @embedded".
    #[arg(long, value_name = "EXPR", env = "FINALIZE_TAGS")]
    pub tags: Option<String>,
    /// Only scenarios of these clauses; only these clauses count.
    #[arg(long, value_name = "ID", num_args = 1.., value_delimiter = ',', env = "FINALIZE_CLAUSE")]
    pub clause: Option<Vec<String>>,
    /// Only scenarios whose name matches a regular expression.
    #[arg(long, value_name = "REGEX", env = "FINALIZE_NAME")]
    pub name: Option<String>,
    /// Clauses or scenarios to leave out; they are listed as skipped.
    #[arg(long, value_name = "ID", num_args = 1.., value_delimiter = ',', env = "FINALIZE_SKIP")]
    pub skip: Option<Vec<String>>,
    /// A directory with further scenarios of your own.
    #[arg(long, value_name = "DIR", env = "FINALIZE_FEATURES")]
    pub features: Option<PathBuf>,
    /// The part K of N of the scenarios, the same on every machine: 2/5.
    #[arg(long, value_name = "K/N", env = "FINALIZE_SHARD")]
    pub shard: Option<String>,
    /// Run every scenario so many times, to find those that do not always end alike [default: 1].
    #[arg(long, value_name = "N", env = "FINALIZE_REPEAT", value_parser = positive)]
    #[serde(deserialize_with = "positive_number")]
    pub repeat: Option<u64>,
    /// A saved run to compare with at the end.
    #[arg(long, value_name = "FILE", env = "FINALIZE_BASELINE")]
    pub baseline: Option<PathBuf>,
    /// Exit with 1 where the answers drifted from the baseline too, not only where a clause got worse.
    #[arg(long, env = "FINALIZE_FAIL_ON_DRIFT", num_args = 0..=1, default_missing_value = "true", value_name = "BOOL")]
    pub fail_on_drift: Option<bool>,
    /// A TOML list of failures that are shown but do not decide, each with id and reason.
    #[arg(long, value_name = "FILE", env = "FINALIZE_KNOWN_FAILURES")]
    pub known_failures: Option<PathBuf>,
    /// Requests in flight at once [default: 16].
    #[arg(long, value_name = "N", env = "FINALIZE_CONCURRENCY", value_parser = positive)]
    #[serde(deserialize_with = "positive_number")]
    pub concurrency: Option<u64>,
    /// The longest that one request may take [default: 30].
    #[arg(long, value_name = "SECS", env = "FINALIZE_TIMEOUT", value_parser = positive)]
    #[serde(deserialize_with = "positive_number")]
    pub timeout: Option<u64>,
    /// The longest wait for one processing or one expiry [default: 60].
    #[arg(long, value_name = "SECS", env = "FINALIZE_MAX_WAIT")]
    pub max_wait: Option<u64>,
    /// The most requests that the run may send.
    #[arg(long, value_name = "N", env = "FINALIZE_MAX_REQUESTS", value_parser = positive)]
    #[serde(deserialize_with = "positive_number")]
    pub max_requests: Option<u64>,
    /// The most requests a second.
    #[arg(long, value_name = "N", env = "FINALIZE_RATE")]
    pub rate: Option<f64>,
    /// A header for every request: 'Name: value'. Reports mask a value that looks secret or whose name sounds so.
    #[arg(long, value_name = "'K: V'", env = "FINALIZE_HEADER", hide_env_values = true, action = ArgAction::Append)]
    pub header: Option<Vec<String>>,
    /// Certificate authorities to trust beside the system's.
    #[arg(long, value_name = "PEM", env = "FINALIZE_CA_CERT")]
    pub ca_cert: Option<PathBuf>,
    /// Accept any certificate; every report says so.
    #[arg(long, env = "FINALIZE_INSECURE", num_args = 0..=1, default_missing_value = "true", value_name = "BOOL")]
    pub insecure: Option<bool>,
    /// Send credentials over plain HTTP to another machine.
    #[arg(long, env = "FINALIZE_ALLOW_INSECURE_CREDENTIALS", num_args = 0..=1, default_missing_value = "true", value_name = "BOOL")]
    pub allow_insecure_credentials: Option<bool>,
    /// A media id that is known to have expired, for LIFE-6.
    #[arg(long, value_name = "ID", env = "FINALIZE_EXPIRED_MEDIA_ID")]
    pub expired_media_id: Option<String>,
    /// A media key that is known to have expired, for LIFE-7.
    #[arg(long, value_name = "KEY", env = "FINALIZE_EXPIRED_MEDIA_KEY")]
    pub expired_media_key: Option<String>,
    /// A file that remembers what runs finalize, so that a later run can ask for what has expired (LIFE-6, LIFE-7).
    #[arg(long, value_name = "FILE", env = "FINALIZE_LEDGER")]
    pub ledger: Option<PathBuf>,
    /// Where reports go [default: reports].
    #[arg(long, value_name = "DIR", env = "FINALIZE_REPORT_DIR")]
    pub report_dir: Option<PathBuf>,
    /// Which reports to write.
    #[arg(long, value_name = "LIST", env = "FINALIZE_FORMAT", help = formats("Which reports to write [default: json,junit,html]"))]
    pub format: Option<String>,
    /// Which clauses decide [default: must].
    #[arg(long, value_name = "LEVEL", env = "FINALIZE_FAIL_ON")]
    pub fail_on: Option<FailOn>,
    /// A MUST clause that was not verified makes the run inconclusive (exit 3).
    #[arg(long, env = "FINALIZE_REQUIRE_COMPLETE", num_args = 0..=1, default_missing_value = "true", value_name = "BOOL")]
    pub require_complete: Option<bool>,
    /// When to use colour [default: auto].
    #[arg(long, value_name = "WHEN", env = "FINALIZE_COLOR")]
    pub color: Option<Color>,
    /// Show every exchange.
    #[arg(short, long, num_args = 0, default_missing_value = "true", conflicts_with = "quiet")]
    pub verbose: Option<bool>,
    /// Show the verdict only, and warnings on standard error.
    #[arg(short, long, num_args = 0, default_missing_value = "true")]
    pub quiet: Option<bool>,
}

/// Which clauses decide the exit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FailOn {
    /// Clauses of level MUST.
    Must,
    /// Clauses of level MUST and SHOULD.
    Should,
    /// None.
    Never,
}

/// When to use colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Color {
    /// On a terminal that shows it.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// Options of `judge`; those that `run` has, too, mean the same.
#[derive(Clone, Debug, Args)]
#[command(after_help = AFTER_JUDGE_HELP)]
pub struct JudgeArgs {
    /// The recordings, as browsers and proxies export them. Each is judged by itself.
    #[arg(value_name = "FILE.har", required = true)]
    pub files: Vec<PathBuf>,
    /// Only what was sent to this address; without a path, to this host.
    #[arg(long, value_name = "URL")]
    pub endpoint: Option<String>,
    /// Where reports go [default: reports].
    #[arg(long, value_name = "DIR")]
    pub report_dir: Option<PathBuf>,
    /// Which reports to write, separated by commas [default: json,junit,html].
    #[arg(long, value_name = "LIST")]
    pub format: Option<String>,
    /// Which clauses decide [default: must].
    #[arg(long, value_name = "LEVEL")]
    pub fail_on: Option<FailOn>,
    /// A MUST clause that was not verified makes the report inconclusive (exit 3).
    #[arg(long)]
    pub require_complete: bool,
    /// When to use colour [default: auto].
    #[arg(long, value_name = "WHEN")]
    pub color: Option<Color>,
    /// Show every exchange.
    #[arg(short, long, conflicts_with = "quiet")]
    pub verbose: bool,
    /// Show the verdict only, and warnings on standard error.
    #[arg(short, long)]
    pub quiet: bool,
}

const AFTER_JUDGE_HELP: &str = "\
Examples:
  finalize-conformance judge traffic.har                     what a browser or a proxy recorded
  finalize-conformance judge a.har b.har --endpoint https://upload.example --report-dir judged

In the browser's network panel: \"Save all as HAR with content\". With mitmproxy: mitmdump --set hardump=traffic.har.
What a recording cannot tell is not verified, with the reason: whether a file was valid, what was uploaded where INIT is
not in it, whose credentials a request had. Secrets are masked in every report.";

impl From<JudgeArgs> for RunOptions {
    fn from(arguments: JudgeArgs) -> Self {
        let JudgeArgs { files: _, endpoint, report_dir, format, fail_on, require_complete, color, verbose, quiet } =
            arguments;
        RunOptions {
            endpoint,
            report_dir,
            format,
            fail_on,
            require_complete: Some(require_complete),
            color,
            verbose: Some(verbose),
            quiet: Some(quiet),
            ..RunOptions::default()
        }
    }
}

/// Options of `serve`.
#[derive(Clone, Debug, Args)]
pub struct ServeArgs {
    /// The address to listen on.
    #[arg(long, default_value = "127.0.0.1:8080")]
    pub addr: std::net::SocketAddr,
    /// A mutant or variant to serve instead of the conforming endpoint.
    #[arg(long, value_name = "NAME")]
    pub mutant: Option<String>,
    /// The URL that clients believe they speak to, for signatures.
    #[arg(long, value_name = "URL", value_parser = web_url)]
    pub public_url: Option<Url>,
    /// Speak TLS, with a certificate made on the spot; its authority is written to PEM, for clients to trust.
    #[arg(long, value_name = "PEM", num_args = 0..=1, require_equals = true, default_missing_value = "serve-ca.pem")]
    pub tls: Option<PathBuf>,
    /// How long media lives.
    #[arg(long, value_name = "SECS", value_parser = positive)]
    pub expires_after_secs: Option<u64>,
    /// How long clients are told to wait between polls.
    #[arg(long, value_name = "SECS", value_parser = positive)]
    pub check_after_secs: Option<u64>,
}

/// Options of `mutants`.
#[derive(Clone, Debug, Args)]
pub struct MutantsArgs {
    /// Mutants or variants by name, or clauses whose mutants to take; without any, all of them.
    #[arg(value_name = "NAME")]
    pub names: Vec<String>,
    /// As JSON.
    #[arg(long)]
    pub json: bool,
}

/// Options of `list`: those of `run` as well, for it lists what would be run.
#[derive(Clone, Debug, Args)]
pub struct ListArgs {
    /// As JSON.
    #[arg(long)]
    pub json: bool,
    /// The mutants and variants instead.
    #[arg(long)]
    pub mutants: bool,
    /// How many requests a run against a live endpoint will send, and how long its longest wait is.
    #[arg(long, conflicts_with = "mutants")]
    pub plan: bool,
    /// What a run would be given.
    #[command(flatten, next_help_heading = "Options of run")]
    pub run: RunArgs,
}

/// Options of `explain`.
#[derive(Clone, Debug, Args)]
pub struct ExplainArgs {
    /// The clause: RSP-3.
    #[arg(value_name = "CLAUSE")]
    pub clause: String,
}

/// Options of `diff`.
#[derive(Clone, Debug, Args)]
pub struct DiffArgs {
    /// The run to compare with.
    #[arg(value_name = "BASELINE.json")]
    pub baseline: PathBuf,
    /// The run to compare.
    #[arg(value_name = "CURRENT.json")]
    pub current: PathBuf,
    /// How to show it.
    #[arg(long, value_enum, default_value = "text")]
    pub format: DiffFormat,
    /// Exit with 1 on drift too, not only where a clause got worse.
    #[arg(long)]
    pub fail_on_drift: bool,
}

/// How to show a comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum DiffFormat {
    /// For a terminal.
    Text,
    /// For programs.
    Json,
    /// For a pull request.
    Markdown,
}

/// Options of `report`.
#[derive(Clone, Debug, Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub struct ReportArgs {
    /// Something else than writing formats.
    #[command(subcommand)]
    pub command: Option<ReportCommand>,
    /// The saved run.
    #[arg(value_name = "RUN.json", required = true)]
    pub run: Option<PathBuf>,
    /// Which formats to write.
    #[arg(long, value_name = "LIST", default_value = "html,junit,markdown", help = formats("Which formats to write"))]
    pub format: String,
    /// Where they go.
    #[arg(long, value_name = "DIR", default_value = "reports")]
    pub report_dir: PathBuf,
}

/// What else `report` does.
#[derive(Clone, Debug, Subcommand)]
pub enum ReportCommand {
    /// Join the reports of a run's shards into the report of the whole run.
    #[command(after_help = examples::MERGE)]
    Merge(MergeArgs),
}

/// Options of `report merge`.
#[derive(Clone, Debug, Args)]
pub struct MergeArgs {
    /// The shards' reports.
    #[arg(value_name = "SHARD.json", required = true)]
    pub runs: Vec<PathBuf>,
    /// Which formats to write.
    #[arg(long, value_name = "LIST", default_value = "json,junit,html", help = formats("Which formats to write"))]
    pub format: String,
    /// Where they go.
    #[arg(long, value_name = "DIR", default_value = "reports")]
    pub report_dir: PathBuf,
}

/// Options of `schemas`.
#[derive(Clone, Debug, Args)]
pub struct SchemasArgs {
    /// Write them here instead of printing them.
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
}

/// Options of `completions`.
#[derive(Clone, Debug, Args)]
pub struct CompletionsArgs {
    /// The shell.
    #[arg(value_name = "SHELL")]
    pub shell: Shell,
}

/// Options of `man`.
#[derive(Clone, Debug, Args)]
pub struct ManArgs {
    /// Write the pages of all commands here instead of printing that of the program.
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
}

/// The help of an option that takes a list of formats.
fn formats(purpose: &str) -> String {
    format!("{purpose}; separated by commas: {}, or all", Format::names())
}

fn positive_number<'de, D: Deserializer<'de>>(source: D) -> Result<Option<u64>, D::Error> {
    Ok(Some(NonZero::<u64>::deserialize(source)?.get()))
}

/// An address of the web; such a one always has a host.
fn web_url(text: &str) -> Result<Url, String> {
    let url = text.parse().ok().filter(|url: &Url| matches!(url.scheme(), "http" | "https"));
    url.ok_or_else(|| "it must be an http or https URL with a host, such as https://upload.example.com".to_owned())
}

fn positive(text: &str) -> Result<u64, String> {
    match text.parse::<u64>() {
        Ok(0) => Err("it must be at least 1".to_owned()),
        Ok(number) => Ok(number),
        Err(error) => Err(error.to_string()),
    }
}
