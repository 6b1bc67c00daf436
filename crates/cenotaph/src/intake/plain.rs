//! Tables of any columns, row by row: for lists that are linked and not taken into a record.
//!
//! The readers are those of [`super::read`]; here no schema judges the values. Terms: a *head* – the names of the columns. Invariants: a
//! row that cannot be split or parsed is told and left out, and never hides the others; rows come in the order of the file; a row has as
//! many cells as it has, in the order of the head, and what lies beyond the head is told. Not here: what a column means.

use std::borrow::Cow;
use std::fs::File;
use std::io::Read as _;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::sync_channel;

use super::complaint::{Complaint, Complaints, Place, Severity};
use super::stream::{self, Stream};
use super::{Format, IntakeError, Limits, binary, decode, detect, json, xlsx};

/// What a table is made of.
pub(crate) enum Item<'t> {
    /// The names of the columns; comes once, first.
    Head(&'t [String]),
    /// The cells of a row.
    Row(&'t [Cow<'t, str>]),
}

/// What was read of a table.
#[derive(Debug, Default)]
pub(crate) struct Plain {
    /// Rows that were given out.
    pub(crate) rows: u64,
    /// What is wrong, sorted by place.
    pub(crate) complaints: Vec<Complaint>,
}

/// Gives out one item; breaks when the caller has enough.
pub(crate) type Take<'c> = &'c mut dyn FnMut(Item<'_>) -> ControlFlow<()>;

/// Reads a table: CSV, TSV, JSON Lines, or the first sheet of a workbook that has two columns or more.
///
/// * Memory: some blocks for CSV and TSV, the whole file for the others, within [`Limits`].
///
/// # Errors
/// [`IntakeError`] when nothing can be read; everything less is a complaint.
pub(crate) fn read(path: &Path, limits: &Limits, take: Take<'_>) -> Result<Plain, IntakeError> {
    let name = path.display().to_string();
    let fail = |why| IntakeError::Io { path: name.clone(), why };
    let mut file = File::open(path).map_err(fail)?;
    if file.metadata().map_err(fail)?.is_dir() {
        return Err(IntakeError::Folder { path: name });
    }
    let mut head = Vec::new();
    file.by_ref().take(SAMPLE).read_to_end(&mut head).map_err(fail)?;
    let whole: Box<dyn std::io::Read + Send> =
        Box::new(std::io::Cursor::new(head.clone()).chain(file));
    match super::format(&name, &head)? {
        Format::Delimited => delimited(&name, whole, limits, take),
        other => {
            let mut bytes = Vec::new();
            whole.take(limits.file.saturating_add(1)).read_to_end(&mut bytes).map_err(fail)?;
            if bytes.len() as u64 > limits.file {
                return Err(IntakeError::TooLarge { path: name, limit: limits.file });
            }
            held(&name, &bytes, other, limits, take)
        }
    }
}

/// Bytes by which the format is told.
const SAMPLE: u64 = 256 * 1024;

fn held(
    name: &str,
    bytes: &[u8],
    format: Format,
    limits: &Limits,
    take: Take<'_>,
) -> Result<Plain, IntakeError> {
    let path: Arc<str> = name.into();
    if format == Format::Xlsx {
        return xlsx::plain(bytes, &path, limits, take);
    }
    let decoded = decode::decode(bytes);
    if binary(&decoded) {
        return Err(IntakeError::NotText { path: name.to_owned() });
    }
    detect::by_text(&decoded.text, name).map_err(|other| IntakeError::NotATable {
        path: name.to_owned(),
        what: other.what,
        hint: other.hint,
    })?;
    json::plain(&decoded.text, &path, limits, take)
}

/// Blocks that are read before they are asked for.
const AHEAD: usize = 4;

fn delimited(
    name: &str,
    source: Box<dyn std::io::Read + Send>,
    limits: &Limits,
    take: Take<'_>,
) -> Result<Plain, IntakeError> {
    let mut stream = Stream::open(name, source)?;
    let first = stream.first(&[])?;
    stream.pass(&first);
    let mut plain = Plain::default();
    let mut complaints = Complaints::new(limits.complaints);
    let path: Arc<str> = name.into();
    if take(Item::Head(&first.names)).is_break() {
        return Ok(plain);
    }
    let delimiter = stream.delimiter();
    // One thread reads and finds the rows, this one gives them out.
    std::thread::scope(|scope| {
        let (give, blocks) = sync_channel(AHEAD);
        scope.spawn(move || {
            while let Some(block) = stream.block().transpose() {
                let failed = block.is_err();
                if give.send(block).is_err() || failed {
                    break;
                }
            }
        });
        for block in blocks {
            let block = block?;
            let mut fields = Vec::new();
            let mut cells: Vec<Cow<'_, str>> = Vec::new();
            for record in &block.records {
                stream::fields(block.text_of(record), delimiter, &mut fields);
                if fields.iter().all(|f| f.text.trim().is_empty()) {
                    continue;
                }
                let wrong = if record.fault.is_some() {
                    Some(("row.quotes", "a row whose quotes close within a field".to_owned()))
                } else {
                    (record.fields > first.names.len()).then(|| {
                        let (expected, found) = (first.names.len(), record.fields);
                        ("row.too_long", format!("{expected} fields, found {found}"))
                    })
                };
                if let Some((code, expected)) = wrong {
                    let place = Place::row(&path, None, record.line);
                    complaints.push(Complaint::new(Severity::Error, code, place, expected));
                    continue;
                }
                plain.rows += 1;
                cells.clear();
                cells.extend(fields.drain(..).map(|f| f.text));
                if take(Item::Row(&cells)).is_break() || plain.rows >= limits.rows {
                    return Ok(());
                }
            }
        }
        Ok::<_, IntakeError>(())
    })?;
    plain.complaints = complaints.finish(&path, None);
    Ok(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(name: &str, bytes: &[u8]) -> (Vec<String>, Vec<Vec<String>>, usize) {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        let (mut head, mut rows) = (Vec::new(), Vec::new());
        let plain = read(&path, &Limits::default(), &mut |item| {
            match item {
                Item::Head(names) => head = names.to_vec(),
                Item::Row(cells) => rows.push(cells.iter().map(ToString::to_string).collect()),
            }
            ControlFlow::Continue(())
        })
        .unwrap();
        assert_eq!(plain.rows, rows.len() as u64);
        (head, rows, plain.complaints.len())
    }

    #[test]
    fn formats_give_the_same_rows() {
        let csv = "id,name\n1,\"Ri, Kwang Un\"\n2,리광은\n";
        let tsv = "id\tname\n1\tRi, Kwang Un\n2\t리광은\n";
        let json = "{\"id\":1,\"name\":\"Ri, Kwang Un\"}\n{\"id\":2,\"name\":\"리광은\"}\n";
        for (name, text) in [("a.csv", csv), ("a.tsv", tsv), ("a.jsonl", json)] {
            let (head, rows, complaints) = rows(name, text.as_bytes());
            assert_eq!(head, ["id", "name"], "{name}");
            assert_eq!(rows, [["1", "Ri, Kwang Un"], ["2", "리광은"]], "{name}");
            assert_eq!(complaints, 0, "{name}");
        }
    }

    #[test]
    fn a_bad_row_is_told_and_the_others_stay() {
        for (name, text) in [
            ("a.csv", "id,name\n1,a,b\n2,c\n"),
            ("a.jsonl", "{\"id\":1,\"name\":{}}\n{\"id\":2,\"name\":\"c\"}\nnot json\n"),
        ] {
            let (_, rows, complaints) = rows(name, text.as_bytes());
            assert_eq!(rows, [["2", "c"]], "{name}");
            assert!(complaints > 0, "{name}");
        }
    }

    #[test]
    fn the_caller_may_have_enough() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("a.csv");
        std::fs::write(&path, format!("id,name\n{}", "1,a\n".repeat(1000))).unwrap();
        let mut seen = 0;
        let plain = read(&path, &Limits::default(), &mut |item| {
            seen += usize::from(matches!(item, Item::Row(..)));
            if seen == 7 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        assert_eq!((plain.unwrap().rows, seen), (7, 7));
    }
}
