//! `diff`: what changed between two saved runs.

use std::io::{self, Write as _};

use super::{
    Failure,
    args::{DiffArgs, DiffFormat},
};
use crate::report::diff;

pub fn execute(arguments: &DiffArgs) -> Result<u8, Failure> {
    let (baseline, current) = (super::saved(&arguments.baseline)?, super::saved(&arguments.current)?);
    let diff = diff::compare(&baseline, &current);
    let text = match arguments.format {
        DiffFormat::Text => diff.text(),
        DiffFormat::Json => diff.json(),
        DiffFormat::Markdown => diff.markdown(),
    };
    io::stdout().write_all(text.as_bytes()).ok();
    Ok(u8::from(diff.fails(arguments.fail_on_drift)))
}
