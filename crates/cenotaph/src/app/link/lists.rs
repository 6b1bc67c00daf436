//! Lists as files: their heads, what a mapping for all of them is, and their rows as records.
//!
//! Terms: a *list* is a file, named by its file name without ending, unless a column says the list of each row. Invariants: files are read
//! twice, the first rows for the mapping and all for the records; two files of one name are told apart by a number. Not here: formats.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use ::link::{Builder, Field, Kind, Mapping, Records};

use super::super::error::Error;
use super::{Fault, standard};
use crate::intake::plain::{self, Item};
use crate::intake::{Complaint, Limits};

/// Rows of a list that the mapping is proposed from.
const SAMPLE: usize = 2000;

/// A list before it is read.
pub(super) struct Head {
    pub(super) path: PathBuf,
    pub(super) name: String,
    pub(super) columns: Vec<String>,
    rows: Vec<Vec<String>>,
}

/// A list as it was read.
#[derive(Debug)]
pub struct ListRead {
    /// Its name.
    pub name: String,
    /// Its file.
    pub path: PathBuf,
    /// Rows that were taken.
    pub rows: u64,
    /// What is wrong with others.
    pub complaints: Vec<Complaint>,
}

/// Reads heads and first rows.
pub(super) fn heads(paths: &[PathBuf]) -> Result<Vec<Head>, Error> {
    let mut heads: Vec<Head> = Vec::new();
    for path in paths {
        let (mut columns, mut rows) = (Vec::new(), Vec::new());
        plain::read(path, &limits(), &mut |item| {
            match item {
                Item::Head(names) => columns = names.to_vec(),
                Item::Row(cells) => rows.push(cells.iter().map(ToString::to_string).collect()),
            }
            if rows.len() < SAMPLE { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        })?;
        let stem = path.file_stem().map_or_else(String::new, |s| s.to_string_lossy().into_owned());
        let same = heads.iter().filter(|h| h.path.file_stem() == path.file_stem()).count();
        let name = if same == 0 { stem } else { format!("{stem}-{}", same + 1) };
        heads.push(Head { path: path.clone(), name, columns, rows });
    }
    Ok(heads)
}

/// As much as is read of a list: one that is linked may have more rows than one that enters a record.
pub(super) fn limits() -> Limits {
    Limits { rows: 20_000_000, ..Limits::default() }
}

/// A mapping for all lists: that of the first, and of each further one what is new in it.
///
/// Columns of two lists that say the same in other words are one field if it is clear which: names, dates of birth and of death, places.
pub(super) fn propose(heads: &[Head]) -> Mapping {
    let mut mapping = Mapping::default();
    for (n, head) in heads.iter().enumerate() {
        let columns: Vec<&str> = head.columns.iter().map(String::as_str).collect();
        let rows: Vec<Vec<&str>> =
            head.rows.iter().map(|r| r.iter().map(String::as_str).collect()).collect();
        let own = Mapping::propose(&columns, &rows);
        if n == 0 {
            mapping = own;
            continue;
        }
        mapping.id = mapping.id.or(own.id);
        mapping.list = mapping.list.or(own.list);
        for field in own.fields {
            join(&mut mapping, field, head);
        }
    }
    mapping
}

fn join(mapping: &mut Mapping, field: Field, head: &Head) {
    if let Some(there) = mapping.fields.iter_mut().find(|f| f.name == field.name) {
        // What one list shows as a category another may show as text: the wider kind holds both.
        if there.kind == Kind::Category {
            there.kind = field.kind;
        }
        there.age = there.age.take().or(field.age);
        there.age_on = there.age_on.take().or(field.age_on);
        return;
    }
    let absent = |f: &Field| f.from.iter().all(|c| !head.columns.contains(c));
    let role = role(&field);
    let mut alike = mapping.fields.iter_mut().filter(|f| absent(f) && self::role(f) == role);
    match (role, alike.next(), alike.next()) {
        (Some(_), Some(there), None) => {
            there.from.extend(field.from);
            there.age = there.age.take().or(field.age);
            there.age_on = there.age_on.take().or(field.age_on);
        }
        _ => mapping.fields.push(field),
    }
}

/// What a field is of a person, if that is clear.
fn role(field: &Field) -> Option<&'static str> {
    let name = field.name.to_lowercase();
    let has = |words: &[&str]| words.iter().any(|w| name.contains(w));
    match field.kind {
        Kind::Name => Some("name"),
        Kind::Given => Some("given"),
        Kind::Family => Some("family"),
        Kind::Date if has(&["birth", "born", "dob", "рожд", "народж", "생"]) => {
            Some("born")
        }
        Kind::Date if has(&["death", "died", "dod", "смерт", "гибел", "загиб", "사망"]) => {
            Some("died")
        }
        Kind::Text | Kind::Place
            if has(&["place", "village", "town", "город", "место", "місце", "고향", "출생지"]) =>
        {
            Some("place")
        }
        _ => None,
    }
}

/// Reads all rows.
pub(super) fn records(
    heads: &[Head],
    mapping: &Mapping,
) -> Result<(Records, Vec<ListRead>), Error> {
    let mut builder = Builder::new(mapping);
    let mut lists = Vec::new();
    for head in heads {
        let columns = with_id(head, mapping);
        let columns: Vec<&str> = columns.iter().map(String::as_str).collect();
        builder.list(&head.name, &columns).map_err(Fault::from)?;
        let mut failed = None;
        let read = plain::read(&head.path, &limits(), &mut |item| {
            if let Item::Row(cells) = item
                && let Err(fault) = builder.row(cells)
            {
                failed = Some(fault);
                return ControlFlow::Break(());
            }
            ControlFlow::Continue(())
        })?;
        if let Some(fault) = failed {
            return Err(Fault::from(fault).into());
        }
        let (name, path) = (head.name.clone(), head.path.clone());
        lists.push(ListRead { name, path, rows: read.rows, complaints: read.complaints });
    }
    Ok((builder.finish(standard()?), lists))
}

/// The columns of a list, its own identifier under the name that the mapping has for it.
pub(super) fn with_id(head: &Head, mapping: &Mapping) -> Vec<String> {
    let mut columns = head.columns.clone();
    let Some(id) = &mapping.id else { return columns };
    if !columns.iter().any(|c| c.trim() == id) {
        let names: Vec<&str> = head.columns.iter().map(String::as_str).collect();
        let rows: Vec<Vec<&str>> =
            head.rows.iter().map(|r| r.iter().map(String::as_str).collect()).collect();
        let own = Mapping::propose(&names, &rows).id;
        if let Some(at) = own.and_then(|own| columns.iter().position(|c| c.trim() == own)) {
            columns[at].clone_from(id);
        }
    }
    columns
}

/// The cells of some records, by the columns of their lists, from the files.
pub(super) fn cells(
    lists: &[ListRead],
    wanted: &std::collections::HashSet<u32>,
) -> Result<std::collections::HashMap<u32, super::queue::Raw>, Error> {
    let mut out = std::collections::HashMap::new();
    let mut next = 0;
    for list in lists {
        next = super::queue::cells_of(&list.path, next, wanted, &mut out)?;
    }
    Ok(out)
}

/// The head of a table and its rows, for a file that is small.
pub(super) fn whole(path: &Path) -> Result<(Vec<String>, Vec<Vec<String>>), Error> {
    let (mut columns, mut rows) = (Vec::new(), Vec::new());
    plain::read(path, &limits(), &mut |item| {
        match item {
            Item::Head(names) => columns = names.iter().map(|n| n.trim().to_owned()).collect(),
            Item::Row(cells) => {
                rows.push(cells.iter().map(|c| c.trim().to_owned()).collect::<Vec<_>>());
            }
        }
        ControlFlow::Continue(())
    })?;
    Ok((columns, rows))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head(columns: &[&str], rows: &[&[&str]]) -> Head {
        let text = |r: &[&str]| r.iter().map(|c| (*c).to_owned()).collect::<Vec<String>>();
        Head {
            path: PathBuf::new(),
            name: String::new(),
            columns: text(columns),
            rows: (0..60).map(|n| text(rows[n % rows.len()])).collect(),
        }
    }

    #[test]
    fn columns_in_other_words_are_one_field() {
        let one = head(
            &["id", "name", "date_of_birth", "rank"],
            &[
                &["1", "Ri Kwang Un", "1999-01-02", "private"],
                &["2", "Pak Chol Su", "2000", "sergeant"],
            ],
        );
        let two = head(
            &["номер", "ФИО", "дата рождения", "звание"],
            &[
                &["A-1221", "Ли Гван Ын", "02.01.1999", "рядовой"],
                &["B-8376", "Пак Чхоль Су", "2000", "сержант"],
            ],
        );
        let mapping = propose(&[one, two]);
        let from: Vec<Vec<&str>> =
            mapping.fields.iter().map(|f| f.from.iter().map(String::as_str).collect()).collect();
        assert!(from.contains(&vec!["name", "ФИО"]), "{from:?}");
        assert!(from.contains(&vec!["date_of_birth", "дата рождения"]), "{from:?}");
        assert!(from.contains(&vec!["rank"]), "{from:?}");
    }
}
