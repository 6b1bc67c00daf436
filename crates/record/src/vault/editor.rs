//! Editors: who signs, and to whom records are sealed.

use std::{fmt, path::Path, str::FromStr};

use age::secrecy::ExposeSecret as _;

use crate::{Error, KdfParams, Result, SigningKey, VerifyingKey, keyfile};

/// An age X25519 recipient, `age1…`: the public half to which records are sealed.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Recipient(String);

impl Recipient {
    /// As age takes it.
    pub(super) fn to_age(&self) -> Result<age::x25519::Recipient> {
        self.0
            .parse()
            .map_err(|_| Error::Malformed { what: "a recipient", rule: "an age X25519 recipient" })
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
    fn from_str(text: &str) -> Result<Self> {
        let refuse = Error::Malformed { what: "a recipient", rule: "an age X25519 recipient" };
        let parsed: age::x25519::Recipient = text.parse().map_err(|_| refuse.clone())?;
        if parsed.to_string() == text { Ok(Self(text.to_owned())) } else { Err(refuse) }
    }
}

/// The public half of an editor: the key that verifies, and the recipient that opens.
///
/// Prints and parses as one line, the verifier key, a space, the recipient. The editor's name is
/// `key.name()`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct EditorCard {
    /// Verifies what the editor signs.
    pub key: VerifyingKey,
    /// Records are sealed to this.
    pub recipient: Recipient,
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
