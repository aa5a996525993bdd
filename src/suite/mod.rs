//! The suite: from options to a report.

pub(crate) mod assemble;
mod baseline;
pub mod builder;
mod driver;
pub mod journal;
pub mod plan;
pub mod run;
pub mod runner;
pub mod session;
pub(crate) mod tally;
pub mod target;
mod vocabulary;

pub use builder::{SuiteBuilder, SuiteError};
pub use plan::Plan;
pub use runner::Suite;
pub use tally::FailOn;
