//! One upload: what INIT declared, what APPEND brought, what FINALIZE started.

use std::{collections::BTreeMap, time::Duration};

use super::settings::Settings;

/// What a media is, as far as processing goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A still image: nothing to process.
    Image,
    /// An animated GIF.
    Gif,
    /// A video.
    Video,
}

impl Kind {
    /// The kind that a media type stands for. Anything unknown (subtitles, say) needs no processing.
    pub fn of(media_type: &str) -> Self {
        let media_type = media_type.to_ascii_lowercase();
        match media_type.as_str() {
            "image/gif" => Kind::Gif,
            _ if media_type.starts_with("video/") => Kind::Video,
            _ => Kind::Image,
        }
    }

    /// The number in front of the underscore of a media key.
    pub const fn number(self) -> u8 {
        match self {
            Kind::Image => 3,
            Kind::Video => 7,
            Kind::Gif => 16,
        }
    }
}

/// A state of processing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Not begun.
    Pending,
    /// Under way.
    InProgress,
    /// Done; the media can be used.
    Succeeded,
    /// Done; the media is no good.
    Failed,
}

impl State {
    /// The state's name on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            State::Pending => "pending",
            State::InProgress => "in_progress",
            State::Succeeded => "succeeded",
            State::Failed => "failed",
        }
    }

    /// Whether processing has come to its end.
    pub const fn is_final(self) -> bool {
        matches!(self, State::Succeeded | State::Failed)
    }
}

/// One upload. Segments are counted, not kept: that keeps memory flat whatever is uploaded.
#[derive(Clone, Debug)]
pub struct Upload {
    /// The id that INIT gave.
    pub id: u64,
    /// How many uploads there were before.
    pub number: u64,
    /// The key that INIT gave, if any.
    pub key: Option<String>,
    /// What the media is.
    pub kind: Kind,
    /// The media type declared at INIT.
    pub media_type: String,
    /// The category declared at INIT.
    pub category: Option<String>,
    /// The size declared at INIT.
    pub total_bytes: u64,
    /// Segment sizes by index.
    pub segments: BTreeMap<u16, u64>,
    /// When INIT came.
    pub initialized_at: Duration,
    /// When the last accepted FINALIZE came: the lifetime counts from there.
    pub finalized_at: Option<Duration>,
    /// When processing began: at the first accepted FINALIZE.
    pub processing_since: Option<Duration>,
    /// What a behaviour wants to remember of this upload, and since when.
    pub marks: BTreeMap<&'static str, Duration>,
}

impl Upload {
    /// How many bytes have arrived.
    pub fn received(&self) -> u64 {
        self.segments.values().sum()
    }

    /// Whether all of the declared bytes have arrived, in segments from 0 on without a gap.
    pub fn is_complete(&self) -> bool {
        let gapless = self.segments.keys().copied().eq(0..self.segments.len() as u16);
        gapless && self.received() == self.total_bytes
    }

    /// Whether this media is processed after FINALIZE: a video or animated GIF with a category (ASY-1, ASY-2).
    pub fn is_processed(&self, settings: &Settings) -> bool {
        self.kind != Kind::Image && (self.category.is_some() || settings.process_uncategorised)
    }

    /// The state of processing at that time; none where nothing is processed.
    pub fn state(&self, settings: &Settings, now: Duration) -> Option<State> {
        let elapsed = now.saturating_sub(self.processing_since?).as_secs();
        let stage = elapsed / settings.check_after_secs.max(1);
        let last = settings.path.len().checked_sub(1)?;
        Some(settings.path[usize::try_from(stage).unwrap_or(last).min(last)])
    }

    /// When the id and the key stop being valid.
    pub fn expires_at(&self, settings: &Settings) -> Duration {
        self.finalized_at.unwrap_or(self.initialized_at) + Duration::from_secs(settings.expires_after_secs)
    }

    /// Whether the id and the key are no longer valid.
    pub fn is_expired(&self, settings: &Settings, now: Duration) -> bool {
        now >= self.expires_at(settings)
    }

    /// Whether other API calls may use the media.
    pub fn is_ready(&self, settings: &Settings, now: Duration) -> bool {
        let processed = self.state(settings, now).is_none_or(|state| state == State::Succeeded);
        self.finalized_at.is_some() && processed && !self.is_expired(settings, now)
    }
}
