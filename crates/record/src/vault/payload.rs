//! What stands inside a record's ciphertext, and its padding.
//!
//! ```text
//! 16 bytes   id of the record
//! 32 bytes   nonce of the commitment
//!  2 bytes   length of the label, high byte first
//!  …         label, UTF-8
//!  4 bytes   length of the plaintext, high byte first
//!  …         plaintext
//!  …         zero bytes up to the bucket
//! ```
//!
//! Invariant: a payload has the length of a bucket, the smallest that holds it, so a ciphertext
//! tells of a plaintext's length only its bucket. The id keeps a record from being put in the place
//! of another.

use zeroize::Zeroizing;

use super::{Commitment, Secret, VaultId, commitment};
use crate::{Error, Result};

/// The longest plaintext.
pub const PLAINTEXT_BYTES_MAX: usize = 1 << 20;

/// The longest label.
pub const LABEL_BYTES_MAX: usize = 255;

/// The lengths that a payload is padded to: four times the one before. Finer steps would tell more
/// of a note's length, coarser ones would make a short one as dear as a long one.
const BUCKETS: [usize; 7] = [512, 2 << 10, 8 << 10, 32 << 10, 128 << 10, 512 << 10, 2 << 20];

/// Bytes of a payload besides label, plaintext and padding.
const FRAME: usize = 16 + 32 + 2 + 4;

/// Returns the smallest bucket that holds so many bytes.
pub(super) fn bucket(length: usize) -> Option<usize> {
    BUCKETS.into_iter().find(|bucket| length <= *bucket)
}

/// Tells whether a payload can have this length.
pub(super) fn is_bucket(length: usize) -> bool {
    BUCKETS.contains(&length)
}

/// A payload taken apart.
pub(super) struct Payload {
    pub(super) id: VaultId,
    pub(super) nonce: Zeroizing<[u8; 32]>,
    pub(super) label: Zeroizing<String>,
    pub(super) plaintext: Secret,
}

impl Payload {
    /// Makes a payload with a fresh nonce.
    ///
    /// Errors: `Malformed` for a label that is empty, too long or holds a control character,
    /// `SealedTooLong`, `NoRandomness`.
    pub(super) fn new(id: VaultId, label: &str, plaintext: &Secret) -> Result<Self> {
        if label.is_empty() || label.len() > LABEL_BYTES_MAX || label.chars().any(char::is_control)
        {
            return Err(Error::Malformed {
                what: "a label",
                rule: "1 to 255 bytes without control characters",
            });
        }
        if plaintext.expose().len() > PLAINTEXT_BYTES_MAX {
            return Err(Error::SealedTooLong { max: PLAINTEXT_BYTES_MAX });
        }
        let mut nonce = Zeroizing::new([0; 32]);
        getrandom::fill(nonce.as_mut()).map_err(|_| Error::NoRandomness)?;
        Ok(Self {
            id,
            nonce,
            label: Zeroizing::new(label.to_owned()),
            plaintext: Secret::new(plaintext.expose().to_vec()),
        })
    }

    /// Returns the commitment to label, nonce and plaintext.
    pub(super) fn commitment(&self) -> Commitment {
        commitment(&self.label, &self.nonce, self.plaintext.expose())
    }

    /// Prints the padded bytes.
    pub(super) fn print(&self) -> Result<Zeroizing<Vec<u8>>> {
        let too_long = Error::SealedTooLong { max: PLAINTEXT_BYTES_MAX };
        let plaintext = self.plaintext.expose();
        let length = FRAME + self.label.len() + plaintext.len();
        let bucket = bucket(length).ok_or_else(|| too_long.clone())?;
        // Room for all of it at once: a vector that grows leaves its old bytes behind.
        let mut bytes = Zeroizing::new(Vec::with_capacity(bucket));
        bytes.extend_from_slice(self.id.bytes());
        bytes.extend_from_slice(self.nonce.as_ref());
        let label_length = u16::try_from(self.label.len()).map_err(|_| too_long.clone())?;
        bytes.extend_from_slice(&label_length.to_be_bytes());
        bytes.extend_from_slice(self.label.as_bytes());
        let plaintext_length = u32::try_from(plaintext.len()).map_err(|_| too_long)?;
        bytes.extend_from_slice(&plaintext_length.to_be_bytes());
        bytes.extend_from_slice(plaintext);
        bytes.resize(bucket, 0);
        Ok(bytes)
    }

    /// Reads padded bytes strictly; what is returned prints as exactly these.
    ///
    /// Errors: what is wrong.
    pub(super) fn parse(bytes: &[u8]) -> Result<Self, &'static str> {
        const SHORT: &str = "its payload lacks a part";
        let (id, rest) = bytes.split_first_chunk::<16>().ok_or(SHORT)?;
        let (nonce, rest) = rest.split_first_chunk::<32>().ok_or(SHORT)?;
        let (length, rest) = rest.split_first_chunk::<2>().ok_or(SHORT)?;
        let label_length = usize::from(u16::from_be_bytes(*length));
        let (label, rest) = rest.split_at_checked(label_length).ok_or(SHORT)?;
        let (length, rest) = rest.split_first_chunk::<4>().ok_or(SHORT)?;
        let length = usize::try_from(u32::from_be_bytes(*length)).map_err(|_| SHORT)?;
        if length > PLAINTEXT_BYTES_MAX {
            return Err("its payload is longer than 1 MiB");
        }
        let (plaintext, padding) = rest.split_at_checked(length).ok_or(SHORT)?;
        if bucket(bytes.len() - padding.len()) != Some(bytes.len()) {
            return Err("its payload does not have the length of its bucket");
        }
        if padding.iter().any(|byte| *byte != 0) {
            return Err("its padding is not zero bytes");
        }
        Ok(Self {
            id: VaultId::from_bytes(*id),
            nonce: Zeroizing::new(*nonce),
            label: Zeroizing::new(
                std::str::from_utf8(label).map_err(|_| "its label is not UTF-8")?.to_owned(),
            ),
            plaintext: Secret::new(plaintext.to_vec()),
        })
    }
}
