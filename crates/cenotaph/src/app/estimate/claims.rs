//! What the case's figures can bear when there are no lists: lineages, factors between parties, wounded to killed, revisions, floor and ceiling.
//!
//! Terms: a *lineage* is a party whose figures go back to itself; a figure that was handed on belongs to the lineage it goes back to, is
//! shown there and has no voice. The *floor* is how many are named, the *ceiling* how many were sent.
//! Invariants: a figure enters by what its words mean, never by more; a figure of a part, of an unread category, of a protected or
//! tainted source does not enter; no function here gives one number.
//!
//! Not here: the reckoning (`estimate::claims`), and proofs that figures exclude each other (`app::check`).

use std::collections::{BTreeMap, BTreeSet};

use estimate::claims::{
    Category, Claim, Implied, Ratio, Revision, ratio_history, ratios, revisions, wounded_to_killed,
};
use model::category::{Harm, Meaning};
use model::date::Day;
use model::derivation::Derivations;
use model::id::StatementKey;
use model::relay;
use model::scope::{Extent, Population};
use model::statement::{Kind, Statement};

use super::super::desk::Desk;

/// The categories in which parties are compared.
pub const COMPARED: [Category; 3] =
    [Category::Killed, Category::KilledAndWounded, Category::Unspecified];

/// The figures of a case as claims, with the way back to statements and parties.
#[derive(Debug, Clone)]
pub struct Ledger {
    /// The claims, by key of their statement.
    pub claims: Vec<Claim>,
    keys: Vec<StatementKey>,
    parties: Vec<String>,
    /// How many were named, by the day on which that many were.
    pub floor: Vec<(Day, u64)>,
    /// The largest strength that anyone gives with an upper end, and who.
    pub ceiling: Option<(u64, StatementKey)>,
}

/// One lineage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lineage {
    /// Key of the party.
    pub party: String,
    /// Statements with a voice.
    pub own: Vec<String>,
    /// Statements that hand its figures on.
    pub repeats: Vec<String>,
}

impl Ledger {
    /// Gathers the figures about a population.
    #[must_use]
    pub fn of(desk: &Desk, population: &Population) -> Self {
        let graph = relay::origins_graph(desk.statements());
        let find = |key: &StatementKey| desk.claims.get(key).map(|h| &h.value);
        let mut ledger = Self {
            claims: Vec::new(),
            keys: Vec::new(),
            parties: Vec::new(),
            floor: floor(desk),
            ceiling: ceiling(desk, population),
        };
        let mut lineages = BTreeMap::<String, usize>::new();
        let unpublished = first_to_publish(desk, &graph);
        for s in desk.statements().filter(|s| enters(s)) {
            let root = root(s, &graph, &unpublished, find);
            let own = root.party == s.party;
            let party = root.party.key();
            let next = lineages.len();
            let lineage = *lineages.entry(party.clone()).or_insert(next);
            let derived = !own || relay::is_rendering(s);
            let id = ledger.keys.len();
            if let Some(claim) = claim(s, population, id, lineage, derived) {
                ledger.keys.push(s.key.clone());
                ledger.claims.push(claim);
            }
        }
        ledger.parties = vec![String::new(); lineages.len()];
        for (party, at) in lineages {
            ledger.parties[at] = party;
        }
        ledger
    }

    /// Key of the party of a lineage.
    #[must_use]
    pub fn party(&self, lineage: usize) -> &str {
        self.parties.get(lineage).map_or("", String::as_str)
    }

    /// Key of the statement of a claim.
    #[must_use]
    pub fn key(&self, claim: usize) -> String {
        self.keys.get(claim).map_or_else(String::new, ToString::to_string)
    }

    /// The lineages that have a voice, by party.
    #[must_use]
    pub fn lineages(&self) -> Vec<Lineage> {
        let mut by = BTreeMap::<&str, (BTreeSet<String>, BTreeSet<String>)>::new();
        for claim in &self.claims {
            let (own, repeats) = by.entry(self.party(claim.lineage)).or_default();
            if claim.derived { repeats } else { own }.insert(self.key(claim.id));
        }
        by.into_iter()
            .filter(|(_, (own, _))| !own.is_empty())
            .map(|(party, (own, repeats))| Lineage {
                party: party.to_owned(),
                own: own.into_iter().collect(),
                repeats: repeats.into_iter().collect(),
            })
            .collect()
    }

    /// The factors between lineages by their latest figures.
    #[must_use]
    pub fn ratios(&self, category: Category) -> Vec<Ratio> {
        ratios(&self.claims, category, i32::MAX)
    }

    /// The factors on each day on which they changed: only those that were new that day.
    #[must_use]
    pub fn history(&self, category: Category) -> Vec<(i32, Vec<Ratio>)> {
        let mut before: Vec<Ratio> = Vec::new();
        let mut out = Vec::new();
        for (day, now) in ratio_history(&self.claims, category) {
            let says = |r: &&Ratio| r.low > 0.0 || r.high.is_some();
            let new: Vec<Ratio> =
                now.iter().filter(|r| !before.contains(r)).filter(says).cloned().collect();
            if !new.is_empty() {
                out.push((day, new));
            }
            before = now;
        }
        out
    }

    /// Wounded for each killed, where one lineage gave both for one day.
    #[must_use]
    pub fn wounded_to_killed(&self) -> Vec<Implied> {
        let all = wounded_to_killed(&self.claims).into_iter();
        all.filter(|w| w.low > 0.0 || w.high.is_some()).collect()
    }

    /// What a lineage told anew for a day that had passed.
    #[must_use]
    pub fn revisions(&self) -> Vec<Revision> {
        revisions(&self.claims)
    }
}

/// The statement that a figure goes back to: its origin, or who first published what an origin that nobody published said.
fn root<'a>(
    s: &'a Statement,
    graph: &Derivations,
    unpublished: &BTreeMap<StatementKey, &'a Statement>,
    find: impl Fn(&StatementKey) -> Option<&'a Statement>,
) -> &'a Statement {
    let origins = relay::independent_origins(graph, &s.key, &find);
    let known = |o: &StatementKey| find(o).or_else(|| unpublished.get(o).copied());
    let mut roots = origins.iter().filter_map(known);
    let first = roots.next();
    // A figure with several origins of which one is its own party's is its own.
    let mine = first.into_iter().chain(roots).any(|r| r.party == s.party);
    first.filter(|_| !mine).unwrap_or(s)
}

/// For each origin that is in no table, the first statement that made it known.
fn first_to_publish<'a>(
    desk: &'a Desk,
    graph: &Derivations,
) -> BTreeMap<StatementKey, &'a Statement> {
    let find = |key: &StatementKey| desk.claims.get(key).map(|h| &h.value);
    let mut first = BTreeMap::<StatementKey, &Statement>::new();
    for s in desk.statements().filter(|s| !relay::is_rendering(s)) {
        for origin in relay::independent_origins(graph, &s.key, find) {
            if find(&origin).is_none() {
                let held = first.entry(origin).or_insert(s);
                if (s.said_from(), &s.key) < (held.said_from(), &held.key) {
                    *held = s;
                }
            }
        }
    }
    first
}

/// Whether a statement is a figure of the whole that may be weighed.
fn enters(s: &Statement) -> bool {
    s.kind == Kind::Figure
        && s.scope.extent == Extent::Whole
        && !s.is_protected()
        && !s.is_tainted()
}

fn category(s: &Statement) -> Option<Category> {
    let Meaning::Toll { least, most } = s.category.meaning() else { return None };
    Some(match (least, most) {
        (Harm::KILLED, Harm::KILLED) => Category::Killed,
        (Harm::WOUNDED, Harm::WOUNDED) => Category::Wounded,
        (Harm::KILLED_WOUNDED, Harm::KILLED_WOUNDED) => Category::KilledAndWounded,
        (least, most) if Harm::KILLED.within(most) && least != Harm::WOUNDED => {
            Category::Unspecified
        }
        _ => return None,
    })
}

fn claim(
    s: &Statement,
    population: &Population,
    id: usize,
    lineage: usize,
    derived: bool,
) -> Option<Claim> {
    let interval = s.quantity.bounds()?;
    let stated_on = s.said_from()?;
    let as_of = s.as_of.latest().unwrap_or(stated_on);
    let mixed = s.scope.population != *population;
    if mixed && !population.within(&s.scope.population) {
        return None;
    }
    Some(Claim {
        id,
        lineage,
        category: category(s)?,
        from: s.window.map(|w| w.from.epoch()),
        as_of: s.window.map_or(as_of, |w| w.to).epoch(),
        stated_on: stated_on.epoch(),
        low: interval.min_whole() as f64,
        high: interval.max_whole().map(|h| h as f64),
        mixed,
        derived,
    })
}

/// How many of those who may be named had been named by each day on which the number grew.
fn floor(desk: &Desk) -> Vec<(Day, u64)> {
    let mut first = BTreeMap::<&model::id::PersonKey, Day>::new();
    for (person, mentions) in &desk.mentions {
        let named = desk.persons.get(person).is_some_and(|p| p.value.may_be_named());
        let days = mentions.iter().filter_map(|m| m.value.date.latest());
        if let Some(day) = days.min().filter(|_| named) {
            first.insert(person, day);
        }
    }
    let mut by_day = BTreeMap::<Day, u64>::new();
    for day in first.into_values() {
        *by_day.entry(day).or_default() += 1;
    }
    let mut sum = 0;
    by_day
        .into_iter()
        .map(|(day, n)| {
            sum += n;
            (day, sum)
        })
        .collect()
}

/// The largest upper end of a strength of the whole: the weakest of the upper bounds, so that none of the rest is needed.
fn ceiling(desk: &Desk, population: &Population) -> Option<(u64, StatementKey)> {
    desk.statements()
        .filter(|s| enters(s) && s.category.meaning() == Meaning::Strength)
        .filter(|s| s.scope.population == *population)
        .filter_map(|s| Some((s.quantity.bounds()?.max_whole()?, s.key.clone())))
        .max_by(|a, b| a.0.cmp(&b.0).then_with(|| b.1.cmp(&a.1)))
}

/// A category's code, as tables spell it.
#[must_use]
pub const fn code(category: Category) -> &'static str {
    match category {
        Category::Killed => "killed",
        Category::Wounded => "wounded",
        Category::KilledAndWounded => "killed_or_wounded",
        Category::Unspecified => "casualties_undifferentiated",
    }
}
