//! Types and literals as Rust source.

use crate::ir::{Api, Sig};

/// A signature as Rust writes it outside the crate.
pub(super) fn path(api: &Api, sig: &Sig, crate_path: &str) -> String {
    let inner = |sig: &Sig| path(api, sig, crate_path);
    match sig {
        Sig::Unit => "()".to_owned(),
        Sig::Bool => "bool".to_owned(),
        Sig::Int(name) => (*name).to_owned(),
        Sig::Float => "f64".to_owned(),
        Sig::Str => "String".to_owned(),
        Sig::Known(known) => format!("cfs_http::{}", known.rust()),
        Sig::Json => "cfs_http::Json".to_owned(),
        Sig::List(item) => format!("Vec<{}>", inner(item)),
        Sig::Map(item) => format!("std::collections::BTreeMap<String, {}>", inner(item)),
        Sig::Maybe(item) => format!("Option<{}>", inner(item)),
        Sig::Type(id) => format!("{crate_path}::{}", api[*id].name),
        Sig::Boxed(id) => format!("Box<{crate_path}::{}>", api[*id].name),
    }
}

/// Text as a string literal.
pub(super) fn literal(text: &str) -> String {
    let hashes =
        (0..=text.len()).map(|count| "#".repeat(count)).find(|hashes| !text.contains(&format!("\"{hashes}")));
    let hashes = hashes.unwrap_or_default();
    // A carriage return may not stand in a raw string.
    if text.contains('\r') { format!("{text:?}") } else { format!("r{hashes}\"{text}\"{hashes}") }
}
