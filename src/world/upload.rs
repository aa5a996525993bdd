//! INIT and APPEND: what surrounds FINALIZE. Where they fail nothing can be judged.

use std::{sync::Arc, time::Duration};

use reqwest::Method;
use serde_json::Value;

use super::{World, protocol, record::Stop};
use crate::{
    http::Response,
    judgement::{document, identifiers, status_code},
    media::Sample,
};

/// A key that is longer cannot be meant, and would have to be sent again and again.
const LONGEST_KEY: usize = 1000;

/// What to upload.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spec {
    /// The file.
    pub sample: Sample,
    /// The `media_category` of INIT.
    pub category: Option<String>,
    /// In how many segments; the last one is the shortest.
    pub segments: usize,
    /// How much of it is appended.
    pub extent: Extent,
}

/// How much of a file is appended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// Every byte.
    Whole,
    /// Nothing.
    Nothing,
    /// All segments but this one, counted from 0.
    AllBut(usize),
    /// Everything but the last byte.
    OneByteShort,
}

impl Spec {
    /// A whole file in one segment. Categories other than `tweet_image` are not every account's.
    pub fn whole(sample: Sample, category: Option<&str>) -> Self {
        Spec { sample, category: category.map(str::to_owned), segments: 1, extent: Extent::Whole }
    }

    /// The upload of scenarios that are about something else: small, synchronous, with a media key.
    pub fn usual() -> Self {
        Spec::whole(Sample::Png, Some("tweet_image"))
    }

    /// The segments to append: their indices and bytes.
    fn parts(&self) -> Vec<(usize, &'static [u8])> {
        let bytes = self.sample.bytes();
        let bytes = if self.extent == Extent::OneByteShort { &bytes[..bytes.len() - 1] } else { bytes };
        // Rounded up, so that the last segment is the shortest.
        let length = if self.segments > 1 { bytes.len() / self.segments + 1 } else { bytes.len() };
        let parts = bytes.chunks(length).enumerate();
        match self.extent {
            Extent::Whole | Extent::OneByteShort => parts.collect(),
            Extent::Nothing => Vec::new(),
            Extent::AllBut(missing) => parts.filter(|(index, _)| *index != missing).collect(),
        }
    }
}

/// An upload that INIT created.
#[derive(Clone, Debug)]
pub struct Upload {
    /// What it is.
    pub spec: Spec,
    /// The id that INIT returned, in digits.
    pub media_id: String,
    /// The key that INIT returned, if any.
    pub media_key: Option<String>,
    /// The FINALIZE that succeeded: when its answer arrived, and what it said.
    pub finalized: Option<Finalized>,
}

/// A FINALIZE that succeeded.
#[derive(Clone, Debug)]
pub struct Finalized {
    /// When the answer arrived, by the session's clock.
    pub at: Duration,
    /// The answer's body; `null` where it is no JSON.
    pub body: Value,
}

impl Upload {
    /// The media key, which a scenario needs.
    ///
    /// # Errors
    /// A skip where INIT gave none: an endpoint without keys.
    pub fn key(&self) -> Result<String, Stop> {
        self.media_key.clone().ok_or_else(|| Stop::Skip("INIT returned no media_key".to_owned()))
    }
}

impl World {
    /// Uploads a file, as the upload that the scenario is about.
    ///
    /// # Errors
    /// Inconclusive where INIT or APPEND fail; a skip where the endpoint refuses this kind of upload though it takes others.
    pub async fn upload(&mut self, spec: Spec) -> Result<(), Stop> {
        self.upload = Some(self.new_upload(spec).await?.into());
        Ok(())
    }

    /// Uploads what the endpoint is known to take, as the upload that the scenario is about.
    ///
    /// # Errors
    /// Inconclusive where INIT or APPEND fail; a skip where the endpoint refuses this kind of upload though it takes others.
    pub async fn usual_upload(&mut self) -> Result<(), Stop> {
        self.upload(self.run.usual_upload()).await
    }

    /// The scenario's upload has to have a media key.
    ///
    /// # Errors
    /// A skip where it has none.
    pub fn needs_key(&self) -> Result<(), Stop> {
        self.subject()?.key().map(drop)
    }

    /// The upload that the scenario is about.
    ///
    /// # Errors
    /// Inconclusive where no step made one.
    pub(super) fn subject(&self) -> Result<Arc<Upload>, Stop> {
        self.upload.clone().ok_or_else(|| Stop::Inconclusive("the scenario finalizes before it uploads".to_owned()))
    }

    /// Uploads a file beside the scenario's own, as control or comparison.
    ///
    /// # Errors
    /// Inconclusive where INIT or APPEND fail; a skip where the endpoint refuses this kind of media or category
    /// although it takes others.
    pub(super) async fn new_upload(&mut self, spec: Spec) -> Result<Upload, Stop> {
        let upload = self.init(spec).await?;
        for (index, bytes) in upload.spec.parts() {
            let payload = protocol::append(&upload.media_id, index, bytes);
            let exchange = self.session.command(Method::POST, payload).await;
            let (_, response) = self.answered("APPEND", exchange)?;
            if !status_code::is_accepted(&response) {
                let answer = status_code::describe(&response);
                return Err(Stop::Inconclusive(format!("APPEND of segment {index} was answered with {answer}")));
            }
        }
        Ok(upload)
    }

    /// Announces an upload without appending anything.
    ///
    /// # Errors
    /// As [`World::new_upload`].
    pub(super) async fn init(&mut self, spec: Spec) -> Result<Upload, Stop> {
        let sample = spec.sample;
        let payload = protocol::init(sample.bytes().len(), sample.media_type(), spec.category.as_deref());
        let exchange = self.session.command(Method::POST, payload).await;
        let (_, response) = self.answered("INIT", exchange)?;
        if status_code::is_refused(&response) && self.run.uploads_work() {
            let what =
                spec.category.as_deref().map_or("without media_category".to_owned(), |name| format!("for {name}"));
            let answer = excerpt(&response);
            return Err(Stop::Skip(format!("INIT of {sample} {what} is refused here: {} {answer}", response.status)));
        }
        let failed = |problem: String| Stop::Inconclusive(format!("INIT failed: {problem}"));
        if !status_code::is_accepted(&response) {
            return Err(failed(format!("{} {}", status_code::describe(&response), excerpt(&response))));
        }
        let problem = |problem| failed(format!("its answer is not understood: {problem}"));
        let body = document::parse(&response.body).map_err(problem)?.value;
        let media_key = body.get("media_key").and_then(Value::as_str).map(str::to_owned);
        if let Some(key) = media_key.as_ref().filter(|key| key.len() > LONGEST_KEY) {
            return Err(problem(format!("its media_key has {} bytes", key.len())));
        }
        Ok(Upload { spec, media_id: identifiers::from_init(&body).map_err(problem)?, media_key, finalized: None })
    }
}

/// The beginning of a body, for a sentence.
fn excerpt(response: &Response) -> String {
    const LONGEST: usize = 160;
    let text = String::from_utf8_lossy(&response.body);
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}

#[cfg(test)]
mod tests;
