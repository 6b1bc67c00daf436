//! Identifiers of persons that stay from run to run, and what merged and split.
//!
//! Terms: *earlier* – the persons of the run before, as its `persons.csv` has them; *history* – a line for each merging and splitting, with
//! its day, carried on from run to run in `history.csv` beside `persons.csv`. Invariants: a person keeps its identifier while most of its
//! records stay together; an identifier that went is not given to another. Source: the crate `link` (`person`).

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use ::link::Records;
use ::link::cluster::Clusters;
use ::link::person::{self, Change};

use super::super::error::Error;
use super::{Fault, files, lists};
use crate::intake::normalised;

/// The file with the history.
pub(super) const HISTORY: &str = "history.csv";
const HEAD: &str = "day,change,person_id,into";

/// Persons of an earlier run.
#[derive(Debug, Default)]
pub(super) struct Earlier {
    /// Person by list and identifier; the list is empty where the file tells none.
    persons: HashMap<(String, String), String>,
    /// Columns besides: those that an earlier run was told to keep.
    pub(super) kept: Vec<String>,
    /// Lines of the history so far, without the head.
    pub(super) history: Vec<String>,
}

impl Earlier {
    /// Reads `persons.csv` and the history beside it.
    ///
    /// # Errors
    /// A table without the columns; what the system answers.
    pub(super) fn read(path: &Path) -> Result<Self, Error> {
        let (columns, rows) = lists::whole(path)?;
        let at = |name: &str| columns.iter().position(|c| normalised(c) == name);
        let (Some(record), Some(person)) = (at("unique_id"), at("person_id")) else {
            return Err(Fault::Previous { path: path.to_owned() }.into());
        };
        let list = at("list");
        let own = [Some(record), Some(person), list];
        let rest = columns.iter().enumerate().filter(|(n, _)| !own.contains(&Some(*n)));
        let kept = rest.map(|(_, c)| c.clone()).collect();
        let mut out = Self { kept, ..Self::default() };
        for row in &rows {
            let cell = |n: usize| row.get(n).map_or("", String::as_str);
            let of = (list.map_or("", cell).to_owned(), cell(record).to_owned());
            if !cell(person).is_empty() {
                out.persons.insert(of, cell(person).to_owned());
            }
        }
        let history = path.with_file_name(HISTORY);
        if history.exists() {
            let text = super::text_of(&history)?;
            let mut lines = text.lines();
            if lines.next() == Some(HEAD) {
                out.history = lines.map(str::to_owned).collect();
            }
        }
        Ok(out)
    }

    /// The list and identifier of each record; the list is empty where the file tells none.
    pub(super) fn names(&self) -> impl Iterator<Item = (&str, &str)> {
        self.persons.keys().map(|(list, id)| (list.as_str(), id.as_str()))
    }

    /// The person of a record; a table that tells no list is looked up by the identifier alone.
    fn of(&self, list: &str, id: &str) -> Option<&String> {
        let at = |list: &str| self.persons.get(&(list.to_owned(), id.to_owned()));
        at(list).or_else(|| at(""))
    }
}

/// Names clusters: identifiers by cluster, and what became of earlier persons.
pub(super) fn identify(
    records: &Records,
    clusters: &Clusters,
    earlier: Option<&Earlier>,
) -> (Vec<String>, Vec<Change>) {
    let several = records.lists().len() > 1;
    let all = 0..u32::try_from(records.len()).unwrap_or(u32::MAX);
    // An identifier may be on two lists.
    let key = |r: u32| {
        let (list, id) = files::name(records, r);
        if several { Cow::Owned(format!("{list}\u{1f}{id}")) } else { Cow::Borrowed(id) }
    };
    let keys: Vec<Cow<'_, str>> = all.clone().map(key).collect();
    let of: Vec<(&str, u32)> =
        keys.iter().map(AsRef::as_ref).zip(clusters.of.iter().copied()).collect();
    let mut before = BTreeMap::new();
    if let Some(earlier) = earlier {
        // Those whose records are on no list now: their identifiers stay theirs.
        let persons = earlier.persons.iter();
        before
            .extend(persons.map(|((list, id), p)| (format!("\u{1e}{list}\u{1f}{id}"), p.clone())));
        for r in all {
            let (list, id) = files::name(records, r);
            if let Some(person) = earlier.of(list, id) {
                before.insert(keys[r as usize].to_string(), person.clone());
            }
        }
    }
    let named = person::identify(&of, &before);
    (named.ids, named.changes)
}

/// The history as a table: what was before, and these changes of a day.
pub(super) fn history(before: &[String], day: &str, changes: &[Change]) -> String {
    let mut out = format!("{HEAD}\n");
    for line in before {
        out.push_str(line);
        out.push('\n');
    }
    for change in changes {
        let (word, from, into) = match change {
            Change::Merged { from, into } => ("merged", from, into.clone()),
            Change::Split { from, into } => ("split", from, into.join(";")),
            _ => continue,
        };
        out.push_str(day);
        for cell in [word, from, &into] {
            out.push(',');
            files::field(&mut out, cell);
        }
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_history_grows() {
        let merged = Change::Merged { from: "p-1".to_owned(), into: "p-2".to_owned() };
        let split = Change::Split {
            from: "p-3".to_owned(),
            into: vec!["p-3".to_owned(), "p-4".to_owned()],
        };
        let text =
            history(&["2026-01-01,merged,p-7,p-8".to_owned()], "2026-03-02", &[merged, split]);
        assert_eq!(
            text,
            "day,change,person_id,into\n2026-01-01,merged,p-7,p-8\n2026-03-02,merged,p-1,p-2\n2026-03-02,split,p-3,p-3;p-4\n"
        );
    }
}
