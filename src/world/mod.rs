//! The actor of a scenario: what it uploads, sends and finds. Steps are thin; this is what they call.

mod actor;
mod credentials;
mod expiry;
mod finalize;
mod processing;
pub mod protocol;
pub mod record;
mod refusal;
mod upload;
mod usage;
pub mod values;

pub use actor::World;
pub use credentials::Flaw;
pub use expiry::Moment;
pub use finalize::Attempt;
pub use upload::{Extent, Spec};
