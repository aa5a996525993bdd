//! Judgements: pure functions from exchanges to what they show, each finding citing its clause.

pub mod attribution;
pub mod document;
pub mod finalize;
pub mod identifiers;
pub mod processing;
pub mod refusal;
pub mod schema;
pub mod status_code;

#[cfg(test)]
mod tests;
