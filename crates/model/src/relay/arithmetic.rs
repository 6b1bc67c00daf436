//! Arithmetic between figures: a sum that passes for a third claim, a part greater than its whole.

use std::collections::{BTreeMap, BTreeSet};

use super::{Fault, Figure, Finding, report};
use crate::category::{Harm, Meaning};
use crate::date::Day;
use crate::id::StatementKey;
use crate::quantity::Quantity;
use crate::scope::Extent;

/// Within how many days after two figures their sum is taken for theirs when no derivation says so.
const SUM_WITHIN_DAYS: i32 = 14;

/// How a number is made of others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Combination {
    /// It is their sum.
    Sum,
    /// It is the first less the second, or the reverse.
    Difference,
}

pub(super) fn check(figures: &BTreeMap<&StatementKey, Figure<'_>>, found: &mut BTreeSet<Finding>) {
    stated_sums(figures, found);
    silent_sums(figures, found);
    parts(figures, found);
    compounds(figures, found);
}

/// Tells whether the copy's number is the sum or the difference of at least two origins.
pub(super) fn combination(origins: &[&Figure<'_>], copy: &Figure<'_>) -> Option<Combination> {
    let target = copy.value?;
    let values: Vec<u64> = origins.iter().filter_map(|o| o.value).collect();
    if values.len() < 2 {
        return None;
    }
    let sum = values.iter().try_fold(0u64, |sum, v| sum.checked_add(*v));
    if sum == Some(target) {
        return Some(Combination::Sum);
    }
    match values[..] {
        [a, b] if a.abs_diff(b) == target && target != a && target != b => {
            Some(Combination::Difference)
        }
        _ => None,
    }
}

/// Sums that the derivations state, said by a party that stated none of the parts.
fn stated_sums(figures: &BTreeMap<&StatementKey, Figure<'_>>, found: &mut BTreeSet<Finding>) {
    for copy in figures.values() {
        let origins: Vec<&Figure<'_>> = copy
            .s
            .derives_from
            .iter()
            .filter_map(|k| figures.get(k))
            .filter(|o| o.value.is_some())
            .collect();
        let Some(how) = combination(&origins, copy) else { continue };
        if origins.iter().any(|o| o.same_party(copy)) {
            continue;
        }
        let mut shown = origins.clone();
        shown.push(copy);
        let fault =
            Fault::SumPassedForClaim { difference: how == Combination::Difference, stated: true };
        report(found, fault, &shown);
    }
}

type Pairs<'m, 'a> = BTreeMap<u64, Vec<(&'m Figure<'a>, &'m Figure<'a>)>>;

/// Sums that nobody states: the number equals two figures that one other party gave together shortly before.
fn silent_sums(figures: &BTreeMap<&StatementKey, Figure<'_>>, found: &mut BTreeSet<Finding>) {
    let pairs = pairs(figures);
    for copy in figures.values().filter(|f| f.s.derives_from.is_empty()) {
        let (Some(value), Some((least, most))) = (copy.value, copy.harm()) else { continue };
        let Some(list) = pairs.get(&value) else { continue };
        for (a, b) in list {
            let (Some((a_set, _)), Some((b_set, _))) = (a.harm(), b.harm()) else { continue };
            let union = a_set.and(b_set);
            let fits = least.within(union) && union.within(most);
            let soon = match (a.said, copy.said) {
                (Some(parts), Some(sum)) => (0..=SUM_WITHIN_DAYS).contains(&(sum - parts)),
                _ => false,
            };
            if fits
                && soon
                && !a.same_party(copy)
                && a.s.scope.population == copy.s.scope.population
                && copy.is_cumulative()
            {
                let fault = Fault::SumPassedForClaim { difference: false, stated: false };
                report(found, fault, &[a, b, copy]);
            }
        }
    }
}

/// Pairs of cumulative tolls of different harm that one party gave on one day, by their sum.
fn pairs<'m, 'a>(figures: &'m BTreeMap<&StatementKey, Figure<'a>>) -> Pairs<'m, 'a> {
    let mut together: BTreeMap<(&str, &str, Option<Day>), Vec<&Figure<'a>>> = BTreeMap::new();
    for f in figures.values() {
        let whole = f.s.scope.extent == Extent::Whole;
        if f.value.is_some()
            && f.said.is_some()
            && f.s.category.is_toll()
            && f.is_cumulative()
            && whole
        {
            together.entry((&f.s.party.group.0, &f.s.party.name, f.said)).or_default().push(f);
        }
    }
    let mut pairs: Pairs<'m, 'a> = BTreeMap::new();
    for list in together.values().filter(|list| list.len() <= MAX_TOGETHER) {
        for (i, a) in list.iter().enumerate() {
            for b in &list[i + 1..] {
                let disjoint = match (a.harm(), b.harm()) {
                    (Some((_, a)), Some((_, b))) => a.common(b).is_empty(),
                    _ => false,
                };
                let same_population = a.s.scope.population == b.s.scope.population;
                if let (true, true, Some(x), Some(y)) =
                    (disjoint, same_population, a.value, b.value)
                    && let Some(sum) = x.checked_add(y)
                {
                    pairs.entry(sum).or_default().push((a, b));
                }
            }
        }
    }
    pairs
}

/// A party that gives more tolls than this on one day is a table, not a briefing; its pairs prove nothing.
const MAX_TOGETHER: usize = 40;

type Tolls<'m, 'a> = BTreeMap<(&'m str, &'m str, String), Vec<&'m Figure<'a>>>;

/// Parts that exceed their whole within one party's own figures: killed above casualties, casualties above those sent.
fn parts(figures: &BTreeMap<&StatementKey, Figure<'_>>, found: &mut BTreeSet<Finding>) {
    let mut lists: Tolls<'_, '_> = BTreeMap::new();
    for f in
        figures.values().filter(|f| f.is_cumulative() && f.held.is_some() && f.interval.is_some())
    {
        let party = &f.s.party;
        lists
            .entry((&party.group.0, &party.name, f.s.scope.population.to_string()))
            .or_default()
            .push(f);
    }
    for list in lists.values() {
        greatest_parts(list, found);
    }
    // A part that another party states of a figure it derives from is held to that figure.
    for part in figures.values() {
        for whole in part.s.derives_from.iter().filter_map(|k| figures.get(k)) {
            if !whole.same_party(part) && is_part(part, whole) && !part.same_number(whole) {
                exceeds(part, whole, found);
            }
        }
    }
}

/// For every whole, the greatest part that holds for the same day or an earlier one.
fn greatest_parts(list: &[&Figure<'_>], found: &mut BTreeSet<Finding>) {
    let mut order: Vec<&Figure<'_>> = list.to_vec();
    order.sort_by_key(|f| (f.held, &f.s.key));
    // The greatest part so far by what it counts; there are few kinds, so a whole asks each.
    let mut greatest: BTreeMap<&str, &Figure<'_>> = BTreeMap::new();
    let mut at = 0;
    for whole in &order {
        while at < order.len() && order[at].held <= whole.held {
            let part = order[at];
            let best = greatest.entry(part.s.category.code()).or_insert(part);
            if part.least() > best.least() {
                *best = part;
            }
            at += 1;
        }
        if whole.s.scope.extent == Extent::Whole {
            for part in greatest.values().filter(|part| is_part(part, whole)) {
                exceeds(part, whole, found);
            }
        }
    }
}

/// True when what `part` counts is a proper part of what `whole` counts.
fn is_part(part: &Figure<'_>, whole: &Figure<'_>) -> bool {
    if part.s.scope.population != whole.s.scope.population || part.s.category == whole.s.category {
        return false;
    }
    match (part.s.category.meaning(), whole.s.category.meaning()) {
        (
            Meaning::Toll { most, .. } | Meaning::TollAtLeast(most),
            Meaning::Toll { least, most: all },
        ) => least_part(most, least, all),
        (
            Meaning::Toll { .. } | Meaning::TollAtLeast(_) | Meaning::StrengthAtLeast,
            Meaning::Strength,
        ) => true,
        _ => false,
    }
}

/// A set is part of a toll when every reading of the toll holds it.
fn least_part(part: Harm, least: Harm, all: Harm) -> bool {
    part.within(least) && (part != all || least != all)
}

fn exceeds(part: &Figure<'_>, whole: &Figure<'_>, found: &mut BTreeSet<Finding>) {
    if let (Some(part_least), Some(whole_most)) = (part.least(), whole.most())
        && part_least > whole_most
        && part.held <= whole.held
    {
        report(found, Fault::PartExceedsWhole { part_least, whole_most }, &[whole, part]);
    }
}

/// Parts that exceed their whole within one statement: "about 1,000, of whom 4,000 killed", or a share above one.
fn compounds(figures: &BTreeMap<&StatementKey, Figure<'_>>, found: &mut BTreeSet<Finding>) {
    for f in figures.values() {
        let Quantity::Compound { whole, parts, .. } = &f.s.quantity else { continue };
        let Some(whole_most) = whole.interval.max_whole() else { continue };
        let total: u64 =
            parts.iter().map(|(_, part)| part.interval.min_whole()).fold(0, u64::saturating_add);
        if total > whole_most {
            report(found, Fault::PartExceedsWhole { part_least: total, whole_most }, &[f]);
        }
    }
}
