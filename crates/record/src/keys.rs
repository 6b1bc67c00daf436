//! Ed25519 keys with a name: authors sign entries, a log signs its checkpoints.
//!
//! A public key prints as a C2SP verifier key, `name+id+base64`, where the id is the beginning of
//! SHA-256(name ‖ 0x0A ‖ 0x01 ‖ public key) and 0x01 is the signature type Ed25519. The whole of
//! that hash is the [`AuthorId`].
//!
//! A secret key has no `Debug`, is not `Clone`, and is overwritten when it is dropped. Key files
//! are in [`SigningKey::create`] and [`SigningKey::load`].
//!
//! Verification is strict (RFC 8032 without cofactor, canonical encodings, no key and no commitment
//! of small order): a stranger's verifier and ours must agree on every signature.

use std::{fmt, str::FromStr};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use ed25519_dalek::Signer as _;
use zeroize::{Zeroize as _, Zeroizing};

use crate::{AuthorId, Error, Hash, Result};

/// The signature type of Ed25519 in C2SP `signed-note`.
const TYPE_ED25519: u8 = 0x01;

/// The longest key name; C2SP sets no limit, a line of a note should stay a line.
const NAME_BYTES_MAX: usize = 255;

/// A public key and its name.
#[derive(Clone, PartialEq, Eq)]
pub struct VerifyingKey {
    name: String,
    key: ed25519_dalek::VerifyingKey,
    author: AuthorId,
}

impl VerifyingKey {
    /// Makes a key of a name and 32 bytes.
    ///
    /// Errors: `Malformed` if the name holds a space, a plus or a control character, if the bytes
    /// are no point of the curve, or if the point has small order.
    pub fn new(name: &str, bytes: &[u8; 32]) -> Result<Self> {
        check_name(name)?;
        let refuse = Error::Malformed { what: "a verifier key", rule: "an Ed25519 public key" };
        let key = ed25519_dalek::VerifyingKey::from_bytes(bytes).map_err(|_| refuse.clone())?;
        if key.is_weak() || !is_canonical(bytes) {
            return Err(refuse);
        }
        let hash = Hash::of_parts(&[name.as_bytes(), b"\n", &[TYPE_ED25519], bytes]);
        Ok(Self { name: name.to_owned(), key, author: AuthorId(hash) })
    }

    /// Returns the name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the whole key hash, by which entries name their author.
    #[must_use]
    pub const fn author(&self) -> AuthorId {
        self.author
    }

    /// Returns the four-byte key id of C2SP `signed-note`.
    #[must_use]
    pub const fn key_id(&self) -> u32 {
        let AuthorId(Hash(h)) = self.author;
        u32::from_be_bytes([h[0], h[1], h[2], h[3]])
    }

    /// Returns the public key.
    #[must_use]
    pub fn bytes(&self) -> &[u8; 32] {
        self.key.as_bytes()
    }

    /// Tells whether a signature over the parts, one after the other, is valid.
    #[must_use]
    pub fn verifies(&self, parts: &[&[u8]], signature: &[u8; 64]) -> bool {
        let signature = ed25519_dalek::Signature::from_bytes(signature);
        self.key.verify_strict(&parts.concat(), &signature).is_ok()
    }
}

impl fmt::Display for VerifyingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut typed = vec![TYPE_ED25519];
        typed.extend_from_slice(self.key.as_bytes());
        write!(f, "{}+{:08x}+{}", self.name, self.key_id(), STANDARD.encode(typed))
    }
}

impl fmt::Debug for VerifyingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for VerifyingKey {
    type Err = Error;

    /// Reads a C2SP verifier key; only its canonical spelling is accepted.
    fn from_str(text: &str) -> Result<Self> {
        let refuse = |rule| Error::Malformed { what: "a verifier key", rule };
        let mut parts = text.splitn(3, '+');
        let (Some(name), Some(_), Some(typed)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(refuse("`name+id+base64`"));
        };
        if typed.len() != 44 {
            return Err(refuse("base64 of a type byte and 32 bytes"));
        }
        let typed = STANDARD.decode(typed).map_err(|_| refuse("canonical base64"))?;
        let key = match typed.split_first() {
            Some((&TYPE_ED25519, key)) => key.try_into().ok(),
            _ => None,
        };
        let key = Self::new(name, key.ok_or(refuse("of type 0x01, Ed25519"))?)?;
        if key.to_string() == text {
            Ok(key)
        } else {
            Err(refuse("the id is the hash of name and key, in eight lower-case hex digits"))
        }
    }
}

/// A secret key, its name and its public half.
pub struct SigningKey {
    secret: ed25519_dalek::SigningKey,
    public: VerifyingKey,
}

impl SigningKey {
    /// Makes a new key from the system's randomness.
    ///
    /// Errors: `Malformed` for a bad name, `NoRandomness`.
    pub fn generate(name: &str) -> Result<Self> {
        let mut seed = Zeroizing::new([0; 32]);
        getrandom::fill(seed.as_mut()).map_err(|_| Error::NoRandomness)?;
        Self::from_seed(name, &seed)
    }

    /// Makes the key of a seed (RFC 8032 §5.1.5); the caller vouches for the seed's secrecy.
    pub fn from_seed(name: &str, seed: &[u8; 32]) -> Result<Self> {
        let secret = ed25519_dalek::SigningKey::from_bytes(seed);
        let public = VerifyingKey::new(name, secret.verifying_key().as_bytes())?;
        Ok(Self { secret, public })
    }

    /// Returns the public half.
    #[must_use]
    pub const fn public(&self) -> &VerifyingKey {
        &self.public
    }

    /// Returns the name.
    #[must_use]
    pub fn name(&self) -> &str {
        self.public.name()
    }

    /// Signs the parts, one after the other.
    #[must_use]
    pub fn sign(&self, parts: &[&[u8]]) -> [u8; 64] {
        let mut message = parts.concat();
        let signature = self.secret.sign(&message).to_bytes();
        message.zeroize();
        signature
    }

    /// Returns the seed, for the key file and nothing else.
    pub(crate) fn seed(&self) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(self.secret.to_bytes())
    }
}

impl fmt::Debug for SigningKey {
    /// Shows the public half only.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SigningKey").field("public", &self.public).finish_non_exhaustive()
    }
}

/// Whether the y coordinate of an encoded point is below p = 2^255 − 19 (RFC 8032 §5.1.3). Points
/// have a second spelling otherwise, and with it a second key id.
fn is_canonical(bytes: &[u8; 32]) -> bool {
    let above = bytes[0] >= 0xed
        && bytes[1..31].iter().all(|byte| *byte == 0xff)
        && bytes[31] & 0x7f == 0x7f;
    !above
}

/// Checks a key name by the rules of C2SP `signed-note`: not empty, no space, no plus; and no
/// control character, which could not stand in a note.
pub(crate) fn check_name(name: &str) -> Result<()> {
    let bad = |c: char| c.is_whitespace() || c.is_control() || c == '+';
    if name.is_empty() || name.len() > NAME_BYTES_MAX || name.chars().any(bad) {
        return Err(Error::Malformed {
            what: "a key name",
            rule: "1 to 255 bytes without spaces, control characters and `+`",
        });
    }
    Ok(())
}
