//! How records, keys and lent shares change on the disk, and who may look meanwhile.
//!
//! What stands after each step is told where the step is. The lock is advisory and of the system (`flock`): one writer, or any
//! number of readers; it falls with the process that held it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use age::secrecy::ExposeSecret as _;

use super::keys::{self, KeyFile, Share};
use super::payload::Payload;
use super::{
    Access, EditorKey, KEYS, LENT, LENT_BYTES_MAX, LOCK, RECORD_BYTES_MAX, RECORDS, Recipient,
    Sealed, Vault, VaultId, age_file, files, shares,
};
use crate::{Error, Hash, Result};

/// How long an act waits for another to end. The longest one seals 1 MiB, some hundredths of a second; beyond ten seconds
/// somebody has stopped a program in the middle, and an editor should be told.
const PATIENCE: Duration = Duration::from_secs(10);

/// Makes the directories of an empty vault beside their place and renames them.
pub(super) fn create(dir: &Path) -> Result<()> {
    let above = crate::files::parent(dir);
    crate::files::create_private_dir(above)?;
    let new = crate::files::sibling(dir, "new");
    // What a crash of an earlier process with this id left; it never held anything.
    drop(fs::remove_dir_all(&new));
    for part in [RECORDS, LENT, KEYS] {
        crate::files::create_private_dir(&new.join(part))?;
        files::sync_dir(&new.join(part))?;
    }
    files::sync_dir(&new)?;
    // An empty directory may be renamed over; whatever else is there makes this fail.
    let renamed = fs::rename(&new, dir);
    if renamed.is_err() {
        drop(fs::remove_dir_all(&new));
    }
    renamed.map_err(|error| match fs::symlink_metadata(dir) {
        Ok(_) => Error::Exists { path: dir.to_owned() },
        Err(_) => Error::io("rename", dir)(error),
    })?;
    crate::files::sync_dir(above)
}

impl Vault {
    /// Writes a payload under a fresh key, in place of what had its name; the caller holds the lock.
    pub(super) fn store(
        &self,
        payload: &Payload,
        access: Access,
        to: &[Recipient],
    ) -> Result<Sealed> {
        let identity = age::x25519::Identity::generate();
        let secret = identity.to_string();
        let bytes = age_file::encrypt(&[identity.to_public()], &payload.print()?)?;
        let (id, commitment, record) = (payload.id, payload.commitment(), Hash::of(&bytes));
        let secret = secret.expose_secret().as_bytes();
        let key = KeyFile::seal(id, access, commitment, record, secret, to)?;
        let stored = files::put(&self.record_path(&key), &bytes).and_then(|()| {
            // A crash here leaves a record that no key names, beside the old one and its key.
            files::put(&self.key_path(id), key.print().as_bytes())
        });
        // A crash here leaves the new record with its key, and the old record, whose key is gone. An error leaves what the
        // key file says; the other record goes.
        let tidied = self.tidy(&BTreeSet::from([id]));
        stored.and(tidied)?;
        Ok(Sealed { id, commitment })
    }

    /// Destroys what belongs to these records and not to their present keys.
    fn tidy(&self, ids: &BTreeSet<VaultId>) -> Result<()> {
        let mut tags = BTreeMap::new();
        for id in ids {
            match self.key(*id) {
                Ok(key) => drop(tags.insert(*id, Some(key.tag()))),
                Err(Error::NoSealed { .. }) => drop(tags.insert(*id, None)),
                // A key that cannot be read is a damage, and no reason to destroy anything.
                Err(_) => {}
            }
        }
        for part in [LENT, RECORDS] {
            let dir = self.dir.join(part);
            let mut any = false;
            for name in names(&dir)? {
                let tag = record_id(&name).and_then(|id| tags.get(&id));
                if tag.is_some_and(|tag| tag.as_deref() != key_tag(&name)) {
                    files::shred(&dir.join(&name))?;
                    any = true;
                }
            }
            if any {
                files::sync_dir(&dir)?;
            }
        }
        Ok(())
    }

    /// Destroys what a crash left: hidden files, records and lent shares that are of no key or of an earlier one.
    ///
    /// A record with a key and no second file is whole, or damaged; only the others have their key files read.
    pub(super) fn sweep(&self) -> Result<()> {
        for part in [KEYS, LENT, RECORDS] {
            let dir = self.dir.join(part);
            let mut any = false;
            for name in names(&dir)? {
                if let Some(live) = hidden_of(&name) {
                    files::discard(&dir.join(&name), &dir.join(live))?;
                    any = true;
                }
            }
            if any {
                files::sync_dir(&dir)?;
            }
        }
        let whole: BTreeSet<VaultId> = self.ids()?.into_iter().collect();
        let mut seen = BTreeSet::new();
        let mut doubtful = BTreeSet::new();
        for id in names(&self.dir.join(RECORDS))?.iter().filter_map(|name| record_id(name)) {
            if !seen.insert(id) || !whole.contains(&id) {
                doubtful.insert(id);
            }
        }
        doubtful.extend(names(&self.dir.join(LENT))?.iter().filter_map(|name| record_id(name)));
        if doubtful.is_empty() { Ok(()) } else { self.tidy(&doubtful) }
    }

    /// Opens a record with one's own share and, if it is shared, those lent; the caller holds the lock.
    pub(super) fn open_payload(&self, key: &KeyFile, by: &EditorKey) -> Result<Payload> {
        let own = key.own_share(by, &self.key_path(key.id))?;
        let mut found = vec![own];
        if let Access::Shared { .. } = key.access {
            self.add_lent(key, by, &mut found)?;
        }
        let need = key.need();
        let have = u8::try_from(found.len()).unwrap_or(u8::MAX);
        if have < need {
            return Err(Error::NotEnoughShares { id: key.id, have, need });
        }
        let parts: Vec<(u8, &[u8])> =
            found.iter().take(usize::from(need)).map(|s| (s.index, s.value.as_slice())).collect();
        let secret = shares::combine(&parts)
            .ok_or_else(|| self.damaged(key, "its shares do not fit together"))?;
        self.payload(key, &secret)
    }

    fn add_lent(&self, key: &KeyFile, by: &EditorKey, found: &mut Vec<Share>) -> Result<()> {
        for path in self.lent(&format!("{}.{}.{}.", key.id, key.tag(), mark(&by.recipient())))? {
            let share = key.open_share(&files::read(&path, LENT_BYTES_MAX)?, by, &path)?;
            if found.iter().all(|other| other.index != share.index) {
                found.push(share);
            }
        }
        Ok(())
    }

    /// Opens a record's file with its secret, and holds it against its commitment.
    fn payload(&self, key: &KeyFile, secret: &[u8]) -> Result<Payload> {
        let path = self.record_path(key);
        let refuse = |rule| Error::VaultDamaged { path: path.clone(), rule };
        let bytes = files::read(&path, RECORD_BYTES_MAX)?;
        if Hash::of(&bytes) != key.record {
            return Err(refuse("its hash is not the one that its key file names"));
        }
        let identity = std::str::from_utf8(secret).ok().and_then(|text| text.parse().ok());
        let identity = identity.ok_or_else(|| self.damaged(key, "its shares give no key"))?;
        let padded = age_file::decrypt(&identity, &bytes)
            .map_err(|_| self.damaged(key, "its shares do not open its record"))?;
        let payload = Payload::parse(&padded).map_err(refuse)?;
        if payload.id == key.id && payload.commitment() == key.commitment {
            Ok(payload)
        } else {
            Err(refuse("its content is not that of its name and commitment"))
        }
    }

    /// Reads the key file of a record.
    ///
    /// Errors: `NoSealed`, `VaultDamaged`, `Io`.
    pub(super) fn key(&self, id: VaultId) -> Result<KeyFile> {
        let path = self.key_path(id);
        if fs::symlink_metadata(&path).is_err_and(|e| e.kind() == ErrorKind::NotFound) {
            return Err(Error::NoSealed { id });
        }
        let bytes = files::read(&path, keys::FILE_BYTES_MAX)?;
        match KeyFile::parse(&bytes) {
            Ok(key) if key.id == id => Ok(key),
            Ok(_) => Err(Error::VaultDamaged { path, rule: "it is the key of another record" }),
            Err(rule) => Err(Error::VaultDamaged { path, rule }),
        }
    }

    pub(super) fn shared_key(&self, id: VaultId) -> Result<KeyFile> {
        let key = self.key(id)?;
        match key.access {
            Access::Shared { .. } => Ok(key),
            Access::Working => Err(Error::OtherAccess { id, expected: "shared" }),
        }
    }

    pub(super) fn key_path(&self, id: VaultId) -> PathBuf {
        self.dir.join(KEYS).join(id.to_string())
    }

    pub(super) fn record_path(&self, key: &KeyFile) -> PathBuf {
        self.dir.join(RECORDS).join(format!("{}.{}", key.id, key.tag()))
    }

    pub(super) fn lent_path(&self, key: &KeyFile, to: &Recipient, index: u8) -> PathBuf {
        self.dir.join(LENT).join(format!("{}.{}.{}.{index}", key.id, key.tag(), mark(to)))
    }

    /// The lent shares whose names begin so.
    pub(super) fn lent(&self, prefix: &str) -> Result<Vec<PathBuf>> {
        let dir = self.dir.join(LENT);
        let names = names(&dir)?;
        Ok(names.iter().filter(|name| name.starts_with(prefix)).map(|n| dir.join(n)).collect())
    }

    fn damaged(&self, key: &KeyFile, rule: &'static str) -> Error {
        Error::VaultDamaged { path: self.key_path(key.id), rule }
    }

    /// Keeps every other writer and reader out; waits for them.
    ///
    /// Errors: `ReadOnly`, `Busy`, `Io`.
    pub(super) fn lock(&self) -> Result<File> {
        let (file, path) = self.lock_file()?;
        wait(&path, || file.try_lock())?;
        Ok(file)
    }

    pub(super) fn try_lock(&self) -> Result<Option<File>> {
        let (file, path) = self.lock_file()?;
        match file.try_lock() {
            Err(fs::TryLockError::WouldBlock) => Ok(None),
            Err(fs::TryLockError::Error(error)) if error.kind() != ErrorKind::Unsupported => {
                Err(Error::io("lock", &path)(error))
            }
            _ => Ok(Some(file)),
        }
    }

    /// Keeps writers out. Where nothing may be written and no lock is there, nobody is kept out.
    ///
    /// Errors: `Busy`, `Io`.
    pub(super) fn lock_shared(&self) -> Result<Option<File>> {
        let path = self.dir.join(LOCK);
        let file = match File::open(&path) {
            Ok(file) => file,
            Err(_) if self.read_only => return Ok(None),
            Err(_) => self.lock_file()?.0,
        };
        wait(&path, || file.try_lock_shared())?;
        Ok(Some(file))
    }

    fn lock_file(&self) -> Result<(File, PathBuf)> {
        if self.read_only {
            return Err(Error::ReadOnly { path: self.dir.clone() });
        }
        let path = self.dir.join(LOCK);
        let mut options = fs::OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(&path).map_err(Error::io("lock", &path))?;
        Ok((file, path))
    }
}

/// Tries a lock until it is had.
fn wait(path: &Path, mut lock: impl FnMut() -> Result<(), fs::TryLockError>) -> Result<()> {
    let begun = Instant::now();
    loop {
        match lock() {
            Ok(()) => return Ok(()),
            // A file system without locks has one user at a time, or none that we could keep out.
            Err(fs::TryLockError::Error(error)) if error.kind() == ErrorKind::Unsupported => {
                return Ok(());
            }
            Err(fs::TryLockError::WouldBlock) if begun.elapsed() < PATIENCE => {
                thread::sleep(Duration::from_millis(2));
            }
            Err(fs::TryLockError::WouldBlock) => {
                return Err(Error::Busy { path: path.to_owned() });
            }
            Err(fs::TryLockError::Error(error)) => return Err(Error::io("lock", path)(error)),
        }
    }
}

/// Names in a directory, sorted; one that is no Unicode is none of ours and is given with replacement characters.
pub(super) fn names(dir: &Path) -> Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(dir).map_err(Error::io("list", dir))? {
        let entry = entry.map_err(Error::io("list", dir))?;
        names.push(entry.file_name().to_string_lossy().into_owned());
    }
    names.sort();
    Ok(names)
}

/// The record that the name of a file in `records` or `lent` begins with.
pub(super) fn record_id(name: &str) -> Option<VaultId> {
    name.split_once('.').and_then(|(id, _)| id.parse().ok())
}

/// The key that such a file belongs to, by the second part of its name.
pub(super) fn key_tag(name: &str) -> Option<&str> {
    name.split('.').nth(1)
}

/// The name in whose place a hidden file was to be put; other names are not hidden.
fn hidden_of(name: &str) -> Option<&str> {
    let rest = name.strip_prefix('.')?;
    Some(rest.rsplit_once('.').map_or(rest, |(live, _)| live))
}

/// An editor in the name of a file: a hash, so that names in `lent` are short and equal in length.
fn mark(recipient: &Recipient) -> String {
    let mut digits = Hash::of(recipient.to_string().as_bytes()).to_string();
    digits.truncate(16);
    digits
}
