//! OAuth 1.0a signatures (RFC 5849), recomputed from the request as it arrived.

use std::borrow::Cow;

use oauth1_request::signature_method::{HMAC_SHA1, Sign, SignatureMethod};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use super::encoding::Encoding;
use crate::http::Request;

/// Everything but the unreserved characters (RFC 5849, 3.6).
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Names and values, decoded where they were encoded.
type Pairs<'a> = Vec<(Cow<'a, str>, Cow<'a, str>)>;

/// The signed request: protocol parameters and all others.
#[derive(Debug)]
pub struct Signed<'a> {
    protocol: Pairs<'a>,
    others: Pairs<'a>,
}

impl<'a> Signed<'a> {
    /// Reads the protocol parameters where the RFC allows them (3.5): in the `Authorization` header, else in a urlencoded
    /// body or in the query string. None where there are none.
    pub fn read(request: &'a Request) -> Option<Self> {
        let pairs = signed_pairs(request);
        if let Some(fields) = request.header("authorization").and_then(authorization_fields) {
            return Some(Signed { protocol: fields, others: pairs });
        }
        let (protocol, others): (Vec<_>, Vec<_>) = pairs.into_iter().partition(|(name, _)| name.starts_with("oauth_"));
        (!protocol.is_empty()).then_some(Signed { protocol, others })
    }

    /// The protocol parameter of that name.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.protocol.iter().find(|(key, _)| key == name).map(|(_, value)| &**value)
    }

    /// Whether the signature is the one that these secrets make.
    pub fn is_signed_with(&self, request: &Request, consumer_secret: &str, token_secret: &str) -> bool {
        let mut sign = HMAC_SHA1.sign_with(consumer_secret, Some(token_secret));
        sign.request_method(&request.method.to_ascii_uppercase());
        sign.uri(encode(&base_uri(request)));
        let sorted = self.sorted();
        for (index, (name, value)) in sorted.iter().enumerate() {
            if index > 0 {
                sign.delimiter();
            }
            sign.parameter(&encode(name), encode(value));
        }
        let expected = sign.end().to_string();
        self.get("oauth_signature").is_some_and(|signature| encode(signature) == expected)
    }

    /// All that is signed, encoded and then sorted by encoded name and value (3.4.1.3.2).
    fn sorted(&self) -> Pairs<'_> {
        let protocol = self.protocol.iter().filter(|(name, _)| name != "oauth_signature" && name != "realm");
        let mut sorted: Vec<_> =
            protocol.chain(&self.others).map(|(name, value)| (encode(name), encode(value))).collect();
        sorted.sort_unstable();
        sorted
    }
}

/// The pairs of the query string and of a urlencoded body; a multipart or JSON body is not signed.
fn signed_pairs(request: &Request) -> Pairs<'_> {
    let query = request.url.query().unwrap_or_default().as_bytes();
    let body: &[u8] = if Encoding::of(request) == Encoding::Form { &request.body } else { b"" };
    form_urlencoded::parse(query).chain(form_urlencoded::parse(body)).collect()
}

/// The fields of an `Authorization: OAuth` header, joined by `,` or `, `.
fn authorization_fields(header: &str) -> Option<Pairs<'_>> {
    let (scheme, fields) = header.split_once(' ')?;
    let pairs = fields.split(',').filter_map(|field| field.split_once('='));
    scheme.eq_ignore_ascii_case("OAuth").then(|| pairs.map(|(name, value)| (decode(name), decode(value))).collect())
}

/// The name or the value of a field, with or without quotation marks.
fn decode(text: &str) -> Cow<'_, str> {
    percent_decode_str(text.trim().trim_matches('"')).decode_utf8_lossy()
}

/// Scheme, host, port unless it is the scheme's own, and path (3.4.1.2).
fn base_uri(request: &Request) -> String {
    let mut url = request.url.clone();
    url.set_query(None);
    url.set_fragment(None);
    url.into()
}

fn encode(text: &str) -> Cow<'_, str> {
    utf8_percent_encode(text, RESERVED).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the service's own manual, "Creating a signature".
    fn manual_example() -> Request {
        let authorization = "OAuth oauth_consumer_key=\"xvz1evFS4wEEPTGEFPHBog\", \
            oauth_nonce=\"kYjzVBB8Y0ZFabxSWbWovY3uYSQ2pTgmZeNu2VS4cg\", oauth_signature=\"hCtSmYh%2BiHYCEqBWrE7C7hYmtUk%3D\",\
            oauth_signature_method=\"HMAC-SHA1\",oauth_timestamp=\"1318622958\",\
            oauth_token=\"370773112-GmHxMAgYyLbNEtIKZeRNFsMKPR9EyMZeS9weJAEb\", oauth_version=\"1.0\"";
        Request {
            method: "POST".to_owned(),
            url: "https://api.twitter.com/1.1/statuses/update.json?include_entities=true".parse().unwrap(),
            headers: vec![
                ("Content-Type".to_owned(), "application/x-www-form-urlencoded".to_owned()),
                ("Authorization".to_owned(), authorization.to_owned()),
            ],
            body: "status=Hello%20Ladies%20%2b%20Gentlemen%2c%20a%20signed%20OAuth%20request%21".into(),
        }
    }

    const CONSUMER_SECRET: &str = "kAcSOqF21Fu85e7zjz7ZN2U4ZRhfV3WpwPAoE3Z7kBw";
    const TOKEN_SECRET: &str = "LswwdoUaIvS8ltyTt5jkRh4J50vUPVVHtR2YPi5kE";

    #[test]
    fn the_manuals_example_is_verified() {
        let request = manual_example();
        let signed = Signed::read(&request).unwrap();
        assert!(signed.is_signed_with(&request, CONSUMER_SECRET, TOKEN_SECRET));
        assert!(!signed.is_signed_with(&request, CONSUMER_SECRET, "another"));
    }

    #[test]
    fn parameters_in_the_body_are_signed_as_well() {
        let mut request = manual_example();
        let fields = authorization_fields(request.header("authorization").unwrap()).unwrap();
        let form = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        request.body = format!("{}&{form}", String::from_utf8_lossy(&request.body)).into();
        request.headers.pop();
        assert!(Signed::read(&request).unwrap().is_signed_with(&request, CONSUMER_SECRET, TOKEN_SECRET));
        request.body = [&request.body[..], b"&more=1"].concat().into();
        assert!(!Signed::read(&request).unwrap().is_signed_with(&request, CONSUMER_SECRET, TOKEN_SECRET));
    }

    #[test]
    fn a_request_without_protocol_parameters_is_not_signed() {
        let mut request = manual_example();
        request.headers.pop();
        assert!(Signed::read(&request).is_none());
    }
}
