//! Request bodies as lists of parameters, and back.

use bytes::Bytes;
use form_urlencoded::Serializer;
use futures::{FutureExt, stream};

use super::parameters::{Parameter, Part, Place};
use crate::http::Request;

/// How a request carries its parameters, besides the query string.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// There is no body.
    None,
    /// `application/x-www-form-urlencoded`.
    Form,
    /// `multipart/form-data`.
    Multipart,
    /// `application/json`.
    Json,
    /// Anything else, which holds no parameters.
    Other,
}

impl Encoding {
    /// The encoding of a request's body. An empty body has none, whatever its type says: some clients label a GET.
    pub fn of(request: &Request) -> Self {
        let content_type = request.header("content-type").unwrap_or_default();
        let essence = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        match essence.as_str() {
            _ if request.body.is_empty() => Encoding::None,
            "application/x-www-form-urlencoded" => Encoding::Form,
            "multipart/form-data" => Encoding::Multipart,
            "application/json" => Encoding::Json,
            _ => Encoding::Other,
        }
    }
}

/// The pairs of a urlencoded text.
pub fn read_form(text: &[u8], place: Place) -> Vec<Parameter> {
    let pairs = form_urlencoded::parse(text);
    pairs.map(|(name, value)| Parameter::text(&name, value.into_owned(), place)).collect()
}

/// Parameters as a urlencoded text.
pub fn write_form<'a>(parameters: impl Iterator<Item = &'a Parameter>) -> String {
    let mut form = Serializer::new(String::new());
    for parameter in parameters {
        form.append_pair(&parameter.name, &parameter.as_text());
    }
    form.finish()
}

/// The fields of a multipart body; an error tells why it is none.
pub fn read_multipart(request: &Request) -> Result<Vec<Parameter>, String> {
    let content_type = request.header("content-type").unwrap_or_default();
    let boundary = boundary(content_type).ok_or("the multipart body has no boundary")?;
    let body = stream::iter([Ok::<_, std::convert::Infallible>(request.body.clone())]);
    let fields = read_fields(multer::Multipart::new(body, boundary)).now_or_never();
    fields.ok_or("the multipart body is incomplete")?.map_err(|error| error.to_string())
}

async fn read_fields(mut multipart: multer::Multipart<'_>) -> multer::Result<Vec<Parameter>> {
    let mut fields = Vec::new();
    while let Some(field) = multipart.next_field().await? {
        let name = field.name().unwrap_or_default().to_owned();
        let headers = field.headers().iter();
        let text = |value: &[u8]| String::from_utf8_lossy(value).into_owned();
        let headers = headers.map(|(name, value)| (name.to_string(), text(value.as_bytes()))).collect();
        let part = Part { headers };
        fields.push(Parameter { name, value: field.bytes().await?, place: Place::Body, part: Some(part) });
    }
    Ok(fields)
}

/// The boundary that a content type names. By hand, because a client puts a `#` in it, and a parser of media types
/// refuses that.
pub fn boundary(content_type: &str) -> Option<&str> {
    let attributes = content_type.split(';').skip(1).filter_map(|attribute| attribute.split_once('='));
    let (_, value) = attributes.into_iter().find(|(name, _)| name.trim().eq_ignore_ascii_case("boundary"))?;
    let value = value.trim().trim_matches('"');
    (!value.is_empty()).then_some(value)
}

/// Parameters as a multipart body, with the boundary of this content type.
pub fn write_multipart<'a>(content_type: &str, parameters: impl Iterator<Item = &'a Parameter>) -> Bytes {
    let boundary = boundary(content_type).unwrap_or_default();
    let mut body = Vec::new();
    for parameter in parameters {
        body.extend_from_slice(format!("--{boundary}\r\n{}\r\n\r\n", part_headers(parameter)).as_bytes());
        body.extend_from_slice(&parameter.value);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
    body.into()
}

/// The field's headers as they were, or, for a field that is new, what it needs.
fn part_headers(parameter: &Parameter) -> String {
    let headers = parameter.part.as_ref().map(|part| &part.headers[..]).unwrap_or_default();
    if headers.is_empty() {
        return format!("Content-Disposition: form-data; name=\"{}\"", parameter.name);
    }
    let lines: Vec<String> = headers.iter().map(|(name, value)| format!("{name}: {value}")).collect();
    lines.join("\r\n")
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("multipart/form-data; boundary=abc", Some("abc"))]
    #[case("multipart/form-data; boundary=\"a b\"", Some("a b"))]
    #[case("multipart/form-data; charset=utf-8; BOUNDARY=--#a#--", Some("--#a#--"))]
    #[case("multipart/form-data;boundary=", None)]
    #[case("multipart/form-data", None)]
    fn the_boundary_is_found(#[case] content_type: &str, #[case] expected: Option<&str>) {
        assert_eq!(boundary(content_type), expected);
    }

    #[rstest]
    #[case("application/x-www-form-urlencoded", "a=1", Encoding::Form)]
    #[case("Application/X-WWW-Form-Urlencoded;charset=UTF-8", "a=1", Encoding::Form)]
    #[case("multipart/form-data; boundary=x", "--x--", Encoding::Multipart)]
    #[case("application/json; charset=utf-8", "{}", Encoding::Json)]
    #[case("application/json", "", Encoding::None)]
    #[case("text/plain", "a=1", Encoding::Other)]
    #[case("", "a=1", Encoding::Other)]
    fn the_encoding_is_known_by_its_type(#[case] content_type: &str, #[case] body: &str, #[case] expected: Encoding) {
        let request = Request {
            method: "POST".to_owned(),
            url: "https://example.com/".parse().unwrap(),
            headers: vec![("Content-Type".to_owned(), content_type.to_owned())],
            body: Bytes::copy_from_slice(body.as_bytes()),
        };
        assert_eq!(Encoding::of(&request), expected);
    }
}
