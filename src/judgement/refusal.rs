//! Refusals: which clause a wrong request falls under, and what a refusal has to look like.

use super::{document, schema::Shape};
use crate::{
    clause::Clause,
    http::Response,
    verdict::{Judgement, Violation},
};

/// The clause that a wrong value of `command` falls under: PAR-2 where nothing but the case of ASCII letters differs.
pub fn clause_for_command(value: &str) -> Clause {
    if value.eq_ignore_ascii_case("FINALIZE") { Clause::Par2 } else { Clause::Par3 }
}

/// The clause that a `media_id` made of no real id falls under: PAR-8 where it could be one, PAR-9 where it cannot.
pub fn clause_for_media_id(value: &str) -> Clause {
    let digits = !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit());
    if digits && value.parse::<u64>().is_ok_and(|id| id > 0) { Clause::Par8 } else { Clause::Par9 }
}

/// The clause that a `media_key` made of no real key falls under: PAR-10 where it could be one, PAR-11 where it cannot.
pub fn clause_for_media_key(value: &str) -> Clause {
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let well_formed = value.split_once('_').is_some_and(|(kind, id)| is_number(kind) && is_number(id));
    if well_formed { Clause::Par10 } else { Clause::Par11 }
}

/// ERR-1: what the body of a refused FINALIZE looks like. Its content type is not judged.
pub fn judge_form(response: &Response) -> Judgement {
    match document::parse(&response.body) {
        Ok(document) => Shape::Error.judge(&document.value),
        Err(problem) => {
            let mut judgement = Judgement::default();
            let message = "the body of a refusal is not JSON";
            let expected = "a JSON object with `errors` or `error`";
            judgement.decide(Clause::Err1, Some(Violation::new(Clause::Err1, message, expected, problem)));
            judgement
        }
    }
}
