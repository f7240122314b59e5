//! The program that measures; `cargo xtask bench codec` copies it beside the tables it makes.

mod cases;
mod twins;

use cfs_http::codec::Codec;
use serde::de::DeserializeOwned;
use std::hint::black_box;
use std::time::{Duration, Instant};

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

/// Seconds of one call: the best of several batches, each long enough for the clock.
fn seconds(decode: fn(&str) -> bool, json: &str) -> f64 {
    let mut calls = 1u32;
    let mut best = f64::MAX;
    let mut batches = 0;
    while batches < 7 {
        let started = Instant::now();
        for _ in 0..calls {
            black_box(decode(json));
        }
        let took = started.elapsed();
        if took < Duration::from_micros(400) {
            calls *= 2;
            continue;
        }
        batches += 1;
        best = best.min(took.as_secs_f64() / f64::from(calls));
    }
    best
}

fn main() {
    for case in cases::all() {
        // What only one of them reads is no comparison.
        let both = (case.ours)(case.json) && (case.derived)(case.json);
        let (ours, derived) =
            if both { (seconds(case.ours, case.json), seconds(case.derived, case.json)) } else { (0.0, 0.0) };
        println!("{}\t{}\t{ours:e}\t{derived:e}", case.ty, case.json.len());
    }
}
