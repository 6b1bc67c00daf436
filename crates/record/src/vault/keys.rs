//! The key of one sealed record: who can open it, as a file of text.
//!
//! ```text
//! cenotaph-vault-key/1
//! id: <32 hex digits>
//! access: working                         (or: shared 2)
//! commitment: <64 hex digits>
//! record: <SHA-256 of the record's file>
//! share: age1… <base64 of an age file>    (one line an editor, in the order of the shares' indexes)
//! check: <the first 32 hex digits of SHA-256 of the lines above>
//! ```
//!
//! Inside each share's age file: id of the record (16 bytes), index (1), value (the record's age identity as text, or a Shamir
//! share of it), and the first 8 bytes of SHA-256 over the domain and these. The sum names a share that is damaged or of another
//! record before it is combined; `check` finds a damaged file. Neither is a protection against an attacker: what they could
//! exchange opens nothing, and what is opened is held against the commitment.

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

/// Keeps the sums of shares apart from every other hash of this program.
const DOMAIN: &[u8] = b"cenotaph/vault-share/1\0";

/// A key file taken apart.
pub(super) struct KeyFile {
    pub(super) id: VaultId,
    pub(super) access: Access,
    pub(super) commitment: Commitment,
    /// SHA-256 of the record's file.
    pub(super) record: Hash,
    /// Recipients with their sealed shares; the share at position `i` has index `i + 1`.
    pub(super) shares: Vec<(Recipient, Vec<u8>)>,
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
            return Err(Error::BadThreshold { threshold, recipients: distinct.len() });
        }
        let values = shares::split(secret, threshold, to.len())?;
        let mut sealed = Vec::with_capacity(to.len());
        for (position, (value, recipient)) in values.into_iter().zip(to).enumerate() {
            let index = u8::try_from(position + 1)
                .map_err(|_| Error::BadThreshold { threshold, recipients: to.len() })?;
            let share = Share { index, value };
            sealed.push((recipient.clone(), share.seal(id, recipient)?));
        }
        Ok(Self { id, access, commitment, record, shares: sealed })
    }

    /// How many shares open the record.
    pub(super) const fn need(&self) -> u8 {
        match self.access {
            Access::Working => 1,
            Access::Shared { threshold } => threshold,
        }
    }

    /// The share of one editor, opened.
    pub(super) fn share_of(&self, by: &EditorKey, path: &Path) -> Result<Share> {
        let recipient = by.recipient();
        let position = self.shares.iter().position(|(to, _)| *to == recipient);
        let Some(position) = position else {
            return Err(Error::NotForThisEditor { id: self.id, recipient });
        };
        let share = Share::open(self.id, &self.shares[position].1, by, path)?;
        if usize::from(share.index) == position + 1 {
            Ok(share)
        } else {
            Err(Error::BadShare { path: path.to_owned(), rule: "it has another editor's index" })
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
        for (recipient, share) in &self.shares {
            text.push_str(&format!("share: {recipient} {}\n", STANDARD.encode(share)));
        }
        let check = check_digits(&text);
        text.push_str(&format!("check: {check}\n"));
        text
    }

    /// Reads a file strictly: what is returned prints as exactly these bytes.
    ///
    /// Errors: the rule that is broken.
    pub(super) fn parse(bytes: &[u8]) -> Result<Self, &'static str> {
        const FORM: &str = "the lines of a vault key file";
        let text = std::str::from_utf8(bytes).map_err(|_| "UTF-8 text")?;
        let mut lines = text.lines();
        let mut field = |name: &str| lines.next()?.strip_prefix(name)?.strip_prefix(": ");
        let magic = text.lines().next();
        if magic != Some(MAGIC) {
            return Err("`cenotaph-vault-key/1` as the first line");
        }
        let _ = field(MAGIC);
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
                let (recipient, share) = share.split_once(' ').ok_or(FORM)?;
                shares.push((
                    recipient.parse().map_err(|_| FORM)?,
                    STANDARD.decode(share).map_err(|_| FORM)?,
                ));
            } else if !line.starts_with("check: ") {
                return Err(FORM);
            }
        }
        let file = Self { id, access, commitment, record, shares };
        let need = usize::from(file.need());
        if need == 0 || need > file.shares.len() || file.shares.len() > RECIPIENTS_MAX {
            return Err("a threshold that the shares can reach");
        }
        if file.print().as_bytes() == bytes {
            Ok(file)
        } else {
            Err("lines that agree with the `check` line")
        }
    }
}

impl Share {
    /// Seals the share to one recipient.
    pub(super) fn seal(&self, id: VaultId, to: &Recipient) -> Result<Vec<u8>> {
        let sum = sum(id, self.index, &self.value);
        let mut bytes = Zeroizing::new(Vec::with_capacity(16 + 1 + self.value.len() + 8));
        bytes.extend_from_slice(id.bytes());
        bytes.push(self.index);
        bytes.extend_from_slice(&self.value);
        bytes.extend_from_slice(&sum);
        age_file::encrypt(&[to.to_age()?], &bytes)
    }

    /// Opens a sealed share of the record `id`.
    pub(super) fn open(id: VaultId, sealed: &[u8], by: &EditorKey, path: &Path) -> Result<Self> {
        let refuse = |rule| Error::BadShare { path: path.to_owned(), rule };
        let bytes = age_file::decrypt(by.identity(), sealed).map_err(|closed| match closed {
            Closed::OtherKey => Error::NotForThisEditor { id, recipient: by.recipient() },
            Closed::Damaged => refuse("it is damaged"),
        })?;
        let parts = || {
            let (of, rest) = bytes.split_first_chunk::<16>()?;
            let (index, rest) = rest.split_first()?;
            let (value, found) = rest.split_last_chunk::<8>()?;
            Some((VaultId::from_bytes(*of), *index, value, *found))
        };
        let (of, index, value, found) = parts().ok_or(refuse("it is damaged"))?;
        if of != id {
            return Err(refuse("it is of another record"));
        }
        if index == 0 || found != sum(id, index, value) {
            return Err(refuse("it is damaged"));
        }
        Ok(Self { index, value: Zeroizing::new(value.to_vec()) })
    }
}

fn sum(id: VaultId, index: u8, value: &[u8]) -> [u8; 8] {
    let hash = Hash::of_parts(&[DOMAIN, id.bytes(), &[index], value]);
    let mut sum = [0; 8];
    sum.copy_from_slice(&hash.0[..8]);
    sum
}

fn check_digits(lines: &str) -> String {
    let mut digits = Hash::of(lines.as_bytes()).to_string();
    digits.truncate(32);
    digits
}
