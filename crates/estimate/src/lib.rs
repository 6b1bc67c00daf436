//! Numbers only: what rival figures allow, which of them cannot all be true, and what would reconcile them.
//!
//! This crate sees no person, no party, no file and no clock. Its caller numbers figures, populations
//! and days, and turns the numbers back into names.
//!
//! * [`bounds`] – linear bounds on hidden cumulative counts: contradictions with proofs, the
//!   contradiction radius, identified ranges.
//!
//! Everything is deterministic: same input, same output, on any machine.

pub mod bounds;
mod error;

pub use error::Error;
