//! Parties, places, reports, persons, evidence: what statements speak of and where we have them from.
//!
//! Invariant: a person here is dead and was named in public by their own state; a place is no more precise than its release
//! level; a report is a public document.
//!
//! Not here: protected sources. They have a handle and a province inside [`super::Attribution`], and no row of their own,
//! because a row per source is a history of that source.

use super::Both;
use serde::{Deserialize, Serialize};

/// An authority that speaks; an agency is not its country.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Party {
    /// Key, e.g. `UA/president`; used in links, so pages fold it to `[a-z0-9-]`.
    pub key: String,
    /// Name shown.
    pub name: Both,
    /// Group: `UA`, `ROK`, `US`, `DPRK`, `MEDIA` …
    pub group: String,
    /// Name of the group.
    pub group_name: Both,
    /// `state`, `agency`, `military`, `intelligence`, `media`, `international`, `other`; may be empty.
    pub kind: String,
    /// It speaks inside the closed country, so its positions go below the timeline.
    pub inside: bool,
    /// The desk's remark.
    pub note: Both,
}

/// How precise a place is, finest first. Follows UCDP GED `where_prec`.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum PlacePrecision {
    /// A building or a point.
    Exact,
    /// A village, a town or part of one.
    Locality,
    /// A county or city.
    Adm2,
    /// A province or oblast.
    Adm1,
    /// A part of a country, or a front.
    Region,
    /// A country.
    #[default]
    Country,
}

/// A place at the precision at which it is shown.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// Key.
    pub key: String,
    /// Name shown.
    pub name: Both,
    /// How precise it is.
    pub precision: PlacePrecision,
    /// Key of the place around it.
    pub within: Option<String>,
}

/// What reached the desk: a public document.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Report {
    /// Key, e.g. `KBS-188550`.
    pub key: String,
    /// Publisher's name.
    pub publisher: String,
    /// `agency`, `major`, `specialist`, `state_agency`, `mirror`, `aggregator` …
    pub publisher_kind: String,
    /// BCP 47 language of the document.
    pub lang: String,
    /// Title as published.
    pub title: String,
    /// Address; only `http:` and `https:` become links.
    pub url: String,
    /// EDTF.
    pub published: String,
    /// How the desk has it, e.g. `stored copy`.
    pub access: String,
    /// SHA-256 of the stored copy, hexadecimal; may be empty.
    pub content_hash: String,
}

/// A dead person whose name their own state has published.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Person {
    /// Key.
    pub key: String,
    /// SHA-256 of the entry, hexadecimal; may be empty.
    pub entry_id: String,
    /// `dead`; anything else cannot have names.
    pub status: String,
    /// `state-published`; anything else cannot have names.
    pub sensitivity: String,
    /// The name in each form in which it was published.
    pub names: Vec<PersonName>,
    /// Age in years as published.
    pub age: Option<u32>,
    /// As published, in words.
    pub affiliation: Both,
    /// Who named the person, in words.
    pub named_by: String,
    /// How the person died, as those who named them say, in words.
    pub circumstance: Both,
    /// EDTF.
    pub died: String,
    /// Key of the place.
    pub place: Option<String>,
    /// The desk's remark.
    pub note: Both,
    /// Keys of reports.
    pub reports: Vec<String>,
    /// Fields that exist and are not shown.
    pub withheld: Vec<PersonField>,
}

/// The fields of a person that can be withheld one by one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum PersonField {
    /// All forms of the name.
    Names,
    /// The age.
    Age,
    /// The affiliation.
    Affiliation,
    /// The circumstance.
    Circumstance,
    /// The date of death.
    Died,
    /// The place.
    Place,
    /// The desk's remark.
    Note,
}

/// One published form of a name.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PersonName {
    /// The name as printed.
    pub name: String,
    /// ISO 15924 script: `Hang`, `Latn`, `Cyrl`, `Hani`.
    pub script: String,
    /// BCP 47 language of the publication.
    pub lang: String,
    /// Key of the report.
    pub report: String,
    /// EDTF date of that report.
    pub day: String,
    /// A remark on the form, e.g. `declined`.
    pub note: String,
}

/// How one spelling of a named person's name is read, and why it is one name with another: worked out, not said by anybody.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NameReading {
    /// Key of the person.
    pub person: String,
    /// The spelling, one of the person's names.
    pub name: String,
    /// The spelling with which it is compared; empty for the one that the others are compared with.
    pub beside: String,
    /// The script, in words.
    pub script: Both,
    /// The system by which the letters are written, in words; may be empty.
    pub system: Both,
    /// The reading in Hangul; may be empty.
    pub reading: String,
    /// ln of the likelihood ratio that both write one name, in tenths; nothing where nothing is compared.
    pub weight_tenths: Option<i64>,
    /// `same`, `different`, `undecided`; empty where nothing is compared.
    pub answer: String,
    /// What each part of the name adds.
    pub parts: Vec<NamePart>,
    /// Why, in sentences; may be empty.
    pub why: Both,
}

/// What one part of a name adds to the weight.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NamePart {
    /// The syllable that both spellings can stand for; empty if there is none.
    pub reading: String,
    /// In tenths.
    pub weight_tenths: i64,
}

/// Evidence, described in words; the media themselves are not part of an edition.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Evidence {
    /// Key.
    pub key: String,
    /// SHA-256 of the entry, hexadecimal; may be empty.
    pub entry_id: String,
    /// `video`, `photo`, `document`, `satellite` …
    pub kind: String,
    /// EDTF, when it was made; not when it was released.
    pub made: String,
    /// EDTF, when it was released.
    pub released: String,
    /// Who released it, in words.
    pub released_by: String,
    /// What it shows, in our words. An appearance is not a nationality.
    pub shows: Both,
    /// Key of the place.
    pub place: Option<String>,
    /// `unverified`, `partly_verified`, `verified`, `disputed` … or words.
    pub verification: String,
    /// Tests done on it.
    pub tests: Vec<Test>,
    /// Vocabulary values: `graphic`, `dead_body_dignity`, `personal_information` …
    pub sensitivity: Vec<String>,
    /// SHA-256 of the evidentiary copy, hexadecimal; may be empty.
    pub content_hash: String,
    /// Keys of statements, measures or persons it bears on.
    pub links: Vec<String>,
    /// The desk's remark.
    pub note: Both,
    /// Keys of reports.
    pub reports: Vec<String>,
    /// Fields that exist and are not shown.
    pub withheld: Vec<EvidenceField>,
}

/// The fields of evidence that can be withheld one by one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum EvidenceField {
    /// When it was made.
    Made,
    /// What it shows.
    Shows,
    /// The place.
    Place,
    /// The hash of the bytes, which lets a finder of the file know that we hold it.
    ContentHash,
    /// The desk's remark.
    Note,
}

/// One test of a piece of evidence.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Test {
    /// `geolocated`, `chronolocated`, `near_duplicate`, `tamper_check` …
    pub test: String,
    /// `supports`, `contradicts`, `inconclusive`, `not_possible` or `not_done`.
    pub result: String,
    /// In our words.
    pub note: Both,
}
