//! How far the answer moves with what no data can test.
//!
//! *No highest-order interaction* (NHOI) lets the lists depend on each other in every way that the data can show and
//! assumes that the one way
//! they cannot show, the interaction of all lists, is absent; ξ ≠ 1 says by what factor it is not. π₀/(1 − π₀) = ρ/ξ
//! with ρ the product of the shares of
//! patterns with an odd number of lists over those with an even number (of those listed). It needs every cell: with empty cells
//! the answer is the prior's, and [`nhoi`] declines.
//!
//! Source: S. Aleshin-Guendel, M. Sadinle and J. Wakefield, "The central role of the identifying assumption in
//! population size estimation", 2024.

use crate::Error;
use crate::exact::Interval;
use crate::random::Stream;
use crate::special::{quantile_sorted, sorted};
use crate::table::OverlapTable;

/// The factors ξ that are always shown.
pub const XI: [f64; 5] = [0.5, 2.0 / 3.0, 1.0, 1.5, 2.0];

/// A cell with fewer persons makes the answer rest on the prior: the share's standard deviation is then above half of it.
pub const CELL_MIN: u64 = 5;

/// The most lists: beyond, there are more cells than any table fills.
pub const LISTS_MAX: usize = 10;

/// The population by NHOI with factor ξ: posterior under a flat Dirichlet law of the listed patterns and p(N) ∝ 1/N.
///
/// * Input: counts with all 2^J − 1 patterns, each of [`CELL_MIN`] persons or more; three lists or more.
/// * Output: median and 95 % interval, persons; `None` where a cell is too small.
/// * Determinism: seeded by the table. Cost: O(draws · cells).
///
/// # Errors
/// [`Error::TooFewLists`] below 3 lists, [`Error::BadSetting`] for ξ ≤ 0 or no draws, and those of [`OverlapTable::dense`].
pub fn nhoi(table: &OverlapTable, xi: f64, draws: usize) -> Result<Option<Interval>, Error> {
    let lists = table.lists();
    if lists < 3 {
        return Err(Error::TooFewLists { what: "NHOI", needed: 3, lists });
    }
    if !(xi > 0.0 && xi.is_finite()) || draws == 0 {
        return Err(Error::BadSetting {
            name: "xi",
            expected: "a positive number, with a draw at least",
        });
    }
    if lists > LISTS_MAX || (1..1_u64 << lists).any(|p| table.count(p) < CELL_MIN) {
        return Ok(None);
    }
    let form = table.canonical();
    let total = table.total() as f64;
    let mut stream = Stream::new(&form.seed, "nhoi", 0);
    let mut values = Vec::with_capacity(draws);
    for _ in 0..draws {
        let (mut ln_rho, mut ln_whole) = (0.0_f64, 0.0_f64);
        let mut sum = 0.0;
        for &(pattern, count) in &form.cells {
            let g = stream.gamma(count as f64 + 1.0);
            sum += g;
            ln_rho += if pattern.count_ones() % 2 == 1 { g.ln() } else { -g.ln() };
        }
        // Odd patterns outnumber the even ones by one, so one norming factor is left over.
        ln_whole += sum.ln();
        let odds = (ln_rho - ln_whole).exp() / xi;
        values.push(total + stream.negative_binomial(total, odds) as f64);
    }
    let values = sorted(values);
    Ok(Some(Interval {
        point: quantile_sorted(&values, 0.5),
        low: quantile_sorted(&values, 0.025),
        high: quantile_sorted(&values, 0.975),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn independent_lists_give_the_population_back() {
        let names = vec!["A".into(), "B".into(), "C".into()];
        // 8,000 persons, each list with chance ½: 1,000 in every cell, the empty one too.
        let t = OverlapTable::new(names, (1..8).map(|p| (p, 1000))).unwrap();
        let one = nhoi(&t, 1.0, 2000).unwrap().unwrap();
        assert!((one.point / 8000.0 - 1.0).abs() < 0.02, "{}", one.point);
        // π₀ = ρ/(ξ + ρ): at ξ = ½ twice as many are unlisted.
        let half = nhoi(&t, 0.5, 2000).unwrap().unwrap();
        assert!((half.point / 9000.0 - 1.0).abs() < 0.02, "{}", half.point);
        assert_eq!(nhoi(&t.with_cells([(1, 9), (2, 9), (7, 2)]).unwrap(), 1.0, 10).unwrap(), None);
    }
}
