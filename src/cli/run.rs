//! `run`: the main job.

use std::{fs, path::PathBuf, time::Duration};

use url::Url;

use super::{
    Failure,
    args::{FailOn, RunArgs, RunOptions},
    config, fleet, github, watch,
};
use crate::{
    Suite,
    clause::Clause,
    client::TransportOptions,
    credentials::Credentials,
    report::{
        diff::{self, Diff},
        format::Format,
        model::Report,
        write,
    },
    scenario::{
        catalogue,
        known::KnownFailures,
        selection::{self, Selection},
    },
    suite::{self, Plan, SuiteBuilder, journal},
};

pub async fn execute(arguments: RunArgs) -> Result<u8, Failure> {
    let options = config::options(arguments)?;
    super::apply(options.color);
    if let Some(file) = &options.targets {
        return fleet::execute(file, &options).await;
    }
    let (formats, directory) = reports(&options)?;
    let journal = directory.join(journal::FILE_NAME);
    let (plan, selection) = plan(&options)?;
    let credentials = if options.endpoint.is_some() { config::credentials()? } else { Credentials::default() };
    let suite = builder(&options, credentials)?.plan(plan).selection(selection).journal(&journal).build().await?;
    let baseline = baseline(&options)?;
    write::check_writable(&directory)?;
    let mut console = watch::console(&options);
    console.start(&suite.tool(), &suite.target(), suite.len()).ok();
    let report = watch::watched(&suite, &mut console).await;
    let mut paths = write::write(&report, &formats, &directory)?;
    if repeat(&options) > 1 {
        // The reports have the worst run of each scenario; the journal has every one.
        paths.push(journal);
    } else {
        journal::discard(&journal)?;
    }
    github::summarize(&report);
    let difference = baseline.map(|baseline| diff::compare(&baseline, &report));
    let shown = difference.as_ref().map(|difference| format!("\n{}", difference.text()));
    console.print(&shown.unwrap_or_default()).ok();
    console.print(&github::annotations(&report, fail_on(&options))).ok();
    console.summary(&report, &paths).ok();
    watch::warn(&options, &report.warnings);
    let fails = |difference: &Diff| difference.fails(options.fail_on_drift.unwrap_or(false));
    Ok(match report.exit_code {
        0 => u8::from(difference.as_ref().is_some_and(fails)),
        decided => decided,
    })
}

fn baseline(options: &RunOptions) -> Result<Option<Report>, Failure> {
    if options.fail_on_drift == Some(true) && options.baseline.is_none() {
        return Err("--fail-on-drift needs a saved run to compare with: --baseline FILE".into());
    }
    options.baseline.as_deref().map(super::saved).transpose()
}

/// Which reports to write, and where.
pub(super) fn reports(options: &RunOptions) -> Result<(Vec<Format>, PathBuf), Failure> {
    let formats = Format::list(options.format.as_deref().unwrap_or("json,junit,html"))?;
    Ok((formats, options.report_dir.clone().unwrap_or_else(|| PathBuf::from("reports"))))
}

pub(super) fn repeat(options: &RunOptions) -> usize {
    options.repeat.map_or(1, |times| usize::try_from(times).unwrap_or(usize::MAX))
}

/// The scenarios, and which of them to run.
pub(super) fn plan(options: &RunOptions) -> Result<(Plan, Selection), Failure> {
    let scenarios = catalogue::load(options.features.as_deref())?;
    let selection = selection(options, &scenarios)?;
    Ok((Plan::new(scenarios)?, selection))
}

/// A suite with these options, but for its scenarios.
pub(super) fn builder(options: &RunOptions, credentials: Credentials) -> Result<SuiteBuilder, Failure> {
    let mut builder = Suite::builder()
        .transport(transport(options)?)
        .allow_insecure_credentials(options.allow_insecure_credentials.unwrap_or(false))
        .expired(options.expired_media_id.clone(), options.expired_media_key.clone())
        .repeat(repeat(options))
        .ledger(options.ledger.clone())
        .require_complete(options.require_complete.unwrap_or(false))
        .fail_on(fail_on(options));
    if let Some(path) = &options.known_failures {
        builder = builder.known_failures(KnownFailures::read(path)?);
    }
    if let Some(url) = endpoint(options)? {
        builder = builder.endpoint(url).credentials(credentials);
    }
    Ok(builder)
}

/// The address given. Who names one and leaves it empty does not mean the embedded endpoint, which passes.
pub(super) fn endpoint(options: &RunOptions) -> Result<Option<Url>, Failure> {
    let parse = |endpoint: &String| {
        endpoint.parse().map_err(|error| {
            format!("\"{endpoint}\" is no URL: {error}; write it in full, such as https://upload.twitter.com")
        })
    };
    if options.endpoint.is_none() && config::is_empty("FINALIZE_ENDPOINT") {
        return Err(
            "the variable FINALIZE_ENDPOINT is empty; put a URL there, or unset it for the embedded endpoint".into()
        );
    }
    Ok(options.endpoint.as_ref().map(parse).transpose()?)
}

pub(super) fn fail_on(options: &RunOptions) -> suite::FailOn {
    match options.fail_on.unwrap_or(FailOn::Must) {
        FailOn::Must => suite::FailOn::Must,
        FailOn::Should => suite::FailOn::Should,
        FailOn::Never => suite::FailOn::Never,
    }
}

fn selection(options: &RunOptions, scenarios: &[catalogue::Scenario]) -> Result<Selection, Failure> {
    let clauses = options.clause.iter().flatten().map(|id| id.parse::<Clause>());
    let skip = options.skip.iter().flatten().map(|id| selection::skipped(id, scenarios));
    Ok(Selection {
        tags: options.tags.as_deref().map(selection::tag_expression).transpose()?,
        clauses: clauses.collect::<Result<_, _>>()?,
        name: options.name.as_deref().map(selection::name_pattern).transpose()?,
        skip: skip.collect::<Result<_, _>>()?,
        shard: options.shard.as_deref().map(str::parse).transpose()?,
    })
}

pub(super) fn transport(options: &RunOptions) -> Result<TransportOptions, Failure> {
    let standard = TransportOptions::default();
    let seconds = |given: Option<u64>, otherwise| given.map_or(otherwise, Duration::from_secs);
    let read = |path: &PathBuf| {
        fs::read(path).map_err(|error| format!("cannot read the certificates in {}: {error}", path.display()))
    };
    Ok(TransportOptions {
        timeout: seconds(options.timeout, standard.timeout),
        concurrency: options.concurrency.map_or(standard.concurrency, |n| usize::try_from(n).unwrap_or(usize::MAX)),
        rate: options.rate,
        max_requests: options.max_requests,
        max_wait: seconds(options.max_wait, standard.max_wait),
        headers: options.header.iter().flatten().map(|text| header(text)).collect::<Result<_, _>>()?,
        ca_cert: options.ca_cert.as_ref().map(read).transpose()?,
        insecure: options.insecure.unwrap_or(false),
        ..standard
    })
}

fn header(text: &str) -> Result<(String, String), Failure> {
    match text.split_once(':') {
        Some((name, value)) => Ok((name.trim().to_owned(), value.trim().to_owned())),
        None => Err(format!("the header \"{}\" has no colon; write 'Name: value'", text.escape_debug()).into()),
    }
}
