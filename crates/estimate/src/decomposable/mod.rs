//! Averaging over decomposable graphs: every pattern of direct dependence that a chordal graph can draw, weighed by the data.
//!
//! Terms: a *graph* joins lists that depend on each other directly; its likelihood of the full table, with n₀ persons on no list, is a
//! product of Dirichlet integrals over cliques and separators (hyper-Dirichlet); δ is the prior count put on every cell of the full table.
//! The posterior of n₀ is the sum over graphs, each equally likely beforehand, with p(N) ∝ 1/N.
//!
//! **δ decides.** On published tables the answer moves by a factor of up to eight between δ = 2⁻ᴶ and δ = 1, so
//! [`grid`] always gives the whole
//! row. Nothing is cut off: the sum over n₀ runs until its tail is told ([`Averaged::tail`]).
//!
//! Not here: heterogeneity of persons. Lists that all miss the same people look independent to a graph.
//!
//! Source: D. Madigan and J. C. York, "Bayesian methods for estimation of the size of a closed population", 1997; the R package `dga`
//! recommends δ = 2⁻ᴶ and truncates where its caller's grid ends.

mod graphs;
mod quadrature;

use crate::Error;
use crate::special::{ln_gamma, ln_gamma_ratio, log_sum_exp};
use crate::table::OverlapTable;
use graphs::Graph;

/// The most lists: 18,154 graphs.
pub const LISTS_MAX: usize = 6;

/// Whether the graph that joins all lists takes part; its answer rests on the prior alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Complete {
    /// It takes part, as in the R package.
    Included,
    /// It is left out.
    LeftOut,
}

/// The posterior of the population for one δ.
#[derive(Debug, Clone, PartialEq)]
pub struct Averaged {
    /// The prior count of a cell.
    pub delta: f64,
    /// Median of the population, persons.
    pub median: f64,
    /// The 2.5 % quantile.
    pub low: f64,
    /// The 97.5 % quantile; infinite if it lies beyond what was summed.
    pub high: f64,
    /// ln of the sum over all n₀ and graphs, constants of the table included.
    pub ln_evidence: f64,
    /// A bound of the share of the sum beyond the last n₀ looked at.
    pub tail: f64,
    /// The ten weightiest graphs: joined pairs of lists (as bits) and share of the posterior.
    pub graphs: Vec<(Vec<u64>, f64)>,
    /// Evaluations of the sum over graphs.
    pub evaluations: usize,
}

impl Averaged {
    /// Whether the tail is small enough for the limits to be quoted (10⁻⁴).
    #[must_use]
    pub fn is_closed(&self) -> bool {
        self.tail <= 1e-4
    }
}

/// The values of δ that are always shown for J lists: 2⁻ᴶ, ¼, ½, 1.
#[must_use]
pub fn deltas(lists: usize) -> [f64; 4] {
    [0.5_f64.powi(i32::try_from(lists).unwrap_or(i32::MAX)), 0.25, 0.5, 1.0]
}

/// Averages at each δ of [`deltas`].
///
/// # Errors
/// As [`average`].
pub fn grid(table: &OverlapTable) -> Result<Vec<Averaged>, Error> {
    deltas(table.lists()).iter().map(|&d| average(table, d, Complete::Included)).collect()
}

/// The posterior of the population averaged over all decomposable graphs.
///
/// * Input: counts by pattern, 3 to 6 lists; δ > 0.
/// * Output: quantiles in persons, ≥ the persons listed; exact to about 1e-9 of the sum over all n₀, which no bound cuts off.
/// * Determinism: no randomness; the order of lists does not matter beyond rounding.
/// * Cost: O(graphs) an evaluation, some 2,000 evaluations; memory O(graphs), whatever n₀.
/// * Source: Madigan and York 1997, equations of the hyper-Dirichlet law.
///
/// # Errors
/// [`Error::TooFewLists`] below 3, [`Error::TooManyLists`] above 6, [`Error::Empty`], [`Error::BadSetting`] for δ ≤ 0.
pub fn average(table: &OverlapTable, delta: f64, complete: Complete) -> Result<Averaged, Error> {
    let lists = table.lists();
    if lists < 3 {
        return Err(Error::TooFewLists { what: "Averaging over graphs", needed: 3, lists });
    }
    if lists > LISTS_MAX {
        return Err(Error::TooManyLists { what: "Averaging over graphs", limit: LISTS_MAX, lists });
    }
    if table.total() == 0 {
        return Err(Error::Empty);
    }
    if !(delta > 0.0 && delta.is_finite()) {
        return Err(Error::BadSetting { name: "delta", expected: "a positive number" });
    }
    let form = table.canonical();
    let mut graphs = graphs::all(lists);
    if complete == Complete::LeftOut {
        graphs.retain(|g| !g.is_complete());
    }
    let likelihood = Likelihood::new(&form.cells, lists, delta);
    let mut factors = vec![0.0; 1 << lists];
    let mut terms = vec![0.0; graphs.len()];
    let sum = quadrature::sum(|n0| {
        likelihood.by_graph(n0, &graphs, &mut factors, &mut terms);
        log_sum_exp(&terms)
    });
    let total = table.total() as f64;
    let weights = weigh(&likelihood, &graphs, &sum);
    let order = &form.order;
    let graphs = weights.into_iter().take(10).map(|(g, w)| (edges(&graphs[g], order), w)).collect();
    Ok(Averaged {
        delta,
        median: total + sum.quantile(0.5),
        low: total + sum.quantile(0.025),
        high: total + sum.quantile(0.975),
        ln_evidence: sum.total.ln() + sum.scale,
        tail: sum.tail,
        graphs,
        evaluations: sum.evaluations,
    })
}

/// Shares of the posterior by graph, each integrated by itself on a grid of quantiles of the whole; largest first.
fn weigh(likelihood: &Likelihood, graphs: &[Graph], sum: &quadrature::Sum) -> Vec<(usize, f64)> {
    let mut factors = vec![0.0; 1 << likelihood.lists];
    let mut terms = vec![0.0; graphs.len()];
    let mut shares = vec![0.0; graphs.len()];
    // At a draw from the posterior of n₀ a graph has its conditional share; equally spaced quantiles stand in for draws.
    const POINTS: usize = 64;
    for k in 0..POINTS {
        let n0 = sum.quantile((k as f64 + 0.5) / POINTS as f64);
        if !n0.is_finite() {
            continue;
        }
        likelihood.by_graph(n0, graphs, &mut factors, &mut terms);
        let whole = log_sum_exp(&terms);
        for (share, term) in shares.iter_mut().zip(&terms) {
            *share += (term - whole).exp() / POINTS as f64;
        }
    }
    let mut out: Vec<(usize, f64)> = shares.into_iter().enumerate().collect();
    out.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    out
}

fn edges(graph: &Graph, order: &[usize]) -> Vec<u64> {
    let mut out = Vec::new();
    for (i, &near) in graph.joined.iter().enumerate() {
        for j in 0..i {
            if near >> j & 1 == 1 {
                out.push(1_u64 << order[i] | 1 << order[j]);
            }
        }
    }
    out.sort_unstable();
    out
}

/// ln h(A) for every set of lists, split into what does not depend on n₀ and the two terms that do.
struct Likelihood {
    lists: usize,
    total: f64,
    prior: f64,
    /// What is fixed, by set.
    fixed: Vec<f64>,
    /// Listed persons on none of the set, plus the prior count of that cell.
    outside: Vec<f64>,
    /// −Σ ln c!.
    constant: f64,
}

impl Likelihood {
    fn new(cells: &[(u64, u64)], lists: usize, delta: f64) -> Self {
        let prior = delta * f64::from(1_u32 << lists);
        let (mut fixed, mut outside) = (vec![0.0; 1 << lists], vec![0.0; 1 << lists]);
        for set in 1_usize..1 << lists {
            let mut margin = vec![0_u64; 1 << lists];
            for &(pattern, count) in cells {
                margin[pattern as usize & set] += count;
            }
            let own = delta * f64::from(1_u32 << (lists as u32 - set.count_ones()));
            let mut sum = ln_gamma(prior) - ln_gamma(own);
            let mut part = set;
            while part != 0 {
                sum += ln_gamma(margin[part] as f64 + own) - ln_gamma(own);
                part = (part - 1) & set;
            }
            fixed[set] = sum;
            outside[set] = margin[0] as f64 + own;
        }
        let total = cells.iter().map(|c| c.1 as f64).sum();
        let constant = -cells.iter().map(|c| ln_gamma(c.1 as f64 + 1.0)).sum::<f64>();
        Self { lists, total, prior, fixed, outside, constant }
    }

    /// ln of likelihood times prior at this n₀, by graph.
    fn by_graph(&self, n0: f64, graphs: &[Graph], factors: &mut [f64], terms: &mut [f64]) {
        // All by ratios to Γ(n₀ + 1): at 10^12 persons the logarithms themselves are known to a thousandth only.
        let x = n0 + 1.0;
        let whole = ln_gamma_ratio(x, self.total + self.prior - 1.0);
        for (set, slot) in factors.iter_mut().enumerate().skip(1) {
            *slot = self.fixed[set] + ln_gamma_ratio(x, self.outside[set] - 1.0) - whole;
        }
        let common = self.constant + ln_gamma_ratio(x, self.total) - (self.total + n0).ln();
        for (graph, term) in graphs.iter().zip(terms) {
            *term = graph
                .factors
                .iter()
                .fold(common, |sum, &(set, power)| sum + f64::from(power) * factors[set as usize]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(lists: usize, cells: &[(u64, u64)]) -> OverlapTable {
        OverlapTable::new((0..lists).map(|i| format!("L{i}")).collect(), cells.to_vec()).unwrap()
    }

    /// The plain slow twin: every n₀ added up one by one.
    #[test]
    fn agrees_with_the_plain_sum() {
        let t = table(3, &[(1, 30), (2, 22), (4, 41), (3, 14), (5, 9), (6, 13), (7, 6)]);
        for delta in [0.125, 0.5, 1.0] {
            let fast = average(&t, delta, Complete::LeftOut).unwrap();
            let mut graphs = graphs::all(3);
            graphs.retain(|g| !g.is_complete());
            let like = Likelihood::new(&t.canonical().cells, 3, delta);
            let (mut f, mut terms) = (vec![0.0; 8], vec![0.0; graphs.len()]);
            let logs: Vec<f64> = (0..200_000)
                .map(|n| {
                    like.by_graph(f64::from(n), &graphs, &mut f, &mut terms);
                    log_sum_exp(&terms)
                })
                .collect();
            let whole = log_sum_exp(&logs);
            assert!((fast.ln_evidence - whole).abs() < 1e-8, "{} {whole}", fast.ln_evidence);
            let (mut sum, mut n) = (0.0, 0);
            while sum < 0.975 {
                sum += (logs[n] - whole).exp();
                n += 1;
            }
            assert_eq!(fast.high, (135 + n - 1) as f64);
            assert!(fast.is_closed());
        }
    }

    /// With one graph left – independence of two of three lists' cliques – the likelihood is a product of Dirichlet integrals.
    #[test]
    fn the_order_of_lists_does_not_matter() {
        let a = table(3, &[(1, 30), (2, 22), (4, 41), (3, 14), (5, 9), (6, 13), (7, 6)]);
        let b = table(3, &[(4, 30), (2, 22), (1, 41), (6, 14), (5, 9), (3, 13), (7, 6)]);
        let (x, y) = (grid(&a).unwrap(), grid(&b).unwrap());
        for (x, y) in x.iter().zip(&y) {
            assert_eq!((x.median, x.low, x.high), (y.median, y.low, y.high));
        }
    }
}
