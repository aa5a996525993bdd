//! The media that the suite uploads: small, real files, compiled in.

use std::{fmt, str::FromStr};

/// A file to upload.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Sample {
    /// A still image.
    Png,
    /// A still image.
    Jpeg,
    /// An animated image of several frames.
    Gif,
    /// A video.
    Mp4,
}

impl Sample {
    /// Every sample.
    pub const ALL: [Sample; 4] = [Sample::Png, Sample::Jpeg, Sample::Gif, Sample::Mp4];

    /// The file's bytes.
    pub const fn bytes(self) -> &'static [u8] {
        match self {
            Sample::Png => include_bytes!("../media/still.png"),
            Sample::Jpeg => include_bytes!("../media/still.jpeg"),
            Sample::Gif => include_bytes!("../media/animation.gif"),
            Sample::Mp4 => include_bytes!("../media/video.mp4"),
        }
    }

    /// The media type to declare at INIT.
    pub const fn media_type(self) -> &'static str {
        match self {
            Sample::Png => "image/png",
            Sample::Jpeg => "image/jpeg",
            Sample::Gif => "image/gif",
            Sample::Mp4 => "video/mp4",
        }
    }

    /// The name that scenarios use.
    pub const fn name(self) -> &'static str {
        match self {
            Sample::Png => "PNG",
            Sample::Jpeg => "JPEG",
            Sample::Gif => "animated GIF",
            Sample::Mp4 => "MP4",
        }
    }

    /// Whether the sample is a still image, which needs no processing (clause ASY-3).
    pub const fn is_still(self) -> bool {
        matches!(self, Sample::Png | Sample::Jpeg)
    }
}

impl fmt::Display for Sample {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for Sample {
    type Err = UnknownSample;

    fn from_str(text: &str) -> Result<Self, UnknownSample> {
        Sample::ALL.into_iter().find(|sample| sample.name() == text).ok_or_else(|| UnknownSample(text.to_owned()))
    }
}

/// A text that names no sample.
#[derive(Debug, thiserror::Error)]
#[error("there is no sample \"{0}\"; there are PNG, JPEG, animated GIF and MP4")]
pub struct UnknownSample(String);

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(Sample::Png, b"\x89PNG\r\n\x1a\n")]
    #[case(Sample::Jpeg, b"\xff\xd8\xff")]
    #[case(Sample::Gif, b"GIF89a")]
    #[case(Sample::Mp4, b"\x00\x00\x00\x20ftyp")]
    fn a_sample_is_what_its_name_says(#[case] sample: Sample, #[case] signature: &[u8]) {
        assert!(sample.bytes().starts_with(signature), "{:?}", &sample.bytes()[..8]);
        assert_eq!(sample.name().parse::<Sample>().unwrap(), sample);
        assert_eq!(sample.is_still(), sample.media_type().ends_with("png") || sample.media_type().ends_with("jpeg"));
    }

    #[test]
    fn the_animation_has_several_frames_and_the_video_several_segments() {
        let graphic_controls = Sample::Gif.bytes().windows(3).filter(|bytes| *bytes == b"\x21\xf9\x04").count();
        assert!(graphic_controls >= 3, "{graphic_controls} frames");
        assert!((1024..=2 * 1024).contains(&Sample::Mp4.bytes().len()));
    }

    #[test]
    fn an_unknown_name_is_refused() {
        assert!("png".parse::<Sample>().is_err());
    }
}
