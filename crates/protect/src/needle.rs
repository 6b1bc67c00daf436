//! Words that must be nowhere, found in one pass over a text.
//!
//! Terms: a *needle* is a string that must not leave: a withheld name, a village, a quote that was held back.
//!
//! Invariant: a needle of three bytes or more is found wherever it stands, but not inside a longer word of an alphabetic
//! script (`Ann` is not found in `Anniversary`). Hangul and Han have no such word ends – particles follow a name
//! directly – so there it is found anywhere. Shorter needles are not taken: they would stop every release.
//!
//! Cost: linear in the text, whatever the number of needles, as long as few share their first three bytes.
//!
//! Not here: the same name in another spelling.

use std::collections::HashMap;

/// The needles of one release, by their first three bytes.
#[derive(Debug, Default)]
pub(crate) struct Needles {
    by_start: HashMap<[u8; 3], Vec<String>>,
}

impl Needles {
    /// Takes a needle in; shorter than three bytes or blank ones are left out.
    pub(crate) fn add(&mut self, needle: &str) {
        let needle = needle.trim();
        let Some(start) = needle.as_bytes().first_chunk::<3>() else { return };
        let row = self.by_start.entry(*start).or_default();
        if !row.iter().any(|known| known == needle) {
            row.push(needle.to_owned());
        }
    }

    /// Takes a needle out again, e.g. because the same words are public elsewhere by decision.
    pub(crate) fn remove_inside(&mut self, text: &str) {
        for row in self.by_start.values_mut() {
            row.retain(|needle| !text.contains(needle.as_str()));
        }
    }

    /// Whether any needle stands in `text`.
    pub(crate) fn found_in(&self, text: &str) -> bool {
        if self.by_start.is_empty() {
            return false;
        }
        text.as_bytes().windows(3).enumerate().any(|(at, window)| {
            <[u8; 3]>::try_from(window)
                .ok()
                .and_then(|start| self.by_start.get(&start))
                .is_some_and(|row| row.iter().any(|needle| stands_at(text, at, needle)))
        })
    }
}

fn stands_at(text: &str, at: usize, needle: &str) -> bool {
    if !text.is_char_boundary(at) || !text[at..].starts_with(needle) {
        return false;
    }
    let before = text[..at].chars().next_back();
    let after = text[at + needle.len()..].chars().next();
    let joined = |inner: Option<char>, outer: Option<char>| {
        inner.is_some_and(is_word) && outer.is_some_and(is_word)
    };
    !joined(needle.chars().next(), before) && !joined(needle.chars().next_back(), after)
}

/// Letters and digits of scripts that part words by spaces.
fn is_word(c: char) -> bool {
    let east_asian = matches!(c, '\u{1100}'..='\u{11ff}' | '\u{2e80}'..='\u{9fff}'
        | '\u{a960}'..='\u{a97f}' | '\u{ac00}'..='\u{d7ff}' | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{3ffff}');
    c.is_alphanumeric() && !east_asian
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_whole_words_only_in_alphabetic_scripts() {
        let mut needles = Needles::default();
        for needle in ["Ann Doe", "홍길동", "Ann", "x"] {
            needles.add(needle);
        }
        let rows = [
            ("it was Ann.", true),
            ("Anniversary", false),
            ("by Ann Doe, aged 20", true),
            ("홍길동이 말했다", true),
            ("전홍길동", true),
            ("nobody", false),
            ("x", false),
            ("", false),
        ];
        for (text, expected) in rows {
            assert_eq!(needles.found_in(text), expected, "{text}");
        }
    }
}
