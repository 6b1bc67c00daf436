//! Bounds from rival figures: which cannot all be true, what would reconcile them, what follows.
//!
//! Behind every figure stands a hidden series: persons of a population killed, wounded, missing,
//! captured, deployed, cumulative and never falling. A figure bounds sums of them. All bounds are
//! linear, so a question about figures is a question about a linear system.
//!
//! Terms:
//! * *population* – whose counts; one may include another (each growth of the smaller is a growth of the larger).
//! * *component* – killed, wounded, missing, captured, deployed ([`Component`]).
//! * *figure* – one or more [`Piece`]s that stand or fall together.
//! * *contradiction* – a set of figures that cannot all be true; *minimal* if dropping any one of them leaves a
//!   set that can.
//! * *contradiction radius* – the smallest factor r ≥ 1 such that all hold once every lower bound is divided and
//!   every upper bound multiplied by r.
//! * *strength* – the assumption that killed, wounded, missing and captured together are at most deployed: each
//!   person counted once. It holds for every population and bites only where something bounds deployed
//!   from above. A conflict says whether it rests on it.
//!
//! Invariant: whatever is called a contradiction carries a [`Certificate`] that adds up in whole numbers. Persons are
//! relaxed to real numbers: a set that only whole persons could refute is called consistent.
//!
//! Not here: what the words of a figure mean (the caller turns them into pieces), who said it, the calendar.
//!
//! Sources: J. Farkas, "Theorie der einfachen Ungleichungen", 1902; J. W. Chinneck and E. W. Dravnieks, "Locating minimal
//! infeasible constraint sets in linear programs", ORSA Journal on Computing 3, 1991 (deletion filter); M. H. Liffiton,
//! A. Previti, A. Malik and J. Marques-Silva, "Fast, flexible MUS enumeration", Constraints 21, 2016 (MARCO). The method,
//! with its limits, is told in `docs/methods/bounds.md`.
//!
//! ```
//! use estimate::bounds::{ComponentSet, Limits, Piece, Problem, Side};
//!
//! let mut problem = Problem::new();
//! let soldiers = problem.add_population()?;
//! let stock = |side, value| Piece::Stock {
//!     population: soldiers,
//!     day: 23,
//!     set: ComponentSet::KILLED_AND_WOUNDED,
//!     side,
//!     value,
//! };
//! let over_3000 = problem.add_figure(vec![stock(Side::AtLeast, 3001)])?;
//! let about_1100 = problem.add_figure(vec![stock(Side::AtLeast, 990), stock(Side::AtMost, 1210)])?;
//! let found = problem.conflicts(&Limits::default());
//! assert_eq!(found.sets[0].figures, [over_3000, about_1100]);
//! assert_eq!((found.sets[0].lower_total, found.sets[0].upper_total), (3001, 1210));
//! let r = problem.radius(&[over_3000, about_1100]).factor().unwrap();
//! assert!((r - (3001.0_f64 / 1210.0).sqrt()).abs() < 1e-12);
//! # Ok::<(), estimate::Error>(())
//! ```

mod certificate;
mod conflicts;
mod eliminate;
mod layout;
mod map;
mod pairs;
mod piece;
mod range;
mod relax;
pub(crate) mod simplex;
mod solve;
mod sweep;

use layout::{Cone, Row};
use simplex::{Meter, Ratio};
use solve::{Parametric, Verdict};

pub use certificate::{Certificate, InclusionStep, StrengthStep};
pub use conflicts::{Conflict, Conflicts, Limits};
pub use piece::{Component, ComponentSet, FigureId, Piece, PopulationId, Side};
pub use range::{Inconsistent, Range};
pub use relax::Relaxation;

use crate::Error;

/// The largest value a piece may have: 2⁴⁰ persons, so that exact arithmetic has room.
pub const VALUE_MAX: u64 = 1 << 40;
/// The most populations of one problem.
pub const POPULATIONS_MAX: usize = 64;
/// The most pieces of one figure.
pub const PIECES_MAX: usize = 64;

/// Populations, their inclusions, and figures about them.
#[derive(Debug, Clone, Default)]
pub struct Problem {
    /// For each population the bit set of those that include it, itself among them; transitive.
    supers: Vec<u64>,
    figures: Vec<Figure>,
}

#[derive(Debug, Clone)]
struct Figure {
    pieces: Vec<Piece>,
    readings: Vec<Reading>,
}

#[derive(Debug, Clone)]
struct Reading {
    label: String,
    pieces: Vec<Piece>,
}

/// How far a set of figures is from consistent.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum Radius {
    /// Every lower bound divided and every upper bound multiplied by this makes the set consistent; 1 or more,
    /// exactly 1 for a consistent set.
    Factor(f64),
    /// No factor does: something positive stands against an upper bound of 0.
    Unbounded,
    /// Neither was proved within the arithmetic and the work allowed.
    Unknown,
}

impl Radius {
    /// The factor, if there is one.
    #[must_use]
    pub fn factor(self) -> Option<f64> {
        match self {
            Self::Factor(r) => Some(r),
            Self::Unbounded | Self::Unknown => None,
        }
    }
}

/// Which row of a system came from which piece.
pub(crate) type Tag = (usize, usize);

/// Work that a single question may take, in elementary steps; some seconds at most.
const WORK_PER_QUESTION: u64 = 4_000_000_000;

impl Problem {
    /// A problem with no population and no figure.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a population.
    ///
    /// # Errors
    /// [`Error::TooManyPopulations`] past [`POPULATIONS_MAX`].
    pub fn add_population(&mut self) -> Result<PopulationId, Error> {
        let id = self.supers.len();
        if id == POPULATIONS_MAX {
            return Err(Error::TooManyPopulations { limit: POPULATIONS_MAX });
        }
        self.supers.push(1 << id);
        Ok(PopulationId(id))
    }

    /// States that one population is part of another. Populations that include each other are the same.
    ///
    /// # Errors
    /// [`Error::UnknownPopulation`].
    pub fn include(&mut self, sub: PopulationId, sup: PopulationId) -> Result<(), Error> {
        self.check_population(sub)?;
        self.check_population(sup)?;
        let gained = self.supers[sup.0];
        for supers in &mut self.supers {
            if *supers >> sub.0 & 1 == 1 {
                *supers |= gained;
            }
        }
        Ok(())
    }

    /// Adds a figure: pieces that stand or fall together. No piece at all is a figure that says nothing.
    ///
    /// # Errors
    /// [`Error::UnknownPopulation`], [`Error::EmptySet`], [`Error::BackwardWindow`], [`Error::ValueTooLarge`],
    /// [`Error::TooManyPieces`]; the problem is then as before.
    pub fn add_figure(&mut self, pieces: Vec<Piece>) -> Result<FigureId, Error> {
        self.check_pieces(&pieces)?;
        self.figures.push(Figure { pieces, readings: Vec::new() });
        Ok(FigureId(self.figures.len() - 1))
    }

    /// Adds another way to read a figure: a wider category, another scope, another window.
    ///
    /// The label is the caller's; it comes back in [`Relaxation::Reading`].
    ///
    /// # Errors
    /// As [`Problem::add_figure`], and [`Error::UnknownFigure`].
    pub fn add_reading(
        &mut self,
        figure: FigureId,
        label: impl Into<String>,
        pieces: Vec<Piece>,
    ) -> Result<(), Error> {
        self.check_pieces(&pieces)?;
        let known = self.figures.len();
        let held = self
            .figures
            .get_mut(figure.0)
            .ok_or(Error::UnknownFigure { index: figure.0, known })?;
        held.readings.push(Reading { label: label.into(), pieces });
        Ok(())
    }

    /// How many figures there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.figures.len()
    }

    /// Whether there is no figure.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.figures.is_empty()
    }

    /// All figures, in the order of adding.
    pub fn figures(&self) -> impl Iterator<Item = FigureId> + use<> {
        (0..self.figures.len()).map(FigureId)
    }

    /// A piece of a figure.
    #[must_use]
    pub fn piece(&self, figure: FigureId, piece: usize) -> Option<&Piece> {
        self.figures.get(figure.0)?.pieces.get(piece)
    }

    /// Whether the first population is part of the second; every population is part of itself.
    #[must_use]
    pub fn includes(&self, sub: PopulationId, sup: PopulationId) -> bool {
        sup.0 < self.supers.len() && self.supers.get(sub.0).is_some_and(|s| s >> sup.0 & 1 == 1)
    }

    /// Whether all figures given can be true at once.
    ///
    /// * Exact: bounds that just meet are consistent. Figures of another problem (unknown ids) say nothing.
    /// * `true` also where neither an answer nor a proof was found within 128 bits and the work of one question, which
    ///   no test of thousands of figures has met: without a proof there is no contradiction.
    /// * Cost: near linear in the figures where few of them bind; milliseconds for thousands.
    #[must_use]
    pub fn consistent(&self, figures: &[FigureId]) -> bool {
        let (rows, _) = self.rows(figures);
        let mut meter = Meter(WORK_PER_QUESTION);
        !matches!(
            solve::decide(&self.cone(), &rows, Ratio::ONE, &mut meter),
            Verdict::Infeasible(_)
        )
    }

    /// The contradiction radius of the figures given.
    ///
    /// * Output: r ≥ 1, exactly 1.0 if and only if they are consistent.
    /// * Exact up to one square root and one division in `f64`: r² is a ratio of whole numbers.
    /// * Laws: adding a figure never lowers it; it does not depend on the order of the figures.
    /// * Cost: as [`Problem::consistent`], times a few.
    #[must_use]
    pub fn radius(&self, figures: &[FigureId]) -> Radius {
        let (rows, _) = self.rows(figures);
        self.radius_of(&rows, &self.cone(), &mut Meter(WORK_PER_QUESTION))
    }

    /// Multiplying all counts by r turns "lower / r, upper · r" into "lower, upper · r²", which is linear in r².
    fn radius_of(&self, rows: &[Row], cone: &Cone, meter: &mut Meter) -> Radius {
        let start = worst_pair(cone, rows);
        match solve::settle(cone, &stretched(rows), start, meter) {
            Parametric::Settled(square, _) if square == Ratio::ONE => Radius::Factor(1.0),
            Parametric::Settled(square, _) => {
                let r = square.to_f64().sqrt();
                // A ratio so near 1 that f64 cannot tell it apart is still no agreement.
                Radius::Factor(if r > 1.0 { r } else { 1.0 + f64::EPSILON })
            }
            Parametric::Never(_) => Radius::Unbounded,
            Parametric::Unknown => Radius::Unknown,
        }
    }

    pub(crate) fn cone(&self) -> Cone {
        Cone { supers: self.supers.clone(), strength: true }
    }

    /// The rows of the figures given, each once, without those that another row of the same kind implies.
    pub(crate) fn rows(&self, figures: &[FigureId]) -> (Vec<Row>, Vec<Tag>) {
        let mut ids: Vec<usize> =
            figures.iter().map(|f| f.0).filter(|&f| f < self.figures.len()).collect();
        ids.sort_unstable();
        ids.dedup();
        let mut tagged: Vec<(Row, Tag)> = Vec::new();
        for f in ids {
            for (k, piece) in self.figures[f].pieces.iter().enumerate() {
                tagged.push((row(piece), (f, k)));
            }
        }
        undominated(tagged).into_iter().unzip()
    }

    fn check_population(&self, population: PopulationId) -> Result<(), Error> {
        let known = self.supers.len();
        if population.0 < known {
            Ok(())
        } else {
            Err(Error::UnknownPopulation { index: population.0, known })
        }
    }

    fn check_pieces(&self, pieces: &[Piece]) -> Result<(), Error> {
        if pieces.len() > PIECES_MAX {
            return Err(Error::TooManyPieces { pieces: pieces.len(), limit: PIECES_MAX });
        }
        for (piece, held) in pieces.iter().enumerate() {
            self.check_population(held.population())?;
            if held.set().is_empty() {
                return Err(Error::EmptySet { piece });
            }
            if let Piece::Flow { from, to, .. } = *held
                && from > to
            {
                return Err(Error::BackwardWindow { piece, from, to });
            }
            if held.value() > VALUE_MAX {
                let value = held.value();
                return Err(Error::ValueTooLarge { piece, value, limit: VALUE_MAX });
            }
        }
        Ok(())
    }
}

/// The largest ratio of a lower bound to an upper bound on a superset, window and population included, or 1.
///
/// It is a lower bound on the square of the radius, and mostly equal to it.
fn worst_pair(cone: &Cone, rows: &[Row]) -> Ratio {
    let mut worst = Ratio::ONE;
    for upper in rows.iter().filter(|r| !r.lower && r.base > 0) {
        for lower in rows.iter().filter(|r| r.lower) {
            let covered = lower.set & !upper.set == 0
                && upper.start <= lower.start
                && lower.end <= upper.end
                && cone.within(lower.population, upper.population);
            if covered && lower.base * worst.den > worst.num * upper.base {
                worst = Ratio::new(lower.base, upper.base).unwrap_or(worst);
            }
        }
    }
    worst
}

/// Figures by their positions.
pub(crate) fn figure_ids(figures: &[usize]) -> Vec<FigureId> {
    figures.iter().map(|&f| FigureId(f)).collect()
}

/// A piece as the solver reads it.
pub(crate) fn row(piece: &Piece) -> Row {
    let start = match *piece {
        Piece::Stock { .. } => i64::MIN,
        Piece::Flow { from, .. } => i64::from(from) - 1,
    };
    Row {
        population: piece.population().0,
        set: piece.set().bits(),
        start,
        end: i64::from(piece.last_day()),
        lower: piece.side() == Side::AtLeast,
        base: i128::from(piece.value()),
        slope: 0,
    }
}

/// The same rows with every upper bound multiplied by θ.
pub(crate) fn stretched(rows: &[Row]) -> Vec<Row> {
    let stretch = |r: &Row| if r.lower { *r } else { Row { base: 0, slope: r.base, ..*r } };
    rows.iter().map(stretch).collect()
}

/// Drops rows that a row of the same population, set, side and kind implies; of equals the first tag stays.
fn undominated(mut tagged: Vec<(Row, Tag)>) -> Vec<(Row, Tag)> {
    // Best first: a lower bound by early day, an upper bound by late day; then the value.
    tagged.sort_by_key(|(r, tag)| {
        let (day, value) = if r.lower { (r.end, -r.base) } else { (-r.end, r.base) };
        let window = if r.start == i64::MIN { None } else { Some((r.start, r.end)) };
        (r.population, r.set, r.lower, window, day, value, *tag)
    });
    let mut kept: Vec<(Row, Tag)> = Vec::new();
    for (r, tag) in tagged {
        let implied = kept.last().is_some_and(|(k, _)| {
            let alike = (k.population, k.set, k.lower) == (r.population, r.set, r.lower);
            let window = k.start == r.start && (r.start == i64::MIN || k.end == r.end);
            let stronger = if r.lower { k.base >= r.base } else { k.base <= r.base };
            alike && window && stronger
        });
        if !implied {
            kept.push((r, tag));
        }
    }
    kept.sort_by_key(|&(_, tag)| tag);
    kept
}
