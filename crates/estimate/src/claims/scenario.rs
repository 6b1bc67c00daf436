//! **Experimental.** If such a lineage is right, or all are off by so much, what would the killed be? A table of scenarios, never a number.
//!
//! Hidden: a weekly log-increment that walks at random, killed K(t) its sum of exponentials, wounded W = ωK. Observed:
//! each claim is a known
//! interval of ln X + common bias + lineage bias + the lineage's own bias on killed + noise that lasts from claim to claim, so that forty
//! repeats of a series are not forty votes. **The common bias is not identified** by any claims: its spread is a knob that
//! is published with the result. Floor (persons named) and ceiling (deployed) hold by construction.
//!
//! The mean-zero bias prior is known to fail: a model of this kind has overshot later lists
//! of named dead. Hence the label.

use super::{Category, Claim};
use crate::Error;
use crate::mcmc::{Convergence, convergence};
use crate::mixture::{ESS_MIN, RHAT_MAX};
use crate::random::Stream;
use crate::special::{normal_cdf, quantile_sorted, sorted};

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
/// * Determinism: the seed. * Cost: O(draws · parameters · claims); seconds for a handful of claims, a minute for forty.
///
/// # Errors
/// [`Error::BadSetting`] for knobs out of range or a span above [`WEEKS_MAX`] weeks; [`Error::Empty`] if no claim has a voice.
pub fn scenario(claims: &[Claim], options: &ScenarioOptions) -> Result<Scenario, Error> {
    let model = Model::new(claims, options)?;
    let mut chains = vec![Vec::new(); 4];
    let mut by_day = vec![Vec::new(); options.days.len()];
    for (c, kept) in chains.iter_mut().enumerate() {
        let mut walk = Walk::new(&model, Stream::new(&options.seed, "scenario", c as u64));
        for step in 0..options.draws + options.draws / 2 {
            walk.sweep(&model, step < options.draws / 2);
            if step >= options.draws / 2 {
                let killed = model.killed(&walk.at);
                kept.push(killed(model.last_day).max(1e-12).ln());
                for (slot, &day) in by_day.iter_mut().zip(&options.days) {
                    slot.push(killed(day));
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
    Ok(Scenario { killed, convergence, claims: model.claims.len(), lineages: model.lineages.len() })
}

/// Standard deviation of the weekly change of the log-increment; e^0.7 is a doubling.
const WALK: f64 = 0.7;
/// The first week's log-increment: fifty dead, within a factor of fifty either way.
const FIRST: (f64, f64) = (3.9, 2.0);
/// Wounded to killed: three, within a factor of 2.7 either way.
const WOUNDED: (f64, f64) = (1.098_612_288_668_11, 0.5);
/// How much of a claim's noise lasts to the lineage's next claim.
const LASTING: f64 = 0.8;

/// Parameters in order: log-increments by week, ln ω, common bias, then for each lineage its bias and its bias on
/// killed, then noise by claim.
struct Model {
    claims: Vec<Claim>,
    lineages: Vec<usize>,
    /// The claim of the same lineage before each, if any.
    before: Vec<Option<usize>>,
    weeks: usize,
    first_day: i32,
    last_day: i32,
    options: ScenarioOptions,
}

impl Model {
    fn new(claims: &[Claim], options: &ScenarioOptions) -> Result<Self, Error> {
        let positive = |v: f64| v > 0.0 && v.is_finite();
        if options.common_bias.is_nan()
            || options.common_bias < 0.0
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
        let before = (0..claims.len())
            .map(|i| i.checked_sub(1).filter(|&b| claims[b].lineage == claims[i].lineage))
            .collect();
        let first_day = options.first_day;
        Ok(Self { claims, lineages, before, weeks, first_day, last_day, options: options.clone() })
    }

    fn parameters(&self) -> usize {
        self.weeks + 2 + 2 * self.lineages.len() + self.claims.len()
    }

    /// Cumulative killed by the end of a day, straight within a week.
    fn killed(&self, at: &[f64]) -> impl Fn(i32) -> f64 {
        let mut sums = vec![0.0];
        for r in &at[..self.weeks] {
            sums.push(sums[sums.len() - 1] + r.exp());
        }
        let first = self.first_day;
        move |day| {
            let weeks = (i64::from(day) - i64::from(first) + 1).max(0) as f64 / 7.0;
            let whole = (weeks.floor() as usize).min(sums.len() - 1);
            let next = sums[(whole + 1).min(sums.len() - 1)];
            sums[whole] + (weeks - whole as f64).clamp(0.0, 1.0) * (next - sums[whole])
        }
    }

    fn ln_prior(&self, at: &[f64]) -> f64 {
        let square = |x: f64, mean: f64, sd: f64| -0.5 * ((x - mean) / sd).powi(2);
        let mut value = square(at[0], FIRST.0, FIRST.1);
        for w in at[..self.weeks].windows(2) {
            value += square(w[1], w[0], WALK);
        }
        value += square(at[self.weeks], WOUNDED.0, WOUNDED.1);
        // Biases are held as standard scores, so that a spread of 0 is no special case.
        value - 0.5 * at[self.weeks + 1..].iter().map(|s| s * s).sum::<f64>()
    }

    /// The centre of the prior, which is normal throughout.
    fn centre(&self, i: usize) -> f64 {
        match i.cmp(&self.weeks) {
            std::cmp::Ordering::Less => FIRST.0,
            std::cmp::Ordering::Equal => WOUNDED.0,
            std::cmp::Ordering::Greater => 0.0,
        }
    }

    /// A draw from the prior, less its centre.
    fn prior_draw(&self, stream: &mut Stream) -> Vec<f64> {
        let mut level = FIRST.1 * stream.normal();
        (0..self.parameters())
            .map(|i| match i {
                0 => level,
                _ if i < self.weeks => {
                    level += WALK * stream.normal();
                    level
                }
                _ if i == self.weeks => WOUNDED.1 * stream.normal(),
                _ => stream.normal(),
            })
            .collect()
    }

    fn ln_likelihood(&self, at: &[f64]) -> f64 {
        let mut value = 0.0;
        let ln_omega = at[self.weeks];
        let scores = &at[self.weeks + 1..];
        let (common, rest) = (scores[0] * self.options.common_bias, &scores[1..]);
        let (own, noise) = rest.split_at(2 * self.lineages.len());

        let killed = self.killed(at);
        let omega = ln_omega.exp();
        for &(day, named) in &self.options.floor {
            if killed(day) < named {
                return f64::NEG_INFINITY;
            }
        }
        if self.options.ceiling.is_some_and(|c| killed(self.last_day) * (1.0 + omega) > c) {
            return f64::NEG_INFINITY;
        }
        let mut lasting = vec![0.0; self.claims.len()];
        for (i, claim) in self.claims.iter().enumerate() {
            lasting[i] = match self.before[i] {
                Some(b) => LASTING * lasting[b] + (1.0 - LASTING * LASTING).sqrt() * noise[i],
                None => noise[i],
            };
            let count = match claim.from {
                Some(from) => killed(claim.as_of) - killed(from.saturating_sub(1)),
                None => killed(claim.as_of),
            };
            let l = self.lineages.binary_search(&claim.lineage).unwrap_or(0);
            let anchored = self.options.anchor == Some(claim.lineage);
            let spread = if anchored { 0.0 } else { self.options.lineage_bias };
            let bias = common + spread * own[2 * l];
            let on_killed = 0.5 * spread * own[2 * l + 1];
            let (factor, extra) = match claim.category {
                Category::Killed => ((1.0, 1.0), on_killed),
                Category::Wounded => ((omega, omega), 0.0),
                Category::KilledAndWounded => ((1.0 + omega, 1.0 + omega), 0.0),
                Category::Unspecified => ((1.0, 1.0 + omega), 0.0),
            };
            let shift = bias + extra + self.options.noise * lasting[i];
            value += ln_inside(claim, count, factor, shift);
        }
        value
    }
}

/// ln of the chance that the claimant's figure falls where the words say. Its own rounding is worth a twentieth in ln.
fn ln_inside(claim: &Claim, count: f64, factor: (f64, f64), shift: f64) -> f64 {
    const ROUNDING: f64 = 0.05;
    let at = |f: f64| (count.max(1e-9) * f).ln() + shift;
    // An unspecified figure may mean anything between its two readings: its lower end binds the larger, its upper end the smaller.
    let upper = claim.high.map_or(1.0, |h| normal_cdf((h.ln() - at(factor.0)) / ROUNDING));
    let lower = if claim.mixed || claim.low <= 0.0 {
        0.0
    } else {
        normal_cdf((claim.low.ln() - at(factor.1)) / ROUNDING)
    };
    (upper - lower).max(1e-300).ln()
}

/// Steps by component, tuned in the burn-in, and moves along ellipses of the prior, which is normal (I. Murray, R. P. Adams and
/// D. J. C. MacKay, "Elliptical slice sampling", 2010).
struct Walk {
    at: Vec<f64>,
    steps: Vec<f64>,
    prior: f64,
    likelihood: f64,
    stream: Stream,
}

/// Ellipses a sweep; one in three moves the biases and noise alone.
const ELLIPSES: usize = 9;

impl Walk {
    fn new(model: &Model, mut stream: Stream) -> Self {
        let n = model.parameters();
        let mut at = vec![0.0; n];
        // Starts lie apart; the level goes up and down until floor and ceiling hold.
        let level = FIRST.0 + stream.normal();
        at[model.weeks] = WOUNDED.0;
        for i in 0..200 {
            let away = 0.1 * f64::from(i / 2) * if i % 2 == 0 { 1.0 } else { -1.0 };
            at[..model.weeks].fill(level + away);
            if model.ln_likelihood(&at).is_finite() {
                break;
            }
        }
        let (prior, likelihood) = (model.ln_prior(&at), model.ln_likelihood(&at));
        Self { at, steps: vec![0.5; n], prior, likelihood, stream }
    }

    fn sweep(&mut self, model: &Model, tuning: bool) {
        for i in 0..self.at.len() {
            let held = self.at[i];
            self.at[i] = held + self.steps[i] * self.stream.normal();
            let (prior, likelihood) = (model.ln_prior(&self.at), model.ln_likelihood(&self.at));
            let change = prior + likelihood - self.prior - self.likelihood;
            let accept = self.stream.uniform().ln() < change;
            if accept {
                (self.prior, self.likelihood) = (prior, likelihood);
            } else {
                self.at[i] = held;
            }
            if tuning {
                self.steps[i] = (self.steps[i] * if accept { 1.05 } else { 0.96 }).clamp(1e-3, 5.0);
            }
        }
        for k in 0..ELLIPSES {
            self.ellipse(model, if k % 3 == 2 { model.weeks + 1 } else { 0 });
        }
        self.prior = model.ln_prior(&self.at);
        self.trade(model);
    }

    /// Moves along the directions in which the claims say nothing: level against the common bias, level against all lineages' biases, and a
    /// lineage's bias against its lasting noise.
    fn trade(&mut self, model: &Model) {
        let options = &model.options;
        let (weeks, lineages) = (model.weeks, model.lineages.len());
        for what in 0..2 + lineages {
            let before = self.at.clone();
            let shift = 0.1 * (2.5 * self.stream.uniform()).exp() * self.stream.normal();
            if what < 2 {
                self.at[..weeks].iter_mut().for_each(|r| *r += shift);
            }
            if what == 0 && options.common_bias > 0.0 {
                self.at[weeks + 1] -= shift / options.common_bias;
            }
            if what == 1 {
                for l in 0..lineages {
                    self.at[weeks + 2 + 2 * l] -= shift / options.lineage_bias;
                }
            }
            if let Some(l) = what.checked_sub(2) {
                self.at[weeks + 2 + 2 * l] += shift / options.lineage_bias;
                let away = -shift / options.noise;
                let next = away * (1.0 - LASTING) / (1.0 - LASTING * LASTING).sqrt();
                for (i, claim) in model.claims.iter().enumerate() {
                    if claim.lineage == model.lineages[l] {
                        let step = if model.before[i].is_none() { away } else { next };
                        self.at[weeks + 2 + 2 * lineages + i] += step;
                    }
                }
            }
            let (prior, likelihood) = (model.ln_prior(&self.at), model.ln_likelihood(&self.at));
            let change = prior + likelihood - self.prior - self.likelihood;
            if self.stream.uniform().ln() < change {
                (self.prior, self.likelihood) = (prior, likelihood);
            } else {
                self.at = before;
            }
        }
    }

    /// Moves the parameters from `first` on along an ellipse through a draw from the prior.
    fn ellipse(&mut self, model: &Model, first: usize) {
        let other = model.prior_draw(&mut self.stream);
        let floor = self.likelihood + self.stream.uniform().ln();
        let before = self.at.clone();
        let mut angle = std::f64::consts::TAU * self.stream.uniform();
        let (mut low, mut high) = (angle - std::f64::consts::TAU, angle);
        // The bracket halves on average; sixty halvings leave nothing of it.
        for _ in 0..60 {
            let (sin, cos) = angle.sin_cos();
            for i in first..before.len() {
                let centre = model.centre(i);
                self.at[i] = centre + (before[i] - centre) * cos + other[i] * sin;
            }
            let next = model.ln_likelihood(&self.at);
            if next > floor {
                self.likelihood = next;
                return;
            }
            if angle < 0.0 {
                low = angle;
            } else {
                high = angle;
            }
            angle = low + (high - low) * self.stream.uniform();
        }
        self.at = before;
    }
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

    #[test]
    fn nothing_to_say_is_an_error() {
        assert!(matches!(scenario(&[], &options()), Err(Error::Empty)));
        let o = ScenarioOptions { days: vec![100_000], ..options() };
        assert!(matches!(scenario(&claims(), &o), Err(Error::BadSetting { .. })));
    }
}
