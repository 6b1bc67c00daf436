//! Rules of blocking for records at hand: those that miss least for the pairs they cost.
//!
//! Nobody says which pairs are of one person, so it is learned first, roughly: candidates of sharp rules (two fields at once) show how
//! often each term agrees among pairs of one person, in fields that the rule does not ask about. Pairs of one person are then drawn, field by
//! field, and rules are taken one after the other by how many of these they newly have for what they cost. Terms: *state* – which terms of a
//! group agree; *group* – fields whose terms hang together, for words of one stand in the other; *drawn* – a made-up pair of one person, its
//! groups independent, kept only if the states would show it to be one. Invariants: depends on the records as a set; where too little is
//! learned, rules are taken by cost alone, single terms first. Not here: what rules are ([`crate::block`]); weights ([`crate::train`]).
//! Source: rules as a cover as in Bilenko, Kamath and Mooney 2006 and Michelson and Knoblock 2006, whose pairs are labelled; greedy
//! choice under a budget, Khuller, Moss and Naor 1999.

use crate::block::{Keys, Room, Rule, RuleCost, Tables, Term};
use crate::key::Part;
use crate::mapping::Kind;
use crate::record::Records;
use crate::train::{random_pairs, shared_words, some_pairs};
use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::{Rng, SeedableRng};
use rayon::prelude::*;
use std::collections::BTreeMap;

/// Rules for these records: those that seldom miss, within a budget of pairs.
///
/// * Input: `budget` – pairs over all rules at most, counted without what rules share.
/// * Output: rules in the order in which they were taken, 24 at most, one at least if any key repeats; with what each costs.
/// * Determinism: by records as a set; neither order nor identifiers matter.
/// * Cost: keys and a sort for each term and for some dozens of rules, and the terms of some 400,000 pairs.
#[must_use]
pub fn propose(records: &Records, budget: u64) -> Vec<(Rule, RuleCost)> {
    let terms = terms(records);
    let mut costs = Costs { records, tables: Tables::default(), known: BTreeMap::new() };
    let agreement = Agreement::learn(records, &terms, &mut costs);
    let rules = agreement.map(|a| cover(records, &a, &terms, &mut costs, budget));
    match rules {
        Some(rules) if !rules.is_empty() => rules,
        _ => by_cost(records, &terms, &mut costs, budget),
    }
}

/// Rules that were taken at most.
const RULES_MAX: usize = 24;
/// Pairs of a sharp rule that are looked at, and pairs at random.
const LOOKED: usize = 12_000;
const RANDOM: u32 = 200_000;
/// Sharp rules at most.
const SHARP: usize = 28;
/// A sharp rule of which fewer are of one person teaches nothing: what is wrong with the model would pass for them.
const SHARE_MIN: f64 = 0.02;
/// Expected pairs of one person below which nothing was learned.
const FOUND_MIN: f64 = 150.0;
/// Drawn pairs: tried, and kept at most.
const TRIED: usize = 40_000;
const DRAWN: usize = 8192;
/// Words of frequent and rare values tell more than states do: so many bits on the average.
const FINER: f64 = 5.0;
/// A rule must have this share of the drawn pairs newly.
const GAIN_MIN: f64 = 0.0002;
/// Keys and their sort cost about as much as this many pairs a record.
const OVERHEAD: f64 = 2.0;
/// Rules whose cost is worked out exactly at most.
const EXACT_MAX: usize = 150;
const ROUNDS: usize = 60;
/// The state of a group in which no term can be compared.
const MISSING: u64 = 1 << 63;

/// The terms that rules may be made of.
fn terms(records: &Records) -> Vec<Term> {
    let mut terms = Vec::new();
    for (field, column) in records.columns.iter().enumerate() {
        let parts: &[Part] = match column.kind {
            Kind::Name => &[Part::Sound, Part::Rare, Part::Words],
            Kind::Given | Kind::Family => &[Part::Sound, Part::Begin(3)],
            Kind::Date => &[Part::Value, Part::Month, Part::Years, Part::Day],
            Kind::Code => &[Part::Value, Part::Begin(4), Part::End(4)],
            Kind::Text | Kind::Place | Kind::Unit => &[Part::Sound],
            Kind::Category => &[Part::Value],
        };
        terms.extend(parts.iter().map(|part| Term { fields: vec![field], part: *part }));
    }
    let of_kind = |k: Kind| records.columns.iter().position(|c| c.kind == k);
    if let (Some(given), Some(family)) = (of_kind(Kind::Given), of_kind(Kind::Family)) {
        let fields = vec![given.min(family), given.max(family)];
        terms.push(Term { fields, part: Part::Sound });
    }
    // More than have a bit of a state are passed over.
    terms.truncate(60);
    terms
}

/// Whether two terms may stand in one rule: of different fields, not both too coarse.
fn go_together(records: &Records, a: &Term, b: &Term) -> bool {
    let weak = |t: &Term| records.columns[t.fields[0]].kind == Kind::Category;
    a.fields.iter().all(|f| !b.fields.contains(f)) && !(weak(a) && weak(b))
}

/// What rules cost, each worked out once.
struct Costs<'r> {
    records: &'r Records,
    tables: Tables,
    known: BTreeMap<Rule, RuleCost>,
}

impl Costs<'_> {
    fn keys(&mut self, rule: &Rule) -> Keys {
        let keys = Keys::with(&mut self.tables, self.records, rule, u32::MAX);
        self.known.insert(rule.clone(), keys.cost);
        keys
    }

    fn of(&mut self, rule: &Rule) -> RuleCost {
        if let Some(cost) = self.known.get(rule) {
            return *cost;
        }
        self.keys(rule).cost
    }

    /// Pairs of a rule, exactly if they were counted, or as if its terms were independent.
    fn about(&self, rule: &Rule, singles: &[f64], at: &[usize]) -> (f64, bool) {
        if let Some(cost) = self.known.get(rule) {
            return (cost.pairs as f64, true);
        }
        let n = self.records.len() as f64;
        let all = (n * (n - 1.0) / 2.0).max(1.0);
        (at.iter().fold(all, |pairs, t| pairs * singles[*t] / all), false)
    }
}

fn rule_of(terms: &[Term], at: &[usize]) -> Rule {
    Rule { terms: at.iter().map(|t| terms[*t].clone()).collect() }
}

/// How terms agree among pairs of one person and of two, by group.
struct Agreement {
    groups: Vec<Group>,
    /// log2 odds that two records drawn at random are of one person.
    prior: f64,
    /// For each drawn pair the terms that agree, and the bits that its states tell.
    drawn: Vec<(u64, f64)>,
}

#[derive(Default)]
struct Group {
    /// By state: m, u.
    states: BTreeMap<u64, (f64, f64)>,
    missing: f64,
}

impl Group {
    fn ln(&self, state: u64) -> f64 {
        match self.states.get(&state) {
            Some((m, u)) if state != MISSING => (m / u).ln(),
            _ => 0.0,
        }
    }
}

/// The group of each field: fields of one term, or that share words, are in one.
fn groups_of(records: &Records, terms: &[Term]) -> Vec<usize> {
    let shared = shared_words(records, &records.by_content());
    let mut group: Vec<usize> = (0..records.columns.len()).collect();
    let mut join = |a: usize, b: usize| {
        let (x, y) = (group[a].min(group[b]), group[a].max(group[b]));
        group.iter_mut().filter(|g| **g == y).for_each(|g| *g = x);
    };
    for term in terms {
        term.fields.iter().for_each(|f| join(term.fields[0], *f));
    }
    for (a, row) in shared.iter().enumerate() {
        row.iter().enumerate().filter(|(_, s)| **s).for_each(|(b, _)| join(a, b));
    }
    group
}

impl Agreement {
    /// Learns from candidates of sharp rules; nothing where these are too few.
    fn learn(records: &Records, terms: &[Term], costs: &mut Costs<'_>) -> Option<Self> {
        if records.len() < 200 {
            return None;
        }
        let by_field = groups_of(records, terms);
        let of_term: Vec<usize> = terms.iter().map(|t| by_field[t.fields[0]]).collect();
        let mut present = of_term.clone();
        present.sort_unstable();
        present.dedup();
        let masks: Vec<u64> = present
            .iter()
            .map(|g| {
                let own = of_term.iter().enumerate().filter(|(_, o)| *o == g);
                own.fold(0, |mask, (t, _)| mask | 1 << t)
            })
            .collect();
        let singles: Vec<f64> =
            (0..terms.len()).map(|t| costs.of(&rule_of(terms, &[t])).pairs as f64).collect();
        let sharp = sharp_rules(records, terms, &of_term, &singles, costs);
        let mut found: Vec<(usize, Vec<u64>)> = Vec::new();
        let mut asked = Vec::new();
        for at in &sharp {
            let keys = costs.keys(&rule_of(terms, at));
            if keys.cost.pairs < 30 {
                continue;
            }
            let mut pairs = some_pairs(records, &keys, LOOKED);
            pairs.truncate(LOOKED);
            let rule = asked.len();
            let states = states(records, terms, &masks, &costs.tables, &pairs);
            found.extend(states.into_iter().map(|s| (rule, s)));
            let touched: Vec<bool> =
                masks.iter().map(|m| at.iter().any(|t| m >> t & 1 == 1)).collect();
            asked.push(Asked {
                touched,
                pairs: keys.cost.pairs as f64,
                share: 0.3,
                at: at.clone(),
            });
        }
        let at_random = random_pairs(&records.by_content(), 11, RANDOM);
        let random = states(records, terms, &masks, &costs.tables, &at_random);
        let mut groups = at_random_states(&masks, &random, &singles, records.len(), &found);
        let expected = maximise(&mut groups, &mut asked, &found);
        if expected < FOUND_MIN {
            return None;
        }
        let mut own = Self { groups, prior: 0.0, drawn: Vec::new() };
        own.draw(&asked, records.len() as f64);
        (own.drawn.len() >= 200).then_some(own)
    }

    /// Draws pairs of one person.
    fn draw(&mut self, asked: &[Asked], records: f64) {
        let mut random = Xoshiro256PlusPlus::seed_from_u64(12);
        let mut unit = || (random.next_u64() >> 11) as f64 / (1_u64 << 53) as f64;
        let mut tried: Vec<(u64, f64)> = Vec::with_capacity(TRIED);
        for _ in 0..TRIED {
            let (mut agree, mut bits) = (0, 0.0);
            for group in &self.groups {
                if unit() < group.missing {
                    continue;
                }
                let mut left = unit();
                for (state, (m, u)) in &group.states {
                    left -= m;
                    if left < 0.0 {
                        agree |= state;
                        bits += (m / u).log2();
                        break;
                    }
                }
            }
            tried.push((agree, bits));
        }
        // How many pairs of one person there are: by each sharp rule that has enough, and the middle of these.
        let mut counts: Vec<f64> = asked
            .iter()
            .filter_map(|a| {
                let need = a.at.iter().fold(0, |n, t| n | 1_u64 << t);
                let has = tried.iter().filter(|(agree, _)| agree & need == need).count() as f64;
                (has > 40.0 && a.share >= SHARE_MIN).then(|| a.share * a.pairs * TRIED as f64 / has)
            })
            .collect();
        counts.sort_by(f64::total_cmp);
        let matches = counts.get(counts.len() / 2).copied().unwrap_or(records / 2.0);
        let all = records * (records - 1.0) / 2.0;
        self.prior = (matches / all).clamp(1e-12, 0.5).log2();
        for (agree, bits) in tried {
            let seen = 1.0 / (1.0 + (-(self.prior + bits + FINER)).exp2());
            if unit() < seen && self.drawn.len() < DRAWN {
                self.drawn.push((agree, bits));
            }
        }
    }
}

/// A sharp rule at work.
struct Asked {
    touched: Vec<bool>,
    pairs: f64,
    share: f64,
    at: Vec<usize>,
}

/// The cheapest rule of each two groups, and of each group alone if it is sharp enough.
fn sharp_rules(
    records: &Records,
    terms: &[Term],
    of_term: &[usize],
    singles: &[f64],
    costs: &Costs<'_>,
) -> Vec<Vec<usize>> {
    let mut best: BTreeMap<(usize, usize), (f64, Vec<usize>)> = BTreeMap::new();
    let mut offer = |key, cost: f64, at: Vec<usize>| {
        let held = best.entry(key).or_insert((f64::MAX, Vec::new()));
        if cost < held.0 {
            *held = (cost, at);
        }
    };
    for (a, x) in terms.iter().enumerate() {
        if singles[a] <= 2.0 * records.len() as f64 && singles[a] > 0.0 {
            offer((of_term[a], of_term[a]), singles[a], vec![a]);
        }
        for (b, y) in terms.iter().enumerate().skip(a + 1) {
            if of_term[a] != of_term[b]
                && go_together(records, x, y)
                && singles[a] * singles[b] > 0.0
            {
                let cost = costs.about(&rule_of(terms, &[a, b]), singles, &[a, b]).0;
                let key = (of_term[a].min(of_term[b]), of_term[a].max(of_term[b]));
                offer(key, cost, vec![a, b]);
            }
        }
    }
    let mut sharp: Vec<(f64, Vec<usize>)> = best.into_values().collect();
    sharp.sort_by(|x, y| x.0.total_cmp(&y.0).then_with(|| x.1.cmp(&y.1)));
    sharp.into_iter().take(SHARP).map(|s| s.1).collect()
}

/// Which terms agree, by group, of each pair.
fn states(
    records: &Records,
    terms: &[Term],
    masks: &[u64],
    tables: &Tables,
    pairs: &[(u32, u32)],
) -> Vec<Vec<u64>> {
    let each: Vec<_> =
        terms.iter().map(|t| tables.terms(records, &Rule { terms: vec![t.clone()] })).collect();
    let of = |rooms: &mut (Room, Room), (a, b): &(u32, u32)| {
        let (mut agree, mut there) = (0_u64, 0_u64);
        for (t, term) in each.iter().enumerate() {
            let (x, y) = (rooms.0.keys(term, *a as usize), rooms.1.keys(term, *b as usize));
            if !x.is_empty() && !y.is_empty() {
                there |= 1 << t;
                agree |= if x.iter().any(|k| y.contains(k)) { 1 << t } else { 0 };
            }
        }
        let state = |m: &u64| if there & m == 0 { MISSING } else { agree & m };
        masks.iter().map(state).collect()
    };
    pairs.par_iter().with_min_len(512).map_init(<(Room, Room)>::default, of).collect()
}

/// u of states: by pairs at random, and where these have none, by the term of the state that agrees least often.
fn at_random_states(
    masks: &[u64],
    random: &[Vec<u64>],
    singles: &[f64],
    records: usize,
    found: &[(usize, Vec<u64>)],
) -> Vec<Group> {
    let n = records as f64;
    let all = (n * (n - 1.0) / 2.0).max(1.0);
    let one = |(g, _): (usize, &u64)| {
        let mut group = Group::default();
        let mut counts: BTreeMap<u64, f64> = BTreeMap::new();
        let seen = random.iter().map(|s| s[g]);
        seen.filter(|s| *s != MISSING).for_each(|s| *counts.entry(s).or_default() += 1.0);
        let compared = counts.values().sum::<f64>().max(1.0);
        let met = found.iter().map(|(_, s)| s[g]).filter(|s| *s != MISSING);
        met.for_each(|s| _ = counts.entry(s).or_default());
        for (state, count) in counts {
            let rarest = (0..singles.len())
                .filter(|t| state >> t & 1 == 1)
                .map(|t| singles[t] / all)
                .fold(1.0, f64::min);
            let u = if count >= 3.0 { count / compared } else { rarest.min(3.0 / compared) * 0.5 };
            // As good as nothing agrees, or more the more does: only to begin with.
            let m = if state == 0 { 1.0 } else { f64::from(1 + state.count_ones()) };
            group.states.insert(state, (m, u.max(1e-10)));
        }
        let sum: f64 = group.states.values().map(|s| s.0).sum();
        group.states.values_mut().for_each(|s| s.0 /= sum);
        group
    };
    masks.iter().enumerate().map(one).collect()
}

/// Rounds of expectation and maximisation over the candidates of sharp rules; gives how many are expected to be of one person.
fn maximise(groups: &mut [Group], asked: &mut [Asked], found: &[(usize, Vec<u64>)]) -> f64 {
    let mut patterns: BTreeMap<(usize, &[u64]), f64> = BTreeMap::new();
    found.iter().for_each(|(r, s)| *patterns.entry((*r, s)).or_default() += 1.0);
    let mut expected = 0.0;
    for round in 0..ROUNDS {
        let mut counts: Vec<BTreeMap<u64, f64>> = vec![BTreeMap::new(); groups.len()];
        let mut of_rule = vec![(0.0, 0.0); asked.len()];
        expected = 0.0;
        for ((rule, states), times) in &patterns {
            let own = &asked[*rule];
            if round > ROUNDS / 3 && own.share < SHARE_MIN {
                continue;
            }
            let open = || (0..groups.len()).filter(|g| !own.touched[*g]);
            let ln: f64 = open().map(|g| groups[g].ln(states[g])).sum();
            let odds = own.share / (1.0 - own.share) * ln.clamp(-60.0, 60.0).exp();
            let one = times * odds / (1.0 + odds);
            of_rule[*rule].0 += one;
            of_rule[*rule].1 += times;
            expected += one;
            open().for_each(|g| *counts[g].entry(states[g]).or_default() += one);
        }
        for (own, (one, all)) in asked.iter_mut().zip(of_rule) {
            if all > 0.0 {
                own.share = ((one + 0.1) / (all + 1.0)).clamp(1e-6, 0.999);
            }
        }
        for (group, counts) in groups.iter_mut().zip(counts) {
            let missing = counts.get(&MISSING).copied().unwrap_or(0.0);
            let all: f64 = counts.values().sum();
            group.missing = (missing + 0.1) / (all + 0.2);
            let belief = 1.0 / group.states.len().max(1) as f64;
            for (state, held) in &mut group.states {
                let count = counts.get(state).copied().unwrap_or(0.0);
                held.0 = (count + belief) / (all - missing + 1.0);
            }
        }
    }
    expected
}

/// Takes rules by how many drawn pairs they newly have for what they cost.
fn cover(
    records: &Records,
    agreement: &Agreement,
    terms: &[Term],
    costs: &mut Costs<'_>,
    budget: u64,
) -> Vec<(Rule, RuleCost)> {
    let drawn = &agreement.drawn;
    let bits = |t: usize| Bits::of(drawn.iter().map(|(agree, _)| agree >> t & 1 == 1));
    let of_term: Vec<Bits> = (0..terms.len()).map(bits).collect();
    let singles: Vec<f64> =
        (0..terms.len()).map(|t| costs.of(&rule_of(terms, &[t])).pairs as f64).collect();
    let mut open = Candidate::all(records, terms, &of_term, &singles);
    let mut left = Bits::of(drawn.iter().map(|_| true));
    let (mut taken, mut spent, mut exact) = (Vec::<(Candidate, RuleCost)>::new(), 0, 0);
    let least = (GAIN_MIN * drawn.len() as f64).max(1.0);
    while taken.len() < RULES_MAX && exact < EXACT_MAX {
        let worth = |c: &Candidate| {
            let gain = f64::from(c.has.and(&left));
            let pairs = costs.about(&c.rule, &singles, &c.at).0;
            let fits = pairs <= (budget / 3) as f64 && pairs + spent as f64 <= budget as f64;
            let worth = gain / (pairs + OVERHEAD * records.len() as f64);
            if fits && gain >= least { worth } else { 0.0 }
        };
        let worths: Vec<f64> = open.par_iter().map(worth).collect();
        let best = (0..open.len()).max_by(|x, y| worths[*x].total_cmp(&worths[*y]).then(y.cmp(x)));
        let Some(best) = best.filter(|b| worths[*b] > 0.0) else { break };
        if !costs.known.contains_key(&open[best].rule) {
            exact += 1;
            costs.of(&open[best].rule);
            continue;
        }
        let candidate = open.swap_remove(best);
        let cost = costs.of(&candidate.rule);
        spent += cost.pairs;
        left.take(&candidate.has);
        taken.push((candidate, cost));
    }
    drop_idle(&mut taken, drawn.len());
    taken.into_iter().map(|(c, cost)| (c.rule, cost)).collect()
}

/// Drops rules whose pairs the others have, dear ones first.
fn drop_idle(taken: &mut Vec<(Candidate, RuleCost)>, drawn: usize) {
    let mut order: Vec<Rule> = {
        let mut dear: Vec<&(Candidate, RuleCost)> = taken.iter().collect();
        dear.sort_by(|x, y| y.1.pairs.cmp(&x.1.pairs).then_with(|| x.0.rule.cmp(&y.0.rule)));
        dear.into_iter().map(|t| t.0.rule.clone()).collect()
    };
    for rule in order.drain(..) {
        let mut left = Bits::of((0..drawn).map(|_| true));
        taken.iter().filter(|t| t.0.rule != rule).for_each(|t| left.take(&t.0.has));
        let lost = taken.iter().find(|t| t.0.rule == rule).map_or(0, |t| t.0.has.and(&left));
        if f64::from(lost) < GAIN_MIN * drawn as f64 && taken.len() > 1 {
            taken.retain(|t| t.0.rule != rule);
        }
    }
}

/// A rule that may be taken, and which drawn pairs it has.
struct Candidate {
    rule: Rule,
    at: Vec<usize>,
    has: Bits,
}

impl Candidate {
    /// Rules of one, two and three terms.
    fn all(records: &Records, terms: &[Term], bits: &[Bits], singles: &[f64]) -> Vec<Self> {
        let make = |at: Vec<usize>| {
            let mut has = bits[at[0]].clone();
            at[1..].iter().for_each(|t| has.keep(&bits[*t]));
            Self { rule: rule_of(terms, &at), at, has }
        };
        let fit = |a: usize, b: usize| go_together(records, &terms[a], &terms[b]);
        let mut all = Vec::new();
        let useful: Vec<usize> = (0..terms.len()).filter(|t| singles[*t] > 0.0).collect();
        for (i, a) in useful.iter().enumerate() {
            all.push(make(vec![*a]));
            for (j, b) in useful.iter().enumerate().skip(i + 1).filter(|(_, b)| fit(*a, **b)) {
                all.push(make(vec![*a, *b]));
                let third = useful[j + 1..].iter().filter(|c| fit(*a, **c) && fit(*b, **c));
                // Many fields make too many threes.
                if useful.len() <= 24 {
                    all.extend(third.map(|c| make(vec![*a, *b, *c])));
                }
            }
        }
        all
    }
}

/// Truth values side by side.
#[derive(Clone)]
struct Bits(Vec<u64>);

impl Bits {
    fn of(values: impl Iterator<Item = bool>) -> Self {
        let mut words = Vec::new();
        for (n, value) in values.enumerate() {
            if n % 64 == 0 {
                words.push(0);
            }
            if let Some(last) = words.last_mut() {
                *last |= u64::from(value) << (n % 64);
            }
        }
        Self(words)
    }

    /// How many stand in both.
    fn and(&self, other: &Self) -> u32 {
        self.0.iter().zip(&other.0).map(|(x, y)| (x & y).count_ones()).sum()
    }

    fn keep(&mut self, other: &Self) {
        self.0.iter_mut().zip(&other.0).for_each(|(x, y)| *x &= y);
    }

    fn take(&mut self, other: &Self) {
        self.0.iter_mut().zip(&other.0).for_each(|(x, y)| *x &= !y);
    }
}

/// Takes single terms first, then pairs of terms, cheapest first, each at most a share of the budget.
fn by_cost(
    records: &Records,
    terms: &[Term],
    costs: &mut Costs<'_>,
    budget: u64,
) -> Vec<(Rule, RuleCost)> {
    let mut rules: Vec<Rule> = (0..terms.len()).map(|t| rule_of(terms, &[t])).collect();
    for (n, a) in terms.iter().enumerate() {
        for b in &terms[n + 1..] {
            if go_together(records, a, b) {
                rules.push(Rule { terms: vec![a.clone(), b.clone()] });
            }
        }
    }
    let mut costs: Vec<(Rule, RuleCost)> = rules
        .into_iter()
        .map(|r| {
            let cost = costs.of(&r);
            (r, cost)
        })
        .filter(|(_, c)| c.pairs > 0)
        .collect();
    costs.sort_by(|a, b| {
        (a.1.pairs, a.0.terms.len(), &a.0).cmp(&(b.1.pairs, b.0.terms.len(), &b.0))
    });
    let share = budget / 6;
    let mut taken: Vec<(Rule, RuleCost)> = Vec::new();
    let mut spent = 0;
    // Rules of one term first: they miss least.
    for terms in [1, 2] {
        for (rule, cost) in costs.iter().filter(|(r, _)| r.terms.len() == terms) {
            let implied = taken.iter().any(|(t, c)| {
                let fields =
                    |r: &Rule| r.terms.iter().flat_map(|t| t.fields.clone()).collect::<Vec<_>>();
                // Other parts of the same fields with the same pairs: the values are that short.
                t.terms.iter().all(|x| rule.terms.contains(x))
                    || (c == cost && fields(t) == fields(rule))
            });
            if implied
                || cost.pairs > share
                || spent + cost.pairs > budget
                || taken.len() >= RULES_MAX
            {
                continue;
            }
            spent += cost.pairs;
            taken.push((rule.clone(), *cost));
        }
    }
    taken
}
