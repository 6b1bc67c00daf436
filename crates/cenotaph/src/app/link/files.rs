//! What is written: `pairs.csv` or `pairs.parquet`, `persons.csv`, `report.html`, `model.json`, `link.toml`; where asked for, `partitions.csv`, `differences.csv`,
//! `history.csv`.
//!
//! Invariants: an interruption leaves the folder whole or as it was before; rows are in an order that depends on lists and identifiers only;
//! what an earlier run left of pairs in another format, partitions and differences goes, for it is of other persons. Not here: what is on the page
//! ([`super::report`]).

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::HashMap;
use std::fmt::Write as _;
use std::path::Path;

use ::link::Records;
use ::link::explain::{self, Sums, Waterfall};
use ::link::kernel::Pair;
use ::link::model::probability;
use ::link::sample::Draws;
use rayon::prelude::*;

use super::super::error::Error;
use super::super::temporary::Temporary;
use super::compared::Compared;
use super::kept::Kept;
use super::{Linking, columns, config, keep, persons as identifiers, report};
use crate::app::Lang;

/// The name of a record among all lists.
pub(super) fn name(records: &Records, record: u32) -> (&str, &str) {
    (records.lists()[records.list_of(record)].as_str(), records.id(record))
}

/// How the pairs are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// `pairs.csv`.
    #[default]
    Csv,
    /// `pairs.parquet`.
    Parquet,
}

impl Format {
    /// The name of the file.
    #[must_use]
    pub fn file(self) -> &'static str {
        match self {
            Self::Csv => "pairs.csv",
            Self::Parquet => "pairs.parquet",
        }
    }
}

/// Writes all results into a folder.
///
/// # Errors
/// What the system answers; then the folder is as it was.
pub fn write(linking: &Linking, dir: &Path, format: Format, lang: Lang) -> Result<(), Error> {
    let dir = &std::path::absolute(dir).map_err(|e| Error::io("write", dir, e))?;
    let new = Temporary::beside(dir, "new");
    let fail = |e| Error::io("write", dir, e);
    std::fs::create_dir_all(new.path()).map_err(fail)?;
    let put =
        |name: &str, fill: &dyn Fn(&mut (dyn std::io::Write + Send)) -> std::io::Result<()>| {
            let file = std::fs::File::create(new.path().join(name)).map_err(fail)?;
            let mut out = std::io::BufWriter::new(file);
            fill(&mut out).map_err(fail)?;
            out.into_inner().map_err(|e| fail(e.into_error()))?.sync_all().map_err(fail)
        };
    let page = report::html(linking, lang)?;
    let model = linking.linked.model.to_json().map_err(|e| Error::Bug(e.to_string()))?;
    let settings =
        config::written(&linking.mapping, &linking.linked.rules, &linking.records, false)?;
    let weigher = linking.weigher()?;
    let mut written = vec!["persons.csv", format.file(), "model.json", "link.toml", "report.html"];
    if let Some(draws) = &linking.draws {
        put(PARTITIONS, &|out| partitions(linking, draws, out))?;
        written.push(PARTITIONS);
    }
    if let Some(compared) = &linking.compared {
        put(DIFFERENCES, &|out| differences(linking, compared, &weigher, out))?;
        written.push(DIFFERENCES);
    }
    if let Some(changes) = &linking.changes {
        let text = identifiers::history(&linking.history, &linking.day, changes);
        put(identifiers::HISTORY, &|out| out.write_all(text.as_bytes()))?;
        written.push(identifiers::HISTORY);
    }
    let of = &linking.linked.clusters.of;
    put("persons.csv", &|out| {
        persons_of(&linking.records, (of, &linking.persons), &linking.kept, out)
    })?;
    let order = Order::of(linking);
    put(format.file(), &|out| match format {
        Format::Csv => pairs(linking, &weigher, &order, out),
        Format::Parquet => columns::pairs(linking, &weigher, &order, out),
    })?;
    drop(order);
    put("report.html", &|out| out.write_all(page.as_bytes()))?;
    put("model.json", &|out| out.write_all(model.as_bytes()))?;
    put("link.toml", &|out| out.write_all(settings.as_bytes()))?;
    if !dir.exists() {
        return new.put(dir).map_err(fail);
    }
    let stale: Vec<&str> =
        [PARTITIONS, DIFFERENCES, Format::Csv.file(), Format::Parquet.file(), keep::STATE]
            .into_iter()
            .filter(|n| !written.contains(n))
            .collect();
    new.put_into(dir, &written, &stale).map_err(fail)
}

pub(super) const PARTITIONS: &str = "partitions.csv";
pub(super) const DIFFERENCES: &str = "differences.csv";

/// The records in the order of their names.
fn in_order(records: &Records) -> Vec<u32> {
    let mut lists: Vec<usize> = (0..records.lists().len()).collect();
    lists.sort_by_key(|l| &records.lists()[*l]);
    let mut rank = vec![0_u32; lists.len()];
    (0..).zip(lists).for_each(|(n, list)| rank[list] = n);
    // The head of an identifier mostly tells the order without going to its text.
    let head = |id: &str| {
        let mut first = [0; 8];
        first.iter_mut().zip(id.bytes()).for_each(|(f, b)| *f = b);
        u64::from_be_bytes(first)
    };
    let all = 0..u32::try_from(records.len()).unwrap_or(u32::MAX);
    let mut order: Vec<(u32, u32, u64)> =
        all.map(|r| (rank[records.list_of(r)], r, head(records.id(r)))).collect();
    order.par_sort_unstable_by(|x, y| {
        let heads = (x.0, x.2).cmp(&(y.0, y.2));
        heads.then_with(|| records.id(x.1).cmp(records.id(y.1))).then(x.1.cmp(&y.1))
    });
    order.into_iter().map(|o| o.1).collect()
}

/// Each draw: the records with a number for the person that they are of in it, by first appearance.
fn partitions(
    linking: &Linking,
    draws: &Draws,
    out: &mut dyn std::io::Write,
) -> std::io::Result<()> {
    let records = &linking.records;
    let several = records.lists().len() > 1;
    let head: &[u8] =
        if several { b"draw,unique_id,person_id,list\n" } else { b"draw,unique_id,person_id\n" };
    out.write_all(head)?;
    let order = in_order(records);
    let mut line = String::new();
    for (draw, partition) in draws.partitions.iter().enumerate() {
        let mut numbers: HashMap<u32, usize> = HashMap::new();
        for r in &order {
            let next = numbers.len() + 1;
            let person = *numbers.entry(partition[*r as usize]).or_insert(next);
            line.clear();
            let (list, id) = name(records, *r);
            let _ = write!(line, "{},", draw + 1);
            field(&mut line, id);
            let _ = write!(line, ",{person}");
            if several {
                line.push(',');
                field(&mut line, list);
            }
            line.push('\n');
            out.write_all(line.as_bytes())?;
        }
    }
    Ok(())
}

/// The pairs that one model puts together and the other does not.
fn differences(
    linking: &Linking,
    compared: &Compared,
    weigher: &::link::kernel::Weigher<'_>,
    out: &mut dyn std::io::Write,
) -> std::io::Result<()> {
    let records = &linking.records;
    let several = records.lists().len() > 1;
    out.write_all(
        b"unique_id_l,unique_id_r,match_weight,match_weight_other,same_person,same_person_other",
    )?;
    out.write_all(if several { b",list_l,list_r\n" } else { b"\n" })?;
    let fail = |e: Error| std::io::Error::other(e.to_string());
    let second = compared.weigher(records).map_err(fail)?;
    let mut rows: Vec<(u32, u32)> = compared
        .differing(&linking.linked)
        .into_iter()
        .map(|(a, b)| if name(records, a) <= name(records, b) { (a, b) } else { (b, a) })
        .collect();
    rows.sort_by(|x, y| {
        let names = |p: &(u32, u32)| (name(records, p.0), name(records, p.1));
        names(x).cmp(&names(y))
    });
    for (a, b) in rows {
        let mut line = String::new();
        field(&mut line, records.id(a));
        line.push(',');
        field(&mut line, records.id(b));
        let of = |clusters: &::link::cluster::Clusters| {
            clusters.of[a as usize] == clusters.of[b as usize]
        };
        let _ = write!(
            line,
            ",{},{},{},{}",
            bits(weigher.total(a, b), false),
            bits(second.total(a, b), false),
            of(&linking.linked.clusters),
            of(&compared.linked.clusters),
        );
        if several {
            line.push(',');
            field(&mut line, name(records, a).0);
            line.push(',');
            field(&mut line, name(records, b).0);
        }
        line.push('\n');
        out.write_all(line.as_bytes())?;
    }
    Ok(())
}

/// Every record with its person.
pub(super) fn persons_of(
    records: &Records,
    (of, persons): (&[u32], &[String]),
    kept: &Kept,
    out: &mut dyn std::io::Write,
) -> std::io::Result<()> {
    let several = records.lists().len() > 1;
    let mut line = String::from("unique_id,person_id");
    line.push_str(if several { ",list" } else { "" });
    for column in kept.columns() {
        line.push(',');
        field(&mut line, column);
    }
    line.push('\n');
    out.write_all(line.as_bytes())?;
    for r in in_order(records) {
        line.clear();
        let (list, id) = name(records, r);
        field(&mut line, id);
        line.push(',');
        line.push_str(&persons[of[r as usize] as usize]);
        if several {
            line.push(',');
            field(&mut line, list);
        }
        for cell in kept.cells(r) {
            line.push(',');
            field(&mut line, cell);
        }
        line.push('\n');
        out.write_all(line.as_bytes())?;
    }
    Ok(())
}

/// Pairs whose text is made at once.
const CHUNK: usize = 1 << 15;

/// The pairs in the order in which they are written: the heaviest first, then by the names of both.
pub(super) struct Order {
    /// The records in the order of their names.
    named: Vec<u32>,
    /// Totals, and the places of both records among these.
    rows: Vec<(Reverse<i32>, u32, u32)>,
}

impl Order {
    fn of(linking: &Linking) -> Self {
        let named = in_order(&linking.records);
        let mut places = vec![0_u32; named.len()];
        (0..).zip(&named).for_each(|(place, r)| places[*r as usize] = place);
        let key = |p: &Pair| {
            let (x, y) = (places[p.a as usize], places[p.b as usize]);
            (Reverse(p.total), x.min(y), x.max(y))
        };
        let mut rows: Vec<_> = linking.linked.pairs.iter().map(key).collect();
        rows.par_sort_unstable();
        Self { named, rows }
    }

    /// The records of the pairs, so many pairs at a time, the record whose name comes first on the left.
    pub(super) fn chunks(&self, size: usize) -> impl Iterator<Item = Vec<(u32, u32)>> {
        let sides = |row: &(Reverse<i32>, u32, u32)| {
            (self.named[row.1 as usize], self.named[row.2 as usize])
        };
        self.rows.chunks(size).map(move |rows| rows.iter().map(sides).collect())
    }
}

fn pairs(
    linking: &Linking,
    weigher: &::link::kernel::Weigher<'_>,
    order: &Order,
    out: &mut dyn std::io::Write,
) -> std::io::Result<()> {
    let several = linking.records.lists().len() > 1;
    out.write_all(b"unique_id_l,unique_id_r,match_weight,match_probability,same_person,reasons")?;
    out.write_all(if several { b",list_l,list_r\n" } else { b"\n" })?;
    for chunk in order.chunks(CHUNK) {
        let lines: Vec<Vec<u8>> = chunk
            .par_chunks(1024)
            .map(|pairs| {
                let mut lines = Lines::new(linking, weigher);
                for (a, b) in pairs {
                    lines.add(*a, *b, several);
                }
                lines.text.into_bytes()
            })
            .collect();
        lines.iter().try_for_each(|l| out.write_all(l))?;
    }
    Ok(())
}

/// Lines of pairs that are being written. Weights of neighbours are often the same, and so is their text.
struct Lines<'l> {
    linking: &'l Linking,
    weigher: &'l ::link::kernel::Weigher<'l>,
    text: String,
    sums: Sums,
    reasons: String,
    /// A total with its text.
    last: Option<(i32, String)>,
}

impl<'l> Lines<'l> {
    fn new(linking: &'l Linking, weigher: &'l ::link::kernel::Weigher<'l>) -> Self {
        let (text, reasons) = (String::with_capacity(256 * 1024), String::new());
        Self { linking, weigher, text, sums: Sums::default(), reasons, last: None }
    }

    fn add(&mut self, a: u32, b: u32, several: bool) {
        let records = &self.linking.records;
        explain::sums(self.weigher, a, b, &mut self.sums);
        field(&mut self.text, records.id(a));
        self.text.push(',');
        field(&mut self.text, records.id(b));
        let total = self.sums.total;
        if self.last.as_ref().is_none_or(|l| l.0 != total) {
            let shown = format!(",{},{:.6},", bits(total, false), probability(total));
            self.last = Some((total, shown));
        }
        self.text.push_str(self.last.as_ref().map_or("", |l| &l.1));
        let of = &self.linking.linked.clusters.of;
        let together = of[a as usize] == of[b as usize];
        self.text.push_str(if together { "true," } else { "false," });
        self.reasons(a, b);
        field(&mut self.text, &self.reasons);
        if several {
            for r in [a, b] {
                self.text.push(',');
                field(&mut self.text, name(records, r).0);
            }
        }
        self.text.push('\n');
    }

    fn reasons(&mut self, a: u32, b: u32) {
        let model = &self.linking.linked.model;
        let terms = model.comparisons.iter().zip(&self.sums.terms).enumerate();
        let terms = terms.map(|(field, (own, (level, weight)))| {
            let label = own.levels.get(usize::from(*level)).map_or("", |l| &l.label);
            let lists = match own.across.is_empty() {
                true => None,
                false => explain::of_lists(self.weigher, model, (field, *level), a, b),
            };
            let label = match lists {
                Some(why) => Cow::Owned(format!("{label}, {why}")),
                None => Cow::Borrowed(label),
            };
            (own.field.as_str(), label, *weight)
        });
        self.reasons.clear();
        push_reasons(&mut self.reasons, self.sums.prior, terms, self.sums.repeated);
    }
}

/// The terms of a pair in one line; they add up to its weight.
pub(super) fn reasons(why: &Waterfall) -> String {
    let terms = why.terms.iter();
    let terms =
        terms.map(|t| (t.field.as_str(), Cow::Borrowed(t.label.as_str()), t.weight + t.rarity));
    let mut out = String::new();
    push_reasons(&mut out, why.prior, terms, why.repeated);
    out
}

fn push_reasons<'t>(
    out: &mut String,
    prior: i32,
    terms: impl Iterator<Item = (&'t str, Cow<'t, str>, i32)>,
    repeated: i32,
) {
    out.push_str("prior ");
    push_bits(out, prior, true);
    for (field, label, weight) in terms.filter(|t| t.2 != 0) {
        for part in ["; ", field, ": ", &label, " "] {
            out.push_str(part);
        }
        push_bits(out, weight, true);
    }
    if repeated != 0 {
        out.push_str("; calibration ");
        push_bits(out, repeated, true);
    }
}

/// Thousandths of a bit as bits, exactly.
pub(super) fn bits(thousandths: i32, signed: bool) -> String {
    let mut out = String::new();
    push_bits(&mut out, thousandths, signed);
    out
}

fn push_bits(out: &mut String, thousandths: i32, signed: bool) {
    match thousandths {
        n if n < 0 => out.push('-'),
        _ if signed => out.push('+'),
        _ => {}
    }
    let digit = |n: u32| char::from_digit(n % 10, 10).unwrap_or('0');
    let n = thousandths.unsigned_abs();
    let whole = n / 1000;
    let places = whole.checked_ilog10().unwrap_or(0);
    out.extend((0..=places).rev().map(|p| digit(whole / 10_u32.pow(p))));
    out.push('.');
    out.extend([n / 100, n / 10, n].map(digit));
}

/// A cell of CSV (RFC 4180); one that a spreadsheet would take for a formula gets an apostrophe before it.
pub(super) fn field(out: &mut String, text: &str) {
    let before = if crate::intake::formula(text).is_some() { "'" } else { "" };
    if text.contains(['"', ',', '\n', '\r']) {
        out.push('"');
        out.push_str(before);
        let mut parts = text.split('"');
        out.push_str(parts.next().unwrap_or_default());
        for part in parts {
            out.push_str("\"\"");
            out.push_str(part);
        }
        out.push('"');
    } else {
        out.push_str(before);
        out.push_str(text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_are_exact() {
        let rows = [(0, "+0.000"), (1, "+0.001"), (-1, "-0.001"), (-12_345, "-12.345")];
        for (n, expected) in rows.into_iter().chain([(100_009, "+100.009"), (9999, "+9.999")]) {
            assert_eq!(bits(n, true), expected);
        }
        assert_eq!(bits(7000, false), "7.000");
    }

    #[test]
    fn cells_are_quoted() {
        for (text, expected) in [("a", "a"), ("a,b", "\"a,b\""), ("a\"b", "\"a\"\"b\"")] {
            let mut out = String::new();
            field(&mut out, text);
            assert_eq!(out, expected);
        }
    }
}
