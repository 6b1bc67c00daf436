//! Rival figures: every figure with its words, its interval, its dates and its independent origins, side by side.

use model::quantity::Interval;
use model::relay;
use model::statement::{Kind, Statement, nominal};
use serde_json::{Value, json};

use super::Both;
use super::desk::{Desk, Held};
use super::error::Error;

/// Which figures to list; an empty filter lists all.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Category codes.
    pub categories: Vec<String>,
    /// Groups or parties' names, case ignored.
    pub parties: Vec<String>,
    /// Only figures whose words mean an interval.
    pub counted: bool,
}

/// One figure.
#[derive(Debug, Clone)]
pub struct Figure {
    /// Key of its statement.
    pub key: String,
    /// Category code.
    pub category: String,
    /// Category in words.
    pub category_words: Both,
    /// Group of the party.
    pub group: String,
    /// Who says it.
    pub party: Both,
    /// Who speaks for the party.
    pub speaker: String,
    /// EDTF.
    pub said_on: String,
    /// EDTF.
    pub as_of: String,
    /// First and last day counted, for a figure over a window.
    pub window: Option<(String, String)>,
    /// The words.
    pub words: String,
    /// The number in the words.
    pub value: Option<u64>,
    /// The interval: stated, or implied by a share of a stated base.
    pub interval: Option<Interval>,
    /// True when the interval is implied by a share and was not stated.
    pub implied: bool,
    /// Hedges, as codes.
    pub hedges: Vec<&'static str>,
    /// Rules that gave the interval.
    pub rules: Vec<&'static str>,
    /// Whose harm.
    pub population: String,
    /// `whole` or `part`.
    pub extent: &'static str,
    /// Where and of what, in words.
    pub scope: String,
    /// Independent origins, as keys.
    pub origins: Vec<String>,
    /// Reports that carry it.
    pub reports: usize,
    /// Id of the entry, hexadecimal.
    pub entry: String,
    /// That it came by a channel that was not sound, or derives from what did; in words, English.
    pub taint: Option<String>,
}

/// Lists the figures of a desk by category, then by the day they hold for, then by the day they were said.
#[must_use]
pub fn list(desk: &Desk, filter: &Filter) -> Vec<Figure> {
    let graph = relay::origins_graph(desk.statements());
    let mut figures: Vec<_> = desk
        .claims
        .values()
        .filter(|h| h.value.kind == Kind::Figure && filter.takes(&h.value))
        .map(|h| {
            let origins = relay::independent_origins(&graph, &h.value.key, |k| {
                desk.claims.get(k).map(|h| &h.value)
            });
            (order(&h.value), figure(h, &origins))
        })
        .filter(|(_, f)| !filter.counted || f.interval.is_some())
        .collect();
    figures.sort_by(|a, b| (&a.0, &a.1.key).cmp(&(&b.0, &b.1.key)));
    figures.into_iter().map(|(_, f)| f).collect()
}

type Order = (usize, String, Option<model::date::Day>, Option<model::date::Day>);

/// Tolls first in the table's order, then the rest.
fn order(s: &Statement) -> Order {
    let rank = model::category::Category::codes()
        .position(|c| c == s.category.code())
        .unwrap_or(usize::MAX);
    (rank, s.category.code().to_owned(), nominal(&s.as_of).or_else(|| s.said_from()), s.said_from())
}

impl Filter {
    fn takes(&self, s: &Statement) -> bool {
        let category = self.categories.is_empty()
            || self.categories.iter().any(|c| model::category::Category::new(c) == s.category);
        category && (self.parties.is_empty() || self.parties.iter().any(|p| names(p, s)))
    }
}

/// True when `name` is the statement's group or party.
#[must_use]
pub fn names(name: &str, s: &Statement) -> bool {
    let (en, ko) = s.party.group.names();
    [&s.party.group.0, &s.party.name, &s.party.key(), en, ko]
        .iter()
        .any(|n| n.eq_ignore_ascii_case(name))
}

/// Checks that each name is a group or party that speaks in the desk.
///
/// # Errors
/// [`Error::Value`] for the first that is not, with the nearest name.
pub fn known(desk: &Desk, names_given: &[String]) -> Result<(), Error> {
    let mut all: Vec<String> =
        desk.statements().flat_map(|s| [s.party.group.0.clone(), s.party.name.clone()]).collect();
    all.sort();
    all.dedup();
    for name in names_given {
        if desk.statements().any(|s| names(name, s)) {
            continue;
        }
        let nearest =
            all.iter().min_by_key(|known| distance(&known.to_lowercase(), &name.to_lowercase()));
        let nearest = nearest.map_or_else(String::new, |n| format!("; the nearest is `{n}`"));
        let expected = format!("a group or party that speaks in this record{nearest}");
        return Err(Error::Value { value: name.clone(), expected });
    }
    Ok(())
}

/// Edit distance (Levenshtein) in characters.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut before = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let change = before + usize::from(x != *y);
            before = row[j + 1];
            row[j + 1] = change.min(row[j] + 1).min(before + 1);
        }
    }
    row.last().copied().unwrap_or_default()
}

fn figure(held: &Held<Statement>, origins: &[model::id::StatementKey]) -> Figure {
    let s = &held.value;
    let (party_en, party_ko) = s.party.shown();
    let (category_en, category_ko) = s.category.words();
    Figure {
        key: s.key.to_string(),
        category: s.category.code().to_owned(),
        category_words: Both { en: category_en, ko: category_ko },
        group: s.party.group.0.clone(),
        party: Both { en: party_en, ko: party_ko },
        speaker: s.speaker.clone(),
        said_on: s.said_on.to_string(),
        as_of: s.as_of.to_string(),
        window: s.window.map(|w| (w.from.to_string(), w.to.to_string())),
        words: s.quantity.words().to_owned(),
        value: s.quantity.value(),
        interval: s.quantity.bounds(),
        implied: s.quantity.interval().is_none() && s.quantity.implied().is_some(),
        hedges: s.quantity.hedges().iter().map(model::quantity::Hedge::code).collect(),
        rules: s.quantity.rules().to_vec(),
        population: s.scope.population.to_string(),
        extent: extent(s),
        scope: s.scope.words.clone(),
        origins: origins.iter().map(ToString::to_string).collect(),
        reports: s.reports.len(),
        entry: held.entry.clone(),
        taint: held.taint.as_ref().map(super::sources::Taint::words),
    }
}

pub(crate) const fn extent(s: &Statement) -> &'static str {
    match s.scope.extent {
        model::scope::Extent::Whole => "whole",
        model::scope::Extent::Part => "part",
    }
}

impl Figure {
    /// The figure as one JSON object.
    #[must_use]
    pub fn json(&self) -> Value {
        let interval = self.interval.as_ref();
        json!({
            "kind": "figure",
            "key": self.key,
            "category": self.category,
            "group": self.group,
            "party": self.party.en,
            "speaker": self.speaker,
            "said_on": self.said_on,
            "as_of": self.as_of,
            "window": self.window.as_ref().map(|(from, to)| json!({"from": from, "to": to})),
            "words": self.words,
            "value": self.value,
            "interval": interval.map(ToString::to_string),
            "low": interval.map(Interval::lo),
            "low_open": interval.map(Interval::lo_open),
            "high": interval.and_then(Interval::hi),
            "high_open": interval.map(Interval::hi_open),
            "implied": self.implied,
            "hedges": self.hedges,
            "rules": self.rules,
            "rules_version": model::quantity::RULES_VERSION,
            "population": self.population,
            "extent": self.extent,
            "scope": self.scope,
            "independent_origins": self.origins.len(),
            "origins": self.origins,
            "reports": self.reports,
            "entry": self.entry,
            "taint": self.taint,
        })
    }

    /// Names of the columns of [`Figure::cells`].
    pub const COLUMNS: [&'static str; 18] = [
        "key",
        "category",
        "group",
        "party",
        "speaker",
        "said_on",
        "as_of",
        "window_from",
        "window_to",
        "words",
        "interval",
        "low",
        "high",
        "hedges",
        "population",
        "extent",
        "independent_origins",
        "entry",
    ];

    /// The figure as a row of [`Figure::COLUMNS`]; `low` and `high` are whole persons inside the interval.
    #[must_use]
    pub fn cells(&self) -> [String; 18] {
        let (from, to) = self.window.clone().unwrap_or_default();
        let number = |n: Option<u64>| n.map_or_else(String::new, |n| n.to_string());
        [
            self.key.clone(),
            self.category.clone(),
            self.group.clone(),
            self.party.en.clone(),
            self.speaker.clone(),
            self.said_on.clone(),
            self.as_of.clone(),
            from,
            to,
            self.words.clone(),
            self.interval.as_ref().map_or_else(String::new, ToString::to_string),
            number(self.interval.as_ref().map(Interval::min_whole)),
            number(self.interval.as_ref().and_then(Interval::max_whole)),
            self.hedges.join(";"),
            self.population.clone(),
            self.extent.to_owned(),
            self.origins.len().to_string(),
            self.entry.clone(),
        ]
    }
}
