//! Knowledge as data: positions, awareness, measures, what the checks found, and the lag in days.
//!
//! Terms: a *finding* is something computed from the values of statements; a *lag* is the number of days between two dated
//! statements, first outside and first inside.
//!
//! Invariant: a finding names its statements and has a sentence that an editor can print in both languages.
//!
//! Not here: how findings are computed.

use super::{Attribution, Both, Derived, Quote};
use serde::{Deserialize, Serialize};

/// What a party said of the whole matter from a day on; silence is a position.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Position {
    /// Key of the input row.
    pub key: String,
    /// SHA-256 of the entry, hexadecimal; may be empty.
    pub entry_id: String,
    /// Key of the party.
    pub party: String,
    /// `silent`, `denies`, `calls_it_rumour`, `neither_confirms_nor_denies`, `acknowledges_presence`,
    /// `acknowledges_losses` or `publishes_names`.
    pub position: String,
    /// EDTF, from when.
    pub from: String,
    /// EDTF, until when; empty while it holds.
    pub until: String,
    /// Who spoke; may be empty.
    pub speaker: String,
    /// The words.
    pub quote: Option<Quote>,
    /// Their meaning.
    pub translation: Option<Both>,
    /// What it says, in our words.
    pub gist: Both,
    /// The desk's remark.
    pub note: Both,
    /// Key of the statement that says so, if it is one of the statements.
    pub statement: Option<String>,
    /// The statements it answers or was made from.
    pub derives_from: Vec<Derived>,
    /// Keys of reports.
    pub reports: Vec<String>,
}

/// What a population knew of a proposition.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Awareness {
    /// Key of the input row.
    pub key: String,
    /// SHA-256 of the entry, hexadecimal; may be empty.
    pub entry_id: String,
    /// Whose knowledge, in words.
    pub population: Both,
    /// Key of the place.
    pub place: Option<String>,
    /// What was or was not known.
    pub proposition: Both,
    /// `unaware`, `heard_rumour`, `believes`, `officially_told`, `officially_denied` or `officially_acknowledged`.
    pub state: String,
    /// `eyewitness`, `told_by_family`, `foreign_broadcast`, `informed_by_us` …
    pub basis: String,
    /// EDTF, when this was so.
    pub observed: String,
    /// EDTF, when this was said.
    pub said_on: String,
    /// Who says so.
    pub attribution: Attribution,
    /// As in [`super::Statement::prompt`].
    pub prompt: String,
    /// Keys of statements that the source had been told.
    pub stimulus: Vec<String>,
    /// Testimony: the outlet had already published these dates.
    pub already_public: bool,
    /// The words.
    pub quote: Option<Quote>,
    /// Their meaning.
    pub translation: Option<Both>,
    /// What it says, in our words.
    pub gist: Both,
    /// The desk's remark.
    pub note: Both,
    /// Keys of reports.
    pub reports: Vec<String>,
}

/// One act of information control, or its reverse.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Measure {
    /// Key of the input row.
    pub key: String,
    /// SHA-256 of the entry, hexadecimal; may be empty.
    pub entry_id: String,
    /// Who acts, in words.
    pub actor: String,
    /// Key of the acting party, if it is one of the parties.
    pub party: Option<String>,
    /// Vocabulary values, e.g. `investigation`, `nondisclosure_pledge`.
    pub kinds: Vec<String>,
    /// EDTF, from when.
    pub from: String,
    /// EDTF, until when; empty if one day or not known.
    pub until: String,
    /// Key of the place.
    pub place: Option<String>,
    /// Against or towards whom.
    pub target: String,
    /// `discussing`, `asking`, `possessing`, `mourning` …; may be empty.
    pub trigger: String,
    /// What is said to have been done, in our words.
    pub gist: Both,
    /// Who says so.
    pub attribution: Attribution,
    /// Who says so, in words, where it is neither one party nor one source.
    pub alleged_by: String,
    /// How well it stands, in words: `single source`, `official statement` …
    pub status: String,
    /// Testimony: the outlet had already published these dates.
    pub already_public: bool,
    /// The desk's remark.
    pub note: Both,
    /// Keys of statements or measures that contradict it.
    pub contradicted_by: Vec<String>,
    /// Keys of reports.
    pub reports: Vec<String>,
}

/// What a check found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Finding {
    /// Stable within the edition, e.g. `F012`.
    pub key: String,
    /// `contradiction`, `relay`, `series`, `echo` …
    pub kind: String,
    /// `lost_qualifier`, `changed_category`, `cannot_both_be_true` …; may be empty.
    pub fault: String,
    /// Keys of the statements it is about.
    pub statements: Vec<String>,
    /// The contradiction radius in thousandths: 1000 is consistent, 2480 a common factor of 2.48; `None` if not of that kind.
    pub radius_milli: Option<u64>,
    /// One sentence that an editor can print.
    pub sentence: Both,
    /// What would reconcile them, one sentence each.
    pub reconcile: Vec<Both>,
    /// Smaller comes first on pages; ties go by key.
    pub rank: u64,
}

/// The bounds that follow from the figures of chosen parties.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Range {
    /// Category, as in [`super::Statement::category`].
    pub category: String,
    /// Day for which it holds.
    pub as_of: String,
    /// Keys of the parties whose figures were used; empty means all.
    pub parties: Vec<String>,
    /// Lower bound, persons.
    pub lo: Option<u64>,
    /// Upper bound, persons; `None` means none follows.
    pub hi: Option<u64>,
    /// Keys of the statements that make the bounds.
    pub statements: Vec<String>,
    /// One sentence.
    pub sentence: Both,
}

/// Days between what was said outside and what was said inside.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lag {
    /// Stable within the edition.
    pub key: String,
    /// What it is about, e.g. `presence`, `losses`, `names`.
    pub topic: Both,
    /// Key of the first dated statement outside.
    pub outside: String,
    /// Its day.
    pub outside_day: String,
    /// Key of the first statement or position inside; `None` while there is none.
    pub inside: Option<String>,
    /// Its day, or the edition's day while there is none.
    pub inside_day: String,
    /// Days from the one to the other.
    pub days: i64,
    /// One sentence.
    pub sentence: Both,
}
