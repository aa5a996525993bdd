//! PAR-1 to PAR-3: commands that are taken for FINALIZE.

use std::time::Duration;

use super::{Mutant, as_if, broken, elsewhere, has, is_like_finalize, is_multipart, is_query, made_up, names};
use crate::{
    clause::Clause::{Par1, Par2, Par3},
    endpoint::{Endpoint, Kind},
    http::{Request, Response},
};

pub const MUTANTS: &[Mutant] = &[
    Mutant::new("command-defaults", Par1, "takes a missing command for FINALIZE", |e, r, now| {
        without_command(e, r, now, |_, _| true)
    }),
    Mutant::new(
        "command-defaults-in-multipart",
        Par1,
        "takes a missing command in a multipart body for FINALIZE",
        |e, r, now| without_command(e, r, now, |_, r| is_multipart(r)),
    ),
    Mutant::new(
        "command-defaults-in-query",
        Par1,
        "takes a missing command in the query string for FINALIZE",
        |e, r, now| without_command(e, r, now, |_, r| is_query(r)),
    ),
    Mutant::new(
        "command-defaults-with-key",
        Par1,
        "takes a missing command beside a media key for FINALIZE",
        |e, r, now| without_command(e, r, now, |_, r| has(r, "media_key")),
    ),
    Mutant::new("command-defaults-for-video", Par1, "takes a missing command for a video for FINALIZE", |e, r, now| {
        without_command(e, r, now, |e, r| names(e, r, |upload| upload.kind == Kind::Video))
    }),
    Mutant::new("no-command-crash", Par1, "answers 500 where the command is missing", |e, r, now| {
        answer_command(e, r, now, |command| command.is_none(), broken)
    }),
    Mutant::new(
        "no-command-made-up",
        Par1,
        "answers a missing command with a success and does nothing",
        |e, r, now| answer_command(e, r, now, |command| command.is_none(), made_up),
    ),
    Mutant::new("any-case", Par2, "compares the command without regard to case", |e, r, now| {
        taken(e, r, now, wrong_case)
    }),
    Mutant::new("small-letters", Par2, "accepts the command in small letters", |e, r, now| {
        taken(e, r, now, |command| command == "finalize")
    }),
    Mutant::new("title-case", Par2, "accepts the command with a capital initial", |e, r, now| {
        taken(e, r, now, |command| command == "Finalize")
    }),
    Mutant::new(
        "last-letter-any-case",
        Par2,
        "compares the last letter of the command without regard to case",
        |e, r, now| taken(e, r, now, |command| command == "FINALIZe"),
    ),
    Mutant::new(
        "middle-letter-any-case",
        Par2,
        "compares one letter of the command without regard to case",
        |e, r, now| taken(e, r, now, |command| command == "FINaLIZE"),
    ),
    Mutant::new(
        "any-case-in-multipart",
        Par2,
        "compares the command in a multipart body without regard to case",
        |e, r, now| {
            if is_multipart(r) { taken(e, r, now, wrong_case) } else { e.answer(r, now) }
        },
    ),
    Mutant::new(
        "any-case-in-query",
        Par2,
        "compares the command in the query string without regard to case",
        |e, r, now| {
            if is_query(r) { taken(e, r, now, wrong_case) } else { e.answer(r, now) }
        },
    ),
    Mutant::new("any-case-with-key", Par2, "compares a command beside a key without regard to case", |e, r, now| {
        if has(r, "media_key") { taken(e, r, now, wrong_case) } else { e.answer(r, now) }
    }),
    Mutant::new("any-case-for-video", Par2, "compares the command for a video without regard to case", |e, r, now| {
        let is_video = names(e, r, |upload| upload.kind == Kind::Video);
        if is_video { taken(e, r, now, wrong_case) } else { e.answer(r, now) }
    }),
    Mutant::new("wrong-case-crash", Par2, "answers 500 for the command in small letters", |e, r, now| {
        answer_command(e, r, now, |command| command.is_some_and(wrong_case), broken)
    }),
    Mutant::new("wrong-case-made-up", Par2, "answers a wrong case with a success and does nothing", |e, r, now| {
        answer_command(e, r, now, |command| command.is_some_and(wrong_case), made_up)
    }),
    Mutant::new("command-trimmed", Par3, "trims the command", |e, r, now| {
        taken(e, r, now, |command| command.trim() == "FINALIZE")
    }),
    Mutant::new("command-line-trimmed", Par3, "ignores an end of line behind the command", |e, r, now| {
        taken(e, r, now, |command| command.trim_end_matches(['\r', '\n']) == "FINALIZE")
    }),
    Mutant::new("command-trimmed-in-query", Par3, "trims a command in the query string", |e, r, now| {
        if is_query(r) { taken(e, r, now, |command| command.trim() == "FINALIZE") } else { e.answer(r, now) }
    }),
    Mutant::new("command-prefix", Par3, "compares the first eight letters of the command", |e, r, now| {
        taken(e, r, now, |command| command.starts_with("FINALIZE"))
    }),
    Mutant::new("command-suffix", Par3, "accepts any command that ends in FINALIZE", |e, r, now| {
        taken(e, r, now, |command| command.ends_with("FINALIZE"))
    }),
    Mutant::new("command-contains", Par3, "accepts any command that contains FINALIZE", |e, r, now| {
        taken(e, r, now, |command| command.contains("FINALIZE"))
    }),
    Mutant::new("command-first-letter", Par3, "compares the first letter of the command", |e, r, now| {
        taken(e, r, now, |command| command.starts_with('F') && !wrong_case(command))
    }),
    Mutant::new("command-abbreviated", Par3, "accepts any beginning of the command", |e, r, now| {
        taken(e, r, now, |command| !command.is_empty() && "FINALIZE".starts_with(command))
    }),
    Mutant::new("command-british", Par3, "accepts the British spelling of the command", |e, r, now| {
        taken(e, r, now, |command| command == "FINALISE")
    }),
    Mutant::new("command-empty", Par3, "takes an empty command for FINALIZE", |e, r, now| {
        taken(e, r, now, |command| command.trim().is_empty())
    }),
    Mutant::new("command-else", Par3, "takes every unknown command for FINALIZE", |e, r, now| {
        taken(e, r, now, |command| !command.is_empty() && !wrong_case(command))
    }),
    Mutant::new("command-for-c", Par3, "reads the command up to the first NUL", |e, r, now| {
        taken(e, r, now, |command| command.split('\0').next() == Some("FINALIZE"))
    }),
    Mutant::new("command-unquoted", Par3, "takes quotation marks off the command", |e, r, now| {
        taken(e, r, now, |command| command.trim_matches('"') == "FINALIZE")
    }),
    Mutant::new(
        "command-folded",
        Par3,
        "compares the command without regard to the case of any Unicode letter",
        |e, r, now| taken(e, r, now, |command| !wrong_case(command) && command.to_uppercase() == "FINALIZE"),
    ),
    Mutant::new("command-full-width", Par3, "takes full-width letters for plain ones", |e, r, now| {
        taken(e, r, now, |command| narrow(command) == "FINALIZE")
    }),
    Mutant::new("command-invisible", Par3, "ignores characters of the command that cannot be seen", |e, r, now| {
        let is_visible = |c: &char| !matches!(c, '\u{200b}' | '\u{feff}' | '\u{ad}' | '\u{301}' | '\u{a0}');
        as_if(e, r, now, |_, parameters| {
            let seen: String = parameters.get("command")?.chars().filter(is_visible).collect();
            (seen == "FINALIZE").then(|| parameters.with("command", seen))
        })
    }),
    Mutant::new("command-decoded-twice", Par3, "decodes the command twice", |e, r, now| {
        taken(e, r, now, |command| percent_encoding::percent_decode_str(command).decode_utf8_lossy() == "FINALIZE")
    }),
    Mutant::new("command-list", Par3, "reads the command up to the first comma", |e, r, now| {
        taken(e, r, now, |command| command.split(',').next() == Some("FINALIZE"))
    }),
    Mutant::new("unknown-command-crash", Par3, "answers 500 for an unknown command", |e, r, now| {
        answer_command(e, r, now, |command| command == Some("DESTROY"), broken)
    }),
    Mutant::new("unknown-command-redirect", Par3, "redirects an unknown command", |e, r, now| {
        answer_command(e, r, now, |command| command == Some("DESTROY"), elsewhere)
    }),
    Mutant::new(
        "empty-command-made-up",
        Par3,
        "answers an empty command with a success and does nothing",
        |e, r, now| answer_command(e, r, now, |command| command == Some(""), made_up),
    ),
];

/// Whether this is FINALIZE in another case.
fn wrong_case(command: &str) -> bool {
    command != "FINALIZE" && command.eq_ignore_ascii_case("FINALIZE")
}

/// Full-width forms as their plain characters.
fn narrow(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
            _ => c,
        })
        .collect()
}

/// A command like this is taken for FINALIZE.
fn taken(e: &mut Endpoint, r: &Request, now: Duration, is_so: impl FnOnce(&str) -> bool) -> Response {
    as_if(e, r, now, |_, parameters| is_so(&parameters.get("command")?).then(|| parameters.with("command", "FINALIZE")))
}

/// A missing command is taken for FINALIZE in requests like this.
fn without_command(e: &mut Endpoint, r: &Request, now: Duration, is_so: fn(&Endpoint, &Request) -> bool) -> Response {
    as_if(e, r, now, |e, parameters| {
        let deviates = parameters.find("command").is_none() && is_so(e, r);
        deviates.then(|| parameters.with("command", "FINALIZE"))
    })
}

/// Another answer to a command like this.
fn answer_command(
    e: &mut Endpoint,
    r: &Request,
    now: Duration,
    is_so: fn(Option<&str>) -> bool,
    answer: fn() -> Response,
) -> Response {
    let command = crate::endpoint::Parameters::read(r).get("command").map(std::borrow::Cow::into_owned);
    let deviates = r.method == "POST" && is_like_finalize(r) && is_so(command.as_deref());
    if deviates { e.authentic(r, now, |_| answer()) } else { e.answer(r, now) }
}
