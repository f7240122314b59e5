//! A model as text: many printers, none of which decides anything.

mod calls;
mod catalogue;
mod harness;
mod krate;
mod rust;
mod surface;
mod uses;

pub use catalogue::{Catalogue, Part, catalogue, listing};
pub use harness::{CallCase, ExampleCase, Harness, ListCase, VariantCase, harness};
pub use krate::{Program, Service, Umbrella, krate, umbrella};
pub use surface::surface;
