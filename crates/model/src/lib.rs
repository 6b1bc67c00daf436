//! What is said about a war's dead: parties, statements, figures, dates, places, persons, measures, awareness.
//!
//! The unit is the [`statement::Statement`]: who said what, in which words, when, as of when, through whom the desk has it.
//! Nothing here overwrites or reconciles: rival figures are separate values, and what follows from them is computed by
//! [`relay`] (faults on the way from one statement to the next) and by the crate `estimate` (which figures cannot all be true).
//!
//! Terms: *figure* = category × quantity × window × scope × as of; *derivation* = statement → statement; *origin* = a root of
//! the derivation graph. Invariant: every value is parsed at the door ([`read`]) and is trusted afterwards; words are kept
//! beside every meaning drawn from them.
//!
//! Deliberately absent: files, network, clock, randomness, and the identity of a source (only a handle).
//! Vocabulary: Standards for Casualty Recording (Every Casualty Counts 2016), SDG 16.1.2 metadata, UCDP GED codebook, EDTF.

pub mod awareness;
pub mod category;
pub mod date;
pub mod derivation;
pub mod evidence;
mod figure;
pub mod id;
pub mod measure;
pub mod party;
pub mod person;
pub mod place;
pub mod quantity;
pub mod read;
pub mod relay;
pub mod report;
pub mod scope;
pub mod statement;
