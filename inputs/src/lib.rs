//! The pinned upstream inputs: what they are, where they come from, and a verified copy on disk.
//!
//! [`Lock`] is `specs.lock`. [`Inputs::file`] returns the path of one input below `target/specs/`, whose content has
//! the pinned SHA-256: from the cache if it is there, otherwise from the input's sources in their order. A file
//! appears in the cache under its name only after it was verified, so an interrupted or wrong download leaves nothing.

mod archive;
mod error;
mod fetch;
mod lock;
mod source;
#[cfg(test)]
mod tests;

pub use archive::{files, texts};
pub use error::{Attempt, InputError};
pub use fetch::{Fetched, Inputs, Latest, Origin};
pub use lock::{Input, Lock, Source};

/// The SHA-256 of some bytes, in lower-case hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    use sha2::Digest;
    sha2::Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}
