//! Estimates over draws of the linkage, over strata, and with records that cannot be linked.
//!
//! Who is the same person on two lists is itself uncertain. A *draw of the linkage* is one way to cluster the records;
//! each gives a table of its own. What
//! is pooled is the draws of the population, never the limits: limits of limits would be of nothing. Strata are summed
//! the same way, draw by draw.
//!
//! Records with too little to be linked are left out, taken in as persons on one list, and imputed at the rate at
//! which linkable records of the same
//! list overlap – always all three ([`unlinkable`]).
//!
//! Source: the practice of pooling over posterior draws of a clustering; M. Sadinle, "Bayesian propagation of record
//! linkage uncertainty into
//! population size estimation", 2018.

use crate::Error;
use crate::exact::Interval;
use crate::loglinear::{BootstrapOptions, bootstrap};
use crate::mixture::{MixtureOptions, sample};
use crate::random::Stream;
use crate::rules::{LINKAGE_DRAWS_MIN, LINKAGE_SPREAD, Rule, UNLINKABLE_SHARE};
use crate::special::{quantile_sorted, sorted};
use crate::table::OverlapTable;

/// How the population is drawn for one table.
#[derive(Debug, Clone, PartialEq)]
pub enum Draw {
    /// Replicates of the log-linear bootstrap, selection inside.
    LogLinear(BootstrapOptions),
    /// Draws of the latent-class posterior; a table whose chains do not converge gives none.
    Mixture(MixtureOptions),
}

/// Populations pooled over tables.
#[derive(Debug, Clone, PartialEq)]
pub struct Pooled {
    /// Median and 95 % interval of the pooled draws, persons.
    pub interval: Interval,
    /// Median by table, in the order given; `None` where a table gave no draws.
    pub by_table: Vec<Option<f64>>,
    /// The largest of those over the smallest.
    pub spread: f64,
    /// Pooled draws, ascending.
    pub draws: Vec<f64>,
    /// Rules that fired: R6 for a wide spread or too few draws, R3 for tables without convergence.
    pub rules: Vec<Rule>,
}

/// Draws of the population for one table, in random order; empty where the method gives none.
///
/// # Errors
/// As the method.
pub fn draws(table: &OverlapTable, how: &Draw) -> Result<Vec<f64>, Error> {
    draws_of(table, how, 0)
}

/// The draws in the order of the given place: two equal strata have equal draws, but not in equal order, so that their
/// sums are sums of independent draws.
fn draws_of(table: &OverlapTable, how: &Draw, place: u64) -> Result<Vec<f64>, Error> {
    let mut out = match how {
        Draw::LogLinear(options) => {
            bootstrap(table, options)?.map(|b| b.replicates).unwrap_or_default()
        }
        Draw::Mixture(options) => {
            let p = sample(table, options)?;
            if p.converged() { p.chains.concat() } else { Vec::new() }
        }
    };
    // Sorted replicates would make the sum over strata a sum of equal ranks.
    let mut stream = Stream::new(&table.canonical().seed, "shuffle", place);
    for i in (1..out.len()).rev() {
        out.swap(i, stream.below(i + 1));
    }
    Ok(out)
}

/// Pools over draws of the linkage, each table with the same weight.
///
/// * Input: one table a draw of the linkage, 20 or more. * Output: `None` if no table gave draws.
/// * Cost: that of the method, a table. * Determinism: each table seeds its own streams; equal tables give equal draws.
///
/// # Errors
/// As the method; [`Error::Empty`] without tables.
pub fn pool(tables: &[OverlapTable], how: &Draw) -> Result<Option<Pooled>, Error> {
    if tables.is_empty() {
        return Err(Error::Empty);
    }
    let each = tables.iter().map(|t| draws(t, how)).collect::<Result<Vec<_>, _>>()?;
    // The same number from each, so that no table counts more for having more draws.
    let share = each.iter().map(Vec::len).filter(|&n| n > 0).min().unwrap_or(0);
    let by_table: Vec<Option<f64>> = each
        .iter()
        .map(|d| (!d.is_empty()).then(|| quantile_sorted(&sorted(d.clone()), 0.5)))
        .collect();
    let all = sorted(each.iter().flat_map(|d| d.iter().take(share)).copied().collect());
    if all.is_empty() {
        return Ok(None);
    }
    let points = sorted(by_table.iter().flatten().copied().collect());
    let spread = points[points.len() - 1] / points[0];
    let mut rules = Vec::new();
    if by_table.iter().any(Option::is_none) && matches!(how, Draw::Mixture(_)) {
        rules.push(Rule::R3);
    }
    if spread > LINKAGE_SPREAD || tables.len() < LINKAGE_DRAWS_MIN {
        rules.push(Rule::R6);
    }
    Ok(Some(Pooled { interval: quantiles(&all), by_table, spread, draws: all, rules }))
}

fn quantiles(sorted: &[f64]) -> Interval {
    Interval {
        point: quantile_sorted(sorted, 0.5),
        low: quantile_sorted(sorted, 0.025),
        high: quantile_sorted(sorted, 0.975),
    }
}

/// The sum over strata, draw by draw, and beside it the strata pooled into one table.
#[derive(Debug, Clone, PartialEq)]
pub struct Stratified {
    /// Median and 95 % interval of the sum.
    pub summed: Interval,
    /// The same from all strata in one table; strata that differ make the two disagree.
    pub pooled: Option<Interval>,
    /// By stratum, in the order given.
    pub by_stratum: Vec<Interval>,
}

/// Sums strata. A stratum that gives no draws makes the sum impossible, and the answer is `None`: a sum that leaves
/// out a stratum is not the sum.
///
/// # Errors
/// As the method; [`Error::Empty`] without strata or with an empty one; errors of [`OverlapTable::new`] if strata have other lists.
pub fn stratified(strata: &[OverlapTable], how: &Draw) -> Result<Option<Stratified>, Error> {
    let Some(first) = strata.first() else { return Err(Error::Empty) };
    let Some((summed, by_stratum)) = summed(strata, how)? else { return Ok(None) };
    let whole = first.with_cells(strata.iter().flat_map(|t| t.cells().iter().copied()))?;
    let pooled = sorted(draws(&whole, how)?);
    Ok(Some(Stratified {
        summed,
        pooled: (!pooled.is_empty()).then(|| quantiles(&pooled)),
        by_stratum,
    }))
}

/// The sum over strata, draw by draw, and each stratum's own interval. Strata may have other lists than one another.
///
/// # Errors
/// As the method; [`Error::Empty`] without strata or with an empty one.
pub fn summed(
    strata: &[OverlapTable],
    how: &Draw,
) -> Result<Option<(Interval, Vec<Interval>)>, Error> {
    let each =
        (0..).zip(strata).map(|(i, t)| draws_of(t, how, i)).collect::<Result<Vec<_>, _>>()?;
    let Some(length) = each.iter().map(Vec::len).min() else { return Err(Error::Empty) };
    if length == 0 {
        return Ok(None);
    }
    let sums = (0..length).map(|i| each.iter().map(|d| d[i]).sum()).collect::<Vec<f64>>();
    let by_stratum = each.into_iter().map(|d| quantiles(&sorted(d))).collect();
    Ok(Some((quantiles(&sorted(sums)), by_stratum)))
}

/// The three tables for records that cannot be linked.
#[derive(Debug, Clone, PartialEq)]
pub struct Unlinkable {
    /// Those records left out.
    pub excluded: OverlapTable,
    /// Each taken as a person on that list alone.
    pub included: OverlapTable,
    /// Each given a pattern like those of the linkable records of its list, several draws. One who turns out to be on
    /// other lists was there already,
    /// so that only its list is added to a person who lacked it.
    pub imputed: Vec<OverlapTable>,
    /// Whether rule R8 fires: more than 5 % of a list's records cannot be linked.
    pub fires: bool,
}

/// Makes the three tables.
///
/// * Input: the table of linkable records; unlinkable records by list, in the order of its bits; draws of the imputation.
/// * Determinism: seeded by the table.
///
/// # Errors
/// [`Error::ListsOutOfRange`] if the counts are not one a list; [`Error::TooManyPersons`].
pub fn unlinkable(
    table: &OverlapTable,
    records: &[u64],
    draws: usize,
) -> Result<Unlinkable, Error> {
    let lists = table.lists();
    if records.len() != lists {
        return Err(Error::ListsOutOfRange { lists: records.len(), limit: lists });
    }
    let singles = records.iter().enumerate().map(|(j, &r)| (1_u64 << j, r));
    let included = table.with_cells(table.cells().iter().copied().chain(singles))?;
    let fires = records.iter().enumerate().any(|(j, &r)| {
        let linked = table.overlap(1 << j);
        r as f64 > UNLINKABLE_SHARE * (linked + r) as f64
    });
    let seed = table.canonical().seed;
    let mut imputed = Vec::with_capacity(draws);
    for d in 0..draws {
        let mut stream = Stream::new(&seed, "unlinkable", d as u64);
        let mut cells: std::collections::BTreeMap<u64, u64> =
            table.cells().iter().copied().collect();
        for (j, &r) in records.iter().enumerate() {
            let bit = 1_u64 << j;
            let like: Vec<(u64, u64)> =
                table.cells().iter().copied().filter(|c| c.0 & bit != 0).collect();
            let weights: Vec<f64> = like.iter().map(|c| c.1 as f64).collect();
            let mut split = vec![0; like.len()];
            if like.is_empty() {
                *cells.entry(bit).or_default() += r;
                continue;
            }
            stream.multinomial(r, &weights, &mut split);
            for (&(pattern, _), n) in like.iter().zip(split) {
                let rest = pattern & !bit;
                // The person was known from the other lists, as far as there are such persons.
                let known =
                    if rest == 0 { 0 } else { cells.get(&rest).copied().unwrap_or(0).min(n) };
                if known > 0 {
                    *cells.entry(rest).or_default() -= known;
                    *cells.entry(pattern).or_default() += known;
                }
                *cells.entry(bit).or_default() += n - known;
            }
        }
        imputed.push(table.with_cells(cells)?);
    }
    Ok(Unlinkable { excluded: table.clone(), included, imputed, fires })
}

/// A pair of records with the probability that they are one person: (list, record) twice, and the probability.
pub type Link = ((usize, u32), (usize, u32), f64);

/// Draws of the table from probabilities of pairs: each pair is a coin of its own, and who is the same as the same is the same.
///
/// * Input: how many records each list has; pairs with probabilities in [0, 1]. * Output: `draws` tables. * Cost:
///   O(draws · (records + pairs)).
/// * The transitive closure can only join: probabilities that contradict each other give clusters that are too large, never too small.
///
/// # Errors
/// [`Error::NoSuchList`] for a record that is not there; [`Error::BadSetting`] for a probability outside [0, 1];
/// errors of [`OverlapTable::new`].
pub fn tables_from_pairs(
    names: &[String],
    records: &[u32],
    links: &[Link],
    seed: &[u8; 32],
    draws: usize,
) -> Result<Vec<OverlapTable>, Error> {
    if names.len() != records.len() {
        return Err(Error::ListsOutOfRange { lists: records.len(), limit: names.len() });
    }
    let mut starts = vec![0_usize];
    for &r in records {
        starts.push(starts[starts.len() - 1] + r as usize);
    }
    let total = starts[records.len()];
    let place = |(list, record): (usize, u32)| -> Result<usize, Error> {
        match records.get(list) {
            Some(&n) if record < n => Ok(starts[list] + record as usize),
            _ => Err(Error::NoSuchList { list: format!("number {list}, record {record}") }),
        }
    };
    let mut pairs = Vec::with_capacity(links.len());
    for &(a, b, p) in links {
        if !(0.0..=1.0).contains(&p) {
            return Err(Error::BadSetting { name: "probability", expected: "between 0 and 1" });
        }
        pairs.push((place(a)?, place(b)?, p));
    }
    let mut out = Vec::with_capacity(draws);
    for d in 0..draws {
        let mut stream = Stream::new(seed, "linkage", d as u64);
        let mut parent: Vec<usize> = (0..total).collect();
        for &(a, b, p) in &pairs {
            if stream.uniform() < p {
                let (a, b) = (root(&mut parent, a), root(&mut parent, b));
                parent[a.max(b)] = a.min(b);
            }
        }
        let mut patterns = vec![0_u64; total];
        for (list, window) in starts.windows(2).enumerate() {
            for record in window[0]..window[1] {
                patterns[root(&mut parent, record)] |= 1 << list;
            }
        }
        let cells = patterns.into_iter().filter(|&p| p != 0).map(|p| (p, 1));
        out.push(OverlapTable::new(names.to_vec(), cells)?);
    }
    Ok(out)
}

fn root(parent: &mut [usize], mut x: usize) -> usize {
    while parent[x] != x {
        parent[x] = parent[parent[x]];
        x = parent[x];
    }
    x
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names() -> Vec<String> {
        ["A", "B", "C"].map(String::from).to_vec()
    }

    fn half() -> OverlapTable {
        OverlapTable::new(names(), (1..8).map(|p| (p, 100))).unwrap()
    }

    #[test]
    fn certain_pairs_give_one_table() {
        let links = [((0, 0), (1, 0), 1.0), ((1, 0), (2, 1), 1.0), ((0, 1), (2, 0), 0.0)];
        let tables = tables_from_pairs(&names(), &[2, 1, 2], &links, &[0; 32], 3).unwrap();
        for t in tables {
            assert_eq!(t.cells(), [(0b001, 1), (0b100, 1), (0b111, 1)]);
        }
        assert!(
            tables_from_pairs(&names(), &[1, 1, 1], &[((0, 5), (1, 0), 0.5)], &[0; 32], 1).is_err()
        );
    }

    #[test]
    fn three_ways_for_the_unlinkable() {
        let u = unlinkable(&half(), &[40, 0, 0], 3).unwrap();
        assert!(u.fires);
        assert_eq!(u.excluded.total(), 700);
        assert_eq!((u.included.total(), u.included.count(1)), (740, 140));
        for t in &u.imputed {
            // Three in four of the list's persons are on another list too, so some thirty were known already.
            assert_eq!(t.overlap(1), 440);
            assert!((705..735).contains(&t.total()));
        }
        assert!(!unlinkable(&half(), &[10, 0, 0], 0).unwrap().fires);
    }

    #[test]
    fn strata_are_summed_by_draws_and_linkage_is_pooled() {
        let how = Draw::LogLinear(BootstrapOptions { replicates: 300, ..Default::default() });
        let s = stratified(&[half(), half()], &how).unwrap().unwrap();
        assert!((s.summed.point / 1600.0 - 1.0).abs() < 0.03);
        let one = s.by_stratum[0];
        // Errors of strata are independent: the sum is narrower than the sum of the limits.
        assert!(s.summed.high - s.summed.low < 2.0 * (one.high - one.low));
        let p = pool(&vec![half(); 20], &how).unwrap().unwrap();
        assert!(p.rules.is_empty() && (p.spread - 1.0).abs() < 1e-12);
        assert!(pool(&[half()], &how).unwrap().unwrap().rules.contains(&Rule::R6));
    }
}
