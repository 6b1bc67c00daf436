//! Blobs: files kept under the hash of their content.
//!
//! A video, a photograph or a long document does not fit an entry; the entry names it by SHA-256
//! and the bytes lie here as `sha256/ab/cd/<64 hex>`. A blob is never changed. Writing goes
//! temporary name → sync → rename → sync of the directory → read back; reading compares the hash.
//!
//! Invariant: a name that exists was once written in full and read back equal. Later damage is
//! found by every read and by [`Blobs::verify_all`]. What a blob means, and whether it may be
//! shown, is not known here.

use std::{
    fs::{self, File},
    io::{Read, Write},
    path::{Path, PathBuf},
    sync::atomic::{AtomicU64, Ordering},
};

use sha2::{Digest as _, Sha256};

use crate::{
    Damage, DamageKind, Error, Hash, Hurts, Result, damage::Damages, files, hash::hash_id,
};

hash_id! {
    /// The SHA-256 of a blob's content, which is its name.
    BlobId, "a blob id"
}

/// Bytes copied at a time.
const CHUNK: usize = 128 * 1024;

/// A directory of blobs; it need not exist until the first is put.
#[derive(Clone, Debug)]
pub struct Blobs {
    root: PathBuf,
}

impl Blobs {
    /// Names the directory; nothing is read or created.
    #[must_use]
    pub const fn new(root: PathBuf) -> Self {
        Self { root }
    }

    /// Returns where a blob lies, or would lie.
    #[must_use]
    pub fn path(&self, id: BlobId) -> PathBuf {
        let hex = id.to_string();
        self.root.join("sha256").join(&hex[..2]).join(&hex[2..4]).join(hex)
    }

    /// Tells whether a blob of this name is there; its content is not read.
    #[must_use]
    pub fn contains(&self, id: BlobId) -> bool {
        self.path(id).is_file()
    }

    /// Stores what a reader gives, of any length, and returns its name; durable when it returns.
    ///
    /// A blob that is there already is read and compared; if it is damaged it is written anew.
    /// Errors: `Full`, `Io`; `BlobDamaged` if what is read back differs. Nothing half-written
    /// stays. Memory: one chunk.
    pub fn put(&self, mut content: impl Read) -> Result<BlobId> {
        let incoming = self.root.join("incoming");
        files::create_private_dir(&incoming)?;
        sweep(&incoming);
        let temporary = Temporary::new(&incoming);
        let mut file = File::create(&temporary.0).map_err(Error::io("create", &temporary.0))?;
        let hash = copy(&mut content, &mut file, &temporary.0)?;
        file.sync_all().map_err(Error::io("sync", &temporary.0))?;
        drop(file);
        // The content is durable under a temporary name. A crash leaves a stray in `incoming`, until the next call.
        let id = BlobId(hash);
        let path = self.path(id);
        if path.is_file() && self.verify(id).is_ok() {
            return Ok(id);
        }
        let dir = files::parent(&path);
        files::create_private_dir(dir)?;
        fs::rename(&temporary.0, &path).map_err(Error::io("rename", &path))?;
        // The new directories are names too: each is synced in the one above.
        for dir in dir.ancestors().take(4) {
            files::sync_dir(dir)?;
        }
        self.verify(id)?;
        Ok(id)
    }

    /// Returns a blob's bytes, verified. Meant for small ones: all of it is in memory.
    ///
    /// Errors: `NoBlob`, `BlobDamaged`, `Io`.
    pub fn get(&self, id: BlobId) -> Result<Vec<u8>> {
        let mut bytes = Vec::new();
        self.copy_to(id, &mut bytes)?;
        Ok(bytes)
    }

    /// Writes a blob to `out`, a chunk at a time.
    ///
    /// Errors: `NoBlob`, `Io`; `BlobDamaged` once all is written – then `out` must be thrown away.
    pub fn copy_to(&self, id: BlobId, out: &mut impl Write) -> Result<u64> {
        let path = self.path(id);
        let mut file = File::open(&path).map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => Error::NoBlob { id },
            _ => Error::io("open", &path)(error),
        })?;
        let mut counted = Counted { out, bytes: 0 };
        let found = copy(&mut file, &mut counted, &path)?;
        if found == id.0 { Ok(counted.bytes) } else { Err(Error::BlobDamaged { path, found }) }
    }

    /// Verifies one blob and returns its length.
    ///
    /// Errors: `NoBlob`, `BlobDamaged`, `Io`.
    pub fn verify(&self, id: BlobId) -> Result<u64> {
        self.copy_to(id, &mut std::io::sink())
    }

    /// Verifies every blob and finds whatever does not belong here; returns how many are sound.
    ///
    /// Paths in damages are relative to the store's directory. Cost: about a second a gigabyte.
    #[must_use]
    pub fn verify_all(&self) -> (u64, Vec<Damage>) {
        let mut damages = Damages::default();
        let mut sound = 0;
        let mut unread = vec![self.root.join("sha256")];
        while let Some(dir) = unread.pop() {
            let mut children =
                match fs::read_dir(&dir).and_then(Iterator::collect::<Result<Vec<_>, _>>) {
                    Ok(children) => children,
                    Err(error) if error.kind() == std::io::ErrorKind::NotFound => continue,
                    Err(error) => {
                        let kind = DamageKind::Unreadable(error.to_string());
                        damages.add(self.relative(&dir), kind, Hurts::Blob(None));
                        continue;
                    }
                };
            children.sort_by_key(fs::DirEntry::file_name);
            for child in children.into_iter().rev() {
                let path = child.path();
                if child.file_type().is_ok_and(|kind| kind.is_dir()) {
                    unread.push(path);
                } else {
                    sound += u64::from(self.verify_file(&path, &mut damages));
                }
            }
        }
        (sound, damages.into_list())
    }

    fn verify_file(&self, path: &Path, damages: &mut Damages) -> bool {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let id = name.parse::<BlobId>().ok().filter(|id| self.path(*id) == path);
        let Some(id) = id else {
            damages.add(self.relative(path), DamageKind::Unlisted, Hurts::Nothing);
            return false;
        };
        let kind = match self.verify(id) {
            Ok(_) => return true,
            Err(Error::BlobDamaged { .. }) => DamageKind::Hash,
            Err(error) => DamageKind::Unreadable(error.to_string()),
        };
        damages.add(self.relative(path), kind, Hurts::Blob(Some(id)));
        false
    }

    fn relative(&self, path: &Path) -> String {
        path.strip_prefix(&self.root).unwrap_or(path).display().to_string()
    }
}

/// Copies everything and returns the hash of it.
fn copy(from: &mut impl Read, to: &mut impl Write, path: &Path) -> Result<Hash> {
    let mut hasher = Sha256::new();
    let mut chunk = vec![0; CHUNK];
    loop {
        let length = match from.read(&mut chunk) {
            Ok(0) => return Ok(Hash(hasher.finalize().into())),
            Ok(length) => length,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(Error::io("read the content of", path)(error)),
        };
        hasher.update(&chunk[..length]);
        to.write_all(&chunk[..length]).map_err(Error::io("write", path))?;
    }
}

struct Counted<'a, W> {
    out: &'a mut W,
    bytes: u64,
}

impl<W: Write> Write for Counted<'_, W> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let written = self.out.write(bytes)?;
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.out.flush()
    }
}

/// Removes what processes that are no more left half done. Where the system does not tell who lives, it stays.
fn sweep(incoming: &Path) {
    if !Path::new("/proc/self").exists() {
        return;
    }
    let Ok(children) = fs::read_dir(incoming) else { return };
    for child in children.flatten() {
        let name = child.file_name().to_string_lossy().into_owned();
        let owner = name.split_once('-').and_then(|(id, _)| id.parse::<u32>().ok());
        if owner.is_some_and(|id| !Path::new("/proc").join(id.to_string()).exists()) {
            drop(fs::remove_file(child.path()));
        }
    }
}

/// A temporary file that is removed unless it was renamed.
struct Temporary(PathBuf);

impl Temporary {
    fn new(dir: &Path) -> Self {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        Self(dir.join(format!("{}-{count}", std::process::id())))
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        // Gone already if it was renamed.
        drop(fs::remove_file(&self.0));
    }
}
