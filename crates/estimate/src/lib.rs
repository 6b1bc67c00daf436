//! Numbers only: what rival figures allow, and how many persons are on no list – or why that cannot be said.
//!
//! This crate sees no person, no party, no file and no clock. Its caller numbers figures, populations
//! and days, and turns the numbers back into names.
//!
//! * [`bounds`] – linear bounds on hidden cumulative counts: contradictions with proofs, the
//!   contradiction radius, identified ranges.
//! * [`table`] – how many persons stand on exactly which lists.
//!
//! Everything is deterministic: same input, same output, on any machine and any number of threads. What is random draws from
//! streams whose seed is the hash of the table.

pub mod assess;
pub mod bounds;
pub mod claims;
pub mod decomposable;
pub mod diagnose;
mod error;
pub mod exact;
pub mod linkage;
pub mod loglinear;
pub mod mcmc;
pub mod mixture;
mod random;
pub mod result;
pub mod rules;
pub mod sensitivity;
mod special;
pub mod study;
pub mod table;

pub use error::Error;
