//! `judge`: traffic that others recorded.

use super::{
    Failure,
    args::{JudgeArgs, RunOptions},
    github, run, watch,
};
use crate::{
    recording::{self, Options, Recording},
    report::write,
};

pub fn execute(arguments: JudgeArgs) -> Result<u8, Failure> {
    let recordings = arguments.files.iter().map(|file| Recording::read(file)).collect::<Result<Vec<_>, _>>()?;
    let options = RunOptions::from(arguments);
    super::apply(options.color);
    let (formats, directory) = run::reports(&options)?;
    let report = recording::judge(
        &recordings,
        &Options {
            endpoint: run::endpoint(&options)?,
            fail_on: run::fail_on(&options),
            require_complete: options.require_complete.unwrap_or(false),
        },
    )?;
    let paths = write::write(&report, &formats, &directory)?;
    let mut console = watch::console(&options);
    console.start(&report.tool, &report.target, report.scenarios.len()).ok();
    report.scenarios.iter().for_each(|scenario| {
        // A closed pipe must not keep the reports from being written.
        console.scenario(scenario).ok();
    });
    github::summarize(&report);
    console.print(&github::annotations(&report, run::fail_on(&options))).ok();
    console.summary(&report, &paths).ok();
    watch::warn(&options, &report.warnings);
    Ok(report.exit_code)
}
