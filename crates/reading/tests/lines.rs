//! Figures of single lines and of passages, as wires, ministries and groups write them: one row a construction. ` // ` parts paragraphs.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test that stops at the first surprise and prints what differs"
)]

use model::quantity::Quantity;
use reading::{Format, Hints, Kind, Lang, read};

const FIGURES: &str = include_str!("lines/figures.tsv");
/// Who answers for a figure in English passages: datelines, offices behind countries, units, comparisons, earlier figures.
const SPEAKERS: &str = include_str!("lines/speakers.tsv");

/// Category, party and interval of each figure.
fn found(lang: &str, text: &str) -> Vec<String> {
    let hints = Hints {
        format: Some(Format::Text),
        published: "2031-03-14".parse().ok(),
        lang: Lang::from_code(lang),
        ..Hints::default()
    };
    let text =
        format!("Invented headline without a full stop\n\n{}\n", text.replace(" // ", "\n\n"));
    let reading = read(text.as_bytes(), &hints);
    let figures = reading.drafts.iter().filter(|d| d.kind == Kind::Figure);
    let mut out: Vec<String> = figures
        .map(|d| {
            let ends = match d.quantity.as_ref().unwrap() {
                Quantity::Fraction { .. } => "share".to_owned(),
                quantity => quantity.interval().map_or("words".to_owned(), |i| i.to_string()),
            };
            format!(
                "{} {}/{} {ends}",
                d.field("category"),
                d.field("party_group"),
                d.field("party")
            )
        })
        .collect();
    out.sort();
    out
}

/// Reads each row – text and figures, behind the language unless all rows are of one – and says which differ.
fn check(table: &str, lang: Option<&str>, least: usize) {
    let mut wrong = 0;
    let rows: Vec<Vec<&str>> = table
        .lines()
        .filter(|l| !l.starts_with('#') && !l.starts_with("lang\t") && !l.starts_with("text\t"))
        .map(|l| lang.into_iter().chain(l.split('\t')).collect())
        .collect();
    for row in &rows {
        let [lang, text, expected] = row[..] else { panic!("language, text, figures: {row:?}") };
        let mut expected: Vec<String> =
            expected.split("; ").filter(|f| *f != "-").map(str::to_owned).collect();
        expected.sort();
        let got = found(lang, text);
        if got != expected {
            wrong += 1;
            println!("{lang}: {text}\n  wanted {expected:?}\n  got    {got:?}");
        }
    }
    assert!(rows.len() >= least, "{}", rows.len());
    assert_eq!(wrong, 0, "of {}", rows.len());
}

#[test]
fn figures_of_lines() {
    check(FIGURES, None, 150);
}

#[test]
fn speakers_of_passages() {
    check(SPEAKERS, Some("en"), 50);
}
