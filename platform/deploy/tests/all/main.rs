//! Deployments against an account on this machine.

mod killed;
mod many;
mod state;
mod support;
mod usual;
