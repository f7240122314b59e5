//! What users of the crate see.

mod corpus;
mod into;
mod models;
mod reading;
mod schema;
mod types;
mod validating;
mod writing;

use cfs_config::{Finding, Form, Read, read};

/// Reads a text as `wrangler.toml`.
fn wrangler(text: &str) -> Read {
    read(text, "wrangler.toml", Form::Toml, None)
}

/// Findings as users read them.
fn told(findings: &[Finding]) -> String {
    findings.iter().map(|finding| format!("{finding}\n")).collect()
}
