//! Text made alike for comparing: case, apostrophes, quotation marks, ё; with the way back.
//!
//! Invariant: each byte of the folded text leads back to the character that it came from, and folding is linear. Conjoining jamo and
//! combining marks are composed (NFC), so that text of an older system is found by the same forms.
//! Not here: the forms (`lexicon`).

use std::borrow::Cow;
use std::hash::{BuildHasherDefault, Hasher};

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::work::did;

/// A folded text and, for each of its bytes, the byte of the text that it stands for.
#[derive(Debug, Default)]
pub(crate) struct Folded {
    pub(crate) text: String,
    /// Empty when each byte stands for itself.
    map: Vec<u32>,
    source: u32,
}

impl Folded {
    /// Folds a text of less than 4 GiB.
    pub(crate) fn new(source: &str) -> Self {
        did(source.len());
        let itself = |b: &u8| {
            b.is_ascii() && (!b.is_ascii_whitespace() || *b == b' ') && !matches!(b, b'\x0b' | b'`')
        };
        if source.as_bytes().iter().all(itself) {
            let length = u32::try_from(source.len()).unwrap_or(u32::MAX);
            return Self { text: source.to_ascii_lowercase(), map: Vec::new(), source: length };
        }
        let mut folded = Self {
            text: String::with_capacity(source.len()),
            map: Vec::with_capacity(source.len()),
            source: u32::try_from(source.len()).unwrap_or(u32::MAX),
        };
        let mut chars = source.char_indices().peekable();
        while let Some((at, c)) = chars.next() {
            let mut cluster: Option<String> = None;
            while let Some((_, next)) = chars.peek().copied().filter(|(_, n)| joins(*n)) {
                cluster.get_or_insert_with(|| c.to_string()).push(next);
                chars.next();
            }
            match cluster {
                None => folded.push(c, at),
                Some(cluster) => cluster.nfc().for_each(|c| folded.push(c, at)),
            }
        }
        folded
    }

    fn push(&mut self, c: char, at: usize) {
        let at = u32::try_from(at).unwrap_or(u32::MAX);
        if c.is_ascii() && !c.is_ascii_whitespace() && c != '\u{b}' && c != '`' {
            self.text.push(c.to_ascii_lowercase());
            self.map.push(at);
            return;
        }
        let before = self.text.len();
        match c {
            '가'..='힣' | 'а'..='я' => self.text.push(c),
            'ё' | 'Ё' => self.text.push('е'),
            '’' | '‘' | 'ʼ' | '`' | '´' | '＇' => self.text.push('\''),
            '“' | '”' | '„' | '«' | '»' | '‟' | '″' => self.text.push('"'),
            '\u{2010}' | '\u{2011}' => self.text.push('-'),
            c if c.is_whitespace() => self.text.push(' '),
            c if c.is_ascii() => self.text.push(c.to_ascii_lowercase()),
            c => self.text.extend(c.to_lowercase()),
        }
        self.map.resize(self.map.len() + self.text.len() - before, at);
    }

    /// A text folded, without the way back.
    pub(crate) fn only(source: &str) -> Cow<'_, str> {
        let plain = |c: char| matches!(c, 'a'..='z' | '0'..='9' | '!'..='/' | ':'..='?' | '가'..='힣' | 'а'..='я');
        if source.chars().all(plain) {
            Cow::Borrowed(source)
        } else {
            Cow::Owned(Self::new(source).text)
        }
    }

    /// Where a byte of the folded text stands in the source; its end for the end.
    pub(crate) fn back(&self, at: usize) -> usize {
        if self.map.is_empty() {
            return at.min(self.source as usize);
        }
        self.map.get(at).map_or(self.source as usize, |at| *at as usize)
    }
}

/// A character that joins the one before: a combining mark, or a vowel or final jamo.
fn joins(c: char) -> bool {
    c > '\u{2ff}'
        && !matches!(c, '가'..='힣' | 'Ѐ'..='ҁ')
        && (matches!(c, '\u{1160}'..='\u{11ff}') || is_combining_mark(c))
}

/// As [`char::is_alphanumeric`], at once for the letters that most texts consist of.
pub(crate) fn is_alphanumeric(c: char) -> bool {
    match c {
        '\0'..='\u{7f}' => c.is_ascii_alphanumeric(),
        '가'..='힣' | 'Ѐ'..='ҁ' | 'Ҋ'..='ԯ' => true,
        '\u{2000}'..='\u{206f}' => false,
        _ => c.is_alphanumeric(),
    }
}

/// The hash of the tables' short words (FNV-1a); only the tables' own words are ever put under it.
pub(crate) type Quick = BuildHasherDefault<Fnv>;

/// See [`Quick`].
#[derive(Debug)]
pub(crate) struct Fnv(u64);

impl Default for Fnv {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Hasher for Fnv {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_those_of_the_standard_library() {
        for c in '\0'..=char::MAX {
            assert_eq!(is_alphanumeric(c), c.is_alphanumeric(), "{c:?}");
        }
        for c in ('가'..='힣').chain('Ѐ'..='ҁ') {
            assert!(!is_combining_mark(c), "{c:?}");
        }
        for c in ('가'..='힣').chain('а'..='я') {
            assert!(c.to_lowercase().eq([c]), "{c:?}");
        }
    }

    #[test]
    fn folding_leads_back() {
        let rows = [
            ("South Korea’s NIS", "south korea's nis"),
            ("Пётр «ГУР»", "петр \"гур\""),
            ("한국", "한국"),
            ("й", "й"),
            ("İx", "i\u{307}x"),
        ];
        for (source, expected) in rows {
            let folded = Folded::new(source);
            assert_eq!(folded.text, expected, "{source}");
            for (at, _) in folded.text.char_indices() {
                assert!(source.is_char_boundary(folded.back(at)), "{source}");
            }
            assert_eq!(folded.back(folded.text.len()), source.len());
        }
    }
}
