//! The property `names` under libFuzzer.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| cenotaph_fuzz::names(bytes));
