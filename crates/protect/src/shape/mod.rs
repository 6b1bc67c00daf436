//! The shapes of what may leave: plain data, written by hand, versioned.
//!
//! What it is for: the desk's own types never leave the house. The program maps them to these twins, the gate
//! ([`crate::gate()`]) drops, coarsens or refuses, and `publish` renders what is left. A field that is not here cannot leak.
//!
//! Terms: a *key* is the id of an input row (`C050`), an *entry id* the SHA-256 of the entry that holds it; a *handle* is
//! the name that the desk gave a protected source; *EDTF* is ISO 8601-2, with the ISO week (`2024-W52`) as our one
//! extension.
//!
//! Invariant: every date is at day precision or coarser, as text; every reference is a key of the same edition; field
//! order is the order of the JSON and does not change within one [`FORMAT`].
//!
//! Not here: levels of release and what was held back (see [`crate::candidate`]), any time finer than a day, any size of
//! the desk's log.
//!
//! Source: the entities follow OHCHR's Guidance on Casualty Recording (2019) and the UCDP GED codebook; the enumerations
//! are the vocabulary of the project's glossary, kept as text so that an edition of today can be read for ever.

mod edition;
mod estimation;
mod filed;
mod knowledge;
mod linkage;
mod statement;
mod things;

pub use edition::{Change, Correction, Edition, Method, Origin, RuleRow};
pub use estimation::{
    Ceiling, Estimation, FigureRatio, FigureRevision, FiredRule, Floor, Lineage, ListEstimate,
    MethodLine, NamedList, Scenario, WoundedToKilled,
};
pub use filed::{Chains, FiledEstimate, FiledStratum, TrajectoryPoint};
pub use knowledge::{Awareness, Finding, Lag, Measure, Position, Range};
pub use linkage::{
    Linkage, LinkedDecision, LinkedMention, LinkedPair, LinkedPerson, LinkedTerm, LinkedWithout,
};
pub use statement::{
    Absence, Attribution, Derived, Fraction, Origins, Outcome, Part, Quantity, QuantityKind, Quote,
    Statement, StatementField, Window,
};
pub use things::{
    Evidence, EvidenceField, NamePart, NameReading, Party, Person, PersonField, PersonName, Place,
    PlacePrecision, Report, Test,
};

use serde::{Deserialize, Serialize};

/// The name of this wire format; a change of meaning or order takes a new number, old ones are read for ever.
pub const FORMAT: &str = "cenotaph-edition/1";

/// One text in the two languages that every public page has.
///
/// An empty `ko` means that no Korean text exists; pages then show the English one and mark it as English. Nothing here
/// is machine-translated without the text itself saying so.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Both {
    /// English (BCP 47 `en`).
    pub en: String,
    /// Korean (BCP 47 `ko`).
    pub ko: String,
}

impl Both {
    /// A text in both languages.
    ///
    /// ```
    /// let both = protect::shape::Both::new("killed", "사망");
    /// assert_eq!(both.ko, "사망");
    /// ```
    #[must_use]
    pub fn new(en: impl Into<String>, ko: impl Into<String>) -> Self {
        Self { en: en.into(), ko: ko.into() }
    }

    /// A text that exists in English only.
    #[must_use]
    pub fn english(en: impl Into<String>) -> Self {
        Self { en: en.into(), ko: String::new() }
    }

    /// Whether neither language has text.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.en.is_empty() && self.ko.is_empty()
    }
}
