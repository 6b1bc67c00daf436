//! The gate: from a candidate to a released edition, or to everything that speaks against it.
//!
//! What it does, in this order:
//! 1. lifts each place to its release precision;
//! 2. drops rows that are withheld or on hold, hides fields, coarsens dates;
//! 3. refuses what only a person can settle: a source shown too precisely, a living person's name, a time of day;
//! 4. drops findings, ranges, lags, changes and corrections that speak of what did not leave, cuts references to it;
//! 5. looks once more at every string for names and words that must not be there;
//! 6. counts the people whom all that was ever released about a source or a third party leaves possible ([`crate::risk`]).
//!
//! Invariant: the gate never makes anything more precise, and passing twice is passing once ([`reopen`]).
//!
//! Determinism: tables are sorted by key, so the order of intake leaves no trace.

mod frame;
mod refusal;
mod rows;
mod telltale;
#[cfg(test)]
mod tests;

pub use refusal::Refusal;

use crate::{
    Released,
    candidate::{Candidate, Draft, Grain, PlaceDraft},
    date::{self, DateFault},
    links::{Cutter, Keys},
    needle::Needles,
    risk::{self, Item, RiskInput, Verdict},
    shape::{Attribution, Edition, FORMAT, Person, PersonField, Place, PlacePrecision},
    strings::each_string,
};
use rows::Row;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// An edition that passed, and what stayed inside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passed {
    /// What may be published.
    pub released: Released<Edition>,
    /// What was held back: for the desk, never for publication.
    pub held: Held,
    /// What this edition tells about protected sources and third parties: for the ledger in the vault.
    pub items: Vec<Item>,
    /// The count of people over everything released, this edition included: for the desk, never for publication.
    pub verdict: Verdict,
}

/// What stayed inside, counted. For the desk only: how much a desk withholds says how much it has.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Held {
    /// Rows that did not leave, by table.
    pub rows: BTreeMap<&'static str, u64>,
    /// Fields that were hidden in rows that left.
    pub fields: u64,
    /// Dates that left coarser than they are known.
    pub dates: u64,
    /// References to a place that went to a coarser one.
    pub places: u64,
    /// References to something that did not leave.
    pub references: u64,
    /// Findings, ranges, lags, changes and corrections dropped because they speak of something that did not leave.
    pub derived: u64,
}

/// Lets through what may leave.
///
/// * Input: a candidate in any order.
/// * Output: the edition, sorted, and counts for the desk.
/// * Errors: every refusal at once, sorted and without doubles; none of them holds the text that must not be shown.
/// * Cost: linear in the text of the edition.
///
/// ```
/// use protect::{Candidate, Draft, Level, gate, shape::{Both, Edition, Statement}};
///
/// let edition = Edition { number: 1, day: "2025-01-31".into(), case: "invented".into(), ..Edition::default() };
/// let shown = Statement { key: "K1".into(), gist: Both::english("Shown"), ..Statement::default() };
/// let kept = Statement { key: "K2".into(), gist: Both::english("Kept inside"), ..Statement::default() };
/// let passed = gate(Candidate {
///     edition,
///     statements: vec![Draft::public(shown), Draft::new(kept, Level::Withheld)],
///     ..Candidate::default()
/// })
/// .map_err(|refusals| format!("{refusals:?}"))?;
/// assert_eq!(passed.released.statements.len(), 1);
/// assert_eq!(passed.held.rows["statement"], 1);
/// # Ok::<(), String>(())
/// ```
pub fn gate(candidate: Candidate) -> Result<Passed, Vec<Refusal>> {
    pass(candidate, Count::Yes)
}

/// Whether people are counted on this passage.
enum Count {
    Yes,
    /// What is opened again has left before: whom it leads to, it led to then.
    LeftAlready,
}

fn pass(candidate: Candidate, count: Count) -> Result<Passed, Vec<Refusal>> {
    let Candidate {
        mut edition,
        places,
        reports,
        statements,
        positions,
        awareness,
        measures,
        evidence,
        persons,
        never,
        risk,
    } = candidate;
    let mut gate = Gate::new(never);
    edition.format = FORMAT.to_owned();
    edition.places = gate.places(places);
    edition.reports = gate.rows(reports);
    edition.statements = gate.rows(statements);
    edition.positions = gate.rows(positions);
    edition.awareness = gate.rows(awareness);
    edition.measures = gate.rows(measures);
    edition.evidence = gate.rows(evidence);
    edition.persons = gate.rows(persons);
    gate.frame(&mut edition);
    gate.last_look(&edition);
    let (items, verdict) = match count {
        Count::Yes => gate.count(&edition, &risk),
        Count::LeftAlready => (Vec::new(), Verdict::default()),
    };
    gate.verdict(edition, items, verdict)
}

/// Lets an edition through that was released before, e.g. one read from a file.
///
/// The same rules again, with every row public: an edition that did not come from the gate is refused like any candidate. People are
/// not counted again: what is opened has left already.
///
/// * Errors: as [`gate`], and [`Refusal::NotAsReleased`] if the gate would still change something.
pub fn reopen(edition: Edition) -> Result<Released<Edition>, Vec<Refusal>> {
    let copy = edition.clone();
    let passed = pass(Candidate::public(edition), Count::LeftAlready)?;
    if passed.released.get() == &copy {
        Ok(passed.released)
    } else {
        Err(vec![Refusal::NotAsReleased])
    }
}

/// The state of one passage.
#[derive(Default)]
struct Gate {
    needles: Needles,
    refusals: BTreeSet<Refusal>,
    held: Held,
    /// Where a reference to a place goes, and how precise that is.
    shown_places: BTreeMap<String, (String, PlacePrecision)>,
    /// Rows whose dates left coarser than they are known, or whose quantity or dates are hidden.
    veiled: BTreeSet<String>,
}

impl Gate {
    fn new(never: Vec<String>) -> Self {
        let mut gate = Self::default();
        for needle in &never {
            gate.needles.add(needle);
        }
        gate
    }

    /// Step 1: which places are shown, and where references to the others go.
    fn places(&mut self, drafts: Vec<PlaceDraft>) -> Vec<Place> {
        let by_key: BTreeMap<&str, &PlaceDraft> =
            drafts.iter().map(|draft| (&*draft.value.key, draft)).collect();
        if by_key.len() < drafts.len() {
            self.refuse_double("place", drafts.iter().map(|draft| &*draft.value.key));
        }
        let mut shown: BTreeMap<String, Place> = BTreeMap::new();
        let mut unshown: Vec<&PlaceDraft> = Vec::new();
        for draft in &drafts {
            match coarse_enough(draft, &by_key) {
                Some(place) => {
                    let target = (place.key.clone(), place.precision);
                    if place.key != draft.value.key {
                        unshown.push(draft);
                    }
                    shown.entry(place.key.clone()).or_insert_with(|| place.clone());
                    self.shown_places.insert(draft.value.key.clone(), target);
                }
                None => {
                    self.refusals.insert(Refusal::NoCoarserPlace { key: draft.value.key.clone() });
                }
            }
        }
        for draft in unshown {
            self.needles.add(&draft.value.name.en);
            self.needles.add(&draft.value.name.ko);
        }
        for place in shown.values_mut() {
            let around = place.within.take();
            place.within = around
                .and_then(|key| self.shown_places.get(&key))
                .map(|(key, _)| key.clone())
                .filter(|key| *key != place.key);
        }
        // `Kursk`, the town, is inside `Kursk oblast`, which is shown: that word is public by decision.
        for place in shown.values() {
            self.needles.remove_inside(&place.name.en);
            self.needles.remove_inside(&place.name.ko);
        }
        shown.into_values().collect()
    }

    /// Steps 2 and 3 for one table.
    fn rows<T: Row>(&mut self, drafts: Vec<Draft<T>>) -> Vec<T> {
        self.refuse_double(T::TABLE, drafts.iter().map(|draft| draft.value.key()));
        let mut rows: Vec<T> = drafts.into_iter().filter_map(|draft| self.row(draft)).collect();
        rows.sort_by(|a, b| a.key().cmp(b.key()));
        rows
    }

    fn row<T: Row>(&mut self, draft: Draft<T>) -> Option<T> {
        if !draft.leaves() {
            *self.held.rows.entry(T::TABLE).or_default() += 1;
            self.remember(&draft.value);
            return None;
        }
        let grain = self.grain_of(&draft);
        let Draft { mut value, hidden, .. } = draft;
        self.hide(&mut value, &hidden);
        self.dates(&mut value, grain);
        self.lift(&mut value);
        self.check_source(&value, grain);
        self.check_hashes(&value);
        Some(value)
    }

    /// Withheld words must not come back through another row.
    fn remember<T: Row>(&mut self, value: &T) {
        for text in value.telling() {
            if text.trim().len() >= TELLING_BYTES {
                self.needles.add(text);
            }
        }
        for name in value.names() {
            self.needles.add(name);
        }
    }

    /// A protected source's dates are weeks, unless the outlet had published the day itself.
    fn grain_of<T: Row>(&self, draft: &Draft<T>) -> Grain {
        let grain = draft.effective_grain();
        if is_protected(&draft.value) && !draft.value.already_public() {
            grain.max(Grain::Week)
        } else {
            grain
        }
    }

    fn hide<T: Row>(&mut self, value: &mut T, hidden: &BTreeSet<T::Field>) {
        let known = value.clone();
        let mut any = false;
        for field in hidden {
            if value.hide(*field) {
                self.held.fields += 1;
                any = true;
            }
        }
        if any {
            self.veiled.insert(value.key().to_owned());
            self.remember_lost(&known, value);
        }
    }

    /// Remembers what `known` told and `shown` does not tell any more.
    fn remember_lost<T: Row>(&mut self, known: &T, shown: &T) {
        let still: BTreeSet<&str> = shown.telling().into_iter().chain(shown.names()).collect();
        for text in known.telling() {
            if text.trim().len() >= TELLING_BYTES && !still.contains(text) {
                self.needles.add(text);
            }
        }
        for name in known.names() {
            if !still.contains(name) {
                self.needles.add(name);
            }
        }
    }

    fn dates<T: Row>(&mut self, value: &mut T, grain: Grain) {
        let key = value.key().to_owned();
        let mut coarser = 0;
        for (field, text) in value.dates() {
            match date::coarsen(text, grain) {
                Ok(shown) => {
                    coarser += u64::from(shown != *text);
                    *text = shown;
                }
                Err(fault) => {
                    self.refusals.insert(date_refusal(fault, T::TABLE, &key, field));
                }
            }
        }
        if coarser > 0 {
            self.held.dates += coarser;
            self.veiled.insert(key);
        }
    }

    fn lift<T: Row>(&mut self, value: &mut T) {
        for place in value.places() {
            let Some(key) = place.as_ref() else { continue };
            match self.shown_places.get(key) {
                Some((shown, _)) if shown == key => {}
                Some((shown, _)) => {
                    *place = Some(shown.clone());
                    self.held.places += 1;
                }
                None => {
                    *place = None;
                    self.held.references += 1;
                }
            }
        }
    }

    fn check_source<T: Row>(&mut self, value: &T, grain: Grain) {
        let Some(Attribution::Protected { handle, .. }) = value.attribution() else { return };
        let (table, key) = (T::TABLE, value.key().to_owned());
        if !is_handle(handle) {
            self.refusals.insert(Refusal::Handle { table, key: key.clone() });
        }
        let mut copy = value.clone();
        let places = copy.places();
        let attributed = places.first().and_then(|place| place.as_ref());
        let told = if value.already_public() { &[] } else { places.get(1..).unwrap_or(&[]) };
        for place in attributed.into_iter().chain(told.iter().filter_map(|place| place.as_ref())) {
            if let Some((_, precision)) = self.shown_places.get(place)
                && *precision < PlacePrecision::Adm1
            {
                let (key, precision) = (key.clone(), *precision);
                self.refusals.insert(Refusal::PreciseSource { table, key, precision });
            }
        }
        let refusals = &mut self.refusals;
        each_string(value, &mut |text| {
            if let Some(what) = telltale::in_text(text, grain > Grain::Day) {
                refusals.insert(Refusal::Telltale { table, key: key.clone(), what });
            }
        });
    }

    fn check_hashes<T: Row>(&mut self, value: &T) {
        for (field, hash) in value.hashes() {
            let sound =
                hash.is_empty() || hash.len() == 64 && hash.bytes().all(|b| b.is_ascii_hexdigit());
            if !sound {
                let key = value.key().to_owned();
                self.refusals.insert(Refusal::Hash { table: T::TABLE, key, field });
            }
        }
    }

    fn refuse_double<'a>(&mut self, table: &'static str, keys: impl Iterator<Item = &'a str>) {
        let mut seen = BTreeSet::new();
        for key in keys {
            if key.trim().is_empty() || key.len() > 128 || key.chars().any(char::is_control) {
                self.refusals.insert(Refusal::NoKey { table });
            } else if !seen.insert(key) {
                self.refusals.insert(Refusal::DoubleKey { table, key: key.to_owned() });
            }
        }
    }

    /// Step 4.
    fn frame(&mut self, edition: &mut Edition) {
        self.persons(&mut edition.persons);
        self.proofs(edition);
        frame::sort(edition);
        let keys = Keys::of(edition);
        self.held.derived += frame::drop_derived(edition, &keys, &self.veiled);
        let mut cutter = Cutter { keys: &keys, cut: 0 };
        cutter.edition(edition);
        self.held.references += cutter.cut;
        for (table, key, field, text) in frame::dates(edition) {
            if let Err(fault) = date::coarsen(text, Grain::Day) {
                self.refusals.insert(date_refusal(fault, table, key, field));
            }
        }
        if !date::is_day(&edition.day) {
            let (table, key, field) = ("edition", edition.number.to_string(), "day");
            self.refusals.insert(Refusal::Date { table, key, field });
        }
        self.refuse_double("party", edition.parties.iter().map(|row| &*row.key));
        self.refuse_double("finding", edition.findings.iter().map(|row| &*row.key));
        self.refuse_double("change", edition.changes.iter().map(|row| &*row.key));
        self.refuse_double("correction", edition.corrections.iter().map(|row| &*row.key));
        self.filed(edition);
    }

    /// Results that the desk filed have the hash of their table for a key.
    fn filed(&mut self, edition: &Edition) {
        let filed = edition.estimation.iter().flat_map(|e| &e.filed);
        self.refuse_double("estimation", filed.clone().map(|row| &*row.table_hash));
        for key in filed.map(|row| &row.table_hash) {
            if key.len() != 64 || !key.bytes().all(|b| b.is_ascii_hexdigit()) {
                let (table, key, field) = ("estimation", key.clone(), "table_hash");
                self.refusals.insert(Refusal::Hash { table, key, field });
            }
        }
    }

    fn persons(&mut self, persons: &mut [Person]) {
        for person in persons {
            if person.status == "dead" && person.sensitivity == "state-published" {
                continue;
            }
            if !person.names.is_empty() {
                self.refusals.insert(Refusal::LivingName { key: person.key.clone() });
            }
            for field in [PersonField::Age, PersonField::Affiliation, PersonField::Place] {
                self.held.fields += u64::from(person.hide(field));
            }
        }
    }

    fn proofs(&mut self, edition: &Edition) {
        for statement in &edition.statements {
            let sound = statement.proof.as_ref().is_none_or(|path| {
                path.strip_prefix("proofs/").is_some_and(|name| {
                    !name.is_empty()
                        && !name.starts_with('.')
                        && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b))
                })
            });
            if !sound {
                self.refusals.insert(Refusal::ProofPath { key: statement.key.clone() });
            }
        }
    }

    /// Step 5.
    fn last_look(&mut self, edition: &Edition) {
        self.look("place", &edition.places, |row| &row.key);
        self.look("report", &edition.reports, |row| &row.key);
        self.look("statement", &edition.statements, |row| &row.key);
        self.look("position", &edition.positions, |row| &row.key);
        self.look("awareness", &edition.awareness, |row| &row.key);
        self.look("measure", &edition.measures, |row| &row.key);
        self.look("evidence", &edition.evidence, |row| &row.key);
        self.look("person", &edition.persons, |row| &row.key);
        self.look("party", &edition.parties, |row| &row.key);
        self.look("finding", &edition.findings, |row| &row.key);
        self.look("lag", &edition.lags, |row| &row.key);
        let estimation: Vec<_> = edition.estimation.iter().map(|e| (e, String::new())).collect();
        self.look("estimation", &estimation, |row| &row.1);
        self.look("reading", &edition.readings, |row| &row.person);
        if let Some(linkage) = edition.linkage.as_deref() {
            self.look("linkage", &linkage.by_person, |row| &row.person);
            self.look("linkage", &[(&linkage.sentence, String::new())], |row| &row.1);
        }
        self.look("range", &edition.ranges, |row| &row.category);
        self.look("change", &edition.changes, |row| &row.key);
        self.look("correction", &edition.corrections, |row| &row.key);
        self.look("rule", &edition.rules, |row| &row.id);
        self.look("method", &edition.methods, |row| &row.key);
        let own = (&edition.title, &edition.case_name, &edition.summary, &edition.origin);
        self.look("edition", &[(own, String::new())], |row| &row.1);
    }

    fn look<T: Serialize>(&mut self, table: &'static str, rows: &[T], key: fn(&T) -> &String) {
        let (needles, refusals) = (&self.needles, &mut self.refusals);
        for row in rows {
            each_string(row, &mut |text| {
                if needles.found_in(text) {
                    refusals.insert(Refusal::Withheld { table, key: key(row).clone() });
                }
                if telltale::has_timestamp(text) {
                    let (key, field) = (key(row).clone(), "text");
                    refusals.insert(Refusal::FinerThanDay { table, key, field });
                }
            });
        }
    }

    /// Step 6.
    fn count(&mut self, edition: &Edition, risk: &RiskInput) -> (Vec<Item>, Verdict) {
        let items = risk.tables.items_of(edition, &risk.declared);
        let verdict = risk::judge(&risk.past, &items, &risk.tables, &risk.policy);
        for unknown in &verdict.unknown {
            self.refusals.insert(Refusal::Uncounted(Box::new(unknown.clone())));
        }
        for blocked in &verdict.blocked {
            if !risk.overridden.contains(&blocked.canonical()) {
                self.refusals.insert(Refusal::TooFew(Box::new(blocked.clone())));
            }
        }
        (items, verdict)
    }

    fn verdict(
        self,
        edition: Edition,
        items: Vec<Item>,
        verdict: Verdict,
    ) -> Result<Passed, Vec<Refusal>> {
        if self.refusals.is_empty() {
            Ok(Passed { released: Released::seal(edition), held: self.held, items, verdict })
        } else {
            Err(self.refusals.into_iter().collect())
        }
    }
}

/// The first place, from `draft` outwards, that may be shown; at most eight steps, so that a ring of places ends.
fn coarse_enough<'a>(
    draft: &'a PlaceDraft,
    by_key: &BTreeMap<&str, &'a PlaceDraft>,
) -> Option<&'a Place> {
    let mut place = draft;
    let mut release = draft.release;
    for _ in 0..8 {
        release = release.max(place.release);
        if place.value.precision >= release {
            return Some(&place.value);
        }
        place = by_key.get(place.value.within.as_deref()?)?;
    }
    None
}

fn is_protected<T: Row>(value: &T) -> bool {
    matches!(value.attribution(), Some(Attribution::Protected { .. }))
}

/// A handle is one short word, perhaps with a number: `heron`, `NH-2`.
fn is_handle(handle: &str) -> bool {
    (2..=24).contains(&handle.len())
        && handle.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
        && handle.bytes().filter(u8::is_ascii_digit).count() <= 3
        && handle.bytes().any(|b| b.is_ascii_alphabetic())
}

fn date_refusal(fault: DateFault, table: &'static str, key: &str, field: &'static str) -> Refusal {
    let key = key.to_owned();
    match fault {
        DateFault::FinerThanDay => Refusal::FinerThanDay { table, key, field },
        DateFault::Unreadable => Refusal::Date { table, key, field },
    }
}

/// A shorter text of a withheld row may well stand elsewhere by chance (`Seen on 23 December`); a name is taken whatever
/// its length.
const TELLING_BYTES: usize = 16;
