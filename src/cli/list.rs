//! `list`: the scenarios with their clauses and tags.

use std::io::{self, Write as _};

use serde_json::json;

use super::{
    Failure,
    args::{ListArgs, RunOptions},
    config, plan, run,
};
use crate::{clause::Clause, scenario::catalogue::Scenario};

pub async fn execute(arguments: ListArgs) -> Result<u8, Failure> {
    let ListArgs { json, mutants, plan, run } = arguments;
    let text = if mutants { deviations(json) } else { scenarios(config::options(run)?, plan, json).await? };
    // Whoever closes the pipe has read enough.
    io::stdout().write_all(text.as_bytes()).ok();
    Ok(0)
}

async fn scenarios(options: RunOptions, plan: bool, json: bool) -> Result<String, Failure> {
    let (all, selection) = run::plan(&options)?;
    if plan {
        if options.targets.is_some() {
            return Err("--plan rehearses a run against one endpoint; leave --targets out".into());
        }
        return plan::show(all, selection, &options, json).await;
    }
    let selected = all.select(&selection);
    let scenarios: Vec<&Scenario> = selected.iter().map(|planned| &planned.scenario).collect();
    Ok(if json { as_json(&scenarios) } else { as_text(&scenarios) })
}

fn deviations(json: bool) -> String {
    let rows = super::mutants::all().into_iter().map(|deviation| (deviation.clause(), deviation));
    if json {
        let rows: Vec<_> = rows
            .map(
                |(clause, deviation)| json!({ "name": deviation.name(), "clause": clause, "about": deviation.about() }),
            )
            .collect();
        return format!("{:#}\n", serde_json::Value::from(rows));
    }
    rows.map(|(clause, deviation)| {
        let clause = clause.map_or("variant", Clause::id);
        format!("{clause:<7}  {:<44}  {}\n", deviation.name(), deviation.about())
    })
    .collect()
}

fn as_json(scenarios: &[&Scenario]) -> String {
    let rows: Vec<_> = scenarios
        .iter()
        .map(|scenario| {
            json!({
                "id": scenario.id, "name": scenario.name, "feature": scenario.feature, "file": scenario.file,
                "line": scenario.line, "clauses": scenario.clauses,
                "tags": scenario.tags.iter().map(|tag| format!("@{tag}")).collect::<Vec<_>>(),
            })
        })
        .collect();
    format!("{:#}\n", serde_json::Value::from(rows))
}

fn as_text(scenarios: &[&Scenario]) -> String {
    let mut text = String::new();
    let mut feature = "";
    for scenario in scenarios {
        if scenario.feature != feature {
            feature = &scenario.feature;
            text.push_str(&format!("{}{feature}\n", if text.is_empty() { "" } else { "\n" }));
        }
        let tags: Vec<String> = scenario.tags.iter().map(|tag| format!("@{tag}")).collect();
        text.push_str(&format!("  {}  {}\n", scenario.id, tags.join(" ")));
    }
    text.push_str(&format!("\n{} scenarios\n", scenarios.len()));
    text
}
