//! `explain`: one clause, for a person.

use std::io::{self, Write as _};

use serde_json::Value;

use super::{Failure, args::ExplainArgs, mutants};
use crate::{
    Suite,
    clause::Clause,
    report::model::{Exchange, ScenarioResult},
    scenario::{
        catalogue,
        selection::{self, Selection},
    },
    suite::{Plan, plan::Planned},
};

pub async fn execute(arguments: &ExplainArgs) -> Result<u8, Failure> {
    let clause: Clause = arguments.clause.parse()?;
    let plan = Plan::new(catalogue::load(None)?)?;
    let text =
        format!("{}{}{}{}", head(clause), scenarios(&plan, clause), broken_by(clause), by_hand(&plan, clause).await?);
    io::stdout().write_all(text.as_bytes()).ok();
    Ok(0)
}

fn head(clause: Clause) -> String {
    let entry = clause.entry();
    format!("{clause}  {}, {} ({})\n\n  {}\n", entry.level, entry.basis, entry.part, entry.text)
}

fn of_clause(plan: &Plan, clause: Clause) -> impl Iterator<Item = &Planned> {
    plan.all().iter().map(|planned| &**planned).filter(move |planned| planned.scenario.clauses.contains(&clause))
}

fn scenarios(plan: &Plan, clause: Clause) -> String {
    let lines = of_clause(plan, clause).map(|planned| format!("  {}\n", planned.scenario.id));
    format!("\nScenarios\n{}", lines.collect::<String>())
}

fn broken_by(clause: Clause) -> String {
    let mutants = mutants::all().into_iter().filter(|deviation| deviation.clause() == Some(clause));
    let lines: String = mutants.map(|mutant| format!("  {:<40}  {}\n", mutant.name(), mutant.about())).collect();
    if lines.is_empty() { String::new() } else { format!("\nMutants\n{lines}") }
}

/// The requests of the clause's first scenario as shell lines: it is run against the embedded endpoint to get them.
async fn by_hand(plan: &Plan, clause: Clause) -> Result<String, Failure> {
    let Some(first) = of_clause(plan, clause).next() else { return Ok(String::new()) };
    let name = selection::name_pattern(&format!("^{}$", regex::escape(&first.scenario.name)))?;
    let selection = Selection { name: Some(name), ..Selection::default() };
    let report = Suite::builder().plan(plan.clone()).selection(selection).build().await?.run().await;
    let lines: String = report.scenarios.first().map(recipe).unwrap_or_default();
    Ok(format!(
        "\nBy hand: {}\n  (put your own for ENDPOINT, METADATA, MEDIA_ID and MEDIA_KEY, and an Authorization header into \
         $FINALIZE_AUTHORIZATION)\n{lines}",
        first.scenario.name
    ))
}

fn recipe(scenario: &ScenarioResult) -> String {
    scenario.exchanges.iter().map(|exchange| format!("  {}\n", line(scenario, exchange))).collect()
}

/// An exchange's shell line without what holds for one run only.
fn line(scenario: &ScenarioResult, exchange: &Exchange) -> String {
    let body = &exchange.request.body;
    if body.contains("name=\"command\"\r\n\r\nAPPEND") {
        return "curl -i -F command=APPEND -F media_id=MEDIA_ID -F segment_index=0 -F media=@FILE \
                -H \"Authorization: $FINALIZE_AUTHORIZATION\" 'ENDPOINT'"
            .to_owned();
    }
    let mut line = exchange.curl.clone();
    for (name, value) in identifiers(scenario) {
        line = line.replace(&value, name);
    }
    let url = exchange.request.url.split('?').next().unwrap_or_default();
    let place = if url.ends_with("metadata/create.json") { "METADATA" } else { "ENDPOINT" };
    line.replace(url, place)
}

/// What INIT returned, the key before the id that is part of it.
fn identifiers(scenario: &ScenarioResult) -> Vec<(&'static str, String)> {
    let answer = scenario.exchanges.first().and_then(|init| init.response.as_ref());
    let body: Value = answer.and_then(|answer| serde_json::from_str(&answer.body).ok()).unwrap_or_default();
    let field = |name: &str| body.get(name).and_then(Value::as_str).map(str::to_owned);
    let key = field("media_key").map(|key| ("MEDIA_KEY", key));
    let id = field("media_id_string").map(|id| ("MEDIA_ID", id));
    key.into_iter().chain(id).collect()
}
