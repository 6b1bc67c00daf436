//! The ledger: every detail that ever left about each person.
//!
//! What it is for: a reader adds up all articles, so the gate must too. The ledger is the table by which a source could be
//! found: it belongs into the vault and nowhere else, and it does not print.
//!
//! Terms: a *person* is a source's handle (`heron`), a third party of one (`heron/son`) or a label without a handle
//! (`~a source in …`); a *label* is how the public saw the speaker named.
//!
//! Invariant: an item leaves the ledger only by [`Ledger::forget`]; a withdrawn row's items stay, because it was read.
//!
//! Not here: what a set of items is worth; see [`super::judge`].

use super::attribute::{Attribute, Role};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// A row of an edition: table and key.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RowRef {
    /// `statement`, `awareness` or `measure`.
    pub table: String,
    /// Key of the row.
    pub key: String,
}

/// How a detail was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Found {
    /// In a field of the row: its place, its date.
    Field,
    /// Declared by an editor.
    Declared,
    /// Read in a text of the row, English or other.
    Prose,
    /// Read in Korean text.
    ProseKo,
}

/// One detail about one person as it left, or would leave.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// Handle, `handle/role`, or `~label` where nobody is named.
    pub person: String,
    /// The detail.
    pub attribute: Attribute,
    /// The row that tells it.
    pub row: RowRef,
    /// Number of the edition, or of the article.
    pub edition: u64,
    /// ISO week of its release, `2024-W52`; empty if unknown.
    pub week: String,
    /// How the public saw the speaker named; the handle where a handle is shown.
    pub label: String,
    /// Where it was found.
    pub found: Found,
}

/// The name in the ledger of a person in a row of source `source`.
#[must_use]
pub fn person_of(source: &str, role: &Role) -> String {
    match role {
        Role::Source => source.to_owned(),
        Role::Third(role) => format!("{source}/{role}"),
    }
}

/// Everything that ever left about each person. Belongs into the vault; `Debug` shows sizes only.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ledger {
    items: BTreeMap<String, BTreeSet<Item>>,
    /// Handles that turned out to be another one's: from, to.
    merged: BTreeMap<String, String>,
}

impl fmt::Debug for Ledger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ledger")
            .field("persons", &self.items.len())
            .field("items", &self.len())
            .finish_non_exhaustive()
    }
}

impl Ledger {
    /// Adds an item, under the handle that its person was merged into; whether it was new.
    ///
    /// A detail that the same row had told already – whatever the edition – is not new and keeps its first edition.
    pub fn add(&mut self, mut item: Item) -> bool {
        item.person = self.name_of(&item.person);
        let row = self.items.entry(item.person.clone()).or_default();
        let known = row.iter().any(|known| known.same_telling(&item));
        !known && row.insert(item)
    }

    /// Every person, third parties included.
    pub fn persons(&self) -> impl Iterator<Item = &str> {
        self.items.keys().map(String::as_str)
    }

    /// A source and its third parties, as far as anything left about them; `inside` is `source/`.
    pub(super) fn family<'a>(
        &'a self,
        source: &'a str,
        inside: &'a str,
    ) -> impl Iterator<Item = &'a str> {
        let own = self.items.get_key_value(source).map(|(person, _)| person.as_str());
        let from = inside.to_owned();
        let thirds = self.items.range(from..).map(|(person, _)| person.as_str());
        own.into_iter().chain(thirds.take_while(move |person| person.starts_with(inside)))
    }

    /// Everything that ever left.
    pub(super) fn every_item(&self) -> impl Iterator<Item = &Item> {
        self.items.values().flatten()
    }

    /// What left about a person, in the order of the items.
    pub fn items(&self, person: &str) -> impl Iterator<Item = &Item> {
        self.items.get(&self.name_of(person)).into_iter().flatten()
    }

    /// Two handles are one person: what was told of `b` and of its third parties was told of `a`.
    pub fn merge(&mut self, a: &str, b: &str) {
        let (a, b) = (self.name_of(a), self.name_of(b));
        if a == b {
            return;
        }
        let moved: Vec<String> =
            self.items.keys().filter(|person| is_of(person, &b)).cloned().collect();
        for to in self.merged.values_mut().filter(|to| **to == b) {
            to.clone_from(&a);
        }
        self.merged.insert(b, a);
        for person in moved {
            for item in self.items.remove(&person).unwrap_or_default() {
                self.add(item);
            }
        }
    }

    /// Destroys what is known of a person and its third parties; how many items.
    ///
    /// For the erasure of a source. What left stays public, and nothing adds up what is released later to it.
    pub fn forget(&mut self, person: &str) -> usize {
        let person = self.name_of(person);
        let before = self.len();
        self.items.retain(|name, _| !is_of(name, &person));
        self.merged.retain(|from, to| !is_of(from, &person) && !is_of(to, &person));
        before - self.len()
    }

    /// The same count in fewer items: of each detail of a person under a label the first telling.
    ///
    /// For keeping: what is left out is in the editions that left, and is read from them again.
    #[must_use]
    pub fn condensed(&self) -> Self {
        let mut items = BTreeMap::new();
        for (person, told) in &self.items {
            let mut first: BTreeMap<(&Attribute, &str), &Item> = BTreeMap::new();
            for item in told {
                let seen = first.entry((&item.attribute, &item.label)).or_insert(item);
                if (item.edition, &item.row) < (seen.edition, &seen.row) {
                    *seen = item;
                }
            }
            let kept: BTreeSet<Item> = first.into_values().cloned().collect();
            items.insert(person.clone(), kept);
        }
        Self { items, merged: self.merged.clone() }
    }

    /// How many items.
    #[must_use]
    pub fn len(&self) -> usize {
        self.items.values().map(BTreeSet::len).sum()
    }

    /// Whether nothing ever left.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.items.values().all(BTreeSet::is_empty)
    }

    /// The name under which a person stands here, merges followed.
    #[must_use]
    pub fn name_of(&self, person: &str) -> String {
        let (source, role) = match person.split_once('/') {
            Some((source, role)) => (source, Some(role)),
            None => (person, None),
        };
        let source = self.merged.get(source).map_or(source, String::as_str);
        role.map_or_else(|| source.to_owned(), |role| format!("{source}/{role}"))
    }
}

impl Item {
    /// The same detail of the same person in the same row under the same label.
    fn same_telling(&self, other: &Self) -> bool {
        self.attribute == other.attribute
            && self.row == other.row
            && self.label == other.label
            && self.person == other.person
    }
}

fn is_of(person: &str, source: &str) -> bool {
    person.strip_prefix(source).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}
