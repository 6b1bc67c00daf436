//! The property `intake_csv` under libFuzzer.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| cenotaph_fuzz::intake_csv(bytes));
