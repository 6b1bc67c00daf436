//! Taking tables in: rows become signed entries, once.
//!
//! The same file again adds nothing. A changed row supersedes its predecessor, and the difference is told. A row that cannot be
//! read is complained about and kept out; the good rows beside it are taken. All rows of one call are appended in one
//! transaction: a crash or Ctrl-C leaves all of them or none.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use model::read::{FieldError, Fields};
use record::Draft;

use super::case::Case;
use super::desk::Rows;
use super::entries::{RowBody, RowSource};
use super::error::Error;
use super::keys::{self, Role};
use super::logs;
use super::tables::{self, Cells, TableKind};
use crate::intake::{self, Complaint, IntakeError, Limits, Row, Severity, Table};

/// How to take tables in.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Show what would change, write nothing.
    pub dry_run: bool,
    /// The kind of table, when the file does not tell.
    pub kind: Option<TableKind>,
    /// Bounds on what is read.
    pub limits: Limits,
}

/// A cell that changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Table.
    pub table: TableKind,
    /// Key of the row.
    pub key: String,
    /// Column.
    pub column: String,
    /// Before; empty when the cell was.
    pub before: String,
    /// After; empty when the cell is.
    pub after: String,
}

/// What became of one table.
#[derive(Debug, Clone)]
pub struct TableReport {
    /// File, and sheet.
    pub name: String,
    /// Its kind.
    pub table: TableKind,
    /// Rows that were new.
    pub added: usize,
    /// Rows that changed.
    pub changed: usize,
    /// Rows that the record holds already.
    pub unchanged: usize,
    /// Rows kept out.
    pub refused: usize,
}

/// What became of all files.
#[derive(Debug, Default)]
pub struct Report {
    /// Table by table, in the order of the files.
    pub tables: Vec<TableReport>,
    /// Every changed cell.
    pub changes: Vec<Change>,
    /// Everything that was noticed, in the order of the files and places.
    pub complaints: Vec<Complaint>,
    /// Files that gave no table at all.
    pub unread: Vec<IntakeError>,
    /// Entries appended, or that would be.
    pub entries: usize,
}

impl Report {
    /// True when something was kept out.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        !self.unread.is_empty()
            || self.complaints.iter().any(Complaint::is_error)
            || self.tables.iter().any(|t| t.refused > 0)
    }
}

/// A file to take in: a path, or bytes that the program carries.
#[derive(Debug, Clone)]
pub enum Input<'a> {
    /// A path.
    Path(PathBuf),
    /// A name and the bytes.
    Bytes(&'a str, &'a [u8]),
}

/// Takes files in.
///
/// # Errors
/// What the record answers; then nothing was appended. Faults of files and rows are in the report.
pub fn add(case: &Case, inputs: &[Input<'_>], options: &Options) -> Result<Report, Error> {
    let mut report = Report::default();
    let tables = read_all(inputs, options, &mut report);
    let known = Rows::replay(case, None)?;
    let mut staged = Staged::new(&known, case);
    for table in &tables {
        let told = staged.take(table, &mut report);
        report.tables.push(told);
    }
    dangling(&tables, &staged, &mut report);
    report.entries = staged.drafts.len();
    if options.dry_run || staged.drafts.is_empty() {
        return Ok(report);
    }
    let author = keys::load(case, Role::Author)?;
    let day = logs::record_day(case.clock.today())?;
    let receipts = logs::desk(case)?.append(&staged.drafts, &author, day, case.clock.now_unix())?;
    // Another process may have taken the same rows in meanwhile.
    report.entries = receipts.iter().filter(|r| r.fresh).count();
    Ok(report)
}

fn read_all(inputs: &[Input<'_>], options: &Options, report: &mut Report) -> Vec<Table> {
    let mut tables = Vec::new();
    for input in inputs {
        let read = match input {
            Input::Path(path) => intake::read(path, options.kind, &options.limits),
            Input::Bytes(name, bytes) => {
                intake::read_bytes(name, bytes, options.kind, &options.limits)
            }
        };
        match read {
            Ok(list) => tables.extend(list),
            Err(error) => report.unread.push(error),
        }
    }
    // What is referred to comes first, so that replay meets a report before the claims in it; the order changes no value.
    tables.sort_by_key(|t| tables::ALL.iter().position(|k| *k == t.kind));
    tables
}

/// Rows on their way into the record.
struct Staged<'a> {
    known: &'a Rows,
    population: model::scope::Population,
    /// Rows of this call, newest by table and key.
    new: BTreeMap<(TableKind, String), Cells>,
    drafts: Vec<Draft>,
}

/// A row's fields as the door reads them.
struct RowFields<'a>(&'a Row);

impl Fields for RowFields<'_> {
    fn text(&self, column: &str) -> &str {
        self.0.get(column).unwrap_or("")
    }
}

impl<'a> Staged<'a> {
    fn new(known: &'a Rows, case: &Case) -> Self {
        Self { known, population: case.population(), new: BTreeMap::new(), drafts: Vec::new() }
    }

    fn take(&mut self, table: &Table, report: &mut Report) -> TableReport {
        let refused = usize::try_from(table.rows_refused).unwrap_or(usize::MAX);
        let mut told = TableReport {
            name: file_name(table),
            table: table.kind,
            added: 0,
            changed: 0,
            unchanged: 0,
            refused,
        };
        let mut complaints = table.complaints.clone();
        for row in &table.rows {
            if let Err(why) = tables::check_row(table.kind, &RowFields(row), &self.population) {
                told.refused += 1;
                complaints.extend(why.into_iter().map(|w| complaint(row, w)));
                continue;
            }
            match self.stage(table, row, report) {
                Ok(Fate::Added) => told.added += 1,
                Ok(Fate::Changed) => told.changed += 1,
                Ok(Fate::Unchanged) => told.unchanged += 1,
                Err(complaint) => {
                    told.refused += 1;
                    complaints.push(*complaint);
                }
            }
        }
        complaints.sort_by_key(|c| (c.place.line, c.place.column));
        report.complaints.append(&mut complaints);
        told
    }

    fn stage(
        &mut self,
        table: &Table,
        row: &Row,
        report: &mut Report,
    ) -> Result<Fate, Box<Complaint>> {
        let cells: Cells =
            row.cells().map(|(name, cell)| (name.to_owned(), cell.text.clone())).collect();
        let id = tables::id_column(table.kind);
        let Some(key) = tables::key_of(table.kind, &cells) else {
            return Err(Box::new(row.complain(id, "key.missing", "a key", None)));
        };
        let slot = (table.kind, key);
        let in_record = self.known.get(slot.0, &slot.1);
        let before = self.new.get(&slot).or_else(|| in_record.map(|r| &r.cells));
        if before == Some(&cells) {
            return Ok(Fate::Unchanged);
        }
        let fate = if before.is_some() { Fate::Changed } else { Fate::Added };
        if let Some(before) = before {
            report.changes.extend(differences(&slot, before, &cells));
        }
        let body = RowBody {
            key: slot.1.clone(),
            cells: cells.clone(),
            original: originals(row),
            from: RowSource {
                file: file_name(table),
                sha256: table.sha256_hex(),
                line: row.place.line,
            },
            supersedes: in_record.map(|r| r.entry.clone()),
        };
        let too_long = |why: String| {
            let hint = Some(format!("{why}; shorten the longest field of this row"));
            let expected = "a row that fits into one entry of the record";
            Box::new(row.complain(id, "row.too_long", expected, hint))
        };
        let value = serde_json::to_value(&body).map_err(|e| too_long(e.to_string()))?;
        let bytes = value.to_string().len();
        if bytes > ROW_BYTES_MAX {
            return Err(too_long(format!("it has {bytes} bytes, at most {ROW_BYTES_MAX} fit")));
        }
        let draft = Draft::new(tables::entry_kind(table.kind), value)
            .map_err(|e| too_long(e.to_string()))?;
        self.drafts.push(draft);
        self.new.insert(slot, cells);
        Ok(fate)
    }

    fn has_key(&self, key: &str) -> bool {
        self.known.with_key(key).next().is_some()
            || tables::ALL.into_iter().any(|t| self.new.contains_key(&(t, key.to_owned())))
    }
}

/// Bytes of a row's body at most: an entry has 65,535, of which author, day, kind and signature take fewer than 400.
const ROW_BYTES_MAX: usize = 65_535 - 400;

/// What became of a row.
enum Fate {
    Added,
    Changed,
    Unchanged,
}

fn complaint(row: &Row, why: FieldError) -> Complaint {
    row.complain(why.column, "value.unreadable", why.expected, why.hint)
}

fn originals(row: &Row) -> BTreeMap<String, String> {
    row.cells()
        .filter_map(|(name, cell)| {
            cell.original.as_ref().map(|o| (name.to_owned(), BASE64.encode(o)))
        })
        .collect()
}

fn differences(slot: &(TableKind, String), before: &Cells, after: &Cells) -> Vec<Change> {
    let columns: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let text = |cells: &Cells, column: &str| cells.get(column).cloned().unwrap_or_default();
    columns
        .into_iter()
        .map(|c| Change {
            table: slot.0,
            key: slot.1.clone(),
            column: c.clone(),
            before: text(before, c),
            after: text(after, c),
        })
        .filter(|c| c.before != c.after)
        .collect()
}

/// Notes references to rows that neither the record nor these files hold; such a source counts as unpublished.
fn dangling(tables: &[Table], staged: &Staged<'_>, report: &mut Report) {
    for table in tables {
        for row in &table.rows {
            for column in tables::reference_columns(table.kind) {
                for key in row.list(column).filter(|key| !staged.has_key(key)) {
                    let place = row.place_of(column);
                    let note = Complaint::new(Severity::Note, "key.unknown", place, "the key of a row that the record holds")
                        .found(key)
                        .hint("kept as it is; in `derives_from` it counts as a source that was not published");
                    report.complaints.push(note);
                }
            }
        }
    }
}

/// The file's name without its folder, with the sheet: paths of the desk's disk are nobody's business.
fn file_name(table: &Table) -> String {
    let path = std::path::Path::new(table.place.path.as_ref());
    let name = path
        .file_name()
        .map_or_else(|| table.place.path.to_string(), |n| n.to_string_lossy().into_owned());
    match &table.place.sheet {
        Some(sheet) => format!("{name}:{sheet}"),
        None => name,
    }
}

/// Reads files without a case: their good rows, as loose rows.
///
/// # Errors
/// [`Error::Intake`] for the first file that gives no table.
pub fn read_loose(paths: &[PathBuf], report: &mut Report) -> Result<Rows, Error> {
    let mut rows = Rows::default();
    let population = super::case::default_population("KP");
    for path in paths {
        for table in intake::read(path, None, &Limits::default())? {
            report.complaints.extend(table.complaints.iter().cloned());
            for row in &table.rows {
                let cells: Cells =
                    row.cells().map(|(name, cell)| (name.to_owned(), cell.text.clone())).collect();
                match (
                    tables::check_row(table.kind, &cells, &population),
                    tables::key_of(table.kind, &cells),
                ) {
                    (Ok(()), Some(key)) => rows.insert_loose(table.kind, key, cells),
                    (Err(why), _) => {
                        report.complaints.extend(why.into_iter().map(|w| complaint(row, w)));
                    }
                    (Ok(()), None) => {}
                }
            }
        }
    }
    Ok(rows)
}
