//! The eight tables of a case: their names in entries, their keys, and how a row of each is read.

use std::collections::BTreeMap;

use model::read::{self, FieldError, Fields};
use model::scope::Population;

pub use crate::intake::TableKind;

/// A row's texts by column name; empty cells are left out.
pub type Cells = BTreeMap<String, String>;

/// Every table, in the order in which they are taken in: what is referred to comes first.
pub const ALL: [TableKind; 8] = [
    TableKind::Sources,
    TableKind::Claims,
    TableKind::Positions,
    TableKind::Awareness,
    TableKind::Measures,
    TableKind::Evidence,
    TableKind::Persons,
    TableKind::Mentions,
];

/// The kind of entry that holds a row of this table.
#[must_use]
pub const fn entry_kind(table: TableKind) -> &'static str {
    match table {
        TableKind::Claims => "claim/1",
        TableKind::Measures => "measure/1",
        TableKind::Positions => "position/1",
        TableKind::Awareness => "awareness/1",
        TableKind::Evidence => "evidence/1",
        TableKind::Persons => "person/1",
        TableKind::Mentions => "mention/1",
        TableKind::Sources => "source/1",
    }
}

/// The table whose rows this kind of entry holds.
#[must_use]
pub fn of_entry_kind(kind: &str) -> Option<TableKind> {
    ALL.into_iter().find(|t| entry_kind(*t) == kind)
}

/// The key of a row: its id column; a mention has none and is known by person, report and text.
#[must_use]
pub fn key_of(table: TableKind, cells: &Cells) -> Option<String> {
    let text = |column: &str| cells.get(column).map(|c| c.trim()).filter(|c| !c.is_empty());
    if table == TableKind::Mentions {
        let person = text("person_id")?;
        let report = text("source_id").unwrap_or("-");
        return Some(format!("{person}/{report}/{}", text("mention")?));
    }
    text(id_column(table)).map(str::to_owned)
}

/// The column that holds a table's ids.
#[must_use]
pub const fn id_column(table: TableKind) -> &'static str {
    match table {
        TableKind::Claims => "claim_id",
        TableKind::Measures => "measure_id",
        TableKind::Positions => "position_id",
        TableKind::Awareness => "awareness_id",
        TableKind::Evidence => "evidence_id",
        TableKind::Persons | TableKind::Mentions => "person_id",
        TableKind::Sources => "source_id",
    }
}

/// The columns of a table that refer to statements, measures or reports by key.
#[must_use]
pub const fn reference_columns(table: TableKind) -> &'static [&'static str] {
    match table {
        TableKind::Claims => &["derives_from", "source_ids", "stimulus", "outcome_claim"],
        TableKind::Positions => &["derives_from", "source_ids"],
        TableKind::Awareness => &["derives_from", "source_ids", "stimulus"],
        TableKind::Measures => &["source_ids", "contradicted_by"],
        TableKind::Evidence => &["source_ids", "links"],
        TableKind::Mentions => &["source_id"],
        TableKind::Persons | TableKind::Sources => &[],
    }
}

/// The handles of the protected sources that a row rests on, without their `handle:` mark.
pub fn handles_of(table: TableKind, cells: &dyn Fields) -> Vec<&str> {
    let marked = |column: &str| {
        let text = cells.text(column).trim();
        text.strip_prefix("handle:").map(str::trim)
    };
    let stated = || {
        let text = cells.text("handle").trim();
        text.strip_prefix("handle:").unwrap_or(text).trim()
    };
    let found = match table {
        TableKind::Claims => [Some(stated()), marked("speaker"), marked("party")],
        TableKind::Sources => [Some(stated()), marked("publisher"), None],
        TableKind::Awareness => [marked("said_by"), None, None],
        TableKind::Measures => [marked("alleged_by"), marked("actor"), None],
        TableKind::Evidence => [marked("released_by"), None, None],
        TableKind::Persons => [marked("named_by"), None, None],
        TableKind::Positions => [marked("party"), None, None],
        TableKind::Mentions => [None, None, None],
    };
    let mut handles: Vec<&str> = found.into_iter().flatten().filter(|h| !h.is_empty()).collect();
    handles.dedup();
    handles
}

/// True when a row rests on a protected source: by a handle, or because its party is one.
pub fn is_protected(table: TableKind, cells: &dyn Fields) -> bool {
    let group = cells.text("party_group").trim();
    group.eq_ignore_ascii_case("SOURCE") || !handles_of(table, cells).is_empty()
}

/// Reads a row without keeping the value: every complaint about it.
///
/// # Errors
/// Every field that cannot be read.
pub fn check_row(
    table: TableKind,
    fields: &dyn Fields,
    population: &Population,
) -> Result<(), Vec<FieldError>> {
    match table {
        TableKind::Claims => read::claim(fields, population).map(drop),
        TableKind::Measures => read::measure(fields).map(drop),
        TableKind::Positions => read::position(fields).map(drop),
        TableKind::Awareness => read::awareness(fields).map(drop),
        TableKind::Evidence => read::evidence(fields).map(drop),
        TableKind::Persons => read::person(fields).map(drop),
        TableKind::Mentions => read::mention(fields).map(drop),
        TableKind::Sources => read::report(fields).map(drop),
    }
}
