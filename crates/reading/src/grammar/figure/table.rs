//! Numbers in tables: the category stands in the head of the column, or above the table.

use std::ops::Range;

use model::quantity::{Quantity, from_columns};

use super::harm::{Harm, harms};
use super::{Cause, Left};
use crate::draft::BlockKind;
use crate::grammar::Context;
use crate::grammar::lexicon::Class;
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
    let number = &sentence.numbers.get(i)?.range;
    if let Some(harm) = by_cell(sentence, left, number) {
        let mut rules = vec!["figure-column"];
        rules.extend(&harm.rules);
        return Some((harm.code, rules, None));
    }
    // "Killed | 600 | 1,450": the row names its category.
    let label = harms(context, sentence).into_iter().find(|h| sentence.cell(&h.range) == Some(0));
    if let Some(harm) = label.filter(|_| sentence.cell(number) != Some(0)) {
        return Some((harm.code, harm.rules, None));
    }
    if !sentence.cells.is_empty() && !left.cells.is_empty() {
        return None;
    }
    let start = number.start;
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

/// The category that the head of a number's column names; else that of the words at the head of the row; else that of the caption.
fn by_cell<'a>(sentence: &Sentence, left: &'a Left, number: &Range<usize>) -> Option<&'a Harm> {
    let column = sentence.cell(number).filter(|c| *c > 0 || sentence.cells.len() == 1)?;
    let head = left.cells.get(column);
    let own = left
        .head
        .iter()
        .find(|h| head.is_some_and(|cell| cell.start <= h.range.start && h.range.end <= cell.end));
    let plain = left.cells.is_empty() || left.caption.is_some();
    let caption = left.caption.as_ref().filter(|_| plain && left.head.is_empty());
    own.or(caption)
}

/// What the heads "Low" and "High" make of a number.
#[derive(Debug, PartialEq)]
pub(super) enum Ends {
    /// It stands in another column.
    None,
    /// It is the upper end of the number before.
    Taken,
    /// One end, or both.
    Read(Quantity),
}

/// The interval whose end the i-th number of a row is.
pub(super) fn ends(context: &Context<'_>, sentence: &Sentence, left: &Left, i: usize) -> Ends {
    let Some(number) = sentence.numbers.get(i) else { return Ends::None };
    let head = |n: &Range<usize>| {
        let cell = sentence.cell(n).and_then(|c| left.cells.get(c))?;
        End::of(context.words(cell.clone()))
    };
    if sentence.block != BlockKind::Row || left.cells.len() != sentence.cells.len() {
        return Ends::None;
    }
    let Some(end) = head(&number.range) else { return Ends::None };
    let value = |n: &crate::grammar::mention::Number| n.quantity.reading().and_then(|r| r.value);
    let other = sentence
        .numbers
        .iter()
        .filter(|n| head(&n.range).is_some_and(|e| e != end))
        .find_map(|n| Some((n.range.start, value(n)?)));
    let Some(own) = value(number) else { return Ends::None };
    let (low, high) = match (end, other) {
        (_, Some((at, _))) if at < number.range.start => return Ends::Taken,
        (End::Low, other) => (Some(own), other.map(|o| o.1)),
        (End::High, other) => (other.map(|o| o.1), Some(own)),
    };
    Ends::Read(from_columns("", low, None, high, None, None))
}

/// An end of an interval.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    Low,
    High,
}

impl End {
    /// The end that the head of a column names.
    fn of(head: &str) -> Option<Self> {
        let lower = head.to_lowercase();
        let word = lower.split(|c: char| !c.is_alphabetic()).find(|w| !w.is_empty())?;
        match word {
            "low" | "lower" | "minimum" | "min" | "최소" | "минимум" | "мінімум" => {
                Some(Self::Low)
            }
            "high" | "upper" | "maximum" | "max" | "최대" | "максимум" => {
                Some(Self::High)
            }
            _ => None,
        }
    }
}

/// The categories of a table's head: harm, and in columns without it what tells of strength.
pub(super) fn head(sentence: &Sentence, harms: &[Harm]) -> Vec<Harm> {
    let mut out = harms.to_vec();
    for mention in sentence.of(Class::Strength) {
        let cell = sentence.cell(&mention.range);
        if cell.is_some() && out.iter().all(|h| sentence.cell(&h.range) != cell) {
            let (code, range) = (mention.value, mention.range.clone());
            out.push(Harm { code, range, rules: vec![mention.rule] });
        }
    }
    out
}

/// Whether a number is all that its cell holds, so that no word beside it tells its category.
pub(super) fn bare(context: &Context<'_>, sentence: &Sentence, number: &Range<usize>) -> bool {
    let Some(cell) = sentence.cell(number).and_then(|c| sentence.cells.get(c)) else {
        return false;
    };
    let words = |range: Range<usize>| context.words(range).chars().any(char::is_alphabetic);
    !words(cell.start..number.start) && !words(number.end..cell.end)
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
