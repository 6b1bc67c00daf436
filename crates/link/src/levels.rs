//! Levels of pairs of frequent values, remembered once they were found.
//!
//! Terms: *frequent* – one of the [`FREQUENT_MAX`] values that most records have; *table* – a level for each two of them, empty until somebody
//! asked. A block's pairs are mostly of frequent values, so letters are compared for the others only. Invariants: a remembered level is the
//! one that comparing gives, so that neither threads nor what was asked before change a result; memory is a byte for each two frequent
//! values, 16 MB a dictionary at most. Not here: what a level is (`compare`).

use std::sync::atomic::{AtomicU8, Ordering};

/// Values of a dictionary that are in the table at most.
pub(crate) const FREQUENT_MAX: usize = 4096;

/// No place in the table.
const NONE: u16 = u16::MAX;

/// The levels of frequent values.
#[derive(Debug, Default)]
pub(crate) struct Levels {
    /// The place of each value.
    places: Vec<u16>,
    side: usize,
    /// Level + 1, or 0 where nobody asked.
    cells: Vec<AtomicU8>,
}

impl Levels {
    /// An empty table for values with so many records each; the first value is the missing one and has no place.
    pub(crate) fn new(counts: &[u32]) -> Self {
        let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let mut frequent: Vec<u32> = (1..number(counts.len())).collect();
        if frequent.len() > FREQUENT_MAX {
            let by_count = |v: &u32| (std::cmp::Reverse(counts[*v as usize]), *v);
            frequent.select_nth_unstable_by_key(FREQUENT_MAX, by_count);
            frequent.truncate(FREQUENT_MAX);
            // Neighbours in the table are in use together.
            frequent.sort_unstable_by_key(by_count);
        }
        let side = frequent.len();
        let mut places = vec![NONE; counts.len()];
        for (place, value) in (0..).zip(frequent) {
            places[value as usize] = place;
        }
        let mut cells = Vec::new();
        cells.resize_with(side * side, || AtomicU8::new(0));
        Self { places, side, cells }
    }

    /// The level of two values: from the table if both are frequent, else as found.
    pub(crate) fn get(&self, a: u32, b: u32, find: impl FnOnce() -> u8) -> u8 {
        let place = |v: u32| self.places.get(v as usize).copied().unwrap_or(NONE);
        let (x, y) = (place(a), place(b));
        if x == NONE || y == NONE {
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
        assert_eq!(levels.get(1, 2, || 7), 7);
        assert_eq!(levels.get(2, 1, || 8), 7);
        assert_eq!(levels.get(1, 3, || 0), 0);
        assert_eq!(levels.get(1, 3, || 8), 0);
    }

    #[test]
    fn rare_values_are_found_each_time() {
        let counts: Vec<u32> = (0..10_000).collect();
        let levels = Levels::new(&counts);
        for (a, expected) in [(9_999, [3, 3]), (1, [3, 4])] {
            assert_eq!(levels.get(a, 9_998, || 3), expected[0], "{a}");
            assert_eq!(levels.get(a, 9_998, || 4), expected[1], "{a}");
        }
    }
}
