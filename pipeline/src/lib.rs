//! Pinned inputs to everything that is generated, in memory: the one path that regeneration, tests, benchmarks, `explain` and
//! the harness take.
//!
//! [`document`] says what the document consists of; [`segment`] cuts it into services; [`services`] makes a crate of each, and
//! [`generate`] all of it with the umbrella. [`runtime`] does the same for the definitions of the runtime.

mod config;
mod ledgers;
mod management;
mod phases;
mod products;
pub mod runtime;

pub use config::{catalogue_meta, foreign_config, service_config};
pub use ledgers::Ledgers;
pub use management::{Generated, Made, Options, committed, each, family, generate, segment, services, text};
pub use phases::Phases;

use codegen::stack;

/// Gives the threads that share work stacks that are big enough for it; otherwise each piece of work that recurses starts a
/// thread of its own. For programs, when they begin: a second call, or one after work was shared, changes nothing.
pub fn start() {
    let threads = rayon::ThreadPoolBuilder::new().stack_size(stack::BIG).start_handler(|_| stack::set_big());
    // Nothing is lost where the threads are there already.
    let _ = threads.build_global();
}

/// Generated code is laid out as it is written: `cargo fmt --all` follows path dependencies into it.
const RUSTFMT: &str = "# Generated. Do not edit: run `cargo xtask regen`.\ndisable_all_formatting = true\n";
