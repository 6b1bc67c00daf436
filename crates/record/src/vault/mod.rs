//! The vault: a store of sealed records, every byte of it ciphertext or a name drawn at random.
//!
//! What it is for: what must be forgettable – an identity, a way to reach somebody, a raw note – is in no entry of the log.
//! The log holds a [`Commitment`]; the plaintext lies here, sealed to editors, and can be destroyed. The log's proofs hold on.
//!
//! Terms: a *record* is one sealed plaintext with a label; its *key* is an age identity of its own; *working* access lets each
//! editor's program read it, *shared* access takes `threshold` of them together; a share is *lent* to the one who opens.
//!
//! Invariants: no plaintext touches the disk; a record without its key file is unreadable for ever, whoever holds which keys;
//! what is opened agrees with its commitment, or it is not returned; equal plaintexts have unequal commitments and ciphertexts.
//!
//! On disk, below one directory of mode 0700:
//!
//! ```text
//! records/<id>.<key>                      an age file to the record's own key; <key> is the first 16 hex digits of its SHA-256
//! keys/<id>                               who can open it
//! lent/<id>.<key>.<editor>.<index>        a share that an editor lent to another
//! lock                                    held while files change
//! ```
//!
//! Order: a record's file is durable before its key file names it, and the key file changes in one step, so a crash leaves the old
//! content or the new. What it leaves besides – a record that no key names, a share of an earlier key, a hidden file – nobody needs,
//! and the next [`Vault::open`] destroys it. Destroying begins with the keys, so a crash leaves the same. A sealing that was
//! broken off after its key was stored leaves a whole record that its caller does not know of: who keeps a log compares
//! [`Vault::ids`] with it.
//!
//! age encrypts and does not tell who did. Whoever can write here can put a record of their own making under any name, or an older
//! one back: the caller holds [`Vault::commitment`] against the log before believing what was opened.
//!
//! Not here: whose record it is, who asked for it and why; those are entries of the log. How many records there are, and of which
//! bucket of length, anybody sees who sees the directory.
//!
//! Source: age-encryption.org/v1; Shamir 1979; the field's practice that opening a source's identity takes two people.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

use crate::{DamageKind, Error, Result};

mod age_file;
mod check;
mod editor;
mod files;
mod id;
mod keys;
mod payload;
mod secret;
mod shares;
mod store;
mod verifier;

#[cfg(test)]
mod tests;

pub use editor::{EditorCard, EditorKey, Recipient};
pub use id::{Commitment, VaultId, commitment};
pub use payload::{LABEL_BYTES_MAX, PLAINTEXT_BYTES_MAX};
pub use secret::Secret;
pub use shares::RECIPIENTS_MAX;
pub use verifier::Verifier;

use payload::Payload;
use store::{names, record_id};

/// Who can open a record.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Access {
    /// Each of the recipients alone; for what the program itself reads and never prints.
    Working,
    /// So many of the recipients together.
    Shared {
        /// How many, 1 to the number of recipients.
        threshold: u8,
    },
}

/// What the sealing of a record leaves to be written down.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Sealed {
    /// The record's name.
    pub id: VaultId,
    /// What a log may hold of it.
    pub commitment: Commitment,
}

/// What was destroyed of one record.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Destroyed {
    /// The record's name.
    pub id: VaultId,
    /// Files that were overwritten and removed; 0 if none was there.
    pub files: u32,
    /// Their bytes.
    pub bytes: u64,
}

/// One damage of a vault.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct VaultDamage {
    /// The file, below the vault's directory.
    pub path: String,
    /// The record that it hurts, if the name tells.
    pub id: Option<VaultId>,
    /// What is wrong.
    pub kind: DamageKind,
}

impl fmt::Display for VaultDamage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` {}", self.path, self.kind)?;
        match self.id {
            Some(id) => write!(f, "; hurts sealed record {id}"),
            None => f.write_str("; hurts no sealed record"),
        }
    }
}

/// A directory of sealed records.
#[derive(Clone, Debug)]
pub struct Vault {
    dir: PathBuf,
    read_only: bool,
}

const RECORDS: &str = "records";
const KEYS: &str = "keys";
const LENT: &str = "lent";
const LOCK: &str = "lock";

/// The longest record's file: the largest bucket, age's header and its sums.
const RECORD_BYTES_MAX: u64 = 3 << 20;

/// The longest lent share.
const LENT_BYTES_MAX: u64 = 8 << 10;

impl Vault {
    /// Makes an empty vault.
    ///
    /// It is made beside its place and renamed, so a crash leaves none, or all of it.
    /// Errors: `Exists` if there is one, or anything else of this name that is not an empty directory; `Io`.
    pub fn create(dir: &Path) -> Result<Self> {
        store::create(dir)?;
        Self::open(dir)
    }

    /// Opens a vault and finishes or takes back whatever a crash left half done.
    ///
    /// Errors: `NoVault`, `Io`.
    pub fn open(dir: &Path) -> Result<Self> {
        let vault = Self { read_only: false, ..Self::open_read_only(dir)? };
        // Another process that is writing mends, or will be mended, by itself.
        if let Some(_lock) = vault.try_lock()? {
            vault.sweep()?;
        }
        Ok(vault)
    }

    /// Opens a vault for reading and checking; nothing is written, nothing is mended.
    ///
    /// Errors: `NoVault`.
    pub fn open_read_only(dir: &Path) -> Result<Self> {
        if !dir.join(KEYS).is_dir() {
            return Err(Error::NoVault { path: dir.to_owned() });
        }
        Ok(Self { dir: dir.to_owned(), read_only: true })
    }

    /// Seals a plaintext of at most 1 MiB to editors.
    ///
    /// When this returns, the record is durable and was read back.
    /// Errors: `BadThreshold`; `Malformed` for a label, or a recipient named twice; `SealedTooLong`, `NoRandomness`, `ReadOnly`,
    /// `Busy`, `Io`. After `Io` a record may be there that nothing names.
    pub fn seal(
        &self,
        label: &str,
        plaintext: &Secret,
        access: Access,
        to: &[Recipient],
    ) -> Result<Sealed> {
        let _lock = self.lock()?;
        let payload = Payload::new(VaultId::random()?, label, plaintext)?;
        self.store(&payload, access, to)
    }

    /// Reads a record of working access.
    ///
    /// What is returned agrees with [`commitment`](Self::commitment), which the caller holds against the log.
    /// Errors: `NoSealed`, `OtherAccess`, `NotForThisEditor`, `VaultDamaged`, `BadShare`, `Busy`, `Io`.
    pub fn read(&self, id: VaultId, by: &EditorKey) -> Result<Secret> {
        let _lock = self.lock_shared()?;
        let key = self.key(id)?;
        match key.access {
            Access::Working => Ok(self.open_payload(&key, by)?.plaintext),
            Access::Shared { .. } => Err(Error::OtherAccess { id, expected: "working" }),
        }
    }

    /// Puts new content under the name of a working record, under a fresh key and nonce; the old key and ciphertext are destroyed.
    ///
    /// Errors: as [`read`](Self::read) and [`seal`](Self::seal); then the old content stands.
    pub fn replace(
        &self,
        id: VaultId,
        label: &str,
        plaintext: &Secret,
        to: &[Recipient],
    ) -> Result<Sealed> {
        let _lock = self.lock()?;
        if self.key(id)?.access != Access::Working {
            return Err(Error::OtherAccess { id, expected: "working" });
        }
        self.store(&Payload::new(id, label, plaintext)?, Access::Working, to)
    }

    /// Lends the share of one editor to another, who is about to open.
    ///
    /// The share is sealed to that editor alone. Lending again replaces what was lent.
    /// Errors: `NoSealed`, `OtherAccess`, `NotForThisEditor` if either of the two has no share, `Io`.
    pub fn lend(&self, id: VaultId, by: &EditorKey, to: &Recipient) -> Result<()> {
        let _lock = self.lock()?;
        let key = self.shared_key(id)?;
        if !key.is_to(to) {
            return Err(Error::NotForThisEditor { id, recipient: to.clone() });
        }
        let share = key.own_share(by, &self.key_path(id))?;
        files::put(&self.lent_path(&key, to, share.index), &share.seal(id, to)?)
    }

    /// Opens a record of shared access with one's own share and those lent.
    ///
    /// What is returned agrees with [`commitment`](Self::commitment), which the caller holds against the log.
    /// Errors: `NoSealed`, `OtherAccess`, `NotForThisEditor`, `NotEnoughShares`, `BadShare` for one of the shares lent to this editor,
    /// `VaultDamaged`, `Busy`, `Io`.
    pub fn open_shared(&self, id: VaultId, by: &EditorKey) -> Result<Secret> {
        let _lock = self.lock_shared()?;
        Ok(self.open_payload(&self.shared_key(id)?, by)?.plaintext)
    }

    /// Destroys the shares that were lent for an opening.
    ///
    /// Errors: `ReadOnly`, `Busy`, `Io`.
    pub fn take_back(&self, id: VaultId) -> Result<()> {
        let _lock = self.lock()?;
        let dir = self.dir.join(LENT);
        let mut hidden = Vec::new();
        for path in self.lent(&format!("{id}."))? {
            hidden.extend(files::hide(&path)?);
        }
        if hidden.is_empty() {
            return Ok(());
        }
        files::sync_dir(&dir)?;
        hidden.iter().try_for_each(|path| files::shred(path).map(drop))?;
        files::sync_dir(&dir)
    }

    /// Seals the same plaintext under a fresh key to other editors; nonce and commitment stay, what was lent is destroyed.
    ///
    /// A working record is opened by `by` alone, a shared one needs the shares of others. Who had a share of the old key, and a copy
    /// of the old files, can still open that copy.
    /// Errors: as [`open_shared`](Self::open_shared) or [`read`](Self::read), and [`seal`](Self::seal).
    pub fn reseal(
        &self,
        id: VaultId,
        by: &EditorKey,
        access: Access,
        to: &[Recipient],
    ) -> Result<()> {
        let _lock = self.lock()?;
        let payload = self.open_payload(&self.key(id)?, by)?;
        self.store(&payload, access, to).map(drop)
    }

    /// Returns the commitment of a record without opening it, for comparison with the log.
    ///
    /// Errors: `NoSealed`, `VaultDamaged`, `Busy`, `Io`.
    pub fn commitment(&self, id: VaultId) -> Result<Commitment> {
        let _lock = self.lock_shared()?;
        Ok(self.key(id)?.commitment)
    }

    /// Returns who can open a record, in the order in which it was sealed to them.
    ///
    /// Errors: `NoSealed`, `VaultDamaged`, `Busy`, `Io`.
    pub fn access(&self, id: VaultId) -> Result<(Access, Vec<Recipient>)> {
        let _lock = self.lock_shared()?;
        let key = self.key(id)?;
        Ok((key.access, key.shares.into_iter().map(|line| line.to).collect()))
    }

    /// Returns the names of all records, in order.
    ///
    /// Errors: `Io`.
    pub fn ids(&self) -> Result<Vec<VaultId>> {
        let names = names(&self.dir.join(KEYS))?;
        Ok(names.iter().filter_map(|name| name.parse().ok()).collect())
    }

    /// Tells whether a record is there.
    #[must_use]
    pub fn contains(&self, id: VaultId) -> bool {
        self.key_path(id).is_file()
    }

    /// Destroys records: all keys first, overwritten, synced and removed; then lent shares and ciphertexts.
    ///
    /// Returns one line a record, in the order of their names; a record that is not there any more is told with 0 files. When this
    /// returns, all of it is durable. A crash on the way leaves records without keys, which nobody can read and the next
    /// [`Vault::open`] removes; calling again finishes it.
    ///
    /// What overwriting cannot reach: backups, and what a file system or a disk has copied. Of a record only the key matters.
    /// Errors: `ReadOnly`, `Busy`, `Io`.
    pub fn destroy(&self, ids: &[VaultId]) -> Result<Vec<Destroyed>> {
        let _lock = self.lock()?;
        // Whatever a crash left may hold an earlier key of these.
        self.sweep()?;
        let mut done: BTreeMap<VaultId, Destroyed> =
            ids.iter().map(|id| (*id, Destroyed { id: *id, files: 0, bytes: 0 })).collect();
        let mut shred = |id: Option<VaultId>, path: &Path| -> Result<()> {
            let Some(told) = id.and_then(|id| done.get_mut(&id)) else { return Ok(()) };
            if let Some(bytes) = files::shred(path)? {
                told.files = told.files.saturating_add(1);
                told.bytes = told.bytes.saturating_add(bytes);
            }
            Ok(())
        };
        let mut keys = Vec::new();
        for id in ids {
            keys.extend(files::hide(&self.key_path(*id))?.map(|hidden| (*id, hidden)));
        }
        files::sync_dir(&self.dir.join(KEYS))?;
        // From here the records are gone for this program; a crash leaves the rest to the next opening.
        for (id, hidden) in &keys {
            shred(Some(*id), hidden)?;
        }
        files::sync_dir(&self.dir.join(KEYS))?;
        // From here nobody can read them, whoever holds which keys and which copies of `records`.
        for part in [LENT, RECORDS] {
            let dir = self.dir.join(part);
            for name in names(&dir)? {
                shred(record_id(&name), &dir.join(&name))?;
            }
            files::sync_dir(&dir)?;
        }
        Ok(done.into_values().collect())
    }
}
