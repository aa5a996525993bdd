//! Where options come from: flag over variable over file; credentials from the environment alone.

use std::{
    env, fs,
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

fn over(given: RunOptions, file: RunOptions) -> RunOptions {
    macro_rules! first {
        ($($field:ident),* $(,)?) => { RunOptions { $($field: given.$field.or(file.$field),)* } };
    }
    first! {
        endpoint, tags, clause, name, skip, features, shard, repeat, baseline, fail_on_drift, known_failures, concurrency, timeout, max_wait, max_requests, rate,
        header, ca_cert, insecure, allow_insecure_credentials, expired_media_id, expired_media_key, ledger, report_dir, format,
        fail_on, require_complete, color, verbose, quiet,
    }
}

/// The credentials in the environment.
pub fn credentials() -> Result<Credentials, Failure> {
    let oauth1 =
        ["FINALIZE_CONSUMER_KEY", "FINALIZE_CONSUMER_SECRET", "FINALIZE_ACCESS_TOKEN", "FINALIZE_ACCESS_TOKEN_SECRET"];
    let [consumer_key, consumer_secret, token, token_secret] = oauth1.map(variable);
    let user = match (consumer_key, consumer_secret, token, token_secret, variable("FINALIZE_USER_BEARER")) {
        (None, None, None, None, bearer) => bearer.map(User::Bearer),
        (Some(_), Some(_), Some(_), Some(_), Some(_)) => {
            return Err("both OAuth 1.0a credentials and FINALIZE_USER_BEARER are set; unset one of them".into());
        }
        (Some(consumer_key), Some(consumer_secret), Some(token), Some(token_secret), None) => {
            Some(User::OAuth1(OAuth1 { consumer_key, consumer_secret, token, token_secret }))
        }
        _ => {
            let missing: Vec<&str> = oauth1.into_iter().filter(|name| variable(name).is_none()).collect();
            return Err(format!("OAuth 1.0a needs all four variables; not set: {}", missing.join(", ")).into());
        }
    };
    Ok(Credentials { user, app_bearer: variable("FINALIZE_APP_BEARER") })
}

fn variable(name: &str) -> Option<String> {
    env::var(name).ok().filter(|value| !value.is_empty())
}
