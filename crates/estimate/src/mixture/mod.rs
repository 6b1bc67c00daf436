//! Latent classes: persons differ in how likely each list is to hold them, in up to K kinds.
//!
//! The model is that of LCMCR (Manrique-Vallier 2016): within a class the lists are independent; class sizes come from
//! a truncated stick-breaking
//! process. p(N) ∝ 1/N, capture probabilities Beta(1, 1), α ~ Gamma(¼, rate ¼), K = 10.
//!
//! What is different is the sampler. The usual one stays where it starts on published tables (R-hat of 1.4 to 1.7) and
//! prints a number all the
//! same. Here a partially collapsed sweep on counts runs on a ladder of priors or of thinned tables ([`Tempering`]), four chains start far
//! apart, and
//! [`Posterior::converged`] says whether the draws may be used. No cap is put on N; [`Posterior::capped`] shows what one would do.
//!
//! Not here: covariates. A class that no list ever sees is beyond this model, as beyond any: its size is the prior's.
//!
//! Source: D. Manrique-Vallier, "Bayesian population size estimation using Dirichlet process mixtures", 2016; J. E. Johndrow, K. Lum and
//! D. Manrique-Vallier, "Low-risk population size estimates in the presence of capture heterogeneity", 2019 (the observable population).

mod cells;
mod glide;
mod powered;
mod state;
mod temper;

use std::num::NonZeroUsize;

use crate::Error;
use crate::mcmc::{Convergence, convergence, mcse_quantile};
use crate::random::Stream;
use crate::special::{quantile_sorted, sorted};
use crate::table::OverlapTable;
use cells::Cells;
use temper::{Chain, Setting, Way, ladder};

/// Prior of the latent-class model.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Prior {
    /// Shape of the gamma law of α.
    pub alpha_shape: f64,
    /// Its rate.
    pub alpha_rate: f64,
    /// First parameter of the beta law of a capture probability.
    pub capture_on: f64,
    /// Its second parameter.
    pub capture_off: f64,
}

impl Default for Prior {
    fn default() -> Self {
        Self { alpha_shape: 0.25, alpha_rate: 0.25, capture_on: 1.0, capture_off: 1.0 }
    }
}

/// How the rungs of the ladder differ from what is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tempering {
    /// [`Self::Loosened`] up to [`LISTS_LOOSENED`] lists, [`Self::Thinned`] beyond.
    ByLists,
    /// The full table under priors that make one more class cheaper: what separates modes there is the price of the classes between them.
    Loosened,
    /// Thinner tables of whole persons: every move of the full table serves.
    Thinned,
    /// The likelihood raised to a power: smooth in the power, without allocation.
    Powered,
}

/// Up to so many lists a ladder of priors is used; on a table of twenty it did not bring the chains together, thinner tables did.
pub const LISTS_LOOSENED: usize = 6;

/// Settings of [`sample`].
#[derive(Debug, Clone, PartialEq)]
pub struct MixtureOptions {
    /// Classes, 1 to 12.
    pub classes: usize,
    /// The prior.
    pub prior: Prior,
    /// Chains, at least 2; four are asked for by the rules.
    pub chains: usize,
    /// Draws a chain after which convergence is first judged; half as many again until it is reached.
    pub draws_first: usize,
    /// Draws a chain at most: work, not time, so that the result is the same anywhere.
    pub draws_max: usize,
    /// Effective size to reach; [`ESS_MIN`] once half the draws are made.
    pub ess_goal: f64,
    /// Round trips a chain to reach.
    pub round_trips_goal: usize,
    /// The thinnest table's share of persons, or the least power.
    pub floor: f64,
    /// Rungs of the ladder at most.
    pub rungs_max: usize,
    /// Steps of a glide at most, for the draws that are kept; 0 for none. The other rungs take a quarter.
    pub glide: usize,
    /// How the ladder is made.
    pub tempering: Tempering,
    /// Draws that are kept between two exchanges: where the ridge is long and the modes are few, more is better.
    /// If modes turn out to be slow, fewer are made on the way.
    pub draws_between: usize,
    /// Threads; the draws do not depend on it.
    pub threads: NonZeroUsize,
}

impl Default for MixtureOptions {
    fn default() -> Self {
        Self {
            classes: 10,
            prior: Prior::default(),
            chains: 4,
            draws_first: 2000,
            draws_max: 192_000,
            ess_goal: 1000.0,
            round_trips_goal: 20,
            floor: 0.02,
            rungs_max: 64,
            glide: 64,
            draws_between: 5,
            tempering: Tempering::ByLists,
            threads: NonZeroUsize::MIN,
        }
    }
}

/// Capture probabilities above which a person counts as observable.
pub const OBSERVABLE_FLOORS: [f64; 2] = [0.01, 0.05];

/// What is kept of a draw.
#[derive(Debug, Clone, Copy)]
struct Observation {
    population: f64,
    ln_likelihood: f64,
    observable: [f64; 2],
}

/// Draws of the population with all that is needed to judge them.
#[derive(Debug, Clone, PartialEq)]
pub struct Posterior {
    /// Draws of N by chain, persons, in order.
    pub chains: Vec<Vec<f64>>,
    /// Median of the population.
    pub median: f64,
    /// The 2.5 % quantile.
    pub low: f64,
    /// The 97.5 % quantile.
    pub high: f64,
    /// Monte-Carlo standard errors of median, low and high, persons.
    pub errors: [f64; 3],
    /// Convergence of ln N.
    pub of_ln_population: Convergence,
    /// Convergence of the log-likelihood.
    pub of_likelihood: Convergence,
    /// Round trips, by chain.
    pub round_trips: Vec<usize>,
    /// The ladder from 1 – what is asked for – down: shares of the persons, powers, or how near a rung's prior is.
    pub ladder: Vec<f64>,
    /// For each floor of [`OBSERVABLE_FLOORS`]: median and 95 % interval of those likelier than that to be listed.
    pub observable: [(f64, f64, f64); 2],
    /// For each pair of lists (bits of the table) the chance, in replicated tables, of an overlap at least the one seen; ties count half.
    pub overlaps: Vec<(u64, f64)>,
    /// Sweeps of one replica in all, pilots included: the work that was done.
    pub sweeps: u64,
}

/// R-hat above which draws are not used (rule R3).
pub const RHAT_MAX: f64 = 1.01;

/// Effective size below which draws are not used (rule R3).
pub const ESS_MIN: f64 = 400.0;

/// Round trips a chain below which draws are not used (rule R3).
pub const ROUND_TRIPS_MIN: usize = 10;

impl Posterior {
    /// The larger R-hat of ln N and log-likelihood.
    #[must_use]
    pub fn rhat(&self) -> f64 {
        let (a, b) = (self.of_ln_population.rhat, self.of_likelihood.rhat);
        if a.is_nan() || b.is_nan() { f64::NAN } else { a.max(b) }
    }

    /// Whether the draws may be used: rule R3.
    #[must_use]
    pub fn converged(&self) -> bool {
        self.chains.len() >= 4
            && self.rhat() < RHAT_MAX
            && self.of_ln_population.ess_bulk >= ESS_MIN
            && self.of_ln_population.ess_tail >= ESS_MIN
            && self.round_trips.iter().all(|&t| t >= ROUND_TRIPS_MIN)
    }

    /// All draws, ascending.
    #[must_use]
    pub fn sorted(&self) -> Vec<f64> {
        sorted(self.chains.iter().flatten().copied().collect())
    }

    /// Median and 95 % interval if N were known to be at most `cap`: the draws above are set aside, which is exactly
    /// what a cap in the prior does.
    #[must_use]
    pub fn capped(&self, cap: f64) -> Option<(f64, f64, f64)> {
        let below: Vec<f64> = self.sorted().into_iter().filter(|&n| n <= cap).collect();
        (!below.is_empty()).then(|| {
            (
                quantile_sorted(&below, 0.5),
                quantile_sorted(&below, 0.025),
                quantile_sorted(&below, 0.975),
            )
        })
    }
}

/// Draws from the posterior of the population.
///
/// * Input: counts by pattern, two lists or more; persons, not reports.
/// * Output: draws of N, at least the persons listed; quantiles in persons with their Monte-Carlo errors.
/// * Errors: settings out of range. A chain that did not converge is no error: [`Posterior::converged`] is false and
///   rule R3 forbids the number.
/// * Determinism: streams are seeded by the table; same table and settings, same draws, on any number of threads.
/// * Cost: O(draws · rungs · classes · (cells + lists)); measured in the method page.
/// * Source: Manrique-Vallier 2016 for the target; agrees with published answers to the errors stated in the tests.
///
/// # Errors
/// [`Error::TooFewLists`], [`Error::Empty`], [`Error::BadSetting`].
pub fn sample(table: &OverlapTable, options: &MixtureOptions) -> Result<Posterior, Error> {
    check(table, options)?;
    let form = table.canonical();
    let lists = table.lists();
    let total = table.total() as f64;
    let setting = Setting {
        cells: Cells::new(lists, options.classes, form.cells.iter().map(|c| c.0)),
        counts: form.cells.iter().map(|c| c.1).collect(),
        marginals: form
            .order
            .iter()
            .map(|&bit| {
                let share = (table.overlap(1 << bit) as f64 + 0.5) / (total + 1.0);
                share / (1.0 - share)
            })
            .collect(),
        prior: options.prior,
        far: far(table, options.prior),
        glide: options.glide,
        way: match options.tempering {
            Tempering::Loosened => Way::Loosened,
            Tempering::ByLists if lists <= LISTS_LOOSENED => Way::Loosened,
            Tempering::Thinned | Tempering::ByLists => Way::Thinned,
            Tempering::Powered => Way::Powered,
        },
        seed: form.seed,
    };
    const PILOT: usize = 300;
    let rungs = ladder(&setting, options.floor, options.rungs_max, PILOT);
    let mut runs: Vec<Run> =
        (0..options.chains).map(|c| Run::new(&setting, &rungs, c, options.draws_between)).collect();

    let mut goal = options.draws_first;
    loop {
        advance_all(&mut runs, &setting, goal, options.threads);
        let ln_n = convergence(&by_chain(&runs, |o| o.population.ln()));
        let likelihood = convergence(&by_chain(&runs, |o| o.ln_likelihood));
        let trips = runs.iter().map(|r| r.chain.round_trips).min().unwrap_or(0);
        // Where draws are dear, what the rule asks for has to do.
        let ess_goal = if 2 * goal > options.draws_max {
            ESS_MIN.min(options.ess_goal)
        } else {
            options.ess_goal
        };
        let enough = ln_n.rhat.max(likelihood.rhat) < RHAT_MAX
            && ln_n.ess_bulk.min(ln_n.ess_tail) >= ess_goal
            && trips >= options.round_trips_goal;
        if enough || goal >= options.draws_max {
            // The full table at every step, the others at every exchange; the pilots of sixteen rungs before.
            let own: usize = runs.iter().map(|r| r.steps + r.scans * (rungs.len() - 1)).sum();
            let sweeps = (own + 3 * PILOT * 16) as u64;
            return Ok(conclude(table, &form.order, runs, rungs, ln_n, likelihood, sweeps));
        }
        if trips < options.round_trips_goal || ln_n.rhat >= RHAT_MAX {
            // The ladder is what is slow, not the ridge: exchange more often from now on.
            let fewest = if setting.way == Way::Loosened { 1 } else { 3 };
            runs.iter_mut().for_each(|r| r.draws_between = r.draws_between.min(fewest));
        }
        goal = (goal + goal / 2).min(options.draws_max);
    }
}

/// The least and the largest b of the far prior Beta(1, b).
const FAR_OFF: (f64, f64) = (1.5, 30.0);

/// The rate of α there.
const FAR_ALPHA_RATE: f64 = 10.0;

/// The prior at the end of a ladder of priors: captures about as likely as this table has a list hold a person whom another list holds,
/// so that a class drawn from it is near a useful one, and a concentration that keeps classes few in spite of that.
///
/// It is on the way only: no draw that is kept comes from it. For a prior of Beta(1, 1) it is Beta(1, b), and α ~ Gamma(¼, rate 10).
fn far(table: &OverlapTable, asked: Prior) -> Prior {
    let (mut met, mut could) = (0.0, 0.0);
    for &(pattern, count) in table.cells() {
        let on = f64::from(pattern.count_ones());
        // Each list other than the only one could have met the person.
        could +=
            count as f64 * if on > 1.0 { table.lists() as f64 } else { table.lists() as f64 - 1.0 };
        met += count as f64 * if on > 1.0 { on } else { 0.0 };
    }
    // Half way to that rate does: farther, the ladder grows longer than what it leads to is worth.
    let off = (0.5 * (could - met) / f64::max(met, 1.0)).clamp(FAR_OFF.0, FAR_OFF.1);
    Prior {
        capture_off: asked.capture_off.max(off * asked.capture_on),
        alpha_rate: asked.alpha_rate.max(FAR_ALPHA_RATE),
        ..asked
    }
}

fn check(table: &OverlapTable, options: &MixtureOptions) -> Result<(), Error> {
    let bad = |name, expected| Err(Error::BadSetting { name, expected });
    if table.lists() < 2 {
        return Err(Error::TooFewLists { what: "Latent classes", needed: 2, lists: table.lists() });
    }
    if table.total() == 0 {
        return Err(Error::Empty);
    }
    if !(1..=state::CLASSES_MAX).contains(&options.classes) {
        return bad("classes", "1 to 12");
    }
    if !(2..=64).contains(&options.chains) {
        return bad("chains", "2 to 64");
    }
    if options.draws_first < 16 || options.draws_max < options.draws_first {
        return bad("draws_first", "at least 16 and at most draws_max");
    }
    if !(options.floor > 0.0 && options.floor < 1.0) {
        return bad("floor", "between 0 and 1");
    }
    if options.draws_between == 0 {
        return bad("draws_between", "at least 1");
    }
    if options.rungs_max == 0 {
        return bad("rungs_max", "at least 1");
    }
    let p = options.prior;
    if ![p.alpha_shape, p.alpha_rate, p.capture_on, p.capture_off].iter().all(|&v| v > 0.0) {
        return bad("prior", "of positive parameters");
    }
    Ok(())
}

/// A chain with its draws.
struct Run {
    chain: Chain,
    draws: Vec<Observation>,
    overlaps: Vec<Vec<u64>>,
    replicate: Stream,
    lists: usize,
    draws_between: usize,
    steps: usize,
    scans: usize,
}

/// A replicated table is drawn every so many draws.
const REPLICATE_EVERY: usize = 10;

impl Run {
    fn new(setting: &Setting, rungs: &[f64], chain: usize, draws_between: usize) -> Self {
        Self {
            chain: Chain::new(setting, rungs, chain, "run"),
            draws: Vec::new(),
            overlaps: Vec::new(),
            replicate: Stream::new(&setting.seed, "mixture replicate", chain as u64),
            lists: setting.cells.lists,
            draws_between,
            steps: 0,
            scans: 0,
        }
    }

    /// Goes on until there are `goal` draws after a first fifth that is thrown away.
    fn advance(&mut self, setting: &Setting, goal: usize) {
        let burn = goal / 4;
        let burn_first = if self.steps == 0 { burn } else { usize::MAX };
        while self.steps < goal + burn {
            if self.steps.is_multiple_of(self.draws_between) {
                self.chain.scan(setting);
                self.scans += 1;
            } else {
                self.chain.advance_full(setting);
            }
            if self.steps == burn_first {
                self.chain.stop_tuning();
            }
            let wanted = self.steps.is_multiple_of(REPLICATE_EVERY);
            let mut overlaps = Vec::new();
            let kept = self.chain.observe(
                self.lists,
                wanted.then_some(&mut overlaps),
                &mut self.replicate,
            );
            self.chain.glide_full(setting);
            self.draws.push(kept);
            self.overlaps.push(overlaps);
            self.steps += 1;
        }
    }

    /// The draws after the burn-in, which grows with the run.
    fn kept(&self) -> std::ops::Range<usize> {
        self.steps / 5..self.steps
    }
}

fn advance_all(runs: &mut [Run], setting: &Setting, goal: usize, threads: NonZeroUsize) {
    if threads.get() == 1 {
        for run in runs {
            run.advance(setting, goal);
        }
        return;
    }
    let share = runs.len().div_ceil(threads.get());
    std::thread::scope(|scope| {
        for part in runs.chunks_mut(share) {
            scope.spawn(move || part.iter_mut().for_each(|run| run.advance(setting, goal)));
        }
    });
}

fn by_chain(runs: &[Run], what: impl Fn(&Observation) -> f64) -> Vec<Vec<f64>> {
    runs.iter().map(|r| r.draws[r.kept()].iter().map(&what).collect()).collect()
}

fn conclude(
    table: &OverlapTable,
    order: &[usize],
    runs: Vec<Run>,
    ladder: Vec<f64>,
    of_ln_population: Convergence,
    of_likelihood: Convergence,
    sweeps: u64,
) -> Posterior {
    let chains = by_chain(&runs, |o| o.population);
    let all = sorted(chains.iter().flatten().copied().collect());
    let observable = [0, 1].map(|e| {
        let v = sorted(by_chain(&runs, |o| o.observable[e]).concat());
        (quantile_sorted(&v, 0.5), quantile_sorted(&v, 0.025), quantile_sorted(&v, 0.975))
    });
    let mut overlaps = Vec::new();
    for i in 0..order.len() {
        for j in 0..i {
            let pair = 1_u64 << order[i] | 1 << order[j];
            let seen = table.overlap(pair);
            let (mut hits, mut count) = (0.0, 0.0);
            for run in &runs {
                for drawn in run.overlaps[run.kept()].iter().filter(|d| !d.is_empty()) {
                    let value = drawn[i * (i - 1) / 2 + j];
                    count += 1.0;
                    hits += match value.cmp(&seen) {
                        std::cmp::Ordering::Greater => 1.0,
                        std::cmp::Ordering::Equal => 0.5,
                        std::cmp::Ordering::Less => 0.0,
                    };
                }
            }
            overlaps.push((pair, hits / count));
        }
    }
    overlaps.sort_by_key(|o| o.0);
    Posterior {
        median: quantile_sorted(&all, 0.5),
        low: quantile_sorted(&all, 0.025),
        high: quantile_sorted(&all, 0.975),
        errors: [0.5, 0.025, 0.975].map(|p| mcse_quantile(&chains, p)),
        of_ln_population,
        of_likelihood,
        round_trips: runs.iter().map(|r| r.chain.round_trips).collect(),
        ladder,
        observable,
        overlaps,
        sweeps,
        chains,
    }
}

#[cfg(test)]
mod tests;
