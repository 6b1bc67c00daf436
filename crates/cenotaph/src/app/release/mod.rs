//! The release: an immutable, numbered edition, made from the record through the gate.
//!
//! Who: while no editor is enrolled, one person releases, but nothing that rests on a protected source and that no outlet had
//! published. From the first enrolment on, one editor asks with the SHA-256 of the edition as it will be, another approves, and
//! the edition is built again, on the day of the request, and must be the same byte for byte (`act`).
//!
//! What happens, and what a crash leaves after each step:
//!
//! 1. The candidate is built and passes the gate, or nothing happens. With editors: the request, the approval; a crash leaves
//!    them, and the same command goes on.
//! 2. The edition's bytes are stored as a blob of the release log. A crash leaves an unused blob.
//! 3. The ledger in the vault is replaced by one that holds what will leave. A crash leaves it too careful, never too bold.
//! 4. The desk log gets two entries: the judgement of the gate (`gate/1`), and one that will open the anchor, the commitment in
//!    the release log to the desk log's root. They come first, since the nonce is nowhere else. A crash leaves an opening of an
//!    edition that was not made; the same command goes on.
//! 5. Each row that is new or changed, and the edition itself, is appended to the release log in one transaction. From here the
//!    edition exists; a crash after this leaves it without a folder, and the next `release` or `site` writes the folder.
//! 6. The folder is written beside its place and renamed.
//!
//! Nothing of the desk log's size, entry lengths or times leaves: the anchor hides its root behind a nonce, and every file of the
//! folder bears the edition's day.

mod act;
mod audit;
mod build;
mod candidate;
mod changes;
mod delay;
mod estimation;
mod folder;
mod ledger;
mod linkage;
mod map;
mod report;
mod times;
mod wire;

use std::collections::BTreeMap;
use std::path::PathBuf;

use model::statement::Level;
use protect::Released;
use protect::shape::Edition;
use record::{Draft, Entry, Log};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::case::Case;
use super::desk::Desk;
use super::error::Error;
use super::logs;
use super::people::Request;

pub use act::{Ask, approve, release};
pub(crate) use audit::alone;
pub(crate) use estimation::bear;
pub(crate) use folder::{
    CONTENTS, file_of_key, is_manifest, list_files, manifest_text, regenerate, write_manifest,
};
pub(crate) use ledger::edit as edit_ledger;
pub use report::{Report, ask_override, judge};
pub(crate) use times::set as set_times;
pub(crate) use wire::gates;

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
    /// How the gate judged, and who looked.
    pub gate: Gated,
}

/// How the gate judged an edition, and who looked at it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Gated {
    /// Protected sources, and those they speak of, who were counted.
    pub persons: usize,
    /// Judgements of the gate that two editors overrode.
    pub overridden: usize,
    /// Who else agreed; none when one person released.
    pub approved_by: Option<String>,
    /// True when both keys were used on one machine.
    pub one_machine: bool,
}

/// What came of asking for a release.
#[derive(Debug, Clone)]
pub enum Outcome {
    /// An edition was made.
    Made(Made),
    /// It was asked for; another editor approves, and the edition is made then.
    Asked {
        /// The request.
        request: Box<Request>,
        /// The edition as it would be.
        made: Made,
    },
    /// Nothing changed since the newest edition, which stands.
    Unchanged {
        /// Number of the newest edition.
        number: u64,
        /// Its folder.
        folder: PathBuf,
    },
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

/// The desk without the rows that do not leave, and without persons whose dates leave coarser: what estimates are reckoned from.
pub(crate) fn leaving_public(desk: &Desk) -> Desk {
    let mut open = candidate::leaving(desk);
    open.persons.retain(|_, p| p.value.level == Level::Public);
    open
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

#[expect(clippy::needless_pass_by_value, reason = "for `map_err`")]
fn refused(refusals: Vec<protect::Refusal>) -> Error {
    Error::Refused(refusals.iter().map(told).collect())
}

/// A refusal in a line, with what to write instead where the gate knows it.
fn told(refusal: &protect::Refusal) -> String {
    match refusal {
        protect::Refusal::TooFew(blocked) => match &blocked.coarsening {
            Some(way) => format!("{refusal}; {}", way.sentence.en),
            None => format!("{refusal}; nothing short of holding the row helps"),
        },
        protect::Refusal::Uncounted(unknown) => format!("{refusal}; {}", unknown.hint),
        _ => refusal.to_string(),
    }
}
