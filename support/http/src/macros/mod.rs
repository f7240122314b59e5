//! The macros in which generated code states its tables.

mod enums;
mod outcome;
mod request;
mod serde;
mod types;
