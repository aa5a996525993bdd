//! Keeps credentials off connections that everybody can read.

use url::{Host, Url};

use crate::credentials::Credentials;

/// Credentials were about to be sent in the clear.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "credentials would go over plain HTTP to {host}; use an https endpoint, or allow it with --allow-insecure-credentials"
)]
pub struct PlainHttp {
    /// The host that would have got them.
    pub host: String,
}

/// Refuses to send credentials over plain HTTP to another machine.
///
/// # Errors
/// The endpoint is `http`, is not on this machine, there are credentials, and `allow_insecure` is off.
pub fn check_plain_http(endpoint: &Url, credentials: &Credentials, allow_insecure: bool) -> Result<(), PlainHttp> {
    let harmless = *credentials == Credentials::default();
    if endpoint.scheme() != "http" || harmless || allow_insecure || is_loopback(endpoint) {
        return Ok(());
    }
    Err(PlainHttp { host: endpoint.host_str().unwrap_or_default().to_owned() })
}

/// Whether an address is this machine's own: `localhost`, a name below it (the client resolves neither), or a loopback
/// address.
pub fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => {
            let name = name.trim_end_matches('.');
            name == "localhost" || name.ends_with(".localhost")
        }
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => {
            address.is_loopback() || address.to_ipv4_mapped().is_some_and(|v4| v4.is_loopback())
        }
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::credentials::User;

    #[rstest]
    #[case::address("http://127.0.0.1:8080/", true)]
    #[case::other_loopback_address("http://127.9.9.9/", true)]
    #[case::short_spelling("http://127.1/", true)]
    #[case::v6("http://[::1]:1/", true)]
    #[case::v6_mapped("http://[::ffff:127.0.0.1]/", true)]
    #[case::name("http://LOCALHOST/", true)]
    #[case::rooted_name("http://localhost./", true)]
    #[case::name_below("http://api.localhost/", true)]
    #[case::name_beside("http://notlocalhost/", false)]
    #[case::name_in_front("http://localhost.example.com/", false)]
    #[case::any_address("http://0.0.0.0/", false)]
    #[case::private_address("http://10.0.0.1/", false)]
    #[case::public("https://upload.twitter.com/", false)]
    fn loopback_is_told_by_the_host(#[case] url: &str, #[case] expected: bool) {
        assert_eq!(is_loopback(&url.parse().unwrap()), expected);
    }

    fn secret() -> Credentials {
        Credentials { user: Some(User::Bearer("s3cret".to_owned())), app_bearer: None }
    }

    fn application_only() -> Credentials {
        Credentials { user: None, app_bearer: Some("s3cret".to_owned()) }
    }

    #[rstest]
    #[case::secret_in_the_clear("http://example.com/", secret(), false, false)]
    #[case::application_only_too("http://example.com/", application_only(), false, false)]
    #[case::allowed("http://example.com/", secret(), true, true)]
    #[case::nothing_to_lose("http://example.com/", Credentials::default(), false, true)]
    #[case::encrypted("https://example.com/", secret(), false, true)]
    #[case::own_machine("http://localhost:1/", secret(), false, true)]
    fn credentials_stay_off_plain_http(
        #[case] url: &str,
        #[case] credentials: Credentials,
        #[case] allow: bool,
        #[case] fine: bool,
    ) {
        assert_eq!(check_plain_http(&url.parse().unwrap(), &credentials, allow).is_ok(), fine);
    }
}
