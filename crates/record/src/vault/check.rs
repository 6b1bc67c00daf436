//! What can be said of a vault without opening any record.
//!
//! Found: a file that is missing, altered, too long, of another record, readable by others, or that does not belong here. What a
//! crash left is no damage – nobody needs it, and the next opening destroys it – and is told apart. Not found: a record and its key file made anew together by somebody who can write here (the log's commitment tells),
//! and whether a share opens (its editor can tell).

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use super::keys::KeyFile;
use super::store::{key_tag, names, record_id};
use super::{
    KEYS, LENT, LENT_BYTES_MAX, LOCK, RECORD_BYTES_MAX, RECORDS, Vault, VaultDamage, VaultId,
    age_file, files, payload,
};
use crate::{DamageKind, Error, Hash, Result};

impl Vault {
    /// Checks every file without opening any: forms, lengths, hashes, modes, keys without records and the reverse.
    ///
    /// Nothing is written. Errors: `Io` for a directory that cannot be listed, `Busy`; what is wrong with a file is a damage.
    /// Cost: one reading of every file.
    pub fn check(&self) -> Result<Vec<VaultDamage>> {
        let _lock = self.lock_shared()?;
        let mut found = Found { dir: &self.dir, damages: Vec::new() };
        for name in names(&self.dir)? {
            let known = [RECORDS, KEYS, LENT].contains(&name.as_str());
            if known {
                found.check_mode(&name, None, fs::Metadata::is_dir);
            } else if name == LOCK {
                found.check_mode(&name, None, fs::Metadata::is_file);
            } else {
                found.add(name, None, DamageKind::Unlisted);
            }
        }
        let mut keys = BTreeMap::new();
        let mut unread = BTreeSet::new();
        for name in seen(&self.dir.join(KEYS))? {
            let path = format!("{KEYS}/{name}");
            let Ok(id) = name.parse::<VaultId>() else {
                found.add(path, None, DamageKind::Unlisted);
                continue;
            };
            found.check_mode(&path, Some(id), fs::Metadata::is_file);
            match self.key(id) {
                Ok(key) => drop(keys.insert(id, key)),
                Err(error) => {
                    unread.insert(id);
                    found.add(path, Some(id), kind_of(error));
                }
            }
        }
        self.check_records(&keys, &unread, &mut found)?;
        self.check_lent(&keys, &unread, &mut found)?;
        Ok(found.damages)
    }

    /// Lists what a crash left, or an act that is going on: hidden files; records and lent shares that are of no key, or of an
    /// earlier one.
    ///
    /// Paths below the vault's directory, sorted. Nothing is written; the next [`Vault::open`] destroys them. A key file that
    /// cannot be read keeps what may be its own. Errors: `Io`, `Busy`. Cost: one reading of every key file.
    pub fn leftovers(&self) -> Result<Vec<String>> {
        let _lock = self.lock_shared()?;
        let mut left = Vec::new();
        for part in [KEYS, LENT, RECORDS] {
            for name in names(&self.dir.join(part))? {
                let hidden = is_hidden(&self.dir.join(part), &name);
                if hidden || part != KEYS && self.is_of_no_key(&name) {
                    left.push(format!("{part}/{name}"));
                }
            }
        }
        Ok(left)
    }

    /// True for the name of a record or a lent share whose key is gone, or was replaced.
    fn is_of_no_key(&self, name: &str) -> bool {
        let Some(id) = record_id(name) else { return false };
        match self.key(id) {
            Ok(key) => Some(key.tag().as_str()) != key_tag(name),
            Err(Error::NoSealed { .. }) => true,
            Err(_) => false,
        }
    }

    fn check_records(
        &self,
        keys: &BTreeMap<VaultId, KeyFile>,
        unread: &BTreeSet<VaultId>,
        found: &mut Found<'_>,
    ) -> Result<()> {
        let mut there = BTreeSet::new();
        for name in seen(&self.dir.join(RECORDS))? {
            let path = format!("{RECORDS}/{name}");
            let id = record_id(&name);
            let key = id.and_then(|id| keys.get(&id));
            match (id, key) {
                (Some(id), Some(key)) if name == format!("{id}.{}", key.tag()) => {
                    there.insert(id);
                    found.check_mode(&path, Some(id), fs::Metadata::is_file);
                    if let Err(kind) = check_record(&self.dir.join(&path), key.record) {
                        found.add(path, Some(id), kind);
                    }
                }
                // Whose key cannot be read may be the record that it names.
                (Some(id), _) if unread.contains(&id) => {}
                // Of no key, or of an earlier one: left over.
                (Some(_), _) if self.is_of_no_key(&name) => {}
                _ => found.add(path, None, DamageKind::Unlisted),
            }
        }
        for (id, key) in keys.iter().filter(|(id, _)| !there.contains(*id)) {
            found.add(format!("{RECORDS}/{id}.{}", key.tag()), Some(*id), DamageKind::Missing);
        }
        Ok(())
    }

    fn check_lent(
        &self,
        keys: &BTreeMap<VaultId, KeyFile>,
        unread: &BTreeSet<VaultId>,
        found: &mut Found<'_>,
    ) -> Result<()> {
        for name in seen(&self.dir.join(LENT))? {
            let path = format!("{LENT}/{name}");
            let id = record_id(&name);
            if id.is_some_and(|id| unread.contains(&id)) {
                continue;
            }
            let key = id.and_then(|id| keys.get(&id));
            if key.is_none_or(|key| Some(key.tag().as_str()) != key_tag(&name)) {
                if self.is_of_no_key(&name) {
                    continue;
                }
                found.add(path, id, DamageKind::Unlisted);
                continue;
            }
            found.check_mode(&path, id, fs::Metadata::is_file);
            match files::read(&self.dir.join(&path), LENT_BYTES_MAX) {
                Ok(bytes) if age_file::plaintext_length(&bytes).is_some() => {}
                Ok(_) => found.add(path, id, malformed("it is not an age file")),
                Err(error) => found.add(path, id, kind_of(error)),
            }
        }
        Ok(())
    }
}

/// The names in a directory that are not those of hidden files.
fn seen(dir: &Path) -> Result<Vec<String>> {
    Ok(names(dir)?.into_iter().filter(|name| !is_hidden(dir, name)).collect())
}

/// True for a hidden file, which the next opening destroys; a hidden directory is a stranger's.
fn is_hidden(dir: &Path, name: &str) -> bool {
    let directory = || fs::symlink_metadata(dir.join(name)).is_ok_and(|m| m.is_dir());
    name.starts_with('.') && !directory()
}

/// Holds a record's file against the hash in its key file, and its length against the buckets.
fn check_record(path: &Path, expected: Hash) -> Result<(), DamageKind> {
    let bytes = files::read(path, RECORD_BYTES_MAX).map_err(kind_of)?;
    if Hash::of(&bytes) != expected {
        return Err(DamageKind::Contradicts("its key file, which names another hash"));
    }
    match age_file::plaintext_length(&bytes) {
        Some(length) if payload::is_bucket(length) => Ok(()),
        _ => Err(malformed("it is not an age file of the length of a bucket")),
    }
}

/// Collects damages.
struct Found<'a> {
    dir: &'a Path,
    damages: Vec<VaultDamage>,
}

impl Found<'_> {
    fn add(&mut self, path: String, id: Option<VaultId>, kind: DamageKind) {
        self.damages.push(VaultDamage { path, id, kind });
    }

    /// Finds what is not of its kind, and what others can read.
    fn check_mode(&mut self, path: &str, id: Option<VaultId>, of: fn(&fs::Metadata) -> bool) {
        let metadata = match fs::symlink_metadata(self.dir.join(path)) {
            Ok(metadata) => metadata,
            Err(error) => {
                return self.add(path.to_owned(), id, DamageKind::Unreadable(error.to_string()));
            }
        };
        if !of(&metadata) {
            return self.add(path.to_owned(), id, malformed("it is not of its kind"));
        }
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = metadata.permissions().mode() & 0o777;
            if mode & 0o077 != 0 {
                let kind = DamageKind::Malformed(format!("others can read it, mode {mode:03o}"));
                self.add(path.to_owned(), id, kind);
            }
        }
    }
}

fn kind_of(error: Error) -> DamageKind {
    match error {
        Error::VaultDamaged { rule, .. } => malformed(rule),
        other => DamageKind::Unreadable(other.to_string()),
    }
}

fn malformed(what: &str) -> DamageKind {
    DamageKind::Malformed(what.to_owned())
}
