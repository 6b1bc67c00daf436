//! CSV, TSV and their kin: the delimiter, the head, the rows.
//!
//! The delimiter is the one of `,` `;` tab `|` under which the first line holds most names that a schema knows; among
//! equals the one under which the lines that follow have as many fields. A first line `sep=;`, as Excel writes it, decides.
//! Invariant: a row in which a byte could not be decoded is kept out, with the byte's offset, line and field.

use std::sync::Arc;

use super::complaint::{Complaint, Place, Severity};
use super::decode::{BAD_MAX, Bad, Decoded};
use super::detect;
use super::header::normalised;
use super::schema::{TableKind, grouped};
use super::split::{Fault, Field, RECOVERIES_MAX, Record, Splitter};
use super::table::{Builder, Origin, Raw, Table, too_long_hint};
use super::{IntakeError, Limits};

/// Reads delimited text.
pub(crate) fn read(
    decoded: &Decoded<'_>,
    mut origin: Origin,
    hint: Option<TableKind>,
    limits: &Limits,
) -> Result<Table, IntakeError> {
    let (text, said) = separator_line(&decoded.text);
    let delimiter = said.unwrap_or_else(|| sniff(text, &origin.path, limits));
    let skipped = u64::from(said.is_some());
    origin.too_long_hint = Some(too_long_hint(delimiter));
    let mut splitter = Splitter::new(text, delimiter, limits.columns + 1, limits.field);
    let mut fields = Vec::new();
    let (head, names) = head(&mut splitter, &mut fields, &origin.path, limits)?;
    let (kind, _) = detect::kind(&names, &origin.path, None, hint)
        .map_err(|nearest| IntakeError::unknown_kind(&origin.path, None, &names, nearest))?;
    let mut builder = Builder::new(kind, origin, &names, head.line + skipped, limits);
    let offset = decoded.text.len() - text.len();
    let mut bad = decoded.bad.as_slice();
    complain_of_bad(&mut builder, &mut bad, &head, &fields, offset, skipped);
    complain_of_fault(&mut builder, &head, &fields, skipped, limits);
    while let Some(record) = splitter.next(&mut fields) {
        let faulty = complain_of_fault(&mut builder, &record, &fields, skipped, limits);
        let damaged = complain_of_bad(&mut builder, &mut bad, &record, &fields, offset, skipped);
        if faulty {
            builder.refuse();
            continue;
        }
        builder.push(Raw {
            line: record.line + skipped,
            width: Some(record.fields),
            refused: damaged,
            fields: fields.drain(..).map(|field| field.text).enumerate().collect(),
        });
        if builder.full() {
            break;
        }
    }
    if splitter.gave_up() {
        let expected = format!(
            "quotes that close; more than {RECOVERIES_MAX} do not, and the rest was not read"
        );
        let place = builder.place(0, None);
        builder.complain(Complaint::new(Severity::Error, "table.quotes", place, expected));
    }
    Ok(builder.finish())
}

/// Takes off a first line that names the delimiter.
pub(super) fn separator_line(text: &str) -> (&str, Option<u8>) {
    let line = text.split(['\r', '\n']).next().unwrap_or_default();
    let delimiter =
        match line.trim_end().to_ascii_lowercase().strip_prefix("sep=").map(str::as_bytes) {
            // `sep=` and a tab has lost its tab to trimming.
            Some([]) if line.ends_with('\t') => b'\t',
            Some([one]) if DELIMITERS.contains(one) => *one,
            _ => return (text, None),
        };
    let rest = text.get(line.len()..).unwrap_or_default();
    let rest =
        rest.strip_prefix("\r\n").or_else(|| rest.strip_prefix(['\r', '\n'])).unwrap_or(rest);
    (rest, Some(delimiter))
}

fn sniff(text: &str, path: &str, limits: &Limits) -> u8 {
    let mut end = text.len().min(SNIFF_BYTES);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let whole = end == text.len();
    let sample = text.get(..end).unwrap_or_default();
    let tab_first = path.to_lowercase().ends_with(".tsv") || path.to_lowercase().ends_with(".tab");
    let rank = |delimiter: u8| {
        let mut splitter = Splitter::new(sample, delimiter, limits.columns, SNIFF_BYTES);
        let mut fields = Vec::new();
        let mut records = Vec::new();
        let mut known = 0;
        while let Some(record) = splitter.next(&mut fields) {
            if fields.iter().all(|field| field.text.trim().is_empty()) {
                continue;
            }
            if records.is_empty() {
                known = fields.iter().filter(|f| detect::is_known(&normalised(&f.text))).count();
            }
            records.push(record.fields);
            if records.len() > SNIFF_RECORDS {
                break;
            }
        }
        // The sample may end within its last record.
        let counted = records.len()
            - usize::from(!whole && records.len() > 1 && records.len() <= SNIFF_RECORDS);
        let first = records.first().copied().unwrap_or(0);
        let steady =
            records.iter().take(counted).skip(1).filter(|&&fields| fields == first).count();
        (known, first > 1, steady, delimiter == b'\t' && tab_first)
    };
    // `max_by_key` would take the last of equals; the list is in order of preference.
    let mut best = DELIMITERS[0];
    for &delimiter in DELIMITERS.iter().skip(1) {
        if rank(delimiter) > rank(best) {
            best = delimiter;
        }
    }
    best
}

/// The first record that is not blank.
fn head<'t>(
    splitter: &mut Splitter<'t>,
    fields: &mut Vec<Field<'t>>,
    path: &Arc<str>,
    limits: &Limits,
) -> Result<(Record, Vec<String>), IntakeError> {
    while let Some(record) = splitter.next(fields) {
        if record.fields > limits.columns {
            return Err(IntakeError::TooManyColumns {
                path: path.to_string(),
                line: record.line,
                columns: record.fields as u64,
                limit: limits.columns as u64,
            });
        }
        if fields.iter().any(|field| !normalised(&field.text).is_empty()) {
            let names = fields.iter().map(|field| field.text.clone().into_owned()).collect();
            return Ok((record, names));
        }
    }
    Err(IntakeError::Empty { path: path.to_string() })
}

/// Complains of what the splitter found; true when the record cannot be read as a row.
fn complain_of_fault(
    builder: &mut Builder<'_>,
    record: &Record,
    fields: &[Field<'_>],
    skipped: u64,
    limits: &Limits,
) -> bool {
    let Some(fault) = record.fault else { return false };
    let (code, column, expected, hint) = match fault {
        Fault::Unclosed { column } => (
            "row.quote_open",
            column,
            "a double quote that closes this field; the file ends without one".to_owned(),
            "the rows on the lines after this one were read on their own; close the quote, or double it if it is part of the text",
        ),
        Fault::AfterQuote { column, line } => (
            "row.after_quote",
            column,
            format!(
                "the delimiter or the line's end after the quote that closes on line {}",
                line + skipped
            ),
            "double a quote that is part of the text: `\"say \"\"no\"\"\"`",
        ),
        Fault::TooLong { column } => (
            "value.too_long",
            column,
            format!("a field of at most {} bytes", grouped(limits.field as u64)),
            "keep long texts in files of their own and name them here",
        ),
    };
    let place = builder.place(record.line + skipped, Some(column));
    let mut complaint = Complaint::new(Severity::Error, code, place, expected).hint(hint);
    if let Some(field) = fields.get(column)
        && !field.text.is_empty()
    {
        complaint = complaint.found(&field.text);
    }
    builder.complain(complaint);
    true
}

/// Complains of bytes in this record that fit the encoding nowhere; true when there are some.
fn complain_of_bad(
    builder: &mut Builder<'_>,
    bad: &mut &[Bad],
    record: &Record,
    fields: &[Field<'_>],
    offset: usize,
    skipped: u64,
) -> bool {
    let mut any = false;
    while let Some((first, rest)) = bad.split_first() {
        if first.text >= record.end + offset {
            break;
        }
        if first.text >= record.start + offset {
            let inside = |f: &Field<'_>| (f.start + offset..f.end + offset).contains(&first.text);
            let place = builder.place(record.line + skipped, fields.iter().position(inside));
            builder.complain(bad_byte(first, place, builder.encoding()));
            any = true;
        }
        *bad = rest;
    }
    any
}

/// The complaint of one byte that could not be decoded.
pub(crate) fn bad_byte(bad: &Bad, place: Place, encoding: &str) -> Complaint {
    let expected =
        format!("text in {encoding}; byte {} of the file does not fit", grouped(bad.byte));
    let mut complaint = Complaint::new(Severity::Error, "value.encoding", place, expected)
        .hint("the row was kept out; save the file as UTF-8, or correct the damaged text");
    complaint.value = Some(format!("\\x{:02X}", bad.value));
    complaint
}

/// The complaint of a file with more bad bytes than are listed.
pub(crate) fn bad_more(place: Place) -> Complaint {
    let expected =
        format!("a text file; more than {} of its bytes fit no encoding", grouped(BAD_MAX as u64));
    Complaint::new(Severity::Error, "table.encoding", place, expected)
}

pub(super) const DELIMITERS: &[u8] = b",;\t|";

/// How much of a file is looked at to find its delimiter: enough for a head and some rows.
const SNIFF_BYTES: usize = 64 * 1024;
const SNIFF_RECORDS: usize = 20;
