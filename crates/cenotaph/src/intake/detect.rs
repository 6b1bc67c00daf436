//! What a file is: its format by content first and name second, its kind of table by head first and name second.
//!
//! Not here: reading. A file that is something else (a PDF, an old workbook, a web page) is named, with what can be done.

use std::path::Path;

use super::header::normalised;
use super::schema::TableKind;

/// A format of table that is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Fields with a delimiter between (`,` `;` tab `|`).
    Delimited,
    /// One JSON object a line, or a JSON array of objects.
    Json,
    /// An Excel workbook.
    Xlsx,
}

/// What a file is that is no table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Other {
    pub(crate) what: &'static str,
    pub(crate) hint: &'static str,
}

/// The format of a file by its first bytes; `Err` for what is plainly something else.
pub(crate) fn by_bytes(bytes: &[u8]) -> Result<Option<Format>, Other> {
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return Ok(Some(Format::Xlsx));
    }
    if let Some((_, other)) = SIGNATURES.iter().find(|(signature, _)| bytes.starts_with(signature))
    {
        return Err(*other);
    }
    Ok(None)
}

/// The format of text.
pub(crate) fn by_text(text: &str, name: &str) -> Result<Format, Other> {
    let body = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    let mut head = body.chars().filter(|c| !c.is_whitespace()).take(2);
    match (head.next(), head.next()) {
        (Some('{'), Some('"' | '}')) | (Some('['), Some('{' | ']')) => return Ok(Format::Json),
        (Some('<'), _) => {
            return Err(Other {
                what: "a web page or XML document",
                hint: "save the table in it as CSV; an article is read with `cenotaph read`",
            });
        }
        _ => {}
    }
    let extension = Path::new(name).extension().map(|e| e.to_string_lossy().to_lowercase());
    match extension.as_deref() {
        Some("json" | "jsonl" | "ndjson") => Ok(Format::Json),
        _ => Ok(Format::Delimited),
    }
}

/// The kind of a table; `Err` names the kind whose columns come nearest, with how many they share.
///
/// In this order: `hint`; the id column that stands first in the head; the name of the sheet; the name of the file.
pub(crate) fn kind(
    head: &[String],
    path: &str,
    sheet: Option<&str>,
    hint: Option<TableKind>,
) -> Result<(TableKind, SaidBy), Option<(TableKind, usize)>> {
    if let Some(kind) = hint {
        return Ok((kind, SaidBy::Hint));
    }
    let names: Vec<String> = head.iter().map(|name| normalised(name)).collect();
    if let Some(kind) = by_head(&names) {
        return Ok((kind, SaidBy::Head));
    }
    let stem = Path::new(path).file_stem().map(|stem| stem.to_string_lossy().into_owned());
    if let Some(kind) = sheet.and_then(by_name).or_else(|| stem.as_deref().and_then(by_name)) {
        return Ok((kind, SaidBy::Name));
    }
    let shared =
        |kind: &TableKind| names.iter().filter(|name| kind.schema().column(name).is_some()).count();
    let nearest = TableKind::ALL.into_iter().map(|kind| (kind, shared(&kind)));
    // The first of equals, so that the answer does not depend on the order of a maximum.
    let nearest = nearest.reduce(|best, next| if next.1 > best.1 { next } else { best });
    Err(nearest.filter(|(_, shared)| *shared > 0))
}

/// What told the kind of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SaidBy {
    Hint,
    Head,
    Name,
}

/// Whether any schema has a column of this name.
pub(crate) fn is_known(name: &str) -> bool {
    TableKind::ALL.iter().any(|kind| kind.schema().column(name).is_some())
}

fn by_head(names: &[String]) -> Option<TableKind> {
    let kind = names.iter().find_map(|name| match name.as_str() {
        "claim_id" => Some(TableKind::Claims),
        "measure_id" => Some(TableKind::Measures),
        "position_id" => Some(TableKind::Positions),
        "awareness_id" => Some(TableKind::Awareness),
        "evidence_id" => Some(TableKind::Evidence),
        "person_id" => Some(TableKind::Persons),
        "source_id" => Some(TableKind::Sources),
        _ => None,
    })?;
    let has = |name: &str| names.iter().any(|n| n == name);
    // A mention has a person and a source and no id of its own.
    let person = matches!(kind, TableKind::Persons | TableKind::Sources) && has("person_id");
    Some(if person && has("mention") { TableKind::Mentions } else { kind })
}

/// The kind that a file or sheet is named for: the last word that names one (`person_mentions` is of mentions).
fn by_name(name: &str) -> Option<TableKind> {
    name.split(|c: char| !c.is_alphanumeric()).rev().find_map(TableKind::from_name)
}

const WORKBOOK_HINT: &str =
    "open it, take the password off if it has one, and save it as XLSX or CSV";

/// First bytes of what is often taken for a table, or handed over beside one.
const SIGNATURES: &[(&[u8], Other)] = &[
    (
        b"\xd0\xcf\x11\xe0",
        Other { what: "an old Excel workbook or one with a password", hint: WORKBOOK_HINT },
    ),
    (
        b"%PDF",
        Other {
            what: "a PDF document",
            hint: "copy its table into a spreadsheet and save it as CSV",
        },
    ),
    (
        b"{\\rtf",
        Other {
            what: "an RTF document",
            hint: "copy its table into a spreadsheet and save it as CSV",
        },
    ),
    (b"\x1f\x8b", Other { what: "a gzip archive", hint: "unpack it first" }),
    (b"BZh", Other { what: "a bzip2 archive", hint: "unpack it first" }),
    (b"7z\xbc\xaf", Other { what: "a 7-Zip archive", hint: "unpack it first" }),
    (b"\xfd7zXZ", Other { what: "an xz archive", hint: "unpack it first" }),
    (b"Rar!", Other { what: "a RAR archive", hint: "unpack it first" }),
    (
        b"PAR1",
        Other {
            what: "a Parquet file",
            hint: "export it as CSV; lists to be linked (`cenotaph link`) may be Parquet",
        },
    ),
    (b"SQLite format 3\0", Other { what: "an SQLite database", hint: "export its tables as CSV" }),
    (
        b"\x89PNG",
        Other { what: "a PNG image", hint: "an image is kept as evidence, not read as a table" },
    ),
    (
        b"\xff\xd8\xff",
        Other { what: "a JPEG image", hint: "an image is kept as evidence, not read as a table" },
    ),
    (b"\0asm", Other { what: "a program", hint: "give a table: CSV, TSV, JSON Lines or XLSX" }),
    (b"\x7fELF", Other { what: "a program", hint: "give a table: CSV, TSV, JSON Lines or XLSX" }),
    (b"\xff\xfe\0\0", Other { what: "text in UTF-32", hint: "save it as UTF-8" }),
    (b"\0\0\xfe\xff", Other { what: "text in UTF-32", hint: "save it as UTF-8" }),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn names(names: &str) -> Vec<String> {
        names.split(',').map(str::to_owned).collect()
    }

    #[test]
    fn kinds_are_told_by_head_then_by_name() {
        use TableKind::{
            Awareness, Claims, Evidence, Measures, Mentions, Persons, Positions, Sources,
        };
        let rows = [
            ("claim_id,party", "x.csv", Claims, SaidBy::Head),
            ("Claim ID,party", "measures.csv", Claims, SaidBy::Head),
            ("measure_id", "x", Measures, SaidBy::Head),
            ("position_id", "x", Positions, SaidBy::Head),
            ("awareness_id", "x", Awareness, SaidBy::Head),
            ("evidence_id,source_ids", "x", Evidence, SaidBy::Head),
            ("person_id,status", "x", Persons, SaidBy::Head),
            ("person_id,mention,source_id", "x", Mentions, SaidBy::Head),
            ("source_id,mention,person_id", "x", Mentions, SaidBy::Head),
            ("source_id,title", "x", Sources, SaidBy::Head),
            ("id,title", "/data/my-sources_2.csv", Sources, SaidBy::Name),
            ("id,title", "person_mentions.csv", Mentions, SaidBy::Name),
            ("id,title", "CLAIM.csv", Claims, SaidBy::Name),
        ];
        for (head, path, expected, by) in rows {
            assert_eq!(kind(&names(head), path, None, None), Ok((expected, by)), "{head} {path}");
        }
        assert_eq!(
            kind(&names("id"), "claims.xlsx", Some("Persons"), None),
            Ok((Persons, SaidBy::Name)),
            "the sheet's name is nearer than the file's"
        );
        assert_eq!(kind(&names("claim_id"), "x", None, Some(Persons)), Ok((Persons, SaidBy::Hint)));
        assert_eq!(
            kind(&names("actor,target,party"), "x.csv", None, None),
            Err(Some((Measures, 2)))
        );
        assert_eq!(kind(&names("weather,wind"), "x.csv", None, None), Err(None));
    }

    #[test]
    fn formats_are_told_by_content_then_by_name() {
        let rows = [
            ("{\"a\":1}", "x.csv", Format::Json),
            (" \n[ {\"a\":1}]", "x.csv", Format::Json),
            ("[]", "x", Format::Json),
            ("\u{feff}{}", "x", Format::Json),
            ("[note],b\n", "x.csv", Format::Delimited),
            ("{a},b\n", "x.csv", Format::Delimited),
            ("a,b", "x.jsonl", Format::Json),
            ("a,b", "x", Format::Delimited),
            ("", "x.csv", Format::Delimited),
        ];
        for (text, name, format) in rows {
            assert_eq!(by_text(text, name), Ok(format), "{text:?} {name}");
        }
        assert!(by_text("<!doctype html><table>", "x.csv").is_err());
        assert_eq!(by_bytes(b"PK\x03\x04rest"), Ok(Some(Format::Xlsx)));
        assert_eq!(by_bytes(b"claim_id"), Ok(None));
        for (bytes, what) in [
            (&b"%PDF-1.7"[..], "a PDF document"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1", "an old Excel workbook or one with a password"),
        ] {
            assert_eq!(by_bytes(bytes).unwrap_err().what, what);
        }
    }
}
