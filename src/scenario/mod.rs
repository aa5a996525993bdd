//! Scenarios: the features as they are written, and which of them to run.

pub mod catalogue;
pub mod known;
pub mod selection;
