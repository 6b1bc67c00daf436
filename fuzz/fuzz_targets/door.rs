//! The property `door` under libFuzzer.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| cenotaph_fuzz::door(bytes));
