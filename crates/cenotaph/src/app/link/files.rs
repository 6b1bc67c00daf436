//! What is written: `pairs.csv`, `persons.csv`, `report.html`, `model.json`, `link.toml`.
//!
//! Terms: a *person's identifier* – a hash of the least name of its records, list and identifier: it stays while that record stays in the
//! cluster, whatever comes later. Invariants: the folder is there whole or as it was before; rows are in an order that depends on lists
//! and identifiers only. Not here: what is on the page ([`super::report`]).

use std::collections::HashMap;
use std::fmt::Write as _;
use std::path::Path;

use ::link::Records;
use ::link::cluster::Clusters;
use ::link::explain::{self, Waterfall};
use ::link::kernel::Pair;
use rayon::prelude::*;
use sha2::{Digest, Sha256};

use super::super::error::Error;
use super::super::temporary::Temporary;
use super::{Linking, config, report};
use crate::app::Lang;

/// The name of a record among all lists.
fn name(records: &Records, record: u32) -> (&str, &str) {
    (records.lists()[records.list_of(record)].as_str(), records.id(record))
}

/// Identifiers of persons, by cluster.
pub(super) fn person_ids(records: &Records, clusters: &Clusters) -> Vec<String> {
    let mut least: Vec<Option<u32>> = vec![None; clusters.count as usize];
    for (r, cluster) in clusters.of.iter().enumerate() {
        let r = u32::try_from(r).unwrap_or(u32::MAX);
        let slot = &mut least[*cluster as usize];
        if slot.is_none_or(|s| name(records, r) < name(records, s)) {
            *slot = Some(r);
        }
    }
    let id = |record: Option<u32>| {
        let (list, id) = record.map_or(("", ""), |r| name(records, r));
        let mut hash = Sha256::new();
        hash.update(list.as_bytes());
        hash.update([0]);
        hash.update(id.as_bytes());
        hash.finalize().iter().take(8).fold(String::from("P"), |mut out, byte| {
            // Writing to a `String` cannot fail.
            let _ = write!(out, "{byte:02x}");
            out
        })
    };
    let ids: Vec<String> = least.into_iter().map(id).collect();
    without_repeats(ids)
}

/// Two records of one list may have one identifier: persons named after them are told apart by a number.
fn without_repeats(ids: Vec<String>) -> Vec<String> {
    let mut seen: HashMap<String, u32> = HashMap::new();
    ids.into_iter()
        .map(|id| {
            let n = seen.entry(id.clone()).and_modify(|n| *n += 1).or_insert(1);
            if *n == 1 { id } else { format!("{id}-{n}") }
        })
        .collect()
}

/// Writes all results into a folder.
///
/// # Errors
/// What the system answers; then the folder is as it was.
pub fn write(linking: &Linking, dir: &Path, lang: Lang) -> Result<(), Error> {
    let dir = &std::path::absolute(dir).map_err(|e| Error::io("write", dir, e))?;
    let new = Temporary::beside(dir, "new");
    let fail = |e| Error::io("write", dir, e);
    std::fs::create_dir_all(new.path()).map_err(fail)?;
    let put = |name: &str, fill: &dyn Fn(&mut dyn std::io::Write) -> std::io::Result<()>| {
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
    put("persons.csv", &|out| persons(linking, out))?;
    put("pairs.csv", &|out| pairs(linking, &weigher, out))?;
    put("report.html", &|out| out.write_all(page.as_bytes()))?;
    put("model.json", &|out| out.write_all(model.as_bytes()))?;
    put("link.toml", &|out| out.write_all(settings.as_bytes()))?;
    if !dir.exists() {
        return new.put(dir).map_err(fail);
    }
    for name in ["persons.csv", "pairs.csv", "model.json", "link.toml", "report.html"] {
        std::fs::rename(new.path().join(name), dir.join(name)).map_err(fail)?;
    }
    Ok(())
}

fn persons(linking: &Linking, out: &mut dyn std::io::Write) -> std::io::Result<()> {
    let records = &linking.records;
    let several = records.lists().len() > 1;
    out.write_all(if several { b"unique_id,person_id,list\n" } else { b"unique_id,person_id\n" })?;
    let mut order: Vec<u32> = (0..u32::try_from(records.len()).unwrap_or(u32::MAX)).collect();
    order.par_sort_by(|a, b| name(records, *a).cmp(&name(records, *b)));
    let mut line = String::new();
    for r in order {
        line.clear();
        let (list, id) = name(records, r);
        let person = &linking.persons[linking.linked.clusters.of[r as usize] as usize];
        field(&mut line, id);
        line.push(',');
        line.push_str(person);
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

fn pairs(
    linking: &Linking,
    weigher: &::link::kernel::Weigher<'_>,
    out: &mut dyn std::io::Write,
) -> std::io::Result<()> {
    let records = &linking.records;
    let several = records.lists().len() > 1;
    out.write_all(b"unique_id_l,unique_id_r,match_weight,match_probability,same_person,reasons")?;
    out.write_all(if several { b",list_l,list_r\n" } else { b"\n" })?;
    let mut order: Vec<Pair> = linking.linked.pairs.clone();
    let sides = |p: &Pair| {
        let (x, y) = (name(records, p.a), name(records, p.b));
        if x <= y { (p.a, p.b) } else { (p.b, p.a) }
    };
    order.par_sort_by(|p, q| {
        let ((a, b), (c, d)) = (sides(p), sides(q));
        q.total.cmp(&p.total).then_with(|| {
            (name(records, a), name(records, b)).cmp(&(name(records, c), name(records, d)))
        })
    });
    for chunk in order.chunks(CHUNK) {
        let lines: Vec<String> = chunk
            .par_chunks(1024)
            .map(|pairs| {
                let mut text = String::new();
                for pair in pairs {
                    let (a, b) = sides(pair);
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
fn field(out: &mut String, text: &str) {
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

    #[test]
    fn persons_of_one_name_are_told_apart() {
        let ids = ["P1", "P2", "P1"].map(str::to_owned).to_vec();
        assert_eq!(without_repeats(ids), ["P1", "P2", "P1-2"]);
    }
}
