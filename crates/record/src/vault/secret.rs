//! Bytes that must not be shown.

use std::fmt;

use zeroize::Zeroizing;

use super::payload;
use crate::{Error, Result};

/// Bytes that must not be shown: overwritten when dropped, without `Clone`, and `Debug` tells only
/// the bucket that the length falls into.
pub struct Secret(Zeroizing<Vec<u8>>);

impl Secret {
    /// Takes bytes over; the vector that is given is the one that is overwritten later.
    #[must_use]
    pub fn new(bytes: Vec<u8>) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// Takes a text over.
    #[must_use]
    pub fn from_text(text: String) -> Self {
        Self::new(text.into_bytes())
    }

    /// Returns the bytes; what is copied out of them is the caller's to overwrite.
    #[must_use]
    pub fn expose(&self) -> &[u8] {
        &self.0
    }

    /// Returns the bytes as text.
    ///
    /// Errors: `Malformed` if they are not UTF-8; the error tells nothing else of them.
    pub fn text(&self) -> Result<&str> {
        std::str::from_utf8(&self.0)
            .map_err(|_| Error::Malformed { what: "a sealed text", rule: "UTF-8" })
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match payload::bucket(self.0.len()) {
            Some(bytes) => write!(f, "Secret(at most {bytes} bytes)"),
            None => f.write_str("Secret(too long to be sealed)"),
        }
    }
}
