//! Levels of pairs of frequent values, remembered once they were found.
//!
//! Terms: *frequent* – one of the [`FREQUENT_MAX`] values that most records have; *table* – a level for each two of them, empty until somebody
//! asked; *place* – where a value stands in the table: [`RARE`] for one that has no row, [`MISSING`] for the missing value. A block's pairs
//! are mostly of frequent values, so letters are compared for the others only, and one row of the table weighs a record against all others
//! of its block. Invariants: a remembered level is the one that comparing gives, so that neither threads nor what was asked before change a
//! result; memory is a byte for each two frequent values, 16 MB a dictionary at most. Not here: what a level is (`compare`).

use std::sync::atomic::{AtomicU8, Ordering};

/// Values of a dictionary that are in the table at most.
pub(crate) const FREQUENT_MAX: usize = 4096;

/// The place of values that are not in the table.
const RARE: u16 = 0;
/// The place of the missing value.
const MISSING: u16 = 1;
/// The first place of a frequent value.
const FIRST: u16 = 2;
/// What a cell holds where nobody asked.
pub(crate) const UNASKED: usize = 0;
/// What a cell holds of a value beside itself.
pub(crate) const ITSELF: usize = 31;
/// A cell holds a level and one more, or [`UNASKED`], or [`ITSELF`]: always less than this.
pub(crate) const CELLS: usize = 32;

/// The levels of frequent values.
#[derive(Debug, Default)]
pub(crate) struct Levels {
    /// The place of each value.
    places: Vec<u16>,
    side: usize,
    /// Level + 1.
    cells: Vec<AtomicU8>,
}

/// The levels of one value beside all that have a place.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Row<'l>(&'l [AtomicU8]);

impl Row<'_> {
    /// What the cell at a place holds: below [`CELLS`].
    #[inline]
    pub(crate) fn at(self, place: u16) -> usize {
        let cell = self.0.get(usize::from(place));
        cell.map_or(UNASKED, |c| usize::from(c.load(Ordering::Relaxed)) % CELLS)
    }
}

impl Levels {
    /// An empty table for values with so many records each; the first value is the missing one.
    pub(crate) fn new(counts: &[u32]) -> Self {
        let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let mut frequent: Vec<u32> = (1..number(counts.len())).collect();
        let by_count = |v: &u32| (std::cmp::Reverse(counts[*v as usize]), *v);
        if frequent.len() > FREQUENT_MAX {
            frequent.select_nth_unstable_by_key(FREQUENT_MAX, by_count);
            frequent.truncate(FREQUENT_MAX);
        }
        // Neighbours in the table are in use together.
        frequent.sort_unstable_by_key(by_count);
        let side = frequent.len() + usize::from(FIRST);
        let mut places = vec![RARE; counts.len()];
        if let Some(missing) = places.first_mut() {
            *missing = MISSING;
        }
        let mut cells = Vec::new();
        cells.resize_with(side * side, AtomicU8::default);
        let cell = |n: usize| u8::try_from(n).unwrap_or(0);
        for (place, value) in (FIRST..).zip(frequent) {
            places[value as usize] = place;
            let row = usize::from(place) * side;
            *cells[row + usize::from(MISSING)].get_mut() = cell(1);
            *cells[row + usize::from(place)].get_mut() = cell(ITSELF);
        }
        Self { places, side, cells }
    }

    /// The place of a value.
    #[inline]
    pub(crate) fn place(&self, value: u32) -> u16 {
        self.places.get(value as usize).copied().unwrap_or(RARE)
    }

    /// The row of a frequent value.
    #[inline]
    pub(crate) fn row(&self, value: u32) -> Option<Row<'_>> {
        let place = self.place(value);
        let from = usize::from(place) * self.side;
        (place >= FIRST).then(|| Row(&self.cells[from..from + self.side]))
    }

    /// The level of two values that differ, if it is remembered.
    #[inline]
    pub(crate) fn known(&self, a: u32, b: u32) -> Option<u8> {
        let cell = self.row(a)?.at(self.place(b));
        u8::try_from(cell).ok()?.checked_sub(1)
    }

    /// The level of two values: from the table if both are frequent, else as found.
    pub(crate) fn get(&self, a: u32, b: u32, find: impl FnOnce() -> u8) -> u8 {
        let (x, y) = (self.place(a), self.place(b));
        if x < FIRST || y < FIRST {
            return find();
        }
        let (x, y) = (usize::from(x), usize::from(y));
        let cell = &self.cells[x * self.side + y];
        match cell.load(Ordering::Relaxed) {
            0 => {
                let found = find();
                cell.store(found + 1, Ordering::Relaxed);
                self.cells[y * self.side + x].store(found + 1, Ordering::Relaxed);
                found
            }
            known => known - 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_found_once_is_remembered_for_both_sides() {
        let levels = Levels::new(&[9, 1, 5, 3]);
        assert_eq!(levels.known(1, 2), None);
        assert_eq!(levels.get(1, 2, || 7), 7);
        assert_eq!(levels.get(2, 1, || 8), 7);
        assert_eq!(levels.known(2, 1), Some(7));
        assert_eq!(levels.get(1, 3, || 0), 0);
        assert_eq!(levels.get(1, 3, || 8), 0);
        let row = levels.row(1).unwrap();
        assert_eq!(row.at(levels.place(2)), 8);
        assert_eq!(row.at(levels.place(0)), 1, "missing is level 0");
        assert_eq!(row.at(levels.place(1)), ITSELF);
        assert!(levels.row(0).is_none());
    }

    #[test]
    fn rare_values_are_found_each_time() {
        let counts: Vec<u32> = (0..10_000).collect();
        let levels = Levels::new(&counts);
        for (a, expected) in [(9_999, [3, 3]), (1, [3, 4])] {
            assert_eq!(levels.get(a, 9_998, || 3), expected[0], "{a}");
            assert_eq!(levels.get(a, 9_998, || 4), expected[1], "{a}");
        }
        assert_eq!(levels.row(9_998).unwrap().at(levels.place(1)), UNASKED);
    }
}
