//! What a FINALIZE that succeeded has to say.

use serde_json::Value;

use super::{
    document::{self, Document, excerpt},
    identifiers,
    processing::{self, Processing},
    schema::Shape,
};
use crate::{
    clause::Clause,
    http::Response,
    media::Sample,
    verdict::{Judgement, Observation, Violation},
};

/// What is known of the upload that was finalized. Who uploads knows all of it; who looks at other people's traffic may not,
/// and what is not known decides no clause.
#[derive(Clone, Debug)]
pub struct Expected {
    /// The id that INIT returned, in digits.
    pub media_id: Option<String>,
    /// The media key that the FINALIZE request carried, if any.
    pub media_key: Option<String>,
    /// How many bytes were uploaded.
    pub size: Option<u64>,
    /// What was uploaded.
    pub media: Option<Media>,
    /// Whether the file is known to be a valid one, so that its processing has to succeed.
    pub is_valid: bool,
}

/// What was uploaded, as INIT declared it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Media {
    /// What it is, as far as processing goes.
    pub kind: Kind,
    /// Its media type.
    pub media_type: String,
    /// Whether INIT had a `media_category`.
    pub has_category: bool,
}

impl Media {
    /// One of the suite's own files.
    pub fn of(sample: Sample, has_category: bool) -> Self {
        let kind = match sample {
            Sample::Png | Sample::Jpeg => Kind::Still,
            Sample::Gif => Kind::Animation,
            Sample::Mp4 => Kind::Video,
        };
        Media { kind, media_type: sample.media_type().to_owned(), has_category }
    }
}

/// What a media is, as far as processing goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// An image that does not move.
    Still,
    /// An animated GIF.
    Animation,
    /// A video.
    Video,
}

/// Judges an answer from 200 to 299: every clause about its form and content.
///
/// RES-1 comes before all others; what cannot be judged because of it is left undecided.
pub fn judge(response: &Response, expected: &Expected) -> Judgement {
    let mut judgement = Judgement::default();
    let document = match json_object(response) {
        Ok(document) => document,
        Err(violation) => {
            judgement.decide(Clause::Res1, Some(violation));
            return judgement;
        }
    };
    judgement.decide(Clause::Res1, content_type(response).err());
    let body = &document.value;
    let shape = shape_of(body, expected);
    let mut form = shape.judge(body);
    judgement.absorb(identifiers::judge(body, expected.media_id.as_deref(), &form));
    judgement.absorb(size(body, expected, &form));
    judgement.absorb(video_type(body, expected, &form));
    if expected.size.is_none() {
        // That it is a number does not tell that it is the right one.
        form.leave_open(Clause::Rsp8);
    }
    judgement.absorb(form);
    judgement.absorb(media_key(body, expected));
    judgement.absorb(synchrony(body, expected));
    judgement.absorb(outcome(body, expected));
    judgement.observations.extend(remarks(shape, &document, "FINALIZE"));
    judgement
}

/// The body of a success as one JSON object, or how it breaks RES-1.
///
/// # Errors
/// The violation of RES-1.
pub fn json_object(response: &Response) -> Result<Document, Violation> {
    let broken =
        |actual: String| Violation::new(Clause::Res1, "the body is not one JSON object", "a JSON object", actual);
    let document = document::parse(&response.body).map_err(broken)?;
    if document.value.is_object() { Ok(document) } else { Err(broken(excerpt(&document.value))) }
}

/// The label of a success: `application/json`, parameters allowed.
///
/// # Errors
/// The violation of RES-1.
pub fn content_type(response: &Response) -> Result<(), Violation> {
    let sent = response.header("content-type");
    let essence = sent.and_then(|value| value.split(';').next()).unwrap_or_default().trim();
    if essence.eq_ignore_ascii_case("application/json") {
        return Ok(());
    }
    let message = "the answer is not labelled as JSON";
    let actual = match sent {
        None => "no Content-Type".to_owned(),
        Some("") => "an empty Content-Type".to_owned(),
        Some(value) => document::cut(value).into_owned(),
    };
    Err(Violation::new(Clause::Res1, message, "Content-Type: application/json", actual).at("Content-Type"))
}

/// The shape to judge by. A video that should have been asynchronous is no synchronous video: ASY-1 says what is wrong.
fn shape_of(body: &Value, expected: &Expected) -> Shape {
    match (body.get("processing_info"), &expected.media) {
        (Some(_), _) => Shape::FinalizeAsync,
        (None, Some(Media { kind: Kind::Video, has_category: false, .. })) => Shape::FinalizeSyncVideo,
        (None, _) => Shape::FinalizeSync,
    }
}

fn size(body: &Value, expected: &Expected, form: &Judgement) -> Judgement {
    let mut judgement = Judgement::default();
    if let (true, Some(size)) = (form.holds(Clause::Rsp8), expected.size) {
        let wrong = excerpt(&body["size"]) != size.to_string();
        judgement.decide(
            Clause::Rsp8,
            wrong.then(|| {
                let message = "size is not the number of bytes that were uploaded";
                Violation::new(Clause::Rsp8, message, size.to_string(), excerpt(&body["size"])).at("/size")
            }),
        );
    }
    judgement
}

fn video_type(body: &Value, expected: &Expected, form: &Judgement) -> Judgement {
    let mut judgement = Judgement::default();
    if let (true, Some(media)) = (form.holds(Clause::Rsp9), &expected.media) {
        let (sent, wanted) = (&body["video"]["video_type"], media.media_type.as_str());
        judgement.decide(
            Clause::Rsp9,
            (sent.as_str() != Some(wanted)).then(|| {
                let message = "video.video_type is not the media type given at INIT";
                Violation::new(Clause::Rsp9, message, format!("\"{wanted}\""), excerpt(sent)).at("/video/video_type")
            }),
        );
    }
    judgement
}

fn media_key(body: &Value, expected: &Expected) -> Judgement {
    let mut judgement = Judgement::default();
    let returned = body.get("media_key");
    match &expected.media_key {
        Some(sent) => judgement.decide(
            Clause::Rsp5,
            (returned.and_then(Value::as_str) != Some(sent)).then(|| {
                let message = "the media_key of the request does not come back unchanged";
                let actual = returned.map_or_else(|| "it is missing".to_owned(), excerpt);
                Violation::new(Clause::Rsp5, message, format!("\"{sent}\""), actual).at("/media_key")
            }),
        ),
        None => judgement.observe(
            Clause::Rsp6,
            "media-key-unasked",
            match returned {
                Some(_) => "a media_key that was not sent is in the answer",
                None => "a media_key that was not sent is not in the answer",
            },
        ),
    }
    judgement
}

/// Synchronous or not: whether `processing_info` is there. One that is no object breaks ASY-5 and decides nothing here.
fn synchrony(body: &Value, expected: &Expected) -> Judgement {
    let mut judgement = Judgement::default();
    let info = body.get("processing_info");
    let Some(media) = expected.media.as_ref().filter(|_| info.is_none_or(Value::is_object)) else { return judgement };
    let (clause, wants_info) = match (media.kind, media.has_category) {
        (Kind::Still, _) => (Clause::Asy3, false),
        (Kind::Video, true) => (Clause::Asy1, true),
        (Kind::Animation, true) => (Clause::Asy2, true),
        (Kind::Video | Kind::Animation, false) => {
            let way = if info.is_some() { "asynchronously" } else { "synchronously" };
            let message = format!("{} without media_category is finalized {way}", media.media_type);
            judgement.observe(Clause::Asy4, "synchrony", message);
            return judgement;
        }
    };
    judgement.decide(
        clause,
        (info.is_some() != wants_info).then(|| {
            let present = |there| if there { "processing_info is there" } else { "processing_info is not there" };
            let text = clause.entry().text;
            Violation::new(clause, text, present(wants_info), present(info.is_some())).at("/processing_info")
        }),
    );
    judgement
}

/// A valid file must not be reported as failed, not even at once.
fn outcome(body: &Value, expected: &Expected) -> Judgement {
    let mut judgement = Judgement::default();
    let found = Processing::of(body).filter(|_| expected.is_valid);
    if let Some(broken) = found.and_then(|found| processing::failure(&found)) {
        judgement.decide(Clause::Life4, Some(broken));
    }
    judgement
}

/// What a regression check wants to know of a message and no clause decides.
pub fn remarks(shape: Shape, document: &Document, message: &str) -> Vec<Observation> {
    let extra = shape.undocumented(&document.value).into_iter().map(|pointer| {
        let field = document::cut(&pointer);
        Observation::new("undocumented-field", format!("{message} answers with an undocumented field {field}"))
    });
    let repeated = document.repeated.iter().map(|pointer| {
        let field = document::cut(pointer);
        Observation::new("repeated-field", format!("{message} answers with the field {field} given more than once"))
    });
    extra.chain(repeated).collect()
}
