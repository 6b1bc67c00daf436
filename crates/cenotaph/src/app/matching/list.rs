//! A name looked for in a list: the nearest by weight.
//!
//! The list is a table with a column of names, or one name a line. Invariants: the same list and name give the same answer; ties go to the
//! earlier row. The list is held in memory with its index. Not here: joining two lists.

use std::path::Path;

use names::{Comparison, Index};

use super::super::error::Error;
use super::{Pair, compare, source, standard};
use crate::intake::stream::{self, Stream};
use crate::intake::{IntakeError, normalised};

/// Names of a list, at most.
pub const NAMES_MAX: usize = 5_000_000;

/// A name of the list that is near.
#[derive(Debug, Clone)]
pub struct Near {
    /// 1 for the nearest.
    pub rank: usize,
    /// The line of the list where it stands.
    pub line: u64,
    /// The name as it stands there.
    pub name: String,
    /// The two names face to face; the left is the one looked for.
    pub pair: Pair,
}

impl Near {
    /// The outcome.
    #[must_use]
    pub fn comparison(&self) -> &Comparison {
        &self.pair.comparison
    }
}

/// What was found in a list.
#[derive(Debug, Clone)]
pub struct Found {
    /// Names that were read.
    pub names: usize,
    /// The column that held them; `None` for one name a line.
    pub column: Option<String>,
    /// The nearest, first.
    pub near: Vec<Near>,
}

/// Looks for the `top` names of a list that weigh most beside `name`; only names that share two sounds with it are looked at.
///
/// Without `column` the names are in the column `name`; without such a head in the first column; a file of one column has no head.
/// `done` hears how many names each block had.
///
/// # Errors
/// [`Error::Intake`] when the list cannot be read.
pub fn nearest(
    path: &Path,
    column: Option<&str>,
    name: &str,
    top: usize,
    done: &mut dyn FnMut(u64),
) -> Result<Found, Error> {
    let names = standard()?;
    let (shown, file) = source(path)?;
    let mut stream = Stream::open(&shown, file)?;
    let wanted = column.unwrap_or("name");
    let first = stream.first(&[wanted])?;
    let at = first
        .names
        .iter()
        .position(|n| n == wanted)
        .or_else(|| first.names.iter().position(|n| normalised(n) == normalised(wanted)));
    if let (None, Some(column)) = (at, column) {
        return Err(IntakeError::NoColumn {
            path: shown,
            column: column.to_owned(),
            head: stream::shown(&first.names),
        }
        .into());
    }
    let head = at.is_some() || first.names.len() > 1;
    if head {
        stream.pass(&first);
    }
    let at = at.unwrap_or(0);
    let (mut index, mut reader) = (Index::new(names), names.reader());
    let mut lines: Vec<u64> = Vec::new();
    while let Some(block) = stream.block()? {
        let before = lines.len();
        for record in &block.records {
            let mut fields = Vec::new();
            stream::fields(block.text_of(record), stream.delimiter(), &mut fields);
            let Some(text) = fields.get(at).map(|f| f.text.trim()).filter(|t| !t.is_empty()) else {
                continue;
            };
            if lines.len() >= NAMES_MAX {
                let limit = NAMES_MAX as u64;
                return Err(Error::Value {
                    value: shown,
                    expected: format!("a list of at most {limit} names"),
                });
            }
            index.add(reader.read(text));
            lines.push(record.line);
        }
        done((lines.len() - before) as u64);
    }
    let asked = names.read(name);
    let near = index.nearest(&asked, top).into_iter().enumerate();
    let near = near.filter_map(|(n, found)| {
        let listed = index.name(found.at)?;
        Some(Near {
            rank: n + 1,
            line: lines.get(found.at).copied().unwrap_or(0),
            name: listed.text().to_owned(),
            pair: compare(names, &asked, listed),
        })
    });
    Ok(Found {
        names: lines.len(),
        column: head.then(|| first.names.get(at).cloned()).flatten(),
        near: near.collect(),
    })
}
