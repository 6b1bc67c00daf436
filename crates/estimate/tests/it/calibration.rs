//! Simulation-based calibration of the latent-class sampler: where the truth is drawn from the prior, its rank among the draws is uniform.
//!
//! p(N) ∝ 1/N has no sum, so N is drawn from it between two limits, and draws beyond them are set aside: that is the
//! posterior under the cut prior.
//! Source: S. Talts, M. Betancourt, D. Simpson, A. Vehtari and A. Gelman, 2018.

use estimate::mixture::{MixtureOptions, Prior, sample};
use estimate::table::OverlapTable;

/// A small generator of its own (splitmix64), so that the test shares no code with the sampler.
struct Plain(u64);

impl Plain {
    fn uniform(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 11) as f64 / 9_007_199_254_740_992.0
    }
}

#[test]
fn ranks_are_uniform() {
    const LOW: f64 = 40.0;
    const HIGH: f64 = 400.0;
    const RUNS: usize = 150;
    let mut plain = Plain(20_240_101);
    // α ~ Gamma(1, 1) is drawn by one logarithm; the sampler is told so.
    let prior = Prior { alpha_shape: 1.0, alpha_rate: 1.0, ..Prior::default() };
    let options = MixtureOptions {
        classes: 3,
        prior,
        chains: 2,
        draws_first: 600,
        draws_max: 600,
        rungs_max: 3,
        draws_between: 2,
        glide: 8,
        ..MixtureOptions::default()
    };
    let mut bins = [0_usize; 5];
    let mut used = 0;
    while used < RUNS {
        let n = (LOW * (HIGH / LOW).powf(plain.uniform())).floor();
        let alpha = -(1.0 - plain.uniform()).ln();
        let mut left = 1.0;
        let mut classes = Vec::new();
        for k in 0..3 {
            // V ~ Beta(1, α) by inversion.
            let v = if k == 2 { 1.0 } else { 1.0 - (1.0 - plain.uniform()).powf(1.0 / alpha) };
            let lambda: Vec<f64> = (0..3).map(|_| plain.uniform()).collect();
            classes.push((left * v, lambda));
            left *= 1.0 - v;
        }
        let mut cells = Vec::new();
        for _ in 0..n as usize {
            let mut u = plain.uniform();
            let class = classes.iter().find(|c| {
                u -= c.0;
                u < 0.0
            });
            let lambda = &class.unwrap_or(&classes[2]).1;
            let pattern =
                (0..3).fold(0_u64, |p, j| if plain.uniform() < lambda[j] { p | 1 << j } else { p });
            if pattern != 0 {
                cells.push((pattern, 1));
            }
        }
        if cells.is_empty() {
            // Nobody listed: the sampler has no such table; its chance is about 1e-3.
            continue;
        }
        let names = (0..3).map(|i| format!("L{i}")).collect();
        let table = OverlapTable::new(names, cells).unwrap();
        let p = sample(&table, &options).unwrap();
        let draws: Vec<f64> =
            p.sorted().into_iter().filter(|&d| (LOW..HIGH).contains(&d)).collect();
        assert!(draws.len() >= 25, "{} draws within the limits", draws.len());
        // Ties are broken at random.
        let below = draws.iter().filter(|&&d| d < n).count() as f64;
        let same = draws.iter().filter(|&&d| d == n).count() as f64;
        let rank = (below + plain.uniform() * same) / draws.len() as f64;
        bins[((rank * 5.0) as usize).min(4)] += 1;
        used += 1;
    }
    let expected = RUNS as f64 / 5.0;
    let chi2: f64 = bins.iter().map(|&b| (b as f64 - expected).powi(2) / expected).sum();
    // The 99.5 % point of chi-square with four degrees of freedom.
    assert!(chi2 < 14.86, "{bins:?}");
}
