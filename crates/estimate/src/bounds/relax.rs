//! What would reconcile figures that contradict each other: every single change that does.
//!
//! Dropping a figure always does and is not listed. What is listed says under which one mistake or
//! misreading all could be true; it does not say that the mistake was made.

use super::conflicts::Conflict;
use super::layout::{Cone, Row};
use super::piece::{FigureId, Piece, Side};
use super::simplex::{Meter, Ratio};
use super::solve::{self, Verdict};
use super::{Problem, Radius, WORK_PER_QUESTION, row};

/// One change that makes a set of figures consistent.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Relaxation {
    /// One figure means something else: a reading that the caller offered.
    Reading {
        /// Which figure.
        figure: FigureId,
        /// Which reading, in the caller's words.
        label: String,
    },
    /// One figure holds for another day.
    ShiftAsOf {
        /// Which figure.
        figure: FigureId,
        /// Days to move it: later if positive. The least number in that direction.
        days: i32,
        /// Persons a day that the shift asks for: what the lower bounds exceed the upper by, spread over the
        /// days that the shift opens between them. A large rate tells against the shift.
        implied_per_day: f64,
    },
    /// All bounds are off by a factor: the contradiction radius.
    Factor {
        /// The factor, more than 1.
        r: f64,
    },
}

impl Problem {
    /// Every single change that reconciles a conflict: readings and shifts by figure, then the factor.
    ///
    /// * Shifts move all pieces of a figure; the smallest in each direction is given, later before earlier.
    /// * Exact: each change listed was checked to make the set consistent.
    /// * Cost: one small system a reading, and O(days²) a shifted figure.
    #[must_use]
    pub fn relaxations(&self, conflict: &Conflict) -> Vec<Relaxation> {
        let mut meter = Meter(WORK_PER_QUESTION);
        let cone = self.cone();
        let mut out = Vec::new();
        for &figure in &conflict.figures {
            let Some(held) = self.figures.get(figure.0) else { continue };
            let rest = self.others(conflict, figure);
            for reading in &held.readings {
                if agrees(&cone, &rest, &reading.pieces, &mut meter) {
                    let label = reading.label.clone();
                    out.push(Relaxation::Reading { figure, label });
                }
            }
            for later in [true, false] {
                if let Some(days) = smallest_shift(&cone, &rest, &held.pieces, later, &mut meter) {
                    let implied_per_day = self.implied_rate(conflict, figure, days);
                    out.push(Relaxation::ShiftAsOf { figure, days, implied_per_day });
                }
            }
        }
        if let Radius::Factor(r) = conflict.radius {
            out.push(Relaxation::Factor { r });
        }
        out
    }

    fn others(&self, conflict: &Conflict, figure: FigureId) -> Vec<Row> {
        let others = conflict.figures.iter().filter(|&&f| f != figure);
        others
            .filter_map(|f| self.figures.get(f.0))
            .flat_map(|f| f.pieces.iter().map(row))
            .collect()
    }

    /// The excess of the conflict over the days between its upper bounds and its lower bounds after the shift.
    fn implied_rate(&self, conflict: &Conflict, figure: FigureId, days: i32) -> f64 {
        let (mut earliest_upper, mut latest_lower) = (i64::MAX, i64::MIN);
        for &(f, k, _) in &conflict.certificate.pieces {
            let Some(piece) = self.piece(f, k) else { continue };
            let shift = if f == figure { i64::from(days) } else { 0 };
            let day = i64::from(piece.last_day()) + shift;
            match piece.side() {
                Side::AtLeast => latest_lower = latest_lower.max(day),
                Side::AtMost => earliest_upper = earliest_upper.min(day),
            }
        }
        let opened = latest_lower.saturating_sub(earliest_upper).clamp(1, 1 << 33);
        conflict.lower_total.saturating_sub(conflict.upper_total) as f64 / opened as f64
    }
}

fn agrees(cone: &Cone, rest: &[Row], pieces: &[Piece], meter: &mut Meter) -> bool {
    let mut rows = rest.to_vec();
    rows.extend(pieces.iter().map(row));
    matches!(solve::decide(cone, &rows, Ratio::ONE, meter), Verdict::Feasible)
}

/// The fewest days in one direction after which the pieces agree with the rest.
///
/// Agreement depends only on the order of days, so only shifts that change it are tried: each day of a
/// piece onto a day of the rest, or just past it.
fn smallest_shift(
    cone: &Cone,
    rest: &[Row],
    pieces: &[Piece],
    later: bool,
    meter: &mut Meter,
) -> Option<i32> {
    let days = |rows: &[Row]| -> Vec<i64> {
        rows.iter().flat_map(|r| [r.start, r.end]).filter(|&d| d != i64::MIN).collect()
    };
    let own: Vec<Row> = pieces.iter().map(row).collect();
    let mut shifts: Vec<i32> = Vec::new();
    for &mine in &days(&own) {
        for &other in &days(rest) {
            let exact = [other - mine, other - mine + if later { 1 } else { -1 }];
            shifts.extend(exact.iter().filter_map(|&s| i32::try_from(s).ok()));
        }
    }
    shifts.retain(|&s| if later { s > 0 } else { s < 0 });
    shifts.sort_unstable_by_key(|s| s.unsigned_abs());
    shifts.dedup();
    shifts.into_iter().find(|&s| {
        let moved: Vec<Piece> = pieces.iter().map(|p| p.shifted(s)).collect();
        agrees(cone, rest, &moved, meter)
    })
}
