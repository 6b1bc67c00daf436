//! Measures the comparison on pair files by cross-validation and prints AP, F1, recall at 95 and 99 % precision, Brier score and ECE.
//!
//! `cargo run --release -p cenotaph-names --example evaluate -- DIR [dev|other|tokens]… [--aside] [--folds=N]`
//!
//! DIR holds `dev.csv` and its sisters. Folds: see `support`. Probabilities are those of knots that were fitted to the other half
//! of the names. `--aside` measures the pairs with a name that was set aside, with one model that has seen none of them.

#![expect(clippy::print_stdout, reason = "a program that prints what it measured or read")]

#[path = "support/mod.rs"]
mod support;

use std::collections::BTreeMap;
use support::{Data, Result, Row, Scored, cell, cross, hash, key};

fn main() -> Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let dir = args.first().ok_or("The folder of the pair files is missing")?;
    let data = Data::read(dir)?;
    if let Some(n) = args.iter().find_map(|a| a.strip_prefix("--folds=")) {
        support::FOLDS.store(n.parse()?, std::sync::atomic::Ordering::Relaxed);
    }
    let aside = args.iter().any(|a| a == "--aside");
    let chosen = |set: &str| {
        !args.iter().skip(1).any(|a| !a.starts_with("--")) || args.iter().any(|a| a == set)
    };
    for (set, rows, by_token) in
        [("dev", &data.dev, false), ("other", &data.other, false), ("tokens", &data.tokens, true)]
    {
        if chosen(set) {
            report(set, rows, &cross(&data, rows, by_token, aside, "")?, &args)?;
        }
    }
    Ok(())
}

fn report(set: &str, rows: &[Row], scored: &[Scored], args: &[String]) -> Result<()> {
    let scored = calibrated(rows, scored);
    let pair = |s: &Scored| {
        let mut scripts = [cell(&rows[s.row], "script_a"), cell(&rows[s.row], "script_b")];
        scripts.sort_unstable();
        scripts.join("-")
    };
    let mut groups: BTreeMap<String, Vec<Scored>> = BTreeMap::new();
    for s in &scored {
        groups.entry(" all".to_owned()).or_default().push(*s);
        if cell(&rows[s.row], "compat") != "1" {
            groups.entry(" all but compatible".to_owned()).or_default().push(*s);
        }
        groups.entry(pair(s)).or_default().push(*s);
    }
    println!("== {set}");
    println!(
        "{:20} {:>6} {:>5} {:>6} {:>6} {:>6} {:>6} {:>6} {:>6}",
        "", "pairs", "same", "AP", "F1", "R@P95", "R@P99", "Brier", "ECE"
    );
    for (name, group) in groups {
        let same = group.iter().filter(|s| s.same).count();
        if same >= 10 {
            let (ap, f1, r95, r99) = ranking(&group);
            let (brier, ece) = calibration(&group);
            println!(
                "{name:20} {:6} {same:5} {ap:6.4} {f1:6.4} {r95:6.4} {r99:6.4} {brier:6.4} {ece:6.4}",
                group.len()
            );
        }
    }
    if let Some(path) = args.iter().find_map(|a| a.strip_prefix("--write=")) {
        let mut text = String::new();
        for s in &scored {
            let r = &rows[s.row];
            let cells = ["id", "name_a", "name_b"].map(|c| cell(r, c));
            text += &format!(
                "{}\t{:.3}\t{:.4}\t{}\n",
                u8::from(s.same),
                s.ln,
                s.probability,
                cells.join("\t")
            );
        }
        std::fs::write(format!("{path}.{set}.tsv"), text)?;
    }
    Ok(())
}

/// Probabilities from knots that were fitted to the pairs of the other half of the names.
fn calibrated(rows: &[Row], scored: &[Scored]) -> Vec<Scored> {
    let half = |s: &Scored| (hash(&format!("half {}", key(&rows[s.row], "a"))) % 2) as usize;
    let fitted = [0, 1].map(|h| {
        let pairs: Vec<(f32, bool)> =
            scored.iter().filter(|s| half(s) != h).map(|s| (s.ln, s.same)).collect();
        let knots = names::learn::knots(&pairs);
        let text: String = knots.iter().map(|(x, y)| format!("korean\t{x}\t{y}\n")).collect();
        names::learn::probability(&text)
    });
    scored
        .iter()
        .map(|s| match fitted.get(half(s)) {
            Some(Ok(probability)) => Scored { probability: probability(s.ln), ..*s },
            _ => *s,
        })
        .collect()
}

/// Average precision with ties as one step, best F1, recall at 95 and 99 % precision, as `score.py` does.
fn ranking(group: &[Scored]) -> (f64, f64, f64, f64) {
    let mut sorted = group.to_vec();
    sorted.sort_by(|a, b| b.ln.total_cmp(&a.ln));
    let all = sorted.iter().filter(|s| s.same).count() as f64;
    let (mut ap, mut f1, mut r95, mut r99) = (0.0, 0.0_f64, 0.0, 0.0);
    let (mut hits, mut seen, mut last) = (0.0, 0.0, 0.0);
    for tied in sorted.chunk_by(|a, b| a.ln == b.ln) {
        hits += tied.iter().filter(|s| s.same).count() as f64;
        seen += tied.len() as f64;
        let (precision, recall) = (hits / seen, hits / all);
        ap += (recall - last) * precision;
        last = recall;
        f1 = f1.max(2.0 * precision * recall / (precision + recall).max(1e-12));
        if precision >= 0.95 {
            r95 = recall;
        }
        if precision >= 0.99 {
            r99 = recall;
        }
    }
    (ap, f1, r95, r99)
}

/// Brier score, and expected calibration error over ten bins of equal width.
fn calibration(group: &[Scored]) -> (f64, f64) {
    let n = group.len() as f64;
    let brier =
        group.iter().map(|s| (s.probability - f64::from(u8::from(s.same))).powi(2)).sum::<f64>()
            / n;
    let mut bins = [(0.0, 0.0); 10];
    for s in group {
        let bin = &mut bins[((s.probability * 10.0) as usize).min(9)];
        *bin = (bin.0 + s.probability, bin.1 + f64::from(u8::from(s.same)));
    }
    (brier, bins.iter().map(|(p, y)| (p - y).abs()).sum::<f64>() / n)
}
