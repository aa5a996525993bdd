//! Where options come from: flag over variable over file; credentials from the environment alone.

use std::{
    env,
    ffi::OsStr,
    fs,
    path::{Path, PathBuf},
};

use super::{
    Failure,
    args::{RunArgs, RunOptions},
};
use crate::credentials::{Credentials, OAuth1, User};

/// The file that is read where none is named.
const DEFAULT_FILE: &str = "finalize-conformance.toml";

/// The options of a run, the configuration file's under those given.
pub fn options(arguments: RunArgs) -> Result<RunOptions, Failure> {
    let file = match arguments.config {
        Some(path) => read(&path)?,
        None if Path::new(DEFAULT_FILE).exists() => read(&PathBuf::from(DEFAULT_FILE))?,
        None => RunOptions::default(),
    };
    Ok(over(arguments.options, file))
}

fn read(path: &Path) -> Result<RunOptions, Failure> {
    let text = fs::read_to_string(path).map_err(|error| format!("cannot read {}: {error}", path.display()))?;
    toml::from_str(&text).map_err(|error| format!("{} is not valid: {error}", path.display()).trim_end().into())
}

/// What is given, and the rest from further away.
pub fn over(given: RunOptions, file: RunOptions) -> RunOptions {
    macro_rules! first {
        ($($field:ident),* $(,)?) => { RunOptions { $($field: given.$field.or(file.$field),)* } };
    }
    first! {
        endpoint, targets, tags, clause, name, skip, features, shard, repeat, baseline, fail_on_drift, known_failures, concurrency, timeout, max_wait, max_requests, rate,
        header, ca_cert, insecure, allow_insecure_credentials, expired_media_id, expired_media_key, ledger, report_dir, format,
        fail_on, require_complete, color, verbose, quiet,
    }
}

/// The credentials in the environment.
pub fn credentials() -> Result<Credentials, Failure> {
    let named = |name| (name, variable(name));
    let oauth1 =
        ["FINALIZE_CONSUMER_KEY", "FINALIZE_CONSUMER_SECRET", "FINALIZE_ACCESS_TOKEN", "FINALIZE_ACCESS_TOKEN_SECRET"];
    together(oauth1.map(named), named("FINALIZE_USER_BEARER"), variable("FINALIZE_APP_BEARER"))
}

/// Credentials from their parts; each has the name by which a message speaks of it.
pub fn together(
    oauth1: [(&str, Option<String>); 4],
    user_bearer: (&str, Option<String>),
    app_bearer: Option<String>,
) -> Result<Credentials, Failure> {
    let missing: Vec<&str> = oauth1.iter().filter(|(_, value)| value.is_none()).map(|(name, _)| *name).collect();
    let [consumer_key, consumer_secret, token, token_secret] = oauth1.map(|(_, value)| value);
    let user = match (consumer_key, consumer_secret, token, token_secret, user_bearer.1) {
        (None, None, None, None, bearer) => bearer.map(User::Bearer),
        (Some(_), Some(_), Some(_), Some(_), Some(_)) => {
            let bearer = user_bearer.0;
            return Err(format!("both OAuth 1.0a credentials and {bearer} are set; unset one of them").into());
        }
        (Some(consumer_key), Some(consumer_secret), Some(token), Some(token_secret), None) => {
            Some(User::OAuth1(OAuth1 { consumer_key, consumer_secret, token, token_secret }.into()))
        }
        _ => return Err(format!("OAuth 1.0a needs all four variables; not set: {}", missing.join(", ")).into()),
    };
    Ok(Credentials { user, app_bearer })
}

/// Whether a variable of the environment is set, to nothing.
pub fn is_empty(name: impl AsRef<OsStr>) -> bool {
    env::var_os(name).is_some_and(|value| value.is_empty())
}

/// What a variable of the environment holds; an empty one counts as unset.
pub fn variable(name: &str) -> Option<String> {
    env::var(name).ok().filter(|value| !value.is_empty())
}
