//! Rows, tables, and the one way by which every format becomes them.
//!
//! The readers of CSV, JSON and XLSX give [`Raw`] rows to a [`Builder`]; it knows the schema, cleans and checks each value,
//! and keeps out what is wrong. Invariants: every row of a [`Table`] passed its schema and has no error against it; within
//! a table no two rows have one id; a field that is empty is not stored, so that empty fields cost nothing.
//!
//! Not here: meaning. A row is still text; the use cases make statements of it.

use std::collections::HashMap;
use std::sync::Arc;

use super::Limits;
use super::complaint::{Complaint, Complaints, Place, Severity};
use super::header::{self, Header};
use super::schema::{Required, Schema, TableKind, Values, grouped, quoted};
use super::text::{self, clean};
use super::values::{self, Remark};

/// One table as read.
#[derive(Debug)]
pub struct Table {
    /// What its rows are.
    pub kind: TableKind,
    /// Where it was read from: the path, the sheet, the line of the head.
    pub place: Place,
    /// The names of its columns: the program's own names, and normalised names of extra columns.
    pub header: Vec<String>,
    /// The rows without an error, in the order of the file.
    pub rows: Vec<Row>,
    /// Everything that was noticed, sorted by place; bounded by [`Limits::complaints`].
    pub complaints: Vec<Complaint>,
    /// The encoding of the file, as the WHATWG names it.
    pub encoding: &'static str,
    /// SHA-256 of the whole file.
    pub sha256: [u8; 32],
    /// Length of the whole file, in bytes.
    pub bytes: u64,
    /// Rows that were read and kept out, because something is wrong with them.
    pub rows_refused: u64,
    /// Rows that say the same as an earlier row, and were taken once.
    pub rows_repeated: u64,
}

impl Table {
    /// Whether something was kept out.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.rows_refused > 0 || self.complaints.iter().any(Complaint::is_error)
    }

    /// The SHA-256 of the file in hexadecimal.
    #[must_use]
    pub fn sha256_hex(&self) -> String {
        use std::fmt::Write as _;
        self.sha256.iter().fold(String::with_capacity(64), |mut out, byte| {
            // Writing to a `String` cannot fail.
            let _ = write!(out, "{byte:02x}");
            out
        })
    }
}

/// One field that is not empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// The value: NFC, trimmed, in the program's writing (`3000` for `3,000`).
    pub text: String,
    /// The value as it came, when that differs: decomposed Hangul, spaces at its ends, separators in a number.
    pub original: Option<String>,
    /// The position of its column, from 0.
    pub column: usize,
}

/// One row that passed its schema.
#[derive(Debug, Clone)]
pub struct Row {
    /// Where it starts.
    pub place: Place,
    header: Arc<Header>,
    cells: Vec<Cell>,
    numbered: bool,
}

impl Row {
    /// The value of a column; nothing when the column is not there or the field is empty.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.cell(name).map(|cell| cell.text.as_str())
    }

    /// The field of a column, with the text as it came.
    #[must_use]
    pub fn cell(&self, name: &str) -> Option<&Cell> {
        let column = self.header.position(name)?;
        find(&self.cells, column)
    }

    /// The parts of a field that holds several values, separated by `;`.
    pub fn list(&self, name: &str) -> impl Iterator<Item = &str> {
        self.get(name).unwrap_or_default().split(';').map(str::trim).filter(|part| !part.is_empty())
    }

    /// Every field that is not empty, with its column's name, in the order of the file.
    pub fn cells(&self) -> impl Iterator<Item = (&str, &Cell)> {
        self.cells
            .iter()
            .filter_map(|cell| Some((self.header.names.get(cell.column)?.as_ref(), cell)))
    }

    /// The fields of columns that the schema does not know.
    pub fn extras(&self) -> impl Iterator<Item = (&str, &Cell)> {
        self.cells.iter().filter_map(|cell| match self.header.known.get(cell.column) {
            Some(None) => Some((self.header.names.get(cell.column)?.as_ref(), cell)),
            _ => None,
        })
    }

    /// The place of one field of this row, whether it is empty or not.
    #[must_use]
    pub fn place_of(&self, name: &str) -> Place {
        let column = self.header.position(name);
        let number = column.filter(|_| self.numbered).map(|column| column as u64 + 1);
        self.place.clone().at(number, Some(name.into()))
    }

    /// An error at one field of this row, with the value as it came.
    #[must_use]
    pub fn complain(
        &self,
        name: &str,
        code: &'static str,
        expected: impl Into<String>,
        hint: Option<String>,
    ) -> Complaint {
        let mut complaint = Complaint::new(Severity::Error, code, self.place_of(name), expected);
        if let Some(cell) = self.cell(name) {
            complaint = complaint.found(cell.original.as_deref().unwrap_or(&cell.text));
        }
        complaint.advise(hint)
    }
}

/// One row as a format's reader gives it: fields by position from 0, ascending.
#[derive(Debug, Default)]
pub(crate) struct Raw<'t> {
    pub(crate) line: u64,
    pub(crate) fields: Vec<(usize, std::borrow::Cow<'t, str>)>,
    /// How many fields the row has, where the format says so; then it must be as many as the head has.
    pub(crate) width: Option<usize>,
    /// Whether the reader has already complained of it: the row is checked for more and kept out.
    pub(crate) refused: bool,
}

/// What the builder needs to know of the file.
#[derive(Debug, Clone)]
pub(crate) struct Origin {
    pub(crate) path: Arc<str>,
    pub(crate) sheet: Option<Arc<str>>,
    pub(crate) encoding: &'static str,
    pub(crate) sha256: [u8; 32],
    pub(crate) bytes: u64,
    /// Whether column numbers mean something to the reader of the file (in JSON they do not).
    pub(crate) numbered: bool,
    /// Advice for a row with too many fields, which depends on the delimiter.
    pub(crate) too_long_hint: Option<String>,
}

/// What becomes of a row.
enum Verdict {
    Keep,
    /// It says what an earlier row says.
    Repeat,
    Refuse,
}

/// Makes a table of raw rows.
pub(crate) struct Builder<'l> {
    schema: &'static Schema,
    origin: Origin,
    header_line: u64,
    header: Arc<Header>,
    usable: bool,
    limits: &'l Limits,
    rows: Vec<Row>,
    seen: HashMap<String, Seen>,
    complaints: Complaints,
    memory: u64,
    rows_read: u64,
    refused: u64,
    repeated: u64,
    full: bool,
}

/// The first row with an id.
#[derive(Debug, Clone, Copy)]
struct Seen {
    line: u64,
    /// Its index among the kept rows; nothing when it was kept out.
    kept: Option<usize>,
}

impl<'l> Builder<'l> {
    pub(crate) fn new(
        kind: TableKind,
        origin: Origin,
        written: &[String],
        header_line: u64,
        limits: &'l Limits,
    ) -> Self {
        let mut complaints = Complaints::new(limits.complaints);
        let place = Place::row(&origin.path, origin.sheet.as_ref(), header_line);
        let schema = kind.schema();
        let (header, usable) =
            header::read(written, schema, &place, origin.numbered, &mut complaints);
        Self {
            schema,
            origin,
            header_line,
            header: Arc::new(header),
            usable,
            limits,
            rows: Vec::new(),
            seen: HashMap::new(),
            complaints,
            memory: 0,
            rows_read: 0,
            refused: 0,
            repeated: 0,
            full: false,
        }
    }

    /// Adds a complaint of the format's reader.
    pub(crate) fn complain(&mut self, complaint: Complaint) {
        self.complaints.push(complaint);
    }

    /// Counts a row that the format's reader could not read, and complained of.
    pub(crate) fn refuse(&mut self) {
        self.refused += 1;
    }

    /// The encoding of the file.
    pub(crate) fn encoding(&self) -> &'static str {
        self.origin.encoding
    }

    /// A place in this table.
    pub(crate) fn place(&self, line: u64, column: Option<usize>) -> Place {
        let name = column.and_then(|at| self.header.names.get(at).cloned());
        let number = column.filter(|_| self.origin.numbered).map(|at| at as u64 + 1);
        Place::row(&self.origin.path, self.origin.sheet.as_ref(), line).at(number, name)
    }

    /// Whether a bound was met and no further row is taken.
    pub(crate) fn full(&self) -> bool {
        self.full
    }

    /// Checks one row and keeps it if nothing is wrong with it.
    pub(crate) fn push(&mut self, raw: Raw<'_>) {
        let blank = raw.fields.iter().all(|(_, text)| text.trim().is_empty());
        if self.full || (blank && !raw.refused) {
            return;
        }
        self.rows_read += 1;
        if self.rows_read > self.limits.rows {
            let expected = format!("at most {} rows", grouped(self.limits.rows));
            self.stop("table.rows", raw.line, expected);
            return;
        }
        let errors = self.complaints.errors();
        let width_fits = self.check_width(&raw);
        let mut cells = self.cells(&raw);
        if width_fits {
            // Values that stand in the wrong columns would only bring complaints that mislead.
            self.check_values(raw.line, &mut cells);
        }
        let sound = !raw.refused && self.complaints.errors() == errors;
        self.keep(raw.line, cells, sound);
    }

    /// The table; what was read so far is in it whatever happened later.
    pub(crate) fn finish(self) -> Table {
        let Origin { path, sheet, encoding, sha256, bytes, .. } = self.origin;
        Table {
            kind: self.schema.kind,
            place: Place::row(&path, sheet.as_ref(), self.header_line),
            header: self.header.names.iter().map(ToString::to_string).collect(),
            rows: self.rows,
            complaints: self.complaints.finish(&path, sheet.as_ref()),
            encoding,
            sha256,
            bytes,
            rows_refused: self.refused,
            rows_repeated: self.repeated,
        }
    }

    fn stop(&mut self, code: &'static str, line: u64, expected: String) {
        self.full = true;
        let place = self.place(line, None);
        let complaint = Complaint::new(Severity::Error, code, place, expected)
            .hint("the rows before this one were read; split the file");
        self.complaints.push(complaint);
    }

    fn check_width(&mut self, raw: &Raw<'_>) -> bool {
        let columns = self.header.len();
        let beyond = raw.fields.iter().find(|(at, text)| *at >= columns && !text.trim().is_empty());
        if let Some((at, text)) = beyond {
            let found =
                raw.width.map_or_else(String::new, |width| format!("; this row has {width}"));
            let expected = format!("{columns} fields, as the head has{found}");
            let complaint = Complaint::new(
                Severity::Error,
                "row.too_long",
                self.place(raw.line, Some(*at)),
                expected,
            )
            .found(text)
            .advise(self.origin.too_long_hint.clone());
            self.complaints.push(complaint);
            return false;
        }
        if let Some(width) = raw.width
            && width < columns
        {
            let expected = format!("{columns} fields, as the head has; this row has {width}");
            let place = self.place(raw.line, Some(width));
            let complaint = Complaint::new(Severity::Error, "row.too_short", place, expected)
                .hint("add the missing delimiters, or put a field that holds a line break in double quotes");
            self.complaints.push(complaint);
            return false;
        }
        true
    }

    fn cells(&mut self, raw: &Raw<'_>) -> Vec<Cell> {
        let mut cells = Vec::with_capacity(raw.fields.len().min(self.header.len()));
        for (column, field) in &raw.fields {
            if *column >= self.header.len() {
                continue;
            }
            let (text, found) = clean(field);
            if found != text::Found::default() {
                self.complain_of_characters(raw.line, *column, field, found);
            }
            if !text.is_empty() {
                let original = (text != *field).then(|| field.to_string());
                cells.push(Cell { text: text.into_owned(), original, column: *column });
            }
        }
        cells
    }

    fn complain_of_characters(
        &mut self,
        line: u64,
        column: usize,
        field: &str,
        found: text::Found,
    ) {
        let mut say = |severity, code, expected: &str, hint: &str| {
            let complaint =
                Complaint::new(severity, code, self.place(line, Some(column)), expected)
                    .found(field)
                    .hint(hint);
            self.complaints.push(complaint);
        };
        if found.nul {
            say(
                Severity::Error,
                "value.nul",
                "text without a NUL character",
                "the file may be damaged or binary",
            );
        }
        if found.control {
            let hint = "the control characters were taken out; the text as it came is kept";
            say(Severity::Warning, "value.control", "text without control characters", hint);
        }
        if found.replacement {
            let hint =
                "the text was damaged before it was put into this file; look at the source again";
            say(
                Severity::Warning,
                "value.replacement",
                "text without the replacement character U+FFFD",
                hint,
            );
        }
        if found.direction {
            let hint = "what is shown may not be in the order in which it is stored";
            say(
                Severity::Warning,
                "value.direction",
                "text without marks that turn its direction",
                hint,
            );
        }
    }

    fn check_values(&mut self, line: u64, cells: &mut [Cell]) {
        let header = self.header.clone();
        for at in 0..cells.len() {
            let Some(known) = cells.get(at).and_then(|cell| header.known.get(cell.column)) else {
                continue;
            };
            let Some(Cell { text, column, .. }) = cells.get(at) else { continue };
            let (value, remarks) = match known {
                Some(known) => {
                    let precision = match known.values {
                        Values::Date { precision: Some(name) } => header
                            .position(name)
                            .and_then(|at| find(cells, at))
                            .map_or("", |cell| &cell.text),
                        _ => "",
                    };
                    values::check(known, text, precision)
                }
                None => (text.as_str().into(), values::formula(text).into_iter().collect()),
            };
            let (column, changed) = (*column, (value != *text).then(|| value.into_owned()));
            for remark in remarks {
                let original =
                    cells.get(at).map_or("", |cell| cell.original.as_deref().unwrap_or(&cell.text));
                self.remark(line, column, original, remark);
            }
            if let (Some(value), Some(cell)) = (changed, cells.get_mut(at)) {
                let before = std::mem::replace(&mut cell.text, value);
                cell.original.get_or_insert(before);
            }
        }
        self.check_presence(line, cells);
        self.check_order(line, cells);
    }

    fn remark(&mut self, line: u64, column: usize, value: &str, remark: Remark) {
        let Remark { severity, code, expected, hint } = remark;
        let complaint =
            Complaint::new(severity, code, self.place(line, Some(column)), expected).found(value);
        self.complaints.push(complaint.advise(hint));
    }

    /// Values that a row must have.
    fn check_presence(&mut self, line: u64, cells: &[Cell]) {
        let header = self.header.clone();
        let empty = |name: &str| {
            header
                .position(name)
                .is_none_or(|at| find(cells, at).is_none_or(|cell| cell.text.is_empty()))
        };
        for column in self.schema.columns.iter().filter(|c| c.required != Required::No) {
            let Some(at) = header.position(column.name) else { continue };
            if !empty(column.name) {
                continue;
            }
            let (severity, hint) = match column.required {
                Required::No => continue,
                Required::Column => (Severity::Warning, "kept as unknown".to_owned()),
                Required::Value => (Severity::Error, format!("it says: {}", column.meaning)),
                Required::Unless(other) if empty(other) => (
                    Severity::Error,
                    format!(
                        "it says: {}; it may be empty when `{other}` is filled",
                        column.meaning
                    ),
                ),
                Required::Unless(_) => continue,
            };
            let complaint =
                Complaint::new(severity, "value.missing", self.place(line, Some(at)), "a value")
                    .hint(hint);
            self.complaints.push(complaint);
        }
    }

    /// A lower bound above its upper bound is a slip, whatever the statement.
    fn check_order(&mut self, line: u64, cells: &[Cell]) {
        let number = |name: &str| -> Option<u64> {
            find(cells, self.header.position(name)?)?.text.parse().ok()
        };
        let (Some(low), Some(high), Some(at)) =
            (number("low"), number("high"), self.header.position("low"))
        else {
            return;
        };
        if low > high && self.schema.column("low").is_some() {
            let expected = format!("at most {}, which is in `high`", grouped(high));
            let complaint =
                Complaint::new(Severity::Error, "row.order", self.place(line, Some(at)), expected)
                    .found(&low.to_string())
                    .hint("the two may be swapped");
            self.complaints.push(complaint);
        }
    }

    fn keep(&mut self, line: u64, cells: Vec<Cell>, sound: bool) {
        match self.verdict(line, &cells, sound) {
            Verdict::Keep if self.usable => {}
            Verdict::Repeat => {
                self.repeated += 1;
                return;
            }
            Verdict::Keep | Verdict::Refuse => {
                self.refused += 1;
                return;
            }
        }
        self.memory = self.memory.saturating_add(weight(&cells));
        if self.memory > self.limits.memory {
            let expected =
                format!("rows that fit in {} bytes of memory", grouped(self.limits.memory));
            self.stop("table.memory", line, expected);
            self.refused += 1;
            return;
        }
        let place = self.place(line, None);
        self.rows.push(Row {
            place,
            header: self.header.clone(),
            cells,
            numbered: self.origin.numbered,
        });
    }

    /// Whether an earlier row has this id; complains if so.
    fn verdict(&mut self, line: u64, cells: &[Cell], sound: bool) -> Verdict {
        let alone = if sound { Verdict::Keep } else { Verdict::Refuse };
        let id_column = self.schema.id.and_then(|id| self.header.position(id));
        let key = match (self.schema.id, id_column) {
            (Some(_), Some(at)) => find(cells, at).map(|cell| cell.text.clone()),
            (Some(_), None) => None,
            (None, _) => Some(joined(cells)),
        };
        let Some(key) = key else { return alone };
        let Some(&first) = self.seen.get(&key) else {
            self.memory = self.memory.saturating_add(key.len() as u64 + 64);
            self.seen.insert(
                key,
                Seen { line, kept: (sound && self.usable).then_some(self.rows.len()) },
            );
            return alone;
        };
        let same = first
            .kept
            .and_then(|at| self.rows.get(at))
            .is_some_and(|row| same_values(&row.cells, cells));
        let place = self.place(line, id_column);
        let complaint = if same && sound {
            Complaint::new(Severity::Note, "row.repeated", place, "each row once")
                .hint(format!("it says the same as line {}, and was taken once", first.line))
        } else {
            let hint = if first.kept.is_some() {
                "this row was kept out; correct one of the two, or give it an id of its own"
            } else {
                "both rows were kept out; remove one of the two, or give it an id of its own"
            };
            Complaint::new(
                Severity::Error,
                "row.id_twice",
                place,
                format!("an id that line {} does not have", first.line),
            )
            .hint(hint)
        };
        self.complaints.push(if id_column.is_some() { complaint.found(&key) } else { complaint });
        if same && sound { Verdict::Repeat } else { Verdict::Refuse }
    }
}

fn find(cells: &[Cell], column: usize) -> Option<&Cell> {
    cells.binary_search_by_key(&column, |cell| cell.column).ok().and_then(|at| cells.get(at))
}

fn same_values(a: &[Cell], b: &[Cell]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.column == b.column && a.text == b.text)
}

fn joined(cells: &[Cell]) -> String {
    cells
        .iter()
        .map(|cell| format!("{}\u{1f}{}", cell.column, cell.text))
        .collect::<Vec<_>>()
        .join("\u{1e}")
}

/// What a row costs in memory, near enough: its place and vector, and per field two strings with their heads.
fn weight(cells: &[Cell]) -> u64 {
    let texts: usize = cells
        .iter()
        .map(|cell| 72 + cell.text.capacity() + cell.original.as_ref().map_or(0, String::capacity))
        .sum();
    200 + texts as u64
}

/// The advice for a row with more fields than the head, given the delimiter.
pub(crate) fn too_long_hint(delimiter: u8) -> String {
    let name = match delimiter {
        b'\t' => "tab".to_owned(),
        other => quoted(&[char::from(other).to_string().as_str()]),
    };
    format!("put a value that holds a {name} in double quotes")
}
