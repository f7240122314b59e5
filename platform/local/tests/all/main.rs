//! Workers in the real runtime: what they see of requests, events and bindings, and what is said when it cannot be.

#![allow(missing_docs)]

mod back;
mod bindings;
mod events;
mod refusals;
mod requests;
