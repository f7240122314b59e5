//! The emulator, seen by clients.

mod access;
mod ai;
mod calls;
mod collections;
mod coverage;
mod d1;
mod dns;
mod faults;
mod kv;
mod lifecycle;
mod observed;
mod queues;
mod r2;
mod running;
mod s3;
mod secrets;
mod support;
mod vectorize;
mod workers;
