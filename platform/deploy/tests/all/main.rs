//! Deployments against an account on this machine.

mod collections;
mod killed;
mod many;
mod random;
mod state;
mod support;
mod usual;
mod worker;
mod workers;
