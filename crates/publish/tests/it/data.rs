//! Data files and feeds.

use crate::fixture::{edition, options, release, render};
use proptest::prelude::*;
use publish::data::{guard, tables, tables_of, unguard};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

fn text<'f>(files: &'f BTreeMap<String, Vec<u8>>, path: &str) -> &'f str {
    std::str::from_utf8(&files[path]).unwrap()
}

#[test]
fn each_table_has_its_columns_and_its_dictionary() {
    let files = render(edition());
    let mut dictionary = BTreeSet::new();
    let mut reader = csv::Reader::from_reader(&*files["data/dictionary.csv"]);
    for row in reader.records() {
        let row = row.unwrap();
        assert!(row.iter().all(|cell| !cell.is_empty()), "{row:?}");
        dictionary.insert((row[0].to_owned(), row[1].to_owned()));
    }
    let mut columns = 0;
    let plain = edition();
    for table in tables_of(&plain) {
        let path = format!("data/{}.csv", table.name);
        let mut reader = csv::Reader::from_reader(&*files[&path]);
        let header: Vec<String> = reader.headers().unwrap().iter().map(Into::into).collect();
        for name in &header {
            assert!(dictionary.contains(&(table.name.to_owned(), name.clone())), "{path} {name}");
        }
        columns += header.len();
        // The reader refuses rows of another length.
        let rows = reader.records().map(Result::unwrap).count();
        assert!(rows > 0, "{path} has no row in the fixture");
    }
    assert_eq!(columns, dictionary.len());
}

/// Public results came later: their tables, and the words of the dictionary about them, are there where there are results.
#[test]
fn later_tables_change_nothing_where_they_have_no_rows() {
    use protect::shape::{Estimation, FiledEstimate, FiledStratum, MethodLine};
    let without = render(edition());
    assert!(!without.keys().any(|path| path.starts_with("data/estimate")));
    assert!(!text(&without, "data/dictionary.csv").contains("estimate_methods"));
    let mut with = edition();
    let filed = FiledEstimate {
        table_hash: "ab".repeat(32),
        verdict: "range".into(),
        low: Some(80),
        high: Some(90),
        listed: 70,
        lists: vec!["Gazette".into(), "=B".into()],
        methods: vec![MethodLine { median: Some(85), ..MethodLine::default() }],
        strata: vec![FiledStratum { values: vec!["region = N".into()], ..FiledStratum::default() }],
        ..FiledEstimate::default()
    };
    let estimation = with.estimation.take().map_or_else(Estimation::default, |e| *e);
    with.estimation = Some(Box::new(Estimation { filed: vec![filed], ..estimation }));
    let files = render(with.clone());
    for table in tables().iter().filter(|t| t.name.starts_with("estimate")) {
        let mut reader = csv::Reader::from_reader(&*files[&format!("data/{}.csv", table.name)]);
        assert!(reader.records().map(Result::unwrap).count() > 0, "{}", table.name);
    }
    let csv = text(&files, "data/estimates.csv");
    assert!(csv.contains("abab,,range,80,90,,70,,Gazette; =B,"), "{csv}");
    assert!(csv.contains("abab,region = N,"), "{csv}");
    assert_eq!(text(&files, "data/estimates.jsonl").lines().count(), 1);
    assert!(text(&files, "data/dictionary.csv").contains("estimates,listed,number,"));
    assert!(text(&files, "data.html").contains("table-estimates"));
    // All other data files are what they were.
    for (path, bytes) in without.iter().filter(|(path, _)| path.starts_with("data/")) {
        assert!(path.ends_with("dictionary.csv") || files[path] == *bytes, "{path}");
    }
}

#[test]
fn json_lines_are_the_rows_themselves() {
    let files = render(edition());
    let lines = text(&files, "data/statements.jsonl");
    let rows: Vec<protect::shape::Statement> =
        lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(rows, release(edition()).statements);
}

#[test]
fn a_cell_that_a_spreadsheet_would_execute_is_guarded() {
    let mut e = edition();
    e.statements[0].scope = "=cmd|' /C calc'!A0".into();
    let files = render(e.clone());
    let mut reader = csv::Reader::from_reader(&*files["data/statements.csv"]);
    let at = reader.headers().unwrap().iter().position(|name| name == "scope").unwrap();
    let cell = reader.records().next().unwrap().unwrap()[at].to_owned();
    assert!(cell.starts_with("'="));
    assert_eq!(unguard(&cell), e.statements[0].scope);
}

proptest! {
    #[test]
    fn the_guard_loses_nothing(text in "['=+@\\-\t\r\n＝]{0,3}.{0,12}") {
        let guarded = guard(&text).into_owned();
        prop_assert_eq!(unguard(&guarded), &text);
        prop_assert!(!guarded.starts_with(['=', '+', '-', '@', '\t', '\r', '＝']));
    }
}

#[test]
fn ftm_entities_use_known_schemata_and_known_references() {
    let files = render(edition());
    let mut ids = BTreeSet::new();
    let mut references = Vec::new();
    let mut schemata = BTreeSet::new();
    for line in text(&files, "data/entities.ftm.json").lines() {
        let entity: Value = serde_json::from_str(line).unwrap();
        let schema = entity["schema"].as_str().unwrap().to_owned();
        assert!(ids.insert(entity["id"].as_str().unwrap().to_owned()), "{line}");
        for (name, values) in entity["properties"].as_object().unwrap() {
            let known = PROPERTIES.iter().find(|(s, _)| *s == schema).unwrap().1;
            assert!(known.contains(&&**name), "{schema} has no {name}");
            let values: Vec<&str> =
                values.as_array().unwrap().iter().map(|v| v.as_str().unwrap()).collect();
            if ["author", "subject", "object", "entity", "document", "organizer"].contains(&&**name)
            {
                references.extend(values.iter().map(|&id| id.to_owned()));
            }
            if name.ends_with("Date") || name == "publishedAt" {
                assert!(values.iter().all(|v| v.bytes().all(|b| b.is_ascii_digit() || b == b'-')));
            }
        }
        schemata.insert(schema);
    }
    for reference in references {
        assert!(ids.contains(&reference), "{reference}");
    }
    assert_eq!(schemata.len(), PROPERTIES.len() - 1, "{schemata:?}");
}

/// Read in the schemata of followthemoney; those of the parents are listed with the child.
const PROPERTIES: &[(&str, &[&str])] = &[
    ("Article", &["fileName", "title", "publisher", "sourceUrl", "language", "publishedAt"]),
    (
        "Assessment",
        &["name", "assessmentId", "author", "publishDate", "summary", "description", "keywords"],
    ),
    ("Documentation", &["entity", "document", "role"]),
    ("Event", &["name", "summary", "startDate", "endDate", "organizer"]),
    ("Note", &["name", "description", "entity"]),
    ("Organization", &["name", "description"]),
    ("Person", &["name", "alias", "deathDate", "summary"]),
    ("PublicBody", &["name", "description"]),
    ("UnknownLink", &["subject", "object", "role"]),
];

#[test]
fn feeds_have_stable_ids_and_days_only() {
    let files = render(edition());
    let feed: Value = serde_json::from_str(text(&files, "feed.json")).unwrap();
    assert_eq!(feed["version"], "https://jsonfeed.org/version/1.1");
    let ids: Vec<&str> =
        feed["items"].as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap()).collect();
    assert_eq!(
        ids,
        [
            "tag:desk.example,2031:selby/edition/2",
            "tag:desk.example,2031:selby/correction/K1",
            "tag:desk.example,2031:selby/change/2-S1",
        ]
    );
    let atom = text(&files, "feed.atom");
    for id in ids {
        assert!(atom.contains(&format!("<id>{id}</id>")), "{id}");
    }
    assert_eq!(atom.matches("T00:00:00Z").count(), atom.matches("<updated>").count());
    let mut open =
        publish::SiteOptions { base_url: Some("https://d.example/".into()), ..options() };
    open.tag = "d.example,2031".into();
    let mut seen = String::new();
    publish::feed::write(&release(edition()), &open, &mut |path, bytes| {
        if path == "feed.atom" {
            seen = String::from_utf8(bytes.to_vec()).unwrap();
        }
        Ok(())
    })
    .unwrap();
    assert!(seen.contains("href=\"https://d.example/s/S1.html\""), "{seen}");
}
