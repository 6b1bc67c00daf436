//! Makes the committed tables from pair files: `korean.tsv`, `letters.tsv`, `calibration.tsv`.
//!
//! `cargo run --release -p cenotaph-names --example train -- DIR LEXICON OUT`
//!
//! DIR holds `dev.csv` and its sisters, LEXICON is `persons.txt` of rigour 1.3.13 (Wikidata's items of names), OUT is `crates/names/data`. There is no randomness: the same files give the same tables. The
//! tables are learned from all pairs; the calibration from ratios that models gave which had not seen the names of the pair. Hashes of
//! what was read stand in the head of each table and are printed.

#![expect(clippy::print_stdout, reason = "a program that prints what it measured or read")]

#[path = "support/mod.rs"]
mod support;

use std::fmt::Write as _;
use support::{Data, FILES, Result, Scored, Set, Without, cross, digest};

/// Lines that weigh two tokens, fitted to token pairs of models that had not seen them.
fn token_odds(data: &Data) -> Result<String> {
    let scored = cross(data, Set::Tokens, false, "")?;
    let mut text = String::new();
    for script in ["cyrillic", "arabic"] {
        let of = |s: &Scored| Some((s.numbers.filter(|n| n.0 == script)?.1, s.same));
        let pairs: Vec<_> = scored.iter().filter_map(of).collect();
        let cells: Vec<String> =
            names::learn::odds(&pairs).iter().map(|w| format!("{w:.4}")).collect();
        writeln!(text, "odds\t{script}\t{}", cells.join("\t"))?;
    }
    Ok(text)
}

fn main() -> Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [dir, lexicon, out] = args.as_slice() else {
        return Err("Three paths are needed: DIR LEXICON OUT".into());
    };
    let data = Data::read(dir, lexicon)?;
    let mut inputs = String::new();
    for file in FILES {
        writeln!(inputs, "# {file} sha256 {}", digest(&format!("{dir}/{file}"))?)?;
    }
    writeln!(inputs, "# persons.txt sha256 {}", digest(lexicon)?)?;
    for file in ["hanja.tsv", "hand/korean.tsv", "hand/arabic.tsv", "hand/letters.tsv"] {
        writeln!(inputs, "# {file} sha256 {}", digest(&format!("{out}/{file}"))?)?;
    }
    print!("{inputs}");
    let head = |what: &str| {
        format!(
            "# version 1\n# {what}\n# Made by `examples/train.rs`; weights learned from pairs; no pair of names is in a table. Sources of the pairs: Wikidata labels by way of\n\
             # NETransliteration-COLING2018 (CC0), Wikidata's items of names (CC0) by way of rigour 1.3.13, names of members of the National Assembly of Korea by data-assembly (CC BY 3.0), spellings in the press and in\n\
             # the UN consolidated list (facts). This table: MIT OR Apache-2.0.\n{inputs}"
        )
    };
    let all = Without::default();
    let korean = head("How Korean syllables are written, and how frequent they are.")
        + &data.korean(&all)?;
    std::fs::write(format!("{out}/korean.tsv"), korean)?;
    let letters = head(
        "How letters of one script are written in Latin, and how frequent letters and tokens are.",
    ) + &data.letters(&all, false)?;
    std::fs::write(format!("{out}/letters.tsv"), letters)?;
    let mut knots =
        head("From ln likelihood ratio to ln odds, where one pair in four is one name.");
    let odds = token_odds(&data)?;
    knots += &odds;
    let dev = cross(&data, Set::Korean, false, &odds)?;
    let other = cross(&data, Set::Other, false, &odds)?;
    for (kind, scored) in [("korean", dev), ("letters", other)] {
        let pairs: Vec<(f32, bool)> = scored.iter().map(|s| (s.ln, s.same)).collect();
        for (x, y) in names::learn::knots(&pairs) {
            writeln!(knots, "{kind}\t{x:.3}\t{y:.3}")?;
        }
    }
    std::fs::write(format!("{out}/calibration.tsv"), knots)?;
    Ok(())
}
