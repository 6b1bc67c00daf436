//! What is written: `pairs.csv` or `pairs.parquet`, `persons.csv`, `report.html`, `model.json`, `link.toml`; where asked for, `partitions.csv`, `differences.csv`,
//! `history.csv`.
//!
//! Invariants: an interruption leaves the folder whole or as it was before; rows are in an order that depends on lists and identifiers only;
//! what an earlier run left of pairs in another format, partitions and differences goes, for it is of other persons. Not here: what is on the page
//! ([`super::report`]).

use std::collections::HashMap;
use std::fmt::Write as _;
use std::path::Path;

use ::link::Records;
use ::link::explain::{self, Waterfall};
use ::link::kernel::Pair;
use ::link::sample::Draws;
use rayon::prelude::*;

use super::super::error::Error;
use super::super::temporary::Temporary;
use super::compared::Compared;
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
    put("persons.csv", &|out| persons_of(&linking.records, of, &linking.persons, out))?;
    let order = pairs_in_order(linking);
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
    let mut order: Vec<u32> = (0..u32::try_from(records.len()).unwrap_or(u32::MAX)).collect();
    order.par_sort_by(|a, b| name(records, *a).cmp(&name(records, *b)));
    order
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
    of: &[u32],
    persons: &[String],
    out: &mut dyn std::io::Write,
) -> std::io::Result<()> {
    let several = records.lists().len() > 1;
    out.write_all(if several { b"unique_id,person_id,list\n" } else { b"unique_id,person_id\n" })?;
    let mut line = String::new();
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
        line.push('\n');
        out.write_all(line.as_bytes())?;
    }
    Ok(())
}

/// Pairs whose text is made at once.
const CHUNK: usize = 1 << 16;

/// The records of a pair, the one whose name comes first on the left.
pub(super) fn sides(records: &Records, pair: &Pair) -> (u32, u32) {
    let (x, y) = (name(records, pair.a), name(records, pair.b));
    if x <= y { (pair.a, pair.b) } else { (pair.b, pair.a) }
}

/// The pairs, the heaviest first, then by names.
fn pairs_in_order(linking: &Linking) -> Vec<Pair> {
    let records = &linking.records;
    let mut order: Vec<Pair> = linking.linked.pairs.clone();
    order.par_sort_by(|p, q| {
        let ((a, b), (c, d)) = (sides(records, p), sides(records, q));
        q.total.cmp(&p.total).then_with(|| {
            (name(records, a), name(records, b)).cmp(&(name(records, c), name(records, d)))
        })
    });
    order
}

fn pairs(
    linking: &Linking,
    weigher: &::link::kernel::Weigher<'_>,
    order: &[Pair],
    out: &mut dyn std::io::Write,
) -> std::io::Result<()> {
    let records = &linking.records;
    let several = records.lists().len() > 1;
    out.write_all(b"unique_id_l,unique_id_r,match_weight,match_probability,same_person,reasons")?;
    out.write_all(if several { b",list_l,list_r\n" } else { b"\n" })?;
    for chunk in order.chunks(CHUNK) {
        let lines: Vec<String> = chunk
            .par_chunks(1024)
            .map(|pairs| {
                let mut text = String::new();
                for pair in pairs {
                    let (a, b) = sides(records, pair);
                    let why = explain::pair(weigher, &linking.linked.model, a, b);
                    line(&mut text, linking, pair, &why);
                    if several {
                        text.push(',');
                        field(&mut text, name(records, a).0);
                        text.push(',');
                        field(&mut text, name(records, b).0);
                    }
                    text.push('\n');
                }
                text
            })
            .collect();
        lines.iter().try_for_each(|l| out.write_all(l.as_bytes()))?;
    }
    Ok(())
}

fn line(text: &mut String, linking: &Linking, pair: &Pair, why: &Waterfall) {
    field(text, &why.ids.0);
    text.push(',');
    field(text, &why.ids.1);
    let together = linking.together(pair);
    let _ = write!(text, ",{},{:.6},{together},", bits(why.total, false), why.probability);
    field(text, &reasons(why));
}

/// Thousandths of a bit as bits, exactly.
pub(super) fn bits(thousandths: i32, signed: bool) -> String {
    let sign = match thousandths {
        n if n < 0 => "-",
        _ if signed => "+",
        _ => "",
    };
    let n = thousandths.unsigned_abs();
    format!("{sign}{}.{:03}", n / 1000, n % 1000)
}

/// The terms of a pair in one line; they add up to its weight.
pub(super) fn reasons(why: &Waterfall) -> String {
    let mut out = format!("prior {}", bits(why.prior, true));
    for term in why.terms.iter().filter(|t| t.weight + t.rarity != 0) {
        let _ = write!(
            out,
            "; {}: {} {}",
            term.field,
            term.label,
            bits(term.weight + term.rarity, true)
        );
    }
    if why.repeated != 0 {
        let _ = write!(out, "; calibration {}", bits(why.repeated, true));
    }
    out
}

/// A cell of CSV (RFC 4180); one that a spreadsheet would take for a formula gets an apostrophe before it.
pub(super) fn field(out: &mut String, text: &str) {
    let safe =
        if crate::intake::formula(text).is_some() { format!("'{text}") } else { text.to_owned() };
    if safe.contains(['"', ',', '\n', '\r']) {
        out.push('"');
        out.push_str(&safe.replace('"', "\"\""));
        out.push('"');
    } else {
        out.push_str(&safe);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_are_exact() {
        for (n, expected) in [(0, "+0.000"), (1, "+0.001"), (-1, "-0.001"), (-12_345, "-12.345")] {
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
