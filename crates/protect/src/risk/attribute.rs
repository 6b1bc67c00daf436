//! One detail about one person, and how an editor writes it down.
//!
//! Terms: an *attribute* is a name and a value (`sex=female`); a *role* says whose it is: the source's, or that of a third
//! party whom the source speaks of (`son`).
//!
//! Invariant: names, values and roles are folded (NFKC, lower case, spaces as `_`), so that one detail has one spelling.
//!
//! Not here: what a detail is worth; see [`super::Tables`].

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;
use unicode_normalization::UnicodeNormalization;

/// One detail: a name and a value.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Attribute {
    /// `place`, `sex`, `age`, `occupation`, `relation`, `army`, `call` … or one that a case's tables add.
    pub name: String,
    /// `ryanggang`, `female`, `40s` …
    pub value: String,
}

impl Attribute {
    /// A detail with folded name and value.
    #[must_use]
    pub fn new(name: &str, value: &str) -> Self {
        Self { name: fold(name), value: fold(value) }
    }
}

impl fmt::Display for Attribute {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}={}", self.name, self.value)
    }
}

impl FromStr for Attribute {
    type Err = DeclarationFault;

    /// Reads `name=value`.
    fn from_str(text: &str) -> Result<Self, DeclarationFault> {
        let (name, value) = text.split_once('=').ok_or(DeclarationFault::NoEquals)?;
        let attribute = Self::new(name, value);
        if !is_word(&attribute.name) || !is_word(&attribute.value) {
            return Err(DeclarationFault::NoWord);
        }
        Ok(attribute)
    }
}

/// Whose detail it is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// The source's own.
    Source,
    /// A third party's, by what they are to the source: `son`, `husband` …
    Third(String),
}

/// A detail and whose it is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Described {
    /// Whose.
    pub person: Role,
    /// What.
    pub attribute: Attribute,
}

impl Described {
    /// A detail of the source itself.
    #[must_use]
    pub fn source(name: &str, value: &str) -> Self {
        Self { person: Role::Source, attribute: Attribute::new(name, value) }
    }

    /// A detail of a third party.
    #[must_use]
    pub fn third(role: &str, name: &str, value: &str) -> Self {
        Self { person: Role::Third(fold(role)), attribute: Attribute::new(name, value) }
    }
}

impl fmt::Display for Described {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.person {
            Role::Source => write!(f, "{}", self.attribute),
            Role::Third(role) => write!(f, "{role}: {}", self.attribute),
        }
    }
}

/// What an editor declares of one row: `sex=female; age=40s; son: army=deployed`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Declaration(pub Vec<Described>);

impl FromStr for Declaration {
    type Err = DeclarationFault;

    /// Reads details parted by `;`, each `name=value` or `role: name=value`; a bare value is looked up in the built-in tables
    /// (`son: deployed` is `son: army=deployed`).
    fn from_str(text: &str) -> Result<Self, DeclarationFault> {
        if text.len() > DECLARATION_BYTES {
            return Err(DeclarationFault::TooLong);
        }
        let parts = text.split(';').map(str::trim).filter(|part| !part.is_empty());
        parts.map(described).collect::<Result<_, _>>().map(Self)
    }
}

impl fmt::Display for Declaration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, described) in self.0.iter().enumerate() {
            write!(f, "{}{described}", if at == 0 { "" } else { "; " })?;
        }
        Ok(())
    }
}

/// Why a declaration cannot be read. It never repeats the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DeclarationFault {
    /// No `=`, and the bare value is in no table, or in several.
    #[error("Cannot read a detail that is not `name=value`")]
    NoEquals,
    /// A name, value or role is empty or holds signs other than letters, digits, `_`, `-`, `.` and `/`.
    #[error("Cannot read a detail whose name, value or role is not one word")]
    NoWord,
    /// Longer than any declaration is.
    #[error("Cannot read a declaration longer than {DECLARATION_BYTES} bytes")]
    TooLong,
}

fn described(part: &str) -> Result<Described, DeclarationFault> {
    let (person, detail) = match part.split_once(':') {
        Some((role, detail)) => {
            let role = fold(role);
            if !is_word(&role) {
                return Err(DeclarationFault::NoWord);
            }
            let person = if role == "source" { Role::Source } else { Role::Third(role) };
            (person, detail)
        }
        None => (Role::Source, part),
    };
    let attribute = match detail.parse() {
        Err(DeclarationFault::NoEquals) => super::Tables::builtin()
            .attribute_of_value(&fold(detail))
            .ok_or(DeclarationFault::NoEquals)?,
        other => other?,
    };
    Ok(Described { person, attribute })
}

/// NFKC, lower case, inner spaces as `_`.
pub(crate) fn fold(text: &str) -> String {
    let folded: String = text.trim().nfkc().flat_map(char::to_lowercase).collect();
    folded.split_whitespace().collect::<Vec<_>>().join("_")
}

fn is_word(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= 96
        && text.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '/'))
}

/// A row that says more than this about persons is no declaration.
const DECLARATION_BYTES: usize = 4096;
