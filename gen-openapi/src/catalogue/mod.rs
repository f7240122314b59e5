//! Operations as data, for whoever knows the one to call only when the program runs.

mod listing;
mod operation;
mod shape;

pub(crate) use listing::listing;
