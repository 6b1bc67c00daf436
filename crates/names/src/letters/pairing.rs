//! Two tokens written at once: P(x, y) as the sum over all ways to cut them into pairs of chunks, each pair given the one before.
//!
//! Terms: a *pair* has a few characters on either side, and one side may be empty; P(pair | pair before) is blended with P(pair) by Witten
//! and Bell's weights; number 0 is the edge of the token, before the first pair and behind the last. A letter that nothing pairs may be
//! dropped, put in or changed at a price: the slip of a pen. Invariants: time is linear in |x|·|y|, both at most [`TOKEN_MAX`] characters;
//! nothing is allocated while two tokens are weighed. Source: joint multigrams, Bisani and Ney 2008.

use crate::quick::QuickMap;

/// Characters of a chunk at most.
const CHUNK_MAX: usize = 3;
/// Characters of a token that are compared.
pub(crate) const TOKEN_MAX: usize = 24;
/// P of a slip: one letter dropped or put in. Small, because the names that a list holds beside one name differ by as much.
const SLIP: f64 = 1e-7;
/// P of a slip: one letter for another.
const CHANGE: f64 = 1e-8;
/// A way of cutting this much less probable than the best that ends in the same place is not followed.
const FAINT: f64 = 1e-5;
/// Nor are the ways to a place if all together are this much less probable than those to the best place with as many letters of the left
/// token, each letter of the right one taken for one of [`ALIKE`]: two slips more.
const NARROW: f64 = 1e-12;
/// So many letters are equally probable, roughly.
const ALIKE: f64 = 12.0;
/// The number of the edge of a token.
pub(crate) const EDGE: u32 = 0;

/// Ways to come to one place that are kept: every size of pair, and slips.
const WAYS: usize = (CHUNK_MAX + 1) * (CHUNK_MAX + 1);
/// Rows of places that a pair may begin in, and its own.
const ROWS: usize = CHUNK_MAX + 1;

/// What follows a pair, as counted.
#[derive(Clone, Debug, Default)]
pub(crate) struct Next {
    pub(crate) total: f32,
    pub(crate) kinds: f32,
    /// Numbers with their counts.
    pub(crate) list: Vec<(u32, f32)>,
}

/// What follows a pair, as probabilities.
#[derive(Clone, Debug)]
struct After {
    /// The weight of P(pair) by itself.
    alone: f64,
    /// Numbers, ascending, with what having been seen adds.
    seen: Vec<(u32, f64)>,
}

impl Default for After {
    fn default() -> Self {
        Self { alone: 1.0, seen: Vec::new() }
    }
}

/// The pairs of two scripts.
#[derive(Clone, Debug, Default)]
pub(crate) struct Pairing {
    /// Numbers of left chunks, and of right ones.
    chunks: [QuickMap<u64, u32>; 2],
    /// By left chunk: right chunks, ascending, with the numbers of their pairs.
    rights: Vec<Vec<(u32, u32)>>,
    /// P(pair) by number.
    p: Vec<f64>,
    after: Vec<After>,
    /// Characters of the longest chunk on the left, and on the right.
    longest: [usize; 2],
    /// The most probable right side of one letter.
    best: QuickMap<u64, (f64, String)>,
}

/// A token with the places between its characters.
pub(crate) struct Cuttable<'a> {
    pub(crate) text: &'a str,
    pub(crate) at: Vec<usize>,
}

impl<'a> Cuttable<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        let mut at: Vec<usize> = text.char_indices().map(|(i, _)| i).take(TOKEN_MAX + 1).collect();
        if at.len() <= TOKEN_MAX {
            at.push(text.len());
        }
        Self { text, at }
    }

    /// How many characters.
    pub(crate) fn len(&self) -> usize {
        self.at.len().saturating_sub(1)
    }

    /// Characters i to j.
    pub(crate) fn get(&self, i: usize, j: usize) -> &'a str {
        match (self.at.get(i), self.at.get(j)) {
            (Some(a), Some(b)) => self.text.get(*a..*b).unwrap_or(""),
            _ => "",
        }
    }
}

/// The characters of a token that are compared.
struct Chars {
    list: [char; TOKEN_MAX],
    len: usize,
}

impl Chars {
    fn new(text: &str) -> Self {
        let mut chars = Self { list: ['\0'; TOKEN_MAX], len: 0 };
        for (to, c) in chars.list.iter_mut().zip(text.chars()) {
            *to = c;
            chars.len += 1;
        }
        chars
    }

    /// The last `n` of the first `end` characters as one number.
    fn packed(&self, end: usize, n: usize) -> u64 {
        let chunk = end.checked_sub(n).and_then(|from| self.list.get(from..end));
        pack(chunk.unwrap_or(&[]).iter().copied())
    }
}

/// At most [`CHUNK_MAX`] characters as one number; no two chunks have the same.
fn pack(chunk: impl Iterator<Item = char>) -> u64 {
    chunk.fold(0, |packed, c| packed << 21 | (u64::from(c) + 1))
}

/// The ways to have cut the tokens up to some place: the last pair of each, and the probability.
#[derive(Clone, Copy)]
struct Cell {
    len: usize,
    sum: f64,
    last: [u32; WAYS],
    p: [f64; WAYS],
}

impl Cell {
    const EMPTY: Self = Self { len: 0, sum: 0.0, last: [EDGE; WAYS], p: [0.0; WAYS] };

    fn push(&mut self, last: u32, p: f64) {
        if let (Some(l), Some(q)) = (self.last.get_mut(self.len), self.p.get_mut(self.len)) {
            (*l, *q) = (last, p);
            self.len += 1;
        }
    }

    fn ways(&self) -> impl Iterator<Item = (u32, f64)> {
        self.last.iter().copied().zip(self.p.iter().copied()).take(self.len)
    }

    /// Takes out what is faint beside the best and adds up the rest.
    fn settle(&mut self, slips: f64) {
        let best = self.ways().map(|w| w.1).fold(slips, f64::max);
        let mut kept = 0;
        self.sum = 0.0;
        for at in 0..self.len {
            if self.p[at] > best * FAINT {
                (self.last[kept], self.p[kept]) = (self.last[at], self.p[at]);
                self.sum += self.p[at];
                kept += 1;
            }
        }
        self.len = kept;
        if slips > best * FAINT {
            self.push(EDGE, slips);
            self.sum += slips;
        }
    }
}

/// Rows of places, of which the one with `i` characters of the left token is number `i` modulo [`ROWS`].
type Rows = [[Cell; TOKEN_MAX + 1]; ROWS];

impl Pairing {
    /// Sets P(edge), from which on pairs can be added.
    pub(crate) fn set_edge(&mut self, p: f64) {
        self.number(EDGE, p);
    }

    fn number(&mut self, at: u32, p: f64) {
        let at = at as usize;
        if self.p.len() <= at {
            self.p.resize(at + 1, 0.0);
            self.after.resize(at + 1, After::default());
        }
        if let Some(slot) = self.p.get_mut(at) {
            *slot = p;
        }
    }

    /// Adds a pair with P(pair); numbers count from 1 in the order of addition. A pair with a longer chunk than [`CHUNK_MAX`] is not.
    pub(crate) fn add(&mut self, x: &str, y: &str, p: f64) {
        let number = u32::try_from(self.p.len().max(1)).unwrap_or(u32::MAX);
        let sizes = [x, y].map(|t| t.chars().count());
        if sizes.iter().any(|n| *n > CHUNK_MAX) {
            return;
        }
        self.number(number, p);
        for (longest, n) in self.longest.iter_mut().zip(sizes) {
            *longest = n.max(*longest);
        }
        let [left, right] = [(0, x), (1, y)].map(|(side, text)| {
            let chunks = &mut self.chunks[side];
            let fresh = u32::try_from(chunks.len()).unwrap_or(u32::MAX);
            *chunks.entry(pack(text.chars())).or_insert(fresh)
        });
        if self.rights.len() <= left as usize {
            self.rights.resize(left as usize + 1, Vec::new());
        }
        if let Some(rights) = self.rights.get_mut(left as usize) {
            let at = rights.partition_point(|(r, _)| *r < right);
            rights.insert(at, (right, number));
        }
        if sizes[0] == 1 {
            let best = self.best.entry(pack(x.chars())).or_default();
            if (best.0, best.1.as_str()) < (p, y) {
                *best = (p, y.to_owned());
            }
        }
    }

    /// The number of a chunk on the left or on the right.
    fn chunk(&self, side: usize, packed: u64) -> Option<u32> {
        self.chunks.get(side)?.get(&packed).copied()
    }

    /// The number of a pair.
    pub(crate) fn find(&self, x: &str, y: &str) -> Option<u32> {
        if [x, y].iter().any(|t| t.chars().count() > CHUNK_MAX) {
            return None;
        }
        let left = self.chunk(0, pack(x.chars()))?;
        of_right(self.rights.get(left as usize)?, self.chunk(1, pack(y.chars()))?)
    }

    /// Sets what follows a pair.
    pub(crate) fn follow(&mut self, before: u32, next: &Next) {
        let all = f64::from(next.total + next.kinds);
        let Some(slot) = self.after.get_mut(before as usize).filter(|_| next.total > 0.0) else {
            return;
        };
        let share = |n: &(u32, f32)| (n.0, f64::from(n.1) / all);
        slot.seen = next.list.iter().map(share).collect();
        slot.seen.sort_by_key(|n| n.0);
        slot.alone = f64::from(next.kinds) / all;
    }

    /// P(pair | pair before), given P(pair).
    fn p_after(&self, before: u32, number: u32, p: f64) -> f64 {
        let Some(after) = self.after.get(before as usize) else { return p };
        let at = after.seen.binary_search_by_key(&number, |n| n.0).ok();
        at.and_then(|at| after.seen.get(at)).map_or(0.0, |n| n.1) + after.alone * p
    }

    /// P(number behind these ways).
    fn behind(&self, cell: &Cell, number: u32) -> f64 {
        let p = self.p.get(number as usize).copied().unwrap_or(0.0);
        cell.ways().map(|(q, v)| v * self.p_after(q, number, p)).sum()
    }

    /// ln P(x, y); some value below `least` if it is less than that.
    pub(crate) fn ln(&self, x: &str, y: &str, least: f32) -> f32 {
        let (x, y) = (Chars::new(x), Chars::new(y));
        // Right chunks by their end and length.
        let mut right = [[None; ROWS]; TOKEN_MAX + 1];
        for (j, chunks) in right.iter_mut().enumerate().take(y.len + 1) {
            for (c, slot) in chunks.iter_mut().enumerate().take(self.longest[1].min(j) + 1) {
                *slot = self.chunk(1, y.packed(j, c));
            }
        }
        let mut rows: Rows = [[Cell::EMPTY; TOKEN_MAX + 1]; ROWS];
        let enough = f64::from(least).exp();
        for i in 0..=x.len {
            let mut left: [&[(u32, u32)]; ROWS] = [&[]; ROWS];
            for (b, slot) in left.iter_mut().enumerate().take(self.longest[0].min(i) + 1) {
                let number = self.chunk(0, x.packed(i, b));
                let rights = number.and_then(|n| self.rights.get(n as usize));
                *slot = rights.map_or(&[], Vec::as_slice);
            }
            let mut best = 0.0_f64;
            let mut alike = 1.0;
            for (j, right) in right.iter().enumerate().take(y.len + 1) {
                let cell = if (i, j) == (0, 0) {
                    let mut start = Cell::EMPTY;
                    start.push(EDGE, 1.0);
                    start.settle(0.0);
                    start
                } else {
                    self.cell(&rows, &left, right, (i, j))
                };
                best = best.max(cell.sum * alike);
                rows[i % ROWS][j] = cell;
                alike *= ALIKE;
            }
            let mut alike = NARROW * best;
            for cell in rows[i % ROWS].iter_mut().take(y.len + 1) {
                if cell.sum < alike {
                    (cell.len, cell.sum) = (0, 0.0);
                }
                alike /= ALIKE;
            }
            // Whatever follows, every way passes one of the last rows, and no way becomes more probable.
            let last = self.longest[0].max(1).min(i + 1);
            let mass = |k: usize| rows[(i - k) % ROWS].iter().take(y.len + 1).map(|c| c.sum);
            if (0..last).flat_map(mass).sum::<f64>() < enough {
                return least - 1.0;
            }
        }
        let end = &rows[x.len % ROWS][y.len % (TOKEN_MAX + 1)];
        #[expect(
            clippy::cast_possible_truncation,
            reason = "a log probability needs no more digits"
        )]
        let ln = self.behind(end, EDGE).max(1e-290).ln() as f32;
        ln
    }

    /// The ways to end in place (i, j) from the places before it.
    fn cell(
        &self,
        rows: &Rows,
        left: &[&[(u32, u32)]; ROWS],
        right: &[Option<u32>; ROWS],
        (i, j): (usize, usize),
    ) -> Cell {
        let from = |b: usize, c: usize| {
            let row = i.checked_sub(b).and_then(|i| rows.get(i % ROWS));
            row.and_then(|row| row.get(j.checked_sub(c)?)).filter(|cell| cell.len > 0)
        };
        let mass = |b: usize, c: usize| from(b, c).map_or(0.0, |cell| cell.sum);
        let mut cell = Cell::EMPTY;
        let slips = SLIP * (mass(0, 1) + mass(1, 0)) + CHANGE * mass(1, 1);
        for (b, rights) in left.iter().enumerate() {
            for (c, chunk) in right.iter().enumerate() {
                let (Some(chunk), Some(before)) = (chunk, from(b, c)) else { continue };
                if let Some(number) = of_right(rights, *chunk).filter(|_| b + c > 0) {
                    cell.push(number, self.behind(before, number));
                }
            }
        }
        cell.settle(slips);
        cell
    }

    /// The most probable right side, letter by letter: a romanisation to go on with.
    pub(crate) fn romanise(&self, x: &str) -> String {
        let best = |c: char| self.best.get(&pack(std::iter::once(c))).map_or("", |b| &b.1);
        x.chars().take(TOKEN_MAX).map(best).collect()
    }
}

/// The pair of a right chunk.
fn of_right(rights: &[(u32, u32)], chunk: u32) -> Option<u32> {
    let at = rights.binary_search_by_key(&chunk, |r| r.0).ok()?;
    rights.get(at).map(|r| r.1)
}
