//! Records column by column: a number per distinct value, so that equal values are equal numbers.
//!
//! Terms: *value* – a folded text or a date, numbered from 1 in its dictionary; 0 is missing; *dictionary* – the distinct values of a kind:
//! given and family names share one, so that a swap is seen; *content* – a hash of a record's values, which does not depend on the order
//! of rows, on identifiers or on names of lists, and so settles ties. Invariants: a record has one value a field; numbers of values depend on the
//! order of rows, and nothing that leaves this crate depends on them. Not here: what values mean for one another (`compare`).
//!
//! Memory: 4 bytes a record and field, the identifiers, and each distinct text twice.

use crate::field::{self, Date};
use crate::intern::{Interner, Texts, mix};
use crate::key::Features;
use crate::levels::Levels;
use crate::mapping::{Kind, Mapping};
use names::Names;

/// The distinct values of one kind.
#[derive(Debug, Default)]
pub struct Dictionary {
    pub(crate) texts: Texts,
    /// Dates, in a dictionary of dates.
    pub(crate) dates: Vec<Date>,
    /// The same texts as UTF-16 units.
    pub(crate) units: Units,
    /// What is derived from names and words.
    pub(crate) features: Features,
    /// Levels of frequent values.
    pub(crate) levels: Levels,
}

/// Strings of UTF-16 units one behind the other.
#[derive(Debug, Default)]
pub(crate) struct Units {
    all: Vec<u16>,
    ends: Vec<u32>,
}

impl Units {
    pub(crate) fn push(&mut self, text: &str) {
        self.all.extend(text.encode_utf16());
        self.ends.push(u32::try_from(self.all.len()).unwrap_or(u32::MAX));
    }

    pub(crate) fn get(&self, n: u32) -> &[u16] {
        let n = n as usize;
        let from = if n == 0 { 0 } else { self.ends[n - 1] as usize };
        &self.all[from..self.ends[n] as usize]
    }
}

impl Dictionary {
    /// How many values there are, the missing one among them.
    #[must_use]
    pub fn len(&self) -> usize {
        self.texts.len()
    }

    /// Whether there is no value but the missing one.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() <= 1
    }

    /// One more value.
    fn push(
        &mut self,
        kind: Kind,
        filling: &Filling,
        value: u32,
        words: &mut Interner,
        names: &Names,
    ) {
        let text = filling.folded.get(value);
        self.texts.push(text);
        self.units.push(text);
        if let Some(date) = filling.dates.get(value as usize).filter(|_| kind == Kind::Date) {
            self.dates.push(*date);
        }
        self.features.push(kind, text, words, names);
    }

    /// The folded text of a value; empty for the missing one.
    #[must_use]
    pub fn text(&self, value: u32) -> &str {
        self.texts.get(value)
    }
}

/// One field of all records.
#[derive(Debug)]
pub struct Column {
    /// Its name in the mapping.
    pub name: String,
    /// What it holds.
    pub kind: Kind,
    /// Which dictionary its values are of.
    pub dictionary: usize,
    /// The value of each record; 0 is missing.
    pub of: Vec<u32>,
    /// How many records have a value, by value.
    pub counts: Vec<u32>,
}

/// Records of all lists.
#[derive(Debug)]
pub struct Records {
    ids: Texts,
    lists: Vec<String>,
    list_of: Vec<u16>,
    content: Vec<u64>,
    /// The fields, in the order of the mapping.
    pub columns: Vec<Column>,
    /// The dictionaries that columns refer to.
    pub dictionaries: Vec<Dictionary>,
}

impl Records {
    /// How many records there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.list_of.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.list_of.is_empty()
    }

    /// The identifier of a record.
    #[must_use]
    pub fn id(&self, record: u32) -> &str {
        self.ids.get(record)
    }

    /// The names of the lists.
    #[must_use]
    pub fn lists(&self) -> &[String] {
        &self.lists
    }

    /// The list of a record, by its place in [`Records::lists`].
    #[must_use]
    pub fn list_of(&self, record: u32) -> usize {
        usize::from(self.list_of[record as usize])
    }

    /// The folded text of a field of a record; empty if missing.
    #[must_use]
    pub fn text(&self, record: u32, field: usize) -> &str {
        let column = &self.columns[field];
        self.dictionaries[column.dictionary].text(column.of[record as usize])
    }

    /// A hash of the values of a record.
    pub(crate) fn content(&self, record: u32) -> u64 {
        self.content[record as usize]
    }

    /// Records in an order that depends on their content, and on identifiers only between equals.
    pub(crate) fn by_content(&self) -> Vec<u32> {
        let mut order: Vec<u32> = (0..u32::try_from(self.len()).unwrap_or(u32::MAX)).collect();
        rayon::slice::ParallelSliceMut::par_sort_unstable_by(&mut order[..], |a, b| {
            let key = |r: &u32| (self.content(*r), self.id(*r), *r);
            self.content(*a).cmp(&self.content(*b)).then_with(|| key(a).cmp(&key(b)))
        });
        order
    }
}

/// Why rows cannot be taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RecordError {
    /// No column of a list is named in the mapping.
    #[error("List `{list}` has none of the columns that the mapping names")]
    NoColumn {
        /// The list.
        list: String,
    },
    /// More rows, lists or text than numbers reach.
    #[error("List `{list}` is too long: at most 4 billion records and 65,535 lists")]
    TooMany {
        /// The list.
        list: String,
    },
}

/// Where a field finds its cells in the list that is being read.
#[derive(Clone, Debug, Default)]
struct Cells {
    from: Vec<usize>,
    age: Option<usize>,
    age_on: Option<usize>,
    age_at: Option<Date>,
    korean: bool,
}

/// Takes rows.
///
/// ```
/// use link::{Builder, Mapping};
/// let header = ["id", "name", "born"];
/// let rows = [
///     vec!["a", "Ri Kwang Un", "1999"],
///     vec!["b", "unknown", "1999-02-03"],
///     vec!["c", "Pak Chol", "2001"],
/// ];
/// let mut builder = Builder::new(&Mapping::propose(&header, &rows));
/// builder.list("captured", &header)?;
/// for row in &rows {
///     builder.row(row)?;
/// }
/// let records = builder.finish(names::Names::standard()?);
/// assert_eq!(records.len(), 3);
/// // Fields are in the order of their names: `born`, `name`.
/// assert_eq!(records.text(0, 1), "ri kwang un");
/// assert_eq!(records.text(1, 1), "");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Builder {
    mapping: Mapping,
    cells: Vec<Cells>,
    id_at: Option<usize>,
    list_at: Option<usize>,
    list_name: String,
    list: u16,
    in_list: usize,
    /// Rows of each list that were read before.
    earlier: Vec<usize>,
    ids: Texts,
    lists: Vec<String>,
    list_of: Vec<u16>,
    columns: Vec<Column>,
    dictionaries: Vec<Filling>,
    joined: String,
}

/// A dictionary that is being filled.
#[derive(Debug, Default)]
struct Filling {
    raw: Interner,
    value_of_raw: Vec<u32>,
    folded: Interner,
    dates: Vec<Date>,
}

/// Raw cells that are remembered between rows that arrive.
const RAW_MAX: usize = 100_000;

const NO_DATE: Date = Date { year_min: 0, year_max: 0, month: 0, day: 0 };

impl Filling {
    fn new() -> Self {
        let mut new = Self::default();
        new.raw.intern("");
        new.folded.intern("");
        new.value_of_raw.push(0);
        new.dates.push(NO_DATE);
        new
    }

    fn value(&mut self, kind: Kind, raw: &str) -> u32 {
        if raw.is_empty() {
            return 0;
        }
        let n = self.raw.intern(raw) as usize;
        if let Some(value) = self.value_of_raw.get(n) {
            return *value;
        }
        let value = match kind {
            Kind::Date => field::date(raw).map_or(0, |d| self.date(d)),
            Kind::Code => field::fold(raw)
                .filter(|t| !field::is_filler(t))
                .map_or(0, |t| self.folded.intern(&t)),
            _ => field::fold(raw).map_or(0, |t| self.folded.intern(&t)),
        };
        self.value_of_raw.push(value);
        value
    }

    fn date(&mut self, date: Date) -> u32 {
        let value = self.folded.intern(&edtf(date));
        if value as usize == self.dates.len() {
            self.dates.push(date);
        }
        value
    }
}

/// A date in the manner of EDTF.
fn edtf(d: Date) -> String {
    match (d.month, d.day) {
        _ if d.year_min != d.year_max => format!("{:04}/{:04}", d.year_min, d.year_max),
        (0, 0) => format!("{:04}", d.year_min),
        (m, 0) => format!("{:04}-{m:02}", d.year_min),
        (0, day) => format!("{:04}-XX-{day:02}", d.year_min),
        (m, day) => format!("{:04}-{m:02}-{day:02}", d.year_min),
    }
}

impl Builder {
    /// No records yet.
    #[must_use]
    pub fn new(mapping: &Mapping) -> Self {
        let mut dictionaries = vec![Filling::new()];
        let mut columns = Vec::new();
        for field in &mapping.fields {
            let dictionary = match field.kind {
                Kind::Given | Kind::Family => 0,
                _ => {
                    dictionaries.push(Filling::new());
                    dictionaries.len() - 1
                }
            };
            let (name, kind) = (field.name.clone(), field.kind);
            columns.push(Column { name, kind, dictionary, of: Vec::new(), counts: Vec::new() });
        }
        Self {
            mapping: mapping.clone(),
            cells: Vec::new(),
            id_at: None,
            list_at: None,
            list_name: String::new(),
            list: 0,
            in_list: 0,
            earlier: Vec::new(),
            ids: Texts::default(),
            lists: Vec::new(),
            list_of: Vec::new(),
            columns,
            dictionaries,
            joined: String::new(),
        }
    }

    /// Begins a list; the rows that follow are of it, unless the mapping names a column for the list.
    ///
    /// # Errors
    /// [`RecordError::NoColumn`] if no field of the mapping has a column here.
    pub fn list(&mut self, name: &str, header: &[&str]) -> Result<(), RecordError> {
        let at = |column: &String| header.iter().position(|h| h.trim() == column.as_str());
        let cells = |f: &crate::mapping::Field| Cells {
            from: f.from.iter().filter_map(at).collect(),
            age: f.age.as_ref().and_then(at),
            age_on: f.age_on.as_ref().and_then(at),
            age_at: f.age_on.as_ref().and_then(|d| field::date(d)),
            korean: f.age_korean,
        };
        self.cells = self.mapping.fields.iter().map(cells).collect();
        if self.cells.iter().all(|c| c.from.is_empty() && c.age.is_none()) {
            return Err(RecordError::NoColumn { list: name.to_owned() });
        }
        self.id_at = self.mapping.id.as_ref().and_then(at);
        self.list_at = self.mapping.list.as_ref().and_then(at);
        name.clone_into(&mut self.list_name);
        self.list = self.list_number(name)?;
        self.in_list = self.earlier.get(usize::from(self.list)).copied().unwrap_or(0);
        Ok(())
    }

    /// Goes on behind records that this mapping gave.
    pub(crate) fn behind(mapping: &Mapping, records: &Records) -> Self {
        let mut builder = Self::new(mapping);
        builder.lists.clone_from(&records.lists);
        builder.earlier = vec![0; records.lists.len()];
        records.list_of.iter().for_each(|l| builder.earlier[usize::from(*l)] += 1);
        for (filling, dictionary) in builder.dictionaries.iter_mut().zip(&records.dictionaries) {
            for value in 1..u32::try_from(dictionary.len()).unwrap_or(u32::MAX) {
                filling.folded.intern(dictionary.text(value));
            }
            filling.dates.clone_from(&dictionary.dates);
        }
        builder
    }

    /// Moves the rows that were read behind the records; nothing that was counted of these is counted anew.
    pub(crate) fn pour(&mut self, records: &mut Records, words: &mut [Interner], names: &Names) {
        records.lists.clone_from(&self.lists);
        for row in 0..self.list_of.len() {
            records.ids.push(self.ids.get(u32::try_from(row).unwrap_or(0)));
            records.list_of.push(self.list_of[row]);
            let mut hash = CONTENT;
            for (column, own) in records.columns.iter_mut().zip(&self.columns) {
                let (value, d) = (own.of[row], column.dictionary);
                let filling = &self.dictionaries[d];
                let dictionary = &mut records.dictionaries[d];
                while dictionary.len() <= value as usize {
                    let new = u32::try_from(dictionary.len()).unwrap_or(u32::MAX);
                    dictionary.push(column.kind, filling, new, &mut words[d], names);
                }
                column.of.push(value);
                hash = crate::intern::step(hash, mix(11, dictionary.text(value).as_bytes()));
            }
            records.content.push(hash);
        }
        for column in &mut records.columns {
            column.counts.resize(records.dictionaries[column.dictionary].len(), 0);
        }
        self.ids = Texts::default();
        self.list_of.clear();
        self.columns.iter_mut().for_each(|c| c.of.clear());
        // What was seen of raw cells is a help only: it must not grow without end.
        for filling in self.dictionaries.iter_mut().filter(|f| f.value_of_raw.len() > RAW_MAX) {
            (filling.raw, filling.value_of_raw) = (Interner::default(), vec![0]);
            filling.raw.intern("");
        }
    }

    fn list_number(&mut self, name: &str) -> Result<u16, RecordError> {
        if let Some(n) = self.lists.iter().position(|l| l == name) {
            return Ok(u16::try_from(n).unwrap_or(0));
        }
        let n = u16::try_from(self.lists.len())
            .map_err(|_| RecordError::TooMany { list: name.to_owned() })?;
        self.lists.push(name.to_owned());
        Ok(n)
    }

    /// Adds a row and gives its number; cells that are not there are missing.
    ///
    /// # Errors
    /// [`RecordError::TooMany`].
    pub fn row<T: AsRef<str>>(&mut self, cells: &[T]) -> Result<u32, RecordError> {
        let cell = |n: usize| cells.get(n).map_or("", |c| c.as_ref().trim());
        let too_many = || RecordError::TooMany { list: self.list_name.clone() };
        let number = u32::try_from(self.list_of.len()).map_err(|_| too_many())?;
        self.in_list += 1;
        let own = match self.list_at.map(cell).filter(|t| !t.is_empty()) {
            Some(name) => self.list_number(name)?,
            None => self.list,
        };
        match self.id_at.map(cell).filter(|t| !t.is_empty()) {
            Some(id) => self.ids.push(id),
            None => self.ids.push(&format!("{}:{}", self.list_name, self.in_list)),
        }
        self.list_of.push(own);
        for (column, place) in self.columns.iter_mut().zip(&self.cells) {
            let filling = &mut self.dictionaries[column.dictionary];
            let mut value = match place.from[..] {
                [] => 0,
                [one] => filling.value(column.kind, cell(one)),
                _ => {
                    self.joined.clear();
                    for text in place.from.iter().map(|n| cell(*n)).filter(|t| !t.is_empty()) {
                        if !self.joined.is_empty() {
                            // What lies around a place is another name, not another word.
                            let place = column.kind == Kind::Place;
                            self.joined.push_str(if place { " / " } else { " " });
                        }
                        self.joined.push_str(text);
                    }
                    filling.value(column.kind, &self.joined)
                }
            };
            if value == 0
                && let Some(age) = place.age
            {
                let on = place.age_at.or_else(|| place.age_on.and_then(|n| field::date(cell(n))));
                let age: Option<u8> = cell(age).parse().ok().filter(|a| *a < 120);
                if let (Some(age), Some(on)) = (age, on) {
                    value = filling.date(Date::of_age(age, on, place.korean));
                }
            }
            column.of.push(value);
        }
        Ok(number)
    }

    /// Ends reading: counts values and derives what comparisons and keys need.
    ///
    /// * Cost: about three microseconds a distinct name for reading it, where lists are in several scripts or Korean; little otherwise.
    #[must_use]
    pub fn finish(mut self, names: &Names) -> Records {
        let kinds: Vec<Option<Kind>> = (0..self.dictionaries.len())
            .map(|d| self.columns.iter().find(|c| c.dictionary == d).map(|c| c.kind))
            .collect();
        let mut dictionaries = Vec::new();
        for filling in std::mem::take(&mut self.dictionaries) {
            let mut dictionary = Dictionary {
                texts: filling.folded.into_texts(),
                dates: filling.dates,
                ..Dictionary::default()
            };
            for n in 0..dictionary.texts.len() {
                dictionary.units.push(dictionary.texts.get(u32::try_from(n).unwrap_or(0)));
            }
            dictionaries.push(dictionary);
        }
        for column in &mut self.columns {
            column.counts = vec![0; dictionaries[column.dictionary].len()];
            for value in &column.of {
                column.counts[*value as usize] += 1;
            }
        }
        for (d, (dictionary, kind)) in dictionaries.iter_mut().zip(kinds).enumerate() {
            let mut counts = vec![0_u32; dictionary.len()];
            for column in self.columns.iter().filter(|c| c.dictionary == d) {
                for (sum, n) in counts.iter_mut().zip(&column.counts) {
                    *sum += n;
                }
            }
            if let Some(kind) = kind {
                dictionary.features = Features::of(kind, &dictionary.texts, &counts, names);
                // Dates and codes are compared in no more time than a look-up takes, or seldom twice.
                if !matches!(kind, Kind::Date | Kind::Code) {
                    dictionary.levels = Levels::new(&counts);
                }
            }
        }
        let mut records = Records {
            ids: self.ids,
            lists: self.lists,
            list_of: self.list_of,
            content: Vec::new(),
            columns: self.columns,
            dictionaries,
        };
        records.content = contents(&records);
        records
    }
}

/// What the hash of a record begins with.
const CONTENT: u64 = 7;

/// Hashes of values. The list's name is not among them: a file may be renamed.
fn contents(records: &Records) -> Vec<u64> {
    let texts: Vec<Vec<u64>> = records
        .dictionaries
        .iter()
        .map(|d| {
            (0..d.len())
                .map(|n| mix(11, d.text(u32::try_from(n).unwrap_or(0)).as_bytes()))
                .collect()
        })
        .collect();
    (0..records.len())
        .map(|r| {
            let mut hash = CONTENT;
            for column in &records.columns {
                hash = crate::intern::step(hash, texts[column.dictionary][column.of[r] as usize]);
            }
            hash
        })
        .collect()
}
