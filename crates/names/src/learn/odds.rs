//! From numbers about two tokens to ln odds that they are one name: logistic regression on pairs that the tables had not seen.
//!
//! Invariant: a function of its input. Source: iteratively reweighted least squares, Nelder and Wedderburn 1972.

use crate::letters::{FEATURES, SCRIPTS};
use crate::model::{Name, Names};

/// Rounds; the weights do not move any more after ten.
const ROUNDS: usize = 20;
/// A ridge that keeps the weights finite.
const RIDGE: f64 = 1e-2;
const N: usize = FEATURES + 1;

/// The numbers that the weight of two single tokens is made of, and the script beside Latin; nothing for other names.
#[must_use]
pub fn features(names: &Names, a: &Name, b: &Name) -> Option<(&'static str, [f32; FEATURES])> {
    let only = |n: &Name| match n.readings.as_slice() {
        [r] => r.words.as_ref().filter(|w| w.words.len() == 1)?.words.first().cloned(),
        _ => None,
    };
    let (side, numbers) = names.letters.features(&only(a)?, &only(b)?);
    Some((SCRIPTS.get(side).copied()?, numbers))
}

/// What each number adds to ln odds, and a constant, fitted to pairs whose truth is known; odds are against one pair in four.
#[must_use]
pub fn odds(pairs: &[([f32; FEATURES], bool)]) -> [f32; N] {
    let (mean, spread) = scale(pairs);
    let row = |x: &[f32; FEATURES]| -> [f64; N] {
        std::array::from_fn(|k| match x.get(k) {
            Some(v) => (f64::from(*v) - mean[k]) / spread[k],
            None => 1.0,
        })
    };
    let mut w = [0.0; N];
    for _ in 0..ROUNDS {
        let mut h = [[0.0; N]; N];
        let mut g = [0.0; N];
        for (x, same) in pairs {
            let x = row(x);
            let z: f64 = x.iter().zip(&w).map(|(x, w)| x * w).sum();
            let p = 1.0 / (1.0 + (-z).exp());
            for i in 0..N {
                g[i] += x[i] * (f64::from(u8::from(*same)) - p);
                for j in 0..N {
                    h[i][j] += x[i] * x[j] * p * (1.0 - p);
                }
            }
        }
        for i in 0..N {
            g[i] -= RIDGE * w[i];
            h[i][i] += RIDGE;
        }
        for (w, step) in w.iter_mut().zip(solve(h, g)) {
            *w += step;
        }
    }
    let mut out = [0.0; N];
    let mut constant = w[FEATURES] + 3.0_f64.ln();
    for k in 0..FEATURES {
        constant -= w[k] * mean[k] / spread[k];
        out[k] = narrow(w[k] / spread[k]);
    }
    out[FEATURES] = narrow(constant);
    out
}

fn scale(pairs: &[([f32; FEATURES], bool)]) -> ([f64; FEATURES], [f64; FEATURES]) {
    let n = pairs.len().max(1) as f64;
    let mean: [f64; FEATURES] =
        std::array::from_fn(|k| pairs.iter().map(|p| f64::from(p.0[k])).sum::<f64>() / n);
    let spread = std::array::from_fn(|k| {
        let sum: f64 = pairs.iter().map(|p| (f64::from(p.0[k]) - mean[k]).powi(2)).sum();
        (sum / n).sqrt().max(1e-6)
    });
    (mean, spread)
}

/// Solves h·x = g for a positive definite h, by elimination.
fn solve(mut h: [[f64; N]; N], mut g: [f64; N]) -> [f64; N] {
    for i in 0..N {
        for j in i + 1..N {
            let f = h[j][i] / h[i][i];
            let row = h[i];
            for (below, above) in h[j].iter_mut().zip(row).skip(i) {
                *below -= f * above;
            }
            g[j] -= f * g[i];
        }
    }
    let mut x = [0.0; N];
    for i in (0..N).rev() {
        let rest: f64 = (i + 1..N).map(|k| h[i][k] * x[k]).sum();
        x[i] = (g[i] - rest) / h[i][i];
    }
    x
}

#[expect(clippy::cast_possible_truncation, reason = "three digits are kept")]
fn narrow(v: f64) -> f32 {
    v as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_are_recovered() {
        // Odds are e^(2·x₀ − 1), the other numbers say nothing.
        let mut state = 7_u64;
        let mut next = || {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (state >> 40) as f32 / (1_u64 << 24) as f32
        };
        let pairs: Vec<([f32; FEATURES], bool)> = (0..20_000)
            .map(|_| {
                let x: [f32; FEATURES] = std::array::from_fn(|_| 4.0 * next() - 2.0);
                (x, next() < 1.0 / (1.0 + (1.0 - 2.0 * x[0]).exp()))
            })
            .collect();
        let w = odds(&pairs);
        assert!((w[0] - 2.0).abs() < 0.1, "{w:?}");
        assert!(w[1..FEATURES].iter().all(|w| w.abs() < 0.08), "{w:?}");
        assert!((w[FEATURES] - (3.0_f32.ln() - 1.0)).abs() < 0.1, "{w:?}");
    }
}
