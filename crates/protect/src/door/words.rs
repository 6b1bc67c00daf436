//! A desk's own sealed words – names, villages, numbers of its sources – found in a text.
//!
//! Terms: *squeezed* – the normal form of the door without anything but letters and digits, so that a name split by a space,
//! a hyphen or a line is the name; *run* – a part of a word long enough to lead to it: three syllables of Hangul or Han characters,
//! five letters, six digits.
//!
//! Invariant: the words are nowhere shown: `Debug` tells how many there are, and no error holds one. They stand in memory in clear
//! as long as this value lives, so make it late and drop it early. A word whose squeezed form is shorter than two syllables or
//! three letters or digits is left out: it would be found in every text.
//!
//! A word of Latin letters shorter than a run is found only where a word begins and ends; Hangul and Han are found
//! anywhere, because particles follow a name directly.
//!
//! Not here: the same name in another spelling or another script.
//!
//! Cost: one pass over the text, whatever the number of words.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;

use aho_corasick::{AhoCorasick, MatchKind};

use super::form::{self, Unit};

/// Words that a desk has sealed, ready to be found.
#[derive(Default)]
pub struct Words {
    finder: Option<AhoCorasick>,
    /// For each pattern, whether it must stand as a whole word.
    whole: Vec<bool>,
    count: usize,
}

impl Words {
    /// Takes the words in; how many were usable is [`Words::len`].
    pub fn new<'a>(words: impl IntoIterator<Item = &'a str>) -> Self {
        let mut patterns = BTreeMap::new();
        let mut count = 0;
        for word in words {
            let squeezed: Vec<char> = squeeze(&form::units(word)).map(|unit| unit.c).collect();
            let before = patterns.len();
            add_runs(&squeezed, &mut patterns);
            count += usize::from(patterns.len() > before || is_long_enough(&squeezed));
        }
        let finder = AhoCorasick::builder()
            .match_kind(MatchKind::Standard)
            .build(patterns.keys())
            .ok()
            .filter(|_| !patterns.is_empty());
        let whole = patterns.into_values().collect();
        Self { finder, whole, count }
    }

    /// Where one of the words, or a run of one, stands first in `text`, in bytes of the text as given.
    #[must_use]
    pub fn find(&self, text: &str) -> Option<Range<usize>> {
        let finder = self.finder.as_ref()?;
        let units = form::units(text);
        let kept: Vec<(usize, Unit)> = units
            .iter()
            .enumerate()
            .filter(|(_, unit)| unit.c.is_alphanumeric())
            .map(|(at, unit)| (at, *unit))
            .collect();
        let mut squeezed = String::with_capacity(text.len());
        let mut owner = Vec::with_capacity(text.len());
        for (at, (_, unit)) in kept.iter().enumerate() {
            squeezed.push(unit.c);
            owner.resize(squeezed.len(), at);
        }
        let joined = |left: usize, right: usize| {
            let (Some(a), Some(b)) = (kept.get(left), kept.get(right)) else { return false };
            b.0 == a.0 + 1 && !is_east_asian(a.1.c) && !is_east_asian(b.1.c)
        };
        finder.find_overlapping_iter(&squeezed).find_map(|found| {
            let (first, last) = (*owner.get(found.start())?, *owner.get(found.end() - 1)?);
            let whole = self.whole.get(found.pattern().as_usize()).copied().unwrap_or(false);
            let inside = first > 0 && joined(first - 1, first) || joined(last, last + 1);
            (!whole || !inside).then(|| kept[first].1.from..kept[last].1.to)
        })
    }

    /// How many usable words there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.count
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }
}

impl fmt::Debug for Words {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Words({})", self.count)
    }
}

fn squeeze(units: &[Unit]) -> impl Iterator<Item = &Unit> {
    units.iter().filter(|unit| unit.c.is_alphanumeric())
}

fn is_east_asian(c: char) -> bool {
    matches!(c, '\u{1100}'..='\u{11ff}' | '\u{2e80}'..='\u{a4cf}' | '\u{a960}'..='\u{d7ff}'
        | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// How many characters of its kind lead to the word they are taken from.
fn run_length(c: char) -> usize {
    match c {
        c if is_east_asian(c) => 3,
        c if c.is_ascii_digit() => 6,
        _ => 5,
    }
}

fn is_long_enough(word: &[char]) -> bool {
    word.len() >= 3 || word.len() == 2 && word.iter().all(|c| is_east_asian(*c))
}

/// Puts the word, if it is short, or else every run of it into `patterns`, with whether it must stand alone.
fn add_runs(word: &[char], patterns: &mut BTreeMap<String, bool>) {
    if !is_long_enough(word) {
        return;
    }
    let length = word.iter().map(|c| run_length(*c)).max().unwrap_or(5);
    if word.len() <= length {
        let alone = word.len() < length && !word.iter().any(|c| is_east_asian(*c));
        let entry = patterns.entry(word.iter().collect()).or_insert(alone);
        *entry &= alone;
        return;
    }
    for start in 0..word.len() {
        let mut end = start;
        let mut need = 0;
        while end < word.len() && (end == start || end - start < need) {
            need = need.max(run_length(word[end]));
            end += 1;
        }
        if end - start >= need {
            patterns.insert(word[start..end].iter().collect(), false);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use unicode_normalization::UnicodeNormalization;

    #[test]
    fn finds_a_word_however_it_is_written() {
        let words =
            Words::new(["홍길동", "Kim Invented", "+86 139 0000 0000", "아무리", "Ann", "송후"]);
        let rows = [
            ("그는 홍길동이라고", true),
            ("홍 길 동은", true),
            ("홍\u{200b}길동", true),
            ("ㅎㅗㅇㄱㅣㄹㄷㅗㅇ", true),
            ("전홍길동", true),
            ("홍길순", false),
            ("KIM-INVENTED", true),
            ("Kiminvent", true),
            ("invented", true),
            ("kim", false),
            ("８６１３９０００", true),
            ("139-000", true),
            ("13900", false),
            ("by Ann.", true),
            ("Anniversary", false),
            ("송후동에서", true),
            ("nobody", false),
            ("", false),
        ];
        for (text, expected) in rows {
            assert_eq!(words.find(text).is_some(), expected, "{text}");
            let nfd: String = text.nfd().collect();
            assert_eq!(words.find(&nfd).is_some(), expected, "NFD of {text}");
        }
        assert_eq!(words.find("그는 홍 길동이"), Some(7..17));
        assert_eq!(format!("{words:?}"), "Words(6)");
        assert_eq!(Words::new(["", "a", "가"]).len(), 0);
        assert_eq!(Words::default().find("x"), None);
    }

    #[test]
    fn every_run_of_a_word_is_found() {
        let words = Words::new(["양강도보천군아무리"]);
        let text: Vec<char> = "양강도보천군아무리".chars().collect();
        for window in text.windows(3) {
            let window: String = window.iter().collect();
            assert!(words.find(&window).is_some(), "{window}");
        }
        assert!(words.find("양강").is_none());
    }
}
