//! The person of each record, read from a table: `unique_id,person_id`, with `list` where identifiers repeat.
//!
//! Invariant: a record that the table does not name has no known person. Not here: what follows from it.

use std::collections::HashMap;
use std::path::Path;

use ::link::Records;
use ::link::evaluate::Truth;

use super::super::error::Error;
use super::{Fault, lists};
use crate::intake::{IntakeError, normalised};

/// Columns with the person, the surer first.
pub(super) const PERSON: [&str; 9] = [
    "person_id",
    "cluster",
    "cluster_id",
    "true_id",
    "person",
    "entity",
    "entity_id",
    "truth",
    "label",
];
/// Columns with the record.
pub(super) const RECORD: [&str; 6] = ["unique_id", "record_id", "rec_id", "row_id", "uuid", "id"];

/// Reads the truth about records.
///
/// # Errors
/// A table without such columns, or that names none of the records.
pub(super) fn read(path: &Path, records: &Records) -> Result<Truth, Error> {
    let (columns, rows) = lists::whole(path)?;
    let at = |names: &[&str]| {
        names.iter().find_map(|name| columns.iter().position(|c| normalised(c) == *name))
    };
    let two = |n: usize| (columns.len() == 2).then_some(n);
    let (Some(record), Some(person)) = (at(&RECORD).or(two(0)), at(&PERSON).or(two(1))) else {
        return Err(IntakeError::NoColumn {
            path: path.display().to_string(),
            column: "person_id".to_owned(),
            head: columns.into_iter().take(20).collect(),
        }
        .into());
    };
    let list = at(&["list", "source", "source_dataset"]);
    // By list and identifier; by the identifier alone too, empty where it means several persons.
    let mut persons: HashMap<(&str, &str), &str> = HashMap::new();
    for row in &rows {
        let cell = |n: usize| row.get(n).map_or("", String::as_str);
        let (id, is) = (cell(record), cell(person));
        if is.is_empty() {
            continue;
        }
        if let Some(list) = list.map(cell).filter(|l| !l.is_empty()) {
            persons.insert((list, id), is);
        }
        let alone = persons.entry(("", id)).or_insert(is);
        if *alone != is {
            *alone = "";
        }
    }
    let of = |r: u32| {
        let own = records.lists()[records.list_of(r)].as_str();
        let id = records.id(r);
        let found = persons.get(&(own, id)).or_else(|| persons.get(&("", id)));
        found.copied().filter(|p| !p.is_empty())
    };
    let found: Vec<Option<&str>> =
        (0..u32::try_from(records.len()).unwrap_or(u32::MAX)).map(of).collect();
    let truth = Truth::new(found);
    if truth.known() == 0 {
        return Err(Fault::NoTruth { path: path.to_owned() }.into());
    }
    Ok(truth)
}
