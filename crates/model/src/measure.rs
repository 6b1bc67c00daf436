//! Measures: acts of information control – a label, an order, an investigation, a pledge – as alleged or on public record.
//!
//! Kinds follow the vocabulary `measure_kind`; a row may name several. Who alleges it stands beside who does it.

use crate::date::When;
use crate::id::{MeasureKey, ReportKey};
use crate::place::Place;
use crate::statement::Level;

/// An act of information control.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Measure {
    /// The desk's key.
    pub key: MeasureKey,
    /// Who does it.
    pub issuer: String,
    /// Kinds, in the row's order.
    pub kinds: Vec<String>,
    /// Since when, as far as known.
    pub from: When,
    /// Until when; unknown when not stated.
    pub until: When,
    /// Where.
    pub place: Option<Place>,
    /// Against whom.
    pub target: String,
    /// What is done, in the desk's words.
    pub what: String,
    /// The same in Korean; empty when there is none.
    pub what_ko: String,
    /// Who alleges it.
    pub alleged_by: String,
    /// How firm it is, as the row says.
    pub status: String,
    /// Rows that contradict it.
    pub contradicted_by: Vec<String>,
    /// Reports that carry it.
    pub reports: Vec<ReportKey>,
    /// A note of the desk.
    pub note: String,
    /// What the desk declares that the row says of its source or of a third party (`sex=female; son: deployed`); for the gate, never
    /// released.
    pub describes: String,
    /// May it leave?
    pub level: Level,
}

impl Measure {
    /// The handle of the protected source that alleges it; empty when there is none.
    #[must_use]
    pub fn handle(&self) -> &str {
        self.alleged_by.trim().strip_prefix("handle:").map_or("", str::trim)
    }

    /// True when a protected source alleges it: then it is shown at province level only.
    #[must_use]
    pub fn rests_on_a_source(&self) -> bool {
        let by = self.alleged_by.to_lowercase();
        by.contains("source") || by.starts_with("handle:")
    }
}
