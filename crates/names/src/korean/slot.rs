//! The evidence that one written syllable gives for the syllables that it may stand for.
//!
//! Terms: a *slot* keeps the sixteen most probable syllables s of a chunk of letters, each with w(s) = √π(s) · P(letters | s) / P(letters),
//! where π is the frequency of s at this position of a name. Then Σ w_a(s)·w_b(s) is the likelihood ratio that the two chunks stand for one
//! syllable against their standing for two drawn independently: a rare syllable weighs more. Invariant: entries are finite and in
//! one order. Not here: which slots face each other.

/// Syllables kept in a slot.
pub(crate) const KEPT: usize = 16;

/// The most that one slot speaks for one name: a syllable rarer than one in two hundred is not believed to be rarer.
pub(crate) const RATIO_MAX: f32 = 200.0;

/// A syllable less probable than this beside its letters is not kept.
pub(crate) const POSTERIOR_MIN: f32 = 3e-5;

/// Units that have a bit of their own in a slot: the most frequent ones.
pub(crate) const RANKED: u16 = 256;

/// Bits for [`RANKED`] units.
type Mask = [u64; 4];

/// Weighted syllables: frequent ones by rank, then the others by number. What every comparison asks comes first, in one line of memory.
#[derive(Clone, Copy, Debug, PartialEq)]
#[repr(C)]
pub(crate) struct Slot {
    /// A bit for each frequent syllable kept, by its rank.
    mask: Mask,
    /// A bit for each of the others, by its number modulo 64.
    rare: u64,
    /// The probability that the letters stand for none of these: a slip, an ear, a spelling not in the tables.
    pub(crate) doubt: f32,
    /// 1 over the root of the ratio that the slot has with itself, of which at most [`RATIO_MAX`] is believed.
    pub(crate) scale: f32,
    ranked: u8,
    len: u8,
    /// ln P(letters).
    pub(crate) ln: f32,
    ids: [u16; KEPT],
    weights: [f32; KEPT],
    /// By rank, where the syllable stands among those kept; two ranks in a byte.
    at: [u8; RANKED as usize / 2],
}

const _: () = assert!(KEPT <= 16, "a place fits into half a byte");

impl Slot {
    /// A slot from syllables with P(letters | s), their priors, and P(letters) = Σ π(s)·P(letters | s); `ranks` by number.
    pub(crate) fn new(
        mut of: Vec<(u16, f32, f32)>,
        evidence: f32,
        doubt: f32,
        ranks: &[u16],
    ) -> Self {
        // (syllable, likelihood, prior); ties by number, so that the order of addition does not matter.
        of.retain(|(_, likelihood, prior)| likelihood * prior >= POSTERIOR_MIN * evidence);
        if of.len() > KEPT {
            let order = |a: &(u16, f32, f32), b: &(u16, f32, f32)| {
                (b.1 * b.2).total_cmp(&(a.1 * a.2)).then(a.0.cmp(&b.0))
            };
            of.select_nth_unstable_by(KEPT - 1, order);
            of.truncate(KEPT);
        }
        let rank = |id: u16| ranks.get(usize::from(id)).map_or(RANKED, |r| (*r).min(RANKED));
        of.sort_unstable_by_key(|e| (rank(e.0), e.0));
        let mut slot = Self {
            mask: Mask::default(),
            doubt,
            scale: 1.0,
            rare: 0,
            ranked: 0,
            len: 0,
            ln: evidence.ln(),
            ids: [u16::MAX; KEPT],
            weights: [0.0; KEPT],
            at: [0; RANKED as usize / 2],
        };
        for (at, (id, likelihood, prior)) in of.into_iter().enumerate() {
            let rank = rank(id);
            match slot.mask.get_mut(usize::from(rank / 64)) {
                Some(word) => {
                    *word |= 1 << (rank % 64);
                    slot.ranked += 1;
                    slot.at[usize::from(rank / 2)] |= (at as u8) << (4 * (rank % 2));
                }
                None => slot.rare |= 1 << (id % 64),
            }
            if let (Some(i), Some(w)) = (slot.ids.get_mut(at), slot.weights.get_mut(at)) {
                (*i, *w) = (id, prior.sqrt() * likelihood / evidence.max(f32::MIN_POSITIVE));
                slot.len += 1;
            }
        }
        slot.scale = slot.ratio(&slot).clamp(f32::MIN_POSITIVE, RATIO_MAX).sqrt().recip();
        slot
    }

    /// The likelihood ratio that both stand for one syllable; zero if they have none in common.
    #[inline]
    pub(crate) fn ratio(&self, other: &Self) -> f32 {
        let ([a, b, c, d], [p, q, r, s]) = (&self.mask, &other.mask);
        let common = (a & p) | (b & q) | (c & r) | (d & s) | (self.rare & other.rare);
        if common == 0 { 0.0 } else { self.shared(other) }
    }

    /// The root of the ratio that the slot has with itself: with another it has the product of both at most.
    pub(crate) fn norm(&self) -> f32 {
        self.ratio(self).max(0.0).sqrt()
    }

    /// The bits of all syllables kept: by rank, and the others together.
    pub(crate) fn bits(&self) -> [u64; 5] {
        let [a, b, c, d] = self.mask;
        [a, b, c, d, self.rare]
    }

    /// The ratio of slots with something in common.
    fn shared(&self, other: &Self) -> f32 {
        let mut sum = 0.0;
        for (word, (mine, others)) in self.mask.iter().zip(&other.mask).enumerate() {
            let mut bits = mine & others;
            while bits != 0 {
                let rank = word * 64 + bits.trailing_zeros() as usize;
                bits &= bits - 1;
                sum += self.of_rank(rank) * other.of_rank(rank);
            }
        }
        if self.rare & other.rare == 0 { sum } else { sum + self.rare_ratio(other) }
    }

    /// The weight of a syllable kept, by its rank.
    #[inline]
    fn of_rank(&self, rank: usize) -> f32 {
        let two = self.at[rank / 2 % self.at.len()];
        self.weights[usize::from(two >> (4 * (rank % 2))) % KEPT]
    }

    /// The part of the ratio that syllables without a rank have.
    fn rare_ratio(&self, other: &Self) -> f32 {
        let (mut i, mut j) = (usize::from(self.ranked), usize::from(other.ranked));
        let (n, m) = (usize::from(self.len), usize::from(other.len));
        let mut sum = 0.0_f32;
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
        // Once all with bits of their own, once some, once none.
        for ranks in [(0..256).collect::<Vec<_>>(), (0..60).collect(), Vec::new()] {
            let new = |of, evidence| Slot::new(of, evidence, 0.0, &ranks);
            let a = new(vec![(5, 0.5, 0.01), (9, 0.5, 0.02), (70, 0.1, 0.3)], 0.045);
            let b = new(vec![(9, 1.0, 0.02), (70, 0.3, 0.3), (134, 0.2, 0.1)], 0.13);
            let expected = (0.02 * 0.5 * 1.0 + 0.3 * 0.1 * 0.3) / (0.045 * 0.13);
            assert!((a.ratio(&b) - expected).abs() < 1e-4, "{} {expected}", a.ratio(&b));
            assert_eq!(a.ratio(&b), b.ratio(&a));
            // 70 and 134 share a bit modulo 64 and are different syllables.
            let c = new(vec![(70, 1.0, 0.3)], 0.3);
            let d = new(vec![(134, 1.0, 0.3)], 0.3);
            assert_eq!(c.ratio(&d), 0.0);
        }
    }

    #[test]
    fn the_most_probable_are_kept() {
        let slot = Slot::new((0..40).map(|i| (i, f32::from(i), 0.1)).collect(), 1.0, 0.0, &[]);
        let kept: Vec<u16> = slot.entries().map(|e| e.0).collect();
        assert_eq!(kept, (24..40).collect::<Vec<_>>());
    }
}
