//! A quantity as the columns of the desk's table have it.
//!
//! Invariant: what `model::quantity::from_columns` reads back is the quantity that was found in the text.

use model::quantity::{Lang, Quantity, Reading, from_columns, parse};

use crate::draft::Draft;

/// Fills `words`, `qualifier`, `low`, `best`, `high`, `fraction` and `fraction_base`.
pub(super) fn set(draft: &mut Draft, quantity: &Quantity, lang: Lang) {
    draft.set("words", quantity.words());
    match quantity {
        Quantity::Number(reading) | Quantity::Compound { whole: reading, .. } => {
            number(draft, reading, lang);
        }
        Quantity::Fraction { words, ratio: _, base, .. } => {
            draft.set("qualifier", words);
            draft.set("fraction", words);
            if let Some(value) = base.as_ref().and_then(|b| b.value) {
                draft.set("fraction_base", &value.to_string());
            }
        }
        Quantity::Words { words, .. } | Quantity::Absent { words, .. } => {
            draft.set("qualifier", words);
        }
    }
}

fn number(draft: &mut Draft, reading: &Reading, lang: Lang) {
    let ends = reading.rules.iter().any(|r| r.starts_with("column-"));
    if ends {
        let (low, high) = (reading.interval.lo(), reading.interval.hi());
        draft.set("low", &if low > 0 { low.to_string() } else { String::new() });
        draft.set("high", &high.map_or_else(String::new, |n| n.to_string()));
        return;
    }
    let Some(value) = reading.value else {
        // "dozens" and ranges are read from their words.
        draft.set("qualifier", &reading.words);
        return;
    };
    let (before, after) = around(&reading.words);
    let hedge = format!("{before} {after}").trim().to_owned();
    let read = |qualifier: &str| from_columns(qualifier, None, Some(value), None, None, None);
    let hedges = read(&hedge).hedges();
    let same = |qualifier: &str| {
        let read = read(qualifier);
        read.interval() == Some(reading.interval) && read.hedges() == hedges
    };
    let korean = (lang == Lang::Ko).then(|| shortest(&before, &after, same)).flatten();
    if let Some(hedge) = korean {
        draft.set("qualifier", &hedge);
        draft.set("best", &value.to_string());
        return;
    }
    // The noun that is counted is no hedge: "just under 4,000 casualties".
    if let Some(hedge) = ["", &before, &after, &hedge].into_iter().find(|h| same(h)) {
        draft.set("qualifier", hedge);
        draft.set("best", &value.to_string());
    } else if parse(&reading.words, Some(lang)).interval() == Some(reading.interval) {
        draft.set("qualifier", &reading.words);
    } else {
        draft.set("qualifier", &hedge);
        draft.set("best", &value.to_string());
    }
}

/// The least of the words behind a Korean number that means as much: of 여 명이 숨지 the 여.
fn shortest(before: &str, after: &str, same: impl Fn(&str) -> bool) -> Option<String> {
    let hedge = after.trim_start_matches(['만', '천', '백', '십', ' ']);
    let ends = hedge.char_indices().map(|(at, c)| at + c.len_utf8()).take(16);
    std::iter::once(0).chain(ends).find_map(|end| {
        let part = hedge.get(..end)?.trim();
        [part.to_owned(), format!("{before} {part}").trim().to_owned()]
            .into_iter()
            .find(|h| same(h))
    })
}

/// The words before the digits and behind them; before alone when there are none.
fn around(words: &str) -> (String, String) {
    let digits = |c: char| c.is_ascii_digit();
    let (Some(first), Some(last)) = (words.find(digits), words.rfind(digits)) else {
        return (words.to_owned(), String::new());
    };
    let part = |text: Option<&str>| text.unwrap_or_default().trim().to_owned();
    (part(words.get(..first)), part(words.get(last + 1..)))
}
