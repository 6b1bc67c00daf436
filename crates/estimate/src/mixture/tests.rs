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
    // An exchange after every draw, and seldom.
    let ways = [
        (0, 5, Tempering::Thinned),
        (16, 5, Tempering::Thinned),
        (16, 5, Tempering::Powered),
        (0, 1, Tempering::Loosened),
        (16, 3, Tempering::Loosened),
    ];
    for (glide, draws_between, tempering) in ways {
        let options = MixtureOptions { glide, draws_between, tempering, ..quick(3, 24_000) };
        let p = sample(&t, &options).unwrap();
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

/// What replicas under two priors exchange by is the law of their counts written out, up to what both have in common.
#[test]
fn the_exchange_of_counts_is_by_their_law() {
    let t = table(3, &[(1, 20), (2, 14), (4, 9), (3, 6), (5, 4), (6, 3), (7, 2)]);
    let cells = Cells::new(3, 4, t.cells().iter().map(|c| c.0));
    let counts: Vec<u64> = t.cells().iter().map(|c| c.1).collect();
    let replica = |prior: Prior, number: u64| {
        let stream = Stream::new(&[9; 32], "exchange", number);
        let (odds, nu) = (vec![[0.3; state::CLASSES_MAX]; 3], {
            let mut nu = [0.0; state::CLASSES_MAX];
            nu[..4].copy_from_slice(&[0.4, 0.3, 0.2, 0.1]);
            nu
        });
        let params = state::Params::new(odds, nu, 0.7);
        let mut r =
            state::Replica::new(&cells, counts.clone(), None, &counts, params, prior, stream);
        for _ in 0..5 {
            r.sweep(&cells);
        }
        r.sweep_counts(&cells);
        r
    };
    let near = Prior { capture_on: 1.3, capture_off: 0.8, ..Prior::default() };
    let far = Prior { alpha_rate: 7.0, capture_off: 12.0, ..Prior::default() };
    let (a, b) = (replica(near, 0), replica(far, 1));
    // ln p(captures | classes) + ln p(alpha), normalised, under each prior.
    let law = |prior: Prior, of: &state::Replica| -> f64 {
        let (on, off) = (prior.capture_on, prior.capture_off);
        let captures: f64 = (0..4)
            .map(|h| {
                let n = of.in_class(h) as f64;
                let each = of.captures(h).map(|r| ln_beta(on + r, off + n - r) - ln_beta(on, off));
                each.sum::<f64>()
            })
            .sum();
        let (shape, rate) = (prior.alpha_shape, prior.alpha_rate);
        captures + (shape - 1.0) * of.params.alpha.ln() - rate * of.params.alpha + shape * rate.ln()
            - ln_gamma(shape)
    };
    let ours = a.ln_prior_of(&b) + b.ln_prior_of(&a) - a.ln_prior_of(&a) - b.ln_prior_of(&b);
    let written = law(near, &b) + law(far, &a) - law(near, &a) - law(far, &b);
    assert!(written.abs() > 0.1 && (ours - written).abs() < 1e-8, "{ours} {written}");
}

/// Two ways of tempering that have nothing in common but the target agree on a table with several lists and classes.
#[test]
fn ways_of_tempering_agree() {
    let t = table(3, &[(1, 120), (2, 90), (4, 60), (3, 12), (5, 25), (6, 4), (7, 9)]);
    let run = |tempering| {
        let options = MixtureOptions { tempering, rungs_max: 64, glide: 64, ..quick(10, 6000) };
        sample(&t, &options).unwrap()
    };
    let (a, b) = (run(Tempering::Loosened), run(Tempering::Thinned));
    for (x, y, i) in [(a.median, b.median, 0), (a.low, b.low, 1), (a.high, b.high, 2)] {
        let error = a.errors[i].hypot(b.errors[i]);
        assert!((x - y).abs() < 4.0 * error + 1.0, "{x} {y} +- {error}");
    }
}

/// The joint law of parameters and counts, drawn in two ways: parameters from their prior and counts given them; and a walk that moves
/// the parameters by the sampler's own moves and draws the counts anew. A move that left the posterior would pull the second from the first.
///
/// Under p(N) ∝ 1/N the chance of n listed persons is 1/n whatever the parameters are, so that with n given the parameters have their prior
/// and the joint law is proper although the prior of N is not.
///
/// Source: J. Geweke, "Getting it right", 2004.
#[test]
fn moves_and_draws_have_one_joint_law() {
    const LISTED: u64 = 30;
    const CLASSES: usize = 3;
    let prior = Prior { alpha_shape: 2.0, alpha_rate: 2.0, capture_on: 1.5, capture_off: 2.5 };
    let cells = Cells::new(3, CLASSES, 1..8);
    let mut stream = Stream::new(&[11; 32], "joint", 0);
    let from_prior = |stream: &mut Stream| {
        let alpha = stream.gamma(prior.alpha_shape) / prior.alpha_rate;
        let mut odds = vec![[0.0; state::CLASSES_MAX]; 3];
        for row in &mut odds {
            row[..CLASSES].fill_with(|| stream.beta_odds(prior.capture_on, prior.capture_off));
        }
        let (mut nu, mut ln_left) = ([0.0; state::CLASSES_MAX], 0.0_f64);
        for size in &mut nu[..CLASSES - 1] {
            let (ln_v, ln_1v) = stream.ln_beta_pair(1.0, alpha);
            *size = (ln_left + ln_v).exp();
            ln_left += ln_1v;
        }
        nu[CLASSES - 1] = ln_left.exp();
        state::Params::new(odds, nu, alpha)
    };
    let counts = |params: &state::Params, stream: &mut Stream| {
        let chance: Vec<f64> = (0..7).map(|c| cells.weights(c, params).iter().sum()).collect();
        let mut out = vec![0; 7];
        stream.multinomial(LISTED, &chance, &mut out);
        out
    };
    // Functions of parameters and counts, each of which some moves would disturb: squares and a product tell spreads and dependence.
    let seen = |params: &state::Params, counts: &[u64]| -> Vec<f64> {
        let p = |j: usize, h: usize| params.odds[j][h] / (1.0 + params.odds[j][h]);
        let all = counts[6] as f64;
        let hit = params.hit;
        vec![
            params.alpha.ln(),
            params.nu[0],
            params.nu[0] * params.nu[0],
            params.nu[CLASSES - 1],
            p(0, 0),
            p(0, 0) * p(0, 0),
            p(2, 1) * p(1, 1),
            hit,
            hit.ln(),
            all,
            all * all,
            all * hit,
            counts[0] as f64 * params.nu[0],
        ]
    };
    let independent: Vec<Vec<f64>> = (0..40_000)
        .map(|_| {
            let params = from_prior(&mut stream);
            let drawn = counts(&params, &mut stream);
            seen(&params, &drawn)
        })
        .collect();
    for (number, glide) in [(1, 0), (2, 6)] {
        let params = from_prior(&mut stream);
        let drawn = counts(&params, &mut stream);
        let own = Stream::new(&[11; 32], "joint walk", number);
        let mut walk = state::Replica::new(&cells, drawn.clone(), None, &drawn, params, prior, own);
        let mut values = Vec::new();
        for step in 0..60_000 {
            // The length of a glide's steps is tuned at first; from then on its law is fixed.
            if step == 5000 {
                walk.glide.tuning = false;
            }
            walk.sweep(&cells);
            if glide > 0 {
                walk.glide(&cells, glide);
            }
            let drawn = counts(&walk.params, &mut stream);
            walk.recount(&cells, &drawn);
            if step >= 10_000 {
                values.push(seen(&walk.params, &drawn));
            }
        }
        for of in 0..independent[0].len() {
            let (a, error_a) = mean_and_error(independent.iter().map(|v| v[of]), 1);
            let (b, error_b) = mean_and_error(values.iter().map(|v| v[of]), 500);
            let z = (a - b) / error_a.hypot(error_b);
            assert!(z.abs() < 4.0, "glide {glide}, function {of}: {a} {b}, z {z}");
        }
    }
}

/// The mean and its standard error, by means of so many values each.
fn mean_and_error(values: impl Iterator<Item = f64>, batch: usize) -> (f64, f64) {
    let all: Vec<f64> = values.collect();
    let means: Vec<f64> =
        all.chunks_exact(batch).map(|c| c.iter().sum::<f64>() / batch as f64).collect();
    let n = means.len() as f64;
    let mean = means.iter().sum::<f64>() / n;
    let variance = means.iter().map(|m| (m - mean).powi(2)).sum::<f64>() / (n - 1.0);
    (mean, (variance / n).sqrt())
}
