//! Person records: the named dead, as each list or broadcast names them, with every mention kept as written.
//!
//! A record is not a person: two records may be one person, which is a judgement and not made here. A name is shown only if
//! the person's own state published it of its own dead; anyone who may be alive stays unnamed ([`PersonRecord::may_be_named`]).

use crate::date::When;
use crate::id::{PersonKey, ReportKey};
use crate::statement::Level;

/// One way in which a person is written somewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// Whom it mentions.
    pub person: PersonKey,
    /// As written.
    pub text: String,
    /// ISO 15924 code: `Hang`, `Latn`, `Cyrl`, `Hani` …
    pub script: String,
    /// BCP 47 tag.
    pub lang: String,
    /// Role of the text, e.g. `name`.
    pub role: String,
    /// The age given with it, as written.
    pub age: String,
    /// When it was published.
    pub date: When,
    /// The report that has it.
    pub report: Option<ReportKey>,
    /// A note of the desk.
    pub note: String,
    /// May it leave?
    pub level: Level,
}

/// A person record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonRecord {
    /// The desk's key.
    pub key: PersonKey,
    /// `dead`, `captured`, `wounded`, `missing`, `unknown` …
    pub status: String,
    /// Age as given.
    pub age: String,
    /// Affiliation as given.
    pub affiliation: String,
    /// The same in Korean; empty when there is none.
    pub affiliation_ko: String,
    /// Who named the person.
    pub named_by: String,
    /// Circumstances, as the namer tells them.
    pub circumstance: String,
    /// The same in Korean; empty when there is none.
    pub circumstance_ko: String,
    /// When the person died, as far as known.
    pub death_period: When,
    /// Why it may or may not be shown (`state-published` …).
    pub sensitivity: String,
    /// A note of the desk.
    pub note: String,
    /// May it leave?
    pub level: Level,
}

impl PersonRecord {
    /// True when the name may be shown: dead, and published by the person's own state.
    #[must_use]
    pub fn may_be_named(&self) -> bool {
        self.status.eq_ignore_ascii_case("dead")
            && self.sensitivity.eq_ignore_ascii_case("state-published")
    }
}
