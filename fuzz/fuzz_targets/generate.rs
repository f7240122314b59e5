//! Any bytes through the generator alone.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tests::through::alone;

fuzz_target!(|bytes: &[u8]| {
    if let Some(problem) = alone(bytes.to_vec()).problem(bytes.len()) {
        panic!("{problem}");
    }
});
