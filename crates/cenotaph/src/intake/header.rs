//! The head of a table: which column is which.
//!
//! Names are compared in one form (lower case, underscores, no invisible characters); a few aliases are understood and told
//! about; what the schema does not know is kept as an extra column. Invariant: every column of a [`Header`] has a distinct
//! name, and a known name occurs once – a table in which it occurs twice is refused, because taking the last (or the first)
//! would decide silently which of two values was said.

use std::collections::HashMap;
use std::sync::Arc;

use super::complaint::{Complaint, Complaints, Place, Severity, invisible};
use super::schema::{Column, Required, Schema, quoted};
use super::text::{clean, nearest, without_invisible};

/// The columns of one table, shared by its rows.
#[derive(Debug, Default)]
pub(crate) struct Header {
    /// Canonical names of known columns, normalised names of extras; in the order of the file.
    pub(crate) names: Vec<Arc<str>>,
    /// The schema's column, for those it knows.
    pub(crate) known: Vec<Option<&'static Column>>,
    /// Index by name.
    index: HashMap<Arc<str>, usize>,
}

impl Header {
    /// The position of a column, from 0.
    pub(crate) fn position(&self, name: &str) -> Option<usize> {
        self.index.get(name).copied()
    }

    /// How many columns there are.
    pub(crate) fn len(&self) -> usize {
        self.names.len()
    }

    fn push(&mut self, name: &str, known: Option<&'static Column>) {
        let name: Arc<str> = name.into();
        self.index.insert(name.clone(), self.names.len());
        self.names.push(name);
        self.known.push(known);
    }
}

/// The form in which names of columns are compared: NFC, lower case, runs of spaces and hyphens as one underscore.
#[must_use]
pub fn normalised(name: &str) -> String {
    let name = clean(name).0.into_owned();
    let name = without_invisible(&name);
    let mut out = String::with_capacity(name.len());
    for c in name.trim().chars() {
        match c {
            ' ' | '-' | '_' | '\t' | '\n' | '\u{2010}' | '\u{2011}' => {
                if !out.ends_with('_') {
                    out.push('_');
                }
            }
            c => out.extend(c.to_lowercase()),
        }
    }
    out.trim_matches('_').to_owned()
}

/// Reads a head against a schema; `numbered` says whether positions mean something to the reader of the file.
///
/// Complains of everything at once. The second value is false when nothing under this head can be taken: a known column
/// occurs twice, or a required one is missing.
pub(crate) fn read(
    written: &[String],
    schema: &'static Schema,
    place: &Place,
    numbered: bool,
    complaints: &mut Complaints,
) -> (Header, bool) {
    let names = effective(written);
    let mut header = Header::default();
    let mut usable = true;
    let taken: Vec<String> = names.iter().map(|name| normalised(name)).collect();
    for (at, raw) in names.iter().enumerate() {
        let here =
            |name: &str| place.clone().at(numbered.then_some(at as u64 + 1), Some(name.into()));
        let name = normalised(raw);
        if raw.chars().any(invisible) {
            complaints.push(
                Complaint::new(
                    Severity::Note,
                    "header.invisible",
                    here(&name),
                    "a name without invisible characters",
                )
                .found(raw)
                .hint(format!("read as `{name}`")),
            );
        }
        match schema.column(&name) {
            Some(column) if header.position(column.name).is_some() => {
                usable = false;
                complaints.push(twice(raw, column.name, here(column.name)));
            }
            Some(column) => {
                if column.name != name {
                    complaints.push(alias(&name, column.name, here(column.name)));
                }
                header.push(column.name, Some(column));
                continue;
            }
            None => {}
        }
        let free = unused(&header, &name, at);
        if schema.column(&name).is_none() {
            complaints.push(unknown(raw, &free, &taken, schema, here(&free)));
        }
        header.push(&free, None);
    }
    for column in schema.columns {
        if column.required != Required::No
            && header.position(column.name).is_none()
            && needed(column, &header)
        {
            usable = false;
            complaints.push(missing(column, &names, schema, place));
        }
    }
    (header, usable)
}

/// The head without the empty fields at its end, which spreadsheets leave behind.
fn effective(written: &[String]) -> Vec<String> {
    let length =
        written.iter().rposition(|name| !normalised(name).is_empty()).map_or(0, |at| at + 1);
    written.get(..length).unwrap_or_default().to_vec()
}

fn unused(header: &Header, name: &str, at: usize) -> String {
    let base = if name.is_empty() { format!("column_{}", at + 1) } else { name.to_owned() };
    let mut free = base.clone();
    let mut turn = 2_u64;
    while header.position(&free).is_some() {
        free = format!("{base}_{turn}");
        turn += 1;
    }
    free
}

fn needed(column: &Column, header: &Header) -> bool {
    match column.required {
        Required::No => false,
        Required::Column | Required::Value => true,
        Required::Unless(other) => header.position(other).is_none(),
    }
}

fn twice(raw: &str, name: &str, place: Place) -> Complaint {
    Complaint::new(Severity::Error, "header.twice", place, "each column once")
        .found(raw)
        .hint(format!("nothing of this table was taken, because two columns are read as `{name}`; rename or remove one"))
}

fn alias(name: &str, canonical: &str, place: Place) -> Complaint {
    Complaint::new(
        Severity::Note,
        "header.alias",
        place,
        format!("`{canonical}`, which it is read as"),
    )
    .found(name)
}

fn unknown(raw: &str, kept: &str, taken: &[String], schema: &Schema, place: Place) -> Complaint {
    let expected = format!("a column of the {} table", schema.kind);
    let candidates =
        schema.columns.iter().map(|c| c.name).filter(|name| !taken.iter().any(|t| t == name));
    let hint = match nearest(&normalised(raw), candidates) {
        Some(near) => format!("did you mean `{near}`? Kept as the extra column `{kept}`"),
        None => format!("kept as the extra column `{kept}`"),
    };
    Complaint::new(Severity::Note, "header.unknown", place, expected).found(raw).hint(hint)
}

fn missing(column: &Column, names: &[String], schema: &Schema, place: &Place) -> Complaint {
    let extras: Vec<String> = names
        .iter()
        .map(|name| normalised(name))
        .filter(|name| schema.column(name).is_none())
        .collect();
    let hint = match nearest(column.name, extras.iter().map(String::as_str)) {
        Some(near) => format!("rename `{near}` to `{}`", column.name),
        None if column.aliases.is_empty() => format!("it says: {}", column.meaning),
        None => format!(
            "it says: {}; {} would be understood too",
            column.meaning,
            quoted(column.aliases)
        ),
    };
    let place = place.clone().at(None, None);
    Complaint::new(
        Severity::Error,
        "header.missing",
        place,
        format!("the column `{}`", column.name),
    )
    .hint(hint)
}

#[cfg(test)]
mod tests {
    use super::super::schema::TableKind;
    use super::*;

    fn read_names(names: &[&str]) -> (Vec<String>, bool, Vec<String>) {
        let mut complaints = Complaints::new(100);
        let path: Arc<str> = "s.csv".into();
        let place = Place::row(&path, None, 1);
        let written: Vec<String> = names.iter().map(ToString::to_string).collect();
        let (header, usable) =
            read(&written, TableKind::Sources.schema(), &place, true, &mut complaints);
        let names = header.names.iter().map(ToString::to_string).collect();
        let list = complaints.finish(&path, None).iter().map(ToString::to_string).collect();
        (names, usable, list)
    }

    #[test]
    fn names_are_compared_in_one_form() {
        let rows = [
            ("Claim ID", "claim_id"),
            ("claim-id", "claim_id"),
            ("  CLAIM _ ID ", "claim_id"),
            ("\u{feff}claim_id", "claim_id"),
            ("cla\u{200b}im_id", "claim_id"),
            ("As\u{a0}of date", "as_of_date"),
            ("\u{1109}\u{1161}", "사"),
            ("", ""),
            ("---", ""),
        ];
        for (raw, name) in rows {
            assert_eq!(normalised(raw), name, "{raw:?}");
        }
    }

    #[test]
    fn known_columns_are_found_in_any_case() {
        let (names, usable, list) = read_names(&["Source ID", "URL", "", ""]);
        assert_eq!(names, ["source_id", "url"]);
        assert!(usable);
        assert_eq!(list, [""; 0]);
    }

    #[test]
    fn what_is_odd_is_told_at_once() {
        let (names, usable, list) =
            read_names(&["sourc_id", "url", "Url", "weather", "", "weather", "\u{200b}title"]);
        assert_eq!(
            names,
            ["sourc_id", "url", "url_2", "weather", "column_5", "weather_2", "title"]
        );
        assert!(!usable);
        assert_eq!(
            list,
            [
                "s.csv:1: error: Expected the column `source_id` [header.missing]\n  hint: rename `sourc_id` to `source_id`",
                "s.csv:1:1: note: Found `sourc_id` in `sourc_id`, expected a column of the sources table [header.unknown]\n  \
                 hint: did you mean `source_id`? Kept as the extra column `sourc_id`",
                "s.csv:1:3: error: Found `Url` in `url`, expected each column once [header.twice]\n  \
                 hint: nothing of this table was taken, because two columns are read as `url`; rename or remove one",
                "s.csv:1:4: note: Found `weather` in `weather`, expected a column of the sources table [header.unknown]\n  \
                 hint: kept as the extra column `weather`",
                "s.csv:1:5: note: Found `` in `column_5`, expected a column of the sources table [header.unknown]\n  \
                 hint: kept as the extra column `column_5`",
                "s.csv:1:6: note: Found `weather` in `weather_2`, expected a column of the sources table [header.unknown]\n  \
                 hint: kept as the extra column `weather_2`",
                "s.csv:1:7: note: Found `\\u{200b}title` in `title`, expected a name without invisible characters [header.invisible]\n  \
                 hint: read as `title`",
            ]
        );
    }

    #[test]
    fn aliases_are_told() {
        let (names, usable, list) = read_names(&["ID"]);
        assert_eq!((names, usable), (vec!["source_id".to_owned()], true));
        assert_eq!(
            list,
            [
                "s.csv:1:1: note: Found `id` in `source_id`, expected `source_id`, which it is read as [header.alias]"
            ]
        );
    }
}
