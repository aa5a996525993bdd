//! Traffic that others recorded: what it shows of an endpoint, by the same judgements. Nothing is sent.
//!
//! Data flows one way here too: **file → entries → messages → uploads → record → report.** What a recording cannot tell is
//! skipped with that reason and never guessed.

mod body;
pub mod har;
mod judge;
mod lifetime;
mod message;
mod report;
mod upload;

#[cfg(test)]
mod tests;

pub use har::{HarError, Recording};
pub use report::{JudgeError, Options, judge};
