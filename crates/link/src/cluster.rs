//! Persons of pairs: clusters that agree on the average, under constraints.
//!
//! Records that hang together by pairs for one person form a component. In a component the two clusters whose pairs weigh most on the average
//! are joined, all pairs between them counted, until no average is above the threshold; a pair that is no candidate is weighed when
//! it is asked for. So one mistaken pair does not join two persons. Terms: *unique* – a list on which nobody stands twice; *held apart* – a pair
//! for one person whose records are in two clusters, with the reason. Invariants: a cluster has one record of a unique list at most and no pair that was
//! judged different; what was judged the same is together; the outcome does not depend on the order of records or pairs. Not here: who judges.
//! Source: average linkage (Sokal and Michener 1958); clusters from weights for and against as in Bansal, Blum and Chawla 2004.

use crate::kernel::{Pair, Weigher};
use rayon::prelude::*;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap, HashMap};

/// What clusters must keep to.
#[derive(Clone, Debug, Default)]
pub struct Constraints {
    /// Lists on which nobody stands twice, by number.
    pub unique: Vec<usize>,
    /// Records that are of one person, whatever they weigh; where these contradict the others, these are kept and the fault reported.
    pub same: Vec<(u32, u32)>,
    /// Records that are of two persons.
    pub different: Vec<(u32, u32)>,
}

/// Why two records are in two clusters though they weigh for one person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Why {
    /// Their clusters hold records of one unique list.
    Unique,
    /// Somebody judged that records of their clusters are of two persons.
    Judged,
    /// All pairs between their clusters together weigh against it.
    Average,
}

/// A pair for one person whose records are in two clusters: an alternative.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HeldApart {
    /// The pair.
    pub pair: Pair,
    /// The reason.
    pub why: Why,
}

/// Clusters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clusters {
    /// The cluster of each record; clusters are numbered by their first record.
    pub of: Vec<u32>,
    /// How many there are.
    pub count: u32,
    /// The alternatives, in the order of the pairs.
    pub held_apart: Vec<HeldApart>,
    /// Judgements of "same" that contradict a unique list or a judgement of "different".
    pub contradicted: Vec<(u32, u32)>,
}

/// One pair weighs this much at most in an average: 25 bits.
const PAIR_MAX: i32 = 25_000;
/// Pairs between two clusters that are weighed at most for their average; of more, every so many-th is taken.
const PAIRS_MAX: usize = 400;

/// Makes clusters.
///
/// * Input: `pairs` – each once; `threshold` – the average total above which clusters are joined, 0 for what is more probable than not.
/// * Determinism: depends on records and pairs as sets; ties are settled by content.
/// * Cost: some microseconds a pair above the threshold, more in components of many near namesakes.
#[must_use]
pub fn cluster(
    weigher: &Weigher<'_>,
    pairs: &[Pair],
    constraints: &Constraints,
    threshold: i32,
) -> Clusters {
    let records = weigher.records;
    let n = records.len();
    let mut forest = Forest::new(n);
    for (a, b) in pairs.iter().filter(|p| p.total > threshold).map(|p| (p.a, p.b)) {
        forest.join(a, b);
    }
    for (a, b) in &constraints.same {
        forest.join(*a, *b);
    }
    let components = components(&mut forest, pairs, constraints, threshold);
    let parts: Vec<Part> = components
        .par_iter()
        .map(|c| parts_of(weigher, c, &constraints.unique, threshold))
        .collect();
    let mut of: Vec<u32> = (0..crate::key::number(n)).collect();
    let mut contradicted = Vec::new();
    for (clusters, faults) in parts {
        for cluster in clusters {
            let first = cluster.iter().min().copied().unwrap_or(0);
            cluster.iter().for_each(|r| of[*r as usize] = first);
        }
        contradicted.extend(faults);
    }
    contradicted.sort_unstable();
    let count = renumber(&mut of);
    let held_apart = held_apart(weigher, pairs, constraints, threshold, &of, count);
    Clusters { of, count, held_apart, contradicted }
}

/// Clusters of a component, of two records or more, and judgements that contradict others.
type Part = (Vec<Vec<u32>>, Vec<(u32, u32)>);

fn parts_of(
    weigher: &Weigher<'_>,
    component: &Component,
    unique: &[usize],
    threshold: i32,
) -> Part {
    match (&component.pairs[..], &component.same[..]) {
        // Most components are two records.
        ([pair], []) => (two(weigher, component, *pair, unique), Vec::new()),
        _ => Work::new(weigher, component, unique, threshold).run(),
    }
}

/// The clusters, of two records or more, of records that hang together: what [`cluster`] makes of them.
///
/// * Input: all pairs above the threshold among them, and what was judged among them.
pub(crate) fn one_component(
    weigher: &Weigher<'_>,
    pairs: Vec<Pair>,
    constraints: &Constraints,
    threshold: i32,
) -> Vec<Vec<u32>> {
    let sorted = |(a, b): &(u32, u32)| ((*a).min(*b), (*a).max(*b));
    let component = Component {
        root: 0,
        pairs,
        same: constraints.same.clone(),
        different: constraints.different.iter().map(sorted).collect(),
    };
    if component.pairs.is_empty() && component.same.is_empty() {
        return Vec::new();
    }
    parts_of(weigher, &component, &constraints.unique, threshold).0
}

/// Records that hang together, the largest components first.
fn components(
    forest: &mut Forest,
    pairs: &[Pair],
    constraints: &Constraints,
    threshold: i32,
) -> Vec<Component> {
    let above = pairs.iter().filter(|p| p.total > threshold);
    let mut rooted: Vec<(u32, Pair)> = above.map(|p| (forest.root(p.a), *p)).collect();
    rooted.par_sort_unstable();
    let mut components: Vec<Component> = rooted
        .chunk_by(|x, y| x.0 == y.0)
        .map(|c| Component {
            root: c[0].0,
            pairs: c.iter().map(|p| p.1).collect(),
            ..Component::default()
        })
        .collect();
    drop(rooted);
    if !constraints.same.is_empty() || !constraints.different.is_empty() {
        let mut by_root: BTreeMap<u32, usize> =
            components.iter().enumerate().map(|(n, c)| (c.root, n)).collect();
        for pair in &constraints.same {
            let root = forest.root(pair.0);
            let n = *by_root.entry(root).or_insert(components.len());
            if n == components.len() {
                components.push(Component { root, ..Component::default() });
            }
            components[n].same.push(*pair);
        }
        for (a, b) in &constraints.different {
            let root = forest.root(*a);
            if root == forest.root(*b)
                && let Some(n) = by_root.get(&root)
            {
                components[*n].different.insert(((*a).min(*b), (*a).max(*b)));
            }
        }
    }
    components.sort_by_key(|c| (Reverse(c.pairs.len()), c.root));
    components
}

/// The cluster of two records that hang together with no others.
fn two(
    weigher: &Weigher<'_>,
    component: &Component,
    pair: Pair,
    unique: &[usize],
) -> Vec<Vec<u32>> {
    let (x, y) = (weigher.records.list_of(pair.a), weigher.records.list_of(pair.b));
    let clash = x == y && unique.contains(&x);
    let judged = component.different.contains(&(pair.a, pair.b));
    if clash || judged { Vec::new() } else { vec![vec![pair.a, pair.b]] }
}

/// Numbers clusters by their first record.
fn renumber(of: &mut [u32]) -> u32 {
    let mut count = 0;
    let mut numbers = vec![u32::MAX; of.len()];
    for cluster in of.iter_mut() {
        let number = &mut numbers[*cluster as usize];
        if *number == u32::MAX {
            *number = count;
            count += 1;
        }
        *cluster = *number;
    }
    count
}

fn held_apart(
    weigher: &Weigher<'_>,
    pairs: &[Pair],
    constraints: &Constraints,
    threshold: i32,
    of: &[u32],
    count: u32,
) -> Vec<HeldApart> {
    let records = weigher.records;
    let mut unique: Vec<Vec<usize>> = vec![Vec::new(); count as usize];
    if !constraints.unique.is_empty() {
        for (r, cluster) in of.iter().enumerate() {
            let list = records.list_of(crate::key::number(r));
            if constraints.unique.contains(&list) {
                unique[*cluster as usize].push(list);
            }
        }
    }
    let sides = |(a, b): &(u32, u32)| {
        let (x, y) = (of[*a as usize], of[*b as usize]);
        (x.min(y), x.max(y))
    };
    let judged: BTreeSet<(u32, u32)> = constraints.different.iter().map(sides).collect();
    pairs
        .iter()
        .filter(|p| p.total > threshold && of[p.a as usize] != of[p.b as usize])
        .map(|p| {
            let (x, y) = sides(&(p.a, p.b));
            let clash = unique[x as usize].iter().any(|l| unique[y as usize].contains(l));
            let why = match () {
                () if judged.contains(&(x, y)) => Why::Judged,
                () if clash => Why::Unique,
                () => Why::Average,
            };
            HeldApart { pair: *p, why }
        })
        .collect()
}

/// Records that hang together.
#[derive(Debug, Default)]
struct Component {
    root: u32,
    pairs: Vec<Pair>,
    same: Vec<(u32, u32)>,
    different: BTreeSet<(u32, u32)>,
}

/// Union by least root, with paths halved.
struct Forest {
    parent: Vec<u32>,
}

impl Forest {
    fn new(n: usize) -> Self {
        Self { parent: (0..crate::key::number(n)).collect() }
    }

    fn root(&mut self, mut r: u32) -> u32 {
        while self.parent[r as usize] != r {
            let up = self.parent[self.parent[r as usize] as usize];
            self.parent[r as usize] = up;
            r = up;
        }
        r
    }

    fn join(&mut self, a: u32, b: u32) {
        let (x, y) = (self.root(a), self.root(b));
        self.parent[x.max(y) as usize] = x.min(y);
    }
}

/// The sum of the totals between two clusters, and how many pairs it is of.
type Between = (i64, i64);

/// What the heap orders by: the average, then the clusters by rank, least first.
type Join = (i64, Reverse<usize>, Reverse<usize>, usize, usize);

/// One component at work. Clusters are numbered by local records in the order of content.
struct Work<'w, 'r> {
    weigher: &'w Weigher<'r>,
    component: &'w Component,
    unique: &'w [usize],
    threshold: i64,
    records: Vec<u32>,
    members: Vec<Vec<usize>>,
    lists: Vec<Vec<usize>>,
    between: Vec<BTreeMap<usize, Between>>,
    known: HashMap<(usize, usize), i32>,
    heap: BinaryHeap<Join>,
    faults: Vec<(u32, u32)>,
}

impl<'w, 'r> Work<'w, 'r> {
    fn new(
        weigher: &'w Weigher<'r>,
        component: &'w Component,
        unique: &'w [usize],
        threshold: i32,
    ) -> Self {
        let all = component.pairs.iter().map(|p| (p.a, p.b)).chain(component.same.iter().copied());
        let mut records: Vec<u32> = all.flat_map(|(a, b)| [a, b]).collect();
        let key = |r: &u32| (weigher.records.content(*r), weigher.records.id(*r));
        records.sort_unstable_by(|a, b| key(a).cmp(&key(b)).then(a.cmp(b)));
        records.dedup();
        let n = records.len();
        let lists = records.iter().map(|r| weigher.records.list_of(*r));
        let lists = lists.map(|l| if unique.contains(&l) { vec![l] } else { Vec::new() }).collect();
        Self {
            weigher,
            component,
            unique,
            threshold: i64::from(threshold),
            members: (0..n).map(|r| vec![r]).collect(),
            lists,
            between: vec![BTreeMap::new(); n],
            known: HashMap::new(),
            heap: BinaryHeap::new(),
            faults: Vec::new(),
            records,
        }
    }

    fn run(mut self) -> (Vec<Vec<u32>>, Vec<(u32, u32)>) {
        let place: HashMap<u32, usize> =
            self.records.iter().enumerate().map(|(n, r)| (*r, n)).collect();
        let mut pairs: Vec<(usize, usize, i32)> = Vec::new();
        for pair in &self.component.pairs {
            let (i, j) = (place[&pair.a], place[&pair.b]);
            self.known.insert((i.min(j), i.max(j)), pair.total);
            pairs.push((i.min(j), i.max(j), pair.total));
        }
        pairs.sort_unstable();
        self.join_judged(&place);
        let owner: HashMap<usize, usize> = self
            .members
            .iter()
            .enumerate()
            .flat_map(|(c, m)| m.iter().map(move |r| (*r, c)))
            .collect();
        for (i, j, _) in &pairs {
            let (x, y) = (owner[i].min(owner[j]), owner[i].max(owner[j]));
            if x != y && !self.between[x].contains_key(&y) {
                let sum = self.weigh(x, y);
                self.link(x, y, sum);
            }
        }
        while let Some((average, _, _, x, y)) = self.heap.pop() {
            let current = self.between[x].get(&y).map(|b| average_of(*b));
            if current == Some(average) && average > self.threshold * SCALE {
                self.join(x, y);
            }
        }
        let records = &self.records;
        let cluster = |m: &Vec<usize>| m.iter().map(|r| records[*r]).collect::<Vec<u32>>();
        let clusters = self.members.iter().filter(|m| m.len() > 1).map(cluster).collect();
        (clusters, self.faults)
    }

    /// Puts together what was judged the same, and reports what that contradicts.
    fn join_judged(&mut self, place: &HashMap<u32, usize>) {
        let mut owner: Vec<usize> = (0..self.records.len()).collect();
        let mut judged: Vec<(usize, usize)> =
            self.component.same.iter().map(|(a, b)| (place[a], place[b])).collect();
        judged.sort_unstable();
        for (a, b) in judged {
            let (x, y) = (owner[a].min(owner[b]), owner[a].max(owner[b]));
            if x == y {
                continue;
            }
            if self.forbidden(x, y) {
                self.faults.push((self.records[a], self.records[b]));
            }
            let moved = std::mem::take(&mut self.members[y]);
            moved.iter().for_each(|r| owner[*r] = x);
            self.members[x].extend(moved);
            let lists = std::mem::take(&mut self.lists[y]);
            self.lists[x].extend(lists);
        }
    }

    fn forbidden(&self, x: usize, y: usize) -> bool {
        let clash =
            !self.unique.is_empty() && self.lists[x].iter().any(|l| self.lists[y].contains(l));
        clash || (!self.component.different.is_empty() && self.judged_different(x, y))
    }

    fn judged_different(&self, x: usize, y: usize) -> bool {
        self.members[x].iter().any(|a| {
            self.members[y].iter().any(|b| {
                let (a, b) = (self.records[*a], self.records[*b]);
                self.component.different.contains(&(a.min(b), a.max(b)))
            })
        })
    }

    fn link(&mut self, x: usize, y: usize, sum: Between) {
        self.between[x].insert(y, sum);
        self.between[y].insert(x, sum);
        let average = average_of(sum);
        if average > self.threshold * SCALE && !self.forbidden(x, y) {
            let (x, y) = (x.min(y), x.max(y));
            self.heap.push((average, Reverse(x), Reverse(y), x, y));
        }
    }

    /// Joins two clusters under the lesser number.
    fn join(&mut self, x: usize, y: usize) {
        let mut near = std::mem::take(&mut self.between[x]);
        let far = std::mem::take(&mut self.between[y]);
        near.remove(&y);
        let mut others: Vec<usize> = near.keys().chain(far.keys()).copied().collect();
        others.sort_unstable();
        others.dedup();
        others.retain(|c| *c != x && *c != y);
        let mut sums = Vec::new();
        for c in others {
            let (a, b) = (near.get(&c).copied(), far.get(&c).copied());
            let a = a.unwrap_or_else(|| self.weigh(x, c));
            let b = b.unwrap_or_else(|| self.weigh(y, c));
            self.between[c].remove(&x);
            self.between[c].remove(&y);
            sums.push((c, (a.0 + b.0, a.1 + b.1)));
        }
        let moved = std::mem::take(&mut self.members[y]);
        self.members[x].extend(moved);
        let lists = std::mem::take(&mut self.lists[y]);
        self.lists[x].extend(lists);
        for (c, sum) in sums {
            self.link(x, c, sum);
        }
    }

    /// Weighs all pairs between two clusters.
    fn weigh(&mut self, x: usize, y: usize) -> Between {
        let all = self.members[x].len() * self.members[y].len();
        let step = all.div_ceil(PAIRS_MAX);
        let (mut sum, mut count) = (0, 0);
        for (at, (i, j)) in self.members[x]
            .iter()
            .flat_map(|i| self.members[y].iter().map(move |j| (*i, *j)))
            .enumerate()
        {
            if at % step != 0 {
                continue;
            }
            let known = self.known.get(&(i.min(j), i.max(j))).copied();
            let total =
                known.unwrap_or_else(|| self.weigher.total(self.records[i], self.records[j]));
            sum += i64::from(total.clamp(-PAIR_MAX, PAIR_MAX));
            count += 1;
        }
        // As if all had been weighed.
        let all = i64::try_from(all).unwrap_or(i64::MAX);
        (sum * all / count.max(1), all)
    }
}

/// Averages are compared in this part of a unit.
const SCALE: i64 = 64;

fn average_of((sum, count): Between) -> i64 {
    (sum * SCALE).div_euclid(count.max(1))
}
