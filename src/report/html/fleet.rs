//! `overview.html`: every endpoint of a fleet against every clause, for a person, in one file.
//!
//! There is no script in it. Each cell leads to its clause in the report of its endpoint.

use std::collections::BTreeMap;

use super::{
    STYLE, fill, icon,
    markup::{anchor, class, escape, mark, of_verdict, time, word},
};
use crate::{
    clause::Clause,
    report::{
        evidence::endpoint,
        fleet::{Cell, Overview, Row},
        text::{brief, count, duration},
    },
};

const PAGE: &str = include_str!("fleet.html");
const OWN_STYLE: &str = include_str!("fleet.css");
/// The report that a person goes on to.
const REPORT: &str = "report.html";

/// The overview as `overview.html`.
pub fn render(overview: &Overview) -> String {
    fill(PAGE, |name| match name {
        "title" => format!("{} · {} · finalize-conformance", overview.word(), count(overview.targets.len(), "target")),
        "icon" => icon(overview.verdict),
        "style" => format!("{STYLE}{OWN_STYLE}"),
        "banner" => banner(overview),
        "failed" => failed(overview),
        "matrix" => matrix(overview),
        "footer" => format!("{} {}", escape(&overview.tool.name), escape(&overview.tool.version)),
        _ => unreachable!("the page has no {name}"),
    })
}

fn banner(overview: &Overview) -> String {
    let requests: u64 = overview.targets.iter().map(|row| row.summary.requests).sum();
    let facts = [
        ("started", time(&overview.started_at)),
        ("took", duration(overview.duration_ms)),
        ("sent", count(usize::try_from(requests).unwrap_or(usize::MAX), "request")),
        ("exit code", overview.exit_code.to_string()),
    ];
    let facts: String =
        facts.iter().map(|(label, value)| format!("<div><dt>{label}</dt><dd>{value}</dd></div>")).collect();
    format!(
        "<section class=\"verdict {}\" aria-label=\"Verdict\">\n<h1><span class=\"word\">{}</span> {}</h1>\n\
         <dl class=\"facts\">{facts}</dl>\n</section>",
        of_verdict(overview.verdict),
        overview.word(),
        escape(&overview.headline()),
    )
}

/// The clauses that failed somewhere, each with the endpoints; nothing where none did.
fn failed(overview: &Overview) -> String {
    let mut clauses: BTreeMap<Clause, Vec<&Row>> = BTreeMap::new();
    for row in &overview.targets {
        row.failed().for_each(|cell| clauses.entry(cell.id).or_default().push(row));
    }
    let rows = clauses.iter().map(|(id, rows)| {
        let links: Vec<String> = rows
            .iter()
            .map(|row| format!("<a href=\"{}\">{}</a>", address(row, Some(*id)), escape(&row.name)))
            .collect();
        format!(
            "<li><span class=\"id\">{id}</span> <span class=\"badge fail\">{}</span> {}<ul><li>{}</li></ul></li>\n",
            id.level(),
            escape(id.entry().text),
            links.join(", "),
        )
    });
    let rows: String = rows.collect();
    match rows.as_str() {
        "" => rows,
        _ => format!("<section class=\"card failed\"><h2>What failed</h2><ul class=\"rows\">{rows}</ul></section>"),
    }
}

fn matrix(overview: &Overview) -> String {
    let groups = groups(overview);
    let heads: String = groups
        .iter()
        .map(|(name, clauses)| {
            format!("<th class=\"first\" scope=\"colgroup\" colspan=\"{}\">{name}</th>", clauses.len())
        })
        .collect();
    let numbers: String =
        columns(&groups).map(|(id, edge)| format!("<th scope=\"col\"{edge}>{}</th>", number(id))).collect();
    let rows: String = overview.targets.iter().map(|row| line(row, &groups)).collect();
    format!(
        "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-labelledby=\"targets-title\"><table class=\"matrix\">\n\
         <thead><tr><th rowspan=\"2\" scope=\"col\">Target</th>{heads}</tr>\n<tr>{numbers}</tr></thead>\n\
         <tbody>\n{rows}</tbody>\n</table></div>"
    )
}

/// The clauses that are judged at any endpoint, under the heading of their group.
fn groups(overview: &Overview) -> Vec<(&'static str, Vec<Clause>)> {
    let judged = |id: &Clause| overview.targets.iter().any(|row| row.clauses.iter().any(|cell| cell.id == *id));
    let mut groups: Vec<(&str, Vec<Clause>)> = Vec::new();
    for id in Clause::ALL.iter().copied().filter(judged) {
        let (group, _) = parts(id);
        match groups.last_mut() {
            Some((name, clauses)) if *name == group => clauses.push(id),
            _ => groups.push((group, vec![id])),
        }
    }
    groups
}

/// Every column, with the class of those at the edge of a group.
fn columns(groups: &[(&str, Vec<Clause>)]) -> impl Iterator<Item = (Clause, &'static str)> {
    groups.iter().flat_map(|(_, clauses)| {
        let last = clauses.len() - 1;
        clauses.iter().enumerate().map(move |(at, id)| match at {
            0 if last == 0 => (*id, " class=\"first last\""),
            0 => (*id, " class=\"first\""),
            _ if at == last => (*id, " class=\"last\""),
            _ => (*id, ""),
        })
    })
}

fn line(row: &Row, groups: &[(&str, Vec<Clause>)]) -> String {
    let cells: String = columns(groups)
        .map(|(id, edge)| {
            let tile = row.clauses.iter().find(|cell| cell.id == id).map(|cell| tile(row, cell));
            format!("<td{edge}>{}</td>", tile.unwrap_or_default())
        })
        .collect();
    let warnings: String = row
        .warnings
        .iter()
        .map(|text| format!("<p class=\"warning\" role=\"note\">⚠ {}</p>", escape(&brief(text, 500))))
        .collect();
    format!(
        "<tr><th scope=\"row\"><a class=\"target\" href=\"{}\">{}</a><span class=\"badge {}\">{}</span>\
         <small>{}</small><small class=\"mono\">{}</small>{warnings}</th>{cells}</tr>\n",
        address(row, None),
        escape(&row.name),
        of_verdict(row.verdict),
        row.word(),
        escape(&row.headline),
        escape(&endpoint(&row.target)),
    )
}

fn tile(row: &Row, cell: &Cell) -> String {
    let (id, verdict, known) = (cell.id, cell.verdict, cell.known);
    let reason = cell.reason.as_deref().map(|reason| format!(": {}", escape(&brief(reason, 300)))).unwrap_or_default();
    let about = format!("{id} {}: {}{reason}", cell.level, word(verdict, known));
    format!(
        "<a class=\"tile {}\" href=\"{}\" title=\"{about}\" aria-label=\"{about}\"><span class=\"narrow\">{id} </span>{}</a>",
        class(verdict, known),
        address(row, Some(id)),
        mark(verdict, known),
    )
}

/// Where to read on: the endpoint's report for people, or else the first that there is.
fn address(row: &Row, clause: Option<Clause>) -> String {
    let found = row.reports.iter().find(|path| path.ends_with(REPORT));
    let fragment = found.and(clause).map(|id| anchor(id.id())).unwrap_or_default();
    format!("{}{fragment}", escape(found.or(row.reports.first()).map_or("", String::as_str)))
}

fn number(id: Clause) -> &'static str {
    parts(id).1
}

fn parts(id: Clause) -> (&'static str, &'static str) {
    id.id().split_once('-').expect("an id is a group and a number")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fleet::tests::sample;

    /// The page without the style that all pages share.
    #[test]
    fn golden() {
        let page = render(&sample()).replace(STYLE, "(style.css)\n").replace(OWN_STYLE, "(fleet.css)");
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path("golden");
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        settings.bind(|| insta::assert_snapshot!("fleet", page));
    }

    #[test]
    fn nothing_is_loaded_and_nothing_runs() {
        let page = render(&sample());
        assert!(page.contains("default-src 'none'"));
        for loader in ["<script", "src=\"", "url(", "@import", "<link rel=\"stylesheet", "<img", "\u{202e}"] {
            assert!(!page.contains(loader), "{loader}");
        }
    }

    #[test]
    fn hostile_texts_stay_texts() {
        let mut overview = sample();
        let hostile = "\"><script>alert(1)</script>\u{202e}";
        for row in &mut overview.targets {
            row.name = hostile.to_owned();
            row.headline = hostile.to_owned();
            row.warnings = vec![hostile.to_owned()];
            row.reports = vec![format!("{hostile}/report.html")];
            row.clauses.iter_mut().for_each(|cell| cell.reason = Some(hostile.to_owned()));
        }
        let page = render(&overview);
        assert!(!page.contains("<script") && !page.contains("\"\">") && !page.contains('\u{202e}'));
    }
}
