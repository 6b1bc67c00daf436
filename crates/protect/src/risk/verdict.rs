//! What the count says: who may be found, by whom, by which detail, and what to write instead.
//!
//! Invariant: a verdict names persons by their handle and details by their value in the tables; it holds no text of a row.
//!
//! Not here: the count itself.

use super::attribute::Attribute;
use super::ledger::RowRef;
use crate::shape::Both;
use serde::Serialize;
use std::fmt;

/// From when on a set of people is too small.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Policy {
    /// The least number of people among whom a reader of everything must be unable to tell.
    pub k_reader: u64,
    /// The same for a state that also holds rosters, registers, permits and the log of detected calls.
    pub k_state: u64,
    /// From this many different persons under one label on, what stands under it is no longer taken for one person's.
    pub label_pool: u32,
    /// Within so many weeks of each other.
    pub window_weeks: u32,
}

impl Default for Policy {
    fn default() -> Self {
        Self { k_reader: 20, k_state: 100, label_pool: 3, window_weeks: 8 }
    }
}

impl Policy {
    /// The threshold against an adversary.
    #[must_use]
    pub fn k(&self, adversary: Adversary) -> u64 {
        match adversary {
            Adversary::Reader => self.k_reader,
            Adversary::State => self.k_state,
        }
    }
}

/// Against whom is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Adversary {
    /// Has read everything ever released; knows the census and general figures.
    Reader,
    /// Has that and rosters, registers, permits, and the log of detected calls by day.
    State,
}

impl Adversary {
    /// Both, in the order in which they are reported.
    pub const ALL: [Self; 2] = [Self::Reader, Self::State];
}

impl fmt::Display for Adversary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Reader => "a reader of everything",
            Self::State => "the state",
        })
    }
}

/// The judgement over a release.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Verdict {
    /// Persons of whom this release tells too much, by person and adversary.
    pub blocked: Vec<Blocked>,
    /// Where everybody stands of whom this release tells anything.
    pub standings: Vec<Standing>,
    /// Details that no table can count; a release with one is refused.
    pub unknown: Vec<Unknown>,
}

/// How many people fit all that was told of one person, this release included.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Standing {
    /// Handle, or `handle/role`.
    pub person: String,
    /// Against whom.
    pub adversary: Adversary,
    /// People, at least.
    pub low: u64,
    /// People, at most.
    pub high: u64,
    /// The threshold.
    pub k: u64,
    /// Values that cannot both be true of one person were told; their union was counted.
    pub contradicted: bool,
}

/// A person of whom a release would tell too much.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Blocked {
    /// Handle, or `handle/role`.
    pub person: String,
    /// Who could tell.
    pub adversary: Adversary,
    /// People who fit, at least.
    pub low: u64,
    /// People who fit, at most.
    pub high: u64,
    /// The threshold that `low` is below.
    pub k: u64,
    /// The detail of this release that narrowed most.
    pub attribute: Attribute,
    /// People who would fit, at least, had it not been told.
    pub without: u64,
    /// Rows of this release that narrowed.
    pub rows: Vec<RowRef>,
    /// The cheapest way of saying less; `None`: nothing short of holding the rows.
    pub coarsening: Option<Coarsening>,
}

impl Blocked {
    /// A text that is the same for the same judgement: what an override is given for. To be hashed, not shown.
    #[must_use]
    pub fn canonical(&self) -> String {
        let rows: Vec<String> =
            self.rows.iter().map(|row| format!("{}:{}", row.table, row.key)).collect();
        let adversary = match self.adversary {
            Adversary::Reader => "reader",
            Adversary::State => "state",
        };
        format!(
            "blocked/1\n{}\n{adversary}\n{}\n{}\n{}\n{}\n{}",
            self.person,
            self.low,
            self.high,
            self.k,
            self.attribute,
            rows.join(" ")
        )
    }
}

/// Changes to this release after which it would pass.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Coarsening {
    /// One to three steps.
    pub steps: Vec<Step>,
    /// What they cost together, in the units of `hierarchy.csv`: how much a reader loses.
    pub cost: u64,
    /// People who then fit, at least, for a reader.
    pub low_reader: u64,
    /// People who then fit, at least, for the state.
    pub low_state: u64,
    /// What to do, in one sentence.
    pub sentence: Both,
}

/// One detail said less exactly.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Step {
    /// Whose: handle, or `handle/role`.
    pub person: String,
    /// What the release says.
    pub attribute: Attribute,
    /// What to say instead; `None`: leave it out.
    pub to: Option<String>,
    /// Where it stands.
    pub rows: Vec<RowRef>,
}

/// A detail that no table can count.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Unknown {
    /// Handle, or `handle/role`.
    pub person: String,
    /// The detail.
    pub attribute: Attribute,
    /// What to do about it.
    pub hint: String,
}
