//! Whether a model has a maximum-likelihood estimate on a table, decided in whole numbers.
//!
//! An estimate exists just if some table with every open cell positive has the same sums over the model's terms
//! (Fienberg and Rinaldo 2012).
//! Scaled, that is a question about whole numbers: are there x ≥ 1 for each cell and k ≥ 1 with the sums of x equal to
//! k times the sums observed?
//! The exact simplex method of [`crate::bounds`] answers it; no tolerance is involved. Whether the estimate is unique is the rank of the
//! term-by-cell matrix, by elimination in fractions of whole numbers.

use super::Model;
use crate::Error;
use crate::bounds::simplex::{Dictionary, Meter, Ratio, Step, gcd};

/// What exact arithmetic says of a model and a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Existence {
    /// The extended estimate exists and is unique.
    Exists,
    /// No estimate: the sums force a further cell to 0.
    None,
    /// The cells left open do not determine the parameters.
    NotIdentifiable,
    /// 128-bit arithmetic or the work allowed did not suffice; nothing may be concluded.
    Undecided,
}

/// Decides existence for a model on counts in the order of the patterns 1, 2, …, 2^J − 1.
///
/// * Cost: one linear program of 2^J variables in whole numbers; under a millisecond for five lists.
///
/// # Errors
/// [`Error::PatternOutOfRange`] if the counts are not 2^J − 1.
pub fn existence(counts: &[u64], model: &Model) -> Result<Existence, Error> {
    if counts.len() + 1 != 1 << model.lists() {
        return Err(Error::PatternOutOfRange {
            pattern: counts.len() as u64,
            lists: model.lists(),
        });
    }
    let around = |t: u32| -> u64 {
        counts.iter().enumerate().filter(|(b, _)| (*b as u32 + 1) & t == t).map(|c| c.1).sum()
    };
    let all = std::iter::once(0)
        .chain((0..model.lists()).map(|j| 1 << j))
        .chain(model.terms().iter().copied());
    let (live, dead): (Vec<u32>, Vec<u32>) = all.partition(|&t| around(t) > 0);
    let open: Vec<usize> =
        (1..=counts.len()).filter(|&b| !dead.iter().any(|&t| t & !(b as u32) == 0)).collect();
    if rank(&open, &live) < live.len() {
        return Ok(Existence::NotIdentifiable);
    }
    let kept: Vec<u64> = open.iter().map(|&b| counts[b - 1]).collect();
    Ok(on_cells(&open, &live, &kept))
}

/// Existence on the open cells alone.
pub(super) fn on_cells(open: &[usize], live: &[u32], counts: &[u64]) -> Existence {
    if counts.iter().all(|&c| c > 0) {
        return Existence::Exists;
    }
    feasible(open, live, counts).unwrap_or(Existence::Undecided)
}

/// Work allowed for one table; five lists need some 10⁵.
const WORK: u64 = 50_000_000;

fn feasible(open: &[usize], live: &[u32], counts: &[u64]) -> Option<Existence> {
    // Variables y ≥ 0 with x = 1 + y a cell, and k = 1 + the last.
    let cells = open.len();
    let mut system = Dictionary::new(cells + 1);
    for &term in live {
        let inside: Vec<usize> = (0..cells).filter(|&i| open[i] as u32 & term == term).collect();
        let sum: i128 = inside.iter().map(|&i| i128::from(counts[i])).sum();
        let base = sum - inside.len() as i128;
        for sign in [1, -1] {
            let mut row: Vec<(usize, i128)> = inside.iter().map(|&i| (i, sign)).collect();
            row.push((cells, -sign * sum));
            system.add(&row, sign * base, 0)?;
        }
    }
    match system.solve(Ratio::ONE, &mut Meter(WORK))? {
        Step::Feasible => Some(Existence::Exists),
        Step::Infeasible { .. } => Some(Existence::None),
    }
}

/// The rank of the matrix with a row a cell and a column a term, 1 where the term is within the cell.
pub(super) fn rank(open: &[usize], live: &[u32]) -> usize {
    let mut rows: Vec<Vec<i128>> = open
        .iter()
        .map(|&b| live.iter().map(|&t| i128::from(b as u32 & t == t)).collect())
        .collect();
    let mut found = 0;
    for column in 0..live.len() {
        let Some(pivot) = (found..rows.len()).find(|&r| rows[r][column] != 0) else { continue };
        rows.swap(found, pivot);
        let (top, rest) = rows.split_at_mut(found + 1);
        let held = &top[found];
        for row in rest.iter_mut().filter(|row| row[column] != 0) {
            let (a, b) = (held[column], row[column]);
            let g = gcd(a, b).max(1);
            for (v, h) in row.iter_mut().zip(held) {
                *v = *v * (a / g) - h * (b / g);
            }
            // Entries of such matrices stay small; a common factor is taken out so that they do.
            let common = row.iter().fold(0, |g, &v| gcd(g, v));
            if common > 1 {
                row.iter_mut().for_each(|v| *v /= common);
            }
        }
        found += 1;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The three-list table of Chan, Silverman and Vincent: patterns 1..7 as A, B, AB, C, AC, BC, ABC.
    const ARTIFICIAL: [u64; 7] = [40, 30, 6, 20, 0, 0, 0];

    #[test]
    fn the_published_verdicts() {
        let verdict =
            |terms: &[u32]| existence(&ARTIFICIAL, &Model::new(3, terms).unwrap()).unwrap();
        assert_eq!(verdict(&[0b011, 0b101, 0b110]), Existence::NotIdentifiable);
        assert_eq!(verdict(&[0b011]), Existence::None);
        assert_eq!(verdict(&[0b101, 0b110]), Existence::Exists);
    }
}
