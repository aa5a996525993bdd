//! No secret in what is kept, in no spelling.

use std::{borrow::Cow, time::Duration};

use base64::{
    Engine,
    prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD},
};
use bytes::Bytes;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use proptest::prelude::*;
use rstest::rstest;

use super::{keys, pairs};
use crate::{
    client::{Authorization, Masker, evidence},
    credentials::{Credentials, User},
    exchange::{Exchange, Note, Outcome},
    http::{Request, Response},
};

const SECRET: &str = "p@ss w/rd+%\"\\é\n=&";

fn masker(secret: &str) -> Masker {
    let credentials = Credentials { user: Some(User::Bearer(secret.to_owned())), app_bearer: None };
    Masker::new(&credentials, &[])
}

fn percent_encoded(text: &str) -> String {
    utf8_percent_encode(text, NON_ALPHANUMERIC).to_string()
}

fn form_encoded(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

/// JSON text, without its quotes.
fn json(text: &str) -> String {
    let quoted = serde_json::to_string(text).unwrap();
    quoted[1..quoted.len() - 1].to_owned()
}

/// JSON as encoders write it that leave nothing but ASCII, and escape slashes.
fn ascii_json(text: &str) -> String {
    let escape = |unit: u16| match char::from_u32(unit.into()).filter(char::is_ascii_alphanumeric) {
        Some(plain) => plain.to_string(),
        None => format!("\\u{unit:04x}"),
    };
    text.encode_utf16().map(escape).collect()
}

#[rstest]
#[case::itself(str::to_owned)]
#[case::percent_encoded(percent_encoded)]
#[case::in_lower_case(|text: &str| percent_encoded(text).to_lowercase())]
#[case::percent_encoded_twice(|text: &str| percent_encoded(&percent_encoded(text)))]
#[case::form_encoded(form_encoded)]
#[case::json(json)]
#[case::json_with_slashes_escaped(|text: &str| json(text).replace('/', "\\/"))]
#[case::json_in_json(|text: &str| json(&json(text)))]
#[case::json_in_json_with_slashes_escaped(|text: &str| json(&json(text).replace('/', "\\/")).replace('/', "\\/"))]
#[case::ascii_json(ascii_json)]
#[case::ascii_json_in_json(|text: &str| json(&ascii_json(text)))]
fn a_secret_is_masked_in_every_spelling(#[case] encode: fn(&str) -> String) {
    let text = format!("before {} after", encode(SECRET));
    assert_eq!(masker(SECRET).mask(&text), "before *** after");
}

#[rstest]
#[case::itself("AAAA0%2BUSeid%2BULvs%3DEUif")]
#[case::decoded("AAAA0+USeid+ULvs=EUif")]
#[case::decoded_in_part("AAAA0+USeid%2BULvs%3dEUif")]
#[case::encoded_once_more("AAAA0%252BUSeid%252BULvs%253DEUif")]
#[case::decoded_in_json("AAAA0\\u002bUSeid\\u002bULvs\\u003dEUif")]
fn a_secret_that_is_percent_encoded_is_masked_decoded_too(#[case] spelling: &str) {
    let masker = masker("AAAA0%2BUSeid%2BULvs%3DEUif");
    assert_eq!(masker.mask(&format!("before {spelling} after")), "before *** after");
    assert_eq!(masker.mask(&BASE64_STANDARD.encode("AAAA0+USeid+ULvs=EUif"))[..3], *"***");
}

#[rstest]
#[case::itself("")]
#[case::behind_a_user_name("me:")]
#[case::behind_another("you:")]
#[case::behind_a_third("them:")]
fn a_secret_is_masked_inside_base64(#[case] before: &str) {
    let (masker, clear) = (masker("hunter2-hunter2"), format!("{before}hunter2-hunter2!"));
    for encoded in [BASE64_STANDARD.encode(&clear), BASE64_URL_SAFE_NO_PAD.encode(&clear)] {
        let masked = masker.mask(&encoded);
        assert!(masked.contains("***") && masked.len() < encoded.len() - 12, "{encoded} became {masked}");
    }
}

#[rstest]
#[case::itself("before hunter2-hu… (259 bytes)", "before *** (259 bytes)")]
#[case::percent_encoded("hunter2%2Dh…", "***")]
#[case::base64("bWU6aHVudGVyMi1od…", "bWU6***")]
#[case::too_little_to_tell("hun…", "hun…")]
#[case::another_word("hunted…", "hunted…")]
fn a_secret_that_was_cut_is_masked(#[case] text: &str, #[case] expected: &str) {
    assert_eq!(masker("hunter2-hunter2").mask(text), expected);
}

#[rstest]
#[case::capitals("710511363-GMHXAB%2BCD")]
#[case::small_letters("710511363-gmhxab+cd")]
#[case::either("710511363-gMHxaB+cD")]
#[case::cut("710511363-gmhx…")]
fn a_secret_is_masked_in_capitals_or_not(#[case] spelling: &str) {
    assert_eq!(masker("710511363-GmHxAb+Cd").mask(&format!("no {spelling} here")), "no *** here");
}

#[test]
fn a_very_long_secret_is_masked_too() {
    let secret = "0123456789abcdef".repeat(500);
    let masker = masker(&secret);
    assert_eq!(masker.mask(&secret), "***");
    assert_eq!(masker.mask(&format!("{}…", &secret[..190])), "***");
}

#[test]
fn of_two_secrets_the_longer_wins() {
    let credentials =
        Credentials { user: Some(User::Bearer("token".to_owned())), app_bearer: Some("token-of-app".to_owned()) };
    let masker = Masker::new(&credentials, &[]);
    assert_eq!(masker.mask("token-of-app, token"), "***, ***");
}

#[test]
fn nothing_to_mask_is_nothing_to_copy() {
    assert!(matches!(masker(SECRET).mask("an ordinary text"), Cow::Borrowed(_)));
    assert!(matches!(Masker::new(&Credentials::default(), &[]).mask("an ordinary text"), Cow::Borrowed(_)));
}

#[test]
fn short_values_stay_for_the_sake_of_the_text() {
    assert_eq!(masker("abc").mask("abc is the alphabet"), "abc is the alphabet");
    assert_eq!(masker("").mask("text"), "text");
    assert_eq!(masker("%61bc").mask("abc is %61bc"), "abc is ***");
}

#[rstest]
#[case::key("X-Api-Key")]
#[case::jwt("X-Jwt")]
#[case::session("X-Session")]
#[case::session_by_its_id("X-SID")]
#[case::signature("X-Signature")]
#[case::sign("X-Sign")]
#[case::pin("x-pin")]
#[case::password("X-Env-Pw")]
#[case::with_underscores("x_env_pass")]
#[case::bypass("x-vercel-protection-bypass")]
#[case::assertion("Cf-Access-Jwt-Assertion")]
#[case::csrf("X-CSRF")]
fn own_header_fields_that_sound_secret_are_secret(#[case] name: &str) {
    let masker = Masker::new(&Credentials::default(), &pairs(&[(name, "k3y-value"), ("X-Trace", "trace-value")]));
    assert_eq!(masker.mask("k3y-value, trace-value"), "***, trace-value");
}

#[rstest]
#[case::word("X-Environment", "staging")]
#[case::long_word("X-Environment", "integration-staging")]
#[case::number("X-Account", "710511363345354753")]
#[case::url("X-Callback", "https://eu-1.staging.example.com/back")]
#[case::sentence("X-Purpose", "conformance tests of 2026 in staging")]
#[case::name_that_holds_a_word("X-Design", "inside")]
#[case::another("X-Compass", "shopping")]
#[case::host("Host", "upload.eu-1.staging.example.com")]
#[case::agent("User-Agent", "conformance-of-example/2026.11")]
#[case::accept("Accept", "application/vnd.example.v2+json")]
fn own_header_fields_that_are_not_secret_stay(#[case] name: &str, #[case] value: &str) {
    let masker = Masker::new(&Credentials::default(), &pairs(&[(name, value)]));
    assert_eq!(masker.mask(value), value);
}

#[rstest]
#[case::token("0123456789abcdef", "0123456789abcdef", "***")]
#[case::behind_a_scheme("Opaque 0123456789abcdef", "0123456789abcdef", "***")]
#[case::behind_a_name("id=0123456789abcdef; lang=en", "0123456789abcdef, en", "***, en")]
#[case::uuid("7d444840-9dc0-11d1-b245-5ffdce74fad2", "7d444840-9dc0-11d1-b245-5ffdce74fad2", "***")]
fn own_header_fields_that_look_secret_are_secret(#[case] value: &str, #[case] echo: &str, #[case] masked: &str) {
    let masker = Masker::new(&Credentials::default(), &pairs(&[("X-Environment", value)]));
    assert_eq!(masker.mask(echo), masked);
}

#[rstest]
#[case::header(
    r#"OAuth oauth_nonce="n",oauth_signature="a%2Fb%3D",oauth_x="y""#,
    r#"OAuth oauth_nonce="n",oauth_signature="***",oauth_x="y""#
)]
#[case::form("oauth_signature=a%2Fb%3D&x=y", "oauth_signature=***&x=y")]
#[case::echoed(r#"{"error":"bad oauth_signature=\"a%2Fb\" here"}"#, r#"{"error":"bad oauth_signature=\"***\" here"}"#)]
#[case::encoded("oauth_signature%3D%22a%252Fb%22 here", "oauth_signature%3D*** here")]
#[case::method(r#"oauth_signature_method="HMAC-SHA1""#, r#"oauth_signature_method="HMAC-SHA1""#)]
fn signatures_are_masked_wherever_they_stand(#[case] text: &str, #[case] expected: &str) {
    assert_eq!(masker(SECRET).mask(text), expected);
}

fn exchange(authorization: &str) -> Exchange {
    let headers = pairs(&[("authorization", authorization), ("x-trace", "1")]);
    let body = Bytes::from_static(b"a=access-token-secret&b=\xFF\0");
    let url = "http://host.test/x?token=access-token".parse().unwrap();
    let headers_back = pairs(&[("set-cookie", "guest_id=v1; Path=/"), ("x-echo", "consumer-secret")]);
    let response = Response { status: 400, headers: headers_back, body: Bytes::from_static(b"no access-token!") };
    Exchange {
        request: Request { method: "POST".to_owned(), url, headers, body },
        outcome: Outcome::Answered(response.into()),
        duration: Duration::from_micros(1500),
        variable: None,
        notes: vec![Note::Remark("saw access-token".to_owned())],
    }
}

fn oauth1() -> Masker {
    Masker::new(&Credentials { user: Some(User::OAuth1(keys().into())), app_bearer: None }, &[])
}

#[test]
fn evidence_is_masked_everywhere() {
    let kept = evidence(vec![exchange("Bearer x")], &oauth1()).remove(0);
    assert_eq!(kept.request.url, "http://host.test/x?token=***");
    assert_eq!(kept.request.headers, pairs(&[("authorization", "Bearer ***"), ("x-trace", "1")]));
    assert_eq!(kept.request.body, "a=***&b=\\xFF\0");
    let response = kept.response.unwrap();
    assert_eq!(response.headers, pairs(&[("set-cookie", "guest_id=***"), ("x-echo", "***")]));
    assert_eq!(response.body, "no ***!");
    assert_eq!(kept.notes, ["saw ***"]);
    assert_eq!(kept.duration_ms, 1.5);
    assert!(!kept.curl.contains("access-token"), "{}", kept.curl);
}

#[rstest]
#[case::empty("", "")]
#[case::no_scheme("opaque", "***")]
#[case::basic("Basic bWU6eW91", "Basic ***")]
#[case::oauth(r#"OAuth oauth_token="access-token",oauth_nonce="n""#, r#"OAuth oauth_token="***",oauth_nonce="n""#)]
fn of_an_authorization_the_scheme_is_kept(#[case] value: &str, #[case] expected: &str) {
    let kept = evidence(vec![exchange(value)], &oauth1()).remove(0);
    assert_eq!(kept.request.headers[0].1, expected);
}

#[test]
fn why_nothing_came_back_is_masked_too() {
    let lost = Exchange { outcome: Outcome::Lost("at access-token".to_owned()), ..exchange("") };
    let kept = evidence(vec![lost], &oauth1()).remove(0);
    assert_eq!((kept.response.is_none(), kept.error.as_deref()), (true, Some("at ***")));
}

#[test]
fn debug_output_shows_no_secret() {
    let users = [User::OAuth1(keys().into()), User::Bearer("access-token".to_owned())];
    for authorization in users.iter().map(Authorization::from).chain([Authorization::application("access-token")]) {
        let shown = format!("{authorization:?}");
        assert!(!shown.contains("access-token") && !shown.contains("consumer"), "{shown}");
    }
}

proptest! {
    /// Whatever the secret, and wherever it stands.
    #[test]
    fn no_secret_survives(secret in "([!-~]|é|😀| ){4,20}", before in "[a-z ]{0,9}", after in "[a-z ]{0,9}") {
        let masker = masker(&secret);
        for spelling in [secret.clone(), percent_encoded(&secret), form_encoded(&secret), json(&secret)] {
            let masked = masker.mask(&format!("{before}{spelling}{after}")).into_owned();
            prop_assert!(!masked.contains(&spelling), "{} is left", masked);
        }
    }
}
