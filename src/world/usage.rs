//! The other call: a use of the media id that leaves no trace a person could see.

use std::sync::Arc;

use super::{World, protocol, record::Stop, upload::Spec};
use crate::{clause::Clause, http::Response, judgement::status_code, media::Sample, verdict::Verdict};

/// Why clauses that need the other call cannot be verified.
const NO_CALL: &str = "the endpoint has no call that takes a media id (404 even for one that it has just issued)";

impl World {
    /// Uses a media id in the other call.
    ///
    /// # Errors
    /// Inconclusive where it is not answered.
    pub(super) async fn use_media_id(&mut self, media_id: &str) -> Result<(usize, Arc<Response>), Stop> {
        let exchange = self.session.create_metadata(protocol::metadata(media_id)).await;
        let (exchange, response) = self.answered("metadata/create", exchange)?;
        if status_code::is_accepted(&response) {
            self.run.saw_metadata_call();
        }
        Ok((exchange, response))
    }

    /// A clause demands that the id is usable now.
    ///
    /// # Errors
    /// Inconclusive where the other call does not answer.
    pub(super) async fn demand_usable(&mut self, clause: Clause, media_id: &str) -> Result<(), Stop> {
        let (exchange, response) = self.use_media_id(media_id).await?;
        if !status_code::is_accepted(&response) && self.has_expired() {
            return Err(Stop::Inconclusive("the lifetime ended before the question was answered".to_owned()));
        }
        if self.call_is_missing(&response).await? {
            self.record.leave_open(clause, Verdict::Skip, NO_CALL);
        } else {
            self.record.note(status_code::accepted(clause, &response), Some(exchange));
        }
        Ok(())
    }

    /// A clause demands that the id is refused now.
    ///
    /// # Errors
    /// Inconclusive where the other call does not answer.
    pub(super) async fn demand_unusable(&mut self, clause: Clause, media_id: &str) -> Result<(), Stop> {
        let (exchange, response) = self.use_media_id(media_id).await?;
        if self.call_is_missing(&response).await? {
            self.record.leave_open(clause, Verdict::Skip, NO_CALL);
        } else {
            self.record.note(status_code::refused(clause, &response), Some(exchange));
        }
        Ok(())
    }

    /// Whether a 404 means that there is no such call, rather than no such media. Once for a run it is asked whether the
    /// call minds a request without a media id, and whether it takes the id of another kind of media.
    async fn call_is_missing(&mut self, response: &Response) -> Result<bool, Stop> {
        if !matches!(response.status, 404 | 405) || self.run.has_seen_metadata_call() {
            return Ok(false);
        }
        if let Some(exists) = self.run.metadata_call.get() {
            return Ok(!exists);
        }
        let exists = self.find_call(response.status).await?;
        let run = self.run.clone();
        Ok(!*run.metadata_call.get_or_init(|| std::future::ready(exists)).await)
    }

    async fn find_call(&mut self, missing: u16) -> Result<bool, Stop> {
        let exchange = self.session.create_metadata("{}".to_owned()).await;
        let (_, response) = self.answered("metadata/create", exchange)?;
        if response.status != missing {
            return Ok(true);
        }
        let method = self.run.usual_method();
        for spec in [self.run.usual_upload(), Spec::whole(Sample::Mp4, Some("tweet_video"))] {
            let (upload, answer) = match self.control_of(spec, method).await {
                Ok(control) => control,
                Err(Stop::Skip(_)) => continue,
                Err(stop) => return Err(stop),
            };
            self.wait_for_processing(&upload, &answer).await?;
            let (_, response) = self.use_media_id(&upload.media_id).await?;
            if response.status != missing {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// LIFE-3: the last FINALIZE was accepted; where it announced no processing, its media id is usable at once.
    ///
    /// # Errors
    /// A skip where it announced some.
    pub async fn ready_at_once(&mut self) -> Result<(), Stop> {
        let upload = self.subject()?;
        let body = self.finalized()?.body;
        if body.get("processing_info").is_some() {
            return self.confirm(Clause::Life3, "it is finalized asynchronously here");
        }
        if !body.is_object() {
            return Err(Stop::Broken);
        }
        self.demand_usable(Clause::Life3, &upload.media_id).await
    }
}
