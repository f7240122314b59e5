//! What must hold for any input, over some thousands of inputs made from seeds.

#![allow(missing_docs, unreachable_pub, clippy::pedantic)]

#[path = "properties/mod.rs"]
mod all;

use std::fs;
use std::path::{Path, PathBuf};

/// Bytes that mean something somewhere.
const ODD: &[u8] = b"\0\n\r\"\\{}[]:,;=%|\x7f\xff0-e. ";

/// Inputs made from what the fuzzer starts from: pieces cut out, doubled, swapped, bytes replaced. The same at every run.
fn damaged(target: &str, check: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(target);
    let entries = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    files.sort();
    let seeds: Vec<Vec<u8>> = files.iter().map(|file| fs::read(file).expect("a file")).collect();
    let mut state = 0x9E37_79B9_7F4A_7C15u64;
    let mut random = move |limit: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % limit.max(1) as u64) as usize
    };
    for seed in &seeds {
        check(seed);
    }
    for _ in 0..3_000 {
        let mut data = seeds[random(seeds.len())].clone();
        for _ in 0..=random(4) {
            let (from, other) = (random(data.len()), random(data.len()));
            let (from, to) = (from.min(other), from.max(other));
            match random(5) {
                0 => drop(data.drain(from..to)),
                1 => data.extend_from_within(from..to),
                2 if !data.is_empty() => data[from] = ODD[random(ODD.len())],
                3 => data.truncate(to),
                _ => data.insert(from, random(256) as u8),
            }
        }
        check(&data);
    }
}

macro_rules! hold {
    ($($name:ident $check:path),* $(,)?) => {$(
        #[test]
        fn $name() {
            damaged(stringify!($name), $check);
        }
    )*};
}

hold! {
    json all::json,
    events all::events,
    frames all::frames,
    headers all::headers,
    answers all::answers,
    forms all::forms,
    paths all::paths,
    cassettes all::cassettes,
    numbers all::values::numbers,
    odd_items all::values::odd_items,
    secrets all::values::secrets,
    unions all::values::unions,
    fixed all::values::fixed,
}
