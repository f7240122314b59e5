//! The language as its users see it.

mod errors;
mod meaning;
mod names;
mod page;
mod properties;
