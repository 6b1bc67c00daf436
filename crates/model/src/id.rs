//! Keys: the short names by which a desk's tables call a thing (`C050`, `M03`, `P02`).
//!
//! A key is what people type and what permalinks carry; the id of the *entry* that holds a thing is a hash and lives in the
//! crate `record`. Invariant: 1–96 characters, no control character, no space at either end.

use std::fmt;

/// The reason why a text is no key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum KeyError {
    /// Nothing but white space.
    #[error("Key is empty")]
    Empty,
    /// More than 96 characters.
    #[error("Key has {found} characters, at most 96 are allowed")]
    TooLong {
        /// Characters found.
        found: usize,
    },
    /// A control character, a line break included.
    #[error("Key holds the control character U+{code:04X}")]
    Control {
        /// Its code point.
        code: u32,
    },
}

macro_rules! keys {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(String);

        impl $name {
            /// Takes a key from text, trimmed.
            ///
            /// # Errors
            /// [`KeyError`] when the text is empty, longer than 96 characters, or holds a control character.
            pub fn new(text: &str) -> Result<Self, KeyError> {
                checked(text).map(|text| Self(text.to_owned()))
            }

            /// The key as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )*};
}

keys! {
    /// A statement's key: the `claim_id` of the claims table and the ids of positions and awareness.
    StatementKey,
    /// A measure's key.
    MeasureKey,
    /// An evidence item's key.
    EvidenceKey,
    /// A person record's key.
    PersonKey,
    /// A report's key: the `source_id` of the sources table (a publication, never a protected source).
    ReportKey,
}

fn checked(text: &str) -> Result<&str, KeyError> {
    let text = text.trim();
    if text.is_empty() {
        return Err(KeyError::Empty);
    }
    let found = text.chars().count();
    if found > 96 {
        return Err(KeyError::TooLong { found });
    }
    match text.chars().find(|c| c.is_control()) {
        Some(c) => Err(KeyError::Control { code: u32::from(c) }),
        None => Ok(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_what_tables_hold() {
        for text in ["C050", " C050 ", "ASIAPRESS-2412", "기사-1"] {
            assert_eq!(StatementKey::new(text).unwrap().as_str(), text.trim());
        }
        assert_eq!(StatementKey::new("  "), Err(KeyError::Empty));
        assert_eq!(StatementKey::new("a\u{7}b"), Err(KeyError::Control { code: 7 }));
        assert_eq!(StatementKey::new(&"x".repeat(97)), Err(KeyError::TooLong { found: 97 }));
    }
}
