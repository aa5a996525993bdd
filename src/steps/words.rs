//! Words of the features that stand for values.

use std::str::FromStr;

use crate::{
    judgement::attribution::{Encoding, Identifier},
    world::Extent,
};

/// A text that no step understands.
#[derive(Debug, thiserror::Error)]
#[error("\"{0}\" has no meaning here")]
pub struct Unknown(String);

macro_rules! words {
    ($(#[$doc:meta])* $name:ident($value:ty) { $($text:literal => $meaning:expr,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Debug)]
        pub struct $name(pub $value);

        impl FromStr for $name {
            type Err = Unknown;

            fn from_str(text: &str) -> Result<Self, Unknown> {
                Ok($name(match text {
                    $($text => $meaning,)*
                    other => return Err(Unknown(other.to_owned())),
                }))
            }
        }
    };
}

words! {
    /// The encoding of a FINALIZE; nothing said means the usual one.
    Form(Option<Encoding>) {
        "" => None,
        "as a urlencoded form" => Some(Encoding::Form),
        "as multipart" => Some(Encoding::Multipart),
        "in the query string" => Some(Encoding::Query),
    }
}

words! {
    /// The identifier of a FINALIZE; nothing said means the usual one.
    By(Option<Identifier>) {
        "" => None,
        "its media id" => Some(Identifier::Id),
        "its media key" => Some(Identifier::Key),
        "its media id and its media key" => Some(Identifier::Both),
    }
}

words! {
    /// What is missing of an upload, and the number of segments that it is cut into to say so.
    Missing((usize, Extent)) {
        "no segment was appended" => (1, Extent::Nothing),
        "the first segment is missing" => (3, Extent::AllBut(0)),
        "a segment between is missing" => (3, Extent::AllBut(1)),
        "the last segment is missing" => (3, Extent::AllBut(2)),
        "the last byte is missing" => (1, Extent::OneByteShort),
    }
}

words! {
    /// The category of an upload.
    Category(Option<String>) {
        "no category" => None,
        "tweet_image" => Some("tweet_image".to_owned()),
        "tweet_gif" => Some("tweet_gif".to_owned()),
        "tweet_video" => Some("tweet_video".to_owned()),
        "amplify_video" => Some("amplify_video".to_owned()),
        "dm_image" => Some("dm_image".to_owned()),
        "dm_gif" => Some("dm_gif".to_owned()),
        "dm_video" => Some("dm_video".to_owned()),
    }
}
