//! Repetition: numbers repeated after they were replaced, numbers repeated without a source, and echoes.

use std::collections::{BTreeMap, BTreeSet};

use super::{Echo, Fault, Figure, Finding, report};
use crate::derivation::Derivations;
use crate::id::StatementKey;

/// Within how many days a number without a source is taken to repeat an earlier one. Longer would pair chance meetings of
/// round numbers; shorter would miss weekly reviews.
const REPEAT_WITHIN_DAYS: i32 = 30;

pub(super) fn check(figures: &BTreeMap<&StatementKey, Figure<'_>>, found: &mut BTreeSet<Finding>) {
    let same = by_number(figures);
    let successors = by_party(figures);
    for copy in figures.values() {
        let stated: Vec<&Figure<'_>> =
            copy.s.derives_from.iter().filter_map(|k| figures.get(k)).collect();
        for origin in stated.iter().filter(|o| o.same_number(copy) && !o.same_party(copy)) {
            stale(origin, copy, &successors, found);
        }
        if copy.s.derives_from.is_empty()
            && let Some(origin) = earlier(copy, &same)
        {
            let days = days_between(origin, copy).unwrap_or(0);
            report(found, Fault::UnattributedRepeat { days }, &[origin, copy]);
            stale(origin, copy, &successors, found);
        }
    }
}

type ByNumber<'m, 'a> = BTreeMap<(u64, &'m str), Vec<&'m Figure<'a>>>;

/// Figures by number and category, in the order in which they were said.
fn by_number<'m, 'a>(figures: &'m BTreeMap<&StatementKey, Figure<'a>>) -> ByNumber<'m, 'a> {
    let mut same: ByNumber<'m, 'a> = BTreeMap::new();
    for f in figures.values() {
        if let Some(value) = f.value {
            same.entry((value, f.s.category.code())).or_default().push(f);
        }
    }
    for list in same.values_mut() {
        list.sort_by_key(|f| (f.said, &f.s.key));
    }
    same
}

/// The statement that an unsourced figure repeats: the last one before it by another party with the same number.
///
/// An outlet counts nobody, so any number of it repeats; a party may count by itself, so only a number that is too
/// particular to meet by chance (two significant digits or more) and speaks of the same day is taken for a repetition.
fn earlier<'m, 'a>(copy: &Figure<'_>, same: &ByNumber<'m, 'a>) -> Option<&'m Figure<'a>> {
    let value = copy.value?;
    if copy.s.is_protected() {
        return None;
    }
    let list = same.get(&(value, copy.s.category.code()))?;
    let outlet = copy.s.party.group.is_outlet();
    list.iter().rev().copied().find(|origin| {
        let Some(days) = days_between(origin, copy) else { return false };
        !origin.same_party(copy)
            && (1..=REPEAT_WITHIN_DAYS).contains(&days)
            && origin.s.scope.population == copy.s.scope.population
            && origin.is_cumulative() == copy.is_cumulative()
            && (outlet
                || (origin.s.party.group != copy.s.party.group
                    && significant_digits(value) >= 2
                    && origin.same_day(copy, 0)))
    })
}

fn days_between(earlier: &Figure<'_>, later: &Figure<'_>) -> Option<i32> {
    Some(later.said? - earlier.said?)
}

fn significant_digits(mut n: u64) -> u32 {
    while n > 0 && n.is_multiple_of(10) {
        n /= 10;
    }
    n.checked_ilog10().map_or(0, |digits| digits + 1)
}

type ByParty<'m, 'a> = BTreeMap<(&'m str, &'m str, &'m str), Vec<&'m Figure<'a>>>;

/// Cumulative figures by party and category, in the order in which they were said.
fn by_party<'m, 'a>(figures: &'m BTreeMap<&StatementKey, Figure<'a>>) -> ByParty<'m, 'a> {
    let mut lists: ByParty<'m, 'a> = BTreeMap::new();
    for f in figures.values().filter(|f| f.is_cumulative() && f.interval.is_some()) {
        let party = &f.s.party;
        lists.entry((&party.group.0, &party.name, f.s.category.code())).or_default().push(f);
    }
    for list in lists.values_mut() {
        list.sort_by_key(|f| (f.said, &f.s.key));
    }
    lists
}

/// Reports a repetition of a figure that its own party had replaced before.
fn stale(
    origin: &Figure<'_>,
    copy: &Figure<'_>,
    lists: &ByParty<'_, '_>,
    found: &mut BTreeSet<Finding>,
) {
    if !origin.is_cumulative() || !copy.is_cumulative() {
        return;
    }
    let party = &origin.s.party;
    let Some(list) =
        lists.get(&(party.group.0.as_str(), party.name.as_str(), origin.s.category.code()))
    else {
        return;
    };
    let replaced = list.iter().rev().find(|next| {
        next.s.key != origin.s.key
            && next.s.key != copy.s.key
            && next.said > origin.said
            && next.said < copy.said
            && next.held >= origin.held
            && next.held <= copy.held
            && disjoint(origin, next)
    });
    if let Some(next) = replaced {
        let days = days_between(next, copy).unwrap_or(0);
        report(
            found,
            Fault::StaleRepeat { replaced_by: next.s.key.clone(), days },
            &[origin, next, copy],
        );
    }
}

fn disjoint(a: &Figure<'_>, b: &Figure<'_>) -> bool {
    match (&a.interval, &b.interval) {
        (Some(a), Some(b)) => !a.intersects(b),
        _ => false,
    }
}

/// Groups statements that hand on one number along derivations; what is `tainted` is no origin.
pub(super) fn echoes(
    figures: &BTreeMap<&StatementKey, Figure<'_>>,
    graph: &Derivations,
    tainted: &BTreeSet<&StatementKey>,
) -> Vec<Echo> {
    let mut group: BTreeMap<&StatementKey, &StatementKey> =
        figures.keys().map(|k| (*k, *k)).collect();
    for copy in figures.values() {
        for origin in copy.s.derives_from.iter().filter_map(|k| figures.get(k)) {
            if origin.same_number(copy) && !copy.is_share_of(origin) {
                let (a, b) = (root(&group, &origin.s.key), root(&group, &copy.s.key));
                let (low, high) = if a <= b { (a, b) } else { (b, a) };
                group.insert(high, low);
            }
        }
    }
    let mut members: BTreeMap<&StatementKey, Vec<&Figure<'_>>> = BTreeMap::new();
    for (key, figure) in figures {
        members.entry(root(&group, key)).or_default().push(figure);
    }
    let several = members.values().filter(|list| list.len() > 1);
    several.map(|list| echo(list, graph, figures, tainted)).collect()
}

/// The representative of a group: parents are followed until one is its own.
fn root<'k>(
    group: &BTreeMap<&'k StatementKey, &'k StatementKey>,
    key: &'k StatementKey,
) -> &'k StatementKey {
    let mut at = key;
    while let Some(parent) = group.get(at) {
        if *parent == at {
            break;
        }
        at = parent;
    }
    at
}

fn echo(
    list: &[&Figure<'_>],
    graph: &Derivations,
    figures: &BTreeMap<&StatementKey, Figure<'_>>,
    tainted: &BTreeSet<&StatementKey>,
) -> Echo {
    let statements: Vec<StatementKey> = list.iter().map(|f| f.s.key.clone()).collect();
    let mut origins: BTreeSet<StatementKey> =
        statements.iter().flat_map(|k| graph.origins(k)).collect();
    origins.retain(|k| !tainted.contains(k));
    let origins = super::one_for_each_party(origins, |k| figures.get(k).map(|f| f.s));
    let reports: BTreeSet<_> = list.iter().flat_map(|f| &f.s.reports).collect();
    Echo { statements, origins, reports: reports.len() }
}
