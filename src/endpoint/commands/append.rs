//! APPEND: brings one segment, raw or in base64, in any order.

use std::{borrow::Cow, time::Duration};

use base64::{
    Engine, alphabet,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};

use super::init::natural;
use crate::{
    endpoint::{
        machine::Endpoint,
        parameters::{Parameter, Parameters},
        reply::Refusal,
    },
    http::Response,
};

/// The largest segment, in bytes.
const LARGEST_SEGMENT: usize = 5 * 1024 * 1024;

/// The last segment index.
const LAST_INDEX: u64 = 999;

/// Answers APPEND. A segment sent again replaces the first one: clients repeat what they are not sure of.
pub fn run(endpoint: &mut Endpoint, parameters: &Parameters, now: Duration) -> Result<Response, Refusal> {
    let id = endpoint.find(parameters, now)?.id;
    let index = parameters.get("segment_index").ok_or_else(|| Refusal::missing("segment_index"))?;
    let index = natural(&index).filter(|index| *index <= LAST_INDEX).and_then(|index| u16::try_from(index).ok());
    let index = index.ok_or_else(|| Refusal::invalid("segment_index"))?;
    let size = segment_size(parameters)?;
    let status = endpoint.settings.append_status;
    let upload = endpoint.upload_mut(id).filter(|upload| upload.finalized_at.is_none());
    let upload = upload.ok_or_else(|| Refusal::new(400, 324, "The media is finalized already."))?;
    upload.segments.insert(index, size);
    Ok(Response::empty(status))
}

/// The size of the segment in bytes. `media` is raw in a multipart body and base64 where it had to be text.
fn segment_size(parameters: &Parameters) -> Result<u64, Refusal> {
    let raw = parameters.find("media").filter(|media| media.part.is_some());
    let encoded = || parameters.find("media_data").or_else(|| parameters.find("media"));
    let size = match raw {
        Some(media) => media.value.len(),
        None => decoded_len(encoded().ok_or_else(|| Refusal::missing("media"))?)?,
    };
    match size {
        0 => Err(Refusal::invalid("media")),
        1..=LARGEST_SEGMENT => Ok(size as u64),
        _ => Err(Refusal::new(413, 44, "The segment is larger than 5 MB.")),
    }
}

/// Some clients leave the padding out.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

fn decoded_len(parameter: &Parameter) -> Result<usize, Refusal> {
    let text = parameter.as_text();
    // Line breaks are part of MIME's base64; a blank is a `+` that its client forgot to encode.
    let text: Cow<str> =
        if text.contains(['\r', '\n', ' ']) { text.replace(['\r', '\n'], "").replace(' ', "+").into() } else { text };
    BASE64.decode(text.as_bytes()).map(|bytes| bytes.len()).map_err(|_| Refusal::invalid(&parameter.name))
}
