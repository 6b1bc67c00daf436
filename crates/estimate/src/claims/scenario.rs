//! **Experimental.** If such a lineage is right, or all are off by so much, what would the killed be? A table of scenarios, never a number.
//!
//! Hidden: a weekly log-increment that walks at random, killed K(t) its sum of exponentials, wounded W = ωK. Observed:
//! each claim is a known
//! interval of ln X + common bias + lineage bias + the lineage's own bias on killed + noise that lasts from claim to claim, so that forty
//! repeats of a series are not forty votes. **The common bias is not identified** by any claims: its spread is a knob that
//! is published with the result. Floor (persons named) and ceiling (deployed) hold by construction.
//!
//! How it is drawn: the figure that a claim stands for is a hidden number y within its interval. Given y and the increments all biases and
//! noise are normal, so they are integrated out: y is normal around ln X with one covariance of all claims, whatever the knob, and a common
//! bias of any spread costs nothing. The increments and ω move together by Hamiltonian steps on standard scores (not centred); each y is
//! drawn from its truncated normal given the others. A single whole number n stands for what rounds to it, n ± ½.
//!
//! The mean-zero bias prior is known to fail: a model of this kind has overshot later lists
//! of named dead. Hence the label.

use super::{Category, Claim};
use crate::Error;
use crate::mcmc::{Convergence, convergence};
use crate::mixture::{ESS_MIN, RHAT_MAX};
use crate::random::Stream;
use crate::special::{normal_cdf, normal_quantile, quantile_sorted, sorted};

/// The longest span of a scenario, weeks.
pub const WEEKS_MAX: usize = 200;

/// The knobs of a scenario; all of them are to be published with it.
#[derive(Debug, Clone, PartialEq)]
pub struct ScenarioOptions {
    /// First day on which anyone can have died.
    pub first_day: i32,
    /// Days for which an answer is wanted, ascending.
    pub days: Vec<i32>,
    /// Persons named as dead by a day: the killed are at least that.
    pub floor: Vec<(i32, f64)>,
    /// Persons deployed, if known: killed and wounded together are at most that.
    pub ceiling: Option<f64>,
    /// Standard deviation of the bias that all lineages share, in ln; 0, 0.4 and 0.8 are to be shown.
    pub common_bias: f64,
    /// Standard deviation of a lineage's own bias, in ln.
    pub lineage_bias: f64,
    /// Standard deviation of the noise of one claim, in ln.
    pub noise: f64,
    /// A lineage taken to be right: its own biases are 0.
    pub anchor: Option<usize>,
    /// Draws a chain; four chains.
    pub draws: usize,
    /// Seed, derived by the caller from the content of the claims.
    pub seed: [u8; 32],
}

/// What a scenario gives. The label belongs to it.
#[derive(Debug, Clone, PartialEq)]
pub struct Scenario {
    /// By day: median and 95 % interval of killed; `None` throughout if the chains did not converge (rule R3).
    pub killed: Option<Vec<(i32, f64, f64, f64)>>,
    /// Convergence of ln K on the last day.
    pub convergence: Convergence,
    /// Claims that had a voice.
    pub claims: usize,
    /// Lineages that had a voice.
    pub lineages: usize,
}

impl Scenario {
    /// What must stand beside every figure of it.
    pub const LABEL: &'static str = "experimental: a scenario, not an estimate; the bias that all sources share cannot be known from them";
}

/// Runs a scenario.
///
/// * Input: claims, cumulative or over a window; derived ones are left out. * Output: killed by day, persons.
/// * Determinism: the seed. * Cost: O(draws · steps · claims · (weeks + claims)); docs/methods/estimation.md has measured seconds.
///
/// # Errors
/// [`Error::BadSetting`] for knobs out of range or a span above [`WEEKS_MAX`] weeks; [`Error::Empty`] if no claim has a voice.
pub fn scenario(claims: &[Claim], options: &ScenarioOptions) -> Result<Scenario, Error> {
    let model = Model::new(claims, options)?;
    let mut chains = vec![Vec::new(); 4];
    let mut by_day = vec![Vec::new(); options.days.len()];
    for (c, kept) in chains.iter_mut().enumerate() {
        let mut walk = Walk::new(&model, Stream::new(&options.seed, "scenario", c as u64));
        let burn = options.draws / 2;
        for step in 0..options.draws + burn {
            walk.sweep(&model, step < burn);
            if step >= burn {
                let weekly: Vec<f64> = model.increments(&walk.at).iter().map(|r| r.exp()).collect();
                kept.push(dot(&model.last, &weekly).max(1e-12).ln());
                for (slot, day) in by_day.iter_mut().zip(&model.days) {
                    slot.push(dot(day, &weekly));
                }
            }
        }
    }
    let convergence = convergence(&chains);
    let good = convergence.rhat < RHAT_MAX
        && convergence.ess_bulk >= ESS_MIN
        && convergence.ess_tail >= ESS_MIN;
    let killed = good.then(|| {
        options
            .days
            .iter()
            .zip(by_day)
            .map(|(&day, draws)| {
                let s = sorted(draws);
                let q = |p| quantile_sorted(&s, p);
                (day, q(0.5), q(0.025), q(0.975))
            })
            .collect()
    });
    Ok(Scenario { killed, convergence, claims: model.claims.len(), lineages: model.lineages })
}

/// Standard deviation of the weekly change of the log-increment; e^0.7 is a doubling.
const WALK: f64 = 0.7;
/// The first week's log-increment: fifty dead, within a factor of fifty either way.
const FIRST: (f64, f64) = (3.9, 2.0);
/// Wounded to killed: three, within a factor of 2.7 either way.
const WOUNDED: (f64, f64) = (1.098_612_288_668_11, 0.5);
/// How much of a claim's noise lasts to the lineage's next claim.
const LASTING: f64 = 0.8;
/// A claimant's own rounding, in ln.
const ROUNDING: f64 = 0.05;

/// What the parameters meet: standard scores of the increments by week, then of ln ω.
struct Model {
    claims: Vec<Claim>,
    lineages: usize,
    weeks: usize,
    /// For each claim, how much of each week it counts.
    counts: Vec<Vec<f64>>,
    /// Precision of the hidden figures around their counts, row by row.
    precision: Vec<Vec<f64>>,
    /// For each day of the floor, how much of each week lies before its end; and the named.
    floor: Vec<(Vec<f64>, f64)>,
    days: Vec<Vec<f64>>,
    last: Vec<f64>,
    ceiling: Option<f64>,
}

impl Model {
    fn new(claims: &[Claim], options: &ScenarioOptions) -> Result<Self, Error> {
        let positive = |v: f64| v > 0.0 && v.is_finite();
        let common = options.common_bias;
        if !common.is_finite()
            || common < 0.0
            || !positive(options.lineage_bias)
            || !positive(options.noise)
        {
            return Err(Error::BadSetting {
                name: "bias",
                expected: "not negative, and noise positive",
            });
        }
        if options.draws < 100 {
            return Err(Error::BadSetting { name: "draws", expected: "at least 100" });
        }
        let mut claims: Vec<Claim> = claims
            .iter()
            .filter(|c| {
                !c.derived
                    && c.as_of >= options.first_day
                    && c.from.is_none_or(|f| f <= c.as_of)
                    && c.high.is_none_or(|h| h > 0.0 && h >= c.low)
            })
            .cloned()
            .collect();
        claims.sort_by_key(|c| (c.lineage, c.as_of, c.stated_on, c.id));
        let last = claims.iter().map(|c| c.as_of).chain(options.days.iter().copied()).max();
        let (Some(last_day), false) = (last, claims.is_empty()) else { return Err(Error::Empty) };
        let span = i64::from(last_day) - i64::from(options.first_day) + 1;
        let weeks = usize::try_from((span + 6) / 7).unwrap_or(0).max(1);
        if weeks > WEEKS_MAX {
            return Err(Error::BadSetting {
                name: "days",
                expected: "within 200 weeks of the first",
            });
        }
        let mut lineages: Vec<usize> = claims.iter().map(|c| c.lineage).collect();
        lineages.dedup();
        let until = |day: i32| cumulative(options.first_day, day, weeks);
        let counts = claims
            .iter()
            .map(|c| {
                let upto = until(c.as_of);
                let before = c.from.map(|f| until(f.saturating_sub(1)));
                match before {
                    Some(b) => upto.iter().zip(b).map(|(u, b)| u - b).collect(),
                    None => upto,
                }
            })
            .collect();
        let precision = inverse(&covariance(&claims, options)).ok_or(Error::BadSetting {
            name: "bias",
            expected: "of a size that the figures' covariance can be inverted with",
        })?;
        Ok(Self {
            lineages: lineages.len(),
            weeks,
            counts,
            precision,
            floor: options.floor.iter().map(|(day, n)| (until(*day), *n)).collect(),
            days: options.days.iter().map(|day| until(*day)).collect(),
            last: until(last_day),
            ceiling: options.ceiling,
            claims,
        })
    }

    /// Log-increments by week.
    fn increments(&self, at: &[f64]) -> Vec<f64> {
        let mut level = FIRST.0 + FIRST.1 * at[0];
        let mut out = vec![level];
        for z in &at[1..self.weeks] {
            level += WALK * z;
            out.push(level);
        }
        out
    }

    fn ln_omega(&self, at: &[f64]) -> f64 {
        WOUNDED.0 + WOUNDED.1 * at[self.weeks]
    }

    /// Where a claim's hidden figure may lie: lower and upper end in ln.
    ///
    /// An unspecified figure may mean anything between its two readings, so its lower end is that of the larger one.
    fn ends(claim: &Claim, ln_omega: f64) -> (f64, f64) {
        let low = (claim.low - 0.5).max(0.0);
        let mut from = if claim.mixed || low <= 0.0 { f64::NEG_INFINITY } else { low.ln() };
        if claim.category == Category::Unspecified {
            from -= ln_omega.exp().ln_1p();
        }
        (from, claim.high.map_or(f64::INFINITY, |h| (h + 0.5).ln()))
    }

    /// Whether floor, ceiling and the claims' ends hold.
    fn allowed(&self, at: &[f64], figures: &[f64]) -> bool {
        let weekly: Vec<f64> = self.increments(at).iter().map(|r| r.exp()).collect();
        let ln_omega = self.ln_omega(at);
        let sent = dot(&self.last, &weekly) * (1.0 + ln_omega.exp());
        self.floor.iter().all(|(day, named)| dot(day, &weekly) >= *named)
            && self.ceiling.is_none_or(|c| sent <= c)
            && self.claims.iter().zip(figures).all(|(c, y)| {
                c.category != Category::Unspecified || Self::ends(c, ln_omega).0 <= *y
            })
    }

    /// Residuals of the figures around their counts, and what the gradient needs: weekly counts, the claims' counts.
    fn residuals(&self, at: &[f64], figures: &[f64]) -> (Vec<f64>, Vec<f64>, Vec<f64>) {
        let weekly: Vec<f64> =
            self.increments(at).iter().map(|r| r.clamp(-60.0, 60.0).exp()).collect();
        let ln_omega = self.ln_omega(at);
        let mut totals = Vec::with_capacity(self.claims.len());
        let mut out = Vec::with_capacity(self.claims.len());
        for ((claim, weeks), y) in self.claims.iter().zip(&self.counts).zip(figures) {
            let count = dot(weeks, &weekly).max(1e-9);
            let factor = match claim.category {
                Category::Killed | Category::Unspecified => 0.0,
                Category::Wounded => ln_omega,
                Category::KilledAndWounded => ln_omega.exp().ln_1p(),
            };
            out.push(y - count.ln() - factor);
            totals.push(count);
        }
        (out, weekly, totals)
    }

    /// Minus the logarithm of the density, and its gradient.
    fn energy(&self, at: &[f64], figures: &[f64], gradient: &mut [f64]) -> f64 {
        let (residuals, weekly, totals) = self.residuals(at, figures);
        let pull: Vec<f64> = self.precision.iter().map(|row| dot(row, &residuals)).collect();
        let mut by_week = vec![0.0; self.weeks];
        let mut by_omega = 0.0;
        let omega = self.ln_omega(at).exp();
        for (i, claim) in self.claims.iter().enumerate() {
            let share = pull[i] / totals[i];
            for ((slot, weight), n) in by_week.iter_mut().zip(&self.counts[i]).zip(&weekly) {
                *slot -= share * weight * n;
            }
            by_omega -= match claim.category {
                Category::Killed | Category::Unspecified => 0.0,
                Category::Wounded => pull[i],
                Category::KilledAndWounded => pull[i] * omega / (1.0 + omega),
            };
        }
        // A score of a later week moves all weeks from it on.
        let mut sum = 0.0;
        for w in (0..self.weeks).rev() {
            sum += by_week[w];
            gradient[w] = at[w] + sum * if w == 0 { FIRST.1 } else { WALK };
        }
        gradient[self.weeks] = at[self.weeks] + WOUNDED.1 * by_omega;
        0.5 * (dot(at, at) + dot(&residuals, &pull))
    }
}

/// How much of each week lies between the first day and the end of a day; a week counts evenly.
fn cumulative(first: i32, day: i32, weeks: usize) -> Vec<f64> {
    let passed = (i64::from(day) - i64::from(first) + 1).max(0) as f64 / 7.0;
    (0..weeks).map(|w| (passed - w as f64).clamp(0.0, 1.0)).collect()
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// Covariance of the hidden figures around their counts: all biases and all noise.
fn covariance(claims: &[Claim], options: &ScenarioOptions) -> Vec<Vec<f64>> {
    let spread = |c: &Claim| {
        if options.anchor == Some(c.lineage) { 0.0 } else { options.lineage_bias }
    };
    let one = |(i, a): (usize, &Claim), (j, b): (usize, &Claim)| {
        let mut value = options.common_bias.powi(2);
        if a.lineage == b.lineage {
            value += spread(a).powi(2);
            if a.category == Category::Killed && b.category == Category::Killed {
                value += (0.5 * spread(a)).powi(2);
            }
            // Claims are sorted, so that those of one lineage stand together.
            value += options.noise.powi(2) * LASTING.powf(i.abs_diff(j) as f64);
        }
        if i == j { value + ROUNDING.powi(2) } else { value }
    };
    claims
        .iter()
        .enumerate()
        .map(|a| claims.iter().enumerate().map(|b| one(a, b)).collect())
        .collect()
}

/// Inverse of a symmetric positive matrix by Gauss and Jordan; nothing when it is none.
fn inverse(matrix: &[Vec<f64>]) -> Option<Vec<Vec<f64>>> {
    let n = matrix.len();
    let mut left = matrix.to_vec();
    let mut right: Vec<Vec<f64>> =
        (0..n).map(|i| (0..n).map(|j| f64::from(u8::from(i == j))).collect()).collect();
    for i in 0..n {
        let pivot = left[i][i];
        if !(pivot > 1e-12 && pivot.is_finite()) {
            return None;
        }
        let scaled = |row: &[f64]| row.iter().map(|v| v / pivot).collect::<Vec<f64>>();
        let (own_left, own_right) = (scaled(&left[i]), scaled(&right[i]));
        for k in (0..n).filter(|&k| k != i) {
            let factor = left[k][i];
            for j in 0..n {
                left[k][j] -= factor * own_left[j];
                right[k][j] -= factor * own_right[j];
            }
        }
        (left[i], right[i]) = (own_left, own_right);
    }
    Some(right)
}

/// One chain.
struct Walk {
    at: Vec<f64>,
    /// The hidden figure of each claim, in ln.
    figures: Vec<f64>,
    step: f64,
    stream: Stream,
}

/// Leapfrog steps of one move, at least and at most: a fixed number could return to where it began.
const LEAPS: (usize, usize) = (6, 18);
/// The share of moves that should be taken: the optimum for Hamiltonian steps lies between 0.6 and 0.9.
const TAKEN: f64 = 0.8;

impl Walk {
    fn new(model: &Model, mut stream: Stream) -> Self {
        let mut at = vec![0.0; model.weeks + 1];
        let mut figures = Vec::new();
        // Starts lie apart; the level goes up and down until floor and ceiling hold.
        let level = 0.5 * stream.normal();
        for i in 0..200 {
            let away = 0.05 * f64::from(i / 2) * if i % 2 == 0 { 1.0 } else { -1.0 };
            at[0] = level + away;
            let zero = vec![0.0; model.claims.len()];
            let ln_omega = model.ln_omega(&at);
            let (residuals, ..) = model.residuals(&at, &zero);
            figures = model
                .claims
                .iter()
                .zip(residuals)
                .map(|(claim, r)| {
                    let (from, to) = Model::ends(claim, ln_omega);
                    (-r).max(from).min(to)
                })
                .collect();
            if model.allowed(&at, &figures) {
                break;
            }
        }
        Self { at, figures, step: 0.1, stream }
    }

    fn sweep(&mut self, model: &Model, tuning: bool) {
        self.draw_figures(model);
        let taken = self.leap(model);
        if tuning {
            // Robbins and Monro, without the decay: the burn-in is short, and the step is fixed behind it.
            self.step = (self.step * (0.1 * (taken - TAKEN)).exp()).clamp(1e-4, 1.0);
        }
    }

    /// Draws each hidden figure given all others.
    fn draw_figures(&mut self, model: &Model) {
        let (mut residuals, ..) = model.residuals(&self.at, &self.figures);
        let ln_omega = model.ln_omega(&self.at);
        for (i, claim) in model.claims.iter().enumerate() {
            let row = &model.precision[i];
            let spread = row[i].sqrt().recip();
            let others = dot(row, &residuals) - row[i] * residuals[i];
            let centre = self.figures[i] - residuals[i] - others / row[i];
            let (from, to) = Model::ends(claim, ln_omega);
            let (a, b) = ((from - centre) / spread, (to - centre) / spread);
            let drawn = (centre + spread * truncated(&mut self.stream, a, b)).max(from).min(to);
            residuals[i] += drawn - self.figures[i];
            self.figures[i] = drawn;
        }
    }

    /// A Hamiltonian move of increments and ω; the chance with which it was taken.
    fn leap(&mut self, model: &Model) -> f64 {
        let n = self.at.len();
        let (mut at, mut gradient) = (self.at.clone(), vec![0.0; n]);
        let mut momentum: Vec<f64> = (0..n).map(|_| self.stream.normal()).collect();
        let before =
            model.energy(&at, &self.figures, &mut gradient) + 0.5 * dot(&momentum, &momentum);
        let leaps = LEAPS.0 + self.stream.below(LEAPS.1 - LEAPS.0 + 1);
        let mut potential = 0.0;
        for _ in 0..leaps {
            momentum.iter_mut().zip(&gradient).for_each(|(p, g)| *p -= 0.5 * self.step * g);
            at.iter_mut().zip(&momentum).for_each(|(q, p)| *q += self.step * p);
            potential = model.energy(&at, &self.figures, &mut gradient);
            momentum.iter_mut().zip(&gradient).for_each(|(p, g)| *p -= 0.5 * self.step * g);
        }
        let after = potential + 0.5 * dot(&momentum, &momentum);
        let chance = (before - after).exp().min(1.0);
        // A move out of bounds, or to where nothing is finite, is not taken.
        let chance =
            if chance.is_finite() && model.allowed(&at, &self.figures) { chance } else { 0.0 };
        if self.stream.uniform() < chance {
            self.at = at;
        }
        chance
    }
}

/// A standard normal number between two ends, of which one may be infinite.
///
/// Within four of the centre by the inverse of the distribution; beyond by rejection from an exponential one (C. P. Robert, "Simulation of
/// truncated normal variables", 1995) or, between near ends, from an even one. After a thousand rejections, which the bounds make
/// all but impossible, the nearer end.
fn truncated(stream: &mut Stream, from: f64, to: f64) -> f64 {
    if from > to {
        return from;
    }
    if from < 0.0 && to > 0.0 || from.abs().min(to.abs()) < 4.0 {
        let (low, high) = (normal_cdf(from), normal_cdf(to));
        let drawn =
            normal_quantile((low + stream.uniform() * (high - low)).clamp(1e-300, 1.0 - 1e-16));
        return drawn.max(from).min(to);
    }
    // Mirrored so that the interval lies above zero.
    let (a, b, sign) = if from > 0.0 { (from, to, 1.0) } else { (-to, -from, -1.0) };
    let rate = 0.5 * (a + (a * a + 4.0).sqrt());
    for _ in 0..1000 {
        let (x, ln_chance) = if (b - a) * a < 1.0 {
            let x = a + stream.uniform() * (b - a);
            (x, 0.5 * (a * a - x * x))
        } else {
            let x = a - (1.0 - stream.uniform()).ln() / rate;
            (x, -0.5 * (x - rate).powi(2))
        };
        if x <= b && stream.uniform().ln() <= ln_chance {
            return sign * x;
        }
    }
    sign * a
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claims() -> Vec<Claim> {
        (0..4)
            .map(|i| Claim {
                id: i,
                lineage: i % 2,
                category: Category::Killed,
                from: None,
                as_of: 7 * (i as i32 + 1),
                stated_on: 7 * (i as i32 + 1),
                low: 95.0 * (i as f64 + 1.0),
                high: Some(105.0 * (i as f64 + 1.0)),
                mixed: false,
                derived: false,
            })
            .collect()
    }

    fn options() -> ScenarioOptions {
        ScenarioOptions {
            first_day: 1,
            days: vec![28],
            floor: vec![(28, 60.0)],
            ceiling: Some(11_000.0),
            common_bias: 0.0,
            lineage_bias: 0.4,
            noise: 0.2,
            anchor: None,
            draws: 5000,
            seed: [9; 32],
        }
    }

    #[test]
    fn the_common_bias_widens_and_the_anchor_narrows() {
        let width = |o: &ScenarioOptions| {
            let s = scenario(&claims(), o).unwrap();
            let (_, median, low, high) =
                s.killed.unwrap_or_else(|| panic!("{:?}", s.convergence))[0];
            assert!(low >= 60.0 && (150.0..900.0).contains(&median), "{median}");
            (high / low).ln()
        };
        let usual = width(&options());
        let wide = width(&ScenarioOptions { common_bias: 0.8, ..options() });
        let anchored = width(&ScenarioOptions { anchor: Some(1), ..options() });
        assert!(anchored < usual && usual < wide, "{anchored} {usual} {wide}");
    }

    fn one(low: f64, high: Option<f64>) -> (Vec<Claim>, ScenarioOptions) {
        let claim = Claim { low, high, as_of: 7, stated_on: 7, ..claims()[0].clone() };
        let o = ScenarioOptions {
            days: vec![7],
            floor: vec![],
            ceiling: None,
            common_bias: 0.4,
            draws: 20_000,
            ..options()
        };
        (vec![claim], o)
    }

    /// Spread of a figure around the count: common, lineage's, lineage's on killed, noise, rounding.
    fn spread() -> f64 {
        (0.4_f64.powi(2) + 0.4_f64.powi(2) + 0.2_f64.powi(2) + 0.2_f64.powi(2) + 0.05_f64.powi(2))
            .sqrt()
    }

    /// One week, one exact figure: ln K is normal, and its mean and spread are those of two normals multiplied.
    #[test]
    fn one_exact_figure_has_a_closed_answer() {
        let (claims, o) = one(1000.0, Some(1000.0));
        let (_, median, low, high) = scenario(&claims, &o).unwrap().killed.unwrap()[0];
        let (p, q) = (FIRST.1.powi(-2), spread().powi(-2));
        let (mean, sd) = ((FIRST.0 * p + 1000_f64.ln() * q) / (p + q), (p + q).sqrt().recip());
        for (found, z) in [(median, 0.0), (low, -1.959_964), (high, 1.959_964)] {
            assert!((found.ln() - mean - z * sd).abs() < 0.05, "{found} {mean} {sd} {z}");
        }
    }

    /// One week, "at least": the prior times a normal distribution function, summed on a grid.
    #[test]
    fn one_open_figure_agrees_with_a_sum() {
        let (claims, o) = one(1000.0, None);
        // An open figure moves with the count, so that draws hang together: more of them, and ends to a tenth.
        let o = ScenarioOptions { draws: 40_000, ..o };
        let (_, median, low, high) = scenario(&claims, &o).unwrap().killed.unwrap()[0];
        let at = |i: usize| -4.0 + 0.002 * i as f64;
        let density = |x: f64| {
            (-0.5 * ((x - FIRST.0) / FIRST.1).powi(2)).exp()
                * normal_cdf((x - 999.5_f64.ln()) / spread())
        };
        let weights: Vec<f64> = (0..10_000).map(|i| density(at(i))).collect();
        let total: f64 = weights.iter().sum();
        let mut sum = 0.0;
        let shares: Vec<f64> = weights
            .iter()
            .map(|w| {
                sum += w / total;
                sum
            })
            .collect();
        for (found, p) in [(median, 0.5), (low, 0.025), (high, 0.975)] {
            let exact = at(shares.partition_point(|s| *s < p));
            assert!((found.ln() - exact).abs() < 0.1, "{p}: {} {exact}", found.ln());
        }
    }

    #[test]
    fn truncated_normals_keep_to_their_ends_and_have_their_means() {
        let mut stream = Stream::new(&[3; 32], "test", 0);
        for (from, to, mean) in [
            (-1.0, 1.0, 0.0),
            (0.0, f64::INFINITY, 0.797_88),
            (f64::NEG_INFINITY, -2.0, -2.373_2),
            (6.0, f64::INFINITY, 6.158_4),
            (-9.0, -8.9, -8.944_2),
            (12.0, 12.001, 12.000_5),
        ] {
            let n = 20_000;
            let mut sum = 0.0;
            for _ in 0..n {
                let x = truncated(&mut stream, from, to);
                assert!((from..=to).contains(&x), "{from} {to} {x}");
                sum += x;
            }
            assert!(
                (sum / f64::from(n) - mean).abs() < 0.02,
                "{from} {to}: {}",
                sum / f64::from(n)
            );
        }
    }

    #[test]
    fn an_inverse_is_one() {
        let matrix = vec![vec![2.0, 0.5, 0.1], vec![0.5, 1.0, 0.3], vec![0.1, 0.3, 1.5]];
        let other = inverse(&matrix).unwrap();
        for (i, row) in matrix.iter().enumerate() {
            for j in 0..3 {
                let column: Vec<f64> = other.iter().map(|r| r[j]).collect();
                let expected = f64::from(u8::from(i == j));
                assert!((dot(row, &column) - expected).abs() < 1e-12);
            }
        }
        assert!(inverse(&[vec![1.0, 1.0], vec![1.0, 1.0]]).is_none());
    }

    /// The gradient agrees with differences.
    #[test]
    fn the_gradient_is_that_of_the_energy() {
        let mut all = claims();
        all[1].category = Category::Wounded;
        all[2].category = Category::KilledAndWounded;
        all[3].from = Some(10);
        let model = Model::new(&all, &options()).unwrap();
        let walk = Walk::new(&model, Stream::new(&[1; 32], "test", 0));
        let at: Vec<f64> = (0..walk.at.len()).map(|i| 0.3 * (i as f64).sin()).collect();
        let mut gradient = vec![0.0; at.len()];
        model.energy(&at, &walk.figures, &mut gradient);
        let mut ignored = vec![0.0; at.len()];
        for (i, own) in gradient.iter().enumerate() {
            let moved = |h: f64| {
                at.iter()
                    .enumerate()
                    .map(|(j, v)| if i == j { v + h } else { *v })
                    .collect::<Vec<_>>()
            };
            let (up, down) = (moved(1e-5), moved(-1e-5));
            let slope = (model.energy(&up, &walk.figures, &mut ignored)
                - model.energy(&down, &walk.figures, &mut ignored))
                / 2e-5;
            assert!((slope - own).abs() < 1e-4 * (1.0 + slope.abs()), "{i}: {slope} {own}");
        }
    }

    #[test]
    fn nothing_to_say_is_an_error() {
        assert!(matches!(scenario(&[], &options()), Err(Error::Empty)));
        let o = ScenarioOptions { days: vec![100_000], ..options() };
        assert!(matches!(scenario(&claims(), &o), Err(Error::BadSetting { .. })));
    }
}
