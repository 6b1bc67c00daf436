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
use std::path::Path;

use model::date::When;
use model::quantity::{self, Quantity};
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
            Made { number: at + 1, table, key: key.clone(), cells, needs, line, excerpt }
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

/// What protected sources said in an article.
struct Said<'d> {
    names: BTreeSet<&'d str>,
    /// The bytes of their words, by their beginning, none within another.
    words: Vec<std::ops::Range<u64>>,
}

impl<'d> Said<'d> {
    fn of(drafts: &'d [Draft]) -> Self {
        let of_source = |d: &&Draft| d.field("party_group").trim().eq_ignore_ascii_case("SOURCE");
        let theirs = drafts.iter().filter(of_source);
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
        let path = &read.article.name;
        let file =
            Path::new(path).file_name().map_or_else(String::new, |n| n.to_string_lossy().into());
        let protected = !Said::of(&read.reading.drafts).words.is_empty();
        Self {
            // A note may be named for whom it is about, and the report's own row does not tell that it is a source's.
            name: if protected && intake::masked(&file).is_some() {
                "(not kept)".to_owned()
            } else {
                path.clone()
            },
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
mod tests {
    use reading::BlockKind;

    use super::super::made;
    use super::*;

    const TEXT: &str = "The NIS said on Monday that about 1,100 had been wounded.";
    const NIS: &[(&str, &str)] = &[
        ("party_group", "ROK"),
        ("party", "NIS"),
        ("category", "wounded"),
        ("words", "about 1,100"),
    ];

    fn one(draft: made::Made<'_>) -> Made {
        let read = made::read(&[(BlockKind::Body, TEXT)], &[draft]);
        rows(&read, "r1").remove(0)
    }

    #[test]
    fn every_kind_fits_its_table() {
        type Case = (
            Kind,
            TableKind,
            &'static [(&'static str, &'static str)],
            &'static [(&'static str, &'static str)],
            &'static [&'static str],
        );
        let rows: [Case; 11] = [
            (Kind::Figure, TableKind::Claims, NIS, &[("kind", "figure"), ("lang", "en")], &[]),
            (Kind::Figure, TableKind::Claims, &[("category", "killed")], &[], &["party"]),
            (
                Kind::Testimony,
                TableKind::Claims,
                &[("party", "NIS")],
                &[("kind", "circumstance"), ("category", "testimony")],
                &[],
            ),
            (
                Kind::Prediction,
                TableKind::Claims,
                &[("party", "NIS")],
                &[("kind", "prediction")],
                &[],
            ),
            (Kind::Opinion, TableKind::Claims, &[("party", "NIS")], &[("kind", "opinion")], &[]),
            (Kind::Fate, TableKind::Claims, &[("party", "NIS")], &[("kind", "fate")], &[]),
            (
                Kind::Circumstance,
                TableKind::Claims,
                &[],
                &[("kind", "circumstance"), ("quote", "The NIS said")],
                &["party"],
            ),
            (
                Kind::Position,
                TableKind::Positions,
                &[("party", "NIS"), ("position", "denies")],
                &[("said_date", "2031-03-14"), ("words", "The NIS said")],
                &[],
            ),
            (
                Kind::Awareness,
                TableKind::Awareness,
                &[("population", "parents")],
                &[("said_precision", "reported_by")],
                &["proposition", "state"],
            ),
            (Kind::Measure, TableKind::Measures, &[("type", "denial")], &[], &[]),
            (Kind::Evidence, TableKind::Evidence, &[], &[], &["type"]),
        ];
        for (kind, table, fields, cells, needs) in rows {
            let row = one((kind, "The NIS said", fields));
            assert_eq!((row.table, row.needs.as_slice()), (table, needs), "{kind:?}");
            for (name, text) in cells.iter().chain(&[("source_ids", "r1")]) {
                assert_eq!(row.cells.get(name).map(String::as_str), Some(*text), "{kind:?} {name}");
            }
            // What is made passes the schema, but for what it needs.
            let mut of = ReadTable::new(&made::read(&[(BlockKind::Body, TEXT)], &[]), table);
            of.row(&row);
            let read = of.table(&Limits::default()).unwrap();
            let errors: Vec<_> = read.complaints.iter().filter(|c| c.is_error()).collect();
            assert_eq!(errors.is_empty(), needs.is_empty(), "{kind:?} {errors:?}");
            assert!(errors.iter().all(|c| c.code.ends_with(".missing")), "{errors:?}");
        }
    }

    #[test]
    fn what_a_protected_source_said_is_on_hold() {
        let text = "A source said: \"They ask, and nobody knows.\" The NIS counts 40.";
        let source: &[(&'static str, &str)] =
            &[("party_group", "SOURCE"), ("party", "A source in Ryanggang Province")];
        let drafts: [made::Made<'_>; 5] = [
            (Kind::Testimony, "A source said: \"They ask, and nobody knows.\"", source),
            (Kind::Awareness, "nobody knows", &[]),
            (Kind::Measure, "The", &[("alleged_by", "A source in Ryanggang Province")]),
            (Kind::Figure, "40", NIS),
            (Kind::Figure, "The NIS counts 40", NIS),
        ];
        let read = made::read(&[(BlockKind::Body, text)], &drafts);
        let rows = rows(&read, "r1");
        let held = rows.iter().map(|r| r.cells.get("release").map_or("", String::as_str));
        // `The` is found first within `They`.
        assert_eq!(held.collect::<Vec<_>>(), ["hold", "hold", "hold", "", ""]);
        assert_eq!(rows.iter().map(Made::is_protected).filter(|p| *p).count(), 3);
    }

    #[test]
    fn a_date_that_the_text_gives_stays() {
        let row = one((Kind::Figure, "The NIS", &[("announced_date", "2031-03-10")]));
        assert_eq!(row.cells["announced_date"], "2031-03-10");
        assert!(!row.cells.contains_key("announced_precision"));
        let row = one((Kind::Figure, "The NIS", NIS));
        assert_eq!(row.cells["announced_date"], "2031-03-14");
        assert_eq!(row.cells["announced_precision"], "reported_by");
        let mut read = made::read(&[(BlockKind::Body, TEXT)], &[(Kind::Figure, "The NIS", NIS)]);
        read.hints.published = None;
        assert_eq!(rows(&read, "r1")[0].cells["announced_date"], "");
    }

    #[test]
    fn keys_are_of_the_article_the_table_and_the_place() {
        let drafts: [made::Made<'_>; 4] = [
            (Kind::Figure, "about 1,100", NIS),
            (Kind::Figure, "about 1,100", NIS),
            (Kind::Measure, "about 1,100", &[]),
            (Kind::Figure, "about", NIS),
        ];
        let of = |text: &str| {
            let read = made::read(&[(BlockKind::Body, text)], &drafts);
            (report_key(&read), keys(&read))
        };
        let (report, mut all) = of(TEXT);
        assert_eq!(of(TEXT), (report.clone(), all.clone()), "the same again");
        // None is refused at the door.
        for n in 0_u64..20_000 {
            let key = format!("c{}", digest(&[&n.to_be_bytes()]));
            assert!(intake::masked(&key).is_none(), "{key}");
        }
        let (_, other) = of(&format!("{TEXT} "));
        all.extend(other);
        all.push(report);
        assert!(all.iter().all(|k| k.len() == 17 && k.chars().all(|c| c.is_ascii_alphanumeric())));
        let distinct: BTreeSet<&String> = all.iter().collect();
        assert_eq!(distinct.len(), 9, "{all:?}");
    }

    #[test]
    fn shares_and_months_are_written_as_the_tables_have_them() {
        for (words, base, fraction) in [
            ("a third", Some("12000"), Some("1/3")),
            ("more than half", Some("12000"), Some("1/2")),
            ("40 percent", None, Some("2/5")),
            ("17 percent", Some("4000-5000"), Some("17 %")),
            ("nearly two thirds", None, Some("2/3")),
        ] {
            let phrase = format!("{words} were killed");
            let mut read = made::read(
                &[(BlockKind::Body, &phrase)],
                &[(Kind::Figure, &phrase, &[("party", "NIS"), ("category", "killed")])],
            );
            let draft = &mut read.reading.drafts[0];
            draft.quantity = Some(quantity::parse(words, None));
            for column in ["words", "qualifier", "fraction"] {
                draft.fields.insert(column, words.to_owned());
            }
            draft.fields.extend(base.map(|base| ("fraction_base", base.to_owned())));
            let row = rows(&read, "r1").remove(0);
            assert_eq!(row.cells.get("fraction").map(String::as_str), fraction, "{words}");
            let cells = row.cells.iter().map(|(n, t)| ((*n).to_owned(), t.clone()));
            let cells: BTreeMap<String, String> = cells.collect();
            let population = super::super::super::case::default_population("KP");
            let claim = model::read::claim(&cells, &population).unwrap();
            let ratio = |q: &Quantity| match q {
                Quantity::Fraction { ratio, .. } => Some(*ratio),
                _ => None,
            };
            assert_eq!(ratio(&claim.quantity), ratio(&quantity::parse(words, None)), "{words}");
        }
        let row = one((
            Kind::Figure,
            "The NIS",
            &[("period_start", "2031-02"), ("period_end", "2031-02"), ("words", "40")],
        ));
        let window = ["period_start", "period_end"].map(|c| row.cells[c].as_str());
        assert_eq!(window, ["2031-02-01", "2031-02-28"]);
    }

    #[test]
    fn ties_and_places_go_with_the_row() {
        let blocks = [(BlockKind::Headline, "Losses"), (BlockKind::Body, TEXT)];
        let drafts: [made::Made<'_>; 3] = [
            (Kind::Figure, "about 1,100", NIS),
            (Kind::Figure, "Losses", NIS),
            (Kind::Measure, "wounded", &[("type", "denial")]),
        ];
        let mut read = made::read(&blocks, &drafts);
        read.reading.drafts[1].derives_from = vec![0];
        read.reading.drafts[2].derives_from = vec![1, 0];
        read.reading.drafts[0].relays = vec!["Example Wire".to_owned(), "a lawmaker".to_owned()];
        let rows = rows(&read, "r1");
        assert_eq!(rows[1].cells["derives_from"], rows[0].key);
        assert_eq!(rows[0].cells["note"], "by way of Example Wire, a lawmaker");
        let from = format!("follows from {};{}", rows[1].key, rows[0].key);
        assert_eq!(rows[2].cells["note"], from);
        assert_eq!(rows.iter().map(|r| r.line).collect::<Vec<_>>(), [2, 1, 2]);
        let mut table = ReadTable::new(&read, TableKind::Claims);
        rows.iter().take(2).for_each(|row| table.row(row));
        let table = table.table(&Limits::default()).unwrap();
        let places: Vec<String> = table.rows.iter().map(|r| r.place.to_string()).collect();
        let at = read.reading.text.find("about").unwrap();
        assert_eq!(
            places,
            [
                format!("article.txt:2 (draft 1, bytes {at}–{})", at + 11),
                "article.txt:1 (draft 2, bytes 0–6)".to_owned(),
            ]
        );
        assert_eq!(table.sha256, read.article.sha256);
    }
}
