//! Weighs the pairs of a block: bounds first, letters last.
//!
//! Terms: *bound* – the most that a pair can weigh by what was looked at so far: equal and missing values are known at once, any other
//! comparison counts with its best level; *floor* – the least total that is kept. Invariants: the pairs that are kept, and their weights,
//! are those of comparing everything (a test says so); a weight does not depend on block, thread or order. Not here: which records are in a
//! block ([`crate::block`]), threads ([`crate::run`]).
//!
//! A block is laid out by field, so that bounds of one record against all others are sums of whole numbers that the machine adds four at a
//! time. Most pairs end there.

use crate::block::{Blocks, Keys};
use crate::compare::{
    self, Comparison, EXCHANGED, Measure, Shape, WordShape, exchanged, may_be_exchanged, reachable,
};
use crate::intern::step;
use crate::model::{Model, milli, settled};
use crate::record::Records;
use names::Names;
use std::sync::OnceLock;

/// Two records with their weight.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Pair {
    /// A record.
    pub a: u32,
    /// Another; `a < b`.
    pub b: u32,
    /// Total in thousandths of a bit: weights and prior.
    pub total: i32,
}

/// A comparison ready to weigh.
#[derive(Debug)]
pub(crate) struct Ready {
    pub(crate) comparison: Comparison,
    /// By level.
    pub(crate) weights: [i32; 32],
    /// Of equal values, by value: a rare one weighs more.
    pub(crate) same: Vec<i32>,
    /// Of an equal value that no record had when values were counted.
    rarest: i32,
    /// The best that values can weigh that are there and differ.
    other: i32,
    /// The same of two Korean names, and of two names of one word; without an exchange of given and family name.
    nearer: [i32; 2],
    /// The place of the field that this one is confused with.
    partner: Option<usize>,
}

/// Records and a model, ready to weigh pairs.
#[derive(Debug)]
pub struct Weigher<'r> {
    pub(crate) records: &'r Records,
    pub(crate) names: &'r Names,
    /// Cheap ones first.
    pub(crate) ready: Vec<Ready>,
    /// The comparisons of names, of which shapes and syllables tell much at once.
    masked: Vec<usize>,
    /// The values of each record side by side, so that a record is one place in memory; made when blocks are weighed.
    rows: OnceLock<Vec<u32>>,
    pub(crate) prior: i32,
    /// What each two lists add to the prior, row by row; empty if nothing.
    between: Vec<i32>,
    /// The most that lists add.
    between_most: i32,
    slope: i32,
    shift: i32,
}

/// What weighs, without the records.
#[derive(Debug)]
pub(crate) struct Parts {
    ready: Vec<Ready>,
    masked: Vec<usize>,
    prior: i32,
    between: Vec<i32>,
    between_most: i32,
    slope: i32,
    shift: i32,
}

/// Comparisons of names that are bounded by shapes at most.
const NAMES_MAX: usize = 8;
/// A value that one person has counts as this many of those that others have.
const RARE: f64 = 0.6;
/// No value weighs more by its rarity than this many bits above its level.
const RARE_BITS_MAX: f64 = 8.0;

impl<'r> Weigher<'r> {
    /// Takes a model for records.
    #[must_use]
    pub fn new(records: &'r Records, names: &'r Names, model: &Model) -> Self {
        let make = |(comparison, learned): (Comparison, &crate::model::Learned)| {
            let mut weights = [0; 32];
            for (w, level) in weights.iter_mut().zip(&learned.levels) {
                *w = level.weight;
            }
            let (same, rarest) = same_weights(records, &comparison, learned, model);
            let same_level = comparison.measure.same();
            let levels = learned.levels.len();
            let others = (0..levels).filter(|l| *l != usize::from(same_level));
            let other = others.map(|l| weights[l]).max().unwrap_or(0);
            let best = |shapes: [Shape; 2]| {
                let may = reachable(shapes[0], shapes[1]).unwrap_or(!0) & !(1 << EXCHANGED);
                (0..levels).filter(|l| may >> l & 1 == 1).map(|l| weights[l]).max().unwrap_or(other)
            };
            let nearer =
                [best([Shape::Korean; 2]), best([0, 1].map(|n| Shape::Word(WordShape::any(n))))];
            Ready { comparison, weights, same, rarest, other, nearer, partner: None }
        };
        let mut ready: Vec<Ready> =
            model.of(records).into_iter().zip(&model.comparisons).map(make).collect();
        ready.sort_by_key(|r| (r.comparison.measure.cost(), r.comparison.field));
        let fields: Vec<usize> = ready.iter().map(|r| r.comparison.field).collect();
        for own in &mut ready {
            let at = |p: usize| fields.iter().position(|f| *f == p);
            own.partner = own.comparison.partner.and_then(at);
        }
        let is_name = |c: &usize| ready[*c].comparison.measure == Measure::Name;
        let masked = (0..ready.len()).filter(is_name).take(NAMES_MAX).collect();
        let (prior, slope, shift) = (model.prior, model.slope, model.shift);
        let between = model.between(records);
        let between_most = between.iter().copied().max().unwrap_or(0);
        Self {
            records,
            names,
            ready,
            masked,
            rows: OnceLock::new(),
            prior,
            between,
            between_most,
            slope,
            shift,
        }
    }

    /// What of it is not records and names, to weigh the same records with more behind them.
    pub(crate) fn into_parts(self) -> Parts {
        let Self { ready, masked, prior, between, between_most, slope, shift, .. } = self;
        Parts { ready, masked, prior, between, between_most, slope, shift }
    }

    /// The same weights for records that have more behind them.
    pub(crate) fn from_parts(records: &'r Records, names: &'r Names, parts: Parts) -> Self {
        let Parts { mut ready, masked, prior, between, between_most, slope, shift } = parts;
        for own in &mut ready {
            let dictionary = &records.dictionaries[own.comparison.dictionary];
            for value in own.same.len()..dictionary.len() {
                let value = crate::key::number(value);
                let level = compare::same_level(own.comparison.measure, dictionary, value);
                let weight = match level {
                    0 => 0,
                    l if l == own.comparison.measure.same() => own.rarest,
                    l => own.weights[usize::from(l)].max(0),
                };
                own.same.push(weight);
            }
        }
        let rows = OnceLock::new();
        Self { records, names, ready, masked, rows, prior, between, between_most, slope, shift }
    }

    /// The values of all records, record by record.
    fn rows(&self) -> &[u32] {
        self.rows.get_or_init(|| {
            let columns: Vec<&[u32]> = self
                .ready
                .iter()
                .map(|r| &self.records.columns[r.comparison.field].of[..])
                .collect();
            let mut rows = Vec::with_capacity(self.records.len() * columns.len());
            for r in 0..self.records.len() {
                rows.extend(columns.iter().map(|of| of[r]));
            }
            rows
        })
    }

    /// The total of two records, everything compared.
    #[must_use]
    pub fn total(&self, a: u32, b: u32) -> i32 {
        let sum =
            self.ready.iter().map(|r| self.term(r, a, b).1).sum::<i32>() + self.prior_of(a, b);
        settled(sum, self.slope, self.shift)
    }

    /// The prior of two records of their lists.
    pub(crate) fn prior_of(&self, a: u32, b: u32) -> i32 {
        let lists = self.records.lists().len();
        let at = self.records.list_of(a) * lists + self.records.list_of(b);
        self.prior + self.between.get(at).copied().unwrap_or(0)
    }

    /// A number that tells one run from another: by records, keys, weights and floor.
    pub(crate) fn mark(&self, keys: &[Keys], floor: i32) -> u64 {
        let mut hash = step(71, u64::from(floor.cast_unsigned()));
        let signed = |n: i32| u64::from(n.cast_unsigned());
        for n in [self.prior, self.slope, self.shift].iter().chain(&self.between) {
            hash = step(hash, signed(*n));
        }
        for ready in &self.ready {
            for n in ready.weights.iter().chain(&ready.same) {
                hash = step(hash, signed(*n));
            }
        }
        for own in keys {
            let cost = own.cost;
            for n in [cost.pairs, u64::from(cost.blocks), u64::from(cost.largest)] {
                hash = step(hash, n);
            }
        }
        (0..crate::key::number(self.records.len())).fold(hash, |h, r| {
            step(step(h, self.records.content(r)), self.records.list_of(r) as u64)
        })
    }

    /// The least sum whose total is `floor` or more.
    fn least_sum(&self, floor: i32) -> i32 {
        let slope = i64::from(self.slope.max(1));
        let least = (i64::from(floor) - i64::from(self.shift)) * 1000;
        i32::try_from(least.div_euclid(slope) + i64::from(least.rem_euclid(slope) > 0))
            .unwrap_or(i32::MAX)
    }

    /// The level and the weight of one comparison.
    pub(crate) fn term(&self, ready: &Ready, a: u32, b: u32) -> (u8, i32) {
        let level = ready.comparison.of(self.records, self.names, a, b);
        let of = &self.records.columns[ready.comparison.field].of;
        let (x, y) = (of[a as usize], of[b as usize]);
        let weight =
            if x == y { ready.same[x as usize] } else { ready.weights[usize::from(level)] };
        (level, weight)
    }
}

/// The weight of equal values: by m of the level and the frequency of the value.
fn same_weights(
    records: &Records,
    comparison: &Comparison,
    learned: &crate::model::Learned,
    model: &Model,
) -> (Vec<i32>, i32) {
    let column = &records.columns[comparison.field];
    let dictionary = &records.dictionaries[comparison.dictionary];
    let each = model.records_per_person.max(1.0);
    let filled: u64 = column.counts.iter().skip(1).map(|c| u64::from(*c)).sum();
    let persons = (filled as f64 / each).max(2.0);
    let same = &learned.levels[usize::from(comparison.measure.same())];
    let by_count = |count: u32| {
        let holders = (f64::from(count) / each).max(1.0);
        let frequency = (holders - 1.0 + RARE) / persons;
        let bits = (same.u / frequency).log2().clamp(-RARE_BITS_MAX, RARE_BITS_MAX);
        milli(same.m / same.u * bits.exp2()).max(0)
    };
    // Most values are rare.
    let few: Vec<i32> = (0..256).map(by_count).collect();
    let weights = (0..crate::key::number(dictionary.len()))
        .map(|value| {
            let level = compare::same_level(comparison.measure, dictionary, value);
            if level == 0 {
                return 0;
            }
            if level != comparison.measure.same() {
                return learned.levels[usize::from(level)].weight.max(0);
            }
            let count = column.counts[value as usize];
            few.get(count as usize).copied().unwrap_or_else(|| by_count(count))
        })
        .collect();
    (weights, few[0])
}

/// Room to work in, one for each thread.
#[derive(Debug, Default)]
pub struct Scratch {
    values: Vec<u32>,
    same: Vec<i32>,
    masks: Vec<u64>,
    shapes: Vec<Shape>,
    bounds: Vec<i32>,
    before: Vec<u32>,
}

/// The members of a block, field by field.
struct Laid<'s> {
    values: &'s [u32],
    masks: &'s [u64],
    shapes: &'s [Shape],
    n: usize,
}

impl Laid<'_> {
    fn values(&self, c: usize, i: usize, j: usize) -> (u32, u32) {
        (self.values[c * self.n + i], self.values[c * self.n + j])
    }

    fn masks(&self, c: usize, i: usize, j: usize) -> (u64, u64) {
        (self.masks[c * self.n + i], self.masks[c * self.n + j])
    }

    fn shapes(&self, c: usize, i: usize, j: usize) -> (Shape, Shape) {
        (self.shapes[c * self.n + i], self.shapes[c * self.n + j])
    }
}

/// A block to weigh: its records, and from which of them pairs begin.
#[derive(Clone, Debug)]
pub struct Block<'k> {
    /// The records, each once.
    pub members: &'k [u32],
    /// The first records of the pairs, by their place among the members.
    pub from: std::ops::Range<usize>,
    /// The rules before this one: a pair that one of them has is not this rule's.
    pub before: &'k [Keys],
    /// The rule, and the block's number: a pair that shares an earlier block is not this block's.
    pub own: Option<(&'k Keys, u32)>,
}

impl Weigher<'_> {
    /// Weighs the pairs of a block and adds those with a total of `floor` or more to `out`.
    ///
    /// * Cost: about a nanosecond a pair and field for bounds; letters are compared only for pairs that can still reach the floor.
    pub fn score_block(
        &self,
        block: &Block<'_>,
        floor: i32,
        scratch: &mut Scratch,
        out: &mut Vec<Pair>,
    ) {
        let n = block.members.len();
        let least = self.least_sum(floor);
        self.lay_out(block.members, scratch);
        block.lay_out(&mut scratch.before);
        let Scratch { values, same, masks, shapes, bounds, before } = scratch;
        let laid = Laid { values, masks, shapes, n };
        bounds.resize(n, 0);
        for i in block.from.clone() {
            let rest = &mut bounds[i + 1..];
            rest.fill(self.prior + self.between_most);
            for (c, ready) in self.ready.iter().enumerate() {
                let x = values[c * n + i];
                if x != 0 {
                    let field = &values[c * n + i + 1..(c + 1) * n];
                    add_bounds(rest, field, x, same[c * n + i], ready.other);
                }
            }
            for (j, bound) in bounds.iter().copied().enumerate().skip(i + 1) {
                if bound < least {
                    continue;
                }
                let Some(sum) = self.settle(&laid, (i, j), bound, least) else {
                    continue;
                };
                let (a, b) = (block.members[i], block.members[j]);
                let sum = sum - self.prior - self.between_most + self.prior_of(a, b);
                // Last, for it goes through memory, and few pairs come here.
                if sum >= least && block.is_first((i, j), before) {
                    let total = settled(sum, self.slope, self.shift);
                    out.push(Pair { a: a.min(b), b: a.max(b), total });
                }
            }
        }
    }

    /// Copies the values of the members, field by field, with the weight that each has beside itself.
    fn lay_out(&self, members: &[u32], scratch: &mut Scratch) {
        scratch.values.clear();
        scratch.same.clear();
        scratch.masks.clear();
        scratch.shapes.clear();
        let (rows, n, fields) = (self.rows(), members.len(), self.ready.len());
        scratch.values.resize(n * fields, 0);
        for (m, record) in members.iter().enumerate() {
            let from = *record as usize * fields;
            for (c, value) in rows[from..from + fields].iter().enumerate() {
                scratch.values[c * n + m] = *value;
            }
        }
        for (c, ready) in self.ready.iter().enumerate() {
            let values = &scratch.values[c * n..(c + 1) * n];
            scratch.same.extend(values.iter().map(|v| ready.same[*v as usize]));
        }
        for c in &self.masked {
            let values = &scratch.values[c * n..(c + 1) * n];
            let dictionary = &self.records.dictionaries[self.ready[*c].comparison.dictionary];
            scratch.shapes.extend(values.iter().map(|v| compare::shape(dictionary, *v)));
            let syllables = &dictionary.features.syllables;
            let bits = |v: &u32| syllables.get(*v as usize).copied().unwrap_or(0);
            scratch.masks.extend(values.iter().map(bits));
        }
    }

    /// Replaces bounds by weights, comparison by comparison, as long as the least sum can be reached.
    fn settle(
        &self,
        laid: &Laid<'_>,
        (i, j): (usize, usize),
        bound: i32,
        least: i32,
    ) -> Option<i32> {
        let mut sum = bound;
        // Names without a syllable in common need no weighing.
        let mut done = 0_u32;
        // How much less than its best a name can weigh.
        let mut nearer = [0_i32; NAMES_MAX];
        for (at, c) in self.masked.iter().copied().enumerate() {
            let ready = &self.ready[c];
            let (x, y) = laid.masks(at, i, j);
            if x & y == 0 && x != 0 && y != 0 {
                done |= 1 << c;
                let level = self.or_exchanged(compare::APART, c, laid, (i, j));
                sum += ready.weights[usize::from(level)] - ready.other;
                continue;
            }
            let (x, y) = laid.values(c, i, j);
            if x == y || x == 0 || y == 0 || self.may_be_exchanged(c, laid, (i, j)) {
                continue;
            }
            nearer[at] = match laid.shapes(at, i, j) {
                (Shape::Korean, Shape::Korean) => ready.nearer[0] - ready.other,
                (Shape::Word(v), Shape::Word(w)) if v != w => ready.nearer[1] - ready.other,
                _ => 0,
            };
            sum += nearer[at];
        }
        for (c, ready) in self.ready.iter().enumerate() {
            if sum < least {
                return None;
            }
            let (x, y) = laid.values(c, i, j);
            if done >> c & 1 == 1 || x == y || x == 0 || y == 0 {
                continue;
            }
            let comparison = &ready.comparison;
            let dictionary = &self.records.dictionaries[comparison.dictionary];
            if let Some(at) = self.masked.iter().position(|m| *m == c) {
                sum -= std::mem::take(&mut nearer[at]);
                if let (Shape::Word(v), Shape::Word(w)) = laid.shapes(at, i, j)
                    && v.far(&w)
                {
                    let level = self.or_exchanged(compare::DIFFERENT, c, laid, (i, j));
                    sum += ready.weights[usize::from(level)] - ready.other;
                    continue;
                }
            }
            let found = compare::known_level(comparison.measure, dictionary, self.names, x, y);
            let level = self.or_exchanged(found, c, laid, (i, j));
            sum += ready.weights[usize::from(level)] - ready.other;
        }
        (sum >= least).then_some(sum)
    }

    /// Whether a name stands in its partner's place.
    fn may_be_exchanged(&self, c: usize, laid: &Laid<'_>, (i, j): (usize, usize)) -> bool {
        self.ready[c].partner.is_some_and(|at| {
            let ((x, y), (p, q)) = (laid.values(c, i, j), laid.values(at, i, j));
            exchanged(x, y, p, q)
        })
    }

    /// The level, or that of exchanged names.
    fn or_exchanged(&self, level: u8, c: usize, laid: &Laid<'_>, (i, j): (usize, usize)) -> u8 {
        let Some(at) = self.ready[c].partner else { return level };
        if !may_be_exchanged(level) {
            return level;
        }
        let ((x, y), (p, q)) = (laid.values(c, i, j), laid.values(at, i, j));
        if exchanged(x, y, p, q) { EXCHANGED } else { level }
    }
}

fn add_bounds(bounds: &mut [i32], values: &[u32], x: u32, same: i32, other: i32) {
    for (bound, y) in bounds.iter_mut().zip(values) {
        let there = if *y == 0 { 0 } else { other };
        *bound += if *y == x { same } else { there };
    }
}

impl Block<'_> {
    /// Copies the members' blocks of earlier rules, rule by rule, where a record has one.
    fn lay_out(&self, before: &mut Vec<u32>) {
        before.clear();
        for keys in self.before {
            if let Blocks::One(of) = &keys.of {
                before.extend(self.members.iter().map(|r| of[*r as usize]));
            }
        }
    }

    /// Whether no earlier rule and no earlier block has the pair.
    fn is_first(&self, (i, j): (usize, usize), before: &[u32]) -> bool {
        let n = self.members.len();
        if before.chunks_exact(n).any(|of| of[i] == of[j] && of[i] != 0) {
            return false;
        }
        let (a, b) = (self.members[i], self.members[j]);
        let many = |k: &&Keys| matches!(k.of, Blocks::Many(_));
        self.before.iter().filter(many).all(|k| k.common(a, b).is_none())
            && self.own.is_none_or(|(k, n)| !many(&k) || k.common(a, b) == Some(n))
    }
}
