//! What a chosen set of figures says about a count: the identified range.
//!
//! The ends are the smallest and the largest value that the sum can have while every trusted figure
//! holds. They are bounds, not an estimate: nothing inside is likelier than anything else.
//!
//! How: to ask how large the sum can be, add the bound "at least θ" for an impossibly large θ; each proof
//! that this cannot be names the θ at which it stops being one. The lower end likewise, with "at most θ" from 0.

use super::layout::Row;
use super::simplex::{Meter, Ratio};
use super::solve::{self, Parametric, Proof, Verdict};
use super::{ComponentSet, FigureId, PopulationId, Problem, Tag, WORK_PER_QUESTION};

/// The identified range of a sum of components of a population, cumulative up to a day.
#[derive(Debug, Clone, PartialEq)]
pub struct Range {
    /// The least it can be, in persons; 0 or more.
    pub lo: f64,
    /// The most it can be; `None` if the trusted figures set no upper bound.
    pub hi: Option<f64>,
    /// The figures that make the lower end, sorted; empty if it is 0 by nature.
    pub lo_from: Vec<FigureId>,
    /// The figures that make the upper end, sorted; empty if there is none.
    pub hi_from: Vec<FigureId>,
}

/// The trusted figures cannot all be true, so they identify nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{} of the trusted figures cannot all be true", figures.len())]
pub struct Inconsistent {
    /// A minimal set of them that already cannot, sorted.
    pub figures: Vec<FigureId>,
}

/// Above any value that bounds of at most 2⁴⁰ persons can imply in practice: the search for the upper end starts here.
const BEYOND: i128 = 1 << 60;

impl Problem {
    /// What the trusted figures say about a sum of components.
    ///
    /// * Output: both ends in persons, exact up to one division in `f64`; each with the figures that bind it. An end that
    ///   could not be proved within 128 bits and the work of one question is reported as 0 or `None`: too wide, never too narrow.
    /// * Laws: more trusted figures never widen it; `lo ≤ hi`.
    /// * A sum over no component is 0. Unknown ids say nothing.
    ///
    /// # Errors
    /// [`Inconsistent`] with a minimal set, if the trusted figures cannot all be true.
    pub fn range(
        &self,
        trusted: &[FigureId],
        population: PopulationId,
        set: ComponentSet,
        day: i32,
    ) -> Result<Range, Inconsistent> {
        let (mut rows, tags) = self.rows(trusted);
        let cone = self.cone();
        let mut meter = Meter(WORK_PER_QUESTION);
        if let Verdict::Infeasible(proof) = solve::decide(&cone, &rows, Ratio::ONE, &mut meter) {
            let figures = figures_of(&proof, &tags);
            let figures = self.shrink(&figures, &mut meter).unwrap_or(figures);
            return Err(Inconsistent { figures });
        }
        let mut range = Range { lo: 0.0, hi: None, lo_from: Vec::new(), hi_from: Vec::new() };
        if population.0 >= self.supers.len() {
            return Ok(range);
        }
        if set.is_empty() {
            range.hi = Some(0.0);
            return Ok(range);
        }
        let probe = |lower| Row {
            population: population.0,
            set: set.bits(),
            start: i64::MIN,
            end: i64::from(day),
            lower,
            base: 0,
            slope: 1,
        };
        rows.push(probe(false));
        if let Parametric::Settled(at, Some(proof)) =
            solve::settle(&cone, &rows, Ratio::whole(0), &mut meter)
        {
            range.lo = at.to_f64();
            range.lo_from = figures_of(&proof, &tags);
        }
        rows.pop();
        rows.push(probe(true));
        if let Parametric::Settled(at, Some(proof)) =
            solve::settle(&cone, &rows, Ratio::whole(BEYOND), &mut meter)
        {
            range.hi = Some(at.to_f64());
            range.hi_from = figures_of(&proof, &tags);
        }
        Ok(range)
    }

    /// A minimal contradiction within figures that contradict each other.
    ///
    /// Deletion filter (Chinneck and Dravnieks 1991), helped by the proofs: a figure that the proof of a smaller set does
    /// not use goes at once. `None` if the figures are consistent or the work ran out.
    pub(crate) fn shrink(&self, figures: &[FigureId], meter: &mut Meter) -> Option<Vec<FigureId>> {
        let mut held = self.refute(figures, meter)??;
        let mut needed = 0;
        while needed < held.len() {
            let mut without = held.clone();
            without.remove(needed);
            match self.refute(&without, meter)? {
                Some(smaller) => held = smaller,
                None => needed += 1,
            }
        }
        Some(held)
    }

    /// The figures of a proof that the ones given contradict each other; `Some(None)` if they do not.
    pub(crate) fn refute(
        &self,
        figures: &[FigureId],
        meter: &mut Meter,
    ) -> Option<Option<Vec<FigureId>>> {
        let (rows, tags) = self.rows(figures);
        match solve::decide(&self.cone(), &rows, Ratio::ONE, meter) {
            Verdict::Feasible => Some(None),
            Verdict::Infeasible(proof) => Some(Some(figures_of(&proof, &tags))),
            Verdict::Unknown => None,
        }
    }
}

/// The figures whose pieces a proof uses, sorted.
pub(crate) fn figures_of(proof: &Proof, tags: &[Tag]) -> Vec<FigureId> {
    let used = proof.rows.iter().filter_map(|&(row, _)| tags.get(row));
    let mut figures: Vec<FigureId> = used.map(|&(f, _)| FigureId(f)).collect();
    figures.sort_unstable();
    figures.dedup();
    figures
}
