#![no_main]
#![allow(dead_code)]

#[path = "../../tests/properties/mod.rs"]
mod properties;

libfuzzer_sys::fuzz_target!(|data: &[u8]| properties::values::fixed(data));
