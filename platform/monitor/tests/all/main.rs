//! Tails and their events: one program, as most of its build is linking.

#![allow(missing_docs)]

mod support;

mod filters;
mod samples;
mod tail;
