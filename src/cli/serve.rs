//! `serve`: the reference endpoint on a port, for client authors and demonstrations.

use tokio::net::TcpListener;

use super::{Failure, args::ServeArgs, config};
use crate::{
    clock::Clock,
    credentials::{Credentials, User},
    endpoint::{Endpoint, serve},
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
    println!("The reference endpoint is at http://{address}/1.1/media/upload.json");
    println!("Point a client at http://{address} in place of https://upload.twitter.com; Ctrl-C ends it.");
    println!("{}", accepted(&accounts, demonstration));
    let endpoint = Endpoint::new(settings, accounts, behaviour);
    let log = |line: &str| println!("{line}");
    serve::serve(listener, endpoint, Clock::Wall, arguments.public_url, log, super::interrupted()).await?;
    Ok(0)
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
