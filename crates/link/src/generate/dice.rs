//! Random choices from a stream that a seed and a few numbers name.
//!
//! Invariant: the same seed and numbers give the same stream on every machine; streams of different numbers have nothing in common. Not
//! here: what is chosen.

use crate::intern::step;
use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::{Rng, SeedableRng};

/// A stream of random choices.
#[derive(Clone, Debug)]
pub(crate) struct Dice(Xoshiro256PlusPlus);

impl Dice {
    /// The stream that these numbers name.
    pub(crate) fn new(seed: u64, names: &[u64]) -> Self {
        let seed = names.iter().fold(step(41, seed), |hash, n| step(hash, *n));
        Self(Xoshiro256PlusPlus::seed_from_u64(seed))
    }

    /// A number from 0 to below 1.
    pub(crate) fn unit(&mut self) -> f64 {
        // 53 bits: all that the type holds.
        (self.0.next_u64() >> 11) as f64 / (1_u64 << 53) as f64
    }

    pub(crate) fn chance(&mut self, probability: f64) -> bool {
        self.unit() < probability
    }

    /// A number from 0 to below `n`; 0 if `n` is 0.
    pub(crate) fn below(&mut self, n: usize) -> usize {
        usize::try_from(crate::train::below(&mut self.0, n as u64)).unwrap_or(0)
    }

    /// A number from 0 to below `n`, the first ones the more probable: the k-th in proportion to k to the power of `1 / skew − 1`.
    pub(crate) fn skewed(&mut self, n: usize, skew: f64) -> usize {
        let at = (n as f64 * self.unit().powf(skew)) as usize;
        at.min(n.saturating_sub(1))
    }

    /// A number of the normal distribution with mean 0 and deviation 1 (Box and Muller 1958).
    pub(crate) fn normal(&mut self) -> f64 {
        let radius = (-2.0 * (1.0 - self.unit()).ln()).sqrt();
        radius * (std::f64::consts::TAU * self.unit()).cos()
    }

    /// Puts things in a random order (Fisher and Yates).
    pub(crate) fn shuffle<T>(&mut self, things: &mut [T]) {
        for n in (1..things.len()).rev() {
            things.swap(n, self.below(n + 1));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn streams_are_named_by_their_numbers() {
        let first = |seed, names: &[u64]| Dice::new(seed, names).below(1 << 40);
        assert_eq!(first(1, &[2, 3]), first(1, &[2, 3]));
        for other in [first(2, &[2, 3]), first(1, &[3, 2]), first(1, &[2])] {
            assert_ne!(other, first(1, &[2, 3]));
        }
    }

    #[test]
    fn shares_are_as_asked() {
        let mut dice = Dice::new(1, &[]);
        let n = 20_000;
        let hits = (0..n).filter(|_| dice.chance(0.3)).count();
        assert!((5_700..6_300).contains(&hits), "{hits}");
        let sum: f64 = (0..n).map(|_| dice.normal().powi(2)).sum();
        assert!((sum / f64::from(n) - 1.0).abs() < 0.05, "{sum}");
        let first = (0..n).filter(|_| dice.skewed(100, 2.0) == 0).count();
        assert!((1_800..2_200).contains(&first), "{first}");
    }
}
