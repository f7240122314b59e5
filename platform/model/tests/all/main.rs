//! What programs write, as others read it.

mod bindings;
mod everything;
mod json;
mod mistakes;
mod north_star;
mod programs;
mod support;
