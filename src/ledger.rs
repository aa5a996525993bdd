//! The ledger: which media earlier runs finalized and when each expires, so that a later run can ask for what has expired
//! on a service that keeps media for a day (LIFE-6, LIFE-7).
//!
//! A line of JSON a media, and nothing secret in it: the user is a salted hash.

use std::{
    fs::{File, TryLockError},
    io,
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
    thread,
    time::Duration,
};

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use url::Url;

use crate::{
    credentials::{Credentials, User},
    report::write::{self, WriteError},
};

/// How long after its stated end a lifetime counts as over: clocks are set, and answers take their time.
pub const MARGIN: SignedDuration = SignedDuration::from_secs(60);
/// So many media of an endpoint and a user are kept that live, and as many that have expired.
const KEPT: usize = 32;
/// So many media a run are remembered with a key, and as many without one.
const A_RUN: usize = 4;
/// When a media that has expired is forgotten.
const FORGOTTEN_AFTER: SignedDuration = SignedDuration::from_hours(90 * 24);
/// A key is short; what is not is none.
const LONGEST_KEY: usize = 100;
/// How often another run's lock is tried, and how long after each failure: nobody holds it for long.
const TRIES: usize = 50;
const PAUSE: Duration = Duration::from_millis(20);

/// Why a ledger cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    /// It cannot be read.
    #[error("cannot read the ledger {}: {source}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// It is none.
    #[error("line {line} of the ledger {} is none of its entries: {problem}; mend it, or choose another file", path.display())]
    Broken {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// What is wrong.
        problem: String,
    },
    /// It cannot be locked, or not now.
    #[error("cannot lock the ledger {}: {problem}", path.display())]
    Locked {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        problem: String,
    },
    /// It cannot be written.
    #[error(transparent)]
    Unwritable(#[from] WriteError),
}

/// What earlier runs finalized at an endpoint, and what this one does.
#[derive(Debug)]
pub struct Ledger {
    path: PathBuf,
    owner: Owner,
    earlier: Vec<Entry>,
    seen: Mutex<Vec<Entry>>,
}

/// A media id or a media key whose lifetime is over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expired {
    /// The id or the key.
    pub value: String,
    /// How long ago it expired, by what the endpoint had said.
    pub age: SignedDuration,
}

/// One media: a line of the file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Entry {
    endpoint: String,
    user: Option<String>,
    media_id: String,
    media_key: Option<String>,
    expires_at: Timestamp,
}

/// Whose media they are: at which endpoint, and of which user. An id of somebody else's is refused for another reason.
#[derive(Clone)]
struct Owner {
    endpoint: String,
    user: Option<String>,
}

impl std::fmt::Debug for Owner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Owner").field("endpoint", &self.endpoint).finish_non_exhaustive()
    }
}

impl Ledger {
    /// Reads a ledger, or begins a new one, and proves that it can be written.
    ///
    /// # Errors
    /// See [`LedgerError`].
    pub fn open(path: &Path, endpoint: &Url, credentials: &Credentials) -> Result<Self, LedgerError> {
        drop(lock_file(path)?);
        let owner = Owner::new(endpoint, credentials);
        let mut earlier = read(path)?;
        earlier.retain(|entry| owner.owns(entry));
        Ok(Ledger { path: path.to_owned(), owner, earlier, seen: Mutex::default() })
    }

    /// The media id that expired last, but not just now.
    pub fn expired_id(&self, now: Duration) -> Option<Expired> {
        self.expired(now, |entry| Some(&entry.media_id))
    }

    /// The media key that expired last, but not just now.
    pub fn expired_key(&self, now: Duration) -> Option<Expired> {
        self.expired(now, |entry| entry.media_key.as_ref())
    }

    fn expired(&self, now: Duration, value: impl Fn(&Entry) -> Option<&String>) -> Option<Expired> {
        let now = timestamp(now)?;
        let over = self.earlier.iter().filter_map(|entry| Some((value(entry)?, now.duration_since(entry.expires_at))));
        let (value, age) = over.filter(|(_, age)| *age >= MARGIN).min_by_key(|(_, age)| *age)?;
        Some(Expired { value: value.clone(), age })
    }

    /// Takes note of what the answer to a FINALIZE said: a media, and how long it lives from now.
    pub fn note(&self, media_id: String, media_key: Option<String>, lifetime: Duration, now: Duration) {
        let Some(expires_at) = now.checked_add(lifetime).and_then(timestamp) else { return };
        let media_key = media_key.filter(|key| key.len() <= LONGEST_KEY);
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = seen.iter_mut().find(|entry| entry.media_id == media_id) {
            // A repeated FINALIZE may begin the lifetime anew.
            known.expires_at = known.expires_at.max(expires_at);
            known.media_key = media_key.or(known.media_key.take());
            return;
        }
        let renewed = self.earlier.iter().any(|entry| entry.media_id == media_id);
        let alike = seen.iter().filter(|entry| entry.media_key.is_some() == media_key.is_some()).count();
        if renewed || alike < A_RUN {
            seen.push(self.owner.entry(media_id, media_key, expires_at));
        }
    }

    /// Adds this run's media to the file as it is by now.
    ///
    /// # Errors
    /// See [`LedgerError`]; the file is then as it was.
    pub fn save(&self, now: Duration) -> Result<(), LedgerError> {
        let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(now) = timestamp(now).filter(|_| !seen.is_empty()) else { return Ok(()) };
        let lock = lock_file(&self.path)?;
        acquire(&lock).map_err(|problem| LedgerError::Locked { path: self.path.clone(), problem })?;
        let (own, mut others): (Vec<_>, Vec<_>) =
            read(&self.path)?.into_iter().partition(|entry| self.owner.owns(entry));
        let kept = own.into_iter().filter(|entry| seen.iter().all(|new| new.media_id != entry.media_id));
        others.extend(pruned(kept.chain(seen.iter().cloned()).collect(), now));
        others.retain(|entry| now.duration_since(entry.expires_at) < FORGOTTEN_AFTER);
        let lines = others.iter().map(|entry| serde_json::to_string(entry).expect("an entry is JSON") + "\n");
        write::replace(&self.path, &lines.collect::<String>())?;
        Ok(())
    }
}

impl Owner {
    fn new(endpoint: &Url, credentials: &Credentials) -> Self {
        let mut endpoint = endpoint.clone();
        // A query string may hold a secret.
        endpoint.set_query(None);
        endpoint.set_fragment(None);
        let user = credentials.user.as_ref().map(|user| match user {
            User::OAuth1(keys) => format!("{} {}", keys.consumer_key, keys.token),
            User::Bearer(token) => token.clone(),
        });
        Owner { endpoint: endpoint.into(), user }
    }

    fn owns(&self, entry: &Entry) -> bool {
        let same_user = match (&self.user, &entry.user) {
            (None, None) => true,
            (Some(user), Some(hash)) => hash.split_once('.').is_some_and(|(salt, _)| *hash == hashed(salt, user)),
            _ => false,
        };
        entry.endpoint == self.endpoint && same_user
    }

    fn entry(&self, media_id: String, media_key: Option<String>, expires_at: Timestamp) -> Entry {
        let salt: String = std::iter::repeat_with(fastrand::alphanumeric).take(16).collect();
        let user = self.user.as_ref().map(|user| hashed(&salt, user));
        Entry { endpoint: self.endpoint.clone(), user, media_id, media_key, expires_at }
    }
}

/// Which user it is, for those who know already.
fn hashed(salt: &str, user: &str) -> String {
    let hash = Sha256::new().chain_update(salt).chain_update(user).finalize();
    format!("{salt}.{}", BASE64_URL_SAFE_NO_PAD.encode(hash))
}

/// Of the living those that expire first and of the expired those that did last: the ones that will be asked for.
fn pruned(mut entries: Vec<Entry>, now: Timestamp) -> Vec<Entry> {
    entries.sort_by_key(|entry| entry.expires_at);
    let living = entries.split_off(entries.partition_point(|entry| entry.expires_at <= now));
    let expired = entries.split_off(entries.len().saturating_sub(KEPT));
    expired.into_iter().chain(living.into_iter().take(KEPT)).collect()
}

fn timestamp(since_epoch: Duration) -> Option<Timestamp> {
    Timestamp::UNIX_EPOCH.checked_add(Duration::from_secs(since_epoch.as_secs())).ok()
}

fn read(path: &Path) -> Result<Vec<Entry>, LedgerError> {
    let text = match std::fs::read_to_string(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        text => text.map_err(|source| LedgerError::Unreadable { path: path.to_owned(), source })?,
    };
    let entry = |(index, line)| {
        serde_json::from_str(line).map_err(|error| LedgerError::Broken {
            path: path.to_owned(),
            line: index + 1,
            problem: error.to_string(),
        })
    };
    text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()).map(entry).collect()
}

/// The file that is locked while the ledger is written. The ledger itself is replaced, and a lock would go with the old.
fn lock_file(path: &Path) -> Result<File, LedgerError> {
    let mut beside = path.as_os_str().to_owned();
    beside.push(".lock");
    let opened = File::options().create(true).truncate(false).write(true).open(&beside);
    opened.map_err(|error| LedgerError::Locked { path: path.to_owned(), problem: error.to_string() })
}

/// Locks for as long as the file stays open.
fn acquire(lock: &File) -> Result<(), String> {
    for _ in 0..TRIES {
        match lock.try_lock() {
            Ok(()) => return Ok(()),
            Err(TryLockError::WouldBlock) => thread::sleep(PAUSE),
            Err(TryLockError::Error(error)) => return Err(error.to_string()),
        }
    }
    Err("another run has locked it".to_owned())
}

#[cfg(test)]
mod tests;
