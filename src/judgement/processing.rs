//! Processing after an asynchronous FINALIZE: its states, STATUS, and how it ends.

use serde_json::Value;

use super::{
    document::{self, excerpt},
    finalize, identifiers,
    schema::Shape,
    status_code,
};
use crate::{
    clause::Clause,
    http::Response,
    verdict::{Judgement, Violation},
};

/// How far processing has come, in the only order that is forward.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// Not begun.
    Pending,
    /// Under way.
    InProgress,
    /// Ended well.
    Succeeded,
    /// Ended badly.
    Failed,
}

impl State {
    fn read(word: &str) -> Option<State> {
        Some(match word {
            "pending" => State::Pending,
            "in_progress" => State::InProgress,
            "succeeded" => State::Succeeded,
            "failed" => State::Failed,
            _ => return None,
        })
    }

    /// The state's name on the wire.
    pub const fn word(self) -> &'static str {
        match self {
            State::Pending => "pending",
            State::InProgress => "in_progress",
            State::Succeeded => "succeeded",
            State::Failed => "failed",
        }
    }

    /// Whether nothing more will happen.
    pub fn is_terminal(self) -> bool {
        matches!(self, State::Succeeded | State::Failed)
    }
}

/// The `processing_info` of an answer, as far as it can be read.
#[derive(Clone, Debug, PartialEq)]
pub struct Processing {
    /// The state.
    pub state: State,
    /// How long to wait before the next poll, in seconds; where it is there and right.
    pub check_after_secs: Option<u64>,
    /// The `error` object beside the state.
    pub error: Option<Value>,
}

impl Processing {
    /// Reads it from an answer's body; none where there is none, or none with a valid state.
    pub fn of(body: &Value) -> Option<Processing> {
        let info = body.get("processing_info")?;
        Some(Processing {
            state: State::read(info.get("state")?.as_str()?)?,
            check_after_secs: info.get("check_after_secs").and_then(document::seconds),
            error: info.get("error").filter(|error| error.is_object()).cloned(),
        })
    }
}

/// Judges an answer to STATUS for an asynchronous media: STA-1, which stands for RES-1, ASY-5 and ASY-6 there, and
/// STA-2, which stands for RSP-1 to RSP-4.
pub fn judge_status(response: &Response, media_id: &str) -> Judgement {
    let mut judgement = status_code::accepted(Clause::Sta1, response);
    if judgement.breaks(Clause::Sta1) {
        return judgement;
    }
    let document = match finalize::json_object(response) {
        Ok(document) => document,
        Err(violation) => {
            judgement.decide(Clause::Sta1, Some(Violation { clause: Clause::Sta1, ..violation }));
            return judgement;
        }
    };
    let unlabelled = finalize::content_type(response).err();
    judgement.decide(Clause::Sta1, unlabelled.map(|violation| Violation { clause: Clause::Sta1, ..violation }));
    judgement.absorb(Shape::Status.judge(&document.value));
    judgement.absorb(same_media(&document.value, media_id, &judgement));
    judgement.observations.extend(finalize::remarks(Shape::Status, &document, "STATUS"));
    judgement
}

/// The comparisons of RSP-3 and RSP-4, under STA-2.
fn same_media(body: &Value, media_id: &str, form: &Judgement) -> Judgement {
    let mut judgement = Judgement::default();
    if form.holds(Clause::Sta2) {
        let mut shape = Judgement::default();
        shape.decide(Clause::Rsp1, None);
        shape.decide(Clause::Rsp2, None);
        let wrong = identifiers::judge(body, Some(media_id), &shape).violations.into_iter().next();
        judgement.decide(Clause::Sta2, wrong.map(|violation| Violation { clause: Clause::Sta2, ..violation }));
    }
    judgement
}

/// ASY-7: from one answer to the next the state never goes back, and what has ended stays as it ended.
pub fn judge_order(states: &[State]) -> Judgement {
    let mut judgement = Judgement::default();
    let back = states.windows(2).find(|pair| pair[1] < pair[0] || (pair[0].is_terminal() && pair[1] != pair[0]));
    judgement.decide(
        Clause::Asy7,
        back.map(|pair| {
            let path: Vec<&str> = states.iter().map(|state| state.word()).collect();
            let expected = format!("a state from {} on", pair[0].word());
            let place = "/processing_info/state";
            Violation::new(Clause::Asy7, "the state went back", expected, path.join(" → ")).at(place)
        }),
    );
    judgement
}

/// How LIFE-4 is broken for a valid file: it is reported as failed, or an error stands beside any state.
pub fn failure(processing: &Processing) -> Option<Violation> {
    let broken = |actual, place| {
        let message = "processing of a valid file does not succeed";
        Some(Violation::new(Clause::Life4, message, "it ends in succeeded, without an error", actual).at(place))
    };
    match (processing.state, &processing.error) {
        (state, Some(error)) => broken(format!("{} with {}", state.word(), excerpt(error)), "/processing_info/error"),
        (State::Failed, None) => broken("failed".to_owned(), "/processing_info/state"),
        _ => None,
    }
}

/// LIFE-4 where processing did not end within a day of the endpoint's own clock.
pub fn endless(state: State, seconds: u64) -> Violation {
    let message = "processing of a valid file does not end";
    let actual = format!("still {} after {seconds} s", state.word());
    Violation::new(Clause::Life4, message, "it ends in succeeded", actual).at("/processing_info/state")
}
