//! The gate from outside: what it counts, what it blocks, and where it errs.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first surprise")]

mod jigsaw;
mod laws;
mod prose;
mod series;
