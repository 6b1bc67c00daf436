//! The key of one sealed record: who can open it, as a file of text.
//!
//! ```text
//! cenotaph-vault-key/1
//! id: <32 hex digits>
//! access: working                         (or: shared 2)
//! commitment: <64 hex digits>
//! record: <SHA-256 of the record's file>
//! share: age1… <64 hex digits> <base64>   (one line an editor, in the order of the shares' indexes)
//! check: <the first 32 hex digits of SHA-256 of the lines above>
//! ```
//!
//! The digits of a `share` line are the share's digest, SHA-256(`cenotaph/vault-share/1` ‖ 0x00 ‖ id of the record ‖ index ‖ value);
//! the base64 is an age file to that editor. Inside it: the id (16 bytes), the index (1), the value (the record's age identity as
//! text, or a Shamir share of it). A value has at least 256 bits that nobody knows, so its digest tells nothing of it.
//!
//! Invariant: a share is combined only if it has the digest that the key file names, so one that is damaged, of another record, of
//! an earlier key or made up is told by the name of its file. `check` finds a damaged file. Neither is a protection against who can
//! write a whole key file anew: against that the log holds the commitment.

use std::path::Path;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use zeroize::Zeroizing;

use super::age_file::{self, Closed};
use super::shares::RECIPIENTS_MAX;
use super::{Access, Commitment, EditorKey, Recipient, VaultId, shares};
use crate::{Error, Hash, Result};

/// The first line.
const MAGIC: &str = "cenotaph-vault-key/1";

/// No key file of ours is longer: 16 shares of some 600 bytes.
pub(super) const FILE_BYTES_MAX: u64 = 64 << 10;

/// Keeps the digests of shares apart from every other hash of this program.
const DOMAIN: &[u8] = b"cenotaph/vault-share/1\0";

/// A key file taken apart.
pub(super) struct KeyFile {
    pub(super) id: VaultId,
    pub(super) access: Access,
    pub(super) commitment: Commitment,
    /// SHA-256 of the record's file.
    pub(super) record: Hash,
    /// The share at position `i` has index `i + 1`.
    pub(super) shares: Vec<Line>,
}

/// The share of one editor, sealed.
pub(super) struct Line {
    pub(super) to: Recipient,
    digest: Hash,
    sealed: Vec<u8>,
}

/// A share in the clear.
pub(super) struct Share {
    pub(super) index: u8,
    pub(super) value: Zeroizing<Vec<u8>>,
}

impl KeyFile {
    /// Splits a record's secret and seals the shares.
    pub(super) fn seal(
        id: VaultId,
        access: Access,
        commitment: Commitment,
        record: Hash,
        secret: &[u8],
        to: &[Recipient],
    ) -> Result<Self> {
        let threshold = match access {
            Access::Working => 1,
            Access::Shared { threshold } => threshold,
        };
        let distinct: std::collections::BTreeSet<&Recipient> = to.iter().collect();
        if distinct.len() != to.len() {
            return Err(Error::Malformed {
                what: "a list of recipients",
                rule: "each recipient once",
            });
        }
        let values = shares::split(secret, threshold, to.len())?;
        let mut sealed = Vec::with_capacity(to.len());
        for (position, (value, recipient)) in values.into_iter().zip(to).enumerate() {
            let index = u8::try_from(position + 1)
                .map_err(|_| Error::BadThreshold { threshold, recipients: to.len() })?;
            let share = Share { index, value };
            sealed.push(Line {
                to: recipient.clone(),
                digest: share.digest(id),
                sealed: share.seal(id, recipient)?,
            });
        }
        Ok(Self { id, access, commitment, record, shares: sealed })
    }

    /// The beginning of the record's hash, by which files of this key are told from those of an earlier one.
    pub(super) fn tag(&self) -> String {
        let mut digits = self.record.to_string();
        digits.truncate(16);
        digits
    }

    /// How many shares open the record.
    pub(super) const fn need(&self) -> u8 {
        match self.access {
            Access::Working => 1,
            Access::Shared { threshold } => threshold,
        }
    }

    /// Tells whether an editor has a share.
    pub(super) fn is_to(&self, recipient: &Recipient) -> bool {
        self.shares.iter().any(|line| line.to == *recipient)
    }

    /// The share of one editor, opened; `path` is where this key file lies.
    pub(super) fn own_share(&self, by: &EditorKey, path: &Path) -> Result<Share> {
        let recipient = by.recipient();
        let Some(line) = self.shares.iter().find(|line| line.to == recipient) else {
            return Err(Error::NotForThisEditor { id: self.id, recipient });
        };
        self.open_share(&line.sealed, by, path)
    }

    /// Opens a sealed share, this editor's own or a lent one, and holds it against its digest; `path` is where it lies.
    pub(super) fn open_share(&self, sealed: &[u8], by: &EditorKey, path: &Path) -> Result<Share> {
        let refuse = |rule| Error::BadShare { path: path.to_owned(), rule };
        let bytes = age_file::decrypt(by.identity(), sealed).map_err(|closed| match closed {
            Closed::OtherKey => refuse("it is sealed to another key"),
            Closed::Damaged => refuse("it is damaged"),
        })?;
        let (id, rest) = bytes.split_first_chunk::<16>().ok_or(refuse("it is damaged"))?;
        let (index, value) = rest.split_first().ok_or(refuse("it is damaged"))?;
        if VaultId::from_bytes(*id) != self.id {
            return Err(refuse("it is of another record"));
        }
        let share = Share { index: *index, value: Zeroizing::new(value.to_vec()) };
        let line = usize::from(share.index).checked_sub(1).and_then(|at| self.shares.get(at));
        if line.is_some_and(|line| line.digest == share.digest(self.id)) {
            Ok(share)
        } else {
            Err(refuse("it is of an earlier key, or false"))
        }
    }

    /// Prints the file.
    pub(super) fn print(&self) -> String {
        let access = match self.access {
            Access::Working => "working".to_owned(),
            Access::Shared { threshold } => format!("shared {threshold}"),
        };
        let mut text = format!(
            "{MAGIC}\nid: {}\naccess: {access}\ncommitment: {}\nrecord: {}\n",
            self.id, self.commitment, self.record
        );
        for Line { to, digest, sealed } in &self.shares {
            text.push_str(&format!("share: {to} {digest} {}\n", STANDARD.encode(sealed)));
        }
        let check = check_digits(&text);
        text.push_str(&format!("check: {check}\n"));
        text
    }

    /// Reads a file strictly: what is returned prints as exactly these bytes.
    ///
    /// Errors: what is wrong.
    pub(super) fn parse(bytes: &[u8]) -> Result<Self, &'static str> {
        const FORM: &str = "it does not have the lines of a vault's key file";
        let text = std::str::from_utf8(bytes).map_err(|_| "it is not UTF-8 text")?;
        let mut lines = text.lines();
        if lines.next() != Some(MAGIC) {
            return Err("its first line is not `cenotaph-vault-key/1`");
        }
        let mut field = |name: &str| lines.next()?.strip_prefix(name)?.strip_prefix(": ");
        let id = field("id").and_then(|t| t.parse().ok()).ok_or(FORM)?;
        let access = match field("access").ok_or(FORM)?.split_once(' ') {
            None => Access::Working,
            Some((_, threshold)) => {
                Access::Shared { threshold: threshold.parse().map_err(|_| FORM)? }
            }
        };
        let commitment = field("commitment").and_then(|t| t.parse().ok()).ok_or(FORM)?;
        let record = field("record").and_then(Hash::from_hex).ok_or(FORM)?;
        let mut shares = Vec::new();
        for line in lines {
            if let Some(share) = line.strip_prefix("share: ") {
                shares.push(Line::parse(share).ok_or(FORM)?);
            } else if !line.starts_with("check: ") {
                return Err(FORM);
            }
        }
        let file = Self { id, access, commitment, record, shares };
        let need = usize::from(file.need());
        if need == 0 || need > file.shares.len() || file.shares.len() > RECIPIENTS_MAX {
            return Err("its shares cannot reach its threshold");
        }
        // Whatever was read loosely above prints otherwise.
        if file.print().as_bytes() == bytes {
            Ok(file)
        } else {
            Err("its lines do not agree with its `check` line")
        }
    }
}

impl Line {
    fn parse(line: &str) -> Option<Self> {
        let (to, rest) = line.split_once(' ')?;
        let (digest, sealed) = rest.split_once(' ')?;
        Some(Self {
            to: to.parse().ok()?,
            digest: Hash::from_hex(digest)?,
            sealed: STANDARD.decode(sealed).ok()?,
        })
    }
}

impl Share {
    /// Seals the share to one recipient.
    pub(super) fn seal(&self, id: VaultId, to: &Recipient) -> Result<Vec<u8>> {
        let mut bytes = Zeroizing::new(Vec::with_capacity(16 + 1 + self.value.len()));
        bytes.extend_from_slice(id.bytes());
        bytes.push(self.index);
        bytes.extend_from_slice(&self.value);
        age_file::encrypt(&[to.to_age()?], &bytes)
    }

    fn digest(&self, id: VaultId) -> Hash {
        Hash::of_parts(&[DOMAIN, id.bytes(), &[self.index], &self.value])
    }
}

fn check_digits(lines: &str) -> String {
    let mut digits = Hash::of(lines.as_bytes()).to_string();
    digits.truncate(32);
    digits
}
