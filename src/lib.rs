//! Conformance and contract tests for one API call: `POST media/upload` with command FINALIZE.
//!
//! Data flows one way: **clause → scenario → exchange → judgement → verdict → report.**

pub mod clause;
pub mod cli;
pub mod client;
pub mod clock;
pub mod credentials;
pub mod endpoint;
pub mod exchange;
pub mod fleet;
pub mod http;
pub mod judgement;
pub mod ledger;
pub mod media;
pub mod mutation;
pub mod recording;
pub mod report;
pub mod scenario;
mod steps;
pub mod suite;
pub mod verdict;
pub mod world;

pub use suite::Suite;
