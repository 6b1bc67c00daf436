//! The desk's state: what replay of the record gives, as values.
//!
//! For each key the newest row counts and its predecessors are kept by entry id. A row that the program of today cannot read is
//! listed, never dropped in silence. What came by a channel that was not sound, or from a source who did not consent, is on hold
//! here, whatever its row says. *As known* limits both axes: `said_by` leaves out what the world could not know yet,
//! `recorded_by` replays the record only up to that moment.

use std::collections::BTreeMap;

use model::awareness::Awareness;
use model::date::{Day, When};
use model::evidence::Evidence;
use model::id::{EvidenceKey, MeasureKey, PersonKey, ReportKey, StatementKey};
use model::measure::Measure;
use model::party::PositionTaken;
use model::person::{Mention, PersonRecord};
use model::read;
use model::report::Report;
use model::scope::Population;
use model::statement::{Statement, nominal};

use super::case::Case;
use super::entries::RowBody;
use super::error::Error;
use super::people::Roster;
use super::sources::{Sources, Taint, mark};
use super::tables::{self, Cells, TableKind};

/// A value with the entry that holds it.
#[derive(Debug, Clone)]
pub struct Held<T> {
    /// The value.
    pub value: T,
    /// Id of the entry, hexadecimal; empty when the row is not in a record.
    pub entry: String,
    /// Day on which the desk recorded it; empty when it did not.
    pub recorded: String,
    /// That it came by a channel that was not sound, or derives from what did.
    pub taint: Option<Taint>,
}

/// A row as the record holds it.
#[derive(Debug, Clone)]
pub struct Row {
    /// The texts.
    pub cells: Cells,
    /// Id of the newest entry, hexadecimal.
    pub entry: String,
    /// Its index in the desk log.
    pub index: u64,
    /// Day on which it was recorded.
    pub recorded: String,
    /// Ids of the entries that it superseded, oldest first.
    pub superseded: Vec<String>,
    /// Index of every entry of this key, oldest first, with the handles that the row rested on then.
    pub history: Vec<(u64, Vec<String>)>,
}

/// Every row of every table, newest entry for each key.
#[derive(Debug, Clone, Default)]
pub struct Rows {
    rows: BTreeMap<(TableKind, String), Row>,
    /// Entries read, of any kind.
    pub entries: u64,
    /// Entries of the editions that left: (number, body), in order.
    pub releases: Vec<super::entries::ReleaseBody>,
    /// The sources, as their own entries tell.
    pub sources: Sources,
}

/// A row that cannot be read.
#[derive(Debug, Clone)]
pub struct Unreadable {
    /// Its table.
    pub table: TableKind,
    /// Its key.
    pub key: String,
    /// Why, a line a field.
    pub why: Vec<String>,
}

/// What was known by when.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct AsKnown {
    /// Only what the world could know by this day.
    pub said_by: Option<Day>,
    /// Only what was recorded by this moment.
    pub recorded_by: Option<Moment>,
}

/// A day, to its end, or a second of Unix time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// The whole day counts.
    Day(Day),
    /// Up to and including this second.
    Second(i64),
}

impl AsKnown {
    /// Reads the two options of the command line.
    ///
    /// # Errors
    /// [`Error::Value`] when one of them is no day or time.
    pub fn parse(said_by: Option<&str>, recorded_by: Option<&str>) -> Result<Self, Error> {
        Ok(Self {
            said_by: said_by.map(day).transpose()?,
            recorded_by: recorded_by.map(moment).transpose()?,
        })
    }
}

/// Reads a day of the command line.
///
/// # Errors
/// [`Error::Value`] when the text is no single day.
pub fn day(text: &str) -> Result<Day, Error> {
    let bad =
        || Error::Value { value: text.to_owned(), expected: "a day such as 2024-12-23".to_owned() };
    let when = When::parse(text).map_err(|_| bad())?;
    match (when.earliest(), when.latest()) {
        (Some(first), Some(last)) if first == last => Ok(first),
        _ => Err(bad()),
    }
}

fn moment(text: &str) -> Result<Moment, Error> {
    if let Ok(time) = text.parse::<jiff::Timestamp>() {
        return Ok(Moment::Second(time.as_second()));
    }
    day(text).map(Moment::Day).map_err(|_| Error::Value {
        value: text.to_owned(),
        expected: "a day such as 2024-12-23 or a time such as 2024-12-23T18:00:00Z".to_owned(),
    })
}

impl Rows {
    /// Replays the case's desk log up to `recorded_by`.
    ///
    /// # Errors
    /// What the record answers.
    pub fn replay(case: &Case, recorded_by: Option<Moment>) -> Result<Self, Error> {
        let log = super::logs::desk_read_only(case)?;
        let size = match recorded_by {
            None => log.size()?,
            Some(Moment::Second(unix)) => log.size_at(unix)?,
            Some(Moment::Day(day)) => log.size_at_day(super::logs::record_day(day)?)?,
        };
        let mut rows = Self::default();
        log.replay(0..size, |entry| {
            rows.entries += 1;
            if entry.kind == "release/1" {
                rows.releases.push(entry.body_as()?);
            } else if let Some(table) = tables::of_entry_kind(entry.kind) {
                let body: RowBody = entry.body_as()?;
                rows.put(table, body, entry.id().to_string(), entry.index, entry.day().to_string());
            }
            rows.sources.take(&entry);
            Ok::<(), Error>(())
        })?;
        let roster = if rows.sources.needs_roster() {
            Roster::replay(&log, case.settings.protection.threshold)?
        } else {
            Roster::default()
        };
        rows.sources.settle(&roster);
        for row in rows.rows.values() {
            for handle in row.history.iter().flat_map(|(_, handles)| handles) {
                rows.sources.note(handle);
            }
        }
        Ok(rows)
    }

    fn put(
        &mut self,
        table: TableKind,
        body: RowBody,
        entry: String,
        index: u64,
        recorded: String,
    ) {
        let slot = (table, body.key);
        let (mut superseded, mut history) = (Vec::new(), Vec::new());
        if let Some(old) = self.rows.remove(&slot) {
            (superseded, history) = (old.superseded, old.history);
            superseded.push(old.entry);
        }
        let handles = tables::handles_of(table, &body.cells);
        history.push((index, handles.into_iter().map(str::to_owned).collect()));
        let row = Row { cells: body.cells, entry, index, recorded, superseded, history };
        self.rows.insert(slot, row);
    }

    /// Puts rows in that no record holds, as `check FILE` does.
    pub fn insert_loose(&mut self, table: TableKind, key: String, cells: Cells) {
        let row = Row {
            cells,
            entry: String::new(),
            index: 0,
            recorded: String::new(),
            superseded: Vec::new(),
            history: Vec::new(),
        };
        self.rows.insert((table, key), row);
    }

    /// The row with this key.
    #[must_use]
    pub fn get(&self, table: TableKind, key: &str) -> Option<&Row> {
        self.rows.get(&(table, key.to_owned()))
    }

    /// Every row of every table that has this key.
    pub fn with_key<'a>(&'a self, key: &'a str) -> impl Iterator<Item = (TableKind, &'a Row)> {
        tables::ALL.into_iter().filter_map(move |t| self.get(t, key).map(|row| (t, row)))
    }

    /// Every row, by table and key.
    pub fn iter(&self) -> impl Iterator<Item = (TableKind, &str, &Row)> {
        self.rows.iter().map(|((table, key), row)| (*table, key.as_str(), row))
    }

    /// How many rows there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// True when there is no row.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
}

/// The values of a case.
#[derive(Debug, Clone, Default)]
pub struct Desk {
    /// Claims by key.
    pub claims: BTreeMap<StatementKey, Held<Statement>>,
    /// Positions by key, those that claims show included.
    pub positions: BTreeMap<StatementKey, Held<PositionTaken>>,
    /// Awareness by key.
    pub awareness: BTreeMap<StatementKey, Held<Awareness>>,
    /// Measures by key.
    pub measures: BTreeMap<MeasureKey, Held<Measure>>,
    /// Evidence by key.
    pub evidence: BTreeMap<EvidenceKey, Held<Evidence>>,
    /// Person records by key.
    pub persons: BTreeMap<PersonKey, Held<PersonRecord>>,
    /// Mentions, by person.
    pub mentions: BTreeMap<PersonKey, Vec<Held<Mention>>>,
    /// Reports by key.
    pub reports: BTreeMap<ReportKey, Held<Report>>,
    /// Rows that cannot be read.
    pub unreadable: Vec<Unreadable>,
}

impl Desk {
    /// Replays a case's record and reads every row.
    ///
    /// # Errors
    /// What the record answers.
    pub fn load(case: &Case, known: AsKnown) -> Result<Self, Error> {
        let rows = Rows::replay(case, known.recorded_by)?;
        let mut desk = Self::from_rows(&rows, &case.population());
        if let Some(day) = known.said_by {
            desk.keep_said_by(day);
        }
        Ok(desk)
    }

    /// Reads every row.
    #[must_use]
    pub fn from_rows(rows: &Rows, population: &Population) -> Self {
        let mut desk = Self::default();
        for (table, key, row) in rows.iter() {
            desk.read(table, key, row, population);
        }
        mark(&mut desk, rows);
        desk.positions_from_claims();
        desk
    }

    fn read(&mut self, table: TableKind, key: &str, row: &Row, population: &Population) {
        macro_rules! keep {
            ($read:expr, $map:ident, $key:expr) => {
                match $read {
                    Ok(value) => {
                        let held = Held {
                            value,
                            entry: row.entry.clone(),
                            recorded: row.recorded.clone(),
                            taint: None,
                        };
                        self.$map.insert($key(&held.value), held);
                    }
                    Err(why) => self.unreadable.push(Unreadable {
                        table,
                        key: key.to_owned(),
                        why: why.iter().map(ToString::to_string).collect(),
                    }),
                }
            };
        }
        let cells = &row.cells;
        match table {
            TableKind::Claims => {
                keep!(read::claim(cells, population), claims, |v: &Statement| v.key.clone());
            }
            TableKind::Positions => {
                keep!(read::position(cells), positions, |v: &PositionTaken| v.key.clone());
            }
            TableKind::Awareness => {
                keep!(read::awareness(cells), awareness, |v: &Awareness| v.key.clone());
            }
            TableKind::Measures => {
                keep!(read::measure(cells), measures, |v: &Measure| v.key.clone());
            }
            TableKind::Evidence => {
                keep!(read::evidence(cells), evidence, |v: &Evidence| v.key.clone());
            }
            TableKind::Persons => {
                keep!(read::person(cells), persons, |v: &PersonRecord| v.key.clone());
            }
            TableKind::Sources => keep!(read::report(cells), reports, |v: &Report| v.key.clone()),
            TableKind::Mentions => match read::mention(cells) {
                Ok(value) => {
                    let (entry, recorded) = (row.entry.clone(), row.recorded.clone());
                    let held = Held { value, entry, recorded, taint: None };
                    self.mentions.entry(held.value.person.clone()).or_default().push(held);
                }
                Err(why) => self.unreadable.push(Unreadable {
                    table,
                    key: key.to_owned(),
                    why: why.iter().map(ToString::to_string).collect(),
                }),
            },
        }
    }

    /// Adds the positions that claims show by their category, unless a row of the positions table says the same of the same
    /// party from the same day.
    fn positions_from_claims(&mut self) {
        for held in self.claims.values() {
            let Some(position) = read::position_of_claim(&held.value) else { continue };
            let group = &position.party.group;
            let there = self.positions.values().any(|p| {
                p.value.party.group == *group
                    && p.value.position == position.position
                    && (p.value.derives_from.contains(&position.key)
                        || nominal(&p.value.said_on) == nominal(&position.said_on))
            });
            if !there {
                let key = position.key.clone();
                let held = Held {
                    value: position,
                    entry: held.entry.clone(),
                    recorded: held.recorded.clone(),
                    taint: held.taint.clone(),
                };
                self.positions.insert(key, held);
            }
        }
    }

    /// Leaves out everything that the world could not know by `day`.
    pub fn keep_said_by(&mut self, day: Day) {
        let by = |when: &When| nominal(when).is_some_and(|d| d <= day);
        self.claims.retain(|_, s| s.value.said_by(day));
        // What became of a prediction was not known before it could be seen.
        for held in self.claims.values_mut() {
            if held.value.outcome.as_ref().is_some_and(|o| !by(&o.seen_on)) {
                held.value.outcome = None;
            }
        }
        self.positions.retain(|_, p| by(&p.value.said_on));
        self.awareness.retain(|_, a| {
            by(if a.value.said_on.is_unknown() { &a.value.observed_on } else { &a.value.said_on })
        });
        self.measures.retain(|_, m| by(&m.value.from));
        self.evidence.retain(|_, e| by(&e.value.released));
        for list in self.mentions.values_mut() {
            list.retain(|m| by(&m.value.date));
        }
        self.mentions.retain(|_, list| !list.is_empty());
        let mentioned = &self.mentions;
        self.persons.retain(|key, _| mentioned.contains_key(key));
    }

    /// The statements, in key order.
    pub fn statements(&self) -> impl Iterator<Item = &Statement> {
        self.claims.values().map(|h| &h.value)
    }
}
