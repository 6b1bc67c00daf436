//! Names of sealed records, and the commitments that a log holds in their place.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::{
    Error, Hash, Result,
    hash::{hash_id, nibble},
};

/// The name of a sealed record: 16 random bytes, printed as 32 lower-case hex digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct VaultId([u8; 16]);

impl VaultId {
    /// Draws a new name.
    pub(super) fn random() -> Result<Self> {
        let mut bytes = [0; 16];
        getrandom::fill(&mut bytes).map_err(|_| Error::NoRandomness)?;
        Ok(Self(bytes))
    }

    pub(super) const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// Returns the bytes.
    #[must_use]
    pub const fn bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

impl fmt::Display for VaultId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for VaultId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for VaultId {
    type Err = Error;

    /// Reads 32 lower-case hex digits.
    fn from_str(text: &str) -> Result<Self> {
        let refuse = Error::Malformed {
            what: "the id of a sealed record",
            rule: "32 lower-case hex digits",
        };
        let digits = text.as_bytes();
        if digits.len() != 32 {
            return Err(refuse);
        }
        let mut out = [0; 16];
        for (byte, pair) in out.iter_mut().zip(digits.chunks_exact(2)) {
            let (Some(high), Some(low)) = (nibble(pair[0]), nibble(pair[1])) else {
                return Err(refuse);
            };
            *byte = high << 4 | low;
        }
        Ok(Self(out))
    }
}

hash_id! {
    /// SHA-256 over a domain, a label, a nonce and a plaintext: what a log may hold of a sealed
    /// record. Without the nonce nobody can tell by it what was sealed.
    Commitment, "a commitment"
}

/// Computes a commitment: SHA-256(`cenotaph/sealed/1` ‖ 0x00 ‖ length of the label in 8 bytes, high
/// byte first ‖ label ‖ nonce ‖ plaintext).
///
/// No two different inputs are hashed as the same bytes. The nonce is 32 random bytes that stay
/// inside the ciphertext. Cost: one SHA-256 over all of it.
#[must_use]
pub fn commitment(label: &str, nonce: &[u8; 32], plaintext: &[u8]) -> Commitment {
    let length = (label.len() as u64).to_be_bytes();
    Commitment(Hash::of_parts(&[DOMAIN, &length, label.as_bytes(), nonce, plaintext]))
}

/// Keeps commitments apart from every other hash of this program.
const DOMAIN: &[u8] = b"cenotaph/sealed/1\0";

/// Serialises a type as the text that it prints and parses.
macro_rules! as_text {
    ($name:ident) => {
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                let text = String::deserialize(from)?;
                text.parse().map_err(de::Error::custom)
            }
        }
    };
}
as_text!(VaultId);
as_text!(Commitment);
