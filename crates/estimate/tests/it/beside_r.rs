//! Beside R: what its packages say on the same tables. `data/r/reference.R` made the files; `data/README.md` describes it. R is not run here.

use estimate::decomposable::{Complete, average};
use estimate::loglinear::{Criterion, Existence, Model, Outcome, existence, fit, select};
use estimate::mcmc::{convergence, mcse_quantile};
use estimate::table::OverlapTable;

use crate::published::table;

fn rows(text: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    text.lines().skip(1).map(|line| line.split('\t').map(str::trim).collect())
}

fn overlap(name: &str) -> OverlapTable {
    table(match name {
        "artificial_3" => include_str!("../../data/tables/artificial_3.csv"),
        "hiv_rome" => include_str!("../../data/tables/hiv_rome.csv"),
        "kosovo" => include_str!("../../data/tables/kosovo.csv"),
        "ned_5" => include_str!("../../data/tables/ned_5.csv"),
        "neworl_5" => include_str!("../../data/tables/neworl_5.csv"),
        "ukdat_5" => include_str!("../../data/tables/ukdat_5.csv"),
        "western" => include_str!("../../data/tables/western.csv"),
        other => panic!("no table {other}"),
    })
}

/// The terms of `123,34`: lists by number from 1.
fn terms(model: &str) -> Vec<u32> {
    let inner = model.trim_matches(['[', ']']);
    let term = |t: &str| t.bytes().fold(0, |a, d| a | 1_u32 << (d - b'1'));
    inner.split(',').filter(|t| *t != "-").map(term).filter(|t| t.count_ones() > 1).collect()
}

fn near(ours: f64, theirs: f64, share: f64, what: &str) {
    assert!((ours - theirs).abs() <= share * theirs.abs().max(1e-9), "{what}: {ours}, R {theirs}");
}

/// Rcapture: each of the 113 models of two tables.
#[test]
fn all_models_of_four_lists() {
    for name in ["kosovo", "hiv_rome"] {
        let table = overlap(name);
        let ours = select(&table, Criterion::Bic, 4).unwrap();
        let theirs: Vec<Vec<&str>> =
            rows(include_str!("../../data/r/rcapture.tsv")).filter(|r| r[0] == name).collect();
        assert_eq!(theirs.len(), 113, "{name}");
        let least = theirs.iter().map(|r| r[4].parse().unwrap()).fold(f64::INFINITY, f64::min);
        let mut compared = 0;
        for row in &theirs {
            let model = Model::new(4, &terms(row[1])).unwrap();
            let Some(m) = ours.models.iter().find(|m| m.model == model) else { continue };
            let what = format!("{name} {}", row[1]);
            let bic: f64 = row[4].parse().unwrap();
            near(ours.total as f64 + m.fit.missing, row[2].parse().unwrap(), 1e-6, &what);
            assert!(
                (m.excess - (bic - least)).abs() < 1e-5,
                "{what}: {} {}",
                m.excess,
                bic - least
            );
            compared += 1;
        }
        assert_eq!(compared, ours.models.len(), "{name}");
    }
}

/// SparseMSE: whether a model of pairs has an estimate, and which.
#[test]
fn models_of_pairs_on_sparse_tables() {
    let mut compared = 0;
    for row in rows(include_str!("../../data/r/sparsemse.tsv")) {
        let table = overlap(row[0]);
        let model = Model::new(table.lists(), &terms(row[1])).unwrap();
        let counts = table.dense().unwrap();
        let what = format!("{} {}", row[0], row[1]);
        let expected = match row[2] {
            "0" => Existence::Exists,
            "1" => Existence::None,
            _ => Existence::NotIdentifiable,
        };
        let verdict = existence(&counts, &model).unwrap();
        if row[2] == "3" {
            assert_ne!(verdict, Existence::Exists, "{what}");
        } else {
            assert_eq!(verdict, expected, "{what}");
        }
        if expected == Existence::Exists {
            let Outcome::Fit(f) = fit(&counts, &model).unwrap() else { panic!("{what}: no fit") };
            // R's glm stops at a relative change of 1e-8 of the deviance.
            near(table.total() as f64 + f.missing, row[3].parse().unwrap(), 1e-4, &what);
            compared += 1;
        }
    }
    assert!(compared > 80, "{compared}");
}

/// dga: quantiles over a grid that holds the whole posterior.
#[test]
fn averages_over_graphs() {
    for row in rows(include_str!("../../data/r/dga.tsv")) {
        let table = overlap(row[0]);
        let ours = average(&table, row[1].parse().unwrap(), Complete::Included).unwrap();
        let what = format!("{} {}", row[0], row[1]);
        // What the last tenth of the grid holds tells how much lies beyond it: one posterior falls so slowly that R's is cut.
        let cut = row[6].parse::<f64>().unwrap() > 1e-6;
        let share = if cut { 0.015 } else { 0.002 };
        for (value, theirs, part) in [
            (ours.low, row[3], "low"),
            (ours.median, row[4], "median"),
            (ours.high, row[5], "high"),
        ] {
            near(value, theirs.parse().unwrap(), share, &format!("{what}, {part}"));
        }
        assert!(!cut || ours.high > row[5].parse().unwrap(), "{what}: no more beyond the cut");
    }
}

/// posterior: R-hat, effective sizes and errors of quantiles, on the same draws.
#[test]
fn convergence_of_chains() {
    for row in rows(include_str!("../../data/r/posterior.tsv")) {
        let mut chains: Vec<Vec<f64>> = Vec::new();
        for draw in
            rows(include_str!("../../data/r/posterior-draws.tsv")).filter(|d| d[0] == row[0])
        {
            let chain: usize = draw[1].parse().unwrap();
            if chains.len() < chain {
                chains.push(Vec::new());
            }
            chains[chain - 1].push(draw[2].parse().unwrap());
        }
        let ours = convergence(&chains);
        near(ours.rhat, row[1].parse().unwrap(), 1e-9, row[0]);
        near(ours.ess_bulk, row[2].parse().unwrap(), 1e-8, row[0]);
        near(ours.ess_tail, row[3].parse().unwrap(), 1e-8, row[0]);
        for (p, theirs) in [(0.025, row[4]), (0.5, row[5])] {
            let theirs: f64 = theirs.parse().unwrap();
            let ours = mcse_quantile(&chains, p);
            assert!(
                (ours - theirs).abs() <= 1e-6 * theirs.abs() + 1e-9,
                "{} {p}: {ours} {theirs}",
                row[0]
            );
        }
    }
}
