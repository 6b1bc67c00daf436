//! The named dead of a case as an overlap table: who names whom.
//!
//! Terms: a *list* is whoever named persons: the namer of a person record, and each publisher whose reports mention them. A publisher
//! that mentions a person whom somebody else named *derives* from that namer: it handed the name on.
//! Invariant: a person counts once on each list, however often and in whatever script the list has the name; a person who may be alive
//! is on none.
//!
//! Not here: whether two records are one person; the desk's records are taken as they are.

use std::collections::{BTreeMap, BTreeSet};

use estimate::table::{LISTS_MAX, OverlapTable};

use super::super::desk::Desk;
use super::super::error::Error;
use super::Stratum;

/// A list of the named dead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct List {
    /// Who names them.
    pub name: String,
    /// How many.
    pub persons: u64,
    /// Lists that it has names from; none when it named them itself.
    pub derives_from: Vec<String>,
}

/// The named dead of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// Who names whom, as counts.
    pub table: OverlapTable,
    /// The lists, in the order of the table.
    pub lists: Vec<List>,
}

/// Gathers them; nothing when nobody is named.
///
/// # Errors
/// [`Error::Estimate`] when the table cannot be made, which its bounds forbid.
pub fn named(desk: &Desk) -> Result<Option<Named>, Error> {
    let mut holds = BTreeMap::<String, BTreeSet<&str>>::new();
    let mut from = BTreeMap::<String, BTreeSet<String>>::new();
    for (key, held) in &desk.persons {
        let person = &held.value;
        let mentions = desk.mentions.get(key).map_or(&[][..], Vec::as_slice);
        let namer = namer(&person.named_by);
        if !person.may_be_named() || (namer.is_empty() && mentions.is_empty()) {
            continue;
        }
        if !namer.is_empty() {
            holds.entry(namer.clone()).or_default().insert(key.as_str());
        }
        for mention in mentions {
            let Some(report) = &mention.value.report else { continue };
            let publisher = desk.reports.get(report).map(|r| r.value.publisher.trim().to_owned());
            let list = publisher.filter(|p| !p.is_empty()).unwrap_or_else(|| report.to_string());
            if !namer.is_empty() && list != namer {
                from.entry(list.clone()).or_default().insert(namer.clone());
            }
            holds.entry(list).or_default().insert(key.as_str());
        }
    }
    if holds.len() > LISTS_MAX {
        // Those that hand on go first: they would count as one with whom they have it from.
        holds.retain(|list, _| !from.contains_key(list));
    }
    let names: Vec<String> = holds.keys().take(LISTS_MAX).cloned().collect();
    let mut patterns = BTreeMap::<&str, Vec<usize>>::new();
    for (at, list) in names.iter().enumerate() {
        for person in &holds[list] {
            patterns.entry(person).or_default().push(at);
        }
    }
    if patterns.is_empty() {
        return Ok(None);
    }
    let lists = names
        .iter()
        .map(|name| List {
            name: name.clone(),
            persons: holds[name].len() as u64,
            derives_from: from.get(name).map_or_else(Vec::new, |f| f.iter().cloned().collect()),
        })
        .collect();
    let table = OverlapTable::from_clusters(names, patterns.into_values())?;
    Ok(Some(Named { table, lists }))
}

/// Who named a person, without what stands in brackets: `KCTV (DPRK state TV)` and `KCTV` are one.
fn namer(named_by: &str) -> String {
    named_by.split(['(', '（']).next().unwrap_or_default().trim().to_owned()
}

impl Named {
    /// As a stratum, to be judged: lists that hand on count as one with whom they have it from.
    #[must_use]
    pub fn stratum(&self) -> Stratum {
        let there = |name: &String| self.lists.iter().any(|l| l.name == *name);
        let pairs = self.lists.iter().flat_map(|l| {
            l.derives_from.iter().filter(|o| there(o)).map(|o| (l.name.clone(), o.clone()))
        });
        Stratum { values: Vec::new(), table: self.table.clone(), derived: pairs.collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_do_not_make_a_namer() {
        for (given, name) in [("KCTV (state TV)", "KCTV"), (" KCTV ", "KCTV"), ("", "")] {
            assert_eq!(namer(given), name);
        }
    }
}
