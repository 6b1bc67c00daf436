//! One chain: a ladder of replicas that move more and more freely, and the exchanges between them.
//!
//! *Loosened*: every replica has the full table; along the ladder the prior of a capture probability goes from the one asked for to one
//! of small values. Modes of these posteriors differ in what the second and third class are for, and the way from one to the other is
//! through a state with one class more, whose captures cost far too much under a uniform prior. Replicas exchange who is in which class,
//! with capture probabilities and sizes integrated out: an empty class has no say then, and the ladder stays short.
//!
//! *Thinned*: replica b targets the same prior with the table c⁽ᵇ⁾ = ⌊β c + u⌋, the jitter u being a low-discrepancy sequence over the
//! cells. Plain rounding would lose every single person at β = ½ and with them all swaps; random thinning would add noise that stops
//! swaps on large tables. Replicas exchange parameters by the ratio of likelihoods with the population summed out.
//!
//! Exchanges alternate between even and odd pairs, which is not reversible and travels faster. A *round trip* is a walk of one state from
//! what is asked for to the far end of the ladder and back.
//!
//! The ladder is spaced by a pilot so that neighbours swap about equally often.
//!
//! Source: S. Syed, A. Bouchard-Côté, G. Deligiannidis and A. Doucet, "Non-reversible parallel tempering", 2022; Z. van Havre, N. White,
//! J. Rousseau and K. Mengersen, "Overfitting Bayesian mixture models with an unknown number of components", 2015 (tempering the prior).

use super::cells::Cells;
use super::state::{CLASSES_MAX, Params, Replica, Row};
use super::{Observation, Prior};
use crate::random::Stream;

/// How the rungs of a ladder differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    Loosened,
    Thinned,
    Powered,
}

/// The table, and how a ladder is made of it.
#[derive(Debug)]
pub(super) struct Setting {
    pub(super) cells: Cells,
    pub(super) counts: Vec<u64>,
    pub(super) marginals: Vec<f64>,
    pub(super) prior: Prior,
    /// Where the ladder of priors ends.
    pub(super) far: Prior,
    pub(super) glide: usize,
    pub(super) way: Way,
    pub(super) seed: [u8; 32],
}

impl Setting {
    /// Counts thinned to a share β; never empty.
    fn thinned(&self, beta: f64) -> Vec<u64> {
        if beta >= 1.0 {
            return self.counts.clone();
        }
        // The golden ratio spreads the jitter evenly over any run of cells.
        const STEP: f64 = 0.618_033_988_749_894_9;
        let mut out: Vec<u64> = self
            .counts
            .iter()
            .enumerate()
            .map(|(m, &c)| (beta * c as f64 + (0.5 + STEP * m as f64).fract()) as u64)
            .collect();
        if out.iter().all(|&c| c == 0) {
            let fullest = (0..out.len()).max_by_key(|&m| self.counts[m]).unwrap_or(0);
            out[fullest] = 1;
        }
        out
    }

    /// A start for a chain: even chains have all classes near the marginals, odd ones a class far below and a class far above.
    fn start(&self, chain: usize, stream: &mut Stream) -> Params {
        let k = self.cells.classes;
        let mut odds = vec![[0.0; CLASSES_MAX]; self.cells.lists];
        for (row, m) in odds.iter_mut().zip(&self.marginals) {
            for (h, o) in row.iter_mut().enumerate().take(k) {
                let shift = match (chain % 2, h) {
                    (1, 0) => 0.1,
                    (1, 1) => 10.0,
                    _ => 1.0,
                };
                *o = m * shift * (0.5 * stream.normal()).exp();
            }
        }
        let mut nu: Row = [0.0; CLASSES_MAX];
        let first = if chain % 2 == 1 && k > 2 { 0.9 / 2.0 } else { 1.0 / k as f64 };
        for (h, v) in nu.iter_mut().enumerate().take(k) {
            *v = if chain % 2 == 1 && k > 2 && h >= 2 { 0.1 / (k - 2) as f64 } else { first };
        }
        Params::new(odds, nu, 1.0)
    }
}

/// A chain of replicas.
#[derive(Debug)]
pub(super) struct Chain {
    replicas: Vec<Replica>,
    swap: Stream,
    betas: Vec<f64>,
    way: Way,
    /// Which walker stands on each rung.
    walker: Vec<usize>,
    /// Whether a walker last saw the bottom rung.
    from_bottom: Vec<bool>,
    pub(super) round_trips: usize,
    rejected: Vec<f64>,
    swaps: Vec<f64>,
    step: usize,
}

impl Chain {
    pub(super) fn new(setting: &Setting, ladder: &[f64], chain: usize, purpose: &str) -> Self {
        let stream = |what: &str, rung: usize| {
            let name = format!("mixture {purpose} {what}");
            Stream::new(&setting.seed, &name, ((chain as u64) << 32) | rung as u64)
        };
        let replicas: Vec<Replica> = ladder
            .iter()
            .enumerate()
            .map(|(rung, &beta)| {
                let mut s = stream("replica", rung);
                let start = setting.start(chain, &mut s);
                let (counts, power, prior) = match setting.way {
                    Way::Thinned => (setting.thinned(beta), None, setting.prior),
                    Way::Powered => (setting.thinned(beta), Some(beta), setting.prior),
                    Way::Loosened => {
                        (setting.counts.clone(), None, between(setting.prior, setting.far, beta))
                    }
                };
                Replica::new(&setting.cells, counts, power, &setting.counts, start, prior, s)
            })
            .collect();
        let rungs = replicas.len();
        Self {
            replicas,
            swap: stream("swap", 0),
            betas: ladder.to_vec(),
            way: setting.way,
            walker: (0..rungs).collect(),
            from_bottom: vec![false; rungs],
            round_trips: 0,
            rejected: vec![0.0; rungs.saturating_sub(1)],
            swaps: vec![0.0; rungs.saturating_sub(1)],
            step: 0,
        }
    }

    /// Sweeps the replica that is asked for, and no other; a glide is due after what is seen has been noted.
    pub(super) fn advance_full(&mut self, setting: &Setting) {
        if let Some(full) = self.replicas.first_mut() {
            full.sweep(&setting.cells);
        }
    }

    /// Glides the replica that is asked for. Whoever is in which class is out of date then, until the next sweep.
    pub(super) fn glide_full(&mut self, setting: &Setting) {
        if let Some(full) = self.replicas.first_mut()
            && setting.glide > 0
        {
            full.glide(&setting.cells, setting.glide);
        }
    }

    /// Moves every other replica once.
    fn advance_others(&mut self, setting: &Setting) {
        for (replica, &beta) in self.replicas.iter_mut().zip(&self.betas).skip(1) {
            match setting.way {
                Way::Thinned | Way::Loosened => replica.sweep(&setting.cells),
                Way::Powered => replica.sweep_powered(&setting.cells, beta),
            }
            if setting.glide > 0 {
                replica.glide(&setting.cells, setting.glide.div_ceil(4));
            }
        }
    }

    /// Moves every replica once, and tries to exchange neighbours.
    pub(super) fn scan(&mut self, setting: &Setting) {
        if self.way != Way::Loosened {
            self.exchange();
            self.advance_others(setting);
            self.advance_full(setting);
            return;
        }
        for replica in &mut self.replicas {
            replica.sweep_counts(&setting.cells);
        }
        self.exchange();
        for (rung, replica) in self.replicas.iter_mut().enumerate() {
            replica.settle(&setting.cells);
            if setting.glide > 0 && rung > 0 {
                replica.glide(&setting.cells, setting.glide.div_ceil(4));
            }
        }
    }

    /// From here on the law of the moves is fixed.
    pub(super) fn stop_tuning(&mut self) {
        for replica in &mut self.replicas {
            replica.glide.tuning = false;
        }
    }

    /// Tries the even or the odd pairs.
    fn exchange(&mut self) {
        let mut rung = self.step % 2;
        self.step += 1;
        while rung + 1 < self.replicas.len() {
            let (low, high) = self.replicas.split_at_mut(rung + 1);
            let (Some(a), Some(b)) = (low.last_mut(), high.first_mut()) else { break };
            let ratio = match self.way {
                Way::Powered => (self.betas[rung] - self.betas[rung + 1]) * (b.ln_full - a.ln_full),
                Way::Thinned => {
                    a.ln_likelihood_of(b) + b.ln_likelihood_of(a)
                        - a.ln_likelihood_of(a)
                        - b.ln_likelihood_of(b)
                }
                Way::Loosened => {
                    a.ln_prior_of(b) + b.ln_prior_of(a) - a.ln_prior_of(a) - b.ln_prior_of(b)
                }
            };
            let accept = ratio.exp().min(1.0);
            self.rejected[rung] += 1.0 - if accept.is_nan() { 0.0 } else { accept };
            self.swaps[rung] += 1.0;
            if self.swap.uniform() < accept {
                match self.way {
                    Way::Loosened => a.swap_counts(b),
                    Way::Thinned | Way::Powered => a.swap_params(b),
                }
                self.walker.swap(rung, rung + 1);
            }
            rung += 2;
        }
        let last = self.walker.len() - 1;
        if last > 0 {
            self.from_bottom[self.walker[last]] = true;
            let top = self.walker[0];
            if std::mem::take(&mut self.from_bottom[top]) {
                self.round_trips += 1;
            }
        }
    }

    /// Rejection rate of each pair so far.
    pub(super) fn rejections(&self) -> Vec<f64> {
        self.rejected
            .iter()
            .zip(&self.swaps)
            .map(|(r, s)| if *s > 0.0 { r / s } else { 1.0 })
            .collect()
    }

    pub(super) fn observe(
        &self,
        lists: usize,
        overlaps: Option<&mut Vec<u64>>,
        stream: &mut Stream,
    ) -> Observation {
        let cold = &self.replicas[0];
        let population = cold.population();
        let mut observable = [0.0; 2];
        for (slot, floor) in observable.iter_mut().zip(super::OBSERVABLE_FLOORS) {
            for h in 0..CLASSES_MAX {
                let q = cold.params.seen_odds[h];
                if q.is_infinite() || q / (1.0 + q) > floor {
                    *slot += cold.in_class(h) as f64;
                }
            }
        }
        if let Some(out) = overlaps {
            out.clear();
            for i in 0..lists {
                for j in 0..i {
                    let p: f64 = (0..CLASSES_MAX)
                        .map(|h| {
                            let (a, b) = (cold.params.odds[i][h], cold.params.odds[j][h]);
                            cold.params.nu[h] * (a / (1.0 + a)) * (b / (1.0 + b))
                        })
                        .sum();
                    out.push(stream.binomial(population, p.min(1.0)));
                }
            }
        }
        Observation {
            population: population as f64,
            ln_likelihood: cold.ln_likelihood_of(cold),
            observable,
        }
    }
}

/// The prior of a rung: the one asked for at 1, the far one at 0, geometric between.
fn between(asked: Prior, far: Prior, rung: f64) -> Prior {
    let on_the_way = |a: f64, b: f64| a * (b / a).powf(1.0 - rung);
    Prior {
        alpha_shape: on_the_way(asked.alpha_shape, far.alpha_shape),
        alpha_rate: on_the_way(asked.alpha_rate, far.alpha_rate),
        capture_on: on_the_way(asked.capture_on, far.capture_on),
        capture_off: on_the_way(asked.capture_off, far.capture_off),
    }
}

/// Spaces a ladder from 1 to its end so that every pair rejects about equally, by pilots that are thrown away.
pub(super) fn ladder(setting: &Setting, floor: f64, rungs_max: usize, pilot: usize) -> Vec<f64> {
    if rungs_max == 1 {
        return vec![1.0];
    }
    let loosened = setting.way == Way::Loosened;
    let first = if loosened { 8 } else { 16 }.min(rungs_max);
    // Shares of persons are spaced by their logarithm, priors by their power.
    let to_end = |share: f64| if loosened { 1.0 - share } else { floor.powf(share) };
    let mut places: Vec<f64> = (0..first).map(|b| b as f64 / (first - 1) as f64).collect();
    for round in 0..3 {
        let betas: Vec<f64> = places.iter().map(|&p| to_end(p)).collect();
        let mut chain = Chain::new(setting, &betas, 0, &format!("pilot {round}"));
        for step in 0..pilot {
            chain.scan(setting);
            chain.glide_full(setting);
            if step == pilot / 3 {
                // What came before was the way from the start.
                chain.rejected.fill(0.0);
                chain.swaps.fill(0.0);
            }
        }
        places = respaced(&places, &chain.rejections(), rungs_max);
    }
    places.into_iter().map(to_end).collect()
}

/// The rejection a pair should have: ½ is best in the limit of many rungs; a little less costs little and helps short runs.
const REJECTION: f64 = 0.4;

/// Places on [0, 1] between which rejections are about equal.
fn respaced(places: &[f64], rejections: &[f64], rungs_max: usize) -> Vec<f64> {
    let mut barrier = vec![0.0];
    for r in rejections {
        let so_far: f64 = barrier.last().copied().unwrap_or(0.0);
        barrier.push(so_far + r.max(1e-3));
    }
    let whole: f64 = barrier.last().copied().unwrap_or(0.0);
    let rungs = ((whole / REJECTION).ceil() as usize + 1).clamp(2, rungs_max);
    (0..rungs)
        .map(|b| {
            let goal = whole * b as f64 / (rungs - 1) as f64;
            let i = barrier.iter().rposition(|&x| x <= goal).unwrap_or(0).min(places.len() - 2);
            let share = ((goal - barrier[i]) / (barrier[i + 1] - barrier[i])).clamp(0.0, 1.0);
            places[i] * (1.0 - share) + places[i + 1] * share
        })
        .collect()
}
