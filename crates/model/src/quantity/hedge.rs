//! The qualifiers that stand beside a number, as a small ordered set.
//!
//! Terms: a *hedge* is what "about", "at least" or "preliminary" does to a number. Those that move the ends of the
//! interval come first, those that speak of how well the number is known come after. Two words for the same thing
//! ("about", "roughly", "약") are one hedge, so that a translation does not count as a change.
//! Not here: which words make which hedge (the table of rules). Source: `qualifier` in the field's vocabulary, with the
//! values that a table of rules needs to tell apart.

use std::fmt;

/// One qualifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Hedge {
    /// Said to be exact: "exactly", 정확히.
    Exact,
    /// About, around, roughly, 약, 가량.
    About,
    /// "-odd", 여, 남짓: the number and somewhat more, below the next round one.
    Odd,
    /// At least, or more, 최소, 이상: the number itself is possible.
    AtLeast,
    /// More than, over, exceeded, 초과, 넘는: the number itself is excluded.
    MoreThan,
    /// Up to, as many as, 최대, 이하: the number itself is possible.
    UpTo,
    /// Fewer than, under, 미만: the number itself is excluded.
    LessThan,
    /// Approaching, nearly, 육박, 가까이: below the number and close to it.
    Approaching,
    /// Two ends were said: "between 1,000 and 3,000".
    Range,
    /// A word that counts without a number: several, dozens, 수백.
    Several,
    /// Said to be preliminary.
    Preliminary,
    /// Said to be an estimate or an assessment.
    Estimated,
    /// Said to be likely.
    Likely,
    /// Said to be possible only: may, could.
    Possible,
    /// Passed on as reported.
    Reported,
    /// Passed on at a distance: claimed, alleged.
    Alleged,
}

impl Hedge {
    /// Every hedge, in order.
    pub const ALL: [Self; 16] = [
        Self::Exact,
        Self::About,
        Self::Odd,
        Self::AtLeast,
        Self::MoreThan,
        Self::UpTo,
        Self::LessThan,
        Self::Approaching,
        Self::Range,
        Self::Several,
        Self::Preliminary,
        Self::Estimated,
        Self::Likely,
        Self::Possible,
        Self::Reported,
        Self::Alleged,
    ];

    /// The stable code: lower case, words joined by `_`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::About => "about",
            Self::Odd => "odd",
            Self::AtLeast => "at_least",
            Self::MoreThan => "more_than",
            Self::UpTo => "up_to",
            Self::LessThan => "less_than",
            Self::Approaching => "approaching",
            Self::Range => "range",
            Self::Several => "several",
            Self::Preliminary => "preliminary",
            Self::Estimated => "estimated",
            Self::Likely => "likely",
            Self::Possible => "possible",
            Self::Reported => "reported",
            Self::Alleged => "alleged",
        }
    }

    /// The hedge of a code; `None` for any other text.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|hedge| hedge.code() == code)
    }

    const fn bit(self) -> u32 {
        1 << self as u32
    }
}

impl fmt::Display for Hedge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// A set of hedges; its order is that of [`Hedge`], whatever order they were said in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Hedges(u32);

impl Hedges {
    /// No hedge.
    pub const NONE: Self = Self(0);

    /// Whether no hedge was said.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The number of different hedges.
    #[must_use]
    pub const fn len(self) -> usize {
        self.0.count_ones() as usize
    }

    /// Whether this hedge was said.
    #[must_use]
    pub const fn contains(self, hedge: Hedge) -> bool {
        self.0 & hedge.bit() != 0
    }

    /// Adds one hedge.
    pub fn insert(&mut self, hedge: Hedge) {
        self.0 |= hedge.bit();
    }

    /// The hedges of either.
    #[must_use]
    pub const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// The hedges of this one that `other` lacks.
    #[must_use]
    pub const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// The hedges in order.
    pub fn iter(self) -> impl Iterator<Item = Hedge> {
        Hedge::ALL.into_iter().filter(move |hedge| self.contains(*hedge))
    }
}

impl FromIterator<Hedge> for Hedges {
    fn from_iter<I: IntoIterator<Item = Hedge>>(hedges: I) -> Self {
        let mut set = Self::NONE;
        for hedge in hedges {
            set.insert(hedge);
        }
        set
    }
}

impl fmt::Display for Hedges {
    /// The codes in order, joined by `, `.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, hedge) in self.iter().enumerate() {
            if i > 0 {
                f.write_str(", ")?;
            }
            f.write_str(hedge.code())?;
        }
        Ok(())
    }
}

/// What happened to the hedges on the way from an origin to a copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct HedgeChange {
    /// Said at the origin, gone in the copy.
    pub lost: Hedges,
    /// Not said at the origin, there in the copy.
    pub gained: Hedges,
}

impl HedgeChange {
    /// Whether the copy carries exactly the hedges of its origin.
    #[must_use]
    pub const fn is_none(self) -> bool {
        self.lost.is_empty() && self.gained.is_empty()
    }
}

/// Tells which hedges a copy lost and which it gained.
///
/// "about" against "approximately" is no change; "already exceeded; preliminary" against a bare number loses
/// `more_than` and `preliminary`.
#[must_use]
pub fn compare_hedges(origin: &Hedges, copy: &Hedges) -> HedgeChange {
    HedgeChange { lost: origin.without(*copy), gained: copy.without(*origin) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_round_trip_and_are_ordered() {
        for (i, hedge) in Hedge::ALL.into_iter().enumerate() {
            assert_eq!(hedge as usize, i);
            assert_eq!(Hedge::from_code(hedge.code()), Some(hedge));
        }
        assert_eq!(Hedge::from_code("vague"), None);
    }

    #[test]
    fn sets_print_in_order() {
        let set: Hedges = [Hedge::Preliminary, Hedge::MoreThan].into_iter().collect();
        assert_eq!(set.to_string(), "more_than, preliminary");
        assert_eq!((set.len(), set.is_empty()), (2, false));
        assert_eq!(set.iter().collect::<Hedges>(), set);
    }

    #[test]
    fn what_was_lost_on_the_way() {
        let origin: Hedges = [Hedge::MoreThan, Hedge::Preliminary].into_iter().collect();
        let change = compare_hedges(&origin, &Hedges::NONE);
        assert_eq!(change.lost.to_string(), "more_than, preliminary");
        assert!(change.gained.is_empty());
        let about: Hedges = [Hedge::About].into_iter().collect();
        assert!(compare_hedges(&about, &about).is_none());
        assert_eq!(compare_hedges(&Hedges::NONE, &about).gained, about);
    }
}
