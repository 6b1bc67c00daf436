//! Drafts as rows: the cells of each, its key, what it still needs.
//!
//! A key is made of the article's hash, the table and the bytes that the draft rests on, so that the same article read again gives
//! the same keys, and two articles never share one: 64 bits of SHA-256. It shows neither the hash nor the place, because a key
//! leaves with its row and the article need not.
//!
//! What a row gets beside the draft's own columns: the report, the words as `quote` (or `words`) with their language, the keys of the
//! drafts that it derives from, and, when the article has a day of publication and the text does not say when it was said, that day
//! as `reported_by` – said on it or before, which is known and no guess. A column that must be there and is empty keeps a draft
//! from being filed ([`Unfit`]).
//!
//! What rests on a protected source, or stands within the words of one, is on hold until an editor gives it a level, and the door looks
//! it through: a measure or an awareness has no column for the side, so that its own row would not tell.
//!
//! Not here: whether a row passes the checks and the door (`add`).

use std::collections::{BTreeMap, BTreeSet, HashMap};

use model::date::When;
use model::quantity::{self, Quantity};
use protect::door::{self, Words};
use reading::{Draft, Kind, Table as Part};
use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};

use super::super::tables::{TableKind, id_column};
use super::Read;
use crate::intake::{self, Complaint, Excerpt, IntakeError, Limits, Place, Required, Table};

/// A draft as a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    /// The number of the draft, from 1.
    pub number: usize,
    /// The table.
    pub table: TableKind,
    /// The row's key.
    pub key: String,
    /// The cells that are not empty, and those that the table must have.
    pub cells: BTreeMap<&'static str, String>,
    /// Columns that must be filled and are not.
    pub needs: Vec<&'static str>,
    /// Columns that were emptied, because the text holds what may not be held.
    pub emptied: Vec<&'static str>,
    /// Its line in the article.
    line: u64,
    /// Where it stands in the article.
    excerpt: Excerpt,
}

impl Made {
    /// True when it rests on a protected source, or stands within the words of one.
    #[must_use]
    pub const fn is_protected(&self) -> bool {
        self.excerpt.protected
    }

    /// Empties cells that the door would refuse: a row that it did not let in must not leave by a table or a message.
    ///
    /// * `words` – the desk's sealed words, when an editor's key is at hand.
    pub(super) fn empty(&mut self, words: Option<&Words>) {
        let (protected, key) = (self.is_protected(), id_column(self.table));
        for (name, text) in self.cells.iter_mut().filter(|(name, _)| **name != key) {
            let leads = protected && !door::inspect(text).is_empty();
            if leads || words.is_some_and(|words| words.find(text).is_some()) {
                text.clear();
                self.emptied.push(name);
            }
        }
    }
}

/// A draft that cannot be filed as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unfit {
    /// The number of the draft, from 1.
    pub number: usize,
    /// The table.
    pub table: TableKind,
    /// Columns that must be filled and are not.
    pub needs: Vec<&'static str>,
}

/// The key of the article's report.
pub(super) fn report_key(read: &Read) -> String {
    format!("r{}", digest(&[&read.article.sha256, b"sources"]))
}

/// A row of every draft, in their order; `report` is the key of the article's row in the sources table.
pub(super) fn rows(read: &Read, report: &str) -> Vec<Made> {
    let drafts = &read.reading.drafts;
    let keys = keys(read);
    let lines = lines(read);
    let said = Said::of(drafts);
    drafts
        .iter()
        .zip(keys.iter().zip(lines))
        .enumerate()
        .map(|(at, (draft, (key, line)))| {
            let table = table_of(draft.kind.table());
            let mut cells = cells(read, draft, &keys, report);
            cells.insert(id_column(table), key.clone());
            let protected = said.holds(draft);
            if protected {
                cells.entry("release").or_insert_with(|| "hold".to_owned());
            }
            let needs = needs(table, &mut cells);
            let excerpt = Excerpt { draft: at + 1, bytes: bytes(draft), protected };
            let (number, key, emptied) = (at + 1, key.clone(), Vec::new());
            Made { number, table, key, cells, needs, emptied, line, excerpt }
        })
        .collect()
}

/// The table of the desk for one of the reader.
const fn table_of(part: Part) -> TableKind {
    match part {
        Part::Claims => TableKind::Claims,
        Part::Positions => TableKind::Positions,
        Part::Awareness => TableKind::Awareness,
        Part::Measures => TableKind::Measures,
        Part::Evidence => TableKind::Evidence,
    }
}

/// True when a draft's own words are those of a protected source.
pub(super) fn is_of_source(draft: &Draft) -> bool {
    draft.field("party_group").trim().eq_ignore_ascii_case("SOURCE")
}

/// What protected sources said in an article.
struct Said<'d> {
    names: BTreeSet<&'d str>,
    /// The bytes of their words, by their beginning, none within another.
    words: Vec<std::ops::Range<u64>>,
}

impl<'d> Said<'d> {
    fn of(drafts: &'d [Draft]) -> Self {
        let theirs = drafts.iter().filter(|draft| is_of_source(draft));
        let names = theirs.clone().map(|d| d.field("party")).filter(|n| !n.is_empty()).collect();
        let mut words: Vec<std::ops::Range<u64>> = theirs.map(bytes).collect();
        words.sort_by_key(|w| (w.start, w.end));
        let mut apart: Vec<std::ops::Range<u64>> = Vec::new();
        for range in words {
            match apart.last_mut() {
                Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
                _ => apart.push(range),
            }
        }
        Self { names, words: apart }
    }

    fn holds(&self, draft: &Draft) -> bool {
        let who = ["said_by", "alleged_by", "released_by", "party"];
        let named = who.iter().any(|c| self.names.contains(draft.field(c)));
        let own = bytes(draft);
        let first = self.words.partition_point(|w| w.end <= own.start);
        named || self.words.get(first).is_some_and(|w| w.start < own.end)
    }
}

/// The bytes that a draft rests on first.
fn bytes(draft: &Draft) -> std::ops::Range<u64> {
    draft.spans.first().map_or(0..0, |span| span.bytes.start as u64..span.bytes.end as u64)
}

fn keys(read: &Read) -> Vec<String> {
    let mut seen: HashMap<(Part, u64, u64), u64> = HashMap::new();
    let of = |draft: &Draft| {
        let (part, bytes) = (draft.kind.table(), bytes(draft));
        let nth = seen.entry((part, bytes.start, bytes.end)).or_default();
        *nth += 1;
        let place = [bytes.start, bytes.end, *nth].map(u64::to_be_bytes).concat();
        let mark = match part {
            Part::Claims => 'c',
            Part::Positions => 'p',
            Part::Awareness => 'a',
            Part::Measures => 'm',
            Part::Evidence => 'e',
        };
        let hash = digest(&[&read.article.sha256, part.code().as_bytes(), &place]);
        format!("{mark}{hash}")
    };
    read.reading.drafts.iter().map(of).collect()
}

/// Sixteen letters for 64 bits of a hash over parts, each with its length before it.
///
/// Letters only, because the door takes a run of digits for a telephone number; no vowels, so that they spell no word.
fn digest(parts: &[&[u8]]) -> String {
    const LETTERS: &[u8; 16] = b"bcdfghjkmnpqrstv";
    let mut hash = Sha256::new();
    hash.update(b"cenotaph/read/1");
    for part in parts {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    let letter = |bits: u8| char::from(LETTERS[usize::from(bits & 15)]);
    hash.finalize().iter().take(8).flat_map(|byte| [letter(byte >> 4), letter(*byte)]).collect()
}

/// The line of each draft in the article, from 1: one pass over the bytes, whatever the order of the drafts.
fn lines(read: &Read) -> Vec<u64> {
    let starts: Vec<usize> =
        read.reading.drafts.iter().map(|d| d.spans.first().map_or(0, |s| s.bytes.start)).collect();
    let mut order: Vec<usize> = (0..starts.len()).collect();
    order.sort_by_key(|at| starts.get(*at));
    let mut lines = vec![1; starts.len()];
    let (mut line, mut before) = (1, 0);
    for at in order {
        let (Some(start), Some(slot)) = (starts.get(at), lines.get_mut(at)) else { continue };
        let between = read.article.bytes.get(before..*start).unwrap_or_default();
        line += between.iter().filter(|b| **b == b'\n').count() as u64;
        before = before.max(*start);
        *slot = line;
    }
    lines
}

fn cells(
    read: &Read,
    draft: &Draft,
    keys: &[String],
    report: &str,
) -> BTreeMap<&'static str, String> {
    let lang = read.reading.lang.map_or("", quantity::Lang::code);
    let refs = |drafts: &[usize]| {
        let keys: Vec<&str> =
            drafts.iter().filter_map(|at| keys.get(*at)).map(String::as_str).collect();
        keys.join(";")
    };
    let mut cells = draft.fields.clone();
    // The report's row has them once.
    cells.retain(|name, _| !matches!(*name, "publisher" | "title" | "url"));
    let mut fill = |column: &'static str, text: &str| {
        if !text.is_empty() {
            cells.entry(column).or_insert_with(|| text.to_owned());
        }
    };
    fill("source_ids", report);
    let from = refs(&draft.derives_from);
    match draft.kind.table() {
        Part::Claims => {
            let kind = if draft.kind == Kind::Testimony { Kind::Circumstance } else { draft.kind };
            fill("kind", kind.code());
            if draft.kind == Kind::Testimony {
                fill("category", "testimony");
            }
            fill("quote", &draft.text);
            fill("quote_lang", lang);
            if !draft.field("words").is_empty() {
                fill("lang", lang);
            }
            fill("derives_from", &from);
            fill("stimulus", &refs(&draft.stimulus));
            share(draft, &mut cells);
            window(&mut cells);
            said(read, ["announced_date", "announced_precision"], &mut cells);
        }
        Part::Positions => {
            fill("words", &draft.text);
            fill("quote_lang", lang);
            fill("derives_from", &from);
            said(read, ["said_date", "said_precision"], &mut cells);
        }
        Part::Awareness => {
            fill("words", &draft.text);
            fill("quote_lang", lang);
            fill("derives_from", &from);
            fill("stimulus", &refs(&draft.stimulus));
            said(read, ["said_date", "said_precision"], &mut cells);
        }
        Part::Evidence => fill("links", &from),
        Part::Measures if !from.is_empty() => fill("note", &format!("follows from {from}")),
        Part::Measures => {}
    }
    if !draft.relays.is_empty() {
        let way = format!("by way of {}", draft.relays.join(", "));
        let note = cells.entry("note").or_default();
        *note = if note.is_empty() { way } else { format!("{note}; {way}") };
    }
    cells
}

/// A window in days: a month goes from its first to its last.
fn window(cells: &mut BTreeMap<&'static str, String>) {
    for column in ["period_start", "period_end"] {
        let Some(cell) = cells.get_mut(column) else { continue };
        let Ok(when) = When::parse(cell) else { continue };
        let day = if column == "period_start" { when.earliest() } else { when.latest() };
        if let Some(day) = day {
            *cell = day.to_string();
        }
    }
}

/// A share as a number, when the words and it mean what the draft means; else the words stand alone.
fn share(draft: &Draft, cells: &mut BTreeMap<&'static str, String>) {
    let Some(Quantity::Fraction { ratio: meant, base, .. }) = &draft.quantity else { return };
    let qualifier = draft.field("qualifier");
    let of = cells.get("fraction_base").cloned();
    let fits = |text: &String| {
        let read = quantity::from_columns(qualifier, None, None, None, Some(text), of.as_deref());
        matches!(read, Quantity::Fraction { ratio, .. } if ratio == *meant)
    };
    let simple = (2..=10_u64).flat_map(|of| (1..of).map(move |n| format!("{n}/{of}")));
    let percent = (1..=100_u64).map(|n| format!("{n} %"));
    match simple.chain(percent).find(fits) {
        Some(text) => {
            cells.insert("fraction", text);
        }
        None => {
            cells.remove("fraction");
            cells.remove("fraction_base");
            if let Some(base) = base {
                cells.entry("note").or_insert_with(|| format!("a share of “{}”", base.words));
            }
        }
    }
}

/// The day of publication for what does not say when it was said: on that day or before.
fn said(
    read: &Read,
    [date, precision]: [&'static str; 2],
    cells: &mut BTreeMap<&'static str, String>,
) {
    if let Some(day) = read.hints.published
        && !cells.contains_key(date)
    {
        cells.insert(date, day.to_string());
        cells.insert(precision, "reported_by".to_owned());
    }
}

/// Columns that must be filled and are not; those that must only be there are put in.
fn needs(table: TableKind, cells: &mut BTreeMap<&'static str, String>) -> Vec<&'static str> {
    let mut needs = Vec::new();
    for column in table.schema().columns {
        let empty = |name: &str| cells.get(name).is_none_or(|text| text.trim().is_empty());
        let lacks = empty(column.name);
        match column.required {
            Required::Value if lacks => needs.push(column.name),
            Required::Unless(other) if lacks && empty(other) => needs.push(column.name),
            Required::Column => {
                cells.entry(column.name).or_default();
            }
            _ => {}
        }
    }
    needs
}

/// Rows of one table that were read out of an article.
#[derive(Debug, Clone)]
pub struct ReadTable {
    name: String,
    sha256: [u8; 32],
    bytes: u64,
    kind: TableKind,
    /// One object a line.
    lines: String,
    /// Where each line's row stands in the article.
    places: Vec<(u64, Option<Excerpt>)>,
}

impl ReadTable {
    pub(super) fn new(read: &Read, kind: TableKind) -> Self {
        Self {
            name: read.shown_name().to_owned(),
            sha256: read.article.sha256,
            bytes: read.article.bytes.len() as u64,
            kind,
            lines: String::new(),
            places: Vec::new(),
        }
    }

    /// The article's own row; nothing of it stands at a line.
    pub(super) fn report(&mut self, cells: &BTreeMap<&'static str, String>) {
        self.push(cells, (0, None));
    }

    pub(super) fn row(&mut self, row: &Made) {
        self.push(&row.cells, (row.line, Some(row.excerpt.clone())));
    }

    fn push(&mut self, cells: &BTreeMap<&'static str, String>, place: (u64, Option<Excerpt>)) {
        let object: Map<String, Value> =
            cells.iter().map(|(name, text)| ((*name).to_owned(), text.as_str().into())).collect();
        self.lines.push_str(&Value::Object(object).to_string());
        self.lines.push('\n');
        self.places.push(place);
    }

    /// The table as any intake gives it, with places in the article.
    pub(in super::super) fn table(&self, limits: &Limits) -> Result<Table, IntakeError> {
        let read = intake::read_bytes(&self.name, self.lines.as_bytes(), Some(self.kind), limits)?;
        let Some(mut table) = read.into_iter().next() else {
            return Err(IntakeError::NoObjects { path: self.name.clone() });
        };
        (table.sha256, table.bytes) = (self.sha256, self.bytes);
        for row in &mut table.rows {
            self.moved(&mut row.place);
        }
        for complaint in &mut table.complaints {
            self.moved(&mut complaint.place);
        }
        Ok(table)
    }

    fn moved(&self, place: &mut Place) {
        let at = usize::try_from(place.line).unwrap_or(usize::MAX).checked_sub(1);
        if let Some((line, excerpt)) = at.and_then(|at| self.places.get(at)) {
            (place.line, place.column, place.excerpt) = (*line, None, excerpt.clone());
        }
    }
}

/// The drafts that a list of complaints is about, by number.
pub(super) fn about(complaints: &[Complaint]) -> impl Iterator<Item = usize> {
    complaints.iter().filter(|c| c.is_error()).filter_map(|c| Some(c.place.excerpt.as_ref()?.draft))
}

#[cfg(test)]
mod tests;
