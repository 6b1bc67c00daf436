//! The tables by which people are counted: population, shares, caps, places, words.
//!
//! Terms: a *share* is the part of a population that fits a value, as a range, perhaps `given` another value; a *cap* is how many
//! people fit a value at all; a *coarser* value is what can be said instead.
//!
//! Invariants: every share lies in 0..=1 with low ≤ high; chains of coarser values end; what cannot be read is told with file,
//! line and column, and nothing is left out in silence.
//!
//! Not here: how they are combined; see [`super::count`].
//!
//! Source: each row of the tables names its own.

use super::attribute::{Attribute, fold};
use super::prose::Words;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, LazyLock};

/// The texts of the tables; an empty one stands for the built-in table, so that a case replaces one and keeps the others.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TableTexts {
    /// `population.csv`.
    pub population: String,
    /// `shares.csv`.
    pub shares: String,
    /// `caps.csv`.
    pub caps: String,
    /// `hierarchy.csv`.
    pub hierarchy: String,
    /// `links.csv`.
    pub links: String,
    /// `words.tsv`.
    pub words: String,
}

impl TableTexts {
    /// The tables that come with the program.
    #[must_use]
    pub fn builtin() -> Self {
        Self::default().filled()
    }

    /// These texts, the empty ones replaced by the built-in tables.
    fn filled(mut self) -> Self {
        let tables = [
            (&mut self.population, include_str!("../../data/risk/population.csv")),
            (&mut self.shares, include_str!("../../data/risk/shares.csv")),
            (&mut self.caps, include_str!("../../data/risk/caps.csv")),
            (&mut self.hierarchy, include_str!("../../data/risk/hierarchy.csv")),
            (&mut self.links, include_str!("../../data/risk/links.csv")),
            (&mut self.words, include_str!("../../data/risk/words.tsv")),
        ];
        for (text, builtin) in tables {
            if text.is_empty() {
                builtin.clone_into(text);
            }
        }
        self
    }
}

/// A fault in a table, with its place.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
#[error("Table `{table}`, line {line}, column `{column}`: `{found}` is not {expected}")]
#[non_exhaustive]
pub struct TableFault {
    /// `shares.csv` …
    pub table: &'static str,
    /// Line, from 1.
    pub line: u64,
    /// Name of the column; empty if it is the whole line.
    pub column: String,
    /// What stands there, cut to 80 characters.
    pub found: String,
    /// What should.
    pub expected: String,
}

/// A range of a share or of a number of people.
///
/// Ranges multiply as independent errors do: the middles (geometric means) multiply, the half widths, as logarithms, add in
/// quadrature. One uncertain share keeps its low end; of ten, all at their low end at once is not what the tables mean.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Range {
    pub(crate) low: f64,
    pub(crate) high: f64,
}

impl Range {
    pub(crate) const ONE: Self = Self { low: 1.0, high: 1.0 };

    pub(crate) const ZERO: Self = Self { low: 0.0, high: 0.0 };

    pub(crate) fn times(self, other: Self) -> Self {
        if self.high <= 0.0 || other.high <= 0.0 {
            return Self::ZERO;
        }
        let (a, b) = (self.logs(), other.logs());
        let (middle, half) = (a.0 + b.0, a.1.hypot(b.1));
        Self { low: (middle - half).exp(), high: (middle + half).exp() }
    }

    /// Middle and half width, as natural logarithms; a low end of zero is taken as one in a million.
    fn logs(self) -> (f64, f64) {
        let (low, high) = (self.low.max(self.high * 1e-6).ln(), self.high.ln());
        (f64::midpoint(low, high), (high - low) / 2.0)
    }

    pub(crate) fn plus(self, other: Self) -> Self {
        Self { low: self.low + other.low, high: self.high + other.high }
    }

    pub(crate) fn least(self, other: Self) -> Self {
        Self { low: self.low.min(other.low), high: self.high.min(other.high) }
    }

    /// Times a number that is known.
    pub(crate) fn scaled(self, by: f64) -> Self {
        Self { low: self.low * by, high: self.high * by }
    }
}

/// A row of `population.csv`.
#[derive(Clone, Debug)]
struct Cell {
    female: bool,
    age_from: u8,
    age_to: u8,
    people: f64,
}

/// A row of `shares.csv`.
#[derive(Clone, Debug)]
pub(crate) struct Share {
    pub(crate) given: Option<Attribute>,
    pub(crate) range: Range,
    pub(crate) state_only: bool,
}

/// A row of `caps.csv`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cap {
    pub(crate) range: Range,
    /// Whether it spreads over provinces as people do.
    pub(crate) by_province: bool,
}

/// A row of `hierarchy.csv`.
#[derive(Clone, Debug)]
pub(crate) struct Coarser {
    /// `None`: leave it out.
    pub(crate) to: Option<String>,
    pub(crate) cost: u64,
    pub(crate) label_en: String,
    pub(crate) label_ko: String,
}

/// A row of `links.csv`.
#[derive(Clone, Debug)]
pub(crate) struct Link {
    pub(crate) sex: Option<String>,
    /// Sources for each third party.
    pub(crate) sources: Range,
    /// Third parties for each source.
    pub(crate) thirds: Range,
    /// What a third party in the army, sent, killed makes of the source.
    pub(crate) relation: BTreeMap<&'static str, String>,
}

/// Rows by name and value; looked up without a copy of either.
type ByValue<T> = BTreeMap<String, BTreeMap<String, T>>;

fn row<'a, T>(rows: &'a ByValue<T>, attribute: &Attribute) -> Option<&'a T> {
    rows.get(&attribute.name)?.get(&attribute.value)
}

/// The row of a value, else the one of any value.
fn row_or_any<'a, T>(rows: &'a ByValue<T>, attribute: &Attribute) -> Option<&'a T> {
    let values = rows.get(&attribute.name)?;
    values.get(&attribute.value).or_else(|| values.get("*"))
}

#[derive(Debug)]
struct Parsed {
    texts: TableTexts,
    cells: BTreeMap<String, Vec<Cell>>,
    total: f64,
    shares: ByValue<Vec<Share>>,
    caps: ByValue<Cap>,
    coarser: ByValue<Coarser>,
    /// The provinces of each place above them.
    provinces: BTreeMap<String, BTreeSet<String>>,
    links: BTreeMap<String, Link>,
    words: Words,
}

/// Shares, caps, places and words by which people are counted. Cloning shares them.
#[derive(Clone, Debug)]
pub struct Tables(Arc<Parsed>);

impl PartialEq for Tables {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || self.0.texts == other.0.texts
    }
}

impl Eq for Tables {}

impl Default for Tables {
    fn default() -> Self {
        Self::builtin().clone()
    }
}

impl Tables {
    /// The tables that come with the program.
    #[must_use]
    pub fn builtin() -> &'static Self {
        static BUILTIN: LazyLock<Tables> = LazyLock::new(|| {
            // A test reads them; faulty ones would count nobody, and every release would be refused.
            Reader::default().tables(TableTexts::builtin()).0
        });
        &BUILTIN
    }

    /// Reads tables; empty texts stand for the built-in ones.
    ///
    /// * Errors: every fault at once, in the order of tables and lines.
    pub fn parse(texts: TableTexts) -> Result<Self, Vec<TableFault>> {
        let (tables, faults) = Reader::default().tables(texts.filled());
        if faults.is_empty() { Ok(tables) } else { Err(faults) }
    }

    /// The texts from which they were read, e.g. to record their hash beside a verdict.
    #[must_use]
    pub fn texts(&self) -> &TableTexts {
        &self.0.texts
    }

    pub(crate) fn words(&self) -> &Words {
        &self.0.words
    }

    /// People of a province by sex and age range (both ends counted); ages spread evenly within five years.
    pub(crate) fn people(&self, province: &str, female: Option<bool>, ages: (f64, f64)) -> f64 {
        let cells = self.0.cells.get(province).map_or(&[][..], Vec::as_slice);
        let fitting = cells.iter().filter(|c| female.is_none_or(|female| c.female == female));
        fitting
            .map(|c| {
                let (from, to) = (f64::from(c.age_from), f64::from(c.age_to) + 1.0);
                let overlap = (ages.1 + 1.0).min(to) - ages.0.max(from);
                c.people * (overlap.max(0.0) / (to - from))
            })
            .sum()
    }

    /// Every province of the census.
    pub(crate) fn everywhere(&self) -> impl Iterator<Item = &str> + Clone {
        self.0.cells.keys().map(String::as_str)
    }

    /// Everybody.
    pub(crate) fn total(&self) -> f64 {
        self.0.total
    }

    /// The provinces that a place is made of: itself, or those below it; none for a place that the census does not know.
    pub(crate) fn provinces(&self, place: &str) -> Option<&BTreeSet<String>> {
        self.0.provinces.get(place)
    }

    /// The values above a value, nearest first; at most sixteen.
    pub(crate) fn chain<'a>(&'a self, name: &str, value: &str) -> impl Iterator<Item = &'a str> {
        up(&self.0.coarser, name, value)
    }

    /// Whether `upper` is said of everybody of whom `lower` is said.
    pub(crate) fn covers(&self, name: &str, upper: &str, lower: &str) -> bool {
        upper == lower || self.chain(name, lower).any(|value| value == upper)
    }

    pub(crate) fn coarser(&self, attribute: &Attribute) -> Option<&Coarser> {
        row(&self.0.coarser, attribute)
    }

    pub(crate) fn shares(&self, attribute: &Attribute) -> &[Share] {
        row_or_any(&self.0.shares, attribute).map_or(&[], Vec::as_slice)
    }

    pub(crate) fn cap(&self, attribute: &Attribute) -> Option<Cap> {
        row_or_any(&self.0.caps, attribute).copied()
    }

    pub(crate) fn link(&self, role: &str) -> Option<&Link> {
        self.0.links.get(role)
    }

    /// The attribute that a bare value belongs to, if to one only.
    pub(crate) fn attribute_of_value(&self, value: &str) -> Option<Attribute> {
        fn names<T>(rows: &ByValue<T>, value: &str) -> Vec<String> {
            let has = rows.iter().filter(|(_, values)| values.contains_key(value));
            has.map(|(name, _)| name.clone()).collect()
        }
        let mut found: BTreeSet<String> = BTreeSet::new();
        found.extend(names(&self.0.shares, value));
        found.extend(names(&self.0.caps, value));
        found.extend(names(&self.0.coarser, value));
        let one = found.pop_first().filter(|_| found.is_empty())?;
        Some(Attribute { name: one, value: value.to_owned() })
    }
}

/// The values above a value, nearest first; at most sixteen, so that a ring ends.
fn up<'a>(
    rows: &'a ByValue<Coarser>,
    name: &str,
    value: &str,
) -> impl Iterator<Item = &'a str> + use<'a> {
    let values = rows.get(name);
    let mut at = values.and_then(|values| values.get(value)).and_then(|row| row.to.as_deref());
    std::iter::from_fn(move || {
        let now = at?;
        at = values.and_then(|values| values.get(now)).and_then(|row| row.to.as_deref());
        Some(now)
    })
    .take(16)
}

/// Reads tables and collects faults.
#[derive(Default)]
struct Reader {
    faults: Vec<TableFault>,
}

/// A row with its place.
struct Row<'a> {
    table: &'static str,
    line: u64,
    cells: BTreeMap<&'a str, String>,
}

impl Row<'_> {
    fn text(&self, column: &str) -> &str {
        self.cells.get(column).map_or("", String::as_str)
    }
}

impl Reader {
    fn tables(mut self, texts: TableTexts) -> (Tables, Vec<TableFault>) {
        let (cells, total) = self.population(&texts.population);
        let shares = self.shares(&texts.shares);
        let caps = self.caps(&texts.caps);
        let coarser = self.hierarchy(&texts.hierarchy);
        let links = self.links(&texts.links);
        let words = self.words(&texts.words);
        let mut provinces = BTreeMap::<String, BTreeSet<String>>::new();
        for province in cells.keys() {
            let above = up(&coarser, "place", province).map(str::to_owned);
            for place in above.chain([province.clone()]) {
                provinces.entry(place).or_default().insert(province.clone());
            }
        }
        let parsed = Parsed { texts, cells, total, shares, caps, coarser, provinces, links, words };
        (Tables(Arc::new(parsed)), self.faults)
    }

    fn fault(&mut self, row: &Row<'_>, column: &str, expected: &str) {
        self.faults.push(TableFault {
            table: row.table,
            line: row.line,
            column: column.to_owned(),
            found: row.text(column).chars().take(80).collect(),
            expected: expected.to_owned(),
        });
    }

    fn rows<'a>(
        &mut self,
        table: &'static str,
        text: &str,
        columns: &'a [&'a str],
    ) -> Vec<Row<'a>> {
        let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
        let heads: Vec<String> = reader
            .headers()
            .map(|record| record.iter().map(|head| head.trim().to_owned()).collect())
            .unwrap_or_default();
        let head = Row { table, line: 1, cells: BTreeMap::new() };
        for column in columns {
            if !heads.iter().any(|head| head == column) {
                self.fault(&head, column, "a column of this table");
            }
        }
        let mut rows = Vec::new();
        for record in reader.records() {
            match record {
                Ok(record) => {
                    // The position lies before empty lines that are passed over.
                    let line = record.position().map_or(0, |at| {
                        let from = usize::try_from(at.byte()).unwrap_or(usize::MAX);
                        let rest = text.as_bytes().get(from..).unwrap_or_default();
                        let empty = rest.iter().take_while(|b| b"\r\n".contains(b));
                        at.line() + empty.filter(|b| **b == b'\n').count() as u64
                    });
                    let cell = |column: &str| {
                        let at = heads.iter().position(|head| head == column)?;
                        record.get(at).map(|text| text.trim().to_owned())
                    };
                    let cells = columns.iter().map(|c| (*c, cell(c).unwrap_or_default()));
                    rows.push(Row { table, line, cells: cells.collect() });
                }
                Err(error) => {
                    let line = error.position().map_or(0, csv::Position::line);
                    let row = Row { table, line, cells: BTreeMap::new() };
                    self.fault(&row, "", "a row of CSV in UTF-8");
                }
            }
        }
        rows
    }

    fn population(&mut self, text: &str) -> (BTreeMap<String, Vec<Cell>>, f64) {
        let columns = ["place", "sex", "age_from", "age_to", "people"];
        let (mut cells, mut total) = (BTreeMap::<String, Vec<Cell>>::new(), 0.0);
        for row in self.rows("population.csv", text, &columns) {
            let female = match row.text("sex") {
                "female" => true,
                "male" => false,
                _ => {
                    self.fault(&row, "sex", "`female` or `male`");
                    continue;
                }
            };
            let (Some(age_from), Some(age_to)) =
                (self.age(&row, "age_from"), self.age(&row, "age_to"))
            else {
                continue;
            };
            let Some(people) = self.number(&row, "people", f64::from(u32::MAX)) else { continue };
            if age_to < age_from {
                self.fault(&row, "age_to", "an age not below `age_from`");
                continue;
            }
            total += people;
            let cell = Cell { female, age_from, age_to, people };
            cells.entry(fold(row.text("place"))).or_default().push(cell);
        }
        (cells, total)
    }

    fn shares(&mut self, text: &str) -> ByValue<Vec<Share>> {
        let columns = ["attribute", "value", "given", "low", "high", "adversary"];
        let mut shares = ByValue::<Vec<Share>>::new();
        for row in self.rows("shares.csv", text, &columns) {
            let given = match row.text("given") {
                "" => None,
                text => match text.parse::<Attribute>() {
                    Ok(given) => Some(given),
                    Err(_) => {
                        self.fault(&row, "given", "a detail `name=value`");
                        continue;
                    }
                },
            };
            let state_only = match row.text("adversary") {
                "both" => false,
                "state" => true,
                _ => {
                    self.fault(&row, "adversary", "`both` or `state`");
                    continue;
                }
            };
            let Some(range) = self.range(&row, 1.0) else { continue };
            let Some(attribute) = self.attribute(&row) else { continue };
            let rows =
                shares.entry(attribute.name).or_default().entry(attribute.value).or_default();
            rows.push(Share { given, range, state_only });
        }
        shares
    }

    fn caps(&mut self, text: &str) -> ByValue<Cap> {
        let columns = ["attribute", "value", "low", "high", "spread"];
        let mut caps = ByValue::new();
        for row in self.rows("caps.csv", text, &columns) {
            let by_province = match row.text("spread") {
                "province" => true,
                "none" => false,
                _ => {
                    self.fault(&row, "spread", "`province` or `none`");
                    continue;
                }
            };
            let Some(range) = self.range(&row, f64::from(u32::MAX)) else { continue };
            let Some(attribute) = self.attribute(&row) else { continue };
            let values: &mut BTreeMap<String, Cap> = caps.entry(attribute.name).or_default();
            values.insert(attribute.value, Cap { range, by_province });
        }
        caps
    }

    fn hierarchy(&mut self, text: &str) -> ByValue<Coarser> {
        let columns = ["attribute", "value", "coarser", "cost", "label_en", "label_ko"];
        let mut coarser = ByValue::new();
        for row in self.rows("hierarchy.csv", text, &columns) {
            let Ok(cost) = row.text("cost").parse::<u64>() else {
                self.fault(&row, "cost", "a whole number");
                continue;
            };
            let Some(attribute) = self.attribute(&row) else { continue };
            let to = Some(fold(row.text("coarser"))).filter(|to| !to.is_empty());
            let (label_en, label_ko) =
                (row.text("label_en").to_owned(), row.text("label_ko").to_owned());
            let values: &mut BTreeMap<String, Coarser> = coarser.entry(attribute.name).or_default();
            values
                .insert(attribute.value, Coarser { to, cost: cost.min(1_000), label_en, label_ko });
        }
        coarser
    }

    fn links(&mut self, text: &str) -> BTreeMap<String, Link> {
        let columns = [
            "role",
            "sex",
            "low",
            "high",
            "back_low",
            "back_high",
            "relation_soldier",
            "relation_deployed",
            "relation_killed",
        ];
        let mut links = BTreeMap::new();
        for row in self.rows("links.csv", text, &columns) {
            let Some(sources) = self.range(&row, 1e6) else { continue };
            let (Some(low), Some(high)) =
                (self.number(&row, "back_low", 1e6), self.number(&row, "back_high", 1e6))
            else {
                continue;
            };
            let relation = [
                ("soldier", "relation_soldier"),
                ("deployed", "relation_deployed"),
                ("killed", "relation_killed"),
            ];
            let relation = relation.map(|(army, column)| (army, row.text(column).to_owned()));
            let relation = relation.into_iter().filter(|(_, to)| !to.is_empty()).collect();
            let sex = Some(row.text("sex").to_owned()).filter(|sex| !sex.is_empty());
            let link = Link { sex, sources, thirds: Range { low, high }, relation };
            links.insert(fold(row.text("role")), link);
        }
        links
    }

    fn words(&mut self, text: &str) -> Words {
        let mut rows = Vec::new();
        for (line, text) in text.lines().enumerate() {
            if text.is_empty() || text.starts_with('#') {
                continue;
            }
            let cells: Vec<&str> = text.split('\t').collect();
            match cells.as_slice() {
                [pattern, name, value, whose] if !pattern.trim().is_empty() => {
                    match super::prose::Whose::parse(whose) {
                        Some(whose) => rows.push((*pattern, Attribute::new(name, value), whose)),
                        None => self.bad_words(line, "whose", whose, "`own`, `near` or `role`"),
                    }
                }
                _ => self.bad_words(line, "", text, "four cells between tabs"),
            }
        }
        Words::new(&rows)
    }

    fn bad_words(&mut self, line: usize, column: &str, found: &str, expected: &str) {
        self.faults.push(TableFault {
            table: "words.tsv",
            line: line as u64 + 1,
            column: column.to_owned(),
            found: found.chars().take(80).collect(),
            expected: expected.to_owned(),
        });
    }

    fn attribute(&mut self, row: &Row<'_>) -> Option<Attribute> {
        let attribute = Attribute::new(row.text("attribute"), row.text("value"));
        if attribute.name.is_empty() {
            self.fault(row, "attribute", "the name of a detail");
            return None;
        }
        if attribute.value.is_empty() {
            self.fault(row, "value", "a value, or `*` for any");
            return None;
        }
        Some(attribute)
    }

    fn range(&mut self, row: &Row<'_>, max: f64) -> Option<Range> {
        let (low, high) = (self.number(row, "low", max)?, self.number(row, "high", max)?);
        if low > high {
            self.fault(row, "high", "a number not below `low`");
            return None;
        }
        Some(Range { low, high })
    }

    fn number(&mut self, row: &Row<'_>, column: &str, max: f64) -> Option<f64> {
        let number = row.text(column).parse::<f64>().ok();
        let number = number.filter(|n| n.is_finite() && (0.0..=max).contains(n));
        if number.is_none() {
            self.fault(row, column, &format!("a number from 0 to {max}"));
        }
        number
    }

    fn age(&mut self, row: &Row<'_>, column: &str) -> Option<u8> {
        let age = row.text(column).parse::<u8>().ok();
        if age.is_none() {
            self.fault(row, column, "an age in years");
        }
        age
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_tables_have_no_fault() {
        let tables = Tables::parse(TableTexts::default());
        assert!(tables.is_ok(), "{:?}", tables.err());
        let tables = Tables::builtin();
        assert_eq!(tables.provinces("north_korea").unwrap().len(), 10);
        assert_eq!(tables.provinces("northern_provinces").unwrap().len(), 4);
        assert!((tables.people("ryanggang", None, (0.0, 120.0)) - 782_786.0).abs() < 100.0);
    }

    #[test]
    fn a_fault_is_told_with_its_place() {
        let rows = [
            ("attribute,value,given,low,high,adversary\nx,y,,0.5,0.2,both\n", 2, "high"),
            ("attribute,value,given,low,high,adversary\nx,y,,nan,0.2,both\n", 2, "low"),
            ("attribute,value,given,low,high,adversary\nx,y,z,0.1,0.2,both\n", 2, "given"),
            ("attribute,value,given,low,high,adversary\nx,y,,0.1,1.2,both\n", 2, "high"),
            ("attribute,value,given,low,high,adversary\n\nx,y,,0.1,0.2,me\n", 3, "adversary"),
            ("attribute,value,given,low,high\nx,y,,0.1,0.2\n", 1, "adversary"),
        ];
        for (text, line, column) in rows {
            let texts = TableTexts { shares: text.to_owned(), ..TableTexts::default() };
            let faults = Tables::parse(texts).unwrap_err();
            assert_eq!((faults[0].line, faults[0].column.as_str()), (line, column), "{text}");
        }
    }

    #[test]
    fn a_chain_that_runs_in_a_ring_ends() {
        let hierarchy = "attribute,value,coarser,cost,label_en,label_ko\nx,a,b,1,,\nx,b,a,1,,\n";
        let texts = TableTexts { hierarchy: hierarchy.to_owned(), ..TableTexts::default() };
        let tables = Tables::parse(texts).unwrap();
        assert_eq!(tables.chain("x", "a").count(), 16);
    }
}
