use rstest::rstest;

use super::*;
use crate::report::{model::Response, sample};

fn answered(bodies: &[(u16, &str)]) -> ScenarioResult {
    let mut scenario = sample::passed();
    let exchange = scenario.exchanges.remove(0);
    scenario.exchanges = bodies
        .iter()
        .map(|(status, body)| {
            let mut exchange = exchange.clone();
            exchange.response = Some(Response { status: *status, headers: Vec::new(), body: (*body).to_owned() });
            exchange
        })
        .collect();
    scenario
}

fn polled(bodies: &[(u16, &str)]) -> ScenarioResult {
    let mut scenario = answered(bodies);
    for exchange in &mut scenario.exchanges {
        exchange.request.method = "GET".to_owned();
        exchange.request.url = exchange.request.url.replace("FINALIZE", "STATUS");
    }
    scenario
}

fn between_two(before: &ScenarioResult, after: &ScenarioResult) -> Vec<String> {
    let drifts = between([(before, after)].into_iter());
    drifts.iter().map(|drift| serde_json::to_string(&drift.change).expect("JSON")).collect()
}

#[rstest]
#[case(r#"{"a":1}"#, r#"{"a":2}"#, &[])]
#[case(r#"{"a":1}"#, r#"{"a":1,"b":"x"}"#, &[r#"{"kind":"field-appeared","pointer":"/b","after":"string"}"#])]
#[case(r#"{"a":1,"b":{"c":1}}"#, r#"{"a":1}"#, &[r#"{"kind":"field-vanished","pointer":"/b","before":"object"}"#])]
#[case(r#"{"a":86400}"#, r#"{"a":86400.0}"#, &[r#"{"kind":"type-changed","pointer":"/a","before":"integer","after":"number"}"#])]
#[case(r#"{"a":{"b":1}}"#, r#"{"a":[1]}"#, &[r#"{"kind":"type-changed","pointer":"/a","before":"object","after":"array"}"#])]
#[case(r#"{"a":[{"b":1}]}"#, r#"{"a":[{"b":1},{"b":2}]}"#, &[])]
#[case(r#"{"a":[{"b":1}]}"#, r#"{"a":[{"b":1,"c":null}]}"#, &[r#"{"kind":"field-appeared","pointer":"/a/*/c","after":"null"}"#])]
#[case("{}", "<html>", &[r#"{"kind":"type-changed","pointer":"","before":"object","after":"text"}"#])]
#[case("", "", &[])]
fn a_shape_drifts_and_a_value_does_not(#[case] before: &str, #[case] after: &str, #[case] expected: &[&str]) {
    assert_eq!(between_two(&answered(&[(200, before)]), &answered(&[(200, after)])), expected);
}

#[test]
fn another_status_is_one_difference() {
    let drift = between_two(&answered(&[(201, r#"{"a":1}"#)]), &answered(&[(400, r#"{"errors":[]}"#)]));
    assert_eq!(drift, [r#"{"kind":"status-changed","before":"201","after":"400"}"#]);
}

#[test]
fn the_second_of_two_equal_requests_has_its_own_answer() {
    let drift = between_two(&answered(&[(201, "{}"), (400, "{}")]), &answered(&[(201, "{}"), (201, "{}")]));
    assert_eq!(drift, [r#"{"kind":"status-changed","before":"400","after":"201"}"#]);
}

#[test]
fn how_often_one_had_to_poll_is_chance() {
    let pending = r#"{"processing_info":{"state":"pending","check_after_secs":1}}"#;
    let done = r#"{"processing_info":{"state":"succeeded"}}"#;
    let long = polled(&[(200, pending), (200, pending), (200, done)]);
    assert_eq!(between_two(&long, &polled(&[(200, pending), (200, done)])), [""; 0]);
}

#[test]
fn different_requests_are_not_compared() {
    let mut other = answered(&[(400, "{}")]);
    other.exchanges[0].request.method = "PUT".to_owned();
    assert_eq!(between_two(&answered(&[(201, "{}")]), &other), [""; 0]);
}

#[test]
fn the_same_drift_in_many_scenarios_is_one() {
    let (before, after) = (answered(&[(200, "{}")]), answered(&[(200, r#"{"a":1}"#)]));
    let drifts = between([(&before, &after), (&before, &after)].into_iter());
    assert_eq!((drifts.len(), drifts[0].places.len()), (1, 2));
    assert_eq!(drifts[0].request, "POST FINALIZE");
}

#[test]
fn the_place_of_the_api_does_not_matter() {
    let (before, mut after) = (answered(&[(200, "{}")]), answered(&[(202, "{}")]));
    after.exchanges[0].request.url = "https://api.example.org/2/media/upload?command=FINALIZE".to_owned();
    assert_eq!(between_two(&before, &after).len(), 1);
}

#[rstest]
#[case::other_words(
    r#"{"errors":[{"code":1,"message":"media 710511363345354753 is unknown"}]}"#,
    r#"{"errors":[{"code":1,"message":"no media 710511363345359999"}]}"#,
    &[r#"{"kind":"text-changed","pointer":"/errors/*/message","before":"media <id> is unknown","after":"no media <id>"}"#]
)]
#[case::another_code(
    r#"{"errors":[{"code":324,"message":"no"}],"request":"a"}"#,
    r#"{"errors":[{"code":214,"message":"no"}],"request":"a"}"#,
    &[r#"{"kind":"text-changed","pointer":"/errors/*/code","before":"324","after":"214"}"#]
)]
#[case::another_id(r#"{"error":"no","trace_id":"x"}"#, r#"{"error":"no","trace_id":"y"}"#, &[])]
#[case::no_json("<p>Bad Request 12:00:01", "<p>Not Found 12:00:02",
    &[r#"{"kind":"text-changed","pointer":"","before":"<p>Bad Request <time>","after":"<p>Not Found <time>"}"#])]
fn what_a_refusal_says_drifts(#[case] before: &str, #[case] after: &str, #[case] expected: &[&str]) {
    assert_eq!(between_two(&answered(&[(400, before)]), &answered(&[(400, after)])), expected);
}

#[test]
fn a_range_drifts_over_all_scenarios() {
    let lifetimes = |n: u32| vec![(201, format!(r#"{{"expires_after_secs":{n}}}"#)); 3];
    let scenario = |n| {
        let bodies = lifetimes(n);
        answered(&bodies.iter().map(|(status, body)| (*status, body.as_str())).collect::<Vec<_>>())
    };
    let (before, after) = (scenario(86_400), scenario(3_600));
    let drifts = between([(&before, &after)].into_iter());
    let expected =
        Change::RangeChanged { pointer: "/expires_after_secs".into(), before: "86400".into(), after: "3600".into() };
    assert_eq!((drifts.len(), &drifts[0].change, drifts[0].places.len()), (1, &expected, 3));
}

#[test]
fn latency_drifts_over_all_scenarios() {
    let before = answered(&[(200, "{}"); 5]);
    let mut after = before.clone();
    after.exchanges.iter_mut().for_each(|exchange| exchange.duration_ms += 400.0);
    let drift = between_two(&before, &after);
    assert_eq!(drift, [r#"{"kind":"latency-moved","before_ms":12.25,"after_ms":412.25}"#]);
}

#[test]
fn what_one_run_did_not_keep_is_no_drift() {
    let (before, mut after) = (answered(&[(200, r#"{"a":1}"#); 5]), answered(&[(200, "{}"); 5]));
    after.exchanges.clear();
    assert_eq!(between_two(&before, &after), [""; 0]);
    let (before, mut after) = (answered(&[(200, "{}")]), answered(&[(200, "{}")]));
    after.exchanges[0].response = None;
    assert_eq!(between_two(&before, &after), [""; 0]);
}
