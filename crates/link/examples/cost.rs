//! What each step of a linkage costs on a list: `cost LIST.csv [RULES]`, rules between strokes, as `beside_splink.py` has them by default.
//!
//! The list is one that the example `lists` writes. Printed are CPU seconds of all threads, wall seconds and the greatest resident memory
//! so far, step by step; CPU and memory as Linux tells them, 0 elsewhere. With `ARRIVE` in the environment, a thousand rows arrive at the end.

#![expect(clippy::print_stdout, reason = "it is what the example is for")]

use std::error::Error;
use std::fs::read_to_string;
use std::time::Instant;

use link::arrive::{Arrivals, Settings};
use link::block::Rule;
use link::cluster::{Constraints, cluster};
use link::kernel::Weigher;
use link::run::{self, Unwatched};
use link::train::{self, Training};
use link::{Builder, Field, Kind, Mapping, Model, Options, Records};
use names::Names;
use std::collections::BTreeMap;

const RULES: &str = "document_number|family_name + given_name|family_name + date_of_birth|given_name + date_of_birth|\
    family_name + date_of_death|given_name + date_of_death|place_of_birth + date_of_birth";

const FIELDS: [(&str, Kind); 7] = [
    ("family_name", Kind::Family),
    ("given_name", Kind::Given),
    ("date_of_birth", Kind::Date),
    ("date_of_death", Kind::Date),
    ("place_of_birth", Kind::Text),
    ("unit", Kind::Text),
    ("document_number", Kind::Code),
];

/// CPU seconds of this process, in hundredths, and its greatest resident memory in MB.
fn spent() -> (f64, u64) {
    let stat = read_to_string("/proc/self/stat").unwrap_or_default();
    let after = stat.rsplit(')').next().unwrap_or("");
    let ticks: u64 =
        after.split_whitespace().skip(11).take(2).filter_map(|n| n.parse::<u64>().ok()).sum();
    let status = read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|l| l.strip_prefix("VmHWM:"));
    let kilobytes = peak.and_then(|l| l.split_whitespace().next()?.parse::<u64>().ok());
    (ticks as f64 / 100.0, kilobytes.unwrap_or(0) / 1024)
}

struct Clock {
    began: Instant,
    cpu: f64,
}

impl Clock {
    fn step(&mut self, name: &str) {
        let (cpu, peak) = spent();
        let (own, wall) = (cpu - self.cpu, self.began.elapsed().as_secs_f64());
        println!("{name:24} {own:8.2} s CPU {wall:8.2} s {peak:6} MB");
        (self.began, self.cpu) = (Instant::now(), cpu);
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    let path = args.next().ok_or("LIST.csv [RULES]")?;
    let rules = args.next().unwrap_or_else(|| RULES.to_owned());
    let mapping = Mapping {
        id: Some("unique_id".to_owned()),
        fields: FIELDS.map(|(name, kind)| Field::new(name, kind, name)).into(),
        ..Mapping::default()
    };
    let mut clock = Clock { began: Instant::now(), cpu: spent().0 };
    let names = Names::standard()?;
    clock.step("tables of names");
    let mut reader = csv::Reader::from_path(&path)?;
    let header: Vec<String> = reader.headers()?.iter().map(str::to_owned).collect();
    let mut builder = Builder::new(&mapping);
    builder.list("all", &header.iter().map(String::as_str).collect::<Vec<_>>())?;
    let mut row = csv::StringRecord::new();
    let mut cells: Vec<String> = vec![String::new(); header.len()];
    while reader.read_record(&mut row)? {
        for (cell, text) in cells.iter_mut().zip(&row) {
            cell.clear();
            cell.push_str(text);
        }
        builder.row(&cells)?;
    }
    clock.step("rows");
    let records = builder.finish(names);
    clock.step("what values give");
    let rules: Result<Vec<Rule>, _> = rules.split('|').map(|r| Rule::read(r, &records)).collect();
    let rules = rules?;
    let keys = run::keys(&records, &rules, u32::MAX);
    clock.step("keys");
    for (rule, key) in rules.iter().zip(&keys) {
        println!("    {}: {}", rule.written(&records), key.cost);
    }
    let trained = train::train(&records, names, &rules, &keys, &Training::default())?;
    clock.step("learning");
    let weigher = Weigher::new(&records, names, &trained.model);
    clock.step("weights of values");
    let mut pairs = run::pairs(&weigher, &keys, Options::default().floor, &Unwatched)?;
    clock.step("pairs");
    let mut model = trained.model.clone();
    model.prior = link::calibrate::prior(&model, records.len(), &pairs);
    let moved = model.prior - trained.model.prior;
    pairs.iter_mut().for_each(|p| p.total += moved);
    clock.step("prior");
    let weigher = Weigher::new(&records, names, &model);
    let clusters = cluster(&weigher, &pairs, &Constraints::default(), model.threshold());
    clock.step("clusters");
    println!(
        "{} records, {} candidates, {} pairs kept, {} persons, prior {} then {}",
        records.len(),
        keys.iter().map(|k| k.cost.pairs).sum::<u64>(),
        pairs.len(),
        clusters.count,
        trained.model.prior,
        model.prior
    );
    if std::env::var("ARRIVE").is_ok() {
        drop((weigher, pairs, clusters, keys));
        arrive(records, names, mapping, rules, model, &header, &cells, &mut clock)?;
    }
    Ok(())
}

/// A thousand rows arrive, each one with the names and dates of two records that are there.
#[expect(clippy::too_many_arguments, reason = "what a run has made")]
fn arrive(
    records: Records,
    names: &Names,
    mapping: Mapping,
    rules: Vec<Rule>,
    model: Model,
    header: &[String],
    last: &[String],
    clock: &mut Clock,
) -> Result<(), Box<dyn Error>> {
    let step = u32::try_from(records.len() / 1000)?.max(1);
    let settings = Settings {
        mapping,
        rules,
        model,
        threshold: None,
        constraints: Constraints::default(),
        earlier: BTreeMap::new(),
    };
    let mut open = Arrivals::open(records, names, settings, &Unwatched)?;
    clock.step("opened for arrivals");
    open.list("all", &header.iter().map(String::as_str).collect::<Vec<_>>())?;
    let mut times = Vec::new();
    for n in 0..1000 {
        let (a, b) = (n * step, n * step + step / 2);
        let mut row = last.to_vec();
        for (cell, name) in row.iter_mut().zip(header) {
            let field = open.records().columns.iter().position(|c| c.name == *name);
            if let Some(field) = field {
                let from = if field % 3 == 0 { b } else { a };
                open.records().text(from, field).clone_into(cell);
            } else if name == "unique_id" {
                *cell = format!("arrived-{n}");
            }
        }
        let began = Instant::now();
        let arrival = open.add(&row)?;
        times.push((began.elapsed(), arrival.candidates, arrival.touched));
    }
    times.sort_unstable();
    let at = |n: usize| {
        let (time, candidates, touched) = times[n.min(times.len() - 1)];
        format!(
            "{:.2} ms ({candidates} candidates, {touched} records touched)",
            time.as_secs_f64() * 1e3
        )
    };
    println!(
        "arrivals: median {}, of a hundred the slowest {}, slowest {}",
        at(500),
        at(990),
        at(999)
    );
    clock.step("arrivals");
    Ok(())
}
