//! The patterns of a table as a tree, so that likelihoods share their products.

use std::collections::BTreeMap;

use super::state::{Params, Row};

/// The patterns of a table, shared by all replicas.
#[derive(Debug)]
pub(super) struct Cells {
    pub(super) lists: usize,
    pub(super) classes: usize,
    /// Lists of each pattern.
    pub(super) members: Vec<Vec<usize>>,
    /// The patterns as a tree, parents first: each node adds one list to its parent.
    pub(super) nodes: Vec<Node>,
}

/// A pattern of the tree, which may be one that nobody has.
#[derive(Debug)]
pub(super) struct Node {
    pub(super) parent: Option<usize>,
    pub(super) list: usize,
    pub(super) cell: Option<usize>,
}

impl Cells {
    pub(super) fn new(lists: usize, classes: usize, patterns: impl Iterator<Item = u64>) -> Self {
        let patterns: Vec<u64> = patterns.collect();
        let members =
            patterns.iter().map(|p| (0..lists).filter(|&j| p >> j & 1 == 1).collect()).collect();
        // Parents lack the highest list, so they come first in the order of numbers.
        let mut place = BTreeMap::new();
        for &pattern in &patterns {
            let mut part = pattern;
            while part != 0 && place.insert(part, 0).is_none() {
                part &= !highest(part);
            }
        }
        let all: Vec<u64> = place.keys().copied().collect();
        for (i, p) in all.iter().enumerate() {
            place.insert(*p, i);
        }
        let nodes = all
            .iter()
            .map(|&p| Node {
                parent: place.get(&(p & !highest(p))).copied(),
                list: highest(p).trailing_zeros() as usize,
                cell: patterns.iter().position(|&q| q == p),
            })
            .collect();
        Self { lists, classes, members, nodes }
    }

    /// ν_k Π(1−λ) Π λ/(1−λ) by class: the chance of this pattern and class.
    #[inline]
    pub(super) fn weights(&self, cell: usize, params: &Params) -> Row {
        let mut w = params.base;
        for &j in &self.members[cell] {
            for (a, b) in w.iter_mut().zip(&params.odds[j]) {
                *a *= b;
            }
        }
        w
    }
}

/// The highest bit alone.
fn highest(pattern: u64) -> u64 {
    1 << (63 - pattern.leading_zeros())
}
