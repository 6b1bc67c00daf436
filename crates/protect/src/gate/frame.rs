//! The tables that speak about other tables: findings, ranges, readings of names, linkage, estimates, lags, changes, corrections.
//!
//! Invariant: a sentence that was written from something that did not leave does not leave either. A withdrawal stays,
//! without the text before it.

use crate::links::Keys;
use crate::shape::{Edition, Estimation, FiledEstimate};
use std::collections::BTreeSet;

/// Sorts the tables that the gate does not pass row by row.
pub(crate) fn sort(edition: &mut Edition) {
    edition.parties.sort_by(|a, b| a.key.cmp(&b.key));
    edition.findings.sort_by(|a, b| a.rank.cmp(&b.rank).then_with(|| a.key.cmp(&b.key)));
    edition.ranges.sort_by(|a, b| {
        (&a.category, &a.as_of, &a.parties).cmp(&(&b.category, &b.as_of, &b.parties))
    });
    // Stable: the spelling that the others are compared with stays first.
    edition.readings.sort_by(|a, b| a.person.cmp(&b.person));
    edition.lags.sort_by(|a, b| a.key.cmp(&b.key));
    if let Some(linkage) = edition.linkage.as_deref_mut() {
        linkage.by_person.sort_by(|a, b| a.person.cmp(&b.person));
    }
    if let Some(estimation) = edition.estimation.as_deref_mut() {
        estimation.filed.sort_by(|a, b| a.table_hash.cmp(&b.table_hash));
    }
    edition.changes.sort_by(|a, b| a.edition.cmp(&b.edition).then_with(|| a.key.cmp(&b.key)));
    edition.corrections.sort_by(|a, b| a.edition.cmp(&b.edition).then_with(|| a.key.cmp(&b.key)));
}

/// Drops what was written from rows that did not leave whole; how many.
pub(crate) fn drop_derived(edition: &mut Edition, keys: &Keys, veiled: &BTreeSet<String>) -> u64 {
    let open = |key: &String| keys.rows.contains(key) && !veiled.contains(key);
    let count = |edition: &Edition| {
        edition.findings.len()
            + edition.ranges.len()
            + edition.readings.len()
            + edition.lags.len()
            + edition.changes.len()
            + edition.corrections.len()
    };
    let before = count(edition);
    edition.findings.retain(|row| row.statements.iter().all(open));
    edition.ranges.retain(|row| row.statements.iter().all(open));
    edition.lags.retain(|row| open(&row.outside) && row.inside.iter().all(open));
    let named: BTreeSet<(&str, &str)> =
        edition.persons.iter().flat_map(|p| p.names.iter().map(|n| (&*p.key, &*n.name))).collect();
    edition.readings.retain(|row| {
        let shown = |name: &String| named.contains(&(&*row.person, &**name));
        shown(&row.name) && (row.beside.is_empty() || shown(&row.beside))
    });
    let linked = edition.linkage.as_deref_mut().map_or(0, |linkage| {
        let anybody: BTreeSet<&str> = named.iter().map(|n| n.1).collect();
        let shown = |person: &str, name: &str| named.contains(&(person, name));
        linkage.keep(&shown, &|name| anybody.contains(name))
    });
    if edition.linkage.as_deref().is_some_and(|l| l.by_person.is_empty()) {
        edition.linkage = None;
    }
    let estimated = edition.estimation.as_deref_mut().map_or(0, |e| keep_open(e, &open));
    let known = |subject: &Option<String>| subject.iter().all(|key| keys.rows.contains(key));
    edition.changes.retain(|row| known(&row.subject) || row.kind == "withdrawn");
    edition.corrections.retain(|row| known(&row.subject) || row.kind == "withdrawn_for_safety");
    for row in &mut edition.corrections {
        if row.kind == "withdrawn_for_safety" {
            row.before.clear();
            row.after.clear();
        }
    }
    (before - count(edition)) as u64 + linked + estimated
}

/// Drops what was reckoned from figures that did not leave whole, and numbers that a verdict forbids; how much of the first.
fn keep_open(estimation: &mut Estimation, open: &impl Fn(&String) -> bool) -> u64 {
    let count = |e: &Estimation| {
        e.lineages.iter().map(|l| l.own.len() + l.repeats.len()).sum::<usize>()
            + e.ratios.len()
            + e.wounded_to_killed.len()
            + e.revisions.len()
            + usize::from(e.ceiling.is_some())
            + e.scenarios.len()
    };
    let before = count(estimation);
    for lineage in &mut estimation.lineages {
        lineage.own.retain(open);
        lineage.repeats.retain(open);
    }
    estimation.lineages.retain(|l| !l.own.is_empty());
    estimation.ratios.retain(|r| r.statements.iter().all(open));
    for row in &mut estimation.wounded_to_killed {
        row.incoherent_with.retain(open);
    }
    estimation.wounded_to_killed.retain(|r| r.statements.iter().all(open));
    estimation.revisions.retain(|r| r.statements.iter().all(open));
    estimation.ceiling = estimation.ceiling.take().filter(|c| open(&c.statement));
    estimation.scenarios.retain(|s| s.statements.iter().all(open));
    let filed = std::mem::take(&mut estimation.filed);
    estimation.filed = filed.into_iter().map(FiledEstimate::no_more_than_its_verdict).collect();
    (before - count(estimation)) as u64
}

/// Every date of these tables: table, key, field, text.
pub(crate) fn dates(edition: &Edition) -> Vec<(&'static str, &str, &'static str, &str)> {
    let mut dates = Vec::new();
    for row in &edition.ranges {
        dates.push(("range", &*row.category, "as_of", &*row.as_of));
    }
    for row in &edition.lags {
        dates.push(("lag", &row.key, "outside_day", &row.outside_day));
        dates.push(("lag", &row.key, "inside_day", &row.inside_day));
    }
    if let Some(estimation) = edition.estimation.as_deref() {
        for row in &estimation.ratios {
            dates.push(("estimation", &row.over, "since", &*row.since));
        }
        for row in &estimation.wounded_to_killed {
            dates.push(("estimation", &row.party, "as_of", &*row.as_of));
        }
        for row in &estimation.revisions {
            dates.push(("estimation", &row.party, "on", &*row.on));
        }
        for row in &estimation.floor {
            dates.push(("estimation", "floor", "day", &*row.day));
        }
        for row in &estimation.scenarios {
            dates.push(("estimation", "scenario", "day", &*row.day));
        }
    }
    for row in &edition.changes {
        dates.push(("change", &row.key, "day", &row.day));
    }
    for row in &edition.corrections {
        dates.push(("correction", &row.key, "day", &row.day));
    }
    dates
}
