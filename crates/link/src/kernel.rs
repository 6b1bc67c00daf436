//! Weighs the pairs of a block: bounds first, letters last.
//!
//! Terms: *bound* – the most that a pair can weigh by what was looked at so far: equal and missing values are known at once, any other
//! comparison counts with its best level; *floor* – the least total that is kept. Invariants: the pairs that are kept, and their weights,
//! are those of comparing everything (a test says so); a weight does not depend on block, thread or order. Not here: which records are in a
//! block ([`crate::block`]), threads ([`crate::run`]).
//!
//! A block is laid out by field, so that bounds of one record against all others are sums of whole numbers that the machine adds several at
//! a time (`bounds`). Most pairs end there. Those that pass are weighed field by field, what tells most for its cost first, and end when the
//! floor is out of reach.

use crate::block::{Blocks, Keys};
use crate::bounds::Column;
use crate::compare::{
    self, Comparison, EXCHANGED, Look, Measure, Seen, exchanged, may_be_exchanged,
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
    pub(crate) other: i32,
    /// The same of two Korean names, and of two names of one word; without an exchange of given and family name.
    nearer: [i32; 2],
    /// The best of the readings' levels up to each.
    readings: [i32; compare::READINGS],
    /// What each two lists add to equal values and to others, row by row; empty if nothing.
    across: Vec<[i32; 2]>,
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
    /// The values of each record side by side, so that a record is one place in memory; made when blocks are weighed.
    rows: OnceLock<Vec<u32>>,
    pub(crate) prior: i32,
    /// What each two lists add to the prior, row by row; empty if nothing.
    between: Vec<i32>,
    /// The most that each two lists add to prior and fields; empty if nothing.
    most_of: Vec<i32>,
    /// The most of these.
    between_most: i32,
    /// Lists that the tables of each two are of; one that came later has no row in them.
    lists: usize,
    slope: i32,
    shift: i32,
}

/// What weighs, without the records.
#[derive(Debug)]
pub(crate) struct Parts {
    ready: Vec<Ready>,
    prior: i32,
    between: Vec<i32>,
    most_of: Vec<i32>,
    between_most: i32,
    lists: usize,
    slope: i32,
    shift: i32,
}

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
                *w = model.with_agreeing(level.weight);
            }
            let (mut same, rarest) = same_weights(records, &comparison, learned, model);
            same.iter_mut().for_each(|w| *w = model.with_agreeing(*w));
            let rarest = model.with_agreeing(rarest);
            let same_level = comparison.measure.same();
            let levels = learned.levels.len();
            let others = (0..levels).filter(|l| *l != usize::from(same_level));
            let other = others.map(|l| weights[l]).max().unwrap_or(0);
            let best = |seen: Seen| {
                let may = Look::reachable(seen) & !(1 << EXCHANGED);
                (0..levels).filter(|l| may >> l & 1 == 1).map(|l| weights[l]).max().unwrap_or(other)
            };
            let nearer = [best(Seen::Korean), best(Seen::Words)];
            let mut readings = [i32::MIN; compare::READINGS];
            let mut so_far = i32::MIN;
            for (best, weight) in readings.iter_mut().zip(&weights[usize::from(compare::APART)..]) {
                so_far = so_far.max(*weight);
                *best = so_far;
            }
            let across = model.across(learned, records);
            Ready {
                comparison,
                weights,
                same,
                rarest,
                other,
                nearer,
                readings,
                across,
                partner: None,
            }
        };
        let mut ready: Vec<Ready> =
            model.of(records).into_iter().zip(&model.comparisons).map(make).collect();
        ready.sort_by_key(|r| (r.comparison.measure.cost(), r.comparison.field));
        let fields: Vec<usize> = ready.iter().map(|r| r.comparison.field).collect();
        for own in &mut ready {
            let at = |p: usize| fields.iter().position(|f| *f == p);
            own.partner = own.comparison.partner.and_then(at);
        }
        let (prior, slope, shift) = (model.prior, model.slope, model.shift);
        let between = model.between(records);
        let most_of = most_of(&between, &ready);
        let between_most = most_of.iter().copied().max().unwrap_or(0);
        let lists = records.lists().len();
        let rows = OnceLock::new();
        Self {
            records,
            names,
            ready,
            rows,
            prior,
            between,
            most_of,
            between_most,
            lists,
            slope,
            shift,
        }
    }

    /// What of it is not records and names, to weigh the same records with more behind them.
    pub(crate) fn into_parts(self) -> Parts {
        let Self { ready, prior, between, most_of, between_most, lists, slope, shift, .. } = self;
        Parts { ready, prior, between, most_of, between_most, lists, slope, shift }
    }

    /// The same weights for records that have more behind them.
    pub(crate) fn from_parts(records: &'r Records, names: &'r Names, parts: Parts) -> Self {
        let Parts { mut ready, prior, between, most_of, between_most, lists, slope, shift } = parts;
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
        Self {
            records,
            names,
            ready,
            rows,
            prior,
            between,
            most_of,
            between_most,
            lists,
            slope,
            shift,
        }
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
        self.settled(sum)
    }

    /// The total of a sum of weights and prior.
    pub(crate) fn settled(&self, sum: i32) -> i32 {
        settled(sum, self.slope, self.shift)
    }

    /// The prior of two records of their lists.
    pub(crate) fn prior_of(&self, a: u32, b: u32) -> i32 {
        self.prior + self.between.get(self.lists_of(a, b)).copied().unwrap_or(0)
    }

    /// A number that tells one run from another: by records, keys, weights and floor.
    pub(crate) fn mark(&self, keys: &[Keys], floor: i32) -> u64 {
        let mut hash = step(71, u64::from(floor.cast_unsigned()));
        let signed = |n: i32| u64::from(n.cast_unsigned());
        for n in [self.prior, self.slope, self.shift].iter().chain(&self.between) {
            hash = step(hash, signed(*n));
        }
        for ready in &self.ready {
            let across = ready.across.as_flattened();
            for n in ready.weights.iter().chain(&ready.same).chain(across) {
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

    /// The level and the weight of one comparison, with what the lists add.
    pub(crate) fn term(&self, ready: &Ready, a: u32, b: u32) -> (u8, i32) {
        let (level, weight) = self.plain_term(ready, a, b);
        (level, weight + self.added(ready, a, b, level))
    }

    /// What the lists of two records add to a level.
    pub(crate) fn added(&self, ready: &Ready, a: u32, b: u32, level: u8) -> i32 {
        let Some([equal, other]) = ready.across.get(self.lists_of(a, b)) else { return 0 };
        match level {
            0 => 0,
            l if l == ready.comparison.measure.same() => *equal,
            _ => *other,
        }
    }

    /// What the lists of two records add to all fields.
    fn added_to_all(&self, a: u32, b: u32) -> i32 {
        let told = self.ready.iter().filter(|r| !r.across.is_empty());
        let level = |r: &Ready| r.comparison.of(self.records, self.names, a, b);
        told.map(|r| self.added(r, a, b, level(r))).sum()
    }

    /// How many fields of two records speak for one person.
    pub(crate) fn agreeing(&self, a: u32, b: u32) -> u8 {
        let speaks = |r: &&Ready| self.plain_term(r, a, b).1 > 0;
        u8::try_from(self.ready.iter().filter(speaks).count()).unwrap_or(u8::MAX)
    }

    /// The place of two records' lists in a table of each two; none has that of a list that came later.
    fn lists_of(&self, a: u32, b: u32) -> usize {
        let (x, y) = (self.records.list_of(a), self.records.list_of(b));
        if x.max(y) < self.lists { x * self.lists + y } else { usize::MAX }
    }

    /// The most that the lists of two records add.
    fn most_added(&self, a: u32, b: u32) -> i32 {
        self.most_of.get(self.lists_of(a, b)).copied().unwrap_or(0)
    }

    /// The level and the weight of one comparison, whatever the lists.
    fn plain_term(&self, ready: &Ready, a: u32, b: u32) -> (u8, i32) {
        let level = ready.comparison.of(self.records, self.names, a, b);
        let of = &self.records.columns[ready.comparison.field].of;
        let (x, y) = (of[a as usize], of[b as usize]);
        let weight =
            if x == y { ready.same[x as usize] } else { ready.weights[usize::from(level)] };
        (level, weight)
    }
}

/// The most that each two lists add: to the prior, and to each field.
fn most_of(between: &[i32], ready: &[Ready]) -> Vec<i32> {
    let n = ready.iter().map(|r| r.across.len()).fold(between.len(), usize::max);
    let of_fields = |at: usize| -> i32 {
        let most = |r: &Ready| r.across.get(at).map_or(0, |a| a[0].max(a[1]).max(0));
        ready.iter().map(most).sum()
    };
    (0..n).map(|at| between.get(at).copied().unwrap_or(0) + of_fields(at)).collect()
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
    columns: Vec<Column>,
    bounds: Vec<i32>,
    before: Before,
}

/// The members' blocks of earlier rules, rule by rule, where a record has one; laid out when the first pair asks.
#[derive(Debug, Default)]
struct Before {
    is_laid: bool,
    blocks: Vec<u32>,
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

/// Fields that can be open; records of more are compared throughout.
const OPEN_MAX: usize = 32;
/// Pairs of a record with so many others or fewer are weighed without bounds for all.
const FEW: usize = 3;

/// A pair while it is weighed: values are looked up, fields still open are bounded by the best that they can weigh.
struct Weighing<'b> {
    x: &'b [u32],
    y: &'b [u32],
    /// The least sum to be kept.
    least: i32,
    sum: i32,
    /// Fields whose bound is not their weight, as bits.
    open: u32,
    /// Names that stand in each other's place.
    turned: u32,
    /// The bounds of open fields.
    bounds: [i32; OPEN_MAX],
}

impl Weighing<'_> {
    fn is_open(&self, field: usize) -> bool {
        self.open >> field & 1 == 1
    }

    fn is_turned(&self, field: usize) -> bool {
        self.turned >> field & 1 == 1
    }

    fn leave_open(&mut self, field: usize, bound: i32) {
        self.open |= 1 << field;
        self.bounds[field] = bound;
        self.sum += bound;
    }

    /// Puts a lesser bound in place of one; gives whether the floor can still be reached.
    fn lower(&mut self, field: usize, bound: i32) -> bool {
        self.sum += bound - self.bounds[field];
        self.bounds[field] = bound;
        self.sum >= self.least
    }

    /// Puts the weight in place of a bound; gives whether the floor can still be reached.
    fn settle(&mut self, field: usize, weight: i32) -> bool {
        self.open &= !(1 << field);
        self.lower(field, weight)
    }
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
        scratch.before.is_laid = false;
        if n > FEW {
            self.lay_out(block.members, scratch);
        }
        let Scratch { columns, bounds, before } = scratch;
        for i in block.from.clone() {
            bounds.clear();
            bounds.resize(n - i - 1, if n - i - 1 > FEW { self.most() } else { i32::MAX });
            if n - i - 1 > FEW {
                for (column, ready) in columns.iter().zip(&self.ready) {
                    let dictionary = &self.records.dictionaries[ready.comparison.dictionary];
                    column.add(ready, dictionary, i, bounds);
                }
                self.let_turned_pass(columns, i, bounds);
            }
            for (j, bound) in (i + 1..).zip(bounds.iter().copied()) {
                if bound < least || n - i - 1 > FEW && self.glance(columns, (i, j), bound) < least {
                    continue;
                }
                let (a, b) = (block.members[i], block.members[j]);
                // What these two lists add less than any two.
                let short = self.between_most - self.most_added(a, b);
                if bound != i32::MAX && bound - short < least {
                    continue;
                }
                let Some(sum) = self.weigh(a, b, least.saturating_add(short)) else {
                    continue;
                };
                let sum = sum - self.most() + self.prior_of(a, b) + self.added_to_all(a, b);
                // Last, for it goes through memory, and few pairs come here.
                if sum >= least && block.is_first((i, j), before) {
                    let total = self.settled(sum);
                    out.push(Pair { a: a.min(b), b: a.max(b), total });
                }
            }
        }
    }

    /// The most that a prior can be, with what lists add to fields.
    fn most(&self) -> i32 {
        self.prior + self.between_most
    }

    /// Copies the values of the members, field by field.
    fn lay_out(&self, members: &[u32], scratch: &mut Scratch) {
        let (rows, fields) = (self.rows(), self.ready.len());
        scratch.columns.resize_with(fields, Column::default);
        for (c, (ready, column)) in self.ready.iter().zip(&mut scratch.columns).enumerate() {
            let dictionary = &self.records.dictionaries[ready.comparison.dictionary];
            let values = members.iter().map(|r| rows[*r as usize * fields + c]);
            column.fill(ready.comparison.measure, dictionary, values);
        }
    }

    /// Lifts the bounds of pairs whose names stand in each other's place: a field alone does not see it.
    fn let_turned_pass(&self, columns: &[Column], i: usize, bounds: &mut [i32]) {
        for (c, ready) in self.ready.iter().enumerate() {
            let Some(p) = ready.partner.filter(|p| c < *p || self.ready[*p].partner != Some(c))
            else {
                continue;
            };
            let (x, y) = (columns[c].value(i), columns[p].value(i));
            columns[c].lift(y, i + 1, bounds);
            columns[p].lift(x, i + 1, bounds);
        }
    }

    /// The bound of two members, lowered by how those of their names look that are not in the table.
    fn glance(&self, columns: &[Column], (i, j): (usize, usize), mut bound: i32) -> i32 {
        if bound == i32::MAX {
            return bound;
        }
        let names = |r: &Ready| r.comparison.measure == Measure::Name;
        for (column, ready) in columns.iter().zip(&self.ready).filter(|(_, r)| names(r)) {
            let (x, y) = (column.value(i), column.value(j));
            let dictionary = &self.records.dictionaries[ready.comparison.dictionary];
            if x == y || x == 0 || y == 0 || dictionary.levels.known(x, y).is_some() {
                continue;
            }
            // What is not known now was not known when bounds were added.
            bound -= ready.other;
            bound += match compare::look(dictionary, x, y) {
                Seen::Level(level) => ready.weights[usize::from(level)],
                Seen::Korean => ready.nearer[0],
                Seen::Words => ready.nearer[1],
                Seen::Nothing => ready.other,
            };
        }
        bound
    }

    /// The values of a record, as the comparisons are ordered.
    fn row(&self, record: u32) -> &[u32] {
        let fields = self.ready.len();
        &self.rows()[record as usize * fields..(record as usize + 1) * fields]
    }

    /// The sum of two records with the most that a prior can be, if it can reach the least.
    fn weigh(&self, a: u32, b: u32, least: i32) -> Option<i32> {
        if self.ready.len() > OPEN_MAX {
            return Some(
                self.most() + self.ready.iter().map(|r| self.plain_term(r, a, b).1).sum::<i32>(),
            );
        }
        let (x, y) = (self.row(a), self.row(b));
        let (sum, bounds) = (self.most(), [0; OPEN_MAX]);
        let mut pair = Weighing { x, y, least, sum, open: 0, turned: 0, bounds };
        for (c, ready) in self.ready.iter().enumerate() {
            self.begin(&mut pair, c, ready);
        }
        let reached = pair.sum >= least
            && self.by_codes(&mut pair)
            && self.by_looks(&mut pair)
            && (0..self.ready.len()).all(|c| self.by_letters(&mut pair, c));
        reached.then_some(pair.sum)
    }

    /// Adds what is known of a field at once, or leaves it open.
    fn begin(&self, pair: &mut Weighing<'_>, c: usize, ready: &Ready) {
        let (x, y) = (pair.x[c], pair.y[c]);
        if x == y {
            pair.sum += ready.same[x as usize];
            return;
        }
        if x == 0 || y == 0 {
            return;
        }
        let comparison = &ready.comparison;
        let dictionary = &self.records.dictionaries[comparison.dictionary];
        if ready.partner.is_some_and(|at| exchanged(x, y, pair.x[at], pair.y[at])) {
            pair.turned |= 1 << c;
        }
        let known = match comparison.measure {
            Measure::Date => Some(compare::level(Measure::Date, dictionary, self.names, x, y)),
            Measure::Code => None,
            _ => dictionary.levels.known(x, y),
        };
        match known {
            Some(level) => {
                pair.sum += ready.weights[usize::from(or_turned(level, pair.is_turned(c)))];
            }
            None => pair.leave_open(c, ready.other),
        }
    }

    /// Tells codes that are not near: most are not, and that tells much.
    fn by_codes(&self, pair: &mut Weighing<'_>) -> bool {
        for (c, ready) in self.ready.iter().enumerate() {
            if ready.comparison.measure != Measure::Code || !pair.is_open(c) {
                continue;
            }
            let dictionary = &self.records.dictionaries[ready.comparison.dictionary];
            let (x, y) = (pair.x[c], pair.y[c]);
            let weight = |l: u8| ready.weights[usize::from(l)];
            let near = compare::near_codes(dictionary, x, y);
            let reached = match near {
                Some(level) => pair.settle(c, weight(level)),
                None => {
                    let [p, q] = compare::FAR_CODES.map(weight);
                    let find = || compare::level(Measure::Code, dictionary, self.names, x, y);
                    pair.lower(c, p.max(q)) && pair.settle(c, weight(find()))
                }
            };
            if !reached {
                return false;
            }
        }
        true
    }

    /// Tells names by what they look like; others keep a bound.
    fn by_looks(&self, pair: &mut Weighing<'_>) -> bool {
        let open = |r: &Ready| r.comparison.measure == Measure::Name;
        for (c, ready) in self.ready.iter().enumerate().filter(|(_, r)| open(r)) {
            if !pair.is_open(c) {
                continue;
            }
            let dictionary = &self.records.dictionaries[ready.comparison.dictionary];
            let turned = pair.is_turned(c);
            match compare::look(dictionary, pair.x[c], pair.y[c]) {
                Seen::Level(level) => {
                    pair.settle(c, ready.weights[usize::from(or_turned(level, turned))]);
                }
                Seen::Korean if !turned && pair.lower(c, ready.nearer[0]) => {
                    let (x, y) = (pair.x[c], pair.y[c]);
                    let most = compare::readings_most(dictionary, self.names, x, y);
                    pair.lower(c, ready.readings[most]);
                }
                Seen::Words if !turned => {
                    pair.lower(c, ready.nearer[1]);
                }
                _ => {}
            }
        }
        pair.sum >= pair.least
    }

    /// Compares what is still open.
    fn by_letters(&self, pair: &mut Weighing<'_>, c: usize) -> bool {
        if !pair.is_open(c) {
            return true;
        }
        let ready = &self.ready[c];
        let (x, y) = (pair.x[c], pair.y[c]);
        let dictionary = &self.records.dictionaries[ready.comparison.dictionary];
        let found = compare::known_level(ready.comparison.measure, dictionary, self.names, x, y);
        let level = or_turned(found, pair.is_turned(c));
        pair.settle(c, ready.weights[usize::from(level)])
    }
}

/// The level, or that of exchanged names.
fn or_turned(level: u8, turned: bool) -> u8 {
    if turned && may_be_exchanged(level) { EXCHANGED } else { level }
}

impl Block<'_> {
    /// Copies the members' blocks of earlier rules, rule by rule, where a record has one.
    fn lay_out(&self, before: &mut Before) {
        before.blocks.clear();
        before.is_laid = true;
        for keys in self.before {
            if let Blocks::One(of) = &keys.of {
                before.blocks.extend(self.members.iter().map(|r| of[*r as usize]));
            }
        }
    }

    /// Whether no earlier rule and no earlier block has the pair.
    fn is_first(&self, (i, j): (usize, usize), before: &mut Before) -> bool {
        let n = self.members.len();
        let (a, b) = (self.members[i], self.members[j]);
        if n > LAID_MIN {
            if !before.is_laid {
                self.lay_out(before);
            }
            if before.blocks.chunks_exact(n).any(|of| of[i] == of[j] && of[i] != 0) {
                return false;
            }
        }
        let many = |k: &Keys| matches!(k.of, Blocks::Many(_));
        let mut others = self.before.iter().filter(|k| n <= LAID_MIN || many(k));
        others.all(|k| k.common(a, b).is_none())
            && self.own.is_none_or(|(k, n)| !many(k) || k.common(a, b) == Some(n))
    }
}

/// Blocks of more members than this are laid out beside those of earlier rules, when a pair of theirs is kept.
const LAID_MIN: usize = 16;
