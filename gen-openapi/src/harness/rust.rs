//! Types and literals as Rust source.

use crate::ir::{Api, Sig, Spelling};

/// A signature as Rust writes it outside the crate.
pub(super) fn path(api: &Api, sig: &Sig, crate_path: &str) -> String {
    Spelling::outside(&format!("{crate_path}::")).text(api, sig)
}

/// Text as a string literal.
pub(super) fn literal(text: &str) -> String {
    let hashes =
        (0..=text.len()).map(|count| "#".repeat(count)).find(|hashes| !text.contains(&format!("\"{hashes}")));
    let hashes = hashes.unwrap_or_default();
    // A carriage return may not stand in a raw string.
    if text.contains('\r') { format!("{text:?}") } else { format!("r{hashes}\"{text}\"{hashes}") }
}
