//! What can be said of a vault without opening any record.

use std::fs;
use std::path::Path;

use super::{
    KEYS, LENT, RECORDS, Vault, VaultDamage, VaultId, age_file, files, names, payload, record_id,
};
use crate::{DamageKind, Hash, Result};

impl Vault {
    /// Checks every file without opening any: forms, hashes, modes, keys without records and the reverse.
    ///
    /// Cost: one reading of every file. Whether a share opens, only its editor can tell.
    pub fn check(&self) -> Result<Vec<VaultDamage>> {
        let mut damages = Vec::new();
        let mut named = Vec::new();
        for name in names(&self.dir.join(KEYS))? {
            self.check_key(&name, &mut named, &mut damages)?;
        }
        for name in names(&self.dir.join(RECORDS))? {
            if !named.contains(&name) {
                let unread = record_id(&name).is_some_and(|id| self.contains(id));
                if !unread {
                    damages.push(damage(RECORDS, &name, record_id(&name), DamageKind::Unlisted));
                }
            }
            self.check_mode(RECORDS, &name, &mut damages)?;
        }
        for name in names(&self.dir.join(LENT))? {
            let id = record_id(&name);
            if !id.is_some_and(|id| self.contains(id)) {
                damages.push(damage(LENT, &name, id, DamageKind::Unlisted));
            }
            self.check_mode(LENT, &name, &mut damages)?;
        }
        Ok(damages)
    }

    fn check_key(
        &self,
        name: &str,
        named: &mut Vec<String>,
        damages: &mut Vec<VaultDamage>,
    ) -> Result<()> {
        self.check_mode(KEYS, name, damages)?;
        let Ok(id) = name.parse::<VaultId>() else {
            damages.push(damage(KEYS, name, None, DamageKind::Unlisted));
            return Ok(());
        };
        let key = match self.key(id) {
            Ok(key) => key,
            Err(crate::Error::VaultDamaged { rule, .. }) => {
                damages.push(damage(KEYS, name, Some(id), DamageKind::Malformed(rule.to_owned())));
                return Ok(());
            }
            Err(error) => return Err(error),
        };
        let path = self.record_path(&key);
        let record = super::file_name(&path);
        if let Some(kind) = check_record(&path, key.record) {
            damages.push(damage(RECORDS, &record, Some(id), kind));
        }
        named.push(record);
        Ok(())
    }

    #[cfg_attr(
        not(unix),
        expect(clippy::unnecessary_wraps, clippy::unused_self, reason = "no modes")
    )]
    fn check_mode(&self, part: &str, name: &str, damages: &mut Vec<VaultDamage>) -> Result<()> {
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let path = self.dir.join(part).join(name);
            let mode = fs::metadata(&path).map_err(crate::Error::io("inspect", &path))?;
            if mode.permissions().mode() & 0o077 != 0 {
                let kind = DamageKind::Malformed("others can read it".to_owned());
                damages.push(damage(part, name, record_id(name).or(name.parse().ok()), kind));
            }
        }
        #[cfg(not(unix))]
        let _ = (part, name, damages, fs::metadata::<&Path>);
        Ok(())
    }
}

fn check_record(path: &Path, expected: Hash) -> Option<DamageKind> {
    let bytes = match files::read(path, super::RECORD_BYTES_MAX) {
        Ok(bytes) => bytes,
        Err(_) if !path.exists() => return Some(DamageKind::Missing),
        Err(crate::Error::VaultDamaged { rule, .. }) => {
            return Some(DamageKind::Malformed(rule.to_owned()));
        }
        Err(error) => return Some(DamageKind::Unreadable(error.to_string())),
    };
    if Hash::of(&bytes) != expected {
        return Some(DamageKind::Malformed("not the hash that its key file names".to_owned()));
    }
    let length = age_file::plaintext_length(&bytes);
    let sound = length.is_some_and(payload::is_bucket);
    (!sound).then(|| DamageKind::Malformed("no age file of the length of a bucket".to_owned()))
}

fn damage(part: &str, name: &str, id: Option<VaultId>, kind: DamageKind) -> VaultDamage {
    VaultDamage { path: format!("{part}/{name}"), id, kind }
}
