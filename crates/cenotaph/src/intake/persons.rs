//! Records with the person of each, as `link` writes them, and partitions drawn from a linkage: counts of persons by list.
//!
//! Terms: a *record* is a row of a list, named by list and identifier; records with one `person_id` are one person; a record whose
//! `person_id` is empty, or whose `unlinkable` is 1, holds too little to be linked. A *draw* is one way to tell the persons apart. A
//! *stratum* is a value of the columns that divide the records; a person is in the stratum of most of its records, the first in order where
//! several have as many.
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
/// Strata at most.
pub(crate) const STRATA_MAX: usize = 100;
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

/// A stratum of a table of records.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StratumCounts {
    /// Values of the columns that divide, in the order asked for.
    pub values: Vec<String>,
    /// Its lists, all lists of the table.
    pub lists: Vec<ListCounts>,
    /// Its persons by pattern.
    pub cells: Vec<(u64, u64)>,
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
    /// The same by stratum, ascending; empty where nothing divides.
    pub strata: Vec<StratumCounts>,
    /// Persons whose records are in several strata.
    pub straddling: u64,
    /// Rows that were read.
    pub rows: u64,
    /// Rows that were not.
    pub rows_lost: u64,
    /// What is wrong, sorted by place.
    pub complaints: Vec<Complaint>,
    /// The stratum of each record, by its number; empty where nothing divides.
    stratum_of: Vec<u32>,
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
    /// The same by stratum, in the order of those of the persons; empty where nothing divides.
    pub strata: Vec<Vec<(u64, u64)>>,
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

/// A person while its records are gathered: the lists, and how many records are in which stratum.
#[derive(Default)]
struct Gathered {
    pattern: u64,
    votes: Vec<(u32, u32)>,
}

impl Gathered {
    fn take(&mut self, bit: usize, stratum: Option<u32>) {
        self.pattern |= 1 << bit;
        let Some(stratum) = stratum else { return };
        match self.votes.iter_mut().find(|v| v.0 == stratum) {
            Some(vote) => vote.1 += 1,
            None => self.votes.push((stratum, 1)),
        }
    }

    /// The stratum of most records, the first where several have as many.
    fn stratum(&self) -> Option<u32> {
        self.votes.iter().max_by_key(|(s, n)| (*n, std::cmp::Reverse(*s))).map(|v| v.0)
    }
}

/// Persons by pattern.
type Cells = Vec<(u64, u64)>;

/// Persons by pattern, all and by stratum.
fn tallied<'g>(persons: impl Iterator<Item = &'g Gathered>, strata: usize) -> (Cells, Vec<Cells>) {
    let mut all = BTreeMap::<u64, u64>::new();
    let mut by = vec![BTreeMap::<u64, u64>::new(); strata];
    for person in persons.filter(|p| p.pattern != 0) {
        *all.entry(person.pattern).or_default() += 1;
        if let Some(cells) = person.stratum().and_then(|s| by.get_mut(s as usize)) {
            *cells.entry(person.pattern).or_default() += 1;
        }
    }
    (all.into_iter().collect(), by.into_iter().map(|c| c.into_iter().collect()).collect())
}

/// What `--persons` and `--partitions` take, for who gave the one as the other.
const WHICH: &str = "`--persons` takes the table of records with their persons that `cenotaph link` writes (persons.csv), `--partitions` the draws of its linkage (column `draw`)";

/// Reads a table with the columns `unique_id`, `person_id`, `list` and, if some records cannot be linked, `unlinkable`.
///
/// `divided_by`: columns whose values divide the records into strata.
///
/// * Memory: the identifiers of all records. * Cost: linear.
///
/// # Errors
/// [`IntakeError`] when it is no table with these columns; everything less is a complaint.
pub fn read_persons(path: &Path, divided_by: &[String]) -> Result<Clustered, IntakeError> {
    let mut rows = Rows::open(path, &["unique_id", "person_id", "list"])?;
    if rows.column("draw").is_some() {
        let (path, what) = (rows.stream.path().to_string(), "draws of a linkage");
        return Err(IntakeError::NotATable { path, what, hint: WHICH });
    }
    if rows.column("person_id").is_none() {
        return Err(IntakeError::NotATable {
            path: rows.stream.path().to_string(),
            what: "a list whose records have no person yet (no column `person_id`)",
            hint: "`cenotaph link A.csv B.csv --out linked` tells who is the same person and writes linked/persons.csv",
        });
    }
    let [id, person, list] = rows.columns(["unique_id", "person_id", "list"])?;
    let loose = rows.column("unlinkable");
    let dividing = rows.named(divided_by)?;
    let mut values = BTreeMap::<Vec<String>, u32>::new();
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
        let (Some(loose), Some(stratum)) = (row.flag(loose, told), row.stratum(&dividing, told))
        else {
            lost += 1;
            return Ok(());
        };
        let next = u32::try_from(values.len()).unwrap_or(SEVERAL);
        let stratum = match values.get(&stratum) {
            Some(known) => *known,
            None if values.len() >= STRATA_MAX => {
                return Err(row.too_many("strata", STRATA_MAX as u64));
            }
            None => *values.entry(stratum).or_insert(next),
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
            held.unlinkable.push(stratum);
            LOOSE
        } else {
            let next = u32::try_from(persons.len()).unwrap_or(SEVERAL);
            held.records.push((*persons.entry(person.into()).or_insert(next), stratum, number));
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
    let divided = !divided_by.is_empty();
    let mut out = Clustered { linkable: number, rows_lost: lost, ..Clustered::default() };
    // Strata are numbered as they were met; their order is that of their values.
    let ranks: Vec<u32> = {
        let mut ranks = vec![0; values.len()];
        for (rank, met) in (0..).zip(values.values()) {
            ranks[*met as usize] = rank;
        }
        ranks
    };
    out.strata = values
        .into_keys()
        .filter(|_| divided)
        .map(|values| StratumCounts { values, ..StratumCounts::default() })
        .collect();
    out.stratum_of = vec![0; if divided { number as usize } else { 0 }];
    let mut gathered: Vec<Gathered> =
        std::iter::repeat_with(Gathered::default).take(persons.len()).collect();
    for (bit, (name, mut held)) in by_list.into_iter().enumerate() {
        for (person, stratum, record) in &mut held.records {
            *stratum = ranks[*stratum as usize];
            gathered[*person as usize].take(bit, divided.then_some(*stratum));
            if let Some(slot) = out.stratum_of.get_mut(*record as usize) {
                *slot = *stratum;
            }
        }
        held.unlinkable.iter_mut().for_each(|s| *s = ranks[*s as usize]);
        out.lists.push(held.counts(&name, None));
        for (rank, stratum) in (0..).zip(&mut out.strata) {
            stratum.lists.push(held.counts(&name, Some(rank)));
        }
        out.index.push(held.index);
    }
    out.straddling = gathered.iter().filter(|p| p.votes.len() > 1).count() as u64;
    let (all, by_stratum) = tallied(gathered.iter(), out.strata.len());
    out.cells = all;
    for (stratum, cells) in out.strata.iter_mut().zip(by_stratum) {
        stratum.cells = cells;
    }
    (out.name, out.sha256, out.rows, out.complaints) = rows.finish(&mut out.rows_lost);
    Ok(out)
}

/// A list while it is read.
#[derive(Default)]
struct Held {
    /// Person, stratum and number of each record that can be linked.
    records: Vec<(u32, u32, u32)>,
    /// The stratum of each that cannot.
    unlinkable: Vec<u32>,
    index: HashMap<Box<str>, u32>,
}

impl Held {
    /// Its records, all or those of one stratum.
    fn counts(&self, name: &str, stratum: Option<u32>) -> ListCounts {
        let within = |s: u32| stratum.is_none_or(|wanted| wanted == s);
        let here = self.records.iter().filter(|r| within(r.1));
        let mut seen: Vec<u32> = here.map(|r| r.0).collect();
        let records = seen.len();
        seen.sort_unstable();
        seen.dedup();
        ListCounts {
            name: name.to_owned(),
            records: records as u64,
            unlinkable: self.unlinkable.iter().filter(|s| within(**s)).count() as u64,
            repeated: (records - seen.len()) as u64,
        }
    }
}

/// Reads draws of the linkage of `of`: columns `draw`, `unique_id`, `person_id`, and `list` where identifiers of lists are alike.
///
/// Each draw holds every record once that can be linked; the rows of a draw stand together.
///
/// # Errors
/// As [`read_persons`].
pub fn read_partitions(path: &Path, of: &Clustered) -> Result<Partitions, IntakeError> {
    let mut rows = Rows::open(path, &["draw", "unique_id", "person_id"])?;
    if rows.column("draw").is_none() && rows.column("person_id").is_some() {
        let path = rows.stream.path().to_string();
        let what = "one way to tell the persons apart, without a column `draw`";
        return Err(IntakeError::NotATable { path, what, hint: WHICH });
    }
    let [draw, id, person] = rows.columns(["draw", "unique_id", "person_id"])?;
    let list = rows.column("list");
    let mut out = Partitions::default();
    let mut open: Option<Open> = None;
    let mut lost = 0;
    let mut names = std::collections::HashSet::<String>::new();
    // Of a file whose draws are mixed every draw would be told as one of which rows are missing; that they are mixed is told in its place.
    let (mut parts, mut shuffled) = (Vec::new(), false);
    rows.each(&mut |row, told| {
        if shuffled {
            lost += 1;
            return Ok(());
        }
        let Some(draw) = row.filled(draw, told) else {
            lost += 1;
            return Ok(());
        };
        if open.as_ref().is_none_or(|o| o.name != draw) {
            if let Some(done) = open.take() {
                done.close(of, &mut out.draws, &mut parts);
            }
            if names.len() >= DRAWS_MAX {
                return Err(row.too_many("draws", DRAWS_MAX as u64));
            }
            if !names.insert(draw.to_owned()) {
                let expected = "the rows of a draw one after another; the rest was not read";
                let complaint = row.wrong("row.draw_again", expected, Some(draw));
                told.push(complaint.instead("sort the file by its column `draw`"));
                (shuffled, lost) = (true, lost + 1);
                return Ok(());
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
        done.close(of, &mut out.draws, &mut parts);
    }
    if !shuffled {
        parts.into_iter().for_each(|complaint| rows.told.push(complaint));
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
    persons: HashMap<Box<str>, Gathered>,
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
        let stratum = of.stratum_of.get(record as usize).copied();
        if let Some(known) = self.persons.get_mut(person) {
            known.take(bit, stratum);
        } else {
            let mut new = Gathered::default();
            new.take(bit, stratum);
            self.persons.insert(person.into(), new);
        }
        true
    }

    fn close(self, of: &Clustered, draws: &mut Vec<DrawCounts>, parts: &mut Vec<Complaint>) {
        if self.taken < of.linkable {
            let missing = of.linkable - self.taken;
            let expected = format!(
                "every record that can be linked in each draw; {missing} are not in this one"
            );
            let complaint = Complaint::new(Severity::Error, "draw.part", self.place, expected);
            parts.push(complaint.found(&self.name));
            return;
        }
        let (cells, strata) = tallied(self.persons.values(), of.strata.len());
        draws.push(DrawCounts { name: self.name, cells, strata });
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

    /// The columns of these names, as they are written.
    fn named(&self, names: &[String]) -> Result<Vec<usize>, IntakeError> {
        let find = |name: &String| {
            self.first.names.iter().position(|n| n == name).ok_or_else(|| IntakeError::NoColumn {
                path: self.stream.path().to_string(),
                column: name.clone(),
                head: stream::shown(&self.first.names),
            })
        };
        names.iter().map(find).collect()
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

    /// The values of the columns that divide; nothing, and a complaint, where one is empty.
    fn stratum(&self, dividing: &[usize], told: &mut Complaints) -> Option<Vec<String>> {
        let mut values = Vec::with_capacity(dividing.len());
        for &at in dividing {
            let value = self.cell(at).trim();
            if value.is_empty() {
                let place = self.place(Some(at));
                let expected = "a value that names a stratum";
                let complaint = Complaint::new(Severity::Error, "value.stratum", place, expected);
                told.push(complaint.hint(
                    "where it is not known write `unknown`: those records are a stratum of their own, judged apart",
                ));
                return None;
            }
            values.push(value.to_owned());
        }
        Some(values)
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
        read_persons(&path, &[]).unwrap()
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
        assert!(matches!(read_persons(&path, &[]), Err(IntakeError::NoColumn { .. })));
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
    fn strata_divide_persons_by_most_of_their_records() {
        let text = "unique_id,person_id,list,region,year\n1,P,A,south,1\n1,P,B,south,1\n1,P,C,north,1\n\
            2,Q,A,south,1\n2,Q,B,north,1\n3,R,C,north,2\n4,,C,south,1\n";
        let (_home, path) = written(text);
        let t = read_persons(&path, &["region".to_owned()]).unwrap();
        assert!(t.is_whole(), "{:?}", t.complaints);
        let values: Vec<&str> = t.strata.iter().map(|s| s.values[0].as_str()).collect();
        assert_eq!(values, ["north", "south"]);
        // P has two of three in the south; Q one in each, and north is the first in order.
        assert_eq!(t.strata[0].cells, [(0b011, 1), (0b100, 1)]);
        assert_eq!(t.strata[1].cells, [(0b111, 1)]);
        assert_eq!((t.straddling, t.strata[1].lists[2].unlinkable), (2, 1));
        let all: u64 = t.strata.iter().flat_map(|s| &s.cells).map(|c| c.1).sum();
        assert_eq!(all, t.cells.iter().map(|c| c.1).sum::<u64>());
        // A draw in which Q's records are two persons.
        let (_two, draws) = written(
            "draw,list,unique_id,person_id\n1,A,1,P\n1,B,1,P\n1,C,1,P\n1,A,2,Q\n1,B,2,q\n1,C,3,R\n",
        );
        let drawn = read_partitions(&draws, &t).unwrap();
        assert!(drawn.is_whole(), "{:?}", drawn.complaints);
        assert_eq!(
            drawn.draws[0].strata,
            [vec![(0b010, 1), (0b100, 1)], vec![(0b001, 1), (0b111, 1)]]
        );
        let two = read_persons(&path, &["region".to_owned(), "year".to_owned()]).unwrap();
        assert_eq!(two.strata.len(), 3);
        assert!(persons(text).strata.is_empty());
        assert!(matches!(
            read_persons(&path, &["place".to_owned()]),
            Err(IntakeError::NoColumn { .. })
        ));
        let (_home, path) = written(&text.replace("Q,A,south", "Q,A,"));
        let t = read_persons(&path, &["region".to_owned()]).unwrap();
        assert_eq!((t.complaints[0].code, t.rows_lost), ("value.stratum", 1));
    }

    #[test]
    fn one_file_given_as_the_other_is_told() {
        let (_home, path) = written("draw,list,unique_id,person_id\n1,A,1,P\n");
        let fault = read_persons(&path, &[]).unwrap_err();
        assert!(fault.hint().unwrap().contains("--partitions"), "{fault}");
        let (_home, path) = written(THREE);
        let fault = read_partitions(&path, &persons(THREE)).unwrap_err();
        assert!(fault.hint().unwrap().contains("--persons"), "{fault}");
        let (_home, path) = written("name,age\nA,3\n");
        let fault = read_persons(&path, &[]).unwrap_err();
        assert!(fault.hint().unwrap().contains("cenotaph link"), "{fault}");
    }

    #[test]
    fn mixed_draws_are_told_once() {
        let rows = "1,A,1,P\n2,A,1,P\n1,B,1,P\n2,B,1,P\n1,A,2,P\n";
        let t = draws(&format!("draw,list,unique_id,person_id\n{rows}"));
        assert_eq!(t.complaints.len(), 1, "{:?}", t.complaints);
        assert_eq!(t.complaints[0].code, "row.draw_again");
        assert!(t.complaints[0].hint.as_ref().unwrap().contains("sort"));
        assert_eq!(t.rows_lost, 3);
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
            if let Ok(t) = read_persons(&path, &[]) {
                let _ = read_partitions(&path, &t);
            }
        }
    }
}
