//! What a table can bear, looked at before anything is estimated.
//!
//! Terms: the *odds ratio* of two lists is taken among persons on at least one other list, the only ones whose absence
//! from both is seen; above 1
//! the lists hold the same persons more often than chance. The *conditional* odds ratio is pooled over the patterns of the other lists
//! (Mantel and Haenszel), so that a third list which draws from both does not show as their dependence. A list taken *as truth* is treated
//! as if its persons were the whole population: the others must then give its size back.
//!
//! Not here: a test that lists are independent. There is none: the persons on no list, who would tell, are not in the data.
//!
//! Source: N. Mantel and W. Haenszel, 1959; J. Robins, N. Breslow and S. Greenland, 1986 (the variance); O. Binette
//! and R. C. Steorts, "On the
//! reliability of multiple systems estimation", 2022 (list as truth, trajectories).

use std::collections::BTreeMap;

use crate::Error;
use crate::exact::{Interval, chapman};
use crate::loglinear::{Bootstrap, BootstrapOptions, Criterion, bootstrap, select};
use crate::random::Stream;
use crate::special::{quantile_sorted, sorted};
use crate::table::OverlapTable;

/// How two lists go together.
#[derive(Debug, Clone, PartialEq)]
pub struct Pair {
    /// Bits of the two lists, the smaller first.
    pub lists: (usize, usize),
    /// Persons on both.
    pub both: u64,
    /// Odds ratio among persons on another list, ½ added to each cell; `None` with two lists.
    pub odds_ratio: Option<Interval>,
    /// Odds ratio pooled over the patterns of the other lists; `None` where no pattern informs it.
    pub conditional: Option<Interval>,
    /// The share of the smaller list's persons that the other holds: 1 looks like a copy.
    pub held: f64,
}

/// A list and how it hangs together with the rest.
#[derive(Debug, Clone, PartialEq)]
pub struct ListReport {
    /// Bit of the list.
    pub list: usize,
    /// Persons on it.
    pub total: u64,
    /// Persons on it and on another.
    pub overlaps: u64,
}

/// All that is looked at.
#[derive(Debug, Clone, PartialEq)]
pub struct Diagnosis {
    /// Persons on at least one list.
    pub total: u64,
    /// Persons on two lists or more.
    pub on_two_or_more: u64,
    /// By list.
    pub lists: Vec<ListReport>,
    /// By pair.
    pub pairs: Vec<Pair>,
    /// Pairs without any common person.
    pub empty_overlaps: usize,
}

/// Looks at a table. Cost: O(pairs · cells).
#[must_use]
pub fn diagnose(table: &OverlapTable) -> Diagnosis {
    let lists = table.lists();
    let reports = (0..lists)
        .map(|j| {
            let alone = table.count(1 << j);
            let total = table.overlap(1 << j);
            ListReport { list: j, total, overlaps: total - alone }
        })
        .collect();
    let mut pairs = Vec::new();
    for i in 0..lists {
        for j in i + 1..lists {
            pairs.push(pair(table, i, j));
        }
    }
    Diagnosis {
        total: table.total(),
        on_two_or_more: table.on_two_or_more(),
        lists: reports,
        empty_overlaps: pairs.iter().filter(|p| p.both == 0).count(),
        pairs,
    }
}

fn pair(table: &OverlapTable, i: usize, j: usize) -> Pair {
    let rest_mask = !(1_u64 << i | 1 << j);
    // By pattern of the other lists: both, first only, second only, neither.
    let mut strata = BTreeMap::<u64, [f64; 4]>::new();
    for &(pattern, count) in table.cells() {
        let rest = pattern & rest_mask;
        if rest != 0 {
            let place = match (pattern >> i & 1, pattern >> j & 1) {
                (1, 1) => 0,
                (1, _) => 1,
                (_, 1) => 2,
                _ => 3,
            };
            strata.entry(rest).or_default()[place] += count as f64;
        }
    }
    let both = table.overlap(1 << i | 1 << j);
    let smaller = table.overlap(1 << i).min(table.overlap(1 << j));
    let crude = strata.values().fold([0.0; 4], |mut sum, s| {
        sum.iter_mut().zip(s).for_each(|(a, b)| *a += b);
        sum
    });
    let [a, b, c, d] = crude.map(|v| v + 0.5);
    let spread = 1.959_964 * (1.0 / a + 1.0 / b + 1.0 / c + 1.0 / d).sqrt();
    let point = a * d / (b * c);
    let odds_ratio = (table.lists() > 2).then(|| Interval {
        point,
        low: point / spread.exp(),
        high: point * spread.exp(),
    });
    Pair {
        lists: (i, j),
        both,
        odds_ratio,
        conditional: mantel_haenszel(strata.values()),
        held: if smaller == 0 { 0.0 } else { both as f64 / smaller as f64 },
    }
}

/// The pooled odds ratio with the interval of Robins, Breslow and Greenland; `None` if one side is empty.
fn mantel_haenszel<'a>(strata: impl Iterator<Item = &'a [f64; 4]>) -> Option<Interval> {
    let (mut r, mut s, mut pr, mut mixed, mut qs) = (0.0, 0.0, 0.0, 0.0, 0.0);
    for &[a, b, c, d] in strata {
        let n = a + b + c + d;
        let (ri, si) = (a * d / n, b * c / n);
        let (p, q) = ((a + d) / n, (b + c) / n);
        r += ri;
        s += si;
        pr += p * ri;
        mixed += p * si + q * ri;
        qs += q * si;
    }
    if r == 0.0 || s == 0.0 {
        return None;
    }
    let variance = pr / (2.0 * r * r) + mixed / (2.0 * r * s) + qs / (2.0 * s * s);
    let factor = (1.959_964 * variance.sqrt()).exp();
    let point = r / s;
    Some(Interval { point, low: point / factor, high: point * factor })
}

/// A list taken as if it were the whole population.
#[derive(Debug, Clone, PartialEq)]
pub struct AsTruth {
    /// Bit of the list.
    pub list: usize,
    /// Its persons: the truth to be found.
    pub truth: u64,
    /// Persons of it that another list holds.
    pub found: u64,
    /// What the other lists say.
    pub estimate: Interval,
    /// Whether the interval holds the truth.
    pub covered: bool,
}

/// Takes each list as truth and estimates it from the others: log-linear models with selection in the bootstrap,
/// Chapman where two are left.
///
/// Lists are usable if the others find at least 20 of their persons and share at least 5 of them among each other.
///
/// * Determinism: seeded by the tables that arise. * Cost: one bootstrap of `replicates` a list.
///
/// # Errors
/// [`Error::TooFewLists`] below 3 lists.
pub fn list_as_truth(table: &OverlapTable, replicates: usize) -> Result<Vec<AsTruth>, Error> {
    let lists = table.lists();
    if lists < 3 {
        return Err(Error::TooFewLists { what: "A list as truth", needed: 3, lists });
    }
    let mut out = Vec::new();
    for j in 0..lists {
        let bit = 1_u64 << j;
        let squeeze = |p: u64| (p & (bit - 1)) | (p >> (j + 1) << j);
        let cells = table
            .cells()
            .iter()
            .filter(|c| c.0 & bit != 0 && c.0 != bit)
            .map(|&(p, c)| (squeeze(p & !bit), c));
        let mut names: Vec<String> = table.names().into_iter().map(str::to_owned).collect();
        names.remove(j);
        let inner = OverlapTable::new(names, cells)?;
        if inner.total() < 20 || inner.on_two_or_more() < 5 {
            continue;
        }
        let estimate = if lists == 3 {
            Some(chapman(&inner, 0, 1, 1.0)?)
        } else {
            let options = BootstrapOptions { replicates, order_max: 2, ..Default::default() };
            bootstrap(&inner, &options)?.map(|b| interval(&b))
        };
        if let Some(estimate) = estimate {
            let truth = table.overlap(bit);
            // Whole persons: an end may fall short by the fraction of one.
            let covered = estimate.low <= truth as f64 + 0.5 && truth as f64 - 0.5 <= estimate.high;
            out.push(AsTruth { list: j, truth, found: inner.total(), estimate, covered });
        }
    }
    Ok(out)
}

fn interval(b: &Bootstrap) -> Interval {
    Interval { point: b.point, low: b.low, high: b.high }
}

/// What the estimate would have been with less data.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// Share of the listed persons kept.
    pub share: f64,
    /// Median over the draws of the estimate divided by the share, persons.
    pub median: f64,
    /// The 10 % and 90 % quantiles over the draws.
    pub spread: (f64, f64),
}

/// Estimates from random parts of the persons, scaled up: a sound method stays level as the data grow (Binette and Steorts).
///
/// * Output: for each share the spread of the best model's answer over `draws` parts. Draws without an estimate are left out.
///
/// # Errors
/// As [`select`]; [`Error::BadSetting`] for a share outside (0, 1] or no draws.
pub fn trajectory(table: &OverlapTable, shares: &[f64], draws: usize) -> Result<Vec<Step>, Error> {
    if draws == 0 || shares.iter().any(|&s| !(s > 0.0 && s <= 1.0)) {
        return Err(Error::BadSetting {
            name: "shares",
            expected: "in (0, 1], with a draw at least",
        });
    }
    let form = table.canonical();
    let canonical = {
        let names = table.names();
        let names = form.order.iter().map(|&b| names[b].to_owned()).collect();
        OverlapTable::new(names, form.cells.clone())?
    };
    let mut out = Vec::new();
    for (i, &share) in shares.iter().enumerate() {
        let mut stream = Stream::new(&form.seed, "trajectory", i as u64);
        let mut values = Vec::new();
        for _ in 0..draws {
            let cells: Vec<(u64, u64)> =
                form.cells.iter().map(|&(p, c)| (p, stream.binomial(c, share))).collect();
            let part = canonical.with_cells(cells)?;
            if part.total() > 0
                && let Some(best) = select(&part, Criterion::Bic, 2)?.best()
            {
                values.push(best / share);
            }
        }
        let values = sorted(values);
        out.push(Step {
            share,
            median: quantile_sorted(&values, 0.5),
            spread: (quantile_sorted(&values, 0.1), quantile_sorted(&values, 0.9)),
        });
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(cells: &[(u64, u64)]) -> OverlapTable {
        OverlapTable::new(vec!["A".into(), "B".into(), "C".into()], cells.to_vec()).unwrap()
    }

    #[test]
    fn odds_ratio_by_hand() {
        let d = diagnose(&table(&[(1, 50), (2, 40), (4, 60), (3, 7), (5, 9), (6, 12), (7, 30)]));
        let ab = &d.pairs[0];
        assert_eq!((ab.lists, ab.both), ((0, 1), 37));
        let or = ab.odds_ratio.unwrap();
        assert!((or.point - 30.5 * 60.5 / (9.5 * 12.5)).abs() < 1e-9);
        // One stratum (on C): the pooled ratio is the plain one.
        assert!((ab.conditional.unwrap().point - 30.0 * 60.0 / (9.0 * 12.0)).abs() < 1e-9);
        assert_eq!(d.on_two_or_more, 58);
        assert_eq!(d.lists[2].overlaps, 51);
    }

    #[test]
    fn independent_lists_recover_each_other() {
        // 1,000 persons, each on each of the three lists with chance ½.
        let t = table(&[(1, 125), (2, 125), (3, 125), (4, 125), (5, 125), (6, 125), (7, 125)]);
        let seen = list_as_truth(&t, 50).unwrap();
        assert_eq!(seen.len(), 3);
        assert!(seen.iter().all(|s| s.covered && s.truth == 500));
        let path = trajectory(&t, &[0.25, 1.0], 20).unwrap();
        assert!((path[1].median / 1000.0 - 1.0).abs() < 0.05);
        assert!((path[0].median / 1000.0 - 1.0).abs() < 0.2);
    }
}
