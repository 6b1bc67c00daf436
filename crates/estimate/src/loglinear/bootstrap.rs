//! Intervals for the chosen model's answer, with the choice made anew in every replicate.
//!
//! A replicate draws the n listed persons again, with replacement, from the observed patterns; the models are fitted to it and the best is
//! chosen again. What model choice adds to the uncertainty is thereby inside the interval, which is most of it on published tables.
//! The interval is bias-corrected and accelerated (Efron's BCa), the acceleration from leaving out one person a pattern.
//!
//! With four lists at most every replicate tries all models. With five, those models that came near in the table
//! itself ([`BootstrapOptions::window`]);
//! beyond, a walk downhill from the table's best model. The result says which.

use super::Model;
use super::fit::{Fitter, Outcome};
use super::select::{Criterion, Selection, cost, dense, downhill, price, select_counts};
use crate::Error;
use crate::random::Stream;
use crate::special::{normal_cdf, normal_quantile, quantile_sorted};
use crate::table::OverlapTable;

/// Settings of [`bootstrap`].
#[derive(Debug, Clone, PartialEq)]
pub struct BootstrapOptions {
    /// Replicates; 1,000 give interval ends to some 3 %.
    pub replicates: usize,
    /// How models are chosen.
    pub criterion: Criterion,
    /// The largest terms considered.
    pub order_max: u32,
    /// What the interval should cover, in (0, 1).
    pub level: f64,
    /// Five lists and more: models within this much of the best on the table are tried in each replicate, at most 100.
    ///
    /// A model 20 worse has 1/22,000 of the best one's weight; a replicate seldom makes that up.
    pub window: f64,
}

impl Default for BootstrapOptions {
    fn default() -> Self {
        Self {
            replicates: 1000,
            criterion: Criterion::Bic,
            order_max: 12,
            level: 0.95,
            window: 20.0,
        }
    }
}

/// An interval with the choice of model inside.
#[derive(Debug, Clone, PartialEq)]
pub struct Bootstrap {
    /// Population by the best model on the table.
    pub point: f64,
    /// Bias-corrected, accelerated interval.
    pub low: f64,
    /// Its upper end.
    pub high: f64,
    /// The plain percentile interval, for comparison.
    pub percentile: (f64, f64),
    /// Median of the replicates.
    pub median: f64,
    /// Bias correction z₀ and acceleration a.
    pub correction: (f64, f64),
    /// Replicates, ascending; infinite never, those without any estimate left out.
    pub replicates: Vec<f64>,
    /// Replicates in which no model had an estimate.
    pub failed: usize,
    /// Models tried in each replicate (0: a walk).
    pub models: usize,
    /// The selection on the table itself, in canonical order of lists.
    pub selection: Selection,
}

/// Runs the bootstrap.
///
/// * Input: counts by pattern, three lists or more.
/// * Output: populations in persons, ≥ the persons listed.
/// * Determinism: the stream's seed is the table's; the order and labels of lists do not matter.
/// * Cost: Kosovo (113 models × 1,000 replicates, jackknife) in under a CPU second; see the method page.
/// * Source: Silverman, Chan and Vincent 2024; B. Efron, 1987.
///
/// # Errors
/// As [`super::select`]; [`Error::BadSetting`] for no replicates or a level outside (0, 1).
pub fn bootstrap(
    table: &OverlapTable,
    options: &BootstrapOptions,
) -> Result<Option<Bootstrap>, Error> {
    if options.replicates == 0 {
        return Err(Error::BadSetting { name: "replicates", expected: "at least 1" });
    }
    if !(options.level > 0.0 && options.level < 1.0) {
        return Err(Error::BadSetting { name: "level", expected: "between 0 and 1" });
    }
    let form = table.canonical();
    let lists = table.lists();
    let counts = dense(&form.cells, lists)?;
    let selection = select_counts(&counts, lists, options.criterion, options.order_max)?;
    let Some(point) = selection.best() else { return Ok(None) };

    let mut chooser = Chooser::new(&selection, lists, options);
    let mut stream = Stream::new(&form.seed, "bootstrap", 0);
    let total = selection.total;
    let weights: Vec<f64> = counts.iter().map(|&c| c as f64).collect();
    let mut replicates = Vec::with_capacity(options.replicates);
    for _ in 0..options.replicates {
        let mut drawn = vec![0; counts.len()];
        stream.multinomial(total, &weights, &mut drawn);
        replicates.extend(chooser.choose(&drawn, total));
    }
    let failed = options.replicates - replicates.len();
    replicates.sort_by(f64::total_cmp);
    if replicates.is_empty() {
        return Ok(None);
    }

    let z0 = bias(&replicates, point);
    let a = acceleration(&mut chooser, &counts, total);
    let tail = (1.0 - options.level) / 2.0;
    let end = |p: f64| {
        let z = z0 + normal_quantile(p);
        let moved = normal_cdf(z0 + z / (1.0 - a * z));
        quantile_sorted(&replicates, moved)
    };
    let (low, high) = (end(tail), end(1.0 - tail));
    let percentile = (quantile_sorted(&replicates, tail), quantile_sorted(&replicates, 1.0 - tail));
    Ok(Some(Bootstrap {
        point,
        low: low.min(high),
        high: low.max(high),
        percentile,
        median: quantile_sorted(&replicates, 0.5),
        correction: (z0, a),
        failed,
        models: chooser.candidates.len(),
        replicates,
        selection,
    }))
}

/// Chooses the best model again and again.
struct Chooser {
    fitter: Fitter,
    candidates: Vec<(Model, Vec<f64>)>,
    walk_from: Option<Model>,
    criterion: Criterion,
    order_max: u32,
}

impl Chooser {
    fn new(selection: &Selection, lists: usize, options: &BootstrapOptions) -> Self {
        let window = if lists < 5 { f64::INFINITY } else { options.window };
        let walk_from =
            if lists > 5 { selection.models.first().map(|m| m.model.clone()) } else { None };
        let limit = if lists < 5 { usize::MAX } else { 100 };
        let near = selection.models.iter().filter(|m| m.excess <= window).take(limit);
        let candidates = match walk_from {
            Some(_) => Vec::new(),
            None => near.map(|m| (m.model.clone(), m.fit.theta.clone())).collect(),
        };
        Self {
            fitter: Fitter::new(lists),
            candidates,
            walk_from,
            criterion: options.criterion,
            order_max: options.order_max,
        }
    }

    fn choose(&mut self, counts: &[u64], total: u64) -> Option<f64> {
        let price = price(self.criterion, total);
        let mut best: Option<(f64, f64)> = None;
        let mut offer = |value: f64, missing: f64| {
            if best.is_none_or(|b| value < b.0) {
                best = Some((value, missing));
            }
        };
        if let Some(start) = &self.walk_from {
            let start = start.clone();
            for (_, fit) in downhill(&mut self.fitter, counts, start, price, self.order_max).0 {
                offer(cost(&fit, price), fit.missing);
            }
        }
        for (model, theta) in &self.candidates {
            if let Outcome::Fit(fit) = self.fitter.fit(counts, model, Some(theta)) {
                offer(cost(&fit, price), fit.missing);
            }
        }
        best.map(|b| total as f64 + b.1)
    }
}

/// z₀: where the point stands among the replicates; ties count half. Held within ±4 where all stand on one side.
fn bias(sorted: &[f64], point: f64) -> f64 {
    let below = sorted.iter().filter(|&&r| r < point).count() as f64;
    let same = sorted.iter().filter(|&&r| r == point).count() as f64;
    normal_quantile((below + 0.5 * same) / sorted.len() as f64).clamp(-4.0, 4.0)
}

/// a: the skewness of the answer under leaving out one person, a pattern at a time. 0 where it cannot be had.
fn acceleration(chooser: &mut Chooser, counts: &[u64], total: u64) -> f64 {
    let mut left_out = Vec::new();
    for cell in 0..counts.len() {
        if counts[cell] == 0 {
            continue;
        }
        let mut fewer = counts.to_vec();
        fewer[cell] -= 1;
        if let Some(value) = chooser.choose(&fewer, total - 1) {
            left_out.push((value, counts[cell] as f64));
        }
    }
    let persons: f64 = left_out.iter().map(|v| v.1).sum();
    let mean = left_out.iter().map(|v| v.0 * v.1).sum::<f64>() / persons;
    let (mut squares, mut cubes) = (0.0, 0.0);
    for (value, count) in left_out {
        let d = mean - value;
        squares += count * d * d;
        cubes += count * d * d * d;
    }
    if squares > 0.0 { cubes / (6.0 * squares.powf(1.5)) } else { 0.0 }
}
