//! The public form: a directory of files that any static host serves (C2SP `tlog-tiles`), and the
//! way back from it.
//!
//! ```text
//! checkpoint              the signed checkpoint
//! key.pub                 the log's verifier key, one line
//! tile/<L>/<N>[.p/<W>]    hashes
//! tile/entries/<N>[.p/<W>]  entries, each after its length in two bytes, high byte first
//! ```
//!
//! Nothing else is in it; [`verify_export`](crate::verify_export) reports whatever is. An export
//! shows the number and length of all entries and their recorded days, never a time: what may be
//! shown of a desk log is not decided here.

use std::{
    fs::{self, File},
    io::Write as _,
    path::{Path, PathBuf},
};

use crate::{
    Error, Log, Options, Result, SigningKey, files,
    guard::HIGH_WATER_FILE,
    store::PUBLIC_KEY_FILE,
    tree::{self, BundlePath, TILE_WIDTH},
    verify::{self, Verified},
};

/// The checkpoint in an export.
pub const CHECKPOINT_FILE: &str = "checkpoint";

/// Entries appended in one transaction by an import.
const IMPORT_GROUP: usize = 4_096;

/// Writes the public form of a log into a directory.
///
/// It is written into a temporary sibling, synced, and renamed; an earlier export of this name is
/// replaced. A crash leaves the old one, or for a moment between two renames none, and a hidden
/// sibling that may be removed.
///
/// Errors: `Exists` if something else than an export has this name, `Full`, `Io`, `Damaged`.
pub fn write_export(log: &Log, dir: &Path) -> Result<()> {
    if dir.exists() && !dir.join(CHECKPOINT_FILE).is_file() && !is_empty(dir) {
        return Err(Error::Exists { path: dir.to_owned() });
    }
    let temporary = files::sibling(dir, "new");
    drop(fs::remove_dir_all(&temporary));
    write_files(log, &temporary).inspect_err(|_| drop(fs::remove_dir_all(&temporary)))?;
    let old = files::sibling(dir, "old");
    let replaces = dir.exists();
    if replaces {
        drop(fs::remove_dir_all(&old));
        fs::rename(dir, &old).map_err(Error::io("rename", dir))?;
    }
    fs::rename(&temporary, dir).map_err(Error::io("rename", dir))?;
    files::sync_dir(files::parent(dir))?;
    if replaces {
        fs::remove_dir_all(&old).map_err(Error::io("remove", &old))?;
    }
    Ok(())
}

fn is_empty(dir: &Path) -> bool {
    fs::read_dir(dir).is_ok_and(|mut children| children.next().is_none())
}

fn write_files(log: &Log, dir: &Path) -> Result<()> {
    // Entries and tiles below this size never change, so no transaction is held meanwhile.
    let checkpoint = log.checkpoint()?;
    let size = checkpoint.checkpoint().size;
    fs::create_dir_all(dir).map_err(Error::io("create", dir))?;
    for tile in tree::tiles(size) {
        let nodes = log.tile(tile.level, tile.n)?;
        let bytes = tree::tile_bytes(&nodes);
        let bytes = bytes.get(..usize::try_from(tile.bytes()).unwrap_or(usize::MAX));
        let short = Error::Damaged { path: log.db_path().to_owned(), what: "a tile is too short" };
        write_file(&dir.join(tile.to_string()), bytes.ok_or(short)?)?;
    }
    for bundle in BundlePath::all(size) {
        let first = bundle.n * TILE_WIDTH;
        let mut bytes = Vec::new();
        log.replay(first..first + bundle.width, |entry| {
            bytes.extend_from_slice(&bundle_length(entry.bytes.len())?);
            bytes.extend_from_slice(entry.bytes);
            Ok::<_, Error>(())
        })?;
        write_file(&dir.join(bundle.to_string()), &bytes)?;
    }
    write_file(&dir.join(PUBLIC_KEY_FILE), format!("{}\n", log.key()).as_bytes())?;
    write_file(&dir.join(CHECKPOINT_FILE), checkpoint.to_string().as_bytes())?;
    sync_dirs(dir)
}

fn bundle_length(bytes: usize) -> Result<[u8; 2]> {
    u16::try_from(bytes)
        .map(u16::to_be_bytes)
        .map_err(|_| Error::TooLong { bytes, max: crate::entry::ENTRY_BYTES_MAX })
}

fn write_file(path: &Path, bytes: &[u8]) -> Result<()> {
    fs::create_dir_all(files::parent(path)).map_err(Error::io("create", path))?;
    let mut file = File::create_new(path).map_err(Error::io("create", path))?;
    file.write_all(bytes).map_err(Error::io("write", path))?;
    file.sync_all().map_err(Error::io("sync", path))
}

fn sync_dirs(dir: &Path) -> Result<()> {
    let mut unread: Vec<PathBuf> = vec![dir.to_owned()];
    while let Some(dir) = unread.pop() {
        for child in fs::read_dir(&dir).map_err(Error::io("read", &dir))? {
            let child = child.map_err(Error::io("read", &dir))?;
            if child.file_type().map_err(Error::io("inspect", child.path()))?.is_dir() {
                unread.push(child.path());
            }
        }
        files::sync_dir(&dir)?;
    }
    Ok(())
}

/// Splits an entry bundle into its entries: their byte offsets and bytes. Safe on hostile input.
///
/// Errors: `Malformed` if a length leads beyond the end, or there are more than 256 entries.
pub fn split_bundle(bytes: &[u8]) -> Result<Vec<(usize, &[u8])>> {
    let refuse = |rule| Error::Malformed { what: "an entry bundle", rule };
    let mut entries = Vec::new();
    let mut rest = bytes;
    while !rest.is_empty() {
        if entries.len() as u64 == TILE_WIDTH {
            return Err(refuse("256 entries at most"));
        }
        let (length, after) =
            rest.split_first_chunk::<2>().ok_or(refuse("a length of two bytes"))?;
        let length = usize::from(u16::from_be_bytes(*length));
        let (entry, after) =
            after.split_at_checked(length).ok_or(refuse("as many bytes as the length says"))?;
        entries.push((bytes.len() - rest.len() + 2, entry));
        rest = after;
    }
    Ok(entries)
}

/// Makes a fresh record of an export, after verifying all of it.
///
/// The entries are taken over byte for byte, in their order; the new log has a key and checkpoints
/// of its own, and keeps the original checkpoint as evidence ([`Log::imported`]). The roots agree.
///
/// Errors: `DoesNotVerify` with every damage; those of [`Log::create`] and [`Log::append_entries`].
/// After an error nothing is left in `dir`.
pub fn import(
    export: &Path,
    dir: &Path,
    key: SigningKey,
    options: &Options,
    now_unix: i64,
) -> Result<(Log, Verified)> {
    let verified = verify::verify_export(export, None)?;
    let existed = dir.exists();
    let origin = key.name().to_owned();
    let mut log = Log::create(dir, &origin, key, options)?;
    match fill(export, &verified, &mut log, now_unix) {
        Ok(()) => Ok((log, verified)),
        Err(error) => {
            drop(log);
            // All of these were made by `create`, which refuses a place that holds any of them.
            let names = ["log.db", "log.db-wal", "log.db-shm", HIGH_WATER_FILE, PUBLIC_KEY_FILE];
            let made =
                names.iter().map(|name| dir.join(name)).chain(options.high_water_copy.clone());
            made.for_each(|path| drop(fs::remove_file(path)));
            if !existed {
                drop(fs::remove_dir(dir));
            }
            Err(error)
        }
    }
}

fn fill(export: &Path, verified: &Verified, log: &mut Log, now_unix: i64) -> Result<()> {
    let mut entries = Vec::new();
    for bundle in BundlePath::all(verified.size) {
        let path = export.join(bundle.to_string());
        let bytes = fs::read(&path).map_err(Error::io("read", &path))?;
        for (_, entry) in split_bundle(&bytes)? {
            entries.push(crate::Entry::parse(entry)?);
        }
        if entries.len() >= IMPORT_GROUP {
            log.append_entries(&std::mem::take(&mut entries), now_unix)?;
        }
    }
    log.append_entries(&entries, now_unix)?;
    if log.root_at(verified.size)? != verified.root {
        // The files were exchanged between the verification and the reading.
        return Err(Error::ProofFails { what: "consistency" });
    }
    log.keep_imported(&verified.checkpoint, &verified.key)
}
