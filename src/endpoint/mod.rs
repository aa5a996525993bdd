//! The reference endpoint: a pure state machine `request → response` with a clock, and its front doors.
//!
//! [`Endpoint`] conforms to every clause. A mutant or a variant is the same machine with other [`Settings`] and
//! another [`Behaviour`], which calls the conforming answer and deviates from it.

pub mod authentication;
pub mod certificate;
mod commands;
mod door;
pub mod embedded;
mod encoding;
mod ids;
mod machine;
pub mod mutants;
mod oauth;
pub mod parameters;
mod rate;
pub mod reply;
pub mod serve;
pub mod settings;
pub mod upload;
pub mod variants;

#[cfg(test)]
mod tests;

pub use embedded::{Host, Mounted};
pub use ids::Ids;
pub use machine::{Behaviour, Endpoint, conforming};
pub use parameters::Parameters;
pub use reply::Refusal;
pub use settings::Settings;
pub use upload::{Kind, State, Upload};
