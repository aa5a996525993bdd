//! OAuth 1.0a (RFC 5849), HMAC-SHA1: the value of the `Authorization` header.

use std::{borrow::Cow, num::NonZeroU64};

use oauth1_request::{Builder, Credentials, HMAC_SHA1, request::AssertSorted};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use url::Url;

use crate::credentials::OAuth1;

/// What OAuth encodes: all but RFC 3986's unreserved characters.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The library's own nonces are shorter and have signs in them; there are servers that take 20 to 30 letters and digits.
const NONCE_LENGTH: usize = 28;

/// Signs a request.
///
/// `parameters` are all that take part in the signature, decoded and in any order; the query string of `url` is not
/// looked at. `timestamp` is in Unix seconds. Without a `nonce` a random one is made.
pub(super) fn authorization(
    credentials: &OAuth1,
    method: &str,
    url: &Url,
    parameters: &[(impl AsRef<str>, impl AsRef<str>)],
    timestamp: u64,
    nonce: Option<&str>,
) -> String {
    let mut base = url.clone();
    base.set_query(None);
    base.set_fragment(None);
    let client = Credentials::new(credentials.consumer_key.as_str(), credentials.consumer_secret.as_str());
    let mut builder = Builder::new(client, HMAC_SHA1);
    if !credentials.token.is_empty() {
        builder.token(Credentials::new(credentials.token.as_str(), credentials.token_secret.as_str()));
    }
    let random: String = std::iter::repeat_with(fastrand::alphanumeric).take(NONCE_LENGTH).collect();
    builder
        .nonce(nonce.unwrap_or(&random))
        .timestamp(NonZeroU64::new(timestamp).unwrap_or(NonZeroU64::MIN))
        .version(true);
    let sorted = sorted(parameters);
    // The library encodes values for the base string but takes names as they stand there: encoded twice.
    let parameters = AssertSorted::new(sorted.iter().map(|(name, _, value)| (encode(name), *value)));
    builder.authorize(method, base, &parameters)
}

/// Encoded name, encoded value and value, in the order of the first two (RFC 5849, 3.4.1.3.2). The order of the values
/// themselves is another: `:` comes behind `9`, but `%3A` before it.
fn sorted(parameters: &[(impl AsRef<str>, impl AsRef<str>)]) -> Vec<(Cow<'_, str>, Cow<'_, str>, &str)> {
    let texts = parameters.iter().map(|(name, value)| (name.as_ref(), value.as_ref()));
    let mut sorted: Vec<_> = texts.map(|(name, value)| (encode(name), encode(value), value)).collect();
    sorted.sort_unstable();
    sorted
}

fn encode(text: &str) -> Cow<'_, str> {
    utf8_percent_encode(text, RESERVED).into()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use base64::{Engine, prelude::BASE64_STANDARD};
    use hmac::{Hmac, Mac};
    use percent_encoding::percent_decode_str;
    use proptest::prelude::*;
    use rstest::rstest;
    use sha1::Sha1;

    use super::*;

    fn credentials(consumer: (&str, &str), token: (&str, &str)) -> OAuth1 {
        OAuth1 {
            consumer_key: consumer.0.to_owned(),
            consumer_secret: consumer.1.to_owned(),
            token: token.0.to_owned(),
            token_secret: token.1.to_owned(),
        }
    }

    const NONE: &[(&str, &str)] = &[];

    /// The credentials of the example in Twitter's "Creating a signature".
    fn example() -> OAuth1 {
        credentials(
            ("xvz1evFS4wEEPTGEFPHBog", "kAcSOqF21Fu85e7zjz7ZN2U4ZRhfV3WpwPAoE3Z7kBw"),
            ("370773112-GmHxMAgYyLbNEtIKZeRNFsMKPR9EyMZeS9weJAEb", "LswwdoUaIvS8ltyTt5jkRh4J50vUPVVHtR2YPi5kE"),
        )
    }

    fn owned(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    /// The parameters of an `Authorization: OAuth` header, decoded.
    fn fields(header: &str) -> BTreeMap<String, String> {
        let decode = |text: &str| percent_decode_str(text).decode_utf8().unwrap().into_owned();
        let list = header.strip_prefix("OAuth ").unwrap();
        list.split(',')
            .map(|field| field.trim().split_once('=').unwrap())
            .map(|(name, value)| (name.to_owned(), decode(value.trim_matches('"'))))
            .collect()
    }

    /// RFC 5849, 3.4.1, written a second time and straight from its text.
    fn base_string(method: &str, uri: &str, parameters: &[(String, String)]) -> String {
        let encode = |text: &str| -> String {
            text.bytes()
                .map(|byte| match byte {
                    b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => char::from(byte).to_string(),
                    _ => format!("%{byte:02X}"),
                })
                .collect()
        };
        let mut pairs: Vec<_> = parameters.iter().map(|(name, value)| (encode(name), encode(value))).collect();
        pairs.sort();
        let list: Vec<_> = pairs.iter().map(|(name, value)| format!("{name}={value}")).collect();
        format!("{method}&{}&{}", encode(uri), encode(&list.join("&")))
    }

    /// RFC 5849, 3.4.2, for secrets that need no encoding.
    fn hmac_sha1(base_string: &str, consumer_secret: &str, token_secret: &str) -> String {
        let mut mac = Hmac::<Sha1>::new_from_slice(format!("{consumer_secret}&{token_secret}").as_bytes()).unwrap();
        mac.update(base_string.as_bytes());
        BASE64_STANDARD.encode(mac.finalize().into_bytes())
    }

    /// Signs a second time what a header claims to have signed.
    fn resign(
        header: &str,
        method: &str,
        uri: &str,
        parameters: &[(String, String)],
        credentials: &OAuth1,
    ) -> (String, String) {
        let mut fields = fields(header);
        let signature = fields.remove("oauth_signature").unwrap();
        let mut all = parameters.to_vec();
        all.extend(fields);
        let base_string = base_string(method, uri, &all);
        (signature, hmac_sha1(&base_string, &credentials.consumer_secret, &credentials.token_secret))
    }

    #[test]
    fn the_second_implementation_meets_the_rfc() {
        let parameters = owned(&[
            ("b5", "=%3D"),
            ("a3", "a"),
            ("c@", ""),
            ("a2", "r b"),
            ("oauth_consumer_key", "9djdj82h48djs9d2"),
            ("oauth_token", "kkk9d7dh3k39sjv7"),
            ("oauth_signature_method", "HMAC-SHA1"),
            ("oauth_timestamp", "137131201"),
            ("oauth_nonce", "7d8f3e4a"),
            ("c2", ""),
            ("a3", "2 q"),
        ]);
        // RFC 5849, 3.4.1.1
        assert_eq!(
            base_string("POST", "http://example.com/request", &parameters),
            "POST&http%3A%2F%2Fexample.com%2Frequest&a2%3Dr%2520b%26a3%3D2%2520q%26a3%3Da%26b5%3D%253D%25253D%26c%2540\
             %3D%26c2%3D%26oauth_consumer_key%3D9djdj82h48djs9d2%26oauth_nonce%3D7d8f3e4a%26oauth_signature_method%3D\
             HMAC-SHA1%26oauth_timestamp%3D137131201%26oauth_token%3Dkkk9d7dh3k39sjv7"
        );
        // RFC 5849, 1.2
        let photos = owned(&[
            ("file", "vacation.jpg"),
            ("size", "original"),
            ("oauth_consumer_key", "dpf43f3p2l4k3l03"),
            ("oauth_token", "nnch734d00sl2jdk"),
            ("oauth_signature_method", "HMAC-SHA1"),
            ("oauth_timestamp", "137131202"),
            ("oauth_nonce", "chapoH"),
        ]);
        let base_string = base_string("GET", "http://photos.example.net/photos", &photos);
        assert_eq!(hmac_sha1(&base_string, "kd94hf93k423kf44", "pfkkdhi9sl3r4s00"), "MdpQcU8iPSUjWoN/UDMsK2sui9I=");
    }

    #[rstest]
    #[case::version_1("https://api.twitter.com/1/statuses/update.json", "tnnArxj06cWHq44gCs1OSKk/jLY=")]
    #[case::version_1_1("https://api.twitter.com/1.1/statuses/update.json", "hCtSmYh+iHYCEqBWrE7C7hYmtUk=")]
    #[case::renamed("https://api.x.com/1.1/statuses/update.json", "Ls93hJiZbQ3akF3HF3x1Bz8/zU4=")]
    fn signatures_meet_the_published_example(#[case] url: &str, #[case] expected: &str) {
        let parameters =
            owned(&[("status", "Hello Ladies + Gentlemen, a signed OAuth request!"), ("include_entities", "true")]);
        let nonce = Some("kYjzVBB8Y0ZFabxSWbWovY3uYSQ2pTgmZeNu2VS4cg");
        let url: Url = format!("{url}?include_entities=true").parse().unwrap();
        let header = authorization(&example(), "POST", &url, &parameters, 1_318_622_958, nonce);
        assert_eq!(fields(&header)["oauth_signature"], expected);
    }

    #[test]
    fn without_a_token_the_application_alone_signs() {
        let application = credentials(("key", "secret"), ("", ""));
        let url = "http://host.test/x".parse().unwrap();
        let header = authorization(&application, "POST", &url, NONE, 5, None);
        assert!(!header.contains("oauth_token"), "{header}");
        let (signature, expected) = resign(&header, "POST", "http://host.test/x", &[], &application);
        assert_eq!(signature, expected);
    }

    #[test]
    fn nonces_differ_unless_fixed() {
        let url = "http://host.test/x".parse().unwrap();
        let nonce = |fixed| fields(&authorization(&example(), "POST", &url, NONE, 5, fixed))["oauth_nonce"].clone();
        assert_ne!(nonce(None), nonce(None));
        assert_eq!(nonce(Some("again")), "again");
    }

    #[test]
    fn a_time_stamp_is_positive() {
        let url = "http://host.test/x".parse().unwrap();
        let header = authorization(&example(), "POST", &url, NONE, 0, None);
        assert_eq!(fields(&header)["oauth_timestamp"], "1");
    }

    /// Names and values full of what sorting and encoding could get wrong.
    fn parameter() -> impl Strategy<Value = (String, String)> {
        ("[a-cz:~%é ]{1,3}", "([\\x00-\\x7F]|é|７|😀){0,6}")
    }

    proptest! {
        #[test]
        fn both_implementations_agree(parameters in prop::collection::vec(parameter(), 0..8)) {
            let url = "http://host.test:8080/1.1/media/upload.json".parse().unwrap();
            let header = authorization(&example(), "POST", &url, &parameters, 1_318_622_958, None);
            let (signature, expected) = resign(&header, "POST", url.as_str(), &parameters, &example());
            prop_assert_eq!(signature, expected);
        }
    }
}
