//! Overlap tables: how many persons stand on exactly which lists.
//!
//! Terms: a *list* is one recording of the dead; an *inclusion pattern* is the set of lists that a person is on, a bit a list (bit 0
//! is the first list); a *cell* is a pattern with its count of persons. The pattern 0, on no list, is what is to be estimated and
//! never in a table.
//!
//! Invariant: cells are sorted by pattern, counts are positive, every pattern is within the lists, and the total is at most
//! [`PERSONS_MAX`]. A table remembers the lists it was made of: merged lists can be split again, and nothing is lost by merging.
//!
//! Not here: names of persons, dates, files. Labels of lists are kept for the reader and never looked into.
//!
//! ```
//! use estimate::table::{OverlapTable, ReadOptions, read};
//!
//! let strata = read("A,B,C,n\n1,0,0,40\n0,1,0,30\n1,1,0,6\n0,0,1,20\n", &ReadOptions::default())?;
//! let table = &strata[0].table;
//! assert_eq!((table.lists(), table.total()), (3, 96));
//! assert_eq!(table.overlap(0b011), 6);
//! let merged = table.merge(&["A", "B"])?;
//! assert_eq!(merged.names(), ["A+B", "C"]);
//! assert_eq!(merged.split("A+B")?.cells(), table.cells());
//! # Ok::<(), estimate::Error>(())
//! ```

mod canon;
mod read;

use std::collections::BTreeMap;
use std::sync::Arc;

pub use canon::Canonical;
pub use read::{ReadOptions, Stratum, read};

use crate::Error;

/// The most lists of a table: patterns are 64 bits.
pub const LISTS_MAX: usize = 64;

/// The most persons of a table: every count is then exact in a floating-point number, and sums of logarithms keep their digits.
pub const PERSONS_MAX: u64 = 1 << 40;

/// Counts of persons by inclusion pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OverlapTable {
    base: Arc<Base>,
    groups: Vec<Group>,
    dropped: Vec<usize>,
    cells: Vec<(u64, u64)>,
}

/// The table as it was read.
#[derive(Debug, PartialEq, Eq)]
struct Base {
    names: Vec<String>,
    cells: Vec<(u64, u64)>,
}

/// A list of the table and the lists as read that it is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Group {
    name: String,
    members: Vec<usize>,
}

/// How the lists of a table came from the lists that were read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Provenance {
    /// Each list of the table with the lists, as read, whose union it is; one alone if it was not merged.
    pub made_of: Vec<(String, Vec<String>)>,
    /// Lists, as read, that were left out.
    pub dropped: Vec<String>,
}

impl OverlapTable {
    /// Builds a table from patterns and counts; equal patterns are added up, zero counts left out.
    ///
    /// # Errors
    /// [`Error::ListsOutOfRange`], [`Error::PatternOutOfRange`], [`Error::CountedUncounted`] for pattern 0 with a count,
    /// [`Error::TooManyPersons`].
    pub fn new(
        names: Vec<String>,
        cells: impl IntoIterator<Item = (u64, u64)>,
    ) -> Result<Self, Error> {
        let lists = names.len();
        if lists == 0 || lists > LISTS_MAX {
            return Err(Error::ListsOutOfRange { lists, limit: LISTS_MAX });
        }
        let mut sums = BTreeMap::<u64, u64>::new();
        let mut total = 0_u64;
        for (pattern, count) in cells {
            if count == 0 {
                continue;
            }
            if pattern == 0 {
                return Err(Error::CountedUncounted { line: 0, count });
            }
            if lists < LISTS_MAX && pattern >> lists != 0 {
                return Err(Error::PatternOutOfRange { pattern, lists });
            }
            total = total.saturating_add(count);
            if total > PERSONS_MAX {
                return Err(Error::TooManyPersons { limit: PERSONS_MAX });
            }
            *sums.entry(pattern).or_default() += count;
        }
        let cells: Vec<_> = sums.into_iter().collect();
        let groups = names
            .iter()
            .enumerate()
            .map(|(i, name)| Group { name: name.clone(), members: vec![i] })
            .collect();
        let base = Arc::new(Base { names, cells: cells.clone() });
        Ok(Self { base, groups, dropped: Vec::new(), cells })
    }

    /// Builds a table from clusters of linked records: for each cluster, the lists that its records stand on. Lists are numbered from 0.
    ///
    /// Several records of one list in one cluster are one person. A cluster of no list is skipped.
    ///
    /// # Errors
    /// As [`OverlapTable::new`].
    pub fn from_clusters<C>(
        names: Vec<String>,
        clusters: impl IntoIterator<Item = C>,
    ) -> Result<Self, Error>
    where
        C: IntoIterator<Item = usize>,
    {
        let lists = names.len();
        let mut cells = BTreeMap::<u64, u64>::new();
        for cluster in clusters {
            let mut pattern = 0_u64;
            for list in cluster {
                if list >= lists || list >= LISTS_MAX {
                    let pattern = u32::try_from(list).ok().and_then(|l| 1_u64.checked_shl(l));
                    return Err(Error::PatternOutOfRange { pattern: pattern.unwrap_or(0), lists });
                }
                pattern |= 1 << list;
            }
            if pattern != 0 {
                *cells.entry(pattern).or_default() += 1;
            }
        }
        Self::new(names, cells)
    }

    /// How many lists.
    #[must_use]
    pub fn lists(&self) -> usize {
        self.groups.len()
    }

    /// The labels of the lists, in the order of the bits.
    #[must_use]
    pub fn names(&self) -> Vec<&str> {
        self.groups.iter().map(|g| g.name.as_str()).collect()
    }

    /// The cells with a count, sorted by pattern.
    #[must_use]
    pub fn cells(&self) -> &[(u64, u64)] {
        &self.cells
    }

    /// Persons on at least one list.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.cells.iter().map(|c| c.1).sum()
    }

    /// The count of exactly this pattern.
    #[must_use]
    pub fn count(&self, pattern: u64) -> u64 {
        self.cells.binary_search_by_key(&pattern, |c| c.0).map_or(0, |i| self.cells[i].1)
    }

    /// Persons on all lists of this pattern, and possibly on others.
    #[must_use]
    pub fn overlap(&self, lists: u64) -> u64 {
        self.cells.iter().filter(|c| c.0 & lists == lists).map(|c| c.1).sum()
    }

    /// Persons on two lists or more, the notes' m₂₊.
    #[must_use]
    pub fn on_two_or_more(&self) -> u64 {
        self.cells.iter().filter(|c| c.0.count_ones() > 1).map(|c| c.1).sum()
    }

    /// How many persons are on exactly 1, 2, … lists; entry 0 is those on one.
    #[must_use]
    pub fn by_times_listed(&self) -> Vec<u64> {
        let mut out = vec![0; self.lists()];
        for &(pattern, count) in &self.cells {
            if let Some(slot) = out.get_mut(pattern.count_ones() as usize - 1) {
                *slot += count;
            }
        }
        out
    }

    /// All 2^J − 1 counts in the order of the patterns 1, 2, …
    ///
    /// # Errors
    /// [`Error::TooManyLists`] above 20 lists.
    pub fn dense(&self) -> Result<Vec<u64>, Error> {
        let lists = self.lists();
        if lists > 20 {
            return Err(Error::TooManyLists { what: "A full table of cells", limit: 20, lists });
        }
        let mut out = vec![0; (1 << lists) - 1];
        for &(pattern, count) in &self.cells {
            out[pattern as usize - 1] = count;
        }
        Ok(out)
    }

    /// The same lists with other counts: a replicate, a draw of the linkage, a part of the data.
    ///
    /// # Errors
    /// As [`OverlapTable::new`].
    pub fn with_cells(&self, cells: impl IntoIterator<Item = (u64, u64)>) -> Result<Self, Error> {
        Self::new(self.groups.iter().map(|g| g.name.clone()).collect(), cells)
    }

    /// Replaces lists by their union, which stands where the first of them stood. The members are remembered.
    ///
    /// # Errors
    /// [`Error::NoSuchList`]; [`Error::TooFewLists`] for fewer than two different names.
    pub fn merge(&self, names: &[&str]) -> Result<Self, Error> {
        let mut places = names.iter().map(|n| self.place(n)).collect::<Result<Vec<_>, _>>()?;
        places.sort_unstable();
        places.dedup();
        if places.len() < 2 {
            return Err(Error::TooFewLists { what: "A merge", needed: 2, lists: places.len() });
        }
        let joined: Vec<&str> = places.iter().map(|&p| self.groups[p].name.as_str()).collect();
        let group = Group {
            name: joined.join("+"),
            members: places.iter().flat_map(|&p| self.groups[p].members.clone()).collect(),
        };
        let mut groups = self.groups.clone();
        groups[places[0]] = group;
        let mut place = 0;
        groups.retain(|_| {
            place += 1;
            !places[1..].contains(&(place - 1))
        });
        Ok(self.regrouped(groups, self.dropped.clone()))
    }

    /// Splits a merged list into the lists as they were read; a list that was never merged stays as it is.
    ///
    /// # Errors
    /// [`Error::NoSuchList`].
    pub fn split(&self, name: &str) -> Result<Self, Error> {
        let place = self.place(name)?;
        let parts = self.groups[place]
            .members
            .iter()
            .map(|&m| Group { name: self.base.names[m].clone(), members: vec![m] });
        let mut groups = self.groups.clone();
        groups.splice(place..=place, parts);
        Ok(self.regrouped(groups, self.dropped.clone()))
    }

    /// Leaves a list out; persons on no other list leave the table.
    ///
    /// # Errors
    /// [`Error::NoSuchList`]; [`Error::TooFewLists`] if it is the last one.
    pub fn without(&self, name: &str) -> Result<Self, Error> {
        let place = self.place(name)?;
        if self.groups.len() == 1 {
            return Err(Error::TooFewLists { what: "Leaving a list out", needed: 2, lists: 1 });
        }
        let mut groups = self.groups.clone();
        let mut dropped = self.dropped.clone();
        dropped.extend(groups.remove(place).members);
        dropped.sort_unstable();
        Ok(self.regrouped(groups, dropped))
    }

    /// How the lists came about.
    #[must_use]
    pub fn provenance(&self) -> Provenance {
        let name = |&m: &usize| self.base.names[m].clone();
        Provenance {
            made_of: self
                .groups
                .iter()
                .map(|g| (g.name.clone(), g.members.iter().map(name).collect()))
                .collect(),
            dropped: self.dropped.iter().map(name).collect(),
        }
    }

    /// The canonical form: the order of lists that depends on the counts alone, and the hash of it.
    ///
    /// Two tables that differ only in the order or the labels of their lists have the same seed, so every result on them is the same.
    #[must_use]
    pub fn canonical(&self) -> Canonical {
        canon::canonical(self)
    }

    fn place(&self, name: &str) -> Result<usize, Error> {
        self.groups
            .iter()
            .position(|g| g.name == name)
            .ok_or_else(|| Error::NoSuchList { list: name.to_owned() })
    }

    fn regrouped(&self, groups: Vec<Group>, dropped: Vec<usize>) -> Self {
        let mut sums = BTreeMap::<u64, u64>::new();
        for &(pattern, count) in &self.base.cells {
            let mut image = 0_u64;
            for (i, group) in groups.iter().enumerate() {
                if group.members.iter().any(|&m| pattern >> m & 1 == 1) {
                    image |= 1 << i;
                }
            }
            if image != 0 {
                *sums.entry(image).or_default() += count;
            }
        }
        let cells = sums.into_iter().collect();
        Self { base: Arc::clone(&self.base), groups, dropped, cells }
    }
}
