//! A recording has secrets that nobody named.

use rstest::rstest;
use serde_json::json;

use super::*;
use crate::report::format::Format;

const SECRET: &str = "s3cr3t/v4lue+of=somebody";

/// Every format of a report on a FINALIZE with a field, a body and an address of its own.
fn everything(name: &str, value: &str, body: &str, query: &str, said: &str) -> String {
    let mut entry = form(body, 200, said);
    entry["request"]["url"] = json!(format!("{ADDRESS}?{query}"));
    entry["request"]["headers"] = json!([{"name": name, "value": value}]);
    entry["response"]["headers"] = json!([
        {"name": "content-type", "value": "application/json"},
        {"name": "Set-Cookie", "value": format!("session={SECRET}; Path=/")},
    ]);
    let mut broken = entry.clone();
    broken["response"]["content"]["text"] = json!(said.replace("60", "0"));
    let report = judged(vec![entry, broken, finalized(200, &answer(""))]);
    assert!(!report.scenarios.is_empty());
    Format::ALL.iter().map(|format| format.render(&report)).collect()
}

const FINALIZE: &str = "command=FINALIZE&media_id=710511363345354753";

#[rstest]
#[case::bearer("Authorization", "Bearer {}")]
#[case::basic("Proxy-Authorization", "Basic {}")]
#[case::oauth(
    "authorization",
    "OAuth oauth_consumer_key=\"{}\", oauth_token=\"{}\", oauth_nonce=\"{}\", oauth_signature=\"{}\""
)]
#[case::cookie("Cookie", "lang=en; auth_token={}; ct0={}")]
#[case::csrf("X-CSRF-Token", "{}")]
#[case::api_key("x-api-key", "{}")]
fn fields_that_sound_secret_are_masked(#[case] name: &str, #[case] value: &str) {
    let echoed = answer(&format!(r#","note":"you are {SECRET}""#));
    let text = everything(name, &value.replace("{}", SECRET), FINALIZE, "x=1", &echoed);
    assert!(!text.contains("s3cr3t"), "{}", &text[text.find("s3cr3t").unwrap_or_default()..][..200]);
    assert!(text.contains("***"));
}

#[rstest]
#[case::query(FINALIZE, "oauth_token=s3cr3t&oauth_signature=s3cr3t%3D&access_token=s3cr3t")]
#[case::form("command=FINALIZE&media_id=710511363345354753&oauth_token=s3cr3t", "x=1")]
#[case::small("command=FINALIZE&media_id=710511363345354753&client_secret=s3cr3t&password=s3cr3t", "x=1")]
fn parameters_that_sound_secret_are_masked(#[case] body: &str, #[case] query: &str) {
    let said = answer(r#","access_token":"s3cr3t","nested":{"oauth_token_secret": "s3cr3t"}"#);
    let text = everything("accept", "*/*", body, query, &said);
    assert!(!text.contains("s3cr3t"), "{}", &text[text.find("s3cr3t").unwrap_or_default()..][..200]);
}

#[test]
fn any_number_of_secrets_can_be_masked() {
    let token = |turn: usize| format!("token-{turn}-{}", "x".repeat(200));
    let entries = (0..300).map(|turn| {
        let mut entry = finalized(200, &answer(""));
        entry["request"]["headers"] = json!([{"name": "authorization", "value": format!("Bearer {}", token(turn))}]);
        entry
    });
    let report = judged(entries.collect());
    assert!(!Format::Json.render(&report).contains("xxxxxxxxxx"));
}
