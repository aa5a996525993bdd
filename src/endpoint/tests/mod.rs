//! The reference endpoint against the clauses, part by part.

mod bench;
mod credentials;
mod doors;
mod identifiers;
mod lifecycle;
mod neighbours;
mod processing;
mod request;
mod response;
