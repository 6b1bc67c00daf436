//! The tables that speak about other tables: findings, ranges, readings of names, lags, changes, corrections.
//!
//! Invariant: a sentence that was written from something that did not leave does not leave either. A withdrawal stays,
//! without the text before it.

use crate::links::Keys;
use crate::shape::Edition;
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
    let known = |subject: &Option<String>| subject.iter().all(|key| keys.rows.contains(key));
    edition.changes.retain(|row| known(&row.subject) || row.kind == "withdrawn");
    edition.corrections.retain(|row| known(&row.subject) || row.kind == "withdrawn_for_safety");
    for row in &mut edition.corrections {
        if row.kind == "withdrawn_for_safety" {
            row.before.clear();
            row.after.clear();
        }
    }
    (before - count(edition)) as u64
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
    for row in &edition.changes {
        dates.push(("change", &row.key, "day", &row.day));
    }
    for row in &edition.corrections {
        dates.push(("correction", &row.key, "day", &row.day));
    }
    dates
}
