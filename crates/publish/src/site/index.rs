//! What pages look up, computed once per edition.
//!
//! Terms: *order* is the order in which things were said; a statement's *relays* are the statements made from it; figures
//! *stand* on a day if they are the last that a party said by then for a category.
//!
//! Invariant: everything here is linear in the edition and does not depend on the order of its rows.
//!
//! Not here: words and markup.

use super::paths;
use crate::date;
use protect::shape::{Attribution, Edition, Party, Place, Report, Statement};
use std::collections::{BTreeMap, HashMap};

/// Positions in the edition's tables.
pub(crate) type Rows = Vec<usize>;

/// Lookups over one edition.
pub(crate) struct Index<'a> {
    statements: HashMap<&'a str, usize>,
    parties: HashMap<&'a str, usize>,
    places: HashMap<&'a str, &'a Place>,
    reports: HashMap<&'a str, usize>,
    statement_names: Vec<String>,
    party_names: Vec<String>,
    category_names: HashMap<&'a str, String>,
    /// Where each other row is: table page and row id.
    anchors: HashMap<&'a str, (Shelf, usize)>,
    /// Pages of measures, evidence and persons.
    own_pages: HashMap<&'a str, String>,
    /// Statements in the order in which they were said.
    pub(crate) order: Rows,
    pub(crate) by_party: BTreeMap<&'a str, Rows>,
    pub(crate) by_category: BTreeMap<&'a str, Rows>,
    /// Statements said on a day that is known.
    pub(crate) by_day: BTreeMap<&'a str, Rows>,
    /// For each statement, those made from it.
    pub(crate) relays: Vec<Rows>,
    /// For each statement, the findings that it is in.
    pub(crate) findings: Vec<Rows>,
    /// For each statement, the evidence that bears on it.
    pub(crate) evidence: Vec<Rows>,
    /// For each report, the statements found in it.
    pub(crate) found_in: Vec<Rows>,
}

/// The lists in which rows other than statements are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shelf {
    Findings,
    Positions,
    Awareness,
    Measures,
    Evidence,
    Persons,
    Reports,
}

impl Shelf {
    /// The first page's path without `.html`.
    pub(crate) const fn stem(self) -> &'static str {
        match self {
            Self::Findings => "findings",
            Self::Positions => "positions",
            Self::Awareness => "awareness",
            Self::Measures => "measures",
            Self::Evidence => "evidence",
            Self::Persons => "persons",
            Self::Reports => "reports",
        }
    }
}

/// Rows on one page of a long list.
pub(crate) const PAGE_ROWS: usize = 200;

impl<'a> Index<'a> {
    pub(crate) fn of(edition: &'a Edition) -> Self {
        let rows = &edition.statements;
        let statements = position_of(rows.iter().map(|row| &*row.key));
        let mut index = Self {
            parties: position_of(edition.parties.iter().map(|row| &*row.key)),
            places: edition.places.iter().map(|row| (&*row.key, row)).collect(),
            reports: position_of(edition.reports.iter().map(|row| &*row.key)),
            statement_names: paths::names(rows.iter().map(|row| &*row.key)),
            party_names: paths::names(edition.parties.iter().map(|row| &*row.key)),
            category_names: HashMap::new(),
            anchors: HashMap::new(),
            own_pages: HashMap::new(),
            order: said_order(rows),
            by_party: BTreeMap::new(),
            by_category: BTreeMap::new(),
            by_day: BTreeMap::new(),
            relays: vec![Vec::new(); rows.len()],
            findings: vec![Vec::new(); rows.len()],
            evidence: vec![Vec::new(); rows.len()],
            found_in: vec![Vec::new(); edition.reports.len()],
            statements,
        };
        index.group(edition);
        index.cross_reference(edition);
        index.shelve(edition);
        let categories: Vec<&str> = index.by_category.keys().copied().collect();
        let names = paths::names(categories.iter().copied());
        index.category_names = categories.into_iter().zip(names).collect();
        index
    }

    fn group(&mut self, edition: &'a Edition) {
        for &at in &self.order {
            let row = &edition.statements[at];
            if let Some(party) = speaking_party(row) {
                self.by_party.entry(party).or_default().push(at);
            }
            if !row.category.is_empty() {
                self.by_category.entry(&row.category).or_default().push(at);
            }
            if let Some(day) = date::single_day(&row.said_on) {
                self.by_day.entry(day).or_default().push(at);
            }
        }
    }

    fn cross_reference(&mut self, edition: &'a Edition) {
        for &at in &self.order {
            let row = &edition.statements[at];
            for from in &row.derives_from {
                if let Some(&origin) = self.statements.get(&*from.key)
                    && origin != at
                {
                    self.relays[origin].push(at);
                }
            }
            for report in &row.reports {
                if let Some(&report) = self.reports.get(&**report) {
                    self.found_in[report].push(at);
                }
            }
        }
        for (finding, row) in edition.findings.iter().enumerate() {
            for key in &row.statements {
                if let Some(&at) = self.statements.get(&**key) {
                    self.findings[at].push(finding);
                }
            }
        }
        for (evidence, row) in edition.evidence.iter().enumerate() {
            for key in &row.links {
                if let Some(&at) = self.statements.get(&**key) {
                    self.evidence[at].push(evidence);
                }
            }
        }
    }

    fn shelve(&mut self, edition: &'a Edition) {
        let mut put = |shelf, keys: &mut dyn Iterator<Item = &'a str>| {
            for (at, key) in keys.enumerate() {
                self.anchors.entry(key).or_insert((shelf, at));
            }
        };
        put(Shelf::Findings, &mut edition.findings.iter().map(|row| &*row.key));
        put(Shelf::Positions, &mut edition.positions.iter().map(|row| &*row.key));
        put(Shelf::Awareness, &mut edition.awareness.iter().map(|row| &*row.key));
        put(Shelf::Measures, &mut edition.measures.iter().map(|row| &*row.key));
        put(Shelf::Evidence, &mut edition.evidence.iter().map(|row| &*row.key));
        put(Shelf::Persons, &mut edition.persons.iter().map(|row| &*row.key));
        put(Shelf::Reports, &mut edition.reports.iter().map(|row| &*row.key));
        self.give_pages(Shelf::Measures, edition.measures.iter().map(|row| &*row.key).collect());
        self.give_pages(Shelf::Evidence, edition.evidence.iter().map(|row| &*row.key).collect());
        self.give_pages(Shelf::Persons, edition.persons.iter().map(|row| &*row.key).collect());
    }

    /// A page for each row of a shelf, unless another shelf has a row of the same key.
    fn give_pages(&mut self, shelf: Shelf, keys: Vec<&'a str>) {
        let names = paths::names(keys.iter().copied());
        for (key, name) in keys.into_iter().zip(names) {
            if self.anchors.get(key).is_some_and(|(first, _)| *first == shelf) {
                self.own_pages.insert(key, format!("{}/{name}.html", shelf.stem()));
            }
        }
    }

    pub(crate) fn statement(&self, key: &str) -> Option<usize> {
        self.statements.get(key).copied()
    }

    pub(crate) fn party<'e>(&self, edition: &'e Edition, key: &str) -> Option<&'e Party> {
        self.parties.get(key).and_then(|&at| edition.parties.get(at))
    }

    pub(crate) fn place(&self, key: &str) -> Option<&'a Place> {
        self.places.get(key).copied()
    }

    pub(crate) fn report<'e>(&self, edition: &'e Edition, key: &str) -> Option<&'e Report> {
        self.reports.get(key).and_then(|&at| edition.reports.get(at))
    }

    /// A statement's page, from the root of its language.
    pub(crate) fn statement_path(&self, at: usize) -> String {
        format!("s/{}.html", self.statement_names[at])
    }

    /// A party's page, if the party is in the edition.
    pub(crate) fn party_path(&self, key: &str) -> Option<String> {
        self.parties.get(key).map(|&at| format!("parties/{}.html", self.party_names[at]))
    }

    /// A category's page, if any statement has it.
    pub(crate) fn category_path(&self, category: &str) -> Option<String> {
        self.category_names.get(category).map(|name| format!("categories/{name}.html"))
    }

    /// The page of a measure, an item of evidence or a person.
    pub(crate) fn own_path(&self, key: &str) -> Option<&str> {
        self.own_pages.get(key).map(String::as_str)
    }

    /// Where a row is that is no statement: its own page, or its place in a list.
    pub(crate) fn anchor_path(&self, key: &str) -> Option<String> {
        if let Some(path) = self.own_path(key) {
            return Some(path.to_owned());
        }
        let &(shelf, at) = self.anchors.get(key)?;
        Some(format!("{}#{}", page_path(shelf.stem(), at / PAGE_ROWS), paths::fold(key)))
    }

    /// Where anything with a key is.
    pub(crate) fn any_path(&self, key: &str) -> Option<String> {
        match self.statements.get(key) {
            Some(&at) => Some(self.statement_path(at)),
            None => self.anchor_path(key),
        }
    }
}

/// The path of the `page`-th page (from 0) of a long list.
pub(crate) fn page_path(stem: &str, page: usize) -> String {
    if page == 0 { format!("{stem}.html") } else { format!("{stem}-{}.html", page + 1) }
}

/// The party that speaks, or the outlet that publishes a protected source's testimony.
pub(crate) fn speaking_party(row: &Statement) -> Option<&str> {
    match &row.attribution {
        Attribution::Party { party, .. } => Some(party),
        Attribution::Protected { via, .. } => via.as_deref(),
        Attribution::Unattributed => None,
    }
}

fn position_of<'a>(keys: impl Iterator<Item = &'a str>) -> HashMap<&'a str, usize> {
    keys.enumerate().map(|(at, key)| (key, at)).collect()
}

fn said_order(rows: &[Statement]) -> Rows {
    let mut keyed: Vec<_> = rows
        .iter()
        .enumerate()
        .map(|(at, row)| (date::sort_key(&row.said_on), &row.key, at))
        .collect();
    keyed.sort();
    keyed.into_iter().map(|(.., at)| at).collect()
}
