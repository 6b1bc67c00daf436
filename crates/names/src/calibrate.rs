//! From a likelihood ratio to a probability: lines between knots, measured on pairs that the tables had not seen.
//!
//! Terms: *knot* – a ln likelihood ratio and the ln odds of being one name that were measured there. The prior is that of the pairs
//! measured: one pair in four is one name. Invariant: strictly increasing, so that order is kept. Source: isotonic regression, Ayer et al.
//! 1955.

use crate::letters::{Odds, SCRIPTS};
use crate::tables::{Lines, TableError};

/// Which kind of comparison a ratio comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    /// Both names are Korean.
    Korean,
    /// Names of other languages.
    Letters,
}

/// Knots by kind.
#[derive(Clone, Debug, Default)]
pub(crate) struct Calibration {
    knots: [Vec<(f64, f64)>; 2],
    /// What the numbers of two tokens add, by script beside Latin.
    pub(crate) odds: [Option<Odds>; 3],
}

impl Calibration {
    pub(crate) fn read(text: &str) -> Result<Self, TableError> {
        let mut out = Self::default();
        for line in Lines::new("calibration.tsv", text) {
            let at = match line.cell(0)? {
                "korean" => Kind::Korean,
                "letters" => Kind::Letters,
                "odds" => {
                    let at = SCRIPTS.iter().position(|s| Ok(*s) == line.cell(1));
                    let mut odds = Odds::default();
                    for (k, slot) in odds.iter_mut().enumerate() {
                        *slot = line.number(k + 2)?;
                    }
                    *at.and_then(|at| out.odds.get_mut(at)).ok_or_else(|| line.bad(1))? =
                        Some(odds);
                    continue;
                }
                _ => return Err(line.bad(0)),
            };
            let knot = (f64::from(line.number(1)?), f64::from(line.number(2)?));
            if let Some(knots) = out.knots.get_mut(at as usize) {
                if knots.last().is_some_and(|last| last.0 >= knot.0 || last.1 >= knot.1) {
                    return Err(line.bad(1));
                }
                knots.push(knot);
            }
        }
        Ok(out)
    }

    /// The probability at a ln ratio. Without knots it is that of even odds of one to three.
    pub(crate) fn probability(&self, kind: Kind, ln: f32) -> f64 {
        let x = f64::from(ln);
        let odds = match self.knots.get(kind as usize).map_or(&[][..], Vec::as_slice) {
            [] => x - 3.0_f64.ln(),
            [only] => x - only.0 + only.1,
            knots => {
                let at = knots.partition_point(|k| k.0 < x).clamp(1, knots.len() - 1);
                match knots.get(at - 1..=at) {
                    Some([a, b]) => a.1 + (x - a.0) * (b.1 - a.1) / (b.0 - a.0),
                    _ => x,
                }
            }
        };
        1.0 / (1.0 + (-odds).exp())
    }
}

/// Knots from ratios whose truth is known: isotonic regression over bins of equal size, ends drawn out, steps made strictly increasing.
///
/// * Input: ln ratios and whether the two are one name; more than a hundred.
/// * Output: ln ratio and ln odds, both strictly increasing.
#[must_use]
pub fn knots(pairs: &[(f32, bool)]) -> Vec<(f64, f64)> {
    let mut sorted: Vec<(f32, bool)> = pairs.iter().filter(|p| p.0.is_finite()).copied().collect();
    sorted.sort_by(|a, b| a.0.total_cmp(&b.0));
    let size = (sorted.len() / 40).max(20);
    // (sum of ratios, same, count)
    let mut bins: Vec<(f64, f64, f64)> = Vec::new();
    for chunk in sorted.chunks(size) {
        let same = chunk.iter().filter(|p| p.1).count();
        let sum: f64 = chunk.iter().map(|p| f64::from(p.0)).sum();
        bins.push((sum, same as f64, chunk.len() as f64));
        // Pool what falls.
        while let [.., a, b] = bins.as_slice()
            && a.1 / a.2 >= b.1 / b.2
        {
            let joined = (a.0 + b.0, a.1 + b.1, a.2 + b.2);
            bins.truncate(bins.len() - 2);
            bins.push(joined);
        }
    }
    let mut out: Vec<(f64, f64)> = Vec::new();
    for (sum, same, n) in bins {
        let p = (same + 0.25) / (n + 0.5);
        let (x, y) = (sum / n, (p / (1.0 - p)).ln());
        match out.last() {
            Some(last) if x - last.0 < 0.05 || y - last.1 < 1e-3 => {}
            _ => out.push((x, y)),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knots_increase_and_give_back_the_rate() {
        let pairs: Vec<(f32, bool)> = (0..4000_u32)
            .map(|i| (i as f32 / 200.0 - 10.0, i.wrapping_mul(2_654_435_761) % 4000 < i))
            .collect();
        let knots = knots(&pairs);
        assert!(knots.windows(2).all(|w| w[0].0 < w[1].0 && w[0].1 < w[1].1));
        let text: String = knots.iter().map(|(x, y)| format!("korean\t{x}\t{y}\n")).collect();
        let calibration = Calibration::read(&text).unwrap();
        let p = calibration.probability(Kind::Korean, 0.0);
        assert!((p - 0.5).abs() < 0.06, "{p}");
        assert!(Calibration::read("korean\t1\t1\nkorean\t0\t2\n").is_err());
    }
}
