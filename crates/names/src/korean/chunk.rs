//! What a chunk of letters stands for at a position of a name, in every script.
//!
//! Terms: *chunk* – letters taken for one unit. Letters are read by the tables of their script, with what may lie behind them: another
//! orthography, a Mandarin reading, a Russian case ending, a slip of the pen; a Hangul syllable stands for itself, a character for its
//! readings. Invariants: the memory of chunks changes the time only and is bounded; no chunk makes it panic. Not here: which letters form
//! a chunk.

use super::emission::{
    CHUNK_MAX, EUROPEAN, KONTSEVICH, NORTHERN, REVISED, SOUTHERN, SYSTEMS, UKRAINIAN,
};
use super::slot::Slot;
use super::writing::{Sums, Writing};
use super::{Korean, Position, UNITS, compound, compound_parts};
use crate::hangul;
use crate::quick::QuickMap;
use crate::typo::each_neighbour;
use std::sync::Arc;

/// Chunks remembered at most, by script and position; then the memory is emptied.
const MEMORY: usize = 1 << 15;
/// Below this ln P(letters) a chunk may be misspelt.
pub(crate) const ODD: f32 = -9.5;
/// Weight of one particular edit.
const TYPO: f32 = 2e-5;
/// Weight of a Russian case ending against none.
const DECLINED: f32 = 0.05;
/// Weight of a Mandarin reading behind Latin letters.
const PINYIN: f32 = 0.002;
/// Weight of a Japanese On reading behind kana.
const ON: f32 = 0.002;
/// A syllable that is less frequent than this where it stands may be a slip for a more frequent one.
const SELDOM: f32 = 1e-4;
/// Weight of the orthographies of Central Europe behind Latin letters: without them names such as Dzsongun would not be read at all.
const CENTRAL: f32 = 0.01;
/// The probability that a syllable in Hangul is written for another: a slip of the keyboard.
const DOUBT_HANGUL: f32 = 1e-4;
/// The same for a character.
const DOUBT_HAN: f32 = 3e-4;
/// The same for letters that are usual, and for letters that hardly any syllable is written with.
const DOUBT_USUAL: f32 = 3e-4;
const DOUBT_ODD: f32 = 5e-3;
/// Index of kana among the systems, and of Hangul and Han behind them.
const KANA: usize = 3;
pub(crate) const HANGUL: usize = SYSTEMS.len();
pub(crate) const HAN: usize = HANGUL + 1;

/// Slots by letters.
#[derive(Debug, Default)]
struct Memory {
    /// Letters of at most [`SHORT`] bytes, which are nearly all, as a number.
    short: QuickMap<u128, Option<Arc<Slot>>>,
    long: QuickMap<Box<str>, Option<Arc<Slot>>>,
}

/// Bytes that fit beside their count in a number.
const SHORT: usize = 15;

/// Letters as a number, if they are few.
fn short(letters: &str) -> Option<u128> {
    let mut bytes = [0; SHORT + 1];
    let count = letters.len();
    bytes.get_mut(..count).filter(|_| count <= SHORT)?.copy_from_slice(letters.as_bytes());
    bytes[SHORT] = u8::try_from(count).ok()?;
    Some(u128::from_le_bytes(bytes))
}

impl Memory {
    fn get(&self, letters: &str) -> Option<&Option<Arc<Slot>>> {
        match short(letters) {
            Some(number) => self.short.get(&number),
            None => self.long.get(letters),
        }
    }

    fn insert(&mut self, letters: &str, slot: Option<Arc<Slot>>) {
        if self.short.len() + self.long.len() >= MEMORY {
            *self = Self::default();
        }
        match short(letters) {
            Some(number) => self.short.insert(number, slot),
            None => self.long.insert(letters.into(), slot),
        };
    }
}

/// The slots of chunks; remembers them.
#[derive(Debug)]
pub(crate) struct Chunks<'m> {
    korean: &'m Korean,
    sums: Sums,
    /// Of the halves of a family name of two syllables.
    halves: [Sums; 2],
    /// Family names of two syllables with their halves.
    compounds: Vec<(u16, [u16; 2])>,
    memory: Vec<Memory>,
}

impl<'m> Chunks<'m> {
    pub(crate) fn new(korean: &'m Korean) -> Self {
        let memory =
            (0..=2 * HAN + 1).flat_map(|_| Position::ALL).map(|_| Memory::default()).collect();
        let sums = || Sums::new(UNITS);
        let unit = |at: u16| Some((hangul::COUNT + at, compound_parts(hangul::COUNT + at)?));
        let compounds = (0..u16::MAX).map_while(unit).collect();
        Self { korean, sums: sums(), halves: [sums(), sums()], compounds, memory }
    }

    /// ln of the share of names that are written by a system, against those by the table of its script.
    pub(crate) fn ln_share(&self, system: usize) -> f32 {
        self.korean.shares.get(system).copied().unwrap_or(f32::NEG_INFINITY)
    }

    /// The evidence of a chunk at a position, from memory or computed.
    pub(crate) fn slot(
        &mut self,
        system: usize,
        position: Position,
        letters: &str,
    ) -> Option<Arc<Slot>> {
        self.remembered(system, position, letters, false)
    }

    /// The same with the letters taken for one slip away from what was meant; dearer by far.
    pub(crate) fn misspelt(
        &mut self,
        system: usize,
        position: Position,
        letters: &str,
    ) -> Option<Arc<Slot>> {
        self.remembered(system, position, letters, true)
    }

    fn remembered(
        &mut self,
        system: usize,
        position: Position,
        letters: &str,
        slips: bool,
    ) -> Option<Arc<Slot>> {
        let of = system + usize::from(slips) * (HAN + 1);
        let at = of * Position::ALL.len() + position as usize;
        if let Some(known) = self.memory.get(at).and_then(|m| m.get(letters)) {
            return known.clone();
        }
        let entry = self.compute(system, position, letters, slips).map(Arc::new);
        if let Some(memory) = self.memory.get_mut(at) {
            memory.insert(letters, entry.clone());
        }
        entry
    }

    fn compute(
        &mut self,
        system: usize,
        position: Position,
        letters: &str,
        slips: bool,
    ) -> Option<Slot> {
        match system {
            HANGUL => self.hangul(position, letters),
            HAN => self.han(position, letters),
            _ => self.letters(system, position, letters, slips),
        }
    }

    fn letters(
        &mut self,
        system: usize,
        position: Position,
        letters: &str,
        slips: bool,
    ) -> Option<Slot> {
        let count = letters.chars().count();
        let longest = if position == Position::Surname { 2 * CHUNK_MAX } else { CHUNK_MAX };
        if count == 0 || count > longest {
            return None;
        }
        self.sums.clear();
        let surname = position == Position::Surname;
        let korean = self.korean;
        let writing = korean.systems.get(system)?;
        let codes = writing.codes(letters);
        let codes = codes.as_slice();
        if count <= CHUNK_MAX {
            writing.add(codes, surname, 1.0, &mut self.sums);
        }
        if let [code] = codes
            && !is_vowel(letters)
        {
            writing.add_initial(*code, 0.02, &mut self.sums);
        }
        if matches!(system, 1 | KONTSEVICH | UKRAINIAN) {
            for stem in declined(letters) {
                let stem = codes.get(..stem.chars().count()).unwrap_or(&[]);
                writing.add(stem, surname, DECLINED, &mut self.sums);
            }
        }
        if system == 0 {
            if let Some(european) = korean.systems.get(EUROPEAN).filter(|_| count <= CHUNK_MAX) {
                let codes = european.codes(letters);
                european.add(codes.as_slice(), surname, CENTRAL, &mut self.sums);
            }
            for (unit, p) in korean.pinyin.get(letters).map_or(&[][..], Vec::as_slice) {
                self.sums.add(*unit, PINYIN * p);
            }
        }
        if system == KANA {
            for (unit, p) in korean.on_units.get(letters).map_or(&[][..], Vec::as_slice) {
                self.sums.add(*unit, ON * p);
            }
        }
        if surname && count >= 4 {
            self.compounds(writing, codes);
        }
        if slips && (2..=CHUNK_MAX).contains(&count) {
            let alphabet = alphabet(system).chars().map(|c| writing.code(c));
            let alphabet: Vec<u8> = alphabet.filter(|code| *code != 0).collect();
            each_neighbour(codes, &alphabet, |near| {
                writing.add(near, surname, TYPO, &mut self.sums);
            });
        }
        self.finish(position)
    }

    /// Family names of two syllables: either half is written by the rules of given syllables.
    fn compounds(&mut self, writing: &Writing, codes: &[u8]) {
        let [head, tail] = &mut self.halves;
        for cut in 1..codes.len() {
            let Some((a, b)) = codes.split_at_checked(cut) else { continue };
            writing.add(a, false, 1.0, head);
            if !head.touched.is_empty() {
                writing.add(b, false, 1.0, tail);
                for (unit, [x, y]) in &self.compounds {
                    let p = head.of(*x) * tail.of(*y);
                    if p > 1e-9 {
                        self.sums.add(*unit, p);
                    }
                }
                tail.clear();
            }
            head.clear();
        }
    }

    fn evidence(&self, position: Position) -> f32 {
        let weigh = |s: &u16| self.sums.of(*s) * self.korean.prior(position, *s);
        self.sums.touched.iter().map(weigh).sum()
    }

    fn finish(&self, position: Position) -> Option<Slot> {
        let evidence = self.evidence(position);
        if evidence < 1e-14 {
            return None;
        }
        let of = |s: &u16| (*s, self.sums.of(*s), self.korean.prior(position, *s));
        let syllables = self.sums.touched.iter().map(of).collect();
        Some(Slot::new(syllables, evidence, doubt(evidence.ln()), &self.korean.ranks))
    }

    /// A syllable in Hangul stands for itself, now and then for its partner by the initial-sound law or for a vowel that sounds
    /// alike; one that names hardly have may be a slip of one letter.
    fn hangul(&mut self, position: Position, letters: &str) -> Option<Slot> {
        self.sums.clear();
        let unit = super::unit_of(letters)?;
        if unit >= hangul::COUNT {
            self.sums.add(unit, 1.0);
            return self.finish(position);
        }
        self.sums.add(unit, 1.0);
        if matches!(position, Position::Surname | Position::First | Position::Sole) {
            for partner in hangul::law_partners(unit) {
                self.sums.add(partner, 0.05);
            }
        }
        let (o, v, c) = hangul::decompose(unit);
        for (a, b) in [(1, 5), (5, 1), (7, 5), (5, 7), (3, 7), (10, 11), (11, 10), (10, 15)] {
            if v == a {
                self.sums.add(hangul::compose(o, b, c), 0.004);
            }
        }
        if self.korean.prior(position, unit) < SELDOM {
            hangul::neighbours(unit).for_each(|near| self.sums.add(near, TYPO));
        }
        let mut entry = self.finish(position)?;
        entry.doubt = DOUBT_HANGUL;
        Some(entry)
    }

    /// A character stands for its readings; at the head of a name by the initial-sound law three times in four.
    fn han(&mut self, position: Position, letters: &str) -> Option<Slot> {
        let korean = self.korean;
        let mut shares: Vec<(u16, f32)> = Vec::new();
        let mut chars = letters.chars();
        let first = korean.hanja.get(&chars.next()?)?;
        match chars.next() {
            None => {
                let head = position != Position::Later;
                for (unit, share) in first {
                    match hangul::initial_law(*unit).filter(|_| head) {
                        Some(south) => {
                            shares.extend([(south, share * 0.75), (*unit, share * 0.25)]);
                        }
                        None => shares.push((*unit, *share)),
                    }
                }
            }
            Some(c) => {
                let second = korean.hanja.get(&c)?;
                for (a, p) in first {
                    for (b, q) in second {
                        shares.extend(compound(*a, *b).map(|unit| (unit, p * q)));
                    }
                }
            }
        }
        self.sums.clear();
        for (unit, share) in shares {
            let prior = korean.prior(position, unit);
            self.sums.add(unit, share / prior.max(1e-6));
        }
        let evidence = self.evidence(position);
        let mut entry = self.finish(position)?;
        entry.doubt = DOUBT_HAN;
        // How often the character itself is used is not known: the letters are as probable as their readings.
        entry.ln = (evidence.ln() - 6.0).min(-3.0);
        Some(entry)
    }
}

fn is_vowel(letters: &str) -> bool {
    letters.chars().all(|c| "aeiouyŏŭöüäаеёиоуыэюяіїєαεηιουωايو".contains(c))
}

/// What is left of a Russian word when a case ending is taken off; nothing where there is none.
fn declined(letters: &str) -> impl Iterator<Item = &str> {
    ["а", "у", "е", "ом", "ем", "ой", "ы"].into_iter().filter_map(move |ending| {
        let stem = letters.strip_suffix(ending)?;
        let last = stem.chars().next_back()?;
        (stem.chars().count() >= 2 && !is_vowel(stem.get(stem.len() - last.len_utf8()..)?))
            .then_some(stem)
    })
}

/// Letters that a slip of the pen may put in.
fn alphabet(system: usize) -> &'static str {
    match system {
        0 | EUROPEAN | NORTHERN | REVISED | SOUTHERN => "abcdeghijklmnoprstuvwyz",
        1 | KONTSEVICH | UKRAINIAN => "абвгдеёжийклмнопрстухцчшыьэюя",
        2 => "ابتجدرسشغكگلمنهويچ",
        3 => "aeioukgstnhmyrwzjdbpNQ",
        4 => "αβγδεζηικλμνοπρστυχ",
        _ => "אבגדהוזטיכלמנסעפצקרשת",
    }
}

/// The probability that a chunk of this evidence is written as another syllable than it stands for.
fn doubt(ln: f32) -> f32 {
    let t = ((-5.0 - ln) / 5.0).clamp(0.0, 1.0);
    DOUBT_USUAL * (DOUBT_ODD / DOUBT_USUAL).powf(t)
}
