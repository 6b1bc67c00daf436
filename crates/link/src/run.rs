//! All candidate pairs of records, weighed in parallel.
//!
//! Terms: *piece* – some blocks of a rule, or a part of a large one, that one thread takes at a time. Invariants: the pairs that come out, and
//! their order, do not depend on the number of threads; memory is that of keys and kept pairs. Not here: what a pair weighs
//! ([`crate::kernel`]).

use crate::block::{Keys, Rule, Tables};
use crate::kernel::{Block, Pair, Scratch, Weigher};
use crate::record::Records;
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// What a caller hears and may say while pairs are weighed.
pub trait Watch: Sync {
    /// So many of so many pairs are done. Returns whether to go on.
    fn on(&self, done: u64, of: u64) -> bool;
}

/// Nobody watches.
#[derive(Clone, Copy, Debug)]
pub struct Unwatched;

impl Watch for Unwatched {
    fn on(&self, _: u64, _: u64) -> bool {
        true
    }
}

/// The caller said to stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("Stopped before all pairs were weighed")]
pub struct Stopped;

/// The keys of rules, in their order.
#[must_use]
pub fn keys(records: &Records, rules: &[Rule], largest: u32) -> Vec<Keys> {
    let mut tables = Tables::default();
    rules.iter().map(|rule| Keys::with(&mut tables, records, rule, largest)).collect()
}

/// Pairs a thread takes at a time, about.
const PIECE: u64 = 200_000;

/// A run of blocks, or rows of one block.
struct Piece {
    blocks: std::ops::Range<usize>,
    rows: std::ops::Range<usize>,
    pairs: u64,
}

/// Every pair with a total of `floor` or more, each once, sorted by its records.
///
/// * Determinism: the same pairs in the same order for any number of threads.
/// * Cost: about a nanosecond a candidate and field, and what the comparison of letters costs for those near the floor; 12 bytes a kept pair.
///
/// # Errors
/// [`Stopped`] if `watch` says so; nothing is kept then.
pub fn pairs(
    weigher: &Weigher<'_>,
    keys: &[Keys],
    floor: i32,
    watch: &dyn Watch,
) -> Result<Vec<Pair>, Stopped> {
    pairs_from(weigher, keys, floor, &mut Partial::default(), watch)
}

/// [`pairs`] that goes on where it stopped.
///
/// * Input: `partial` – [`Partial::default`], or what an earlier run of the same records, keys, model and floor left when it was stopped.
///   What another run left is thrown away.
/// * Output: the pairs of [`pairs`], however often it was stopped; `partial` is empty then.
///
/// # Errors
/// [`Stopped`] if `watch` says so; `partial` holds what was done.
pub fn pairs_from(
    weigher: &Weigher<'_>,
    keys: &[Keys],
    floor: i32,
    partial: &mut Partial,
    watch: &dyn Watch,
) -> Result<Vec<Pair>, Stopped> {
    let mark = weigher.mark(keys, floor);
    let records = crate::key::number(weigher.records.len());
    let sound = |p: &Pair| p.a < p.b && p.b < records;
    if partial.mark != mark || !partial.pairs.iter().all(sound) {
        *partial = Partial { mark, ..Partial::default() };
    }
    let all: u64 = keys.iter().map(|k| k.cost.pairs).sum();
    let done = AtomicU64::new(0);
    let going = AtomicBool::new(true);
    for (n, own) in keys.iter().enumerate() {
        let (order, starts) = own.sorted();
        let pieces = pieces(&starts);
        let rule = crate::key::number(n);
        let is_done = |at: u32| partial.done.contains(&(rule, at));
        let (old, new): (Vec<_>, Vec<_>) = (0_u32..).zip(pieces).partition(|(at, _)| is_done(*at));
        done.fetch_add(old.iter().map(|(_, p)| p.pairs).sum(), Ordering::Relaxed);
        let found: Vec<(u32, Vec<Pair>)> = new
            .into_par_iter()
            .map_init(Scratch::default, |scratch, (number, piece)| {
                if !going.load(Ordering::Relaxed) {
                    return None;
                }
                let mut found = Vec::new();
                for at in piece.blocks.clone() {
                    let members = &order[starts[at] as usize..starts[at + 1] as usize];
                    let whole = piece.rows.is_empty();
                    let from = if whole { 0..members.len() } else { piece.rows.clone() };
                    let number = crate::key::number(at + 1);
                    let block =
                        Block { members, from, before: &keys[..n], own: Some((own, number)) };
                    weigher.score_block(&block, floor, scratch, &mut found);
                }
                let so_far = done.fetch_add(piece.pairs, Ordering::Relaxed) + piece.pairs;
                if !watch.on(so_far, all) {
                    going.store(false, Ordering::Relaxed);
                }
                Some((number, found))
            })
            .flatten()
            .collect();
        for (number, pairs) in found {
            partial.done.insert((rule, number));
            partial.pairs.extend(pairs);
        }
        if !going.load(Ordering::Relaxed) {
            return Err(Stopped);
        }
    }
    let mut out = std::mem::take(partial).pairs;
    out.par_sort_unstable();
    Ok(out)
}

/// What was done of a run that was stopped: may be kept as bytes, and gone on with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Partial {
    /// Of which run it is.
    mark: u64,
    /// Rule and piece.
    done: BTreeSet<(u32, u32)>,
    pairs: Vec<Pair>,
}

/// Bytes that are no [`Partial`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("This is not what was left of a run")]
pub struct NotPartial;

const MAGIC: &[u8; 8] = b"linkrun1";

impl Partial {
    /// Pairs that were kept so far.
    #[must_use]
    pub fn kept(&self) -> usize {
        self.pairs.len()
    }

    /// As bytes: 12 a pair, 8 a piece, 24 besides.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(32 + self.done.len() * 8 + self.pairs.len() * 12);
        out.extend(MAGIC);
        out.extend(self.mark.to_le_bytes());
        out.extend((self.done.len() as u64).to_le_bytes());
        for (rule, piece) in &self.done {
            out.extend(rule.to_le_bytes());
            out.extend(piece.to_le_bytes());
        }
        for pair in &self.pairs {
            out.extend(pair.a.to_le_bytes());
            out.extend(pair.b.to_le_bytes());
            out.extend(pair.total.to_le_bytes());
        }
        out
    }

    /// Reads what [`Partial::to_bytes`] wrote. Memory is in proportion to the bytes.
    ///
    /// # Errors
    /// [`NotPartial`] for other bytes.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, NotPartial> {
        let rest = bytes.strip_prefix(MAGIC).ok_or(NotPartial)?;
        let (mark, rest) = rest.split_first_chunk().ok_or(NotPartial)?;
        let (count, rest) = rest.split_first_chunk().ok_or(NotPartial)?;
        let bytes_done = usize::try_from(u64::from_le_bytes(*count)).ok();
        let bytes_done = bytes_done.and_then(|n| n.checked_mul(8)).ok_or(NotPartial)?;
        let (done, pairs) = rest.split_at_checked(bytes_done).ok_or(NotPartial)?;
        let words = |bytes: &[u8]| -> Vec<u32> {
            let word = |c: &[u8]| u32::from_le_bytes([c[0], c[1], c[2], c[3]]);
            bytes.chunks_exact(4).map(word).collect()
        };
        if !pairs.len().is_multiple_of(12) {
            return Err(NotPartial);
        }
        let pair = |w: &[u32]| Pair { a: w[0], b: w[1], total: w[2].cast_signed() };
        Ok(Self {
            mark: u64::from_le_bytes(*mark),
            done: words(done).chunks_exact(2).map(|w| (w[0], w[1])).collect(),
            pairs: words(pairs).chunks_exact(3).map(pair).collect(),
        })
    }
}

/// Cuts blocks into pieces of like size.
fn pieces(starts: &[u32]) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let (mut from, mut pairs) = (0, 0);
    for at in 0..starts.len().saturating_sub(1) {
        let size = u64::from(starts[at + 1] - starts[at]);
        let own = size * size.saturating_sub(1) / 2;
        if own > 2 * PIECE {
            if from < at {
                pieces.push(Piece { blocks: from..at, rows: 0..0, pairs });
            }
            (from, pairs) = (at + 1, 0);
            rows(at, size, &mut pieces);
            continue;
        }
        pairs += own;
        if pairs >= PIECE {
            pieces.push(Piece { blocks: from..at + 1, rows: 0..0, pairs });
            (from, pairs) = (at + 1, 0);
        }
    }
    let blocks = starts.len().saturating_sub(1);
    if from < blocks {
        pieces.push(Piece { blocks: from..blocks, rows: 0..0, pairs });
    }
    pieces
}

/// Cuts one large block by rows.
fn rows(block: usize, size: u64, pieces: &mut Vec<Piece>) {
    let (mut from, mut pairs) = (0, 0);
    for row in 0..size {
        pairs += size - 1 - row;
        if pairs >= PIECE || row + 1 == size {
            let range = |n: u64| usize::try_from(n).unwrap_or(usize::MAX);
            let rows = range(from)..range(row + 1);
            pieces.push(Piece { blocks: block..block + 1, rows, pairs });
            (from, pairs) = (row + 1, 0);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_left_is_written_and_read() {
        let pairs = vec![Pair { a: 1, b: 7, total: -300 }, Pair { a: 2, b: 3, total: 12_000 }];
        let partial = Partial { mark: 5, done: BTreeSet::from([(0, 1), (2, 0)]), pairs };
        let bytes = partial.to_bytes();
        assert_eq!(Partial::from_bytes(&bytes), Ok(partial));
        for cut in [0, 7, 12, 23, 30, bytes.len() - 1] {
            assert_eq!(Partial::from_bytes(&bytes[..cut]), Err(NotPartial), "{cut}");
        }
        let mut long = bytes;
        long[16..24].copy_from_slice(&u64::MAX.to_le_bytes());
        assert_eq!(Partial::from_bytes(&long), Err(NotPartial));
    }
}
