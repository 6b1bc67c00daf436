//! Links lists whose truth is known and tells how well: `judge COLUMN LIST.csv…`, where COLUMN holds the person.
//!
//! A column that the mapping must not see is never a field; for FEBRL the person is the number in `rec_id`.

#![expect(clippy::print_stdout, reason = "it is what the example is for")]

use link::cluster::{Constraints, cluster};
use link::kernel::Weigher;
use link::run::{self, Unwatched};
use link::train::{self, Training};
use link::{Builder, Mapping, block};
use std::collections::HashMap;
use std::error::Error;
use std::time::Instant;

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    let truth = args.next().ok_or("COLUMN LIST…")?;
    let verbose = std::env::var("VERBOSE").is_ok();
    let start = Instant::now();
    let mut lists: Vec<(String, Vec<String>, Vec<Vec<String>>)> = Vec::new();
    for path in args {
        let mut reader =
            csv::ReaderBuilder::new().trim(csv::Trim::All).flexible(true).from_path(&path)?;
        let header: Vec<String> = reader.headers()?.iter().map(str::to_owned).collect();
        let rows: Result<Vec<Vec<String>>, csv::Error> =
            reader.records().map(|r| Ok(r?.iter().map(str::to_owned).collect())).collect();
        lists.push((path, header, rows?));
    }
    let (_, header, rows) = lists.first().ok_or("no list")?;
    let header: Vec<&str> = header.iter().map(String::as_str).collect();
    let step = (rows.len() / 1000).max(1);
    let sample: Vec<Vec<&str>> =
        rows.iter().step_by(step).map(|r| r.iter().map(String::as_str).collect()).collect();
    let mut mapping = Mapping::propose(&header, &sample);
    mapping.fields.retain(|f| f.name != truth);
    let mut builder = Builder::new(&mapping);
    let mut person: Vec<String> = Vec::new();
    let two = lists.len() == 2;
    for (path, header, rows) in &lists {
        let header: Vec<&str> = header.iter().map(String::as_str).collect();
        let at = header.iter().position(|h| *h == truth).ok_or("no such column")?;
        builder.list(path, &header)?;
        for row in rows {
            builder.row(row)?;
            let cell = &row[at];
            let febrl = cell.strip_prefix("rec-").and_then(|c| c.split('-').next());
            person.push(febrl.unwrap_or(cell).to_owned());
        }
    }
    drop(lists);
    let names = names::Names::standard()?;
    let records = builder.finish(names);
    println!("{} records, read in {:.2?}", records.len(), start.elapsed());
    for column in &records.columns {
        println!(
            "  {} {:?}: {} values",
            column.name,
            column.kind,
            records.dictionaries[column.dictionary].len() - 1
        );
    }
    let budget = (records.len() as u64 * 100).max(200_000);
    let proposed = block::propose(&records, budget);
    for (rule, cost) in &proposed {
        println!("  {}: {cost}", rule.written(&records));
    }
    let rules: Vec<block::Rule> = proposed.into_iter().map(|r| r.0).collect();
    let keys = run::keys(&records, &rules, u32::MAX);
    println!("keys {:.2?}", start.elapsed());
    let trained = train::train(&records, names, &rules, &keys, &Training::default())?;
    println!("trained {:.2?}", start.elapsed());
    let mut model = trained.model;
    if verbose {
        for c in &model.comparisons {
            println!("  {} from {:.0}", c.field, c.pairs);
            for l in &c.levels {
                println!(
                    "    {:40} m {:.4} u {:.5} w {:.2}",
                    l.label,
                    l.m,
                    l.u,
                    f64::from(l.weight) / 1000.0
                );
            }
        }
    }
    let weigher = Weigher::new(&records, names, &model);
    let mut pairs = run::pairs(&weigher, &keys, -7000, &Unwatched)?;
    println!("{} pairs {:.2?}", pairs.len(), start.elapsed());
    let prior = train::settle_prior(&model, records.len(), &pairs);
    println!("prior {} -> {prior}; {:.2} records a person", model.prior, model.records_per_person);
    pairs.iter_mut().for_each(|p| p.total += prior - model.prior);
    model.prior = prior;
    let weigher = Weigher::new(&records, names, &model);
    let unique = if two { vec![0, 1] } else { Vec::new() };
    let constraints = Constraints { unique, ..Constraints::default() };
    // Truth.
    let mut sizes: HashMap<&str, f64> = HashMap::new();
    for p in &person {
        *sizes.entry(p).or_default() += 1.0;
    }
    let true_pairs: f64 = sizes.values().map(|n| n * (n - 1.0) / 2.0).sum();
    let same = |a: u32, b: u32| person[a as usize] == person[b as usize];
    let held: f64 = pairs.iter().filter(|p| same(p.a, p.b)).count() as f64;
    println!("pairs kept hold {:.4} of {true_pairs} true pairs", held / true_pairs);
    let at_zero = cluster(&weigher, &pairs, &constraints, 0);
    let mut bins: Vec<(f64, f64, f64, f64)> = vec![(0.0, 0.0, 0.0, 0.0); 12];
    for p in &pairs {
        let q = link::model::probability(p.total);
        let bin = if q < 0.01 {
            0
        } else if q > 0.99 {
            11
        } else {
            1 + (q * 10.0) as usize
        };
        let b = &mut bins[bin];
        *b = (
            b.0 + 1.0,
            b.1 + q,
            b.2 + f64::from(u8::from(same(p.a, p.b))),
            b.3 + f64::from(u8::from(at_zero.of[p.a as usize] == at_zero.of[p.b as usize])),
        );
    }
    for b in bins.iter().filter(|b| b.0 > 0.0) {
        println!(
            "  stated {:.3} observed {:.3} in a cluster {:.3} of {}",
            b.1 / b.0,
            b.2 / b.0,
            b.3 / b.0,
            b.0
        );
    }
    for threshold in [-4000, -2000, 0, 2000, 4000, 6000] {
        let right = pairs.iter().filter(|p| p.total > threshold && same(p.a, p.b)).count() as f64;
        let all = pairs.iter().filter(|p| p.total > threshold).count() as f64;
        let found = cluster(&weigher, &pairs, &constraints, threshold);
        let mut both: HashMap<(u32, &str), f64> = HashMap::new();
        let mut own: HashMap<u32, f64> = HashMap::new();
        for (r, c) in found.of.iter().enumerate() {
            *both.entry((*c, &person[r])).or_default() += 1.0;
            *own.entry(*c).or_default() += 1.0;
        }
        let c2 = |n: &f64| n * (n - 1.0) / 2.0;
        let hit: f64 = both.values().map(c2).sum();
        let made: f64 = own.values().map(c2).sum();
        let f1 = |p: f64, r: f64| 2.0 * p * r / (p + r);
        let largest = own.values().copied().fold(0.0, f64::max);
        println!(
            "at {threshold}: pairs P {:.4} R {:.4} F1 {:.4}; clusters P {:.4} R {:.4} F1 {:.4}, {} clusters, largest {largest}, {} apart",
            right / all,
            right / true_pairs,
            f1(right / all, right / true_pairs),
            hit / made,
            hit / true_pairs,
            f1(hit / made, hit / true_pairs),
            found.count,
            found.held_apart.len()
        );
    }
    println!("all {:.2?}", start.elapsed());
    Ok(())
}
