//! Makes the committed tables from pair files: `korean.tsv`, `letters.tsv`, `calibration.tsv`.
//!
//! `cargo run --release -p cenotaph-names --example train -- DIR OUT`
//!
//! DIR holds `dev.csv` and its sisters, OUT is `crates/names/data`. There is no randomness: the same files give the same tables. The
//! tables are learned from all pairs; the calibration from ratios that models gave which had not seen the names of the pair. Hashes of
//! what was read stand in the head of each table and are printed.

#![expect(clippy::print_stdout, reason = "a program that prints what it measured or read")]

#[path = "support/mod.rs"]
mod support;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use support::{Data, FILES, Result, cross, digest};

fn main() -> Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [dir, out] = args.as_slice() else {
        return Err("Two folders are needed: DIR OUT".into());
    };
    let data = Data::read(dir)?;
    let mut inputs = String::new();
    for file in FILES {
        writeln!(inputs, "# {file} sha256 {}", digest(&format!("{dir}/{file}"))?)?;
    }
    for file in ["hanja.tsv", "hand/korean.tsv", "hand/letters.tsv"] {
        writeln!(inputs, "# {file} sha256 {}", digest(&format!("{out}/{file}"))?)?;
    }
    print!("{inputs}");
    let head = |what: &str| {
        format!(
            "# version 1\n# {what}\n# Made by `examples/train.rs`; weights learned from pairs; no pair of names is in a table. Sources of the pairs: Wikidata labels by way of\n\
             # NETransliteration-COLING2018 (CC0), names of members of the National Assembly of Korea by data-assembly (CC BY 3.0), spellings in the press and in\n\
             # the UN consolidated list (facts). This table: MIT OR Apache-2.0.\n{inputs}"
        )
    };
    let all = BTreeSet::new();
    let korean = head("How Korean syllables are written, and how frequent they are.")
        + &data.korean(&all)?;
    std::fs::write(format!("{out}/korean.tsv"), korean)?;
    let letters = head(
        "How letters of one script are written in Latin, and how frequent letters and tokens are.",
    ) + &data.letters(&all, false)?;
    std::fs::write(format!("{out}/letters.tsv"), letters)?;
    let mut knots =
        head("From ln likelihood ratio to ln odds, where one pair in four is one name.");
    let dev = cross(&data, &data.dev, false, false, "")?;
    let other = cross(&data, &data.other, false, false, "")?;
    for (kind, scored) in [("korean", dev), ("letters", other)] {
        let pairs: Vec<(f32, bool)> = scored.iter().map(|s| (s.ln, s.same)).collect();
        for (x, y) in names::learn::knots(&pairs) {
            writeln!(knots, "{kind}\t{x:.3}\t{y:.3}")?;
        }
    }
    std::fs::write(format!("{out}/calibration.tsv"), knots)?;
    Ok(())
}
