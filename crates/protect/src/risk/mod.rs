//! The count of people whom a description leaves possible, over everything ever released about a person.
//!
//! What it is for: one article leaves hundreds, seven leave five. [`judge`] adds up all that was ever told about a source or
//! a third party, counts for two adversaries how many people fit, and says at which detail of this release the number falls
//! below the threshold and what to write instead.
//!
//! Terms: *person*, *item*, *ledger*, *label* as in the ledger; *share*: the part of a population that fits a value; *cap*:
//! an absolute number of people who fit a value at all; *candidate set*: the people who fit everything told.
//!
//! Invariant: one more detail about a person never makes the candidate set larger, unless it contradicts another one.
//!
//! Not here: which rows leave (the gate), who may override (the program), where the ledger is kept (the vault).
//!
//! Source: docs/methods/gate.md.

mod attribute;
mod coarsen;
mod count;
mod items;
mod judge;
mod ledger;
mod prose;
mod tables;
mod verdict;

pub use attribute::{Attribute, Declaration, DeclarationFault, Described, Role};
pub use ledger::{Found, Item, Ledger, RowRef, person_of};
pub use tables::{TableFault, TableTexts, Tables};
pub use verdict::{Adversary, Blocked, Coarsening, Policy, Standing, Step, Unknown, Verdict};

use crate::shape;
use std::collections::{BTreeMap, BTreeSet};

/// What an editor declared of rows, by table and key.
pub type Declared = BTreeMap<(String, String), Vec<Described>>;

/// What the gate needs to count.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RiskInput {
    /// Everything that left before.
    pub past: Ledger,
    /// Shares, caps and words.
    pub tables: Tables,
    /// Thresholds.
    pub policy: Policy,
    /// What editors declared of rows.
    pub declared: Declared,
    /// [`Blocked::canonical`] of the judgements that two people decided to override.
    pub overridden: BTreeSet<String>,
}

/// Reads what a text tells about its speaker and about third parties, with the built-in words.
#[must_use]
pub fn read(text: &str) -> Vec<Described> {
    Tables::builtin().read(text)
}

/// Every detail that an edition tells about protected sources and those they speak of, with the built-in words.
#[must_use]
pub fn items_of(edition: &shape::Edition, declared: &Declared) -> Vec<Item> {
    Tables::builtin().items_of(edition, declared)
}

/// Counts, for each person of whom `new` tells anything, the people who fit all that was ever told.
///
/// * Input: what left before; what would leave now, in any order; repetitions do no harm.
/// * Output: sorted by person and adversary.
#[must_use]
pub fn judge(past: &Ledger, new: &[Item], tables: &Tables, policy: &Policy) -> Verdict {
    judge::judge(past, new, tables, policy)
}
