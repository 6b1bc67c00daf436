//! The derivation graph: which statement comes from which, and how many independent origins a figure has.
//!
//! An *origin* is a root: a statement that the desk knows no source of, or a source that is named but was never published
//! (it counts, as unpublished). What we told a source ourselves is no origin of what the source answers. Mentions never count.
//!
//! Cycles in bad data do not hang or panic: a statement that only leads back to itself is its own origin.

use std::collections::{BTreeMap, BTreeSet};

use crate::id::StatementKey;

/// Edges from each statement to what it derives from, and what must not count.
///
/// ```
/// use model::{derivation::Derivations, id::StatementKey};
/// let key = |k: &str| StatementKey::new(k).unwrap();
/// let mut graph = Derivations::default();
/// graph.add(&key("briefing"), &[], &[]);
/// graph.add(&key("wire"), &[key("briefing")], &[]);
/// graph.add(&key("paper"), &[key("wire"), key("briefing")], &[]);
/// assert_eq!(graph.origins(&key("paper")).len(), 1);
/// ```
#[derive(Debug, Clone, Default)]
pub struct Derivations {
    parents: BTreeMap<StatementKey, Vec<StatementKey>>,
    children: BTreeMap<StatementKey, Vec<StatementKey>>,
    told: BTreeMap<StatementKey, BTreeSet<StatementKey>>,
}

impl Derivations {
    /// Adds a statement with what it derives from and what the desk told its source beforehand.
    pub fn add(&mut self, key: &StatementKey, from: &[StatementKey], told: &[StatementKey]) {
        self.parents.insert(key.clone(), from.to_vec());
        for parent in from {
            self.children.entry(parent.clone()).or_default().push(key.clone());
        }
        if !told.is_empty() {
            self.told.insert(key.clone(), told.iter().cloned().collect());
        }
    }

    /// What `key` comes from directly.
    #[must_use]
    pub fn parents(&self, key: &StatementKey) -> &[StatementKey] {
        self.parents.get(key).map_or(&[], Vec::as_slice)
    }

    /// What comes from `key` directly.
    #[must_use]
    pub fn children(&self, key: &StatementKey) -> &[StatementKey] {
        self.children.get(key).map_or(&[], Vec::as_slice)
    }

    /// The independent origins of `key`, sorted; never empty unless all of them are our own stimulus.
    ///
    /// Cost: one walk over the ancestors of `key`.
    #[must_use]
    pub fn origins(&self, key: &StatementKey) -> BTreeSet<StatementKey> {
        let none = BTreeSet::new();
        let told = self.told.get(key).unwrap_or(&none);
        let mut origins = BTreeSet::new();
        let mut seen = BTreeSet::new();
        let mut open = vec![key];
        while let Some(at) = open.pop() {
            if !seen.insert(at) {
                continue;
            }
            let next = self.parents(at);
            if next.is_empty() && !told.contains(at) {
                origins.insert(at.clone());
            }
            open.extend(next.iter().filter(|p| !told.contains(*p)));
        }
        if origins.is_empty() && told.is_empty() {
            origins.insert(key.clone());
        }
        origins
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(text: &str) -> StatementKey {
        StatementKey::new(text).unwrap()
    }

    fn graph(rows: &[(&str, &[&str], &[&str])]) -> Derivations {
        let mut graph = Derivations::default();
        for (of, from, told) in rows {
            let keys = |list: &[&str]| list.iter().map(|k| key(k)).collect::<Vec<_>>();
            graph.add(&key(of), &keys(from), &keys(told));
        }
        graph
    }

    fn origins(graph: &Derivations, of: &str) -> Vec<String> {
        graph.origins(&key(of)).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn relays_and_sums_share_their_roots() {
        let g = graph(&[
            ("a", &[], &[]),
            ("b", &["a"], &[]),
            ("c", &["a"], &[]),
            ("sum", &["b", "c"], &[]),
        ]);
        assert_eq!(origins(&g, "sum"), ["a"]);
    }

    #[test]
    fn an_unpublished_source_counts_once() {
        let g = graph(&[("x", &["CU1"], &[]), ("y", &["CU1", "x"], &[])]);
        assert_eq!(origins(&g, "y"), ["CU1"]);
    }

    #[test]
    fn our_own_stimulus_is_no_origin() {
        let g = graph(&[("fig", &[], &[]), ("answer", &["fig"], &["fig"]), ("own", &[], &["fig"])]);
        assert_eq!(origins(&g, "answer"), Vec::<String>::new());
        assert_eq!(origins(&g, "own"), ["own"]);
    }

    #[test]
    fn a_circle_does_not_hang() {
        let g = graph(&[("a", &["b"], &[]), ("b", &["a"], &[])]);
        assert_eq!(origins(&g, "a"), ["a"]);
    }
}
