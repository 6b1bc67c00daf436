//! The evidence that one written syllable gives for the syllables that it may stand for.
//!
//! Terms: a *slot* keeps the sixteen most probable syllables s of a chunk of letters, each with w(s) = √π(s) · P(letters | s) / P(letters),
//! where π is the frequency of s at this position of a name. Then Σ w_a(s)·w_b(s) is the likelihood ratio that the two chunks stand for one
//! syllable against their standing for two drawn independently: a rare syllable weighs more. Invariant: entries are sorted by syllable
//! and finite. Not here: which slots face each other.

/// Syllables kept in a slot.
pub(crate) const KEPT: usize = 16;

/// The most that one slot speaks for one name: a syllable rarer than one in two hundred is not believed to be rarer.
pub(crate) const RATIO_MAX: f32 = 200.0;

/// A syllable less probable than this beside its letters is not kept.
pub(crate) const POSTERIOR_MIN: f32 = 3e-5;

/// Weighted syllables, sorted by number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Slot {
    /// A bit for each syllable kept, by its number modulo 64: no bit in common, no syllable in common.
    mask: u64,
    ids: [u16; KEPT],
    weights: [f32; KEPT],
    len: u8,
    /// The probability that the letters stand for none of these: a slip, an ear, a spelling not in the tables.
    pub(crate) doubt: f32,
    /// ln P(letters).
    pub(crate) ln: f32,
    /// 1 over the root of the ratio that the slot has with itself, of which at most [`RATIO_MAX`] is believed.
    pub(crate) scale: f32,
}

impl Slot {
    /// A slot from syllables with P(letters | s), their priors, and P(letters) = Σ π(s)·P(letters | s).
    pub(crate) fn new(mut of: Vec<(u16, f32, f32)>, evidence: f32, doubt: f32) -> Self {
        // (syllable, likelihood, prior); ties by number, so that the order of addition does not matter.
        of.retain(|(_, likelihood, prior)| likelihood * prior >= POSTERIOR_MIN * evidence);
        if of.len() > KEPT {
            let order = |a: &(u16, f32, f32), b: &(u16, f32, f32)| {
                (b.1 * b.2).total_cmp(&(a.1 * a.2)).then(a.0.cmp(&b.0))
            };
            of.select_nth_unstable_by(KEPT - 1, order);
            of.truncate(KEPT);
        }
        of.sort_by_key(|e| e.0);
        let mut slot = Self {
            mask: 0,
            ids: [u16::MAX; KEPT],
            weights: [0.0; KEPT],
            len: 0,
            doubt,
            ln: evidence.ln(),
            scale: 1.0,
        };
        for (at, (id, likelihood, prior)) in of.into_iter().enumerate() {
            slot.mask |= 1 << (id % 64);
            if let (Some(i), Some(w)) = (slot.ids.get_mut(at), slot.weights.get_mut(at)) {
                (*i, *w) = (id, prior.sqrt() * likelihood / evidence.max(f32::MIN_POSITIVE));
                slot.len += 1;
            }
        }
        slot.scale = slot.ratio(&slot).clamp(f32::MIN_POSITIVE, RATIO_MAX).sqrt().recip();
        slot
    }

    /// The likelihood ratio that both stand for one syllable; zero if they have none in common.
    pub(crate) fn ratio(&self, other: &Self) -> f32 {
        if self.mask & other.mask == 0 {
            return 0.0;
        }
        let (mut i, mut j, mut sum) = (0_usize, 0_usize, 0.0_f32);
        let (n, m) = (usize::from(self.len), usize::from(other.len));
        while i < n && j < m {
            let (a, b) = (self.ids[i % KEPT], other.ids[j % KEPT]);
            if a == b {
                sum += self.weights[i % KEPT] * other.weights[j % KEPT];
            }
            i += usize::from(a <= b);
            j += usize::from(b <= a);
        }
        sum
    }

    /// The syllables kept with their weights.
    pub(crate) fn entries(&self) -> impl Iterator<Item = (u16, f32)> + '_ {
        self.ids.iter().copied().zip(self.weights.iter().copied()).take(usize::from(self.len))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ratio_is_the_sum_over_common_syllables() {
        let a = Slot::new(vec![(5, 0.5, 0.01), (9, 0.5, 0.02), (70, 0.1, 0.3)], 0.045, 0.0);
        let b = Slot::new(vec![(9, 1.0, 0.02), (134, 0.2, 0.1)], 0.04, 0.0);
        let expected = 0.02 * (0.5 / 0.045) * (1.0 / 0.04);
        assert!((a.ratio(&b) - expected).abs() < 1e-4, "{} {expected}", a.ratio(&b));
        assert_eq!(a.ratio(&b), b.ratio(&a));
        // 70 and 134 share a bit of the mask and are different syllables.
        let c = Slot::new(vec![(70, 1.0, 0.3)], 0.3, 0.0);
        let d = Slot::new(vec![(134, 1.0, 0.3)], 0.3, 0.0);
        assert_eq!(c.ratio(&d), 0.0);
    }

    #[test]
    fn the_most_probable_are_kept() {
        let slot = Slot::new((0..40).map(|i| (i, f32::from(i), 0.1)).collect(), 1.0, 0.0);
        let kept: Vec<u16> = slot.entries().map(|e| e.0).collect();
        assert_eq!(kept, (24..40).collect::<Vec<_>>());
    }
}
