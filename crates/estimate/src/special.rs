//! The few special functions that the estimators need, and sums on the log scale.
//!
//! Natural logarithms throughout. Accuracy is stated per function and held by the tests against exact values.
//! Not here: anything with a branch for complex numbers, and anything that a caller outside could need.
//!
//! Source: Stirling's series; M. J. Wichura, algorithm AS 241 (normal quantile); Abramowitz and Stegun 26.2.17 is *not* used,
//! its error of 1e-7 is too large for interval ends.

use std::f64::consts::PI;

/// ln Γ(x) for x > 0, to about 1e-13 of max(1, |ln Γ|); +∞ at 0.
pub(crate) fn ln_gamma(x: f64) -> f64 {
    if x <= 0.0 {
        return f64::INFINITY;
    }
    // The series is asymptotic: shift up to 10 first, by one product and one logarithm.
    let (mut y, mut product) = (x, 1.0_f64);
    while y < 10.0 {
        product *= y;
        y += 1.0;
    }
    let r = 1.0 / y;
    let r2 = r * r;
    let series = r
        * (1.0 / 12.0
            + r2 * (-1.0 / 360.0
                + r2 * (1.0 / 1260.0
                    + r2 * (-1.0 / 1680.0 + r2 * (1.0 / 1188.0 - r2 * 691.0 / 360_360.0)))));
    let whole = (y - 0.5) * y.ln() - y + 0.5 * (2.0 * PI).ln() + series;
    if product == 1.0 { whole } else { whole - product.ln() }
}

/// The `p` quantile of the Beta(a, b) law, 0 < p < 1, a and b ≥ 1; by halving, to about 1e-15.
pub(crate) fn beta_quantile(p: f64, a: f64, b: f64) -> f64 {
    let (mut low, mut high) = (0.0, 1.0);
    for _ in 0..60 {
        let mid = 0.5 * (low + high);
        if beta_cdf(mid, a, b) < p { low = mid } else { high = mid }
    }
    0.5 * (low + high)
}

/// The distribution function of Beta(a, b), by its continued fraction (Lentz), to about 1e-12.
fn beta_cdf(x: f64, a: f64, b: f64) -> f64 {
    if x > (a + 1.0) / (a + b + 2.0) {
        return 1.0 - beta_cdf(1.0 - x, b, a);
    }
    const TINY: f64 = 1e-300;
    let front =
        (a * x.ln() + b * (-x).ln_1p() - ln_gamma(a) - ln_gamma(b) + ln_gamma(a + b)).exp() / a;
    let (mut c, mut d) = (1.0, 1.0 / (1.0 - (a + b) * x / (a + 1.0)).max(TINY));
    let mut sum = d;
    for m in 1..1000 {
        let m = f64::from(m);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        let before = sum;
        for step in [even, odd] {
            d = 1.0 / nonzero(1.0 + step * d, TINY);
            c = nonzero(1.0 + step / c, TINY);
            sum *= c * d;
        }
        if (sum / before - 1.0).abs() < 1e-14 {
            break;
        }
    }
    (front * sum).clamp(0.0, 1.0)
}

fn nonzero(x: f64, tiny: f64) -> f64 {
    if x.abs() < tiny { tiny } else { x }
}

/// ln Γ(x + a) − ln Γ(x) for x > 0 and x + a > 0, without the cancellation that a difference of two large logarithms has:
/// for x beyond 100 to about 1e-13 of a·ln x.
pub(crate) fn ln_gamma_ratio(x: f64, a: f64) -> f64 {
    let y = x + a;
    if x < 100.0 || y < 100.0 {
        return ln_gamma(y) - ln_gamma(x);
    }
    let rest = |x: f64| {
        let r = 1.0 / x;
        let r2 = r * r;
        r * (1.0 / 12.0 - r2 * (1.0 / 360.0 - r2 / 1260.0))
    };
    (x - 0.5) * (a / x).ln_1p() + a * (y.ln() - 1.0) + rest(y) - rest(x)
}

/// Whether a number is above 0; NaN is not.
#[inline]
pub(crate) fn positive(x: f64) -> bool {
    x > 0.0
}

/// ln B(a, b), for the plain twins of the tests.
#[cfg(test)]
pub(crate) fn ln_beta(a: f64, b: f64) -> f64 {
    ln_gamma(a) + ln_gamma(b) - ln_gamma(a + b)
}

/// ln Σ exp(x), −∞ for an empty slice.
pub(crate) fn log_sum_exp(values: &[f64]) -> f64 {
    let top = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    if !top.is_finite() {
        return top;
    }
    top + values.iter().map(|v| (v - top).exp()).sum::<f64>().ln()
}

/// The standard normal distribution function, to about 1e-15 (series and continued fraction).
pub(crate) fn normal_cdf(x: f64) -> f64 {
    if x.is_nan() {
        return x;
    }
    let z = x.abs();
    let density = (-0.5 * z * z).exp() / (2.0 * PI).sqrt();
    let upper = if z < 3.0 {
        let (mut term, mut sum, mut k) = (z, z, 1.0);
        while term > sum * 1e-17 {
            k += 2.0;
            term *= z * z / k;
            sum += term;
        }
        0.5 - density * sum
    } else {
        let mut tail = 0.0;
        for k in (1..=80).rev() {
            tail = f64::from(k) / (z + tail);
        }
        density / (z + tail)
    };
    if x > 0.0 { 1.0 - upper } else { upper }
}

/// The standard normal quantile, to about 1e-15; ±∞ at 0 and 1.
pub(crate) fn normal_quantile(p: f64) -> f64 {
    if !positive(p) {
        return f64::NEG_INFINITY;
    }
    if p >= 1.0 {
        return f64::INFINITY;
    }
    // A rough start (Tukey's lambda), then Newton steps on the distribution function, which is exact enough here.
    let q = p.min(1.0 - p);
    let t = (-2.0 * q.ln()).sqrt();
    let mut z = t
        - (2.515_517 + 0.802_853 * t + 0.010_328 * t * t)
            / (1.0 + 1.432_788 * t + 0.189_269 * t * t + 0.001_308 * t * t * t);
    for _ in 0..4 {
        let density = (-0.5 * z * z).exp() / (2.0 * PI).sqrt();
        if density <= 0.0 {
            break;
        }
        // The upper tail is compared, where no digits are lost.
        let e = (normal_cdf(-z) - q) / density;
        z += e / (1.0 - 0.5 * z * e);
    }
    if p < 0.5 { -z } else { z }
}

/// The quantile of sorted values by linear interpolation (R's type 7); NaN for none.
pub(crate) fn quantile_sorted(sorted: &[f64], p: f64) -> f64 {
    let Some(last) = sorted.len().checked_sub(1) else { return f64::NAN };
    let place = p.clamp(0.0, 1.0) * last as f64;
    let below = place.floor() as usize;
    let share = place - below as f64;
    let low = sorted[below];
    let high = sorted[(below + 1).min(last)];
    // Equal ends first: ∞ − ∞ is no number.
    if share == 0.0 || low == high { low } else { low + share * (high - low) }
}

/// Sorts numbers; NaN goes last.
pub(crate) fn sorted(mut values: Vec<f64>) -> Vec<f64> {
    values.sort_by(f64::total_cmp);
    values
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn beta_quantiles_are_the_closed_forms() {
        let near = |a: f64, b: f64| assert!((a - b).abs() < 1e-11, "{a} {b}");
        for p in [0.01, 0.158_655_3, 0.5, 0.97] {
            near(beta_quantile(p, 1.0, 1.0), p);
            near(beta_quantile(p, 3.0, 1.0), p.cbrt());
            near(beta_quantile(p, 1.0, 4.0), 1.0 - (1.0 - p).powf(0.25));
        }
        near(beta_quantile(0.5, 400.0, 400.0), 0.5);
        // The share of at most 2 among 9 throws of a fair coin: Beta(3, 7) at ½.
        near(beta_cdf(0.5, 3.0, 7.0), 1.0 - 46.0 / 512.0);
    }

    #[test]
    fn ratios_of_gamma_are_rising_products() {
        for x in [100.5, 730.0, 1e6, 1e12] {
            let product: f64 = (0..5).map(|i| (x + f64::from(i)).ln()).sum();
            assert!((ln_gamma_ratio(x, 5.0) / product - 1.0).abs() < 1e-13, "{x}");
            assert!((ln_gamma_ratio(x + 5.0, -5.0) / product + 1.0).abs() < 1e-13, "{x}");
        }
        // Half a step, at 1e15: ½ ln x.
        assert!((ln_gamma_ratio(1e15, 0.5) - 0.5 * 1e15_f64.ln()).abs() < 1e-12);
        assert!((ln_gamma_ratio(3.0, 2.0) - 12.0_f64.ln()).abs() < 1e-12);
    }

    #[test]
    fn known_values() {
        let near = |a: f64, b: f64| assert!((a - b).abs() <= 2e-13 * b.abs().max(1.0), "{a} {b}");
        near(ln_gamma(1.0), 0.0);
        near(ln_gamma(2.0), 0.0);
        near(ln_gamma(0.5), 0.5 * PI.ln());
        near(ln_gamma(101.0), 363.739_375_555_563_5);
        near(ln_gamma(1e-8), 18.420_680_738_180_21);
        near(ln_gamma(1e6), 12_815_504.569_147_77);
        near(normal_cdf(1.959_963_984_540_054), 0.975);
        near(normal_cdf(-6.0), 9.865_876_450_376_98e-10);
        near(normal_quantile(0.975), 1.959_963_984_540_054);
        near(normal_quantile(0.000_1), -3.719_016_485_455_709);
        near(normal_quantile(0.5), 0.0);
        near(log_sum_exp(&[-1000.0, -1000.0]), -1000.0 + 2.0_f64.ln());
        near(ln_beta(2.0, 3.0), -(12.0_f64.ln()));
    }

    #[test]
    fn factorials_to_170() {
        let mut f = 0.0_f64;
        for n in 1..170_u32 {
            f += f64::from(n).ln();
            assert!((ln_gamma(f64::from(n) + 1.0) - f).abs() < 1e-12 * f.max(1.0));
        }
    }
}
