//! What is known only when all candidates are weighed: how many pairs are of one person, by lists, and how sure a sum of weights is.
//!
//! Terms: *mate* of a record – another that weighs so much with it that they are of one person; *witnesses* of a pair – mates of the one
//! record and of the other. Fields repeat one another (papers copied with one error, namesakes of one village), so that sums say too
//! much; what they are worth is seen from pairs whose answer is known without weighing them: the witnesses are of one person, or not.
//! Labels are not needed. Invariants: nothing depends on the order of pairs, on identifiers or names of lists. Not here: m and u
//! ([`crate::train`]).
//!
//! Limits: what all records of two persons share (a family, a village) misleads witnesses as it misleads pairs, and so they are heard
//! together with the clusters, which see more records and err the other way.

use crate::intern::step;
use crate::kernel::{Pair, Weigher};
use crate::model::{BIT, Between, JOINED, Model, milli};
use crate::record::Records;
use rayon::prelude::*;
use std::collections::{BTreeMap, HashMap};

/// Totals without the prior, in quarters of a bit, with how many pairs have them.
type Bins = BTreeMap<i32, f64>;

fn add(bins: &mut Bins, pair: &Pair, prior: i32) {
    *bins.entry((pair.total - prior).div_euclid(250)).or_default() += 1.0;
}

/// Pairs of one person that are expected at prior odds.
fn expected(bins: &Bins, prior: f64) -> f64 {
    let one = |(bin, count): (&i32, &f64)| {
        let odds = prior * ((f64::from(*bin) + 0.5) / 4.0).exp2();
        count * odds / (1.0 + odds)
    };
    bins.iter().map(one).sum()
}

/// The prior that fits the weights of all kept candidates, those that were dropped taken for pairs of two persons.
///
/// * Input: totals with the prior of `model`. Output: another prior; the caller adds the difference to the totals.
#[must_use]
pub fn prior(model: &Model, records: usize, pairs: &[Pair]) -> i32 {
    let n = records as f64;
    let all = (n * (n - 1.0) / 2.0).max(1.0);
    let mut bins = Bins::new();
    pairs.iter().for_each(|p| add(&mut bins, p, model.prior));
    milli(fixed(odds_of(model.prior), |prior| expected(&bins, prior) / all))
}

fn odds_of(total: i32) -> f64 {
    (f64::from(total) / BIT).exp2()
}

/// The odds that are those of the share expected at them.
fn fixed(from: f64, share: impl Fn(f64) -> f64) -> f64 {
    let mut odds = from;
    for _ in 0..200 {
        let share = share(odds).clamp(1e-12, 0.5);
        let next = share / (1.0 - share);
        if (next / odds).ln().abs() < 1e-6 {
            break;
        }
        odds = next;
    }
    odds
}

/// Lists for which pairs of lists are told apart at most.
const LISTS_MAX: usize = 64;
/// What is expected by the common prior counts as this many pairs of one person.
const COMMON: f64 = 5.0;

/// What each two lists add to the prior: lists on which nobody stands twice have next to no pairs of one person within themselves, and
/// some lists share more persons than others.
///
/// * Input: totals with the prior of `model`. Output: sorted by name; empty for one list, or more than 64.
#[must_use]
pub fn lists(model: &Model, records: &Records, pairs: &[Pair]) -> Vec<Between> {
    let n = records.lists().len();
    let mut sizes = vec![0.0_f64; n];
    for r in 0..crate::key::number(records.len()) {
        sizes[records.list_of(r)] += 1.0;
    }
    let filled: Vec<usize> = (0..n).filter(|l| sizes[*l] > 0.0).collect();
    if filled.len() < 2 || filled.len() > LISTS_MAX {
        return Vec::new();
    }
    let mut bins: HashMap<(usize, usize), Bins> = HashMap::new();
    for pair in pairs {
        let (x, y) = (records.list_of(pair.a), records.list_of(pair.b));
        add(bins.entry((x.min(y), x.max(y))).or_default(), pair, model.prior);
    }
    let common = odds_of(model.prior);
    let mut out = Vec::new();
    for (at, x) in filled.iter().enumerate() {
        for y in &filled[at..] {
            let all =
                if x == y { sizes[*x] * (sizes[*x] - 1.0) / 2.0 } else { sizes[*x] * sizes[*y] };
            let own = bins.remove(&(*x, *y)).unwrap_or_default();
            let held = all + COMMON / common;
            let odds = fixed(common, |odds| (expected(&own, odds) + COMMON) / held);
            let mut names = [records.lists()[*x].clone(), records.lists()[*y].clone()];
            names.sort_unstable();
            out.push(Between { lists: names, weight: milli(odds / common) });
        }
    }
    out.sort_unstable();
    out
}

/// Pairs above this total are mates: one in a hundred is of two persons.
const MATE: i32 = 7000;
/// Mates of a record that are asked.
const ASKED: usize = 3;
/// Pairs beyond this total either way are not asked about.
pub(crate) const NEAR: i32 = 10_000;
/// Fewer of them tell nothing at all.
pub(crate) const NEAR_MIN: usize = 50;
/// Pairs that are asked about, about.
const PAIRS: usize = 60_000;
/// A pair that was not kept counts as this much.
const DROPPED: i32 = -9000;
/// Fewer pairs with witnesses tell nothing.
const WITNESSED_MIN: f64 = 100.0;

/// Slope and shift by which totals become true: a logistic regression of what witnesses and clusters say on the sum.
///
/// Where persons have two records, nobody has witnesses; then clusters alone are heard.
///
/// * Input: pairs, sorted, with sums as totals (slope 1000, shift 0), and the cluster of each record. Output: slope in thousandths and
///   shift in thousandths of a bit; 1000 and 0 where fewer than 50 pairs stand near the threshold.
/// * Cost: some 60,000 pairs are asked about, nine look-ups each.
#[must_use]
pub fn calibrate(weigher: &Weigher<'_>, pairs: &[Pair], clusters: &[u32]) -> Settled {
    let records = weigher.records;
    let together = |p: &Pair| f64::from(u8::from(clusters[p.a as usize] == clusters[p.b as usize]));
    let near = || pairs.iter().filter(|p| p.total.abs() <= NEAR);
    let asked = Asked::new(records, pairs);
    let answer = |p: &Pair| {
        let one = f64::midpoint(asked.witness(pairs, p)?, together(p));
        Some((p.total, weigher.agreeing(p.a, p.b), one))
    };
    let answers: Vec<(i32, u8, f64)> = asked.pairs.par_iter().filter_map(answer).collect();
    if answers.len() as f64 >= WITNESSED_MIN {
        let (slope, shift) = regress(answers.iter().map(|(t, _, one)| (*t, *one)), 1.5);
        let agreed = (answers.len() as f64 >= AGREED_MIN).then(|| regress_agreed(&answers));
        return Settled { slope, shift, agreed };
    }
    let (slope, shift) = regress(near().map(|p| (p.total, together(p))), 1.0);
    Settled { slope, shift, agreed: None }
}

/// Fewer pairs with witnesses do not tell how much each agreement says too much.
const AGREED_MIN: f64 = 500.0;

/// By what totals become true.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settled {
    /// What sums are multiplied by, in thousandths.
    pub slope: i32,
    /// What is added then, in thousandths of a bit.
    pub shift: i32,
    /// Where witnesses are enough: slope, what is added to the prior, and what each agreement adds to its weight.
    pub agreed: Option<[i32; 3]>,
}

/// [`regress`] with one thing more: how many fields speak for one person.
fn regress_agreed(answers: &[(i32, u8, f64)]) -> [i32; 3] {
    let mut bins: BTreeMap<(i32, u8), (f64, f64)> = BTreeMap::new();
    for (total, agreed, one) in answers {
        let bin = bins.entry((total.div_euclid(250), *agreed)).or_default();
        *bin = (bin.0 + 1.0, bin.1 + one);
    }
    // Slope, shift, and what each agreement adds, in nats.
    let mut b = [1.0_f64, 0.0, 0.0];
    let held = [20.0, 0.5, 5.0];
    for _ in 0..60 {
        let mut g = [(1.0 - b[0]) * held[0], -b[1] * held[1], -b[2] * held[2]];
        let mut h = [[held[0], 0.0, 0.0], [0.0, held[1], 0.0], [0.0, 0.0, held[2]]];
        for ((bin, agreed), (all, one)) in &bins {
            let x =
                [(f64::from(*bin) + 0.5) / 4.0 * std::f64::consts::LN_2, 1.0, f64::from(*agreed)];
            let at: f64 = b.iter().zip(x).map(|(b, x)| b * x).sum();
            let p = 1.0 / (1.0 + (-at).exp());
            let (rest, spread) = (one - all * p, all * p * (1.0 - p));
            for i in 0..3 {
                g[i] += rest * x[i];
                (0..3).for_each(|j| h[i][j] += spread * x[i] * x[j]);
            }
        }
        let Some(step) = solved(h, g) else { break };
        for (b, step) in b.iter_mut().zip(step) {
            *b += step.clamp(-0.5, 0.5);
        }
        b = [b[0].clamp(0.5, 1.5), b[1].clamp(-4.0, 4.0), b[2].clamp(-1.5, 0.0)];
        if step.iter().map(|s| s.abs()).sum::<f64>() < 1e-9 {
            break;
        }
    }
    let bits = |nats: f64| (nats / std::f64::consts::LN_2 * BIT).round() as i32;
    [(b[0] * 1000.0).round() as i32, bits(b[1] / b[0]), bits(b[2] / b[0])]
}

/// Three equations; nothing if they do not tell.
fn solved(mut h: [[f64; 3]; 3], mut g: [f64; 3]) -> Option<[f64; 3]> {
    for i in 0..3 {
        if h[i][i].abs() < 1e-9 {
            return None;
        }
        for j in i + 1..3 {
            let times = h[j][i] / h[i][i];
            (i..3).for_each(|k| h[j][k] -= times * h[i][k]);
            g[j] -= times * g[i];
        }
    }
    let mut out = [0.0; 3];
    for i in (0..3).rev() {
        let known: f64 = (i + 1..3).map(|k| h[i][k] * out[k]).sum();
        out[i] = (g[i] - known) / h[i][i];
    }
    Some(out)
}

/// Pairs to ask about, and the mates of their records, the nearest first.
struct Asked {
    pairs: Vec<Pair>,
    mates: HashMap<u32, Vec<u32>>,
}

impl Asked {
    fn new(records: &Records, pairs: &[Pair]) -> Self {
        let near = pairs.iter().filter(|p| p.total.abs() <= NEAR);
        let every = (near.clone().count() / PAIRS).max(1) as u64;
        // By content, so that the order of rows does not matter.
        let drawn = |p: &&Pair| {
            let both = records.content(p.a).wrapping_add(records.content(p.b));
            step(31, both).is_multiple_of(every)
        };
        let pairs_asked: Vec<Pair> = near.filter(drawn).copied().collect();
        let mut wanted = vec![false; records.len()];
        for p in &pairs_asked {
            (wanted[p.a as usize], wanted[p.b as usize]) = (true, true);
        }
        let mut all: HashMap<u32, Vec<(i32, u64, u32)>> = HashMap::new();
        for p in pairs.iter().filter(|p| p.total > MATE) {
            for (own, other) in [(p.a, p.b), (p.b, p.a)] {
                if wanted[own as usize] {
                    let mate = (-p.total, records.content(other), other);
                    all.entry(own).or_default().push(mate);
                }
            }
        }
        let nearest = |(own, mut mates): (u32, Vec<(i32, u64, u32)>)| {
            mates.sort_unstable_by(|x, y| {
                (x.0, x.1).cmp(&(y.0, y.1)).then_with(|| records.id(x.2).cmp(records.id(y.2)))
            });
            (own, mates.iter().take(ASKED + 1).map(|m| m.2).collect())
        };
        Self { pairs: pairs_asked, mates: all.into_iter().map(nearest).collect() }
    }

    /// Whether the mates of two records, these two not among them, are of one person; none if either has no other mate.
    fn witness(&self, pairs: &[Pair], pair: &Pair) -> Option<f64> {
        let of = |own: u32, other: u32| -> Option<Vec<u32>> {
            let mates = self.mates.get(&own)?.iter().filter(|m| **m != other);
            Some(mates.take(ASKED).copied().collect()).filter(|m: &Vec<u32>| !m.is_empty())
        };
        let (x, y) = (of(pair.a, pair.b)?, of(pair.b, pair.a)?);
        if x.iter().any(|m| y.contains(m)) {
            return Some(1.0);
        }
        let total = |a: u32, b: u32| {
            let key = (a.min(b), a.max(b));
            let at = pairs.binary_search_by(|p| (p.a, p.b).cmp(&key));
            at.map_or(DROPPED, |at| pairs[at].total).clamp(DROPPED, 25_000)
        };
        let sum: i32 = x.iter().flat_map(|c| y.iter().map(move |d| total(*c, *d))).sum();
        let count = i32::try_from(x.len() * y.len()).unwrap_or(i32::MAX);
        Some(f64::from(u8::from(sum > JOINED * count)))
    }
}

/// Newton's method for slope and shift, held to where it began by the weight of a few pairs.
fn regress(answers: impl Iterator<Item = (i32, f64)>, steepest: f64) -> (i32, i32) {
    // Quarters of a bit: pairs, and those of one person.
    let mut bins: BTreeMap<i32, (f64, f64)> = BTreeMap::new();
    for (total, one) in answers {
        let bin = bins.entry(total.div_euclid(250)).or_default();
        *bin = (bin.0 + 1.0, bin.1 + one);
    }
    if bins.values().map(|b| b.0).sum::<f64>() < NEAR_MIN as f64 {
        return (1000, 0);
    }
    let nats = |bin: i32| (f64::from(bin) + 0.5) / 4.0 * std::f64::consts::LN_2;
    let (mut slope, mut shift) = (1.0_f64, 0.0_f64);
    for _ in 0..50 {
        let (mut g, mut h) = ([(1.0 - slope) * 5.0, -shift * 0.5], [5.0, 0.0, 0.5]);
        for (bin, (all, one)) in &bins {
            let x = nats(*bin);
            let p = 1.0 / (1.0 + (-(slope * x + shift)).exp());
            let (rest, spread) = (one - all * p, all * p * (1.0 - p));
            g = [g[0] + rest * x, g[1] + rest];
            h = [h[0] + spread * x * x, h[1] + spread * x, h[2] + spread];
        }
        let determinant = h[0] * h[2] - h[1] * h[1];
        if determinant < 1e-9 {
            break;
        }
        let step =
            [(h[2] * g[0] - h[1] * g[1]) / determinant, (h[0] * g[1] - h[1] * g[0]) / determinant];
        slope = (slope + step[0].clamp(-0.2, 0.2)).clamp(0.3, steepest);
        shift = (shift + step[1].clamp(-0.5, 0.5)).clamp(-4.0, 4.0);
        if step[0].abs() + step[1].abs() < 1e-9 {
            break;
        }
    }
    let bits = shift / std::f64::consts::LN_2;
    ((slope * 1000.0).round() as i32, (bits * BIT).round() as i32)
}
