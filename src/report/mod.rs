//! The report: one result model, one writer per format.

pub mod evidence;
pub mod format;
pub mod json;
pub mod junit;
pub mod model;
pub mod text;
pub mod write;

#[cfg(test)]
mod sample;
