//! Files of the vault: written whole or not at all, and destroyed by overwriting.
//!
//! Every file has mode 0600 and the same time stamp: when a file was written would tell when a source called. What the file
//! system keeps besides – the times of directories and inodes, blocks that it moved – is not ours to erase; a record is
//! unreadable without its key, and a key is small.

use std::fs::{self, File, OpenOptions};
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::path::Path;
use std::time::{Duration, SystemTime};

use crate::{Error, Result, files};

/// The time stamp of every file, 1 January 2000.
const STAMP: Duration = Duration::from_secs(946_684_800);

/// Writes a file in place of whatever has this name, and reads it back; the bytes that it replaces are overwritten.
///
/// A crash leaves the old content or the new, and possibly a hidden file of ciphertext that the next opening removes.
pub(super) fn put(path: &Path, bytes: &[u8]) -> Result<()> {
    let temporary = files::sibling(path, "new");
    let write = || -> Result<()> {
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(&temporary).map_err(Error::io("create", &temporary))?;
        file.write_all(bytes).map_err(Error::io("write", &temporary))?;
        file.set_modified(SystemTime::UNIX_EPOCH + STAMP)
            .map_err(Error::io("write", &temporary))?;
        file.sync_all().map_err(Error::io("sync", &temporary))?;
        // Held open over the renaming, so that what is replaced can be overwritten when it has no name any more.
        let old = OpenOptions::new().read(true).write(true).open(path).ok();
        fs::rename(&temporary, path).map_err(Error::io("rename", path))?;
        files::sync_dir(files::parent(path))?;
        if let Some(mut old) = old {
            overwrite(&mut old).map_err(Error::io("overwrite", path))?;
        }
        Ok(())
    };
    write().inspect_err(|_| drop(fs::remove_file(&temporary)))?;
    let back = fs::read(path).map_err(Error::io("read", path))?;
    if back == bytes {
        Ok(())
    } else {
        Err(Error::VaultDamaged { path: path.to_owned(), rule: "what was written reads back" })
    }
}

/// Overwrites a file with random bytes, syncs it and removes it; its length, or `None` when it is not there.
///
/// Not yet durable: the caller syncs the directory once for all.
pub(super) fn shred(path: &Path) -> Result<Option<u64>> {
    let mut file = match OpenOptions::new().read(true).write(true).open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(Error::io("open", path)(error)),
    };
    let bytes = overwrite(&mut file).map_err(Error::io("overwrite", path))?;
    drop(file);
    fs::remove_file(path).map_err(Error::io("remove", path))?;
    Ok(Some(bytes))
}

fn overwrite(file: &mut File) -> std::io::Result<u64> {
    let length = file.metadata()?.len();
    file.seek(SeekFrom::Start(0))?;
    let mut left = length;
    let mut noise = [0; 4096];
    while left > 0 {
        getrandom::fill(&mut noise).map_err(|_| std::io::Error::other("no random bytes"))?;
        let now = usize::try_from(left).map_or(noise.len(), |left| left.min(noise.len()));
        file.write_all(&noise[..now])?;
        left -= now as u64;
    }
    file.sync_all()?;
    Ok(length)
}

/// Reads a file that is no longer than `max`.
pub(super) fn read(path: &Path, max: u64) -> Result<Vec<u8>> {
    let file = File::open(path).map_err(Error::io("open", path))?;
    let mut bytes = Vec::new();
    file.take(max + 1).read_to_end(&mut bytes).map_err(Error::io("read", path))?;
    if bytes.len() as u64 > max {
        return Err(Error::VaultDamaged { path: path.to_owned(), rule: "it is too long" });
    }
    Ok(bytes)
}
