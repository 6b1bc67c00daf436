//! Which pairs of chunks two spellings of a token are made of, and which pair follows which, by expectation and maximisation over all cuttings.
//!
//! Terms: *graphone* – a pair of chunks of letters, one a script; *lattice* – all ways to cut two tokens into graphones. Counts of one set
//! of pairs can be carried over to the next. Invariant: the same pairs in the same order give the same counts. Not here: how a table looks.
//! Source: Bisani and Ney 2008.

use crate::letters::pairing::Cuttable;
use std::collections::{BTreeMap, HashMap};

/// Chunks of at most this many characters are tried: left, right.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sizes(pub(crate) usize, pub(crate) usize);

/// P of a graphone of n characters before anything is known: INIT^n; of one with an empty side a fiftieth of that.
const INIT: f64 = 0.3;
const EMPTY: f64 = 0.02;
/// The share of what was never met when counts are carried over.
const OPEN: f64 = 1e-4;
/// A posterior probability below this counts nothing for what follows what.
const FLOW_MIN: f64 = 0.02;
/// A graphone with a smaller count is forgotten.
const COUNT_MIN: f64 = 0.05;

/// Counts of graphones and of what follows what; number 0 is the edge of a token.
#[derive(Clone, Debug)]
pub(crate) struct Graphones {
    numbers: HashMap<(String, String), u32>,
    pub(crate) list: Vec<(String, String)>,
    pub(crate) counts: Vec<f64>,
    pub(crate) next: BTreeMap<(u32, u32), f64>,
}

/// An edge of a lattice: from, to, graphone.
type Edge = (u16, u16, u32);

impl Graphones {
    /// None but the edge.
    pub(crate) fn new() -> Self {
        Self {
            numbers: HashMap::new(),
            list: vec![Default::default()],
            counts: vec![0.0],
            next: BTreeMap::new(),
        }
    }

    /// Adds to a count.
    pub(crate) fn add(&mut self, x: &str, y: &str, n: f64) {
        let number = self.number(x, y);
        if let Some(count) = self.counts.get_mut(number as usize) {
            *count += n;
        }
    }

    fn number(&mut self, x: &str, y: &str) -> u32 {
        let fresh = u32::try_from(self.list.len()).unwrap_or(u32::MAX);
        let key = (x.to_owned(), y.to_owned());
        let number = *self.numbers.entry(key.clone()).or_insert(fresh);
        if number == fresh {
            self.list.push(key);
            self.counts.push(0.0);
        }
        number
    }

    /// All ways to cut a pair into graphones of these sizes.
    fn lattice(&mut self, x: &str, y: &str, sizes: Sizes) -> Vec<Edge> {
        let (x, y) = (Cuttable::new(x), Cuttable::new(y));
        let (n, m) = (x.len(), y.len());
        let mut edges = Vec::new();
        let node = |i: usize, j: usize| u16::try_from(i * (m + 1) + j).unwrap_or(u16::MAX);
        for (i, j) in (0..=n).flat_map(|i| (0..=m).map(move |j| (i, j))) {
            for a in 0..=sizes.0.min(n - i) {
                for b in 0..=sizes.1.min(m - j) {
                    if a + b == 1 || (a > 0 && b > 0) {
                        let number = self.number(x.get(i, i + a), y.get(j, j + b));
                        edges.push((node(i, j), node(i + a, j + b), number));
                    }
                }
            }
        }
        edges
    }

    /// P of each graphone before the pairs: from the counts where there are any, and something for what was never met.
    fn start(&self) -> Vec<f64> {
        let known: f64 = self.counts.iter().sum();
        let mut p: Vec<f64> = Vec::with_capacity(self.list.len());
        for ((x, y), count) in self.list.iter().zip(&self.counts) {
            let (a, b) = (x.chars().count(), y.chars().count());
            let open = INIT.powi(i32::try_from(a + b).unwrap_or(9))
                * if a == 0 || b == 0 { EMPTY } else { 1.0 };
            p.push(if known > 0.0 { count / known + OPEN * open } else { open });
        }
        normalise(&mut p);
        p
    }

    /// Learns from pairs on top of the counts so far, each pair counted `weight` times.
    pub(crate) fn learn(
        &mut self,
        pairs: &[(String, String)],
        sizes: Sizes,
        rounds: usize,
        weight: f64,
    ) {
        let lattices: Vec<Vec<Edge>> =
            pairs.iter().map(|(x, y)| self.lattice(x, y, sizes)).collect();
        let mut p = self.start();
        let mut seen = vec![0.0; p.len()];
        for _ in 0..rounds {
            seen.fill(0.0);
            for lattice in &lattices {
                for (edge, share) in lattice.iter().zip(posteriors(lattice, &p)) {
                    if let Some(slot) = seen.get_mut(edge.2 as usize) {
                        *slot += weight * share;
                    }
                }
            }
            for ((p, seen), before) in p.iter_mut().zip(&seen).zip(&self.counts) {
                *p = seen + before;
            }
            normalise(&mut p);
        }
        for lattice in &lattices {
            self.flows(lattice, &posteriors(lattice, &p), weight);
        }
        for (count, seen) in self.counts.iter_mut().zip(&seen) {
            *count += seen;
        }
        self.forget();
    }

    /// Adds what follows what in one lattice.
    fn flows(&mut self, lattice: &[Edge], shares: &[f64], weight: f64) {
        let mut into: BTreeMap<u16, Vec<(u32, f64)>> = BTreeMap::new();
        into.insert(0, vec![(0, 1.0)]);
        let kept = || lattice.iter().zip(shares).filter(|(_, share)| **share > FLOW_MIN);
        for ((_, to, number), share) in kept() {
            into.entry(*to).or_default().push((*number, *share));
        }
        let last = lattice.last().map_or(0, |e| e.1);
        let ends = std::iter::once((last, 0, 1.0));
        for (from, number, share) in kept().map(|(e, s)| (e.0, e.2, *s)).chain(ends) {
            let before = into.get(&from).map_or(&[][..], Vec::as_slice);
            let total: f64 = before.iter().map(|b| b.1).sum();
            for (q, v) in before {
                *self.next.entry((*q, number)).or_default() += weight * share * v / total;
            }
        }
        if let Some(edge) = self.counts.first_mut() {
            *edge += weight;
        }
    }

    /// Drops what hardly was seen and numbers the rest anew.
    fn forget(&mut self) {
        let mut kept = Self::new();
        let mut new: Vec<Option<u32>> = vec![None; self.list.len()];
        for (at, ((x, y), count)) in self.list.iter().zip(&self.counts).enumerate() {
            if at == 0 || *count >= COUNT_MIN {
                if at > 0 {
                    kept.add(x, y, *count);
                } else {
                    kept.counts = vec![*count];
                }
                new[at] = u32::try_from(kept.list.len() - 1).ok();
            }
        }
        for ((a, b), n) in &self.next {
            let number = |q: u32| new.get(q as usize).copied().flatten();
            if let (Some(a), Some(b)) = (number(*a), number(*b)) {
                *kept.next.entry((a, b)).or_default() += n;
            }
        }
        *self = kept;
    }
}

fn normalise(p: &mut [f64]) {
    let total = p.iter().sum::<f64>().max(f64::MIN_POSITIVE);
    for p in p {
        *p /= total;
    }
}

/// The posterior probability of each edge; nothing for a lattice without a way through.
fn posteriors(lattice: &[Edge], p: &[f64]) -> Vec<f64> {
    let size = lattice.last().map_or(1, |e| usize::from(e.1) + 1);
    let of = |number: u32| p.get(number as usize).copied().unwrap_or(0.0);
    let (mut forward, mut backward) = (vec![0.0_f64; size], vec![0.0_f64; size]);
    forward[0] = 1.0;
    backward[size - 1] = 1.0;
    for (from, to, number) in lattice {
        forward[usize::from(*to)] += forward[usize::from(*from)] * of(*number);
    }
    for (from, to, number) in lattice.iter().rev() {
        backward[usize::from(*from)] += backward[usize::from(*to)] * of(*number);
    }
    let all = forward[size - 1];
    let share = |(from, to, number): &Edge| {
        forward[usize::from(*from)] * of(*number) * backward[usize::from(*to)] / all
    };
    if all > 0.0 { lattice.iter().map(share).collect() } else { vec![0.0; lattice.len()] }
}
