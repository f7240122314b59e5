//! What Cloudflare products do, as it happens.
//!
//! [`tail`] follows a Worker or a Pages deployment: a stream of its invocations, typed, which goes on when the connection
//! breaks and before the service stops sending.

pub mod tail;

pub use cfs_http;
pub use cfs_tail_events as events;

/// The README's example compiles.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
