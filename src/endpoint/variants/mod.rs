//! Variants: right endpoints that behave differently in a way the document allows. The suite must fail none of them.

mod answers;
mod service;
mod variant;
mod wire;

pub use variant::{Variant, variants};
