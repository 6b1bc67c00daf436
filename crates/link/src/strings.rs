//! How alike two strings are: Jaro–Winkler, Levenshtein, one edit.
//!
//! Strings are slices of UTF-16 units, so that every letter in use is one unit and takes two bytes. Invariants: symmetric; equal to the
//! measures of the same name elsewhere to the last bit (a test compares with `rapidfuzz`). Not here: what a similarity is worth.
//! Source: Winkler 1990; Levenshtein 1966.

/// Jaro's similarity of two strings, in [0, 1]; 1 for two empty ones.
///
/// * Cost: O(length²) worst, about 0.1 µs for names; no allocation up to 64 units.
#[must_use]
pub fn jaro(a: &[u16], b: &[u16]) -> f64 {
    if a.is_empty() && b.is_empty() {
        return 1.0;
    }
    if a.is_empty() || b.is_empty() {
        return 0.0;
    }
    let longest = a.len().max(b.len());
    let (common, moved) = if longest <= LANES {
        common_in_lanes(a, b)
    } else if longest <= 64 {
        common_in_bits(a, b).unwrap_or_else(|| common_short(a, b))
    } else {
        common_long(a, b)
    };
    if common == 0 {
        return 0.0;
    }
    let c = f64::from(common);
    let half = f64::from(moved / 2);
    let mut sum = 0.0;
    sum += c / a.len() as f64;
    sum += c / b.len() as f64;
    sum += (c - half) / c;
    sum / 3.0
}

/// Jaro–Winkler's similarity: Jaro's, raised by a tenth a letter for up to four letters that begin both, if it is above 0.7.
#[must_use]
pub fn jaro_winkler(a: &[u16], b: &[u16]) -> f64 {
    let base = jaro(a, b);
    if base <= 0.7 {
        return base;
    }
    let prefix = a.iter().zip(b).take(4).take_while(|(x, y)| x == y).count();
    base + prefix as f64 * 0.1 * (1.0 - base)
}

/// How far apart two letters may stand to be one: half the longer string, less one.
fn window(a: usize, b: usize) -> usize {
    (a.max(b) / 2).saturating_sub(1)
}

/// Units that are compared at once.
const LANES: usize = 16;

/// As [`common_short`], a letter beside all letters of the other string at once.
fn common_in_lanes(a: &[u16], b: &[u16]) -> (u32, u32) {
    let reach = window(a.len(), b.len());
    let mut lanes = [0_u16; LANES];
    lanes[..b.len()].copy_from_slice(b);
    let below = |n: usize| (1_u32 << n) - 1;
    let (mut of_a, mut of_b) = (0_u32, 0_u32);
    for (i, x) in a.iter().enumerate() {
        let mut equal = 0_u16;
        for (j, y) in lanes.iter().enumerate() {
            equal |= u16::from(y == x) << j;
        }
        let near = below((i + reach + 1).min(b.len())) & !below(i.saturating_sub(reach).min(LANES));
        let free = u32::from(equal) & near & !of_b;
        of_b |= free & free.wrapping_neg();
        of_a |= u32::from(free != 0) << i;
    }
    moved_of(a, b, u64::from(of_a), u64::from(of_b))
}

/// As [`common_short`], the places of each letter of `b` as bits; nothing if two of its letters have one place in the table.
fn common_in_bits(a: &[u16], b: &[u16]) -> Option<(u32, u32)> {
    const SLOTS: usize = 128;
    let reach = window(a.len(), b.len());
    let (mut places, mut held) = ([0_u64; SLOTS], [0_u16; SLOTS]);
    for (j, y) in b.iter().enumerate() {
        let slot = usize::from(*y) % SLOTS;
        if places[slot] != 0 && held[slot] != *y {
            return None;
        }
        held[slot] = *y;
        places[slot] |= 1 << j;
    }
    let below = |n: usize| if n < 64 { (1_u64 << n) - 1 } else { !0 };
    let (mut of_a, mut of_b) = (0_u64, 0_u64);
    for (i, x) in a.iter().enumerate() {
        let slot = usize::from(*x) % SLOTS;
        let equal = if held[slot] == *x { places[slot] } else { 0 };
        let near = below(i + reach + 1) & !below(i.saturating_sub(reach));
        let free = equal & near & !of_b;
        of_b |= free & free.wrapping_neg();
        of_a |= u64::from(free != 0) << i;
    }
    Some(moved_of(a, b, of_a, of_b))
}

fn common_short(a: &[u16], b: &[u16]) -> (u32, u32) {
    let reach = window(a.len(), b.len());
    let (mut of_a, mut of_b) = (0_u64, 0_u64);
    for (i, x) in a.iter().enumerate() {
        let from = i.saturating_sub(reach);
        let to = (i + reach + 1).min(b.len());
        for (j, y) in b.iter().enumerate().take(to).skip(from) {
            if x == y && of_b >> j & 1 == 0 {
                of_a |= 1 << i;
                of_b |= 1 << j;
                break;
            }
        }
    }
    moved_of(a, b, of_a, of_b)
}

/// How many letters were found, and how many of them stand in another order.
fn moved_of(a: &[u16], b: &[u16], mut of_a: u64, mut of_b: u64) -> (u32, u32) {
    let (common, mut moved) = (of_a.count_ones(), 0);
    while of_a != 0 {
        let (i, j) = (of_a.trailing_zeros(), of_b.trailing_zeros());
        moved += u32::from(a[i as usize] != b[j as usize]);
        of_a &= of_a - 1;
        of_b &= of_b - 1;
    }
    (common, moved)
}

fn common_long(a: &[u16], b: &[u16]) -> (u32, u32) {
    let reach = window(a.len(), b.len());
    let mut taken = vec![false; b.len()];
    let mut first = Vec::new();
    for (i, x) in a.iter().enumerate() {
        let from = i.saturating_sub(reach);
        let to = (i + reach + 1).min(b.len());
        if let Some(j) = (from..to).find(|j| b[*j] == *x && !taken[*j]) {
            taken[j] = true;
            first.push(*x);
        }
    }
    let second = b.iter().zip(&taken).filter(|(_, t)| **t).map(|(y, _)| *y);
    let moved = first.iter().zip(second).filter(|(x, y)| **x != *y).count();
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    (count(first.len()), count(moved))
}

/// A string with what tells at once that another is far from it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Outline<'u> {
    pub(crate) units: &'u [u16],
    /// Its letters as bits, by hash.
    pub(crate) letters: u64,
}

/// A letter as a bit.
pub(crate) fn letter(unit: u16) -> u64 {
    1 << (unit & 63)
}

/// The letters of a string as bits.
pub(crate) fn letters(units: &[u16]) -> u64 {
    units.iter().fold(0, |bits, u| bits | letter(*u))
}

impl<'u> Outline<'u> {
    pub(crate) fn of(units: &'u [u16]) -> Self {
        Self { units, letters: letters(units) }
    }

    /// Letters of each that the other has not, at least.
    fn apart(&self, other: &Self) -> (usize, usize) {
        let count = |bits: u64| bits.count_ones() as usize;
        (count(self.letters & !other.letters), count(other.letters & !self.letters))
    }

    /// [`one_edit`].
    pub(crate) fn one_edit(&self, other: &Self) -> bool {
        let (x, y) = self.apart(other);
        x <= 1 && y <= 1 && one_edit(self.units, other.units)
    }

    /// [`jaro_winkler`] where it is `least` or more; anything below that otherwise.
    pub(crate) fn jaro_winkler(&self, other: &Self, least: f64) -> f64 {
        let (a, b) = (self.units, other.units);
        let (x, y) = self.apart(other);
        let common = a.len().saturating_sub(x).min(b.len().saturating_sub(y));
        if common == 0 {
            return if a.is_empty() { jaro_winkler(a, b) } else { 0.0 };
        }
        let c = common as f64;
        let base = (c / a.len() as f64 + c / b.len() as f64 + 1.0) / 3.0;
        // The measure as if all these stood in their order; a little more, for rounding.
        let prefix = a.iter().zip(b).take(4).take_while(|(x, y)| x == y).count();
        let most = base + prefix as f64 * 0.1 * (1.0 - base) + 1e-9;
        if most < least { 0.0 } else { jaro_winkler(a, b) }
    }
}

/// Levenshtein's distance: insertions, deletions and replacements that make one of the other.
///
/// * Cost: O(product of lengths); one row of memory.
#[must_use]
pub fn levenshtein(a: &[u16], b: &[u16]) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let best = (diagonal + usize::from(x != y)).min(row[j] + 1).min(row[j + 1] + 1);
            diagonal = row[j + 1];
            row[j + 1] = best;
        }
    }
    row[b.len()]
}

/// Whether one insertion, deletion, replacement or exchange of neighbours makes one of the other; equal strings too.
#[must_use]
pub fn one_edit(a: &[u16], b: &[u16]) -> bool {
    let (a, b) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    if b.len() - a.len() > 1 {
        return false;
    }
    let head = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    let (a, b) = (&a[head..], &b[head..]);
    match (a, b) {
        ([], _) => b.len() <= 1,
        _ if a.len() < b.len() => a == &b[1..],
        ([x, p, rest @ ..], [y, q, other @ ..]) if x == q && p == y => rest == other,
        _ => a[1..] == b[1..],
    }
}

/// Whether two edits of the kind of [`one_edit`] make one of the other: an approximation that takes the first difference as one of them.
#[must_use]
pub fn two_edits(a: &[u16], b: &[u16]) -> bool {
    let (a, b) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    if b.len() - a.len() > 2 {
        return false;
    }
    let head = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    let (a, b) = (&a[head..], &b[head..]);
    let (Some(rest_a), Some(rest_b)) = (a.get(1..), b.get(1..)) else { return b.len() <= 2 };
    let exchanged = match (a, b) {
        ([x, p, r @ ..], [y, q, s @ ..]) if x == q && p == y => one_edit(r, s),
        _ => false,
    };
    exchanged || one_edit(rest_a, rest_b) || one_edit(a, rest_b) || one_edit(rest_a, b)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rapidfuzz::distance::{jaro as rj, jaro_winkler as rw, levenshtein as rl, osa};

    fn units(s: &str) -> Vec<u16> {
        s.encode_utf16().collect()
    }

    proptest! {
        #[test]
        fn measures_agree_with_rapidfuzz_to_the_bit(a in "[a-dк-н가-나]{0,12}", b in "[a-dк-н가-나]{0,12}") {
            let (x, y) = (units(&a), units(&b));
            prop_assert_eq!(jaro(&x, &y).to_bits(), rj::similarity(a.chars(), b.chars()).to_bits());
            prop_assert_eq!(jaro_winkler(&x, &y).to_bits(), rw::similarity(a.chars(), b.chars()).to_bits());
            prop_assert_eq!(levenshtein(&x, &y), rl::distance(a.chars(), b.chars()));
            prop_assert_eq!(one_edit(&x, &y), osa::distance(a.chars(), b.chars()) <= 1);
            prop_assert!(!two_edits(&x, &y) || osa::distance(a.chars(), b.chars()) <= 2);
            prop_assert_eq!(two_edits(&x, &y), two_edits(&y, &x));
            let outline = |units| Outline { units, letters: letters(units) };
            let (v, w) = (outline(&x), outline(&y));
            prop_assert_eq!(v.one_edit(&w), one_edit(&x, &y));
            let exact = jaro_winkler(&x, &y);
            for least in [0.5, 0.77, 0.8, 0.9, 0.92] {
                let found = v.jaro_winkler(&w, least);
                let holds = if exact >= least { found.to_bits() == exact.to_bits() } else { found < least };
                prop_assert!(holds, "{least}");
            }
        }

        #[test]
        fn longer_strings_too(a in "[a-h, к-н4-9]{10,64}", b in "[a-h, к-н4-9]{10,64}", c in "[a-z]{17,64}") {
            let (x, y, z) = (units(&a), units(&b), units(&c));
            prop_assert_eq!(jaro_winkler(&x, &y).to_bits(), rw::similarity(a.chars(), b.chars()).to_bits());
            prop_assert_eq!(jaro_winkler(&x, &z).to_bits(), rw::similarity(a.chars(), c.chars()).to_bits());
        }

        #[test]
        fn long_strings_too(a in "[a-c]{50,150}", b in "[a-c]{50,150}") {
            let (x, y) = (units(&a), units(&b));
            prop_assert_eq!(jaro_winkler(&x, &y).to_bits(), rw::similarity(a.chars(), b.chars()).to_bits());
        }
    }

    #[test]
    fn known_values() {
        for (a, b, expected) in
            [("MARTHA", "MARHTA", 0.9611), ("DIXON", "DICKSONX", 0.8133), ("", "", 1.0)]
        {
            let found = jaro_winkler(&units(a), &units(b));
            assert!((found - expected).abs() < 1e-4, "{a} {b} {found}");
        }
    }
}
