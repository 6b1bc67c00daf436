//! How well persons were found, where the truth is known: shares, calibration, what blocking missed, what to read.
//!
//! Terms: *truth* – the person of each record, of some records or of all; *right* – a pair of one person that was said to be one;
//! *precision* – the right ones of those that were said; *recall* – the right ones of all true pairs, those that blocking never showed
//! among them; *B-cubed* – both, as a record on the average has them in its cluster; *bin* – pairs of like stated probability, with the
//! share that is true. Invariants: records without truth count nowhere; nothing depends on the order of records or pairs; a share of
//! nothing is none, not 0 or 1. Not here: reading a file of the truth. Source: Bagga and Baldwin 1998 (B-cubed); Wilson 1927 (the
//! interval of a share).

use crate::block::Keys;
use crate::cluster::Clusters;
use crate::kernel::Pair;
use crate::model::probability;
use crate::record::Records;
use std::collections::{BTreeMap, HashMap};
use std::hash::Hash;

/// The person of each record.
#[derive(Clone, Debug)]
pub struct Truth {
    /// By record; [`Truth::NONE`] where it is not known.
    of: Vec<u32>,
    persons: u32,
}

impl Truth {
    const NONE: u32 = u32::MAX;

    /// Takes the person of each record, in the order of the records; `None` where it is not known.
    pub fn new<T: Eq + Hash>(persons: impl IntoIterator<Item = Option<T>>) -> Self {
        let mut numbers: HashMap<T, u32> = HashMap::new();
        let of = persons
            .into_iter()
            .map(|person| {
                person.map_or(Self::NONE, |p| {
                    let next = crate::key::number(numbers.len());
                    *numbers.entry(p).or_insert(next)
                })
            })
            .collect();
        Self { of, persons: crate::key::number(numbers.len()) }
    }

    /// Whether two records are of one person; `None` if one's is not known.
    #[must_use]
    pub fn same(&self, a: u32, b: u32) -> Option<bool> {
        let (x, y) = (self.of(a), self.of(b));
        (x != Self::NONE && y != Self::NONE).then_some(x == y)
    }

    fn of(&self, record: u32) -> u32 {
        self.of.get(record as usize).copied().unwrap_or(Self::NONE)
    }

    /// Records whose person is known.
    #[must_use]
    pub fn known(&self) -> u64 {
        self.of.iter().filter(|p| **p != Self::NONE).count() as u64
    }

    /// How many persons there are.
    #[must_use]
    pub fn persons(&self) -> u32 {
        self.persons
    }

    /// The records of each person.
    fn records(&self) -> Vec<Vec<u32>> {
        let mut persons = vec![Vec::new(); self.persons as usize];
        for (record, person) in self.of.iter().enumerate().filter(|(_, p)| **p != Self::NONE) {
            persons[*person as usize].push(crate::key::number(record));
        }
        persons
    }
}

/// Pairs said, pairs true, and those that are both.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Share {
    /// Pairs said to be of one person.
    pub said: u64,
    /// Pairs of one person.
    pub held: u64,
    /// Pairs said to be and so.
    pub right: u64,
}

impl Share {
    /// The share of what was said that is right; none if nothing was said.
    #[must_use]
    pub fn precision(&self) -> Option<f64> {
        (self.said > 0).then(|| self.right as f64 / self.said as f64)
    }

    /// The share of what is true that was said; none if nothing is true.
    #[must_use]
    pub fn recall(&self) -> Option<f64> {
        (self.held > 0).then(|| self.right as f64 / self.held as f64)
    }

    /// The harmonic mean of both; none if neither anything was said nor anything is true.
    #[must_use]
    pub fn f1(&self) -> Option<f64> {
        let all = self.said + self.held;
        (all > 0).then(|| 2.0 * self.right as f64 / all as f64)
    }
}

/// Precision and recall of a record's cluster on the average.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BCubed {
    /// The share of a record's cluster that is of its person.
    pub precision: f64,
    /// The share of its person's records that are in its cluster.
    pub recall: f64,
}

impl BCubed {
    /// The harmonic mean of both.
    #[must_use]
    pub fn f1(&self) -> f64 {
        2.0 * self.precision * self.recall / (self.precision + self.recall)
    }
}

/// Clusters beside the truth.
#[derive(Clone, Debug, PartialEq)]
pub struct Persons {
    /// Pairs of records in one cluster.
    pub pairs: Share,
    /// By record; none if no record's person is known.
    pub b_cubed: Option<BCubed>,
    /// Clusters that hold one person's records, all of them and no others.
    pub exact: u64,
    /// How many clusters there are of each size, of known records.
    pub sizes: BTreeMap<u64, u64>,
    /// How many persons there are of each number of records.
    pub true_sizes: BTreeMap<u64, u64>,
}

impl Persons {
    /// Records in the largest cluster.
    #[must_use]
    pub fn largest(&self) -> u64 {
        self.sizes.keys().next_back().copied().unwrap_or(0)
    }

    /// Records of the person with most.
    #[must_use]
    pub fn true_largest(&self) -> u64 {
        self.true_sizes.keys().next_back().copied().unwrap_or(0)
    }
}

fn pairs_of(n: u64) -> u64 {
    n * n.saturating_sub(1) / 2
}

/// Compares clusters with the truth.
///
/// * Cost: linear in the records.
#[must_use]
pub fn persons(truth: &Truth, clusters: &[u32]) -> Persons {
    let known = || truth.of.iter().zip(clusters).filter(|(p, _)| **p != Truth::NONE);
    let mut both: HashMap<(u32, u32), u64> = HashMap::new();
    let mut found: HashMap<u32, u64> = HashMap::new();
    let mut held: HashMap<u32, u64> = HashMap::new();
    for (person, cluster) in known() {
        *both.entry((*person, *cluster)).or_default() += 1;
        *found.entry(*cluster).or_default() += 1;
        *held.entry(*person).or_default() += 1;
    }
    let mut out = Persons {
        pairs: Share {
            said: found.values().copied().map(pairs_of).sum(),
            held: held.values().copied().map(pairs_of).sum(),
            right: both.values().copied().map(pairs_of).sum(),
        },
        b_cubed: None,
        exact: 0,
        sizes: tally(found.values()),
        true_sizes: tally(held.values()),
    };
    // Counted by kind first, so that the sums do not depend on the order of the tables.
    let mut kinds: BTreeMap<(u64, u64, u64), u64> = BTreeMap::new();
    for ((person, cluster), n) in &both {
        let (c, p) = (found[cluster], held[person]);
        out.exact += u64::from(c == *n && p == *n);
        *kinds.entry((*n, c, p)).or_default() += 1;
    }
    let records: u64 = found.values().sum();
    if records > 0 {
        let sum = |part: fn(&(u64, u64, u64)) -> u64| -> f64 {
            let one = |((n, c, p), times): (&(u64, u64, u64), &u64)| {
                *times as f64 * (*n as f64) * (*n as f64) / part(&(*n, *c, *p)) as f64
            };
            kinds.iter().map(one).sum::<f64>() / records as f64
        };
        out.b_cubed = Some(BCubed { precision: sum(|k| k.1), recall: sum(|k| k.2) });
    }
    out
}

fn tally<'n>(numbers: impl Iterator<Item = &'n u64>) -> BTreeMap<u64, u64> {
    let mut tally = BTreeMap::new();
    numbers.for_each(|n| *tally.entry(*n).or_default() += 1);
    tally
}

/// Pairs of like stated probability.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bin {
    /// Stated probabilities from here …
    pub from: f64,
    /// … to below here; the last bin holds 1.
    pub to: f64,
    /// How many pairs with known truth.
    pub pairs: u64,
    /// How many of them are of one person.
    pub right: u64,
    /// The mean of the stated probabilities; of the bin's ends if it is empty.
    pub stated: f64,
}

impl Bin {
    /// The share that is true.
    #[must_use]
    pub fn observed(&self) -> Option<f64> {
        (self.pairs > 0).then(|| self.right as f64 / self.pairs as f64)
    }

    /// The 95 % interval of the share, by Wilson's formula: pairs taken for independent, which they are not within a cluster.
    #[must_use]
    pub fn interval(&self) -> Option<(f64, f64)> {
        const Z: f64 = 1.959_964;
        let n = self.pairs as f64;
        let p = self.observed()?;
        let middle = p + Z * Z / (2.0 * n);
        let half = Z * (p * (1.0 - p) / n + Z * Z / (4.0 * n * n)).sqrt();
        let scale = 1.0 + Z * Z / n;
        Some((((middle - half) / scale).max(0.0), ((middle + half) / scale).min(1.0)))
    }
}

/// Ends of the bins: finer where decisions are made with confidence.
const ENDS: [f64; 15] =
    [0.0, 0.01, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 1.0];

/// Stated probabilities beside observed shares.
#[must_use]
pub fn calibration(truth: &Truth, pairs: &[Pair]) -> Vec<Bin> {
    let mut bins: Vec<(u64, u64, i64)> = vec![(0, 0, 0); ENDS.len() - 1];
    for pair in pairs {
        let Some(same) = truth.same(pair.a, pair.b) else { continue };
        let p = probability(pair.total);
        let at = ENDS[1..ENDS.len() - 1].iter().take_while(|end| p >= **end).count();
        // Summed in billionths, as whole numbers, so that the order of pairs does not matter.
        bins[at].0 += 1;
        bins[at].1 += u64::from(same);
        bins[at].2 += (p * 1e9).round() as i64;
    }
    let of = |(n, (pairs, right, sum)): (usize, (u64, u64, i64))| {
        let (from, to) = (ENDS[n], ENDS[n + 1]);
        let mean = sum as f64 / 1e9 / pairs.max(1) as f64;
        let stated = if pairs > 0 { mean } else { f64::midpoint(from, to) };
        Bin { from, to, pairs, right, stated }
    };
    bins.into_iter().enumerate().map(of).collect()
}

/// Shares at one threshold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Point {
    /// Pairs with this total or more are said.
    pub total: i32,
    /// What comes of it.
    pub share: Share,
}

/// Shares of single pairs, before clusters, at thresholds of each half bit.
#[must_use]
pub fn curve(truth: &Truth, pairs: &[Pair]) -> Vec<Point> {
    const STEP: i32 = 500;
    let mut bins: BTreeMap<i32, (u64, u64)> = BTreeMap::new();
    for pair in pairs {
        if let Some(same) = truth.same(pair.a, pair.b) {
            let bin = bins.entry(pair.total.div_euclid(STEP)).or_default();
            *bin = (bin.0 + 1, bin.1 + u64::from(same));
        }
    }
    let held = truth.records().iter().map(|r| pairs_of(r.len() as u64)).sum();
    let mut share = Share { held, ..Share::default() };
    let mut points = Vec::new();
    for (bin, (said, right)) in bins.iter().rev() {
        share.said += said;
        share.right += right;
        points.push(Point { total: bin * STEP, share });
    }
    points.reverse();
    points
}

/// What rules of blocking hold of the true pairs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Completeness {
    /// True pairs that were looked for.
    pub looked_for: u64,
    /// True pairs in all; more if there were too many to look for each.
    pub held: u64,
    /// Those that some rule has.
    pub found: u64,
    /// By rule: those it has, and those that no other has.
    pub rules: Vec<(u64, u64)>,
    /// Some that no rule has.
    pub missed: Vec<(u32, u32)>,
}

/// True pairs that are looked for in the blocks at most.
const LOOKED_FOR_MAX: u64 = 20_000_000;

/// Looks for true pairs in the blocks.
///
/// * Output: at most `most` missed pairs, those of least hash.
/// * Cost: about a hundred nanoseconds a true pair and rule, for 20 million true pairs at most.
#[must_use]
pub fn completeness(records: &Records, truth: &Truth, keys: &[Keys], most: usize) -> Completeness {
    let mut out = Completeness {
        looked_for: 0,
        held: 0,
        found: 0,
        rules: vec![(0, 0); keys.len()],
        missed: Vec::new(),
    };
    let mut missed = Worst::new(most);
    for own in truth.records() {
        out.held += pairs_of(own.len() as u64);
        for (i, a) in own.iter().enumerate() {
            for b in &own[i + 1..] {
                if out.looked_for == LOOKED_FOR_MAX {
                    break;
                }
                out.looked_for += 1;
                let having = keys
                    .iter()
                    .enumerate()
                    .filter(|(_, k)| k.common(*a, *b).is_some())
                    .map(|k| k.0);
                let having: Vec<usize> = having.collect();
                having.iter().for_each(|n| out.rules[*n].0 += 1);
                match having[..] {
                    [] => missed.add(records, (*a, *b), 0),
                    [one] => out.rules[one].1 += 1,
                    _ => {}
                }
                out.found += u64::from(!having.is_empty());
            }
        }
    }
    out.missed = missed.finish().into_iter().map(|(pair, _)| pair).collect();
    out
}

/// A pair that was decided wrongly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// The pair, the lesser number first.
    pub pair: (u32, u32),
    /// Its total; none if it was no candidate or was dropped below the floor.
    pub total: Option<i32>,
}

/// Mistakes to read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mistakes {
    /// Pairs of two persons in one cluster, those that weigh most first.
    pub joined: Vec<Mistake>,
    /// How many there are.
    pub joined_count: u64,
    /// Pairs of one person in two clusters, those that weigh most first.
    pub parted: Vec<Mistake>,
    /// How many there are.
    pub parted_count: u64,
}

/// Finds wrong decisions.
///
/// * Output: at most `most` of each.
/// * Cost: linear in the pairs of a cluster and of a person, of which 20 million are looked at at most; the counts are exact.
#[must_use]
pub fn mistakes(
    records: &Records,
    truth: &Truth,
    pairs: &[Pair],
    clusters: &[u32],
    most: usize,
) -> Mistakes {
    let share = persons(truth, clusters).pairs;
    let (mut joined, mut parted) = (Worst::new(most), Worst::new(most));
    let total = |a: u32, b: u32| {
        let key = (a.min(b), a.max(b));
        pairs.binary_search_by(|p| (p.a, p.b).cmp(&key)).ok().map(|at| pairs[at].total)
    };
    let mut of_cluster: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for (r, cluster) in clusters.iter().enumerate() {
        of_cluster.entry(*cluster).or_default().push(crate::key::number(r));
    }
    let mut looked_at = 0;
    let mut scan = |group: &[u32], worst: &mut Worst, wrong: &dyn Fn(u32, u32) -> bool| {
        for (i, a) in group.iter().enumerate() {
            for b in &group[i + 1..] {
                looked_at += 1;
                if looked_at <= LOOKED_FOR_MAX && wrong(*a, *b) {
                    worst.add(records, (*a, *b), i64::from(total(*a, *b).unwrap_or(i32::MIN)));
                }
            }
            if looked_at > LOOKED_FOR_MAX {
                return;
            }
        }
    };
    for group in of_cluster.values() {
        scan(group, &mut joined, &|a, b| truth.same(a, b) == Some(false));
    }
    for group in truth.records() {
        scan(&group, &mut parted, &|a, b| clusters[a as usize] != clusters[b as usize]);
    }
    let read = |worst: Worst| {
        let one = |((a, b), _): ((u32, u32), i64)| Mistake { pair: (a, b), total: total(a, b) };
        worst.finish().into_iter().map(one).collect()
    };
    Mistakes {
        joined: read(joined),
        joined_count: share.said - share.right,
        parted: read(parted),
        parted_count: share.held - share.right,
    }
}

/// The pairs that rank highest, ties settled by content.
struct Worst {
    most: usize,
    pairs: Vec<(i64, u64, (u32, u32))>,
}

impl Worst {
    fn new(most: usize) -> Self {
        Self { most, pairs: Vec::new() }
    }

    fn add(&mut self, records: &Records, (a, b): (u32, u32), rank: i64) {
        let (x, y) = (records.content(a), records.content(b));
        let tie = crate::intern::step(x.min(y), x.max(y));
        self.pairs.push((-rank, tie, (a.min(b), a.max(b))));
        if self.pairs.len() > 4 * self.most + 64 {
            self.cut();
        }
    }

    fn cut(&mut self) {
        self.pairs.sort_unstable();
        self.pairs.truncate(self.most);
    }

    fn finish(mut self) -> Vec<((u32, u32), i64)> {
        self.cut();
        self.pairs.into_iter().map(|(rank, _, pair)| (pair, -rank)).collect()
    }
}

/// Two ways of linking the same records.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Comparison {
    /// True pairs that both found.
    pub both: u64,
    /// True pairs that the first found alone.
    pub first: u64,
    /// True pairs that the second found alone.
    pub second: u64,
    /// Persons whose cluster is right by the first alone.
    pub persons_first: u64,
    /// Persons whose cluster is right by the second alone.
    pub persons_second: u64,
    /// The probability of so uneven a split of those persons, or one more so, if neither way were better: the exact sign test, two-sided.
    pub chance: f64,
}

/// Compares two ways on the same records.
///
/// * Cost: linear in the records.
#[must_use]
pub fn compare(truth: &Truth, first: &Clusters, second: &Clusters) -> Comparison {
    let (one, two) = (persons(truth, &first.of), persons(truth, &second.of));
    let mut joint: HashMap<(u32, u32), u32> = HashMap::new();
    let meet = first.of.iter().zip(&second.of).map(|(x, y)| {
        let next = crate::key::number(joint.len());
        *joint.entry((*x, *y)).or_insert(next)
    });
    let meet: Vec<u32> = meet.collect();
    let both = persons(truth, &meet).pairs.right;
    let (right_first, right_second) = (right(truth, &first.of), right(truth, &second.of));
    let mut out = Comparison {
        both,
        first: one.pairs.right - both,
        second: two.pairs.right - both,
        ..Comparison::default()
    };
    for (x, y) in right_first.into_iter().zip(right_second) {
        out.persons_first += u64::from(x && !y);
        out.persons_second += u64::from(y && !x);
    }
    out.chance = sign_test(out.persons_first, out.persons_second);
    out
}

/// Whether each person's records are in one cluster, and no others of known persons with them.
fn right(truth: &Truth, clusters: &[u32]) -> Vec<bool> {
    let mut sizes: HashMap<u32, usize> = HashMap::new();
    for (person, cluster) in truth.of.iter().zip(clusters) {
        *sizes.entry(*cluster).or_default() += usize::from(*person != Truth::NONE);
    }
    let whole = |own: &Vec<u32>| {
        let cluster = own.first().map(|r| clusters[*r as usize]);
        own.iter().all(|r| Some(clusters[*r as usize]) == cluster)
            && cluster.is_some_and(|c| sizes[&c] == own.len())
    };
    truth.records().iter().map(whole).collect()
}

/// Twice the tail of a fair coin, at most 1.
fn sign_test(x: u64, y: u64) -> f64 {
    let (n, low) = (x + y, x.min(y));
    let mut ln_term = -(n as f64) * std::f64::consts::LN_2;
    let mut sum = 0.0;
    for k in 0..=low {
        sum += ln_term.exp();
        ln_term += ((n - k) as f64 / (k + 1) as f64).ln();
    }
    (2.0 * sum).min(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn truth(persons: &[i32]) -> Truth {
        Truth::new(persons.iter().map(|p| (*p >= 0).then_some(*p)))
    }

    fn clusters(of: &[u32]) -> Clusters {
        Clusters { of: of.to_vec(), count: 0, held_apart: Vec::new(), contradicted: Vec::new() }
    }

    fn near(a: f64, b: f64) -> bool {
        (a - b).abs() < 1e-9
    }

    #[test]
    fn shares_of_known_answers() {
        // Persons, clusters; said, held, right; B-cubed precision and recall, by hand.
        for (of, found, pairs, b_cubed) in [
            (&[0, 0, 1, 1][..], &[0, 0, 1, 1][..], (2, 2, 2), Some((1.0, 1.0))),
            (&[0, 0, 1, 1], &[0, 0, 0, 0], (6, 2, 2), Some((0.5, 1.0))),
            (&[0, 0, 0, 1], &[0, 1, 2, 3], (0, 3, 0), Some((1.0, 0.5))),
            // The classic: {0 0 0 0 0} and {1 1 2 2 2 2 2} of persons 0, 1, 2.
            (
                &[0, 0, 0, 0, 0, 1, 1, 2, 2, 2, 2, 2],
                &[0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1],
                (31, 21, 21),
                Some(((5.0 + 2.0 * 2.0 / 7.0 + 5.0 * 5.0 / 7.0) / 12.0, 1.0)),
            ),
            (&[0, -1, 0], &[0, 0, 0], (1, 1, 1), Some((1.0, 1.0))),
            (&[-1, -1], &[0, 0], (0, 0, 0), None),
        ] {
            let found = persons(&truth(of), found);
            assert_eq!((found.pairs.said, found.pairs.held, found.pairs.right), pairs, "{of:?}");
            match (found.b_cubed, b_cubed) {
                (Some(b), Some((p, r))) => {
                    assert!(near(b.precision, p) && near(b.recall, r), "{b:?}");
                }
                (found, expected) => assert_eq!(found.is_none(), expected.is_none()),
            }
        }
    }

    #[test]
    fn a_share_of_nothing_is_none() {
        let none = Share::default();
        assert_eq!((none.precision(), none.recall(), none.f1()), (None, None, None));
        let silent = Share { held: 3, ..none };
        assert_eq!(
            (silent.precision(), silent.recall(), silent.f1()),
            (None, Some(0.0), Some(0.0))
        );
    }

    #[test]
    fn calibration_counts_by_stated_probability() {
        let total = |p| crate::model::total_of(p);
        let pair = |a, b, p| Pair { a, b, total: total(p) };
        let pairs = [pair(0, 1, 0.93), pair(2, 3, 0.93), pair(0, 2, 0.93), pair(0, 4, 0.93)];
        let bins = calibration(&truth(&[0, 0, 1, 1, -1]), &pairs);
        let bin = bins.iter().find(|b| b.pairs > 0).unwrap();
        assert_eq!((bin.from, bin.to, bin.pairs, bin.right), (0.9, 0.95, 3, 2));
        assert!((bin.stated - 0.93).abs() < 1e-3, "{}", bin.stated);
        // Wilson's interval of 2 in 3.
        let (low, high) = bin.interval().unwrap();
        assert!((low - 0.207_7).abs() < 1e-3 && (high - 0.938_5).abs() < 1e-3, "{low} {high}");
    }

    #[test]
    fn a_curve_falls_in_recall() {
        let pairs = [
            Pair { a: 0, b: 1, total: 4000 },
            Pair { a: 0, b: 2, total: 900 },
            Pair { a: 2, b: 3, total: -700 },
        ];
        let points = curve(&truth(&[0, 0, 1, 1]), &pairs);
        let shares: Vec<_> =
            points.iter().map(|p| (p.total, p.share.said, p.share.right)).collect();
        assert_eq!(shares, [(-1000, 3, 2), (500, 2, 1), (4000, 1, 1)]);
        assert!(points.iter().all(|p| p.share.held == 2));
    }

    #[test]
    fn two_ways_are_compared_by_person() {
        let of = truth(&[0, 0, 1, 1, 2, 2]);
        let found = compare(&of, &clusters(&[0, 0, 1, 1, 2, 3]), &clusters(&[0, 0, 1, 2, 3, 3]));
        assert_eq!((found.both, found.first, found.second), (1, 1, 1));
        assert_eq!((found.persons_first, found.persons_second), (1, 1));
        for (x, y, expected) in [(1, 1, 1.0), (5, 0, 0.0625), (8, 2, 0.109_375), (0, 0, 1.0)] {
            assert!(near(sign_test(x, y), expected), "{x} {y} {}", sign_test(x, y));
        }
        assert!(sign_test(40_000, 41_000) < 0.001);
    }

    proptest! {
        #[test]
        fn the_truth_beside_itself_is_right(of in proptest::collection::vec(0_i32..6, 1..40)) {
            let found = persons(&truth(&of), &of.iter().map(|p| *p as u32).collect::<Vec<_>>());
            prop_assert_eq!(found.pairs.said, found.pairs.right);
            prop_assert_eq!(found.pairs.held, found.pairs.right);
            prop_assert!(near(found.b_cubed.unwrap().f1(), 1.0));
            prop_assert_eq!(found.sizes, found.true_sizes);
        }

        #[test]
        fn the_order_of_records_does_not_matter(
            rows in proptest::collection::vec((0_i32..5, 0_u32..5), 1..40).prop_shuffle(),
        ) {
            let of = |rows: &[(i32, u32)]| {
                let people: Vec<i32> = rows.iter().map(|r| r.0).collect();
                persons(&truth(&people), &rows.iter().map(|r| r.1).collect::<Vec<_>>())
            };
            let mut sorted = rows.clone();
            sorted.sort_unstable();
            prop_assert_eq!(of(&rows), of(&sorted));
        }
    }
}
