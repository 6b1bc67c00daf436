//! The vault: a store of sealed records, every byte of it ciphertext or a name drawn at random.

use std::path::{Path, PathBuf};

use crate::{DamageKind, Result};

mod editor;
mod id;
mod payload;
mod secret;
mod verifier;

pub use editor::{EditorCard, EditorKey, Recipient};
pub use id::{Commitment, VaultId, commitment};
pub use secret::Secret;
pub use verifier::Verifier;

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

/// A directory of sealed records.
#[derive(Clone, Debug)]
pub struct Vault {
    dir: PathBuf,
}

impl Vault {
    /// Makes an empty vault.
    pub fn create(dir: &Path) -> Result<Self> {
        let _ = dir;
        todo!()
    }

    /// Opens a vault and finishes or takes back whatever a crash left half done.
    pub fn open(dir: &Path) -> Result<Self> {
        let _ = dir;
        todo!()
    }

    /// Opens a vault for reading and checking; nothing is written, nothing is mended.
    pub fn open_read_only(dir: &Path) -> Result<Self> {
        let _ = dir;
        todo!()
    }

    /// Seals a plaintext of at most 1 MiB to editors.
    pub fn seal(
        &self,
        label: &str,
        plaintext: &Secret,
        access: Access,
        to: &[Recipient],
    ) -> Result<Sealed> {
        let _ = (label, plaintext, access, to);
        todo!()
    }

    /// Reads a record of working access.
    pub fn read(&self, id: VaultId, by: &EditorKey) -> Result<Secret> {
        let _ = (id, by);
        todo!()
    }

    /// Puts new content under the name of a working record, under a fresh key; the old key and
    /// ciphertext are destroyed.
    pub fn replace(
        &self,
        id: VaultId,
        label: &str,
        plaintext: &Secret,
        to: &[Recipient],
    ) -> Result<Sealed> {
        let _ = (id, label, plaintext, to);
        todo!()
    }

    /// Lends the share of one editor to another, who is about to open.
    pub fn lend(&self, id: VaultId, by: &EditorKey, to: &Recipient) -> Result<()> {
        let _ = (id, by, to);
        todo!()
    }

    /// Opens a record of shared access with one's own share and those lent.
    pub fn open_shared(&self, id: VaultId, by: &EditorKey) -> Result<Secret> {
        let _ = (id, by);
        todo!()
    }

    /// Destroys the shares that were lent for an opening.
    pub fn take_back(&self, id: VaultId) -> Result<()> {
        let _ = id;
        todo!()
    }

    /// Seals the same plaintext under a fresh key to other editors; nonce and commitment stay.
    pub fn reseal(
        &self,
        id: VaultId,
        by: &EditorKey,
        access: Access,
        to: &[Recipient],
    ) -> Result<()> {
        let _ = (id, by, access, to);
        todo!()
    }

    /// Returns the commitment of a record without opening it.
    pub fn commitment(&self, id: VaultId) -> Result<Commitment> {
        let _ = id;
        todo!()
    }

    /// Returns who can open a record.
    pub fn access(&self, id: VaultId) -> Result<(Access, Vec<Recipient>)> {
        let _ = id;
        todo!()
    }

    /// Returns the names of all records, in order.
    pub fn ids(&self) -> Result<Vec<VaultId>> {
        todo!()
    }

    /// Tells whether a record is there.
    #[must_use]
    pub fn contains(&self, id: VaultId) -> bool {
        let _ = (id, &self.dir);
        todo!()
    }

    /// Destroys records: keys first, overwritten, synced and removed.
    pub fn destroy(&self, ids: &[VaultId]) -> Result<Vec<Destroyed>> {
        let _ = ids;
        todo!()
    }

    /// Checks every file without opening any.
    pub fn check(&self) -> Result<Vec<VaultDamage>> {
        todo!()
    }
}
