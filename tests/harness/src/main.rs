//! Runs the generated management crates as their users do.
//!
//! `generated` is made by `cargo xtask` from the same document as the crates: the document's examples with the types
//! that must read them, and a call of every operation.
//!
//! - `harness examples ACCEPTED`: every example is read and written again; what differs must be in the accepted list.
//! - `harness variants ACCEPTED`: a value of every variant of every union is read as that variant and written again with
//!   nothing lost; what is not must be in the accepted list.
//! - `harness lists`: every list is followed through three pages, on servers that page in every way.
//! - `harness record OUT ACCEPTED`: every operation is called against a server on loopback, by its typed method and by its name
//!   in the catalogue, and by a command line of `cfs`; what it sent is written to `OUT` for people and to `OUT.json` for programs.
//!   What the three sent is the same, byte for byte, or in the accepted list; that of command lines is `command.txt` beside it.
//! - `harness call URL OUT`: every operation is called against the server at `URL`; its answers are written to `OUT`.

mod catalogue;
mod command;
mod compare;
mod examples;
#[path = "../../../target/harness/generated/mod.rs"]
mod generated;
mod lists;
mod named;
mod record;
mod server;
mod special;
mod tally;
mod variants;

use cfs_http::codec::Codec;
use std::process::ExitCode;

/// One example and the type that reads it.
pub struct Example {
    /// The operation.
    pub operation: &'static str,
    /// JSON pointer of its schema in the original document.
    pub pointer: &'static str,
    /// Whether it is sent rather than received.
    pub sent: bool,
    /// Whether the document states it whole.
    pub whole: bool,
    /// Members that lead to the value.
    pub path: &'static str,
    /// The example.
    pub json: &'static str,
    /// Reads the value and writes it again.
    pub run: fn(&str) -> Result<String, String>,
}

/// Reads a value as a type and writes it again.
pub fn run<T: Codec + Default>(json: &str) -> Result<String, String> {
    let value: T = cfs_http::codec::from_str(json).map_err(|fail| fail.to_string())?;
    Ok(cfs_http::codec::to_string(&value))
}

/// A value from JSON that was made to fit its type.
pub fn json<T: Codec + Default>(text: &str) -> T {
    cfs_http::codec::from_str(text).unwrap_or_default()
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let passed = match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["examples", accepted] => examples::check(accepted),
        ["variants", accepted] => variants::check(accepted),
        ["lists"] => lists::check().await,
        ["record", out, accepted] => record::record(out, accepted).await,
        ["call", url, out] => record::call(url, out).await,
        _ => {
            eprintln!("usage: harness examples ACCEPTED | variants ACCEPTED | lists | record OUT ACCEPTED | call URL OUT");
            false
        }
    };
    if passed { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
