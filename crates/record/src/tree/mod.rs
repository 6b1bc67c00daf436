//! The Merkle tree over the entries (RFC 6962 §2.1, RFC 9162 §2.1) and its proofs.
//!
//! A leaf is SHA-256(0x00 ‖ entry), an inner node SHA-256(0x01 ‖ left ‖ right); the tree over *n*
//! leaves splits at the largest power of two below *n*. A **node** `(level, index)` here is always
//! the root of a full subtree of 2^level leaves, beginning at leaf index · 2^level. Such nodes
//! never change as the log grows; they are what tiles store ([`TilePath`]) and what proofs consist of.
//!
//! Everything here is arithmetic: no files, no database. A [`NodeReader`] says where nodes come
//! from; whoever implements it decides whether they can be trusted.

mod edge;
mod tile;

pub use edge::{Edge, Frontier, FullTile};
pub use tile::{BundlePath, TILE_WIDTH, TilePath, tiles};
pub(crate) use tile::{tile_bytes, tile_nodes};

use crate::{Error, Hash, Result};

/// Hashes an entry as a leaf.
#[must_use]
pub fn leaf_hash(entry: &[u8]) -> Hash {
    Hash::of_parts(&[&[0], entry])
}

/// Hashes two nodes as their parent.
#[must_use]
pub fn node_hash(left: Hash, right: Hash) -> Hash {
    Hash::of_parts(&[&[1], &left.0, &right.0])
}

/// Hashes a run of nodes, a power of two of them, up to their common ancestor.
///
/// * Input: 1, 2, 4 … sibling nodes of one level, in order. * Output: the node above all of them.
/// * Cost: one hash less than there are nodes.
#[must_use]
pub fn subtree(nodes: &[Hash]) -> Hash {
    debug_assert!(nodes.len().is_power_of_two(), "a full subtree has 2^k nodes");
    let mut row = nodes.to_vec();
    while row.len() > 1 {
        row = row.chunks_exact(2).map(|pair| node_hash(pair[0], pair[1])).collect();
    }
    row.first().copied().unwrap_or(Hash::EMPTY)
}

/// Gives the nodes of a tree.
pub trait NodeReader {
    /// Returns the root of the full subtree of 2^level leaves that begins at leaf index · 2^level.
    ///
    /// Errors: whatever reading it may meet; a node outside the tree is `OutOfRange`.
    fn node(&mut self, level: u8, index: u64) -> Result<Hash>;
}

/// Computes the root of the tree over the first `size` leaves.
pub fn root_at(size: u64, nodes: &mut impl NodeReader) -> Result<Hash> {
    if size == 0 { Ok(Hash::EMPTY) } else { range_root(0, size, nodes) }
}

/// The subtree over leaves `low..high` of a tree (never empty; `low` is where a split left it).
fn range_root(low: u64, high: u64, nodes: &mut impl NodeReader) -> Result<Hash> {
    let width = high - low;
    if width.is_power_of_two() && low.is_multiple_of(width) {
        let level = width.trailing_zeros() as u8;
        return nodes.node(level, low >> level);
    }
    let middle = low + split(width);
    let left = range_root(low, middle, nodes)?;
    Ok(node_hash(left, range_root(middle, high, nodes)?))
}

/// The largest power of two below `width`, for `width` of 2 and more.
const fn split(width: u64) -> u64 {
    1 << (63 - (width - 1).leading_zeros())
}

/// Makes the inclusion proof of leaf `index` in the tree of `size` leaves (RFC 9162 §2.1.3.1).
///
/// Errors: `OutOfRange` if `index` is not below `size`. Cost: one node a level.
pub fn inclusion(index: u64, size: u64, nodes: &mut impl NodeReader) -> Result<Vec<Hash>> {
    if index >= size {
        return Err(Error::OutOfRange { index, size });
    }
    let (mut low, mut high) = (0, size);
    let mut path = Vec::new();
    while high - low > 1 {
        let middle = low + split(high - low);
        if index < middle {
            path.push(range_root(middle, high, nodes)?);
            high = middle;
        } else {
            path.push(range_root(low, middle, nodes)?);
            low = middle;
        }
    }
    path.reverse();
    Ok(path)
}

/// Makes the consistency proof from `old` to `new` leaves (RFC 9162 §2.1.4.1).
///
/// Empty if the sizes are equal or `old` is 0. Errors: `OutOfRange` if `old` exceeds `new`.
pub fn consistency(old: u64, new: u64, nodes: &mut impl NodeReader) -> Result<Vec<Hash>> {
    if old > new {
        return Err(Error::OutOfRange { index: old, size: new });
    }
    if old == 0 || old == new {
        return Ok(Vec::new());
    }
    let (mut low, mut high) = (0, new);
    let mut path = Vec::new();
    // Whether low..old is a subtree that the verifier knows already: the whole old tree.
    let mut known = true;
    while old != high {
        let middle = low + split(high - low);
        if old <= middle {
            path.push(range_root(middle, high, nodes)?);
            high = middle;
        } else {
            path.push(range_root(low, middle, nodes)?);
            low = middle;
            known = false;
        }
    }
    if !known {
        path.push(range_root(low, high, nodes)?);
    }
    path.reverse();
    Ok(path)
}

/// Verifies that `leaf` is entry `index` of the tree of `size` leaves and this root
/// (RFC 9162 §2.1.3.2).
///
/// Errors: `OutOfRange`, `ProofFails`.
pub fn verify_inclusion(
    index: u64,
    size: u64,
    leaf: Hash,
    path: &[Hash],
    root: Hash,
) -> Result<()> {
    if index >= size {
        return Err(Error::OutOfRange { index, size });
    }
    let fails = Error::ProofFails { what: "inclusion" };
    let (mut fnode, mut snode) = (index, size - 1);
    let mut hash = leaf;
    for &sibling in path {
        if snode == 0 {
            return Err(fails);
        }
        if fnode & 1 == 1 || fnode == snode {
            hash = node_hash(sibling, hash);
            while fnode & 1 == 0 && fnode != 0 {
                fnode >>= 1;
                snode >>= 1;
            }
        } else {
            hash = node_hash(hash, sibling);
        }
        fnode >>= 1;
        snode >>= 1;
    }
    if snode == 0 && hash == root { Ok(()) } else { Err(fails) }
}

/// Verifies that the tree of `old` leaves is the beginning of the tree of `new` leaves
/// (RFC 9162 §2.1.4.2).
///
/// Errors: `OutOfRange` if `old` exceeds `new`, `ProofFails`.
pub fn verify_consistency(
    old: u64,
    new: u64,
    old_root: Hash,
    new_root: Hash,
    path: &[Hash],
) -> Result<()> {
    if old > new {
        return Err(Error::OutOfRange { index: old, size: new });
    }
    let fails = Error::ProofFails { what: "consistency" };
    if old == 0 || old == new {
        let same = if old == 0 { old_root == Hash::EMPTY } else { old_root == new_root };
        return if same && path.is_empty() { Ok(()) } else { Err(fails) };
    }
    // A power of two is a full subtree: the old root itself is the first node of the path.
    let (first, rest) = match path.split_first() {
        _ if old.is_power_of_two() => (old_root, path),
        Some((first, rest)) => (*first, rest),
        None => return Err(fails),
    };
    let (mut fnode, mut snode) = (old - 1, new - 1);
    while fnode & 1 == 1 {
        fnode >>= 1;
        snode >>= 1;
    }
    let (mut from_old, mut from_new) = (first, first);
    if rest.is_empty() {
        return Err(fails);
    }
    for &node in rest {
        if snode == 0 {
            return Err(fails);
        }
        if fnode & 1 == 1 || fnode == snode {
            from_old = node_hash(node, from_old);
            from_new = node_hash(node, from_new);
            while fnode & 1 == 0 && fnode != 0 {
                fnode >>= 1;
                snode >>= 1;
            }
        } else {
            from_new = node_hash(from_new, node);
        }
        fnode >>= 1;
        snode >>= 1;
    }
    if snode == 0 && from_old == old_root && from_new == new_root { Ok(()) } else { Err(fails) }
}
