//! The machine itself: settings, accounts and uploads, and the way of a request through them.

use std::{collections::HashMap, time::Duration};

use super::{
    authentication::Nonces,
    commands::{append, finalize, init, metadata, status},
    ids,
    parameters::Parameters,
    rate::Window,
    reply::Refusal,
    settings::{Disagreement, Settings},
    upload::Upload,
};
use crate::{
    credentials::Credentials,
    http::{Request, Response},
};

/// The way an endpoint answers: [`conforming`], or a deviation from it.
pub type Behaviour = fn(&mut Endpoint, &Request, Duration) -> Response;

/// The behaviour of the reference endpoint.
pub fn conforming(endpoint: &mut Endpoint, request: &Request, now: Duration) -> Response {
    endpoint.answer(request, now)
}

/// The reference endpoint: a pure state machine. Times are durations since the Unix epoch.
#[derive(Debug)]
pub struct Endpoint {
    /// What the document leaves open. A behaviour may change it between two answers.
    pub settings: Settings,
    pub(super) accounts: Credentials,
    pub(super) nonces: Nonces,
    pub(super) window: Window,
    uploads: Uploads,
    behaviour: Behaviour,
}

/// Uploads by id, with what INIT needs to know about them.
#[derive(Debug, Default)]
struct Uploads {
    by_id: HashMap<u64, Upload>,
    issued: u64,
    prune_at: usize,
}

impl Endpoint {
    /// An endpoint that accepts the user of `accounts` and refuses its application-only token.
    /// Without a user it asks for no credentials.
    pub fn new(settings: Settings, accounts: Credentials, behaviour: Behaviour) -> Self {
        let (nonces, window, uploads) = Default::default();
        Endpoint { settings, accounts, nonces, window, uploads, behaviour }
    }

    /// A conforming endpoint with the usual settings.
    pub fn reference(accounts: Credentials) -> Self {
        Endpoint::new(Settings::default(), accounts, conforming)
    }

    /// The answer to a request, by this endpoint's behaviour. `Date` shows the endpoint's clock, for some clients set
    /// theirs by it.
    pub fn respond(&mut self, request: &Request, now: Duration) -> Response {
        let response = (self.behaviour)(self, request, now);
        let date = httpdate::fmt_http_date(std::time::UNIX_EPOCH + now);
        if response.header("date").is_some() { response } else { response.with_header("date", date) }
    }

    /// The conforming answer, credentials checked.
    pub fn answer(&mut self, request: &Request, now: Duration) -> Response {
        self.authentic(request, now, |endpoint| endpoint.answer_authenticated(request, now))
    }

    /// Some other answer, given only where the credentials are good.
    pub fn authentic(
        &mut self,
        request: &Request,
        now: Duration,
        answer: impl FnOnce(&mut Endpoint) -> Response,
    ) -> Response {
        match self.authenticate(request, now) {
            Ok(()) => answer(self),
            Err(denial) => self.refuse(request, &denial.refusal()),
        }
    }

    /// A refusal in the shape of this endpoint's errors.
    pub fn refuse(&self, request: &Request, refusal: &Refusal) -> Response {
        refusal.answer(&self.settings, request)
    }

    /// The conforming answer to a request whose credentials were found good, or need not be: a behaviour that rewrites a
    /// request after [`Endpoint::authenticate`] has no valid signature any more.
    pub fn answer_authenticated(&mut self, request: &Request, now: Duration) -> Response {
        let answer = match request.url.path() {
            path if path.ends_with("/1.1/media/upload.json") => self.command(request, now),
            path if path.ends_with("/1.1/media/metadata/create.json") && self.settings.metadata => {
                metadata::create(self, request, now)
            }
            _ => Err(Refusal::new(404, 34, "Sorry, that page does not exist.")),
        };
        answer.unwrap_or_else(|refusal| self.refuse(request, &refusal))
    }

    fn command(&mut self, request: &Request, now: Duration) -> Result<Response, Refusal> {
        let parameters = Parameters::read(request);
        let parameters = if self.settings.json_body { parameters.with_json_body(request) } else { parameters };
        parameters.check()?;
        let command = parameters.get("command").ok_or_else(|| Refusal::missing("command"))?;
        let (method, run): (_, Command) = match &*command {
            "INIT" => ("POST", init::run),
            "APPEND" => ("POST", append::run),
            "FINALIZE" => ("POST", finalize::run),
            "STATUS" => ("GET", status::run),
            _ => return Err(Refusal::invalid("command")),
        };
        if request.method != method {
            return Err(Refusal::new(405, 86, format!("This method requires a {method}.")));
        }
        if *command != *"FINALIZE" {
            return run(self, &parameters, now);
        }
        let answer = self.count_finalize(now).and_then(|()| run(self, &parameters, now));
        Ok(self.with_rate_limit(answer.unwrap_or_else(|refusal| self.refuse(request, &refusal))))
    }

    /// The living upload that a request names by id, by key or by both.
    pub(super) fn find(&self, parameters: &Parameters, now: Duration) -> Result<&Upload, Refusal> {
        let id = parameters.get("media_id").map(|id| self.find_id(&id, now));
        let key = parameters.get("media_key").map(|key| self.find_key(&key, now));
        match (id, key, self.settings.disagreement) {
            (None, None, _) => Err(Refusal::missing("media_id")),
            (Some(found), None, _) | (None, Some(found), _) => found,
            (Some(found), Some(_), Disagreement::TakeId) | (Some(_), Some(found), Disagreement::TakeKey) => found,
            (Some(by_id), Some(by_key), Disagreement::Refuse) => {
                let (by_id, by_key) = (by_id?, by_key?);
                if by_id.id == by_key.id { Ok(by_id) } else { Err(Refusal::invalid("media_key")) }
            }
        }
    }

    /// The living upload with that id, as text.
    pub(super) fn find_id(&self, id: &str, now: Duration) -> Result<&Upload, Refusal> {
        let digits = if self.settings.leading_zeros { id.trim_start_matches('0') } else { id };
        let id = ids::parse(digits).ok_or_else(|| Refusal::invalid("media_id"))?;
        self.alive(id, now)
            .ok_or_else(|| Refusal::new(400, 324, format!("The media id {id} is unknown or has expired.")))
    }

    fn find_key(&self, key: &str, now: Duration) -> Result<&Upload, Refusal> {
        let id = key.split_once('_').and_then(|(_, id)| ids::parse(id));
        let id = id.ok_or_else(|| Refusal::invalid("media_key"))?;
        let upload = self.alive(id, now).filter(|upload| upload.key.as_deref() == Some(key));
        upload.ok_or_else(|| Refusal::new(400, 324, "The media key is unknown or has expired."))
    }

    fn alive(&self, id: u64, now: Duration) -> Option<&Upload> {
        self.uploads.by_id.get(&id).filter(|upload| !upload.is_expired(&self.settings, now))
    }

    /// The upload with that id, expired or not.
    pub fn upload(&self, id: u64) -> Option<&Upload> {
        self.uploads.by_id.get(&id)
    }

    /// The upload with that id, expired or not.
    pub fn upload_mut(&mut self, id: u64) -> Option<&mut Upload> {
        self.uploads.by_id.get_mut(&id)
    }

    /// The upload that INIT created last.
    pub fn latest(&self) -> Option<&Upload> {
        self.uploads().max_by_key(|upload| upload.number)
    }

    /// Every upload, in no order.
    pub fn uploads(&self) -> impl Iterator<Item = &Upload> {
        self.uploads.by_id.values()
    }

    /// The upload that a request names by id or key, expired or not, whatever else is wrong with the request.
    pub fn upload_of(&self, request: &Request) -> Option<&Upload> {
        self.upload(named_id(request)?)
    }

    /// As [`Endpoint::upload_of`], to be changed.
    pub fn upload_of_mut(&mut self, request: &Request) -> Option<&mut Upload> {
        self.upload_mut(named_id(request)?)
    }

    /// How many ids were given before, and an id that no other upload has.
    pub(super) fn new_id(&mut self) -> (u64, u64) {
        let id = self.settings.ids.next(self.uploads.issued, |id| self.uploads.by_id.contains_key(&id));
        self.uploads.issued += 1;
        (self.uploads.issued - 1, id)
    }

    /// Keeps an upload. Expired ones are dropped whenever the number of uploads has doubled, which costs each INIT a
    /// constant share; where too many live, the oldest go.
    pub(super) fn keep(&mut self, upload: Upload, now: Duration) {
        let uploads = &mut self.uploads;
        if uploads.by_id.len() >= uploads.prune_at {
            let oldest = uploads.issued.saturating_sub(MOST_KEPT);
            uploads.by_id.retain(|_, upload| upload.number >= oldest && !upload.is_expired(&self.settings, now));
            uploads.prune_at = (uploads.by_id.len() * 2).max(PRUNE_FROM);
        }
        uploads.by_id.insert(upload.id, upload);
    }
}

/// So few uploads need no pruning.
const PRUNE_FROM: usize = 1024;
/// So many living uploads are enough for any client.
const MOST_KEPT: u64 = 20_000;

type Command = fn(&mut Endpoint, &Parameters, Duration) -> Result<Response, Refusal>;

fn named_id(request: &Request) -> Option<u64> {
    if request.url.path().ends_with("/metadata/create.json") {
        return metadata::media_id(&request.body);
    }
    let parameters = Parameters::read(request);
    let by_id = parameters.get("media_id").and_then(|id| ids::parse(&id));
    by_id.or_else(|| ids::parse(parameters.get("media_key")?.split_once('_')?.1))
}
