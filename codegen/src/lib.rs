//! What the cfs generators share.
//!
//! - [`doc`]: JSON documents that remember where everything stood.
//! - [`diag`]: diagnostics with codes and places, printed by miette.
//! - [`names`]: words, cases, Rust identifiers.
//! - [`rust`]: building `syn` trees and printing them with prettyplease.
//! - [`surface`]: a crate's public surface, as its ledger states it.
//! - [`artifact`]: generated files in memory, and the one helper that writes them.
//! - [`stack`]: stacks for work that recurses as deep as its input goes.
//!
//! Nothing here knows OpenAPI or TypeScript.

pub mod artifact;
pub mod diag;
pub mod doc;
pub mod names;
pub mod rust;
pub mod stack;
pub mod surface;
