//! Deployments against an account on this machine.

mod state;
mod support;
mod usual;
