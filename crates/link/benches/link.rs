//! What each step of a linkage costs: 20,000 synthetic records with the default settings.
//!
//! `cargo bench -p cenotaph-link`; beside Splink: `benches/beside_splink.py`.

#![expect(clippy::unwrap_used, reason = "a bench stops at the first surprise")]

use std::sync::LazyLock;

use link::block::{self, Rule};
use link::cluster::{Constraints, cluster};
use link::evaluate::{self, Truth};
use link::generate::{COLUMNS, Plan, Profile, Scripts, World};
use link::kernel::Weigher;
use link::run::{self, Unwatched};
use link::sample::{self, Sampling};
use link::train::{self, Training};
use link::{Builder, Linked, Mapping, Options, Records};
use names::Names;

const PLAN: Plan =
    Plan { records: 20_000, seed: 1, profile: Profile::Standard, scripts: Scripts::Multi };

fn main() {
    divan::main();
}

fn names() -> &'static Names {
    Names::standard().unwrap()
}

static WORLD: LazyLock<World> = LazyLock::new(|| World::new(&PLAN));
static ROWS: LazyLock<Vec<Vec<String>>> =
    LazyLock::new(|| (0..WORLD.len()).map(|n| WORLD.row(n).cells()[..12].to_vec()).collect());
static RECORDS: LazyLock<Records> = LazyLock::new(read);
static LINKED: LazyLock<Linked> =
    LazyLock::new(|| link::link(&RECORDS, names(), &Options::default(), &Unwatched).unwrap());

fn read() -> Records {
    let sample: Vec<Vec<&str>> =
        ROWS.iter().take(2000).map(|r| r.iter().map(String::as_str).collect()).collect();
    let mut builder = Builder::new(&Mapping::propose(&COLUMNS[..12], &sample));
    builder.list("all", &COLUMNS[..12]).unwrap();
    ROWS.iter().for_each(|row| {
        builder.row(row).unwrap();
    });
    builder.finish(names())
}

fn rules() -> Vec<Rule> {
    LINKED.rules.iter().map(|r| r.0.clone()).collect()
}

#[divan::bench]
fn generate() -> usize {
    let mut bytes = 0;
    World::new(&PLAN).each(|row| bytes += row.texts[0].len());
    bytes
}

#[divan::bench(sample_count = 10)]
fn reading(bencher: divan::Bencher<'_, '_>) {
    LazyLock::force(&ROWS);
    bencher.bench(read);
}

#[divan::bench(sample_count = 5)]
fn proposing_rules(bencher: divan::Bencher<'_, '_>) {
    LazyLock::force(&RECORDS);
    bencher.bench(|| block::propose(&RECORDS, 2_000_000));
}

#[divan::bench(sample_count = 5)]
fn learning(bencher: divan::Bencher<'_, '_>) {
    let rules = rules();
    bencher.bench(|| {
        train::train(&RECORDS, names(), &rules, &LINKED.keys, &Training::default()).unwrap()
    });
}

#[divan::bench(sample_count = 10)]
fn weighing(bencher: divan::Bencher<'_, '_>) {
    let weigher = Weigher::new(&RECORDS, names(), &LINKED.model);
    bencher.bench(|| run::pairs(&weigher, &LINKED.keys, -7000, &Unwatched).unwrap());
}

#[divan::bench(sample_count = 10)]
fn clustering(bencher: divan::Bencher<'_, '_>) {
    let weigher = Weigher::new(&RECORDS, names(), &LINKED.model);
    let constraints = Constraints::default();
    bencher.bench(|| cluster(&weigher, &LINKED.pairs, &constraints, LINKED.threshold));
}

#[divan::bench(sample_count = 10)]
fn drawing_partitions(bencher: divan::Bencher<'_, '_>) {
    let weigher = Weigher::new(&RECORDS, names(), &LINKED.model);
    let (constraints, options) = (Constraints::default(), Sampling::default());
    bencher
        .bench(|| sample::draw(&weigher, &LINKED.pairs, &LINKED.clusters, &constraints, &options));
}

#[divan::bench(sample_count = 10)]
fn evaluating(bencher: divan::Bencher<'_, '_>) {
    let truth = Truth::new((0..WORLD.len()).map(|n| Some(WORLD.truth(n).1)));
    LazyLock::force(&LINKED);
    bencher.bench(|| {
        let persons = evaluate::persons(&truth, &LINKED.clusters.of);
        (persons, evaluate::completeness(&RECORDS, &truth, &LINKED.keys, 100))
    });
}
