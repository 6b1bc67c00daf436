//! Evidence: a description of bytes and what is known of them – never the bytes, which are blobs of the record.
//!
//! *Made* is not *released*: footage shown on the 17th may be of any day before. An appearance ("Asian-looking") is what a
//! picture shows, not a nationality. Terms: Berkeley Protocol on Digital Open Source Investigations (2020).

use crate::date::When;
use crate::id::{EvidenceKey, ReportKey};
use crate::place::Place;
use crate::statement::Level;

/// An item of evidence, described in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// The desk's key.
    pub key: EvidenceKey,
    /// Kind of item (vocabulary `evidence_kind`, finer words kept).
    pub kind: String,
    /// When it was made, as far as known.
    pub made: When,
    /// When it was released.
    pub released: When,
    /// By whom.
    pub released_by: String,
    /// What it shows, in words.
    pub shows: String,
    /// The same in Korean; empty when there is none.
    pub shows_ko: String,
    /// Where, as said.
    pub place: Option<Place>,
    /// Is a content hash held? As the table says.
    pub content_hash_available: String,
    /// What is known of its authenticity, in words.
    pub verification: String,
    /// Statements, measures, persons it bears on, by key.
    pub links: Vec<String>,
    /// Reports that carry it.
    pub reports: Vec<ReportKey>,
    /// A note of the desk.
    pub note: String,
    /// May the description leave?
    pub level: Level,
}
