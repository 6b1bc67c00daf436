//! What is derived from values: words, sounds, readings of names, parts of dates; and keys of them.
//!
//! Terms: *word* – a run of letters or digits of a folded text, in Latin letters where it was Cyrillic; *skeleton* – its consonants, those
//! that spellings confuse as one; *reading* – a name in Hangul, as the crate `names` reads it; *sound* – readings where a name is Korean,
//! skeletons of its words in any order otherwise; *part* – which of these a key is made of. Invariants: a key depends on the value alone,
//! never on its number; a missing value has no key. Not here: which keys are used ([`crate::block`]).
//!
//! Names are read only where it can help: a list in one script without Korean names is compared letter by letter.

use crate::compare::{CodeShape, Look};
use crate::intern::{Interner, Texts, mix, step};
use crate::mapping::Kind;
use crate::record::{Dictionary, Units};
use crate::strings::{Outline, letter, letters};
use names::{Language, Name, Names, Unit};
use rayon::prelude::*;
use std::fmt;
use std::str::FromStr;

/// Lists of numbers one behind the other.
#[derive(Clone, Debug, Default)]
pub(crate) struct Lists<T> {
    ends: Vec<u32>,
    all: Vec<T>,
}

impl<T> Lists<T> {
    pub(crate) fn len(&self) -> u32 {
        number(self.ends.len())
    }

    pub(crate) fn push(&mut self, list: impl IntoIterator<Item = T>) {
        self.all.extend(list);
        self.ends.push(u32::try_from(self.all.len()).unwrap_or(u32::MAX));
    }

    pub(crate) fn get(&self, n: u32) -> &[T] {
        let n = n as usize;
        let from = if n == 0 { 0 } else { self.ends[n - 1] as usize };
        &self.all[from..self.ends[n] as usize]
    }
}

/// What is derived from the values of a dictionary.
#[derive(Debug, Default)]
pub(crate) struct Features {
    /// Words of each value, by number.
    pub(crate) words: Lists<u32>,
    /// Texts of the words.
    word_units: Units,
    /// What else is known of a word.
    pub(crate) about: Vec<Word>,
    /// Records that have the word.
    word_counts: Vec<u32>,
    /// What is asked first of a value that two names are compared by.
    pub(crate) briefs: Vec<Brief>,
    /// How codes look; empty in other fields.
    pub(crate) codes: Vec<CodeShape>,
    /// How names look; empty in other fields.
    pub(crate) looks: Vec<Look>,
    /// The skeleton of a value: of its words, in any order.
    pub(crate) skeletons: Vec<u64>,
    /// Units as read; empty in other fields.
    pub(crate) forces: Vec<Option<Unit>>,
    /// The names as read; empty where reading does not help.
    pub(crate) names: Vec<Option<Name>>,
    /// A bit for each syllable of the readings, by hash: names without a bit in common share no syllable.
    pub(crate) syllables: Vec<u64>,
    /// Keys of readings: the whole in any order of its syllables, family name, given name.
    pub(crate) readings: Lists<[u64; 3]>,
    /// Bits of a word that no record had when words were counted, in hundredths.
    rarest: u16,
    /// Records that must have a word for names with it to be read; `None` where names are not read.
    least: Option<u64>,
}

/// What is known of a word.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Word {
    /// Its letters as bits.
    letters: u64,
    pub(crate) skeleton: u64,
    /// Bits that it tells, in hundredths.
    pub(crate) bits: u16,
}

/// What is asked first of a name.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Brief {
    /// A hash of the text: an order that does not depend on numbers.
    pub(crate) hash: u64,
    /// Its letters as bits.
    pub(crate) letters: u64,
    /// It was read as Korean.
    pub(crate) korean: bool,
    /// It is written in blocks of syllables or characters, which letters cannot be compared with.
    pub(crate) in_blocks: bool,
}

/// A name that was read, its syllables, its keys.
type Read = (Option<Name>, u64, Vec<[u64; 3]>);

/// Words of a value that are looked at.
const WORDS_MAX: usize = 12;
/// Readings of a name that become keys.
const READINGS: usize = 3;
/// A reading must be this probable.
const READING_MIN: f32 = 0.12;

impl Features {
    pub(crate) fn of(kind: Kind, texts: &Texts, counts: &[u32], names: &Names) -> Self {
        let mut features = Self::default();
        if kind == Kind::Code {
            let shape = |n| CodeShape::of(&texts.get(n).encode_utf16().collect::<Vec<u16>>());
            features.codes = (0..number(texts.len())).map(shape).collect();
        }
        if matches!(kind, Kind::Date | Kind::Code | Kind::Category) {
            return features;
        }
        let is_name = !matches!(kind, Kind::Text | Kind::Unit);
        features.fill_words(texts, counts);
        if kind == Kind::Unit {
            features.forces = (0..number(texts.len())).map(|n| Unit::read(texts.get(n))).collect();
        }
        if is_name && let Some(rare) = reading_helps(texts, counts, names) {
            let total: u64 = counts.iter().map(|c| u64::from(*c)).sum();
            let least = (total / rare).clamp(1, 200);
            features.read(texts, names, least);
            features.least = Some(least);
        }
        features.briefs =
            (0..number(texts.len())).map(|n| features.brief(texts.get(n), n)).collect();
        if is_name {
            features.looks = (0..number(texts.len())).map(|n| Look::of(&features, n)).collect();
        }
        features
    }

    fn brief(&self, text: &str, value: u32) -> Brief {
        Brief {
            hash: mix(12, text.as_bytes()),
            letters: text.encode_utf16().fold(0, |bits, u| bits | letter(u)),
            korean: self.korean(value).is_some(),
            in_blocks: text.chars().any(|c| c >= '\u{1100}'),
        }
    }

    /// The words as an interner, to go on counting.
    pub(crate) fn interner(&self) -> Interner {
        let mut interner = Interner::default();
        for word in 0..number(self.about.len()) {
            interner.intern(&String::from_utf16_lossy(self.word_units.get(word)));
        }
        interner
    }

    /// One more value: counts of words stay what they are, so that what was derived of others stays too.
    pub(crate) fn push(&mut self, kind: Kind, text: &str, interner: &mut Interner, names: &Names) {
        if kind == Kind::Code {
            self.codes.push(CodeShape::of(&text.encode_utf16().collect::<Vec<u16>>()));
        }
        if matches!(kind, Kind::Date | Kind::Code | Kind::Category) {
            return;
        }
        let value = self.words.len();
        self.push_words(text, interner);
        if kind == Kind::Unit {
            self.forces.push(Unit::read(text));
        }
        self.word_counts.resize(self.about.len(), 0);
        if let Some(least) = self.least {
            let (name, syllables, keys) =
                self.read_one(text, value, least, names, &mut names.reader());
            self.names.push(name);
            self.syllables.push(syllables);
            self.readings.push(keys);
        }
        self.briefs.push(self.brief(text, value));
        if !matches!(kind, Kind::Text | Kind::Unit) {
            self.looks.push(Look::of(self, value));
        }
    }

    /// The words of one more value.
    fn push_words(&mut self, text: &str, interner: &mut Interner) {
        let roman = romanised(text);
        let parts = roman.split(|c: char| !c.is_alphanumeric() && c != '\'');
        let mut list: Vec<u32> = Vec::new();
        for word in parts.filter(|w| !w.is_empty()).take(WORDS_MAX) {
            let w = interner.intern(word);
            if w as usize == self.about.len() {
                self.word_units.push(word);
                let (letters, skeleton) = (letters(self.word_units.get(w)), skeleton(word));
                self.about.push(Word { letters, skeleton, bits: self.rarest });
            }
            list.push(w);
        }
        let mut bones: Vec<u64> = list.iter().map(|w| self.about[*w as usize].skeleton).collect();
        bones.sort_unstable();
        self.skeletons.push(bones.iter().fold(3, |h, s| step(h, *s)));
        self.words.push(list);
    }

    /// A word with what tells quickly that another is far from it.
    pub(crate) fn outline(&self, word: u32) -> Outline<'_> {
        Outline { units: self.word_units.get(word), letters: self.about[word as usize].letters }
    }

    fn fill_words(&mut self, texts: &Texts, counts: &[u32]) {
        let mut interner = Interner::default();
        (0..number(texts.len())).for_each(|n| self.push_words(texts.get(n), &mut interner));
        let mut word_counts = vec![0_u64; self.about.len()];
        for (n, count) in (0..).zip(counts) {
            for word in self.words.get(n) {
                word_counts[*word as usize] += u64::from(*count);
            }
        }
        let total: u64 = counts.iter().map(|c| u64::from(*c)).sum();
        let bits =
            |c: u64| (100.0 * (total.max(1) as f64 / c.max(1) as f64).log2()).clamp(50.0, 2000.0);
        self.word_counts =
            word_counts.iter().map(|c| u32::try_from(*c).unwrap_or(u32::MAX)).collect();
        for (word, count) in self.about.iter_mut().zip(word_counts) {
            word.bits = bits(count) as u16;
        }
        self.rarest = bits(1) as u16;
    }

    /// Reads names whose words are frequent enough; those in characters or syllables all.
    fn read(&mut self, texts: &Texts, names: &Names, least: u64) {
        // A reader remembers what it met: one for each thread, and what is frequent, and so is met first, is dealt out among them.
        let hands = rayon::current_num_threads().clamp(1, 64);
        let one = |hand: usize| -> std::vec::IntoIter<Read> {
            let mut reader = names.reader();
            let own = (hand..texts.len()).step_by(hands).map(number);
            let read = own.map(|n| self.read_one(texts.get(n), n, least, names, &mut reader));
            read.collect::<Vec<_>>().into_iter()
        };
        let mut read: Vec<_> = (0..hands).into_par_iter().map(one).collect();
        let dealt = (0..texts.len()).filter_map(|n| read[n % hands].next());
        for (name, syllables, keys) in dealt {
            self.names.push(name);
            self.syllables.push(syllables);
            self.readings.push(keys);
        }
    }

    /// Reads one name, if it is worth it.
    fn read_one(
        &self,
        text: &str,
        value: u32,
        least: u64,
        names: &Names,
        reader: &mut names::Reader<'_>,
    ) -> Read {
        let in_blocks = text.chars().any(|c| c >= '\u{1100}');
        let count = |w: &u32| u64::from(self.word_counts[*w as usize]);
        let frequent = || self.words.get(value).iter().all(|w| count(w) >= least);
        if !(in_blocks || frequent() && may_be_korean(text)) {
            return (None, 0, Vec::new());
        }
        let name = reader.read(text);
        if korean(&name) <= 0.5 {
            return (None, 0, Vec::new());
        }
        let (syllables, keys) = reading_keys(&name, names);
        if keys.is_empty() {
            return (None, 0, keys);
        }
        (Some(name), syllables, keys)
    }

    /// A name that was read as Korean.
    pub(crate) fn korean(&self, value: u32) -> Option<&Name> {
        if self.readings.ends.is_empty() || self.readings.get(value).is_empty() {
            return None;
        }
        self.names[value as usize].as_ref()
    }
}

pub(crate) fn number(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

fn korean(name: &Name) -> f32 {
    name.languages().filter(|l| l.0 == Language::Korean).map(|l| l.1).fold(0.0, f32::max)
}

/// Names that are read to tell whether reading helps: a chunk of letters never met costs a millisecond. The error of a share of them is
/// three in a hundred.
const READ: usize = 300;

/// Whether names are in other letters than Latin (one in a hundred), or Korean ones are among them (one in five of the most frequent, by
/// records: the share does not fall as a list grows and more of its values are errors of typing).
///
/// Gives into how many records a word must be found once at least: to read words that were never met is dear, and in one script a typing
/// error is better compared letter by letter.
fn reading_helps(texts: &Texts, counts: &[u32], names: &Names) -> Option<u64> {
    let count = |n: u32| u64::from(counts.get(n as usize).copied().unwrap_or(0)).max(1);
    let foreign = |c: char| c.is_alphabetic() && c > 'ɏ';
    let (mut other, mut all) = (0, 0);
    for n in 1..number(texts.len()) {
        let text = texts.get(n);
        all += count(n);
        other += if !text.is_ascii() && text.chars().any(foreign) { count(n) } else { 0 };
    }
    if other * 100 > all {
        return Some(100_000);
    }
    let key = |n: &u32| (std::cmp::Reverse(count(*n)), mix(5, texts.get(*n).as_bytes()));
    let mut frequent: Vec<u32> = (1..number(texts.len())).collect();
    if frequent.len() > READ {
        frequent.select_nth_unstable_by_key(READ, key);
        frequent.truncate(READ);
    }
    let mut reader = names.reader();
    let mut is_korean = |text: &str| may_be_korean(text) && korean(&reader.read(text)) > 0.8;
    let (mut read, mut all) = (0, 0);
    for n in frequent {
        all += count(n);
        read += if is_korean(texts.get(n)) { count(n) } else { 0 };
    }
    (read * 5 > all).then_some(4000)
}

/// Whether letters can be worth reading as a Korean name: they fall into open syllables. To read other words is dear, and gives nothing.
fn may_be_korean(text: &str) -> bool {
    let roman = romanised(text);
    let words = roman.split(|c: char| !c.is_alphanumeric() && c != '\'');
    let mut any = false;
    for word in words.filter(|w| !w.is_empty()) {
        any = true;
        if !is_syllabic(word) {
            return false;
        }
    }
    any
}

fn is_syllabic(word: &str) -> bool {
    // ви, ван, вон, воль: 위, 왕, 원, 월 as Russian writes them.
    if matches!(word, "vi" | "van" | "von" | "vol" | "vol'") {
        return true;
    }
    let (mut vowels, mut consonants, mut seen) = (0, 0, false);
    let mut letters = word.chars().peekable();
    let mut before = ' ';
    while let Some(c) = letters.next() {
        match c {
            // гван, кван, хван; чжон: as Russian writes Korean.
            'v' if matches!(before, 'g' | 'k' | 'h') => consonants += 1,
            'z' if letters.peek() == Some(&'h') => consonants += 1,
            'a' | 'e' | 'i' | 'o' | 'u' | 'y' | 'w' => {
                (vowels, consonants, seen) = (vowels + 1, 0, true);
            }
            'b' | 'c' | 'd' | 'g' | 'h' | 'j' | 'k' | 'l' | 'm' | 'n' | 'p' | 'r' | 's' | 't' => {
                (vowels, consonants) = (0, consonants + 1);
            }
            '\'' => {}
            _ => return false,
        }
        if vowels > 4 || consonants > 4 {
            return false;
        }
        before = c;
    }
    seen && word.len() <= 14
}

/// The syllables of the readings as bits, and the keys.
fn reading_keys(name: &Name, names: &Names) -> (u64, Vec<[u64; 3]>) {
    let (mut bits, mut keys) = (0, Vec::new());
    for (text, probability) in name.in_hangul(names, 2 * READINGS) {
        let bit = |c: char| 1_u64 << (step(24, u64::from(c)) >> 58);
        bits |= text.chars().filter(|c| *c != '-').map(bit).fold(0, |a, b| a | b);
        if keys.len() >= READINGS {
            continue;
        }
        if probability < READING_MIN && !keys.is_empty() {
            continue;
        }
        let syllables: Vec<char> = text.chars().filter(|c| *c != '-').collect();
        let mut sorted = syllables.clone();
        sorted.sort_unstable();
        let family = syllables.first().filter(|_| !text.starts_with('-'));
        let given = if text.starts_with('-') {
            &syllables[..]
        } else {
            &syllables[1.min(syllables.len())..]
        };
        let hash = |seed: u64, s: &[char]| {
            if s.is_empty() { 0 } else { s.iter().fold(seed, |h, c| step(h, u64::from(*c))) }
        };
        let family = family.map_or(0, |c| hash(22, &[*c]));
        keys.push([hash(21, &sorted), family, hash(23, given)]);
    }
    (bits, keys)
}

/// Latin letters for Cyrillic ones, one way for all languages; other letters stay.
pub(crate) fn romanised(text: &str) -> String {
    if text.is_ascii() {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match CYRILLIC.iter().find(|(from, _)| *from == c) {
            Some((_, to)) => out.push_str(to),
            None => out.push(c),
        }
    }
    out
}

const CYRILLIC: &[(char, &str)] = &[
    ('а', "a"),
    ('б', "b"),
    ('в', "v"),
    ('г', "g"),
    ('ґ', "g"),
    ('д', "d"),
    ('е', "e"),
    ('є', "e"),
    ('ж', "zh"),
    ('з', "z"),
    ('и', "i"),
    ('і', "i"),
    ('ї', "i"),
    ('й', "i"),
    ('к', "k"),
    ('л', "l"),
    ('м', "m"),
    ('н', "n"),
    ('о', "o"),
    ('п', "p"),
    ('р', "r"),
    ('с', "s"),
    ('т', "t"),
    ('у', "u"),
    ('ф', "f"),
    ('х', "kh"),
    ('ц', "ts"),
    ('ч', "ch"),
    ('ш', "sh"),
    ('щ', "shch"),
    ('ъ', ""),
    ('ы', "y"),
    ('ь', ""),
    ('э', "e"),
    ('ю', "yu"),
    ('я', "ya"),
];

/// The consonants of a word, at most six: doubled ones once, those that spellings confuse as one; a vowel only at the head.
pub(crate) fn skeleton(word: &str) -> u64 {
    let (mut key, mut last, mut n) = (9_u64, '\0', 0);
    for (at, c) in word.chars().enumerate() {
        let c = match c {
            'a' | 'e' | 'i' | 'o' | 'u' | 'y' if at == 0 => 'a',
            'a' | 'e' | 'i' | 'o' | 'u' | 'y' | 'h' | 'w' | '\'' | 'j' if at > 0 => continue,
            'c' | 'q' | 'g' | 'x' | 'k' => 'k',
            'z' | 's' => 's',
            'j' => 'k',
            'd' | 't' => 't',
            'b' | 'f' | 'v' | 'p' => 'p',
            'l' | 'r' => 'r',
            'm' | 'n' => 'n',
            other => other,
        };
        if c != last && n < 6 {
            key = step(key, u64::from(c));
            n += 1;
        }
        last = c;
    }
    key
}

/// Which part of a value a key is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Part {
    /// The value itself.
    Value,
    /// Readings of a Korean name, else the skeletons of all words in any order.
    Sound,
    /// Each word; of a Korean name the family name and the given name.
    Words,
    /// The two words that tell most.
    Rare,
    /// The first letters.
    Begin(u8),
    /// The last letters.
    End(u8),
    /// The year, if it is known.
    Year,
    /// Each year that a date may be in or may be confused with: from the year before to the year after.
    Years,
    /// Year and month.
    Month,
    /// Month and day.
    Day,
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Value => f.write_str("value"),
            Self::Sound => f.write_str("sound"),
            Self::Words => f.write_str("words"),
            Self::Rare => f.write_str("rare"),
            Self::Begin(n) => write!(f, "begin{n}"),
            Self::End(n) => write!(f, "end{n}"),
            Self::Year => f.write_str("year"),
            Self::Years => f.write_str("years"),
            Self::Month => f.write_str("month"),
            Self::Day => f.write_str("day"),
        }
    }
}

impl FromStr for Part {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let count = |head: &str| text.strip_prefix(head).and_then(|n| n.parse().ok());
        Ok(match text {
            "value" => Self::Value,
            "sound" => Self::Sound,
            "words" => Self::Words,
            "rare" => Self::Rare,
            "year" => Self::Year,
            "years" => Self::Years,
            "month" => Self::Month,
            "day" => Self::Day,
            _ => match (count("begin"), count("end")) {
                (Some(n), _) => Self::Begin(n),
                (_, Some(n)) => Self::End(n),
                _ => return Err(()),
            },
        })
    }
}

/// The keys of each value of a dictionary by a part; value 0 has none.
pub(crate) fn keys(dictionary: &Dictionary, part: Part) -> Lists<u64> {
    let mut lists = Lists::default();
    let mut keys = Vec::new();
    for value in 0..number(dictionary.len()) {
        keys_of(dictionary, part, value, &mut keys);
        lists.push(keys.iter().copied());
    }
    lists
}

/// The keys of one value, sorted.
pub(crate) fn keys_of(dictionary: &Dictionary, part: Part, value: u32, keys: &mut Vec<u64>) {
    keys.clear();
    if value > 0 {
        of_value(dictionary, part, value, keys);
    }
    keys.sort_unstable();
    keys.dedup();
    keys.retain(|k| *k != 0);
}

fn of_value(dictionary: &Dictionary, part: Part, value: u32, keys: &mut Vec<u64>) {
    let text = dictionary.text(value);
    let features = &dictionary.features;
    let whole = |keys: &mut Vec<u64>| keys.push(mix(2, text.as_bytes()));
    match part {
        Part::Value => whole(keys),
        Part::Sound if features.korean(value).is_some() => {
            keys.extend(features.readings.get(value).iter().map(|r| r[0]));
        }
        Part::Sound => match features.skeletons.get(value as usize) {
            Some(s) => keys.push(*s),
            None => whole(keys),
        },
        Part::Words if features.korean(value).is_some() => {
            keys.extend(features.readings.get(value).iter().flat_map(|r| [r[1], r[2]]));
        }
        Part::Words | Part::Rare if features.skeletons.is_empty() => whole(keys),
        Part::Words => {
            let words = features.words.get(value).iter();
            keys.extend(words.map(|w| features.about[*w as usize].skeleton));
        }
        Part::Rare => {
            let mut words: Vec<u32> = features.words.get(value).to_vec();
            let bits = |w: &u32| features.about[*w as usize].bits;
            let bone = |w: &u32| features.about[*w as usize].skeleton;
            words.sort_by(|a, b| bits(b).cmp(&bits(a)).then(bone(a).cmp(&bone(b))));
            keys.extend(words.iter().take(2).map(bone));
        }
        Part::Begin(n) => {
            let head: String = romanised(text).chars().take(usize::from(n)).collect();
            keys.push(mix(31, head.as_bytes()));
        }
        Part::End(n) => {
            let tail: String = text.chars().rev().take(usize::from(n)).collect();
            keys.push(mix(32, tail.as_bytes()));
        }
        Part::Year | Part::Years | Part::Month | Part::Day => {
            let Some(date) = dictionary.dates.get(value as usize) else { return whole(keys) };
            let year = |y: i16| mix(33, &y.to_le_bytes());
            let known = date.year_min == date.year_max;
            match part {
                Part::Year if known => keys.push(year(date.year_min)),
                Part::Years if date.year_max - date.year_min <= 3 => {
                    keys.extend((date.year_min - 1..=date.year_max + 1).map(year));
                }
                Part::Month if known && date.month > 0 => {
                    keys.push(step(year(date.year_min), u64::from(date.month)));
                }
                Part::Day if date.month > 0 && date.day > 0 => {
                    keys.push(mix(34, &[date.month, date.day]));
                }
                _ => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn skeletons_join_spellings_across_scripts() {
        let bones = |t: &str| skeleton(&romanised(t));
        for (a, b, same) in [
            ("shevchenko", "шевченко", true),
            ("goncharov", "honcharov", false),
            ("tkachuk", "ткачук", true),
            ("ivanov", "iwanow", false),
            ("smith", "smyth", true),
            ("petrov", "sidorov", false),
        ] {
            assert_eq!(bones(a) == bones(b), same, "{a} {b}");
        }
    }

    #[test]
    fn parts_are_written_and_read() {
        for part in
            [Part::Value, Part::Sound, Part::Begin(3), Part::End(2), Part::Years, Part::Rare]
        {
            assert_eq!(part.to_string().parse(), Ok(part));
        }
        assert_eq!("beginning".parse::<Part>(), Err(()));
    }
}
