//! The parameters of the commands, as the protocol has them.

use bytes::Bytes;
use serde_json::json;

use crate::{
    client::{Part, Payload},
    judgement::attribution::Encoding,
};

/// Parameters in order, names and values.
pub type Parameters = Vec<(String, String)>;

/// The name of the parameter that says which command it is.
pub const COMMAND: &str = "command";
/// The name of the parameter that names the media by id.
pub const MEDIA_ID: &str = "media_id";
/// The name of the parameter that names the media by key.
pub const MEDIA_KEY: &str = "media_key";

/// INIT: announces an upload.
pub fn init(total_bytes: usize, media_type: &str, category: Option<&str>) -> Payload {
    let mut parameters = vec![
        (COMMAND.to_owned(), "INIT".to_owned()),
        ("total_bytes".to_owned(), total_bytes.to_string()),
        ("media_type".to_owned(), media_type.to_owned()),
    ];
    parameters.extend(category.map(|category| ("media_category".to_owned(), category.to_owned())));
    Payload::Form(parameters)
}

/// APPEND: one segment of the file.
pub fn append(media_id: &str, segment_index: usize, bytes: &'static [u8]) -> Payload {
    Payload::Multipart(vec![
        Part::text(COMMAND, "APPEND"),
        Part::text(MEDIA_ID, media_id),
        Part::text("segment_index", segment_index.to_string()),
        Part::file("media", "blob", Bytes::from_static(bytes)),
    ])
}

/// STATUS: asks how far processing has come.
pub fn status(media_id: &str) -> Payload {
    Payload::Query(vec![(COMMAND.to_owned(), "STATUS".to_owned()), (MEDIA_ID.to_owned(), media_id.to_owned())])
}

/// The body of the other call: a media id and a text that no person will see.
pub fn metadata(media_id: &str) -> String {
    json!({ MEDIA_ID: media_id, "alt_text": { "text": "conformance test" } }).to_string()
}

/// Parameters in one of the three encodings that FINALIZE accepts.
pub fn encoded(encoding: Encoding, parameters: Parameters) -> Payload {
    match encoding {
        Encoding::Form => Payload::Form(parameters),
        Encoding::Query => Payload::Query(parameters),
        Encoding::Multipart => {
            Payload::Multipart(parameters.into_iter().map(|(name, value)| Part::text(name, value)).collect())
        }
    }
}
