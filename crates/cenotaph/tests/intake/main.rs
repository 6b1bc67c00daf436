//! Intake of tables, from bytes to rows and complaints.
//!
//! `known` – the formats, encodings and rules, row by row, with the complaints as exact text; `hostile` – files made to
//! hurt; `workbook` – XLSX, made here part by part; `docs` – docs/formats.md and the templates against the schema;
//! `case` – the example case, when it is in the tree.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails there")]

#[path = "case.rs"]
mod case;
#[path = "docs.rs"]
mod docs;
#[path = "hostile.rs"]
mod hostile;
#[path = "known.rs"]
mod known;
#[path = "workbook.rs"]
mod workbook;

use cenotaph::intake::{IntakeError, Limits, Table, TableKind, read_bytes};

/// Reads one table with the default limits.
fn table(name: &str, bytes: impl AsRef<[u8]>) -> Table {
    try_table(name, bytes).unwrap()
}

fn try_table(name: &str, bytes: impl AsRef<[u8]>) -> Result<Table, IntakeError> {
    let mut tables = read_bytes(name, bytes.as_ref(), None, &Limits::default())?;
    assert_eq!(tables.len(), 1);
    Ok(tables.remove(0))
}

/// The complaints as they are printed.
fn said(table: &Table) -> Vec<String> {
    table.complaints.iter().map(ToString::to_string).collect()
}

/// The values of one column, `-` for an empty field.
fn column<'t>(table: &'t Table, name: &str) -> Vec<&'t str> {
    table.rows.iter().map(|row| row.get(name).unwrap_or("-")).collect()
}

const ALL: [TableKind; 8] = TableKind::ALL;
