//! The edition: one immutable, numbered release, and the tables that speak about the edition itself.
//!
//! Terms: a *change* is what differs from the previous edition; a *correction* is a change of something that was wrong,
//! with what it said before, what it says now, and why.
//!
//! Invariant: an edition is complete. A reader who has nothing else can read every table and follow every key.
//!
//! Not here: how it is hashed and signed (the record does that), how it is shown (`publish`).

use super::{
    Awareness, Both, Estimation, Evidence, Finding, Lag, Linkage, Measure, NameReading, Party,
    Person, Place, Position, Range, Report, Statement,
};
use serde::{Deserialize, Serialize};

/// One numbered release of a case.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Edition {
    /// Always [`super::FORMAT`]; the gate sets it.
    pub format: String,
    /// 1, 2, 3 … without gaps.
    pub number: u64,
    /// The day of release, `YYYY-MM-DD`, never finer.
    pub day: String,
    /// Short machine name of the case, `[a-z0-9-]+`, part of every permanent id in the feeds.
    pub case: String,
    /// The case's name as a reader sees it.
    pub case_name: Both,
    /// The page title of the front page.
    pub title: Both,
    /// What the case is, in one to four paragraphs.
    pub summary: Vec<Both>,
    /// Where the edition comes from and how it can be checked.
    pub origin: Origin,
    /// Everybody who speaks.
    pub parties: Vec<Party>,
    /// Places at the precision at which they are shown.
    pub places: Vec<Place>,
    /// Where we have it from: articles, briefings, notes, lists.
    pub reports: Vec<Report>,
    /// The statements, the unit of the record.
    pub statements: Vec<Statement>,
    /// What each party said of the whole matter, over time.
    pub positions: Vec<Position>,
    /// What a population knew.
    pub awareness: Vec<Awareness>,
    /// Acts of information control, and their reverse.
    pub measures: Vec<Measure>,
    /// Evidence, described in words only.
    pub evidence: Vec<Evidence>,
    /// The dead whose names may be shown.
    pub persons: Vec<Person>,
    /// What the checks found.
    pub findings: Vec<Finding>,
    /// What follows from the figures of chosen parties: bounds, no guess.
    pub ranges: Vec<Range>,
    /// How the names of the named are read. Editions made before names were read have none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub readings: Vec<NameReading>,
    /// Why the mentions of the named are of one person each. Editions made before mentions were linked have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub linkage: Option<Box<Linkage>>,
    /// What can be said of those whom nobody counted. Editions made before estimates were have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub estimation: Option<Box<Estimation>>,
    /// From the first claim outside to the first acknowledgement inside, in days.
    pub lags: Vec<Lag>,
    /// What differs from the previous edition; all of it in edition 1 is new and may be left out.
    pub changes: Vec<Change>,
    /// Every correction of every edition so far, oldest first.
    pub corrections: Vec<Correction>,
    /// Version of the table of quantity rules.
    pub rules_version: String,
    /// The table of rules by which words became intervals.
    pub rules: Vec<RuleRow>,
    /// What the method page says beside its fixed text, e.g. limits of this case.
    pub methods: Vec<Method>,
}

/// Where an edition comes from and how it can be checked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Origin {
    /// The release log's origin line (C2SP `tlog-checkpoint`).
    pub log: String,
    /// The log's verifier key (C2SP `vkey`): name, key id, key.
    pub key: String,
    /// SHA-256 of the previous edition in hexadecimal; `None` in edition 1.
    pub previous: Option<String>,
    /// The desk's public name.
    pub desk: String,
    /// How to reach the desk about a correction (an address of the desk, never of a person).
    pub contact: String,
    /// Licence of the data, as text.
    pub licence: String,
}

/// One difference from the previous edition.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Change {
    /// Stable id within the case, e.g. `2-C050`; feeds build their ids from it.
    pub key: String,
    /// The edition that made the change.
    pub edition: u64,
    /// Day of that edition.
    pub day: String,
    /// `added`, `changed`, `corrected`, `withdrawn` or `superseded`.
    pub kind: String,
    /// The table: `statement`, `position`, `measure` …
    pub table: String,
    /// The key of what changed, if it is still in this edition.
    pub subject: Option<String>,
    /// What changed, in one sentence.
    pub sentence: Both,
}

/// One correction: what it said, what it says, and why.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Correction {
    /// Stable id within the case.
    pub key: String,
    /// The edition that made the correction.
    pub edition: u64,
    /// Day of that edition.
    pub day: String,
    /// `typo`, `factual`, `attribution`, `category`, `qualifier`, `date`, `identity_merge`, `identity_split`,
    /// `withdrawn_for_safety` or `source_retracted`.
    pub kind: String,
    /// The key of what was corrected, if it is still in this edition.
    pub subject: Option<String>,
    /// The value before; empty where showing it again would do the harm again.
    pub before: String,
    /// The value now.
    pub after: String,
    /// Why.
    pub reason: Both,
}

/// One row of the table of quantity rules.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleRow {
    /// The rule's id, e.g. `about`.
    pub id: String,
    /// What the rule does, in one sentence.
    pub sentence: Both,
    /// Words that it covers, e.g. `about 1,100`.
    pub example: String,
    /// The interval that these words get, e.g. `[990, 1210]`.
    pub interval: String,
    /// Where the rule comes from, or how it was chosen.
    pub source: String,
}

/// A section that a case adds to the method page.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Method {
    /// Fragment id, `[a-z0-9-]+`.
    pub key: String,
    /// Heading.
    pub heading: Both,
    /// Paragraphs.
    pub text: Vec<Both>,
}
