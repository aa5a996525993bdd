//! The client: it speaks the protocol and captures what went over the wire, and judges nothing.
//!
//! A [`Call`] says what to ask; [`Transport::send`] puts it on the wire and answers with an
//! [`Exchange`](crate::exchange::Exchange); [`evidence`] is the masked record that is kept of it.

mod call;
pub mod curl;
mod encode;
mod fault;
mod guard;
mod mask;
mod message;
mod patience;
mod proxy;
mod sign;
#[cfg(test)]
mod testbed;
#[cfg(test)]
mod tests;
mod transport;
mod waits;
mod wire;

pub use call::{Authorization, Call, Part, Payload};
pub use guard::{PlainHttp, check_plain_http, is_loopback};
pub use mask::{Masker, evidence};
pub use patience::Pacer;
pub use transport::{Transport, TransportError, TransportOptions};
