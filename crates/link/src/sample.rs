//! Partitions drawn from what pairs weigh, for whoever counts persons: linkage is uncertain, and a count should say how much.
//!
//! Terms: *partition* – a cluster for each record; *draw* – a partition at random. The probability of a partition is proportional to the
//! product of the odds of all pairs that it holds together: pairs judged one by one, on condition that the judgements do not contradict
//! each other (if a is b and b is c, then a is c). Two records that hang on nobody else are together in a draw with the probability
//! stated for their pair. Invariants: a draw keeps to the constraints that [`crate::cluster`] keeps to; the same seed gives the same
//! draws; records in different components are never together. Not here: estimates.
//!
//! Pairs of more than two records are not independent, so draws of large components are surer than they should be; a component of more
//! than [`COMPONENT_MAX`] records is left as it was clustered. Source: Gibbs draws of a record's cluster given all others (as in Steorts,
//! Hall and Fienberg 2016, there with a model of its own).

use crate::cluster::{Clusters, Constraints};
use crate::generate::Dice;
use crate::kernel::{Pair, Weigher};
use rayon::prelude::*;
use std::collections::{BTreeMap, HashMap, HashSet};

/// Records of a component that draws are made in at most: all pairs of a component are weighed.
pub const COMPONENT_MAX: usize = 200;

/// How to draw.
#[derive(Clone, Copy, Debug)]
pub struct Sampling {
    /// The seed.
    pub seed: u64,
    /// How many draws.
    pub draws: u32,
    /// Rounds over the records of a component before the first draw, and between draws.
    pub rounds: u32,
    /// Pairs below this total are taken for two persons where they would alone join two components.
    pub floor: i32,
}

impl Default for Sampling {
    fn default() -> Self {
        // A probability of 0.02 at the least; 20 draws are what the estimator asks for.
        Self { seed: 1, draws: 20, rounds: 12, floor: -5600 }
    }
}

/// Draws.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draws {
    /// Each draw: for each record the least record of its cluster.
    pub partitions: Vec<Vec<u32>>,
    /// Records that were left as they were clustered, their component being too large.
    pub left: u32,
    /// Components in which anything was open.
    pub components: u32,
}

impl Draws {
    /// How often two records are together.
    #[must_use]
    pub fn together(&self, a: u32, b: u32) -> f64 {
        let hits = self.partitions.iter().filter(|p| p[a as usize] == p[b as usize]).count();
        hits as f64 / self.partitions.len().max(1) as f64
    }
}

/// Draws partitions.
///
/// * Input: `clusters` – where each component begins, and what a large one keeps.
/// * Determinism: by records, pairs and seed; not by threads.
/// * Cost: all pairs of a component are weighed once; then `rounds` × `draws` × records × records of a component additions.
#[must_use]
pub fn draw(
    weigher: &Weigher<'_>,
    pairs: &[Pair],
    clusters: &Clusters,
    constraints: &Constraints,
    options: &Sampling,
) -> Draws {
    let start = by_least(&clusters.of);
    let mut draws =
        Draws { partitions: vec![start.clone(); options.draws as usize], left: 0, components: 0 };
    let mut components = components(weigher, pairs, &start, constraints, options.floor);
    components.retain(|c| {
        let large = c.len() > COMPONENT_MAX;
        draws.left += if large { crate::key::number(c.len()) } else { 0 };
        !large
    });
    draws.components = crate::key::number(components.len());
    let same: HashSet<(u32, u32)> = constraints.same.iter().map(ordered).collect();
    let different: HashSet<(u32, u32)> = constraints.different.iter().map(ordered).collect();
    let drawn: Vec<Vec<Vec<u32>>> = components
        .par_iter()
        .map(|c| Component::new(weigher, c, &start, constraints, (&same, &different)).run(options))
        .collect();
    for (component, drawn) in components.iter().zip(drawn) {
        for (partition, own) in draws.partitions.iter_mut().zip(drawn) {
            component.iter().zip(own).for_each(|(r, c)| partition[*r as usize] = c);
        }
    }
    draws.partitions.iter_mut().for_each(|p| *p = by_least(p));
    draws
}

fn ordered((a, b): &(u32, u32)) -> (u32, u32) {
    (*a.min(b), *a.max(b))
}

/// Names each cluster by its least record.
fn by_least(of: &[u32]) -> Vec<u32> {
    let mut least: HashMap<u32, u32> = HashMap::new();
    of.iter()
        .enumerate()
        .map(|(r, cluster)| *least.entry(*cluster).or_insert(crate::key::number(r)))
        .collect()
}

/// Records that hang together by pairs above the floor, by clusters or by judgements; only those of two or more, in the order of content.
fn components(
    weigher: &Weigher<'_>,
    pairs: &[Pair],
    start: &[u32],
    constraints: &Constraints,
    floor: i32,
) -> Vec<Vec<u32>> {
    let mut parent: Vec<u32> = (0..crate::key::number(start.len())).collect();
    fn root(parent: &mut [u32], mut r: u32) -> u32 {
        while parent[r as usize] != r {
            parent[r as usize] = parent[parent[r as usize] as usize];
            r = parent[r as usize];
        }
        r
    }
    let above = pairs.iter().filter(|p| p.total >= floor).map(|p| (p.a, p.b));
    let clusters = start.iter().enumerate().map(|(r, c)| (crate::key::number(r), *c));
    for (a, b) in above.chain(clusters).chain(constraints.same.iter().copied()) {
        let (x, y) = (root(&mut parent, a), root(&mut parent, b));
        parent[x.max(y) as usize] = x.min(y);
    }
    let mut members: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for r in 0..crate::key::number(start.len()) {
        members.entry(root(&mut parent, r)).or_default().push(r);
    }
    let mut components: Vec<Vec<u32>> = members.into_values().filter(|m| m.len() > 1).collect();
    let records = weigher.records;
    let key = |r: &u32| (records.content(*r), records.id(*r));
    for component in &mut components {
        component.sort_unstable_by(|a, b| key(a).cmp(&key(b)));
    }
    components
}

/// A component: ln odds of its pairs, and the cluster of each record, by the place of a record in it.
struct Component {
    ln_odds: Vec<f64>,
    bound: Vec<Bound>,
    cluster: Vec<usize>,
    records: Vec<u32>,
    seed: u64,
}

/// Records that must move together: those that were judged the same.
struct Bound {
    records: Vec<usize>,
    unique: Vec<usize>,
}

/// Pairs of records by number.
type Pairs = HashSet<(u32, u32)>;

impl Component {
    fn new(
        weigher: &Weigher<'_>,
        records: &[u32],
        start: &[u32],
        constraints: &Constraints,
        (same, different): (&Pairs, &Pairs),
    ) -> Self {
        let n = records.len();
        let mut ln_odds = vec![0.0; n * n];
        let mut group: Vec<usize> = (0..n).collect();
        for i in 0..n {
            for j in i + 1..n {
                let pair = ordered(&(records[i], records[j]));
                let bits = f64::from(weigher.total(records[i], records[j])) / crate::model::BIT;
                let ln = match () {
                    () if different.contains(&pair) => f64::NEG_INFINITY,
                    () => bits * std::f64::consts::LN_2,
                };
                (ln_odds[i * n + j], ln_odds[j * n + i]) = (ln, ln);
                if same.contains(&pair) {
                    let (x, y) = (group[i].min(group[j]), group[i].max(group[j]));
                    group.iter_mut().filter(|g| **g == y).for_each(|g| *g = x);
                }
            }
        }
        let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        group.iter().enumerate().for_each(|(r, g)| groups.entry(*g).or_default().push(r));
        let list = |r: &usize| weigher.records.list_of(records[*r]);
        let bound = groups.into_values().map(|own| Bound {
            unique: own.iter().map(list).filter(|l| constraints.unique.contains(l)).collect(),
            records: own,
        });
        let bound: Vec<Bound> = bound.collect();
        let mut numbers: HashMap<u32, usize> = HashMap::new();
        let cluster = bound
            .iter()
            .map(|b| {
                let next = numbers.len();
                *numbers.entry(start[records[b.records[0]] as usize]).or_insert(next)
            })
            .collect();
        let contents = records.iter().map(|r| weigher.records.content(*r));
        let seed = contents.fold(51, crate::intern::step);
        Self { ln_odds, bound, cluster, records: records.to_vec(), seed }
    }

    /// The draws: for each the cluster of each record, named by a record of it.
    fn run(mut self, options: &Sampling) -> Vec<Vec<u32>> {
        let mut dice = Dice::new(options.seed, &[6, self.seed]);
        let mut draws = Vec::new();
        for _ in 0..options.draws {
            for _ in 0..options.rounds {
                (0..self.bound.len()).for_each(|b| self.move_one(b, &mut dice));
            }
            let mut least: HashMap<usize, u32> = HashMap::new();
            let mut own = vec![0; self.records.len()];
            for (bound, cluster) in self.bound.iter().zip(&self.cluster) {
                let name = *least.entry(*cluster).or_insert(self.records[bound.records[0]]);
                bound.records.iter().for_each(|r| own[*r] = name);
            }
            draws.push(own);
        }
        draws
    }

    /// Draws the cluster of one record, or of records bound together, given those of all others.
    fn move_one(&mut self, at: usize, dice: &mut Dice) {
        let own = &self.bound[at];
        // A cluster has a number below that of records; one of them is free.
        let mut ln = vec![0.0_f64; self.bound.len() + 1];
        let mut taken = vec![false; self.bound.len() + 1];
        for (other, cluster) in self.bound.iter().zip(&self.cluster).enumerate() {
            let (n, (bound, cluster)) = (other, cluster);
            if n == at {
                continue;
            }
            taken[*cluster] = true;
            ln[*cluster] += self.between(own, bound);
        }
        let free = taken.iter().position(|t| !t).unwrap_or(0);
        taken[free] = true;
        let most = ln.iter().zip(&taken).filter(|(_, t)| **t).map(|(l, _)| *l).fold(0.0, f64::max);
        let weight = |n: usize| if taken[n] { (ln[n] - most).exp() } else { 0.0 };
        let all: f64 = (0..ln.len()).map(weight).sum();
        let mut rest = dice.unit() * all;
        let mut chosen = free;
        for n in 0..ln.len() {
            rest -= weight(n);
            if rest < 0.0 {
                chosen = n;
                break;
            }
        }
        self.cluster[at] = chosen;
    }

    fn between(&self, a: &Bound, b: &Bound) -> f64 {
        if a.unique.iter().any(|l| b.unique.contains(l)) {
            return f64::NEG_INFINITY;
        }
        let n = self.records.len();
        let mut sum = 0.0;
        for i in &a.records {
            for j in &b.records {
                sum += self.ln_odds[i * n + j];
            }
        }
        sum
    }
}

/// Counts persons of a partition by the lists that hold them: what an estimator takes.
///
/// * Input: `lists` – how many lists there are, 64 at most; those beyond are not looked at.
/// * Output: by pattern, bit `l` set for list `l`, how many persons.
#[must_use]
pub fn overlap(records: &crate::Records, partition: &[u32]) -> BTreeMap<u64, u64> {
    let mut patterns: HashMap<u32, u64> = HashMap::new();
    for (r, cluster) in partition.iter().enumerate() {
        let list = records.list_of(crate::key::number(r));
        if list < 64 {
            *patterns.entry(*cluster).or_default() |= 1 << list;
        }
    }
    let mut counts = BTreeMap::new();
    patterns.into_values().for_each(|p| *counts.entry(p).or_default() += 1);
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A component of records with given totals, each of a list of its own unless told.
    fn component(n: usize, totals: &[(usize, usize, f64)], unique: &[usize]) -> Component {
        let mut ln_odds = vec![f64::NEG_INFINITY; n * n];
        for (i, j, p) in totals {
            let ln = (p / (1.0 - p)).ln();
            (ln_odds[i * n + j], ln_odds[j * n + i]) = (ln, ln);
        }
        let bound = |r| Bound {
            records: vec![r],
            unique: if unique.contains(&r) { vec![0] } else { Vec::new() },
        };
        Component {
            ln_odds,
            bound: (0..n).map(bound).collect(),
            cluster: (0..n).collect(),
            records: (0..crate::key::number(n)).collect(),
            seed: 1,
        }
    }

    fn shares(component: Component, pairs: &[(usize, usize)]) -> Vec<f64> {
        let draws = 8000;
        let options = Sampling { seed: 3, draws, rounds: 3, floor: 0 };
        let drawn = component.run(&options);
        let share = |(i, j): &(usize, usize)| {
            drawn.iter().filter(|d| d[*i] == d[*j]).count() as f64 / f64::from(draws)
        };
        pairs.iter().map(share).collect()
    }

    #[test]
    fn a_lone_pair_is_together_as_often_as_stated() {
        for p in [0.05, 0.4, 0.93] {
            let found = shares(component(2, &[(0, 1, p)], &[]), &[(0, 1)])[0];
            assert!((found - p).abs() < 0.02, "{p} {found}");
        }
    }

    #[test]
    fn three_records_are_together_as_enumerated() {
        let odds = |p: f64| p / (1.0 - p);
        let (p, q, r) = (0.8, 0.6, 0.3);
        // Partitions of three: apart, one pair (three ways), all.
        let (x, y, z) = (odds(p), odds(q), odds(r));
        let all = 1.0 + x + y + z + x * y * z;
        let expected = [(x + x * y * z) / all, (y + x * y * z) / all, (z + x * y * z) / all];
        let found = shares(
            component(3, &[(0, 1, p), (1, 2, q), (0, 2, r)], &[]),
            &[(0, 1), (1, 2), (0, 2)],
        );
        for (found, expected) in found.iter().zip(expected) {
            assert!((found - expected).abs() < 0.025, "{found} {expected}");
        }
    }

    #[test]
    fn a_unique_list_and_a_judgement_hold_records_apart() {
        let of = [(0, 1, 0.999), (1, 2, 0.999), (0, 2, 0.999)];
        let found = shares(component(3, &of, &[0, 2]), &[(0, 2)]);
        assert_eq!(found, [0.0]);
        // A pair without odds was judged different.
        let found = shares(component(3, &of[..2], &[]), &[(0, 2)]);
        assert_eq!(found, [0.0]);
    }

    #[test]
    fn draws_of_records_agree_with_their_pairs_and_count_persons() {
        use crate::generate::{COLUMNS, Plan, Profile, Scripts, World};
        use crate::{Builder, Mapping, block, cluster, run, train};
        let plan =
            Plan { records: 1500, seed: 4, profile: Profile::Standard, scripts: Scripts::Latin };
        let world = World::new(&plan);
        let rows: Vec<Vec<String>> =
            (0..world.len()).map(|n| world.row(n).cells()[..12].to_vec()).collect();
        let header = &COLUMNS[..12];
        let sample: Vec<Vec<&str>> =
            rows.iter().take(500).map(|r| r.iter().map(String::as_str).collect()).collect();
        let mut builder = Builder::new(&Mapping::propose(header, &sample));
        builder.list("all", header).unwrap();
        rows.iter().for_each(|r| {
            builder.row(r).unwrap();
        });
        let names = names::Names::standard().unwrap();
        let records = builder.finish(names);
        let rules: Vec<block::Rule> =
            block::propose(&records, 200_000).into_iter().map(|r| r.0).collect();
        let keys = run::keys(&records, &rules, u32::MAX);
        let options = train::Training::default();
        let model = train::train(&records, names, &rules, &keys, &options).unwrap().model;
        let weigher = Weigher::new(&records, names, &model);
        let pairs = run::pairs(&weigher, &keys, -7000, &run::Unwatched).unwrap();
        let official = records.lists().iter().position(|l| l == "official").unwrap();
        let constraints = Constraints { unique: vec![official], ..Constraints::default() };
        let clusters = cluster::cluster(&weigher, &pairs, &constraints, 0);
        let options = Sampling { draws: 10, ..Sampling::default() };
        let draws = draw(&weigher, &pairs, &clusters, &constraints, &options);
        assert_eq!(draws, draw(&weigher, &pairs, &clusters, &constraints, &options));
        assert_eq!(draws.partitions.len(), 10);
        for partition in &draws.partitions {
            let mut seen = HashSet::new();
            for (r, c) in partition.iter().enumerate() {
                let list = records.list_of(crate::key::number(r));
                assert!(list != official || seen.insert(*c), "two of a unique list");
            }
            let table = overlap(&records, partition);
            let persons: HashSet<u32> = partition.iter().copied().collect();
            assert_eq!(table.values().sum::<u64>(), persons.len() as u64);
        }
        // Draws differ, though not by much.
        let counts: HashSet<u64> =
            draws.partitions.iter().map(|p| overlap(&records, p).values().sum()).collect();
        assert!(counts.len() > 1, "{counts:?}");
    }
}
