//! Accepted or refused: what the status code says.

use super::document::cut;
use crate::{
    clause::Clause,
    http::Response,
    verdict::{Judgement, Violation},
};

/// Whether the request was accepted: 200 to 299.
pub fn is_accepted(response: &Response) -> bool {
    (200..300).contains(&response.status)
}

/// Whether the request was refused: 400 to 499 but 429, which answers no question.
pub fn is_refused(response: &Response) -> bool {
    (400..500).contains(&response.status) && response.status != 429
}

/// The clause asks for a 2xx.
pub fn accepted(clause: Clause, response: &Response) -> Judgement {
    judge(clause, response, is_accepted(response), "an answer from 200 to 299")
}

/// The clause asks for a 4xx.
pub fn refused(clause: Clause, response: &Response) -> Judgement {
    judge(clause, response, is_refused(response), "an answer from 400 to 499")
}

fn judge(clause: Clause, response: &Response, holds: bool, expected: &str) -> Judgement {
    let broken = (!holds).then(|| Violation::new(clause, clause.entry().text, expected, describe(response)));
    let mut judgement = Judgement::default();
    judgement.decide(clause, broken);
    judgement
}

/// The answer in a few words: its status and, where it is a redirect, where to.
pub fn describe(response: &Response) -> String {
    match (response.status, response.header("location")) {
        (status @ 300..=399, Some(location)) => format!("{status}, a redirect to {}", cut(location)),
        (status, _) => status.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn answer(status: u16) -> Response {
        Response { status, headers: Vec::new(), body: "".into() }
    }

    #[rstest]
    #[case(199, false, false)]
    #[case(200, true, false)]
    #[case(201, true, false)]
    #[case(299, true, false)]
    #[case(302, false, false)]
    #[case(304, false, false)]
    #[case(399, false, false)]
    #[case(400, false, true)]
    #[case(404, false, true)]
    #[case(429, false, false)]
    #[case(499, false, true)]
    #[case(500, false, false)]
    #[case(501, false, false)]
    fn a_status_is_accepted_refused_or_neither(#[case] status: u16, #[case] accept: bool, #[case] refuse: bool) {
        assert_eq!(accepted(Clause::Life1, &answer(status)).holds(Clause::Life1), accept);
        assert_eq!(refused(Clause::Par2, &answer(status)).holds(Clause::Par2), refuse);
    }

    #[test]
    fn a_redirect_is_named_with_its_target() {
        let mut response = answer(302);
        response.headers.push(("Location".to_owned(), "https://elsewhere.test/".to_owned()));
        let judgement = refused(Clause::Par2, &response);
        assert_eq!(judgement.violations[0].actual, "302, a redirect to https://elsewhere.test/");
    }
}
