//! Learns m, u and the prior without labels.
//!
//! u comes from pairs of records drawn at random; m from candidates of each rule by expectation and maximisation over counts of patterns,
//! where comparisons that a rule touches say nothing; the prior from the weights of all candidates. Terms: *pattern* – the levels of all
//! comparisons of a pair; *touched* – a comparison whose field a rule has in its keys, or whose words stand in such a field too. Invariants:
//! the same records give the same model whatever their order and identifiers; no probability is 0; any input gives a model or a reason.
//! Not here: frequencies of values ([`crate::kernel`]); what is known only when all
//! candidates are weighed ([`crate::calibrate`]). Source: Fellegi and Sunter 1969; Winkler 1988 (EM); random pairs for u as in Splink.

use crate::block::{Keys, Rule};
use crate::bylist::{self, Counts};
use crate::compare::{Comparison, Measure};
use crate::key::number;
use crate::model::{Model, milli};
use crate::record::Records;
use names::Names;
use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::{Rng, SeedableRng};
use rayon::prelude::*;

/// How to learn.
#[derive(Clone, Copy, Debug)]
pub struct Training {
    /// The seed of the random pairs.
    pub seed: u64,
    /// Pairs drawn at random at most.
    pub random_pairs: u32,
    /// Candidates looked at over all rules at most.
    pub candidates: u32,
    /// Whether lists may have rates of error of their own.
    pub by_list: bool,
}

impl Default for Training {
    fn default() -> Self {
        Self { seed: 1, random_pairs: 400_000, candidates: 1_000_000, by_list: true }
    }
}

/// Why nothing was learned.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Refusal {
    /// Fewer than two records.
    #[error("There are {records} records; linking takes two or more")]
    TooFew {
        /// How many there are.
        records: usize,
    },
    /// No rule gives a pair.
    #[error("No rule of blocking has two records with one key")]
    NoPairs,
    /// Too few fields to tell persons apart.
    #[error("Only {fields} fields can be compared; a person is not told by one")]
    TooFewFields {
        /// How many there are.
        fields: usize,
    },
    /// More fields than patterns have room for.
    #[error("{fields} fields are compared; at most {FIELDS_MAX} can be")]
    TooManyFields {
        /// How many there are.
        fields: usize,
    },
    /// Pairs of one person do not stand out.
    #[error(
        "Candidates do not divide into pairs of one person and pairs of two: a rule's pairs agree no better than pairs at random"
    )]
    NothingStandsOut,
}

/// What the caller should know of a model.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Warning {
    /// Every rule touches the field: its m is what was believed before.
    NotLearned {
        /// The field.
        field: String,
    },
    /// A rule's keys are made of words that stand in another field too, which says nothing in that rule's pairs.
    SharedWords {
        /// The rule, by number.
        rule: usize,
        /// The other field.
        field: String,
    },
    /// Few pairs of one person were found.
    FewPairs {
        /// How many, about.
        expected: u32,
    },
    /// Hardly any pair stands between the certain and the impossible: nothing shows whether sums of weights say too much, and
    /// probabilities are what they say.
    NotCalibrated {
        /// Pairs within ten bits of even odds.
        pairs: u32,
    },
}

/// A model and what to know of it.
#[derive(Clone, Debug)]
pub struct Trained {
    /// The model.
    pub model: Model,
    /// What to know.
    pub warnings: Vec<Warning>,
}

/// Most fields that patterns have room for: five bits each of 128.
pub const FIELDS_MAX: usize = 25;

/// Weight of what was believed before, in pairs.
const BELIEF_M: f64 = 6.0;
const BELIEF_U: f64 = 4.0;
/// Records of one block that give candidates to learn from.
const BLOCK_MAX: usize = 30;
const ROUNDS: usize = 80;

/// Learns a model.
///
/// * Input: rules with their keys, as [`crate::run::keys`] makes them.
/// * Determinism: by records, rules and seed.
/// * Cost: up to `random_pairs` + `candidates` comparisons of all fields, about a microsecond each.
///
/// # Errors
/// A [`Refusal`] with its reason.
pub fn train(
    records: &Records,
    names: &Names,
    rules: &[Rule],
    keys: &[Keys],
    options: &Training,
) -> Result<Trained, Refusal> {
    let mut model = Model::before(records);
    let comparisons = model.of(records);
    let fields = comparisons.len();
    if records.len() < 2 {
        return Err(Refusal::TooFew { records: records.len() });
    }
    if fields < 2 {
        return Err(Refusal::TooFewFields { fields });
    }
    if fields > FIELDS_MAX {
        return Err(Refusal::TooManyFields { fields });
    }
    if keys.iter().all(|k| k.cost.pairs == 0) {
        return Err(Refusal::NoPairs);
    }
    let order = records.by_content();
    let observed = random_levels(records, names, &comparisons, &order, options);
    set_u(&mut model, &observed, 0.0);
    let shared = shared_words(records, &order);
    let touched: Vec<Vec<bool>> = rules.iter().map(|r| touched(r, fields, &shared)).collect();
    let sample = Sample::draw(records, names, &comparisons, keys, &touched, options);
    let mut shares = vec![0.3; rules.len()];
    let mut heard = vec![true; rules.len()];
    // The levels at random hold a few pairs of one person: they are taken out once it is known how many.
    for _ in 0..3 {
        let surely = expect_and_maximise(&mut model, &sample, &touched, &mut shares, &heard);
        heard = worth_hearing(&surely, &touched, keys);
        let found = |(share, k): (&f64, &Keys)| share * k.cost.pairs as f64;
        let matches = surely.iter().zip(keys).map(found).fold(0.0, f64::max);
        let n = records.len() as f64;
        model.records_per_person = (1.0 + 2.0 * matches / n).min(n / 2.0).max(1.0);
        let prior = (matches / (n * (n - 1.0) / 2.0)).clamp(1e-12, 0.5);
        model.prior = milli(prior / (1.0 - prior));
        set_u(&mut model, &observed, prior);
    }
    let by_list = sample.by_list(&model, &touched, &shares, &heard);
    model.weigh();
    if options.by_list {
        bylist::settle(&mut model, records, &by_list);
    }
    let warnings = warnings(&model, rules, &touched);
    let tells = model.comparisons.iter().flat_map(|c| &c.levels).map(|l| l.weight).max();
    if tells.unwrap_or(0) < 1000 {
        return Err(Refusal::NothingStandsOut);
    }
    Ok(Trained { model, warnings })
}

/// A rule with a lesser share of pairs of one person teaches little: what the model has wrong passes for them.
const SHARE_MIN: f64 = 0.02;

/// Rules whose candidates are learned from: those with a share worth it, if they still tell of every comparison; else all.
fn worth_hearing(shares: &[f64], touched: &[Vec<bool>], keys: &[Keys]) -> Vec<bool> {
    let heard: Vec<bool> = shares.iter().map(|s| *s >= SHARE_MIN).collect();
    let tells = |c: usize, heard: &[bool]| {
        let mut rules = (0..heard.len()).filter(|r| heard[*r] && keys[*r].cost.pairs >= 50);
        rules.any(|r| !touched[r][c])
    };
    let all = vec![true; shares.len()];
    let fields = touched.first().map_or(0, Vec::len);
    if (0..fields).all(|c| tells(c, &heard) || !tells(c, &all)) { heard } else { all }
}

/// Counts of levels of pairs drawn at random, by comparison.
fn random_levels(
    records: &Records,
    names: &Names,
    comparisons: &[Comparison],
    order: &[u32],
    options: &Training,
) -> Vec<Vec<f64>> {
    let pairs = random_pairs(order, options.seed, options.random_pairs);
    comparisons
        .iter()
        .map(|c| {
            let levels =
                pairs.par_iter().with_min_len(4096).map(|(a, b)| c.of(records, names, *a, *b));
            let zero = || vec![0_u64; 32];
            let add = |mut counts: Vec<u64>, level: u8| {
                counts[usize::from(level)] += 1;
                counts
            };
            let both = |mut x: Vec<u64>, y: Vec<u64>| {
                x.iter_mut().zip(y).for_each(|(x, y)| *x += y);
                x
            };
            let counts = levels.fold(zero, add).reduce(zero, both);
            let mut counts: Vec<f64> = counts.into_iter().map(|c| c as f64).collect();
            exact_same(records, c, &mut counts);
            counts
        })
        .collect()
}

/// So many pairs at random, each pair of all as likely; all if they are no more.
pub(crate) fn random_pairs(order: &[u32], seed: u64, most: u32) -> Vec<(u32, u32)> {
    let n = order.len() as u64;
    let all = n * (n - 1) / 2;
    let draws = all.min(u64::from(most));
    let mut random = Xoshiro256PlusPlus::seed_from_u64(seed);
    let mut pairs: Vec<(u32, u32)> = Vec::new();
    let at = |n: u64| order[usize::try_from(n).unwrap_or(0)];
    if draws == all {
        pairs.extend(
            (0..n).flat_map(|i| (i + 1..n).map(move |j| (i, j))).map(|(i, j)| (at(i), at(j))),
        );
    } else {
        while (pairs.len() as u64) < draws {
            let (i, j) = (below(&mut random, n), below(&mut random, n));
            if i != j {
                pairs.push((at(i), at(j)));
            }
        }
    }
    pairs
}

/// A number below another, at random.
pub(crate) fn below(random: &mut Xoshiro256PlusPlus, n: u64) -> u64 {
    let wide = u128::from(random.next_u64()) * u128::from(n);
    u64::try_from(wide >> 64).unwrap_or(0)
}

/// Replaces the count of equal values by what the counts of values give exactly.
fn exact_same(records: &Records, comparison: &Comparison, counts: &mut [f64]) {
    let same = usize::from(comparison.measure.same());
    let column = &records.columns[comparison.field];
    let dictionary = &records.dictionaries[comparison.dictionary];
    let with = column.counts.iter().enumerate().skip(1);
    let filled: f64 = with.clone().map(|(_, c)| f64::from(*c)).sum();
    let exact: f64 = with
        .filter(|(v, _)| {
            let level = crate::compare::same_level(comparison.measure, dictionary, number(*v));
            usize::from(level) == same
        })
        .map(|(_, c)| f64::from(*c) * (f64::from(*c) - 1.0))
        .sum();
    let there: f64 = counts.iter().skip(1).sum();
    if filled >= 2.0 && there > 0.0 {
        counts[same] = there * exact / (filled * (filled - 1.0));
    }
}

/// u from counts at random, less the pairs of one person that are among them.
fn set_u(model: &mut Model, observed: &[Vec<f64>], prior: f64) {
    for (learned, counts) in model.comparisons.iter_mut().zip(observed) {
        let before = Measure::of(learned.kind).levels();
        let all: f64 = counts.iter().skip(1).sum();
        let belief: f64 = before.iter().map(|l| f64::from(l.2)).sum();
        let mut sum = 0.0;
        for (n, level) in learned.levels.iter_mut().enumerate().skip(1) {
            let seen = (counts[n] - prior * all * level.m).max(counts[n] * 0.02);
            level.u = seen + BELIEF_U * f64::from(before[n].2) / belief;
            sum += level.u;
        }
        learned.levels.iter_mut().skip(1).for_each(|l| l.u /= sum);
    }
}

/// For each two fields whether the words of the first mostly stand in the second.
pub(crate) fn shared_words(records: &Records, order: &[u32]) -> Vec<Vec<bool>> {
    let fields = records.columns.len();
    let step = (order.len() / 400).max(1);
    let sample: Vec<u32> = order.iter().step_by(step).copied().collect();
    let words = |r: u32, f: usize| -> Vec<&str> {
        let text = records.text(r, f);
        text.split(|c: char| !c.is_alphanumeric()).filter(|w| w.len() > 1).collect()
    };
    let stand = |f: usize, g: usize| {
        let (mut there, mut all) = (0, 0);
        for r in &sample {
            let (own, other) = (words(*r, f), words(*r, g));
            if !other.is_empty() {
                all += own.len();
                there += own.iter().filter(|w| other.contains(w)).count();
            }
        }
        all > 20 && there * 2 > all
    };
    (0..fields)
        .map(|f| (0..fields).map(|g| f != g && (stand(f, g) || stand(g, f))).collect())
        .collect()
}

/// The comparisons that say nothing in a rule's pairs.
pub(crate) fn touched(rule: &Rule, fields: usize, shared: &[Vec<bool>]) -> Vec<bool> {
    let by = |f: usize| rule.terms.iter().flat_map(|t| &t.fields).any(|g| shared[f][*g]);
    (0..fields).map(|f| rule.touches(f) || by(f)).collect()
}

/// Patterns of candidates with their counts, by rule.
struct Sample {
    patterns: Vec<(usize, Vec<u8>, f64)>,
    /// Records of two lists that have the pattern, pattern by pattern.
    lists: Vec<Vec<((usize, usize), f64)>>,
}

impl Sample {
    /// Pairs of blocks in the order of their keys, which is as good as random, up to a share of each rule. What a rule touches is taken
    /// for missing.
    fn draw(
        records: &Records,
        names: &Names,
        comparisons: &[Comparison],
        keys: &[Keys],
        touched: &[Vec<bool>],
        options: &Training,
    ) -> Self {
        let live = keys.iter().filter(|k| k.cost.pairs > 0).count().max(1);
        let share = (options.candidates as usize / live).max(1000);
        let (mut patterns, mut lists) = (Vec::new(), Vec::new());
        let told = (2..=bylist::LISTS_MAX).contains(&records.lists().len());
        let lists_of = |a: u32, b: u32| {
            let (x, y) = (records.list_of(a), records.list_of(b));
            if told { x.min(y) * bylist::LISTS_MAX + x.max(y) } else { 0 }
        };
        for (rule, key) in keys.iter().enumerate() {
            let pairs = some_pairs(records, key, share);
            let of = |(a, b): &(u32, u32)| -> (u128, usize) {
                let level = |(c, touched): (&Comparison, &bool)| {
                    if *touched { 0 } else { c.of(records, names, *a, *b) }
                };
                let levels = comparisons.iter().zip(&touched[rule]).map(level);
                (levels.fold(0, |p, l| p << 5 | u128::from(l)), lists_of(*a, *b))
            };
            let mut found: Vec<(u128, usize)> =
                pairs.par_iter().with_min_len(1024).map(of).collect();
            found.par_sort_unstable();
            for same in found.chunk_by(|a, b| a.0 == b.0) {
                let mut pattern = same[0].0;
                let mut levels = vec![0_u8; comparisons.len()];
                for level in levels.iter_mut().rev() {
                    *level = u8::try_from(pattern & 31).unwrap_or(0);
                    pattern >>= 5;
                }
                patterns.push((rule, levels, same.len() as f64));
                let of_lists = same.chunk_by(|a, b| a.1 == b.1);
                let n = bylist::LISTS_MAX;
                lists.push(of_lists.map(|l| ((l[0].1 / n, l[0].1 % n), l.len() as f64)).collect());
            }
        }
        Self { patterns, lists }
    }

    /// Expected pairs of one person by two lists, comparison by comparison: with equal values, and all in which neither is missing.
    fn by_list(
        &self,
        model: &Model,
        touched: &[Vec<bool>],
        shares: &[f64],
        heard: &[bool],
    ) -> Vec<Counts> {
        let ln = logarithms(model);
        let mut counts = vec![Counts::new(); ln.len()];
        let mut of_rule = vec![vec![0.0; shares.len()]; ln.len()];
        for ((rule, levels, times), lists) in self.patterns.iter().zip(&self.lists) {
            if !heard[*rule] {
                continue;
            }
            let one = expected(shares[*rule], levels, &touched[*rule], &ln);
            for c in (0..levels.len()).filter(|c| !touched[*rule][*c] && levels[*c] != 0) {
                let equal = f64::from(u8::from(levels[c] == model.same_level(c)));
                of_rule[c][*rule] += one * times;
                for (two, times) in lists {
                    let own = counts[c].entry(*two).or_default();
                    *own = (own.0 + one * times * equal, own.1 + one * times);
                }
            }
        }
        // Several rules have the same pairs: all together are taken to have no more than the one that has most.
        for (counts, of_rule) in counts.iter_mut().zip(of_rule) {
            let all: f64 = of_rule.iter().sum();
            let share = of_rule.iter().copied().fold(0.0, f64::max) / f64::max(all, 1e-9);
            counts.values_mut().for_each(|c| *c = (c.0 * share, c.1 * share));
        }
        counts
    }
}

/// Pairs of a rule's blocks in the order of their keys, which is as good as random, until there are so many; of a large block some.
pub(crate) fn some_pairs(records: &Records, key: &Keys, most: usize) -> Vec<(u32, u32)> {
    let (order, starts) = key.sorted();
    let mut pairs: Vec<(u32, u32)> = Vec::new();
    for block in starts.windows(2) {
        let mut members = order[block[0] as usize..block[1] as usize].to_vec();
        if members.len() > BLOCK_MAX {
            let key = |r: &u32| (records.content(*r), records.id(*r));
            let order = |x: &u32, y: &u32| key(x).cmp(&key(y)).then(x.cmp(y));
            members.select_nth_unstable_by(BLOCK_MAX, order);
            members.truncate(BLOCK_MAX);
            members.sort_unstable_by(order);
        }
        for (i, a) in members.iter().enumerate() {
            pairs.extend(members[i + 1..].iter().map(|b| (*a, *b)));
        }
        if pairs.len() >= most {
            break;
        }
    }
    pairs
}

/// Rounds of expectation and maximisation: u is fixed, m is shared by all rules, each rule has a share of pairs of one person.
fn expect_and_maximise(
    model: &mut Model,
    sample: &Sample,
    touched: &[Vec<bool>],
    shares: &mut [f64],
    heard: &[bool],
) -> Vec<f64> {
    let mut surely = vec![0.0; shares.len()];
    let mut all = vec![0.0; shares.len()];
    for (rule, _, times) in &sample.patterns {
        all[*rule] += times;
    }
    for _ in 0..ROUNDS {
        let ln = logarithms(model);
        let mut counts: Vec<Vec<f64>> = ln.iter().map(|l| vec![0.0; l.len()]).collect();
        let mut of_rule = vec![(0.0, 0.0); shares.len()];
        surely = vec![0.0; shares.len()];
        for (rule, levels, times) in &sample.patterns {
            let says = |c: usize| !touched[*rule][c] && levels[c] != 0;
            let probability = expected(shares[*rule], levels, &touched[*rule], &ln);
            let one = times * probability;
            of_rule[*rule].0 += one;
            of_rule[*rule].1 += times;
            surely[*rule] += if probability > SURE { one } else { 0.0 };
            if !heard[*rule] {
                continue;
            }
            for c in (0..levels.len()).filter(|c| says(*c)) {
                counts[c][usize::from(levels[c])] += one;
            }
        }
        let mut moved: f64 = 0.0;
        for (share, (one, all)) in shares.iter_mut().zip(of_rule) {
            let next = ((one + 0.1) / (all + 1.0)).clamp(1e-6, 0.999);
            moved = moved.max((next - *share).abs());
            *share = next;
        }
        for (learned, counts) in model.comparisons.iter_mut().zip(&counts) {
            moved = moved.max(maximise(learned, counts));
        }
        if moved < 1e-5 {
            break;
        }
    }
    surely.iter().zip(all).map(|(sure, all)| sure / f64::max(all, 1.0)).collect()
}

/// Of pairs that are this probably of one person, a share is not made by what the model has wrong.
const SURE: f64 = 0.9;

/// ln(m/u) of the levels of all comparisons.
fn logarithms(model: &Model) -> Vec<Vec<f64>> {
    let ln = |l: &crate::model::Level| if l.u > 0.0 { (l.m / l.u).ln() } else { 0.0 };
    model.comparisons.iter().map(|c| c.levels.iter().map(ln).collect()).collect()
}

/// The probability that a candidate of a rule is of one person, by what the rule does not touch.
fn expected(share: f64, levels: &[u8], touched: &[bool], ln: &[Vec<f64>]) -> f64 {
    let says = |c: &usize| !touched[*c] && levels[*c] != 0;
    let ratio: f64 = (0..levels.len()).filter(says).map(|c| ln[c][usize::from(levels[c])]).sum();
    let odds = share / (1.0 - share) * ratio.clamp(-60.0, 60.0).exp();
    odds / (1.0 + odds)
}

fn maximise(learned: &mut crate::model::Learned, counts: &[f64]) -> f64 {
    let before = Measure::of(learned.kind).levels();
    let belief: f64 = before.iter().map(|l| f64::from(l.1)).sum();
    let all: f64 = counts.iter().skip(1).sum();
    let mut moved: f64 = 0.0;
    learned.pairs = all;
    for (n, level) in learned.levels.iter_mut().enumerate().skip(1) {
        let m = (counts[n] + BELIEF_M * f64::from(before[n].1) / belief) / (all + BELIEF_M);
        moved = moved.max((m - level.m).abs());
        level.m = m;
    }
    moved
}

fn warnings(model: &Model, rules: &[Rule], touched: &[Vec<bool>]) -> Vec<Warning> {
    let mut warnings = Vec::new();
    for (c, learned) in model.comparisons.iter().enumerate() {
        let field = || learned.field.clone();
        if touched.iter().all(|t| t[c]) || learned.pairs < 20.0 {
            warnings.push(Warning::NotLearned { field: field() });
        }
        for (rule, (own, touched)) in rules.iter().zip(touched).enumerate() {
            if touched[c] && !own.touches(c) {
                warnings.push(Warning::SharedWords { rule, field: field() });
            }
        }
    }
    let most = model.comparisons.iter().map(|c| c.pairs).fold(0.0, f64::max);
    if most < 100.0 {
        warnings.push(Warning::FewPairs { expected: most as u32 });
    }
    warnings
}
