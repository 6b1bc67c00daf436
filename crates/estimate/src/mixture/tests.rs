//! The sampler against answers that need no sampler.

use super::*;
use crate::special::{ln_beta, ln_gamma, log_sum_exp};

fn table(lists: usize, cells: &[(u64, u64)]) -> OverlapTable {
    OverlapTable::new((0..lists).map(|i| format!("L{i}")).collect(), cells.to_vec()).unwrap()
}

fn quick(classes: usize, draws: usize) -> MixtureOptions {
    MixtureOptions {
        classes,
        draws_first: draws,
        draws_max: draws,
        ess_goal: f64::INFINITY,
        rungs_max: 4,
        glide: 8,
        ..MixtureOptions::default()
    }
}

/// ln of the law of n₀ by class with the allocation given: the formula of the collapsed move, written out.
fn ln_joint(n: &[f64], n0: &[f64], captured: &[Vec<f64>], alpha: f64) -> f64 {
    let whole: f64 = n.iter().sum();
    let mut value = ln_gamma(whole) - n0.iter().map(|&m| ln_gamma(m + 1.0)).sum::<f64>();
    for k in 0..n.len() - 1 {
        let rest: f64 = n[k + 1..].iter().sum();
        value += ln_beta(1.0 + n[k], alpha + rest) - ln_beta(1.0, alpha);
    }
    for row in captured {
        for (r, n) in row.iter().zip(n) {
            value += ln_beta(1.0 + r, 1.0 + n - r);
        }
    }
    value
}

/// One class: N has a law in closed form.
#[test]
fn one_class_is_the_closed_form() {
    let t = table(3, &[(1, 20), (2, 14), (4, 9), (3, 6), (5, 4), (6, 3), (7, 2)]);
    let r: Vec<f64> = (0..3).map(|j| t.overlap(1 << j) as f64).collect();
    let logs: Vec<f64> = (0..20_000)
        .map(|n0| {
            let n = 58.0 + f64::from(n0);
            ln_gamma(n) - ln_gamma(f64::from(n0) + 1.0)
                + r.iter().map(|r| ln_beta(1.0 + r, 1.0 + n - r)).sum::<f64>()
        })
        .collect();
    let whole = log_sum_exp(&logs);
    let p = sample(&t, &quick(1, 4000)).unwrap();
    let draws = p.sorted();
    for q in [0.1, 0.5, 0.9] {
        let mut sum = 0.0;
        let exact = logs.iter().position(|l| {
            sum += (l - whole).exp();
            sum >= q
        });
        let exact = 58.0 + exact.unwrap() as f64;
        let ours = quantile_sorted(&draws, q);
        assert!((ours / exact - 1.0).abs() < 0.02, "{q}: {ours} {exact}");
    }
}

/// Three classes on a table of five persons: every allocation, every n₀ and a grid of α, added up.
#[test]
fn three_classes_are_the_sum_over_everything() {
    const MISSING: usize = 14;
    let persons = [1_u64, 1, 2, 3, 3];
    let t = table(2, &[(1, 2), (2, 1), (3, 2)]);
    // Gamma(¼, rate ¼) on a grid of ln α; what it cuts is below 1e-3.
    let grid: Vec<f64> = (0..36).map(|i| (-26.0 + 0.85 * f64::from(i)).exp()).collect();
    let mut by_n = [0.0; MISSING];
    for state in 0..3_usize.pow(5) {
        let mut captured = vec![vec![0.0; 3]; 2];
        let mut seen = [0.0; 3];
        for (i, pattern) in persons.iter().enumerate() {
            let k = state / 3_usize.pow(i as u32) % 3;
            seen[k] += 1.0;
            for (j, row) in captured.iter_mut().enumerate() {
                row[k] += (pattern >> j & 1) as f64;
            }
        }
        for (n0, sum) in by_n.iter_mut().enumerate() {
            for a in 0..=n0 {
                for b in 0..=n0 - a {
                    let missing = [a as f64, b as f64, (n0 - a - b) as f64];
                    let n = [seen[0] + missing[0], seen[1] + missing[1], seen[2] + missing[2]];
                    for &alpha in &grid {
                        let prior = 0.25 * alpha.ln() - 0.25 * alpha;
                        *sum += (prior + ln_joint(&n, &missing, &captured, alpha)).exp();
                    }
                }
            }
        }
    }
    let whole: f64 = by_n.iter().sum();
    let ways = [(0, Tempering::Thinned), (16, Tempering::Thinned), (16, Tempering::Powered)];
    for (glide, tempering) in ways {
        let p = sample(&t, &MixtureOptions { glide, tempering, ..quick(3, 24_000) }).unwrap();
        let draws: Vec<f64> =
            p.sorted().into_iter().filter(|&n| n < (5 + MISSING) as f64).collect();
        for n0 in [0, 1, 2, 4, 8, 12] {
            let exact: f64 = by_n[..=n0].iter().sum::<f64>() / whole;
            let ours =
                draws.iter().filter(|&&n| n <= (5 + n0) as f64).count() as f64 / draws.len() as f64;
            assert!(
                (ours - exact).abs() < 0.015,
                "glide {glide} {tempering:?}, n0 <= {n0}: {ours} {exact}"
            );
        }
    }
}
