//! Measures the comparison on pair files by cross-validation and prints AP, F1, recall at 95 and 99 % precision, Brier score and ECE.
//!
//! `cargo run --release -p cenotaph-names --example evaluate -- DIR [dev|other|tokens|places|speed]… --lexicon=FILE [--aside] [--write=PATH]`
//!
//! DIR holds `dev.csv` and its sisters; FILE is `persons.txt` of rigour 1.3.13. Folds: see `support`. Probabilities are those of knots that were fitted to the other half
//! of the names. `--aside` measures the pairs with a name that was set aside, with one model that has seen none of them.

#![expect(clippy::print_stdout, reason = "a program that prints what it measured or read")]

#[path = "support/mod.rs"]
mod support;

use std::collections::BTreeMap;
use support::{Data, Result, Row, Scored, Set, cell, cross, hash, key};

fn main() -> Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let dir = args.first().ok_or("The folder of the pair files is missing")?;
    let lexicon = args.iter().find_map(|a| a.strip_prefix("--lexicon="));
    let lexicon = lexicon.ok_or("The option --lexicon=FILE is missing")?;
    let data = Data::read(dir, lexicon)?;
    let aside = args.iter().any(|a| a == "--aside");
    let chosen = |set: &str| {
        !args.iter().skip(1).any(|a| !a.starts_with("--")) || args.iter().any(|a| a == set)
    };
    for set in Set::ALL.into_iter().filter(|s| chosen(s.name())) {
        let rows = data.rows(set);
        let mut scored = cross(&data, set, aside, &standard_odds())?;
        if set == Set::Tokens && !aside {
            weigh(rows, &mut scored);
        }
        report(set.name(), rows, &scored, &args)?;
    }
    if args.iter().any(|a| a == "speed") {
        speed("dev", &data.dev)?;
        speed("other", &data.other)?;
    }
    if chosen("places") {
        let rows = support::rows(&format!("{dir}/dev_places.csv"))?;
        let scored = places(&rows)?;
        report("places", &rows, &scored, &args)?;
    }
    Ok(())
}

/// Readings a second of names in the order of a file, by a reader that knows no chunk yet, and once more by the same reader.
fn speed(set: &str, rows: &[Row]) -> Result<()> {
    let names = names::Names::standard()?;
    let texts: Vec<&str> =
        rows.iter().flat_map(|r| ["name_a", "name_b"].map(|c| cell(r, c))).collect();
    let mut reader = names.reader();
    for pass in ["cold", "warm", "warm", "warm"] {
        let begin = cpu_seconds()?;
        let read = texts.iter().filter(|t| !reader.read(t).is_empty()).count();
        let seconds = cpu_seconds()? - begin;
        println!("{set}, {pass}: {read} names, {:.0} a second", texts.len() as f64 / seconds);
    }
    if set != "dev" {
        return Ok(());
    }
    // Each name beside that of its pair, and beside a hundred others.
    let list: Vec<names::Name> = texts.iter().take(4_000).map(|t| reader.read(t)).collect();
    for (kind, pairs) in [("pairs", 1), ("any two", 101)] {
        let begin = cpu_seconds()?;
        let (mut count, mut sum) = (0_u32, 0.0);
        for _ in 0..if pairs == 1 { 100 } else { 2 } {
            for (n, a) in list.iter().enumerate().step_by(2) {
                for k in 0..pairs {
                    let b = list.get((n + 1 + k * 38) % list.len()).unwrap_or(a);
                    sum += names.ln_ratio(a, b);
                    count += 1;
                }
            }
        }
        let seconds = cpu_seconds()? - begin;
        println!(
            "{set}, {kind}: {:.0} comparisons a second ({sum:.0})",
            f64::from(count) / seconds
        );
    }
    Ok(())
}

/// Seconds of processor time of this program, which other programs on the machine do not lengthen; Linux only.
fn cpu_seconds() -> Result<f64> {
    let stat = std::fs::read_to_string("/proc/self/schedstat")?;
    let nanoseconds = stat.split(' ').next().unwrap_or("").parse::<f64>()?;
    Ok(nanoseconds / 1e9)
}

/// Names of places by the committed tables, which have seen none of their pairs.
fn places(rows: &[Row]) -> Result<Vec<Scored>> {
    let names = names::Names::standard()?;
    let ln = |r: &Row| names.place_ratio(cell(r, "name_a"), cell(r, "name_b"));
    let scored = rows.iter().enumerate().map(|(row, r)| Scored {
        row,
        same: cell(r, "label") == "1",
        ln: ln(r),
        probability: 0.0,
        numbers: None,
    });
    Ok(scored.collect())
}

/// The lines of the committed calibration that weigh tokens.
fn standard_odds() -> String {
    let lines = names::Tables::STANDARD.calibration.lines().filter(|l| l.starts_with("odds"));
    lines.map(|l| format!("{l}\n")).collect()
}

/// Weighs token pairs by numbers that were fitted to the tokens of the other four fifths.
fn weigh(rows: &[Row], scored: &mut [Scored]) {
    let part = |s: &Scored| hash(&format!("part {}", key(&rows[s.row], "a"))) % 5;
    let before = scored.to_vec();
    let mut fitted = BTreeMap::new();
    for s in scored {
        let Some((script, numbers)) = s.numbers else { continue };
        let odds = fitted.entry((script, part(s))).or_insert_with(|| {
            let others = before.iter().filter(|o| part(o) != part(s));
            let others =
                others.filter_map(|o| Some((o.numbers.filter(|n| n.0 == script)?.1, o.same)));
            names::learn::odds(&others.collect::<Vec<_>>())
        });
        s.ln = numbers.iter().zip(odds.iter()).map(|(x, w)| x * w).sum::<f32>() + odds[5];
    }
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
