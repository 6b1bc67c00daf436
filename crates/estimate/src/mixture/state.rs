//! One replica: a state of the latent-class model and the sweep that moves it.
//!
//! Persons fall into K classes; within a class the lists are independent. The sweep works on counts, never on persons:
//! 1. the persons of each pattern are split over the classes, and those on no list are drawn with all else given;
//! 2. **the collapsed move**: the number on no list of one class is multiplied by a random factor, with capture probabilities and class
//!    sizes integrated out – it is this that lets the population move by factors where plain Gibbs sampling creeps;
//! 3. capture probabilities, class sizes and the concentration are drawn anew given all counts.
//!
//! Steps 1 and 3 are Gibbs steps and step 2 leaves the law of the counts with the rest integrated out unchanged; since 3 then redraws all
//! that was integrated out, the whole sweep leaves the posterior unchanged (a partially collapsed sampler, van Dyk and Park 2008).

use super::Prior;
use super::cells::Cells;
use super::glide::{Glide, Target};
use crate::random::Stream;
use crate::special::ln_gamma;

/// The most classes; the arrays are of this width so that the compiler can use wide registers.
pub(super) const CLASSES_MAX: usize = 12;

pub(super) type Row = [f64; CLASSES_MAX];

/// More persons than this on no list are not drawn: 10^15, a hundred thousand times the human population.
const MISSING_MAX: f64 = 1e15;

/// What a swap exchanges.
#[derive(Debug, Clone)]
pub(super) struct Params {
    /// λ/(1−λ) by list and class.
    pub(super) odds: Vec<Row>,
    /// Class sizes, summing to 1.
    pub(super) nu: Row,
    /// The logits of the stick-breaking shares; the last class has none.
    pub(super) sticks: Row,
    pub(super) alpha: f64,
    /// ν_k Π(1−λ): in the class and on no list.
    pub(super) base: Row,
    /// Π(1+odds) − 1 by class: the odds of being on a list at all.
    pub(super) seen_odds: Row,
    /// On no list, and on some.
    miss: f64,
    pub(super) hit: f64,
}

impl Params {
    pub(super) fn new(odds: Vec<Row>, nu: Row, alpha: f64) -> Self {
        let zero = [0.0; CLASSES_MAX];
        let mut sticks = zero;
        let mut left = 1.0;
        for (s, v) in sticks.iter_mut().zip(&nu) {
            left -= v;
            *s = (v / f64::max(left, 1e-12)).max(1e-12).ln();
        }
        let (base, seen_odds) = (zero, zero);
        let mut p = Self { odds, nu, sticks, alpha, base, seen_odds, miss: 0.0, hit: 0.0 };
        p.refresh();
        p
    }

    /// Class sizes from the sticks, after a glide.
    pub(super) fn sizes_from_sticks(&mut self, classes: usize) {
        let mut ln_left = 0.0_f64;
        for h in 0..classes - 1 {
            let y = self.sticks[h];
            // ln V and ln(1 − V) of a logit, right at both ends.
            let (ln_v, ln_1v) = (-(-y).exp().ln_1p(), -y.exp().ln_1p());
            let (ln_v, ln_1v) =
                (if y < -700.0 { y } else { ln_v }, if y > 700.0 { -y } else { ln_1v });
            self.nu[h] = (ln_left + ln_v).exp();
            ln_left += ln_1v;
        }
        self.nu[classes - 1] = ln_left.exp();
        self.refresh();
    }

    /// Recomputes what follows from odds and sizes; without cancellation when almost nobody is seen.
    pub(super) fn refresh(&mut self) {
        let mut q = [0.0; CLASSES_MAX];
        for row in &self.odds {
            for (q, o) in q.iter_mut().zip(row) {
                *q += o + *q * o;
            }
        }
        (self.miss, self.hit) = (0.0, 0.0);
        for ((base, nu), q) in self.base.iter_mut().zip(&self.nu).zip(&q) {
            *base = nu / (1.0 + q);
            self.miss += *base;
            self.hit += if q.is_finite() { nu * (q / (1.0 + q)) } else { *nu };
        }
        self.seen_odds = q;
    }
}

/// A state and its table.
#[derive(Debug)]
pub(super) struct Replica {
    counts: Vec<u64>,
    total: u64,
    /// The counts as they enter the likelihood, times the power.
    powered: Vec<f64>,
    powered_total: f64,
    /// The counts of the full table, and its total.
    full: Vec<f64>,
    full_total: f64,
    /// ln-likelihood of the full table under the present parameters.
    pub(super) ln_full: f64,
    pub(super) params: Params,
    /// Listed persons by class, and their captures by list and class.
    seen: [u64; CLASSES_MAX],
    captured: Vec<[u64; CLASSES_MAX]>,
    /// On no list, by class.
    pub(super) missing: [u64; CLASSES_MAX],
    /// ln of the chance of each pattern under the present parameters.
    pub(super) ln_chance: Vec<f64>,
    pub(super) stream: Stream,
    pub(super) prior: Prior,
    pub(super) glide: Glide,
}

impl Replica {
    pub(super) fn new(
        cells: &Cells,
        counts: Vec<u64>,
        power: Option<f64>,
        full: &[u64],
        params: Params,
        prior: Prior,
        stream: Stream,
    ) -> Self {
        let full: Vec<f64> = full.iter().map(|&c| c as f64).collect();
        let powered: Vec<f64> = match power {
            Some(beta) => full.iter().map(|c| beta * c).collect(),
            None => counts.iter().map(|&c| c as f64).collect(),
        };
        let mut replica = Self {
            total: counts.iter().sum(),
            powered_total: powered.iter().sum(),
            powered,
            full_total: full.iter().sum(),
            full,
            ln_full: 0.0,
            ln_chance: vec![0.0; counts.len()],
            counts,
            params,
            seen: [0; CLASSES_MAX],
            captured: vec![[0; CLASSES_MAX]; cells.lists],
            missing: [0; CLASSES_MAX],
            stream,
            prior,
            glide: Glide::new(cells),
        };
        replica.note_chances(cells);
        replica
    }

    /// Persons in the class, listed or not.
    pub(super) fn in_class(&self, class: usize) -> u64 {
        self.seen[class] + self.missing[class]
    }

    /// Captures of the class by list.
    #[cfg(test)]
    pub(super) fn captures(&self, class: usize) -> impl Iterator<Item = f64> {
        self.captured.iter().map(move |row| row[class] as f64)
    }

    /// Takes another table of the same patterns and as many persons.
    #[cfg(test)]
    pub(super) fn recount(&mut self, cells: &Cells, counts: &[u64]) {
        self.counts = counts.to_vec();
        self.full = counts.iter().map(|&c| c as f64).collect();
        self.powered = self.full.clone();
        self.note_chances(cells);
    }

    pub(super) fn population(&self) -> u64 {
        self.total + self.missing.iter().sum::<u64>()
    }

    /// ln of the likelihood of this replica's table under the parameters of `other`, the population summed out under 1/N.
    pub(super) fn ln_likelihood_of(&self, other: &Self) -> f64 {
        let sum: f64 = self.counts.iter().zip(&other.ln_chance).map(|(&c, &l)| c as f64 * l).sum();
        sum - self.total as f64 * other.params.hit.ln()
    }

    pub(super) fn swap_params(&mut self, other: &mut Self) {
        std::mem::swap(&mut self.params, &mut other.params);
        std::mem::swap(&mut self.ln_chance, &mut other.ln_chance);
        std::mem::swap(&mut self.ln_full, &mut other.ln_full);
    }

    pub(super) fn sweep(&mut self, cells: &Cells) {
        self.sweep_counts(cells);
        self.settle(cells);
    }

    /// The first half of a sweep: who is in which class. Capture probabilities and sizes are integrated out at its end.
    pub(super) fn sweep_counts(&mut self, cells: &Cells) {
        self.allocate(cells);
        self.draw_missing(cells);
        self.collapsed_moves(cells);
        self.reorder_classes(cells);
    }

    /// The second half: everything else, given the counts.
    pub(super) fn settle(&mut self, cells: &Cells) {
        self.draw_params(cells);
        self.note_chances(cells);
    }

    /// Between the halves: exchanges the counts by class, and the concentration.
    pub(super) fn swap_counts(&mut self, other: &mut Self) {
        std::mem::swap(&mut self.seen, &mut other.seen);
        std::mem::swap(&mut self.captured, &mut other.captured);
        std::mem::swap(&mut self.missing, &mut other.missing);
        std::mem::swap(&mut self.params.alpha, &mut other.params.alpha);
    }

    /// ln of what the prior of this replica has to do with the counts and the concentration of `other`: the law of the captures given who is
    /// in which class, and that of α. An empty class adds nothing.
    pub(super) fn ln_prior_of(&self, other: &Self) -> f64 {
        let (on, off) = (self.prior.capture_on, self.prior.capture_off);
        let rise = |x: f64, d: f64| {
            if x == 1.0 { ln_gamma(1.0 + d) } else { ln_gamma(x + d) - ln_gamma(x) }
        };
        let alpha = other.params.alpha;
        let mut sum = (self.prior.alpha_shape - 1.0) * alpha.ln() - self.prior.alpha_rate * alpha;
        for h in (0..CLASSES_MAX).filter(|&h| other.in_class(h) > 0) {
            let n = other.in_class(h) as f64;
            for row in &other.captured {
                let r = row[h] as f64;
                sum += rise(on, r) + rise(off, n - r);
            }
            sum -= other.captured.len() as f64 * rise(on + off, n);
        }
        sum
    }

    pub(super) fn draw_alpha(&mut self, k: usize, ln_left: f64) {
        let shape = self.prior.alpha_shape + k as f64 - 1.0;
        let rate = self.prior.alpha_rate - ln_left;
        self.params.alpha = (self.stream.gamma(shape) / rate).max(1e-300);
    }

    /// Glides along the ridge, up to so many steps.
    pub(super) fn glide(&mut self, cells: &Cells, steps_max: usize) {
        let target = Target {
            cells,
            counts: &self.powered,
            total: self.powered_total,
            prior: self.prior,
            alpha: self.params.alpha,
        };
        let Params { odds, sticks, .. } = &mut self.params;
        if self.glide.run(&target, odds, sticks, steps_max, &mut self.stream) {
            self.params.sizes_from_sticks(cells.classes);
            self.note_chances(cells);
        }
    }

    pub(super) fn note_chances(&mut self, cells: &Cells) {
        for (cell, slot) in self.ln_chance.iter_mut().enumerate() {
            let sum: f64 = cells.weights(cell, &self.params).iter().sum();
            *slot = sum.max(f64::MIN_POSITIVE).ln();
        }
        let sum: f64 = self.full.iter().zip(&self.ln_chance).map(|(c, l)| c * l).sum();
        self.ln_full = sum - self.full_total * self.params.hit.ln();
    }

    fn allocate(&mut self, cells: &Cells) {
        self.seen = [0; CLASSES_MAX];
        for row in &mut self.captured {
            *row = [0; CLASSES_MAX];
        }
        for (cell, &count) in self.counts.iter().enumerate() {
            if count == 0 {
                continue;
            }
            let w = cells.weights(cell, &self.params);
            let mut split = [0_u64; CLASSES_MAX];
            let k = cells.classes;
            if count <= 6 {
                let whole: f64 = w[..k].iter().sum();
                for _ in 0..count {
                    let mut u = self.stream.uniform() * whole;
                    let class = w[..k].iter().position(|x| {
                        u -= x;
                        u < 0.0
                    });
                    split[class.unwrap_or(k - 1)] += 1;
                }
            } else {
                self.stream.multinomial(count, &w[..k], &mut split[..k]);
            }
            for (a, b) in self.seen.iter_mut().zip(&split) {
                *a += b;
            }
            for &j in &cells.members[cell] {
                for (a, b) in self.captured[j].iter_mut().zip(&split) {
                    *a += b;
                }
            }
        }
    }

    fn draw_missing(&mut self, cells: &Cells) {
        let odds = (self.params.miss / self.params.hit).min(MISSING_MAX / self.total as f64);
        let n0 = self.stream.negative_binomial(self.total as f64, odds);
        self.missing = [0; CLASSES_MAX];
        let k = cells.classes;
        self.stream.multinomial(n0, &self.params.base[..k], &mut self.missing[..k]);
    }

    fn collapsed_moves(&mut self, cells: &Cells) {
        let k = cells.classes;
        let alpha = self.params.alpha;
        let mut size: Row = [0.0; CLASSES_MAX];
        let mut whole = 0.0;
        for (h, s) in size.iter_mut().enumerate().take(k) {
            *s = (self.seen[h] + self.missing[h]) as f64;
            whole += *s;
        }
        let mut beyond: Row = [0.0; CLASSES_MAX];
        for h in (0..k.saturating_sub(1)).rev() {
            beyond[h] = beyond[h + 1] + size[h + 1];
        }
        for h in 0..k {
            if self.seen[h] == 0 {
                continue;
            }
            let now = self.missing[h] as f64 + self.stream.uniform();
            // Factors from a twentieth to e: small for large classes, large to leave a mode.
            let scale = 0.05 * (3.0 * self.stream.uniform()).exp();
            let then = now * (scale * self.stream.normal()).exp();
            if then >= MISSING_MAX {
                continue;
            }
            let (n0, m0) = (self.missing[h] as f64, then.floor());
            let d = m0 - n0;
            if d == 0.0 {
                continue;
            }
            let mut change = ln_rise(whole, d) - ln_rise(n0 + 1.0, d);
            for l in 0..h {
                let rest = alpha + beyond[l];
                change += ln_rise(rest, d) - ln_rise(1.0 + size[l] + rest, d);
            }
            if h + 1 < k {
                change += ln_rise(1.0 + size[h], d) - ln_rise(1.0 + size[h] + alpha + beyond[h], d);
            }
            let (on, off) = (self.prior.capture_on, self.prior.capture_off);
            for row in &self.captured {
                change += ln_rise(off + size[h] - row[h] as f64, d);
            }
            change -= cells.lists as f64 * ln_rise(on + off + size[h], d);
            if self.stream.uniform().ln() < change + (then / now).ln() {
                self.missing[h] = m0 as u64;
                size[h] += d;
                whole += d;
                for b in &mut beyond[..h] {
                    *b += d;
                }
            }
        }
    }

    /// Exchanges neighbouring classes, sizes integrated out.
    ///
    /// The sticks favour large classes in front; without this move a new large class has to grow where it happens to stand. With a and b
    /// persons in the two and R behind them the ratio of the laws is (α + b + R) / (α + a + R); the last class has no stick of its own.
    fn reorder_classes(&mut self, cells: &Cells) {
        let k = cells.classes;
        let alpha = self.params.alpha;
        let mut behind = 0.0;
        for h in (0..k.saturating_sub(1)).rev() {
            let (a, b) = (self.in_class(h) as f64, self.in_class(h + 1) as f64);
            let ln_ratio = reorder_ln_ratio(a, b, behind, alpha, h + 2 == k);
            let mut last = b;
            if ln_ratio >= 0.0 || self.stream.uniform().ln() < ln_ratio {
                self.seen.swap(h, h + 1);
                self.missing.swap(h, h + 1);
                for row in &mut self.captured {
                    row.swap(h, h + 1);
                }
                last = a;
            }
            behind += last;
        }
    }

    fn draw_params(&mut self, cells: &Cells) {
        let k = cells.classes;
        let (on, off) = (self.prior.capture_on, self.prior.capture_off);
        for j in 0..cells.lists {
            for h in 0..k {
                let n = self.in_class(h) as f64;
                let r = self.captured[j][h] as f64;
                self.params.odds[j][h] = self.stream.beta_odds(on + r, off + n - r);
            }
        }
        let mut ln_left = 0.0_f64;
        let mut rest: f64 = (0..k).map(|h| self.in_class(h) as f64).sum();
        self.params.nu = [0.0; CLASSES_MAX];
        for h in 0..k - 1 {
            let n = self.in_class(h) as f64;
            rest -= n;
            let (ln_v, ln_1v) = self.stream.ln_beta_pair(1.0 + n, self.params.alpha + rest);
            self.params.nu[h] = (ln_left + ln_v).exp();
            self.params.sticks[h] = ln_v - ln_1v;
            ln_left += ln_1v;
        }
        self.params.nu[k - 1] = ln_left.exp();
        self.draw_alpha(k, ln_left);
        self.params.refresh();
    }
}

/// ln of the ratio of the laws after and before two neighbouring classes of `a` and `b` persons change places,
/// `behind` being those after them.
fn reorder_ln_ratio(a: f64, b: f64, behind: f64, alpha: f64, is_last: bool) -> f64 {
    if is_last {
        ln_gamma(1.0 + b) - ln_gamma(1.0 + a) + ln_gamma(alpha + a) - ln_gamma(alpha + b)
    } else {
        ((alpha + b + behind) / (alpha + a + behind)).ln()
    }
}

/// ln Γ(x + d) − ln Γ(x) for x > 0 and x + d > 0, d whole: by a product for small d, else by Stirling's series.
#[inline]
fn ln_rise(x: f64, d: f64) -> f64 {
    let (low, steps) = if d < 0.0 { (x + d, -d) } else { (x, d) };
    let value = if steps <= 6.0 {
        let mut product = 1.0;
        let mut i = 0.0;
        while i < steps {
            product *= low + i;
            i += 1.0;
        }
        product.ln()
    } else {
        half_ln_gamma(low + steps) - half_ln_gamma(low)
    };
    if d < 0.0 { -value } else { value }
}

/// ln Γ without the constant ½ ln 2π, which cancels; to about 1e-10.
#[inline]
fn half_ln_gamma(x: f64) -> f64 {
    if x < 8.0 {
        return ln_gamma(x) - 0.918_938_533_204_672_7;
    }
    let r = 1.0 / x;
    let r2 = r * r;
    (x - 0.5) * x.ln() - x + r * (1.0 / 12.0 - r2 * (1.0 / 360.0 - r2 * (1.0 / 1260.0)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::special::ln_beta;

    #[test]
    fn rises_are_differences_of_log_gamma() {
        for x in [0.3, 1.0, 7.5, 400.0, 1e7] {
            for d in [1.0, 5.0, 7.0, 300.0, 1e6] {
                let exact = ln_gamma(x + d) - ln_gamma(x);
                assert!((ln_rise(x, d) - exact).abs() < 1e-8 * exact.abs().max(1.0), "{x} {d}");
                assert!((ln_rise(x + d, -d) + ln_rise(x, d)).abs() < 1e-9 * exact.abs().max(1.0));
            }
        }
    }

    /// The ratio of the reordering move, against the law of the sizes written out.
    #[test]
    fn reordering_ratio_is_the_law_of_the_sizes() {
        let law = |n: &[f64], alpha: f64| -> f64 {
            (0..n.len() - 1)
                .map(|k| {
                    let rest: f64 = n[k + 1..].iter().sum();
                    ln_beta(1.0 + n[k], alpha + rest)
                })
                .sum()
        };
        let n = [40.0, 3.0, 17.0, 0.0, 6.0];
        for alpha in [0.01, 0.7, 5.0] {
            for h in 0..4 {
                let mut swapped = n;
                swapped.swap(h, h + 1);
                let behind: f64 = n[h + 2..].iter().sum();
                let ours = reorder_ln_ratio(n[h], n[h + 1], behind, alpha, h + 2 == n.len());
                assert!((ours - law(&swapped, alpha) + law(&n, alpha)).abs() < 1e-9);
            }
        }
    }
}
