//! Laws, checked against brute force: every subset of a few random figures, judged by a solver that knows
//! nothing of dates that matter, dominance or patterns (`microlp` on one variable a population, component and day).

use std::collections::BTreeSet;

use estimate::bounds::{
    Component, ComponentSet, FigureId, Limits, Piece, PopulationId, Problem, Radius, Relaxation,
    Side,
};
use microlp::{ComparisonOp, Error, LinearExpr, OptimizationDirection, Variable};
use proptest::prelude::*;

const DAYS: i32 = 6;

#[derive(Debug, Clone)]
struct Instance {
    populations: usize,
    inclusions: Vec<(usize, usize)>,
    figures: Vec<Vec<RawPiece>>,
}

#[derive(Debug, Clone)]
struct RawPiece {
    population: usize,
    /// Day before the first; `None` for a stock.
    start: Option<i32>,
    end: i32,
    set: u8,
    lower: bool,
    value: u64,
}

fn set(bits: u8) -> ComponentSet {
    let members: Vec<_> =
        Component::ALL.into_iter().filter(|&c| bits >> c as u8 & 1 == 1).collect();
    ComponentSet::of(&members)
}

fn raw_piece() -> impl Strategy<Value = RawPiece> {
    let sets = prop_oneof![
        4 => prop::sample::select(vec![1_u8, 2, 3, 15, 16]),
        1 => 1_u8..32,
    ];
    (0_usize..3, 0..DAYS, prop::option::weighted(0.25, 0..DAYS), sets, any::<bool>(), 0_u64..60)
        .prop_map(|(population, a, b, set, lower, value)| {
            let (start, end) = match b {
                Some(b) => (Some(a.min(b) - 1), a.max(b)),
                None => (None, a),
            };
            RawPiece { population, start, end, set, lower, value }
        })
}

fn instance(figures: usize) -> impl Strategy<Value = Instance> {
    let inclusion = (0_usize..3, 0_usize..3);
    (
        1_usize..=3,
        prop::collection::vec(inclusion, 0..4),
        prop::collection::vec(prop::collection::vec(raw_piece(), 1..4), 1..=figures),
    )
        .prop_map(|(populations, mut inclusions, mut figures)| {
            inclusions.retain(|&(a, b)| a < populations && b < populations);
            for piece in figures.iter_mut().flatten() {
                piece.population %= populations;
            }
            Instance { populations, inclusions, figures }
        })
}

impl Instance {
    fn build(&self, shift: i32) -> (Problem, Vec<PopulationId>) {
        let mut problem = Problem::new();
        let ids: Vec<PopulationId> =
            (0..self.populations).map(|_| problem.add_population().unwrap()).collect();
        for &(sub, sup) in &self.inclusions {
            problem.include(ids[sub], ids[sup]).unwrap();
        }
        for figure in &self.figures {
            let pieces = figure.iter().map(|p| p.public(&ids).shifted(shift)).collect();
            problem.add_figure(pieces).unwrap();
        }
        (problem, ids)
    }

    fn pieces<'a>(&'a self, figures: &[usize]) -> Vec<&'a RawPiece> {
        figures.iter().flat_map(|&f| &self.figures[f]).collect()
    }
}

impl RawPiece {
    fn public(&self, ids: &[PopulationId]) -> Piece {
        let (population, set, value) = (ids[self.population], set(self.set), self.value);
        let side = if self.lower { Side::AtLeast } else { Side::AtMost };
        match self.start {
            None => Piece::Stock { population, day: self.end, set, side, value },
            Some(start) => {
                Piece::Flow { population, from: start + 1, to: self.end, set, side, value }
            }
        }
    }
}

/// The plain system: cumulative counts on every day, and nothing clever.
struct Plain {
    lp: microlp::Problem,
    x: Vec<Vec<Vec<Variable>>>,
    stretch: Option<Variable>,
}

const FIRST: i32 = -DAYS * 2;
const LAST: i32 = DAYS * 3;

impl Plain {
    fn new(
        instance: &Instance,
        direction: OptimizationDirection,
        target: impl Fn(usize, usize, i32) -> f64,
        stretched: bool,
    ) -> Self {
        let mut lp = microlp::Problem::new(direction);
        let mut x = Vec::new();
        for p in 0..instance.populations {
            let series = |c| {
                (FIRST..=LAST)
                    .map(|t| lp.add_var(target(p, c, t), (0.0, f64::INFINITY)))
                    .collect::<Vec<_>>()
            };
            x.push((0..5).map(series).collect::<Vec<_>>());
        }
        let stretch = stretched.then(|| lp.add_var(1.0, (1.0, f64::INFINITY)));
        let mut plain = Self { lp, x, stretch };
        plain.add_nature(instance);
        plain
    }

    fn add_nature(&mut self, instance: &Instance) {
        let days = (LAST - FIRST) as usize;
        for p in 0..instance.populations {
            for c in 0..5 {
                let x = &self.x[p][c];
                for t in 0..days {
                    self.lp.add_constraint([(x[t + 1], 1.0), (x[t], -1.0)], ComparisonOp::Ge, 0.0);
                }
            }
            for t in 0..=days {
                let mut sum: LinearExpr = (0..4).map(|c| (self.x[p][c][t], -1.0)).collect();
                sum.add(self.x[p][4][t], 1.0);
                self.lp.add_constraint(sum, ComparisonOp::Ge, 0.0);
            }
        }
        for &(sub, sup) in instance.inclusions.iter().filter(|(a, b)| a != b) {
            for c in 0..5 {
                let (a, b) = (&self.x[sub][c], &self.x[sup][c]);
                self.lp.add_constraint([(b[0], 1.0), (a[0], -1.0)], ComparisonOp::Ge, 0.0);
                for t in 0..days {
                    let growth = [(b[t + 1], 1.0), (b[t], -1.0), (a[t + 1], -1.0), (a[t], 1.0)];
                    self.lp.add_constraint(growth, ComparisonOp::Ge, 0.0);
                }
            }
        }
    }

    fn add(&mut self, piece: &RawPiece) {
        let at = |t: i32| (t - FIRST) as usize;
        let mut sum = LinearExpr::empty();
        for c in (0..5).filter(|c| piece.set >> c & 1 == 1) {
            sum.add(self.x[piece.population][c][at(piece.end)], 1.0);
            if let Some(start) = piece.start {
                sum.add(self.x[piece.population][c][at(start)], -1.0);
            }
        }
        let value = piece.value as f64;
        match (piece.lower, self.stretch) {
            (true, _) => self.lp.add_constraint(sum, ComparisonOp::Ge, value),
            (false, None) => self.lp.add_constraint(sum, ComparisonOp::Le, value),
            (false, Some(stretch)) => {
                sum.add(stretch, -value);
                self.lp.add_constraint(sum, ComparisonOp::Le, 0.0);
            }
        }
    }

    /// The optimum, `None` if infeasible, infinite if unbounded.
    fn optimum(self) -> Option<f64> {
        match self.lp.solve() {
            Ok(outcome) => Some(outcome.into_solution().unwrap().objective()),
            Err(Error::Infeasible) => None,
            Err(Error::Unbounded) => Some(f64::INFINITY),
            Err(other) => panic!("{other}"),
        }
    }
}

fn feasible(instance: &Instance, pieces: &[&RawPiece]) -> bool {
    let mut plain = Plain::new(instance, OptimizationDirection::Minimize, |_, _, _| 0.0, false);
    pieces.iter().for_each(|p| plain.add(p));
    plain.optimum().is_some()
}

fn members(mask: usize, n: usize) -> Vec<usize> {
    (0..n).filter(|f| mask >> f & 1 == 1).collect()
}

fn ids(problem: &Problem, figures: &[usize]) -> Vec<FigureId> {
    let all: Vec<FigureId> = problem.figures().collect();
    figures.iter().map(|&f| all[f]).collect()
}

fn radius_value(radius: Radius) -> f64 {
    match radius {
        Radius::Factor(r) => r,
        Radius::Unbounded => f64::INFINITY,
        other => panic!("{other:?}"),
    }
}

/// Cases a law; `PROPTEST_CASES` sets another number.
fn cases(default: u32) -> ProptestConfig {
    match std::env::var("PROPTEST_CASES") {
        Ok(_) => ProptestConfig::default(),
        Err(_) => ProptestConfig { cases: default, ..ProptestConfig::default() },
    }
}

proptest! {
    #![proptest_config(cases(96))]

    /// The finder lists exactly the minimal infeasible subsets.
    #[test]
    fn conflicts_are_those_of_brute_force(instance in instance(6)) {
        let (problem, _) = instance.build(0);
        let n = instance.figures.len();
        let ok: Vec<bool> =
            (0..1 << n).map(|mask| feasible(&instance, &instance.pieces(&members(mask, n)))).collect();
        let minimal = |mask: usize| {
            !ok[mask] && members(mask, n).iter().all(|f| ok[mask & !(1 << f)])
        };
        let expected: BTreeSet<Vec<FigureId>> =
            (0..1 << n).filter(|&m| minimal(m)).map(|m| ids(&problem, &members(m, n))).collect();
        let pairs = expected.iter().filter(|set| set.len() == 2).count() as u64;
        let found = problem.conflicts(&Limits { max_size: 8, ..Limits::default() });
        let sets: BTreeSet<Vec<FigureId>> = found.sets.iter().map(|c| c.figures.clone()).collect();
        prop_assert_eq!(sets.len(), found.sets.len());
        prop_assert_eq!(sets, expected);
        prop_assert_eq!(found.pairs_total, pairs);
        prop_assert!(found.pairs_exact && found.complete);
        for (mask, &ok) in ok.iter().enumerate() {
            prop_assert_eq!(problem.consistent(&ids(&problem, &members(mask, n))), ok);
        }
        for conflict in &found.sets {
            prop_assert!(conflict.certificate.holds(&problem));
            prop_assert!(conflict.lower_total > conflict.upper_total);
            prop_assert_eq!(conflict.uses_strength, !conflict.certificate.strengths.is_empty());
            prop_assert_eq!(conflict.uses_inclusion, !conflict.certificate.inclusions.is_empty());
            prop_assert_eq!(problem.radius(&conflict.figures), conflict.radius);
            let used: BTreeSet<FigureId> = conflict.certificate.pieces.iter().map(|p| p.0).collect();
            prop_assert_eq!(used.into_iter().collect::<Vec<_>>(), conflict.figures.clone());
        }
    }
}

proptest! {
    #![proptest_config(cases(256))]

    /// The number of pairs is that of consistent figures that are inconsistent together.
    #[test]
    fn pairs_are_counted_exactly(instance in instance(14)) {
        let (problem, _) = instance.build(0);
        let all: Vec<FigureId> = problem.figures().collect();
        let sound: Vec<FigureId> =
            all.iter().copied().filter(|&f| problem.consistent(&[f])).collect();
        let mut expected = 0;
        for (i, &a) in sound.iter().enumerate() {
            expected += sound[i + 1..].iter().filter(|&&b| !problem.consistent(&[a, b])).count();
        }
        let found = problem.conflicts(&Limits { max_size: 2, ..Limits::default() });
        prop_assert_eq!(found.pairs_total, expected as u64);
        for pair in found.sets.windows(2) {
            prop_assert!(radius_value(pair[0].radius) >= radius_value(pair[1].radius));
        }
    }

    /// The radius is that of the plain program; it is 1 if and only if consistent, and never falls when figures are added.
    #[test]
    fn radius_is_that_of_the_plain_program(instance in instance(6)) {
        let (problem, _) = instance.build(0);
        let n = instance.figures.len();
        let mut last = 1.0;
        for k in 0..=n {
            let figures: Vec<usize> = (0..k).collect();
            let chosen = ids(&problem, &figures);
            let radius = radius_value(problem.radius(&chosen));
            prop_assert!(radius >= last);
            prop_assert_eq!(radius == 1.0, problem.consistent(&chosen));
            last = radius;
        }
        let mut plain = Plain::new(&instance, OptimizationDirection::Minimize, |_, _, _| 0.0, true);
        instance.figures.iter().flatten().for_each(|p| plain.add(p));
        let expected = plain.optimum().map_or(f64::INFINITY, f64::sqrt);
        prop_assert!(last == expected || (last - expected).abs() < 1e-6 * expected, "{last} {expected}");
    }

    /// Both ends of a range are those of the plain program, and more figures never widen it.
    #[test]
    fn range_is_that_of_the_plain_program(
        instance in instance(5), p in 0_usize..3, bits in 1_u8..32, day in 0..DAYS,
    ) {
        let (problem, populations) = instance.build(0);
        let p = p % instance.populations;
        let all: Vec<FigureId> = problem.figures().collect();
        let mut held: Option<(f64, f64)> = None;
        for k in 0..=all.len() {
            let ranged = problem.range(&all[..k], populations[p], set(bits), day);
            prop_assert_eq!(ranged.is_ok(), problem.consistent(&all[..k]));
            let Ok(range) = ranged else {
                let refused = ranged.unwrap_err().figures;
                prop_assert!(!problem.consistent(&refused));
                for f in &refused {
                    let rest: Vec<_> = refused.iter().copied().filter(|g| g != f).collect();
                    prop_assert!(problem.consistent(&rest));
                }
                return Ok(());
            };
            let (lo, hi) = (range.lo, range.hi.unwrap_or(f64::INFINITY));
            prop_assert!(lo <= hi);
            if let Some((l, h)) = held {
                prop_assert!(lo >= l && hi <= h);
            }
            held = Some((lo, hi));
            // The figures named suffice for the end they bind.
            let by_lo = problem.range(&range.lo_from, populations[p], set(bits), day);
            prop_assert_eq!(by_lo.map(|r| r.lo), Ok(lo));
            let by_hi = problem.range(&range.hi_from, populations[p], set(bits), day);
            prop_assert_eq!(by_hi.map(|r| r.hi), Ok(range.hi));
        }
        let Some((lo, hi)) = held else { return Ok(()) };
        let target = |q: usize, c: usize, t: i32| {
            f64::from(u8::from(q == p && bits >> c & 1 == 1 && t == day))
        };
        for (direction, found) in
            [(OptimizationDirection::Minimize, lo), (OptimizationDirection::Maximize, hi)]
        {
            let mut plain = Plain::new(&instance, direction, target, false);
            instance.figures.iter().flatten().for_each(|p| plain.add(p));
            let expected = plain.optimum().unwrap();
            prop_assert!(found == expected || (found - expected).abs() < 1e-6, "{found} {expected}");
        }
    }

    /// Days are only an order: moving all of them changes nothing but the days.
    #[test]
    fn a_common_shift_changes_nothing(instance in instance(6), shift in -1000..1000) {
        let limits = Limits { max_size: 8, ..Limits::default() };
        let here = instance.build(0).0.conflicts(&limits);
        let there = instance.build(shift).0.conflicts(&limits);
        prop_assert_eq!(here.sets.len(), there.sets.len());
        for (a, b) in here.sets.iter().zip(&there.sets) {
            prop_assert_eq!(&a.figures, &b.figures);
            prop_assert_eq!(a.radius, b.radius);
            prop_assert_eq!(a.day + shift, b.day);
        }
    }

    /// The order of adding changes the numbers of the figures and nothing else.
    #[test]
    fn order_does_not_matter(instance in instance(6), turn in 0_usize..6) {
        let n = instance.figures.len();
        let mut turned = instance.clone();
        turned.figures.rotate_left(turn % n);
        let limits = Limits { max_size: 8, ..Limits::default() };
        let summary = |instance: &Instance, back: usize| {
            let found = instance.build(0).0.conflicts(&limits);
            let sets: BTreeSet<(Vec<usize>, u64)> = found.sets.iter().map(|c| {
                let mut figures: Vec<usize> =
                    c.figures.iter().map(|f| (f.index() + back) % n).collect();
                figures.sort_unstable();
                (figures, radius_value(c.radius).to_bits())
            }).collect();
            (sets, found.pairs_total)
        };
        prop_assert_eq!(summary(&instance, 0), summary(&turned, turn % n));
    }

    /// A shift is listed if and only if some shift helps, and it is the smallest that does.
    #[test]
    fn shifts_are_the_smallest(instance in instance(4)) {
        let (problem, populations) = instance.build(0);
        let found = problem.conflicts(&Limits { max_size: 8, ..Limits::default() });
        for conflict in &found.sets {
            let relaxations = problem.relaxations(conflict);
            for &figure in &conflict.figures {
                let works = |days: i32| {
                    let (mut moved, _) = instance.build(0);
                    let pieces = instance.figures[figure.index()].iter();
                    let pieces = pieces.map(|p| p.public(&populations).shifted(days)).collect();
                    let moved_figure = moved.add_figure(pieces).unwrap();
                    let mut set: Vec<FigureId> =
                        conflict.figures.iter().copied().filter(|&f| f != figure).collect();
                    set.push(moved_figure);
                    moved.consistent(&set)
                };
                let later = (1..=2 * DAYS + 2).find(|&d| works(d));
                let earlier = (1..=2 * DAYS + 2).map(|d| -d).find(|&d| works(d));
                let expected: Vec<i32> = later.into_iter().chain(earlier).collect();
                let listed: Vec<i32> = relaxations.iter().filter_map(|r| match r {
                    Relaxation::ShiftAsOf { figure: f, days, implied_per_day } if *f == figure => {
                        assert!(implied_per_day.is_finite() && *implied_per_day > 0.0);
                        Some(*days)
                    }
                    _ => None,
                }).collect();
                prop_assert_eq!(listed, expected);
            }
        }
    }
}
