//! The hand-written core under every generated cfs management crate.

#[macro_use]
pub mod codec;
mod json;
mod types;

pub use codec::Nullable;
pub use json::Json;
pub use types::{Base64, Ipv4, Ipv6, Uri};
