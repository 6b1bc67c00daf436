//! Files of the vault: written whole or not at all, and destroyed by overwriting.
//!
//! Every file has mode 0600; every file and directory bears the same day, since when a file was written would tell when a source
//! called. What the file system keeps besides – the times of inodes and of reading, blocks that it moved or that a disk remapped –
//! is not ours to erase; a record is unreadable without its key, and a key is small.
//!
//! Invariant: a name without a leading dot is never missing and never half-written between two states; a name with a leading dot is
//! never needed.
//!
//! Every change passes [`step`], where the tests break it off.

use std::fs::{self, File, OpenOptions};
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use crate::{Error, Result, files};

/// The time stamp of everything here, 1 January 2000.
const STAMP: Duration = Duration::from_secs(946_684_800);

/// Writes a file in place of whatever has this name, and reads it back; the bytes that it replaces are overwritten.
///
/// A crash leaves the old content or the new, and possibly hidden files that the next opening removes. An error leaves one of the
/// two as well; which, the name tells.
pub(super) fn put(path: &Path, bytes: &[u8]) -> Result<()> {
    let (new, old) = (files::sibling(path, "new"), files::sibling(path, "old"));
    let written = write(&new, bytes).and_then(|()| keep(path, &old)).and_then(|kept| {
        step(path)?;
        fs::rename(&new, path).map_err(Error::io("rename", path))?;
        // From here the new content has the name; it is durable with the directory.
        sync_dir(files::parent(path))?;
        Ok(kept)
    });
    let kept = written.inspect_err(|_| {
        drop(shred(&new));
        drop(discard(&old, path));
    })?;
    // A crash before this leaves the old content under a hidden name.
    match kept {
        Kept::Nothing => {}
        Kept::Named => drop(shred(&old)?),
        Kept::Open(mut file) => {
            step(path)?;
            overwrite(&mut file).map_err(Error::io("overwrite", path))?;
        }
    }
    let back = read(path, bytes.len() as u64)?;
    if back == bytes {
        Ok(())
    } else {
        Err(Error::VaultDamaged { path: path.to_owned(), rule: "it reads back otherwise" })
    }
}

/// Writes a hidden file durably.
fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    shred(path)?;
    step(path)?;
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path).map_err(Error::io("create", path))?;
    let (half, rest) = bytes.split_at(bytes.len() / 2);
    file.write_all(half).map_err(Error::io("write", path))?;
    step(path)?;
    file.write_all(rest).map_err(Error::io("write", path))?;
    file.set_modified(SystemTime::UNIX_EPOCH + STAMP).map_err(Error::io("write", path))?;
    step(path)?;
    file.sync_all().map_err(Error::io("sync", path))
}

/// How the content that is about to be replaced is held until it can be overwritten.
enum Kept {
    /// There was none.
    Nothing,
    /// Under a hidden name.
    Named,
    /// By an open file, where a second name cannot be had; a crash then leaves it in free blocks.
    Open(File),
}

fn keep(path: &Path, old: &Path) -> Result<Kept> {
    discard(old, path)?;
    step(path)?;
    match fs::hard_link(path, old) {
        Ok(()) => Ok(Kept::Named),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Kept::Nothing),
        Err(_) => {
            let file = OpenOptions::new().read(true).write(true).open(path);
            file.map(Kept::Open).map_err(Error::io("open", path))
        }
    }
}

/// Takes a file's name away: it gets a hidden one, which is returned, or `None` when it is not there.
///
/// The first half of a destruction. Once the directory is synced, a crash leaves a hidden file, not a live name with noise in it.
pub(super) fn hide(path: &Path) -> Result<Option<PathBuf>> {
    let hidden = files::sibling(path, "gone");
    shred(&hidden)?;
    step(path)?;
    match fs::rename(path, &hidden) {
        Ok(()) => Ok(Some(hidden)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Error::io("rename", path)(error)),
    }
}

/// Overwrites a file with random bytes, syncs it and removes it; its length, or `None` when it is not there.
///
/// What is no file of ours is not followed: a link loses its name only, a directory stays. Not yet durable: the caller syncs the
/// directory once for all.
pub(super) fn shred(path: &Path) -> Result<Option<u64>> {
    let kind = match fs::symlink_metadata(path) {
        Ok(metadata) => metadata.file_type(),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(Error::io("inspect", path)(error)),
    };
    if kind.is_dir() {
        return Ok(None);
    }
    let mut bytes = 0;
    step(path)?;
    if kind.is_file() {
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .open(path)
            .map_err(Error::io("open", path))?;
        bytes = overwrite(&mut file).map_err(Error::io("overwrite", path))?;
    }
    step(path)?;
    fs::remove_file(path).map_err(Error::io("remove", path))?;
    Ok(Some(bytes))
}

/// Destroys a hidden file, or takes only its name when it is the same file as `live`.
///
/// Between the second name and the renaming of [`put`] both names are of one file, which is needed.
pub(super) fn discard(hidden: &Path, live: &Path) -> Result<()> {
    if same_file(hidden, live) {
        step(hidden)?;
        return fs::remove_file(hidden).map_err(Error::io("remove", hidden));
    }
    shred(hidden).map(drop)
}

#[cfg(unix)]
fn same_file(a: &Path, b: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    let inode = |path| fs::symlink_metadata(path).map(|m: fs::Metadata| (m.dev(), m.ino())).ok();
    inode(a).is_some_and(|a| Some(a) == inode(b))
}

#[cfg(not(unix))]
fn same_file(hidden: &Path, live: &Path) -> bool {
    // Without inode numbers a file that cannot be told from the live one only loses its name.
    match (fs::read(hidden), fs::read(live)) {
        (Ok(hidden), Ok(live)) => hidden == live,
        _ => false,
    }
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
///
/// Errors: `Io`; `VaultDamaged` if it is longer, or no file: a pipe would make the program wait for ever.
pub(super) fn read(path: &Path, max: u64) -> Result<Vec<u8>> {
    let damaged = |rule| Error::VaultDamaged { path: path.to_owned(), rule };
    let metadata = fs::symlink_metadata(path).map_err(Error::io("open", path))?;
    if !metadata.is_file() {
        return Err(damaged("it is not a file"));
    }
    let file = File::open(path).map_err(Error::io("open", path))?;
    let mut bytes = Vec::new();
    file.take(max.saturating_add(1)).read_to_end(&mut bytes).map_err(Error::io("read", path))?;
    if bytes.len() as u64 > max { Err(damaged("it is too long")) } else { Ok(bytes) }
}

/// Makes the names in a directory durable, and gives the directory the day that everything here bears.
pub(super) fn sync_dir(dir: &Path) -> Result<()> {
    step(dir)?;
    stamp(dir);
    files::sync_dir(dir)
}

/// Sets the time stamp, where the system lets us.
pub(super) fn stamp(path: &Path) {
    let set = || File::open(path)?.set_modified(SystemTime::UNIX_EPOCH + STAMP);
    drop(set());
}

/// Breaks off here when a test asks for it; does nothing otherwise.
#[cfg(not(test))]
#[expect(clippy::unnecessary_wraps, reason = "the tests' twin fails")]
const fn step(_: &Path) -> Result<()> {
    Ok(())
}

#[cfg(test)]
fn step(path: &Path) -> Result<()> {
    fault::step().map_err(Error::io("write", path))
}

/// Failures at a chosen step, and at every later one, as after a crash.
#[cfg(test)]
pub(super) mod fault {
    use std::cell::Cell;

    thread_local! {
        static LEFT: Cell<Option<u32>> = const { Cell::new(None) };
    }

    /// Lets so many steps of this thread pass; `None` lets all pass.
    pub(in super::super) fn after(steps: Option<u32>) {
        LEFT.set(steps);
    }

    pub(super) fn step() -> std::io::Result<()> {
        match LEFT.get() {
            None => Ok(()),
            Some(0) => Err(std::io::Error::other("broken off by the test")),
            Some(left) => {
                LEFT.set(Some(left - 1));
                Ok(())
            }
        }
    }
}
