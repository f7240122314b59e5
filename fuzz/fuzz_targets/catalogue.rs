//! Any bytes as the file of a catalogue, or as a block of one.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tests::catalogue::ask_of_any;

/// What the blocks stand in: a file, after the byte that says so.
static WHOLE: &[u8] = include_bytes!("../corpus/catalogue/file");

fuzz_target!(|bytes: &[u8]| ask_of_any(bytes, &WHOLE[1..]));
