//! REQ-1 to REQ-4: encodings that are not understood, methods that are.

use std::time::Duration;

use super::{
    Mutant, after, answer_to, as_if, broken, elsewhere, is_finalize, is_form, is_multipart, is_query, made_up, names,
    refusal,
};
use crate::{
    clause::Clause::{Req1, Req2, Req3, Req4},
    endpoint::{Endpoint, Kind, parameters::Parameters},
    http::{Request, Response},
};

pub const MUTANTS: &[Mutant] = &[
    Mutant::new("no-multipart", Req1, "answers 415 for a multipart body", |e, r, now| {
        unless(e, r, now, is_multipart(r), |e| refusal(e, r).with_status(415))
    }),
    Mutant::new("multipart-body-ignored", Req1, "does not read a multipart body", |e, r, now| {
        as_if(e, r, now, |_, parameters| (is_finalize(r) && is_multipart(r)).then(|| nothing(parameters)))
    }),
    Mutant::new("multipart-first-field-only", Req1, "reads the first field of a multipart body only", |e, r, now| {
        as_if(e, r, now, |_, parameters| {
            (is_finalize(r) && is_multipart(r)).then(|| Parameters { all: parameters.all[..1].to_vec(), ..parameters })
        })
    }),
    Mutant::new("multipart-crash", Req1, "answers 500 for a multipart body", |e, r, now| {
        instead_of_success(e, r, now, is_multipart(r), broken)
    }),
    Mutant::new("multipart-redirect", Req1, "redirects a multipart body", |e, r, now| {
        instead_of_success(e, r, now, is_multipart(r), elsewhere)
    }),
    Mutant::new("no-multipart-for-video", Req1, "refuses a multipart body for a video", |e, r, now| {
        unless(e, r, now, is_multipart(r) && is_kind(e, r, Kind::Video), |e| refusal(e, r))
    }),
    Mutant::new("no-multipart-for-jpeg", Req1, "refuses a multipart body for a JPEG", |e, r, now| {
        let is_jpeg = names(e, r, |upload| upload.media_type == "image/jpeg");
        unless(e, r, now, is_multipart(r) && is_jpeg, |e| refusal(e, r))
    }),
    Mutant::new("no-form", Req2, "answers 415 for a urlencoded body", |e, r, now| {
        unless(e, r, now, is_form(r), |e| refusal(e, r).with_status(415))
    }),
    Mutant::new("form-body-ignored", Req2, "does not read a urlencoded body", |e, r, now| {
        as_if(e, r, now, |_, parameters| (is_finalize(r) && is_form(r)).then(|| nothing(parameters)))
    }),
    Mutant::new("form-first-pair-only", Req2, "reads the first pair of a urlencoded body only", |e, r, now| {
        as_if(e, r, now, |_, parameters| {
            (is_finalize(r) && is_form(r)).then(|| Parameters { all: parameters.all[..1].to_vec(), ..parameters })
        })
    }),
    Mutant::new("form-crash", Req2, "answers 500 for a urlencoded body", |e, r, now| {
        instead_of_success(e, r, now, is_form(r), broken)
    }),
    Mutant::new("no-form-for-gif", Req2, "refuses a urlencoded body for a GIF", |e, r, now| {
        unless(e, r, now, is_form(r) && is_kind(e, r, Kind::Gif), |e| refusal(e, r))
    }),
    Mutant::new("no-form-for-video", Req2, "answers 404 for a urlencoded body for a video", |e, r, now| {
        unless(e, r, now, is_form(r) && is_kind(e, r, Kind::Video), |e| refusal(e, r).with_status(404))
    }),
    Mutant::new("no-query", Req3, "does not look into the query string", |e, r, now| {
        as_if(e, r, now, |_, parameters| (is_finalize(r) && is_query(r)).then(|| nothing(parameters)))
    }),
    Mutant::new("length-required", Req3, "answers 411 where there is no body", |e, r, now| {
        unless(e, r, now, is_query(r), |e| refusal(e, r).with_status(411))
    }),
    Mutant::new("query-for-command-only", Req3, "looks into the query string for the command alone", |e, r, now| {
        as_if(e, r, now, |_, parameters| {
            (is_finalize(r) && is_query(r)).then(|| parameters.without("media_id").without("media_key"))
        })
    }),
    Mutant::new("query-crash", Req3, "answers 500 where there is no body", |e, r, now| {
        instead_of_success(e, r, now, is_query(r), broken)
    }),
    Mutant::new("query-redirect", Req3, "redirects a request with a query string", |e, r, now| {
        instead_of_success(e, r, now, is_query(r), elsewhere)
    }),
    Mutant::new("no-query-for-video", Req3, "refuses the query string for a video", |e, r, now| {
        unless(e, r, now, is_query(r) && is_kind(e, r, Kind::Video), |e| refusal(e, r))
    }),
    Mutant::new("get-finalizes", Req4, "finalizes by GET", |e, r, now| by_method(e, r, now, "GET")),
    Mutant::new("put-finalizes", Req4, "finalizes by PUT", |e, r, now| by_method(e, r, now, "PUT")),
    Mutant::new("delete-finalizes", Req4, "finalizes by DELETE", |e, r, now| by_method(e, r, now, "DELETE")),
    Mutant::new("any-method", Req4, "does not look at the method", |e, r, now| by_method(e, r, now, &r.method)),
    Mutant::new("get-of-video-finalizes", Req4, "finalizes a video by GET", |e, r, now| {
        if is_kind(e, r, Kind::Video) { by_method(e, r, now, "GET") } else { e.answer(r, now) }
    }),
    Mutant::new("get-made-up", Req4, "answers GET with a success and does nothing", |e, r, now| {
        answer_method(e, r, now, "GET", made_up)
    }),
    Mutant::new("put-crash", Req4, "answers 500 for PUT", |e, r, now| answer_method(e, r, now, "PUT", broken)),
    Mutant::new("delete-redirect", Req4, "redirects DELETE", |e, r, now| answer_method(e, r, now, "DELETE", elsewhere)),
];

/// The parameters without any that FINALIZE needs.
fn nothing(parameters: Parameters) -> Parameters {
    Parameters { all: Vec::new(), ..parameters }
}

fn is_kind(e: &Endpoint, r: &Request, kind: Kind) -> bool {
    names(e, r, |upload| upload.kind == kind)
}

/// Another answer to a right FINALIZE that is like this.
fn unless(
    e: &mut Endpoint,
    r: &Request,
    now: Duration,
    is_so: bool,
    answer: impl FnOnce(&Endpoint) -> Response,
) -> Response {
    let deviates = is_finalize(r) && is_so;
    if deviates { e.authentic(r, now, |e| answer(e)) } else { e.answer(r, now) }
}

/// Another answer where the conforming one is a success: what is refused is refused here, too.
fn instead_of_success(e: &mut Endpoint, r: &Request, now: Duration, is_so: bool, answer: fn() -> Response) -> Response {
    after(e, r, now, "FINALIZE", |right| if is_so { answer() } else { right })
}

/// FINALIZE by this method is taken for one by POST.
fn by_method(e: &mut Endpoint, r: &Request, now: Duration, method: &str) -> Response {
    if r.method == method && super::asks(r, "FINALIZE") {
        return answer_to(e, r, now, &Request { method: "POST".to_owned(), ..r.clone() });
    }
    e.answer(r, now)
}

/// Another answer to FINALIZE by this method.
fn answer_method(e: &mut Endpoint, r: &Request, now: Duration, method: &str, answer: fn() -> Response) -> Response {
    let deviates = r.method == method && super::asks(r, "FINALIZE");
    if deviates { e.authentic(r, now, |_| answer()) } else { e.answer(r, now) }
}
