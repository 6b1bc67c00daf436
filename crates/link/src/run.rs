//! All candidate pairs of records, weighed in parallel.
//!
//! Terms: *piece* – some blocks of a rule, or a part of a large one, that one thread takes at a time. Invariants: the pairs that come out, and
//! their order, do not depend on the number of threads; memory is that of keys and kept pairs. Not here: what a pair weighs
//! ([`crate::kernel`]).

use crate::block::{Keys, Rule, Tables};
use crate::kernel::{Block, Pair, Scratch, Weigher};
use crate::record::Records;
use rayon::prelude::*;
use std::sync::atomic::{AtomicU64, Ordering};

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
    let all: u64 = keys.iter().map(|k| k.cost.pairs).sum();
    let done = AtomicU64::new(0);
    let mut out = Vec::new();
    for (n, own) in keys.iter().enumerate() {
        let (order, starts) = own.sorted();
        let found: Result<Vec<Vec<Pair>>, Stopped> = pieces(&starts)
            .into_par_iter()
            .map_init(Scratch::default, |scratch, piece| {
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
                if watch.on(so_far, all) { Ok(found) } else { Err(Stopped) }
            })
            .collect();
        out.extend(found?.into_iter().flatten());
    }
    out.par_sort_unstable();
    Ok(out)
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
