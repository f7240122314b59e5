//! The emulator, seen by clients.

mod access;
mod calls;
mod collections;
mod coverage;
mod d1;
mod faults;
mod kv;
mod lifecycle;
mod observed;
mod queues;
mod r2;
mod running;
mod secrets;
mod support;
mod workers;
