//! The proxy between this machine and the endpoint, which comes from the environment.

use std::env;

use hyper::Uri;
use hyper_util::client::proxy::matcher::{Intercept, Matcher};
use url::Url;

use super::{guard::is_loopback, transport::TransportError};

/// The address of the proxy on the way to an endpoint, without credentials; nothing where there is none.
///
/// # Errors
/// The environment names one that cannot be used. The HTTP library would go without, and nobody would know.
pub(super) fn proxy(endpoint: &Url) -> Result<Option<String>, TransportError> {
    let Some(uri) = endpoint.as_str().parse::<Uri>().ok().filter(|_| !is_loopback(endpoint)) else { return Ok(None) };
    if let Some(variable) = unusable(&uri, |name| env::var(name).ok()) {
        return Err(TransportError::Proxy(variable));
    }
    let proxy = Matcher::from_system().intercept(&uri);
    Ok(proxy.and_then(|proxy| proxy.uri().authority().map(ToString::to_string)))
}

/// The variable that counts for an address and names a proxy that does not speak HTTP, if it does.
fn unusable(uri: &Uri, variable: impl Fn(&str) -> Option<String>) -> Option<&'static str> {
    let set = |names: [&'static str; 2]| names.into_iter().find_map(|name| Some((name, variable(name)?)));
    let exceptions = set(["NO_PROXY", "no_proxy"]).map(|(_, value)| value).unwrap_or_default();
    let way = |proxy: &str| Matcher::builder().all(proxy.to_owned()).no(exceptions.clone()).build().intercept(uri);
    // An exception needs no proxy, however it is written.
    way("http://proxy.invalid")?;
    let own =
        if uri.scheme_str() == Some("https") { ["HTTPS_PROXY", "https_proxy"] } else { ["HTTP_PROXY", "http_proxy"] };
    let mut named = [own, ["ALL_PROXY", "all_proxy"]].into_iter().filter_map(set);
    let (name, value) = named.find(|(_, value)| !value.is_empty())?;
    let speaks_http = |proxy: Intercept| matches!(proxy.uri().scheme_str(), Some("http" | "https"));
    (!way(&value).is_some_and(speaks_http)).then_some(name)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case::none(&[], None)]
    #[case::url(&[("https_proxy", "http://me:s3cret@proxy.test:3128/")], None)]
    #[case::host_and_port(&[("HTTPS_PROXY", "proxy.test:3128")], None)]
    #[case::empty(&[("HTTPS_PROXY", ""), ("ALL_PROXY", "")], None)]
    #[case::no_url(&[("https_proxy", "://bad")], Some("https_proxy"))]
    #[case::blanks(&[("HTTPS_PROXY", "http://a proxy")], Some("HTTPS_PROXY"))]
    #[case::socks(&[("ALL_PROXY", "socks5://proxy.test:1080")], Some("ALL_PROXY"))]
    #[case::behind_an_empty_one(&[("HTTPS_PROXY", ""), ("all_proxy", "ftp://proxy.test")], Some("all_proxy"))]
    #[case::in_front_of_a_good_one(&[("HTTPS_PROXY", "://bad"), ("ALL_PROXY", "http://proxy.test")], Some("HTTPS_PROXY"))]
    #[case::behind_a_good_one(&[("HTTPS_PROXY", "http://proxy.test"), ("ALL_PROXY", "://bad")], None)]
    #[case::of_another_scheme(&[("HTTP_PROXY", "://bad")], None)]
    #[case::exception(&[("HTTPS_PROXY", "://bad"), ("no_proxy", "elsewhere.test, upload.test")], None)]
    #[case::exception_for_another(&[("HTTPS_PROXY", "://bad"), ("NO_PROXY", "elsewhere.test")], Some("HTTPS_PROXY"))]
    fn a_variable_that_names_no_proxy_is_found(
        #[case] variables: &[(&str, &str)],
        #[case] expected: Option<&'static str>,
    ) {
        let uri = Uri::from_static("https://upload.test/1.1/media/upload.json");
        let value =
            |name: &str| variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned());
        assert_eq!(unusable(&uri, value), expected);
    }
}
