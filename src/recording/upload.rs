//! Everything that a recording has of one upload.

use std::collections::{BTreeSet, HashMap};

use super::{
    har::Recording,
    message::{Ask, Message},
};
use crate::{
    judgement::{
        attribution::{Encoding, Identifier},
        document,
        finalize::{Kind, Media},
        identifiers, status_code,
    },
    suite::session::metadata_url,
    world::protocol::{MEDIA_ID, MEDIA_KEY},
};

/// Everything that a recording has of one upload, or a FINALIZE that names none.
#[derive(Clone, Debug)]
pub struct Upload<'a> {
    /// The address of `media/upload`.
    pub address: String,
    /// The media id, in digits; none for a FINALIZE that names no media.
    pub media_id: Option<String>,
    /// What INIT declared and returned, where the recording has it.
    pub init: Option<Init>,
    /// What was asked, in order.
    pub events: Vec<Event<'a>>,
}

/// What INIT declared and returned.
#[derive(Clone, Debug)]
pub struct Init {
    /// The size declared.
    pub total_bytes: Option<u64>,
    /// What was declared of the media, as far as a declaration tells what it is.
    pub media: Option<Media>,
    /// The media and its category in words.
    pub words: String,
    /// The media key returned.
    pub media_key: Option<String>,
}

/// One exchange of an upload.
#[derive(Clone, Debug)]
pub struct Event<'a> {
    /// What was asked.
    pub ask: Ask,
    /// The exchange.
    pub message: Message<'a>,
}

impl Init {
    fn read(message: &Message<'_>, media_key: Option<String>) -> Self {
        let media_type = message.get("media_type").map(|text| text.into_owned());
        let category = message.get("media_category").filter(|text| !text.is_empty()).map(|text| text.into_owned());
        let media = media_type.as_deref().filter(|_| message.is_whole()).and_then(|media_type| {
            let kind = kind(media_type, category.as_deref())?;
            Some(Media { kind, media_type: media_type.to_owned(), has_category: category.is_some() })
        });
        let words = media_type.unwrap_or_else(|| "an unknown type".to_owned());
        Init {
            total_bytes: message.get("total_bytes").and_then(|text| text.parse().ok()),
            media,
            words: category.map_or_else(|| words.clone(), |category| format!("{words} for {category}")),
            media_key,
        }
    }
}

/// What a media is by its declaration; none where that does not tell: a GIF need not be animated.
fn kind(media_type: &str, category: Option<&str>) -> Option<Kind> {
    match media_type.to_ascii_lowercase().as_str() {
        "image/png" | "image/jpeg" | "image/jpg" => Some(Kind::Still),
        "image/gif" => category.filter(|name| name.ends_with("_gif")).map(|_| Kind::Animation),
        other => other.starts_with("video/").then_some(Kind::Video),
    }
}

impl Upload<'_> {
    /// Whether there is anything to judge: a FINALIZE, or a STATUS of a media.
    pub fn is_judged(&self) -> bool {
        self.events.iter().any(|event| match event.ask {
            Ask::Finalize => true,
            Ask::Status => self.media_id.is_some(),
            Ask::Init | Ask::Append | Ask::Use => false,
        })
    }

    /// How a FINALIZE names this upload by what INIT returned; none where it does not, or INIT is not in the recording.
    pub fn identifier(&self, message: &Message<'_>) -> Option<Identifier> {
        let init = self.init.as_ref()?;
        let is_id = message.get(MEDIA_ID).map(|id| Some(&*id) == self.media_id.as_deref());
        let is_key = message.get(MEDIA_KEY).map(|key| Some(&*key) == init.media_key.as_deref());
        match (is_id, is_key) {
            (Some(true), None) => Some(Identifier::Id),
            (None, Some(true)) => Some(Identifier::Key),
            (Some(true), Some(true)) => Some(Identifier::Both),
            _ => None,
        }
    }

    /// The encodings of the right FINALIZEs that were accepted.
    pub fn accepted(&self) -> impl Iterator<Item = Encoding> {
        let right = self.events.iter().filter(|event| {
            let message = &event.message;
            let accepted = message.entry.exchange.response().is_some_and(status_code::is_accepted);
            accepted && event.ask == Ask::Finalize && self.identifier(message).is_some() && message.faults().is_empty()
        });
        right.filter_map(|event| event.message.encoding())
    }

    /// Whether nothing in the recording shows that INIT returned its id: neither INIT nor an APPEND that was accepted.
    pub fn is_without_origin(&self) -> bool {
        let accepted =
            |event: &&Event<'_>| event.message.entry.exchange.response().is_some_and(status_code::is_accepted);
        self.init.is_none() && !self.events.iter().filter(accepted).any(|event| event.ask == Ask::Append)
    }

    /// Whether a request presents credentials of another kind than INIT did: none where that had some, say.
    pub fn has_other_credentials(&self, message: &Message<'_>) -> bool {
        let init = self.events.iter().find(|event| event.ask == Ask::Init);
        init.is_some_and(|init| init.message.scheme() != message.scheme())
    }

    /// The entry by which the upload is found: its first FINALIZE, else its first.
    pub fn landmark(&self) -> Option<&Event<'_>> {
        self.events.iter().find(|event| event.ask == Ask::Finalize).or(self.events.first())
    }
}

/// The addresses of a recording to which FINALIZE was sent.
pub fn addresses(recording: &Recording) -> BTreeSet<String> {
    let messages: Vec<Message<'_>> = recording.entries.iter().map(Message::read).collect();
    let known: BTreeSet<&String> =
        messages.iter().filter(|message| message.is_of_the_protocol()).map(|message| &message.address).collect();
    let finalized = messages.iter().filter(|message| message.ask() == Some(Ask::Finalize));
    finalized.map(|message| &message.address).filter(|address| known.contains(address)).cloned().collect()
}

/// The uploads of a recording to some addresses, in the order in which they begin.
pub fn uploads<'a>(recording: &'a Recording, addresses: &BTreeSet<String>) -> Vec<Upload<'a>> {
    let mut found = Found::default();
    for entry in &recording.entries {
        let message = Message::read(entry);
        match message.ask().filter(|_| addresses.contains(&message.address)) {
            Some(Ask::Init) => found.begin(message),
            Some(ask) => found.join(ask, message),
            None => found.used(message),
        }
    }
    found.uploads
}

#[derive(Default)]
struct Found<'a> {
    uploads: Vec<Upload<'a>>,
    /// Uploads by address and by media id or key.
    named: HashMap<(String, String), usize>,
}

impl<'a> Found<'a> {
    /// An INIT that was accepted begins an upload, under the names that it returned.
    fn begin(&mut self, message: Message<'a>) {
        let accepted = message.entry.exchange.response().filter(|response| status_code::is_accepted(response));
        let body = accepted.and_then(|response| document::parse(&response.body).ok()).map(|document| document.value);
        let Some(body) = body else { return };
        let Ok(media_id) = identifiers::from_init(&body) else { return };
        let media_key = body.get("media_key").and_then(serde_json::Value::as_str).map(str::to_owned);
        let names = [Some(media_id.clone()), media_key.clone()].into_iter().flatten();
        self.named.extend(names.map(|name| ((message.address.clone(), name), self.uploads.len())));
        self.uploads.push(Upload {
            address: message.address.clone(),
            media_id: Some(media_id),
            init: Some(Init::read(&message, media_key)),
            events: vec![Event { ask: Ask::Init, message }],
        });
    }

    /// Any other command belongs to the upload that it names by its id, or else by its key.
    fn join(&mut self, ask: Ask, message: Message<'a>) {
        let id = message.get(MEDIA_ID).filter(|id| is_id(id)).map(|id| id.into_owned());
        let key = message.get(MEDIA_KEY).map(|key| key.into_owned());
        let named = |name: &String| self.named.get(&(message.address.clone(), name.clone())).copied();
        let place = id.as_ref().and_then(named).or_else(|| key.as_ref().filter(|_| id.is_none()).and_then(named));
        let place = place.unwrap_or_else(|| {
            self.named.extend(id.iter().map(|id| ((message.address.clone(), id.clone()), self.uploads.len())));
            self.uploads.push(Upload {
                address: message.address.clone(),
                media_id: id,
                init: None,
                events: Vec::new(),
            });
            self.uploads.len() - 1
        });
        self.uploads[place].events.push(Event { ask, message });
    }

    /// A use of a media id belongs to the upload of that id beside which the other call lives, or else to the only one.
    fn used(&mut self, message: Message<'a>) {
        let Some(id) = message.used_id() else { return };
        let mut candidates: Vec<&mut Upload<'a>> =
            self.uploads.iter_mut().filter(|upload| upload.media_id.as_deref() == Some(&id)).collect();
        let beside = |upload: &Upload<'_>| {
            upload.address.parse().is_ok_and(|address| metadata_url(&address).as_str() == message.address)
        };
        let place = candidates.iter().rposition(|upload| beside(upload)).or((candidates.len() == 1).then_some(0));
        if let Some(place) = place {
            candidates[place].events.push(Event { ask: Ask::Use, message });
        }
    }
}

/// Whether a text is a media id as INIT returns it.
fn is_id(text: &str) -> bool {
    !text.starts_with('0') && text.bytes().all(|byte| byte.is_ascii_digit()) && text.parse::<u64>().is_ok()
}
