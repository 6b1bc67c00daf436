//! The edition as files: CSV with a dictionary, JSON Lines, FollowTheMoney entities.
//!
//! Terms: a *table* is one kind of row; its CSV has one column per value, lists joined with `; `; its JSON Lines have the
//! rows as the edition holds them, nothing flattened.
//!
//! Invariant: each column is in the dictionary, in both languages, and each row has as many cells as there are columns. A
//! CSV cell that a spreadsheet would execute is guarded by [`guard`], and [`unguard`] gives the text back as it was.
//!
//! Not here: Parquet and other formats that need a library of their own.
//!
//! Source: RFC 4180; OWASP on CSV injection; JSON Lines (jsonlines.org).

mod csv;
pub mod ftm;
mod tables;

pub use self::csv::{guard, unguard};
pub use tables::{Column, Table, tables, tables_of};

use crate::{Error, Sink, site::put};
use protect::{Released, shape::Edition};
use serde::Serialize;

/// One data file, as the data page lists it.
pub(crate) struct File {
    pub(crate) path: String,
    pub(crate) rows: Option<usize>,
    /// English and Korean.
    pub(crate) about: (&'static str, &'static str),
}

/// Writes all data files under `data/`.
///
/// * Output: for each table `data/NAME.csv` and `data/NAME.jsonl`, then `data/dictionary.csv` and `data/entities.ftm.json`. A table that
///   came later is written where it has rows, so that the files of earlier editions stay what they were.
/// * Errors: the sink's; a serialiser's, which no edition of ours raises.
/// * Determinism: rows in the edition's order, which the gate sorted.
/// * Memory: one file at a time.
pub fn write(edition: &Released<Edition>, sink: &mut Sink<'_>) -> Result<(), Error> {
    let e = edition.get();
    for table in tables_of(e) {
        let path = format!("data/{}.csv", table.name);
        put(sink, &path, &csv::table(&path, table, e)?)?;
    }
    lines(sink, "parties", &e.parties)?;
    lines(sink, "places", &e.places)?;
    lines(sink, "reports", &e.reports)?;
    lines(sink, "statements", &e.statements)?;
    lines(sink, "positions", &e.positions)?;
    lines(sink, "awareness", &e.awareness)?;
    lines(sink, "measures", &e.measures)?;
    lines(sink, "evidence", &e.evidence)?;
    lines(sink, "persons", &e.persons)?;
    lines(sink, "findings", &e.findings)?;
    lines(sink, "ranges", &e.ranges)?;
    lines(sink, "lags", &e.lags)?;
    lines(sink, "changes", &e.changes)?;
    lines(sink, "corrections", &e.corrections)?;
    lines(sink, "rules", &e.rules)?;
    if let Some(estimation) = e.estimation.as_deref().filter(|e| !e.filed.is_empty()) {
        lines(sink, "estimates", &estimation.filed)?;
    }
    put(sink, "data/dictionary.csv", &csv::dictionary("data/dictionary.csv", e)?)?;
    put(sink, "data/entities.ftm.json", ftm::lines(edition).as_bytes())
}

/// The files that [`write`] makes, in the same order of tables.
pub(crate) fn files(edition: &Edition) -> Vec<File> {
    let mut files = Vec::new();
    for table in tables_of(edition) {
        let rows = Some((table.rows)(edition));
        files.push(File { path: format!("data/{}.csv", table.name), rows, about: table.about });
        if table.lines {
            files.push(File {
                path: format!("data/{}.jsonl", table.name),
                rows,
                about: ("the same, nothing flattened", "같은 내용, 구조를 그대로 보존"),
            });
        }
    }
    files.push(File {
        path: "data/dictionary.csv".to_owned(),
        rows: None,
        about: ("what each column of the CSV files holds", "CSV 파일의 각 열에 담긴 내용"),
    });
    files.push(File {
        path: "data/entities.ftm.json".to_owned(),
        rows: None,
        about: (
            "FollowTheMoney entities, one a line: for tools that link people, bodies and documents",
            "FollowTheMoney 개체, 한 줄에 하나: 사람·기관·문서를 잇는 도구용",
        ),
    });
    files
}

fn lines<T: Serialize>(sink: &mut Sink<'_>, name: &str, rows: &[T]) -> Result<(), Error> {
    let path = format!("data/{name}.jsonl");
    let mut out = Vec::new();
    for row in rows {
        serde_json::to_writer(&mut out, row)
            .map_err(|source| Error::Json { path: path.clone(), source })?;
        out.push(b'\n');
    }
    put(sink, &path, &out)
}
