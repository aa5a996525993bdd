//! RES-2 to RES-4: who may use the endpoint.

use std::{collections::BTreeMap, num::NonZeroU64};

use oauth1_request::{Builder, Credentials as Pair, HMAC_SHA1, request::AssertSorted};
use rstest::rstest;

use super::bench::{Bench, FORM, UPLOAD, assert_refused, request};
use crate::{
    credentials::{Credentials, OAuth1, User},
    endpoint::{Endpoint, authentication::Denial},
    http::Request,
};

fn user() -> OAuth1 {
    let [consumer_key, consumer_secret, token, token_secret] = ["ck", "c&s", "1-t", "t/s"].map(str::to_owned);
    OAuth1 { consumer_key, consumer_secret, token, token_secret }
}

fn bench() -> Bench {
    let app_bearer = Some("app".to_owned());
    let accounts = Credentials { user: Some(User::OAuth1(user().into())), app_bearer };
    Bench { endpoint: Endpoint::reference(accounts), ..Bench::new() }
}

fn bearer_bench() -> Bench {
    let accounts = Credentials { user: Some(User::Bearer("user".to_owned())), app_bearer: Some("app".to_owned()) };
    Bench { endpoint: Endpoint::reference(accounts), ..Bench::new() }
}

const BODY: &str = "command=FINALIZE&media_id=1&note=a+b%26%C3%A9*";

fn unsigned() -> Request {
    request("POST", &format!("{UPLOAD}?b5=%3D%253D&a3=2%20q"), FORM, BODY)
}

fn signed(mut request: Request, user: &OAuth1, timestamp: u64, nonce: &str) -> Request {
    let value = authorization(&request, user, timestamp, nonce);
    request.headers.push(("Authorization".to_owned(), value));
    request
}

fn authorization(request: &Request, user: &OAuth1, timestamp: u64, nonce: &str) -> String {
    let pairs: BTreeMap<String, String> =
        request.url.query_pairs().into_owned().chain(form_urlencoded::parse(&request.body).into_owned()).collect();
    let mut builder = Builder::new(Pair::new(user.consumer_key.as_str(), &user.consumer_secret), HMAC_SHA1);
    builder.nonce(nonce).timestamp(NonZeroU64::new(timestamp)).version(true);
    if !user.token.is_empty() {
        builder.token(Pair::new(user.token.as_str(), user.token_secret.as_str()));
    }
    builder.authorize(&request.method, UPLOAD, &AssertSorted::new(&pairs))
}

const NOW: u64 = 1_700_000_000;

#[rstest]
#[case::at_once(NOW, Ok(()))]
#[case::earlier(NOW - 300, Ok(()))]
#[case::later(NOW + 300, Ok(()))]
#[case::stale(NOW - 301, Err(Denial::StaleTimestamp))]
#[case::from_the_future(NOW + 301, Err(Denial::StaleTimestamp))]
fn a_signed_request_is_good_for_five_minutes(#[case] timestamp: u64, #[case] expected: Result<(), Denial>) {
    let mut bench = bench();
    let request = signed(unsigned(), &user(), timestamp, "n");
    assert_eq!(bench.endpoint.authenticate(&request, bench.now), expected);
}

#[rstest]
#[case::joined_by_blanks(&|value: &str| value.replace(",", ", "))]
#[case::with_a_realm(&|value: &str| value.replace("OAuth ", "OAuth realm=\"x\","))]
#[case::lower_case_scheme(&|value: &str| value.replace("OAuth ", "oauth "))]
fn the_header_may_be_written_otherwise(#[case] change: &dyn Fn(&str) -> String) {
    let mut bench = bench();
    let mut request = signed(unsigned(), &user(), NOW, "n");
    let value = &mut request.headers.last_mut().unwrap().1;
    *value = change(value);
    assert_eq!(bench.endpoint.authenticate(&request, bench.now), Ok(()));
}

#[rstest]
#[case::in_the_query_string(true)]
#[case::in_the_body(false)]
fn the_signature_may_stand_among_the_parameters(#[case] in_query: bool) {
    let mut bench = bench();
    let mut request = unsigned();
    let header = authorization(&request, &user(), NOW, "n").replace("OAuth ", "");
    let form = header.replace('"', "").replace(',', "&");
    if in_query {
        let query = format!("{}&{form}", request.url.query().unwrap());
        request.url.set_query(Some(&query));
    } else {
        request.body = format!("{BODY}&{form}").into();
    }
    assert_eq!(bench.endpoint.authenticate(&request, bench.now), Ok(()));
    assert_eq!(bench.endpoint.authenticate(&request, bench.now), Err(Denial::Replayed));
}

#[test]
fn a_multipart_or_json_body_is_not_signed() {
    for content_type in ["multipart/form-data; boundary=b", "application/json"] {
        let mut bench = bench();
        let mut request = request("POST", UPLOAD, content_type, "");
        request = signed(request, &user(), NOW, "n");
        request.body = "anything".into();
        assert_eq!(bench.endpoint.authenticate(&request, bench.now), Ok(()));
    }
}

#[test]
fn what_is_signed_must_not_change() {
    let changes: [fn(&mut Request); 5] = [
        |request| request.body = BODY.replace("id=1", "id=2").into(),
        |request| request.url.set_query(Some("a3=2")),
        |request| request.method = "PUT".to_owned(),
        |request| request.url.set_host(Some("api.example.com")).unwrap(),
        |request| request.url.set_scheme("http").unwrap(),
    ];
    for change in changes {
        let mut bench = bench();
        let mut request = signed(unsigned(), &user(), NOW, "n");
        change(&mut request);
        assert_eq!(bench.endpoint.authenticate(&request, bench.now), Err(Denial::BadSignature));
    }
}

#[rstest]
#[case::application(|user: &mut OAuth1| user.consumer_key.push('x'), Denial::UnknownToken)]
#[case::application_secret(|user: &mut OAuth1| user.consumer_secret.push('x'), Denial::BadSignature)]
#[case::token(|user: &mut OAuth1| user.token.push('x'), Denial::UnknownToken)]
#[case::token_secret(|user: &mut OAuth1| user.token_secret.push('x'), Denial::BadSignature)]
#[case::no_token(|user: &mut OAuth1| user.token.clear(), Denial::UnknownToken)]
fn other_credentials_are_refused(#[case] change: fn(&mut OAuth1), #[case] expected: Denial) {
    let mut bench = bench();
    let mut other = user();
    change(&mut other);
    let request = signed(unsigned(), &other, NOW, "n");
    assert_eq!(bench.endpoint.authenticate(&request, bench.now), Err(expected));
}

#[test]
fn a_nonce_is_good_once() {
    let mut bench = bench();
    let request = signed(unsigned(), &user(), NOW, "n");
    assert_eq!(bench.endpoint.authenticate(&request, bench.now), Ok(()));
    assert_eq!(bench.endpoint.authenticate(&request, bench.now), Err(Denial::Replayed));
    let another = signed(unsigned(), &user(), NOW, "m");
    assert_eq!(bench.endpoint.authenticate(&another, bench.now), Ok(()));
}

#[rstest]
#[case("Bearer user", Ok(()))]
#[case("bearer user", Ok(()))]
#[case("Bearer app", Err(Denial::ApplicationOnly))]
#[case("Bearer other", Err(Denial::UnknownToken))]
#[case("Bearer", Err(Denial::Missing))]
#[case("Basic user", Err(Denial::Missing))]
#[case("user", Err(Denial::Missing))]
#[case("", Err(Denial::Missing))]
fn a_bearer_token_must_be_the_users(#[case] authorization: &str, #[case] expected: Result<(), Denial>) {
    let mut bench = bearer_bench();
    let mut request = unsigned();
    request.headers.push(("authorization".to_owned(), authorization.to_owned()));
    assert_eq!(bench.endpoint.authenticate(&request, bench.now), expected);
}

#[test]
fn every_denial_is_a_refusal_and_comes_before_any_other() {
    let mut bench = bench();
    let answer = bench.send(&unsigned());
    assert_eq!(answer.status, 401);
    assert_refused(&answer);
    let answer = bench.metadata("1");
    assert_eq!(answer.status, 401);
    let mut request = unsigned();
    request.headers.push(("authorization".to_owned(), "Bearer app".to_owned()));
    assert_eq!(bench.send(&request).status, 403);
    assert_eq!(bench.send(&signed(unsigned(), &user(), NOW, "n")).status, 400);
}
