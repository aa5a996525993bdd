//! What a report amounts to, in the order in which a release manager asks: what failed, what is not decided, what was
//! not verified, and the one line that says it all.

use super::{
    model::{ClauseResult, Report},
    text::count,
};
use crate::{
    clause::{Clause, Level},
    verdict::Verdict,
};

/// The exit code of a run that somebody stopped.
const INTERRUPTED: u8 = 130;

/// The clauses of a report by what they mean for the reader.
pub struct Digest<'a> {
    report: &'a Report,
    /// Failed clauses that make the endpoint non-conformant.
    pub failed_must: Vec<&'a ClauseResult>,
    /// Failed clauses that decide only under `--fail-on should`.
    pub failed_should: Vec<&'a ClauseResult>,
    /// Failed clauses on the list of known failures.
    pub known: Vec<&'a ClauseResult>,
    /// Clauses without a verdict although they were tried.
    pub inconclusive: Vec<&'a ClauseResult>,
    /// The same by reason: one cause often keeps many from being decided.
    pub undecided: Vec<(&'a str, Vec<Clause>)>,
    /// Clauses that were not tried, by reason, in the order in which the reasons first occur.
    pub not_verified: Vec<(&'a str, Vec<Clause>)>,
}

impl<'a> Digest<'a> {
    /// Sorts the clauses of a report.
    pub fn of(report: &'a Report) -> Self {
        let select = |wanted: &dyn Fn(&ClauseResult) -> bool| -> Vec<&'a ClauseResult> {
            report.clauses.iter().filter(|clause| wanted(clause)).collect()
        };
        let failed = |clause: &ClauseResult| clause.verdict == Verdict::Fail && !clause.known;
        Digest {
            report,
            failed_must: select(&|clause| failed(clause) && clause.level == Level::Must),
            failed_should: select(&|clause| failed(clause) && clause.level != Level::Must),
            known: select(&|clause| clause.verdict == Verdict::Fail && clause.known),
            inconclusive: select(&|clause| clause.verdict == Verdict::Inconclusive),
            undecided: by_reason(report, Verdict::Inconclusive, "no reason was recorded"),
            not_verified: by_reason(report, Verdict::Skip, "no scenario of it was selected"),
        }
    }

    /// The word of the verdict: `PASS`, `FAIL`, `INCONCLUSIVE` or `INTERRUPTED`.
    pub fn word(&self) -> &'static str {
        word(self.report.verdict, self.report.exit_code)
    }

    /// What the word means here, with figures: `conformant: 48 of 51 clauses verified, 3 not verified`.
    pub fn headline(&self) -> String {
        let mut parts = vec![self.judgement()];
        parts.extend(self.beside());
        parts.join(", ")
    }

    fn judgement(&self) -> String {
        let verified = self.verified();
        match self.word() {
            "FAIL" if self.failures() > 0 => format!("not conformant: {}", self.failed()),
            // The clauses do not say why: a stale list of known failures does.
            "FAIL" => format!("for what the warnings say: {verified}"),
            "INCONCLUSIVE" => format!("no verdict: {verified}"),
            "INTERRUPTED" => format!("before the end: {verified}"),
            _ if self.failed_must.is_empty() => format!("conformant: {verified}"),
            // Only `--fail-on never` gets here, and it does not make the endpoint conformant.
            _ => format!("by --fail-on never, not conformant: {}", self.failed()),
        }
    }

    fn failures(&self) -> usize {
        self.failed_must.len() + self.failed_should.len()
    }

    fn failed(&self) -> String {
        let levels = [("MUST", self.failed_must.len()), ("SHOULD", self.failed_should.len())];
        let parts: Vec<_> =
            levels.iter().filter(|(_, n)| *n > 0).map(|(level, n)| count(*n, &format!("{level} clause"))).collect();
        format!("{} failed of {}", parts.join(" and "), count(self.report.clauses.len(), "clause"))
    }

    fn verified(&self) -> String {
        let counts = self.report.summary.clauses;
        format!("{} of {} verified", counts.pass + counts.fail, count(self.report.clauses.len(), "clause"))
    }

    /// What else a reader of the one line must know.
    fn beside(&self) -> Vec<String> {
        let said = self.judgement().contains("failed");
        let skipped = self.report.summary.clauses.skip;
        let mut parts = Vec::new();
        let mut note = |n: usize, text: &str| {
            if n > 0 {
                parts.push(format!("{n} {text}"));
            }
        };
        note(if said { 0 } else { self.failures() }, "failed");
        note(self.known.len(), if self.known.len() == 1 { "known failure" } else { "known failures" });
        note(self.inconclusive.len(), "inconclusive");
        note(skipped, "not verified");
        parts
    }
}

/// The word of a verdict, where it is that of a whole run.
pub fn word(verdict: Verdict, exit_code: u8) -> &'static str {
    match verdict {
        _ if exit_code == INTERRUPTED => "INTERRUPTED",
        Verdict::Fail => "FAIL",
        Verdict::Inconclusive | Verdict::Skip => "INCONCLUSIVE",
        Verdict::Pass => "PASS",
    }
}

fn by_reason<'a>(report: &'a Report, verdict: Verdict, otherwise: &'a str) -> Vec<(&'a str, Vec<Clause>)> {
    let mut groups: Vec<(&str, Vec<Clause>)> = Vec::new();
    for clause in report.clauses.iter().filter(|clause| clause.verdict == verdict) {
        let reason = clause.reason.as_deref().unwrap_or(otherwise);
        match groups.iter_mut().find(|(known, _)| *known == reason) {
            Some((_, clauses)) => clauses.push(clause.id),
            None => groups.push((reason, vec![clause.id])),
        }
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    fn line(report: &Report) -> String {
        let digest = Digest::of(report);
        format!("{}  {}", digest.word(), digest.headline())
    }

    #[test]
    fn the_one_line_names_what_decided() {
        let report = sample::report();
        let expected = "FAIL  not conformant: 1 MUST clause and 2 SHOULD clauses failed of 8 clauses, \
                        1 known failure, 1 inconclusive, 2 not verified";
        assert_eq!(line(&report), expected);
        assert_eq!(line(&sample::conformant()), "PASS  conformant: 1 of 3 clauses verified, 2 not verified");
        assert_eq!(line(&sample::empty()), "PASS  conformant: 0 of 0 clauses verified");
    }

    #[test]
    fn a_should_that_failed_is_not_hidden_by_a_pass() {
        let mut report = sample::report();
        report.verdict = Verdict::Pass;
        report.clauses.retain(|clause| clause.id == Clause::Life2 || clause.verdict == Verdict::Pass);
        report.summary.clauses.skip = 0;
        report.summary.clauses.fail = 1;
        assert_eq!(line(&report), "PASS  conformant: 2 of 2 clauses verified, 1 failed");
    }

    #[test]
    fn a_run_told_never_to_fail_is_not_called_conformant() {
        let mut report = sample::report();
        report.verdict = Verdict::Pass;
        assert!(line(&report).starts_with("PASS  by --fail-on never, not conformant: 1 MUST"), "{}", line(&report));
    }

    #[test]
    fn a_run_without_an_answer_is_no_pass() {
        let mut report = sample::conformant();
        report.verdict = Verdict::Inconclusive;
        assert_eq!(line(&report), "INCONCLUSIVE  no verdict: 1 of 3 clauses verified, 2 not verified");
        report.exit_code = INTERRUPTED;
        assert_eq!(line(&report), "INTERRUPTED  before the end: 1 of 3 clauses verified, 2 not verified");
        report.exit_code = 1;
        report.verdict = Verdict::Fail;
        assert_eq!(line(&report), "FAIL  for what the warnings say: 1 of 3 clauses verified, 2 not verified");
    }

    #[test]
    fn clauses_not_verified_stand_under_their_reason() {
        let report = sample::report();
        let groups = Digest::of(&report).not_verified;
        assert_eq!(groups, [("no application-only credentials given", vec![Clause::Res2, Clause::Res3])]);
    }
}
