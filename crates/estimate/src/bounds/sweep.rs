//! Larger contradictions among more figures than the map can hold.
//!
//! Terms: a *layer of agreement* is a large set of figures of which no two contradict each other, filled
//! from the least contested on. Whatever contradiction it holds has three figures or more. Each one found
//! costs the set one figure, until what is left is consistent; figures that were not in the set start the next.
//!
//! So every figure is in some set that was judged, and found sets differ. Not every contradiction
//! is found; the caller says so.

use super::piece::FigureId;
use super::simplex::Meter;
use super::{Problem, figure_ids};

/// Which figures contradict each other in pairs, as a bit matrix.
pub(crate) struct Contested {
    figures: usize,
    words: usize,
    bits: Vec<u64>,
}

/// The bit matrix takes n² / 8 bytes: 8 MB at this many figures.
const FIGURES_MAX: usize = 8192;

impl Contested {
    /// An empty matrix; `None` if it would be too large.
    pub(crate) fn new(figures: usize) -> Option<Self> {
        let words = figures.div_ceil(64);
        (figures <= FIGURES_MAX).then(|| Self { figures, words, bits: vec![0; figures * words] })
    }

    pub(crate) fn mark(&mut self, [a, b]: [usize; 2]) {
        self.bits[a * self.words + b / 64] |= 1 << (b % 64);
        self.bits[b * self.words + a / 64] |= 1 << (a % 64);
    }

    fn row(&self, figure: usize) -> &[u64] {
        &self.bits[figure * self.words..(figure + 1) * self.words]
    }

    fn count(&self, figure: usize) -> u32 {
        self.row(figure).iter().map(|w| w.count_ones()).sum()
    }

    fn agrees(&self, figure: usize, taken: &[u64]) -> bool {
        self.row(figure).iter().zip(taken).all(|(a, b)| a & b == 0)
    }
}

/// A sweep in progress.
pub(crate) struct Sweep<'a> {
    contested: &'a Contested,
    /// Figures, the least contested first.
    order: Vec<usize>,
    judged: Vec<bool>,
    /// The set being judged; empty between two sets.
    set: Vec<usize>,
}

impl<'a> Sweep<'a> {
    pub(crate) fn new(sound: &[usize], contested: &'a Contested) -> Self {
        let mut order = sound.to_vec();
        order.sort_by_cached_key(|&f| (contested.count(f), f));
        Self { contested, order, judged: vec![false; contested.figures], set: Vec::new() }
    }

    /// Another minimal contradiction of three figures or more; `Some(None)` once every figure has been in a set that was
    /// judged, `None` if the work ran out.
    pub(crate) fn next(
        &mut self,
        problem: &Problem,
        meter: &mut Meter,
    ) -> Option<Option<Vec<FigureId>>> {
        loop {
            if self.set.is_empty() && !self.fill(meter)? {
                return Some(None);
            }
            match problem.refute(&figure_ids(&self.set), meter)? {
                None => self.set.clear(),
                Some(proof) => {
                    let found = problem.shrink(&proof, meter)?;
                    let last = found.last()?.0;
                    self.set.retain(|&f| f != last);
                    return Some(Some(found));
                }
            }
        }
    }

    /// Fills the set; those not judged yet have the first choice. False if all have been judged.
    fn fill(&mut self, meter: &mut Meter) -> Option<bool> {
        let (old, new): (Vec<usize>, Vec<usize>) =
            self.order.iter().partition(|&&f| self.judged[f]);
        if new.is_empty() {
            return Some(false);
        }
        let mut taken = vec![0_u64; self.contested.words];
        for f in new.into_iter().chain(old) {
            meter.spend(self.contested.words)?;
            if self.contested.agrees(f, &taken) {
                taken[f / 64] |= 1 << (f % 64);
                self.judged[f] = true;
                self.set.push(f);
            }
        }
        Some(true)
    }
}
