//! Mutants: deliberately wrong endpoints, each breaking one clause. They test the suite.
//!
//! One file for each part of the document. A new mutant is one entry in one table.

mod command;
mod credentials;
mod errors;
mod identifiers;
mod lifecycle;
mod lifetime;
mod mutant;
mod processing;
mod request;
mod response;
mod spelling;
mod status;
pub(super) mod tools;

use lifecycle::has_category;
pub use mutant::{Mutant, mutants};
use response::{rename, without};
use tools::*;
