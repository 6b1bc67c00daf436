//! What is written beside its place before it is renamed, and what becomes of it when the work is broken off.
//!
//! A temporary path lies beside its target, on the same file system. It is removed when the work fails, when the program is
//! interrupted ([`abandon_all`]), and, after a crash that left no time for either, by the next work on the same target.
//! Invariant: a path that exists under its own name is whole.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::{fs, io};

/// Paths of this process that are being written.
static OPEN: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// A path beside a target; removed on drop.
#[derive(Debug)]
pub(crate) struct Temporary {
    path: PathBuf,
}

impl Temporary {
    /// A free name beside `target`; what dead processes left for the same target is removed.
    pub(crate) fn beside(target: &Path, mark: &str) -> Self {
        let name =
            target.file_name().map_or_else(|| "case".into(), |n| n.to_string_lossy().into_owned());
        let prefix = format!(".{name}.{mark}.");
        sweep(target, &prefix);
        let path = target.with_file_name(format!("{prefix}{}.tmp", std::process::id()));
        remove(&path);
        paths().push(path.clone());
        Self { path }
    }

    /// Where to write.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Renames what was written to its place. An interruption comes before or after, never between.
    ///
    /// # Errors
    /// What the system answers; then nothing is in place.
    pub(crate) fn put(&self, target: &Path) -> io::Result<()> {
        let _open = paths();
        fs::rename(&self.path, target)
    }

    /// Puts what was written in the place of what is there, which goes to `old`. When that fails, the old comes back.
    ///
    /// # Errors
    /// What the system answers.
    pub(crate) fn exchange(&self, target: &Path, old: &Self) -> io::Result<()> {
        let _open = paths();
        if target.exists() {
            fs::rename(target, &old.path)?;
        }
        fs::rename(&self.path, target).inspect_err(|_| {
            let _ = fs::rename(&old.path, target);
        })
    }
}

impl Temporary {
    /// Renames files of a folder that was written into one that is there, and removes others from it. An interruption comes before or
    /// after all of them.
    ///
    /// # Errors
    /// What the system answers; then some may be in place.
    pub(crate) fn put_into(&self, dir: &Path, files: &[&str], stale: &[&str]) -> io::Result<()> {
        let _open = paths();
        for name in stale {
            remove(&dir.join(name));
        }
        files.iter().try_for_each(|name| fs::rename(self.path.join(name), dir.join(name)))
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        let mut open = paths();
        remove(&self.path);
        open.retain(|p| *p != self.path);
    }
}

/// Writes a file beside its place and renames it: a path that exists is whole.
///
/// # Errors
/// What the system answers; then the place is as it was.
pub fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), super::error::Error> {
    let path = &std::path::absolute(path).map_err(|e| super::error::Error::io("write", path, e))?;
    let fail = |e| super::error::Error::io("write", path, e);
    let new = Temporary::beside(path, "new");
    let mut file = fs::File::create(new.path()).map_err(fail)?;
    io::Write::write_all(&mut file, bytes).map_err(fail)?;
    file.sync_all().map_err(fail)?;
    drop(file);
    new.put(path).map_err(fail)
}

/// Removes everything that this process was writing; for the moment of an interruption, before the process ends.
///
/// From here on nothing of this process comes into its place: whoever tries waits for the end.
pub fn abandon_all() {
    let mut open = paths();
    for path in open.drain(..) {
        remove(&path);
    }
    std::mem::forget(open);
}

/// The list of open paths; whoever holds it decides what comes into place.
fn paths() -> MutexGuard<'static, Vec<PathBuf>> {
    OPEN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Removes what processes that are no more left beside a target.
fn sweep(target: &Path, prefix: &str) {
    let Some(parent) = target.parent() else { return };
    let parent = if parent.as_os_str().is_empty() { Path::new(".") } else { parent };
    let Ok(items) = fs::read_dir(parent) else { return };
    for item in items.flatten() {
        let name = item.file_name().to_string_lossy().into_owned();
        let owner = name
            .strip_prefix(prefix)
            .and_then(|rest| rest.strip_suffix(".tmp"))
            .and_then(|id| id.parse().ok());
        if owner.is_some_and(|id: u32| !is_alive(id)) {
            remove(&item.path());
        }
    }
}

/// True when a process of this id runs, or when the system does not tell.
fn is_alive(id: u32) -> bool {
    !Path::new("/proc/self").exists() || Path::new("/proc").join(id.to_string()).exists()
}

/// Removes a file or folder; what cannot be removed is swept up next time.
fn remove(path: &Path) {
    let _ = if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_dead_left_is_swept_up() {
        let home = tempfile::tempdir().unwrap();
        let target = home.path().join("site");
        let left = home.path().join(".site.new.4294967294.tmp");
        fs::create_dir(&left).unwrap();
        let other = home.path().join(".other.new.4294967294.tmp");
        fs::create_dir(&other).unwrap();
        let temporary = Temporary::beside(&target, "new");
        assert!(!left.exists() && other.exists());
        fs::create_dir(temporary.path()).unwrap();
        let path = temporary.path().to_owned();
        drop(temporary);
        assert!(!path.exists());
    }
}
