//! Filing drafts: chosen rows and the article's own row go through `add`, and the bytes are kept as a blob.
//!
//! First all rows are tried without writing. When the report's own row is refused, nothing is filed: a statement must not name a report
//! that the case does not have. Then the bytes are stored, then the rows are appended in one transaction. A crash after the first
//! leaves a blob that no entry names; running again files the rows.
//!
//! The bytes are not kept when they may hold what may not be held: when the door refused one of the rows; when a sealed word of the desk
//! stands in them; or when a row rests on a protected source, no address says that the article was published, and its text holds
//! what leads to a person.
//!
//! A draft whose key is in the record is left alone: an editor may have mended the row since.

use std::collections::{BTreeMap, BTreeSet};

use protect::door::Words;
use reading::BlockKind;
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

/// What became of the drafts that were chosen.
#[derive(Debug)]
pub struct Filed {
    /// Each draft, in their order.
    pub drafts: Vec<(Made, Outcome)>,
    /// The key of the article's report.
    pub report_key: String,
    /// What became of it.
    pub report_row: Outcome,
    /// Whether the bytes are kept.
    pub kept: Kept,
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
    let (report_key, own) = report_of(&known, read);
    let mut drafts: Vec<(Made, Outcome)> = rows(read, &report_key)
        .into_iter()
        .filter(|row| choice.has(row.number))
        .map(|row| {
            let outcome = outcome_of(&known, read, &row);
            (row, outcome)
        })
        .collect();
    let fresh: Vec<&Made> =
        drafts.iter().filter(|(_, o)| *o == Outcome::Filed).map(|(row, _)| row).collect();
    let mut kept = Kept::Yes;
    let before = if own { known.get(TableKind::Sources, &report_key) } else { None };
    let report_cells = |kept| {
        own.then(|| report_row(read, &report_key, before.map(|r| &r.cells), kept, words.as_ref()))
    };
    let mut inputs = tables_of(read, report_cells(kept), &fresh);
    let mut report = run(case, &inputs, key, true)?;
    let report_refused = refused(&report, TableKind::Sources);
    if report_refused {
        kept = Kept::NoNothing;
    } else {
        kept = may_keep(read, &report, &fresh, words.as_ref());
        if kept != Kept::Yes {
            inputs = tables_of(read, report_cells(kept), &fresh);
            report = run(case, &inputs, key, true)?;
        }
    }
    if !dry_run && !report_refused {
        if kept == Kept::Yes {
            let id = logs::desk(case)?.blobs().put(read.article.bytes.as_slice())?;
            debug_assert_eq!(id.to_string(), read.article.sha256_hex());
        }
        report = run(case, &inputs, key, false)?;
    }
    let out: BTreeSet<usize> = about(&report.complaints).collect();
    for (row, outcome) in &mut drafts {
        if *outcome == Outcome::Filed && (report_refused || out.contains(&row.number)) {
            *outcome = Outcome::Refused;
        }
    }
    let report_row = match report.tables.iter().find(|t| t.table == TableKind::Sources) {
        _ if report_refused => Outcome::Refused,
        Some(told) if told.added + told.changed > 0 => Outcome::Filed,
        _ => Outcome::There { changed: false },
    };
    if report_refused {
        report.entries = 0;
    }
    Ok(Filed { drafts, report_key, report_row, kept, report })
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

/// The key of the article's report, and whether its row is ours to write: a row with the same address is the same report.
fn report_of(known: &Rows, read: &Read) -> (String, bool) {
    let key = report_key(read);
    let url = read.hints.url.trim();
    let there = known.iter().find(|(table, other, row)| {
        let address = row.cells.get("url").map(|u| u.trim());
        *table == TableKind::Sources && *other != key && !url.is_empty() && address == Some(url)
    });
    // What was filed under our own key stays there.
    match there {
        Some((_, other, _)) if known.get(TableKind::Sources, &key).is_none() => {
            (other.to_owned(), false)
        }
        _ => (key, true),
    }
}

fn outcome_of(known: &Rows, read: &Read, row: &Made) -> Outcome {
    if let Some(there) = known.get(row.table, &row.key) {
        return Outcome::There { changed: as_taken(read, row).as_ref() != Some(&there.cells) };
    }
    if row.needs.is_empty() {
        return Outcome::Filed;
    }
    Outcome::Unfit(Unfit { number: row.number, table: row.table, needs: row.needs.clone() })
}

/// The cells of a row as intake brings them into the record.
fn as_taken(read: &Read, row: &Made) -> Option<Cells> {
    let mut table = ReadTable::new(read, row.table);
    table.row(row);
    let table = table.table(&Limits::default()).ok()?;
    let row = table.rows.first()?;
    Some(row.cells().map(|(name, cell)| (name.to_owned(), cell.text.clone())).collect())
}

/// The article's own row. Of a row that is there only `access` is written anew: the rest may have been mended.
fn report_row(
    read: &Read,
    key: &str,
    before: Option<&Cells>,
    kept: Kept,
    words: Option<&Words>,
) -> BTreeMap<&'static str, String> {
    let published = !read.hints.url.trim().is_empty();
    let access = match kept {
        // The hash leaves with the row. Of what was not published it would let somebody check a guess at the text.
        Kept::Yes if published => format!("stored copy, SHA-256 {}", read.article.sha256_hex()),
        Kept::Yes => "stored copy".to_owned(),
        _ => "read, not kept".to_owned(),
    };
    let mut cells = BTreeMap::new();
    for column in TableKind::Sources.schema().columns {
        if let Some(text) = before.and_then(|b| b.get(column.name)) {
            cells.insert(column.name, text.clone());
        }
    }
    if before.is_none() {
        let text = |kind| {
            let block = read.reading.blocks.iter().find(|b| b.kind == kind)?;
            let text = read.reading.text.get(block.span.text.clone())?;
            Some(text.split_whitespace().collect::<Vec<_>>().join(" "))
        };
        // A note's first line may name whom it is about.
        let refused =
            |text: &String| masked(text).is_some() || words.is_some_and(|w| w.find(text).is_some());
        let title = text(BlockKind::Headline).filter(|t| !refused(t)).unwrap_or_default();
        let own = [
            ("source_id", key.to_owned()),
            ("publisher", read.hints.publisher.trim().to_owned()),
            ("lang", read.reading.lang.map_or("", model::quantity::Lang::code).to_owned()),
            ("title", title),
            ("url", read.hints.url.trim().to_owned()),
            ("published", read.hints.published.map_or_else(String::new, |d| d.to_string())),
        ];
        cells.extend(own.into_iter().filter(|(_, text)| !text.is_empty()));
    }
    cells.insert("access", access);
    cells
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

fn refused(report: &add::Report, table: TableKind) -> bool {
    report.tables.iter().any(|t| t.table == table && t.refused > 0)
}

/// Whether the bytes may be kept; see the head of this module.
fn may_keep(read: &Read, report: &add::Report, fresh: &[&Made], words: Option<&Words>) -> Kept {
    if report.at_door > 0 {
        return Kept::NoRefused;
    }
    let text = &read.reading.text;
    if words.is_some_and(|w| w.find(text).is_some()) {
        return Kept::NoSealed;
    }
    let protected = fresh.iter().any(|row| row.is_protected());
    let mut blocks = read.reading.blocks.iter().filter_map(|b| text.get(b.span.text.clone()));
    let leads = |block: &str| !protect::door::inspect(block).is_empty();
    if protected && read.hints.url.trim().is_empty() && blocks.any(leads) {
        return Kept::NoPerson;
    }
    Kept::Yes
}
