//! Excel workbooks, cell by cell, with the archive weighed before it is opened.
//!
//! `calamine` parses; this module decides what it may see. A workbook is a ZIP archive of XML parts, and both can be made to
//! explode: the archive is unpacked once into nothing, counting, before `calamine` reads it, and sheets are then streamed, so
//! that a sheet that claims a million columns costs nothing. Terms: *part* – one file of the archive; *cached value* – what
//! the spreadsheet computed when the file was saved. Invariants: nothing is computed here; a formula's cached value is taken
//! and told about; an error value (`#REF!`) keeps its row out; each value that reaches the schema is text.
//!
//! Not here: XLS, XLSB and ODS. They are named and refused.
//! Sources: ECMA-376 part 1; ZIP appnote 6.3.9; Fifield, *A better zip bomb* (WOOT 2019).

use std::borrow::Cow;
use std::io::{Cursor, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use calamine::{DataRef, ExcelDateTime, Reader, SheetType, SheetVisible, Xlsx};

use super::complaint::{Complaint, Place, Severity};
use super::detect::{self, SaidBy};
use super::header::normalised;
use super::plain::{Item, Plain, Take};
use super::schema::{TableKind, grouped};
use super::table::{Builder, Origin, Raw, Table};
use super::{IntakeError, Limits};

/// Reads every sheet that is a table of a known kind.
pub(crate) fn read(
    bytes: &[u8],
    origin: &Origin,
    hint: Option<TableKind>,
    limits: &Limits,
) -> Result<Vec<Table>, IntakeError> {
    weigh(bytes, &origin.path, limits)?;
    // The parser below is not ours and is fed by strangers. Its panics on crafted files (arithmetic on cell names, paths
    // of parts) end here; no state of ours is shared with it.
    catch_unwind(AssertUnwindSafe(|| read_weighed(bytes, origin, hint, limits)))
        .unwrap_or_else(|_| Err(unreadable(&origin.path, "its parts contradict each other")))
}

/// Gives out the rows of the first sheet with two columns or more, without a schema.
pub(crate) fn plain(
    bytes: &[u8],
    path: &Arc<str>,
    limits: &Limits,
    take: Take<'_>,
) -> Result<Plain, IntakeError> {
    weigh(bytes, path, limits)?;
    // As in [`read`]: the parser is not ours.
    catch_unwind(AssertUnwindSafe(|| plain_weighed(bytes, path, limits, take)))
        .unwrap_or_else(|_| Err(unreadable(path, "its parts contradict each other")))
}

fn plain_weighed(
    bytes: &[u8],
    path: &Arc<str>,
    limits: &Limits,
    take: Take<'_>,
) -> Result<Plain, IntakeError> {
    let fail = |fault: calamine::XlsxError| unreadable(path, &fault.to_string());
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(fail)?;
    let sheets: Vec<String> = book
        .sheets_metadata()
        .iter()
        .filter(|s| s.typ == SheetType::WorkSheet)
        .map(|s| s.name.clone())
        .collect();
    for sheet in sheets.iter().take(SHEETS_MAX) {
        let Some((line, names)) = head(&mut book, sheet, path, limits)? else { continue };
        if names.iter().filter(|n| !n.trim().is_empty()).count() < 2 {
            continue;
        }
        let mut plain = Plain::default();
        if take(Item::Head(&names)).is_break() {
            return Ok(plain);
        }
        let mut cells = book.worksheet_cells_reader(sheet).map_err(fail)?;
        let mut row: (u64, Vec<Cow<'_, str>>) = (line, Vec::new());
        while let Some(cell) = cells.next_cell().map_err(fail)? {
            let (at, column) = cell.get_position();
            let (at, column) = (u64::from(at) + 1, column as usize);
            if at <= line || column >= names.len() {
                continue;
            }
            if at != row.0 {
                if give(&row, &mut plain, take) || plain.rows >= limits.rows {
                    return Ok(plain);
                }
                row = (at, vec![Cow::Borrowed(""); names.len()]);
            }
            row.1[column] = Cow::Owned(shown(cell.get_value()).into_owned());
        }
        give(&row, &mut plain, take);
        return Ok(plain);
    }
    Err(IntakeError::Empty { path: path.to_string() })
}

/// Gives out a row that is not blank; whether the caller has enough.
fn give(row: &(u64, Vec<Cow<'_, str>>), plain: &mut Plain, take: Take<'_>) -> bool {
    if row.1.iter().all(|c| c.trim().is_empty()) {
        return false;
    }
    plain.rows += 1;
    take(Item::Row(&row.1)).is_break()
}

fn unreadable(path: &Arc<str>, cause: &str) -> IntakeError {
    IntakeError::Workbook { path: path.to_string(), cause: cause.to_owned() }
}

/// Unpacks every part into nothing and refuses what is too large, too many, or lies.
///
/// * Memory: one buffer; the archive's directory is bounded by the number of parts, counted before it is parsed.
/// * Cost: one inflation of the whole archive, at most `limits.xlsx_unpacked` bytes.
fn weigh(bytes: &[u8], path: &Arc<str>, limits: &Limits) -> Result<(), IntakeError> {
    let bomb =
        |what: &'static str, limit: u64| IntakeError::Bomb { path: path.to_string(), what, limit };
    if bytes.len() as u64 > limits.xlsx_packed {
        return Err(bomb("bytes", limits.xlsx_packed));
    }
    if bytes.windows(4).filter(|four| four == b"PK\x01\x02").count() > limits.xlsx_parts {
        return Err(bomb("parts", limits.xlsx_parts as u64));
    }
    let fault = |fault: zip::result::ZipError| unreadable(path, &fault.to_string());
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(fault)?;
    let names: Vec<String> =
        archive.file_names().filter_map(Result::ok).map(|name| name.to_lowercase()).collect();
    if !names.iter().any(|name| name.ends_with("workbook.xml")) {
        let (what, hint) = archive_kind(&names);
        return Err(IntakeError::NotATable { path: path.to_string(), what, hint });
    }
    let (mut total, mut buffer) = (0_u64, vec![0_u8; 64 * 1024]);
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).map_err(fault)?;
        let name = part.name().map_err(fault)?.to_lowercase();
        let sheet = name.contains("worksheets/");
        let mut guard =
            PartGuard { strings: name.contains("sharedstrings"), ..PartGuard::default() };
        let mut size = 0_u64;
        loop {
            let read =
                part.read(&mut buffer).map_err(|f| unreadable(path, &format!("`{name}`: {f}")))?;
            if read == 0 {
                break;
            }
            (size, total) = (size + read as u64, total + read as u64);
            if total > limits.xlsx_unpacked {
                return Err(bomb("unpacked bytes", limits.xlsx_unpacked));
            }
            if !sheet && size > limits.xlsx_part {
                return Err(bomb("unpacked bytes in one part", limits.xlsx_part));
            }
            guard.see(buffer.get(..read).unwrap_or_default());
        }
        let xml = name.ends_with(".xml") || name.ends_with(".rels");
        if xml && !guard.plain() {
            return Err(unreadable(path, &format!("`{name}` is not in UTF-8")));
        }
        if guard.largest > size {
            // The parser would reserve room for as many strings as are announced.
            return Err(unreadable(
                path,
                &format!("`{name}` announces more strings than it can hold"),
            ));
        }
    }
    // A sheet compresses well, but not a thousandfold.
    let packed = bytes.len() as u64;
    if total > RATIO_FREE_BYTES && total / packed.max(1) > limits.xlsx_ratio {
        return Err(bomb("unpacked bytes for each packed one", limits.xlsx_ratio));
    }
    Ok(())
}

fn archive_kind(names: &[String]) -> (&'static str, &'static str) {
    let has = |end: &str| names.iter().any(|name| name.ends_with(end));
    if has("workbook.bin") {
        ("a binary Excel workbook (XLSB)", "save it as XLSX")
    } else if has("content.xml") {
        ("an OpenDocument file", "save it as XLSX or CSV")
    } else if has("word/document.xml") {
        ("a Word document", "copy its table into a spreadsheet and save it as CSV")
    } else {
        ("a ZIP archive", "unpack it first, and give the tables in it")
    }
}

/// Watches the bytes of a part go by.
#[derive(Debug, Default)]
struct PartGuard {
    /// Whether this part holds the shared strings.
    strings: bool,
    head: Vec<u8>,
    tail: Vec<u8>,
    nul: bool,
    /// The largest `uniqueCount="…"` seen.
    largest: u64,
}

impl PartGuard {
    fn see(&mut self, chunk: &[u8]) {
        self.nul |= chunk.contains(&0);
        let free = HEAD_BYTES.saturating_sub(self.head.len());
        self.head.extend(chunk.iter().take(free));
        if !self.strings {
            return;
        }
        // The end of the chunk before is looked at again, for an attribute that lies across the two.
        self.tail.extend_from_slice(chunk);
        let seen = std::mem::take(&mut self.tail);
        let mut from = 0;
        while let Some(at) = find(seen.get(from..).unwrap_or_default(), b"uniqueCount") {
            from += at + b"uniqueCount".len();
            self.largest = self.largest.max(number_after(seen.get(from..).unwrap_or_default()));
        }
        let keep = seen.len().saturating_sub(OVERLAP_BYTES);
        self.tail = seen.get(keep..).unwrap_or_default().to_vec();
    }

    /// Whether the part is UTF-8 by all that it says of itself.
    fn plain(&self) -> bool {
        let head = String::from_utf8_lossy(&self.head).to_lowercase();
        let declared =
            head.split("?>").next().filter(|head| head.contains("<?xml")).unwrap_or_default();
        let named = declared.split_once("encoding").is_none_or(|(_, rest)| {
            let value = rest.trim_start().trim_start_matches('=').trim_start();
            ["\"utf-8\"", "'utf-8'", "\"us-ascii\"", "'us-ascii'", "\"utf8\"", "'utf8'"]
                .iter()
                .any(|name| value.starts_with(name))
        });
        named && !self.nul
    }
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack.windows(needle.len()).position(|window| window == needle)
}

/// The number of an attribute's value, behind its name; 0 when there is none.
fn number_after(rest: &[u8]) -> u64 {
    let mut rest = rest
        .iter()
        .copied()
        .skip_while(|b| b.is_ascii_whitespace() || matches!(b, b'=' | b'"' | b'\''));
    rest.by_ref().take_while(u8::is_ascii_digit).fold(0_u64, |number, digit| {
        number.saturating_mul(10).saturating_add(u64::from(digit - b'0'))
    })
}

/// A sheet that was not read.
#[derive(Debug, Clone)]
struct Skipped {
    name: Arc<str>,
    head: Vec<String>,
    nearest: Option<(TableKind, usize)>,
}

fn read_weighed(
    bytes: &[u8],
    origin: &Origin,
    hint: Option<TableKind>,
    limits: &Limits,
) -> Result<Vec<Table>, IntakeError> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes))
        .map_err(|fault| unreadable(&origin.path, &fault.to_string()))?;
    let sheets: Vec<_> = book.sheets_metadata().to_vec();
    let mut tables = Vec::new();
    let mut skipped: Vec<Skipped> = Vec::new();
    let sheets: Vec<_> =
        sheets.into_iter().filter(|sheet| sheet.typ == SheetType::WorkSheet).collect();
    for sheet in sheets.iter().take(SHEETS_MAX) {
        let mut origin = origin.clone();
        let name: Arc<str> = sheet.name.as_str().into();
        origin.sheet = Some(name.clone());
        let Some((line, head)) = head(&mut book, &sheet.name, &origin.path, limits)? else {
            continue;
        };
        // A file's name speaks for the workbook only when there is nothing else in it.
        let path = if sheets.len() == 1 { origin.path.to_string() } else { String::new() };
        match detect::kind(&head, &path, Some(&sheet.name), None) {
            Ok((kind, by))
                if hint.is_none_or(|hint| hint == kind)
                    && (by != SaidBy::Name || plausible(&head, kind)) =>
            {
                let mut builder = Builder::new(kind, origin, &head, line, limits);
                if sheet.visible != SheetVisible::Visible {
                    let complaint = Complaint::new(
                        Severity::Warning,
                        "table.hidden",
                        builder.place(0, None),
                        "a sheet that is shown",
                    )
                    .found(&sheet.name)
                    .hint("the sheet is hidden in the workbook, and was read");
                    builder.complain(complaint);
                }
                rows(&mut book, &sheet.name, line, &mut builder, limits);
                tables.push(builder.finish());
            }
            Ok((kind, _)) => skipped.push(Skipped { name, head, nearest: Some((kind, 0)) }),
            Err(nearest) => skipped.push(Skipped { name, head, nearest }),
        }
    }
    if let (true, Some(kind), Some(Skipped { name, head, .. })) =
        (tables.is_empty(), hint, skipped.first().cloned())
    {
        // The caller says what the workbook is, and no sheet says otherwise by its own head or name.
        let mut origin = origin.clone();
        origin.sheet = Some(name.clone());
        let line = self::head(&mut book, &name, &origin.path, limits)?.map_or(1, |(line, _)| line);
        let mut builder = Builder::new(kind, origin, &head, line, limits);
        rows(&mut book, &name, line, &mut builder, limits);
        tables.push(builder.finish());
        skipped.remove(0);
    }
    let Some(first) = tables.first_mut() else {
        return Err(match skipped.into_iter().next() {
            Some(Skipped { name, head, nearest }) => {
                IntakeError::unknown_kind(&origin.path, Some(&name), &head, nearest)
            }
            None => IntakeError::Empty { path: origin.path.to_string() },
        });
    };
    for Skipped { name, .. } in skipped {
        let place = Place::row(&origin.path, Some(&name), 0);
        let complaint = Complaint::new(Severity::Note, "table.skipped", place, "a sheet of a known kind")
            .found(&name)
            .hint("the sheet was not read; its head has no id column such as `claim_id`, and its name is no kind of table");
        first.complaints.push(complaint);
    }
    Ok(tables)
}

/// Whether a sheet that is only *named* for a kind also has columns of it.
fn plausible(head: &[String], kind: TableKind) -> bool {
    head.iter().any(|name| kind.schema().column(&normalised(name)).is_some())
}

/// The first row that is not blank.
fn head(
    book: &mut Xlsx<Cursor<&[u8]>>,
    sheet: &str,
    path: &Arc<str>,
    limits: &Limits,
) -> Result<Option<(u64, Vec<String>)>, IntakeError> {
    let fault = |fault: calamine::XlsxError| unreadable(path, &format!("sheet `{sheet}`: {fault}"));
    let mut cells = book.worksheet_cells_reader(sheet).map_err(fault)?;
    let mut found: Option<(u32, Vec<String>)> = None;
    while let Some(cell) = cells.next_cell().map_err(fault)? {
        let (row, column) = cell.get_position();
        let text = match cell.get_value() {
            DataRef::Error(error) => error.to_string(),
            value => shown(value).into_owned(),
        };
        let (first, names) = match &mut found {
            Some((first, _)) if *first != row => break,
            Some((first, names)) => (first, names),
            None if normalised(&text).is_empty() => continue,
            None => {
                let (first, names) = found.insert((row, Vec::new()));
                (first, names)
            }
        };
        let column = column as usize;
        if normalised(&text).is_empty() {
            continue;
        }
        if column >= limits.columns {
            return Err(IntakeError::TooManyColumns {
                path: path.to_string(),
                line: u64::from(*first) + 1,
                columns: column as u64 + 1,
                limit: limits.columns as u64,
            });
        }
        if names.len() <= column {
            names.resize(column + 1, String::new());
        }
        if let Some(slot) = names.get_mut(column) {
            *slot = text;
        }
    }
    Ok(found.map(|(row, names)| (u64::from(row) + 1, names)))
}

/// Streams the rows under the head into the builder; what stops the parser is complained of, the rows before it stay.
fn rows(
    book: &mut Xlsx<Cursor<&[u8]>>,
    sheet: &str,
    head: u64,
    builder: &mut Builder<'_>,
    limits: &Limits,
) {
    let mut cells = match book.worksheet_cells_reader(sheet) {
        Ok(cells) => cells,
        Err(fault) => return broken(builder, head, &fault),
    };
    let mut raw = Raw::default();
    loop {
        let cell = match cells.next_cell_with_formula_metadata() {
            Ok(Some(cell)) => cell,
            Ok(None) => break,
            Err(fault) => {
                let line = raw.line.max(head);
                flush(builder, &mut raw);
                return broken(builder, line, &fault);
            }
        };
        let (line, column) = (u64::from(cell.pos.0) + 1, cell.pos.1 as usize);
        if line <= head {
            continue;
        }
        if line != raw.line {
            let back = line < raw.line;
            let last = raw.line;
            flush(builder, &mut raw);
            raw.line = line;
            if back {
                let place = builder.place(line, Some(column));
                let expected = format!("rows in ascending order; row {last} came before");
                builder.complain(Complaint::new(Severity::Error, "table.order", place, expected));
                raw.refused = true;
            }
        }
        if builder.full() {
            return;
        }
        take(builder, &mut raw, column, &cell.value, cell.formula.is_some(), limits);
    }
    flush(builder, &mut raw);
}

fn flush(builder: &mut Builder<'_>, raw: &mut Raw<'static>) {
    let mut done = std::mem::take(raw);
    raw.line = done.line;
    if done.fields.is_empty() && !done.refused {
        return;
    }
    // Cells of one row may stand in any order; two at one place are two values, and neither is chosen.
    done.fields.sort_by_key(|(column, _)| *column);
    let doubled = done
        .fields
        .iter()
        .zip(done.fields.iter().skip(1))
        .find(|(a, b)| a.0 == b.0)
        .map(|(a, _)| a.0);
    if let Some(column) = doubled {
        let place = builder.place(done.line, Some(column));
        builder.complain(Complaint::new(
            Severity::Error,
            "table.order",
            place,
            "one value in a cell",
        ));
        done.refused = true;
        done.fields.dedup_by_key(|(column, _)| *column);
    }
    builder.push(done);
}

fn take(
    builder: &mut Builder<'_>,
    raw: &mut Raw<'static>,
    column: usize,
    value: &DataRef<'_>,
    formula: bool,
    limits: &Limits,
) {
    let place = builder.place(raw.line, Some(column));
    if let DataRef::Error(error) = value {
        let complaint = Complaint::new(
            Severity::Error,
            "value.error",
            place,
            "a value; the spreadsheet shows an error here",
        )
        .found(&error.to_string())
        .hint("mend the formula, or type the value in its place");
        builder.complain(complaint);
        raw.refused = true;
        return;
    }
    let text = shown(value);
    if text.len() > limits.field {
        let expected = format!("a field of at most {} bytes", grouped(limits.field as u64));
        builder.complain(
            Complaint::new(Severity::Error, "value.too_long", place, expected).found(&text),
        );
        raw.refused = true;
        return;
    }
    if formula {
        let complaint = Complaint::new(
            Severity::Warning,
            "value.computed",
            place,
            "a value that was typed",
        )
        .found(&text)
        .hint("the cell holds a formula; the value that the spreadsheet last computed was taken");
        builder.complain(complaint);
    }
    if !text.is_empty() && (column < limits.columns || !text.trim().is_empty()) {
        if raw.fields.len() > limits.columns {
            raw.refused = true;
            return;
        }
        raw.fields.push((column, Cow::Owned(text.into_owned())));
    }
}

fn broken(builder: &mut Builder<'_>, line: u64, fault: &calamine::XlsxError) {
    let place = builder.place(line, None);
    let complaint =
        Complaint::new(Severity::Error, "table.broken", place, "a whole sheet; it breaks off here")
            .hint(format!(
                "the rows before were read; the parser says: {}",
                super::complaint::escaped(&fault.to_string(), 200)
            ));
    builder.complain(complaint);
}

/// A cell's value as the text that a CSV file would have.
fn shown<'c>(value: &'c DataRef<'_>) -> Cow<'c, str> {
    match value {
        DataRef::Empty | DataRef::Error(_) => Cow::Borrowed(""),
        DataRef::String(text) | DataRef::DurationIso(text) => Cow::Borrowed(text),
        DataRef::DateTimeIso(text) => Cow::Borrowed(text.strip_suffix("T00:00:00").unwrap_or(text)),
        DataRef::SharedString(text) => Cow::Borrowed(text),
        DataRef::Int(number) => Cow::Owned(number.to_string()),
        DataRef::Bool(yes) => Cow::Borrowed(if *yes { "true" } else { "false" }),
        DataRef::Float(number) => Cow::Owned(decimal(*number)),
        DataRef::DateTime(moment) => Cow::Owned(day(*moment)),
    }
}

/// A number without a fraction as digits, another as Rust prints it: the shortest text that reads back the same.
fn decimal(number: f64) -> String {
    if number.fract() == 0.0 && number.abs() < 1e15 {
        format!("{number:.0}")
    } else {
        number.to_string()
    }
}

/// A spreadsheet's day as ISO 8601; the time of day only where there is one.
fn day(moment: ExcelDateTime) -> String {
    let number = moment.as_f64();
    if moment.is_duration() || !(1.0..2_958_466.0).contains(&number) {
        return decimal(number);
    }
    let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
    if (hour, minute, second) == (0, 0, 0) {
        format!("{year:04}-{month:02}-{day:02}")
    } else {
        format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}")
    }
}

/// Below this a high ratio is harmless: small files of one repeated word compress a thousandfold.
const RATIO_FREE_BYTES: u64 = 16 * 1024 * 1024;

/// Sheets of one workbook that are looked at.
const SHEETS_MAX: usize = 256;

/// How much of a part's beginning is kept for its XML declaration.
const HEAD_BYTES: usize = 512;

/// How much of a chunk is looked at again together with the next: an attribute's name and a number.
const OVERLAP_BYTES: usize = 128;
