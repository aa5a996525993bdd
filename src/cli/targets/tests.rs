use rstest::rstest;

use super::*;
use crate::credentials::{OAuth1, User};

const SECRET: &str = "s3cret";

/// Every variable of the region EU holds the secret, and no other is set.
fn environment(name: &str) -> Option<String> {
    name.starts_with("EU_").then(|| SECRET.to_owned())
}

fn parsed(text: &str) -> Result<Vec<Target>, String> {
    let common = RunOptions { rate: Some(5.0), timeout: Some(9), ..RunOptions::default() };
    parse(text, &common, environment).map_err(|Failure(problem)| problem)
}

#[test]
fn a_target_has_options_of_its_own_over_those_of_all() {
    let targets = parsed(
        "[[target]]\nname = \"eu\"\nendpoint = \"https://eu.example.com\"\nrate = 2\nmax-requests = 100\n\
         consumer-key-env = \"EU_KEY\"\nconsumer-secret-env = \"EU_SECRET\"\n\
         access-token-env = \"EU_TOKEN\"\naccess-token-secret-env = \"EU_TOKEN_SECRET\"\napp-bearer-env = \"EU_APP\"\n\
         [[target]]\nname = \"reference-1.0\"\n",
    );
    let targets = targets.expect("a fleet of two");
    let [eu, reference] = targets.as_slice() else { panic!("{targets:?}") };
    assert_eq!((eu.options.rate, eu.options.timeout, eu.options.max_requests), (Some(2.0), Some(9), Some(100)));
    let s = || SECRET.to_owned();
    let user = OAuth1 { consumer_key: s(), consumer_secret: s(), token: s(), token_secret: s() };
    assert!(eu.credentials == Credentials { user: Some(User::OAuth1(user.into())), app_bearer: Some(s()) });
    assert_eq!((reference.name.as_str(), reference.options.rate), ("reference-1.0", Some(5.0)));
    assert!(reference.credentials == Credentials::default() && reference.options.endpoint.is_none());
}

#[rstest]
#[case::empty("", "it names no target")]
#[case::no_toml("[[target]]\nname = \"a\"\nendpoint = \n", "line 3: ")]
#[case::another_table("[[targets]]\nname = \"a\"\n", "line 1: unknown field `targets`")]
#[case::no_name("[[target]]\nrate = 1\n", "a target has no name")]
#[case::twice("[[target]]\nname = \"eu\"\n[[target]]\nname = \"EU\"\n", "two targets \"EU\"")]
#[case::unknown_key(
    "[[target]]\nname = \"a\"\nfail-on = \"must\"\n",
    "target \"a\": there is no key fail-on; the keys are name,"
)]
#[case::wrong_kind("[[target]]\nname = \"a\"\ntimeout = 0\n", "target \"a\": ")]
#[case::half(
    "[[target]]\nname = \"a\"\nendpoint = \"x\"\nconsumer-key-env = \"EU_KEY\"\n",
    "not set: consumer-secret-env, "
)]
#[case::unset(
    "[[target]]\nname = \"a\"\nendpoint = \"x\"\nuser-bearer-env = \"US_KEY\"\n",
    "target \"a\": the environment variable US_KEY (user-bearer-env) is not set"
)]
#[case::embedded("[[target]]\nname = \"a\"\nuser-bearer-env = \"EU_KEY\"\n", "credentials but no endpoint")]
fn what_is_wrong_is_named(#[case] text: &str, #[case] problem: &str) {
    let found = parsed(text).expect_err("it is wrong");
    assert!(found.contains(problem) && !found.contains('\n'), "{found}");
}

/// Whoever writes a value where a name belongs reads of the mistake, and nobody reads the value.
#[rstest]
#[case::as_a_name("user-bearer-env = \"s3cret\"")]
#[case::mixed_case("user-bearer-env = \"AAAAs3cret%3D\"")]
#[case::under_a_key_of_its_own("user-bearer = \"s3cret\"")]
#[case::in_a_table("credentials = { user-bearer = \"s3cret\" }")]
#[case::in_a_list("user-bearer-env = [\"s3cret\"]")]
#[case::as_one_header("header = \"X-Key: s3cret\"")]
#[case::not_closed("user-bearer-env = \"s3cret")]
#[case::not_quoted("user-bearer-env = s3cret")]
fn a_secret_in_the_file_is_not_shown(#[case] line: &str) {
    let found = parsed(&format!("[[target]]\nname = \"a\"\nendpoint = \"x\"\n{line}\n")).expect_err("it is wrong");
    assert!(!found.contains(SECRET), "{found}");
}

#[rstest]
#[case("", false)]
#[case("a/b", false)]
#[case("..", false)]
#[case("-v", false)]
#[case("a.", false)]
#[case("ä", false)]
#[case("a b", false)]
#[case("a\u{1b}[31m", false)]
#[case("Overview.html", false)]
#[case("eu-west_1.v2", true)]
#[case(&"a".repeat(65), false)]
fn a_name_fits_a_directory(#[case] name: &str, #[case] fits: bool) {
    let name = Value::from(name);
    let found = parsed(&format!("[[target]]\nname = {name}\n"));
    assert_eq!(found.is_ok(), fits, "{found:?}");
    assert!(found.err().is_none_or(|problem| problem.contains("name") && !problem.contains('\u{1b}')));
}
