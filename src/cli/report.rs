//! `report`: other formats from a saved run, and the shards of a run joined.

use std::path::{Path, PathBuf};

use super::{
    Failure,
    args::{ReportArgs, ReportCommand},
    github,
};
use crate::report::{format::Format, merge, model::Report, write};

pub fn execute(arguments: ReportArgs) -> Result<u8, Failure> {
    match arguments.command {
        Some(ReportCommand::Merge(merging)) => {
            let shards = merging.runs.iter().map(super::saved);
            let report = merge::merge(shards.collect::<Result<_, _>>()?)?;
            let exit_code = report.exit_code;
            save(&report, &merging.format, &merging.report_dir)?;
            github::summarize(&report);
            Ok(exit_code)
        }
        None => {
            let run: PathBuf = arguments.run.ok_or("name a saved run: report.json")?;
            save(&super::saved(&run)?, &arguments.format, &arguments.report_dir)?;
            Ok(0)
        }
    }
}

fn save(report: &Report, formats: &str, directory: &Path) -> Result<(), Failure> {
    let formats = Format::list(formats)?;
    write::check_writable(directory)?;
    for path in write::write(report, &formats, directory)? {
        println!("{}", path.display());
    }
    Ok(())
}
