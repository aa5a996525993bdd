//! `list`: the scenarios with their clauses and tags.

use std::io::{self, Write as _};

use serde_json::json;

use super::{Failure, args::ListArgs};
use crate::{
    scenario::catalogue::{self, Scenario},
    suite::Plan,
};

pub fn execute(arguments: &ListArgs) -> Result<u8, Failure> {
    let plan = Plan::new(catalogue::load(arguments.features.as_deref())?)?;
    let scenarios: Vec<&Scenario> = plan.all().iter().map(|planned| &*planned.scenario).collect();
    let text = if arguments.json { as_json(&scenarios) } else { as_text(&scenarios) };
    // Whoever closes the pipe has read enough.
    io::stdout().write_all(text.as_bytes()).ok();
    Ok(0)
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
