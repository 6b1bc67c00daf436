//! The candidate: an edition before the gate, every row with the level that somebody chose for it.
//!
//! Invariant: there is no default level. A row without a [`Level`] cannot be written down.
//!
//! Not here: the decision itself; levels come from the desk's entries.

use crate::risk::RiskInput;
use crate::shape::{
    Awareness, Edition, Evidence, EvidenceField, Measure, Person, PersonField, Place,
    PlacePrecision, Position, Report, Statement, StatementField,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Whether a row may leave.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// As it is.
    Public,
    /// With its dates at the row's [`Grain`], a month if the row says none.
    Coarsened,
    /// Not at all.
    Withheld,
    /// Not yet: nobody has decided.
    Hold,
}

/// The finest date that may leave.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Grain {
    /// A day; nothing finer ever leaves.
    #[default]
    Day,
    /// An ISO week, `2024-W52`.
    Week,
    /// A month.
    Month,
    /// A year.
    Year,
}

/// A shape whose rows carry a level.
pub trait Shape: sealed::Sealed {
    /// The fields that can be withheld one by one.
    type Field: Copy + Ord + std::fmt::Debug;
}

/// The field type of shapes that are shown whole or not at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NoField {}

/// One row before the gate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft<T: Shape> {
    /// The row as the desk knows it.
    pub value: T,
    /// Whether it may leave.
    pub level: Level,
    /// The finest date of this row that may leave.
    pub grain: Grain,
    /// Fields that stay inside although the row leaves.
    pub hidden: BTreeSet<T::Field>,
}

impl<T: Shape> Draft<T> {
    /// A row with a level, dates as they are (a month if `Coarsened`), no field hidden.
    pub fn new(value: T, level: Level) -> Self {
        Self { value, level, grain: Grain::Day, hidden: BTreeSet::new() }
    }

    /// A row that leaves as it is.
    pub fn public(value: T) -> Self {
        Self::new(value, Level::Public)
    }

    /// The same row with one more field hidden.
    #[must_use]
    pub fn hide(mut self, field: T::Field) -> Self {
        self.hidden.insert(field);
        self
    }

    /// The same row with dates no finer than `grain`.
    #[must_use]
    pub fn at(mut self, grain: Grain) -> Self {
        self.grain = grain;
        self
    }

    /// Whether the row leaves at all.
    #[must_use]
    pub fn leaves(&self) -> bool {
        matches!(self.level, Level::Public | Level::Coarsened)
    }

    /// The grain that its level and its own wish give together.
    #[must_use]
    pub fn effective_grain(&self) -> Grain {
        match (self.level, self.grain) {
            (Level::Coarsened, Grain::Day) => Grain::Month,
            (_, grain) => grain,
        }
    }
}

/// A place before the gate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlaceDraft {
    /// The place as the desk knows it.
    pub value: Place,
    /// The finest precision at which it may be shown; references go to the first place around it that is coarse enough.
    pub release: PlacePrecision,
}

impl PlaceDraft {
    /// A place that is shown as it is known.
    #[must_use]
    pub fn public(value: Place) -> Self {
        Self { release: value.precision, value }
    }
}

/// An edition before the gate.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Candidate {
    /// Number, day, title, parties, findings, changes and the rest. Its tables of places, reports, statements, positions,
    /// awareness, measures, evidence and persons are not read: the drafts below replace them.
    pub edition: Edition,
    /// Places with the precision at which they may be shown.
    pub places: Vec<PlaceDraft>,
    /// Reports with their level.
    pub reports: Vec<Draft<Report>>,
    /// Statements with their level.
    pub statements: Vec<Draft<Statement>>,
    /// Positions with their level.
    pub positions: Vec<Draft<Position>>,
    /// Awareness with its level.
    pub awareness: Vec<Draft<Awareness>>,
    /// Measures with their level.
    pub measures: Vec<Draft<Measure>>,
    /// Evidence with its level.
    pub evidence: Vec<Draft<Evidence>>,
    /// Persons with their level.
    pub persons: Vec<Draft<Person>>,
    /// Words that must be nowhere in the release: names of prisoners, of sources, of villages. Never shown in a refusal.
    pub never: Vec<String>,
    /// What the count of people needs: everything released before, tables, thresholds, declarations, overrides.
    pub risk: RiskInput,
}

impl Candidate {
    /// A candidate in which every row is public, e.g. to pass an edition again that was released before.
    #[must_use]
    pub fn public(mut edition: Edition) -> Self {
        fn all<T: Shape>(rows: &mut Vec<T>) -> Vec<Draft<T>> {
            std::mem::take(rows).into_iter().map(Draft::public).collect()
        }
        Self {
            places: std::mem::take(&mut edition.places)
                .into_iter()
                .map(PlaceDraft::public)
                .collect(),
            reports: all(&mut edition.reports),
            statements: all(&mut edition.statements),
            positions: all(&mut edition.positions),
            awareness: all(&mut edition.awareness),
            measures: all(&mut edition.measures),
            evidence: all(&mut edition.evidence),
            persons: all(&mut edition.persons),
            never: Vec::new(),
            risk: RiskInput::default(),
            edition,
        }
    }
}

mod sealed {
    /// Only the shapes of this crate are shapes.
    pub trait Sealed {}
}

macro_rules! shapes {
    ($($shape:ty: $field:ty),+ $(,)?) => {
        $(
            impl sealed::Sealed for $shape {}
            impl Shape for $shape {
                type Field = $field;
            }
        )+
    };
}

shapes! {
    Report: NoField,
    Statement: StatementField,
    Position: NoField,
    Awareness: NoField,
    Measure: NoField,
    Evidence: EvidenceField,
    Person: PersonField,
}
