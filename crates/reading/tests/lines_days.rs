//! The days of figures in single lines and small tables: of saying, as of which, in which; one row a construction.

#![expect(
    clippy::unwrap_used,
    reason = "a test that stops at the first surprise and prints what differs"
)]

use model::quantity::Quantity;
use reading::{Draft, Format, Hints, Kind, Lang, read};

const LINES: &str = include_str!("lines/days.tsv");

/// The interval of a figure and its days; for a table's also category and party.
fn figure(draft: &Draft, table: bool) -> String {
    let mut out = match draft.quantity.as_ref().unwrap() {
        Quantity::Fraction { .. } => "share".to_owned(),
        quantity => quantity.interval().map_or("words".to_owned(), |i| i.to_string()),
    };
    if table {
        let (group, party) = (draft.field("party_group"), draft.field("party"));
        out = format!("{} {group}/{party} {out}", draft.field("category"));
    }
    let (from, to) = (draft.field("period_start"), draft.field("period_end"));
    let window = if from == to { from.to_owned() } else { format!("{from}..{to}") };
    let days = [
        ("said", draft.field("announced_date")),
        ("as-of", draft.field("as_of_date")),
        ("in", window.as_str()),
    ];
    for (name, day) in days.iter().filter(|(_, day)| !day.is_empty()) {
        out.push_str(&format!(" {name} {day}"));
    }
    out
}

fn found(lang: &str, text: &str) -> Vec<String> {
    let table = text.starts_with(['|', '#']);
    let hints = Hints {
        format: Some(if table { Format::Markdown } else { Format::Text }),
        published: "2031-03-14".parse().ok(),
        lang: Lang::from_code(lang),
        ..Hints::default()
    };
    let text = match table {
        true => format!(
            "# Invented headline\n\nSnow fell and the river froze over.\n\n{}\n",
            text.replace(" / ", "\n").replace(" // ", "\n\n")
        ),
        false => {
            format!("Invented headline without a full stop\n\n{}\n", text.replace(" // ", "\n\n"))
        }
    };
    let reading = read(text.as_bytes(), &hints);
    let figures = reading.drafts.iter().filter(|d| d.kind == Kind::Figure);
    let mut out: Vec<String> = figures.map(|d| figure(d, table)).collect();
    out.sort();
    out
}

#[test]
fn days_of_lines() {
    let (mut rows, mut wrong) = (0, 0);
    for line in LINES.lines().filter(|l| !l.starts_with("; ") && !l.starts_with("lang\t")) {
        let cells: Vec<&str> = line.split('\t').collect();
        let [lang, text, expected] = cells[..] else { panic!("three cells: {line}") };
        let mut expected: Vec<String> =
            expected.split("; ").filter(|f| *f != "-").map(str::to_owned).collect();
        expected.sort();
        let got = found(lang, text);
        rows += 1;
        if got != expected {
            wrong += 1;
            println!("{lang}: {text}\n  wanted {expected:?}\n  got    {got:?}");
        }
    }
    println!("{} of {rows} rows right", rows - wrong);
    assert!(rows >= 50, "{rows}");
    assert_eq!(wrong, 0, "of {rows}");
}
