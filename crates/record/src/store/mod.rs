//! The hot store: entries, tiles and the signed checkpoint in one SQLite database.
//!
//! A record is a directory:
//!
//! ```text
//! log.db      the database (tables: `schema`)
//! log.high    the fork guard (`guard`)
//! key.pub     the log's verifier key, one line
//! keys/       key files (`keyfile`)      blobs/   content-addressed files (`blobs`)
//! ```
//!
//! Invariants, after every return and after every crash:
//! * the checkpoint covers exactly the entries that are stored, and its tiles are stored with it;
//! * what [`Log::append`] returned is durable;
//! * nothing is signed on top of a store that is behind or beside what was acknowledged.
//!
//! One process may have the log open for writing while others read; two may even write, each
//! transaction begins by comparing the checkpoint with the one it knows.

mod append;
mod read;
mod schema;

use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use rusqlite::Connection;

use self::append::Head;
use self::schema::{db, int, uint};
pub(crate) use self::{
    append::{Pending, history_link},
    read::HistoryRow,
};
use crate::{
    Checkpoint, EntryId, Error, Hash, Result, SignedCheckpoint, SigningKey, VerifyingKey, files,
    guard::{Guard, HighWater},
    tree,
};

/// The database in a record's directory.
pub const DATABASE_FILE: &str = "log.db";

/// The log's verifier key in a record's directory and in an export.
pub const PUBLIC_KEY_FILE: &str = "key.pub";

/// How to open a log.
#[derive(Clone, Debug)]
pub struct Options {
    /// A second high-water file, outside the record's directory and its backups. Without it the
    /// restore of the whole directory goes unnoticed.
    pub high_water_copy: Option<PathBuf>,
    /// How long to wait for another process's write.
    pub busy_timeout: Duration,
    /// The most pages of 4096 bytes that the database may have; `None` for no limit.
    pub pages_max: Option<u32>,
}

impl Default for Options {
    /// No copy, ten seconds, no limit.
    fn default() -> Self {
        Self { high_water_copy: None, busy_timeout: Duration::from_secs(10), pages_max: None }
    }
}

/// What became of one appended entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// The entry's id.
    pub id: EntryId,
    /// Its position.
    pub index: u64,
    /// Whether it was added now; `false` if the log had these very bytes already.
    pub fresh: bool,
}

/// The answer to a search by prefix.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// Exactly one entry: its position and id.
    One(u64, EntryId),
    /// No entry.
    None,
    /// Several; at most eight of them are listed.
    Ambiguous(Vec<EntryId>),
}

/// A record, open for reading or for writing.
///
/// `Send`, not `Sync`: a thread of its own, or a [`Sequencer`](crate::Sequencer), serves many.
pub struct Log {
    dir: PathBuf,
    db_path: PathBuf,
    conn: Connection,
    vkey: VerifyingKey,
    writer: Option<Writer>,
    high_water: Vec<PathBuf>,
}

/// What only a writer has.
struct Writer {
    key: SigningKey,
    guard: Guard,
    head: Head,
}

impl Log {
    /// Creates an empty record in a directory, which is made if it is missing.
    ///
    /// The origin is the name of the log and of its key; the key's name must be the same. When
    /// this returns, the record is durable, with a signed checkpoint of size 0.
    ///
    /// Errors: `Exists` if there is a record, `WrongLogKey` if the key has another name,
    /// `RestoredBackup`, `OtherHighWater` or `NoHighWater` if a high-water file knows of entries
    /// whose database is gone, `Io`.
    pub fn create(dir: &Path, origin: &str, key: SigningKey, options: &Options) -> Result<Self> {
        if key.name() != origin {
            return Err(Error::WrongLogKey {
                expected: origin.to_owned(),
                found: key.name().to_owned(),
            });
        }
        let db_path = dir.join(DATABASE_FILE);
        if db_path.exists() {
            return Err(Error::Exists { path: dir.to_owned() });
        }
        files::create_private_dir(dir)?;
        let paths = Guard::paths(dir, options.high_water_copy.as_deref());
        // A high-water without a database is a record whose database was lost, not a free place.
        Guard::clear(dir, &paths, key.public())?;
        // 1. The key and the guard. A crash leaves files without a database: creating again works.
        files::replace(&dir.join(PUBLIC_KEY_FILE), format!("{}\n", key.public()).as_bytes())?;
        Guard::open(&paths, key.public(), (0, Hash::EMPTY))?;
        // 2. The database under a temporary name. A crash leaves a stray file, overwritten next time.
        let temporary = files::sibling(&db_path, "new");
        drop(fs::remove_file(&temporary));
        write_empty(&temporary, &key)?;
        // 3. The name. Now there is a record.
        fs::rename(&temporary, &db_path).map_err(Error::io("rename", &db_path))?;
        files::sync_dir(dir)?;
        Self::open(dir, key, options)
    }

    /// Opens a record for writing.
    ///
    /// Errors: `NoRecord`, `Format`, `WrongLogKey`, `Damaged`, and those of the fork guard:
    /// `RestoredBackup`, `Fork`, `NoHighWater`, `OtherHighWater`.
    pub fn open(dir: &Path, key: SigningKey, options: &Options) -> Result<Self> {
        let mut log = Self::connect(dir, true, options)?;
        if *key.public() != log.vkey {
            return Err(Error::WrongLogKey {
                expected: log.vkey.to_string(),
                found: key.public().to_string(),
            });
        }
        if let Some(pages) = options.pages_max {
            log.conn.pragma_update(None, "max_page_count", pages).map_err(log.db("set a quota"))?;
        }
        // The guard is read before the store: another writer may raise both in between, and the
        // store must never look older than it is.
        let high_water = Guard::highest(&log.high_water, &log.vkey)?;
        let head = Head::load(&log)?;
        match &high_water {
            Some(high_water) => log.check_high_water(high_water)?,
            None if head.size() == 0 => {}
            None => {
                let path = log.high_water[0].clone();
                return Err(Error::NoHighWater { path, state: "missing" });
            }
        }
        let guard = Guard::open(&log.high_water, &log.vkey, (head.size(), head.root()))?;
        log.writer = Some(Writer { key, guard, head });
        Ok(log)
    }

    /// Opens a record for reading, also while another process writes it.
    ///
    /// The fork guard is not asked; [`fsck`](crate::fsck) does. Errors: `NoRecord`, `Format`,
    /// `Damaged`.
    pub fn open_read_only(dir: &Path, options: &Options) -> Result<Self> {
        Self::connect(dir, false, options)
    }

    /// Accepts a checkpoint kept elsewhere as the high-water of a record that has lost its own.
    ///
    /// The checkpoint must be signed by the log's key and be a prefix of the store. Errors:
    /// `BadSignature`, `RestoredBackup` if the store is shorter, `Fork` if it is another.
    pub fn readopt(
        dir: &Path,
        key: SigningKey,
        kept: &SignedCheckpoint,
        options: &Options,
    ) -> Result<Self> {
        let log = Self::connect(dir, true, options)?;
        let kept = kept.verify(&log.vkey)?;
        let high_water = HighWater { log: log.vkey.to_string(), size: kept.size, root: kept.root };
        log.check_high_water(&high_water)?;
        for path in &log.high_water {
            match fs::remove_file(path) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                    return Err(Error::io("remove", path)(error));
                }
                _ => {}
            }
        }
        Guard::open(&log.high_water, &log.vkey, (kept.size, kept.root))?;
        drop(log);
        Self::open(dir, key, options)
    }

    fn connect(dir: &Path, write: bool, options: &Options) -> Result<Self> {
        let db_path = dir.join(DATABASE_FILE);
        if !db_path.is_file() {
            return Err(Error::NoRecord { path: dir.to_owned() });
        }
        let connect = if write { schema::connect } else { schema::connect_read_only };
        let conn = connect(&db_path, options.busy_timeout)?;
        schema::check_format(&conn, &db_path)?;
        let vkey: String = conn
            .query_row("SELECT value FROM meta WHERE name = 'vkey'", [], |row| row.get(0))
            .map_err(db("read the key", &db_path))?;
        let damaged = Error::Damaged { path: db_path.clone(), what: "the log's key is malformed" };
        let vkey = vkey.parse().map_err(|_| damaged)?;
        let high_water = Guard::paths(dir, options.high_water_copy.as_deref());
        Ok(Self { dir: dir.to_owned(), db_path, conn, vkey, writer: None, high_water })
    }

    /// Checks that what was acknowledged is a prefix of what is stored.
    fn check_high_water(&self, high_water: &HighWater) -> Result<()> {
        let store = self.size()?;
        if store < high_water.size {
            let (path, acknowledged) = (self.dir.clone(), high_water.size);
            return Err(Error::RestoredBackup { path, store, acknowledged });
        }
        let root = tree::root_at(high_water.size, &mut self.nodes())?;
        if root != high_water.root {
            return Err(Error::Fork {
                path: self.dir.clone(),
                size: high_water.size,
                acknowledged: high_water.root,
                store: root,
            });
        }
        Ok(())
    }

    /// Returns the record's directory.
    #[must_use]
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// Returns the verifier key of the log; its name is the origin.
    #[must_use]
    pub const fn key(&self) -> &VerifyingKey {
        &self.vkey
    }

    /// Returns the origin: the name of the log.
    #[must_use]
    pub fn origin(&self) -> &str {
        self.vkey.name()
    }

    /// Returns the store of blobs beside the log.
    #[must_use]
    pub fn blobs(&self) -> crate::Blobs {
        crate::Blobs::new(self.dir.join("blobs"))
    }

    /// Returns the path of the database, for messages.
    pub(crate) fn db_path(&self) -> &Path {
        &self.db_path
    }

    pub(crate) const fn conn(&self) -> &Connection {
        &self.conn
    }

    pub(crate) fn high_water_paths(&self) -> &[PathBuf] {
        &self.high_water
    }

    fn db(&self, doing: &'static str) -> impl Fn(rusqlite::Error) -> Error + use<> {
        db(doing, &self.db_path)
    }

    fn damaged(&self, what: &'static str) -> Error {
        Error::Damaged { path: self.db_path.clone(), what }
    }
}

fn write_empty(path: &Path, key: &SigningKey) -> Result<()> {
    let conn = schema::create(path)?;
    let checkpoint = Checkpoint {
        origin: key.name().to_owned(),
        size: 0,
        root: Hash::EMPTY,
        extensions: Vec::new(),
    };
    let note = checkpoint.sign(key)?.to_string();
    conn.execute("INSERT INTO meta VALUES ('vkey', ?1)", [key.public().to_string()])
        .and_then(|_| conn.execute("INSERT INTO checkpoint VALUES (1, ?1)", [note.as_bytes()]))
        .map_err(db("write the first checkpoint", path))?;
    conn.close().map_err(|(_, error)| db("close", path)(error))?;
    let file = fs::File::open(path).map_err(Error::io("open", path))?;
    file.sync_all().map_err(Error::io("sync", path))
}
