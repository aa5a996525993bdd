//! `run --targets`: many endpoints side by side.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::Instant,
};

use jiff::Timestamp;

use super::{
    Failure,
    args::RunOptions,
    github, run,
    targets::{self, Target},
    watch,
};
use crate::{
    Suite,
    endpoint::Host,
    fleet::Fleet,
    report::{
        fleet::{HTML_FILE, JSON_FILE, Overview, Row},
        format::Format,
        html,
        model::{self, Report, Tool},
        write::{self, WriteError},
    },
    suite::journal,
};

/// What came of one endpoint.
type Ended = (Report, Result<(), WriteError>);

pub async fn execute(file: &Path, options: &RunOptions) -> Result<u8, Failure> {
    check(options)?;
    let targets = targets::read(file, options)?;
    let (formats, directory) = run::reports(options)?;
    let suites = suites(&targets, options, &directory).await?;
    for target in &targets {
        write::check_writable(&directory.join(&target.name))?;
    }
    let scenarios = suites.iter().map(Suite::len).max().unwrap_or_default();
    let mut console = watch::console(options);
    console.start_fleet(&Tool::own(), targets.len(), scenarios).ok();

    let (begin, started_at) = (Instant::now(), model::moment(Timestamp::now()));
    let files: Vec<&str> = formats.iter().map(|format| format.file_name()).collect();
    let width = targets.iter().map(|target| target.name.len()).max().unwrap_or_default();
    let mut rows: Vec<Option<Row>> = targets.iter().map(|_| None).collect();
    let mut problem = Ok(());
    let fleet = Fleet::start(suites, writer(&targets, &directory, &formats, run::repeat(options) > 1));
    watch::fleet(fleet, &mut console, |console, at, (report, written): Ended| {
        let row = Row::new(&targets[at].name, &report, &files);
        console.target(&row, width).ok();
        watch::warn(
            options,
            &row.warnings.iter().map(|warning| format!("{}: {warning}", row.name)).collect::<Vec<_>>(),
        );
        github::summarize(&report);
        rows[at] = Some(row);
        if problem.is_ok() {
            problem = written;
        }
    })
    .await;
    problem?;

    let rows: Option<Vec<Row>> = rows.into_iter().collect();
    let took = u64::try_from(begin.elapsed().as_millis()).unwrap_or(u64::MAX);
    let overview = Overview::new(started_at, took, rows.ok_or("a thread ended without its report")?);
    let paths = [
        write::replace(&directory.join(HTML_FILE), &html::fleet::render(&overview))?,
        write::replace(&directory.join(JSON_FILE), &overview.json())?,
    ];
    console.overview(&overview, &paths).ok();
    Ok(overview.exit_code)
}

/// What is of one endpoint cannot be given for all of them.
fn check(options: &RunOptions) -> Result<(), Failure> {
    let own = [
        ("endpoint", options.endpoint.is_some(), "choose one of the two"),
        ("expired-media-id", options.expired_media_id.is_some(), "it belongs to one endpoint: put it into the file"),
        ("expired-media-key", options.expired_media_key.is_some(), "it belongs to one endpoint: put it into the file"),
        ("baseline", options.baseline.is_some(), "compare the reports afterwards, with `diff`"),
        ("fail-on-drift", options.fail_on_drift == Some(true), "compare the reports afterwards, with `diff`"),
    ];
    match own.iter().find(|(_, given, _)| *given) {
        Some((name, _, remedy)) => Err(format!("--targets and --{name} do not go together; {remedy}").into()),
        None => Ok(()),
    }
}

/// A suite for each endpoint. They share the scenarios and the server for embedded ones; nothing is sent yet.
async fn suites(targets: &[Target], options: &RunOptions, directory: &Path) -> Result<Vec<Suite>, Failure> {
    let (plan, selection) = run::plan(options)?;
    let embedded = targets.iter().any(|target| target.options.endpoint.is_none());
    let host = if embedded { Some(Arc::new(Host::start().await)) } else { None };
    let mut suites = Vec::with_capacity(targets.len());
    for target in targets {
        let about = |Failure(problem)| Failure(format!("target \"{}\": {problem}", target.name));
        let mut builder = run::builder(&target.options, target.credentials.clone()).map_err(about)?;
        if let Some(host) = &host {
            builder = builder.host(host.clone());
        }
        let journal = directory.join(&target.name).join(journal::FILE_NAME);
        let builder = builder.plan(plan.clone()).selection(selection.clone()).journal(journal);
        suites.push(builder.build().await.map_err(|error| about(error.into()))?);
    }
    Ok(suites)
}

/// Writes the reports of an endpoint as soon as it has ended, where its suite ran.
fn writer(
    targets: &[Target],
    directory: &Path,
    formats: &[Format],
    keeps_journal: bool,
) -> impl Fn(usize, Report) -> Ended + Send + Sync + 'static {
    let directories: Vec<PathBuf> = targets.iter().map(|target| directory.join(&target.name)).collect();
    let formats = formats.to_vec();
    move |at, report| {
        let directory = &directories[at];
        let written = write::write(&report, &formats, directory).map(|_| {
            if !keeps_journal {
                // What it held is in the reports.
                journal::discard(&directory.join(journal::FILE_NAME)).ok();
            }
        });
        (report, written)
    }
}
