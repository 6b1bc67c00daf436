//! Streams of random numbers whose only origin is a seed that was handed over.
//!
//! A *stream* is one generator (xoshiro256++) with a name: the same seed and name give the same draws on any number of threads.
//! Distributions are ours, since crates for them change their draws between minor versions and golden draws must not.
//! Not here: the clock, the operating system's randomness, anything secret. These streams protect nothing.
//!
//! Source: D. Blackman and S. Vigna (xoshiro); G. Marsaglia and W. W. Tsang, "A simple method for generating gamma variables", 2000;
//! W. Hörmann, "The generation of binomial random variates" (BTRS), 1993, and "The transformed rejection method for generating
//! Poisson random variables" (PTRS), 1993.

use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::{Rng as _, SeedableRng as _};
use sha2::{Digest as _, Sha256};

use crate::special::{ln_gamma, positive};

/// One stream of random numbers.
#[derive(Debug, Clone)]
pub(crate) struct Stream {
    core: Xoshiro256PlusPlus,
    /// The second normal deviate of the last pair.
    spare: Option<f64>,
}

impl Stream {
    /// The stream of this name under this seed.
    pub(crate) fn new(seed: &[u8; 32], name: &str, number: u64) -> Self {
        let mut hash = Sha256::new();
        hash.update(b"cenotaph.estimate.stream/1\0");
        hash.update(seed);
        hash.update(name.as_bytes());
        hash.update([0]);
        hash.update(number.to_le_bytes());
        Self { core: Xoshiro256PlusPlus::from_seed(hash.finalize().into()), spare: None }
    }

    /// Uniform on (0, 1): 53 bits and never an end.
    #[inline]
    pub(crate) fn uniform(&mut self) -> f64 {
        ((self.core.next_u64() >> 11) as f64 + 0.5) * (1.0 / 9_007_199_254_740_992.0)
    }

    /// A whole number below `n`, by rejection of nothing: the bias is below n/2⁶⁴.
    #[inline]
    pub(crate) fn below(&mut self, n: usize) -> usize {
        ((u128::from(self.core.next_u64()) * n as u128) >> 64) as usize
    }

    /// Standard normal (polar method).
    #[inline]
    pub(crate) fn normal(&mut self) -> f64 {
        if let Some(z) = self.spare.take() {
            return z;
        }
        loop {
            let (x, y) = (2.0 * self.uniform() - 1.0, 2.0 * self.uniform() - 1.0);
            let s = x * x + y * y;
            if s < 1.0 {
                let f = (-2.0 * s.ln() / s).sqrt();
                self.spare = Some(y * f);
                return x * f;
            }
        }
    }

    /// Gamma of this shape (> 0) and scale 1.
    #[inline]
    pub(crate) fn gamma(&mut self, shape: f64) -> f64 {
        if shape < 1.0 {
            return self.ln_gamma_small(shape).exp();
        }
        if shape == 1.0 {
            return -self.uniform().ln();
        }
        self.gamma_large(shape)
    }

    /// The logarithm of a gamma variate of shape < 1, which may be far below what a number can hold.
    fn ln_gamma_small(&mut self, shape: f64) -> f64 {
        let u = self.uniform().ln() / shape;
        self.gamma_large(shape + 1.0).ln() + u
    }

    #[inline]
    fn gamma_large(&mut self, shape: f64) -> f64 {
        let d = shape - 1.0 / 3.0;
        let c = 1.0 / (9.0 * d).sqrt();
        loop {
            let x = self.normal();
            let t = 1.0 + c * x;
            if t <= 0.0 {
                continue;
            }
            let v = t * t * t;
            let u = self.uniform();
            let x2 = x * x;
            if u < 1.0 - 0.0331 * x2 * x2 || u.ln() < 0.5 * x2 + d * (1.0 - v + v.ln()) {
                return d * v;
            }
        }
    }

    /// ln of a gamma variate of any shape > 0.
    #[inline]
    pub(crate) fn ln_gamma_variate(&mut self, shape: f64) -> f64 {
        if shape < 1.0 { self.ln_gamma_small(shape) } else { self.gamma(shape).ln() }
    }

    /// A pair (ln x, ln(1 − x)) of a beta variate, right even where x is next to an end.
    #[inline]
    pub(crate) fn ln_beta_pair(&mut self, a: f64, b: f64) -> (f64, f64) {
        let (x, y) = (self.ln_gamma_variate(a), self.ln_gamma_variate(b));
        let top = x.max(y);
        let whole = top + ((x - top).exp() + (y - top).exp()).ln();
        (x - whole, y - whole)
    }

    /// The odds x/(1 − x) of a beta variate with both shapes ≥ 1, kept within [1e-300, 1e300].
    #[inline]
    pub(crate) fn beta_odds(&mut self, a: f64, b: f64) -> f64 {
        (self.gamma(a) / self.gamma(b)).clamp(1e-300, 1e300)
    }

    /// Binomial of n trials with probability p in [0, 1].
    #[inline]
    pub(crate) fn binomial(&mut self, n: u64, p: f64) -> u64 {
        if n == 0 || !positive(p) {
            return 0;
        }
        if p >= 1.0 {
            return n;
        }
        if p > 0.5 {
            return n - self.binomial_half(n, 1.0 - p);
        }
        self.binomial_half(n, p)
    }

    #[inline]
    fn binomial_half(&mut self, n: u64, p: f64) -> u64 {
        let q = 1.0 - p;
        let mean = n as f64 * p;
        if mean >= 10.0 {
            return self.binomial_btrs(n, p);
        }
        if n == 1 {
            return u64::from(self.uniform() < p);
        }
        let odds = p / q;
        let mut f = if n <= 16 { q.powi(n as i32) } else { (n as f64 * (-p).ln_1p()).exp() };
        let mut u = self.uniform();
        let mut k = 0_u64;
        // Inversion: expected n·p < 10 steps, and never more than n.
        while u > f && k < n {
            u -= f;
            k += 1;
            f *= odds * (n - k + 1) as f64 / k as f64;
        }
        k
    }

    fn binomial_btrs(&mut self, n: u64, p: f64) -> u64 {
        let nf = n as f64;
        let spq = (nf * p * (1.0 - p)).sqrt();
        let b = 1.15 + 2.53 * spq;
        let a = -0.0873 + 0.0248 * b + 0.01 * p;
        let c = nf * p + 0.5;
        let vr = 0.92 - 4.2 / b;
        let r = p / (1.0 - p);
        let alpha = (2.83 + 5.1 / b) * spq;
        let m = ((nf + 1.0) * p).floor();
        loop {
            let u = self.uniform() - 0.5;
            let mut v = self.uniform();
            let us = 0.5 - u.abs();
            let k = ((2.0 * a / us + b) * u + c).floor();
            if us >= 0.07 && v <= vr {
                return k as u64;
            }
            if k < 0.0 || k > nf {
                continue;
            }
            v = (v * alpha / (a / (us * us) + b)).ln();
            let bound = (m + 0.5) * ((m + 1.0) / (r * (nf - m + 1.0))).ln()
                + (nf + 1.0) * ((nf - m + 1.0) / (nf - k + 1.0)).ln()
                + (k + 0.5) * (r * (nf - k + 1.0) / (k + 1.0)).ln()
                + tail(m)
                + tail(nf - m)
                - tail(k)
                - tail(nf - k);
            if v <= bound {
                return k as u64;
            }
        }
    }

    /// Poisson of this mean; above 1e15 it is a normal deviate, whose error is then below one in a million of the spread.
    pub(crate) fn poisson(&mut self, mean: f64) -> u64 {
        if !positive(mean) {
            return 0;
        }
        if mean > 1e15 {
            return (mean + mean.sqrt() * self.normal()).clamp(0.0, 1e18) as u64;
        }
        if mean < 10.0 {
            let (mut f, mut u, mut k) = ((-mean).exp(), self.uniform(), 0_u64);
            while u > f && k < 200 {
                u -= f;
                k += 1;
                f *= mean / k as f64;
            }
            return k;
        }
        let (root, ln_mean) = (mean.sqrt(), mean.ln());
        let b = 0.931 + 2.53 * root;
        let a = -0.059 + 0.024_83 * b;
        let inv_alpha = 1.1239 + 1.1328 / (b - 3.4);
        let vr = 0.9277 - 3.6224 / (b - 2.0);
        loop {
            let u = self.uniform() - 0.5;
            let v = self.uniform();
            let us = 0.5 - u.abs();
            let k = ((2.0 * a / us + b) * u + mean + 0.43).floor();
            if us >= 0.07 && v <= vr {
                return k as u64;
            }
            if k < 0.0 || (us < 0.013 && v > us) {
                continue;
            }
            if (v * inv_alpha / (a / (us * us) + b)).ln() <= -mean + k * ln_mean - ln_gamma(k + 1.0)
            {
                return k as u64;
            }
        }
    }

    /// Negative binomial: failures before the `r`-th success where a failure has probability `miss` (a Poisson of a gamma mean).
    pub(crate) fn negative_binomial(&mut self, r: f64, odds_of_miss: f64) -> u64 {
        let rate = self.gamma(r) * odds_of_miss;
        self.poisson(rate.min(1e18))
    }

    /// Splits `n` by weights (≥ 0, not all 0) into `out`, added to what is there.
    #[inline]
    pub(crate) fn multinomial(&mut self, n: u64, weights: &[f64], out: &mut [u64]) {
        let (mut left, mut rest) = (n, weights.iter().sum::<f64>());
        for (w, o) in weights.iter().zip(out.iter_mut()) {
            if left == 0 {
                return;
            }
            let k = self.binomial(left, (w / rest).min(1.0));
            *o += k;
            left -= k;
            rest -= w;
            if rest <= 0.0 {
                // Rounding ate the rest: what is left belongs to the last class with any weight.
                *o += left;
                return;
            }
        }
        if let Some(last) = out.last_mut() {
            *last += left;
        }
    }
}

/// The correction of Stirling's formula for ln k!.
fn tail(k: f64) -> f64 {
    const TABLE: [f64; 10] = [
        0.081_061_466_795_327_26,
        0.041_340_695_955_409_29,
        0.027_677_925_684_998_34,
        0.020_790_672_103_765_09,
        0.016_644_691_189_821_19,
        0.013_876_128_823_070_75,
        0.011_896_709_945_891_77,
        0.010_411_265_261_972_09,
        0.009_255_462_182_712_733,
        0.008_330_563_433_362_87,
    ];
    if k < 10.0 {
        return TABLE.get(k as usize).copied().unwrap_or(0.0);
    }
    let r = 1.0 / (k + 1.0);
    (1.0 / 12.0 - (1.0 / 360.0 - r * r / 1260.0) * r * r) * r
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stream(name: &str) -> Stream {
        Stream::new(&[7; 32], name, 0)
    }

    /// Mean and variance of many draws, each within five standard errors of what theory says.
    fn check(name: &str, mean: f64, variance: f64, mut draw: impl FnMut(&mut Stream) -> f64) {
        let n = 200_000;
        let mut s = stream(name);
        let x: Vec<f64> = (0..n).map(|_| draw(&mut s)).collect();
        let m = x.iter().sum::<f64>() / f64::from(n);
        let v = x.iter().map(|a| (a - m).powi(2)).sum::<f64>() / f64::from(n);
        let se = (variance / f64::from(n)).sqrt();
        assert!((m - mean).abs() < 5.0 * se, "{name}: mean {m}, not {mean}");
        assert!((v / variance - 1.0).abs() < 0.05, "{name}: variance {v}, not {variance}");
    }

    #[test]
    fn moments() {
        check("uniform", 0.5, 1.0 / 12.0, Stream::uniform);
        check("normal", 0.0, 1.0, Stream::normal);
        for shape in [0.25, 1.0, 2.5, 400.0] {
            check("gamma", shape, shape, |s| s.gamma(shape));
        }
        for (n, p) in
            [(1, 0.3), (12, 0.2), (40, 0.7), (1000, 0.3), (100_000, 0.000_05), (90_000, 0.6)]
        {
            let nf = n as f64;
            check("binomial", nf * p, nf * p * (1.0 - p), |s| s.binomial(n, p) as f64);
        }
        for mean in [0.3, 9.0, 12.0, 5000.0] {
            check("poisson", mean, mean, |s| s.poisson(mean) as f64);
        }
        check("negative binomial", 30.0, 75.0, |s| s.negative_binomial(20.0, 1.5) as f64);
        check("beta", 0.4, 0.04, |s| s.ln_beta_pair(2.0, 3.0).0.exp());
    }

    #[test]
    fn a_split_keeps_the_sum() {
        let mut s = stream("split");
        for n in [0, 1, 7, 100_000] {
            let mut out = [0; 4];
            s.multinomial(n, &[0.0, 1e-9, 3.0, 0.0], &mut out);
            assert_eq!(out.iter().sum::<u64>(), n);
            assert_eq!(out[0], 0);
        }
    }

    /// Golden draws: if these change, every published number may change with them.
    #[test]
    fn golden_draws() {
        let mut s = stream("golden");
        let bits: Vec<u64> = (0..4).map(|_| s.core.next_u64()).collect();
        assert_ne!(stream("other").core.next_u64(), bits[0]);
        let counts: Vec<u64> = (0..8).map(|_| s.binomial(5000, 0.37)).collect();
        assert_eq!(bits[0], 4_765_084_008_463_379_670);
        assert_eq!(counts, [1864, 1858, 1905, 1773, 1832, 1869, 1790, 1828]);
    }
}
