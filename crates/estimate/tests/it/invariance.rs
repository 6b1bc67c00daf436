//! The order and the labels of lists, and the number of threads, change nothing.

use std::num::NonZeroUsize;

use estimate::assess::{AssessOptions, assess};
use estimate::loglinear::{Criterion, select};
use estimate::mixture::{MixtureOptions, sample};
use estimate::table::OverlapTable;

use crate::published::table;

fn kosovo() -> OverlapTable {
    table(include_str!("../../data/tables/kosovo.csv"))
}

/// Kosovo with its lists in another order and under other names.
fn disguised() -> OverlapTable {
    let order = [2, 3, 0, 1];
    let moved = |p: u64| (0..4).filter(|&i| p >> i & 1 == 1).fold(0, |a, i| a | 1 << order[i]);
    let names = ["w", "x", "y", "z"].map(String::from).to_vec();
    OverlapTable::new(names, kosovo().cells().iter().map(|&(p, c)| (moved(p), c))).unwrap()
}

fn small() -> MixtureOptions {
    MixtureOptions { draws_first: 200, draws_max: 200, rungs_max: 4, ..MixtureOptions::default() }
}

#[test]
fn of_the_verdict() {
    let options = AssessOptions {
        replicates: 60,
        as_truth_replicates: 10,
        nhoi_draws: 200,
        mixture: small(),
        ..AssessOptions::default()
    };
    let (a, b) = (assess(&kosovo(), &options).unwrap(), assess(&disguised(), &options).unwrap());
    assert_eq!(a.verdict, b.verdict);
    assert_eq!(a.rules, b.rules);
    assert_eq!(a.methods, b.methods);
    assert_ne!(a.table_hash, b.table_hash, "the hash covers the labels");
}

#[test]
fn of_the_models_named() {
    let best = |t: &OverlapTable| {
        let s = select(t, Criterion::Bic, 4).unwrap();
        (s.models[0].model.clone(), s.models[0].fit.theta.clone())
    };
    let ((a, theta_a), (b, theta_b)) = (best(&kosovo()), best(&disguised()));
    assert_eq!(a.reordered(&[2, 3, 0, 1]), b);
    assert_eq!(theta_a[0], theta_b[0]);
    // The main effect of each list goes with it.
    for (i, j) in [2, 3, 0, 1].into_iter().enumerate() {
        assert_eq!(theta_a[1 + i], theta_b[1 + j]);
    }
}

#[test]
fn of_the_draws_by_threads() {
    let one = sample(&kosovo(), &small()).unwrap();
    let three = MixtureOptions { threads: NonZeroUsize::new(3).unwrap(), ..small() };
    let three = sample(&kosovo(), &three).unwrap();
    assert_eq!(one.chains, three.chains);
    assert_eq!(one.round_trips, three.round_trips);
}

/// Golden draws: if these change, published numbers may change with them, and the change belongs in the history of the method.
#[test]
fn golden_draws() {
    let p = sample(&kosovo(), &small()).unwrap();
    let first: Vec<f64> = p.chains.iter().map(|c| c[0]).collect();
    assert_eq!(first, GOLDEN);
}

const GOLDEN: [f64; 4] = [10_881.0, 10_643.0, 9_962.0, 10_690.0];
