//! Reports: what reached the desk – an article, a briefing, a call, a list – and who published it.
//!
//! A report carries statements; it is not one. Two reports of one statement are two mentions and one origin.

use crate::date::When;
use crate::id::ReportKey;
use crate::statement::Level;

/// A report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// The desk's key.
    pub key: ReportKey,
    /// Who published it.
    pub publisher: String,
    /// What kind of publisher, as the table says (`agency`, `official`, `rewrite` …).
    pub publisher_kind: String,
    /// BCP 47 tag.
    pub lang: String,
    /// Title, in its language.
    pub title: String,
    /// Address; empty when there is none.
    pub url: String,
    /// When it was published.
    pub published: When,
    /// How the desk has it (`stored copy` …).
    pub access: String,
    /// A note of the desk.
    pub note: String,
    /// May it leave?
    pub level: Level,
}
