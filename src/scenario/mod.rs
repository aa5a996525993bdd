//! Scenarios: the features as they are written, and which of them to run.

pub mod catalogue;
mod feature;
pub mod known;
pub mod selection;
