//! The program that measures; `cargo xtask bench codec` copies it beside the tables it makes.

mod all;

use case::Case;
use std::hint::black_box;
use std::time::{Duration, Instant};

/// How many batches of each are measured.
const BATCHES: usize = 15;

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

/// Seconds of one call of ours and of the derive, each of the best batch; and the ratio of the two: the median of the ratios of
/// neighbouring batches, so that what else the machine does meets both.
fn measured(case: &Case) -> (f64, f64, f64) {
    let decoders = [case.ours, case.derived].map(|decode| (decode, calls(decode, case.json)));
    let mut ratios = [0.0; BATCHES];
    let mut best = [f64::MAX; 2];
    for ratio in &mut ratios {
        let seconds = decoders
            .map(|(decode, calls)| batch(decode, case.json, calls).as_secs_f64() / f64::from(calls));
        *ratio = seconds[0] / seconds[1];
        best = [best[0].min(seconds[0]), best[1].min(seconds[1])];
    }
    ratios.sort_by(f64::total_cmp);
    (best[0], best[1], ratios[BATCHES / 2])
}

fn main() {
    for case in all::cases() {
        // What only one of them reads is no comparison.
        let both = (case.ours)(case.json) && (case.derived)(case.json);
        let (ours, derived, ratio) = if both { measured(case) } else { (0.0, 0.0, 0.0) };
        println!("{}\t{}\t{ours:e}\t{derived:e}\t{ratio:e}", case.ty, case.json.len());
    }
}
