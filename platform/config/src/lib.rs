#![doc = include_str!("../README.md")]

mod document;
pub mod fields;
mod finding;
mod kinds;
pub mod model;
mod read;
mod types;
mod validate;
mod write;

pub use finding::{Finding, Severity};
pub use model::Model;
pub use read::{Form, Found, Read, environments, find, read, read_file};
pub use types::{rust_env, typescript_env};
pub use validate::{Day, validate, validate_on};
pub use write::{
    Resolve, Written, file_name, into_wrangler_toml, model_json, model_toml, program, wrangler_jsonc,
    wrangler_toml,
};
