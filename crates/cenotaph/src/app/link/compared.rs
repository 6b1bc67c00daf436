//! Two models on the same records: where they make the same persons, and where not.
//!
//! Invariant: either model is given the same candidates' rules and constraints. Not here: which is right where nobody knows the truth.

use std::collections::{BTreeSet, HashMap};

use ::link::evaluate::{self, Comparison, Truth};
use ::link::kernel::Weigher;
use ::link::{Linked, Records};

use super::super::error::Error;
use super::standard;

/// The second of two ways of linking, beside the first.
#[derive(Debug)]
pub struct Compared {
    /// What came out by the other model.
    pub linked: Linked,
    /// Pairs of records that both put into one person.
    pub both: u64,
    /// Pairs that the first puts together alone.
    pub first: u64,
    /// Pairs that the other puts together alone.
    pub other: u64,
    /// Beside the truth, where it is known.
    pub truth: Option<Comparison>,
}

/// Pairs that differ which are listed at most.
const DIFFERING_MAX: usize = 100_000;

impl Compared {
    pub(super) fn new(first: &Linked, linked: Linked, truth: Option<&Truth>) -> Self {
        let (one, two) = (&first.clusters.of, &linked.clusters.of);
        let both = pairs(one.iter().zip(two));
        let alone = |of: &[u32]| pairs(of.iter()) - both;
        let truth = truth.map(|t| evaluate::compare(t, &first.clusters, &linked.clusters));
        Self { both, first: alone(one), other: alone(two), truth, linked }
    }

    /// What weighs pairs by the other model.
    pub(super) fn weigher<'r>(&self, records: &'r Records) -> Result<Weigher<'r>, Error> {
        Ok(Weigher::new(records, standard()?, &self.linked.model))
    }

    /// Kept pairs of either that one puts together and the other does not, 100,000 at most.
    pub(super) fn differing(&self, first: &Linked) -> BTreeSet<(u32, u32)> {
        let together = |of: &[u32], a: u32, b: u32| of[a as usize] == of[b as usize];
        let (one, two) = (&first.clusters.of, &self.linked.clusters.of);
        let kept = first.pairs.iter().chain(&self.linked.pairs).map(|p| (p.a, p.b));
        kept.filter(|(a, b)| together(one, *a, *b) != together(two, *a, *b))
            .take(DIFFERING_MAX)
            .collect()
    }
}

/// Pairs of records that have one label.
fn pairs<T: std::hash::Hash + Eq>(labels: impl Iterator<Item = T>) -> u64 {
    let mut counts: HashMap<T, u64> = HashMap::new();
    labels.for_each(|l| *counts.entry(l).or_default() += 1);
    counts.into_values().map(|n| n * (n - 1) / 2).sum()
}

#[cfg(test)]
mod tests {
    #[test]
    fn pairs_are_counted() {
        for (labels, expected) in [(&[1, 1, 2][..], 1), (&[1, 1, 1], 3), (&[], 0), (&[1, 2], 0)] {
            assert_eq!(super::pairs(labels.iter()), expected, "{labels:?}");
        }
    }
}
