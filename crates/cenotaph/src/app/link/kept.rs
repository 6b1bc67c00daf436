//! Columns of the lists that `persons.csv` carries on: what an estimate divides persons by.
//!
//! Terms: *kept* – a column that the caller names, as it stands on the lists. Invariants: a record has the cell of its own row, trimmed, and
//! `unknown` where that is empty or its list lacks the column; a column that no list has is a fault. Not here: what strata are, which is the reader of
//! `persons.csv` ([`crate::intake`]). Memory: each different value once, and four bytes a record and column.

use std::collections::HashMap;
use std::ops::ControlFlow;

use super::super::error::Error;
use super::lists::Head;
use super::{Fault, lists};
use crate::intake::plain::{self, Item};

/// Columns that `persons.csv` has of its own.
const OWN: [&str; 3] = ["unique_id", "person_id", "list"];

/// What stands where a list has nothing: the word by which an estimate knows records whose stratum is not known.
const UNKNOWN: &str = "unknown";

/// Cells of records, by number.
#[derive(Debug, Default)]
pub(super) struct Kept {
    columns: Vec<String>,
    values: Vec<String>,
    numbers: HashMap<String, u32>,
    /// Record by record, a number for each column.
    of: Vec<u32>,
}

impl Kept {
    /// Reads the columns of all rows of these lists, in the order of their records.
    ///
    /// # Errors
    /// [`Fault::NoColumn`]; a file that cannot be read.
    pub(super) fn read(columns: &[String], heads: &[Head]) -> Result<Self, Error> {
        let mut own = Self::default();
        for name in columns {
            let there = |h: &Head| h.columns.iter().any(|c| c.trim() == name);
            if OWN.contains(&name.as_str()) || !heads.iter().any(there) {
                let mut known: Vec<String> = Vec::new();
                for column in heads.iter().flat_map(|h| &h.columns) {
                    let column = column.trim().to_owned();
                    if !known.contains(&column) && !OWN.contains(&column.as_str()) {
                        known.push(column);
                    }
                }
                return Err(Fault::NoColumn { name: name.clone(), columns: known }.into());
            }
            if !own.columns.contains(name) {
                own.columns.push(name.clone());
            }
        }
        if own.columns.is_empty() {
            return Ok(own);
        }
        for head in heads {
            let at = own.places(&head.columns);
            plain::read(&head.path, &lists::limits(), &mut |item| {
                if let Item::Row(cells) = item {
                    own.push(&at, cells);
                }
                ControlFlow::Continue(())
            })?;
        }
        Ok(own)
    }

    /// Where the columns stand on a list.
    pub(super) fn places(&self, header: &[String]) -> Vec<Option<usize>> {
        self.columns.iter().map(|n| header.iter().position(|c| c.trim() == n)).collect()
    }

    /// The cells of the next record.
    pub(super) fn push<T: AsRef<str>>(&mut self, at: &[Option<usize>], cells: &[T]) {
        for place in at {
            let cell = place.and_then(|p| cells.get(p)).map_or("", |c| c.as_ref().trim());
            let cell = if cell.is_empty() { UNKNOWN } else { cell };
            let number = match self.numbers.get(cell) {
                Some(number) => *number,
                None => {
                    let number = u32::try_from(self.values.len()).unwrap_or(u32::MAX);
                    self.values.push(cell.to_owned());
                    self.numbers.insert(cell.to_owned(), number);
                    number
                }
            };
            self.of.push(number);
        }
    }

    /// The columns.
    pub(super) fn columns(&self) -> &[String] {
        &self.columns
    }

    /// The cells of a record.
    pub(super) fn cells(&self, record: u32) -> impl Iterator<Item = &str> {
        let n = self.columns.len();
        let own = self.of.get(record as usize * n..(record as usize + 1) * n).unwrap_or_default();
        own.iter().map(|v| self.values.get(*v as usize).map_or("", String::as_str))
    }
}
