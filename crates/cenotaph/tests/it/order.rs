//! The order of intake does not change the derived state: rows shuffled, files in any order, one call or many.

use std::fs;

use proptest::prelude::*;
use serde_json::Value;

use super::add::state;
use super::support::{Home, Lcg, kursk};

/// The example case's tables, their rows as CSV records.
fn tables() -> Vec<(String, csv::StringRecord, Vec<csv::StringRecord>)> {
    let mut tables: Vec<_> = fs::read_dir(kursk())
        .unwrap()
        .map(|f| f.unwrap().path())
        .filter(|p| p.extension().is_some_and(|e| e == "csv"))
        .map(|path| {
            let mut reader = csv::Reader::from_path(&path).unwrap();
            let head = reader.headers().unwrap().clone();
            let rows = reader.records().map(Result::unwrap).collect();
            (path.file_name().unwrap().to_str().unwrap().to_owned(), head, rows)
        })
        .collect();
    tables.sort_by(|a, b| a.0.cmp(&b.0));
    tables
}

/// Takes the tables in, shuffled by the seed, in as many calls as `parts` says.
fn shuffled(seed: u64, parts: usize) -> Vec<Value> {
    let home = Home::with_case();
    let mut random = Lcg(seed);
    let mut names = Vec::new();
    for (name, head, mut rows) in tables() {
        random.shuffle(&mut rows);
        let pieces = 1 + random.below(3);
        for piece in 0..pieces {
            let mut writer = csv::Writer::from_writer(Vec::new());
            writer.write_record(&head).unwrap();
            let mine = rows.iter().enumerate().filter(|(at, _)| at % pieces == piece);
            for (_, row) in mine {
                writer.write_record(row).unwrap();
            }
            let file = format!("{piece}/{name}");
            home.write(&file, writer.into_inner().unwrap());
            names.push(file);
        }
    }
    random.shuffle(&mut names);
    for call in names.chunks(names.len().div_ceil(parts)) {
        let mut args = vec!["add", "-q", "-C", "case"];
        args.extend(call.iter().map(String::as_str));
        home.run(&args).ends(0);
    }
    state(&home, "case")
}

fn in_order() -> &'static [Value] {
    static STATE: std::sync::OnceLock<Vec<Value>> = std::sync::OnceLock::new();
    STATE.get_or_init(|| {
        let home = Home::with_case();
        let paths: Vec<String> = tables()
            .iter()
            .map(|(name, ..)| kursk().join(name).to_str().unwrap().to_owned())
            .collect();
        let mut args = vec!["add", "-q", "-C", "case"];
        args.extend(paths.iter().map(String::as_str));
        home.run(&args).ends(0);
        state(&home, "case")
    })
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 6,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn order_does_not_matter(seed in any::<u64>(), parts in 1_usize..6) {
        let found = shuffled(seed, parts);
        prop_assert_eq!(found.len(), in_order().len());
        for (found, expected) in found.iter().zip(in_order()) {
            prop_assert_eq!(found, expected);
        }
    }
}
