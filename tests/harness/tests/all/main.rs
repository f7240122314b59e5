//! Generated crates, called: one program, as most of its build is linking.

mod answers;
mod overlays;
mod shared;
