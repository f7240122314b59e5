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

/// How many batches of each are measured.
const BATCHES: u32 = 9;

/// How many calls are long enough for the clock.
fn calls(decode: fn(&str) -> bool, json: &str) -> u32 {
    let mut calls = 1;
    while batch(decode, json, calls) < Duration::from_micros(400) {
        calls *= 2;
    }
    calls
}

fn batch(decode: fn(&str) -> bool, json: &str, calls: u32) -> Duration {
    let started = Instant::now();
    for _ in 0..calls {
        black_box(decode(json));
    }
    started.elapsed()
}

/// Seconds of one call of ours and of the derive: both in turns, so that what else the machine does meets both; the best
/// batch of each.
fn seconds(case: &Case) -> (f64, f64) {
    let decoders = [case.ours, case.derived].map(|decode| (decode, calls(decode, case.json)));
    let mut best = [f64::MAX; 2];
    for _ in 0..BATCHES {
        for ((decode, calls), best) in decoders.iter().zip(&mut best) {
            let took = batch(*decode, case.json, *calls).as_secs_f64() / f64::from(*calls);
            *best = best.min(took);
        }
    }
    (best[0], best[1])
}

fn main() {
    for case in cases::all() {
        // What only one of them reads is no comparison.
        let both = (case.ours)(case.json) && (case.derived)(case.json);
        let (ours, derived) = if both { seconds(case) } else { (0.0, 0.0) };
        println!("{}\t{}\t{ours:e}\t{derived:e}", case.ty, case.json.len());
    }
}
