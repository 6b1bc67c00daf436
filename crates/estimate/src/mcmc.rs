//! What a set of chains is worth: convergence, effective size, Monte-Carlo error.
//!
//! Terms: *R-hat* compares the spread between chains with the spread within; here chains are split in halves, draws
//! replaced by normal scores
//! of their ranks, and the larger of the plain and the folded value is taken, so that neither heavy tails nor unequal spreads hide.
//! *Effective size* is the number of independent draws with the same error; *bulk* for the middle, *tail* for the 5 % and 95 % quantiles.
//!
//! Invariant: nothing here is a number where the chains cannot support one; too few draws or a constant chain give NaN.
//!
//! Source: A. Vehtari, A. Gelman, D. Simpson, B. Carpenter and P.-C. Bürkner, "Rank-normalization, folding, and
//! localization", 2021; C. J. Geyer,
//! 1992, for the truncation of autocorrelations. The definitions are those of the R package `posterior`.

use crate::special::{beta_quantile, normal_quantile, positive, quantile_sorted, sorted};

/// The verdict on several chains of one quantity.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Convergence {
    /// Rank-normalised split R-hat, the larger of plain and folded; 1 is best.
    pub rhat: f64,
    /// Effective size of the middle, draws.
    pub ess_bulk: f64,
    /// Effective size at the 5 % and 95 % quantiles, the smaller, draws.
    pub ess_tail: f64,
    /// Monte-Carlo standard error of the mean, in units of the quantity.
    pub mcse_mean: f64,
    /// Draws in all.
    pub draws: usize,
}

/// Judges chains of equal length.
///
/// * Input: chains of draws; those longer than the shortest are cut.
/// * Output: NaN where fewer than four draws a half-chain, or no spread.
/// * Cost: O(S ln S).
#[must_use]
pub fn convergence(chains: &[Vec<f64>]) -> Convergence {
    let halves = split(chains);
    let scores = rank_scores(&halves);
    let all = sorted(halves.iter().flatten().copied().collect());
    let median = quantile_sorted(&all, 0.5);
    let folded: Vec<Vec<f64>> =
        halves.iter().map(|c| c.iter().map(|x| (x - median).abs()).collect()).collect();
    let rhat = plain_rhat(&scores).max(plain_rhat(&rank_scores(&folded)));
    let indicator = |q: f64| -> Vec<Vec<f64>> {
        let limit = quantile_sorted(&all, q);
        halves
            .iter()
            .map(|c| c.iter().map(|&x| f64::from(u8::from(x <= limit))).collect())
            .collect()
    };
    let ess_tail = plain_ess(&indicator(0.05)).min(plain_ess(&indicator(0.95)));
    let n = all.len() as f64;
    let mean = all.iter().sum::<f64>() / n;
    let sd = (all.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / (n - 1.0)).sqrt();
    Convergence {
        rhat,
        ess_bulk: plain_ess(&scores),
        ess_tail,
        mcse_mean: sd / plain_ess(&halves).sqrt(),
        draws: all.len(),
    }
}

/// Monte-Carlo standard error of a quantile, by the spread of the ranks that its effective size allows; in units of the quantity.
///
/// Half the distance between the draws at the ranks where the Beta law of the quantile's share has 15.9 % and 84.1 %, as `posterior` does.
#[must_use]
pub fn mcse_quantile(chains: &[Vec<f64>], p: f64) -> f64 {
    let all = sorted(chains.iter().flatten().copied().collect());
    let limit = quantile_sorted(&all, p);
    let below: Vec<Vec<f64>> = chains
        .iter()
        .map(|c| c.iter().map(|&x| f64::from(u8::from(x <= limit))).collect())
        .collect();
    let ess = plain_ess(&split(&below));
    if ess.is_nan() || all.is_empty() {
        return f64::NAN;
    }
    let share =
        |of: f64| beta_quantile(of, ess * p + 1.0, ess * (1.0 - p) + 1.0) * all.len() as f64;
    let draw = |rank: f64| all[(rank as usize).clamp(1, all.len()) - 1];
    (draw(share(0.841_344_7).ceil()) - draw(share(0.158_655_3).floor())) / 2.0
}

fn split(chains: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let length = chains.iter().map(Vec::len).min().unwrap_or(0);
    let half = length / 2;
    chains.iter().flat_map(|c| [c[..half].to_vec(), c[length - half..length].to_vec()]).collect()
}

/// Normal scores of the ranks over all chains; equal draws share their mean rank.
fn rank_scores(chains: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let mut order: Vec<(f64, usize)> =
        chains.iter().flatten().copied().enumerate().map(|(i, x)| (x, i)).collect();
    order.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let n = order.len();
    let mut scores = vec![0.0; n];
    let mut start = 0;
    while start < n {
        let mut end = start + 1;
        while end < n && order[end].0 == order[start].0 {
            end += 1;
        }
        let rank = 0.5 * (start + 1 + end) as f64;
        let score = normal_quantile((rank - 0.375) / (n as f64 + 0.25));
        for entry in &order[start..end] {
            scores[entry.1] = score;
        }
        start = end;
    }
    let mut rest = scores.into_iter();
    chains.iter().map(|c| rest.by_ref().take(c.len()).collect()).collect()
}

fn mean(x: &[f64]) -> f64 {
    x.iter().sum::<f64>() / x.len() as f64
}

fn variance(x: &[f64]) -> f64 {
    let m = mean(x);
    x.iter().map(|v| (v - m).powi(2)).sum::<f64>() / (x.len() as f64 - 1.0)
}

fn plain_rhat(chains: &[Vec<f64>]) -> f64 {
    let n = chains.first().map_or(0, Vec::len);
    if n < 4 {
        return f64::NAN;
    }
    let means: Vec<f64> = chains.iter().map(|c| mean(c)).collect();
    let within = mean(&chains.iter().map(|c| variance(c)).collect::<Vec<_>>());
    let between = n as f64 * variance(&means);
    if !positive(within) {
        return f64::NAN;
    }
    ((between / within + n as f64 - 1.0) / n as f64).sqrt()
}

fn plain_ess(chains: &[Vec<f64>]) -> f64 {
    let n = chains.first().map_or(0, Vec::len);
    if n < 4 {
        return f64::NAN;
    }
    let m = chains.len() as f64;
    let covariances: Vec<Vec<f64>> = chains.iter().map(|c| autocovariance(c)).collect();
    let at = |t: usize| covariances.iter().map(|c| c[t]).sum::<f64>() / m;
    let nf = n as f64;
    let within = at(0) * nf / (nf - 1.0);
    let mut whole = within * (nf - 1.0) / nf;
    if chains.len() > 1 {
        whole += variance(&chains.iter().map(|c| mean(c)).collect::<Vec<_>>());
    }
    if !positive(whole) {
        return f64::NAN;
    }
    let rho_at = |t: usize| 1.0 - (within - at(t)) / whole;

    // Pairs of autocorrelations, as long as they are positive, made to fall.
    let mut rho = vec![0.0; n];
    let (mut even, mut odd) = (1.0, rho_at(1));
    (rho[0], rho[1]) = (even, odd);
    let mut t = 0;
    while t + 5 < n && even + odd > 0.0 {
        t += 2;
        (even, odd) = (rho_at(t), rho_at(t + 1));
        if even + odd >= 0.0 {
            (rho[t], rho[t + 1]) = (even, odd);
        }
    }
    let last = t;
    if even > 0.0 {
        rho[last] = even;
    }
    let mut t = 0;
    while t + 4 <= last {
        t += 2;
        let before = rho[t - 2] + rho[t - 1];
        if rho[t] + rho[t + 1] > before {
            rho[t] = before / 2.0;
            rho[t + 1] = before / 2.0;
        }
    }
    let draws = m * nf;
    let tau = -1.0 + 2.0 * rho[..last].iter().sum::<f64>() + rho[last];
    draws / tau.max(1.0 / draws.log10())
}

/// Autocovariances at all lags, divided by n, by the fast Fourier transform.
fn autocovariance(x: &[f64]) -> Vec<f64> {
    let n = x.len();
    let size = (2 * n).next_power_of_two();
    let m = mean(x);
    let mut re = vec![0.0; size];
    let mut im = vec![0.0; size];
    for (slot, v) in re.iter_mut().zip(x) {
        *slot = v - m;
    }
    transform(&mut re, &mut im);
    for (a, b) in re.iter_mut().zip(im.iter_mut()) {
        *a = *a * *a + *b * *b;
        *b = 0.0;
    }
    transform(&mut re, &mut im);
    re.truncate(n);
    let scale = 1.0 / (size as f64 * n as f64);
    re.iter_mut().for_each(|v| *v *= scale);
    re
}

/// The discrete Fourier transform in place; the length is a power of two.
fn transform(re: &mut [f64], im: &mut [f64]) {
    let n = re.len();
    let mut j = 0;
    for i in 1..n {
        let mut bit = n >> 1;
        while j & bit != 0 {
            j ^= bit;
            bit >>= 1;
        }
        j |= bit;
        if i < j {
            re.swap(i, j);
            im.swap(i, j);
        }
    }
    let mut len = 2;
    while len <= n {
        let half = len / 2;
        let roots: Vec<(f64, f64)> = (0..half)
            .map(|k| (-2.0 * std::f64::consts::PI * k as f64 / len as f64).sin_cos())
            .collect();
        for start in (0..n).step_by(len) {
            for (k, &(s, c)) in roots.iter().enumerate() {
                let (a, b) = (start + k, start + k + half);
                let (x, y) = (re[b] * c - im[b] * s, re[b] * s + im[b] * c);
                (re[b], im[b]) = (re[a] - x, im[a] - y);
                re[a] += x;
                im[a] += y;
            }
        }
        len *= 2;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Stream;

    fn chains(rho: f64, n: usize, shift: f64) -> Vec<Vec<f64>> {
        (0..4)
            .map(|c| {
                let mut s = Stream::new(&[1; 32], "chains", c);
                let mut x = s.normal();
                (0..n)
                    .map(|_| {
                        x = rho * x + (1.0 - rho * rho).sqrt() * s.normal();
                        x + if c == 0 { shift } else { 0.0 }
                    })
                    .collect()
            })
            .collect()
    }

    #[test]
    fn effective_size_of_an_autoregression() {
        for rho in [0.0, 0.5, 0.9] {
            let c = convergence(&chains(rho, 5000, 0.0));
            let theory = 20_000.0 * (1.0 - rho) / (1.0 + rho);
            assert!((c.ess_bulk / theory - 1.0).abs() < 0.15, "{rho}: {} {theory}", c.ess_bulk);
            assert!(c.rhat < 1.01 && c.ess_tail > 0.3 * theory);
        }
    }

    #[test]
    fn a_shifted_chain_is_found_out() {
        assert!(convergence(&chains(0.5, 1000, 1.5)).rhat > 1.1);
        assert!(convergence(&[vec![1.0; 100], vec![1.0; 100]]).rhat.is_nan());
        assert!(convergence(&[vec![1.0, 2.0]]).ess_bulk.is_nan());
    }

    /// The plain sums, as a twin of the transform.
    #[test]
    fn autocovariance_is_the_plain_sum() {
        let x = chains(0.6, 37, 0.0).remove(1);
        let m = mean(&x);
        for (t, fast) in autocovariance(&x).into_iter().enumerate() {
            let slow: f64 =
                (t..x.len()).map(|i| (x[i] - m) * (x[i - t] - m)).sum::<f64>() / x.len() as f64;
            assert!((fast - slow).abs() < 1e-12);
        }
    }
}
