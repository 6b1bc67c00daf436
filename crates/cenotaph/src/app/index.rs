//! The index: a projection for full-text search, rebuilt from the record at any time.
//!
//! SQLite FTS5 with trigrams, so that Korean is found without word breaks; `secure-delete` is on. The file tells the size and
//! root of the log that it was made from and a digest of its own rows: when any of them is wrong, or the file is damaged, it is
//! rebuilt. Losing it loses nothing.

use std::fs;
use std::path::Path;

use names::Extent;
use rusqlite::{Connection, OptionalExtension, params};
use sha2::{Digest as _, Sha256};

use super::case::Case;
use super::desk::Rows;
use super::error::Error;
use super::matching;
use super::tables::TableKind;
use super::temporary::Temporary;
use super::{logs, release};

/// Version of the tables and of what is put into them.
const VERSION: &str = "1";

/// What was found of the index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// It agrees with the record.
    Fresh,
    /// It was rebuilt, and why.
    Rebuilt(&'static str),
}

/// One row that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// Table.
    pub table: String,
    /// Key.
    pub key: String,
    /// Id of the entry.
    pub entry: String,
    /// Where the words stand, with `[` and `]` around them.
    pub excerpt: String,
}

/// Finds mentions of persons whose name can be the one asked for, in whatever script; `limit` hits at most, those that weigh most first.
///
/// * Output: nothing where the words are no name in full; the excerpt is the name as it was printed.
/// * Cost: some microseconds a mention.
///
/// # Errors
/// What the record or the index answers.
pub fn search_names(case: &Case, words: &str, limit: usize) -> Result<Vec<Hit>, Error> {
    let names = matching::standard()?;
    let asked = names.read(words);
    if words.len() > NAME_BYTES_MAX || matches!(asked.extent(), Extent::Family | Extent::Given) {
        return Ok(Vec::new());
    }
    refresh(case)?;
    let db = Connection::open(case.path("index.sqlite"))?;
    let mut all = db.prepare("SELECT tab, key, entry, key FROM row WHERE tab = ?1 ORDER BY key")?;
    let mut found: Vec<(f32, Hit)> = Vec::new();
    let mut reader = names.reader();
    for row in all.query_map([TableKind::Mentions.name()], hit)? {
        let mut row = row?;
        // Person, report, name: see `tables::key_of`.
        let Some(name) = row.key.splitn(3, '/').nth(2).map(str::to_owned) else { continue };
        let compared = names.compare(&asked, &reader.read(&name));
        if compared.answer == names::Answer::Same {
            row.excerpt = name;
            found.push((compared.ln_ratio, row));
        }
    }
    found.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.key.cmp(&b.1.key)));
    found.truncate(limit);
    Ok(found.into_iter().map(|(_, hit)| hit).collect())
}

/// A name that is asked for has no more bytes.
const NAME_BYTES_MAX: usize = 200;

/// Finds rows that hold all the words; `limit` hits at most, best first.
///
/// # Errors
/// What the record or the index answers.
pub fn search(case: &Case, words: &str, limit: usize) -> Result<Vec<Hit>, Error> {
    refresh(case)?;
    let db = Connection::open(case.path("index.sqlite"))?;
    let words: Vec<&str> = words.split_whitespace().collect();
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    // Trigrams cannot find two letters; short words are looked for in the text itself.
    if words.iter().all(|w| w.chars().count() >= 3) {
        let query = words
            .iter()
            .map(|w| format!("\"{}\"", w.replace('"', "\"\"")))
            .collect::<Vec<_>>()
            .join(" ");
        let mut found = db.prepare(
            "SELECT tab, key, entry, snippet(row, 3, '[', ']', '…', 24) FROM row WHERE row MATCH ?1 ORDER BY rank, tab, key LIMIT ?2",
        )?;
        let hits = found.query_map(params![query, limit], hit)?;
        return Ok(hits.collect::<Result<_, _>>()?);
    }
    let mut sql = String::from("SELECT tab, key, entry, substr(text, 1, 160) FROM row WHERE 1");
    for n in 1..=words.len() {
        sql.push_str(&format!(" AND instr(lower(text), lower(?{n})) > 0"));
    }
    sql.push_str(&format!(" ORDER BY tab, key LIMIT {limit}"));
    let mut found = db.prepare(&sql)?;
    let hits = found.query_map(rusqlite::params_from_iter(&words), hit)?;
    Ok(hits.collect::<Result<_, _>>()?)
}

fn hit(row: &rusqlite::Row<'_>) -> rusqlite::Result<Hit> {
    Ok(Hit { table: row.get(0)?, key: row.get(1)?, entry: row.get(2)?, excerpt: row.get(3)? })
}

/// Makes sure that the index is there, whole and of the record as it is.
///
/// # Errors
/// What the record or the index answers while it is rebuilt.
pub fn refresh(case: &Case) -> Result<State, Error> {
    let log = logs::desk_read_only(case)?;
    let checkpoint = log.checkpoint()?;
    let of = format!("{VERSION} {} {}", checkpoint.checkpoint().size, checkpoint.checkpoint().root);
    let path = case.path("index.sqlite");
    let why = match state(&path, &of) {
        Ok(None) => return Ok(State::Fresh),
        Ok(Some(why)) => why,
        Err(_) => "it was damaged",
    };
    build(case, &path, &of)?;
    Ok(State::Rebuilt(why))
}

/// None when the index is sound and of this record.
fn state(path: &Path, of: &str) -> rusqlite::Result<Option<&'static str>> {
    if !path.exists() {
        return Ok(Some("there was none"));
    }
    let db = Connection::open_with_flags(path, rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let meta = |name: &str| -> rusqlite::Result<Option<String>> {
        db.query_row("SELECT value FROM meta WHERE name = ?1", [name], |r| r.get(0)).optional()
    };
    if meta("of")?.as_deref() != Some(of) {
        return Ok(Some("it was of an older record"));
    }
    let check: String = db.query_row("PRAGMA integrity_check", [], |r| r.get(0))?;
    if check != "ok" || meta("digest")?.as_deref() != Some(digest(&db)?.as_str()) {
        return Ok(Some("it was damaged"));
    }
    Ok(None)
}

fn digest(db: &Connection) -> rusqlite::Result<String> {
    let mut hash = Sha256::new();
    let mut all = db.prepare("SELECT tab, key, entry, text FROM row ORDER BY rowid")?;
    let mut rows = all.query([])?;
    while let Some(row) = rows.next()? {
        for column in 0..4 {
            let text: String = row.get(column)?;
            hash.update(text.len().to_le_bytes());
            hash.update(text.as_bytes());
        }
    }
    Ok(release::hex(&hash.finalize()))
}

fn build(case: &Case, path: &Path, of: &str) -> Result<(), Error> {
    let new = Temporary::beside(path, "new");
    let rows = Rows::replay(case, None)?;
    // It holds every text of the record, so it is nobody else's to read, not even while it is made.
    fs::File::create(new.path()).map_err(|e| Error::io("create", new.path(), e))?;
    super::case::private(new.path(), 0o600)?;
    fill(new.path(), &rows, of)?;
    new.put(path).map_err(|e| Error::io("create", path, e))
}

fn fill(path: &Path, rows: &Rows, of: &str) -> rusqlite::Result<()> {
    let mut db = Connection::open(path)?;
    // A projection needs no journal: a half-written file is never renamed into its place.
    db.execute_batch(
        "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA secure_delete = ON;
         CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
         CREATE VIRTUAL TABLE row USING fts5 (tab UNINDEXED, key, entry UNINDEXED, text, tokenize = 'trigram');
         INSERT INTO row (row, rank) VALUES ('secure-delete', 1);",
    )?;
    let all = db.transaction()?;
    {
        let mut insert =
            all.prepare("INSERT INTO row (tab, key, entry, text) VALUES (?1, ?2, ?3, ?4)")?;
        for (table, key, row) in rows.iter() {
            let text = row.cells.values().map(String::as_str).collect::<Vec<_>>().join("\n");
            insert.execute(params![table.name(), key, row.entry, text])?;
        }
    }
    all.commit()?;
    let digest = digest(&db)?;
    db.execute("INSERT INTO meta VALUES ('of', ?1), ('digest', ?2)", [of, digest.as_str()])?;
    db.close().map_err(|(_, e)| e)
}
