//! Two tokens written at once: P(x, y) as the sum over all ways to cut them into pairs of chunks, each pair given the one before.
//!
//! Terms: a *pair* has a few characters on either side, and one side may be empty; P(pair | pair before) is blended with P(pair) by Witten
//! and Bell's weights; number 0 is the edge of the token, before the first pair and behind the last. A letter that nothing pairs may be
//! dropped, put in or changed at a price: the slip of a pen. Invariant: time is linear in |x|·|y|, both at most [`TOKEN_MAX`] characters.
//! Source: joint multigrams, Bisani and Ney 2008.

use crate::quick::QuickMap;

/// Characters of a chunk at most.
const CHUNK_MAX: usize = 5;
/// Characters of a token that are compared.
pub(crate) const TOKEN_MAX: usize = 24;
/// P of a slip: one letter dropped or put in. Small, because the names that a list holds beside one name differ by as much.
const SLIP: f64 = 1e-7;
/// P of a slip: one letter for another.
const CHANGE: f64 = 1e-8;
/// A way of cutting this much less probable than the best that ends in the same place is not followed.
const FAINT: f64 = 1e-5;
/// The number of the edge of a token.
pub(crate) const EDGE: u32 = 0;

/// Right chunks with the numbers of their pairs.
type Rights = Vec<(String, u32)>;

/// What follows a pair.
#[derive(Clone, Debug, Default)]
pub(crate) struct Next {
    pub(crate) total: f32,
    pub(crate) kinds: f32,
    /// Numbers, ascending, with their counts.
    pub(crate) list: Vec<(u32, f32)>,
}

/// The pairs of two scripts.
#[derive(Clone, Debug, Default)]
pub(crate) struct Pairing {
    rights: QuickMap<String, Rights>,
    /// P(pair) by number.
    p: Vec<f64>,
    next: Vec<Next>,
    /// Characters of the longest left chunk.
    longest: usize,
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

/// Ways to have cut the tokens up to some place: the last pair, and the probability.
type Ways = Vec<(u32, f64)>;

impl Pairing {
    /// Sets P(edge), from which on pairs can be added.
    pub(crate) fn set_edge(&mut self, p: f64) {
        self.number(EDGE, p);
    }

    fn number(&mut self, at: u32, p: f64) {
        let at = at as usize;
        if self.p.len() <= at {
            self.p.resize(at + 1, 0.0);
            self.next.resize(at + 1, Next::default());
        }
        if let Some(slot) = self.p.get_mut(at) {
            *slot = p;
        }
    }

    /// Adds a pair with P(pair); numbers count from 1 in the order of addition.
    pub(crate) fn add(&mut self, x: &str, y: &str, p: f64) {
        let number = u32::try_from(self.p.len().max(1)).unwrap_or(u32::MAX);
        if x.chars().count() > CHUNK_MAX || y.chars().count() > CHUNK_MAX {
            return;
        }
        self.number(number, p);
        self.longest = self.longest.max(x.chars().count());
        let rights = self.rights.entry(x.to_owned()).or_default();
        let at = rights.partition_point(|(r, _)| r.as_str() < y);
        rights.insert(at, (y.to_owned(), number));
    }

    /// The number of a pair.
    pub(crate) fn find(&self, x: &str, y: &str) -> Option<u32> {
        let rights = self.rights.get(x)?;
        let at = rights.binary_search_by(|(r, _)| r.as_str().cmp(y)).ok()?;
        rights.get(at).map(|r| r.1)
    }

    /// Sets what follows a pair; the list is sorted here.
    pub(crate) fn follow(&mut self, before: u32, mut next: Next) {
        next.list.sort_by_key(|n| n.0);
        if let Some(slot) = self.next.get_mut(before as usize) {
            *slot = next;
        }
    }

    fn p(&self, number: u32) -> f64 {
        self.p.get(number as usize).copied().unwrap_or(0.0)
    }

    /// P(pair | pair before).
    fn p_after(&self, before: u32, number: u32) -> f64 {
        let alone = self.p(number);
        let Some(next) = self.next.get(before as usize).filter(|n| n.total > 0.0) else {
            return alone;
        };
        let at = next.list.binary_search_by_key(&number, |n| n.0).ok();
        let n = at.and_then(|at| next.list.get(at)).map_or(0.0, |n| f64::from(n.1));
        (n + f64::from(next.kinds) * alone) / f64::from(next.total + next.kinds)
    }

    /// ln P(x, y).
    pub(crate) fn ln(&self, x: &str, y: &str) -> f32 {
        let (x, y) = (Cuttable::new(x), Cuttable::new(y));
        let (n, m) = (x.len(), y.len());
        let mut cells: Vec<Ways> = Vec::with_capacity((n + 1) * (m + 1));
        let mut lefts: Vec<Option<&Rights>> = Vec::new();
        for i in 0..=n {
            lefts.clear();
            let most = self.longest.min(i);
            lefts.extend((0..=most).map(|b| self.rights.get(x.get(i - b, i))));
            for j in 0..=m {
                let ways = if (i, j) == (0, 0) {
                    vec![(EDGE, 1.0)]
                } else {
                    self.cell(&cells, &lefts, &y, (i, j, m + 1))
                };
                cells.push(ways);
            }
        }
        let ends = cells.last().map_or(&[][..], Vec::as_slice);
        let p: f64 = ends.iter().map(|(q, v)| v * self.p_after(*q, EDGE)).sum();
        #[expect(
            clippy::cast_possible_truncation,
            reason = "a log probability needs no more digits"
        )]
        let ln = p.max(1e-290).ln() as f32;
        ln
    }

    /// The ways to end in cell (i, j) from the cells before it.
    fn cell(
        &self,
        cells: &[Ways],
        lefts: &[Option<&Rights>],
        y: &Cuttable<'_>,
        (i, j, width): (usize, usize, usize),
    ) -> Ways {
        let from = |a: usize, b: usize| cells.get((i - a) * width + j - b).map_or(&[][..], |w| w);
        let total = |ways: &[(u32, f64)]| ways.iter().map(|w| w.1).sum::<f64>();
        let mut ways = Ways::new();
        let mut slips = 0.0;
        if j > 0 {
            slips += SLIP * total(from(0, 1));
        }
        if i > 0 {
            slips += SLIP * total(from(1, 0));
            if j > 0 {
                slips += CHANGE * total(from(1, 1));
            }
        }
        for (b, rights) in lefts.iter().enumerate() {
            let Some(rights) = rights else { continue };
            for c in usize::from(b == 0)..=j.min(CHUNK_MAX) {
                let before = from(b, c);
                if before.is_empty() {
                    continue;
                }
                let chunk = y.get(j - c, j);
                let Ok(at) = rights.binary_search_by(|(r, _)| r.as_str().cmp(chunk)) else {
                    continue;
                };
                let Some((_, number)) = rights.get(at) else { continue };
                let p: f64 = before.iter().map(|(q, v)| v * self.p_after(*q, *number)).sum();
                ways.push((*number, p));
            }
        }
        let best = ways.iter().map(|w| w.1).fold(slips, f64::max);
        ways.retain(|w| w.1 > best * FAINT);
        if slips > best * FAINT {
            ways.push((EDGE, slips));
        }
        ways
    }

    /// The most probable right side, letter by letter: a romanisation to go on with.
    pub(crate) fn romanise(&self, x: &str) -> String {
        let x = Cuttable::new(x);
        let mut out = String::new();
        for i in 0..x.len() {
            let rights = self.rights.get(x.get(i, i + 1)).map_or(&[][..], Vec::as_slice);
            let best = rights.iter().max_by(|a, b| self.p(a.1).total_cmp(&self.p(b.1)));
            out.push_str(best.map_or("", |r| &r.0));
        }
        out
    }
}
