//! The templates and docs/formats.md against the schema.

use std::path::Path;

use cenotaph::intake::{Limits, Required, TemplateFormat, read_bytes, reference, template};

use super::{ALL, said, table};

#[test]
fn templates_are_their_schemas_and_are_read_without_a_word() {
    for kind in ALL {
        let csv = template(kind, TemplateFormat::Csv);
        let columns: Vec<&str> = kind.schema().columns.iter().map(|column| column.name).collect();
        assert_eq!(csv.lines().next().unwrap(), columns.join(","), "{kind}");
        let mut rows = Vec::new();
        for (format, name) in [
            (TemplateFormat::Csv, "t.csv"),
            (TemplateFormat::Tsv, "t.tsv"),
            (TemplateFormat::JsonLines, "t.jsonl"),
        ] {
            let table = table(name, template(kind, format));
            assert_eq!(table.kind, kind);
            assert_eq!(said(&table), [""; 0], "{kind}");
            assert_eq!(table.rows.len(), 2);
            rows.push(
                table
                    .rows
                    .iter()
                    .map(|row| {
                        columns
                            .iter()
                            .map(|name| row.get(name).map(str::to_owned))
                            .collect::<Vec<_>>()
                    })
                    .collect::<Vec<_>>(),
            );
        }
        assert_eq!(rows[0], rows[1], "{kind}");
        assert_eq!(rows[0], rows[2], "{kind}");
    }
}

#[test]
fn every_example_fits_its_column() {
    for kind in ALL {
        for column in kind.schema().columns {
            let mut names = Vec::new();
            let mut values = Vec::new();
            for other in kind.schema().columns {
                if other.name == column.name || other.required != Required::No {
                    names.push(other.name);
                    values.push(format!("\"{}\"", other.example.replace('"', "\"\"")));
                }
            }
            let text = format!("{}\n{}\n", names.join(","), values.join(","));
            let tables =
                read_bytes("t.csv", text.as_bytes(), Some(kind), &Limits::default()).unwrap();
            assert_eq!(said(&tables[0]), [""; 0], "{kind}.{}", column.name);
            assert_eq!(
                tables[0].rows[0].get(column.name),
                Some(column.example),
                "{kind}.{}",
                column.name
            );
        }
    }
}

/// The part of docs/formats.md below this line is printed from the schema; `UPDATE_DOCS=1` writes it anew.
const MARK: &str = "<!-- Below this line: printed from the schema by a test. Change the schema, not this text. -->\n";

#[test]
fn the_reference_is_the_schema() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/formats.md");
    let text = std::fs::read_to_string(&path).unwrap();
    let (head, body) = text.split_once(MARK).expect("docs/formats.md has the mark");
    let reference = reference();
    if std::env::var_os("UPDATE_DOCS").is_some_and(|value| value == "1") {
        std::fs::write(&path, format!("{head}{MARK}{reference}")).unwrap();
        return;
    }
    assert_eq!(body, reference, "docs/formats.md is stale: run the tests with UPDATE_DOCS=1");
}

#[test]
fn the_head_of_the_reference_states_the_limits() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/formats.md");
    let text = std::fs::read_to_string(path).unwrap();
    let limits = Limits::default();
    let mib = |bytes: u64| format!("{} MiB", bytes / 1024 / 1024);
    for stated in [
        mib(limits.file),
        mib(limits.field as u64),
        mib(limits.json_object as u64),
        mib(limits.xlsx_packed),
        mib(limits.xlsx_part),
        "5,000,000 rows".to_owned(),
        "1,000 columns".to_owned(),
        format!("{} levels", limits.json_depth),
        format!("{} unpacked bytes", limits.xlsx_ratio),
        "10,000 parts".to_owned(),
        "1,000 complaints".to_owned(),
    ] {
        assert!(text.contains(&stated), "docs/formats.md does not state `{stated}`");
    }
    assert_eq!(
        (limits.rows, limits.columns, limits.xlsx_parts, limits.complaints),
        (5_000_000, 1_000, 10_000, 1_000)
    );
}
