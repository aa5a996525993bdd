//! The library's front: the options of a suite.

use std::{path::PathBuf, sync::Arc};

use url::Url;

use super::{
    plan::{Plan, PlanError},
    run::Run,
    runner::{Options, Suite},
    tally::FailOn,
    target::{self, Target},
};
use crate::{
    client::{self, Masker, PlainHttp, Transport, TransportError, TransportOptions},
    credentials::Credentials,
    endpoint::{Behaviour, Host, Settings, conforming},
    judgement::identifiers,
    ledger::{Ledger, LedgerError},
    scenario::{
        catalogue::{self, CatalogueError},
        known::KnownFailures,
        selection::Selection,
    },
};

/// Why a suite cannot run. Nothing has been sent.
#[derive(Debug, thiserror::Error)]
pub enum SuiteError {
    /// A feature cannot be read.
    #[error(transparent)]
    Catalogue(#[from] CatalogueError),
    /// A step has no meaning, or two.
    #[error(transparent)]
    Plan(#[from] PlanError),
    /// The endpoint or the way to it makes no sense.
    #[error(transparent)]
    Transport(#[from] TransportError),
    /// Credentials would be sent in the clear.
    #[error(transparent)]
    PlainHttp(#[from] PlainHttp),
    /// What is given as expired can be no media id or no media key.
    #[error("{option} has to be {form}, not \"{value}\"")]
    Expired {
        /// Where it is given.
        option: &'static str,
        /// What it has to be.
        form: &'static str,
        /// What it is.
        value: String,
    },
    /// The ledger cannot be used.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// Nothing is left to run.
    #[error("no scenario is selected; `finalize-conformance list` shows them all")]
    NothingSelected,
}

/// Collects the options of a suite. Without an endpoint it tests the embedded reference endpoint.
#[derive(Clone, Debug)]
pub struct SuiteBuilder {
    endpoint: Option<Url>,
    credentials: Credentials,
    features: Option<PathBuf>,
    plan: Option<Plan>,
    host: Option<Arc<Host>>,
    deviation: (Settings, Behaviour),
    selection: Selection,
    transport: TransportOptions,
    allow_insecure_credentials: bool,
    expired: (Option<String>, Option<String>),
    ledger: Option<PathBuf>,
    rehearsal: bool,
    known: KnownFailures,
    evidence: bool,
    options: Options,
}

impl Suite {
    /// A suite with every option at its default.
    pub fn builder() -> SuiteBuilder {
        SuiteBuilder {
            endpoint: None,
            credentials: Credentials::default(),
            features: None,
            plan: None,
            host: None,
            deviation: (Settings::default(), conforming),
            selection: Selection::default(),
            transport: TransportOptions::default(),
            allow_insecure_credentials: false,
            expired: (None, None),
            ledger: None,
            rehearsal: false,
            known: KnownFailures::default(),
            evidence: true,
            options: Options {
                places: TransportOptions::default().concurrency,
                repeat: 1,
                fail_on: FailOn::default(),
                require_complete: false,
                journal: None,
                warnings: Vec::new(),
            },
        }
    }
}

impl SuiteBuilder {
    /// Tests the endpoint at a URL. One without a path gets `/1.1/media/upload.json`.
    #[must_use]
    pub fn endpoint(mut self, mut url: Url) -> Self {
        if url.path() == "/" {
            url.set_path("/1.1/media/upload.json");
        }
        self.endpoint = Some(url);
        self
    }

    /// On whose behalf to ask. The embedded endpoint has credentials of its own.
    #[must_use]
    pub fn credentials(mut self, credentials: Credentials) -> Self {
        self.credentials = credentials;
        self
    }

    /// A directory with further scenarios of the user's own.
    #[must_use]
    pub fn features(mut self, directory: impl Into<PathBuf>) -> Self {
        self.features = Some(directory.into());
        self
    }

    /// Scenarios that are matched already, for many runs in one process.
    #[must_use]
    pub fn plan(mut self, plan: Plan) -> Self {
        self.plan = Some(plan);
        self
    }

    /// An embedded server that is running already, for many runs in one process.
    #[must_use]
    pub fn host(mut self, host: Arc<Host>) -> Self {
        self.host = Some(host);
        self
    }

    /// A deviation of the embedded endpoint: a mutant or a variant.
    #[must_use]
    pub fn deviation(mut self, settings: Settings, behaviour: Behaviour) -> Self {
        self.deviation = (settings, behaviour);
        self
    }

    /// Which scenarios to run and which clauses to judge.
    #[must_use]
    pub fn selection(mut self, selection: Selection) -> Self {
        self.selection = selection;
        self
    }

    /// Budgets, and how to reach the endpoint.
    #[must_use]
    pub fn transport(mut self, options: TransportOptions) -> Self {
        self.options.places = options.concurrency;
        self.transport = options;
        self
    }

    /// Lets credentials go over plain HTTP to another machine.
    #[must_use]
    pub fn allow_insecure_credentials(mut self, allow: bool) -> Self {
        self.allow_insecure_credentials = allow;
        self
    }

    /// A media id and a media key that are known to have expired; an empty one is none.
    #[must_use]
    pub fn expired(mut self, media_id: Option<String>, media_key: Option<String>) -> Self {
        self.expired = (media_id, media_key);
        self
    }

    /// Remembers what this run finalizes at a live endpoint, and asks for what has expired of earlier runs.
    #[must_use]
    pub fn ledger(mut self, path: Option<PathBuf>) -> Self {
        self.ledger = path;
        self
    }

    /// Runs against the embedded endpoint with these credentials as against a live one, but for the waiting: to find out
    /// what a run will send and how long it will wait.
    #[must_use]
    pub fn rehearsal(mut self, credentials: Credentials) -> Self {
        self.credentials = credentials;
        self.rehearsal = true;
        self
    }

    /// Runs every scenario so many times, 0 counting as 1; what is reported of each is the worst of its runs, and how they
    /// ended.
    #[must_use]
    pub fn repeat(mut self, times: usize) -> Self {
        self.options.repeat = times.max(1);
        self
    }

    /// Writes down what each scenario came to as soon as it has ended, for [`super::journal::read`] to make a report of
    /// where the process did not.
    #[must_use]
    pub fn journal(mut self, path: impl Into<PathBuf>) -> Self {
        self.options.journal = Some(path.into());
        self
    }

    /// Keeps no exchanges in the report, for runs of which only the verdict matters.
    #[must_use]
    pub fn without_evidence(mut self) -> Self {
        self.evidence = false;
        self
    }

    /// Which clauses decide.
    #[must_use]
    pub fn fail_on(mut self, fail_on: FailOn) -> Self {
        self.options.fail_on = fail_on;
        self
    }

    /// A MUST clause that was not verified makes the run inconclusive.
    #[must_use]
    pub fn require_complete(mut self, require: bool) -> Self {
        self.options.require_complete = require;
        self
    }

    /// Failures that are known and do not decide.
    #[must_use]
    pub fn known_failures(mut self, known: KnownFailures) -> Self {
        self.known = known;
        self
    }

    /// Reads and matches the scenarios and gets ready to send; nothing is sent yet.
    ///
    /// # Errors
    /// See [`SuiteError`].
    pub async fn build(mut self) -> Result<Suite, SuiteError> {
        let plan = match self.plan.take() {
            Some(plan) => plan,
            None => Plan::new(catalogue::load(self.features.as_deref())?)?,
        };
        let selected = plan.select(&self.selection);
        if selected.is_empty() {
            return Err(SuiteError::NothingSelected);
        }
        let (media_id, media_key) = self.expired;
        let id_form = "a media id, which is a number from 1 to 18446744073709551615";
        let key_form = "a media key, which is two numbers and _ between them";
        let expired_media_id = given("--expired-media-id", media_id, id_form, identifiers::is_id)?;
        let expired_media_key = given("--expired-media-key", media_key, key_form, identifiers::is_key)?;
        let masker;
        let mut ledger = None;
        let target = match self.endpoint.take() {
            Some(endpoint) => {
                client::check_plain_http(&endpoint, &self.credentials, self.allow_insecure_credentials)?;
                masker = Masker::new(&self.credentials, &self.transport.headers);
                let transport = Transport::new(self.transport.clone(), &endpoint)?;
                let open = |path: PathBuf| Ledger::open(&path, &endpoint, &self.credentials);
                ledger = self.ledger.take().map(open).transpose()?;
                Target::Live { endpoint, credentials: self.credentials, transport }
            }
            None => {
                let host = match self.host.take() {
                    Some(host) => host,
                    None => Arc::new(Host::start().await),
                };
                let credentials = if self.rehearsal { self.credentials } else { target::own_credentials() };
                masker = Masker::new(&credentials, &self.transport.headers);
                let transport = Transport::new(self.transport.clone(), &host.url())?;
                let (settings, behaviour) = self.deviation;
                let rehearsal = self.rehearsal;
                Target::Embedded { host, settings, behaviour, credentials, transport, rehearsal }
            }
        };
        if self.transport.insecure {
            self.options.warnings.push("certificates were not verified (--insecure)".to_owned());
        }
        if self.ledger.is_some() {
            let unused = "the ledger was not used: the embedded endpoint has a clock of its own (--ledger)";
            self.options.warnings.push(unused.to_owned());
        }
        let mut run = Run::new(target, self.selection, masker, self.transport.max_wait);
        run.evidence = self.evidence;
        run.known = self.known;
        (run.expired_media_id, run.expired_media_key) = (expired_media_id, expired_media_key);
        run.ledger = ledger;
        Ok(Suite { plan, selected, run: Arc::new(run), options: self.options })
    }
}

/// What is given as expired, where it is not empty: an endpoint refuses nonsense, and that shows nothing of lifetimes.
fn given(
    option: &'static str,
    value: Option<String>,
    form: &'static str,
    fits: fn(&str) -> bool,
) -> Result<Option<String>, SuiteError> {
    match value.filter(|value| !value.is_empty()) {
        Some(value) if !fits(&value) => {
            Err(SuiteError::Expired { option, form, value: value.escape_debug().to_string() })
        }
        value => Ok(value),
    }
}
