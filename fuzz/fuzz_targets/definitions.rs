//! Any text as TypeScript definitions.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tests::through::definitions;

fuzz_target!(|bytes: &[u8]| {
    if let Some(problem) = definitions(bytes.to_vec()).problem(bytes.len()) {
        panic!("{problem}");
    }
});
