//! Links lists whose truth is known and tells how well: `judge COLUMN LIST.csv…`, where COLUMN holds the person.
//!
//! The column is never a field; for FEBRL the person is the number in `rec_id`. Two files are two lists on which nobody stands twice.
//! Environment: `RULES` – rules between strokes instead of proposed ones; `MODEL` – any value shows what was learned; `TEXT` – places are compared as words; `COMMON` –
//! lists have no rates of error of their own.

#![expect(clippy::print_stdout, reason = "it is what the example is for")]

use link::block::Rule;
use link::cluster::Constraints;
use link::model::probability;
use link::run::Unwatched;
use link::{Builder, Linked, Mapping, Options, Records};
use std::collections::HashMap;
use std::error::Error;
use std::path::Path;
use std::time::Instant;

type Rows = csv::Reader<std::fs::File>;

fn open(path: &str) -> Result<(Rows, Vec<String>), Box<dyn Error>> {
    let mut build = csv::ReaderBuilder::new();
    let mut reader = build.trim(csv::Trim::All).flexible(true).from_path(path)?;
    let header = reader.headers()?.iter().map(str::to_owned).collect();
    Ok((reader, header))
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    let truth = args.next().ok_or("COLUMN LIST…")?;
    let paths: Vec<String> = args.collect();
    let start = Instant::now();
    let (mut reader, header) = open(paths.first().ok_or("no list")?)?;
    let sample: Result<Vec<csv::StringRecord>, _> = reader.records().take(2000).collect();
    let sample = sample?;
    let rows: Vec<Vec<&str>> = sample.iter().map(|r| r.iter().collect()).collect();
    let head: Vec<&str> = header.iter().map(String::as_str).collect();
    let mut mapping = Mapping::propose(&head, &rows);
    mapping.fields.retain(|f| f.name != truth);
    if std::env::var("TEXT").is_ok() {
        let places = mapping.fields.iter_mut().filter(|f| f.kind == link::Kind::Place);
        places.for_each(|f| f.kind = link::Kind::Text);
    }
    let mut builder = Builder::new(&mapping);
    let mut person: Vec<Box<str>> = Vec::new();
    for path in &paths {
        let (mut reader, header) = open(path)?;
        let head: Vec<&str> = header.iter().map(String::as_str).collect();
        let at = header.iter().position(|h| *h == truth).ok_or("no such column")?;
        let list = Path::new(path).file_stem().and_then(|s| s.to_str()).unwrap_or(path);
        builder.list(list, &head)?;
        let mut row = csv::StringRecord::new();
        while reader.read_record(&mut row)? {
            let cells: Vec<&str> = row.iter().collect();
            builder.row(&cells)?;
            let cell = row.get(at).unwrap_or("");
            let febrl = cell.strip_prefix("rec-").and_then(|c| c.split('-').next());
            person.push(febrl.unwrap_or(cell).into());
        }
    }
    let names = names::Names::standard()?;
    let records = builder.finish(names);
    println!("{} records, read in {:.2?}", records.len(), start.elapsed());
    let mut options = Options::default();
    if paths.len() == 2 {
        options.constraints = Constraints { unique: vec![0, 1], ..Constraints::default() };
    }
    options.training.by_list = std::env::var("COMMON").is_err();
    if let Ok(rules) = std::env::var("RULES") {
        let read: Result<Vec<Rule>, _> =
            rules.split('|').map(|r| Rule::read(r, &records)).collect();
        options.rules = read?;
    }
    let linked = link::link(&records, names, &options, &Unwatched)?;
    println!("linked in {:.2?}", start.elapsed());
    tell(&records, &linked);
    judge(&linked, &person);
    if let Ok(path) = std::env::var("DUMP") {
        dump(&records, &linked, &person, &path)?;
    }
    if std::env::var("SWEEP").is_ok() {
        let weigher = link::kernel::Weigher::new(&records, names, &linked.model);
        for bits in [-4, -3, -2, -1, 0, 1, 2] {
            let threshold = linked.model.settled(bits * 1000);
            let found =
                link::cluster::cluster(&weigher, &linked.pairs, &options.constraints, threshold);
            let (p, r, f) = shares(&found.of, &person);
            println!("  threshold {bits} bits: clusters P {p:.4} R {r:.4} F1 {f:.4}");
        }
    }
    println!("all {:.2?}", start.elapsed());
    Ok(())
}

fn tell(records: &Records, linked: &Linked) {
    for (rule, cost) in &linked.rules {
        println!("  {}: {cost}", rule.written(records));
    }
    let model = &linked.model;
    println!(
        "{} pairs kept; prior {:.1} bits, {:.2} records a person, slope {}, shift {}",
        linked.pairs.len(),
        f64::from(model.prior) / 1000.0,
        model.records_per_person,
        model.slope,
        model.shift
    );
    for c in model.comparisons.iter().filter(|_| std::env::var("MODEL").is_ok()) {
        println!("  {} from {:.0} pairs", c.field, c.pairs);
        for l in &c.lists {
            println!("    {} is wrong in {:.3}", l.list, l.wrong);
        }
        for l in c.levels.iter().filter(|l| l.m > 0.0005) {
            println!(
                "    {:40} m {:.4} u {:.5} {:.2} bits",
                l.label,
                l.m,
                l.u,
                f64::from(l.weight) / 1000.0
            );
        }
    }
}

fn pairs_of(n: f64) -> f64 {
    n * (n - 1.0) / 2.0
}

fn shares(of: &[u32], person: &[Box<str>]) -> (f64, f64, f64) {
    let mut both: HashMap<(u32, &str), f64> = HashMap::new();
    let mut own: HashMap<u32, f64> = HashMap::new();
    let mut sizes: HashMap<&str, f64> = HashMap::new();
    for (cluster, person) in of.iter().zip(person) {
        *both.entry((*cluster, person)).or_default() += 1.0;
        *own.entry(*cluster).or_default() += 1.0;
        *sizes.entry(person).or_default() += 1.0;
    }
    let sum = |sizes: Vec<f64>| sizes.into_iter().map(pairs_of).sum::<f64>();
    let hit = sum(both.into_values().collect());
    let (p, r) = (hit / sum(own.into_values().collect()), hit / sum(sizes.into_values().collect()));
    (p, r, 2.0 * p * r / (p + r))
}

fn judge(linked: &Linked, person: &[Box<str>]) {
    let mut sizes: HashMap<&str, f64> = HashMap::new();
    person.iter().for_each(|p| *sizes.entry(p).or_default() += 1.0);
    let true_pairs: f64 = sizes.values().map(|n| pairs_of(*n)).sum();
    let same = |a: u32, b: u32| person[a as usize] == person[b as usize];
    let mut bins = [(0.0, 0.0, 0.0); 12];
    for p in &linked.pairs {
        let q = probability(p.total);
        let bin = match q {
            q if q < 0.01 => 0,
            q if q > 0.99 => 11,
            q => 1 + (q * 10.0) as usize,
        };
        let b = &mut bins[bin];
        *b = (b.0 + 1.0, b.1 + q, b.2 + f64::from(u8::from(same(p.a, p.b))));
    }
    for b in bins.iter().filter(|b| b.0 > 0.0) {
        println!("  stated {:.3} observed {:.3} of {}", b.1 / b.0, b.2 / b.0, b.0);
    }
    let held: f64 = bins.iter().map(|b| b.2).sum();
    let likely = linked.pairs.iter().filter(|p| p.total > linked.threshold);
    let (all, right) =
        likely.fold((0.0, 0.0), |(n, r), p| (n + 1.0, r + f64::from(u8::from(same(p.a, p.b)))));
    let (p, r) = (right / all, right / true_pairs);
    println!("pairs kept hold {:.4} of {true_pairs} true pairs", held / true_pairs);
    println!("pairs    P {p:.4} R {r:.4} F1 {:.4}", 2.0 * p * r / (p + r));
    let (p, r, f) = shares(&linked.clusters.of, person);
    let mut own: HashMap<u32, u32> = HashMap::new();
    linked.clusters.of.iter().for_each(|c| *own.entry(*c).or_default() += 1);
    let largest = own.values().max().copied().unwrap_or(0);
    let largest_true = sizes.values().copied().fold(0.0, f64::max);
    println!(
        "clusters P {p:.4} R {r:.4} F1 {f:.4}; {} of {} persons, largest {largest} of {largest_true}, {} pairs held apart",
        linked.clusters.count,
        sizes.len(),
        linked.clusters.held_apart.len()
    );
}

/// Writes every pair that was kept: total, sum, lists, whether in one cluster, whether of one person, the levels.
fn dump(
    records: &Records,
    linked: &Linked,
    person: &[Box<str>],
    path: &str,
) -> Result<(), Box<dyn Error>> {
    let names = names::Names::standard()?;
    let weigher = link::kernel::Weigher::new(records, names, &linked.model);
    let mut out = csv::Writer::from_path(path)?;
    let of = &linked.clusters.of;
    for p in &linked.pairs {
        let w = link::explain::pair(&weigher, &linked.model, p.a, p.b);
        let sum: i32 = w.prior + w.terms.iter().map(|t| t.weight + t.rarity).sum::<i32>();
        let (a, b) = (p.a as usize, p.b as usize);
        let mut row = vec![
            p.a.to_string(),
            p.b.to_string(),
            p.total.to_string(),
            sum.to_string(),
            records.list_of(p.a).to_string(),
            records.list_of(p.b).to_string(),
            u8::from(of[a] == of[b]).to_string(),
            u8::from(person[a] == person[b]).to_string(),
        ];
        for t in &w.terms {
            row.push(format!("{}:{}", t.level, t.weight + t.rarity));
        }
        out.write_record(&row)?;
    }
    out.flush()?;
    Ok(())
}
