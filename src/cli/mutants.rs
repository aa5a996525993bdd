//! `mutants`: tests the suite itself.

use std::io::{self, Write as _};

use super::{Failure, args::MutantsArgs};
use crate::{
    clause::Clause,
    endpoint::{Behaviour, Settings, conforming, mutants, variants},
    mutation::{self, Deviation, Finding, Row, Table},
    scenario::catalogue,
    suite::Plan,
};

pub fn execute(arguments: &MutantsArgs) -> Result<u8, Failure> {
    let deviations = chosen(&arguments.names)?;
    let plan = Plan::new(catalogue::load(None)?)?;
    let whole = arguments.names.is_empty();
    let mut table = mutation::examine(&plan, &deviations)?;
    if !whole {
        // With a part of the mutants, most scenarios have nothing to catch.
        table.idle.clear();
    }
    let text = if arguments.json { format!("{:#}\n", serde_json::to_value(&table)?) } else { as_text(&table) };
    io::stdout().write_all(text.as_bytes()).ok();
    Ok(u8::from(!table.is_right()))
}

/// Mutants and variants by name, or the mutants of a clause; without names, all of them.
fn chosen(names: &[String]) -> Result<Vec<Deviation>, Failure> {
    let all = all();
    if names.is_empty() {
        return Ok(all);
    }
    let mut chosen = Vec::new();
    for name in names {
        let clause = name.parse::<Clause>().ok();
        let matches = |it: &&Deviation| match it {
            Deviation::Mutant(mutant) => mutant.name == name || Some(mutant.clause) == clause,
            Deviation::Variant(variant) => variant.name == name,
        };
        let found: Vec<Deviation> = all.iter().filter(matches).copied().collect();
        if found.is_empty() {
            let message = "is neither a mutant, nor a variant, nor a clause that has mutants";
            return Err(format!("\"{name}\" {message}; `finalize-conformance list --mutants` shows them all").into());
        }
        chosen.extend(found);
    }
    Ok(chosen)
}

/// The endpoint of a name: the conforming one without a name.
pub fn deviation(name: Option<&str>) -> Result<(Settings, Behaviour), Failure> {
    let Some(name) = name else { return Ok((Settings::default(), conforming)) };
    let found = all().into_iter().find(|deviation| deviation.name() == name);
    match found {
        Some(deviation) => Ok(deviation.endpoint()),
        None => Err(format!("there is no mutant or variant \"{name}\"; `list --mutants` shows them all").into()),
    }
}

/// Every mutant and variant.
pub fn all() -> Vec<Deviation> {
    mutants::mutants().map(Deviation::Mutant).chain(variants::variants().map(Deviation::Variant)).collect()
}

fn as_text(table: &Table) -> String {
    let width = table.rows.iter().map(|row| row.name.len()).max().unwrap_or_default();
    let mut text = String::new();
    for row in &table.rows {
        text.push_str(&line(row, width));
    }
    if !table.idle.is_empty() {
        text.push_str("\nIdle: scenarios that catch no mutant\n");
        table.idle.iter().for_each(|id| text.push_str(&format!("  {id}\n")));
    }
    let (mutants, variants): (Vec<&Row>, Vec<&Row>) = table.rows.iter().partition(|row| row.clause.is_some());
    let count = |rows: &[&Row], finding| rows.iter().filter(|row| row.finding == finding).count();
    let seconds = table.duration.as_secs_f64();
    text.push_str(&format!(
        "\n{} mutants: {} caught by their clause, {} survived, {} caught by another clause\n\
         {} variants: {} passed, {} false alarms\n\
         {} requests in {seconds:.1} s, {:.1} deviations a second\n",
        mutants.len(),
        count(&mutants, Finding::Right),
        count(&mutants, Finding::Survived),
        count(&mutants, Finding::WrongClause),
        variants.len(),
        count(&variants, Finding::Right),
        count(&variants, Finding::FalseAlarm),
        table.requests,
        table.rows.len() as f64 / seconds,
    ));
    text
}

fn line(row: &Row, width: usize) -> String {
    let finding = match row.finding {
        Finding::Right => "ok          ",
        Finding::Survived => "SURVIVED    ",
        Finding::WrongClause => "WRONG CLAUSE",
        Finding::FalseAlarm => "FALSE ALARM ",
    };
    let clause = row.clause.map_or("variant", Clause::id);
    let caught_by: Vec<&str> = row.caught_by.iter().map(|clause| clause.id()).collect();
    let caught = match (caught_by.is_empty(), row.scenarios.first()) {
        (true, _) => String::new(),
        (false, None) => caught_by.join(", "),
        (false, Some(first)) => match row.scenarios.len() {
            1 => format!("{} in {first}", caught_by.join(", ")),
            several => format!("{} in {first} and {} more", caught_by.join(", "), several - 1),
        },
    };
    format!("{finding}  {:width$}  {clause:<7}  {caught}\n", row.name)
}
