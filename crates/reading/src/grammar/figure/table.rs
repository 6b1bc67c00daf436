//! Numbers in tables: the category stands in the head of the column, or above the table.

use super::{Cause, Left};
use crate::draft::BlockKind;
use crate::grammar::Context;
use crate::grammar::mention::Sentence;
use crate::grammar::when::{Cue, Time};

/// The category of the i-th number of a row: that of its column, when the head has as many categories as the row has cells – numbers, and
/// strokes for none –; or the one that the caption names.
pub(super) fn column(
    context: &Context<'_>,
    sentence: &Sentence,
    left: &Left,
    i: usize,
) -> Option<Cause> {
    if sentence.block != BlockKind::Row {
        return None;
    }
    let start = sentence.numbers.get(i)?.range.start;
    let empty = empties(context, sentence);
    let before = empty.iter().filter(|at| **at < start).count();
    let harm = match left.head.as_slice() {
        [one] => one,
        head if head.len() == sentence.numbers.len() => head.get(i)?,
        head if head.len() == sentence.numbers.len() + empty.len() => head.get(i + before)?,
        _ => return None,
    };
    let mut rules = vec!["figure-column"];
    rules.extend(&harm.rules);
    Some((harm.code, rules, None))
}

/// The day for which a caption says that its table holds.
pub(super) fn as_of(caption: &Sentence) -> Option<&Time> {
    caption.dates.iter().find(|d| d.cue == Cue::AsOf).map(|d| &d.time)
}

/// Where the strokes stand that fill cells without a number.
fn empties(context: &Context<'_>, sentence: &Sentence) -> Vec<usize> {
    const NONE: [&str; 11] = ["-", "–", "—", "―", "n/a", "?", "미상", "불명", "×", "x", "…"];
    let text = context.words(sentence.range.clone());
    let mut at = sentence.range.start;
    let mut out = Vec::new();
    for part in text.split_inclusive(|c: char| c.is_whitespace() || c == '|') {
        let word = part.trim_matches(|c: char| c.is_whitespace() || c == '|').to_lowercase();
        if NONE.contains(&word.as_str()) {
            out.push(at);
        }
        at += part.len();
    }
    out
}
