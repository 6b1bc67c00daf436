//! Published answers on published tables; `data/README.md` says where each comes from.

use estimate::decomposable::{Complete, average};
use estimate::loglinear::{
    BootstrapOptions, Criterion, Existence, Model, bootstrap, existence, select,
};
use estimate::mixture::{MixtureOptions, sample};
use estimate::table::{OverlapTable, ReadOptions, read};

pub(crate) fn table(text: &str) -> OverlapTable {
    read(text, &ReadOptions::default()).unwrap().remove(0).table
}

macro_rules! golden {
    ($name:literal) => {
        table(include_str!(concat!("../../data/tables/", $name, ".csv")))
    };
}

fn near(ours: f64, published: f64, share: f64, what: &str) {
    assert!((ours / published - 1.0).abs() <= share, "{what}: {ours}, published {published}");
}

/// Best models by BIC: Kosovo 10,357 and the rival model's 18,393; UK-5 25,311.
#[test]
fn best_log_linear_models() {
    let kosovo = select(&golden!("kosovo"), Criterion::Bic, 4).unwrap();
    assert_eq!((kosovo.tried, kosovo.without_estimate), (113, 0));
    near(kosovo.best().unwrap(), 10_356.5, 1e-4, "Kosovo");
    near(kosovo.range(6.0).unwrap().1, 18_393.3, 1e-4, "Kosovo, the rival model");
    let uk = select(&golden!("ukdat_5"), Criterion::Bic, 5).unwrap();
    assert_eq!(uk.tried, 6893);
    near(uk.best().unwrap(), 25_311.0, 1e-4, "UK-5");
}

/// Silverman, Chan and Vincent 2024, all models, BCa: Kosovo [6,947, 18,010].
#[test]
fn kosovo_bootstrap() {
    let b = bootstrap(&golden!("kosovo"), &BootstrapOptions::default()).unwrap().unwrap();
    assert_eq!((b.models, b.failed), (113, 0));
    // The ends of 1,000 replicates have a Monte-Carlo error of some 3 %.
    near(b.low, 6947.0, 0.05, "low");
    near(b.high, 18_010.0, 0.05, "high");
}

/// Chan, Silverman and Vincent 2021: which models of the three-list table have an estimate.
#[test]
fn existence_on_the_artificial_table() {
    let counts = golden!("artificial_3").dense().unwrap();
    let verdict = |terms: &[u32]| existence(&counts, &Model::new(3, terms).unwrap()).unwrap();
    assert_eq!(verdict(&[0b011, 0b101, 0b110]), Existence::NotIdentifiable);
    assert_eq!(verdict(&[0b011]), Existence::None);
    assert_eq!(verdict(&[0b101, 0b110]), Existence::Exists);
}

/// The R package `dga` at δ = 2⁻⁵, as published by Binette and Steorts 2022. New Orleans is not affected by the package's grid; the United
/// Kingdom's upper limit is.
#[test]
fn graphs() {
    let neworl = average(&golden!("neworl_5"), 0.03125, Complete::Included).unwrap();
    near(neworl.median, 869.0, 0.005, "New Orleans");
    near(neworl.low, 514.0, 0.01, "New Orleans, low");
    near(neworl.high, 1763.0, 0.005, "New Orleans, high");
    let uk = average(&golden!("ukdat_5"), 0.03125, Complete::Included).unwrap();
    near(uk.median, 23_016.0, 0.01, "UK-5");
    near(uk.low, 10_408.0, 0.01, "UK-5, low");
    near(uk.high, 33_481.0, 0.01, "UK-5, high");
    assert!(uk.is_closed() && uk.tail < 1e-10);
}

/// Reference posteriors of the latent-class model, K = 10: median, 2.5 % and 97.5 %.
#[test]
fn latent_classes() {
    let cases: [(&str, OverlapTable, [f64; 3]); 4] = [
        ("Kosovo", golden!("kosovo"), [10_430.0, 9035.0, 13_947.0]),
        ("New Orleans", golden!("neworl_5"), [832.0, 569.0, 1374.0]),
        ("Western", golden!("western"), [1833.0, 1308.0, 2971.0]),
        ("artificial", golden!("artificial_3"), [404.0, 239.0, 828.0]),
    ];
    let options = MixtureOptions { ess_goal: 3000.0, ..MixtureOptions::default() };
    for (name, table, [median, low, high]) in cases {
        let p = sample(&table, &options).unwrap();
        assert!(p.converged(), "{name}: {} {:?}", p.rhat(), p.round_trips);
        near(p.median, median, 0.015, name);
        near(p.low, low, 0.03, name);
        near(p.high, high, 0.03, name);
    }
}
