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
    let Some(value) = reading.value else {
        // "dozens" and ranges are read from their words.
        draft.set("qualifier", &reading.words);
        return;
    };
    let hedge = around(&reading.words);
    let same = |qualifier: &str| {
        from_columns(qualifier, None, Some(value), None, None, None).interval()
            == Some(reading.interval)
    };
    if same(&hedge) {
        draft.set("qualifier", &hedge);
        draft.set("best", &value.to_string());
    } else if parse(&reading.words, Some(lang)).interval() == Some(reading.interval) {
        draft.set("qualifier", &reading.words);
    } else {
        draft.set("qualifier", &hedge);
        draft.set("best", &value.to_string());
    }
}

/// The words around the digits.
fn around(words: &str) -> String {
    let digits = |c: char| c.is_ascii_digit();
    let (Some(first), Some(last)) = (words.find(digits), words.rfind(digits)) else {
        return words.to_owned();
    };
    let before = words.get(..first).unwrap_or_default().trim();
    let after = words.get(last + 1..).unwrap_or_default().trim();
    [before, after].join(" ").trim().to_owned()
}
