//! Templates to begin with, and the reference of columns, both from the schema.
//!
//! A template is a head and two invented rows; CSV has no comments, so the rows must be overwritten. The CSV files in
//! `data/templates` are the templates; the other formats are written from them. Invariant (tested): a template's head is its
//! schema's columns, and each template is read without a complaint.

use std::fmt::Write as _;

use super::schema::{Required, TableKind, Values};
use super::split::Splitter;

/// A format in which a template is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum TemplateFormat {
    /// Commas, UTF-8, `\n`.
    #[default]
    Csv,
    /// Tabs, UTF-8, `\n`.
    Tsv,
    /// One object a line.
    JsonLines,
}

/// A table of this kind to begin with: the head and two invented rows.
#[must_use]
pub fn template(kind: TableKind, format: TemplateFormat) -> String {
    let csv = csv(kind);
    let mut records = records(csv);
    match format {
        TemplateFormat::Csv => csv.to_owned(),
        TemplateFormat::Tsv => {
            let mut out = String::new();
            for record in records {
                let fields: Vec<String> =
                    record.iter().map(|field| field.replace(['\t', '\n'], " ")).collect();
                out.push_str(&fields.join("\t"));
                out.push('\n');
            }
            out
        }
        TemplateFormat::JsonLines => {
            let head = if records.is_empty() { Vec::new() } else { records.remove(0) };
            let mut out = String::new();
            for record in records {
                let pairs: Vec<String> = head
                    .iter()
                    .zip(&record)
                    .filter(|(_, value)| !value.is_empty())
                    .map(|(name, value)| format!("{}:{}", quoted(name), json(kind, name, value)))
                    .collect();
                let _ = writeln!(out, "{{{}}}", pairs.join(","));
            }
            out
        }
    }
}

/// The reference of every kind's columns, in Markdown: the body of docs/formats.md.
#[must_use]
pub fn reference() -> String {
    let mut out = String::new();
    for kind in TableKind::ALL {
        let schema = kind.schema();
        let _ = write!(out, "\n## {kind}\n\n{}\n", schema.meaning);
        out.push_str(
            "\n| column | must be there | values | meaning | example |\n|---|---|---|---|---|\n",
        );
        for column in schema.columns {
            let mut name = format!("`{}`", column.name);
            if !column.aliases.is_empty() {
                let aliases: Vec<String> =
                    column.aliases.iter().map(|alias| format!("`{alias}`")).collect();
                let _ = write!(name, " (also {})", aliases.join(", "));
            }
            let must = match column.required {
                Required::No => String::new(),
                Required::Column => "column".to_owned(),
                Required::Value => "value".to_owned(),
                Required::Unless(other) => format!("value, unless `{other}` is filled"),
            };
            let cells = [
                name,
                must,
                column.values.describe(),
                column.meaning.to_owned(),
                format!("`{}`", column.example),
            ];
            let cells = cells.map(|cell| cell.replace('|', "\\|"));
            let _ = writeln!(out, "| {} |", cells.join(" | "));
        }
    }
    out
}

fn csv(kind: TableKind) -> &'static str {
    match kind {
        TableKind::Claims => include_str!("../../data/templates/claims.csv"),
        TableKind::Measures => include_str!("../../data/templates/measures.csv"),
        TableKind::Positions => include_str!("../../data/templates/positions.csv"),
        TableKind::Awareness => include_str!("../../data/templates/awareness.csv"),
        TableKind::Evidence => include_str!("../../data/templates/evidence.csv"),
        TableKind::Persons => include_str!("../../data/templates/persons.csv"),
        TableKind::Mentions => include_str!("../../data/templates/mentions.csv"),
        TableKind::Sources => include_str!("../../data/templates/sources.csv"),
    }
}

fn records(text: &str) -> Vec<Vec<String>> {
    let mut splitter = Splitter::new(text, b',', usize::MAX, usize::MAX);
    let (mut fields, mut records) = (Vec::new(), Vec::new());
    while splitter.next(&mut fields).is_some() {
        records.push(fields.iter().map(|field| field.text.clone().into_owned()).collect());
    }
    records
}

/// A value as JSON would have it: counts as numbers, lists of ids as lists.
fn json(kind: TableKind, name: &str, value: &str) -> String {
    match kind.schema().column(name).map(|column| column.values) {
        Some(Values::Whole { .. } | Values::Age) if value.bytes().all(|b| b.is_ascii_digit()) => {
            value.to_owned()
        }
        Some(Values::Ids) => {
            let ids: Vec<String> = value.split(';').map(|id| quoted(id.trim())).collect();
            format!("[{}]", ids.join(","))
        }
        _ => quoted(value),
    }
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
