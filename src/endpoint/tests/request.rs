//! REQ-1 to REQ-5 and PAR-1 to PAR-3: encodings, methods and the command.

use rstest::rstest;

use super::bench::{Bench, UPLOAD, assert_accepted, assert_refused, query, request};
use crate::media::Sample;

#[test]
fn every_encoding_is_accepted() {
    let mut bench = Bench::new();
    let id = bench.upload(Sample::Png, None).id;
    assert_accepted(&bench.form(&[("command", "FINALIZE"), ("media_id", &id)]));
    assert_accepted(&bench.multipart(&[("command", b"FINALIZE"), ("media_id", id.as_bytes())]));
    assert_accepted(&bench.query("POST", &[("command", "FINALIZE"), ("media_id", &id)]));
}

#[rstest]
fn finalize_is_a_post(#[values("GET", "PUT", "DELETE", "PATCH", "HEAD", "post")] method: &str) {
    let mut bench = Bench::new();
    let id = bench.upload(Sample::Png, None).id;
    let answer = bench.query(method, &[("command", "FINALIZE"), ("media_id", &id)]);
    assert_eq!(answer.status, 405);
    assert_refused(&answer);
    assert_refused(&bench.metadata(&id));
    assert_accepted(&bench.finalize(&id));
}

#[test]
fn a_json_body_is_accepted_only_on_demand() {
    for is_accepted in [false, true] {
        let mut bench = Bench::new();
        bench.endpoint.settings.json_body = is_accepted;
        let id = bench.upload(Sample::Png, None).id;
        let body = format!(r#"{{"command":"FINALIZE","media_id":"{id}"}}"#);
        let answer = bench.send(&request("POST", UPLOAD, "application/json", body));
        assert_eq!(answer.status, if is_accepted { 200 } else { 400 });
    }
}

#[rstest]
#[case("")]
#[case("finalize")]
#[case("Finalize")]
#[case("FINALIZe")]
#[case(" FINALIZE")]
#[case("FINALIZE ")]
#[case("FINALIZE\n")]
#[case("FINALIZED")]
#[case("FINAL")]
#[case("ＦＩＮＡＬＩＺＥ")]
#[case("FıNALIZE")]
fn any_other_command_is_refused_and_changes_nothing(#[case] command: &str) {
    let mut bench = Bench::new();
    let id = bench.upload(Sample::Png, None).id;
    assert_refused(&bench.query("POST", &[("command", command), ("media_id", &id)]));
    assert_refused(&bench.form(&[("command", command), ("media_id", &id)]));
    assert_refused(&bench.multipart(&[("command", command.as_bytes()), ("media_id", id.as_bytes())]));
    assert_refused(&bench.metadata(&id));
    assert_accepted(&bench.finalize(&id));
}

#[test]
fn a_request_without_a_command_is_refused() {
    let mut bench = Bench::new();
    let id = bench.upload(Sample::Png, None).id;
    assert_refused(&bench.query("POST", &[("media_id", &id)]));
    assert_refused(&bench.query("POST", &[("Command", "FINALIZE"), ("media_id", &id)]));
    assert_refused(&bench.query("POST", &[]));
}

#[test]
fn a_parameter_given_twice_must_say_the_same() {
    let mut bench = Bench::new();
    let id = bench.upload(Sample::Png, None).id;
    assert_refused(&bench.query("POST", &[("command", "FINALIZE"), ("command", "INIT"), ("media_id", &id)]));
    assert_refused(&bench.query("POST", &[("command", "FINALIZE"), ("media_id", "1"), ("media_id", &id)]));
    assert_accepted(&bench.query("POST", &[("command", "FINALIZE"), ("media_id", &id), ("media_id", &id)]));
}

#[test]
fn any_path_in_front_is_as_good_and_any_other_path_is_none() {
    let mut bench = Bench::new();
    let id = bench.upload(Sample::Png, None).id;
    let mut mounted = query("POST", &[("command", "FINALIZE"), ("media_id", &id)]);
    mounted.url.set_path("/17/1.1/media/upload.json");
    assert_accepted(&bench.send(&mounted));
    mounted.url.set_path("/1.1/account/verify_credentials.json");
    let answer = bench.send(&mounted);
    assert_eq!(answer.status, 404);
    assert_refused(&answer);
}
