//! The property `intake_json` under libFuzzer.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| cenotaph_fuzz::intake_json(bytes));
