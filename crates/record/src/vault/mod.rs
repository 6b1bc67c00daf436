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
//! records/<id>.<16 hex digits>            an age file to the record's own key; the digits begin its SHA-256
//! keys/<id>                               who can open it
//! lent/<id>.<editor>.<index>              a share that an editor lent to another
//! lock                                    held while files change
//! ```
//!
//! Order: a record's file is durable before its key file names it, so a crash leaves a file that no key names, and the next
//! [`Vault::open`] removes it. Destroying begins with the key, so a crash leaves the same.
//!
//! Not here: whose record it is, who asked for it and why; those are entries of the log. How many records there are, and of which
//! bucket of length, anybody sees who sees the directory.
//!
//! Source: age-encryption.org/v1; Shamir 1979; the field's practice that opening a source's identity takes two people.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::path::{Path, PathBuf};

use age::secrecy::ExposeSecret as _;
use zeroize::Zeroizing;

use crate::{DamageKind, Error, Hash, Result};

mod age_file;
mod check;
mod editor;
mod files;
mod id;
mod keys;
mod payload;
mod secret;
mod shares;
mod verifier;

pub use editor::{EditorCard, EditorKey, Recipient};
pub use id::{Commitment, VaultId, commitment};
pub use payload::{LABEL_BYTES_MAX, PLAINTEXT_BYTES_MAX};
pub use secret::Secret;
pub use shares::RECIPIENTS_MAX;
pub use verifier::Verifier;

use keys::{KeyFile, Share};
use payload::Payload;

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
    read_only: bool,
}

const RECORDS: &str = "records";
const KEYS: &str = "keys";
const LENT: &str = "lent";

/// The longest record's file: the largest bucket, age's header and its sums.
const RECORD_BYTES_MAX: u64 = 3 << 20;

/// The longest lent share.
const LENT_BYTES_MAX: u64 = 8 << 10;

impl Vault {
    /// Makes an empty vault.
    ///
    /// Errors: `Exists` if there is one, `Io`.
    pub fn create(dir: &Path) -> Result<Self> {
        if dir.join(KEYS).exists() {
            return Err(Error::Exists { path: dir.to_owned() });
        }
        for part in [RECORDS, LENT, KEYS] {
            crate::files::create_private_dir(&dir.join(part))?;
        }
        crate::files::sync_dir(dir)?;
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
    /// Errors: `BadThreshold`, `Malformed` for a label, `SealedTooLong`, `NoRandomness`, `Io`; then nothing is there.
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
    /// Errors: `NoSealed`, `OtherAccess`, `NotForThisEditor`, `VaultDamaged`, `BadShare`, `Io`.
    pub fn read(&self, id: VaultId, by: &EditorKey) -> Result<Secret> {
        let key = self.key(id)?;
        if key.access != Access::Working {
            return Err(Error::OtherAccess { id, expected: "working" });
        }
        let share = key.share_of(by, &self.key_path(id))?;
        Ok(self.payload(&key, &share.value)?.plaintext)
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
        let old = self.key(id)?;
        if old.access != Access::Working {
            return Err(Error::OtherAccess { id, expected: "working" });
        }
        let sealed = self.store(&Payload::new(id, label, plaintext)?, Access::Working, to)?;
        self.shred_record(&old)?;
        Ok(sealed)
    }

    /// Lends the share of one editor to another, who is about to open.
    ///
    /// The share is sealed to that editor alone. Lending again replaces what was lent.
    /// Errors: `NoSealed`, `OtherAccess`, `NotForThisEditor` if either of the two has no share, `Io`.
    pub fn lend(&self, id: VaultId, by: &EditorKey, to: &Recipient) -> Result<()> {
        let _lock = self.lock()?;
        let key = self.shared_key(id)?;
        if !key.shares.iter().any(|(recipient, _)| recipient == to) {
            return Err(Error::NotForThisEditor { id, recipient: to.clone() });
        }
        let share = key.share_of(by, &self.key_path(id))?;
        files::put(&self.lent_path(id, to, share.index), &share.seal(id, to)?)
    }

    /// Opens a record of shared access with one's own share and those lent.
    ///
    /// Errors: `NoSealed`, `OtherAccess`, `NotForThisEditor`, `NotEnoughShares`, `BadShare`, `VaultDamaged`, `Io`.
    pub fn open_shared(&self, id: VaultId, by: &EditorKey) -> Result<Secret> {
        Ok(self.open_payload(id, by)?.plaintext)
    }

    /// Destroys the shares that were lent for an opening.
    pub fn take_back(&self, id: VaultId) -> Result<()> {
        let _lock = self.lock()?;
        for path in self.lent(id, None)? {
            files::shred(&path)?;
        }
        crate::files::sync_dir(&self.dir.join(LENT))
    }

    /// Seals the same plaintext under a fresh key to other editors; nonce and commitment stay.
    ///
    /// A working record is opened by `by` alone, a shared one needs the shares of others.
    /// Errors: as [`open_shared`](Self::open_shared) or [`read`](Self::read), and [`seal`](Self::seal); then the old key stands.
    pub fn reseal(
        &self,
        id: VaultId,
        by: &EditorKey,
        access: Access,
        to: &[Recipient],
    ) -> Result<()> {
        let key = self.key(id)?;
        let payload = match key.access {
            Access::Shared { .. } => self.open_payload(id, by)?,
            Access::Working => {
                let share = key.share_of(by, &self.key_path(id))?;
                self.payload(&key, &share.value)?
            }
        };
        let _lock = self.lock()?;
        let old = self.key(id)?;
        self.store(&payload, access, to)?;
        self.shred_record(&old)
    }

    /// Returns the commitment of a record without opening it.
    pub fn commitment(&self, id: VaultId) -> Result<Commitment> {
        Ok(self.key(id)?.commitment)
    }

    /// Returns who can open a record.
    pub fn access(&self, id: VaultId) -> Result<(Access, Vec<Recipient>)> {
        let key = self.key(id)?;
        Ok((key.access, key.shares.into_iter().map(|(recipient, _)| recipient).collect()))
    }

    /// Returns the names of all records, in order.
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
    /// A record that is not there any more is told with 0 files. A crash on the way leaves records without keys, which nobody can
    /// read and the next [`Vault::open`] removes; calling again finishes it.
    pub fn destroy(&self, ids: &[VaultId]) -> Result<Vec<Destroyed>> {
        let _lock = self.lock()?;
        let mut done: BTreeMap<VaultId, Destroyed> =
            ids.iter().map(|id| (*id, Destroyed { id: *id, files: 0, bytes: 0 })).collect();
        let mut shred = |id: VaultId, path: &Path| -> Result<()> {
            if let (Some(bytes), Some(told)) = (files::shred(path)?, done.get_mut(&id)) {
                told.files += 1;
                told.bytes += bytes;
            }
            Ok(())
        };
        for id in ids {
            shred(*id, &self.key_path(*id))?;
        }
        crate::files::sync_dir(&self.dir.join(KEYS))?;
        let records = names(&self.dir.join(RECORDS))?;
        for id in ids {
            for path in self.lent(*id, None)? {
                shred(*id, &path)?;
            }
            for name in records.iter().filter(|name| record_id(name) == Some(*id)) {
                shred(*id, &self.dir.join(RECORDS).join(name))?;
            }
        }
        crate::files::sync_dir(&self.dir.join(LENT))?;
        crate::files::sync_dir(&self.dir.join(RECORDS))?;
        Ok(done.into_values().collect())
    }

    /// Writes a payload under a fresh key: record first, then the key file that names it.
    fn store(&self, payload: &Payload, access: Access, to: &[Recipient]) -> Result<Sealed> {
        let identity = age::x25519::Identity::generate();
        let secret = identity.to_string();
        let bytes = age_file::encrypt(&[identity.to_public()], &payload.print()?)?;
        let (id, commitment, record) = (payload.id, payload.commitment(), Hash::of(&bytes));
        let secret = secret.expose_secret().as_bytes();
        let key = KeyFile::seal(id, access, commitment, record, secret, to)?;
        files::put(&self.record_path(&key), &bytes)?;
        // A crash here leaves a record that no key names.
        files::put(&self.key_path(id), key.print().as_bytes())?;
        Ok(Sealed { id, commitment })
    }

    fn open_payload(&self, id: VaultId, by: &EditorKey) -> Result<Payload> {
        let key = self.shared_key(id)?;
        let mut shares: BTreeMap<u8, Share> = BTreeMap::new();
        let own = key.share_of(by, &self.key_path(id))?;
        shares.insert(own.index, own);
        for path in self.lent(id, Some(&by.recipient()))? {
            let share = Share::open(id, &files::read(&path, LENT_BYTES_MAX)?, by, &path)?;
            if usize::from(share.index) > key.shares.len() {
                return Err(Error::BadShare { path, rule: "its index is of no editor" });
            }
            shares.entry(share.index).or_insert(share);
        }
        let need = key.need();
        let have = u8::try_from(shares.len()).unwrap_or(u8::MAX);
        if have < need {
            return Err(Error::NotEnoughShares { id, have, need });
        }
        let parts: Vec<(u8, &[u8])> = shares
            .values()
            .take(usize::from(need))
            .map(|s| (s.index, s.value.as_slice()))
            .collect();
        let secret = shares::combine(&parts).ok_or_else(|| self.damaged(&key, "its shares fit"))?;
        self.payload(&key, &secret)
    }

    /// Opens a record's file with its secret, and holds it against its commitment.
    fn payload(&self, key: &KeyFile, secret: &[u8]) -> Result<Payload> {
        let broken = |rule| self.damaged(key, rule);
        let path = self.record_path(key);
        let bytes = files::read(&path, RECORD_BYTES_MAX)?;
        let refuse = |rule| Error::VaultDamaged { path: path.clone(), rule };
        if Hash::of(&bytes) != key.record {
            return Err(refuse("it has the hash that its key file names"));
        }
        let text = Zeroizing::new(secret.to_vec());
        let identity = std::str::from_utf8(&text).ok().and_then(|t| t.parse().ok());
        let identity = identity.ok_or_else(|| broken("its shares give a key"))?;
        let padded = age_file::decrypt(&identity, &bytes)
            .map_err(|_| broken("its shares give the key of its record"))?;
        let payload = Payload::parse(&padded).map_err(refuse)?;
        if payload.id == key.id && payload.commitment() == key.commitment {
            Ok(payload)
        } else {
            Err(broken("its commitment is that of its record"))
        }
    }

    fn key(&self, id: VaultId) -> Result<KeyFile> {
        let path = self.key_path(id);
        if !path.is_file() {
            return Err(Error::NoSealed { id });
        }
        let bytes = files::read(&path, keys::FILE_BYTES_MAX)?;
        let key = KeyFile::parse(&bytes)
            .map_err(|rule| Error::VaultDamaged { path: path.clone(), rule })?;
        if key.id == id {
            Ok(key)
        } else {
            Err(Error::VaultDamaged { path, rule: "it names the record that it is named for" })
        }
    }

    fn shared_key(&self, id: VaultId) -> Result<KeyFile> {
        let key = self.key(id)?;
        match key.access {
            Access::Shared { .. } => Ok(key),
            Access::Working => Err(Error::OtherAccess { id, expected: "shared" }),
        }
    }

    fn shred_record(&self, key: &KeyFile) -> Result<()> {
        files::shred(&self.record_path(key))?;
        crate::files::sync_dir(&self.dir.join(RECORDS))
    }

    /// Removes what a crash left: hidden files, records that no key names, lent shares of records that are gone.
    fn sweep(&self) -> Result<()> {
        let mut named = BTreeSet::new();
        for id in self.ids()? {
            // A key that cannot be read is a damage for `check`, and no reason to remove its record.
            match self.key(id) {
                Ok(key) => named.insert(file_name(&self.record_path(&key))),
                Err(_) => named.insert(id.to_string()),
            };
        }
        for part in [RECORDS, KEYS, LENT] {
            let dir = self.dir.join(part);
            let mut any = false;
            for name in names(&dir)? {
                let left = name.starts_with('.')
                    || part == RECORDS
                        && record_id(&name).is_some_and(|id| {
                            !named.contains(&name) && !named.contains(&id.to_string())
                        })
                    || part == LENT && record_id(&name).is_some_and(|id| !self.contains(id));
                if left {
                    files::shred(&dir.join(&name))?;
                    any = true;
                }
            }
            if any {
                crate::files::sync_dir(&dir)?;
            }
        }
        Ok(())
    }

    fn key_path(&self, id: VaultId) -> PathBuf {
        self.dir.join(KEYS).join(id.to_string())
    }

    fn record_path(&self, key: &KeyFile) -> PathBuf {
        let digits: String = key.record.to_string().chars().take(16).collect();
        self.dir.join(RECORDS).join(format!("{}.{digits}", key.id))
    }

    fn lent_path(&self, id: VaultId, to: &Recipient, index: u8) -> PathBuf {
        self.dir.join(LENT).join(format!("{id}.{}.{index}", mark(to)))
    }

    /// The lent shares of a record, all or those to one editor.
    fn lent(&self, id: VaultId, to: Option<&Recipient>) -> Result<Vec<PathBuf>> {
        let dir = self.dir.join(LENT);
        let prefix = to.map_or_else(|| format!("{id}."), |to| format!("{id}.{}.", mark(to)));
        let names = names(&dir)?;
        Ok(names.iter().filter(|name| name.starts_with(&prefix)).map(|n| dir.join(n)).collect())
    }

    fn damaged(&self, key: &KeyFile, rule: &'static str) -> Error {
        Error::VaultDamaged { path: self.key_path(key.id), rule }
    }

    fn lock(&self) -> Result<File> {
        let (file, path) = self.lock_file()?;
        file.lock().map_err(Error::io("lock", &path))?;
        Ok(file)
    }

    fn try_lock(&self) -> Result<Option<File>> {
        let (file, path) = self.lock_file()?;
        match file.try_lock() {
            Ok(()) => Ok(Some(file)),
            Err(fs::TryLockError::WouldBlock) => Ok(None),
            Err(fs::TryLockError::Error(error)) => Err(Error::io("lock", &path)(error)),
        }
    }

    fn lock_file(&self) -> Result<(File, PathBuf)> {
        if self.read_only {
            return Err(Error::ReadOnly { path: self.dir.clone() });
        }
        let path = self.dir.join("lock");
        let mut options = fs::OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(&path).map_err(Error::io("lock", &path))?;
        Ok((file, path))
    }
}

/// Names in a directory, sorted.
fn names(dir: &Path) -> Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(dir).map_err(Error::io("list", dir))? {
        let entry = entry.map_err(Error::io("list", dir))?;
        names.push(entry.file_name().to_string_lossy().into_owned());
    }
    names.sort();
    Ok(names)
}

/// The record that a file's name begins with.
fn record_id(name: &str) -> Option<VaultId> {
    name.split_once('.').and_then(|(id, _)| id.parse().ok())
}

fn file_name(path: &Path) -> String {
    path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned())
}

/// An editor in the name of a file: a hash, so that names in `lent` are short and equal in length.
fn mark(recipient: &Recipient) -> String {
    let hash = Hash::of(recipient.to_string().as_bytes()).to_string();
    hash.chars().take(16).collect()
}
