//! Codenames: the handle that a new source gets, drawn by lot from a fixed list and derived from nothing.
//!
//! The list is `data/codenames.tsv`; its head says how the words were chosen. Invariant: which word a source gets depends on the
//! system's randomness and on which words are taken, on nothing that anybody types. A handle that was ever used in the case, an
//! erased one too, is never drawn again.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use super::super::error::Error;

/// A word of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Codename {
    /// English: the handle.
    pub word: &'static str,
    /// Korean: what a desk may say instead.
    pub ko: &'static str,
}

static LIST: LazyLock<Vec<Codename>> = LazyLock::new(|| {
    include_str!("../../../data/codenames.tsv")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once('\t'))
        .map(|(word, ko)| Codename { word, ko })
        .collect()
});

/// The whole list.
#[must_use]
pub fn list() -> &'static [Codename] {
    &LIST
}

/// The Korean word of a handle that came from the list.
#[must_use]
pub fn korean(handle: &str) -> Option<String> {
    let one = |word: &str| LIST.iter().find(|c| c.word == word).map(|c| c.ko);
    match handle.split_once('-') {
        None => one(handle).map(str::to_owned),
        Some((a, b)) => Some(format!("{}-{}", one(a)?, one(b)?)),
    }
}

/// Draws a handle that is not in `taken`, every free word with the same chance.
///
/// When every word is taken, two words with a hyphen are drawn: some 390,000 pairs.
///
/// # Errors
/// What the system's randomness answers.
pub(super) fn draw(taken: &BTreeSet<String>) -> Result<String, Error> {
    let free: Vec<&str> = LIST.iter().map(|c| c.word).filter(|w| !taken.contains(*w)).collect();
    if !free.is_empty() {
        return Ok(free[below(free.len())?].to_owned());
    }
    loop {
        let (a, b) = (LIST[below(LIST.len())?].word, LIST[below(LIST.len())?].word);
        let pair = format!("{a}-{b}");
        if a != b && !taken.contains(&pair) {
            return Ok(pair);
        }
    }
}

/// A whole number below `end`, each with the same chance: draws beyond the last whole multiple are drawn again.
fn below(end: usize) -> Result<usize, Error> {
    let end = u64::try_from(end.max(1)).unwrap_or(1);
    let zone = u64::MAX - u64::MAX % end;
    loop {
        let mut bytes = [0; 8];
        getrandom::fill(&mut bytes).map_err(|_| record::Error::NoRandomness)?;
        let drawn = u64::from_le_bytes(bytes);
        if drawn < zone {
            return Ok(usize::try_from(drawn % end).unwrap_or(0));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_long_plain_and_without_doubles() {
        let words: BTreeSet<&str> = list().iter().map(|c| c.word).collect();
        let korean: BTreeSet<&str> = list().iter().map(|c| c.ko).collect();
        assert!(list().len() >= 512, "{}", list().len());
        assert_eq!((words.len(), korean.len()), (list().len(), list().len()));
        for c in list() {
            assert!(c.word.bytes().all(|b| b.is_ascii_lowercase()), "{}", c.word);
            assert!((3..=16).contains(&c.word.len()), "{}", c.word);
            assert!(c.ko.chars().all(|k| ('가'..='힣').contains(&k)), "{}", c.ko);
        }
    }

    /// The door must not refuse a row for its codename.
    #[test]
    fn no_codename_is_refused_at_the_door() {
        for c in list() {
            for text in [c.word.to_owned(), c.ko.to_owned(), format!("{} said so", c.word)] {
                assert_eq!(protect::door::inspect(&text), [], "{text}");
            }
        }
    }

    #[test]
    fn a_taken_word_is_never_drawn() {
        let mut taken: BTreeSet<String> =
            list().iter().skip(3).map(|c| c.word.to_owned()).collect();
        let mut drawn = BTreeSet::new();
        for _ in 0..3 {
            let word = draw(&taken).unwrap();
            assert!(taken.insert(word.clone()) && drawn.insert(word));
        }
        let pair = draw(&taken).unwrap();
        assert!(pair.contains('-') && korean(&pair).is_some(), "{pair}");
        assert_eq!(korean("heron").as_deref(), Some("왜가리"));
        assert_eq!(korean("EX-H1"), None);
    }

    /// Every word has the same chance: χ² with 9 degrees of freedom over 10 words, 27.9 is exceeded once in a thousand.
    #[test]
    fn draws_are_even() {
        let taken: BTreeSet<String> = list().iter().skip(10).map(|c| c.word.to_owned()).collect();
        let mut counts = std::collections::BTreeMap::new();
        for _ in 0..10_000 {
            *counts.entry(draw(&taken).unwrap()).or_insert(0_i64) += 1;
        }
        let chi: f64 = counts.values().map(|n| (*n as f64 - 1000.0).powi(2) / 1000.0).sum();
        assert_eq!(counts.len(), 10);
        assert!(chi < 45.0, "{chi}: far beyond chance");
    }
}
