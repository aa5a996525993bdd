//! INIT: declares an upload and gives it an id.

use std::{collections::BTreeMap, time::Duration};

use serde_json::json;

use crate::{
    endpoint::{
        machine::Endpoint,
        parameters::Parameters,
        reply::Refusal,
        settings::{Keys, Settings},
        upload::{Kind, Upload},
    },
    http::Response,
};

/// The categories that are known, in the form of [`plain`].
const CATEGORIES: [&str; 8] =
    ["tweetimage", "tweetgif", "tweetvideo", "amplifyvideo", "dmimage", "dmgif", "dmvideo", "subtitles"];

/// Answers INIT.
pub fn run(endpoint: &mut Endpoint, parameters: &Parameters, now: Duration) -> Result<Response, Refusal> {
    let total_bytes = parameters.get("total_bytes").ok_or_else(|| Refusal::missing("total_bytes"))?;
    let total_bytes = natural(&total_bytes).filter(|total| *total > 0);
    let total_bytes = total_bytes.ok_or_else(|| Refusal::invalid("total_bytes"))?;
    let media_type = parameters.get("media_type").filter(|media_type| media_type.contains('/'));
    let media_type = media_type.ok_or_else(|| Refusal::missing("media_type"))?.into_owned();
    let category = category(&endpoint.settings, parameters)?;

    let (number, id) = endpoint.new_id();
    let kind = Kind::of(&media_type);
    let has_key = match endpoint.settings.keys {
        Keys::Never => false,
        Keys::WithCategory => category.is_some(),
        Keys::Always => true,
    };
    let key = has_key.then(|| format!("{}_{id}", kind.number()));
    let mut answer = json!({
        "media_id": id,
        "media_id_string": id.to_string(),
        "expires_after_secs": endpoint.settings.expires_after_secs,
    });
    if let Some(key) = &key {
        answer["media_key"] = json!(key);
    }
    let upload = Upload {
        id,
        number,
        key,
        kind,
        media_type,
        category,
        total_bytes,
        segments: BTreeMap::new(),
        initialized_at: now,
        finalized_at: None,
        processing_since: None,
        marks: BTreeMap::new(),
    };
    endpoint.keep(upload, now);
    Ok(endpoint.settings.json(endpoint.settings.init_status, &answer))
}

/// The category, if one is given: unknown ones are refused, `TWEET_VIDEO` and `TweetVideo` are `tweet_video`.
fn category(settings: &Settings, parameters: &Parameters) -> Result<Option<String>, Refusal> {
    let Some(category) = parameters.get("media_category").filter(|category| !category.is_empty()) else {
        return Ok(None);
    };
    let is_refused = settings.refused_categories.iter().any(|refused| plain(refused) == plain(&category));
    if is_refused || !CATEGORIES.contains(&plain(&category).as_str()) {
        return Err(Refusal::invalid("media_category"));
    }
    Ok(Some(category.into_owned()))
}

/// A category without regard to case and underscores.
fn plain(category: &str) -> String {
    category.to_ascii_lowercase().replace('_', "")
}

/// Decimal digits and nothing else.
pub(super) fn natural(text: &str) -> Option<u64> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if digits { text.parse().ok() } else { None }
}
