//! Overlap tables: one column of 0 and 1 a list, one of counts, and columns that divide the persons.
//!
//! Terms: a *pattern* is the set of lists that a row's persons are on, a bit a list; the column of counts is called `n`, `freq` or
//! `count`. A column that is neither 0/1 nor named by the caller is told, never left out or summed over in silence.
//! Invariants: every complaint has its place; a row that was complained of is not among [`Overlap::rows`] and is counted in
//! [`Overlap::rows_lost`], so that a caller can refuse to reckon with a part of a table; the work is bounded by the bytes taken in.
//!
//! Not here: what the counts mean (`estimate`), and what may be said of them.

use std::collections::HashMap;
use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;

use sha2::{Digest as _, Sha256};

use super::complaint::{Complaint, Complaints, Place, Severity};
use super::decode::{Bad, decode};
use super::delimited::{DELIMITERS, bad_byte, separator_line};
use super::detect::{self, Format};
use super::split::{Fault, Field, Splitter};
use super::{IntakeError, binary};

/// Bytes of an overlap table at most: sixteen lists with every pattern are some 3 MB.
pub(crate) const BYTES_MAX: u64 = 16 << 20;

/// Persons in one cell at most.
pub(crate) const PERSONS_MAX: u64 = 1 << 40;

/// Lists at most: a pattern has as many bits.
pub(crate) const LISTS_MAX: usize = 64;

/// How the columns are to be understood.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OverlapColumns {
    /// Columns whose values divide the persons into tables of their own.
    pub strata: Vec<String>,
    /// Columns to sum over.
    pub ignore: Vec<String>,
}

/// One row that could be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OverlapRow {
    /// The physical line, from 1.
    pub line: u64,
    /// Values of the columns that make strata, in the order asked for.
    pub strata: Vec<String>,
    /// Bit i is set if the persons are on list i.
    pub pattern: u64,
    /// How many they are.
    pub count: u64,
}

/// What could be read of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overlap {
    /// The path as it was given, or what stands for standard input.
    pub name: String,
    /// SHA-256 of the bytes.
    pub sha256: [u8; 32],
    /// Names of the lists; empty when the head cannot be understood.
    pub lists: Vec<String>,
    /// The rows that could be read.
    pub rows: Vec<OverlapRow>,
    /// Rows that could not.
    pub rows_lost: u64,
    /// What is wrong, sorted by place.
    pub complaints: Vec<Complaint>,
}

impl Overlap {
    /// Whether all of the table was understood. Of a part nothing may be reckoned.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        !self.lists.is_empty() && !self.complaints.iter().any(Complaint::is_error)
    }
}

/// Reads a file.
///
/// # Errors
/// [`IntakeError`] when it gives no text of a table; everything less is a complaint.
pub fn read_overlap(path: &Path, columns: &OverlapColumns) -> Result<Overlap, IntakeError> {
    let name = path.display().to_string();
    let fail = |why| IntakeError::Io { path: name.clone(), why };
    let file = File::open(path).map_err(fail)?;
    if file.metadata().map_err(fail)?.is_dir() {
        return Err(IntakeError::Folder { path: name });
    }
    take_overlap(&name, file, columns)
}

/// Reads what a reader gives, such as standard input.
///
/// # Errors
/// As [`read_overlap`].
pub fn take_overlap(
    name: &str,
    from: impl Read,
    columns: &OverlapColumns,
) -> Result<Overlap, IntakeError> {
    let mut bytes = Vec::new();
    from.take(BYTES_MAX + 1)
        .read_to_end(&mut bytes)
        .map_err(|why| IntakeError::Io { path: name.to_owned(), why })?;
    if bytes.len() as u64 > BYTES_MAX {
        return Err(IntakeError::TooLarge { path: name.to_owned(), limit: BYTES_MAX });
    }
    overlap_of_bytes(name, &bytes, columns)
}

/// Reads bytes; the same bytes always give the same table.
///
/// # Errors
/// As [`read_overlap`], without `Io` and `Folder`.
///
/// # Examples
/// ```
/// use cenotaph::intake::{OverlapColumns, overlap_of_bytes};
///
/// let text = "A,B,C,n\n1,0,0,40\n0,x,0,30\n1,1,0,6\n";
/// let table = overlap_of_bytes("t.csv", text.as_bytes(), &OverlapColumns::default())?;
/// assert_eq!((table.rows.len(), table.rows_lost), (2, 1));
/// assert!(table.complaints[0].to_string().starts_with("t.csv:3:2: error: Found `x` in `B`, expected `0` or `1`"));
/// # Ok::<(), cenotaph::intake::IntakeError>(())
/// ```
pub fn overlap_of_bytes(
    name: &str,
    bytes: &[u8],
    columns: &OverlapColumns,
) -> Result<Overlap, IntakeError> {
    let path = || name.to_owned();
    let other = |o: detect::Other| IntakeError::NotATable {
        path: name.to_owned(),
        what: o.what,
        hint: o.hint,
    };
    const AS_CSV: &str = "save the table as CSV: one 0/1 column a list, and `n`";
    if detect::by_bytes(bytes).map_err(other)?.is_some() {
        let what = "a workbook or a ZIP archive";
        return Err(IntakeError::NotATable { path: path(), what, hint: AS_CSV });
    }
    let decoded = decode(bytes);
    if binary(&decoded) {
        return Err(IntakeError::NotText { path: path() });
    }
    let text = decoded.text.strip_prefix('\u{feff}').unwrap_or(&decoded.text);
    if text.chars().all(|c| c.is_whitespace() || ",;|\"".contains(c)) {
        return Err(IntakeError::Empty { path: path() });
    }
    if detect::by_text(text, name).map_err(other)? == Format::Json {
        return Err(IntakeError::NotATable { path: path(), what: "JSON", hint: AS_CSV });
    }
    let offset = decoded.text.len() - text.len();
    let mut reader = Reader {
        path: name.into(),
        complaints: Complaints::new(1_000),
        encoding: decoded.encoding,
        bad: &decoded.bad,
        offset,
        lost: 0,
    };
    let (lists, rows) = reader.read(text, columns);
    let Reader { path, complaints, lost, .. } = reader;
    Ok(Overlap {
        name: name.to_owned(),
        sha256: Sha256::digest(bytes).into(),
        lists,
        rows,
        rows_lost: lost,
        complaints: complaints.finish(&path, None),
    })
}

struct Reader<'b> {
    path: Arc<str>,
    complaints: Complaints,
    encoding: &'static str,
    bad: &'b [Bad],
    offset: usize,
    lost: u64,
}

/// Which column is what.
struct Head {
    names: Vec<String>,
    lists: Vec<usize>,
    count: usize,
    strata: Vec<usize>,
    /// Names of the columns that are summed over.
    summed: Vec<String>,
}

impl Head {
    fn kept(&self) -> Vec<&str> {
        self.lists.iter().filter_map(|&at| self.names.get(at).map(String::as_str)).collect()
    }
}

impl Reader<'_> {
    fn place(&self, line: u64, column: Option<usize>, name: Option<&str>) -> Place {
        Place::row(&self.path, None, line).at(column.map(|c| c as u64 + 1), name.map(Into::into))
    }

    fn error(&mut self, code: &'static str, place: Place, expected: impl Into<String>) {
        self.complain(Complaint::new(Severity::Error, code, place, expected));
    }

    fn complain(&mut self, complaint: Complaint) {
        self.complaints.push(complaint);
    }

    fn read(&mut self, text: &str, columns: &OverlapColumns) -> (Vec<String>, Vec<OverlapRow>) {
        let (rest, said) = separator_line(text);
        let skipped = u64::from(said.is_some());
        self.offset += text.len() - rest.len();
        let delimiter = said.unwrap_or_else(|| sniff(rest));
        let mut splitter = Splitter::new(rest, delimiter, 1_000, 64 * 1024);
        let mut fields = Vec::new();
        let mut head: Option<Head> = None;
        let mut rows = Vec::new();
        let mut seen = HashMap::new();
        while let Some(record) = splitter.next(&mut fields) {
            let line = record.line + skipped;
            if fields.iter().all(|f| f.text.trim().is_empty()) && record.fault.is_none() {
                continue;
            }
            let sound = self.sound(line, (record.start, record.end), record.fault, &fields);
            let Some(known) = &head else {
                let raw = || is_list_of_persons(rest, delimiter);
                head = self.head(line, &fields, columns, &raw);
                match &head {
                    Some(_) if sound => continue,
                    _ => return (Vec::new(), Vec::new()),
                }
            };
            let row = if sound { self.row(known, line, record.fields, &fields) } else { None };
            let row =
                row.filter(|row| !known.summed.is_empty() || self.is_new(&mut seen, known, row));
            match row {
                Some(row) => rows.push(row),
                None => self.lost += 1,
            }
        }
        if splitter.gave_up() {
            let place = self.place(0, None, None);
            self.error("table.quotes", place, "quotes that close; the rest was not read");
        }
        let Some(head) = head else { return (Vec::new(), Vec::new()) };
        if rows.is_empty() && self.lost == 0 {
            let place = self.place(0, None, None);
            self.error("table.no_rows", place, "a row for each pattern below the head");
        }
        (head.lists.iter().filter_map(|&at| head.names.get(at).cloned()).collect(), rows)
    }

    /// Complains of broken quotes and bytes; false when the record cannot be read as a row.
    fn sound(
        &mut self,
        line: u64,
        (start, end): (usize, usize),
        fault: Option<Fault>,
        fields: &[Field<'_>],
    ) -> bool {
        let mut sound = true;
        let first = self.bad.partition_point(|b| b.text < start + self.offset);
        let later = self.bad.iter().skip(first).take_while(|b| b.text < end + self.offset);
        let inside: Vec<Bad> = later.take(3).copied().collect();
        for bad in &inside {
            let within =
                |f: &Field<'_>| (f.start + self.offset..f.end + self.offset).contains(&bad.text);
            let place = self.place(line, fields.iter().position(within), None);
            let complaint = bad_byte(bad, place, self.encoding);
            self.complain(complaint);
            sound = false;
        }
        let (column, expected) = match fault {
            None => return sound,
            Some(Fault::Unclosed { column }) => (column, "a double quote that closes this field"),
            Some(Fault::AfterQuote { column, .. }) => {
                (column, "the delimiter or the line's end after the closing quote")
            }
            Some(Fault::TooLong { column }) => (column, "a number or a short name"),
        };
        let place = self.place(line, Some(column), None);
        self.error("row.quote", place, expected);
        false
    }

    fn head(
        &mut self,
        line: u64,
        fields: &[Field<'_>],
        columns: &OverlapColumns,
        raw: &dyn Fn() -> bool,
    ) -> Option<Head> {
        let names: Vec<String> = fields.iter().map(|f| f.text.trim().to_owned()).collect();
        let is_count = |c: &str| ["n", "freq", "count"].iter().any(|n| c.eq_ignore_ascii_case(n));
        let mut sound = true;
        for (at, name) in names.iter().enumerate() {
            let first = names.iter().position(|n| n == name);
            if name.is_empty() || first != Some(at) {
                let place = self.place(line, Some(at), None);
                let complaint = Complaint::new(
                    Severity::Error,
                    "header.name",
                    place,
                    "a name of its own for each column",
                )
                .found(name);
                self.complain(complaint);
                sound = false;
            }
        }
        let counts: Vec<usize> = (0..names.len()).filter(|&i| is_count(&names[i])).collect();
        if counts.len() != 1 {
            let place = self.place(line, counts.get(1).copied(), None);
            let expected = "one column of counts, named `n`, `freq` or `count`";
            let complaint = Complaint::new(Severity::Error, "header.count", place, expected)
                .hint(if counts.is_empty() && raw() { RAW } else { AS_LISTS });
            self.complain(complaint);
            sound = false;
        }
        let mut find = |wanted: &[String], option: &str| -> Vec<usize> {
            let mut found = Vec::new();
            for name in wanted {
                match names.iter().position(|n| n == name) {
                    Some(at) => found.push(at),
                    None => {
                        let place = self.place(line, None, None);
                        let expected = format!("a column of the name that {option} gives");
                        let complaint =
                            Complaint::new(Severity::Error, "header.missing", place, expected)
                                .found(name)
                                .hint(format!("the columns are {}", names.join(", ")));
                        self.complaints.push(complaint);
                        sound = false;
                    }
                }
            }
            found
        };
        let strata = find(&columns.strata, "--strata");
        let sums = find(&columns.ignore, "--ignore");
        let count = *counts.first()?;
        for (found, option) in [(&strata, "--strata"), (&sums, "--ignore")] {
            if found.contains(&count) {
                let place = self.place(line, Some(count), None);
                let expected = format!("a column other than that of the counts for {option}");
                let complaint = Complaint::new(Severity::Error, "header.count", place, expected)
                    .found(&names[count])
                    .hint("the counts are needed: they say how many persons a row stands for");
                self.complain(complaint);
                sound = false;
            }
        }
        let lists: Vec<usize> = (0..names.len())
            .filter(|i| *i != count && !strata.contains(i) && !sums.contains(i))
            .collect();
        if lists.is_empty() || lists.len() > LISTS_MAX {
            let place = self.place(line, None, None);
            let expected = format!("1 to {LISTS_MAX} columns of 0 and 1, one a list");
            self.error("header.lists", place, expected);
            sound = false;
        }
        let summed = sums.iter().map(|&at| names[at].clone()).collect();
        sound.then_some(Head { names, lists, count, strata, summed })
    }

    fn row(
        &mut self,
        head: &Head,
        line: u64,
        width: usize,
        fields: &[Field<'_>],
    ) -> Option<OverlapRow> {
        if width != head.names.len() {
            let place = self.place(line, None, None);
            let expected =
                format!("{} fields, as the head has; there are {width}", head.names.len());
            let complaint = Complaint::new(Severity::Error, "row.width", place, expected)
                .hint("a number with a comma in it stands in double quotes, or without the comma");
            self.complain(complaint);
            return None;
        }
        let mut pattern = Some(0_u64);
        for (bit, &at) in head.lists.iter().enumerate() {
            match fields[at].text.trim() {
                "0" => {}
                "1" => pattern = pattern.map(|p| p | 1 << bit),
                other => {
                    pattern = None;
                    let place = self.place(line, Some(at), Some(&head.names[at]));
                    let complaint =
                        Complaint::new(Severity::Error, "value.bit", place, "`0` or `1`")
                            .found(other)
                            .hint(bit_hint(other, &head.names[at]));
                    self.complain(complaint);
                }
            }
        }
        let count = self.count(head, line, &fields[head.count].text);
        let (pattern, count) = (pattern?, count?);
        if pattern == 0 && count > 0 {
            let place = self.place(line, Some(head.count), Some(&head.names[head.count]));
            let complaint = Complaint::new(
                Severity::Error,
                "row.nobody",
                place,
                "no count of persons on no list",
            )
            .found(&count.to_string())
            .hint(match head.summed.first() {
                None => "how many are on no list is what is asked; leave the row out".to_owned(),
                Some(column) => format!(
                    "`--ignore {column}` sums over a column that is no list; to leave a list out, name those to keep: `--lists {}`",
                    head.kept().join(",")
                ),
            });
            self.complain(complaint);
            return None;
        }
        if let Some(&at) = head.strata.iter().find(|&&at| fields[at].text.trim().is_empty()) {
            let place = self.place(line, Some(at), Some(&head.names[at]));
            let complaint = Complaint::new(Severity::Error, "value.stratum", place, "a value that names a stratum")
                .hint("where it is not known write `unknown`: those persons are a stratum of their own, judged apart");
            self.complain(complaint);
            return None;
        }
        let strata = head.strata.iter().map(|&at| fields[at].text.trim().to_owned()).collect();
        Some(OverlapRow { line, strata, pattern, count })
    }

    fn count(&mut self, head: &Head, line: u64, text: &str) -> Option<u64> {
        let text = text.trim();
        if text.bytes().all(|b| b.is_ascii_digit())
            && let Ok(count) = text.parse::<u64>()
            && count <= PERSONS_MAX
        {
            return Some(count);
        }
        let place = self.place(line, Some(head.count), Some(&head.names[head.count]));
        let expected = "a whole number of persons from 0 to 1,099,511,627,776";
        let complaint = Complaint::new(Severity::Error, "value.count", place, expected);
        // In this column a long number is one that is too large, whatever else it might be elsewhere; it is not repeated all the same.
        let complaint = if text.len() > 12 && text.bytes().all(|b| b.is_ascii_digit()) {
            complaint.mask(format!("a number of {} digits", text.len()))
        } else {
            complaint.found(text)
        };
        // No advice of these repeats the value.
        self.complain(match count_hint(text) {
            Some(hint) => complaint.instead(hint),
            None => complaint,
        });
        None
    }

    /// Complains of a pattern that stood before, in the same stratum.
    fn is_new(
        &mut self,
        seen: &mut HashMap<(Vec<String>, u64), u64>,
        head: &Head,
        row: &OverlapRow,
    ) -> bool {
        let first = *seen.entry((row.strata.clone(), row.pattern)).or_insert(row.line);
        if first == row.line {
            return true;
        }
        let on: Vec<&str> = head
            .lists
            .iter()
            .enumerate()
            .filter(|(bit, _)| row.pattern >> bit & 1 == 1)
            .filter_map(|(_, &at)| head.names.get(at).map(String::as_str))
            .collect();
        let what = if on.is_empty() { "no list".to_owned() } else { on.join("+") };
        let place = self.place(row.line, None, None);
        let expected = format!("each pattern once; {what} stands on line {first} already");
        let complaint = Complaint::new(Severity::Error, "row.repeated", place, expected)
            .hint("add the two counts, or name a column that is no list and tells them apart with --strata or --ignore");
        self.complain(complaint);
        false
    }
}

const AS_LISTS: &str = "the other columns are lists, with 1 for on it and 0 for not";
const RAW: &str = "a list with a row for each person is no table of overlaps yet: `cenotaph link A.csv B.csv C.csv --out linked` tells who stands on several lists, `cenotaph estimate --persons linked/persons.csv` goes on from there";

/// Whether the first row below the head holds words: a list as it was compiled, not counts by pattern.
fn is_list_of_persons(text: &str, delimiter: u8) -> bool {
    let mut splitter = Splitter::new(text, delimiter, 1_000, 64 * 1024);
    let mut fields = Vec::new();
    let mut rows = 0;
    while splitter.next(&mut fields).is_some() {
        let filled: Vec<&str> =
            fields.iter().map(|f| f.text.trim()).filter(|t| !t.is_empty()).collect();
        rows += usize::from(!filled.is_empty());
        if rows == 2 {
            return filled.iter().any(|t| !t.bytes().all(|b| b.is_ascii_digit()));
        }
    }
    false
}

fn bit_hint(found: &str, column: &str) -> String {
    match found.to_lowercase().as_str() {
        "" => "write 0 where the persons are not on the list".to_owned(),
        "yes" | "true" | "y" | "x" | "t" | "no" | "false" | "f" => {
            "write 1 for on the list and 0 for not".to_owned()
        }
        _ => format!(
            "a column that is no list is named: `--strata {column}` to divide by it, `--ignore {column}` to sum over it; a list that is to be left out is not: `--lists` names those to keep"
        ),
    }
}

fn count_hint(found: &str) -> Option<String> {
    let digits: String = found.chars().filter(char::is_ascii_digit).collect();
    if found.is_empty() {
        return Some("write 0 where nobody has this pattern, or leave the row out".to_owned());
    }
    if found.starts_with('-') {
        return Some("a count of persons cannot be below zero".to_owned());
    }
    if found.bytes().all(|b| b.is_ascii_digit()) {
        return Some(
            "no table of persons counts so many in one row; look whether this column holds counts"
                .to_owned(),
        );
    }
    let separated = found.chars().all(|c| c.is_ascii_digit() || " ,.'\u{a0}\u{202f}".contains(c));
    (separated && !digits.is_empty())
        .then(|| "write the number in digits alone, without separators or decimals".to_owned())
}

/// The delimiter under which the head has a column of counts, and then the most columns.
fn sniff(text: &str) -> u8 {
    let line = text.lines().find(|l| !l.trim().is_empty()).unwrap_or_default();
    let rank = |delimiter: u8| {
        let mut fields = Vec::new();
        let mut splitter = Splitter::new(line, delimiter, 1_000, 64 * 1024);
        splitter.next(&mut fields);
        let counts = ["n", "freq", "count"];
        let named = |f: &Field<'_>| counts.iter().any(|n| f.text.trim().eq_ignore_ascii_case(n));
        (fields.iter().any(named), fields.len())
    };
    let mut best = DELIMITERS[0];
    for &delimiter in DELIMITERS.iter().skip(1) {
        if rank(delimiter) > rank(best) {
            best = delimiter;
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Overlap {
        overlap_of_bytes("t.csv", text.as_bytes(), &OverlapColumns::default()).unwrap()
    }

    #[test]
    fn delimiters_and_names_of_counts() {
        for text in [
            "A,B,n\n1,0,4\n0,1,5\n1,1,6\n",
            "A\tB\tFREQ\r\n1\t0\t4\r\n0\t1\t5\r\n1\t1\t6\r\n",
            "\u{feff}A;B;Count\n1;0;4\n\n0;1;5\n1;1;6",
            "sep=|\nA|B|n\n1|0|4\n0|1|5\n1|1|6\n",
            "n,A,B\n4,1,0\n5,0,1\n\"6\",1,1\n0,0,0\n",
        ] {
            let t = read(text);
            assert!(t.is_whole(), "{text}: {:?}", t.complaints);
            assert_eq!(t.lists, ["A", "B"]);
            let cells: Vec<_> = t.rows.iter().map(|r| (r.pattern, r.count)).collect();
            assert_eq!(cells[..3], [(1, 4), (2, 5), (3, 6)]);
        }
    }

    #[test]
    fn complaints_have_code_place_and_value() {
        let rows: [(&str, &str, &str, u64); 12] = [
            ("A,B,n\n1,0,4\n2,1,5\n", "t.csv:3:1", "value.bit", 1),
            ("A,B,n\n1,0,4\n1,,5\n", "t.csv:3:2", "value.bit", 1),
            ("A,B,n\n1,0,-4\n", "t.csv:2:3", "value.count", 1),
            ("A,B,n\n1,0,4.5\n", "t.csv:2:3", "value.count", 1),
            ("A,B,n\n1,0,\n", "t.csv:2:3", "value.count", 1),
            ("A,B,n\n1,0,2000000000000\n", "t.csv:2:3", "value.count", 1),
            ("A,B,n\n1,0,99999999999999999999999\n", "t.csv:2:3", "value.count", 1),
            ("A,B,n\n1,0,1,200\n", "t.csv:2", "row.width", 1),
            ("A,B,n\n0,0,4\n", "t.csv:2:3", "row.nobody", 1),
            ("A,B,n\n1,0,4\n1,0,5\n", "t.csv:3", "row.repeated", 1),
            ("A,B,n\n1,0,4\n\"1,0,5\n", "t.csv:3:1", "row.quote", 1),
            ("A,B,n\n", "t.csv", "table.no_rows", 0),
        ];
        for (text, place, code, lost) in rows {
            let t = read(text);
            let first = t.complaints.iter().find(|c| c.is_error()).unwrap();
            assert_eq!((first.place.to_string().as_str(), first.code), (place, code), "{text}");
            assert_eq!((t.rows_lost, t.is_whole()), (lost, false), "{text}");
        }
    }

    #[test]
    fn heads_that_cannot_be_understood() {
        for (text, code) in [
            ("A,B\n1,0\n", "header.count"),
            ("A,B,n,count\n1,0,3,4\n", "header.count"),
            ("A,A,n\n1,0,3\n", "header.name"),
            ("A,,n\n1,0,3\n", "header.name"),
            ("n\n3\n", "header.lists"),
        ] {
            let t = read(text);
            assert_eq!(t.complaints[0].code, code, "{text}");
            assert!(t.lists.is_empty() && t.rows.is_empty() && !t.is_whole());
        }
        let strata = OverlapColumns { strata: vec!["region".into()], ignore: vec![] };
        let t = overlap_of_bytes("t.csv", b"A,B,n\n1,0,3\n", &strata).unwrap();
        assert_eq!(t.complaints[0].code, "header.missing");
    }

    #[test]
    fn a_list_of_persons_is_told_what_comes_first() {
        for (text, raw) in [
            ("id,name,age\n1,Ri Chol,20\n", true),
            ("id;name\n1;리철\n", true),
            ("A,B\n1,0\n", false),
            ("A,B\n", false),
        ] {
            let hint = read(text).complaints[0].hint.clone().unwrap();
            assert_eq!(hint.contains("cenotaph link"), raw, "{text}: {hint}");
        }
    }

    #[test]
    fn strata_and_sums() {
        let text = "A,B,region,sex,n\n1,0,N,f,4\n1,0,N,m,5\n1,0,S,f,6\n";
        let columns = OverlapColumns { strata: vec!["region".into()], ignore: vec!["sex".into()] };
        let t = overlap_of_bytes("t.csv", text.as_bytes(), &columns).unwrap();
        assert!(t.is_whole(), "{:?}", t.complaints);
        assert_eq!(t.rows[2].strata, ["S"]);
        let t = read(text);
        assert!(t.complaints[0].to_string().contains("--strata region"), "{}", t.complaints[0]);
    }

    #[test]
    fn what_was_asked_of_columns_is_answered() {
        let of = |strata: &[&str], ignore: &[&str], text: &str| {
            let names = |n: &[&str]| n.iter().map(|n| (*n).to_owned()).collect::<Vec<_>>();
            let columns = OverlapColumns { strata: names(strata), ignore: names(ignore) };
            let t = overlap_of_bytes("t.csv", text.as_bytes(), &columns).unwrap();
            assert!(!t.is_whole(), "{text}");
            t.complaints[0].to_string()
        };
        let lists = "A,B,C,n\n1,0,0,4\n0,1,0,5\n0,0,1,6\n";
        for (said, words) in [
            (of(&[], &["A"], lists), "name those to keep: `--lists B,C`"),
            (of(&[], &["n"], lists), "a column other than that of the counts for --ignore"),
            (of(&["n"], &[], lists), "a column other than that of the counts for --strata"),
            (
                of(&["r"], &[], "A,B,r,n\n1,0,x,4\n1,0,,5\n"),
                "t.csv:3:3: error: Expected a value that names a stratum",
            ),
            (of(&[], &[], "A,B,n\n1,0,2000000000000\n"), "look whether this column holds counts"),
            (of(&[], &[], "A,B,n\n1,0,2000000000000\n"), "Found a number of 13 digits in `n`"),
        ] {
            assert!(said.contains(words), "{said}");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..400)) {
            if let Ok(t) = overlap_of_bytes("t.csv", &bytes, &OverlapColumns::default()) {
                proptest::prop_assert!(t.rows.len() <= 400);
            }
        }

        #[test]
        fn what_is_written_is_read(counts in proptest::collection::vec(0_u64..1 << 40, 7)) {
            let mut text = "A,B,C,n\n".to_owned();
            for (pattern, count) in (1_u64..).zip(&counts) {
                let bit = |i: u64| pattern >> i & 1;
                text.push_str(&format!("{},{},{},{count}\n", bit(0), bit(1), bit(2)));
            }
            let t = overlap_of_bytes("t.csv", text.as_bytes(), &OverlapColumns::default()).unwrap();
            proptest::prop_assert!(t.is_whole());
            let back: Vec<u64> = t.rows.iter().map(|r| r.count).collect();
            proptest::prop_assert_eq!(back, counts);
        }
    }
}
