//! What the document leaves open, as knobs: every conforming endpoint is the machine with some setting of these.

use super::{ids::Ids, upload::State};

/// When INIT gives a media key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keys {
    /// Never: older endpoints have none.
    Never,
    /// When a `media_category` was given, as the real service does.
    WithCategory,
    /// Always.
    Always,
}

/// The two shapes of an error that are known (clause ERR-1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorShape {
    /// `{"errors":[{"code":…,"message":"…"}]}`, which every known client understands.
    List,
    /// `{"request":"/1.1/media/upload.json","error":"…"}`.
    Text,
}

/// What becomes of a `media_id` and a `media_key` that disagree (clause PAR-12: whatever is done conforms).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Disagreement {
    /// The request is refused.
    Refuse,
    /// The id decides.
    TakeId,
    /// The key decides.
    TakeKey,
}

/// The knobs. [`Settings::default`] is what suits all known clients.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Which ids INIT gives.
    pub ids: Ids,
    /// When INIT gives a media key.
    pub keys: Keys,
    /// Whether FINALIZE and STATUS answer with the key of a media that has one though none was asked for (RSP-6).
    pub key_unasked: bool,
    /// The lifetime of an id, counted anew from each FINALIZE.
    pub expires_after_secs: u64,
    /// How long each stage of processing lasts, and how long clients are told to wait.
    pub check_after_secs: u64,
    /// The states that processing goes through; the last one stays.
    pub path: Vec<State>,
    /// Whether `check_after_secs` is shown once processing has ended, too.
    pub check_after_when_done: bool,
    /// Whether `processing_info` shows `progress_percent`.
    pub progress: bool,
    /// Whether videos and GIFs are processed though no `media_category` was given (ASY-4).
    pub process_uncategorised: bool,
    /// Categories that INIT refuses.
    pub refused_categories: &'static [&'static str],
    /// Whether there is a `metadata/create` call.
    pub metadata: bool,
    /// Whether FINALIZE may be repeated (LIFE-8).
    pub finalize_again: bool,
    /// Whether STATUS answers 2xx for a media with nothing to process.
    pub status_of_unprocessed: bool,
    /// What becomes of an id and a key that disagree (PAR-12).
    pub disagreement: Disagreement,
    /// Whether zeros in front of an id are ignored (PAR-13 leaves that open).
    pub leading_zeros: bool,
    /// Whether parameters may come in a JSON body (REQ-5).
    pub json_body: bool,
    /// The shape of errors.
    pub errors: ErrorShape,
    /// The `Content-Type` of JSON answers.
    pub content_type: &'static str,
    /// Status of a successful INIT.
    pub init_status: u16,
    /// Status of a successful APPEND.
    pub append_status: u16,
    /// Status of a successful FINALIZE.
    pub finalize_status: u16,
    /// Status of a successful FINALIZE with `processing_info`.
    pub finalize_async_status: u16,
    /// Status of a successful STATUS.
    pub status_status: u16,
    /// Status of a successful metadata/create.
    pub metadata_status: u16,
    /// How many FINALIZE requests a day are answered; each answer then carries `x-rate-limit-…` headers (RES-5).
    pub rate_limit: Option<u32>,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            ids: Ids::Random,
            keys: Keys::WithCategory,
            key_unasked: true,
            expires_after_secs: 86_400,
            check_after_secs: 5,
            path: vec![State::Pending, State::InProgress, State::Succeeded],
            check_after_when_done: false,
            progress: false,
            process_uncategorised: false,
            refused_categories: &[],
            metadata: true,
            finalize_again: true,
            status_of_unprocessed: false,
            disagreement: Disagreement::Refuse,
            leading_zeros: false,
            json_body: false,
            errors: ErrorShape::List,
            content_type: "application/json; charset=utf-8",
            init_status: 202,
            append_status: 204,
            finalize_status: 200,
            finalize_async_status: 200,
            status_status: 200,
            metadata_status: 204,
            rate_limit: None,
        }
    }
}

impl Settings {
    /// A JSON answer with the content type of these settings.
    pub(super) fn json(&self, status: u16, body: &serde_json::Value) -> crate::http::Response {
        crate::http::Response::json(status, body).with_header("content-type", self.content_type)
    }
}
