//! Editors: who signs, and to whom records are sealed.
//!
//! An editor is two secrets drawn apart, one to sign (Ed25519) and one to open (X25519, as age writes it); no key does both. They
//! lie in one file (`cenotaph-editor/1`, see `keyfile`).
//!
//! Invariant: a [`Recipient`] is an X25519 point in its one canonical spelling and not of small order. To such a point anybody could
//! open what is sealed (RFC 7748 §6.1), and age stops the program when it meets one.

use std::{fmt, path::Path, str::FromStr};

use age::secrecy::ExposeSecret as _;

use crate::{Error, KdfParams, Result, SigningKey, VerifyingKey, keyfile};

/// An age X25519 recipient, `age1…`: the public half to which records are sealed.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Recipient(String);

impl Recipient {
    /// As age takes it.
    pub(super) fn to_age(&self) -> Result<age::x25519::Recipient> {
        self.0.parse().map_err(|_| NOT_A_RECIPIENT)
    }
}

impl fmt::Display for Recipient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Recipient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for Recipient {
    type Err = Error;

    /// Reads the canonical spelling, lower case.
    ///
    /// Errors: `Malformed`, also for a point of small order and a second spelling of a point.
    fn from_str(text: &str) -> Result<Self> {
        // `age1`, 52 characters of five bits, six of checksum; anything longer is not decoded at all.
        if text.len() != 62 {
            return Err(NOT_A_RECIPIENT);
        }
        let parsed: age::x25519::Recipient = text.parse().map_err(|_| NOT_A_RECIPIENT)?;
        let sound = decode_point(text).is_some_and(|point| is_sound_point(&point));
        if sound && parsed.to_string() == text {
            Ok(Self(text.to_owned()))
        } else {
            Err(NOT_A_RECIPIENT)
        }
    }
}

const NOT_A_RECIPIENT: Error =
    Error::Malformed { what: "a recipient", rule: "an age X25519 recipient" };

/// Reads the 32 bytes of a recipient whose checksum is known to hold (BIP 173).
fn decode_point(text: &str) -> Option<[u8; 32]> {
    const ALPHABET: &[u8] = b"qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    let data = text.strip_prefix("age1")?.as_bytes().get(..52)?;
    let mut point = [0; 32];
    let (mut bits, mut count, mut at) = (0_u32, 0_u32, 0);
    for character in data {
        let value = ALPHABET.iter().position(|letter| letter == character)?;
        bits = bits << 5 | u32::try_from(value).ok()?;
        count += 5;
        if count >= 8 {
            count -= 8;
            *point.get_mut(at)? = u8::try_from(bits >> count).ok()?;
            bits &= (1 << count) - 1;
            at += 1;
        }
    }
    (at == 32 && bits == 0).then_some(point)
}

/// Whether a u coordinate is below p = 2^255 − 19 and not one of the five of small order.
fn is_sound_point(point: &[u8; 32]) -> bool {
    // p is …ed in its first byte, little end first; from there up a coordinate is not reduced.
    let reduced = point[31] < 0x80 && !(point[0] >= 0xed && point[1..] == high(0)[1..]);
    reduced && ![small(0), small(1), high(0xec), ORDER_8_A, ORDER_8_B].contains(point)
}

/// A small number, little end first: 0 has order 2, 1 has order 4.
const fn small(first: u8) -> [u8; 32] {
    let mut point = [0; 32];
    point[0] = first;
    point
}

/// A number just below 2^255, little end first: p − 1, which has order 4 on the twist, begins with …ec.
const fn high(first: u8) -> [u8; 32] {
    let mut point = [0xff; 32];
    point[0] = first;
    point[31] = 0x7f;
    point
}

/// The two coordinates of order 8 (<https://cr.yp.to/ecdh.html>, "How do I validate Curve25519 public keys?").
const ORDER_8_A: [u8; 32] = [
    0xe0, 0xeb, 0x7a, 0x7c, 0x3b, 0x41, 0xb8, 0xae, 0x16, 0x56, 0xe3, 0xfa, 0xf1, 0x9f, 0xc4, 0x6a,
    0xda, 0x09, 0x8d, 0xeb, 0x9c, 0x32, 0xb1, 0xfd, 0x86, 0x62, 0x05, 0x16, 0x5f, 0x49, 0xb8, 0x00,
];
const ORDER_8_B: [u8; 32] = [
    0x5f, 0x9c, 0x95, 0xbc, 0xa3, 0x50, 0x8c, 0x24, 0xb1, 0xd0, 0xb1, 0x55, 0x9c, 0x83, 0xef, 0x5b,
    0x04, 0x44, 0x5c, 0xc4, 0x58, 0x1c, 0x8e, 0x86, 0xd8, 0x22, 0x4e, 0xdd, 0xd0, 0x9f, 0x11, 0x57,
];

/// The public half of an editor: the key that verifies, and the recipient that opens.
///
/// Prints and parses as one line, the verifier key, a space, the recipient. The editor's name is
/// `key.name()`. That both halves belong to one person is the word of whoever enrols the card.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct EditorCard {
    /// Verifies what the editor signs.
    pub key: VerifyingKey,
    /// Records are sealed to this.
    pub recipient: Recipient,
}

impl EditorCard {
    /// Reads the public half out of an editor's key file; no passphrase is needed.
    ///
    /// Errors: `KeyExposed`, `Malformed`, `Io`.
    pub fn of_file(path: &Path) -> Result<Self> {
        let (key, recipient) = keyfile::inspect_editor(path)?;
        Ok(Self { key, recipient: recipient.parse()? })
    }
}

impl fmt::Display for EditorCard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.key, self.recipient)
    }
}

impl FromStr for EditorCard {
    type Err = Error;

    /// Reads the line, without a newline.
    fn from_str(text: &str) -> Result<Self> {
        let (key, recipient) = text.split_once(' ').ok_or(Error::Malformed {
            what: "an editor's card",
            rule: "a verifier key, a space, a recipient",
        })?;
        Ok(Self { key: key.parse()?, recipient: recipient.parse()? })
    }
}

/// The secret half of an editor: one key to sign and another to open, drawn apart.
///
/// It has no `Debug` and no `Clone`; both secrets are overwritten when it is dropped.
///
/// ```compile_fail,E0277
/// # fn main() -> record::Result<()> {
/// let key = record::vault::EditorKey::generate("example.org/desk/first")?;
/// println!("{key:?}");
/// # Ok(()) }
/// ```
pub struct EditorKey {
    signing: SigningKey,
    identity: age::x25519::Identity,
}

impl EditorKey {
    /// Makes both keys from the system's randomness.
    ///
    /// Errors: `Malformed` for a bad name, `NoRandomness`.
    pub fn generate(name: &str) -> Result<Self> {
        Ok(Self {
            signing: SigningKey::generate(name)?,
            identity: age::x25519::Identity::generate(),
        })
    }

    /// Writes both keys to one new file with mode 0600, sealed if a passphrase is given.
    ///
    /// Errors: `Exists` if the file is there already, `Io`, `NoRandomness`.
    pub fn create(&self, path: &Path, passphrase: Option<&str>, kdf: KdfParams) -> Result<()> {
        let identity = self.identity.to_string();
        let recipient = self.identity.to_public().to_string();
        let identity = identity.expose_secret();
        keyfile::create_editor(path, &self.signing, &recipient, identity, passphrase, kdf)
    }

    /// Reads an editor's key file.
    ///
    /// Errors: `KeyExposed` if anyone but the owner can read it, `PassphraseNeeded`,
    /// `WrongPassphrase`, `Malformed` if it is damaged, `Io`.
    pub fn load(path: &Path, passphrase: Option<&str>) -> Result<Self> {
        let (signing, recipient, identity) = keyfile::load_editor(path, passphrase)?;
        let damaged = Error::Malformed {
            what: "an editor's key file",
            rule: "the age identity of its `recipient`",
        };
        let identity: age::x25519::Identity = identity.parse().map_err(|_| damaged.clone())?;
        if identity.to_public().to_string() == recipient {
            Ok(Self { signing, identity })
        } else {
            Err(damaged)
        }
    }

    /// Returns the public half.
    #[must_use]
    pub fn card(&self) -> EditorCard {
        EditorCard { key: self.signing.public().clone(), recipient: self.recipient() }
    }

    /// The key that opens.
    pub(super) const fn identity(&self) -> &age::x25519::Identity {
        &self.identity
    }

    /// The public half of the key that opens.
    pub(super) fn recipient(&self) -> Recipient {
        Recipient(self.identity.to_public().to_string())
    }

    /// Returns the key that signs.
    #[must_use]
    pub const fn signing(&self) -> &SigningKey {
        &self.signing
    }
}
