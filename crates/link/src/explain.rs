//! Why a pair weighs what it weighs: terms that add up to the total, exactly.
//!
//! Terms: *term* – the prior, or one comparison with its level and its weight; *rarity* – what the frequency of an equal value adds to the
//! weight of its level. Invariant: prior + Σ (weight + rarity) + repeated is the total by which the pair was kept and clustered, to the unit; there is
//! one number. Not here: pictures and pages.

use crate::cluster::Clusters;
use crate::kernel::Weigher;
use crate::model::{ListRate, Model, probability};

/// One comparison of a pair.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// The field.
    pub field: String,
    /// The folded value of the first record; empty if missing.
    pub left: String,
    /// The folded value of the second.
    pub right: String,
    /// The level, by number.
    pub level: u8,
    /// The level, in words.
    pub label: String,
    /// The weight of the level, in thousandths of a bit, with what the lists add.
    pub weight: i32,
    /// What of it the lists of the two records add: one of them differs in the field more often, or more seldom, than lists do.
    pub lists: i32,
    /// What the rarity of an equal value adds to it; negative for a frequent one.
    pub rarity: i32,
}

/// All terms of a pair.
#[derive(Clone, Debug, PartialEq)]
pub struct Waterfall {
    /// The identifiers of the records.
    pub ids: (String, String),
    /// The prior of two records of these lists, in thousandths of a bit.
    pub prior: i32,
    /// The comparisons, in the order of the fields.
    pub terms: Vec<Term>,
    /// What is taken off because comparisons repeat one another: the total less prior and terms.
    pub repeated: i32,
    /// The total.
    pub total: i32,
    /// The probability that the total means.
    pub probability: f64,
}

/// The terms of a pair as numbers: what a table of many pairs is written from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sums {
    /// The prior of two records of these lists, in thousandths of a bit.
    pub prior: i32,
    /// For each field, in their order, the level and the weight, rarity included.
    pub terms: Vec<(u8, i32)>,
    /// What is taken off because comparisons repeat one another.
    pub repeated: i32,
    /// The total.
    pub total: i32,
}

/// Weighs two records into room that is used again.
pub fn sums(weigher: &Weigher<'_>, a: u32, b: u32, out: &mut Sums) {
    out.terms.clear();
    out.terms.resize(weigher.ready.len(), (0, 0));
    out.prior = weigher.prior_of(a, b);
    let mut sum = out.prior;
    for ready in &weigher.ready {
        let term = weigher.term(ready, a, b);
        sum += term.1;
        out.terms[ready.comparison.field] = term;
    }
    out.total = weigher.settled(sum);
    out.repeated = out.total - sum;
}

/// Tells the terms of two records.
#[must_use]
pub fn pair(weigher: &Weigher<'_>, model: &Model, a: u32, b: u32) -> Waterfall {
    let records = weigher.records;
    let mut terms: Vec<(usize, Term)> = weigher
        .ready
        .iter()
        .map(|ready| {
            let field = ready.comparison.field;
            let (level, all) = weigher.term(ready, a, b);
            let lists = weigher.added(ready, a, b, level);
            let weight = ready.weights[usize::from(level)] + lists;
            let learned = &model.comparisons[field];
            let said = learned.levels[usize::from(level)].label.clone();
            let term = Term {
                field: learned.field.clone(),
                left: records.text(a, field).to_owned(),
                right: records.text(b, field).to_owned(),
                level,
                label: match of_lists(weigher, model, (field, level), a, b) {
                    Some(why) => format!("{said}, {why}"),
                    None => said,
                },
                weight,
                lists,
                rarity: all - weight,
            };
            (field, term)
        })
        .collect();
    terms.sort_by_key(|t| t.0);
    let prior = weigher.prior_of(a, b);
    let sum: i32 = prior + terms.iter().map(|t| t.1.weight + t.1.rarity).sum::<i32>();
    let total = weigher.settled(sum);
    Waterfall {
        ids: (records.id(a).to_owned(), records.id(b).to_owned()),
        prior,
        terms: terms.into_iter().map(|t| t.1).collect(),
        repeated: total - sum,
        total,
        probability: probability(total),
    }
}

/// Lists add less than this without a word: a third of a bit.
const UNSAID: i32 = 333;

/// Which list of two records differs from others in a field more often or more seldom than lists do, where that adds or takes off enough to be told.
#[must_use]
pub fn of_lists(
    weigher: &Weigher<'_>,
    model: &Model,
    (field, level): (usize, u8),
    a: u32,
    b: u32,
) -> Option<String> {
    let ready = weigher.ready.iter().find(|r| r.comparison.field == field)?;
    let added = weigher.added(ready, a, b, level);
    if added.abs() < UNSAID {
        return None;
    }
    let records = weigher.records;
    let rate = |r: u32| {
        let name = &records.lists()[records.list_of(r)];
        model.comparisons[field].lists.iter().find(|l| l.list == *name)
    };
    let (x, y) = (rate(a)?, rate(b)?);
    let equal = level == ready.comparison.measure.same();
    let often = equal == (added < 0);
    let order = |l: &ListRate| (l.wrong.to_bits(), l.list.clone());
    let worse = if order(x) > order(y) { x } else { y };
    let better = if order(x) > order(y) { y } else { x };
    let (list, word) = if often { (worse, "often") } else { (better, "seldom") };
    Some(format!("`{}` {word} differs here, in {:.0} %", list.list, list.wrong * 100.0))
}

/// Why a record is in its cluster.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Member {
    /// The record.
    pub record: u32,
    /// The record of the cluster with which it weighs most, and that total; none if it is alone.
    pub nearest: Option<(u32, i32)>,
    /// The average of its totals with the others; it would be taken out by judgements or facts that cost it more than this.
    pub average: i32,
}

/// Records of a cluster for which reasons are told at most: a pair of each two is weighed.
pub const MEMBERS_MAX: usize = 500;

/// Tells of each record of a cluster what holds it there, weakest first.
#[must_use]
pub fn cluster(weigher: &Weigher<'_>, clusters: &Clusters, number: u32) -> Vec<Member> {
    let of = clusters.of.iter().enumerate().filter(|(_, c)| **c == number);
    let members: Vec<u32> = of.map(|(r, _)| crate::key::number(r)).take(MEMBERS_MAX).collect();
    let mut out: Vec<Member> = members
        .iter()
        .map(|r| {
            let others = members.iter().filter(|o| *o != r);
            let totals: Vec<(u32, i32)> = others.map(|o| (*o, weigher.total(*r, *o))).collect();
            let sum: i64 = totals.iter().map(|t| i64::from(t.1)).sum();
            let average = sum / i64::try_from(totals.len().max(1)).unwrap_or(1);
            Member {
                record: *r,
                nearest: totals.iter().copied().max_by_key(|t| (t.1, std::cmp::Reverse(t.0))),
                average: i32::try_from(average).unwrap_or(0),
            }
        })
        .collect();
    out.sort_by_key(|m| (m.average, m.record));
    out
}
