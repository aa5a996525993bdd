//! The file of `--targets`: many endpoints, each with options of its own and the names of the variables that hold its
//! credentials.
//!
//! Whatever is wrong is told without the values in the file: somebody may have put a secret where a name belongs.

use std::{collections::HashSet, fs, path::Path};

use serde::Deserialize;
use toml::{Table, Value};

use super::{Failure, args::RunOptions, config};
use crate::{
    credentials::Credentials,
    report::fleet::{HTML_FILE, JSON_FILE},
};

/// The options of `run` that an endpoint may have of its own.
const OPTIONS: [&str; 13] = [
    "endpoint",
    "rate",
    "max-requests",
    "concurrency",
    "timeout",
    "max-wait",
    "header",
    "known-failures",
    "ca-cert",
    "insecure",
    "allow-insecure-credentials",
    "expired-media-id",
    "expired-media-key",
];
/// What names the variables of a user's OAuth 1.0a credentials.
const OAUTH1: [&str; 4] = ["consumer-key-env", "consumer-secret-env", "access-token-env", "access-token-secret-env"];
const USER_BEARER: &str = "user-bearer-env";
const APP_BEARER: &str = "app-bearer-env";
/// A longer name is hard to read in a table.
const LONGEST_NAME: usize = 64;

/// One endpoint.
#[derive(Debug)]
pub struct Target {
    /// Its name, and that of the directory with its reports.
    pub name: String,
    /// What is given for it, and for the rest what is given for all.
    pub options: RunOptions,
    /// On whose behalf to ask it.
    pub credentials: Credentials,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    target: Vec<Table>,
}

/// The endpoints of a file, with the options of all under their own.
pub fn read(path: &Path, common: &RunOptions) -> Result<Vec<Target>, Failure> {
    let text = fs::read_to_string(path).map_err(|error| format!("cannot read {}: {error}", path.display()))?;
    parse(&text, common, config::variable).map_err(|Failure(problem)| format!("{}: {problem}", path.display()).into())
}

fn parse(text: &str, common: &RunOptions, variable: impl Fn(&str) -> Option<String>) -> Result<Vec<Target>, Failure> {
    let file: File = toml::from_str(text).map_err(|error| {
        let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
        format!("line {}: {}", before.matches('\n').count() + 1, error.message())
    })?;
    if file.target.is_empty() {
        return Err("it names no target; each is a [[target]] with a name".into());
    }
    let targets: Vec<Target> =
        file.target.into_iter().map(|table| target(table, common, &variable)).collect::<Result<_, _>>()?;
    let mut names = HashSet::new();
    // Some file systems take EU and eu for the same directory.
    match targets.iter().find(|target| !names.insert(target.name.to_lowercase())) {
        Some(twice) => {
            Err(format!("there are two targets \"{}\"; their reports would overwrite each other", twice.name).into())
        }
        None => Ok(targets),
    }
}

fn target(
    mut table: Table,
    common: &RunOptions,
    variable: &impl Fn(&str) -> Option<String>,
) -> Result<Target, Failure> {
    let name = name(&mut table)?;
    let about = |Failure(problem)| Failure(format!("target \"{name}\": {problem}"));
    let credentials = credentials(&mut table, variable).map_err(about)?;
    let own = options(table).map_err(about)?;
    if own.endpoint.is_none() && credentials != Credentials::default() {
        return Err(about("it has credentials but no endpoint; the embedded one has its own".into()));
    }
    let options = config::over(own, common.clone());
    Ok(Target { name, options, credentials })
}

fn name(table: &mut Table) -> Result<String, Failure> {
    let name = match table.remove("name") {
        Some(Value::String(name)) => name,
        Some(_) => return Err("the name of a target has to be a string".into()),
        None => return Err("a target has no name".into()),
    };
    let fits = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
    let begins_and_ends_well = name.starts_with(|c: char| c.is_ascii_alphanumeric()) && !name.ends_with('.');
    let taken = [HTML_FILE, JSON_FILE].iter().any(|file| file.eq_ignore_ascii_case(&name));
    if name.len() > LONGEST_NAME || !begins_and_ends_well || !name.chars().all(fits) || taken {
        let shown = name.escape_debug();
        let rule = "letters, digits, and . _ - between them, because it names a directory";
        return Err(format!("the target's name \"{shown}\" has to be made of {rule}").into());
    }
    Ok(name)
}

fn credentials(table: &mut Table, variable: &impl Fn(&str) -> Option<String>) -> Result<Credentials, Failure> {
    let mut value = |key| table.remove(key).map(|name| held(key, &name, variable)).transpose();
    let [a, b, c, d] = OAUTH1;
    let oauth1 = [(a, value(a)?), (b, value(b)?), (c, value(c)?), (d, value(d)?)];
    config::together(oauth1, (USER_BEARER, value(USER_BEARER)?), value(APP_BEARER)?)
}

/// What the variable holds that a key names.
fn held(key: &str, name: &Value, variable: &impl Fn(&str) -> Option<String>) -> Result<String, Failure> {
    let fits = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
    let begins_well = |name: &&str| name.starts_with(|c: char| !c.is_ascii_digit()) && name.chars().all(fits);
    let Some(name) = name.as_str().filter(begins_well) else {
        let rule = "the name of an environment variable in capitals, such as EU_CONSUMER_KEY";
        return Err(format!("{key} has to be {rule}, and never a secret itself").into());
    };
    variable(name).ok_or_else(|| format!("the environment variable {name} ({key}) is not set").into())
}

fn options(table: Table) -> Result<RunOptions, Failure> {
    if let Some(key) = table.keys().find(|key| !OPTIONS.contains(&key.as_str())) {
        let secret = OAUTH1.into_iter().chain([USER_BEARER, APP_BEARER]);
        let all: Vec<&str> = ["name"].into_iter().chain(secret).chain(OPTIONS).collect();
        return Err(format!("there is no key {}; the keys are {}", key.escape_debug(), all.join(", ")).into());
    }
    if table.get("header").is_some_and(|header| !is_list_of_texts(header)) {
        return Err("header has to be a list of texts: [\"Name: value\"]".into());
    }
    table.try_into().map_err(|error: toml::de::Error| error.to_string().trim_end().replace('\n', " ").into())
}

fn is_list_of_texts(value: &Value) -> bool {
    value.as_array().is_some_and(|items| items.iter().all(Value::is_str))
}

#[cfg(test)]
mod tests;
