//! Labels: what a sealed thing is, who may read it, and how long it is kept.
//!
//! | label | what | who reads it | kept |
//! |---|---|---|---|
//! | `identity` | who the source is | two editors | until the source is erased |
//! | `contact` | the way to the source, and who may use it | two editors | likewise |
//! | `go-between` | who stands between | two editors | likewise |
//! | `link` | which statements come from which source | two editors | likewise |
//! | `description` | the words agreed with the source for the public | two editors | likewise |
//! | `note` | a raw note, an instalment | two editors | 72 hours |
//! | `distilled` | a note made ready for the record | two editors | 30 days |
//! | `consent:PURPOSE` | what the source agreed to | the program | until the source is erased |
//!
//! *The program* means: by any one editor's key, in memory, and never shown. The times are settings (`protection` in `case.json`).

use super::refusal::SourceFault;
use crate::app::case::Settings;

/// Label of the phrase that is agreed for when all is well.
pub(super) const PHRASE_OK: &str = "phrase:ok";
/// Label of the phrase that is agreed for duress.
pub(super) const PHRASE_DURESS: &str = "phrase:duress";
/// Label of the desk's own sealed words.
pub(super) const WORDS: &str = "words";
/// Label of a raw note.
pub(super) const NOTE: &str = "note";
/// Label of the consent that a release needs.
pub(super) const CONSENT_PUBLICATION: &str = "consent:publication";

/// What `seal` takes.
const LABELS: [&str; 11] = [
    "identity",
    "contact",
    "note",
    "distilled",
    "description",
    CONSENT_PUBLICATION,
    "consent:court",
    "consent:family",
    "consent:archive",
    "go-between",
    "link",
];

/// Every label that an editor can seal something under.
#[must_use]
pub fn labels() -> &'static [&'static str] {
    &LABELS
}

/// A label of the list.
///
/// # Errors
/// [`SourceFault::NoLabel`].
pub(super) fn known(label: &str) -> Result<&'static str, SourceFault> {
    let wanted = label.trim().to_lowercase();
    LABELS.into_iter().find(|l| *l == wanted).ok_or_else(|| SourceFault::NoLabel(label.to_owned()))
}

/// True for what the program reads by one editor's key.
pub(super) fn is_working(label: &str) -> bool {
    label.starts_with("consent:") || label.starts_with("phrase:") || label == WORDS
}

/// How many days something is kept; none until the source is erased.
pub(super) fn kept_days(label: &str, settings: &Settings) -> Option<i32> {
    let days = match label {
        NOTE => settings.protection.note_hours.div_ceil(24),
        "distilled" => settings.protection.distilled_days,
        _ => return None,
    };
    Some(i32::try_from(days).unwrap_or(i32::MAX))
}

/// What the source agreed to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Consent {
    /// Agreed.
    Given,
    /// Said no.
    Refused,
    /// Agreed once, and no longer.
    Withdrawn,
}

impl Consent {
    /// Reads the word with which a consent begins, English or Korean.
    ///
    /// # Errors
    /// [`SourceFault::ConsentWord`]; the text is not repeated.
    pub(super) fn read(text: &str) -> Result<Self, SourceFault> {
        let first: String = text
            .trim_start()
            .chars()
            .take_while(|c| c.is_alphanumeric())
            .flat_map(char::to_lowercase)
            .collect();
        match first.as_str() {
            "given" | "동의" => Ok(Self::Given),
            "refused" | "거부" => Ok(Self::Refused),
            "withdrawn" | "철회" => Ok(Self::Withdrawn),
            _ => Err(SourceFault::ConsentWord),
        }
    }

    /// Its word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Given => "given",
            Self::Refused => "refused",
            Self::Withdrawn => "withdrawn",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_and_consents_are_read() {
        for label in labels() {
            assert_eq!(known(&format!(" {} ", label.to_uppercase())), Ok(*label));
        }
        assert!(known("phrase:ok").is_err() && known("words").is_err(), "the program's own");
        for (text, consent) in [
            ("given, by voice, 2031-W11", Ok(Consent::Given)),
            ("Withdrawn", Ok(Consent::Withdrawn)),
            ("거부: 가족 걱정", Ok(Consent::Refused)),
            ("she agreed", Err(SourceFault::ConsentWord)),
            ("", Err(SourceFault::ConsentWord)),
        ] {
            assert_eq!(Consent::read(text), consent);
        }
    }

    #[test]
    fn a_clock_counts_whole_days() {
        let mut settings = Settings::new("x");
        assert_eq!(kept_days(NOTE, &settings), Some(3));
        settings.protection.note_hours = 73;
        assert_eq!(kept_days(NOTE, &settings), Some(4));
        assert_eq!(kept_days("distilled", &settings), Some(30));
        assert_eq!(kept_days("identity", &settings), None);
    }
}
