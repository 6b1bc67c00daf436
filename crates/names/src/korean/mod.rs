//! Korean names: canonical syllables, their frequencies by position, and how each script writes them.
//!
//! A name is a family name of one unit and given syllables. What is written, in any script, becomes a few weighted hypotheses of slots
//! ([`encode`]); two names are compared slot by slot ([`compare`]). Terms: *unit* – a syllable, or a family name of two (남궁), numbered
//! after the syllables; *position* – family name, first or later given syllable, sole given syllable. Invariant: tables are read once and
//! never change. Not here: other languages. Source: see `docs/methods/names.md`.

pub(crate) mod chunk;
pub(crate) mod compare;
pub(crate) mod emission;
pub(crate) mod encode;
pub(crate) mod slot;
pub(crate) mod writing;

use crate::hangul;
use crate::quick::QuickMap;
use crate::tables::{Lines, TableError};
use emission::{Emission, Part, SYSTEMS, Whole};
use std::collections::BTreeMap;
use writing::Writing;

/// Family names of two syllables.
pub(crate) const COMPOUNDS: [&str; 14] = [
    "남궁", "황보", "제갈", "사공", "선우", "서문", "독고", "동방", "부여", "망절", "어금", "소봉",
    "장곡", "강전",
];

/// How many units there are: syllables and family names of two.
pub(crate) const UNITS: usize = hangul::COUNT as usize + COMPOUNDS.len();

/// A place in a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Position {
    Surname,
    First,
    Later,
    Sole,
}

impl Position {
    pub(crate) const ALL: [Self; 4] = [Self::Surname, Self::First, Self::Later, Self::Sole];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Surname => "surname",
            Self::First => "first",
            Self::Later => "later",
            Self::Sole => "sole",
        }
    }

    /// The position of given syllable `at` of `count`.
    pub(crate) fn given(at: usize, count: usize) -> Self {
        match (at, count) {
            (_, 1) => Self::Sole,
            (0, _) => Self::First,
            _ => Self::Later,
        }
    }
}

/// The unit of a family name of two syllables.
pub(crate) fn compound(a: u16, b: u16) -> Option<u16> {
    let at = COMPOUNDS.iter().position(|c| {
        let mut chars = c.chars().map(hangul::number);
        chars.next() == Some(Some(a)) && chars.next() == Some(Some(b))
    })?;
    u16::try_from(at).ok().map(|at| hangul::COUNT + at)
}

/// The two syllables of a compound unit.
pub(crate) fn compound_parts(unit: u16) -> Option<[u16; 2]> {
    let text = COMPOUNDS.get(usize::from(unit.checked_sub(hangul::COUNT)?))?;
    let mut numbers = text.chars().filter_map(hangul::number);
    Some([numbers.next()?, numbers.next()?])
}

/// A unit in Hangul.
pub(crate) fn unit_text(unit: u16) -> String {
    match unit.checked_sub(hangul::COUNT) {
        None => hangul::syllable(unit).to_string(),
        Some(at) => COMPOUNDS.get(usize::from(at)).map_or_else(String::new, |c| (*c).to_owned()),
    }
}

/// The tables of Korean names.
#[derive(Clone, Debug)]
pub(crate) struct Korean {
    pub(crate) systems: Vec<Writing>,
    /// By system, ln of its share against the table of its script.
    pub(crate) shares: Vec<f32>,
    /// By position, then by unit.
    pub(crate) priors: [Vec<f32>; 4],
    /// By unit, its rank in frequency over all positions; units that are seldom or never met have [`slot::RANKED`].
    pub(crate) ranks: Vec<u16>,
    /// Readings of a character with their shares.
    pub(crate) hanja: QuickMap<char, Vec<(u16, f32)>>,
    /// Mandarin syllable to Korean readings with P(pinyin | reading).
    pub(crate) pinyin: QuickMap<String, Vec<(u16, f32)>>,
    /// Given names of two syllables: how much more frequent than their syllables make them, and how many
    /// persons of the training names have them.
    given: QuickMap<[u16; 2], (f32, f32)>,
    /// The Mandarin syllable of a character.
    mandarin: QuickMap<char, String>,
    /// The Japanese On readings of a character, between spaces, as kana are folded.
    on: QuickMap<char, Box<str>>,
    /// On reading to Korean readings with P(On reading | Korean reading).
    pub(crate) on_units: QuickMap<String, Vec<(u16, f32)>>,
}

/// How many persons the independence of given syllables counts as, against given names seen as wholes.
const GIVEN_KAPPA: f32 = 2000.0;

/// The least frequency of a syllable that the tables do not have.
pub(crate) const PRIOR_MIN: f32 = 1e-7;

/// ln of the share of a set of rules that the tables say nothing of.
const SHARE: f32 = -2.0;

impl Korean {
    /// Tables without anything learned: empty systems, flat priors.
    pub(crate) fn empty() -> Self {
        let flat = || vec![PRIOR_MIN; UNITS];
        Self {
            systems: vec![Writing::default(); SYSTEMS.len()],
            shares: vec![SHARE; SYSTEMS.len()],
            priors: [flat(), flat(), flat(), flat()],
            ranks: Vec::new(),
            hanja: QuickMap::default(),
            pinyin: QuickMap::default(),
            given: QuickMap::default(),
            mandarin: QuickMap::default(),
            on: QuickMap::default(),
            on_units: QuickMap::default(),
        }
    }

    /// Reads the tables of sounds and frequencies.
    pub(crate) fn read(text: &str, hanja: &str) -> Result<Self, TableError> {
        let mut korean = Self::empty();
        let mut systems = vec![Emission::default(); SYSTEMS.len()];
        let mut whole: BTreeMap<(usize, usize), BTreeMap<(u16, String), f32>> = BTreeMap::new();
        for line in Lines::new("korean.tsv", text) {
            let cell = |n: usize| line.cell(n);
            match cell(0)? {
                "form" => {
                    let system = system_of(cell(1)?).ok_or_else(|| line.bad(1))?;
                    let part = part_of(cell(2)?).ok_or_else(|| line.bad(2))?;
                    let sound = sound_of(part, cell(3)?).ok_or_else(|| line.bad(3))?;
                    for (form, p) in line.weights(4)? {
                        let forms = systems.get_mut(system).map(|e| &mut e.parts[part as usize]);
                        if let Some(forms) = forms {
                            forms.entry(form).or_default().push((sound, p));
                        }
                    }
                }
                "share" => {
                    let system = system_of(cell(1)?).ok_or_else(|| line.bad(1))?;
                    if let Some(share) = korean.shares.get_mut(system) {
                        *share = line.number(2)?.max(f32::MIN_POSITIVE).ln();
                    }
                }
                "whole" => {
                    let system = system_of(cell(1)?).ok_or_else(|| line.bad(1))?;
                    let given = usize::from(cell(2)? != "surname");
                    let unit = unit_of(cell(3)?).ok_or_else(|| line.bad(3))?;
                    let counts = whole.entry((system, given)).or_default();
                    for (form, n) in line.weights(4)? {
                        *counts.entry((unit, form)).or_default() += n;
                    }
                }
                "prior" => {
                    let at = Position::ALL.iter().position(|p| Ok(p.name()) == cell(1));
                    let priors =
                        at.and_then(|at| korean.priors.get_mut(at)).ok_or_else(|| line.bad(1))?;
                    for (unit, p) in line.weights(2)? {
                        let unit = unit_of(&unit).ok_or_else(|| line.bad(2))?;
                        if let Some(slot) = priors.get_mut(usize::from(unit)) {
                            *slot = p.max(PRIOR_MIN);
                        }
                    }
                }
                "given" => {
                    let total = line.number(1)?;
                    for (name, n) in line.weights(2)? {
                        let units: Vec<u16> = name.chars().filter_map(hangul::number).collect();
                        if let [a, b] = units.as_slice() {
                            korean.count_given([*a, *b], n, total);
                        }
                    }
                }
                _ => return Err(line.bad(0)),
            }
        }
        for ((system, given), counts) in &whole {
            if let Some(slot) = systems.get_mut(*system).and_then(|e| e.whole.get_mut(*given)) {
                *slot = Whole::from_counts(counts);
            }
        }
        korean.rank();
        korean.systems = systems.iter().map(Writing::new).collect();
        korean.read_hanja(hanja)?;
        Ok(korean)
    }

    /// Ranks the units by their frequencies, which must be known.
    fn rank(&mut self) {
        let of = |unit: u16| Position::ALL.iter().map(|p| self.prior(*p, unit)).sum::<f32>();
        let mut units: Vec<(f32, u16)> = (0..=u16::MAX).take(UNITS).map(|u| (of(u), u)).collect();
        units.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let mut ranks = vec![slot::RANKED; UNITS];
        for ((_, unit), rank) in units.into_iter().zip(0..slot::RANKED) {
            if let Some(slot) = ranks.get_mut(usize::from(unit)) {
                *slot = rank;
            }
        }
        self.ranks = ranks;
    }

    /// Reads the characters: character, readings with weights, Mandarin syllable, On readings.
    pub(crate) fn read_hanja(&mut self, text: &str) -> Result<(), TableError> {
        let (mut by_pinyin, mut by_on) = (ByReading::new(), ByReading::new());
        for line in Lines::new("hanja.tsv", text) {
            let c = line.cell(0)?.chars().next().ok_or_else(|| line.bad(0))?;
            let weights = line.weights(1)?;
            let total: f32 = weights.iter().map(|w| w.1).sum();
            let mut readings = Vec::new();
            for (reading, w) in weights {
                let unit = unit_of(&reading).ok_or_else(|| line.bad(1))?;
                readings.push((unit, w / total.max(f32::MIN_POSITIVE)));
            }
            // The third column is empty where the character has no Mandarin reading.
            let pinyin = line.cell(2).unwrap_or("");
            let on = line.cell(3).unwrap_or("");
            for (unit, share) in &readings {
                for (table, sounds) in [(&mut by_pinyin, pinyin), (&mut by_on, on)] {
                    let each = 1.0 / sounds.split(' ').count() as f32;
                    for sound in sounds.split(' ').filter(|s| !s.is_empty()) {
                        let of_unit = table.entry(*unit).or_default();
                        *of_unit.entry(sound.to_owned()).or_default() += share * each;
                    }
                }
            }
            if !pinyin.is_empty() {
                self.mandarin.insert(c, pinyin.to_owned());
            }
            if !on.is_empty() {
                self.on.insert(c, on.into());
            }
            if !readings.is_empty() {
                self.hanja.insert(c, readings);
            }
        }
        self.pinyin = by_sound(by_pinyin);
        self.on_units = by_sound(by_on);
        Ok(())
    }

    /// Sets how much more frequent a given name is than its syllables make it; the frequencies of syllables must be known.
    fn count_given(&mut self, name: [u16; 2], n: f32, total: f32) {
        let apart = self.prior(Position::First, name[0]) * self.prior(Position::Later, name[1]);
        let together = (n + GIVEN_KAPPA * apart) / (total + GIVEN_KAPPA);
        self.given.insert(name, (together / apart.max(1e-12), n));
    }

    /// How much more frequent than its syllables the given name at the end of these units is.
    pub(crate) fn given_boost(&self, units: &[u16]) -> f32 {
        let [.., a, b] = units else { return 1.0 };
        self.given.get(&[*a, *b]).map_or(0.7, |known| known.0)
    }

    /// How many persons of the training names have the given name at the end of these units; 0 for one or none.
    pub(crate) fn given_count(&self, units: &[u16]) -> f32 {
        let [.., a, b] = units else { return 0.0 };
        self.given.get(&[*a, *b]).map_or(0.0, |known| known.1)
    }

    /// The Mandarin syllable of a character without its tone.
    pub(crate) fn mandarin(&self, c: char) -> Option<&str> {
        self.mandarin.get(&c).map(String::as_str)
    }

    /// The Japanese On readings of a character, between spaces, as kana are folded.
    pub(crate) fn on(&self, c: char) -> Option<&str> {
        self.on.get(&c).map(|on| &**on)
    }

    pub(crate) fn prior(&self, position: Position, unit: u16) -> f32 {
        let priors = self.priors.get(position as usize);
        priors.and_then(|p| p.get(usize::from(unit))).copied().unwrap_or(PRIOR_MIN)
    }
}

/// By Korean reading, the sounds that its characters have in another language.
type ByReading = BTreeMap<u16, BTreeMap<String, f32>>;

/// By sound, Korean readings with P(sound | reading).
fn by_sound(table: ByReading) -> QuickMap<String, Vec<(u16, f32)>> {
    let mut out: QuickMap<String, Vec<(u16, f32)>> = QuickMap::default();
    for (unit, sounds) in table {
        let total: f32 = sounds.values().sum();
        for (letters, n) in sounds.into_iter().filter(|_| total > 0.0) {
            out.entry(letters).or_default().push((unit, n / total));
        }
    }
    out
}

pub(crate) fn system_of(name: &str) -> Option<usize> {
    SYSTEMS.iter().position(|s| *s == name)
}

pub(crate) fn part_of(name: &str) -> Option<Part> {
    Part::ALL.into_iter().find(|p| p.name() == name)
}

pub(crate) fn sound_of(part: Part, text: &str) -> Option<u8> {
    part.sounds().chars().position(|c| text.starts_with(c)).and_then(|n| n.try_into().ok())
}

/// The unit that a text names: a syllable or a family name of two.
pub(crate) fn unit_of(text: &str) -> Option<u16> {
    let mut chars = text.chars();
    let first = hangul::number(chars.next()?)?;
    match chars.next() {
        None => Some(first),
        Some(c) => compound(first, hangul::number(c)?),
    }
}
