//! Pinned inputs to everything that is generated, in memory: the one path that regeneration, tests, benchmarks, `explain` and
//! the harness take.
//!
//! [`document`] says what the document consists of; [`segment`] cuts it into services; [`services`] makes a crate of each, and
//! [`generate`] all of it with the umbrella. [`runtime`] does the same for the definitions of the runtime.

mod config;
mod ledgers;
mod management;
mod phases;
pub mod runtime;

pub use config::{foreign_config, service_config};
pub use ledgers::Ledgers;
pub use management::{Generated, Made, Options, generate, segment, services, text};
pub use phases::Phases;

/// Generated code is laid out as it is written: `cargo fmt --all` follows path dependencies into it.
const RUSTFMT: &str = "# Generated. Do not edit: run `cargo xtask regen`.\ndisable_all_formatting = true\n";
