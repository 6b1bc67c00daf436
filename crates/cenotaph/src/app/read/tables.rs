//! Drafts as tables in a folder, for an editor to mend and to take in with `add`.
//!
//! Each table has the columns that must be there, those that a draft fills, and those that the reader names as missing, in the order of
//! the schema; the keys are those under which the drafts would be filed, so that a mended row is the same row. A text that a
//! spreadsheet would run gets an apostrophe before it.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use super::super::error::Error;
use super::super::tables::{self, TableKind};
use super::super::temporary::Temporary;
use super::Read;
use super::rows::{Made, report_key, rows};
use crate::intake::{Required, formula};

/// All drafts of an article as rows to mend; what may not be held of a protected source is left empty.
#[must_use]
pub fn to_mend(read: &Read) -> Vec<Made> {
    let mut rows = rows(read, &report_key(read));
    rows.iter_mut().for_each(|row| row.empty(None));
    rows
}

/// Writes rows into a new or empty folder, one file a table; gives the names of the files with their rows.
///
/// # Errors
/// [`Error::NotEmpty`] when something is in the folder; [`Error::Io`]. Nothing half-written stays.
pub fn write(read: &Read, rows: &[&Made], dir: &Path) -> Result<Vec<(String, usize)>, Error> {
    let there = dir.exists();
    // A folder that is there stays what it is, with its rights.
    let new = Temporary::beside(&if there { dir.join("tables") } else { dir.to_owned() }, "new");
    if there && fs::read_dir(dir).map_err(|e| Error::io("read", dir, e))?.next().is_some() {
        return Err(Error::NotEmpty(dir.to_owned()));
    }
    let parent = dir.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(parent).map_err(|e| Error::io("create", parent, e))?;
    fs::create_dir(new.path()).map_err(|e| Error::io("create", new.path(), e))?;
    let mut written = Vec::new();
    for kind in tables::ALL {
        let of: Vec<&Made> = rows.iter().copied().filter(|r| r.table == kind).collect();
        if of.is_empty() {
            continue;
        }
        let name = format!("{kind}.csv");
        let path = new.path().join(&name);
        let bytes = csv(kind, &of, read)?;
        fs::write(&path, bytes).map_err(|e| Error::io("write", &path, e))?;
        written.push((name, of.len()));
    }
    if !there {
        new.put(dir).map_err(|e| Error::io("create", dir, e))?;
        return Ok(written);
    }
    for (name, _) in &written {
        let to = dir.join(name);
        fs::rename(new.path().join(name), &to).map_err(|e| Error::io("create", &to, e))?;
    }
    Ok(written)
}

fn csv(kind: TableKind, rows: &[&Made], read: &Read) -> Result<Vec<u8>, Error> {
    let mut wanted: BTreeSet<&str> = rows.iter().flat_map(|r| r.cells.keys().copied()).collect();
    for row in rows {
        let draft = row.number.checked_sub(1).and_then(|at| read.reading.drafts.get(at));
        wanted.extend(draft.into_iter().flat_map(|d| d.missing.iter().map(|m| m.field)));
    }
    let schema = kind.schema();
    let mut columns: Vec<&str> = schema
        .columns
        .iter()
        .filter(|c| wanted.contains(c.name) || c.required != Required::No)
        .map(|c| c.name)
        .collect();
    columns.extend(wanted.iter().filter(|name| schema.column(name).is_none()));
    let mut writer = ::csv::Writer::from_writer(Vec::new());
    let bad = |e: ::csv::Error| Error::Bug(e.to_string());
    writer.write_record(&columns).map_err(bad)?;
    for row in rows {
        let cells = columns.iter().map(|c| row.cells.get(c).map_or_else(String::new, |t| safe(t)));
        writer.write_record(cells).map_err(bad)?;
    }
    writer.into_inner().map_err(|e| Error::Bug(e.to_string()))
}

/// A text as a spreadsheet and a terminal may have it.
fn safe(text: &str) -> String {
    let plain: String = text.chars().filter(|c| !c.is_control() || *c == '\n').collect();
    if formula(plain.trim_start()).is_some() { format!("'{plain}") } else { plain }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_run_is_guarded() {
        for (text, written) in [
            ("=HYPERLINK(\"x\")", "'=HYPERLINK(\"x\")"),
            (" =1+1", "' =1+1"),
            ("@SUM(1)", "'@SUM(1)"),
            ("- nobody knows", "- nobody knows"),
            ("red \u{1b}[31m", "red [31m"),
            ("about 1,100", "about 1,100"),
        ] {
            assert_eq!(safe(text), written);
        }
    }
}
