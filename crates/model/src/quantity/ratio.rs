//! A part of a whole, said as a fraction: "half", "about a third", "40 %".
//!
//! Unit: parts per 10,000, whole, with ends as said. Invariant: `lo ≤ hi ≤ 10,000` and not empty.
//! A ratio is never multiplied out on reading; [`Ratio::of`] does it on request and its result is marked derived by
//! the caller. Not here: the words (table of rules).

use std::fmt;

use super::Interval;

/// The whole: 10,000 parts.
pub(crate) const WHOLE: u32 = 10_000;

/// A share of a base, in parts per 10,000.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Ratio {
    lo: u32,
    lo_open: bool,
    hi: u32,
    hi_open: bool,
}

impl Ratio {
    /// Makes a ratio from its ends in parts per 10,000; `None` when empty or above the whole.
    #[must_use]
    pub fn new(lo: u32, lo_open: bool, hi: u32, hi_open: bool) -> Option<Self> {
        let empty = lo > hi || (lo == hi && (lo_open || hi_open));
        (!empty && hi <= WHOLE).then_some(Self { lo, lo_open, hi, hi_open })
    }

    /// The fraction `num / den`; thirds take the two parts per 10,000 that enclose them.
    #[must_use]
    pub fn fraction(num: u64, den: u64) -> Option<Self> {
        let scaled = num.checked_mul(u64::from(WHOLE))?;
        let lo = u32::try_from(scaled.checked_div(den)?).ok()?;
        let hi = u32::try_from(scaled.div_ceil(den)).ok()?;
        Self::new(lo, false, hi, false)
    }

    /// The lower end, parts per 10,000.
    #[must_use]
    pub const fn lo(&self) -> u32 {
        self.lo
    }

    /// Whether the lower end itself is excluded.
    #[must_use]
    pub const fn lo_open(&self) -> bool {
        self.lo_open
    }

    /// The upper end, parts per 10,000.
    #[must_use]
    pub const fn hi(&self) -> u32 {
        self.hi
    }

    /// Whether the upper end itself is excluded.
    #[must_use]
    pub const fn hi_open(&self) -> bool {
        self.hi_open
    }

    /// The persons that this share of `base` would be: an outer bound, ends rounded outwards so that nothing the words allow
    /// is lost; no upper end where the base has none.
    ///
    /// This is derived arithmetic, not something anybody said. `None` only when the product exceeds `u64`.
    #[must_use]
    pub fn of(&self, base: &Interval) -> Option<Interval> {
        let whole = u128::from(WHOLE);
        let lo_product = u128::from(self.lo) * u128::from(base.min_whole());
        let lo = u64::try_from(lo_product / whole).ok()?;
        let lo_open = self.lo_open && lo_product % whole == 0;
        let (hi, hi_open) = match base.max_whole() {
            None if self.hi == 0 => (Some(0), false),
            None => (None, true),
            Some(max) => {
                let product = u128::from(self.hi) * u128::from(max);
                let exact = product % whole == 0;
                (Some(u64::try_from(product.div_ceil(whole)).ok()?), self.hi_open && exact)
            }
        };
        Interval::new(lo, lo_open, hi, hi_open).or_else(|| Interval::new(lo, false, hi, false))
    }
}

impl fmt::Display for Ratio {
    /// In per cent with as many decimals as needed: `[45 %, 55 %]`, `(33.33 %, 100 %]`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.lo_open { "(" } else { "[" })?;
        percent(self.lo, f)?;
        f.write_str(", ")?;
        percent(self.hi, f)?;
        f.write_str(if self.hi_open { ")" } else { "]" })
    }
}

fn percent(parts: u32, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match (parts / 100, parts % 100) {
        (whole, 0) => write!(f, "{whole} %"),
        (whole, rest) if rest % 10 == 0 => write!(f, "{whole}.{} %", rest / 10),
        (whole, rest) => write!(f, "{whole}.{rest:02} %"),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Every share of every number of the base lies between the ends.
        #[test]
        fn of_a_base_is_an_outer_bound(a in 0u32..=WHOLE, b in 0u32..=WHOLE, at in 0u32..=WHOLE, open in any::<[bool; 4]>(),
            lo in 0u64..20_000, width in 0u64..500, n in 0u64..500, bounded in any::<bool>()) {
            let ratio = Ratio::new(a.min(b), open[0], a.max(b), open[1]);
            let base = Interval::new(lo, open[2], bounded.then_some(lo + width), open[3]);
            if let (Some(ratio), Some(base)) = (ratio, base) {
                let (share, n) = (ratio.lo().max(at.min(ratio.hi())), lo + n);
                let inside = !(share == ratio.lo() && ratio.lo_open() || share == ratio.hi() && ratio.hi_open());
                prop_assume!(inside && base.contains(n));
                let implied = ratio.of(&base).unwrap();
                let product = u64::from(share) * n;
                prop_assert!(implied.lo() * 10_000 <= product, "{} of {} is {}", ratio, base, implied);
                prop_assert!(implied.hi().is_none_or(|hi| product <= hi * 10_000), "{} of {} is {}", ratio, base, implied);
                if product % 10_000 == 0 && n > 0 {
                    prop_assert!(implied.contains(product / 10_000), "{} of {} is {}", ratio, base, implied);
                }
                prop_assert_eq!(implied.hi().is_none(), !bounded && ratio.hi() > 0);
            }
        }
    }

    #[test]
    fn thirds_are_enclosed() {
        let third = Ratio::fraction(1, 3).unwrap();
        assert_eq!((third.lo(), third.hi()), (3333, 3334));
        assert_eq!(third.to_string(), "[33.33 %, 33.34 %]");
        assert_eq!(Ratio::fraction(1, 2).unwrap().to_string(), "[50 %, 50 %]");
        assert!(Ratio::fraction(3, 2).is_none());
        assert!(Ratio::fraction(1, 0).is_none());
    }

    #[test]
    fn of_a_base_rounds_outwards() {
        let near_half = Ratio::new(4250, false, 5000, true).unwrap();
        let base = Interval::closed(10_500, 11_500).unwrap();
        assert_eq!(near_half.of(&base).unwrap().to_string(), "[4462, 5750)");
        let half = Ratio::fraction(1, 2).unwrap();
        assert_eq!(half.of(&Interval::exactly(11)).unwrap().to_string(), "[5, 6]");
        assert_eq!(half.of(&Interval::at_least(100)).unwrap().to_string(), "[50, ∞)");
        assert_eq!(near_half.of(&Interval::exactly(0)).unwrap().to_string(), "[0, 0]");
    }
}
