//! Laws and known answers of the estimators.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first surprise")]

mod beside_r;
mod bounds_known;
mod bounds_laws;
mod calibration;
mod invariance;
mod published;
mod tables;
mod verdicts;
