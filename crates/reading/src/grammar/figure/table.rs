//! Numbers in tables: the category stands in the head of the column, or above the table.

use super::{Cause, Left};
use crate::draft::BlockKind;
use crate::grammar::mention::Sentence;

/// The category of the i-th number of a row: that of its column, when the head has as many categories as the row has numbers; or the one
/// that the caption names.
pub(super) fn column(sentence: &Sentence, left: &Left, i: usize) -> Option<Cause> {
    if sentence.block != BlockKind::Row {
        return None;
    }
    let harm = match left.head.as_slice() {
        [one] => one,
        head if head.len() == sentence.numbers.len() => head.get(i)?,
        _ => return None,
    };
    let mut rules = vec!["figure-column"];
    rules.extend(&harm.rules);
    Some((harm.code, rules, None))
}
