//! Reading tables: CSV, TSV, JSON Lines and XLSX files of claims, measures, persons and the rest.
//!
//! Every file ends as [`Table`]s: rows whose values passed their schema, and a list of complaints with path, line, column,
//! the value, what was expected and a hint. All complaints are given at once, and a bad row never hides the good ones.
//! Terms: *kind* – what a row is (docs/formats.md has each kind's columns); *head* – the first row, with the names of the
//! columns; *place* – path, sheet, physical line, field.
//!
//! Invariants: nothing here panics on any input; memory is bounded by [`Limits`]; the same bytes always give the same table;
//! nothing is printed and nothing is written. Not here: meaning. A row is text that fits its column's type; statements are
//! made of it by the use cases, which also decide what is new, what supersedes, and what is refused as a whole.
//!
//! Sources: RFC 4180 (CSV), RFC 8259 and jsonlines.org (JSON), ECMA-376 (XLSX), WHATWG Encoding Standard, UAX 15 (NFC).

mod columns;
mod complaint;
mod decode;
mod delimited;
mod detect;
mod header;
mod json;
mod overlap;
mod parquet;
mod persons;
pub(crate) mod plain;
mod schema;
mod split;
pub(crate) mod stream;
mod table;
mod template;
mod text;
mod values;
mod xlsx;

use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;
use std::sync::Arc;

use sha2::{Digest, Sha256};

pub use self::columns::{AGE_MAX, COUNT_MAX, PRECISIONS, RELEASES};
pub use self::complaint::{Complaint, Excerpt, Place, Severity};
pub(crate) use self::complaint::{Complaints, described, escaped, invisible, masked};
pub use self::detect::Format;
pub use self::header::normalised;
pub use self::overlap::{
    Overlap, OverlapColumns, OverlapRow, overlap_of_bytes, read_overlap, take_overlap,
};
pub use self::persons::{
    Clustered, DrawCounts, ListCounts, Partitions, StratumCounts, read_partitions, read_persons,
};
pub use self::schema::{Column, Required, Schema, TableKind, Values};
pub use self::table::{Cell, Row, Table};
pub use self::template::{TemplateFormat, reference, template};
pub(crate) use self::values::formula;
pub(crate) use schema::grouped;

/// How much of a file is taken in. Beyond a bound there is a message, and what was read before it stays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of a file. Default 512 MiB.
    pub file: u64,
    /// Rows of a table. Default 5,000,000.
    pub rows: u64,
    /// Columns of a table. Default 1,000.
    pub columns: usize,
    /// Bytes of a field. Default 1 MiB; an entry of the record holds 64 KiB in all.
    pub field: usize,
    /// Bytes of memory that the kept rows of one table take, by estimate. Default 2 GiB.
    pub memory: u64,
    /// Levels of brackets in JSON. Default 32.
    pub json_depth: usize,
    /// Bytes of one JSON object. Default 16 MiB.
    pub json_object: usize,
    /// Bytes of a workbook as it is. Default 128 MiB.
    pub xlsx_packed: u64,
    /// Bytes of a workbook unpacked, all parts together. Default 1 GiB.
    pub xlsx_unpacked: u64,
    /// Bytes of one unpacked part that is no sheet: shared strings, styles. Default 256 MiB.
    pub xlsx_part: u64,
    /// Unpacked bytes for each packed one, in a workbook above 16 MiB. Default 200.
    pub xlsx_ratio: u64,
    /// Parts of a workbook. Default 10,000.
    pub xlsx_parts: usize,
    /// Complaints that are listed; the rest are counted. Default 1,000.
    pub complaints: usize,
}

impl Default for Limits {
    fn default() -> Self {
        const MIB: u64 = 1024 * 1024;
        Self {
            file: 512 * MIB,
            rows: 5_000_000,
            columns: 1_000,
            field: 1024 * 1024,
            memory: 2048 * MIB,
            json_depth: 32,
            json_object: 16 * 1024 * 1024,
            xlsx_packed: 128 * MIB,
            xlsx_unpacked: 1024 * MIB,
            xlsx_part: 256 * MIB,
            xlsx_ratio: 200,
            xlsx_parts: 10_000,
            complaints: 1_000,
        }
    }
}

/// Why a file gives no table at all.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum IntakeError {
    /// The file cannot be opened or read.
    #[error("Cannot read `{path}`: {}", io_words(why))]
    Io {
        /// The file.
        path: String,
        /// What the system says.
        why: io::Error,
    },
    /// The path is a folder.
    #[error("Cannot read `{path}`: it is a folder")]
    Folder {
        /// The folder.
        path: String,
    },
    /// The file is larger than the bound.
    #[error("Cannot read `{path}`: it has more than {limit} bytes")]
    TooLarge {
        /// The file.
        path: String,
        /// The bound, in bytes.
        limit: u64,
    },
    /// The file holds nothing, or nothing but white space.
    #[error("Cannot read `{path}`: it is empty")]
    Empty {
        /// The file.
        path: String,
    },
    /// The file is something else.
    #[error("Cannot read `{path}` as a table: it is {what}")]
    NotATable {
        /// The file.
        path: String,
        /// What it is.
        what: &'static str,
        /// What can be done.
        hint: &'static str,
    },
    /// The file is in no text encoding.
    #[error("Cannot read `{path}`: it is not text; its bytes fit no encoding")]
    NotText {
        /// The file.
        path: String,
    },
    /// A JSON file without one object that can be read.
    #[error("Cannot read `{path}`: it holds no JSON object that can be read")]
    NoObjects {
        /// The file.
        path: String,
    },
    /// The kind of the table is not to be told.
    #[error("Cannot tell what kind of table `{path}`{} is", sheet.as_ref().map(|s| format!(" (sheet `{s}`)")).unwrap_or_default())]
    UnknownKind {
        /// The file.
        path: String,
        /// The sheet, in a workbook.
        sheet: Option<String>,
        /// The head, as it was read; at most 20 names.
        head: Vec<String>,
        /// The kind that shares most columns with it, and how many.
        nearest: Option<(TableKind, usize)>,
    },
    /// More columns than the bound.
    #[error("Cannot read `{path}`: line {line} has {columns} columns, at most {limit} are taken")]
    TooManyColumns {
        /// The file.
        path: String,
        /// The line of the head.
        line: u64,
        /// Columns found.
        columns: u64,
        /// The bound.
        limit: u64,
    },
    /// A row that does not end within the bound.
    #[error("Cannot read `{path}`: the row on line {line} has more than {limit} bytes")]
    LongRow {
        /// The file.
        path: String,
        /// The line where it starts.
        line: u64,
        /// The bound, in bytes.
        limit: usize,
    },
    /// More of something than the bound.
    #[error("Cannot read `{path}`: on line {line} there are more than {limit} {what}")]
    TooMany {
        /// The file.
        path: String,
        /// The line on which the bound is passed.
        line: u64,
        /// What there is too much of.
        what: &'static str,
        /// The bound.
        limit: u64,
    },
    /// A table without a column that was asked for.
    #[error("Cannot read `{path}`: it has no column `{column}`")]
    NoColumn {
        /// The file.
        path: String,
        /// The column.
        column: String,
        /// The head, as it was read; at most 20 names.
        head: Vec<String>,
    },
    /// A table that has a column which is to be written beside it.
    #[error("Cannot read `{path}`: it has a column `{column}` already")]
    ColumnThere {
        /// The file.
        path: String,
        /// The column.
        column: &'static str,
    },
    /// A workbook that cannot be opened.
    #[error("Cannot read the workbook `{path}`: {cause}")]
    Workbook {
        /// The file.
        path: String,
        /// What is wrong with it.
        cause: String,
    },
    /// A Parquet file that cannot be read.
    #[error("Cannot read the Parquet file `{path}`: {cause}")]
    Columns {
        /// The file.
        path: String,
        /// What is wrong with it.
        cause: String,
    },
    /// A column whose values are no text, number, day or truth value.
    #[error("Cannot read the Parquet file `{path}`: column `{column}` holds {what}")]
    Nested {
        /// The file.
        path: String,
        /// The column.
        column: String,
        /// What it holds.
        what: &'static str,
    },
    /// A workbook that unpacks to more than the bound.
    #[error("Cannot read the workbook `{path}`: it has more than {limit} {what}")]
    Bomb {
        /// The file.
        path: String,
        /// What there is too much of.
        what: &'static str,
        /// The bound.
        limit: u64,
    },
}

impl IntakeError {
    /// A stable code, by which the program translates.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Io { .. } => "file.unreadable",
            Self::Folder { .. } => "file.folder",
            Self::TooLarge { .. } => "file.too_large",
            Self::Empty { .. } => "file.empty",
            Self::NotATable { .. } => "file.not_a_table",
            Self::NotText { .. } => "file.not_text",
            Self::NoObjects { .. } => "file.no_objects",
            Self::UnknownKind { .. } => "file.unknown_kind",
            Self::TooManyColumns { .. } => "file.too_many_columns",
            Self::LongRow { .. } => "file.long_row",
            Self::TooMany { .. } => "file.too_many",
            Self::NoColumn { .. } => "file.no_column",
            Self::ColumnThere { .. } => "file.column_there",
            Self::Workbook { .. } => "file.workbook",
            Self::Columns { .. } => "file.parquet",
            Self::Nested { .. } => "file.nested",
            Self::Bomb { .. } => "file.bomb",
        }
    }

    /// What the desk can do.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        let hint = match self {
            Self::Io { .. } => return None,
            Self::Folder { .. } => "give the files in it".to_owned(),
            Self::TooLarge { .. } => "split the file".to_owned(),
            Self::Empty { .. } | Self::NoObjects { .. } => {
                "`cenotaph add --template claims` prints a table to begin with".to_owned()
            }
            Self::NotATable { hint, .. } => (*hint).to_owned(),
            Self::NotText { .. } => "save it as UTF-8".to_owned(),
            Self::UnknownKind { nearest, .. } => unknown_kind_hint(*nearest),
            Self::TooManyColumns { .. } => {
                "a table has one row for each record, not one column".to_owned()
            }
            Self::LongRow { .. } => "look for a quote that is not closed".to_owned(),
            Self::TooMany { .. } => {
                "look whether the columns are what they are taken for".to_owned()
            }
            Self::NoColumn { head, .. } => {
                let names: Vec<String> = head.iter().map(|name| format!("`{name}`")).collect();
                format!("the first row has {}", names.join(", "))
            }
            Self::ColumnThere { .. } => "rename or remove it; it would stand twice".to_owned(),
            Self::Workbook { .. } => {
                "open it in a spreadsheet program and save it again, or save it as CSV".to_owned()
            }
            Self::Columns { .. } => {
                "write it again with the program that made it, or save it as CSV".to_owned()
            }
            Self::Nested { .. } => {
                "leave the column out, or write what is in it as columns of their own".to_owned()
            }
            Self::Bomb { .. } => "save the sheets that matter as CSV".to_owned(),
        };
        Some(hint)
    }

    pub(crate) fn unknown_kind(
        path: &Arc<str>,
        sheet: Option<&Arc<str>>,
        head: &[String],
        nearest: Option<(TableKind, usize)>,
    ) -> Self {
        // Without a head, the first row of values stands here.
        let shown = |name: &String| masked(name).unwrap_or_else(|| escaped(name, 80));
        let head = head.iter().take(20).map(shown).collect();
        Self::UnknownKind {
            path: path.to_string(),
            sheet: sheet.map(ToString::to_string),
            head,
            nearest,
        }
    }
}

/// Reads every table of a file.
///
/// * `hint` – the kind that the caller says it is; without one, the head tells, then the name of the sheet or file.
/// * Output: one table; of a workbook one for each sheet of a known kind, in the order of the sheets.
/// * Errors: [`IntakeError`] when nothing can be read; everything less is a complaint in a table.
/// * Determinism: the same bytes give the same tables. Cost: the file is read once and held in memory.
///
/// # Errors
/// See [`IntakeError`].
pub fn read(
    path: &Path,
    hint: Option<TableKind>,
    limits: &Limits,
) -> Result<Vec<Table>, IntakeError> {
    let name = path.display().to_string();
    let fail = |why| IntakeError::Io { path: path.display().to_string(), why };
    let file = File::open(path).map_err(fail)?;
    let metadata = file.metadata().map_err(fail)?;
    if metadata.is_dir() {
        return Err(IntakeError::Folder { path: name });
    }
    let too_large =
        || IntakeError::TooLarge { path: path.display().to_string(), limit: limits.file };
    if metadata.len() > limits.file {
        return Err(too_large());
    }
    let mut bytes = Vec::new();
    // A device or pipe has no length, and a file can grow while it is read.
    file.take(limits.file.saturating_add(1)).read_to_end(&mut bytes).map_err(fail)?;
    if bytes.len() as u64 > limits.file {
        return Err(too_large());
    }
    read_bytes(&name, &bytes, hint, limits)
}

/// Reads every table of a file that is in memory; `name` is shown in places and may tell format and kind.
///
/// # Errors
/// See [`IntakeError`]; `Io` and `Folder` do not occur.
///
/// # Examples
/// ```
/// use cenotaph::intake::{self, Limits};
///
/// let text = "claim_id,party,announced_date,category,best\nC1,NIS,2031-03-14,killed,\"3,000\"\nC2,NIS,,killed,-5\n";
/// let tables = intake::read_bytes("claims.csv", text.as_bytes(), None, &Limits::default())?;
/// assert_eq!(tables[0].rows.len(), 1);
/// assert_eq!(tables[0].rows[0].get("best"), Some("3000"));
/// assert_eq!(
///     tables[0].complaints[2].to_string(),
///     "claims.csv:3:5: error: Found `-5` in `best`, expected a whole number from 0 to 1,000,000,000,000 \
///      [value.negative]\n  hint: a count of persons cannot be below zero"
/// );
/// # Ok::<(), cenotaph::intake::IntakeError>(())
/// ```
pub fn read_bytes(
    name: &str,
    bytes: &[u8],
    hint: Option<TableKind>,
    limits: &Limits,
) -> Result<Vec<Table>, IntakeError> {
    let path: Arc<str> = name.into();
    if bytes.len() as u64 > limits.file {
        return Err(IntakeError::TooLarge { path: name.to_owned(), limit: limits.file });
    }
    let not_a_table = |other: detect::Other| IntakeError::NotATable {
        path: name.to_owned(),
        what: other.what,
        hint: other.hint,
    };
    let by_bytes = detect::by_bytes(bytes).map_err(not_a_table)?;
    let origin = table::Origin {
        path: path.clone(),
        sheet: None,
        encoding: "UTF-8",
        sha256: Sha256::digest(bytes).into(),
        bytes: bytes.len() as u64,
        numbered: true,
        too_long_hint: None,
    };
    if by_bytes == Some(Format::Xlsx) {
        return xlsx::read(bytes, &origin, hint, limits);
    }
    read_text(name, bytes, origin, hint, limits).map(|table| vec![table])
}

/// The format of a file, by content first and name second, without reading it.
///
/// # Errors
/// [`IntakeError::NotATable`] when the file is something else, [`IntakeError::NotText`] when it is binary.
pub fn format(name: &str, bytes: &[u8]) -> Result<Format, IntakeError> {
    let not_a_table = |other: detect::Other| IntakeError::NotATable {
        path: name.to_owned(),
        what: other.what,
        hint: other.hint,
    };
    if let Some(format) = detect::by_bytes(bytes).map_err(not_a_table)? {
        return Ok(format);
    }
    let decoded = decode::decode(bytes.get(..FORMAT_BYTES).unwrap_or(bytes));
    if binary(&decoded) {
        return Err(IntakeError::NotText { path: name.to_owned() });
    }
    detect::by_text(&decoded.text, name).map_err(not_a_table)
}

/// What a file is that holds no text, by its first bytes; nothing when it may hold some.
pub(crate) fn no_text(bytes: &[u8]) -> Option<&'static str> {
    match detect::by_bytes(bytes) {
        Err(other) => return Some(other.what),
        Ok(Some(_)) => return Some("a ZIP archive, a workbook or an office document"),
        Ok(None) => {}
    }
    let head = bytes.get(..FORMAT_BYTES).unwrap_or(bytes);
    let decoded = decode::decode(head);
    (binary(&decoded) || noise(&decoded.text)).then_some("not text; its bytes fit no encoding")
}

/// Whether more than one character of fifty is a control character that no text has: any bytes fit the one-byte encodings.
fn noise(text: &str) -> bool {
    let odd = |c: &char| matches!(c, '\0'..='\u{8}' | '\u{e}'..='\u{1a}' | '\u{1c}'..='\u{1f}' | '\u{7f}');
    let controls = text.chars().filter(odd).count();
    controls > 8 && controls * 50 > text.chars().count()
}

fn read_text(
    name: &str,
    bytes: &[u8],
    mut origin: table::Origin,
    hint: Option<TableKind>,
    limits: &Limits,
) -> Result<Table, IntakeError> {
    let decoded = decode::decode(bytes);
    if binary(&decoded) {
        return Err(IntakeError::NotText { path: name.to_owned() });
    }
    if decoded.text.chars().all(|c| c.is_whitespace() || "\u{feff},;|\"".contains(c)) {
        return Err(IntakeError::Empty { path: name.to_owned() });
    }
    origin.encoding = decoded.encoding;
    let whole = Place::row(&origin.path, None, 0);
    let format = detect::by_text(&decoded.text, name).map_err(|other| IntakeError::NotATable {
        path: name.to_owned(),
        what: other.what,
        hint: other.hint,
    })?;
    let mut table = match format {
        Format::Json => json::read(&decoded, origin, hint, limits)?,
        Format::Delimited | Format::Xlsx => delimited::read(&decoded, origin, hint, limits)?,
    };
    let mut first = Vec::new();
    if decoded.bad_more {
        first.push(delimited::bad_more(whole.clone()));
    }
    if decoded.guessed {
        let complaint = Complaint::new(Severity::Warning, "table.encoding_guessed", whole, "a file in UTF-8")
            .found(decoded.encoding)
            .hint("the encoding was guessed from the text; check names and accents, or save the file as UTF-8");
        first.push(complaint);
    }
    table.complaints.splice(0..0, first);
    Ok(table)
}

/// Whether what was decoded is no text: bytes that fit nothing everywhere, or NUL in more than one character of fifty.
fn binary(decoded: &decode::Decoded<'_>) -> bool {
    let length = decoded.text.len().max(1);
    let nul = decoded.text.bytes().filter(|&b| b == 0).count();
    decoded.bad_more && decoded.bad.len() * 20 >= length.min(200_000)
        || nul * 50 > length && nul > 8
}

fn unknown_kind_hint(nearest: Option<(TableKind, usize)>) -> String {
    let kinds: Vec<&str> = TableKind::ALL.iter().map(|kind| kind.name()).collect();
    let near = match nearest {
        Some((kind, shared)) => {
            let id = kind.schema().id.unwrap_or("mention");
            format!(
                "; nearest is {kind}, with {shared} columns of the same name, but `{id}` is missing"
            )
        }
        None => String::new(),
    };
    let article = if near.is_empty() { "an article is read with `cenotaph read`; " } else { "" };
    format!(
        "{article}the kinds are {}{near}; name the id column as docs/formats.md does, or the file after its kind",
        kinds.join(", ")
    )
}

/// What the system said, in the words of a message.
pub(crate) fn io_words(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "no such file".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        _ => error.to_string(),
    }
}

/// How much of a file tells its format.
const FORMAT_BYTES: usize = 64 * 1024;
