//! The clauses: as tiles at one glance, and as a table with the words.

use std::collections::HashMap;

use super::markup::{anchor, class, escape, mark, word};
use crate::report::model::{ClauseResult, Report};

/// Every clause as a tile that leads to its row, a line per group of clauses.
pub fn tiles(report: &Report) -> String {
    let mut groups: Vec<(&str, String)> = Vec::new();
    for clause in &report.clauses {
        let (group, number) = clause.id.id().split_once('-').expect("an id is a group and a number");
        let tile = tile(clause, number);
        match groups.iter_mut().find(|(name, _)| *name == group) {
            Some((_, tiles)) => *tiles += &tile,
            None => groups.push((group, tile)),
        }
    }
    let lines: String = groups.iter().map(|(name, tiles)| format!("<dt>{name}</dt><dd>{tiles}</dd>\n")).collect();
    format!("<dl class=\"tiles\">\n{lines}</dl>")
}

fn tile(clause: &ClauseResult, number: &str) -> String {
    let (id, level, word) = (clause.id, clause.level, word(clause.verdict, clause.known));
    format!(
        "<a class=\"tile {}\" href=\"#{id}\" title=\"{id} {level}: {word}\" aria-label=\"{id} {level}: {word}\">{number} {}</a>",
        class(clause.verdict, clause.known),
        mark(clause.verdict, clause.known),
    )
}

/// The table of clauses.
pub fn table(report: &Report) -> String {
    let names: HashMap<_, _> =
        report.scenarios.iter().map(|scenario| (scenario.id.as_str(), scenario.name.as_str())).collect();
    let rows: String = report.clauses.iter().map(|clause| row(clause, &names)).collect();
    format!(
        "<div class=\"scroll\"><table>\n<thead><tr><th scope=\"col\">Clause</th><th scope=\"col\">Level</th>\
         <th scope=\"col\">Verdict</th><th scope=\"col\">What it says</th><th scope=\"col\">Decided by</th></tr></thead>\n\
         <tbody>\n{rows}</tbody>\n</table></div>"
    )
}

fn row(clause: &ClauseResult, names: &HashMap<&str, &str>) -> String {
    let id = clause.id;
    let reason = clause.reason.as_deref().map(|reason| format!("<br><span class=\"soft\">{}</span>", escape(reason)));
    format!(
        "<tr id=\"{id}\"><td><a class=\"id\" href=\"#{id}\">{id}</a></td>\
         <td><span class=\"level\" title=\"{}\">{}</span></td>\
         <td><span class=\"badge {}\">{} {}</span></td><td class=\"text\">{}{}</td><td class=\"decides\">{}</td></tr>\n",
        clause.basis,
        clause.level,
        class(clause.verdict, clause.known),
        mark(clause.verdict, clause.known),
        word(clause.verdict, clause.known),
        escape(id.entry().text),
        reason.unwrap_or_default(),
        decided_by(clause, names),
    )
}

fn decided_by(clause: &ClauseResult, names: &HashMap<&str, &str>) -> String {
    let links = clause.scenarios.iter().map(|id| {
        let name = names.get(id.as_str()).copied().unwrap_or(id);
        format!("<li><a href=\"{}\">{}</a></li>", anchor(id), escape(name))
    });
    match clause.scenarios.len() {
        0 => "<span class=\"soft\">none</span>".to_owned(),
        n => {
            let links: String = links.collect();
            format!(
                "<details><summary>{}</summary><ul>{links}</ul></details>",
                crate::report::text::count(n, "scenario")
            )
        }
    }
}
