//! The command as users run it, against a server on loopback.

mod auth;
mod calls;
mod completions;
mod data;
mod deploy;
mod doctor;
mod each;
mod errors;
mod help;
mod mcp;
mod output;
mod parser;
mod secrets;
mod support;
#[cfg(unix)]
mod terminal;
mod wrangler;
