//! Relay checks: what happens to a figure on its way from one statement to the next, and within one party's series.
//!
//! Everything here is computed from the *values* of statements – numbers, hedges, categories, populations, windows, dates –
//! and from which statement derives from which. The compiler's own word for a relation is never read. A finding names its
//! statements, the origin first, and carries the facts from which a sentence is made.
//!
//! Terms: a *relay* is a statement that hands on another's figure: an outlet's, or any party's that says the same number.
//! Two statements say the *same number* when the number in their words is the same, or when one gives a share whose implied
//! interval holds the other's number. Not here: which figures cannot both be true (crate `estimate`), sentences (the program).
//!
//! Invariant: the order of the statements handed in does not matter; findings are sorted by fault, then by keys.

mod arithmetic;
mod edge;
mod repeat;
mod series;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use crate::category::{Harm, Meaning};
use crate::date::Day;
use crate::derivation::Derivations;
use crate::id::StatementKey;
use crate::quantity::{Hedges, Interval, Quantity};
use crate::statement::{Kind, Statement, nominal};

/// What went wrong between statements.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Fault {
    /// The number was handed on without a hedge that it had.
    LostQualifier {
        /// Hedges that the origin has and the copy lacks.
        lost: Hedges,
    },
    /// The number was handed on with a bound that it did not have.
    GainedQualifier {
        /// Hedges that the copy has and the origin lacks.
        gained: Hedges,
    },
    /// The number was handed on as another number.
    ChangedNumber {
        /// The number at the origin.
        from: u64,
        /// The number in the copy.
        to: u64,
    },
    /// The number was handed on as a number of something else.
    ChangedCategory {
        /// Category code at the origin.
        from: String,
        /// Category code in the copy.
        to: String,
    },
    /// The number was handed on as a number of other people.
    ChangedPopulation {
        /// Population at the origin.
        from: String,
        /// Population in the copy.
        to: String,
    },
    /// A number for a window was handed on as cumulative, or the reverse.
    ChangedWindow {
        /// True when the origin counts over a window and the copy does not.
        window_lost: bool,
    },
    /// A number was repeated after its own party had replaced it.
    StaleRepeat {
        /// The statement that had replaced it.
        replaced_by: StatementKey,
        /// Days between the replacement and the repetition.
        days: i32,
    },
    /// A number was repeated without naming where it came from.
    UnattributedRepeat {
        /// Days between the two.
        days: i32,
    },
    /// The sum, or the difference, of two figures passes for a third claim.
    SumPassedForClaim {
        /// True when it is the difference.
        difference: bool,
        /// True when the desk's derivations say so; false when the values alone do.
        stated: bool,
    },
    /// A part is greater than its whole.
    PartExceedsWhole {
        /// The least that the part can be.
        part_least: u64,
        /// The most that the whole can be.
        whole_most: u64,
    },
    /// A cumulative series falls, and no correction is stated.
    SeriesFalls {
        /// The least that the earlier figure can be.
        earlier_least: u64,
        /// The most that the later figure can be.
        later_most: u64,
    },
}

impl Fault {
    /// The stable code, as `check --json` prints it.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::LostQualifier { .. } => "lost_qualifier",
            Self::GainedQualifier { .. } => "gained_qualifier",
            Self::ChangedNumber { .. } => "changed_number",
            Self::ChangedCategory { .. } => "changed_category",
            Self::ChangedPopulation { .. } => "changed_population",
            Self::ChangedWindow { .. } => "changed_window",
            Self::StaleRepeat { .. } => "stale_repeat",
            Self::UnattributedRepeat { .. } => "unattributed_repeat",
            Self::SumPassedForClaim { .. } => "sum_passed_for_claim",
            Self::PartExceedsWhole { .. } => "part_exceeds_whole",
            Self::SeriesFalls { .. } => "series_falls",
        }
    }

    /// `series` for a series that falls, `relay` for everything else.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::SeriesFalls { .. } => "series",
            _ => "relay",
        }
    }
}

/// One fault and the statements that show it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// What went wrong.
    pub fault: Fault,
    /// The statements: origins first, the one that carries the fault last.
    pub statements: Vec<StatementKey>,
}

/// One figure repeated by others: how many mentions, how many origins.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Echo {
    /// The statements that say the number, sorted.
    pub statements: Vec<StatementKey>,
    /// Their independent origins, sorted.
    pub origins: Vec<StatementKey>,
    /// Reports in which they stand.
    pub reports: usize,
}

/// Builds the derivation graph of the statements.
#[must_use]
pub fn derivations<'a>(statements: impl IntoIterator<Item = &'a Statement>) -> Derivations {
    let mut graph = Derivations::default();
    for s in statements {
        let told = s.testimony.as_ref().map_or(&[][..], |t| &t.stimulus);
        graph.add(&s.key, &s.derives_from, told);
    }
    graph
}

/// Builds the graph by which origins are counted: of the derivations only those along which a figure was handed on.
///
/// A denial or an acknowledgement answers a figure and does not come from it; a party that gives a number of its own, even after
/// another's, is an origin of its own. What hands on is decided from the values: the same number, a share of it, the sum or
/// difference of several, a party's own earlier figure, and whatever an outlet or a source tells.
#[must_use]
pub fn origins_graph<'a>(statements: impl IntoIterator<Item = &'a Statement>) -> Derivations {
    let all: BTreeMap<&StatementKey, Figure<'a>> =
        statements.into_iter().map(|s| (&s.key, Figure::new(s))).collect();
    let mut graph = Derivations::default();
    for copy in all.values() {
        let told = copy.s.testimony.as_ref().map_or(&[][..], |t| &t.stimulus);
        graph.add(&copy.s.key, &handed_on_by(copy, &all), told);
    }
    graph
}

/// The statements of `derives_from` from which the figure was handed on.
fn handed_on_by(copy: &Figure<'_>, all: &BTreeMap<&StatementKey, Figure<'_>>) -> Vec<StatementKey> {
    let from = &copy.s.derives_from;
    if copy.s.kind == Kind::Position {
        return Vec::new();
    }
    if copy.s.kind != Kind::Figure || copy.s.party.group.is_outlet() || copy.s.is_protected() {
        return from.clone();
    }
    let origins: Vec<&Figure<'_>> = from.iter().filter_map(|k| all.get(k)).collect();
    if arithmetic::combination(&origins, copy).is_some() {
        return from.clone();
    }
    let hands_on = |key: &&StatementKey| match all.get(*key) {
        // A source that was named and never published.
        None => true,
        Some(origin) => {
            origin.same_party(copy) || origin.same_number(copy) || copy.is_share_of(origin)
        }
    };
    from.iter().filter(hands_on).cloned().collect()
}

/// The independent origins of a statement: roots of its [`origins_graph`], one for each party.
///
/// Two figures that one party gave are one origin, however many statements carry them; a source that was never published is
/// one of its own. What the desk itself told a source is none, and neither is what came by a channel that was not sound.
#[must_use]
pub fn independent_origins<'a>(
    graph: &Derivations,
    key: &StatementKey,
    statement: impl Fn(&StatementKey) -> Option<&'a Statement>,
) -> Vec<StatementKey> {
    one_for_each_party(graph.origins(key), statement)
}

fn one_for_each_party<'a>(
    roots: BTreeSet<StatementKey>,
    statement: impl Fn(&StatementKey) -> Option<&'a Statement>,
) -> Vec<StatementKey> {
    let mut parties = BTreeSet::new();
    roots
        .into_iter()
        .filter(|root| statement(root).is_none_or(|s| !s.is_tainted() && parties.insert(&s.party)))
        .collect()
}

/// True for an outlet's rendering of a figure that another statement made: a mention of it, no rival to it.
#[must_use]
pub fn is_rendering(s: &Statement) -> bool {
    s.party.group.is_outlet() && !s.derives_from.is_empty()
}

/// Finds every fault among the statements.
///
/// * Input: statements, each key once, in any order; those that came by a channel that was not sound are passed over.
/// * Output: findings sorted by fault and keys; empty when there is none.
/// * Determinism: depends on the set of statements only.
/// * Cost: O(n log n) for n statements, plus the derivation edges.
#[must_use]
pub fn check<'a>(statements: impl IntoIterator<Item = &'a Statement>) -> Vec<Finding> {
    let figures: BTreeMap<&StatementKey, Figure<'a>> = statements
        .into_iter()
        .filter(|s| s.kind == Kind::Figure && !s.is_tainted())
        .map(|s| (&s.key, Figure::new(s)))
        .collect();
    let mut found = BTreeSet::new();
    edge::check(&figures, &mut found);
    repeat::check(&figures, &mut found);
    arithmetic::check(&figures, &mut found);
    series::check(&figures, &mut found);
    found.into_iter().collect()
}

/// Finds the figures that several statements say and that go back to fewer origins; tainted ones are no mentions.
#[must_use]
pub fn echoes<'a>(statements: impl IntoIterator<Item = &'a Statement>) -> Vec<Echo> {
    let statements: Vec<&Statement> = statements.into_iter().collect();
    let graph = origins_graph(statements.iter().copied());
    let figures: BTreeMap<&StatementKey, Figure<'_>> = statements
        .iter()
        .filter(|s| s.kind == Kind::Figure && !s.is_tainted())
        .map(|s| (&s.key, Figure::new(s)))
        .collect();
    let tainted = statements.iter().filter(|s| s.is_tainted()).map(|s| &s.key).collect();
    repeat::echoes(&figures, &graph, &tainted)
}

/// A figure with what the checks ask of it, computed once.
struct Figure<'a> {
    s: &'a Statement,
    /// The number in the words.
    value: Option<u64>,
    /// The interval: stated, or implied by a share.
    interval: Option<Interval>,
    hedges: Hedges,
    said: Option<Day>,
    held: Option<Day>,
}

impl<'a> Figure<'a> {
    fn new(s: &'a Statement) -> Self {
        Self {
            s,
            value: s.quantity.value(),
            interval: s.quantity.bounds(),
            hedges: s.quantity.hedges(),
            said: s.said_from(),
            held: nominal(&s.as_of).or_else(|| s.said_from()),
        }
    }

    /// The narrowest and the widest set of harm that it speaks of.
    fn harm(&self) -> Option<(Harm, Harm)> {
        match self.s.category.meaning() {
            Meaning::Toll { least, most } => Some((least, most)),
            Meaning::TollAtLeast(set) => Some((set, set)),
            _ => None,
        }
    }

    /// True when both may speak of the same thing: the same category, or tolls whose readings overlap.
    fn same_category(&self, other: &Self) -> bool {
        if self.s.category == other.s.category {
            return true;
        }
        match (self.harm(), other.harm()) {
            (Some((a_least, a_most)), Some((b_least, b_most))) => {
                a_least.within(b_most) && b_least.within(a_most)
            }
            _ => false,
        }
    }

    /// True when both say the same number, or one gives a share that comes to the other's number.
    fn same_number(&self, other: &Self) -> bool {
        match (self.value, other.value) {
            (Some(a), Some(b)) => a == b,
            (Some(n), None) => other.is_share_of_about(n),
            (None, Some(n)) => self.is_share_of_about(n),
            (None, None) => self.same_words(other),
        }
    }

    fn is_share_of_about(&self, n: u64) -> bool {
        self.s.quantity.implied().is_some_and(|i| i.contains(n))
    }

    /// True for counts without a number ("several hundred") that mean the same interval.
    fn same_words(&self, other: &Self) -> bool {
        matches!((&self.s.quantity, &other.s.quantity), (Quantity::Number(_), Quantity::Number(_)))
            && self.interval.is_some()
            && self.interval == other.interval
    }

    /// True when it gives a share of the other's number: then it is a part of it and no copy.
    fn is_share_of(&self, other: &Self) -> bool {
        match (self.s.quantity.share_base(), other.value) {
            (Some(base), Some(value)) => base.contains(value),
            _ => false,
        }
    }

    fn same_party(&self, other: &Self) -> bool {
        self.s.party == other.s.party
    }

    /// True when it counts from the beginning.
    fn is_cumulative(&self) -> bool {
        self.s.window.is_none()
    }

    fn least(&self) -> Option<u64> {
        self.interval.as_ref().map(Interval::min_whole)
    }

    fn most(&self) -> Option<u64> {
        self.interval.as_ref().and_then(Interval::max_whole)
    }

    /// True when it holds for the same day as the other, give or take `slack` days.
    fn same_day(&self, other: &Self, slack: i32) -> bool {
        match (self.held, other.held) {
            (Some(a), Some(b)) => (a - b).abs() <= slack,
            _ => true,
        }
    }
}

fn report(found: &mut BTreeSet<Finding>, fault: Fault, statements: &[&Figure<'_>]) {
    found.insert(Finding {
        fault,
        statements: statements.iter().map(|f| f.s.key.clone()).collect(),
    });
}
