//! Any bytes through the segmenter, by Cloudflare's manifest and without one, and what it makes through the generator.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tests::through::{cloudflare, foreign};

fuzz_target!(|bytes: &[u8]| {
    for way in [cloudflare, foreign] {
        if let Some(problem) = way(bytes.to_vec()).problem(bytes.len()) {
            panic!("{problem}");
        }
    }
});
