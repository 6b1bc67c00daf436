//! Words of headlines that are hedges as verbs only: "casualties top 3,000", but not "the top 5" nor "killed near 3 villages".
//!
//! Invariant: they bound a number in digits from a hundred up that stands right behind them; elsewhere they are plain words.
//! Not here: hedges that are nothing else ("more than"); the table has them all.

use super::number::{Item, Kind};

/// The least number that such a verb bounds: a choice, above every rank, list and count of places.
const LEAST: u64 = 100;

/// Makes plain words of "top", "pass" and "near" where no such number follows.
pub(super) fn plain_verbs(text: &str, items: &mut [Item]) {
    for at in 0..items.len() {
        let Some(item) = items.get(at).copied() else { return };
        let said = text.get(item.start..item.end).unwrap_or_default();
        let verb = ["top", "pass", "near"].iter().any(|w| said.eq_ignore_ascii_case(w));
        if !verb || !matches!(item.kind, Kind::Rule(_)) {
            continue;
        }
        let number = items.get(at + 1).map(|next| next.kind);
        let bounds = matches!(number, Some(Kind::Number { value, literal, grouped })
            if value >= LEAST && (literal || grouped));
        if !bounds && let Some(item) = items.get_mut(at) {
            item.kind = Kind::Word;
        }
    }
}
