//! The database: tables, pragmas, and how errors of SQLite are told.
//!
//! | table | holds | can be rebuilt |
//! |---|---|---|
//! | `entries` | position → canonical bytes | no: this is the record |
//! | `checkpoint` | the one signed checkpoint | no |
//! | `tiles` | level, number → up to 256 nodes | from `entries` |
//! | `ids`, `authors` | id or author → position | from `entries` |
//! | `history` | size → root, Unix seconds, day | no, and never exported: it shows when work was done |
//! | `imported` | checkpoints of logs that this one began as | no |
//! | `meta` | the log's verifier key | no |

use std::{path::Path, sync::Arc, time::Duration};

use rusqlite::{Connection, ErrorCode, OpenFlags};

use crate::{Error, Result};

/// "CNTP" as a number: marks the file as ours (`file(1)` shows it).
const APPLICATION_ID: i64 = 0x434e_5450;

/// The format of the hot store.
const FORMAT: i64 = 1;

/// Pages in the write-ahead log before SQLite copies them back: 32 MiB. The default of 1,000 would
/// copy every few commits under load; a larger log only makes the first open after a crash longer.
const WAL_PAGES: u32 = 8_000;

const TABLES: &str = "
CREATE TABLE meta (
  name  TEXT PRIMARY KEY,
  value TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE entries (
  idx   INTEGER PRIMARY KEY,
  bytes BLOB NOT NULL
);
CREATE TABLE ids (
  id  BLOB PRIMARY KEY,
  idx INTEGER NOT NULL REFERENCES entries (idx)
) WITHOUT ROWID;
CREATE TABLE authors (
  author BLOB PRIMARY KEY,
  idx    INTEGER NOT NULL REFERENCES entries (idx)
) WITHOUT ROWID;
CREATE TABLE tiles (
  level INTEGER NOT NULL,
  n     INTEGER NOT NULL,
  nodes BLOB NOT NULL,
  PRIMARY KEY (level, n)
);
CREATE TABLE checkpoint (
  one  INTEGER PRIMARY KEY CHECK (one = 1),
  note BLOB NOT NULL
);
CREATE TABLE history (
  size INTEGER PRIMARY KEY,
  root BLOB NOT NULL,
  at   INTEGER NOT NULL,
  day  TEXT NOT NULL,
  link BLOB NOT NULL
);
CREATE TABLE imported (
  size INTEGER PRIMARY KEY,
  note BLOB NOT NULL,
  vkey TEXT NOT NULL
);
";

/// Opens a connection for writing, with the pragmas that durability rests on.
pub(super) fn connect(path: &Path, busy: Duration) -> Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let conn = Connection::open_with_flags(path, flags).map_err(db("open", path))?;
    prepare(&conn, path, busy)?;
    let set = |name: &str, value: &dyn rusqlite::ToSql| {
        conn.pragma_update(None, name, value).map_err(db("set a pragma", path))
    };
    // WAL: one sync makes a commit durable. FULL: that sync happens before COMMIT returns.
    set("journal_mode", &"WAL")?;
    set("synchronous", &"FULL")?;
    set("wal_autocheckpoint", &WAL_PAGES)?;
    Ok(conn)
}

/// Opens a connection for reading.
///
/// A reader of a WAL database shares memory with the writers through a `-shm` file. Where that
/// cannot be made – a read-only medium – and there is no write-ahead log beside the database, the
/// file cannot change either, and it is opened as immutable.
pub(super) fn connect_read_only(path: &Path, busy: Duration) -> Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let open = || -> Result<Connection> {
        let conn = Connection::open_with_flags(path, flags).map_err(db("open", path))?;
        prepare(&conn, path, busy)?;
        // Opening is lazy; reading the schema is not.
        conn.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))
            .map_err(db("read", path))?;
        Ok(conn)
    };
    open().or_else(|error| {
        let wal = path.with_file_name(format!("{}-wal", super::DATABASE_FILE));
        let settled = std::fs::metadata(&wal).map_or(true, |wal| wal.len() == 0);
        match (&error, immutable_uri(path)) {
            (Error::Database { .. }, Some(uri)) if settled => {
                let flags = flags | OpenFlags::SQLITE_OPEN_URI;
                let conn = Connection::open_with_flags(uri, flags).map_err(db("open", path))?;
                prepare(&conn, path, busy)?;
                Ok(conn)
            }
            _ => Err(error),
        }
    })
}

fn prepare(conn: &Connection, path: &Path, busy: Duration) -> Result<()> {
    conn.busy_timeout(busy).map_err(db("set the busy timeout", path))?;
    for (name, on) in [("trusted_schema", false), ("cell_size_check", true), ("foreign_keys", true)]
    {
        conn.pragma_update(None, name, on).map_err(db("set a pragma", path))?;
    }
    Ok(())
}

/// The path as a URI of SQLite, if it is UTF-8.
fn immutable_uri(path: &Path) -> Option<String> {
    let mut uri = String::from("file:");
    for byte in path.to_str()?.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' => {
                uri.push(char::from(byte));
            }
            _ => uri.push_str(&format!("%{byte:02x}")),
        }
    }
    uri.push_str("?immutable=1");
    Some(uri)
}

/// Creates the tables in an empty file.
pub(super) fn create(path: &Path) -> Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE;
    let conn = Connection::open_with_flags(path, flags).map_err(db("create", path))?;
    conn.pragma_update(None, "application_id", APPLICATION_ID).map_err(db("create", path))?;
    conn.pragma_update(None, "user_version", FORMAT).map_err(db("create", path))?;
    conn.execute_batch(TABLES).map_err(db("create the tables", path))?;
    Ok(conn)
}

/// Checks that the file is a record of a format that this program reads.
pub(super) fn check_format(conn: &Connection, path: &Path) -> Result<()> {
    let read = |name| -> Result<i64> {
        conn.pragma_query_value(None, name, |row| row.get(0)).map_err(db("read the format", path))
    };
    if read("application_id")? != APPLICATION_ID {
        return Err(Error::NoRecord { path: path.to_owned() });
    }
    match read("user_version")? {
        FORMAT => Ok(()),
        found => Err(Error::Format { path: path.to_owned(), found, expected: FORMAT }),
    }
}

/// Tells an error of SQLite by its cause.
pub(super) fn db(doing: &'static str, path: &Path) -> impl Fn(rusqlite::Error) -> Error + use<> {
    let path = path.to_owned();
    move |source| {
        let path = path.clone();
        match source.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Error::Full { path },
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Error::Busy { path },
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
                Error::Damaged { path, what: "SQLite finds the file malformed" }
            }
            _ => Error::Database { doing, path, source: Arc::new(source) },
        }
    }
}

/// A size or position as SQLite stores it.
pub(super) fn int(n: u64) -> i64 {
    // No log reaches 2^63 entries; a caller's larger number is beyond every row.
    i64::try_from(n).unwrap_or(i64::MAX)
}

/// A size or position as SQLite gave it; a negative one is damage.
pub(super) fn uint(n: i64, path: &Path) -> Result<u64> {
    u64::try_from(n)
        .map_err(|_| Error::Damaged { path: path.to_owned(), what: "a position is negative" })
}
