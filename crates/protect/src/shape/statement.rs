//! The statement: who said what, in which words, when, as of when, through whom we have it.
//!
//! Terms: see the glossary – *said on* (the world could know), *as of* (the figure holds for), *window* (what the number
//! counts over), *population* (whose), *scope* (which of them).
//!
//! Invariant: the words are never replaced by the numbers; where no rule covers the words there is no number.
//!
//! Not here: when the desk recorded it (finer than the edition's day it must not be known), who typed it.

use super::Both;
use serde::{Deserialize, Serialize};

/// One thing said in a report.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Statement {
    /// Key of the input row, e.g. `C050`.
    pub key: String,
    /// SHA-256 of the entry in the release log, in hexadecimal; empty where the edition is not yet recorded.
    pub entry_id: String,
    /// `figure`, `position`, `awareness`, `measure`, `fate`, `prediction`, `circumstance` or `opinion`.
    pub kind: String,
    /// Who says it.
    pub attribution: Attribution,
    /// EDTF date on which it was said.
    pub said_on: String,
    /// EDTF date for which it holds.
    pub as_of: String,
    /// What a figure counts over.
    pub window: Option<Window>,
    /// `killed`, `wounded`, `missing`, `captured`, `killed_and_wounded`, `casualties`, `deployed` …; empty for other kinds.
    pub category: String,
    /// The figure; `None` for kinds that have none.
    pub quantity: Option<Quantity>,
    /// Whose: e.g. `KP`, or `KP+RU` for mixed formations.
    pub population: String,
    /// Which of them, in words: where, by what cause.
    pub scope: String,
    /// Key of the place.
    pub place: Option<String>,
    /// `asserted`, `reported`, `estimated`, `calculated`, `could_have`, `denied`, `declined_to_comment`, `predicted`, `opinion` …
    pub modality: String,
    /// The words as said, a few of them, with their language.
    pub quote: Option<Quote>,
    /// What they mean in the reader's languages, where the words are in neither.
    pub translation: Option<Both>,
    /// What it says, in our words.
    pub gist: Both,
    /// The desk's remark.
    pub note: Both,
    /// The statements this one was made from.
    pub derives_from: Vec<Derived>,
    /// The independent origins that it goes back to.
    pub origins: Origins,
    /// Keys of the reports in which it was found.
    pub reports: Vec<String>,
    /// `current`, `superseded`, `withdrawn`, `corrected`, `disputed` or `discounted`.
    pub status: String,
    /// Key of the statement that replaced it.
    pub superseded_by: Option<String>,
    /// Testimony: `unprompted`, `prompted_open`, `prompted_with_information`, `leading`, `unknown`; empty otherwise.
    pub prompt: String,
    /// Testimony: keys of the statements that we had told the source.
    pub stimulus: Vec<String>,
    /// Testimony: the outlet had already published this date, so it is not coarsened to a week.
    pub already_public: bool,
    /// A prediction's outcome.
    pub outcome: Option<Outcome>,
    /// Path of its inclusion proof inside the release, e.g. `proofs/C050.tlog-proof`.
    pub proof: Option<String>,
    /// Fields that exist and are not shown; withheld is not the same as not stated.
    pub withheld: Vec<StatementField>,
}

/// The fields of a statement that can be withheld one by one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum StatementField {
    /// The name or role of the person who spoke for the party.
    Speaker,
    /// `said_on`.
    SaidOn,
    /// `as_of` and the window.
    AsOf,
    /// The quantity: words, interval and value.
    Quantity,
    /// The scope's words.
    Scope,
    /// The place.
    Place,
    /// The quoted words and their translation.
    Quote,
    /// The gist.
    Gist,
    /// The desk's remark.
    Note,
    /// The reports.
    Reports,
    /// The prompt and what the source had been told.
    Prompt,
}

/// Who says it, at the level at which this is shown.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "by", rename_all = "snake_case", deny_unknown_fields)]
pub enum Attribution {
    /// A party that speaks in public.
    Party {
        /// Key of the party.
        party: String,
        /// Who spoke for it, e.g. `spokesman`; may be empty.
        speaker: String,
    },
    /// A protected source: the handle, and a province at most.
    Protected {
        /// The handle that the desk gave, e.g. `heron`.
        handle: String,
        /// Key of a place of precision [`super::PlacePrecision::Adm1`] or coarser.
        place: Option<String>,
        /// Key of the party that publishes the testimony (an outlet), if any.
        via: Option<String>,
    },
    /// Nobody is named: withheld or unknown.
    #[default]
    Unattributed,
}

/// What a figure counts over.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Window {
    /// `cumulative_since`, `past_week`, `per_day`, `single_event`, `during`, `unspecified` …
    pub kind: String,
    /// EDTF; empty if not stated.
    pub from: String,
    /// EDTF; empty if not stated.
    pub to: String,
}

/// Which way a quantity is known, or not.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum QuantityKind {
    /// Words with an interval.
    Number,
    /// A fraction of a base; never multiplied out as if stated.
    Fraction,
    /// A whole and its parts.
    Compound,
    /// Words that no rule covers; they stay words.
    #[default]
    Words,
    /// There is none; [`Quantity::absence`] says why.
    Absent,
}

/// Why there is no number. Zero is a number and not here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Absence {
    /// The party said that it does not know.
    Unknown,
    /// The party gave none.
    NotStated,
    /// The party, or the desk, keeps it back.
    Withheld,
}

/// The words of a figure and the interval that they mean.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Quantity {
    /// What `lo` and `hi` are worth.
    pub kind: QuantityKind,
    /// The words, e.g. `already exceeded 3,000`.
    pub words: String,
    /// Printed interval, e.g. `(3000, ∞)`; empty if none.
    pub interval: String,
    /// Lower end, persons.
    pub lo: Option<u64>,
    /// The lower end itself is excluded.
    pub lo_open: bool,
    /// Upper end, persons; `None` with a lower end means unbounded.
    pub hi: Option<u64>,
    /// The upper end itself is excluded.
    pub hi_open: bool,
    /// The number that was said, e.g. 3,000; a mark inside the interval, not an estimate.
    pub value: Option<u64>,
    /// Hedges as vocabulary values: `about`, `more_than`, `preliminary` …
    pub hedges: Vec<String>,
    /// Ids of the rules that fired, keys of [`super::RuleRow`].
    pub rules: Vec<String>,
    /// Why there is none.
    pub absence: Option<Absence>,
    /// For [`QuantityKind::Fraction`].
    pub fraction: Option<Fraction>,
    /// For [`QuantityKind::Compound`].
    pub parts: Vec<Part>,
}

/// A share of a base.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fraction {
    /// The words of the share, e.g. `nearly half`.
    pub words: String,
    /// Lower end, parts per 10,000.
    pub lo: u32,
    /// Upper end, parts per 10,000.
    pub hi: u32,
    /// The words of the base, e.g. `11,000`; empty if not stated.
    pub base: String,
    /// The interval that share × base would give; derived, not stated. Empty if the base is not stated.
    pub implied: String,
}

/// One part of a compound figure.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// The category as said, e.g. `killed`.
    pub category: String,
    /// Its words.
    pub words: String,
    /// Its interval, printed.
    pub interval: String,
}

/// Words as said, with their language.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Quote {
    /// The words.
    pub text: String,
    /// BCP 47 language, e.g. `uk`; empty if unknown.
    pub lang: String,
}

/// One step of provenance.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Derived {
    /// The statement this one was made from.
    pub key: String,
    /// `quotes`, `translates`, `cites`, `aggregates`, `arithmetic_of`, `part_of`, `updates`, `supersedes`,
    /// `repeats_unattributed`, `reprint` …
    pub kind: String,
}

/// The independent origins of a statement: roots of its derivations, what we told a source excluded.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Origins {
    /// How many; may be larger than `keys` where an origin is withheld.
    pub count: u64,
    /// Their keys.
    pub keys: Vec<String>,
}

/// What became of a prediction.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Outcome {
    /// `came_true`, `came_false`, `open` …
    pub state: String,
    /// EDTF.
    pub on: String,
    /// The statement that shows it.
    pub statement: Option<String>,
    /// In our words.
    pub sentence: Both,
}
