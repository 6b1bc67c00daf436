//! Taking tables in: rows become signed entries, once.
//!
//! The same file again adds nothing. A changed row supersedes its predecessor, and the difference is told. A row that cannot be
//! read is complained about and kept out; the good rows beside it are taken. All rows of one call are appended in one
//! transaction: a crash or Ctrl-C leaves all of them or none.
//!
//! A row that holds what must not be held does not pass the door (`app::door`). What is refused there can be taken in by two
//! editors, exactly as it is: the first run asks, another editor approves, the next run with the same rows takes them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

use model::read::{FieldError, Fields};
use record::Draft;
use record::vault::{EditorKey, Secret};

use super::case::Case;
use super::desk::Rows;
use super::door::{self, Door};
use super::entries::{RowBody, RowSource};
use super::error::Error;
use super::keys::{self, Role};
use super::logs;
use super::people::{self, Action, Granted, Request, Roster};
use super::read::ReadTable;
use super::sources;
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
    /// Rows that the door refused, and that two editors could take.
    pub at_door: usize,
    /// The request that they be taken, when one was made.
    pub request: Option<Request>,
    /// The two editors by whom they were taken.
    pub taken_by: Option<Granted>,
    /// True when the desk has sealed words and nobody's key was there to look for them.
    pub words_not_looked: bool,
}

/// Who takes tables in, and what is to become of rows that the door refuses.
#[derive(Default)]
pub struct By<'a> {
    /// An editor's key: with it the desk's sealed words are looked for.
    pub key: Option<&'a EditorKey>,
    /// Another editor at the same machine, who approves at once.
    pub with: Option<&'a EditorKey>,
    /// What becomes of rows that the door refuses.
    pub door: AtDoor<'a>,
}

/// What becomes of rows that the door refuses.
#[derive(Default)]
pub enum AtDoor<'a> {
    /// They stay out.
    #[default]
    Refuse,
    /// They stay out, and it is asked that they be taken; the function gives the reason.
    Ask(&'a mut dyn FnMut() -> Result<Secret, Error>),
    /// They are taken by this request, if they are exactly those that it asks for.
    Take(&'a str),
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
    /// Rows that were read out of an article.
    Read(&'a ReadTable),
}

/// Takes files in.
///
/// # Errors
/// What the record answers; then nothing was appended. Faults of files and rows are in the report.
pub fn add(case: &Case, inputs: &[Input<'_>], options: &Options) -> Result<Report, Error> {
    add_as(case, inputs, options, By::default(), &mut |_| Ok(Vec::new()))
}

/// Takes files in for an editor; `more` gives entries that belong to the rows and are written with them, or not at all.
///
/// # Errors
/// As [`add`]; [`people::Refusal`] when the rows that the door refused are not those of the request.
pub fn add_as(
    case: &Case,
    inputs: &[Input<'_>],
    options: &Options,
    by: By<'_>,
    more: &mut dyn FnMut(&Report) -> Result<Vec<Draft>, Error>,
) -> Result<Report, Error> {
    let mut report = Report::default();
    let tables = read_all(inputs, options, &mut report);
    let known = Rows::replay(case, None)?;
    let words = sources::words(case, &known.sources, by.key)?;
    report.words_not_looked = words.is_none() && sources::has_words(&known.sources);
    let mut staged = Staged::new(&known, case, Door::new(&known.sources, words, case));
    for table in &tables {
        let told = staged.take(table, &mut report);
        report.tables.push(told);
    }
    dangling(&staged, &mut report);
    report.at_door = staged.refused.len();
    let mut drafts = std::mem::take(&mut staged.drafts);
    if !staged.refused.is_empty() && !options.dry_run {
        drafts.extend(at_door(case, &staged, &mut report, by)?);
    }
    report.complaints = report.complaints.drain(..).map(|c| staged.door.mask(c)).collect();
    report.entries = drafts.len();
    if options.dry_run || drafts.is_empty() {
        return Ok(report);
    }
    drafts.extend(more(&report)?);
    let author = keys::load(case, Role::Author)?;
    let day = logs::record_day(case.clock.today())?;
    let receipts = logs::desk(case)?.append(&drafts, &author, day, case.clock.now_unix())?;
    // Another process may have taken the same rows in meanwhile.
    report.entries = receipts.iter().filter(|r| r.fresh).count();
    Ok(report)
}

/// What becomes of the rows that the door refused: a request, or, by a request that was approved, their entries.
fn at_door(
    case: &Case,
    staged: &Staged<'_>,
    report: &mut Report,
    by: By<'_>,
) -> Result<Vec<Draft>, Error> {
    let rows: Vec<_> = staged.refused.iter().map(|r| (r.table, &r.body)).collect();
    let digest = door::digest(&rows);
    let needed = || people::Refusal::TwoNeeded { what: "An override at the door".to_owned() };
    let granted = match by.door {
        AtDoor::Refuse => return Ok(Vec::new()),
        AtDoor::Ask(reason) => {
            let asker = by.key.ok_or_else(needed)?;
            Roster::load(case)?.editor(&asker.card().key)?;
            let subject = staged.subject();
            let why = reason()?;
            match by.with {
                None => {
                    let request =
                        people::ask(case, asker, Action::Override, &subject, &digest, Some(&why))?;
                    report.request = Some(request);
                    return Ok(Vec::new());
                }
                Some(second) => {
                    let act = (Action::Override, subject.as_str(), digest.as_str());
                    people::both(case, (asker, second), act, Some(&why), &mut |_, _| Ok(()))?
                }
            }
        }
        AtDoor::Take(request) => {
            let asker = by.key.ok_or_else(needed)?;
            people::granted_to(case, request, Action::Override, &digest, asker)?
        }
    };
    let names =
        staged.refused.iter().map(|r| format!("{}/{}", r.table.name(), r.body.key)).collect();
    let mut drafts = Vec::new();
    for row in &staged.refused {
        drafts.push(row.draft.clone());
        let Some(told) = report.tables.get_mut(row.told) else { continue };
        told.refused = told.refused.saturating_sub(1);
        *(if row.body.supersedes.is_some() { &mut told.changed } else { &mut told.added }) += 1;
    }
    // What was an error is taken: it stays visible as a warning.
    for complaint in &mut report.complaints {
        let place =
            (complaint.place.path.clone(), complaint.place.sheet.clone(), complaint.place.line);
        let overridden = complaint.code.starts_with("door.") || complaint.code == "source.named";
        if overridden && staged.refused.iter().any(|r| r.place == place) {
            complaint.severity = Severity::Warning;
        }
    }
    drafts.push(sources::override_entry(names, &digest, &granted)?);
    report.at_door = 0;
    report.taken_by = Some(granted);
    Ok(drafts)
}

fn read_all(inputs: &[Input<'_>], options: &Options, report: &mut Report) -> Vec<Table> {
    let mut tables = Vec::new();
    for input in inputs {
        let read = match input {
            Input::Path(path) => intake::read(path, options.kind, &options.limits),
            Input::Bytes(name, bytes) => {
                intake::read_bytes(name, bytes, options.kind, &options.limits)
            }
            Input::Read(rows) => rows.table(&options.limits).map(|table| vec![table]),
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
    door: Door<'a>,
    /// Rows of this call, newest by table and key.
    new: BTreeMap<(TableKind, String), Cells>,
    drafts: Vec<Draft>,
    /// Rows that the door refused and nothing else.
    refused: Vec<Refused>,
    /// Rows of the files that are taken, or were before.
    taken: Vec<(TableKind, &'a Row)>,
}

/// A row that the door refused.
struct Refused {
    table: TableKind,
    body: RowBody,
    draft: Draft,
    /// File, sheet and line.
    place: (Arc<str>, Option<Arc<str>>, u64),
    /// Index of its table's report.
    told: usize,
}

/// A row's fields as the door reads them.
struct RowFields<'a>(&'a Row);

impl Fields for RowFields<'_> {
    fn text(&self, column: &str) -> &str {
        self.0.get(column).unwrap_or("")
    }
}

impl<'a> Staged<'a> {
    fn new(known: &'a Rows, case: &Case, door: Door<'a>) -> Self {
        Self {
            known,
            population: case.population(),
            door,
            new: BTreeMap::new(),
            drafts: Vec::new(),
            refused: Vec::new(),
            taken: Vec::new(),
        }
    }

    /// The rows that the door refused, for a request: by key, or by line where the key itself was refused.
    fn subject(&self) -> String {
        let names = self.refused.iter().take(SUBJECT_ROWS_MAX).map(|r| {
            if self.door.refuses(&r.body.key) {
                format!("{} line {}", r.table.name(), r.place.2)
            } else {
                format!("{} {}", r.table.name(), r.body.key)
            }
        });
        let mut text = names.collect::<Vec<_>>().join(", ");
        let more = self.refused.len().saturating_sub(SUBJECT_ROWS_MAX);
        if more > 0 {
            text.push_str(&format!(" and {more} more"));
        }
        text
    }

    fn take(&mut self, table: &'a Table, report: &mut Report) -> TableReport {
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
            match self.stage(table, row, report, &mut complaints) {
                Ok(Fate::Added) => told.added += 1,
                Ok(Fate::Changed) => told.changed += 1,
                Ok(Fate::Unchanged) => told.unchanged += 1,
                Ok(Fate::Refused) => {
                    told.refused += 1;
                    continue;
                }
                Err(complaint) => {
                    told.refused += 1;
                    complaints.push(*complaint);
                    continue;
                }
            }
            self.taken.push((table.kind, row));
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
        complaints: &mut Vec<Complaint>,
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
        let said = self.door.look(table.kind, row, &cells);
        complaints.extend(said.notes);
        let (refused, wrong) = (!said.refused.is_empty(), !said.wrong.is_empty());
        complaints.extend(said.refused.into_iter().chain(said.wrong));
        if wrong {
            return Ok(Fate::Refused);
        }
        let mut file = file_name(table);
        if self.door.refuses(&file) && (tables::is_protected(table.kind, &cells) || refused) {
            "(not kept)".clone_into(&mut file);
        }
        let body = RowBody {
            key: slot.1.clone(),
            cells: cells.clone(),
            original: door::originals(row),
            from: RowSource {
                file,
                sha256: table.sha256_hex(),
                line: row.place.line,
                bytes: row.place.excerpt.as_ref().map(|e| (e.bytes.start, e.bytes.end)),
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
        if refused {
            let place = (row.place.path.clone(), row.place.sheet.clone(), row.place.line);
            let told = report.tables.len();
            self.refused.push(Refused { table: table.kind, body, draft, place, told });
            return Ok(Fate::Refused);
        }
        if let Some(before) = before {
            report.changes.extend(differences(&slot, before, &cells));
        }
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

/// Rows that a request names at most.
const SUBJECT_ROWS_MAX: usize = 12;

/// What became of a row.
enum Fate {
    Added,
    Changed,
    Unchanged,
    Refused,
}

fn complaint(row: &Row, why: FieldError) -> Complaint {
    row.complain(why.column, "value.unreadable", why.expected, why.hint)
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
///
/// Rows that were refused say nothing here: what they refer to is text of theirs.
fn dangling(staged: &Staged<'_>, report: &mut Report) {
    for (kind, row) in &staged.taken {
        for column in tables::reference_columns(*kind) {
            for key in row.list(column).filter(|key| !staged.has_key(key)) {
                let place = row.place_of(column);
                let expected = "the key of a row that the record holds";
                let note = Complaint::new(Severity::Note, "key.unknown", place, expected)
                    .found(key)
                    .hint("kept as it is; in `derives_from` it counts as a source that was not published");
                report.complaints.push(note);
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
