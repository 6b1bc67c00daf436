//! Figures as numbers: each statement becomes the pieces of a problem that `estimate::bounds` can decide.
//!
//! The translation never says more than the words: an undifferentiated toll bounds its widest reading from below and its
//! narrowest from above; an uncertain day counts from below at its last and from above at its first day; a part bounds the
//! whole from below only; a share counts by the interval that share and base imply. An outlet's rendering of another's figure
//! is a mention and no rival: what it changed on the way is a relay fault, not a contradiction.

use std::collections::BTreeMap;

use estimate::bounds::{Component, ComponentSet, FigureId, Piece, PopulationId, Problem, Side};
use model::category::{Category, Harm, Meaning};
use model::date::Day;
use model::quantity::{Interval, Quantity, part_category};
use model::relay;
use model::scope::{Extent, Population};
use model::statement::{Kind, Statement};

/// A problem and the statements behind its figures.
pub(super) struct Figures<'a> {
    pub(super) problem: Problem,
    pub(super) statements: Vec<&'a Statement>,
    pub(super) ids: Vec<FigureId>,
    pub(super) populations: BTreeMap<Population, PopulationId>,
    /// Last day that any figure holds for.
    pub(super) last: Option<Day>,
}

/// Tolls that a figure might be re-read as, when asked what would reconcile it: those that its own word is confused with.
const OTHER_TOLLS: [&str; 4] = ["killed", "wounded", "killed_or_wounded", "casualties_all"];

/// True when one of the two is a part of the other: "casualties" are taken for the dead, never for the captured alone.
fn confused(a: &Category, b: &Category) -> bool {
    match (a.harm(), b.harm()) {
        (Some(a), Some(b)) => a.within(b) || b.within(a),
        _ => false,
    }
}

impl<'a> Figures<'a> {
    /// Translates every figure that bounds something.
    pub(super) fn of(statements: &[&'a Statement]) -> Result<Self, estimate::Error> {
        let mut problem = Problem::new();
        let mut populations = BTreeMap::new();
        for s in statements.iter().filter(|s| s.kind == Kind::Figure) {
            if !populations.contains_key(&s.scope.population) {
                populations.insert(s.scope.population.clone(), problem.add_population()?);
            }
        }
        for (small, a) in &populations {
            for (large, b) in &populations {
                if small != large && small.within(large) {
                    problem.include(*a, *b)?;
                }
            }
        }
        let mut figures =
            Self { problem, statements: Vec::new(), ids: Vec::new(), populations, last: None };
        for s in statements {
            figures.add(s)?;
        }
        Ok(figures)
    }

    fn add(&mut self, s: &'a Statement) -> Result<(), estimate::Error> {
        let weighed = s.kind == Kind::Figure && !s.is_protected() && !s.is_tainted();
        if !weighed || relay::is_rendering(s) {
            return Ok(());
        }
        let Some(population) = self.populations.get(&s.scope.population).copied() else {
            return Ok(());
        };
        let pieces = pieces(s, &s.category, s.scope.extent, population);
        if pieces.is_empty() {
            return Ok(());
        }
        let id = self.problem.add_figure(pieces)?;
        self.statements.push(s);
        self.ids.push(id);
        self.last = self.last.max(days(s).1);
        self.readings(id, s, population)
    }

    /// Other readings of a figure: another category of toll, a part instead of the whole, a larger population.
    fn readings(
        &mut self,
        id: FigureId,
        s: &Statement,
        population: PopulationId,
    ) -> Result<(), estimate::Error> {
        if s.category.is_toll() {
            for code in OTHER_TOLLS.into_iter().filter(|c| *c != s.category.code()) {
                let other = Category::new(code);
                if confused(&s.category, &other) {
                    let other = pieces(s, &other, s.scope.extent, population);
                    self.problem.add_reading(id, format!("category:{code}"), other)?;
                }
            }
        }
        if s.scope.extent == Extent::Whole {
            let part = pieces(s, &s.category, Extent::Part, population);
            self.problem.add_reading(id, "scope:part", part)?;
        }
        let larger: Vec<_> = self
            .populations
            .iter()
            .filter(|(p, _)| **p != s.scope.population && s.scope.population.within(p))
            .map(|(p, id)| (p.to_string(), *id))
            .collect();
        for (name, larger) in larger {
            let counted = pieces(s, &s.category, s.scope.extent, larger);
            self.problem.add_reading(id, format!("population:{name}"), counted)?;
        }
        Ok(())
    }

    /// The statement behind a figure.
    pub(super) fn statement(&self, id: FigureId) -> &'a Statement {
        self.statements[id.index()]
    }
}

/// First and last day that a figure may hold for, as far as they are known; the day said stands in where none is stated.
///
/// "By 28 April" has a last day and no first: the figure then bounds from below on that day and from above on none.
fn days(s: &Statement) -> (Option<Day>, Option<Day>) {
    if s.as_of.is_unknown() {
        let said = s.said_from();
        return (said, said);
    }
    (s.as_of.earliest(), s.as_of.latest())
}

fn set(harm: Harm) -> ComponentSet {
    let parts = [
        (Harm::KILLED, Component::Killed),
        (Harm::WOUNDED, Component::Wounded),
        (Harm::MISSING, Component::Missing),
        (Harm::CAPTURED, Component::Captured),
    ];
    let held: Vec<Component> =
        parts.into_iter().filter(|(h, _)| h.within(harm)).map(|(_, c)| c).collect();
    ComponentSet::of(&held)
}

/// The pieces of a figure read as `category`; the parts that its words state bound their own categories.
fn pieces(
    s: &Statement,
    category: &Category,
    extent: Extent,
    population: PopulationId,
) -> Vec<Piece> {
    let Some(interval) = s.quantity.bounds() else { return Vec::new() };
    let Quantity::Compound { parts, .. } = &s.quantity else {
        return bounds(s, interval, category, extent, population);
    };
    let stated: Vec<(Category, Interval)> = parts
        .iter()
        .filter_map(|(word, part)| Some((Category::new(part_category(word)?), part.interval)))
        .collect();
    // "About 4,000, of whom about 1,000 killed" in a row of the killed: the part is the row's figure, the whole are casualties.
    let whole = if stated.iter().any(|(part, _)| part == category) {
        Category::new("casualties")
    } else {
        category.clone()
    };
    let mut pieces = bounds(s, interval, &whole, extent, population);
    for (part, interval) in stated {
        pieces.extend(bounds(s, interval, &part, extent, population));
    }
    pieces
}

/// The pieces of one interval of a category.
fn bounds(
    s: &Statement,
    interval: Interval,
    category: &Category,
    extent: Extent,
    population: PopulationId,
) -> Vec<Piece> {
    let (first, last) = days(s);
    let (low, high) = (interval.min_whole(), interval.max_whole());
    let whole = extent == Extent::Whole;
    let (at_least, at_most) = match category.meaning() {
        Meaning::Toll { least, most } => (Some(set(most)), whole.then_some(set(least))),
        Meaning::TollAtLeast(harm) => (Some(set(harm)), None),
        Meaning::Strength => {
            (Some(ComponentSet::DEPLOYED), whole.then_some(ComponentSet::DEPLOYED))
        }
        Meaning::StrengthAdded => (
            Some(ComponentSet::DEPLOYED),
            (whole && s.window.is_some()).then_some(ComponentSet::DEPLOYED),
        ),
        Meaning::StrengthAtLeast => (Some(ComponentSet::DEPLOYED), None),
        Meaning::Nothing => (None, None),
    };
    // Only a toll, or what was sent in addition, is counted over a window. A strength is the sum since the beginning even when
    // the row gives the days of travel; who was brought home or shown by a day was harmed by then, not in that window.
    let flows = matches!(category.meaning(), Meaning::Toll { .. } | Meaning::StrengthAdded);
    let window = s.window.filter(|_| flows);
    let last = s.window.map(|w| w.to).filter(|_| !flows).or(last);
    let piece = |set, side, value, day: Option<Day>| match window {
        None => day.map(|day| Piece::Stock { population, day: day.epoch(), set, side, value }),
        Some(w) => Some(Piece::Flow {
            population,
            from: w.from.epoch(),
            to: w.to.epoch(),
            set,
            side,
            value,
        }),
    };
    let below = at_least.filter(|_| low > 0).and_then(|set| piece(set, Side::AtLeast, low, last));
    let above = at_most.zip(high).and_then(|(set, high)| piece(set, Side::AtMost, high, first));
    below.into_iter().chain(above).collect()
}
