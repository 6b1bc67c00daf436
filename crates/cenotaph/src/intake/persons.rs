//! Records with the person of each, as `link` writes them, and partitions drawn from a linkage: counts of persons by list.
//!
//! Terms: a *record* is a row of a list, named by list and identifier; records with one `person_id` are one person; a record whose
//! `person_id` is empty, or whose `unlinkable` is 1, holds too little to be linked. A *draw* is one way to tell the persons apart.
//! Invariants: every complaint has its place, and a table or draw of which a row was lost is told as not whole, so that a caller can refuse
//! to reckon with a part; the same bytes give the same counts, whatever order their rows have within a draw; of draws, one is held in
//! memory at a time.
//!
//! Not here: who is the same person (`link`), and what the counts mean (`estimate`).

use std::collections::{BTreeMap, HashMap};
use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use sha2::{Digest as _, Sha256};

use super::complaint::{Complaint, Complaints, Place, Severity};
use super::stream::{self, First, Stream};
use super::{IntakeError, normalised};

/// Records of a table at most.
pub(crate) const RECORDS_MAX: u32 = 5_000_000;
/// Draws of a linkage at most.
pub(crate) const DRAWS_MAX: usize = 1_000;
/// Lists at most: a pattern has as many bits.
const LISTS_MAX: usize = 64;
/// Complaints that are listed; the rest are counted.
const COMPLAINTS_MAX: usize = 1_000;
/// Stands in place of a record's number when two records have its name.
const SEVERAL: u32 = u32::MAX;
/// Stands in place of a record's number when the record cannot be linked.
const LOOSE: u32 = u32::MAX - 1;

/// A list of the table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ListCounts {
    /// Its name.
    pub name: String,
    /// Records that can be linked.
    pub records: u64,
    /// Records that cannot.
    pub unlinkable: u64,
    /// Records beyond the first of a person on this list.
    pub repeated: u64,
}

/// A table of records with the person of each, as counts.
#[derive(Debug, Default)]
pub struct Clustered {
    /// The path as it was given.
    pub name: String,
    /// SHA-256 of the bytes.
    pub sha256: [u8; 32],
    /// The lists, by name; bit i of a pattern is list i.
    pub lists: Vec<ListCounts>,
    /// Persons by pattern, unlinkable records left out.
    pub cells: Vec<(u64, u64)>,
    /// Rows that were read.
    pub rows: u64,
    /// Rows that were not.
    pub rows_lost: u64,
    /// What is wrong, sorted by place.
    pub complaints: Vec<Complaint>,
    /// The number of each record, by list and identifier.
    index: Vec<HashMap<Box<str>, u32>>,
    linkable: u32,
}

/// One draw of the linkage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DrawCounts {
    /// What the column `draw` calls it.
    pub name: String,
    /// Persons by pattern.
    pub cells: Vec<(u64, u64)>,
}

/// Draws of a linkage.
#[derive(Debug, Default)]
pub struct Partitions {
    /// The path as it was given.
    pub name: String,
    /// SHA-256 of the bytes.
    pub sha256: [u8; 32],
    /// The draws in the order of the file.
    pub draws: Vec<DrawCounts>,
    /// Rows that were read.
    pub rows: u64,
    /// Rows that were not.
    pub rows_lost: u64,
    /// What is wrong, sorted by place.
    pub complaints: Vec<Complaint>,
}

impl Clustered {
    /// Whether all of the table was understood. Of a part nothing may be reckoned.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        !self.lists.is_empty() && !self.complaints.iter().any(Complaint::is_error)
    }
}

impl Partitions {
    /// Whether all of the draws were understood.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        !self.draws.is_empty() && !self.complaints.iter().any(Complaint::is_error)
    }
}

/// Reads a table with the columns `unique_id`, `person_id`, `list` and, if some records cannot be linked, `unlinkable`.
///
/// * Memory: the identifiers of all records. * Cost: linear.
///
/// # Errors
/// [`IntakeError`] when it is no table with these columns; everything less is a complaint.
pub fn read_persons(path: &Path) -> Result<Clustered, IntakeError> {
    let mut rows = Rows::open(path, &["unique_id", "person_id", "list"])?;
    let [id, person, list] = rows.columns(["unique_id", "person_id", "list"])?;
    let loose = rows.column("unlinkable");
    let mut by_list = BTreeMap::<Box<str>, Held>::new();
    let mut persons = HashMap::<Box<str>, u32>::new();
    let (mut number, mut lost) = (0_u32, 0_u64);
    rows.each(&mut |row, told| {
        let (Some(id), Some(list)) = (row.filled(id, told), row.filled(list, told)) else {
            lost += 1;
            return Ok(());
        };
        if number >= RECORDS_MAX {
            return Err(row.too_many("records", u64::from(RECORDS_MAX)));
        }
        let Some(loose) = row.flag(loose, told) else {
            lost += 1;
            return Ok(());
        };
        if !by_list.contains_key(list) {
            if by_list.len() >= LISTS_MAX {
                return Err(row.too_many("lists", LISTS_MAX as u64));
            }
            by_list.insert(list.into(), Held::default());
        }
        let Some(held) = by_list.get_mut(list) else { return Ok(()) };
        let person = row.cell(person).trim();
        let place = if loose || person.is_empty() {
            held.unlinkable += 1;
            LOOSE
        } else {
            let next = u32::try_from(persons.len()).unwrap_or(SEVERAL);
            held.records.push(*persons.entry(person.into()).or_insert(next));
            number += 1;
            number - 1
        };
        if held.index.insert(id.into(), place).is_some() {
            held.index.insert(id.into(), SEVERAL);
            told.push(row.warns(
                "row.repeated",
                "an identifier once in a list; draws of a linkage could not tell the two apart",
                Some(id),
            ));
        }
        Ok(())
    })?;
    let mut patterns = vec![0_u64; persons.len()];
    let mut out = Clustered { linkable: number, rows_lost: lost, ..Clustered::default() };
    for (bit, (name, held)) in by_list.into_iter().enumerate() {
        let mut seen = held.records.clone();
        seen.sort_unstable();
        seen.dedup();
        seen.iter().for_each(|p| patterns[*p as usize] |= 1 << bit);
        out.lists.push(ListCounts {
            name: name.into(),
            records: held.records.len() as u64,
            unlinkable: held.unlinkable,
            repeated: (held.records.len() - seen.len()) as u64,
        });
        out.index.push(held.index);
    }
    out.cells = counted(patterns);
    (out.name, out.sha256, out.rows, out.complaints) = rows.finish(&mut out.rows_lost);
    Ok(out)
}

/// A list while it is read.
#[derive(Default)]
struct Held {
    /// The person of each record that can be linked.
    records: Vec<u32>,
    unlinkable: u64,
    index: HashMap<Box<str>, u32>,
}

fn counted(patterns: impl IntoIterator<Item = u64>) -> Vec<(u64, u64)> {
    let mut cells = BTreeMap::<u64, u64>::new();
    patterns.into_iter().filter(|p| *p != 0).for_each(|p| *cells.entry(p).or_default() += 1);
    cells.into_iter().collect()
}

/// Reads draws of the linkage of `of`: columns `draw`, `unique_id`, `person_id`, and `list` where identifiers of lists are alike.
///
/// Each draw holds every record once that can be linked; the rows of a draw stand together.
///
/// # Errors
/// As [`read_persons`].
pub fn read_partitions(path: &Path, of: &Clustered) -> Result<Partitions, IntakeError> {
    let mut rows = Rows::open(path, &["draw", "unique_id", "person_id"])?;
    let [draw, id, person] = rows.columns(["draw", "unique_id", "person_id"])?;
    let list = rows.column("list");
    let mut out = Partitions::default();
    let mut open: Option<Open> = None;
    let mut lost = 0;
    let mut names = std::collections::HashSet::<String>::new();
    rows.each(&mut |row, told| {
        let Some(draw) = row.filled(draw, told) else {
            lost += 1;
            return Ok(());
        };
        if open.as_ref().is_none_or(|o| o.name != draw) {
            if let Some(done) = open.take() {
                done.close(of, &mut out.draws, told);
            }
            if names.len() >= DRAWS_MAX {
                return Err(row.too_many("draws", DRAWS_MAX as u64));
            }
            if !names.insert(draw.to_owned()) {
                let expected = "the rows of a draw one after another";
                told.push(row.wrong("row.draw_again", expected, Some(draw)));
            }
            open = Some(Open::new(draw, row.place(None), of));
        }
        let Some(now) = open.as_mut() else { return Ok(()) };
        if !now.take(row, [id, person], list, of, told) {
            lost += 1;
        }
        Ok(())
    })?;
    if let Some(done) = open.take() {
        done.close(of, &mut out.draws, &mut rows.told);
    }
    out.rows_lost = lost;
    (out.name, out.sha256, out.rows, out.complaints) = rows.finish(&mut out.rows_lost);
    Ok(out)
}

/// A draw while it is read.
struct Open {
    name: String,
    place: Place,
    seen: Vec<bool>,
    taken: u32,
    persons: HashMap<Box<str>, u64>,
}

impl Open {
    fn new(name: &str, place: Place, of: &Clustered) -> Self {
        let seen = vec![false; of.linkable as usize];
        Self { name: name.to_owned(), place, seen, taken: 0, persons: HashMap::new() }
    }

    /// Takes a row; false when it is lost.
    fn take(
        &mut self,
        row: &Row<'_>,
        [id, person]: [usize; 2],
        list: Option<usize>,
        of: &Clustered,
        told: &mut Complaints,
    ) -> bool {
        let Some(id) = row.filled(id, told) else { return false };
        let wanted = list.map(|at| row.cell(at).trim());
        let mut found = of.lists.iter().zip(&of.index).enumerate().filter_map(|(bit, (l, ids))| {
            let here = wanted.is_none_or(|w| w == l.name);
            ids.get(id).filter(|_| here).map(|record| (bit, *record))
        });
        let (first, second) = (found.next(), found.next());
        let (bit, record) = match (first, second) {
            (Some(one), None) if one.1 != SEVERAL => one,
            (None, _) => {
                told.push(row.wrong("row.no_record", "a record of the table of persons", Some(id)));
                return false;
            }
            _ => {
                let expected = "an identifier that one record has, or the column `list`";
                told.push(row.wrong("row.several_records", expected, Some(id)));
                return false;
            }
        };
        if record == LOOSE {
            return true;
        }
        let Some(person) = row.filled(person, told) else { return false };
        if std::mem::replace(&mut self.seen[record as usize], true) {
            told.push(row.wrong("row.repeated", "each record once in a draw", Some(id)));
            return false;
        }
        self.taken += 1;
        if let Some(pattern) = self.persons.get_mut(person) {
            *pattern |= 1 << bit;
        } else {
            self.persons.insert(person.into(), 1 << bit);
        }
        true
    }

    fn close(self, of: &Clustered, draws: &mut Vec<DrawCounts>, told: &mut Complaints) {
        if self.taken < of.linkable {
            let missing = of.linkable - self.taken;
            let expected = format!(
                "every record that can be linked in each draw; {missing} are not in this one"
            );
            let complaint = Complaint::new(Severity::Error, "draw.part", self.place, expected);
            told.push(complaint.found(&self.name));
            return;
        }
        draws.push(DrawCounts { name: self.name, cells: counted(self.persons.into_values()) });
    }
}

/// A delimited table, row by row, its bytes hashed as they pass.
struct Rows {
    stream: Stream,
    first: First,
    hash: Arc<Mutex<Sha256>>,
    told: Complaints,
    rows: u64,
    lost: u64,
}

/// One row.
struct Row<'r> {
    path: &'r Arc<str>,
    line: u64,
    head: &'r [String],
    cells: &'r [super::split::Field<'r>],
}

/// Takes a row, and complaints about it.
type TakeRow<'t> = &'t mut dyn FnMut(&Row<'_>, &mut Complaints) -> Result<(), IntakeError>;

impl Rows {
    fn open(path: &Path, wanted: &[&str]) -> Result<Self, IntakeError> {
        let name = path.display().to_string();
        let fail = |why| IntakeError::Io { path: name.clone(), why };
        let file = File::open(path).map_err(fail)?;
        if file.metadata().map_err(fail)?.is_dir() {
            return Err(IntakeError::Folder { path: name });
        }
        let hash = Arc::new(Mutex::new(Sha256::new()));
        let mut stream = Stream::open(&name, Box::new(Hashed { file, hash: hash.clone() }))?;
        let first = stream.first(wanted)?;
        stream.pass(&first);
        Ok(Self { stream, first, hash, told: Complaints::new(COMPLAINTS_MAX), rows: 0, lost: 0 })
    }

    fn column(&self, name: &str) -> Option<usize> {
        self.first.names.iter().position(|n| normalised(n) == name)
    }

    fn columns<const N: usize>(&self, names: [&str; N]) -> Result<[usize; N], IntakeError> {
        let mut out = [0; N];
        for (slot, name) in out.iter_mut().zip(names) {
            let missing = || IntakeError::NoColumn {
                path: self.stream.path().to_string(),
                column: name.to_owned(),
                head: stream::shown(&self.first.names),
            };
            *slot = self.column(name).ok_or_else(missing)?;
        }
        Ok(out)
    }

    fn each(&mut self, take: TakeRow<'_>) -> Result<(), IntakeError> {
        let path = self.stream.path().clone();
        let width = self.first.names.len();
        while let Some(block) = self.stream.block()? {
            for record in &block.records {
                let mut cells = Vec::new();
                stream::fields(block.text_of(record), self.stream.delimiter(), &mut cells);
                if cells.iter().all(|f| f.text.trim().is_empty()) {
                    continue;
                }
                let row =
                    Row { path: &path, line: record.line, head: &self.first.names, cells: &cells };
                let wrong = if record.fault.is_some() {
                    Some(("row.quotes", "a row whose quotes close within a field".to_owned()))
                } else if record.fields != width {
                    Some(("row.width", format!("{width} fields, found {}", record.fields)))
                } else if block.text_of(record).contains('\u{fffd}') {
                    Some(("cell.encoding", "text in the encoding of the file".to_owned()))
                } else {
                    None
                };
                if let Some((code, expected)) = wrong {
                    self.told.push(row.wrong(code, &expected, None));
                    self.lost += 1;
                    continue;
                }
                self.rows += 1;
                take(&row, &mut self.told)?;
            }
        }
        Ok(())
    }

    /// Path, hash, rows and complaints; rows that could not be split are added to those lost.
    fn finish(mut self, lost: &mut u64) -> (String, [u8; 32], u64, Vec<Complaint>) {
        let path = self.stream.path().clone();
        if self.rows == 0 && self.lost == 0 {
            let place = Place::row(&path, None, 0);
            let expected = "a row for each record below the head";
            self.told.push(Complaint::new(Severity::Error, "table.no_rows", place, expected));
        }
        let rows = self.rows - *lost;
        *lost += self.lost;
        let hash = self.hash.lock().unwrap_or_else(PoisonError::into_inner).clone();
        (path.to_string(), hash.finalize().into(), rows, self.told.finish(&path, None))
    }
}

impl Row<'_> {
    fn cell(&self, at: usize) -> &str {
        self.cells.get(at).map_or("", |f| f.text.as_ref())
    }

    fn place(&self, column: Option<usize>) -> Place {
        let name = column.and_then(|c| self.head.get(c)).map(|n| Arc::from(n.as_str()));
        Place::row(self.path, None, self.line).at(column.map(|c| c as u64 + 1), name)
    }

    /// The cell's text; an empty one is told.
    fn filled(&self, at: usize, told: &mut Complaints) -> Option<&str> {
        let text = self.cell(at).trim();
        if text.is_empty() {
            let place = self.place(Some(at));
            told.push(Complaint::new(Severity::Error, "cell.empty", place, "a value"));
            return None;
        }
        Some(text)
    }

    /// Whether a record is marked as one that cannot be linked; nothing, and a complaint, when the mark cannot be read.
    fn flag(&self, at: Option<usize>, told: &mut Complaints) -> Option<bool> {
        let Some(at) = at else { return Some(false) };
        match self.cell(at).trim().to_lowercase().as_str() {
            "" | "0" | "no" | "false" => Some(false),
            "1" | "yes" | "true" => Some(true),
            other => {
                let place = self.place(Some(at));
                let complaint = Complaint::new(Severity::Error, "value.bit", place, "`0` or `1`");
                told.push(complaint.found(other));
                None
            }
        }
    }

    fn wrong(&self, code: &'static str, expected: &str, found: Option<&str>) -> Complaint {
        self.complaint(Severity::Error, code, expected, found)
    }

    fn warns(&self, code: &'static str, expected: &str, found: Option<&str>) -> Complaint {
        self.complaint(Severity::Warning, code, expected, found)
    }

    fn complaint(
        &self,
        severity: Severity,
        code: &'static str,
        expected: &str,
        found: Option<&str>,
    ) -> Complaint {
        let complaint = Complaint::new(severity, code, self.place(None), expected);
        match found {
            Some(text) => complaint.found(text),
            None => complaint,
        }
    }

    fn too_many(&self, what: &'static str, limit: u64) -> IntakeError {
        IntakeError::TooMany { path: self.path.to_string(), line: self.line, what, limit }
    }
}

/// A file whose bytes are hashed as they are read.
struct Hashed {
    file: File,
    hash: Arc<Mutex<Sha256>>,
}

impl Read for Hashed {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let n = self.file.read(buffer)?;
        self.hash.lock().unwrap_or_else(PoisonError::into_inner).update(&buffer[..n]);
        Ok(n)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(text: &str) -> (tempfile::TempDir, std::path::PathBuf) {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("t.csv");
        std::fs::write(&path, text).unwrap();
        (home, path)
    }

    fn persons(text: &str) -> Clustered {
        let (_home, path) = written(text);
        read_persons(&path).unwrap()
    }

    const THREE: &str =
        "unique_id,person_id,list\n1,P,A\n1,P,B\n2,Q,A\n3,Q,A\n2,R,B\n1,S,C\n2,,C\n";

    #[test]
    fn persons_are_counted_by_list() {
        let t = persons(THREE);
        assert!(t.is_whole(), "{:?}", t.complaints);
        assert_eq!(t.cells, [(0b001, 1), (0b010, 1), (0b011, 1), (0b100, 1)]);
        let of: Vec<_> =
            t.lists.iter().map(|l| (&*l.name, l.records, l.unlinkable, l.repeated)).collect();
        assert_eq!(of, [("A", 3, 0, 1), ("B", 2, 0, 0), ("C", 1, 1, 0)]);
        assert_eq!((t.rows, t.rows_lost), (7, 0));
        let bytes: [u8; 32] = Sha256::digest(THREE).into();
        assert_eq!(t.sha256, bytes);
        let marked = persons("list\tunlinkable\tunique_id\tperson_id\nA\t0\t1\tP\nA\t1\t2\tQ\n");
        assert_eq!((marked.cells, marked.lists[0].unlinkable), (vec![(1, 1)], 1));
    }

    #[test]
    fn bad_rows_are_told_with_their_place() {
        for (text, code, line, lost) in [
            ("unique_id,person_id,list\n1,P,A\n,P,A\n", "cell.empty", 3, 1),
            ("unique_id,person_id,list\n1,P,\n", "cell.empty", 2, 1),
            ("unique_id,person_id,list\n1,P,A,x\n", "row.width", 2, 1),
            ("unique_id,person_id,list,unlinkable\n1,P,A,maybe\n", "value.bit", 2, 1),
            ("unique_id,person_id,list\n", "table.no_rows", 0, 0),
        ] {
            let t = persons(text);
            let first = &t.complaints[0];
            assert_eq!((first.code, first.place.line, t.rows_lost), (code, line, lost), "{text}");
            assert!(!t.is_whole());
        }
        let t = persons("unique_id,person_id,list\n1,P,A\n1,Q,A\n");
        assert!(t.is_whole() && t.complaints[0].code == "row.repeated");
        let (_home, path) = written("unique_id,person_id\n1,P\n");
        assert!(matches!(read_persons(&path), Err(IntakeError::NoColumn { .. })));
    }

    fn draws(text: &str) -> Partitions {
        let (_home, path) = written(text);
        read_partitions(&path, &persons(THREE)).unwrap()
    }

    #[test]
    fn each_draw_is_a_table() {
        let one = "1,A,1,P\n1,B,1,P\n1,A,2,P\n1,A,3,R\n1,B,2,R\n1,C,1,R\n";
        let two = "2,C,1,x\n2,B,2,x\n2,A,3,x\n2,A,2,y\n2,B,1,z\n2,A,1,w\n2,C,2,w\n";
        let t = draws(&format!("draw,list,unique_id,person_id\n{one}{two}"));
        assert!(t.is_whole(), "{:?}", t.complaints);
        assert_eq!(t.draws[0].cells, [(0b011, 1), (0b111, 1)]);
        assert_eq!(t.draws[1].cells, [(0b001, 2), (0b010, 1), (0b111, 1)]);
    }

    #[test]
    fn a_draw_in_part_is_none() {
        let all = "1,A,1,P\n1,B,1,P\n1,A,2,P\n1,A,3,R\n1,B,2,R\n1,C,1,R\n";
        for (rows, code) in [
            ("1,A,1,P\n".to_owned(), "draw.part"),
            (format!("{all}1,A,1,P\n"), "row.repeated"),
            (format!("{all}1,A,9,P\n"), "row.no_record"),
            (format!("{all}2,A,1,P\n1,A,1,P\n"), "row.draw_again"),
        ] {
            let t = draws(&format!("draw,list,unique_id,person_id\n{rows}"));
            assert!(!t.is_whole() && t.complaints.iter().any(|c| c.code == code), "{rows}");
        }
        let t = draws("draw,unique_id,person_id\n1,3,P\n1,1,P\n");
        assert!(t.complaints.iter().any(|c| c.code == "row.several_records"), "two lists have a 1");
    }

    proptest::proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..300)) {
            let home = tempfile::tempdir().unwrap();
            let path = home.path().join("t.csv");
            let text = [b"unique_id,person_id,list,draw\n1,P,A,1\n", &bytes[..]].concat();
            std::fs::write(&path, text).unwrap();
            if let Ok(t) = read_persons(&path) {
                let _ = read_partitions(&path, &t);
            }
        }
    }
}
