//! The gliding move: Hamiltonian steps on the likelihood with persons and classes summed out.
//!
//! Sampling who is in which class ties a state to the classes it has; along the ridges of these posteriors – a class a
//! little larger and a little less
//! seen – it creeps. With the allocation and the population summed out the likelihood is Π p_m^c / (1 − p₀)^n, its gradient costs one
//! pass over the cells, and a path of some dozens of steps runs along the ridge. α stays; so do coordinates beyond ±[`FLAT`], and a path
//! that leaves that range is refused, so that the move stays reversible.
//!
//! Coordinates: x = logit λ by list and class, y = logit of the stick-breaking shares. The gradient is that of a completed table: expected
//! captures less λ times the expected size of the class.
//!
//! Source: R. M. Neal, "MCMC using Hamiltonian dynamics", 2011.

use super::Prior;
use super::cells::Cells;
use super::state::{CLASSES_MAX, Row};
use crate::random::Stream;

/// Beyond this logit a coordinate changes nothing and is left alone.
const FLAT: f64 = 35.0;

/// A point of the path: a row a list, and the sticks as the last row.
type Point = Vec<Row>;

/// Work space of the move.
#[derive(Debug, Clone)]
pub(super) struct Glide {
    /// λ/(1−λ) at the point.
    odds: Vec<Row>,
    weights: Vec<Row>,
    sums: Vec<Row>,
    at: Point,
    speed: Point,
    pull: Point,
    held: Vec<[bool; CLASSES_MAX]>,
    /// Length of a step; tuned towards an acceptance of 0.8 in the burn-in, then fixed.
    pub(super) step: f64,
    pub(super) tuning: bool,
    tuned: f64,
    pub(super) accepted: f64,
    pub(super) tried: f64,
}

/// What the move needs of its replica.
pub(super) struct Target<'a> {
    pub(super) cells: &'a Cells,
    pub(super) counts: &'a [f64],
    pub(super) total: f64,
    pub(super) prior: Prior,
    pub(super) alpha: f64,
}

impl Glide {
    pub(super) fn new(cells: &Cells) -> Self {
        let rows = vec![[0.0; CLASSES_MAX]; cells.lists + 1];
        Self {
            odds: vec![[0.0; CLASSES_MAX]; cells.lists],
            weights: vec![[0.0; CLASSES_MAX]; cells.nodes.len()],
            sums: vec![[0.0; CLASSES_MAX]; cells.nodes.len()],
            at: rows.clone(),
            speed: rows.clone(),
            pull: rows,
            held: vec![[false; CLASSES_MAX]; cells.lists + 1],
            step: 0.05,
            tuning: true,
            tuned: 0.0,
            accepted: 0.0,
            tried: 0.0,
        }
    }

    /// Moves odds and sticks; true if they changed.
    #[expect(clippy::needless_range_loop, reason = "one index runs over several arrays alike")]
    pub(super) fn run(
        &mut self,
        target: &Target<'_>,
        odds: &mut [Row],
        sticks: &mut Row,
        steps_max: usize,
        stream: &mut Stream,
    ) -> bool {
        let (lists, k) = (target.cells.lists, target.cells.classes);
        for j in 0..=lists {
            let (now, free) = if j < lists { (ln_row(&odds[j]), k) } else { (*sticks, k - 1) };
            for h in 0..CLASSES_MAX {
                let v = if h < free { now[h] } else { 0.0 };
                let held = h >= free || v.abs() >= FLAT || v.is_nan();
                self.held[j][h] = held;
                self.at[j][h] = v;
                self.speed[j][h] = if held { 0.0 } else { stream.normal() };
            }
        }
        let steps = 1 + stream.below(steps_max);
        let length = self.step * (0.7 + 0.6 * stream.uniform());
        let before = self.value_and_pull(target, true) - self.energy();
        let mut value = 0.0;
        for step in 1..=steps {
            self.kick(0.5 * length);
            for (row, v) in self.at.iter_mut().zip(&self.speed) {
                for (x, v) in row.iter_mut().zip(v) {
                    *x += length * v;
                }
            }
            value = self.value_and_pull(target, step == steps);
            self.kick(0.5 * length);
        }
        let after = value - self.energy();
        let inside = self
            .at
            .iter()
            .zip(&self.held)
            .all(|(row, held)| row.iter().zip(held).all(|(x, &held)| held || x.abs() < FLAT));
        let chance = if inside { (after - before).exp().min(1.0) } else { 0.0 };
        let chance = if chance.is_nan() { 0.0 } else { chance };
        self.tried += 1.0;
        self.accepted += chance;
        if self.tuning {
            self.tuned += 1.0;
            self.step *= ((chance - 0.8) / self.tuned.powf(0.6)).exp();
            self.step = self.step.clamp(1e-4, 1.0);
        }
        if stream.uniform() >= chance {
            return false;
        }
        for (j, row) in odds.iter_mut().enumerate() {
            for h in 0..k {
                if !self.held[j][h] {
                    row[h] = self.at[j][h].exp();
                }
            }
        }
        for h in 0..k {
            if !self.held[lists][h] {
                sticks[h] = self.at[lists][h];
            }
        }
        true
    }

    fn energy(&self) -> f64 {
        0.5 * self.speed.iter().flatten().map(|v| v * v).sum::<f64>()
    }

    fn kick(&mut self, by: f64) {
        for ((v, g), held) in self.speed.iter_mut().zip(&self.pull).zip(&self.held) {
            for h in 0..CLASSES_MAX {
                if !held[h] {
                    v[h] += by * g[h];
                }
            }
        }
    }

    /// The gradient of ln posterior at the point; its value too if asked (0 otherwise).
    fn value_and_pull(&mut self, target: &Target<'_>, value: bool) -> f64 {
        let (lists, k) = (target.cells.lists, target.cells.classes);
        let (on, off) = (target.prior.capture_on, target.prior.capture_off);
        let mut odds = std::mem::take(&mut self.odds);
        let mut seen: Row = [0.0; CLASSES_MAX];
        for (row, x) in odds.iter_mut().zip(&self.at) {
            *row = exp_row(x);
            for (q, o) in seen.iter_mut().zip(row.iter()) {
                *q += o + *q * o;
            }
        }
        // Sticks to class sizes.
        let up = exp_row(&self.at[lists]);
        let mut share: Row = [0.0; CLASSES_MAX];
        for (s, u) in share.iter_mut().zip(&up) {
            *s = u / (1.0 + u);
        }
        let mut base: Row = [0.0; CLASSES_MAX];
        let mut left = 1.0;
        let mut hit = 0.0;
        for h in 0..k {
            let size = if h + 1 < k { left * share[h] } else { left };
            if h + 1 < k {
                left /= 1.0 + up[h];
            }
            base[h] = size / (1.0 + seen[h]);
            hit += base[h] * seen[h];
        }

        let mut ln_value = 0.0;
        for (i, node) in target.cells.nodes.iter().enumerate() {
            let row = &odds[node.list];
            let from = match node.parent {
                Some(p) => self.weights[p],
                None => base,
            };
            let mut w = from;
            for (a, b) in w.iter_mut().zip(row) {
                *a *= b;
            }
            self.weights[i] = w;
            self.sums[i] = match node.cell {
                Some(cell) => {
                    let c = target.counts[cell];
                    let p: f64 = sum_row(&w).max(f64::MIN_POSITIVE);
                    if value {
                        ln_value += c * p.ln();
                    }
                    let f = c / p;
                    w.map(|v| v * f)
                }
                None => [0.0; CLASSES_MAX],
            };
        }
        for row in &mut self.pull {
            *row = [0.0; CLASSES_MAX];
        }
        let mut size: Row = [0.0; CLASSES_MAX];
        let missing = target.total / hit;
        for (s, b) in size.iter_mut().zip(&base) {
            *s = missing * b;
        }
        for i in (0..target.cells.nodes.len()).rev() {
            let node = &target.cells.nodes[i];
            let own = self.sums[i];
            for (g, s) in self.pull[node.list].iter_mut().zip(&own) {
                *g += s;
            }
            let to = match node.parent {
                Some(p) => &mut self.sums[p],
                None => &mut size,
            };
            for (a, b) in to.iter_mut().zip(&own) {
                *a += b;
            }
        }
        for (pull, o) in self.pull.iter_mut().zip(odds.iter()) {
            for h in 0..CLASSES_MAX {
                pull[h] += on - (o[h] / (1.0 + o[h])) * (size[h] + on + off);
            }
        }
        let mut beyond = 0.0;
        let sticks = &mut self.pull[lists];
        for h in (0..k).rev() {
            if h + 1 < k {
                sticks[h] = (size[h] + 1.0) * (1.0 - share[h]) - share[h] * (beyond + target.alpha);
            }
            beyond += size[h];
        }
        if value {
            ln_value -= target.total * hit.ln();
            // Coordinates that are held are the same at both ends of the path: they are left out.
            for ((x, o), held) in self.at.iter().zip(odds.iter()).zip(&self.held) {
                ln_value += on * sum_row(x) - (on + off) * ln_product_1p(o, held);
            }
            ln_value += sum_row(&self.at[lists])
                - (1.0 + target.alpha) * ln_product_1p(&up, &self.held[lists]);
        }
        self.odds = odds;
        ln_value
    }
}

/// e^x for |x| < 700, sixteen at once in wide registers; to about 1e-14, the same on every machine.
#[inline]
fn exp_row(x: &Row) -> Row {
    const MAGIC: f64 = 6_755_399_441_055_744.0;
    let mut out = [0.0; CLASSES_MAX];
    for (slot, &x) in out.iter_mut().zip(x) {
        let x = x.clamp(-690.0, 690.0);
        let t = x * std::f64::consts::LOG2_E + MAGIC;
        let n = t - MAGIC;
        let r = (x - n * 0.693_145_751_953_125) - n * 1.428_606_820_309_417_3e-6;
        // Estrin's scheme: short chains, so that three wide registers keep the unit busy.
        let (r2, c) = (r * r, &EXP);
        let (r4, r8) = (r2 * r2, r2 * r2 * r2 * r2);
        let low = (c[0] + c[1] * r) + (c[2] + c[3] * r) * r2;
        let mid = (c[4] + c[5] * r) + (c[6] + c[7] * r) * r2;
        let high = (c[8] + c[9] * r) + (c[10] + c[11] * r) * r2;
        let p = (low + mid * r4) + (high + c[12] * r4) * r8;
        *slot = f64::from_bits(p.to_bits().wrapping_add(t.to_bits() << 52));
    }
    out
}

/// 1/n! for n from 0 to 12.
const EXP: [f64; 13] = [
    1.0,
    1.0,
    0.5,
    1.0 / 6.0,
    1.0 / 24.0,
    1.0 / 120.0,
    1.0 / 720.0,
    1.0 / 5040.0,
    1.0 / 40_320.0,
    1.0 / 362_880.0,
    1.0 / 3_628_800.0,
    1.0 / 39_916_800.0,
    1.0 / 479_001_600.0,
];
/// The sum of a row, four lanes at once.
#[inline]
fn sum_row(x: &Row) -> f64 {
    let mut s = [0.0; 4];
    for i in 0..4 {
        s[i] = x[i] + x[i + 4] + x[i + 8];
    }
    (s[0] + s[2]) + (s[1] + s[3])
}
/// ln Π(1 + o) over what is free: one logarithm for a dozen values below e^[`FLAT`], whose product is below 10^183.
#[inline]
fn ln_product_1p(odds: &Row, held: &[bool; CLASSES_MAX]) -> f64 {
    odds.iter().zip(held).map(|(o, &held)| if held { 1.0 } else { 1.0 + o }).product::<f64>().ln()
}

/// ln x for positive x, clamped to 1e±300; a dozen at once in wide registers; to about 1e-15 of 1, the same on every machine.
#[inline]
fn ln_row(x: &Row) -> Row {
    let mut out = [0.0; CLASSES_MAX];
    for (slot, &x) in out.iter_mut().zip(x) {
        let x = x.clamp(1e-300, 1e300);
        let bits = x.to_bits();
        let t = bits.wrapping_sub(0x3fe6_a09e_667f_3bcd);
        let e = ((t as i64) >> 52) as f64;
        let m = f64::from_bits(bits.wrapping_sub(t & 0xfff0_0000_0000_0000));
        let s = (m - 1.0) / (m + 1.0);
        let z = s * s;
        let mut p = 1.0 / 19.0;
        for c in [
            1.0 / 17.0,
            1.0 / 15.0,
            1.0 / 13.0,
            1.0 / 11.0,
            1.0 / 9.0,
            1.0 / 7.0,
            0.2,
            1.0 / 3.0,
            1.0,
        ] {
            p = p * z + c;
        }
        *slot = e * std::f64::consts::LN_2 + 2.0 * s * p;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logarithms_are_right() {
        for i in -600..=600 {
            let x = (f64::from(i) * 1.1 + 0.123).exp();
            let y = ln_row(&[x; CLASSES_MAX])[0];
            assert!((y - x.ln()).abs() < 1e-13 * x.ln().abs().max(1.0), "{x} {y}");
        }
    }
    /// Sticks of a logit of hundreds are common under a small α; they must neither stop the move nor bias it.
    #[test]
    fn what_is_held_does_not_enter_the_difference() {
        let cells = Cells::new(2, 4, [1, 2, 3].into_iter());
        let mut glide = Glide::new(&cells);
        let counts = [30.0, 20.0, 9.0];
        let prior = Prior::default();
        let target = Target { cells: &cells, counts: &counts, total: 59.0, prior, alpha: 0.01 };
        for row in &mut glide.held {
            row[4..].fill(true);
        }
        let difference = |glide: &mut Glide| {
            glide.at[0][0] = 0.3;
            let before = glide.value_and_pull(&target, true);
            glide.at[0][0] = -0.9;
            glide.value_and_pull(&target, true) - before
        };
        // The last two sticks beyond all bounds: nobody is in the classes behind them.
        (glide.at[2][0], glide.at[2][1], glide.at[2][2]) = (1.0, 34.9, 34.9);
        let free = difference(&mut glide);
        glide.held[2][1..3].fill(true);
        (glide.at[2][1], glide.at[2][2]) = (650.0, 680.0);
        let held = difference(&mut glide);
        assert!(free.is_finite() && (free - held).abs() < 1e-9, "{free} {held}");
    }

    #[test]
    fn exponentials_are_right() {
        for i in -600..=600 {
            let x = f64::from(i) * 0.9 + 0.123;
            let y = exp_row(&[x; CLASSES_MAX])[0];
            assert!((y / x.exp() - 1.0).abs() < 1e-13, "{x}");
        }
    }

    /// The gradient against differences of the value.
    #[test]
    #[expect(clippy::needless_range_loop, reason = "one index runs over several arrays alike")]
    fn the_gradient_is_the_slope() {
        let cells = Cells::new(3, 3, [1, 2, 3, 4, 6, 7].into_iter());
        let mut glide = Glide::new(&cells);
        let mut s = Stream::new(&[3; 32], "slope", 0);
        for row in &mut glide.at {
            for x in &mut row[..3] {
                *x = s.normal();
            }
        }
        let counts = [30.0, 20.0, 9.0, 25.5, 4.0, 2.5];
        let target = Target {
            cells: &cells,
            counts: &counts,
            total: 91.0,
            prior: Prior { capture_on: 1.5, capture_off: 0.7, ..Prior::default() },
            alpha: 0.6,
        };
        glide.value_and_pull(&target, true);
        let pull = glide.pull.clone();
        for j in 0..4 {
            for h in 0..if j < 3 { 3 } else { 2 } {
                let mut value = |d: f64| {
                    glide.at[j][h] += d;
                    let v = glide.value_and_pull(&target, true);
                    glide.at[j][h] -= d;
                    v
                };
                let slope = (value(1e-5) - value(-1e-5)) / 2e-5;
                assert!((slope - pull[j][h]).abs() < 1e-5, "{j} {h}: {slope} {}", pull[j][h]);
            }
        }
    }
}
