//! RES-2 to RES-4: credentials that are not asked for, not looked at, or not understood.

use std::time::Duration;

use super::{Mutant, broken, elsewhere, is_finalize, is_form, is_multipart, is_query, made_up, names};
use crate::{
    clause::Clause::{Res2, Res3, Res4},
    endpoint::{Endpoint, Kind, authentication::Denial, oauth::Signed},
    http::{Request, Response},
};

use Denial::{ApplicationOnly, BadSignature, Missing, UnknownToken};

pub const MUTANTS: &[Mutant] = &[
    Mutant::new("open", Res2, "asks for no credentials", |e, r, now| {
        let_in(e, r, now, |_, _, denial| denial == Missing)
    }),
    Mutant::new("open-for-forms", Res2, "asks for no credentials with a urlencoded body", |e, r, now| {
        let_in(e, r, now, |_, r, denial| denial == Missing && is_form(r))
    }),
    Mutant::new("open-for-multipart", Res2, "asks for no credentials with a multipart body", |e, r, now| {
        let_in(e, r, now, |_, r, denial| denial == Missing && is_multipart(r))
    }),
    Mutant::new("open-for-query", Res2, "asks for no credentials with a query string", |e, r, now| {
        let_in(e, r, now, |_, r, denial| denial == Missing && is_query(r))
    }),
    Mutant::new("open-for-video", Res2, "asks for no credentials for a video", |e, r, now| {
        let_in(e, r, now, |e, r, denial| denial == Missing && is_kind(e, r, Kind::Video))
    }),
    Mutant::new("open-for-gif", Res2, "asks for no credentials for a GIF", |e, r, now| {
        let_in(e, r, now, |e, r, denial| denial == Missing && is_kind(e, r, Kind::Gif))
    }),
    Mutant::new("empty-header-accepted", Res2, "accepts an empty Authorization header", |e, r, now| {
        let_in(e, r, now, |_, r, _| r.header("authorization") == Some(""))
    }),
    Mutant::new("no-credentials-crash", Res2, "answers 500 where credentials are missing", |e, r, now| {
        answer_denied(e, r, now, |_, denial| denial == Missing, broken)
    }),
    Mutant::new("no-credentials-redirect", Res2, "redirects to a login where credentials are missing", |e, r, now| {
        answer_denied(e, r, now, |_, denial| denial == Missing, elsewhere)
    }),
    Mutant::new(
        "no-credentials-made-up",
        Res2,
        "answers 200 where credentials are missing and does nothing",
        |e, r, now| answer_denied(e, r, now, |_, denial| denial == Missing, made_up),
    ),
    Mutant::new("application-is-enough", Res3, "accepts application-only credentials", |e, r, now| {
        let_in(e, r, now, |_, _, denial| denial == ApplicationOnly)
    }),
    Mutant::new(
        "application-in-multipart",
        Res3,
        "accepts application-only credentials with multipart",
        |e, r, now| let_in(e, r, now, |_, r, denial| denial == ApplicationOnly && is_multipart(r)),
    ),
    Mutant::new(
        "application-in-query",
        Res3,
        "accepts application-only credentials with a query string",
        |e, r, now| let_in(e, r, now, |_, r, denial| denial == ApplicationOnly && is_query(r)),
    ),
    Mutant::new("application-for-video", Res3, "accepts application-only credentials for a video", |e, r, now| {
        let_in(e, r, now, |e, r, denial| denial == ApplicationOnly && is_kind(e, r, Kind::Video))
    }),
    Mutant::new("application-crash", Res3, "answers 500 to application-only credentials", |e, r, now| {
        answer_denied(e, r, now, |_, denial| denial == ApplicationOnly, broken)
    }),
    Mutant::new("application-redirect", Res3, "redirects application-only credentials", |e, r, now| {
        answer_denied(e, r, now, |_, denial| denial == ApplicationOnly, elsewhere)
    }),
    Mutant::new(
        "application-error-200",
        Res3,
        "answers 200 to application-only credentials, with an error",
        |e, r, now| {
            let answer = e.answer(r, now);
            if is_finalize(r) && answer.status == 403 { answer.with_status(200) } else { answer }
        },
    ),
    Mutant::new("signature-unchecked", Res4, "does not check the signature", |e, r, now| {
        let_in(e, r, now, |_, _, denial| denial == BadSignature)
    }),
    Mutant::new(
        "signature-unchecked-in-multipart",
        Res4,
        "does not check the signature of a multipart body",
        |e, r, now| let_in(e, r, now, |_, r, denial| denial == BadSignature && is_multipart(r)),
    ),
    Mutant::new("signature-unchecked-in-query", Res4, "does not check the signature of a query string", |e, r, now| {
        let_in(e, r, now, |_, r, denial| denial == BadSignature && is_query(r))
    }),
    Mutant::new("signature-unchecked-for-video", Res4, "does not check the signature for a video", |e, r, now| {
        let_in(e, r, now, |e, r, denial| denial == BadSignature && is_kind(e, r, Kind::Video))
    }),
    Mutant::new("token-unchecked", Res4, "accepts any OAuth token", |e, r, now| {
        let_in(e, r, now, |_, r, denial| denial == UnknownToken && field(r, "oauth_token").is_some())
    }),
    Mutant::new("user-token-optional", Res4, "accepts a signed request without a user token", |e, r, now| {
        let_in(e, r, now, |_, r, denial| {
            denial == UnknownToken && field(r, "oauth_consumer_key").is_some() && field(r, "oauth_token").is_none()
        })
    }),
    Mutant::new("any-bearer", Res4, "accepts any bearer token", |e, r, now| {
        let_in(e, r, now, |_, r, denial| denial == UnknownToken && is_bearer(r))
    }),
    Mutant::new("any-bearer-in-multipart", Res4, "accepts any bearer token with a multipart body", |e, r, now| {
        let_in(e, r, now, |_, r, denial| denial == UnknownToken && is_bearer(r) && is_multipart(r))
    }),
    Mutant::new("bad-signature-crash", Res4, "answers 500 to a bad signature", |e, r, now| {
        answer_denied(e, r, now, |_, denial| denial == BadSignature, broken)
    }),
    Mutant::new("unknown-token-crash", Res4, "answers 500 to an unknown token", |e, r, now| {
        answer_denied(e, r, now, |_, denial| denial == UnknownToken, broken)
    }),
    Mutant::new("unknown-bearer-redirect", Res4, "redirects an unknown bearer token", |e, r, now| {
        answer_denied(e, r, now, |r, denial| denial == UnknownToken && is_bearer(r), elsewhere)
    }),
    Mutant::new("bad-signature-made-up", Res4, "answers 200 to a bad signature and does nothing", |e, r, now| {
        answer_denied(e, r, now, |_, denial| denial == BadSignature, made_up)
    }),
];

fn is_kind(e: &Endpoint, r: &Request, kind: Kind) -> bool {
    names(e, r, |upload| upload.kind == kind)
}

fn is_bearer(r: &Request) -> bool {
    r.header("authorization").is_some_and(|value| value.starts_with("Bearer "))
}

/// A protocol parameter of a signed request.
fn field(r: &Request, name: &str) -> Option<String> {
    Signed::read(r)?.get(name).map(str::to_owned)
}

/// A FINALIZE is carried out though its credentials are refused for this reason.
fn let_in(e: &mut Endpoint, r: &Request, now: Duration, is_so: fn(&Endpoint, &Request, Denial) -> bool) -> Response {
    match e.authenticate(r, now) {
        Err(denial) if !(is_finalize(r) && is_so(e, r, denial)) => e.refuse(r, &denial.refusal()),
        _ => e.answer_authenticated(r, now),
    }
}

/// Another answer to a FINALIZE whose credentials are refused for this reason.
fn answer_denied(
    e: &mut Endpoint,
    r: &Request,
    now: Duration,
    is_so: fn(&Request, Denial) -> bool,
    answer: fn() -> Response,
) -> Response {
    match e.authenticate(r, now) {
        Ok(()) => e.answer_authenticated(r, now),
        Err(denial) if is_finalize(r) && is_so(r, denial) => answer(),
        Err(denial) => e.refuse(r, &denial.refusal()),
    }
}
