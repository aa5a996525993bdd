//! STATUS: how far the processing of a media is.

use std::time::Duration;

use serde_json::{Value, json};

use super::finalize::add_key;
use crate::{
    endpoint::{machine::Endpoint, parameters::Parameters, reply::Refusal, settings::Settings, upload::State},
    http::Response,
};

/// Answers STATUS, at any time: a client that does not wait as long as it was told gets the present state.
pub fn run(endpoint: &mut Endpoint, parameters: &Parameters, now: Duration) -> Result<Response, Refusal> {
    let settings = &endpoint.settings;
    let upload = endpoint.find(parameters, now)?;
    let state = upload.state(settings, now);
    if state.is_none() && !settings.status_of_unprocessed {
        return Err(Refusal::new(404, 34, "Sorry, that page does not exist."));
    }
    let left = upload.expires_at(settings).saturating_sub(now);
    let mut answer = json!({
        "media_id": upload.id,
        "media_id_string": upload.id.to_string(),
        "expires_after_secs": left.as_millis().div_ceil(1000) as u64,
    });
    add_key(&mut answer, upload, settings, parameters);
    if let Some(state) = state {
        answer["processing_info"] = processing_info(state, settings);
    }
    Ok(settings.json(settings.status_status, &answer))
}

/// A state as `processing_info`.
pub(super) fn processing_info(state: State, settings: &Settings) -> Value {
    let mut info = json!({"state": state.name()});
    if !state.is_final() || settings.check_after_when_done {
        info["check_after_secs"] = json!(settings.check_after_secs);
    }
    if settings.progress {
        info["progress_percent"] = json!(match state {
            State::Pending => 0,
            State::InProgress => 50,
            State::Succeeded | State::Failed => 100,
        });
    }
    if state == State::Failed {
        info["error"] = json!({"code": 1, "name": "InvalidMedia", "message": "Unsupported media"});
    }
    info
}
