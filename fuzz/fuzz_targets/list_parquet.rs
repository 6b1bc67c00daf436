//! The property `list_parquet` under libFuzzer.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| cenotaph_fuzz::list_parquet(bytes));
