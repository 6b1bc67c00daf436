//! Judges overlap tables: `cargo run --release -p cenotaph-estimate --example judge -- [--truth N] [--methods] TABLE.csv …`
//!
//! One line a table: verdict, interval, rules. With `--truth` the last line counts how often what was said is wrong.

#![expect(clippy::print_stdout, reason = "an example for the terminal")]

use std::error::Error;

use estimate::assess::{AssessOptions, assess};
use estimate::mixture::MixtureOptions;
use estimate::table::{ReadOptions, read};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let (mut files, mut truth, mut methods) = (Vec::new(), None, false);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--truth" => truth = arguments.next().map(|n| n.parse::<f64>()).transpose()?,
            "--methods" => methods = true,
            _ => files.push(argument),
        }
    }
    // Less work a table than for a publication: a study judges many.
    let options = AssessOptions {
        replicates: 300,
        as_truth_replicates: 50,
        mixture: MixtureOptions {
            draws_max: 16_000,
            ess_goal: 400.0,
            round_trips_goal: 10,
            ..MixtureOptions::default()
        },
        ..AssessOptions::default()
    };
    let mut wrong = 0;
    for file in &files {
        for stratum in read(&std::fs::read_to_string(file)?, &ReadOptions::default())? {
            let said = assess(&stratum.table, &options)?;
            let ids: Vec<&str> = said.rules.iter().map(|r| r.id()).collect();
            let end = |v: Option<f64>| v.map_or_else(|| "-".to_owned(), |v| format!("{v:.0}"));
            println!(
                "{file}: {} {} {} {}",
                said.verdict.word(),
                end(said.verdict.low()),
                end(said.verdict.high()),
                ids.join(" ")
            );
            if methods {
                for m in &said.methods {
                    println!("    {} {:?} {:?} {:?}", m.method.name(), m.outcome, m.rhat, m.ess);
                }
                println!("    {}\n    {}", said.sentence(), said.sentence_korean());
            }
            wrong += usize::from(truth.is_some_and(|n| said.verdict.misleads(n)));
        }
    }
    if truth.is_some() {
        println!("{wrong} of {} tables: what was said excludes the truth", files.len());
    }
    Ok(())
}
