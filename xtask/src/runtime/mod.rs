//! The runtime half of `xtask`: regenerating the runtime crates, checking them, building and serving workers.

pub mod regen;
pub mod shim;
pub mod suites;
pub mod toolchain;
pub mod worker;
