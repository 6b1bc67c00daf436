//! A proof that figures cannot all be true, kept so that anyone can add it up.
//!
//! Every piece is an inequality on the growth of populations in components over days. Multiply each
//! by the whole number given, add the steps that follow from inclusion and strength, and what remains
//! says that 0 is at least something positive. The check below does that from the pieces alone; it
//! shares no code with the search that found the proof.

use std::collections::{BTreeMap, BTreeSet};

use super::Problem;
use super::piece::{Component, FigureId, Piece, PopulationId, Side};

/// Multipliers that turn bounds into an absurdity.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Certificate {
    /// Figure, position of the piece in it, and how many times it counts (1 or more). Lower and upper bounds alike
    /// have positive multipliers; [`Piece::side`] tells them apart.
    pub pieces: Vec<(FigureId, usize, i64)>,
    /// Steps "the growth of a population is at most that of one that includes it".
    pub inclusions: Vec<InclusionStep>,
    /// Steps "casualties of a population are at most its deployed strength".
    pub strengths: Vec<StrengthStep>,
}

/// One use of inclusion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct InclusionStep {
    /// The population that is included.
    pub sub: PopulationId,
    /// The population that includes it.
    pub sup: PopulationId,
    /// Growth of which count.
    pub component: Component,
    /// Growth after this day (of the caller's scale; it may lie one before the first `i32`); `None`: from the beginning.
    pub after: Option<i64>,
    /// Growth up to and including this day.
    pub upto: i64,
    /// How many times the step counts.
    pub times: i64,
}

/// One use of strength.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct StrengthStep {
    /// Whose strength.
    pub population: PopulationId,
    /// On which day.
    pub day: i64,
    /// How many times the step counts.
    pub times: i64,
}

impl Certificate {
    /// What the lower and the upper bounds add up to, multipliers included; the first is larger if the
    /// certificate holds.
    ///
    /// `None` if a piece does not exist in the problem.
    #[must_use]
    pub fn totals(&self, problem: &Problem) -> Option<(u64, u64)> {
        let (mut lower, mut upper) = (0_u64, 0_u64);
        for &(figure, piece, times) in &self.pieces {
            let piece = problem.piece(figure, piece)?;
            let sum = match piece.side() {
                Side::AtLeast => &mut lower,
                Side::AtMost => &mut upper,
            };
            let part = piece.value().checked_mul(u64::try_from(times).ok()?)?;
            *sum = sum.checked_add(part)?;
        }
        Some((lower, upper))
    }

    /// Whether the certificate proves that its figures cannot all be true.
    ///
    /// * Checks: every multiplier is positive, every inclusion is one of the problem's, each growth of each
    ///   population cancels or counts against the lower bounds, and the lower bounds exceed the upper.
    /// * Arithmetic: 128-bit whole numbers, checked.
    /// * Cost: O(steps · populations · components · days of the certificate).
    #[must_use]
    pub fn holds(&self, problem: &Problem) -> bool {
        self.check(problem).unwrap_or(false)
    }

    fn check(&self, problem: &Problem) -> Option<bool> {
        let days = self.days(problem)?;
        let mut sums: BTreeMap<(PopulationId, Component, usize), i128> = BTreeMap::new();
        let mut add = |p, c, from: usize, upto: usize, times: i128| {
            for k in from..upto {
                let sum = sums.entry((p, c, k)).or_insert(0);
                *sum = sum.checked_add(times)?;
            }
            Some(())
        };
        // Interval k ends on days[k]; what ends on a day lies before `place(day)`.
        let place = |day: i64| days.partition_point(|&d| d <= day);
        let mut excess = 0_i128;
        for &(figure, piece, times) in &self.pieces {
            let piece = problem.piece(figure, piece)?;
            let sign = match piece.side() {
                Side::AtLeast => i128::from(positive(times)?),
                Side::AtMost => -i128::from(positive(times)?),
            };
            excess = excess.checked_add(i128::from(piece.value()).checked_mul(sign)?)?;
            let from = match *piece {
                Piece::Stock { .. } => 0,
                Piece::Flow { from, .. } => place(i64::from(from) - 1),
            };
            for c in piece.set().iter() {
                add(piece.population(), c, from, place(i64::from(piece.last_day())), sign)?;
            }
        }
        for step in &self.inclusions {
            if !problem.includes(step.sub, step.sup) {
                return Some(false);
            }
            let times = i128::from(positive(step.times)?);
            let from = step.after.map_or(0, &place);
            let upto = place(step.upto);
            add(step.sup, step.component, from, upto, times)?;
            add(step.sub, step.component, from, upto, -times)?;
        }
        for step in &self.strengths {
            let times = i128::from(positive(step.times)?);
            for c in Component::ALL {
                let sign = if c == Component::Deployed { times } else { -times };
                add(step.population, c, 0, place(step.day), sign)?;
            }
        }
        Some(excess > 0 && sums.values().all(|&sum| sum <= 0))
    }

    /// All days at which some inequality starts or stops counting.
    fn days(&self, problem: &Problem) -> Option<Vec<i64>> {
        let mut days = BTreeSet::new();
        for &(figure, piece, _) in &self.pieces {
            let piece = problem.piece(figure, piece)?;
            days.insert(i64::from(piece.last_day()));
            if let Piece::Flow { from, .. } = *piece {
                days.insert(i64::from(from) - 1);
            }
        }
        for step in &self.inclusions {
            days.extend(step.after);
            days.insert(step.upto);
        }
        days.extend(self.strengths.iter().map(|s| s.day));
        Some(days.into_iter().collect())
    }
}

fn positive(times: i64) -> Option<i64> {
    (times > 0).then_some(times)
}
