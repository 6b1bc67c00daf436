//! Korean figures of single lines and short passages: category, party, interval and days, one row a construction.

#![expect(
    clippy::unwrap_used,
    reason = "a test that stops at the first surprise and prints what differs"
)]

use model::quantity::Quantity;
use reading::{Draft, Format, Hints, Kind, Lang, read};

const LINES: &str = include_str!("lines/ko.tsv");

/// Category, party, interval and the days that are stated.
fn figure(draft: &Draft) -> String {
    let ends = match draft.quantity.as_ref().unwrap() {
        Quantity::Fraction { .. } => "share".to_owned(),
        quantity => quantity.interval().map_or("words".to_owned(), |i| i.to_string()),
    };
    let (group, party) = (draft.field("party_group"), draft.field("party"));
    let mut out = format!("{} {group}/{party} {ends}", draft.field("category"));
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

/// The figures of a row's text: a line that begins with `= ` is a headline, one with `<` a page.
fn found(text: &str, published: &str) -> Vec<String> {
    let page = text.starts_with("<");
    let hints = Hints {
        format: Some(if page { Format::Html } else { Format::Text }),
        published: published.parse().ok(),
        lang: Lang::from_code("ko"),
        ..Hints::default()
    };
    let lines = text.replace(" // ", "\n\n");
    let text = match (text.strip_prefix("= "), page) {
        (Some(headline), _) => format!("{headline}\n\n첫눈이 내렸다. 강이 얼었다.\n"),
        (None, true) => lines,
        (None, false) => format!("지어낸 제목 한 줄\n\n{lines}\n"),
    };
    let reading = read(text.as_bytes(), &hints);
    let figures = reading.drafts.iter().filter(|d| d.kind == Kind::Figure);
    let mut out: Vec<String> = figures.map(figure).collect();
    out.sort();
    out
}

#[test]
fn figures_of_korean_lines() {
    let (mut rows, mut wrong) = (0, 0);
    for line in LINES.lines().filter(|l| !l.starts_with('#') && !l.starts_with("text\t")) {
        let cells: Vec<&str> = line.split('\t').collect();
        let [text, published, expected] = cells[..] else { panic!("three cells: {line}") };
        let mut expected: Vec<String> =
            expected.split("; ").filter(|f| *f != "-").map(str::to_owned).collect();
        expected.sort();
        let got = found(text, published);
        rows += 1;
        if got != expected {
            wrong += 1;
            println!("{text}\n  wanted {expected:?}\n  got    {got:?}");
        }
    }
    println!("{} of {rows} rows right", rows - wrong);
    assert!(rows >= 300, "{rows}");
    assert_eq!(wrong, 0, "of {rows}");
}
