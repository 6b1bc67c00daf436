//! What may not even be held: telephone numbers, messenger ids, names of relatives and the like, found in a text.
//!
//! What it is for: `add` and the intake form ask [`inspect`] about every text of a protected row and refuse the row with the
//! kind, the reason and what to write instead. The gate asks the same of what is about to leave.
//!
//! Terms: *normal form* – how all writings of one text look alike: full-width and circled digits, jamo, zero-width characters
//! and look-alikes are folded (`form`); *finding* – a part of the text and the kind of thing it looks like; *certain* – the form
//! alone says so; *likely* – form and neighbouring words say so.
//!
//! Invariant: a finding says where, never what: no text of the row is in it. Findings never overlap and lie on boundaries of
//! characters. No text stops the program; the time is linear in its length.
//!
//! How it works: the text is brought to its normal form and cut into tokens (`view`), whose words a table knows
//! (`lexicon`); each detector looks at a token and a bounded number of neighbours. A text whose letters stand apart is read twice,
//! as it is and drawn together.
//!
//! Not here: who may override a finding, and the entry that this leaves. Names and villages that no word announces: [`Words`]
//! finds those that the desk has sealed, and nothing can know the others. What passes the door is not thereby safe.
//!
//! Source: Every Casualty Counts, Standards for Casualty Recording (2016), p. 41.

mod contact;
mod form;
mod lexicon;
mod moment;
mod number;
mod person;
mod place;
mod refused;
#[cfg(test)]
mod tests;
mod thing;
mod view;
mod words;

use std::ops::Range;

pub use refused::{Lang, Refused};
use view::View;
pub use words::Words;

/// How sure a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Certainty {
    /// The form and the neighbouring words speak for it.
    Likely,
    /// The form alone says it: a check digit, a country's numbering plan, a word and a number.
    Certain,
}

/// A part of a text that may not be held.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Finding {
    /// The kind of thing; where kinds overlap, the surest, and of equally sure ones the gravest.
    pub what: Refused,
    /// Where it stands, in bytes of the text as given; both ends are boundaries of characters.
    pub span: Range<usize>,
    /// How sure the finding is.
    pub certainty: Certainty,
}

/// Everything in `text` that may not be held, by its start; findings never overlap.
///
/// * Input: any text, of any length, in any writing.
/// * Output: empty where nothing is found, which does not say that nothing is there.
/// * Determinism: the same text, the same findings.
/// * Cost: linear in the text; the figure stands in docs/refused.md.
///
/// ```
/// use protect::door::{Refused, inspect};
///
/// let found = inspect("위챗 아이디는 invented_77");
/// assert_eq!(found[0].what, Refused::MessengerId);
/// assert!(inspect("about 12,000 soldiers, 3천여 명, December 23").is_empty());
/// ```
#[must_use]
pub fn inspect(text: &str) -> Vec<Finding> {
    let units = form::units(text);
    if is_checksum(&units) {
        return Vec::new();
    }
    let together = form::drawn_together(&units);
    let mut found = Vec::new();
    for units in std::iter::once(units).chain(together) {
        let view = View::new(units);
        let mut hits = Hits { view: &view, found: Vec::new() };
        for detect in DETECTORS {
            detect(&view, &mut hits);
        }
        found.append(&mut hits.found);
    }
    merge(found)
}

/// Whether the whole text is a SHA-256 in hexadecimal, whose runs of digits are nobody's number.
fn is_checksum(units: &[form::Unit]) -> bool {
    units.len() == 64 && units.iter().all(|unit| unit.c.is_ascii_hexdigit())
}

const DETECTORS: [fn(&View, &mut Hits<'_>); 6] =
    [number::detect, contact::detect, moment::detect, person::detect, place::detect, thing::detect];

/// Where the detectors put what they find.
struct Hits<'a> {
    view: &'a View,
    found: Vec<Finding>,
}

impl Hits<'_> {
    /// The tokens from `from` up to `to` are `what`.
    fn add(&mut self, what: Refused, from: usize, to: usize, certainty: Certainty) {
        let span = self.view.span(from, to.min(self.view.len()));
        if !span.is_empty() {
            self.found.push(Finding { what, span, certainty });
        }
    }
}

/// Overlapping findings as one: over all that they cover, named after the surest and gravest.
fn merge(mut found: Vec<Finding>) -> Vec<Finding> {
    found.sort_by_key(|finding| (finding.span.start, finding.span.end));
    let mut merged: Vec<Finding> = Vec::with_capacity(found.len());
    for finding in found {
        match merged.last_mut() {
            Some(last) if finding.span.start < last.span.end => {
                last.span.end = last.span.end.max(finding.span.end);
                let stronger = finding.certainty > last.certainty
                    || finding.certainty == last.certainty && finding.what < last.what;
                if stronger {
                    (last.what, last.certainty) = (finding.what, finding.certainty);
                }
            }
            _ => merged.push(finding),
        }
    }
    merged
}
