//! A phrase that can be checked and not read.
//!
//! A source and an editor agree on a phrase. Whoever takes the call must be able to check it, and nobody must be able to read
//! it out of a seized laptop: so the vault holds the Argon2id hash of the phrase with a salt, and that hash is sealed as well.
//!
//! Invariant: letter case, spaces, punctuation and the Unicode form of the phrase do not matter; it is heard over a bad line.

use unicode_normalization::UnicodeNormalization as _;
use zeroize::Zeroizing;

use super::Secret;
use crate::{Error, KdfParams, Result};

/// A phrase that can be checked and not read: its Argon2id hash with a salt of its own.
///
/// Meant to be sealed like any other plaintext; a short phrase can be guessed from it. It has no `Debug` and no `Clone`.
///
/// ```compile_fail,E0277
/// # fn main() -> record::Result<()> {
/// let phrase = record::vault::Verifier::new("winter wren", record::KdfParams::default())?;
/// println!("{phrase:?}");
/// # Ok(()) }
/// ```
pub struct Verifier {
    kdf: KdfParams,
    salt: [u8; 16],
    hash: Zeroizing<[u8; 32]>,
}

impl Verifier {
    /// Hashes a phrase.
    ///
    /// Errors: `Malformed` for a phrase without a letter or digit, `NoRandomness`.
    /// Cost: one Argon2id of the given parameters, with the default some 0.7 s and 256 MiB.
    pub fn new(phrase: &str, kdf: KdfParams) -> Result<Self> {
        let heard = heard(phrase);
        if heard.is_empty() {
            return Err(Error::Malformed { what: "a phrase", rule: "a letter or digit" });
        }
        let mut salt = [0; 16];
        getrandom::fill(&mut salt).map_err(|_| Error::NoRandomness)?;
        let hash = kdf.derive(&heard, &salt)?;
        Ok(Self { kdf, salt, hash })
    }

    /// Tells whether this is the phrase; `false` too when the hash cannot be computed.
    #[must_use]
    pub fn matches(&self, phrase: &str) -> bool {
        let heard = heard(phrase);
        !heard.is_empty()
            && self.kdf.derive(&heard, &self.salt).is_ok_and(|hash| same(&hash, &self.hash))
    }

    /// Returns the bytes to be sealed: memory in KiB and passes, 4 bytes each with the high byte first, salt, hash.
    #[must_use]
    pub fn to_bytes(&self) -> Secret {
        let mut bytes = Vec::with_capacity(LENGTH);
        bytes.extend_from_slice(&self.kdf.memory_kib.to_be_bytes());
        bytes.extend_from_slice(&self.kdf.passes.to_be_bytes());
        bytes.extend_from_slice(&self.salt);
        bytes.extend_from_slice(self.hash.as_slice());
        Secret::new(bytes)
    }

    /// Reads what [`to_bytes`](Self::to_bytes) gave.
    ///
    /// Errors: `Malformed`.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self> {
        let refuse = Error::Malformed {
            what: "a phrase's verifier",
            rule: "56 bytes with a cost that does not stall the program",
        };
        let parts = || {
            let (memory, rest) = bytes.split_first_chunk::<4>()?;
            let (passes, rest) = rest.split_first_chunk::<4>()?;
            let (salt, rest) = rest.split_first_chunk::<16>()?;
            let kdf = KdfParams {
                memory_kib: u32::from_be_bytes(*memory),
                passes: u32::from_be_bytes(*passes),
            };
            Some(Self { kdf, salt: *salt, hash: Zeroizing::new(rest.try_into().ok()?) })
        };
        parts().filter(|verifier| verifier.kdf.is_allowed()).ok_or(refuse)
    }
}

/// Bytes of a sealed verifier.
const LENGTH: usize = 4 + 4 + 16 + 32;

/// A phrase as it is heard: compatibility form, lower case, letters and digits only.
fn heard(phrase: &str) -> Zeroizing<String> {
    let letters = phrase.nfkc().flat_map(char::to_lowercase).filter(|c| c.is_alphanumeric());
    Zeroizing::new(letters.nfc().collect())
}

/// Compares without stopping at the first difference.
fn same(a: &[u8; 32], b: &[u8; 32]) -> bool {
    std::hint::black_box(a.iter().zip(b).fold(0, |all, (a, b)| all | (a ^ b))) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHEAP: KdfParams = KdfParams { memory_kib: 8, passes: 1 };

    #[test]
    fn a_phrase_is_known_by_what_is_heard() {
        let phrase = Verifier::new("The Winter, Wren!", CHEAP).unwrap();
        for same in ["the winter wren", "THE WINTER WREN", "thewinterwren", "Ｔｈｅ winter wren"]
        {
            assert!(phrase.matches(same), "{same}");
        }
        for other in ["the winter", "the winter wrens", "", "…"] {
            assert!(!phrase.matches(other), "{other}");
        }
        let korean = Verifier::new("겨울 굴뚝새", CHEAP).unwrap();
        assert!(korean.matches(&"겨울굴뚝새".nfd().collect::<String>()));
    }

    #[test]
    fn the_bytes_hold_no_phrase_and_come_back() {
        let verifier = Verifier::new("winter wren", CHEAP).unwrap();
        let bytes = verifier.to_bytes();
        assert_eq!(bytes.expose().len(), LENGTH);
        assert!(!bytes.expose().windows(6).any(|w| w == b"winter"));
        assert!(Verifier::from_bytes(bytes.expose()).unwrap().matches("winter wren"));
        assert!(Verifier::from_bytes(&bytes.expose()[1..]).is_err());
        let mut stalling = bytes.expose().to_vec();
        stalling[..4].copy_from_slice(&u32::MAX.to_be_bytes());
        assert!(Verifier::from_bytes(&stalling).is_err(), "four terabytes of memory");
        let again = Verifier::new("winter wren", CHEAP).unwrap();
        assert_ne!(again.to_bytes().expose(), bytes.expose(), "the salt is fresh");
        assert!(Verifier::new(" – ", CHEAP).is_err());
    }
}
