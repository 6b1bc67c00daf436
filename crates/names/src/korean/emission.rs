//! How a syllable is written in one script: P(letters | syllable), from parts of syllables and from whole syllables that were seen.
//!
//! Terms: *form* – the letters for an onset, a nucleus or a coda; *whole* – the letters for a syllable at a position of the name, counted.
//! P = λ·whole + (1 − λ)·Σ over splits of P(onset)·P(nucleus)·P(coda), λ = n/(n + κ) with n the times that the syllable was seen.
//! Invariant: everything is deterministic and no text makes it panic. Not here: priors, names, speed
//! ([`super::writing`]). Source: joint estimate by EM,
//! `crate::learn`.

use crate::hangul;
use std::collections::{BTreeMap, HashMap};

/// Tables by their names: a script each, then sets of rules by which a whole name in Latin or Cyrillic letters may be written.
pub(crate) const SYSTEMS: [&str; 12] = [
    "latin",
    "cyrillic",
    "arabic",
    "kana",
    "greek",
    "hebrew",
    "european",
    "northern",
    "revised",
    "kontsevich",
    "ukrainian",
    "southern",
];

/// The sets of rules behind the table of a script, which is learned from all of its names: one name is written by one of them throughout.
pub(crate) fn rules_of(system: usize) -> &'static [usize] {
    match system {
        0 => &[EUROPEAN, NORTHERN, REVISED, SOUTHERN],
        1 => &[KONTSEVICH, UKRAINIAN],
        _ => &[],
    }
}

/// Latin letters by the orthographies of Central Europe.
pub(crate) const EUROPEAN: usize = 6;
/// Latin letters by the North's rules and McCune–Reischauer without its marks.
pub(crate) const NORTHERN: usize = 7;
/// Latin letters with the vowels of the Revised Romanisation.
pub(crate) const REVISED: usize = 8;
/// Russian letters by Kontsevich's rules.
pub(crate) const KONTSEVICH: usize = 9;
/// Latin letters as in English: Jung, Young, Soo.
pub(crate) const SOUTHERN: usize = 11;
/// Cyrillic letters of Ukrainian and Belarusian.
pub(crate) const UKRAINIAN: usize = 10;

/// Weight of the parts against whole syllables: how many sightings of a syllable count as much as its parts.
///
/// Chosen on training names so that a spelling seen once does not outweigh the rules; between 2 and 10 nothing changed in the third digit.
pub(crate) const WHOLE_KAPPA: f32 = 4.0;

/// The longest form of a part in characters.
pub(crate) const PART_MAX: usize = 5;
/// The longest chunk of letters that can be one syllable, in characters.
pub(crate) const CHUNK_MAX: usize = 9;

/// Which part of a syllable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Part {
    Onset,
    Nucleus,
    Coda,
}

impl Part {
    pub(crate) const ALL: [Self; 3] = [Self::Onset, Self::Nucleus, Self::Coda];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Onset => "onset",
            Self::Nucleus => "nucleus",
            Self::Coda => "coda",
        }
    }

    pub(crate) fn sounds(self) -> &'static str {
        match self {
            Self::Onset => hangul::ONSETS,
            Self::Nucleus => hangul::NUCLEI,
            Self::Coda => hangul::CODAS,
        }
    }
}

/// Forms of one part: letters to sounds with P(letters | sound).
pub(crate) type Forms = HashMap<String, Vec<(u8, f32)>>;

/// Whole syllables of one position: letters to syllables with P(letters | syllable), and λ by syllable.
#[derive(Clone, Debug, Default)]
pub(crate) struct Whole {
    pub(crate) forms: HashMap<String, Vec<(u16, f32)>>,
    lambda: HashMap<u16, f32>,
}

impl Whole {
    /// From counts by syllable and letters.
    pub(crate) fn from_counts(counts: &BTreeMap<(u16, String), f32>) -> Self {
        let mut totals: BTreeMap<u16, f32> = BTreeMap::new();
        for ((s, _), n) in counts {
            *totals.entry(*s).or_default() += n;
        }
        let mut whole = Self::default();
        for ((s, letters), n) in counts {
            let total = totals.get(s).copied().unwrap_or(1.0).max(f32::MIN_POSITIVE);
            whole.forms.entry(letters.clone()).or_default().push((*s, n / total));
        }
        whole.lambda = totals.into_iter().map(|(s, n)| (s, n / (n + WHOLE_KAPPA))).collect();
        whole
    }

    /// The weight of the syllable as a whole.
    pub(crate) fn lambda(&self, unit: u16) -> f32 {
        self.lambda.get(&unit).copied().unwrap_or(0.0)
    }
}

/// The tables of one script.
#[derive(Clone, Debug, Default)]
pub(crate) struct Emission {
    /// Onset, nucleus, coda.
    pub(crate) parts: [Forms; 3],
    /// Family name, given name.
    pub(crate) whole: [Whole; 2],
}

impl Emission {
    /// P(form | sound), zero where the tables have nothing.
    pub(crate) fn part(&self, part: Part, letters: &str, sound: u8) -> f32 {
        let forms = self.parts.get(part as usize).and_then(|f| f.get(letters));
        forms.and_then(|f| f.iter().find(|(s, _)| *s == sound)).map_or(0.0, |(_, p)| *p)
    }
}

/// Places where a part that begins at `from` can end, in bytes: none to [`PART_MAX`] characters.
pub(crate) fn cuts(letters: &str, from: usize) -> impl Iterator<Item = usize> + '_ {
    let rest = letters.get(from..).unwrap_or("");
    let inner = rest.char_indices().map(move |(i, _)| from + i);
    inner.chain(std::iter::once(letters.len())).take(PART_MAX + 1)
}
