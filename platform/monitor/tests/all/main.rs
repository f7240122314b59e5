//! Tails and their events: one program, as most of its build is linking.

#![allow(missing_docs, unreachable_pub)]

mod support;

mod filters;
mod samples;
mod tail;
