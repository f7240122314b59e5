//! A model as text: many printers, none of which decides anything.

mod krate;
mod rust;
mod surface;

pub use krate::{krate, umbrella};
pub use surface::surface;
