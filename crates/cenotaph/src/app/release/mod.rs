//! The release: an immutable, numbered edition, made from the record through the gate.
//!
//! What happens, and what a crash leaves after each step:
//!
//! 1. The candidate is built and passes the gate, or nothing happens.
//! 2. The edition's bytes are stored as a blob of the release log. A crash leaves an unused blob.
//! 3. The desk log gets an entry that will open the anchor: the commitment in the release log to the desk log's root. It comes
//!    first, since the nonce in it is nowhere else. A crash leaves an opening of an edition that was not made.
//! 4. Each row that is new or changed, and the edition itself, is appended to the release log in one transaction. From here the
//!    edition exists; a crash after this leaves it without a folder, and the next `release` or `site` writes the folder.
//! 5. The folder is written beside its place and renamed.
//!
//! Nothing of the desk log's size, entry lengths or times leaves: the anchor hides its root behind a nonce.

mod candidate;
mod changes;
mod folder;
mod map;

use std::collections::BTreeMap;
use std::path::PathBuf;

use protect::Released;
use protect::shape::{Edition, Origin};
use record::{Draft, Entry, Log};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::case::Case;
use super::desk::{AsKnown, Desk};
use super::entries::ReleaseBody;
use super::error::Error;
use super::keys::{self, Role};
use super::logs;

pub(crate) use folder::{
    CONTENTS, file_of_key, is_manifest, list_files, manifest_text, regenerate, write_manifest,
};

/// Body of `released/1` in the release log: one row as it left.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ReleasedBody {
    /// Table: `statement`, `position`, `awareness`, `measure`, `evidence`, `person`.
    pub(crate) table: String,
    /// Key of the row.
    pub(crate) key: String,
    /// The row, without its entry id and the path of its proof.
    pub(crate) value: Value,
    /// Id of the entry that it replaces.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) supersedes: Option<String>,
}

/// Body of `edition/1` in the release log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct EditionBody {
    /// Its number.
    pub(crate) number: u64,
    /// Its day.
    pub(crate) day: String,
    /// SHA-256 of `edition.json`, hexadecimal.
    pub(crate) sha256: String,
    /// Commitment to the root of the desk log: SHA-256(domain ‖ nonce ‖ root), hexadecimal.
    pub(crate) desk_anchor: String,
}

/// An edition that was made.
#[derive(Debug, Clone)]
pub struct Made {
    /// Its number.
    pub number: u64,
    /// Its folder.
    pub folder: PathBuf,
    /// Rows that left for the first time or changed.
    pub rows: usize,
    /// What the gate held back: for the desk only.
    pub held: protect::Held,
    /// Changes from the edition before.
    pub changes: usize,
    /// Statements in the edition.
    pub statements: usize,
}

/// What came of asking for a release.
#[derive(Debug, Clone)]
pub enum Outcome {
    /// An edition was made.
    Made(Made),
    /// Nothing changed since the newest edition, which stands.
    Unchanged {
        /// Number of the newest edition.
        number: u64,
        /// Its folder.
        folder: PathBuf,
    },
}

/// Makes an edition of everything that may leave.
///
/// # Errors
/// [`Error::Refused`] when the gate refuses; what the record or the system answers.
pub fn release(case: &Case, dry_run: bool) -> Result<Outcome, Error> {
    let mut log = logs::release(case)?;
    let past = Past::read(&log)?;
    let number = past.editions.last().map_or(1, |e| e.number + 1);
    let desk = Desk::load(case, AsKnown::default())?;
    let mut draft = candidate::build(case, &desk, number);
    draft.edition.origin = Origin {
        log: log.origin().to_owned(),
        key: log.key().to_string(),
        previous: past.editions.last().map(|e| e.sha256.clone()),
        desk: case.settings.desk.clone(),
        contact: case.settings.contact.clone(),
        licence: case.settings.licence.clone(),
    };
    let previous = past.editions.last().map(|e| read_edition(&log, &e.sha256)).transpose()?;
    let passed = protect::gate(draft).map_err(refused)?;
    let held = passed.held;
    let mut edition = passed.released.into_inner();
    if let Some(previous) = &previous {
        if changes::same_content(previous, &edition) {
            let number = previous.number;
            let folder = ensure_folder(case, &log, number)?;
            return Ok(Outcome::Unchanged { number, folder });
        }
        changes::compare(previous, &mut edition);
    }
    let author = keys::load(case, Role::Author)?;
    let day = logs::record_day(case.clock.today())?;
    let mut entries = row_entries(&mut edition, &past, &author, day)?;
    let rows = entries.len();
    let released = protect::reopen(edition).map_err(refused)?;
    let bytes = edition_bytes(&released)?;
    let (statements, changes) = (released.statements.len(), released.changes.len());
    let folder = folder_path(case, number);
    let made = Made { number, folder, rows, held, changes, statements };
    if dry_run {
        return Ok(Outcome::Made(made));
    }
    let mut desk_log = logs::desk(case)?;
    let nonce = keys::random()?;
    let sha256 = hex(&Sha256::digest(&bytes));
    let body = EditionBody {
        number,
        day: case.clock.today().to_string(),
        sha256: sha256.clone(),
        desk_anchor: anchor(&nonce, &desk_log.checkpoint()?.checkpoint().root.0),
    };
    entries.push(entry("edition/1", &body, &author, day)?);
    let desk_size = desk_log.size()?;
    log.blobs().put(bytes.as_slice())?;
    let body = ReleaseBody { edition: number, sha256, desk_size, anchor_nonce: hex(&nonce) };
    let opening = Draft::new("release/1", to_value(&body)?)?;
    desk_log.append(&[opening], &author, day, case.clock.now_unix())?;
    declare(&mut log, &author, day, case)?;
    log.append_entries(&entries, case.clock.now_unix())?;
    ensure_folder(case, &log, number)?;
    Ok(Outcome::Made(made))
}

/// The editions that the release log tells of, oldest first: number, day, SHA-256.
///
/// # Errors
/// What the record answers.
pub fn editions(case: &Case) -> Result<Vec<publish::EditionSummary>, Error> {
    let log = logs::release_read_only(case)?;
    let past = Past::read(&log)?;
    past.editions
        .iter()
        .map(|body| {
            let edition = read_edition(&log, &body.sha256)?;
            Ok(publish::EditionSummary {
                number: body.number,
                day: body.day.clone(),
                title: edition.title.clone(),
                hash: body.sha256.clone(),
                statements: edition.statements.len() as u64,
            })
        })
        .collect()
}

/// The newest edition, its folder made if it is missing.
///
/// # Errors
/// [`Error::NoRelease`] when there is none.
pub fn newest(case: &Case) -> Result<(Released<Edition>, PathBuf), Error> {
    let log = logs::release_read_only(case)?;
    let past = Past::read(&log)?;
    let body = past.editions.last().ok_or(Error::NoRelease)?;
    let folder = ensure_folder(case, &log, body.number)?;
    let released = protect::reopen(read_edition(&log, &body.sha256)?).map_err(refused)?;
    Ok((released, folder))
}

/// The folder of an edition.
#[must_use]
pub fn folder_path(case: &Case, number: u64) -> PathBuf {
    case.path(&format!("releases/{number:04}"))
}

/// Writes the folder of the newest edition if a crash, or a hand, removed it. Older folders belong to an older checkpoint.
fn ensure_folder(case: &Case, log: &Log, number: u64) -> Result<PathBuf, Error> {
    let path = folder_path(case, number);
    if !path.exists() {
        folder::write(case, log, number, &path)?;
    }
    Ok(path)
}

/// What the release log holds.
pub(crate) struct Past {
    /// Newest entry of each row: id and value.
    pub(crate) rows: BTreeMap<(String, String), (String, Value)>,
    /// Editions in order.
    pub(crate) editions: Vec<EditionBody>,
    /// Index of each entry by id.
    pub(crate) index: BTreeMap<String, u64>,
}

impl Past {
    pub(crate) fn read(log: &Log) -> Result<Self, Error> {
        let mut past = Self { rows: BTreeMap::new(), editions: Vec::new(), index: BTreeMap::new() };
        log.replay(0..log.size()?, |raw| {
            match raw.kind {
                "released/1" => {
                    let body: ReleasedBody = raw.body_as()?;
                    let id = raw.id().to_string();
                    past.index.insert(id.clone(), raw.index);
                    past.rows.insert((body.table, body.key), (id, body.value));
                }
                "edition/1" => past.editions.push(raw.body_as()?),
                _ => {}
            }
            Ok::<(), record::Error>(())
        })?;
        Ok(past)
    }
}

/// Signs an entry for each row that is new or changed, and writes the ids and proofs' paths into the edition.
fn row_entries(
    edition: &mut Edition,
    past: &Past,
    author: &record::SigningKey,
    day: record::Day,
) -> Result<Vec<Entry>, Error> {
    let mut entries = Vec::new();
    let mut one = |table: &str, key: &str, value: Value| -> Result<String, Error> {
        let before = past.rows.get(&(table.to_owned(), key.to_owned()));
        if let Some((id, old)) = before
            && *old == value
        {
            return Ok(id.clone());
        }
        let body = ReleasedBody {
            table: table.to_owned(),
            key: key.to_owned(),
            value,
            supersedes: before.map(|(id, _)| id.clone()),
        };
        let entry = entry("released/1", &body, author, day)?;
        let id = entry.id().to_string();
        entries.push(entry);
        Ok(id)
    };
    for s in &mut edition.statements {
        s.entry_id = String::new();
        s.proof = None;
        s.entry_id = one("statement", &s.key, to_value(s)?)?;
        s.proof = Some(format!("proofs/{}.tlog-proof", file_of_key(&s.key)));
    }
    macro_rules! rows {
        ($($table:literal $list:ident),*) => {$(
            for row in &mut edition.$list {
                row.entry_id = String::new();
                row.entry_id = one($table, &row.key, to_value(row)?)?;
            }
        )*};
    }
    rows!("position" positions, "awareness" awareness, "measure" measures, "evidence" evidence, "person" persons);
    Ok(entries)
}

/// Declares the author's key in the release log, once.
fn declare(
    log: &mut Log,
    author: &record::SigningKey,
    day: record::Day,
    case: &Case,
) -> Result<(), Error> {
    if !log.authors()?.contains(author.public()) {
        let declaration = Draft::declaration(author.public());
        log.append(&[declaration], author, day, case.clock.now_unix())?;
    }
    Ok(())
}

fn entry(
    kind: &str,
    body: &impl Serialize,
    author: &record::SigningKey,
    day: record::Day,
) -> Result<Entry, Error> {
    Ok(Draft::new(kind, to_value(body)?)?.sign(author, day)?)
}

fn to_value(value: &impl Serialize) -> Result<Value, Error> {
    serde_json::to_value(value).map_err(|e| Error::Bug(e.to_string()))
}

/// The bytes of an edition: what its hash is taken of.
pub(crate) fn edition_bytes(edition: &Released<Edition>) -> Result<Vec<u8>, Error> {
    let mut bytes =
        serde_json::to_vec_pretty(edition.get()).map_err(|e| Error::Bug(e.to_string()))?;
    bytes.push(b'\n');
    Ok(bytes)
}

fn read_edition(log: &Log, sha256: &str) -> Result<Edition, Error> {
    let bytes = log.blobs().get(sha256.parse()?)?;
    serde_json::from_slice(&bytes).map_err(|e| Error::Bug(e.to_string()))
}

fn anchor(nonce: &[u8], root: &[u8]) -> String {
    let mut hash = Sha256::new();
    hash.update(b"cenotaph/desk-anchor/1\0");
    hash.update(nonce);
    hash.update(root);
    hex(&hash.finalize())
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

fn refused(refusals: Vec<protect::Refusal>) -> Error {
    Error::Refused(refusals.iter().map(ToString::to_string).collect())
}
