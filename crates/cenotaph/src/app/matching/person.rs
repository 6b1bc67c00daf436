//! The spellings of one person: how each is read, and why it is the same name as the one beside it.
//!
//! Each spelling is compared with one of them, the *anchor*: the first in Hangul, in which the person's own state wrote it, or else the first.
//! Invariants: pure; each spelling once, in the order given. Not here: that they are of one person, which the desk said.

use names::Names;

use super::super::Both;
use super::systems::{self, Written};
use super::{Pair, Spelling, compare};

/// One spelling of a person's name.
#[derive(Debug, Clone, PartialEq)]
pub struct Form {
    /// As printed.
    pub text: String,
    /// Its script.
    pub script: Both,
    /// Its reading in Hangul: the one shared with the anchor, or its own, with ` / ` between those that are open; empty if there is none.
    pub reading: String,
    /// The system of the letters.
    pub written: Option<Written>,
    /// What the comparison with the anchor gave; nothing for the anchor itself.
    pub beside: Option<Pair>,
}

/// Reads the spellings of one person; the first of the list is the anchor.
#[must_use]
pub fn forms(names: &Names, spellings: &[&str]) -> Vec<Form> {
    let mut each: Vec<&str> = Vec::new();
    for text in spellings {
        if !each.contains(text) {
            each.push(text);
        }
    }
    if let Some(at) = each.iter().position(|text| hangul(text)) {
        let anchor = each.remove(at);
        each.insert(0, anchor);
    }
    let Some(anchor) = each.first().map(|text| names.read(text)) else { return Vec::new() };
    let form = |text: &&str| {
        let pair = compare(names, &anchor, &names.read(text));
        let beside = (*text != anchor.text()).then_some(pair.clone());
        let shared = beside.as_ref().and_then(|pair| pair.reading.clone());
        let (reading, written) = match shared {
            Some(shared) => (shared, pair.right.written),
            // What the letters alone leave open names no system either.
            None => {
                let own = own(&pair.right);
                let sure = !own.contains(BETWEEN);
                let written = sure.then(|| systems::written(text, &own)).flatten();
                (own, written)
            }
        };
        Form {
            text: (*text).to_owned(),
            script: pair.right.scripts.first().cloned().unwrap_or_default(),
            reading,
            written,
            beside,
        }
    };
    each.iter().map(form).collect()
}

/// Stands between readings that are open.
const BETWEEN: &str = " / ";
/// A reading less probable than this is not told.
const TOLD: f32 = 0.15;

/// The readings of a spelling alone: Hangul stands for itself.
fn own(spelling: &Spelling) -> String {
    if hangul(&spelling.text) {
        return spelling.text.clone();
    }
    let told = spelling.readings.iter().filter(|r| r.1 >= TOLD).map(|r| r.0.as_str());
    told.collect::<Vec<_>>().join(BETWEEN)
}

fn hangul(text: &str) -> bool {
    text.chars().any(|c| matches!(c, '가'..='힣'))
}

#[cfg(test)]
mod tests {
    use super::super::standard;
    use super::*;

    #[test]
    fn the_spelling_of_the_state_comes_first_and_each_once() {
        let forms =
            forms(standard().unwrap(), &["Ri Gwang-eun", "Ли Гван Ын", "리광은", "Ли Гван Ын"]);
        let told: Vec<(&str, bool)> =
            forms.iter().map(|f| (f.text.as_str(), f.beside.is_some())).collect();
        assert_eq!(told, [("리광은", false), ("Ri Gwang-eun", true), ("Ли Гван Ын", true)]);
        assert!(forms[1..].iter().all(|f| f.beside.as_ref().unwrap().answer() == "same"));
        assert_eq!(forms[0].reading, "리광은");
    }

    #[test]
    fn one_spelling_alone_is_read_by_itself() {
        let alone = forms(standard().unwrap(), &["Ro Nam Sok"]);
        assert_eq!((alone.len(), alone[0].reading.as_str()), (1, "로남석"));
        let system = alone[0].written.as_ref().unwrap().words().en;
        assert_eq!(system, "McCune–Reischauer or North Korean");
        assert_eq!(alone[0].beside, None);
        assert!(forms(standard().unwrap(), &[]).is_empty());
    }
}
