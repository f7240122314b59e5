//! The emulator, seen by clients.

mod lifecycle;
mod support;
