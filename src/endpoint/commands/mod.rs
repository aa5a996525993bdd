//! One file for each command: parameters and time in, an answer or a refusal out.

pub mod append;
pub mod finalize;
pub mod init;
pub mod metadata;
pub mod status;
