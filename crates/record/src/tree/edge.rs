//! The growing right edge of the tree.
//!
//! [`Edge`] is what an appender keeps: the partial tile of each level. [`Frontier`] is what a
//! checker keeps: the roots of the full subtrees, at most one a level, enough for the root of every
//! prefix. Both are pure; the tests hold them against each other and against an independent
//! implementation.

use super::{TILE_WIDTH, TilePath, node_hash, subtree, tile::nodes_at};
use crate::{Hash, Result};

/// A tile that has just become full.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FullTile {
    /// Its place; the width is 256.
    pub path: TilePath,
    /// Its nodes.
    pub nodes: Vec<Hash>,
}

/// The partial tiles at the right edge of a tree.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Edge {
    size: u64,
    /// By level; each holds fewer than 256 nodes.
    levels: Vec<Vec<Hash>>,
}

impl Edge {
    /// Rebuilds the edge of a tree of this size; `read` returns the nodes of a partial tile.
    ///
    /// Errors: those of `read`, which must return exactly `width` nodes.
    pub fn load(size: u64, mut read: impl FnMut(TilePath) -> Result<Vec<Hash>>) -> Result<Self> {
        let mut levels = Vec::new();
        for level in 0..8 {
            let nodes = nodes_at(level, size);
            if nodes == 0 {
                break;
            }
            let path = TilePath { level, n: nodes / TILE_WIDTH, width: nodes % TILE_WIDTH };
            levels.push(if path.width == 0 { Vec::new() } else { read(path)? });
        }
        Ok(Self { size, levels })
    }

    /// Returns the number of leaves.
    #[must_use]
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// Adds a leaf; tiles that become full go to `full`, lowest level first.
    pub fn push(&mut self, leaf: Hash, full: &mut Vec<FullTile>) {
        self.size += 1;
        let mut node = leaf;
        for level in 0..8_u8 {
            let at = usize::from(level);
            if at == self.levels.len() {
                self.levels.push(Vec::new());
            }
            let tile = &mut self.levels[at];
            tile.push(node);
            if (tile.len() as u64) < TILE_WIDTH {
                return;
            }
            let nodes = std::mem::take(tile);
            node = subtree(&nodes);
            let n = nodes_at(level, self.size) / TILE_WIDTH - 1;
            full.push(FullTile { path: TilePath { level, n, width: TILE_WIDTH }, nodes });
        }
    }

    /// Returns the partial tiles that are not empty, lowest level first.
    pub fn partial(&self) -> impl Iterator<Item = (TilePath, &[Hash])> {
        (0_u8..).zip(&self.levels).filter(|(_, nodes)| !nodes.is_empty()).map(|(level, nodes)| {
            let n = nodes_at(level, self.size) / TILE_WIDTH;
            (TilePath { level, n, width: nodes.len() as u64 }, nodes.as_slice())
        })
    }

    /// Computes the root. Cost: at most 255 hashes a level.
    #[must_use]
    pub fn root(&self) -> Hash {
        let mut root = None;
        for nodes in &self.levels {
            // The full subtrees of a tile, from the right: one for each bit of its width.
            let mut end = nodes.len();
            while end > 0 {
                let start = end & (end - 1);
                let left = subtree(&nodes[start..end]);
                root = Some(root.map_or(left, |right| node_hash(left, right)));
                end = start;
            }
        }
        root.unwrap_or(Hash::EMPTY)
    }
}

/// The roots of the full subtrees of a growing tree, widest first.
#[derive(Clone, Debug, Default)]
pub struct Frontier {
    size: u64,
    roots: Vec<Hash>,
}

impl Frontier {
    /// Returns the number of leaves.
    #[must_use]
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// Adds a leaf. Cost: one hash on average.
    pub fn push(&mut self, leaf: Hash) {
        let mut node = leaf;
        for _ in 0..self.size.trailing_ones() {
            if let Some(left) = self.roots.pop() {
                node = node_hash(left, node);
            }
        }
        self.roots.push(node);
        self.size += 1;
    }

    /// Computes the root. Cost: one hash for each set bit of the size.
    #[must_use]
    pub fn root(&self) -> Hash {
        let mut from_right = self.roots.iter().rev().copied();
        let last = from_right.next().unwrap_or(Hash::EMPTY);
        from_right.fold(last, |right, left| node_hash(left, right))
    }
}
