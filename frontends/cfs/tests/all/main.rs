//! The command as users run it, against a server on loopback.

mod application;
mod auth;
mod calls;
mod completions;
mod data;
mod deploy;
mod doctor;
mod each;
mod errors;
mod help;
#[cfg(target_os = "linux")]
mod hostile;
mod mcp;
mod names;
mod output;
mod parser;
mod secrets;
mod support;
#[cfg(unix)]
mod terminal;
#[cfg(target_os = "linux")]
mod transcripts;
mod wrangler;
