//! What STATUS tells of a media that is processed.

use rstest::rstest;
use serde_json::{Value, json};

use super::*;
use Clause::{Asy1, Asy5, Asy6, Asy7, Life4, Life6, Sta1, Sta2};

fn polled(polls: Vec<Value>) -> Vec<Value> {
    [video(), vec![finalized(201, &state("pending"))], polls].concat()
}

#[test]
fn processing_that_succeeds_passes() {
    let polls = vec![status(200, &state("in_progress")), status(200, &state("succeeded")), used(200)];
    assert_passes(&judged(polled(polls)), &[Asy1, Asy5, Asy6, Asy7, Sta1, Sta2, Life4]);
}

#[rstest]
#[case::unused(vec![status(200, &state("succeeded"))], "no use of the media id")]
#[case::failed(vec![status(200, &state("failed"))], "whether the file was a valid one")]
#[case::unended(vec![status(200, &state("in_progress"))], "ends before processing does")]
#[case::not_asked(vec![], "no STATUS")]
fn what_becomes_of_the_file_is_not_judged(#[case] polls: Vec<Value>, #[case] reason: &str) {
    assert_open(&judged(polled(polls)), Life4, Verdict::Skip, reason);
}

#[rstest]
#[case::backwards(vec![status(200, &state("in_progress")), status(200, &state("pending"))], Asy7)]
#[case::unknown_state(vec![status(200, &state("done"))], Sta1)]
#[case::no_processing(vec![status(200, &answer(""))], Sta1)]
#[case::another_media(vec![status(200, &state("succeeded").replace(ID, "7"))], Sta2)]
#[case::not_found(vec![status(404, "{}")], Sta1)]
#[case::crashed(vec![status(500, "")], Sta1)]
fn a_wrong_answer_breaks_its_clause(#[case] polls: Vec<Value>, #[case] clause: Clause) {
    assert_fails_alone(&judged(polled(polls)), clause);
}

#[rstest]
#[case::refused(404, Verdict::Skip)]
#[case::crashed(500, Verdict::Inconclusive)]
fn without_times_nobody_knows_whether_the_media_was_alive(#[case] code: u16, #[case] verdict: Verdict) {
    let recording = recording(polled(vec![status(code, "{}")]));
    let report = judge(&[recording], &Options::default()).expect("judged");
    assert_open(&report, Sta1, verdict, "still alive");
}

#[rstest]
#[case::refused(404, Verdict::Pass)]
#[case::accepted(200, Verdict::Fail)]
fn a_media_that_has_expired_has_no_status(#[case] code: u16, #[case] verdict: Verdict) {
    let entries = polled(vec![status(code, &state("succeeded").replace("60", "1"))]);
    let report = judge(&[recording(late(entries, 120))], &Options::default()).expect("judged");
    assert_eq!(result(&report, Life6).verdict, verdict);
    assert_eq!(failed(&report).len(), usize::from(verdict == Verdict::Fail));
}

#[rstest]
#[case::unavailable(503, Verdict::Inconclusive)]
#[case::unauthorized(401, Verdict::Skip)]
#[case::redirected(302, Verdict::Skip)]
fn an_answer_that_says_nothing_decides_nothing(#[case] code: u16, #[case] verdict: Verdict) {
    assert_open(&judged(polled(vec![status(code, "")])), Sta1, verdict, &code.to_string());
}

#[test]
fn polls_that_cross_each_other_have_no_order() {
    let mut slow = status(200, &state("succeeded"));
    slow["time"] = json!(1500);
    let report = judged(polled(vec![slow, status(200, &state("in_progress"))]));
    assert_open(&report, Asy7, Verdict::Skip, "at once");
}

#[test]
fn entries_are_read_in_the_order_in_which_they_began() {
    let mut entries = late(polled(vec![status(200, &state("in_progress")), status(200, &state("succeeded"))]), 0);
    entries.reverse();
    let report = judge(&[recording(entries)], &Options::default()).expect("judged");
    assert_passes(&report, &[Asy7, Sta1, Clause::Rsp8]);
}

#[rstest]
#[case::accepted(200, Verdict::Fail)]
#[case::crashed(500, Verdict::Fail)]
#[case::refused(404, Verdict::Pass)]
#[case::unauthorized(401, Verdict::Skip)]
#[case::redirected(302, Verdict::Skip)]
fn an_image_that_has_expired_has_no_status_either(#[case] code: u16, #[case] verdict: Verdict) {
    let entries = late([uploaded(), vec![finalized(200, &answer("")), status(code, "{}")]].concat(), 120);
    let report = judge(&[recording(entries)], &Options::default()).expect("judged");
    assert_eq!(result(&report, Life6).verdict, verdict);
}

#[test]
fn status_of_a_media_with_nothing_to_process_may_say_anything() {
    let report = judged([uploaded(), vec![finalized(200, &answer("")), status(404, "{}")]].concat());
    assert_eq!(failed(&report), []);
    let early = judged([video(), vec![status(200, "{}"), finalized(200, &state("pending"))]].concat());
    assert_eq!(failed(&early), []);
}

#[test]
fn a_recording_that_begins_late_still_shows_what_status_says() {
    let other = form("command=FINALIZE&media_id=99", 200, &answer("").replace(ID, "99"));
    let report = judged(vec![status(200, &state("done")), other]);
    assert_fails_alone(&report, Sta1);
}
