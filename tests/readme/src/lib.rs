#![doc = include_str!("../../../README.md")]

/// The transport's README.
#[doc = include_str!("../../../support/http/README.md")]
pub mod transport {}
