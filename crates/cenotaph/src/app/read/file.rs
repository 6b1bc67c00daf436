//! Filing drafts: chosen rows and the article's own row go through `add`, and the bytes are kept as a blob.
//!
//! First all rows are tried without writing. When the report's own row is refused, nothing is filed: a statement must not name a report
//! that the case does not have. Then the bytes are stored, then the rows are appended in one transaction. A crash after the first
//! leaves a blob that no entry names; running again files the rows.
//!
//! The bytes are not kept when they may hold what may not be held: when the door refused one of the rows; when a sealed word of the desk
//! stands in them; or when a draft rests on a protected source, no address says that the article was published, and its text holds
//! what leads to a person.
//!
//! A draft whose key is in the record is left alone: an editor may have mended the row since.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use encoding_rs::{Encoding, UTF_8};
use protect::door::Words;
use reading::BlockKind;
use record::BlobId;
use record::vault::EditorKey;

use super::super::add::{self, By, Input};
use super::super::case::Case;
use super::super::desk::Rows;
use super::super::error::Error;
use super::super::tables::{self, Cells, TableKind};
use super::super::{logs, sources};
use super::rows::{Made, ReadTable, Unfit, about, report_key, rows};
use super::{Choice, Read};
use crate::intake::{IntakeError, Limits, masked};

/// What `access` says of an article whose bytes are kept; its hash may follow.
const STORED: &str = "stored copy";

/// What `access` says of an article whose bytes are not kept.
const NOT_KEPT: &str = "read, not kept";

/// What became of the drafts that were chosen.
#[derive(Debug)]
pub struct Filed {
    /// Each draft, in their order; cells of what was not filed are empty where they hold what may not be held.
    pub drafts: Vec<(Made, Outcome)>,
    /// The key of the article's report.
    pub report_key: String,
    /// What became of it.
    pub report_row: Outcome,
    /// Whether the bytes are kept.
    pub kept: Kept,
    /// Where they lie all the same: an earlier run kept them, when less was known.
    pub left_at: Option<PathBuf>,
    /// Rows of the same report under keys that are none of this article's: a draft may say what one of them says.
    pub others: usize,
    /// What `add` says of the rows.
    pub report: add::Report,
}

/// What became of a draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It is in the record now, or would be.
    Filed,
    /// It was there; `changed` when the row says something else by now.
    There {
        /// The row differs from the draft.
        changed: bool,
    },
    /// A column that must be filled is not.
    Unfit(Unfit),
    /// A check or the door kept it out; the complaints of the report tell why.
    Refused,
}

/// Whether the article's bytes are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// As a blob of the desk log, or they would be.
    Yes,
    /// A row was refused at the door.
    NoRefused,
    /// A sealed word of the desk stands in them.
    NoSealed,
    /// Not published, of a protected source, and they hold what leads to a person.
    NoPerson,
    /// Nothing was filed.
    NoNothing,
}

impl Kept {
    /// A stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Yes => "kept",
            Self::NoRefused => "refused_at_the_door",
            Self::NoSealed => "sealed_word",
            Self::NoPerson => "leads_to_a_person",
            Self::NoNothing => "nothing_filed",
        }
    }
}

impl Filed {
    /// How many drafts became this.
    pub fn count(&self, of: impl Fn(&Outcome) -> bool) -> usize {
        self.drafts.iter().filter(|(_, outcome)| of(outcome)).count()
    }

    /// True when something that was chosen is not in the record.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        let out = |outcome: &Outcome| matches!(outcome, Outcome::Unfit(_) | Outcome::Refused);
        self.report.has_errors() || out(&self.report_row) || self.count(out) > 0
    }
}

/// Files chosen drafts, or shows what would be filed.
///
/// * `key` – an editor's key: with it the desk's sealed words are looked for.
/// * Cost: two runs of `add` over the chosen rows.
///
/// # Errors
/// [`Error::Value`] for a number that no draft has; what the record answers; then no row was appended.
pub fn file(
    case: &Case,
    read: &Read,
    choice: &Choice,
    dry_run: bool,
    key: Option<&EditorKey>,
) -> Result<Filed, Error> {
    choice.check(read.reading.drafts.len())?;
    let known = Rows::replay(case, None)?;
    let words = sources::words(case, &known.sources, key)?;
    let article = Article::new(read, &known, words.as_ref());
    let all = rows(read, &article.key);
    // Whichever drafts are chosen, the bytes hold them all.
    let protected = all.iter().any(Made::is_protected);
    let others = others(&known, &article.key, &all);
    let chosen = all.into_iter().filter(|row| choice.has(row.number)).collect();
    let mut drafts = outcomes(&known, read, chosen);
    let fresh: Vec<&Made> =
        drafts.iter().filter(|(_, o)| *o == Outcome::Filed).map(|(row, _)| row).collect();
    let tables = |kept| tables_of(read, article.row(kept), &fresh);
    let mut inputs = tables(Kept::Yes);
    let mut report = run(case, &inputs, key, true)?;
    let refused = report.tables.iter().any(|t| t.table == TableKind::Sources && t.refused > 0);
    let kept = if refused { Kept::NoNothing } else { article.may_be_kept(&report, protected) };
    if kept != Kept::Yes && !refused {
        inputs = tables(kept);
        report = run(case, &inputs, key, true)?;
    }
    let blobs = logs::desk_read_only(case)?.blobs();
    if !dry_run && !refused {
        if kept == Kept::Yes {
            blobs.put(read.article.bytes.as_slice())?;
        }
        report = run(case, &inputs, key, false)?;
    }
    let blob: BlobId = read.article.sha256_hex().parse()?;
    let left_at = (kept != Kept::Yes && blobs.contains(blob)).then(|| blobs.path(blob));
    let report_row = match report.tables.iter().find(|t| t.table == TableKind::Sources) {
        _ if refused => Outcome::Refused,
        Some(told) if told.added + told.changed > 0 => Outcome::Filed,
        _ => Outcome::There { changed: false },
    };
    if refused {
        report.entries = 0;
    }
    settle(&mut drafts, &report, refused, words.as_ref());
    Ok(Filed { drafts, report_key: article.key, report_row, kept, left_at, others, report })
}

/// Marks what was kept out, and empties cells that may not be told of what is not filed.
fn settle(
    drafts: &mut [(Made, Outcome)],
    report: &add::Report,
    refused: bool,
    words: Option<&Words>,
) {
    let out: BTreeSet<usize> = about(&report.complaints).collect();
    for (row, outcome) in drafts {
        if *outcome == Outcome::Filed && (refused || out.contains(&row.number)) {
            *outcome = Outcome::Refused;
        }
        if *outcome != Outcome::Filed {
            row.empty(words);
        }
    }
}

fn run(
    case: &Case,
    tables: &[ReadTable],
    key: Option<&EditorKey>,
    dry_run: bool,
) -> Result<add::Report, Error> {
    let inputs: Vec<Input<'_>> = tables.iter().map(Input::Read).collect();
    let options = add::Options { dry_run, ..add::Options::default() };
    let by = By { key, ..By::default() };
    let mut report = add::add_as(case, &inputs, &options, by, &mut |_| Ok(Vec::new()))?;
    let unread = report.unread.drain(..).next();
    match unread {
        None => Ok(report),
        Some(IntakeError::TooLarge { path, limit }) => {
            Err(IntakeError::TooLarge { path, limit }.into())
        }
        Some(error) => Err(Error::Bug(error.to_string())),
    }
}

/// The article as a report of the case.
struct Article<'a> {
    read: &'a Read,
    /// The key of its row.
    key: String,
    /// False when an editor's row has the same address: it is the same report, and not ours to write.
    own: bool,
    /// The row as it is.
    before: Option<&'a Cells>,
    /// True when an address says that it was published.
    published: bool,
    words: Option<&'a Words>,
}

impl<'a> Article<'a> {
    fn new(read: &'a Read, known: &'a Rows, words: Option<&'a Words>) -> Self {
        let row = |key: &str| known.get(TableKind::Sources, key).map(|row| &row.cells);
        let address = |cells: &'a Cells| cells.get("url").map_or("", |url| url.trim());
        let (ours, url) = (report_key(read), read.hints.url.trim());
        let same = known.iter().find(|(table, _, row)| {
            *table == TableKind::Sources && !url.is_empty() && address(&row.cells) == url
        });
        // What was filed under our own key stays there.
        let key = match same {
            Some((_, other, _)) if row(&ours).is_none() => other.to_owned(),
            _ => ours.clone(),
        };
        let before = row(&key);
        let published = !url.is_empty() || before.is_some_and(|cells| !address(cells).is_empty());
        Self { read, own: key == ours, key, before, published, words }
    }

    /// The article's row; none when an editor's is there. Of a row that is there `access` is written anew when it is ours, and what was
    /// empty and is told now is filled in: the rest may have been mended.
    fn row(&self, kept: Kept) -> Option<BTreeMap<&'static str, String>> {
        if !self.own {
            return None;
        }
        let (read, hints) = (self.read, &self.read.hints);
        let mut cells = BTreeMap::new();
        for column in TableKind::Sources.schema().columns {
            if let Some(text) = self.before.and_then(|b| b.get(column.name)) {
                cells.insert(column.name, text.clone());
            }
        }
        let mut fill = |column, text: String| {
            if !text.trim().is_empty() {
                cells.entry(column).or_insert_with(|| text.trim().to_owned());
            }
        };
        fill("source_id", self.key.clone());
        fill("publisher", hints.publisher.clone());
        fill("url", hints.url.clone());
        fill("published", hints.published.map_or_else(String::new, |day| day.to_string()));
        if self.before.is_none() {
            fill("title", self.title());
            fill("lang", read.reading.lang.map_or("", model::quantity::Lang::code).to_owned());
        }
        let access = match kept {
            // The hash leaves with the row. Of what was not published it would let somebody check a guess at the text.
            Kept::Yes if self.published => {
                format!("{STORED}, SHA-256 {}", read.article.sha256_hex())
            }
            Kept::Yes => STORED.to_owned(),
            _ => NOT_KEPT.to_owned(),
        };
        let before = cells.get("access").map_or("", String::as_str);
        if before.is_empty() || before == NOT_KEPT || before.starts_with(STORED) {
            cells.insert("access", access);
        }
        Some(cells)
    }

    /// The headline, unless it holds what may not be held: the first line of a note may name whom it is about.
    fn title(&self) -> String {
        let reading = &self.read.reading;
        let headline = reading.blocks.iter().find(|b| b.kind == BlockKind::Headline);
        let text = headline.and_then(|b| reading.text.get(b.span.text.clone())).unwrap_or_default();
        let title = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let sealed = self.words.is_some_and(|words| words.find(&title).is_some());
        if sealed || masked(&title).is_some() { String::new() } else { title }
    }

    /// Whether the bytes may be kept; see the head of this module.
    fn may_be_kept(&self, report: &add::Report, protected: bool) -> Kept {
        if report.at_door > 0 {
            return Kept::NoRefused;
        }
        let text = &self.read.reading.text;
        let seals = |words: &Words| {
            // What a page hides is in its bytes all the same.
            let encoding = Encoding::for_label(self.read.reading.encoding.as_bytes());
            let (bytes, _, _) = encoding.unwrap_or(UTF_8).decode(&self.read.article.bytes);
            words.find(text).is_some() || words.find(&bytes).is_some()
        };
        if self.words.is_some_and(seals) {
            return Kept::NoSealed;
        }
        let mut blocks =
            self.read.reading.blocks.iter().filter_map(|b| text.get(b.span.text.clone()));
        let leads = |block: &str| !protect::door::inspect(block).is_empty();
        if protected && !self.published && blocks.any(leads) {
            return Kept::NoPerson;
        }
        Kept::Yes
    }
}

/// What becomes of each row, as far as the record tells.
fn outcomes(known: &Rows, read: &Read, chosen: Vec<Made>) -> Vec<(Made, Outcome)> {
    let there: Vec<&Made> =
        chosen.iter().filter(|row| known.get(row.table, &row.key).is_some()).collect();
    let taken = as_taken(read, &there);
    let of = |row: &Made| {
        if let Some(there) = known.get(row.table, &row.key) {
            let slot = (row.table, row.key.clone());
            return Outcome::There { changed: taken.get(&slot) != Some(&there.cells) };
        }
        if row.needs.is_empty() {
            return Outcome::Filed;
        }
        Outcome::Unfit(Unfit { number: row.number, table: row.table, needs: row.needs.clone() })
    };
    let outcomes: Vec<Outcome> = chosen.iter().map(of).collect();
    chosen.into_iter().zip(outcomes).collect()
}

/// The cells of rows as intake brings them into the record.
fn as_taken(read: &Read, rows: &[&Made]) -> BTreeMap<(TableKind, String), Cells> {
    let mut taken = BTreeMap::new();
    for table in tables_of(read, None, rows) {
        let Ok(table) = table.table(&Limits::default()) else { continue };
        for row in &table.rows {
            let cells: Cells =
                row.cells().map(|(name, cell)| (name.to_owned(), cell.text.clone())).collect();
            if let Some(key) = tables::key_of(table.kind, &cells) {
                taken.insert((table.kind, key), cells);
            }
        }
    }
    taken
}

/// How many rows of the record name this report and are none of the article's own.
fn others(known: &Rows, report: &str, all: &[Made]) -> usize {
    let own: BTreeSet<(TableKind, &str)> =
        all.iter().map(|row| (row.table, row.key.as_str())).collect();
    let names = |cells: &Cells| {
        let reports = cells.get("source_ids").map_or("", String::as_str);
        reports.split(';').any(|key| key.trim() == report)
    };
    known
        .iter()
        .filter(|(table, key, row)| !own.contains(&(*table, *key)) && names(&row.cells))
        .count()
}

/// The rows by table, the report first.
fn tables_of(
    read: &Read,
    report: Option<BTreeMap<&'static str, String>>,
    fresh: &[&Made],
) -> Vec<ReadTable> {
    let mut list = Vec::new();
    if let Some(cells) = report {
        let mut sources = ReadTable::new(read, TableKind::Sources);
        sources.report(&cells);
        list.push(sources);
    }
    for kind in tables::ALL {
        let mut table = ReadTable::new(read, kind);
        let mut any = false;
        for row in fresh.iter().filter(|row| row.table == kind) {
            table.row(row);
            any = true;
        }
        if any {
            list.push(table);
        }
    }
    list
}
