//! Models as files for other tools. Pure functions: what a file cannot say is told in notes.

pub mod terraform;

pub use terraform::terraform;
