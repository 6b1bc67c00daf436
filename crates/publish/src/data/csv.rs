//! CSV files, and the guard against spreadsheets that execute text.
//!
//! Invariant: `unguard(guard(text)) == text` for every text, so a round trip loses nothing; numbers are not guarded.

use super::tables::{Cell, Table, tables_of};
use crate::Error;
use protect::shape::Edition;
use std::borrow::Cow;

/// Puts an apostrophe before a text that a spreadsheet would execute – or that begins with an apostrophe itself.
///
/// A spreadsheet takes a cell that begins with `=`, `+`, `-`, `@` (or their full-width forms), a tab or a return as a
/// formula; figures from hostile sources must not run on a reader's machine.
///
/// ```
/// use publish::data::{guard, unguard};
/// assert_eq!(guard("=1+1"), "'=1+1");
/// assert_eq!(unguard("'=1+1"), "=1+1");
/// assert_eq!(unguard(&guard("'quoted'")), "'quoted'");
/// assert_eq!(guard("over 3,000"), "over 3,000");
/// ```
#[must_use]
pub fn guard(text: &str) -> Cow<'_, str> {
    if text.starts_with(RISKY) { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

/// Takes back what [`guard`] did.
#[must_use]
pub fn unguard(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if rest.starts_with(RISKY) => rest,
        _ => text,
    }
}

const RISKY: &[char] =
    &['=', '+', '-', '@', '\t', '\r', '\n', '\'', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}'];

/// One table of the edition.
pub(crate) fn table(path: &str, table: &Table, edition: &Edition) -> Result<Vec<u8>, Error> {
    let mut out = Writer::new(path);
    out.text(table.columns.iter().map(|column| column.name))?;
    let mut failed = None;
    (table.cells)(edition, &mut |cells| {
        if failed.is_none()
            && let Err(error) = out.cells(cells)
        {
            failed = Some(error);
        }
    });
    match failed {
        Some(error) => Err(error),
        None => out.finish(),
    }
}

/// The dictionary of all tables of the edition.
pub(crate) fn dictionary(path: &str, edition: &Edition) -> Result<Vec<u8>, Error> {
    let mut out = Writer::new(path);
    out.text(["table", "column", "kind", "en", "ko"])?;
    for table in tables_of(edition) {
        for column in table.columns {
            let (en, ko) = column.about;
            out.text([table.name, column.name, column.kind, en, ko])?;
        }
    }
    out.finish()
}

struct Writer<'p> {
    path: &'p str,
    inner: csv::Writer<Vec<u8>>,
}

impl<'p> Writer<'p> {
    fn new(path: &'p str) -> Self {
        let inner =
            csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
        Self { path, inner }
    }

    fn text<'t>(&mut self, cells: impl IntoIterator<Item = &'t str>) -> Result<(), Error> {
        let guarded = cells.into_iter().map(guard);
        let result = self.inner.write_record(guarded.map(|cell| cell.into_owned().into_bytes()));
        result.map_err(|source| Error::Csv { path: self.path.to_owned(), source })
    }

    fn cells(&mut self, cells: &[Cell<'_>]) -> Result<(), Error> {
        let bytes = cells.iter().map(|cell| match cell {
            Cell::Text(text) => guard(text).into_owned(),
            Cell::Number(number) => number.clone(),
        });
        let result = self.inner.write_record(bytes);
        result.map_err(|source| Error::Csv { path: self.path.to_owned(), source })
    }

    fn finish(self) -> Result<Vec<u8>, Error> {
        let path = self.path;
        self.inner
            .into_inner()
            .map_err(|source| Error::Sink { path: path.to_owned(), source: source.into_error() })
    }
}
