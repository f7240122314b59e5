#![doc = include_str!("../README.md")]

mod document;
pub mod fields;
mod finding;
mod kinds;
pub mod model;
mod read;

pub use finding::{Finding, Severity};
pub use model::Model;
pub use read::{Form, Found, Read, find, read, read_file};
