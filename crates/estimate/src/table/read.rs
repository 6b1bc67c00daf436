//! Text to table: one 0/1 column a list, one column of counts, and columns that divide the persons into strata.
//!
//! The column of counts is called `n`, `freq` or `count`, in any case of letters. Strata must be named by the caller: a column that is
//! neither 0/1 nor named is an error, never silently left out, and never silently summed over.

use std::collections::BTreeMap;

use super::{LISTS_MAX, OverlapTable, PERSONS_MAX};
use crate::Error;

/// How the columns are to be understood.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReadOptions {
    /// Columns whose values divide the persons into tables of their own.
    pub strata: Vec<String>,
    /// Columns to sum over: they are read and then forgotten.
    pub ignore: Vec<String>,
}

/// One stratum: the values of the columns that make it, and its table. Without strata there is one, with no values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stratum {
    /// Column and value, in the order asked for.
    pub values: Vec<(String, String)>,
    /// The counts.
    pub table: OverlapTable,
}

/// Reads comma-separated text.
///
/// * Input: UTF-8 with a head; lists are columns of `0` and `1`; counts are whole numbers of persons up to 2⁴⁰.
/// * Output: the strata in ascending order of their values, all with the same lists; never none.
/// * Errors: the first thing wrong, with line and column. A pattern that stands twice is an error unless columns are ignored.
/// * Cost: O(size of the text).
///
/// # Errors
/// [`Error::NotATable`], [`Error::NoCountColumn`], [`Error::ColumnNotOnce`], [`Error::BadCell`],
/// [`Error::RepeatedPattern`], [`Error::CountedUncounted`], and those of [`OverlapTable::new`]; [`Error::Empty`] without rows.
pub fn read(text: &str, options: &ReadOptions) -> Result<Vec<Stratum>, Error> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut reader =
        csv::ReaderBuilder::new().trim(csv::Trim::All).flexible(false).from_reader(text.as_bytes());
    let head = reader.headers().map_err(|e| not_a_table(&e))?.clone();
    let columns = Columns::new(&head, options)?;

    let mut rows = BTreeMap::<Vec<String>, BTreeMap<u64, (u64, u64)>>::new();
    let mut record = csv::StringRecord::new();
    while reader.read_record(&mut record).map_err(|e| not_a_table(&e))? {
        let line = record.position().map_or(0, csv::Position::line);
        let key = columns.strata.iter().map(|&c| record[c].to_owned()).collect();
        let count = columns.count(&record, line)?;
        let pattern = columns.pattern(&record, line)?;
        if pattern == 0 && count > 0 {
            return Err(Error::CountedUncounted { line, count });
        }
        let cells = rows.entry(key).or_default();
        match cells.get_mut(&pattern) {
            Some((_, first)) if options.ignore.is_empty() => {
                return Err(Error::RepeatedPattern { line, first: *first });
            }
            Some((sum, _)) => *sum = sum.saturating_add(count),
            None => {
                cells.insert(pattern, (count, line));
            }
        }
    }
    if rows.is_empty() {
        return Err(Error::Empty);
    }
    rows.into_iter()
        .map(|(key, cells)| {
            let cells = cells.into_iter().map(|(p, (c, _))| (p, c));
            let table = OverlapTable::new(columns.names.clone(), cells)?;
            Ok(Stratum { values: options.strata.iter().cloned().zip(key).collect(), table })
        })
        .collect()
}

struct Columns {
    lists: Vec<usize>,
    names: Vec<String>,
    count: usize,
    count_name: String,
    strata: Vec<usize>,
}

impl Columns {
    fn new(head: &csv::StringRecord, options: &ReadOptions) -> Result<Self, Error> {
        let is_count = |c: &str| ["n", "freq", "count"].iter().any(|n| c.eq_ignore_ascii_case(n));
        let counts: Vec<usize> = (0..head.len()).filter(|&i| is_count(&head[i])).collect();
        let count = match counts[..] {
            [] => return Err(Error::NoCountColumn),
            [one] => one,
            [first, ..] => {
                return Err(Error::ColumnNotOnce {
                    column: head[first].to_owned(),
                    times: counts.len(),
                });
            }
        };
        let find = |name: &String| {
            let places: Vec<usize> = (0..head.len()).filter(|&i| head[i] == **name).collect();
            match places[..] {
                [one] => Ok(one),
                _ => Err(Error::ColumnNotOnce { column: name.clone(), times: places.len() }),
            }
        };
        let strata = options.strata.iter().map(find).collect::<Result<Vec<_>, _>>()?;
        let ignored = options.ignore.iter().map(find).collect::<Result<Vec<_>, _>>()?;
        let lists: Vec<usize> = (0..head.len())
            .filter(|i| *i != count && !strata.contains(i) && !ignored.contains(i))
            .collect();
        if lists.is_empty() || lists.len() > LISTS_MAX {
            return Err(Error::ListsOutOfRange { lists: lists.len(), limit: LISTS_MAX });
        }
        let names: Vec<String> = lists.iter().map(|&i| head[i].to_owned()).collect();
        for name in &names {
            find(name)?;
        }
        Ok(Self { lists, names, count, count_name: head[count].to_owned(), strata })
    }

    fn count(&self, record: &csv::StringRecord, line: u64) -> Result<u64, Error> {
        let found = &record[self.count];
        found.parse::<u64>().ok().filter(|&c| c <= PERSONS_MAX).ok_or_else(|| Error::BadCell {
            line,
            column: self.count_name.clone(),
            expected: "a whole number of persons, up to 2^40",
            found: found.chars().take(40).collect(),
        })
    }

    fn pattern(&self, record: &csv::StringRecord, line: u64) -> Result<u64, Error> {
        let mut pattern = 0_u64;
        for (bit, (&column, name)) in self.lists.iter().zip(&self.names).enumerate() {
            match &record[column] {
                "0" => {}
                "1" => pattern |= 1 << bit,
                other => {
                    return Err(Error::BadCell {
                        line,
                        column: name.clone(),
                        expected: "`0` or `1`, or a column named as a stratum",
                        found: other.chars().take(40).collect(),
                    });
                }
            }
        }
        Ok(pattern)
    }
}

fn not_a_table(error: &csv::Error) -> Error {
    Error::NotATable { line: error.position().map_or(1, csv::Position::line) }
}
