//! What names tell of each other without going to their letters: a level, or which levels are left.
//!
//! Terms: *look* – a name's syllables and the shapes of its words, a line of memory. Invariant: what two looks tell holds of the names
//! whose looks they are; a level that is told is the one that letters would give. Not here: comparing letters ([`super::level`]).

use super::{APART, DIFFERENT, name};
use crate::key::Features;
use crate::strings::Outline;

/// What a name is to a comparison, for a bound on its levels without its letters; a line of memory.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Look {
    /// A bit for each syllable of its readings; 0 for one that is not read as Korean.
    syllables: u64,
    /// Its words, as far as they are told apart.
    words: [WordShape; WORDS_SEEN],
    /// How many words it has; more than are told apart if they are too many or too long.
    count: u8,
    korean: bool,
    in_blocks: bool,
}

/// Words of a name that a look holds.
const WORDS_SEEN: usize = 3;
/// Letters of a word that a look holds.
const LETTERS_SEEN: usize = 200;

/// What two looks tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Seen {
    /// The level, unless the names were exchanged.
    Level(u8),
    /// Two names read as Korean.
    Korean,
    /// Two different words.
    Words,
    /// Nothing.
    Nothing,
}

impl Look {
    /// A value as it looks.
    pub(crate) fn of(f: &Features, value: u32) -> Self {
        let brief = f.briefs.get(value as usize).copied().unwrap_or_default();
        let syllables = f.syllables.get(value as usize).copied().unwrap_or(0);
        let mut look =
            Self { syllables, korean: brief.korean, in_blocks: brief.in_blocks, ..Self::default() };
        for word in f.words.get(value) {
            let outline = f.outline(*word);
            match look.words.get_mut(usize::from(look.count)) {
                Some(shape) if outline.units.len() <= LETTERS_SEEN => {
                    *shape = WordShape::of(outline);
                    look.count += 1;
                }
                _ => {
                    look.count = u8::MAX;
                    break;
                }
            }
        }
        look
    }

    /// The words, if all are held.
    fn words(&self) -> Option<&[WordShape]> {
        self.words.get(..usize::from(self.count))
    }

    /// What this look and another tell of two names that differ.
    pub(crate) fn beside(&self, other: &Self) -> Seen {
        if self.korean && other.korean {
            let apart = self.syllables & other.syllables == 0;
            return if apart { Seen::Level(APART) } else { Seen::Korean };
        }
        if (self.korean || other.korean) && self.in_blocks != other.in_blocks {
            return Seen::Level(0);
        }
        let (Some(own), Some(others)) = (self.words(), other.words()) else { return Seen::Nothing };
        if own.iter().all(|v| others.iter().all(|w| v.far(w))) {
            return Seen::Level(DIFFERENT);
        }
        match (own, others) {
            ([v], [w]) if v != w => Seen::Words,
            _ => Seen::Nothing,
        }
    }

    /// Levels that such a pair may have if the names were not exchanged, as bits.
    pub(crate) fn reachable(seen: Seen) -> u32 {
        match seen {
            Seen::Level(level) => 1 << level,
            Seen::Korean => !0 << name::READINGS,
            Seen::Words => {
                [0, name::DIFFERENT, name::LITTLE, name::BEGINS, name::ALIKE, name::EDIT]
                    .iter()
                    .fold(0, |b, l| b | 1_u32 << l)
            }
            Seen::Nothing => !0,
        }
    }
}

/// A word, for a look that does not go to its letters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct WordShape {
    letters: u64,
    /// The first four letters, the first in the last bits.
    head: u64,
    length: u8,
}

impl WordShape {
    pub(super) fn of(outline: Outline<'_>) -> Self {
        let head = outline.units.iter().take(4).rev().fold(0, |h, u| h << 16 | u64::from(*u));
        let length = u8::try_from(outline.units.len()).unwrap_or(u8::MAX);
        Self { letters: outline.letters, head, length }
    }

    /// Whether two words have nothing in common by their letters and lengths alone: not equal, no letter apart, neither begins the other,
    /// and Jaro–Winkler's measure is below 0.77.
    pub(super) fn far(&self, other: &Self) -> bool {
        let short = self.length.min(other.length);
        let (x, y) = (self.letters & !other.letters, other.letters & !self.letters);
        let (x, y) = (x.count_ones(), y.count_ones());
        let edited = x <= 1 && y <= 1 && self.length.abs_diff(other.length) <= 1;
        let alike_from_head = (self.head ^ other.head).trailing_zeros() / 16;
        let prefix = alike_from_head.min(u32::from(short));
        let begins = prefix >= u32::from(short).min(4);
        let (m, n) = (f32::from(self.length), f32::from(other.length));
        let common = (m - x as f32).min(n - y as f32).max(0.0);
        // Jaro's measure must be this, thrice and less one, for Winkler's to be 0.77 with such a prefix.
        const NEEDED: [f32; 5] = [1.31, 1.233_333, 1.137_5, 1.014_285, 0.85];
        let alike = common * (m + n) + 1e-2 >= NEEDED[prefix as usize % 5] * m * n;
        !edited && !begins && !alike
    }
}
