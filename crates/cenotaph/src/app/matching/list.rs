//! A name looked for in a list: the nearest by weight.
//!
//! The list is a table with a column of names, or one name a line. Invariants: the same list and name give the same answer; ties go to the
//! earlier row. The list is held in memory with its index. Not here: joining two lists.

use std::path::Path;

use names::{Answer, Comparison, Index};

use super::super::error::Error;
use super::kinds::{self, Judged, Kind};
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

/// A place or unit of the list that is near.
#[derive(Debug, Clone)]
pub struct NearOfKind {
    /// 1 for the nearest.
    pub rank: usize,
    /// The line of the list where it stands.
    pub line: u64,
    /// The two face to face; the left is the one looked for.
    pub judged: Judged,
}

/// What was found in a list of places or units.
#[derive(Debug, Clone)]
pub struct FoundOfKind {
    /// Names that were read.
    pub names: usize,
    /// The column that held them; `None` for one name a line.
    pub column: Option<String>,
    /// The nearest, first; none that is a different one.
    pub near: Vec<NearOfKind>,
}

/// Looks for the `top` places or units of a list that `name` can be, in the order of [`kinds::nearer`]; ties go to the earlier row.
///
/// The column is found as by [`nearest`]; every row is compared.
///
/// # Errors
/// [`Error::Intake`] when the list cannot be read.
pub fn nearest_of_kind(
    kind: Kind,
    path: &Path,
    column: Option<&str>,
    name: &str,
    top: usize,
    done: &mut dyn FnMut(u64),
) -> Result<FoundOfKind, Error> {
    let mut near: Vec<NearOfKind> = Vec::new();
    let mut keep = |line: u64, text: &str| {
        let judged = kinds::judge(kind, name, text)?;
        if judged.answer != Answer::Different {
            let at = near.partition_point(|n| kinds::nearer(&n.judged, &judged).is_le());
            if at < top {
                near.insert(at, NearOfKind { rank: 0, line, judged });
                near.truncate(top);
            }
        }
        Ok(())
    };
    let (names, column) = each(path, column, &mut keep, done)?;
    for (rank, n) in (1..).zip(&mut near) {
        n.rank = rank;
    }
    Ok(FoundOfKind { names, column, near })
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
    let (mut index, mut reader) = (Index::new(names), names.reader());
    let mut lines: Vec<u64> = Vec::new();
    let mut keep = |line: u64, text: &str| {
        index.add(reader.read(text));
        lines.push(line);
        Ok(())
    };
    let (count, column) = each(path, column, &mut keep, done)?;
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
    Ok(Found { names: count, column, near: near.collect() })
}

/// Gives every name of a list with its line to `keep`; answers how many there were and in which column.
fn each(
    path: &Path,
    column: Option<&str>,
    keep: &mut dyn FnMut(u64, &str) -> Result<(), Error>,
    done: &mut dyn FnMut(u64),
) -> Result<(usize, Option<String>), Error> {
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
    let mut count = 0;
    while let Some(block) = stream.block()? {
        let before = count;
        for record in &block.records {
            let mut fields = Vec::new();
            stream::fields(block.text_of(record), stream.delimiter(), &mut fields);
            let Some(text) = fields.get(at).map(|f| f.text.trim()).filter(|t| !t.is_empty()) else {
                continue;
            };
            if count >= NAMES_MAX {
                let limit = NAMES_MAX as u64;
                return Err(Error::Value {
                    value: shown,
                    expected: format!("a list of at most {limit} names"),
                });
            }
            keep(record.line, text)?;
            count += 1;
        }
        done((count - before) as u64);
    }
    Ok((count, head.then(|| first.names.get(at).cloned()).flatten()))
}
