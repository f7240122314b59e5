//! One OpenAPI document in, one self-contained document per service out.
//!
//! The pipeline, in the order [`segment()`] runs it:
//!
//! 1. [`operations()`] lists every operation with its path, method and id. A missing `operationId` is derived from
//!    method and path; repeated ids are told apart by the same words.
//! 2. [`Manifest`] places each operation in exactly one service: the most specific rule wins, a tie is an error, and
//!    an operation that no rule matches is an error that prints the TOML to paste. Without a manifest, services are
//!    the document's tags, or its first path segments.
//! 3. `names` gives each operation the resource chain and method name of the official SDKs, or derives them from the
//!    nearest path that has some.
//! 4. `closure` collects the components an operation needs, transitively, through every kind of reference.
//! 5. `normalise` rewrites what the `openapiv3` crate would drop (siblings of `$ref`, OpenAPI 3.1 forms) into what it
//!    keeps, and remembers the original pointer of everything that moved.
//! 6. [`Segment`] is the result: canonical JSON, its [`Origins`], its numbers.

mod assign;
mod closure;
mod manifest;
mod names;
mod normalise;
mod operations;
mod paths;
mod report;
mod scopes;
mod segment;
#[cfg(test)]
mod tests;

pub use assign::{Fallback, misc_service, why};
pub use manifest::Manifest;
pub use names::{Name, Scope, SdkNames};
pub use operations::{METHODS, Operation, list as operations};
pub use report::{Report, ServiceReport};
pub use segment::{Config, Origins, Segment, Segmentation, segment};

/// The manifest for Cloudflare's own document.
pub const SERVICES_TOML: &str = include_str!("../services.toml");

/// The official SDKs' names for Cloudflare's operations.
pub const SDK_NAMES: &str = include_str!("../sdk-names.txt");
