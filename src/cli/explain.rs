//! `explain`: one clause, for a person.

use std::io::{self, Write as _};

use super::{Failure, args::ExplainArgs};
use crate::{clause::Clause, scenario::catalogue, suite::Plan};

pub fn execute(arguments: &ExplainArgs) -> Result<u8, Failure> {
    let clause: Clause = arguments.clause.parse()?;
    let entry = clause.entry();
    let plan = Plan::new(catalogue::load(None)?)?;
    let mut text =
        format!("{clause}  {}, {} ({})\n\n  {}\n\nScenarios\n", entry.level, entry.basis, entry.part, entry.text);
    for planned in plan.all().iter().filter(|planned| planned.scenario.clauses.contains(&clause)) {
        text.push_str(&format!("  {}\n", planned.scenario.id));
    }
    io::stdout().write_all(text.as_bytes()).ok();
    Ok(0)
}
