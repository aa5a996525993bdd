//! What stands below the options in the help of each command: examples first, then what one asks next.

/// Of the program.
pub const ALL: &str = "\
Examples:
  finalize-conformance                                        the suite against the embedded endpoint
  finalize-conformance run --endpoint https://upload.example  the same against yours
  finalize-conformance run --clause PAR-2 -v                  one clause, with every exchange
  finalize-conformance explain RSP-3                          what a clause says and how to try it by hand

Exit codes: 0 conformant, 1 not conformant, 2 bad usage (nothing was sent), 3 inconclusive,
130 interrupted.

Credentials come from the environment only:
  FINALIZE_CONSUMER_KEY, FINALIZE_CONSUMER_SECRET, FINALIZE_ACCESS_TOKEN and
  FINALIZE_ACCESS_TOKEN_SECRET                              OAuth 1.0a
  FINALIZE_USER_BEARER                                      OAuth 2.0 user context, instead
  FINALIZE_APP_BEARER                                       application-only, for RES-3";

/// Of `run`.
pub const RUN: &str = "\
Examples:
  finalize-conformance run --endpoint https://upload.example --fail-on should --require-complete
  finalize-conformance run --clause PAR-2 PAR-3 -v          only these clauses, with every exchange
  finalize-conformance run --tags '@ERR-2 and not @embedded' --name 'expire|lifetime'
  finalize-conformance run --skip LIFE-6 --known-failures known.toml
  finalize-conformance run --baseline last/report.json --fail-on-drift
  finalize-conformance run --format all --report-dir out

Every option is also a variable (FINALIZE_MAX_WAIT=120) and a key of finalize-conformance.toml
(max-wait = 120); a flag goes before the variable, the variable before the file.
`finalize-conformance list` shows the names of clauses and scenarios.

Exit codes: 0 conformant, 1 not conformant, 2 bad usage (nothing was sent), 3 inconclusive,
130 interrupted.";

/// Of `serve`.
pub const SERVE: &str = "\
Examples:
  finalize-conformance serve                                the conforming endpoint on port 8080
  finalize-conformance serve --addr 127.0.0.1:0             on a free port; the first line says which
  finalize-conformance serve --mutant string-rounded        one that breaks RSP-3
  finalize-conformance serve --expires-after-secs 10        one whose media die within seconds

It accepts the credentials in the FINALIZE_... variables; without any it makes some up and shows them.";

/// Of `mutants`.
pub const MUTANTS: &str = "\
Examples:
  finalize-conformance mutants                              all of them
  finalize-conformance mutants RSP-3                        those that break one clause
  finalize-conformance mutants string-rounded all-200       by name; `list --mutants` shows the names

Exit code 1: a mutant survived or was caught by another clause than its own, or a variant failed.";

/// Of `list`.
pub const LIST: &str = "\
Examples:
  finalize-conformance list                                 every scenario, by its id, with its clauses
  finalize-conformance list --clause PAR-2                  what a run with these options would run
  finalize-conformance list --json --features mine          for programs, your own scenarios too
  finalize-conformance list --mutants                       what `mutants` and `serve --mutant` take";

/// Of `explain`.
pub const EXPLAIN: &str = "\
Example:
  finalize-conformance explain RSP-3";

/// Of `diff`.
pub const DIFF: &str = "\
Examples:
  finalize-conformance diff last/report.json reports/report.json
  finalize-conformance diff --fail-on-drift --format markdown last/report.json reports/report.json

Drift is what changed in the answers although every clause may still pass: a status, a field, its
type or range, what a refusal says, a latency. Ids and times are none.
Exit code 1: a clause got worse or, with --fail-on-drift, there is drift.";

/// Of `report`.
pub const REPORT: &str = "\
Examples:
  finalize-conformance report reports/report.json --format all
  finalize-conformance report merge shard-*/report.json     one report of all shards";

/// Of `report merge`.
pub const MERGE: &str = "\
Example:
  finalize-conformance report merge shard-*/report.json

The exit code is that of the whole run.";

/// Of `schemas`.
pub const SCHEMAS: &str = "\
Example:
  finalize-conformance schemas --out schemas";

/// Of `completions`.
pub const COMPLETIONS: &str = "\
Examples:
  finalize-conformance completions bash > ~/.local/share/bash-completion/completions/finalize-conformance
  finalize-conformance completions zsh > ~/.zfunc/_finalize-conformance
  finalize-conformance completions fish > ~/.config/fish/completions/finalize-conformance.fish";

/// Of `man`.
pub const MAN: &str = "\
Examples:
  finalize-conformance man | man -l -
  finalize-conformance man --out ~/.local/share/man/man1";
