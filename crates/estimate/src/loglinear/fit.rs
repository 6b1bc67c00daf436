//! One model, fitted.
//!
//! The Poisson likelihood of the cells with ln μ(B) = Σ θ(A) over the terms A within B, the constant being A = ∅. Written so, ln μ of the
//! empty cell *is* the constant, sums over terms within a cell and over cells around a term are the same transform run
//! in two directions, and the
//! second derivative by θ(A), θ(B) is the sum of μ around A ∪ B: a step costs 2^J · J additions and one Cholesky factor.
//!
//! A term whose lists share nobody has no finite estimate; its parameter goes to −∞ and the cells around it to 0. That is the *extended*
//! maximum-likelihood estimate, and the model is fitted to the cells that are left.

use super::existence::{self, Existence};
use super::{FIT_MAX, Model};
use crate::Error;
use crate::special::positive;

/// What came of fitting a model.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// The extended maximum-likelihood estimate.
    Fit(Fit),
    /// No estimate exists: some further cell would have to be 0 (Fienberg and Rinaldo), or there is more than one.
    None(Existence),
}

/// A fitted model.
#[derive(Debug, Clone, PartialEq)]
pub struct Fit {
    /// Expected persons on no list.
    pub missing: f64,
    /// Σ c ln μ − μ over the cells; constants of the counts left out.
    pub log_likelihood: f64,
    /// Parameters, those at −∞ included.
    pub parameters: usize,
    /// Parameters at −∞.
    pub infinite: usize,
    /// θ by term: constant, single lists, further terms in ascending order; −∞ where the estimate is.
    pub theta: Vec<f64>,
}

/// Fits a model to counts in the order of the patterns 1, 2, …, 2^J − 1.
///
/// * Output: [`Fit`] with the expected number on no list, or why there is none; never a number from an iteration that did not settle.
/// * Units and scale: persons; natural logarithms. The gradient is below 1e-9 of the total.
/// * Determinism: no randomness.
/// * Cost: about (2^J · J + p³/6) additions a step, some five steps; 2 to 20 µs for four to five lists.
///
/// # Errors
/// [`Error::PatternOutOfRange`] if the counts are not 2^J − 1; [`Error::Empty`] if all are 0.
pub fn fit(counts: &[u64], model: &Model) -> Result<Outcome, Error> {
    if counts.len() + 1 != 1 << model.lists() {
        return Err(Error::PatternOutOfRange {
            pattern: counts.len() as u64,
            lists: model.lists(),
        });
    }
    if counts.iter().all(|&c| c == 0) {
        return Err(Error::Empty);
    }
    Ok(Fitter::new(model.lists()).fit(counts, model, None))
}

/// Scratch space for many fits on tables of one size.
pub(super) struct Fitter {
    lists: usize,
    observed: Vec<f64>,
    mu: Vec<f64>,
    eta: Vec<f64>,
    around: Vec<f64>,
    hessian: Vec<f64>,
    step: Vec<f64>,
}

/// A gradient below this share of the total counts as settled; the estimate then has some nine digits.
const SETTLED: f64 = 1e-9;

/// Newton's method settles in under ten steps where an estimate exists; past this the exact test decides.
const STEPS_MAX: usize = 60;

impl Fitter {
    pub(super) fn new(lists: usize) -> Self {
        let cells = 1 << lists.min(FIT_MAX);
        let zeros = || vec![0.0; cells];
        Self {
            lists,
            observed: zeros(),
            mu: zeros(),
            eta: zeros(),
            around: zeros(),
            hessian: Vec::new(),
            step: Vec::new(),
        }
    }

    /// Fits; `start` is θ of the same model on a table like this one.
    pub(super) fn fit(&mut self, counts: &[u64], model: &Model, start: Option<&[f64]>) -> Outcome {
        self.observed[0] = 0.0;
        for (slot, &c) in self.observed[1..].iter_mut().zip(counts) {
            *slot = c as f64;
        }
        self.around.copy_from_slice(&self.observed);
        sum_around(&mut self.around, self.lists);
        let sufficient = self.around.clone();
        let total = sufficient[0];

        let all: Vec<u32> = std::iter::once(0)
            .chain((0..self.lists).map(|j| 1 << j))
            .chain(model.terms().iter().copied())
            .collect();
        // A term within which nobody stands is at −∞; so is every term around it.
        let dead: Vec<u32> =
            all.iter().copied().filter(|&t| sufficient[t as usize] == 0.0).collect();
        let live: Vec<u32> = all.iter().copied().filter(|t| !dead.contains(t)).collect();
        let structural = |cell: usize| dead.iter().any(|&t| t & !(cell as u32) == 0);
        let open: Vec<usize> = (1..1 << self.lists).filter(|&b| !structural(b)).collect();
        if !dead.is_empty() && existence::rank(&open, &live) < live.len() {
            return Outcome::None(Existence::NotIdentifiable);
        }

        let mut theta = match start {
            Some(start) if dead.is_empty() && start.iter().all(|t| t.is_finite()) => start.to_vec(),
            _ => match self.first_guess(&open, &live) {
                Some(theta) => theta,
                None => return self.unsettled(&open, &live),
            },
        };
        let Some(log_likelihood) = self.newton(&mut theta, &open, &live, &sufficient) else {
            return self.unsettled(&open, &live);
        };
        // A cell fitted next to 0 while the model could reach 0 is the mark of a missing estimate: let the exact test say.
        let least = open.iter().map(|&b| self.mu[b]).fold(f64::INFINITY, f64::min);
        if least < 100.0 * SETTLED * total && self.existence(&open, &live) != Existence::Exists {
            return Outcome::None(Existence::None);
        }
        let mut full = vec![f64::NEG_INFINITY; all.len()];
        let mut values = theta.iter();
        for (slot, t) in full.iter_mut().zip(&all) {
            if !dead.contains(t) {
                *slot = values.next().copied().unwrap_or(f64::NEG_INFINITY);
            }
        }
        Outcome::Fit(Fit {
            missing: theta.first().map_or(f64::NAN, |t| t.exp()),
            log_likelihood,
            parameters: all.len(),
            infinite: dead.len(),
            theta: full,
        })
    }

    fn existence(&self, open: &[usize], live: &[u32]) -> Existence {
        let counts: Vec<u64> = open.iter().map(|&b| self.observed[b] as u64).collect();
        existence::on_cells(open, live, &counts)
    }

    fn unsettled(&self, open: &[usize], live: &[u32]) -> Outcome {
        match self.existence(open, live) {
            // It exists in exact arithmetic but beyond what floating point settles: say so as "none" rather than print it.
            Existence::Exists => Outcome::None(Existence::Undecided),
            other => Outcome::None(other),
        }
    }

    /// One weighted least-squares step from the counts themselves, raised a little.
    fn first_guess(&mut self, open: &[usize], live: &[u32]) -> Option<Vec<f64>> {
        self.mu.fill(0.0);
        self.eta.fill(0.0);
        for &b in open {
            let m = self.observed[b] + 0.5;
            self.mu[b] = m;
            self.eta[b] = m * m.ln() + self.observed[b] - m;
        }
        sum_around(&mut self.eta, self.lists);
        self.factor(live)?;
        self.step.clear();
        self.step.extend(live.iter().map(|&t| self.eta[t as usize]));
        self.solve();
        Some(self.step.clone())
    }

    /// Newton steps, halved where the likelihood would fall. The log-likelihood once settled.
    fn newton(
        &mut self,
        theta: &mut [f64],
        open: &[usize],
        live: &[u32],
        sufficient: &[f64],
    ) -> Option<f64> {
        let total = sufficient[0];
        let mut now = self.evaluate(theta, open, live);
        for _ in 0..STEPS_MAX {
            self.factor(live)?;
            self.step.clear();
            let around = &self.around;
            self.step.extend(live.iter().map(|&t| sufficient[t as usize] - around[t as usize]));
            let slope = self.step.iter().fold(0.0_f64, |a, g| a.max(g.abs()));
            if slope <= SETTLED * total {
                return now.is_finite().then_some(now);
            }
            self.solve();
            let step = self.step.clone();
            let mut share = 1.0;
            let mut better = false;
            let before = theta.to_vec();
            for _ in 0..30 {
                for ((t, b), s) in theta.iter_mut().zip(&before).zip(&step) {
                    *t = b + share * s;
                }
                let next = self.evaluate(theta, open, live);
                // The tolerance is the rounding of a sum of this size.
                if next.is_finite() && next >= now - 1e-12 * now.abs() {
                    now = next;
                    better = true;
                    break;
                }
                share *= 0.5;
            }
            if !better {
                return None;
            }
        }
        None
    }

    /// μ at θ, and Σ c η − μ.
    fn evaluate(&mut self, theta: &[f64], open: &[usize], live: &[u32]) -> f64 {
        self.eta.fill(0.0);
        for (&t, &v) in live.iter().zip(theta) {
            self.eta[t as usize] = v;
        }
        sum_within(&mut self.eta, self.lists);
        self.mu.fill(0.0);
        let mut value = 0.0;
        for &b in open {
            let m = self.eta[b].exp();
            self.mu[b] = m;
            value += self.observed[b] * self.eta[b] - m;
        }
        value
    }

    /// The Cholesky factor of the second derivative at the present μ; `None` if it is not positive.
    fn factor(&mut self, live: &[u32]) -> Option<()> {
        self.around.copy_from_slice(&self.mu);
        sum_around(&mut self.around, self.lists);
        let p = live.len();
        self.hessian.clear();
        self.hessian.resize(p * p, 0.0);
        for i in 0..p {
            for j in 0..=i {
                self.hessian[i * p + j] = self.around[(live[i] | live[j]) as usize];
            }
        }
        for j in 0..p {
            let (above, below) = self.hessian.split_at_mut((j + 1) * p);
            let row = &mut above[j * p..];
            let mut d = row[j];
            let scale = d;
            for v in &row[..j] {
                d -= v * v;
            }
            // Less than rounding leaves of the diagonal: singular for our purposes.
            if !positive(d - 1e-13 * scale) {
                return None;
            }
            let root = d.sqrt();
            row[j] = root;
            let row = &row[..j];
            for line in below.chunks_exact_mut(p) {
                let mut v = line[j];
                for (a, b) in line[..j].iter().zip(row) {
                    v -= a * b;
                }
                line[j] = v / root;
            }
        }
        Some(())
    }

    /// Solves for the step in place.
    fn solve(&mut self) {
        let p = self.step.len();
        for i in 0..p {
            let mut v = self.step[i];
            for (j, s) in self.step[..i].iter().enumerate() {
                v -= self.hessian[i * p + j] * s;
            }
            self.step[i] = v / self.hessian[i * p + i];
        }
        for i in (0..p).rev() {
            let mut v = self.step[i];
            for (j, s) in self.step.iter().enumerate().skip(i + 1) {
                v -= self.hessian[j * p + i] * s;
            }
            self.step[i] = v / self.hessian[i * p + i];
        }
    }
}

/// Replaces each entry by the sum over the cells around it.
fn sum_around(values: &mut [f64], lists: usize) {
    for j in 0..lists {
        let bit = 1 << j;
        for pair in values.chunks_exact_mut(2 * bit) {
            let (without, with) = pair.split_at_mut(bit);
            for (a, b) in without.iter_mut().zip(with) {
                *a += *b;
            }
        }
    }
}

/// Replaces each entry by the sum over the terms within it.
fn sum_within(values: &mut [f64], lists: usize) {
    for j in 0..lists {
        let bit = 1 << j;
        for pair in values.chunks_exact_mut(2 * bit) {
            let (without, with) = pair.split_at_mut(bit);
            for (a, b) in without.iter().zip(with) {
                *b += *a;
            }
        }
    }
}
