//! What one figure says, as bounds on hidden counts.
//!
//! Terms: a *component* is one of the counts that a war's figures speak of; a *piece* is one
//! inequality on a sum of components, either cumulative up to a day (*stock*) or over a window of
//! days (*flow*). A *figure* is one or more pieces that stand or fall together.
//!
//! Days are whole numbers on a scale of the caller's choice; this module knows no calendar.

use std::ops::BitOr;

/// A count that figures speak of; each is cumulative and never falls.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Component {
    /// Killed.
    Killed,
    /// Wounded.
    Wounded,
    /// Missing.
    Missing,
    /// Captured.
    Captured,
    /// Deployed: every person ever sent, whatever became of them.
    Deployed,
}

impl Component {
    /// All components, in the order of their bits.
    pub const ALL: [Component; 5] =
        [Self::Killed, Self::Wounded, Self::Missing, Self::Captured, Self::Deployed];
}

/// A set of components whose sum a piece bounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ComponentSet(u8);

impl ComponentSet {
    /// Killed alone.
    pub const KILLED: Self = Self(1);
    /// Wounded alone.
    pub const WOUNDED: Self = Self(2);
    /// Missing alone.
    pub const MISSING: Self = Self(4);
    /// Captured alone.
    pub const CAPTURED: Self = Self(8);
    /// Deployed alone.
    pub const DEPLOYED: Self = Self(16);
    /// Killed and wounded: the narrow sense of *casualties*.
    pub const KILLED_AND_WOUNDED: Self = Self(3);
    /// Killed, wounded, missing and captured: the wide sense of *casualties*.
    pub const CASUALTIES: Self = Self(15);

    /// The set of the components given.
    #[must_use]
    pub fn of(components: &[Component]) -> Self {
        Self(components.iter().fold(0, |bits, &c| bits | 1 << c as u8))
    }

    /// Whether a component is in the set.
    #[must_use]
    pub fn contains(self, component: Component) -> bool {
        self.0 >> component as u8 & 1 == 1
    }

    /// Whether every component of this set is in the other.
    #[must_use]
    pub fn is_subset(self, other: Self) -> bool {
        self.0 & !other.0 == 0
    }

    /// Whether the set holds nothing.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The components of the set, in the order of [`Component::ALL`].
    pub fn iter(self) -> impl Iterator<Item = Component> {
        Component::ALL.into_iter().filter(move |&c| self.contains(c))
    }

    pub(crate) fn bits(self) -> u8 {
        self.0
    }
}

impl BitOr for ComponentSet {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// Which way a piece bounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Side {
    /// The sum is the value or more.
    AtLeast,
    /// The sum is the value or less.
    AtMost,
}

/// A population of one [`Problem`](super::Problem).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PopulationId(pub(crate) usize);

impl PopulationId {
    /// Position in the order of adding, from 0.
    #[must_use]
    pub fn index(self) -> usize {
        self.0
    }
}

/// A figure of one [`Problem`](super::Problem).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FigureId(pub(crate) usize);

impl FigureId {
    /// Position in the order of adding, from 0.
    #[must_use]
    pub fn index(self) -> usize {
        self.0
    }
}

/// One inequality of a figure, in whole persons.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Piece {
    /// A bound on the sum of the components, cumulative up to and including a day.
    Stock {
        /// Whose count.
        population: PopulationId,
        /// The day the bound holds for.
        day: i32,
        /// Which components are summed.
        set: ComponentSet,
        /// At least or at most.
        side: Side,
        /// Persons.
        value: u64,
    },
    /// A bound on how much the sum grows from one day to another, both included.
    Flow {
        /// Whose count.
        population: PopulationId,
        /// First day of the window.
        from: i32,
        /// Last day of the window.
        to: i32,
        /// Which components are summed.
        set: ComponentSet,
        /// At least or at most.
        side: Side,
        /// Persons.
        value: u64,
    },
}

impl Piece {
    /// Whose count the piece bounds.
    #[must_use]
    pub fn population(&self) -> PopulationId {
        match *self {
            Self::Stock { population, .. } | Self::Flow { population, .. } => population,
        }
    }

    /// Which components are summed.
    #[must_use]
    pub fn set(&self) -> ComponentSet {
        match *self {
            Self::Stock { set, .. } | Self::Flow { set, .. } => set,
        }
    }

    /// At least or at most.
    #[must_use]
    pub fn side(&self) -> Side {
        match *self {
            Self::Stock { side, .. } | Self::Flow { side, .. } => side,
        }
    }

    /// Persons.
    #[must_use]
    pub fn value(&self) -> u64 {
        match *self {
            Self::Stock { value, .. } | Self::Flow { value, .. } => value,
        }
    }

    /// The last day the piece speaks of.
    #[must_use]
    pub fn last_day(&self) -> i32 {
        match *self {
            Self::Stock { day, .. } => day,
            Self::Flow { to, .. } => to,
        }
    }

    /// The same piece some days later (earlier if negative); days saturate at the ends of the scale.
    #[must_use]
    pub fn shifted(&self, days: i32) -> Self {
        let mut moved = *self;
        match &mut moved {
            Self::Stock { day, .. } => *day = day.saturating_add(days),
            Self::Flow { from, to, .. } => {
                *from = from.saturating_add(days);
                *to = to.saturating_add(days);
            }
        }
        moved
    }
}
