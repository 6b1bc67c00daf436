//! The judgement: who may be found by this release, and what to write instead.
//!
//! Terms: a *family* is a source with the third parties it speaks of; they are judged together, since whoever finds the one finds
//! the other. What *left* is in the ledger and cannot be made coarser.
//!
//! A person is blocked when fewer than k fit all that was told, this release included, and this release adds to it: a detail that
//! narrows, or one more row about somebody who could be found already. A row that left before and stands here again adds nothing.
//!
//! Determinism: sorted by person and adversary; the order of items leaves no trace.

use super::attribute::Attribute;
use super::coarsen;
use super::count::{self, Count, Family};
use super::ledger::{Item, Ledger, RowRef};
use super::tables::Tables;
use super::verdict::{Adversary, Blocked, Policy, Standing, Unknown, Verdict};
use std::collections::{BTreeMap, BTreeSet};

/// What was told of one family, before and now.
pub(super) struct Told<'a> {
    pub(super) source: String,
    pub(super) past: Family,
    pub(super) all: Family,
    pub(super) past_rows: BTreeMap<String, BTreeSet<&'a RowRef>>,
    pub(super) new: Vec<&'a Item>,
    /// Name in the ledger of each new item's person.
    pub(super) names: Vec<String>,
}

pub(super) fn judge(past: &Ledger, new: &[Item], tables: &Tables, policy: &Policy) -> Verdict {
    let mut verdict = Verdict::default();
    unknown(past, new, tables, &mut verdict);
    // What no table counts is told by itself, and refused; the rest is counted without it.
    let known: Vec<Item>;
    let new = if verdict.unknown.is_empty() {
        new
    } else {
        known = new.iter().filter(|item| counted(&item.attribute, tables)).cloned().collect();
        &known
    };
    for told in families(past, new).values() {
        family(told, tables, policy, &mut verdict);
    }
    for told in labels(past, new, tables, policy) {
        family(&told, tables, policy, &mut verdict);
    }
    verdict.blocked.sort();
    verdict.standings.sort();
    verdict
}

fn source_of(person: &str) -> &str {
    person.split_once('/').map_or(person, |(source, _)| source)
}

/// New items by source, with all that left of that source.
fn families<'a>(past: &'a Ledger, new: &'a [Item]) -> BTreeMap<String, Told<'a>> {
    let mut families: BTreeMap<String, Told<'a>> = BTreeMap::new();
    for item in new {
        let person = past.name_of(&item.person);
        let source = source_of(&person).to_owned();
        let told = families.entry(source.clone()).or_insert_with(|| before(past, source));
        told.all.entry(person.clone()).or_default().insert(item.attribute.clone());
        told.new.push(item);
        told.names.push(person);
    }
    families
}

fn before(past: &Ledger, source: String) -> Told<'_> {
    let mut told = Told {
        past: Family::new(),
        all: Family::new(),
        past_rows: BTreeMap::new(),
        new: Vec::new(),
        names: Vec::new(),
        source,
    };
    let inside = format!("{}/", told.source);
    for person in past.family(&told.source, &inside) {
        for item in past.items(person) {
            told.past.entry(person.to_owned()).or_default().insert(item.attribute.clone());
            told.past_rows.entry(person.to_owned()).or_default().insert(&item.row);
        }
    }
    told.all.clone_from(&told.past);
    told
}

fn family(told: &Told<'_>, tables: &Tables, policy: &Policy, verdict: &mut Verdict) {
    // The same advice for everybody of the family, and worked out once.
    let mut advice = None;
    for adversary in Adversary::ALL {
        let k = policy.k(adversary);
        let then = count::family(&told.past, &told.source, adversary, tables);
        let now = count::family(&told.all, &told.source, adversary, tables);
        for (person, count) in &now {
            if !told.all.contains_key(person) {
                continue;
            }
            verdict.standings.push(Standing {
                person: person.clone(),
                adversary,
                low: count.low(),
                high: count.high(),
                k,
                contradicted: count.contradicted,
            });
            if count.low() < k && adds(told, person, &then, *count) {
                let mut blocked = blocked(told, person, adversary, *count, tables, policy);
                let advice = advice.get_or_insert_with(|| coarsen::cheapest(told, tables, policy));
                blocked.coarsening.clone_from(advice);
                verdict.blocked.push(blocked);
            }
        }
    }
}

/// Whether this release tells more of a person than what left.
fn adds(told: &Told<'_>, person: &str, then: &BTreeMap<String, Count>, now: Count) -> bool {
    let known = told.past.contains_key(person);
    let narrows = !known || then.get(person).is_none_or(|then| now.low() < then.low());
    let rows = told.past_rows.get(person);
    let another =
        told.new.iter().zip(&told.names).any(|(item, name)| {
            name == person && rows.is_none_or(|rows| !rows.contains(&item.row))
        });
    narrows || another
}

fn blocked(
    told: &Told<'_>,
    person: &str,
    adversary: Adversary,
    count: Count,
    tables: &Tables,
    policy: &Policy,
) -> Blocked {
    let low = |members: &Family| {
        count::family(members, &told.source, adversary, tables)
            .get(person)
            .map_or(0, |count| count.low())
    };
    let fresh = told.fresh();
    let mut without: Vec<(u64, &String, &Attribute)> = fresh
        .iter()
        .filter(|(_, detail)| detail.name != "role")
        .map(|(name, detail)| (low(&told.less(name, detail)), *name, *detail))
        .collect();
    without.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| (a.1, a.2).cmp(&(b.1, b.2))));
    let narrowest = without.first().map(|(low, _, detail)| (*low, (*detail).clone()));
    let (without_it, attribute) = narrowest.unwrap_or_else(|| {
        // Nothing narrows any more: one more row about somebody who could be found already.
        let any = told.new.first().map(|item| item.attribute.clone());
        (count.low(), any.unwrap_or_else(|| Attribute::new("row", "another")))
    });
    let narrowing: BTreeSet<&Attribute> =
        without.iter().filter(|(low, ..)| *low > count.low()).map(|(.., detail)| *detail).collect();
    let rows: BTreeSet<&RowRef> = told
        .new
        .iter()
        .filter(|item| narrowing.is_empty() || narrowing.contains(&item.attribute))
        .map(|item| &item.row)
        .collect();
    Blocked {
        person: person.to_owned(),
        adversary,
        low: count.low(),
        high: count.high(),
        k: policy.k(adversary),
        attribute,
        without: without_it,
        rows: rows.into_iter().cloned().collect(),
        coarsening: None,
    }
}

impl Told<'_> {
    /// Details that this release tells first, by person.
    pub(super) fn fresh(&self) -> BTreeSet<(&String, &Attribute)> {
        let told = self.names.iter().zip(&self.new);
        told.map(|(name, item)| (name, &item.attribute))
            .filter(|(name, detail)| !self.past.get(*name).is_some_and(|p| p.contains(detail)))
            .collect()
    }

    /// All that is told but one detail.
    fn less(&self, person: &str, detail: &Attribute) -> Family {
        let mut members = self.all.clone();
        if let Some(details) = members.get_mut(person) {
            details.remove(detail);
        }
        members
    }
}

/// Labels under which fewer than `label_pool` persons stand: whoever reads takes them for one.
fn labels<'a>(
    past: &'a Ledger,
    new: &'a [Item],
    tables: &Tables,
    policy: &Policy,
) -> Vec<Told<'a>> {
    let shared = |item: &Item| {
        let name = past.name_of(&item.person);
        !name.contains('/') && !item.label.is_empty() && item.label != source_of(&name)
    };
    let mut fresh: BTreeMap<&str, Vec<&Item>> = BTreeMap::new();
    for item in new.iter().filter(|item| shared(item)) {
        fresh.entry(&item.label).or_default().push(item);
    }
    let mut out = Vec::new();
    for (label, items) in fresh {
        let latest = items.iter().filter_map(|item| week_number(&item.week)).max();
        let near = |item: &&Item| {
            let weeks = latest.zip(week_number(&item.week));
            weeks.is_none_or(|(latest, week)| latest.abs_diff(week) <= policy.window_weeks)
        };
        let earlier: Vec<&Item> = past
            .every_item()
            .filter(|item| item.label == label && shared(item))
            .filter(near)
            .collect();
        let persons: BTreeSet<String> =
            earlier.iter().chain(&items).map(|item| past.name_of(&item.person)).collect();
        let pool = u32::try_from(persons.len()).unwrap_or(u32::MAX);
        if pool < 2 || pool >= policy.label_pool {
            continue;
        }
        let person = format!("~{label}");
        let mut told = Told {
            source: person.clone(),
            past: Family::new(),
            all: Family::new(),
            past_rows: BTreeMap::new(),
            names: vec![person.clone(); items.len()],
            new: items.clone(),
        };
        for item in &earlier {
            told.past.entry(person.clone()).or_default().insert(item.attribute.clone());
            told.past_rows.entry(person.clone()).or_default().insert(&item.row);
        }
        told.all.clone_from(&told.past);
        for item in &items {
            told.all.entry(person.clone()).or_default().insert(item.attribute.clone());
        }
        // Values that cannot be true of one person prove that there are two.
        let one = told.all.get(&person).map(|d| count::count(d, Adversary::State, tables));
        if one.is_some_and(|count| !count.contradicted) {
            out.push(told);
        }
    }
    out
}

/// An ISO week as a running number, good enough for a distance of weeks.
fn week_number(week: &str) -> Option<u32> {
    let (year, week) = week.split_once("-W")?;
    let (year, week): (u32, u32) = (year.parse().ok()?, week.parse().ok()?);
    Some(year.min(9_999) * 52 + week.min(53))
}

/// Details that no table counts.
fn unknown(past: &Ledger, new: &[Item], tables: &Tables, verdict: &mut Verdict) {
    let mut seen = BTreeSet::new();
    for item in new {
        let person = past.name_of(&item.person);
        if !counted(&item.attribute, tables) && seen.insert((person.clone(), &item.attribute)) {
            let attribute = item.attribute.clone();
            let hint = format!(
                "add a row `{},{}` to `shares.csv` or `caps.csv` of the case's tables, or leave the detail out",
                attribute.name, attribute.value
            );
            verdict.unknown.push(Unknown { person, attribute, hint });
        }
    }
}

fn counted(detail: &Attribute, tables: &Tables) -> bool {
    let listed = |d: &Attribute| !tables.shares(d).is_empty() || tables.cap(d).is_some();
    match detail.name.as_str() {
        "role" => true,
        "sex" => ["female", "male"].contains(&detail.value.as_str()),
        "age" => count::ages(&detail.value).is_some(),
        "call" => count::Call::parse(&detail.value).is_some(),
        "place" => detail.value.split('+').all(|part| {
            let place = Attribute::new("place", part);
            tables.provinces(part).is_some() || listed(&place) || tables.coarser(&place).is_some()
        }),
        _ => listed(detail),
    }
}
