//! Hand cases with known answers.

use estimate::Error;
use estimate::bounds::{
    Certificate, ComponentSet, Conflict, FigureId, Limits, Piece, PopulationId, Problem, Radius,
    Relaxation, Side, VALUE_MAX,
};

const K: ComponentSet = ComponentSet::KILLED;
const W: ComponentSet = ComponentSet::WOUNDED;
const KW: ComponentSet = ComponentSet::KILLED_AND_WOUNDED;
const ALL: ComponentSet = ComponentSet::CASUALTIES;
const D: ComponentSet = ComponentSet::DEPLOYED;

struct Case {
    problem: Problem,
    p: PopulationId,
}

impl Case {
    fn new() -> Self {
        let mut problem = Problem::new();
        let p = problem.add_population().unwrap();
        Self { problem, p }
    }

    fn stock(&self, set: ComponentSet, day: i32, side: Side, value: u64) -> Piece {
        Piece::Stock { population: self.p, day, set, side, value }
    }

    fn at_least(&mut self, set: ComponentSet, day: i32, value: u64) -> FigureId {
        let piece = self.stock(set, day, Side::AtLeast, value);
        self.problem.add_figure(vec![piece]).unwrap()
    }

    fn at_most(&mut self, set: ComponentSet, day: i32, value: u64) -> FigureId {
        let piece = self.stock(set, day, Side::AtMost, value);
        self.problem.add_figure(vec![piece]).unwrap()
    }

    fn flow(&mut self, set: ComponentSet, from: i32, to: i32, side: Side, value: u64) -> FigureId {
        let piece = Piece::Flow { population: self.p, from, to, set, side, value };
        self.problem.add_figure(vec![piece]).unwrap()
    }

    fn all(&self) -> Vec<FigureId> {
        self.problem.figures().collect()
    }

    fn conflicts(&self) -> Vec<Conflict> {
        let found = self.problem.conflicts(&Limits::default());
        assert!(found.complete && found.pairs_exact);
        for conflict in &found.sets {
            assert!(conflict.certificate.holds(&self.problem));
        }
        found.sets
    }

    fn only(&self) -> Conflict {
        let mut sets = self.conflicts();
        assert_eq!(sets.len(), 1, "{sets:?}");
        sets.remove(0)
    }
}

fn factor(radius: Radius) -> f64 {
    radius.factor().unwrap()
}

#[test]
fn two_totals_of_one_day() {
    let mut case = Case::new();
    let over = case.at_least(KW, 23, 3001);
    let about = case.at_most(KW, 23, 1210);
    let conflict = case.only();
    assert_eq!(conflict.figures, [over, about]);
    assert_eq!((conflict.lower_total, conflict.upper_total, conflict.day), (3001, 1210, 23));
    assert!((factor(conflict.radius) - (3001.0_f64 / 1210.0).sqrt()).abs() < 1e-12);
    assert!(!conflict.uses_strength && !conflict.uses_inclusion);
    assert_eq!(conflict.certificate.pieces, [(over, 0, 1), (about, 0, 1)]);
}

#[test]
fn bounds_that_just_meet_are_consistent() {
    let mut case = Case::new();
    case.at_least(KW, 23, 1210);
    case.at_most(KW, 23, 1210);
    assert!(case.problem.consistent(&case.all()));
    assert_eq!(case.problem.radius(&case.all()), Radius::Factor(1.0));
    assert!(case.conflicts().is_empty());
}

#[test]
fn one_person_too_many_is_a_contradiction_at_any_size() {
    let mut case = Case::new();
    case.at_least(KW, 23, VALUE_MAX);
    case.at_most(KW, 23, VALUE_MAX - 1);
    assert!(!case.problem.consistent(&case.all()));
    assert!(factor(case.problem.radius(&case.all())) > 1.0);
}

#[test]
fn which_pairs_of_stocks_contradict() {
    // Lower bound on a set and day, upper bound of one less on a set and day, contradiction?
    let rows = [
        (K, 5, KW, 5, true),
        (K, 5, KW, 9, true),
        (K, 9, KW, 5, false),
        (KW, 5, K, 5, false),
        (K, 5, W, 5, false),
        (K, 5, ALL, 5, true),
        (ALL, 5, KW, 5, false),
        (K, 5, D, 5, true),
        (ALL, 5, D, 7, true),
        (D, 5, ALL, 5, false),
        (D, 5, D, 6, true),
        (K | D, 5, D, 5, false),
        (K, 5, W | D, 5, true),
    ];
    for (lower, s, upper, t, expected) in rows {
        let mut case = Case::new();
        case.at_least(lower, s, 100);
        case.at_most(upper, t, 99);
        assert_eq!(case.problem.consistent(&case.all()), !expected, "{lower:?}@{s} {upper:?}@{t}");
        let found = case.problem.conflicts(&Limits::default());
        assert_eq!(found.pairs_total, u64::from(expected), "{lower:?}@{s} {upper:?}@{t}");
    }
}

#[test]
fn killed_and_wounded_apart_against_their_sum() {
    let mut case = Case::new();
    let killed = case.at_least(K, 3, 100);
    let wounded = case.at_least(W, 5, 1000);
    let sum = case.at_most(KW, 5, 900);
    // The wounded alone already exceed the sum.
    assert_eq!(case.only().figures, [wounded, sum]);

    let mut case = Case::new();
    let killed2 = case.at_least(K, 3, 100);
    let wounded = case.at_least(W, 5, 1000);
    let sum = case.at_most(KW, 5, 1050);
    let conflict = case.only();
    assert_eq!(killed, killed2);
    assert_eq!(conflict.figures, [killed, wounded, sum]);
    assert_eq!((conflict.lower_total, conflict.upper_total), (1100, 1050));
    assert!((factor(conflict.radius) - (1100.0_f64 / 1050.0).sqrt()).abs() < 1e-12);
}

#[test]
fn windows_add_up() {
    let mut case = Case::new();
    let first = case.flow(K, 1, 10, Side::AtLeast, 60);
    let second = case.flow(K, 11, 20, Side::AtLeast, 50);
    let total = case.at_most(K, 20, 100);
    assert_eq!(case.only().figures, [first, second, total]);
    // Windows that overlap need not add up.
    let mut case = Case::new();
    case.flow(K, 1, 10, Side::AtLeast, 60);
    case.flow(K, 10, 20, Side::AtLeast, 50);
    case.at_most(K, 20, 100);
    assert!(case.conflicts().is_empty());
}

#[test]
fn a_lower_bound_against_a_stock_and_a_window() {
    let mut case = Case::new();
    let now = case.at_least(K, 20, 100);
    let then = case.at_most(K, 5, 50);
    let since = case.flow(K, 6, 20, Side::AtMost, 40);
    let conflict = case.only();
    assert_eq!(conflict.figures, [now, then, since]);
    assert_eq!((conflict.lower_total, conflict.upper_total), (100, 90));
}

#[test]
fn multipliers_other_than_one() {
    // Any two of three counts are many; all three together are too few: 2·(k+w+m) ≥ 300 > 2·149.
    let mut case = Case::new();
    let m = ComponentSet::MISSING;
    case.at_least(K | W, 1, 100);
    case.at_least(W | m, 1, 100);
    case.at_least(K | m, 1, 100);
    let sum = case.at_most(K | W | m, 1, 149);
    let conflict = case.only();
    assert_eq!(conflict.figures.len(), 4);
    assert_eq!((conflict.lower_total, conflict.upper_total), (300, 298));
    assert_eq!(conflict.certificate.pieces[3], (sum, 0, 2));
}

#[test]
fn strength_is_named_where_it_is_used() {
    let mut case = Case::new();
    case.at_least(K, 5, 800);
    case.at_least(W, 5, 400);
    case.at_most(D, 9, 1100);
    let conflict = case.only();
    assert!(conflict.uses_strength);
    assert_eq!(conflict.certificate.strengths.len(), 1);
    // Later deployed strength does not matter to earlier dead.
    let mut case = Case::new();
    case.at_least(K, 9, 800);
    case.at_most(D, 5, 700);
    assert!(case.conflicts().is_empty());
}

#[test]
fn inclusion_is_named_where_it_is_used() {
    let mut problem = Problem::new();
    let [kursk, front] = [(); 2].map(|()| problem.add_population().unwrap());
    problem.include(kursk, front).unwrap();
    let stock =
        |population, side, value| vec![Piece::Stock { population, day: 1, set: KW, side, value }];
    problem.add_figure(stock(kursk, Side::AtLeast, 3000)).unwrap();
    problem.add_figure(stock(front, Side::AtMost, 1000)).unwrap();
    problem.add_figure(stock(kursk, Side::AtMost, 5000)).unwrap();
    let found = problem.conflicts(&Limits::default());
    assert_eq!(found.sets.len(), 1);
    assert!(found.sets[0].uses_inclusion && !found.sets[0].uses_strength);
    assert!(found.sets[0].certificate.holds(&problem));
    // The other way round there is nothing to contradict.
    let mut problem = Problem::new();
    let [kursk, front] = [(); 2].map(|()| problem.add_population().unwrap());
    problem.include(kursk, front).unwrap();
    problem.add_figure(stock(front, Side::AtLeast, 3000)).unwrap();
    problem.add_figure(stock(kursk, Side::AtMost, 1000)).unwrap();
    assert!(problem.conflicts(&Limits::default()).sets.is_empty());
}

#[test]
fn a_figure_can_contradict_itself() {
    let mut case = Case::new();
    let pieces = vec![case.stock(K, 1, Side::AtLeast, 10), case.stock(KW, 3, Side::AtMost, 9)];
    let broken = case.problem.add_figure(pieces).unwrap();
    case.at_most(K, 5, 1);
    let found = case.problem.conflicts(&Limits::default());
    assert_eq!(found.sets.len(), 1);
    assert_eq!(found.sets[0].figures, [broken]);
    // What contradicts itself is in no minimal pair.
    assert_eq!(found.pairs_total, 0);
}

#[test]
fn something_against_nothing_has_no_radius() {
    let mut case = Case::new();
    case.at_least(K, 1, 1);
    case.at_most(K, 1, 0);
    let conflict = case.only();
    assert_eq!(conflict.radius, Radius::Unbounded);
    assert_eq!(conflict.radius.factor(), None);
    assert!(
        !case.problem.relaxations(&conflict).iter().any(|r| matches!(r, Relaxation::Factor { .. }))
    );
}

#[test]
fn what_reconciles_two_totals() {
    let mut case = Case::new();
    let over = case.at_least(KW, 20, 3001);
    let about = case.at_most(KW, 23, 1210);
    let wide = case.stock(ALL, 20, Side::AtLeast, 3001);
    case.problem.add_reading(over, "all casualties", vec![wide]).unwrap();
    let other = case.stock(KW, 20, Side::AtLeast, 2500);
    case.problem.add_reading(over, "rounded", vec![other]).unwrap();
    let relaxations = case.problem.relaxations(&case.only());
    let r = (3001.0_f64 / 1210.0).sqrt();
    assert_eq!(relaxations.len(), 4);
    assert_eq!(
        relaxations[..3],
        [
            Relaxation::Reading { figure: over, label: "all casualties".into() },
            Relaxation::ShiftAsOf { figure: over, days: 4, implied_per_day: 1791.0 },
            Relaxation::ShiftAsOf { figure: about, days: -4, implied_per_day: 1791.0 },
        ]
    );
    assert!(matches!(relaxations[3], Relaxation::Factor { r: found } if (found - r).abs() < 1e-12));
}

#[test]
fn identified_ranges() {
    let mut case = Case::new();
    let all = case.at_most(KW, 20, 1100);
    let wounded = case.at_least(W, 10, 1000);
    let killed = case.at_least(K, 5, 30);
    let sent = case.at_most(D, 30, 11_000);
    let trusted = case.all();
    let range = |set, day| case.problem.range(&trusted, case.p, set, day).unwrap();
    let r = range(K, 20);
    assert_eq!((r.lo, r.hi), (30.0, Some(100.0)));
    assert_eq!((r.lo_from, r.hi_from), (vec![killed], vec![all, wounded]));
    // Before its day a lower bound says nothing; an upper bound holds backwards.
    assert_eq!((range(K, 4).lo, range(K, 4).hi), (0.0, Some(100.0)));
    // Later only strength bounds from above: 11,000 less the wounded.
    let r = range(K, 25);
    assert_eq!((r.lo, r.hi), (30.0, Some(10_000.0)));
    assert_eq!(r.hi_from, [wounded, sent]);
    assert_eq!(range(K, 40).hi, None);
    assert_eq!(range(D, 25).lo, 1030.0);
    assert_eq!(range(ComponentSet::of(&[]), 25).hi, Some(0.0));
}

#[test]
fn a_range_can_end_on_a_fraction() {
    let mut case = Case::new();
    let m = ComponentSet::MISSING;
    for set in [K | W, W | m, K | m] {
        case.at_least(set, 1, 101);
    }
    let r = case.problem.range(&case.all(), case.p, K | W | m, 1).unwrap();
    assert_eq!(r.lo, 151.5);
}

#[test]
fn no_range_from_figures_that_contradict_each_other() {
    let mut case = Case::new();
    case.at_least(W, 10, 5);
    let low = case.at_least(K, 10, 50);
    let high = case.at_most(K, 10, 40);
    let refused = case.problem.range(&case.all(), case.p, K, 10).unwrap_err();
    assert_eq!(refused.figures, [low, high]);
    assert_eq!(refused.to_string(), "2 of the trusted figures cannot all be true");
}

#[test]
fn a_certificate_that_does_not_add_up_is_refused() {
    let mut case = Case::new();
    case.at_least(K, 5, 800);
    case.at_least(W, 5, 400);
    case.at_most(D, 9, 1100);
    let good = case.only().certificate;
    assert!(good.holds(&case.problem));
    let mut bad: Vec<Certificate> = vec![Certificate::default()];
    for i in 0..good.pieces.len() {
        let mut less = good.clone();
        less.pieces.remove(i);
        bad.push(less);
        let mut negative = good.clone();
        negative.pieces[i].2 = -1;
        bad.push(negative);
        let mut more = good.clone();
        more.pieces[i].2 = 2;
        bad.push(more);
    }
    let mut without = good.clone();
    without.strengths.clear();
    bad.push(without);
    let mut huge = good.clone();
    huge.pieces[0].2 = i64::MAX;
    bad.push(huge);
    for certificate in bad {
        assert!(!certificate.holds(&case.problem), "{certificate:?}");
    }
}

#[test]
fn what_is_refused_at_the_door() {
    let mut case = Case::new();
    let mut other = Problem::new();
    other.add_population().unwrap();
    let foreign = other.add_population().unwrap();
    let refused = |case: &mut Case, piece| case.problem.add_figure(vec![piece]).unwrap_err();
    let empty = case.stock(ComponentSet::of(&[]), 1, Side::AtLeast, 1);
    assert_eq!(refused(&mut case, empty), Error::EmptySet { piece: 0 });
    let huge = case.stock(K, 1, Side::AtLeast, u64::MAX);
    assert!(matches!(refused(&mut case, huge), Error::ValueTooLarge { piece: 0, .. }));
    let alien = Piece::Stock { population: foreign, day: 1, set: K, side: Side::AtMost, value: 1 };
    assert_eq!(refused(&mut case, alien), Error::UnknownPopulation { index: 1, known: 1 });
    let back =
        Piece::Flow { population: case.p, from: 2, to: 1, set: K, side: Side::AtMost, value: 1 };
    let error = refused(&mut case, back);
    assert_eq!(error.to_string(), "Piece 0 has a window from day 2 to day 1, which is backwards");
    assert!(case.problem.is_empty());
    assert!(case.problem.conflicts(&Limits::default()).complete);
}

#[test]
fn the_ends_of_the_scale_do_not_break_it() {
    let mut case = Case::new();
    case.flow(K, i32::MIN, i32::MIN, Side::AtLeast, VALUE_MAX);
    case.at_most(K, i32::MAX, 0);
    case.at_least(D, i32::MAX, VALUE_MAX);
    let conflict = case.only();
    assert_eq!(conflict.radius, Radius::Unbounded);
    // No day is late enough.
    assert_eq!(case.problem.relaxations(&conflict), []);
}

#[test]
fn limits_are_kept_and_said() {
    let mut case = Case::new();
    for i in 0..30 {
        case.at_least(K, 1, 100 + i);
        case.at_most(K, 1, 50 + i);
    }
    let limits = Limits { max_sets: 10, ..Limits::default() };
    let found = case.problem.conflicts(&limits);
    assert_eq!((found.sets.len(), found.pairs_total), (10, 900));
    assert!(found.pairs_exact && !found.complete);
    // The strongest of all comes first; the lower bound that outbids all is not in every conflict.
    assert_eq!((found.sets[0].lower_total, found.sets[0].upper_total), (129, 50));
    assert!(found.sets.iter().any(|c| c.lower_total < 129));
    let found = case.problem.conflicts(&Limits { work: 0, ..limits });
    assert!(!found.pairs_exact && !found.complete && found.sets.is_empty());
}

/// Twelve hundred bounds that all bind somewhere: the search that starts from the extreme ones must take in the rest.
#[test]
fn a_long_consistent_series_and_one_figure_too_many() {
    let mut case = Case::new();
    for day in 1..=300 {
        let persons = day as u64;
        for (set, rate) in [(K, 10), (W, 20)] {
            let pieces = vec![
                case.stock(set, day, Side::AtLeast, persons * rate),
                case.stock(set, day, Side::AtMost, persons * rate + 4),
            ];
            case.problem.add_figure(pieces).unwrap();
        }
    }
    let series = case.all();
    assert!(case.problem.consistent(&series));
    assert_eq!(case.problem.radius(&series), Radius::Factor(1.0));
    let range = case.problem.range(&series, case.p, KW, 250).unwrap();
    assert_eq!((range.lo, range.hi), (7500.0, Some(7508.0)));
    let sum = case.at_most(KW, 250, 7499);
    let r = factor(case.problem.radius(&case.all()));
    assert!((r - (7500.0_f64 / 7499.0).sqrt()).abs() < 1e-12);
    let refused = case.problem.range(&case.all(), case.p, K, 1).unwrap_err();
    assert_eq!(refused.figures, [series[498], series[499], sum]);
    let found = case.problem.conflicts(&Limits::default());
    assert_eq!(found.pairs_total, 0);
    assert!(found.sets.iter().any(|c| c.figures == refused.figures), "{found:?}");
}
