//! `serve`: the reference endpoint on a port, for client authors and demonstrations.

use std::{
    io::{self, Write as _},
    net::SocketAddr,
    path::Path,
};

use tokio::net::TcpListener;
use url::Url;

use super::{Failure, args::ServeArgs, config};
use crate::{
    clock::Clock,
    credentials::{Credentials, User},
    endpoint::{
        Endpoint,
        certificate::Identity,
        serve::{self, Front},
    },
    report::{text::one_line, write},
    suite::target,
};

pub async fn execute(arguments: ServeArgs) -> Result<u8, Failure> {
    let given = config::credentials()?;
    let demonstration = given.user.is_none() && given.app_bearer.is_none();
    let accounts = if demonstration { target::own_credentials() } else { given };
    let (mut settings, behaviour) = super::mutants::deviation(arguments.mutant.as_deref())?;
    settings.expires_after_secs = arguments.expires_after_secs.unwrap_or(settings.expires_after_secs);
    settings.check_after_secs = arguments.check_after_secs.unwrap_or(settings.check_after_secs);
    let listener = TcpListener::bind(arguments.addr)
        .await
        .map_err(|error| format!("cannot listen on {}: {error}; choose another with --addr", arguments.addr))?;
    let address = listener.local_addr()?;
    let interrupted = super::interrupted();
    let identity = arguments.tls.is_some().then(|| Identity::new(names(address, arguments.public_url.as_ref())));
    let identity = identity.transpose()?;
    if let (Some(identity), Some(path)) = (&identity, &arguments.tls) {
        write::replace(path, &identity.authority)?;
    }
    let origin = format!("{}://{address}", if identity.is_some() { "https" } else { "http" });
    say(&format!("The reference endpoint is at {origin}/1.1/media/upload.json"));
    say(&format!("Point a client at {origin} in place of https://upload.twitter.com; Ctrl-C ends it."));
    if let Some(url) = &arguments.public_url {
        say(&format!("Signatures are checked for {}, the public URL.", url.as_str().trim_end_matches('/')));
    }
    if let (Some(identity), Some(path)) = (&identity, &arguments.tls) {
        say(&trusted(identity, path, &origin));
    }
    say(&accepted(&accounts, demonstration));
    let endpoint = Endpoint::new(settings, accounts, behaviour);
    let front = Front { public_url: arguments.public_url, tls: identity.map(|identity| identity.acceptor) };
    // Who connects chooses what is on record of it.
    let log = |line: &str| say(&one_line(line));
    serve::serve(listener, endpoint, Clock::Wall, front, log, interrupted).await?;
    Ok(0)
}

/// Prints a line; a reader that is gone must not end the server.
fn say(line: &str) {
    writeln!(io::stdout(), "{line}").ok();
}

/// What clients may call the server.
fn names(address: SocketAddr, public_url: Option<&Url>) -> Vec<String> {
    let mut names = ["localhost", "127.0.0.1", "::1"].map(str::to_owned).to_vec();
    names.push(address.ip().to_string());
    names.extend(public_url.and_then(Url::host).map(|host| host.to_string().trim_matches(['[', ']']).to_owned()));
    names.sort_unstable();
    names.dedup();
    names
}

/// How to trust the certificate.
fn trusted(identity: &Identity, path: &Path, origin: &str) -> String {
    format!(
        "Its certificate was made just now. Clients trust it by the authority in {path}:\n  \
         finalize-conformance run --endpoint {origin} --ca-cert {path}\n\
         SHA-256 fingerprint {}",
        identity.fingerprint,
        path = path.display()
    )
}

/// How to authenticate. Only the demonstration credentials, which protect nothing, are shown.
fn accepted(accounts: &Credentials, demonstration: bool) -> String {
    match &accounts.user {
        Some(User::OAuth1(keys)) if demonstration => format!(
            "It accepts these demonstration credentials (set FINALIZE_CONSUMER_KEY and so on for others):\n  \
             FINALIZE_CONSUMER_KEY={} FINALIZE_CONSUMER_SECRET={} \\\n  \
             FINALIZE_ACCESS_TOKEN={} FINALIZE_ACCESS_TOKEN_SECRET={}",
            keys.consumer_key, keys.consumer_secret, keys.token, keys.token_secret
        ),
        _ => "It accepts the credentials in the FINALIZE_… variables.".to_owned(),
    }
}
