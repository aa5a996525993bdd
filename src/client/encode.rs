//! From a call's parameters to the bytes of a request: query string, form, multipart or JSON.

use std::borrow::Cow;

use bytes::{Bytes, BytesMut};
use form_urlencoded::Serializer;
use futures::TryStreamExt;
use reqwest::multipart;
use url::Url;

use super::call::{Part, Payload};

/// What goes on the wire whoever signs it: a retry signs anew, but sends the very same bytes.
#[derive(Clone, Debug)]
pub(super) struct Encoded {
    /// The absolute URL with its whole query string.
    pub url: Url,
    /// The body's media type, where there is a body.
    pub content_type: Option<Cow<'static, str>>,
    /// The body.
    pub body: Bytes,
}

/// Encodes a payload for an address.
///
/// # Errors
/// A multipart body that cannot be built, in one sentence.
pub(super) async fn encode(url: &Url, payload: &Payload) -> Result<Encoded, String> {
    let bare = |content_type, body| Encoded { url: url.clone(), content_type, body };
    Ok(match payload {
        Payload::None => bare(None, Bytes::new()),
        Payload::Query(pairs) => {
            let mut url = url.clone();
            url.query_pairs_mut().extend_pairs(pairs);
            Encoded { url, content_type: None, body: Bytes::new() }
        }
        Payload::Form(pairs) => {
            let body = Serializer::new(String::new()).extend_pairs(pairs).finish();
            bare(Some("application/x-www-form-urlencoded".into()), body.into())
        }
        Payload::Json(text) => bare(Some("application/json".into()), text.clone().into()),
        Payload::Multipart(parts) => {
            let (content_type, body) = multipart(parts).await?;
            bare(Some(content_type.into()), body)
        }
    })
}

/// The parameters that OAuth 1.0a signs: those of the query string and of a urlencoded body, and no others
/// (RFC 5849, 3.4.1.3.1).
pub(super) fn signed_parameters<'a>(url: &'a Url, payload: &'a Payload) -> Vec<(Cow<'a, str>, Cow<'a, str>)> {
    let own: &[(String, String)] = match payload {
        Payload::Query(pairs) | Payload::Form(pairs) => pairs,
        Payload::None | Payload::Multipart(_) | Payload::Json(_) => &[],
    };
    let own = own.iter().map(|(name, value)| (Cow::from(name), Cow::from(value)));
    url.query_pairs().chain(own).collect()
}

/// The whole body in one piece, so that its length is known and evidence holds the bytes that were sent.
async fn multipart(parts: &[Part]) -> Result<(String, Bytes), String> {
    // Names are sent as they are: the percent-encoded `name*=` form is not allowed here (RFC 7578, 4.2).
    let mut form = multipart::Form::new().percent_encode_noop();
    for part in parts {
        let mut field = multipart::Part::stream(part.value.clone());
        if let Some(file_name) = &part.file_name {
            field = field.file_name(file_name.clone());
        }
        form = form.part(part.name.clone(), field);
    }
    let content_type = format!("multipart/form-data; boundary={}", form.boundary());
    let closing = Bytes::from(format!("--{}--\r\n", form.boundary()));
    if parts.is_empty() {
        // The library writes nothing at all for a form without fields, which would be no multipart body.
        return Ok((content_type, closing));
    }
    let body = form
        .into_stream()
        .try_fold(BytesMut::new(), |mut body, piece| async move {
            body.extend_from_slice(&piece);
            Ok(body)
        })
        .await
        .map_err(|error| format!("the multipart body cannot be built: {error}"))?;
    Ok((content_type, body.freeze()))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    fn address() -> Url {
        "http://host.test/1.1/media/upload.json".parse().unwrap()
    }

    #[rstest]
    #[case::plain(&[("command", "FINALIZE"), ("media_id", "7")], "command=FINALIZE&media_id=7")]
    #[case::repeated(&[("a", "1"), ("a", "2"), ("a", "1")], "a=1&a=2&a=1")]
    #[case::reserved(&[("a", "x y&z=+%")], "a=x+y%26z%3D%2B%25")]
    #[case::control(&[("a", "\0\n")], "a=%00%0A")]
    #[case::unicode(&[("a", "７é")], "a=%EF%BC%97%C3%A9")]
    #[case::empty(&[("a", "")], "a=")]
    #[tokio::test]
    async fn queries_and_forms_are_urlencoded(#[case] input: &[(&str, &str)], #[case] expected: &str) {
        let query = encode(&address(), &Payload::Query(pairs(input))).await.unwrap();
        assert_eq!(query.url.query(), Some(expected));
        assert_eq!((query.content_type, query.body.len()), (None, 0));

        let form = encode(&address(), &Payload::Form(pairs(input))).await.unwrap();
        assert_eq!(form.url, address());
        assert_eq!(form.body, expected);
        assert_eq!(form.content_type.as_deref(), Some("application/x-www-form-urlencoded"));
    }

    #[tokio::test]
    async fn an_address_keeps_its_own_query_string() {
        let url: Url = "http://host.test/upload?tenant=a%20b".parse().unwrap();
        let payload = Payload::Query(pairs(&[("command", "FINALIZE")]));
        assert_eq!(encode(&url, &payload).await.unwrap().url.query(), Some("tenant=a%20b&command=FINALIZE"));
        let signed = [("tenant", "a b"), ("command", "FINALIZE")].map(|(name, value)| (name.into(), value.into()));
        assert_eq!(signed_parameters(&url, &payload), signed);
    }

    #[tokio::test]
    async fn a_payload_without_parameters_leaves_no_trace() {
        let encoded = encode(&address(), &Payload::None).await.unwrap();
        assert_eq!((encoded.url, encoded.content_type, encoded.body.len()), (address(), None, 0));
    }

    #[tokio::test]
    async fn multipart_bodies_hold_the_bytes_untouched() {
        let parts = vec![Part::text("command", "APPEND"), Part::file("media", "a\"b.gif", &b"\0\r\n--\xFF"[..])];
        let encoded = encode(&address(), &Payload::Multipart(parts)).await.unwrap();
        let content_type = encoded.content_type.unwrap();
        let boundary = content_type.strip_prefix("multipart/form-data; boundary=").unwrap();
        let mut expected = format!(
            "--{boundary}\r\nContent-Disposition: form-data; name=\"command\"\r\n\r\nAPPEND\r\n\
             --{boundary}\r\nContent-Disposition: form-data; name=\"media\"; filename=\"a\\\"b.gif\"\r\n\r\n"
        )
        .into_bytes();
        expected.extend_from_slice(b"\0\r\n--\xFF");
        expected.extend_from_slice(format!("\r\n--{boundary}--\r\n").as_bytes());
        assert_eq!(encoded.body, expected);
    }

    #[tokio::test]
    async fn a_form_without_fields_is_still_multipart() {
        let encoded = encode(&address(), &Payload::Multipart(Vec::new())).await.unwrap();
        let boundary = encoded.content_type.unwrap().rsplit_once('=').unwrap().1.to_owned();
        assert_eq!(encoded.body, format!("--{boundary}--\r\n"));
    }

    #[rstest]
    #[case::multipart(Payload::Multipart(vec![Part::text("a", "b")]))]
    #[case::json(Payload::Json("{}".to_owned()))]
    #[case::none(Payload::None)]
    fn bodies_of_other_kinds_are_not_signed(#[case] payload: Payload) {
        assert!(signed_parameters(&address(), &payload).is_empty());
    }
}
