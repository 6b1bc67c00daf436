//! The fork guard: a restored backup can never sign a fork.
//!
//! A log that signs checkpoint 120, is restored from a copy of size 100, and goes on to sign another
//! checkpoint 120 has told two stories; whoever holds both can prove it dishonest. So the last
//! acknowledged checkpoint is kept *outside* the database, in the **high-water file** `log.high`
//! and, if the caller names one, in a copy elsewhere (a state directory that is not backed up with
//! the record). A copy elsewhere is what catches the restore of the whole record directory.
//!
//! The file has two slots of 4096 bytes, written in turn, so that a torn write leaves the other:
//!
//! ```text
//! cenotaph-high-water/1
//! <verifier key of the log>
//! <size>
//! <root, base64>
//! <the first 32 hex digits of SHA-256 of the lines above>        (zero bytes up to 4096)
//! ```
//!
//! Order of one append, and what a crash after each step leaves:
//!
//! | after step | database | high-water | when opened again |
//! |---|---|---|---|
//! | 1 transaction begun | old | old | as before |
//! | 2 transaction committed, synced | new | old | store ahead: the old root must be its prefix; then raised |
//! | 3 slot half written | new | old (other slot) | as 2 |
//! | 4 slot synced | new | new | as after the append |
//! | 5 writer told | new | new | – |
//!
//! A writer is told only after step 4, so what was acknowledged is never above the high-water, and
//! the high-water is never above what is stored. A store *behind* it is an older copy.
//!
//! Invariant: the size in a high-water file never falls, whatever the number of processes; they
//! take the file's lock to write it.

use std::{
    fs::{File, OpenOptions},
    io::{Read as _, Seek as _, SeekFrom, Write as _},
    path::{Path, PathBuf},
};

use crate::{Error, Hash, Result, VerifyingKey, files, note::parse_decimal};

/// The length of a slot; one block of every common file system, so slots tear separately.
const SLOT_BYTES: usize = 4096;

/// The first line of a slot.
const MAGIC: &str = "cenotaph-high-water/1";

/// The name of the file in a record's directory.
pub const HIGH_WATER_FILE: &str = "log.high";

/// What was last acknowledged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HighWater {
    /// The verifier key of the log.
    pub log: String,
    /// The number of entries acknowledged.
    pub size: u64,
    /// The root over them.
    pub root: Hash,
}

impl HighWater {
    /// Reads one slot. Safe on hostile input.
    ///
    /// Errors: `Malformed` with the broken rule.
    pub fn parse(slot: &[u8]) -> Result<Self> {
        let refuse = |rule| Error::Malformed { what: "a high-water slot", rule };
        if slot.len() != SLOT_BYTES {
            return Err(refuse("4096 bytes"));
        }
        let end = slot.iter().position(|byte| *byte == 0).unwrap_or(SLOT_BYTES);
        if slot[end..].iter().any(|byte| *byte != 0) {
            return Err(refuse("zero bytes after the text"));
        }
        let text = std::str::from_utf8(&slot[..end]).map_err(|_| refuse("UTF-8 text"))?;
        let lines: Vec<&str> = text.split('\n').collect();
        let [magic, log, size, root, _check, ""] = lines[..] else {
            return Err(refuse("five lines"));
        };
        let high_water = Self {
            log: log.to_owned(),
            size: parse_decimal(size).ok_or(refuse("a decimal size"))?,
            root: Hash::from_base64(root).ok_or(refuse("a root in base64"))?,
        };
        if magic == MAGIC && high_water.print() == text {
            Ok(high_water)
        } else {
            Err(refuse("lines that agree with the last line"))
        }
    }

    fn print(&self) -> String {
        let lines = format!("{MAGIC}\n{}\n{}\n{}\n", self.log, self.size, self.root.to_base64());
        let check = Hash::of(lines.as_bytes()).to_string();
        format!("{lines}{}\n", &check[..32])
    }

    fn slot(&self) -> Vec<u8> {
        let mut slot = self.print().into_bytes();
        slot.resize(SLOT_BYTES, 0);
        slot
    }
}

/// The two slots of a high-water file, as found.
pub(crate) struct Slots {
    pub(crate) slots: [Result<HighWater>; 2],
    blank: Blank,
}

/// Whether a high-water file was made but never written: empty, or zero bytes only.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Blank {
    Yes,
    No,
}

impl Slots {
    /// Reads a file; `None` if there is none.
    pub(crate) fn read(path: &Path) -> Result<Option<Self>> {
        match File::open(path) {
            Ok(mut file) => {
                // A writer holds the lock while it writes a slot; closing the file gives it back.
                file.lock_shared().map_err(Error::io("lock", path))?;
                Self::read_file(path, &mut file).map(Some)
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(Error::io("open", path)(error)),
        }
    }

    fn read_file(path: &Path, file: &mut File) -> Result<Self> {
        let mut bytes = Vec::with_capacity(2 * SLOT_BYTES + 1);
        file.seek(SeekFrom::Start(0)).map_err(Error::io("read", path))?;
        file.take(2 * SLOT_BYTES as u64 + 1)
            .read_to_end(&mut bytes)
            .map_err(Error::io("read", path))?;
        let slot = |at: usize| match bytes.get(at * SLOT_BYTES..(at + 1) * SLOT_BYTES) {
            Some(slot) if bytes.len() == 2 * SLOT_BYTES => HighWater::parse(slot),
            _ => Err(Error::Malformed { what: "a high-water file", rule: "8192 bytes" }),
        };
        let blank = if bytes.iter().all(|byte| *byte == 0) { Blank::Yes } else { Blank::No };
        Ok(Self { slots: [slot(0), slot(1)], blank })
    }

    fn highest(&self) -> Option<&HighWater> {
        self.slots.iter().filter_map(|slot| slot.as_ref().ok()).max_by_key(|found| found.size)
    }

    /// The slot to write next: a damaged one first, else the lower.
    fn next(&self) -> usize {
        match &self.slots {
            [Err(_), _] => 0,
            [_, Err(_)] => 1,
            [Ok(a), Ok(b)] => usize::from(a.size > b.size),
        }
    }
}

/// The high-water files of one log, open for writing.
pub(crate) struct Guard {
    log: String,
    files: Vec<(PathBuf, File)>,
}

impl Guard {
    /// Lists the high-water files of a record.
    pub(crate) fn paths(dir: &Path, copy: Option<&Path>) -> Vec<PathBuf> {
        std::iter::once(dir.join(HIGH_WATER_FILE)).chain(copy.map(Path::to_owned)).collect()
    }

    /// Reads the highest of all files and slots; `None` if no file exists.
    ///
    /// Errors: `NoHighWater` if files exist but none can be read, `OtherHighWater`.
    pub(crate) fn highest(paths: &[PathBuf], log: &VerifyingKey) -> Result<Option<HighWater>> {
        let mut highest: Option<HighWater> = None;
        let mut damaged = None;
        for path in paths {
            let Some(slots) = Slots::read(path)? else { continue };
            let Some(found) = slots.highest() else {
                damaged = Some(path);
                continue;
            };
            if found.log != log.to_string() {
                return Err(Error::OtherHighWater { path: path.clone(), found: found.log.clone() });
            }
            if highest.as_ref().is_none_or(|highest| highest.size < found.size) {
                highest = Some(found.clone());
            }
        }
        match (highest, damaged) {
            (None, Some(path)) => Err(Error::NoHighWater { path: path.clone(), state: "damaged" }),
            (highest, _) => Ok(highest),
        }
    }

    /// Makes way for a new log: removes what a creation that was cut short left behind.
    ///
    /// Errors: `RestoredBackup` or `OtherHighWater` if entries were acknowledged – then a database
    /// was lost, and this is no free place – and `NoHighWater` if that cannot be told.
    pub(crate) fn clear(dir: &Path, paths: &[PathBuf], log: &VerifyingKey) -> Result<()> {
        for path in paths {
            let Some(slots) = Slots::read(path)? else { continue };
            match slots.highest() {
                Some(found) if found.size > 0 && found.log == log.to_string() => {
                    let acknowledged = found.size;
                    return Err(Error::RestoredBackup {
                        path: dir.to_owned(),
                        store: 0,
                        acknowledged,
                    });
                }
                Some(found) if found.size > 0 => {
                    let found = found.log.clone();
                    return Err(Error::OtherHighWater { path: path.clone(), found });
                }
                None if slots.blank == Blank::No => {
                    return Err(Error::NoHighWater { path: path.clone(), state: "damaged" });
                }
                _ => std::fs::remove_file(path).map_err(Error::io("remove", path))?,
            }
        }
        Ok(())
    }

    /// Opens the files, creating those that are missing, and raises all to `to`.
    pub(crate) fn open(paths: &[PathBuf], log: &VerifyingKey, to: (u64, Hash)) -> Result<Self> {
        let mut files = Vec::new();
        for path in paths {
            files::create_private_dir(files::parent(path))?;
            let mut options = OpenOptions::new();
            options.read(true).write(true).create(true).truncate(false);
            let file = options.open(path).map_err(Error::io("open", path))?;
            let length = file.metadata().map_err(Error::io("inspect", path))?.len();
            if length != 2 * SLOT_BYTES as u64 {
                // The blocks are allocated here once, so that raising it needs no room later.
                file.set_len(0).map_err(Error::io("write", path))?;
                let empty = [0; 2 * SLOT_BYTES];
                (&file).write_all(&empty).map_err(Error::io("write", path))?;
                file.sync_all().map_err(Error::io("sync", path))?;
                files::sync_dir(files::parent(path))?;
            }
            files.push((path.clone(), file));
        }
        let guard = Self { log: log.to_string(), files };
        // Twice: a new or torn file gets both slots.
        guard.raise(to.0, to.1)?;
        guard.raise(to.0, to.1)?;
        Ok(guard)
    }

    /// Raises the high-water; afterwards it is durable in every file.
    pub(crate) fn raise(&self, size: u64, root: Hash) -> Result<()> {
        let high_water = HighWater { log: self.log.clone(), size, root };
        for (path, file) in &self.files {
            file.lock().map_err(Error::io("lock", path))?;
            let raised = raise_file(path, file, &high_water);
            file.unlock().map_err(Error::io("unlock", path))?;
            raised?;
        }
        Ok(())
    }
}

fn raise_file(path: &Path, mut file: &File, high_water: &HighWater) -> Result<()> {
    let mut reader = file.try_clone().map_err(Error::io("read", path))?;
    let slots = Slots::read_file(path, &mut reader)?;
    let whole = slots.slots.iter().all(Result::is_ok);
    // Another process may be further; then there is nothing to raise.
    if whole && slots.highest().is_some_and(|highest| highest.size >= high_water.size) {
        return Ok(());
    }
    let at = slots.next() * SLOT_BYTES;
    file.seek(SeekFrom::Start(at as u64)).map_err(Error::io("write", path))?;
    file.write_all(&high_water.slot()).map_err(Error::io("write", path))?;
    file.sync_data().map_err(Error::io("sync", path))
}
