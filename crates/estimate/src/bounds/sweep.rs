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

/// Shows minimal contradictions of three figures or more to `visit` until it returns false, the work runs out, or
/// every figure has been in a set that was judged.
pub(crate) fn sweep(
    problem: &Problem,
    sound: &[usize],
    contested: &Contested,
    meter: &mut Meter,
    mut visit: impl FnMut(Vec<FigureId>, &mut Meter) -> bool,
) {
    let mut order = sound.to_vec();
    order.sort_by_key(|&f| (contested.count(f), f));
    let mut judged = vec![false; contested.figures];
    while let Some(&first) = order.iter().find(|&&f| !judged[f]) {
        let mut taken = vec![0_u64; contested.words];
        let mut set = Vec::new();
        // Those not judged yet have the first choice.
        let (old, new): (Vec<usize>, Vec<usize>) = order.iter().partition(|&&f| judged[f]);
        for f in new.into_iter().chain(old) {
            if meter.spend(contested.words).is_none() {
                return;
            }
            if contested.agrees(f, &taken) {
                taken[f / 64] |= 1 << (f % 64);
                judged[f] = true;
                set.push(f);
            }
        }
        debug_assert!(judged[first]);
        loop {
            let Some(refuted) = problem.refute(&figure_ids(&set), meter) else { return };
            let Some(proof) = refuted else { break };
            let Some(found) = problem.shrink(&proof, meter) else { return };
            let Some(last) = found.last().map(|f| f.0) else { return };
            if !visit(found, meter) {
                return;
            }
            set.retain(|&f| f != last);
        }
    }
}
