//! What is measured of one type; `cargo xtask bench codec` copies it below the tables it makes.

use cfs_http::codec::Codec;
use serde::de::DeserializeOwned;
use std::hint::black_box;

/// One example of an answer, as JSON, and both decoders of its type.
pub struct Case {
    /// The type.
    pub ty: &'static str,
    /// The example.
    pub json: &'static str,
    /// Decodes with the generated type; whether that worked.
    pub ours: fn(&str) -> bool,
    /// Decodes with the derived type.
    pub derived: fn(&str) -> bool,
}

/// Decodes with a generated type.
pub fn ours<T: Codec + Default>(json: &str) -> bool {
    cfs_http::codec::from_str::<T>(black_box(json)).map(black_box).is_ok()
}

/// Decodes with a derived type.
pub fn derived<T: DeserializeOwned>(json: &str) -> bool {
    serde_json::from_str::<T>(black_box(json)).map(black_box).is_ok()
}
