//! The first screen: the verdict, what was tested, the figures, what failed, what is not decided or not verified.

use super::{
    clauses::tiles,
    markup::{anchor, class, escape, of_verdict, time},
};
use crate::{
    report::{
        digest::Digest,
        evidence::message,
        model::{ClauseResult, Counts, ObservationRecord, Report, ScenarioResult, TargetKind, ViolationRecord},
        text::{brief, count, duration},
    },
    verdict::Verdict,
};

/// How many failed scenarios stand under a clause; the table of clauses has them all.
const MAX_LINKS: usize = 4;

/// The first screen.
pub fn render(report: &Report, digest: &Digest<'_>) -> String {
    let failed: Vec<_> = digest.failed_must.iter().chain(&digest.failed_should).copied().collect();
    let cards = [
        list("What failed", &failed, report),
        list("Not decided", &digest.inconclusive, report),
        list("Known failures", &digest.known, report),
        not_verified(digest),
    ];
    let mut cards: String = cards.into_iter().flatten().collect();
    if cards.is_empty() {
        cards = card("Nothing failed", "<p class=\"note\">Every clause was verified, and every one holds.</p>");
    }
    format!(
        "{}\n<div class=\"grid\">\n<div>{cards}</div>\n<div>{}</div>\n</div>",
        banner(report, digest),
        card("Clauses at a glance", &tiles(report)),
    )
}

fn banner(report: &Report, digest: &Digest<'_>) -> String {
    let kind = match report.target.kind {
        TargetKind::Embedded => "embedded reference endpoint",
        TargetKind::Live => "live endpoint",
    };
    let requests = count(usize::try_from(report.summary.requests).unwrap_or(usize::MAX), "request");
    let facts = [
        (kind, format!("<span class=\"mono\">{}</span>", escape(&report.target.endpoint))),
        ("started", time(&report.started_at)),
        ("took", duration(report.duration_ms)),
        ("sent", requests),
        ("exit code", report.exit_code.to_string()),
        ("version", escape(&report.tool.version)),
    ];
    let facts: String =
        facts.iter().map(|(label, value)| format!("<div><dt>{label}</dt><dd>{value}</dd></div>")).collect();
    let warnings: String = report
        .warnings
        .iter()
        .map(|text| format!("<p class=\"warning\" role=\"note\">⚠ {}</p>", escape(text)))
        .collect();
    format!(
        "<section class=\"verdict {}\" aria-label=\"Verdict\">\n<h1><span class=\"word\">{}</span> {}</h1>\n\
         <dl class=\"facts\">{facts}</dl>\n<div class=\"figures\">{}</div>{warnings}\n</section>",
        of_verdict(report.verdict),
        digest.word(),
        escape(&digest.headline()),
        figures(report),
    )
}

fn card(title: &str, body: &str) -> String {
    format!("<section class=\"card\"><h2>{title}</h2>{body}</section>\n")
}

fn figures(report: &Report) -> String {
    let summary = report.summary;
    format!(
        "{}{}",
        figure("Clauses", report.clauses.len(), summary.clauses, "not verified"),
        figure("Scenarios", report.scenarios.len(), summary.scenarios, "skipped"),
    )
}

fn figure(title: &str, total: usize, counts: Counts, skipped: &str) -> String {
    let parts = [
        (counts.fail, Verdict::Fail, "failed"),
        (counts.inconclusive, Verdict::Inconclusive, "inconclusive"),
        (counts.skip, Verdict::Skip, skipped),
        (counts.pass, Verdict::Pass, "passed"),
    ];
    let parts = || parts.iter().filter(|(n, ..)| *n > 0);
    let bar: String = parts()
        .map(|(n, verdict, _)| format!("<span class=\"{}\" style=\"--n:{n}\"></span>", of_verdict(*verdict)))
        .collect();
    let legend: String = parts()
        .map(|(n, verdict, word)| format!("<li class=\"{}\"><b>{n}</b> {word}</li>", of_verdict(*verdict)))
        .collect();
    format!(
        "<div><h2>{title} <span>{total}</span></h2><div class=\"bar\" aria-hidden=\"true\">{bar}</div><ul class=\"legend\">{legend}</ul></div>"
    )
}

fn list(title: &str, clauses: &[&ClauseResult], report: &Report) -> Option<String> {
    let rows: String = clauses.iter().map(|clause| item(clause, report)).collect();
    (!clauses.is_empty()).then(|| card(title, &format!("<ul class=\"rows\">{rows}</ul>")))
}

fn item(clause: &ClauseResult, report: &Report) -> String {
    let id = clause.id;
    let reason =
        clause.reason.as_deref().map(|reason| format!(" <span class=\"soft\">{}</span>", escape(&brief(reason, 300))));
    let concerned: Vec<_> = report.scenarios.iter().filter(|scenario| concerns(scenario, clause)).collect();
    let mut said = None;
    let mut links: String =
        concerned.iter().take(MAX_LINKS).map(|scenario| link(scenario, clause, &mut said)).collect();
    if concerned.len() > MAX_LINKS {
        links += &format!("<li><a href=\"#{id}\">and {} more</a></li>", concerned.len() - MAX_LINKS);
    }
    format!(
        "<li><a class=\"id\" href=\"#{id}\">{id}</a> <span class=\"badge {}\">{}</span> {}{}<ul>{links}</ul></li>\n",
        class(clause.verdict, clause.known),
        clause.level,
        escape(id.entry().text),
        reason.unwrap_or_default(),
    )
}

/// Whether a scenario is why a clause has its verdict.
fn concerns(scenario: &ScenarioResult, clause: &ClauseResult) -> bool {
    let broke = || scenario.violations.iter().any(|violation| violation.clause == clause.id);
    let decides = || scenario.clauses.contains(&clause.id);
    scenario.verdict == clause.verdict && if clause.verdict == Verdict::Fail { broke() } else { decides() }
}

/// A link to a scenario with what came of it, unless the link before has said so already.
fn link(scenario: &ScenarioResult, clause: &ClauseResult, said: &mut Option<String>) -> String {
    let violation = scenario.violations.iter().find(|violation| violation.clause == clause.id);
    // The list of known failures says why one is tolerated; otherwise what was broken matters.
    let violation = violation.filter(|_| !scenario.known);
    let why = violation.map(what).or_else(|| scenario.reason.clone());
    let new = why.as_ref().filter(|_| *said != why);
    let told = new.map(|why| format!(": {}", escape(&brief(why, 200)))).unwrap_or_default();
    *said = why;
    format!("<li><a href=\"{}\">{}</a>{told}</li>", anchor(&scenario.id), escape(&brief(&scenario.name, 160)))
}

/// The clause stands above; what is left to say is what came instead.
fn what(violation: &ViolationRecord) -> String {
    message(violation).map_or_else(|| format!("got {}", violation.actual), str::to_owned)
}

fn not_verified(digest: &Digest<'_>) -> Option<String> {
    let rows = digest.not_verified.iter().map(|(reason, clauses)| {
        let ids: Vec<_> = clauses.iter().map(|id| format!("<a class=\"tile skip\" href=\"#{id}\">{id}</a>")).collect();
        format!("<li>{} {}</li>\n", ids.join(" "), escape(&brief(reason, 300)))
    });
    let rows: String = rows.collect();
    (!rows.is_empty()).then(|| card("Not verified", &format!("<ul class=\"rows\">{rows}</ul>")))
}

/// What was seen where both behaviours conform, by kind; nothing where nothing was.
pub fn observations(report: &Report) -> String {
    let mut kinds: Vec<(&str, Vec<&ObservationRecord>)> = Vec::new();
    for seen in &report.observations {
        match kinds.iter_mut().find(|(kind, _)| *kind == seen.kind) {
            Some((_, group)) => group.push(seen),
            None => kinds.push((&seen.kind, vec![seen])),
        }
    }
    let groups: String = kinds.iter().map(|(kind, group)| observed(kind, group)).collect();
    match groups.as_str() {
        "" => groups,
        _ => format!(
            "<section id=\"observations\"><h2>Observations</h2>\n<p class=\"note\">Seen where both behaviours conform.</p>\n{groups}</section>"
        ),
    }
}

fn observed(kind: &str, group: &[&ObservationRecord]) -> String {
    let items: String = group
        .iter()
        .map(|seen| {
            let clause = seen.clause.map(|id| format!("<a class=\"id\" href=\"#{id}\">{id}</a> ")).unwrap_or_default();
            let scenario = seen.scenario.as_ref();
            let scenario =
                scenario.map(|id| format!(" <a href=\"{}\">{}</a>", anchor(id), escape(id))).unwrap_or_default();
            format!("<li>{clause}{}{scenario}</li>", escape(&brief(&seen.message, 500)))
        })
        .collect();
    format!(
        "<details><summary>{} <span class=\"soft\">{}</span></summary><ul>{items}</ul></details>\n",
        escape(kind),
        group.len()
    )
}
