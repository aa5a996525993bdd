//! The comparison in words: for a terminal and for a pull request.

use super::{Change, ClauseChange, Diff, Drift, ScenarioChange, ScenarioRef, Side};
use crate::report::{
    markdown::{code, prose},
    text::{brief, count, moment},
};

/// How many drifts and scenarios of one sort are listed.
const MAX_ROWS: usize = 50;

/// One heading with its rows, in a form that both outputs share.
struct Part {
    title: &'static str,
    rows: Vec<Row>,
}

/// What it is about, and what is said of it: the first is a name, the second prose.
struct Row(String, String);

/// The comparison for a terminal.
pub fn text(diff: &Diff) -> String {
    let mut text = format!("baseline  {}\ncurrent   {}\n", side(&diff.baseline), side(&diff.current));
    for part in parts(diff) {
        text += &format!("\n{}\n", part.title);
        let width = part.rows.iter().map(|Row(name, _)| name.chars().count()).max().unwrap_or(0).min(40);
        for Row(name, words) in limited(&part.rows) {
            text += &format!("  {name:<width$}  {words}\n");
        }
        text += &rest(&part.rows).map(|rest| format!("  {rest}\n")).unwrap_or_default();
    }
    text + "\n" + &conclusion(diff) + "\n"
}

/// The comparison for a pull request.
pub fn markdown(diff: &Diff) -> String {
    let mut text = format!("## {}\n\n", conclusion(diff));
    text += &format!("- baseline: {}\n- current: {}\n", prose(&side(&diff.baseline)), prose(&side(&diff.current)));
    for part in parts(diff) {
        text += &format!("\n### {}\n\n", part.title);
        for Row(name, words) in limited(&part.rows) {
            text += &format!("- {} {}\n", code(name), prose(words));
        }
        text += &rest(&part.rows).map(|rest| format!("- {rest}\n")).unwrap_or_default();
    }
    text
}

fn side(side: &Side) -> String {
    let endpoint = brief(&side.endpoint, 300);
    format!("{endpoint}, {}, version {}: {}", moment(&side.started_at), brief(&side.version, 40), side.verdict)
}

fn parts(diff: &Diff) -> Vec<Part> {
    let clauses = |changes: &[ClauseChange]| changes.iter().map(clause).collect();
    let scenarios = |scenarios: &[ScenarioRef]| scenarios.iter().map(scenario).collect();
    let parts = [
        Part { title: "Worse", rows: clauses(&diff.worse) },
        Part { title: "Better", rows: clauses(&diff.better) },
        Part { title: "No longer verified or decided", rows: clauses(&diff.other) },
        Part { title: "Answers", rows: diff.drift.iter().map(drift).collect() },
        Part { title: "Scenarios with another verdict", rows: diff.changed.iter().map(changed).collect() },
        Part { title: "New scenarios", rows: scenarios(&diff.new) },
        Part { title: "Scenarios that are gone", rows: scenarios(&diff.gone) },
    ];
    parts.into_iter().filter(|part| !part.rows.is_empty()).collect()
}

fn clause(change: &ClauseChange) -> Row {
    let words = format!("{} → {}  {}  {}", change.before, change.after, change.level, change.id.entry().text);
    Row(change.id.to_string(), words)
}

fn scenario(scenario: &ScenarioRef) -> Row {
    Row(brief(&scenario.id, 200), format!("{}: {}", brief(&scenario.name, 200), scenario.verdict))
}

fn changed(change: &ScenarioChange) -> Row {
    let reason = change.reason.as_deref().map(|reason| format!(": {}", brief(reason, 300))).unwrap_or_default();
    Row(brief(&change.id, 200), format!("{} → {}{reason}", change.before, change.after))
}

fn drift(drift: &Drift) -> Row {
    let change = match &drift.change {
        Change::StatusChanged { before, after } => format!("status {before} → {after}"),
        Change::FieldAppeared { pointer, after } => format!("{} appeared ({after})", brief(pointer, 200)),
        Change::FieldVanished { pointer, before } => format!("{} vanished (was {before})", brief(pointer, 200)),
        Change::TypeChanged { pointer, before, after } if pointer.is_empty() => {
            format!("the body changed from {before} to {after}")
        }
        Change::TypeChanged { pointer, before, after } => {
            format!("{} changed from {before} to {after}", brief(pointer, 200))
        }
        Change::RangeChanged { pointer, before, after } => {
            format!("{} was {} and is {}", brief(pointer, 200), brief(before, 400), brief(after, 400))
        }
        Change::TextChanged { pointer, before, after } => {
            let field = if pointer.is_empty() { "the body".to_owned() } else { brief(pointer, 200) };
            format!("{field} said \"{}\" and says \"{}\"", brief(before, 400), brief(after, 400))
        }
        Change::LatencyMoved { before_ms, after_ms } => {
            format!("the median latency moved from {before_ms:.0} ms to {after_ms:.0} ms")
        }
    };
    let place = match &*drift.places {
        [] => String::new(),
        [only] => format!("  [{}]", brief(&only.scenario, 200)),
        [first, others @ ..] => format!("  [{} and {} more]", brief(&first.scenario, 200), others.len()),
    };
    Row(brief(&drift.request, 200), format!("{change}{place}"))
}

fn limited(rows: &[Row]) -> &[Row] {
    &rows[..rows.len().min(MAX_ROWS)]
}

fn rest(rows: &[Row]) -> Option<String> {
    (rows.len() > MAX_ROWS).then(|| format!("… and {} more; --format json has them all", rows.len() - MAX_ROWS))
}

fn conclusion(diff: &Diff) -> String {
    let counts = [
        (diff.worse.len(), "clause", "worse"),
        (diff.better.len(), "clause", "better"),
        (diff.other.len(), "clause", "no longer verified or decided"),
        (diff.drift.len(), "difference", "in the answers"),
        (diff.changed.len() + diff.new.len() + diff.gone.len(), "scenario", "changed, new or gone"),
    ];
    let parts: Vec<_> =
        counts.iter().filter(|(n, ..)| *n > 0).map(|(n, noun, words)| format!("{} {words}", count(*n, noun))).collect();
    if parts.is_empty() { "no difference".to_owned() } else { parts.join(", ") }
}

#[cfg(test)]
mod tests {
    use super::{Change, Drift};
    use crate::{
        report::{diff::compare, sample},
        verdict::Verdict,
    };

    fn golden(name: &str, text: &str) {
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path("../golden");
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        settings.bind(|| insta::assert_snapshot!(name, text));
    }

    /// What a report of seven scenarios is too small for.
    fn every_other_kind() -> impl Iterator<Item = Drift> {
        let text = |text: &str| text.to_owned();
        let range = Change::RangeChanged {
            pointer: text("/expires_after_secs"),
            before: text("86400"),
            after: text("3600 to 86400"),
        };
        let said = Change::TextChanged {
            pointer: text("/errors/*/message"),
            before: text("Invalid id <id>."),
            after: text("No."),
        };
        let body =
            Change::TextChanged { pointer: String::new(), before: text("<p>"), after: text("<b>\r\n::error::x") };
        let status = Change::StatusChanged { before: text("201"), after: text("200 or 202") };
        let vanished = Change::FieldVanished { pointer: text("/size"), before: text("integer") };
        let latency = Change::LatencyMoved { before_ms: 203.4, after_ms: 812.6 };
        [range, said, body, status, vanished, latency].into_iter().map(|change| Drift {
            request: "POST FINALIZE".to_owned(),
            change,
            places: Vec::new(),
        })
    }

    #[test]
    fn a_regression_reads_well() {
        let (mut baseline, mut current) = (sample::report(), sample::report());
        baseline.clauses[4].verdict = Verdict::Pass;
        baseline.scenarios[1].verdict = Verdict::Pass;
        current.clauses[1].verdict = Verdict::Pass;
        current.clauses[0].verdict = Verdict::Skip;
        let response = current.scenarios[0].exchanges[0].response.as_mut().expect("an answer");
        response.body = response.body.replace("\"size\":11065", "\"size\":\"11065\",\"new\":[1]");
        current.scenarios.pop();
        let mut diff = compare(&baseline, &current);
        diff.drift.extend(every_other_kind());
        golden("diff.txt", &diff.text());
        golden("diff.md", &diff.markdown());
        assert!(diff.json().contains("\"kind\": \"type-changed\""), "{}", diff.json());
    }
}
