//! The sum over all n₀ = 0, 1, 2, … of a positive, eventually smooth function, without ever cutting it off.
//!
//! The first terms are added one by one. The rest is the integral from half a step below the next term (Euler–Maclaurin about
//! midpoints, whose corrections vanish but for one at the seam), by Gauss–Legendre panels in ln n₀ that are halved until both halves agree
//! with the whole. Panels go on until what is left is nothing, or until the function falls as a power and the rest can be
//! bounded.

/// Terms added one by one; from here on the function is smooth on the scale of one person.
const DENSE: usize = 512;

/// Panels are halved while halves and whole differ by more than this share of the sum so far expected.
const TOLERANCE: f64 = 1e-10;

/// Panels at most: some hundred are usual, and each takes 150 bytes.
const PANELS_MAX: usize = 20_000;

/// The sum with all that quantiles need.
#[derive(Debug, Clone)]
pub(super) struct Sum {
    dense: Vec<f64>,
    panels: Vec<Panel>,
    /// The whole, scaled by exp(−`scale`).
    pub(super) total: f64,
    /// Subtracted from every logarithm.
    pub(super) scale: f64,
    /// An upper bound of the share beyond the last panel.
    pub(super) tail: f64,
    /// Evaluations of the function.
    pub(super) evaluations: usize,
}

#[derive(Debug, Clone)]
struct Panel {
    low: f64,
    high: f64,
    mass: f64,
    values: [f64; NODES],
}

impl Sum {
    /// The smallest n₀ with at least this share of the sum at or below it; ∞ if that is beyond the last panel.
    pub(super) fn quantile(&self, share: f64) -> f64 {
        let goal = share * self.total;
        let mut sum = 0.0;
        for (n, v) in self.dense.iter().enumerate() {
            sum += v;
            if sum >= goal {
                return n as f64;
            }
        }
        for panel in &self.panels {
            if sum + panel.mass >= goal {
                let x = panel.place(goal - sum);
                // The person n₀ owns the step from n₀ − ½ to n₀ + ½.
                return (x - 0.5).ceil().max(0.0);
            }
            sum += panel.mass;
        }
        f64::INFINITY
    }

    /// The share of the sum at or below n₀.
    #[cfg(test)]
    pub(super) fn share_below(&self, n: usize) -> f64 {
        let mut sum: f64 = self.dense.iter().take(n + 1).sum();
        let x = n as f64 + 0.5;
        for panel in &self.panels {
            if panel.high.exp() <= x {
                sum += panel.mass;
            } else if panel.low.exp() < x {
                sum += panel.mass_below((x.ln() - panel.low) / (panel.high - panel.low));
            }
        }
        sum / self.total
    }
}

impl Panel {
    /// Where in the panel the integral from its start reaches `goal`.
    fn place(&self, goal: f64) -> f64 {
        let (mut a, mut b) = (0.0, 1.0);
        for _ in 0..60 {
            let mid = 0.5 * (a + b);
            if self.mass_below(mid) < goal { a = mid } else { b = mid }
        }
        (self.low + 0.5 * (a + b) * (self.high - self.low)).exp()
    }

    /// The integral over the first part of the panel, of the polynomial through its nodes.
    fn mass_below(&self, part: f64) -> f64 {
        let width = self.high - self.low;
        let mut sum = 0.0;
        for (x, w) in nodes() {
            sum += w * self.interpolate(part * x);
        }
        sum * part * width
    }

    fn interpolate(&self, at: f64) -> f64 {
        let (mut top, mut bottom) = (0.0, 0.0);
        for (k, ((x, w), value)) in nodes().zip(&self.values).enumerate() {
            let d = at - x;
            if d == 0.0 {
                return *value;
            }
            // Barycentric weights of Gauss–Legendre nodes.
            let sign = if k % 2 == 0 { 1.0 } else { -1.0 };
            let b = sign * (x * (1.0 - x) * w).sqrt() / d;
            top += b * value;
            bottom += b;
        }
        top / bottom
    }
}

/// Sums exp(`ln_f`(n₀)) over all n₀ ≥ 0.
pub(super) fn sum(mut ln_f: impl FnMut(f64) -> f64) -> Sum {
    let mut evaluations = 0;
    let mut eval = |x: f64| {
        evaluations += 1;
        ln_f(x)
    };
    let mut logs: Vec<f64> = (0..DENSE).map(|n| eval(n as f64)).collect();
    let seam = DENSE as f64 - 0.5;
    let start = seam.ln();

    // A rough walk outwards finds the height of the function and where it has died away.
    let step = 0.15;
    let mut scale = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let mut walk = Vec::new();
    let mut mass_top = f64::NEG_INFINITY;
    for k in 0..240 {
        let t = start + step * f64::from(k);
        let v = eval(t.exp());
        walk.push(v);
        scale = scale.max(v);
        mass_top = mass_top.max(v + t);
        // Seventeen digits below the top, and falling: over.
        if k > 3 && v + t < mass_top.max(scale) - 40.0 && v < walk[walk.len() - 2] {
            break;
        }
    }
    let rough: f64 = logs.iter().map(|v| (v - scale).exp()).sum::<f64>()
        + walk
            .iter()
            .enumerate()
            .map(|(k, v)| (v - scale + start + step * k as f64).exp() * step)
            .sum::<f64>();
    let end = start + step * (walk.len() - 1) as f64;

    let mut integrand = |t: f64| (eval(t.exp()) - scale + t).exp();
    let mut ahead = Vec::new();
    let mut at = end;
    while at > start + 1e-9 {
        let low = (at - 2.0 * step).max(start);
        ahead.push((low, at, None, 0));
        at = low;
    }
    let mut panels = Vec::new();
    while let Some((low, high, known, depth)) = ahead.pop() {
        let whole = known.unwrap_or_else(|| panel(low, high, &mut integrand));
        let mid = 0.5 * (low + high);
        let left = panel(low, mid, &mut integrand);
        let right = panel(mid, high, &mut integrand);
        if depth >= 24
            || panels.len() >= PANELS_MAX
            || (left.mass + right.mass - whole.mass).abs() <= TOLERANCE * rough
        {
            panels.push(left);
            panels.push(right);
        } else {
            ahead.push((mid, high, Some(right), depth + 1));
            ahead.push((low, mid, Some(left), depth + 1));
        }
    }
    // Where the function has become a power of n₀, the rest beyond the end is its mass over one unit of ln n₀ by the slope.
    let (last, before) = (integrand(end), integrand(end - step));
    let slope = (before / last).ln() / step;
    let rest = if last == 0.0 {
        0.0
    } else if slope > 0.0 {
        last / slope
    } else {
        f64::INFINITY
    };

    for v in &mut logs {
        *v = (*v - scale).exp();
    }
    // The first correction at the seam: f′/24, the derivative by a central difference.
    let correction = ((eval(seam + 0.5) - scale).exp() - (eval(seam - 0.5) - scale).exp()) / 24.0;
    if let Some(last) = logs.last_mut() {
        *last += correction;
    }
    let total = logs.iter().sum::<f64>() + panels.iter().map(|p| p.mass).sum::<f64>();
    Sum { dense: logs, panels, total, scale, tail: rest / (total + rest), evaluations }
}

fn panel(low: f64, high: f64, f: &mut impl FnMut(f64) -> f64) -> Panel {
    let mut values = [0.0; NODES];
    let mut mass = 0.0;
    for ((x, w), slot) in nodes().zip(&mut values) {
        *slot = f(low + x * (high - low));
        mass += w * *slot;
    }
    Panel { low, high, mass: mass * (high - low), values }
}

const NODES: usize = 16;

/// Abscissas and weights on (0, 1), ascending.
fn nodes() -> impl Iterator<Item = (f64, f64)> {
    let low = HALF.iter().rev().map(|&(x, w)| (0.5 - 0.5 * x, 0.5 * w));
    low.chain(HALF.iter().map(|&(x, w)| (0.5 + 0.5 * x, 0.5 * w)))
}

/// The positive half of the 16-point Gauss–Legendre rule on (−1, 1).
const HALF: [(f64, f64); 8] = [
    (0.095_012_509_837_637_44, 0.189_450_610_455_068_5),
    (0.281_603_550_779_258_9, 0.182_603_415_044_923_6),
    (0.458_016_777_657_227_4, 0.169_156_519_395_002_54),
    (0.617_876_244_402_643_7, 0.149_595_988_816_576_73),
    (0.755_404_408_355_003, 0.124_628_971_255_533_87),
    (0.865_631_202_387_831_7, 0.095_158_511_682_492_78),
    (0.944_575_023_073_232_6, 0.062_253_523_938_647_89),
    (0.989_400_934_991_649_9, 0.027_152_459_411_754_095),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::special::ln_gamma;

    /// A negative binomial sums to 1; its quantiles are those of the plain sum.
    #[test]
    fn sums_a_distribution_to_one() {
        for (r, p) in [(5.0, 0.5), (40.0, 0.01), (900.0, 0.2), (2.0, 1e-6)] {
            let ln_f = |n: f64| {
                ln_gamma(n + r) - ln_gamma(r) - ln_gamma(n + 1.0)
                    + r * f64::ln(p)
                    + n * f64::ln_1p(-p)
            };
            let s = sum(ln_f);
            assert!((s.total.ln() + s.scale).abs() < 1e-8, "{r} {p}: {}", s.total.ln() + s.scale);
            let (mut plain, mut n) = (0.0, 0_usize);
            while plain < 0.5 {
                plain += ln_f(n as f64).exp();
                n += 1;
            }
            assert!((s.share_below(n - 1) - plain).abs() < 1e-6);
            assert_eq!(s.quantile(0.5), (n - 1) as f64, "{r} {p}");
        }
    }

    /// Σ 1/(n+1)² = π²/6, of which a tail is left that is told.
    #[test]
    fn a_heavy_tail_is_bounded() {
        let s = sum(|n| -2.0 * (n + 1.0).ln());
        let whole = s.total * s.scale.exp();
        let exact = std::f64::consts::PI.powi(2) / 6.0;
        assert!((whole / (1.0 - s.tail) / exact - 1.0).abs() < 1e-9, "{whole} {}", s.tail);
        assert!(s.tail < 1e-4);
    }
}
