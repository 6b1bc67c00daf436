//! Who answers for a figure in English passages: datelines, offices behind countries, units, comparisons, earlier figures.

#![expect(
    clippy::unwrap_used,
    reason = "a test that stops at the first surprise and prints what differs"
)]

use model::quantity::Quantity;
use reading::{Format, Hints, Kind, Lang, read};

const FIGURES: &str = include_str!("lines/speakers.tsv");

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

#[test]
fn speakers_of_passages() {
    let mut wrong = 0;
    let rows: Vec<Vec<&str>> = FIGURES
        .lines()
        .filter(|l| !l.starts_with('#') && !l.starts_with("text\t"))
        .map(|l| l.split('\t').collect())
        .collect();
    for row in &rows {
        let [text, expected] = row[..] else { panic!("two cells: {row:?}") };
        let mut expected: Vec<String> =
            expected.split("; ").filter(|f| *f != "-").map(str::to_owned).collect();
        expected.sort();
        let got = found("en", text);
        if got != expected {
            wrong += 1;
            println!("{text}\n  wanted {expected:?}\n  got    {got:?}");
        }
    }
    assert!(rows.len() >= 50, "{}", rows.len());
    assert_eq!(wrong, 0, "of {}", rows.len());
}
