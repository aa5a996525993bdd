//! The report: one result model, one writer per format.

pub mod model;
