//! What estimates from lists cost. `cargo bench -p cenotaph-estimate --bench lists`; add a name to run one.
//!
//! The samplers' benches print effective draws a CPU second to stderr beside divan's table, since time alone says nothing of a sampler.

#![expect(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a bench stops at the first surprise and reports"
)]

use std::time::Instant;

use divan::{Bencher, black_box};
use estimate::decomposable::{Complete, average};
use estimate::diagnose::diagnose;
use estimate::linkage::{Draw, pool};
use estimate::loglinear::{BootstrapOptions, Criterion, bootstrap, select};
use estimate::mixture::{MixtureOptions, sample};
use estimate::table::{OverlapTable, ReadOptions, read};

fn main() {
    divan::main();
}

macro_rules! table {
    ($name:literal) => {
        read(include_str!(concat!("../data/tables/", $name, ".csv")), &ReadOptions::default())
            .unwrap()
            .remove(0)
            .table
    };
}

#[divan::bench]
fn diagnose_twenty_lists(bencher: Bencher<'_, '_>) {
    let t = table!("colombia_recl_h1999_R1");
    bencher.bench(|| diagnose(black_box(&t)));
}

#[divan::bench]
fn all_models_of_four_lists(bencher: Bencher<'_, '_>) {
    let t = table!("kosovo");
    bencher.bench(|| select(black_box(&t), Criterion::Bic, 4).unwrap());
}

#[divan::bench(sample_count = 5)]
fn all_models_of_five_lists(bencher: Bencher<'_, '_>) {
    let t = table!("ukdat_5");
    bencher.bench(|| select(black_box(&t), Criterion::Bic, 5).unwrap());
}

/// 113 models, 1,000 replicates, jackknife.
#[divan::bench(sample_count = 5)]
fn bootstrap_of_kosovo(bencher: Bencher<'_, '_>) {
    let t = table!("kosovo");
    bencher.bench(|| bootstrap(black_box(&t), &BootstrapOptions::default()).unwrap());
}

#[divan::bench(sample_count = 20)]
fn graphs_of_five_lists(bencher: Bencher<'_, '_>) {
    let t = table!("ukdat_5");
    bencher.bench(|| average(black_box(&t), 0.03125, Complete::Included).unwrap());
}

#[divan::bench(sample_count = 3)]
fn graphs_of_six_lists(bencher: Bencher<'_, '_>) {
    let t = table!("ukdat");
    bencher.bench(|| average(black_box(&t), 0.015_625, Complete::Included).unwrap());
}

fn draws(bencher: Bencher<'_, '_>, name: &str, t: &OverlapTable) {
    bencher.bench(|| {
        let start = Instant::now();
        let p = sample(black_box(t), &MixtureOptions::default()).unwrap();
        let seconds = start.elapsed().as_secs_f64();
        eprintln!(
            "{name}: R-hat {:.4}, {:.0} effective draws in {seconds:.1} s ({:.0} a second), round trips {:?}, {} rungs",
            p.rhat(),
            p.of_ln_population.ess_bulk,
            p.of_ln_population.ess_bulk / seconds,
            p.round_trips,
            p.ladder.len(),
        );
        p
    });
}

#[divan::bench(sample_count = 1)]
fn latent_classes_kosovo(bencher: Bencher<'_, '_>) {
    draws(bencher, "Kosovo", &table!("kosovo"));
}

#[divan::bench(sample_count = 1)]
fn latent_classes_uk_5(bencher: Bencher<'_, '_>) {
    draws(bencher, "UK-5", &table!("ukdat_5"));
}

#[divan::bench(sample_count = 1)]
fn latent_classes_uk_6(bencher: Bencher<'_, '_>) {
    draws(bencher, "UK-6", &table!("ukdat"));
}

#[divan::bench(sample_count = 1)]
fn latent_classes_netherlands_5(bencher: Bencher<'_, '_>) {
    draws(bencher, "Netherlands-5", &table!("ned_5"));
}

/// Sixty tables of three lists, as draws of a linkage, 1,000 replicates each.
#[divan::bench(sample_count = 3)]
fn linkage_draws_of_sudan(bencher: Bencher<'_, '_>) {
    let three =
        [table!("khartoum_all_d1o1"), table!("khartoum_all_d3o3"), table!("khartoum_all_d5o5")];
    let tables: Vec<OverlapTable> = three.iter().cycle().take(60).cloned().collect();
    let how = Draw::LogLinear(BootstrapOptions::default());
    bencher.bench(|| pool(black_box(&tables), &how).unwrap());
}
