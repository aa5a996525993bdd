//! The report: one result model, one writer per format.

pub mod annotations;
pub mod console;
pub mod diff;
pub mod digest;
pub mod evidence;
pub mod fleet;
pub mod format;
pub mod har;
pub mod html;
pub mod json;
pub mod junit;
pub mod markdown;
pub mod merge;
pub mod model;
pub mod progress;
pub mod sarif;
pub mod tap;
pub mod text;
pub mod write;

#[cfg(test)]
mod sample;
