//! FINALIZE: what this suite is about.

use std::time::Duration;

use serde_json::{Value, json};

use super::status::processing_info;
use crate::{
    endpoint::{
        machine::Endpoint,
        parameters::Parameters,
        reply::Refusal,
        settings::Settings,
        upload::{Kind, Upload},
    },
    http::Response,
};

/// Answers FINALIZE. Repeated, it answers again and the lifetime starts anew; processing does not. Before all bytes are
/// there it is refused, and the upload goes on.
pub fn run(endpoint: &mut Endpoint, parameters: &Parameters, now: Duration) -> Result<Response, Refusal> {
    let upload = endpoint.find(parameters, now)?;
    let id = upload.id;
    if upload.finalized_at.is_some() && !endpoint.settings.finalize_again {
        return Err(Refusal::new(400, 324, "The media is finalized already."));
    }
    if !upload.is_complete() {
        return Err(Refusal::new(400, 324, "Segments do not add up to provided total file size."));
    }
    let settings = endpoint.settings.clone();
    let upload = endpoint.upload_mut(id).ok_or_else(|| Refusal::invalid("media_id"))?;
    upload.finalized_at = Some(now);
    if upload.is_processed(&settings) {
        upload.processing_since.get_or_insert(now);
    }
    let answer = describe(upload, &settings, parameters, now);
    let is_async = answer.get("processing_info").is_some();
    let status = if is_async { settings.finalize_async_status } else { settings.finalize_status };
    Ok(settings.json(status, &answer))
}

fn describe(upload: &Upload, settings: &Settings, parameters: &Parameters, now: Duration) -> Value {
    let mut answer = json!({
        "media_id": upload.id,
        "media_id_string": upload.id.to_string(),
        "size": upload.received(),
        "expires_after_secs": settings.expires_after_secs,
    });
    add_key(&mut answer, upload, settings, parameters);
    if let Some(state) = upload.state(settings, now) {
        answer["processing_info"] = processing_info(state, settings);
    } else if upload.kind == Kind::Video {
        answer["video"] = json!({"video_type": upload.media_type});
    }
    answer
}

/// Adds the media key where it was asked for, or is given unasked.
pub(super) fn add_key(answer: &mut Value, upload: &Upload, settings: &Settings, parameters: &Parameters) {
    let is_asked = parameters.find("media_key").is_some();
    if let Some(key) = upload.key.as_ref().filter(|_| is_asked || settings.key_unasked) {
        answer["media_key"] = json!(key);
    }
}
