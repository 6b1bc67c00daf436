//! A phrase that can be checked and not read.

use crate::{KdfParams, Result};

use super::Secret;

/// A phrase that can be checked and not read: its Argon2id hash with a salt of its own.
///
/// Meant to be sealed like any other plaintext; a short phrase can be guessed from it.
pub struct Verifier(());

impl Verifier {
    /// Hashes a phrase.
    ///
    /// Errors: `Malformed` for a phrase without a letter or digit, `NoRandomness`.
    pub fn new(phrase: &str, kdf: KdfParams) -> Result<Self> {
        let _ = (phrase, kdf);
        todo!()
    }

    /// Tells whether this is the phrase.
    #[must_use]
    pub fn matches(&self, phrase: &str) -> bool {
        let _ = phrase;
        todo!()
    }

    /// Returns the bytes to be sealed.
    #[must_use]
    pub fn to_bytes(&self) -> Secret {
        todo!()
    }

    /// Reads what [`to_bytes`](Self::to_bytes) gave.
    ///
    /// Errors: `Malformed`.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self> {
        let _ = bytes;
        todo!()
    }
}
