//! What a quantity's words allow: a set of whole numbers with two ends.
//!
//! Terms: *closed* end – the number itself is possible; *open* end – it is not; `∞` – no upper end was said.
//! Invariant: an [`Interval`] holds at least one whole number, so "nothing is possible" cannot be written down.
//! Comparisons (`contains`, `intersects`, `subset_of`) speak of whole persons: `(3000, ∞)` and `[3001, ∞)` hold the
//! same numbers. `==` compares the ends as said, because "more than 3,000" and "at least 3,001" are different words.
//! Not here: how words become an interval (`rules`, `read`). Source: ISO 31-11 notation for intervals.

use std::{fmt, str::FromStr};

/// A non-empty set of whole numbers of persons, with its ends as said.
///
/// ```
/// use model::quantity::Interval;
/// let over: Interval = "(3000, ∞)".parse()?;
/// assert_eq!(over.min_whole(), 3001);
/// assert_eq!(over.to_string(), "(3000, ∞)");
/// assert!(!over.intersects(&Interval::closed(990, 1210).ok_or("empty")?));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Interval {
    lo: u64,
    lo_open: bool,
    hi: Option<u64>,
    hi_open: bool,
}

/// A text that is not an interval, or an interval that holds no whole number.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("Not an interval of whole numbers: `{value}`")]
pub struct IntervalError {
    /// The text that was given, cut to 80 characters.
    pub value: String,
}

impl Interval {
    /// Makes an interval from its ends; `None` when no whole number lies between them.
    ///
    /// `hi` is `None` for no upper end; that end counts as open whatever `hi_open` says.
    #[must_use]
    pub fn new(lo: u64, lo_open: bool, hi: Option<u64>, hi_open: bool) -> Option<Self> {
        let this = Self { lo, lo_open, hi, hi_open: hi_open || hi.is_none() };
        let first = if lo_open { lo.checked_add(1)? } else { lo };
        match hi {
            Some(0) if hi_open => None,
            Some(end) if first > if hi_open { end - 1 } else { end } => None,
            _ => Some(this),
        }
    }

    /// The one number `[n, n]`.
    #[must_use]
    pub const fn exactly(n: u64) -> Self {
        Self { lo: n, lo_open: false, hi: Some(n), hi_open: false }
    }

    /// `[lo, hi]`; `None` when `lo > hi`.
    #[must_use]
    pub fn closed(lo: u64, hi: u64) -> Option<Self> {
        Self::new(lo, false, Some(hi), false)
    }

    /// `[n, ∞)`.
    #[must_use]
    pub const fn at_least(n: u64) -> Self {
        Self { lo: n, lo_open: false, hi: None, hi_open: true }
    }

    /// `(n, ∞)`; a number at the very end of `u64` gives `[n, ∞)`, so that the set is never empty.
    #[must_use]
    pub const fn more_than(n: u64) -> Self {
        Self { lo: n, lo_open: n < u64::MAX, hi: None, hi_open: true }
    }

    /// `[0, n]`.
    #[must_use]
    pub const fn up_to(n: u64) -> Self {
        Self { lo: 0, lo_open: false, hi: Some(n), hi_open: false }
    }

    /// `[0, n)`; `None` for `n = 0`.
    #[must_use]
    pub fn less_than(n: u64) -> Option<Self> {
        Self::new(0, false, Some(n), true)
    }

    /// The lower end as said.
    #[must_use]
    pub const fn lo(&self) -> u64 {
        self.lo
    }

    /// Whether the lower end itself is excluded.
    #[must_use]
    pub const fn lo_open(&self) -> bool {
        self.lo_open
    }

    /// The upper end as said; `None` when none was said.
    #[must_use]
    pub const fn hi(&self) -> Option<u64> {
        self.hi
    }

    /// Whether the upper end itself is excluded; always true without an upper end.
    #[must_use]
    pub const fn hi_open(&self) -> bool {
        self.hi_open
    }

    /// The smallest whole number inside.
    #[must_use]
    pub const fn min_whole(&self) -> u64 {
        if self.lo_open { self.lo.saturating_add(1) } else { self.lo }
    }

    /// The largest whole number inside; `None` when there is no upper end.
    #[must_use]
    pub fn max_whole(&self) -> Option<u64> {
        self.hi.map(|hi| if self.hi_open { hi.saturating_sub(1) } else { hi })
    }

    /// Whether `n` persons agree with the words.
    #[must_use]
    pub fn contains(&self, n: u64) -> bool {
        n >= self.min_whole() && self.max_whole().is_none_or(|hi| n <= hi)
    }

    /// Whether some whole number lies in both.
    #[must_use]
    pub fn intersects(&self, other: &Self) -> bool {
        other.max_whole().is_none_or(|hi| self.min_whole() <= hi)
            && self.max_whole().is_none_or(|hi| other.min_whole() <= hi)
    }

    /// Whether every whole number of this one lies in `other`.
    #[must_use]
    pub fn subset_of(&self, other: &Self) -> bool {
        let above = match (self.max_whole(), other.max_whole()) {
            (_, None) => true,
            (None, Some(_)) => false,
            (Some(a), Some(b)) => a <= b,
        };
        self.min_whole() >= other.min_whole() && above
    }

    /// The only number inside, if there is but one.
    #[must_use]
    pub fn point(&self) -> Option<u64> {
        self.max_whole().filter(|hi| *hi == self.min_whole())
    }

    /// The smallest interval that holds both.
    #[must_use]
    pub fn hull(&self, other: &Self) -> Self {
        let (lo, lo_open) = match self.lo.cmp(&other.lo) {
            std::cmp::Ordering::Less => (self.lo, self.lo_open),
            std::cmp::Ordering::Greater => (other.lo, other.lo_open),
            std::cmp::Ordering::Equal => (self.lo, self.lo_open && other.lo_open),
        };
        let (hi, hi_open) = match (self.hi, other.hi) {
            (None, _) | (_, None) => (None, true),
            (Some(a), Some(b)) if a == b => (Some(a), self.hi_open && other.hi_open),
            (Some(a), Some(b)) if a > b => (Some(a), self.hi_open),
            (Some(_), Some(b)) => (Some(b), other.hi_open),
        };
        Self { lo, lo_open, hi, hi_open }
    }
}

impl fmt::Display for Interval {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}, ", if self.lo_open { '(' } else { '[' }, self.lo)?;
        match self.hi {
            None => f.write_str("∞)"),
            Some(hi) => write!(f, "{hi}{}", if self.hi_open { ')' } else { ']' }),
        }
    }
}

impl FromStr for Interval {
    type Err = IntervalError;

    /// Reads exactly what `Display` writes; blanks around the comma and the ends may differ.
    fn from_str(text: &str) -> Result<Self, IntervalError> {
        read(text.trim())
            .ok_or_else(|| IntervalError { value: text.chars().take(80).collect::<String>() })
    }
}

fn read(text: &str) -> Option<Interval> {
    let (lo_open, rest) = match text.strip_prefix('(') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('[')?),
    };
    let (hi_open, rest) = match rest.strip_suffix(')') {
        Some(rest) => (true, rest),
        None => (false, rest.strip_suffix(']')?),
    };
    let (lo, hi) = rest.split_once(',')?;
    let hi = match hi.trim() {
        "∞" if hi_open => None,
        digits => Some(whole(digits)?),
    };
    Interval::new(whole(lo.trim())?, lo_open, hi, hi_open)
}

fn whole(digits: &str) -> Option<u64> {
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    digits.parse().ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn any_interval() -> impl Strategy<Value = Interval> {
        let number = || prop_oneof![0u64..30, 0u64..5_000, Just(u64::MAX), Just(u64::MAX - 1)];
        (number(), any::<bool>(), proptest::option::of(number()), any::<bool>())
            .prop_filter_map("empty", |(lo, a, hi, b)| Interval::new(lo, a, hi, b))
    }

    #[test]
    fn empty_sets_cannot_be_written() {
        for (text, holds) in [
            ("[0, 0]", true),
            ("(0, 1]", true),
            ("[0, 1)", true),
            ("(0, 1)", false),
            ("[0, 0)", false),
            ("[5, 4]", false),
            ("(18446744073709551615, ∞)", false),
            ("[1, ∞]", false),
            ("[-1, 3]", false),
            ("[+1, 3]", false),
            ("[1 3]", false),
            ("", false),
        ] {
            assert_eq!(text.parse::<Interval>().is_ok(), holds, "{text}");
        }
    }

    #[test]
    fn whole_numbers_at_open_ends() {
        let over: Interval = "(3000, ∞)".parse().unwrap();
        assert_eq!((over.min_whole(), over.max_whole()), (3001, None));
        let near: Interval = "[850, 1000)".parse().unwrap();
        assert_eq!((near.min_whole(), near.max_whole()), (850, Some(999)));
        assert_eq!("(76, 78)".parse::<Interval>().unwrap().point(), Some(77));
        assert!(over.subset_of(&Interval::at_least(3001)));
        assert!(Interval::at_least(3001).subset_of(&over));
        assert_ne!(over, Interval::at_least(3001));
    }

    proptest! {
        #[test]
        fn print_then_parse_is_identity(i in any_interval()) {
            prop_assert_eq!(i.to_string().parse::<Interval>().unwrap(), i);
        }

        #[test]
        fn intersects_agrees_with_counting(a in 0u64..20, b in 0u64..20, c in 0u64..20, d in 0u64..20,
            open in any::<[bool; 4]>()) {
            if let (Some(x), Some(y)) =
                (Interval::new(a, open[0], Some(b), open[1]), Interval::new(c, open[2], Some(d), open[3])) {
                prop_assert_eq!(x.intersects(&y), (0..40).any(|n| x.contains(n) && y.contains(n)));
                prop_assert_eq!(x.subset_of(&y), (0..40).all(|n| !x.contains(n) || y.contains(n)));
                prop_assert_eq!(x.point().is_some(), (0..40).filter(|n| x.contains(*n)).count() == 1);
            }
        }

        #[test]
        fn hull_holds_both(a in any_interval(), b in any_interval()) {
            let hull = a.hull(&b);
            prop_assert!(a.subset_of(&hull) && b.subset_of(&hull));
            prop_assert_eq!(hull, b.hull(&a));
            prop_assert_eq!(a.hull(&a), a);
        }
    }
}
