//! Names for clusters that stay the same when lists grow: person identifiers, and what merged and split.
//!
//! Terms: *earlier* – the person of each record in the last run; *heir* – the cluster that has most records of an earlier person. A cluster keeps
//! the identifier of the person most of whose records it has; a new one is named after a hash of its least record. Invariants:
//! no two clusters have one identifier; the outcome depends on identifiers of records and clusters as sets; nothing is renamed that neither
//! merged nor split. Not here: clusters; files.

use crate::intern::mix;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// What became of an earlier person.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Change {
    /// All its records came to a person with another identifier.
    Merged {
        /// The earlier person.
        from: String,
        /// The person that it is part of now.
        into: String,
    },
    /// Its records are of several persons now.
    Split {
        /// The earlier person.
        from: String,
        /// The persons that have its records now, sorted.
        into: Vec<String>,
    },
}

/// Identifiers of clusters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Persons {
    /// By the number of the cluster.
    pub ids: Vec<String>,
    /// What became of earlier persons that are not as they were, sorted.
    pub changes: Vec<Change>,
}

/// Names clusters.
///
/// * Input: the identifier of each record with its cluster; the person of earlier records by identifier.
/// * Cost: that of sorting the records.
///
/// ```
/// use link::person::{Change, identify};
/// use std::collections::BTreeMap;
/// let first = identify(&[("a", 0), ("b", 0), ("c", 1)], &BTreeMap::new());
/// let earlier: BTreeMap<String, String> =
///     [("a", 0), ("b", 0), ("c", 1)].map(|(r, c)| (r.to_owned(), first.ids[c].clone())).into();
/// // A record arrives that joins both.
/// let then = identify(&[("d", 0), ("c", 0), ("b", 0), ("a", 0)], &earlier);
/// assert_eq!(then.ids, first.ids[..1]);
/// let (from, into) = (first.ids[1].clone(), first.ids[0].clone());
/// assert_eq!(then.changes, [Change::Merged { from, into }]);
/// ```
#[must_use]
pub fn identify(records: &[(&str, u32)], earlier: &BTreeMap<String, String>) -> Persons {
    identify_beside(records, earlier, |_| false)
}

/// [`identify`] for some of the clusters, beside others that hold identifiers too.
pub(crate) fn identify_beside(
    records: &[(&str, u32)],
    earlier: &BTreeMap<String, String>,
    held_elsewhere: impl Fn(&str) -> bool,
) -> Persons {
    // The head of an identifier mostly tells the order without going to its text.
    let mut sorted: Vec<(u64, u32)> =
        (0..).zip(records).map(|(n, (record, _))| (head(record), n)).collect();
    let record_of = |n: u32| records[n as usize];
    sorted.par_sort_unstable_by(|x, y| {
        x.0.cmp(&y.0).then_with(|| record_of(x.1).cmp(&record_of(y.1)))
    });
    let count = records.iter().map(|r| r.1 as usize + 1).max().unwrap_or(0);
    let mut least: Vec<Option<&str>> = vec![None; count];
    // Records of an earlier person by cluster.
    let mut held: BTreeMap<&str, BTreeMap<u32, usize>> = BTreeMap::new();
    for (record, cluster) in sorted.iter().map(|s| record_of(s.1)) {
        least[cluster as usize].get_or_insert(record);
        if let Some(person) = earlier.get(record) {
            *held.entry(person).or_default().entry(cluster).or_default() += 1;
        }
    }
    let key = |cluster: u32| least[cluster as usize];
    let mut claims: BTreeMap<u32, Vec<(usize, &str)>> = BTreeMap::new();
    for (person, clusters) in &held {
        let heir = clusters.iter().max_by(|a, b| a.1.cmp(b.1).then(key(*b.0).cmp(&key(*a.0))));
        if let Some((cluster, n)) = heir {
            claims.entry(*cluster).or_default().push((*n, *person));
        }
    }
    let mut ids: Vec<Option<String>> = vec![None; count];
    let used: BTreeSet<&str> = earlier.values().map(String::as_str).collect();
    // Those named here, by number.
    let mut named: HashSet<u64> = HashSet::new();
    for (cluster, mut persons) in claims {
        persons.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(b.1)));
        ids[cluster as usize] = persons.first().map(|p| p.1.to_owned());
    }
    for (record, cluster) in sorted.iter().map(|s| record_of(s.1)) {
        let id = &mut ids[cluster as usize];
        // The first record that comes is the least of its cluster.
        if id.is_none() {
            let taken =
                |n: u64, id: &str| named.contains(&n) || used.contains(id) || held_elsewhere(id);
            let (number, new) = new_id(record, taken);
            named.insert(number);
            *id = Some(new);
        }
    }
    let ids: Vec<String> = ids.into_iter().map(Option::unwrap_or_default).collect();
    let changes = changes(&held, &ids);
    Persons { ids, changes }
}

/// The first eight bytes of a text as a number that is ordered as they are.
fn head(text: &str) -> u64 {
    let mut first = [0; 8];
    first.iter_mut().zip(text.bytes()).for_each(|(f, b)| *f = b);
    u64::from_be_bytes(first)
}

/// A name after a hash of a record's identifier, another one as long as it is in use; with its number.
fn new_id(record: &str, taken: impl Fn(u64, &str) -> bool) -> (u64, String) {
    let mut seed = 41;
    loop {
        let number = mix(seed, record.as_bytes()) >> 16;
        let mut id = String::with_capacity(14);
        id.push_str("p-");
        let digit =
            |n: u32| char::from_digit(u32::try_from(number >> (4 * n) & 15).unwrap_or(0), 16);
        id.extend((0..12).rev().filter_map(digit));
        if !taken(number, &id) {
            return (number, id);
        }
        seed += 1;
    }
}

fn changes(held: &BTreeMap<&str, BTreeMap<u32, usize>>, ids: &[String]) -> Vec<Change> {
    let mut changes = Vec::new();
    for (person, clusters) in held {
        let mut into: Vec<String> = clusters.keys().map(|c| ids[*c as usize].clone()).collect();
        into.sort_unstable();
        match &into[..] {
            [one] if one == person => {}
            [one] => {
                changes.push(Change::Merged { from: (*person).to_owned(), into: one.clone() });
            }
            _ => changes.push(Change::Split { from: (*person).to_owned(), into }),
        }
    }
    changes.sort_unstable();
    changes
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn as_map(records: &[(&str, u32)], persons: &Persons) -> BTreeMap<String, String> {
        records.iter().map(|(r, c)| ((*r).to_owned(), persons.ids[*c as usize].clone())).collect()
    }

    #[test]
    fn a_split_keeps_the_name_with_the_greater_part() {
        let before = [("a", 0), ("b", 0), ("c", 0)];
        let first = identify(&before, &BTreeMap::new());
        let then = identify(&[("a", 0), ("b", 1), ("c", 1)], &as_map(&before, &first));
        assert_eq!(then.ids[1], first.ids[0]);
        let mut into = then.ids.clone();
        into.sort_unstable();
        assert_eq!(then.changes, [Change::Split { from: first.ids[0].clone(), into }]);
    }

    proptest! {
        #[test]
        fn names_are_unique_and_stay(first in prop::collection::vec(0_u32..6, 1..14), second in prop::collection::vec(0_u32..6, 14)) {
            let names: Vec<String> = (0..14).map(|n| format!("r{n}")).collect();
            let pair = |of: &[u32]| -> Vec<(String, u32)> {
                names.iter().cloned().zip(of.iter().copied()).collect()
            };
            let (x, y) = (pair(&first), pair(&second));
            let of = |v: &[(String, u32)], e: &BTreeMap<String, String>| {
                let borrowed: Vec<(&str, u32)> = v.iter().map(|(r, c)| (r.as_str(), *c)).collect();
                let found = identify(&borrowed, e);
                let map = as_map(&borrowed, &found);
                (found, map)
            };
            let (_, earlier) = of(&x, &BTreeMap::new());
            let (again, same) = of(&x, &earlier);
            prop_assert_eq!(&same, &earlier);
            prop_assert!(again.changes.is_empty());
            let (then, _) = of(&y, &earlier);
            let used: BTreeSet<&String> = y.iter().map(|(_, c)| &then.ids[*c as usize]).collect();
            let clusters: BTreeSet<u32> = y.iter().map(|p| p.1).collect();
            prop_assert_eq!(used.len(), clusters.len());
            let mut turned = y.clone();
            turned.reverse();
            prop_assert_eq!(of(&turned, &earlier).0, then);
        }
    }
}
