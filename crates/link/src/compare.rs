//! How a field of two records is compared: levels of agreement.
//!
//! Terms: *level* – what a comparison finds, numbered within its kind; 0 is missing on either side, and is no evidence; *same* – the level of
//! two equal values; *partner* – the field with which this one is confused: family names for given names. Invariants: symmetric; a level
//! depends on the values only. Which levels speak for one person is learned ([`crate::train`]), not set. Not here: weights;
//! what a name tells without its letters (`look`).

use crate::field::Date;
use crate::key::Features;
use crate::mapping::Kind;
use crate::place;
use crate::record::{Dictionary, Records};
use crate::strings::{Outline, jaro_winkler, one_edit, two_edits};
use names::{Answer, Names};

mod look;

pub(crate) use look::{Look, Seen};

/// The kinds of comparison, each with its levels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Measure {
    Name,
    Date,
    Text,
    Place,
    Unit,
    Code,
    Category,
}

impl Measure {
    pub(crate) fn of(kind: Kind) -> Self {
        match kind {
            Kind::Name | Kind::Given | Kind::Family => Self::Name,
            Kind::Date => Self::Date,
            Kind::Text => Self::Text,
            Kind::Place => Self::Place,
            Kind::Unit => Self::Unit,
            Kind::Code => Self::Code,
            Kind::Category => Self::Category,
        }
    }

    /// Words for the levels, and for each what is believed before learning: m and u, in thousandths.
    pub(crate) fn levels(self) -> &'static [(&'static str, u32, u32)] {
        match self {
            Self::Name => NAME,
            Self::Date => DATE,
            Self::Text => TEXT,
            Self::Place => place::LEVELS,
            Self::Unit => UNIT,
            Self::Code => CODE,
            Self::Category => CATEGORY,
        }
    }

    /// The level of equal values.
    pub(crate) fn same(self) -> u8 {
        match self {
            Self::Name => name::SAME,
            Self::Date => date::SAME,
            Self::Text => text::SAME,
            Self::Place => place::SAME,
            Self::Unit => unit::SAME,
            Self::Code => code::SAME,
            Self::Category => 3,
        }
    }

    /// How dear a comparison of unequal values is; cheap ones come first.
    pub(crate) fn cost(self) -> u8 {
        match self {
            Self::Date => 0,
            Self::Category => 1,
            Self::Code => 2,
            Self::Text | Self::Place | Self::Unit => 3,
            Self::Name => 4,
        }
    }
}

const NAME: &[(&str, u32, u32)] = &[
    ("missing", 0, 0),
    ("different", 30, 800),
    ("little in common", 20, 60),
    ("one begins the other", 30, 10),
    ("a part in common, frequent", 30, 20),
    ("a part in common", 30, 10),
    ("a part in common, rare", 40, 2),
    ("alike", 50, 20),
    ("one letter apart", 100, 5),
    ("the same in other words", 60, 2),
    ("equal", 600, 10),
    ("given and family name exchanged", 20, 2),
    ("Korean readings far apart", 10, 300),
    ("Korean readings apart", 10, 50),
    ("Korean readings undecided", 10, 30),
    ("Korean readings agree weakly", 20, 15),
    ("Korean readings agree", 50, 8),
    ("Korean readings agree well", 100, 4),
    ("Korean readings agree, a rare name", 140, 1),
    ("Korean readings agree, a very rare name", 60, 1),
];

mod name {
    pub(super) const DIFFERENT: u8 = 1;
    pub(super) const LITTLE: u8 = 2;
    pub(super) const BEGINS: u8 = 3;
    pub(super) const PART: u8 = 4;
    pub(super) const PART_SOME: u8 = 5;
    pub(super) const PART_RARE: u8 = 6;
    pub(super) const ALIKE: u8 = 7;
    pub(super) const EDIT: u8 = 8;
    pub(super) const WORDS: u8 = 9;
    pub(super) const SAME: u8 = 10;
    pub(super) const EXCHANGED: u8 = 11;
    pub(super) const READINGS: u8 = 12;
}

const DATE: &[(&str, u32, u32)] = &[
    ("missing", 0, 0),
    ("different", 40, 850),
    ("within a year", 30, 60),
    ("the year alone agrees", 40, 25),
    ("the year agrees, no more is known", 100, 25),
    ("year and month agree, no more is known", 80, 3),
    ("two of day, month, year agree", 60, 8),
    ("day and month exchanged", 20, 1),
    ("within three days", 30, 3),
    ("equal", 600, 2),
    ("one digit apart", 60, 5),
];

pub(crate) mod date {
    pub(crate) const DIFFERENT: u8 = 1;
    pub(crate) const NEAR: u8 = 2;
    pub(crate) const YEAR: u8 = 3;
    pub(crate) const YEAR_KNOWN: u8 = 4;
    pub(crate) const MONTH_KNOWN: u8 = 5;
    pub(crate) const TWO: u8 = 6;
    pub(crate) const EXCHANGED: u8 = 7;
    pub(crate) const DAYS: u8 = 8;
    pub(crate) const SAME: u8 = 9;
    pub(crate) const DIGIT: u8 = 10;
}

const TEXT: &[(&str, u32, u32)] = &[
    ("missing", 0, 0),
    ("different", 150, 900),
    ("little in common", 50, 50),
    ("a part in common", 80, 15),
    ("alike", 60, 10),
    ("one letter apart", 60, 5),
    ("equal", 600, 20),
];

mod text {
    pub(super) const DIFFERENT: u8 = 1;
    pub(super) const LITTLE: u8 = 2;
    pub(super) const PART: u8 = 3;
    pub(super) const ALIKE: u8 = 4;
    pub(super) const EDIT: u8 = 5;
    pub(super) const SAME: u8 = 6;
}

const UNIT: &[(&str, u32, u32)] = &[
    ("missing", 0, 0),
    ("different", 150, 900),
    ("words in common", 50, 40),
    ("the same number and kind", 200, 30),
    ("equal", 600, 30),
];

mod unit {
    pub(super) const DIFFERENT: u8 = 1;
    pub(super) const WORDS: u8 = 2;
    pub(super) const NUMBER: u8 = 3;
    pub(super) const SAME: u8 = 4;
}

const CODE: &[(&str, u32, u32)] = &[
    ("missing", 0, 0),
    ("different", 100, 980),
    ("one half equal", 40, 10),
    ("alike", 40, 7),
    ("two letters apart", 50, 2),
    ("one letter apart", 100, 1),
    ("equal", 670, 1),
];

mod code {
    pub(super) const DIFFERENT: u8 = 1;
    pub(super) const HALF: u8 = 2;
    pub(super) const ALIKE: u8 = 3;
    pub(super) const TWO: u8 = 4;
    pub(super) const EDIT: u8 = 5;
    pub(super) const SAME: u8 = 6;
}

const CATEGORY: &[(&str, u32, u32)] =
    &[("missing", 0, 0), ("different", 100, 700), ("alike", 50, 20), ("equal", 850, 280)];

/// [`level`], from memory where both values are frequent.
pub(crate) fn known_level(
    measure: Measure,
    dictionary: &Dictionary,
    names: &Names,
    a: u32,
    b: u32,
) -> u8 {
    dictionary.levels.get(a, b, || level(measure, dictionary, names, a, b))
}

/// The level of two values that are there and differ; for equal ones see [`same_level`].
pub(crate) fn level(
    measure: Measure,
    dictionary: &Dictionary,
    names: &Names,
    a: u32,
    b: u32,
) -> u8 {
    match measure {
        Measure::Date => dates(dictionary.dates[a as usize], dictionary.dates[b as usize]),
        Measure::Name => names_apart(dictionary, names, a, b),
        Measure::Place => places(dictionary, a, b),
        Measure::Text if scripts_apart(dictionary, a, b) => 0,
        Measure::Text => texts(dictionary, a, b),
        Measure::Unit => units(dictionary, a, b),
        Measure::Category if alphabet(dictionary.text(a)) != alphabet(dictionary.text(b)) => 0,
        Measure::Code => codes(dictionary, a, b),
        Measure::Category => {
            let alike = jaro_winkler(dictionary.units.get(a), dictionary.units.get(b)) >= 0.9;
            1 + u8::from(alike)
        }
    }
}

/// What the looks of two different names tell.
pub(crate) fn look(dictionary: &Dictionary, a: u32, b: u32) -> Seen {
    let looks = &dictionary.features.looks;
    looks[a as usize].beside(&looks[b as usize])
}

/// The level of a value beside itself: less than equal for a date of which only the year is known.
pub(crate) fn same_level(measure: Measure, dictionary: &Dictionary, value: u32) -> u8 {
    match measure {
        _ if value == 0 => 0,
        Measure::Date => match dictionary.dates[value as usize] {
            d if d.is_full() => date::SAME,
            d if d.month > 0 => date::MONTH_KNOWN,
            _ => date::YEAR_KNOWN,
        },
        other => other.same(),
    }
}

/// The level of words that have nothing in common.
pub(crate) const DIFFERENT: u8 = name::DIFFERENT;

/// The level of exchanged names, where the measure knows one.
pub(crate) const EXCHANGED: u8 = name::EXCHANGED;

/// Whether a level of names is so low that an exchange is looked for.
pub(crate) fn may_be_exchanged(level: u8) -> bool {
    matches!(level, name::DIFFERENT | name::LITTLE | name::READINGS) || level == name::READINGS + 1
}

/// The level of Korean names without a syllable in common.
pub(crate) const APART: u8 = name::READINGS;

fn dates(a: Date, b: Date) -> u8 {
    let overlap = a.year_min <= b.year_max && b.year_min <= a.year_max;
    let known = a.year_min == a.year_max && b.year_min == b.year_max;
    if !(a.is_full() && b.is_full()) {
        let clash = |x: u8, y: u8| x > 0 && y > 0 && x != y;
        if overlap {
            return match () {
                () if clash(a.month, b.month) => date::YEAR,
                () if known && a.month > 0 && a.month == b.month => date::MONTH_KNOWN,
                () => date::YEAR_KNOWN,
            };
        }
        let gap = (a.year_min - b.year_max).max(b.year_min - a.year_max);
        return if gap <= 1 { date::NEAR } else { date::DIFFERENT };
    }
    let agree = usize::from(a.year_min == b.year_min)
        + usize::from(a.month == b.month)
        + usize::from(a.day == b.day);
    if a.year_min == b.year_min && a.month == b.day && a.day == b.month {
        return date::EXCHANGED;
    }
    if days(a).abs_diff(days(b)) <= 3 {
        return date::DAYS;
    }
    if agree == 2 {
        return if one_digit(a, b) { date::DIGIT } else { date::TWO };
    }
    match () {
        () if a.year_min == b.year_min => date::YEAR,
        () if days(a).abs_diff(days(b)) <= 366 => date::NEAR,
        () => date::DIFFERENT,
    }
}

/// Whether dates that agree in two parts differ in one digit of the third, or in two exchanged ones.
fn one_digit(a: Date, b: Date) -> bool {
    let digits = |d: Date| {
        let y = d.year_min.unsigned_abs();
        let ten = |n: u8| [u16::from(n) / 10, u16::from(n) % 10];
        let [m, n] = ten(d.month);
        let [p, q] = ten(d.day);
        [y / 1000, y / 100 % 10, y / 10 % 10, y % 10, m, n, p, q]
    };
    one_edit(&digits(a), &digits(b))
}

/// Days on a scale on which a month has 31: near enough to tell a few days.
pub(crate) fn days(d: Date) -> i32 {
    // Days before each month, as in a common year.
    const BEFORE: [i32; 13] = [0, 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];
    let before = BEFORE[usize::from(d.month.min(12))];
    i32::from(d.year_min) * 365 + i32::from(d.year_min) / 4 + before + i32::from(d.day)
}

/// Levels of codes that are not near.
pub(crate) const FAR_CODES: [u8; 2] = [code::DIFFERENT, code::ALIKE];

/// What tells at once that two codes are more than two edits apart: how often each letter stands in a code, by its last four bits, up to
/// seven times; and whether a part before `@` or a space may be equal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct CodeShape(u64);

impl CodeShape {
    const TOP: u64 = 0x8888_8888_8888_8888;
    const PARTED: u64 = 1 << 63;

    pub(crate) fn of(code: &[u16]) -> Self {
        let mut counts = 0_u64;
        for unit in code {
            let at = 4 * (unit & 15);
            if counts >> at & 7 < 7 {
                counts += 1 << at;
            }
        }
        let parted = code.iter().any(|c| *c == 32 || *c == u16::from(b'@'));
        Self(counts | if parted { Self::PARTED } else { 0 })
    }

    /// Whether the code has a part that may be equal alone.
    pub(crate) fn is_parted(self) -> bool {
        self.0 & Self::PARTED != 0
    }

    /// Whether two codes are more than two edits apart.
    #[inline]
    pub(crate) fn far(self, other: Self) -> bool {
        let (p, q) = (self.0 & !Self::TOP, other.0 & !Self::TOP);
        // In each four bits the difference where it is positive; then their sum.
        let surplus = |p: u64, q: u64| {
            let less = (p | Self::TOP) - q;
            let some = less & (((less & Self::TOP) >> 3) * 7);
            let two = (some & 0x0F0F_0F0F_0F0F_0F0F) + (some >> 4 & 0x0F0F_0F0F_0F0F_0F0F);
            two.wrapping_mul(0x0101_0101_0101_0101) >> 56
        };
        (surplus(p, q) > 2) | (surplus(q, p) > 2)
    }
}

/// The level of two codes of a dictionary that differ, if it is none of [`FAR_CODES`].
pub(crate) fn near_codes(dictionary: &Dictionary, a: u32, b: u32) -> Option<u8> {
    let shape = |v: u32| dictionary.features.codes[v as usize];
    let (p, q) = (shape(a), shape(b));
    if p.far(q) && !(p.is_parted() && q.is_parted()) {
        return None;
    }
    near_texts(dictionary.units.get(a), dictionary.units.get(b))
}

fn near_texts(a: &[u16], b: &[u16]) -> Option<u8> {
    let at = u16::from(b'@');
    if a.len().min(b.len()) >= 4 && one_edit(a, b) {
        return Some(code::EDIT);
    }
    if a.len().min(b.len()) >= 6 && two_edits(a, b) {
        return Some(code::TWO);
    }
    let user = |t: &[u16]| t.iter().position(|c| *c == at || *c == 32);
    if let (Some(i), Some(j)) = (user(a), user(b))
        && i.min(j) >= 3
        && (a[..i] == b[..j] || (i.min(j) >= 5 && one_edit(&a[..i], &b[..j])))
    {
        return Some(code::HALF);
    }
    None
}

fn codes(dictionary: &Dictionary, a: u32, b: u32) -> u8 {
    near_codes(dictionary, a, b)
        .unwrap_or_else(|| far_texts(dictionary.units.get(a), dictionary.units.get(b)))
}

fn far_texts(a: &[u16], b: &[u16]) -> u8 {
    if Outline::of(a).jaro_winkler(&Outline::of(b), 0.88) >= 0.88 {
        code::ALIKE
    } else {
        code::DIFFERENT
    }
}

/// Whether one text is in blocks of syllables or characters and the other in letters: they say nothing of each other.
fn scripts_apart(dictionary: &Dictionary, a: u32, b: u32) -> bool {
    let briefs = &dictionary.features.briefs;
    briefs[a as usize].in_blocks != briefs[b as usize].in_blocks
}

/// Latin letters, Cyrillic ones, others: words of one alphabet are not those of another, but their translation.
fn alphabet(text: &str) -> u8 {
    match text.chars().find(|c| c.is_alphabetic()) {
        Some(c) if c < '\u{250}' => 1,
        Some(c) if ('\u{400}'..'\u{530}').contains(&c) => 2,
        Some(_) => 3,
        None => 0,
    }
}

/// Two names of units. Numbers of kinds (a brigade) and numbers of the post (a military unit 12345) say nothing of each other.
fn units(dictionary: &Dictionary, a: u32, b: u32) -> u8 {
    let f = &dictionary.features;
    let digits = |v: u32| {
        let text = dictionary.text(v);
        text.split(|c: char| !c.is_ascii_digit()).find(|n| !n.is_empty())
    };
    match (&f.forces[a as usize], &f.forces[b as usize]) {
        (Some(x), Some(y)) => match x.compare(y) {
            Answer::Same => unit::NUMBER,
            Answer::Different => unit::DIFFERENT,
            Answer::Undecided => 0,
        },
        (None, None) => match (digits(a), digits(b)) {
            (Some(m), Some(n)) if m == n => unit::NUMBER,
            (Some(_), Some(_)) => unit::DIFFERENT,
            _ if scripts_apart(dictionary, a, b) => 0,
            _ if texts(dictionary, a, b) >= text::PART => unit::WORDS,
            _ => unit::DIFFERENT,
        },
        (None, Some(_)) | (Some(_), None) => 0,
    }
}

/// Places by their parts; where these say nothing, by words.
fn places(dictionary: &Dictionary, a: u32, b: u32) -> u8 {
    match dictionary.features.places.level(a, b) {
        Some(level) => level,
        None if scripts_apart(dictionary, a, b) => 0,
        None => match texts(dictionary, a, b) {
            text::LITTLE => place::LITTLE,
            text::PART => place::PART,
            text::ALIKE => place::ALIKE,
            text::EDIT => place::EDIT,
            _ => place::DIFFERENT,
        },
    }
}

fn texts(dictionary: &Dictionary, a: u32, b: u32) -> u8 {
    let (x, y) = (dictionary.units.get(a), dictionary.units.get(b));
    if x.len().min(y.len()) >= 4 && one_edit(x, y) {
        return text::EDIT;
    }
    let briefs = &dictionary.features.briefs;
    let outline = |v: u32, units| Outline { units, letters: briefs[v as usize].letters };
    let similar = outline(a, x).jaro_winkler(&outline(b, y), 0.8);
    if similar >= 0.92 {
        return text::ALIKE;
    }
    let f = &dictionary.features;
    let found = shared_words(f, in_order(dictionary, a, b));
    if found.longer >= 0.95 {
        return text::ALIKE;
    }
    if found.shorter >= 0.8 || (found.bits >= 500 && found.shorter >= 0.5) {
        return text::PART;
    }
    if similar >= 0.8 { text::LITTLE } else { text::DIFFERENT }
}

fn names_apart(dictionary: &Dictionary, names: &Names, a: u32, b: u32) -> u8 {
    let f = &dictionary.features;
    match look(dictionary, a, b) {
        Seen::Level(level) => return level,
        Seen::Korean => {
            if let (Some(x), Some(y)) = (f.korean(a), f.korean(b)) {
                if readings(names.ln_ratio_most(x, y)) == APART {
                    return APART;
                }
                return readings(names.ln_ratio(x, y));
            }
        }
        Seen::Words | Seen::Nothing => {}
    }
    let (x, y) = (f.words.get(a), f.words.get(b));
    if let ([x], [y]) = (x, y) {
        let bones = |w: &u32| f.about[*w as usize].skeleton;
        return one_word(f.outline(*x), f.outline(*y), bones(x) == bones(y));
    }
    let found = shared_words(f, in_order(dictionary, a, b));
    match () {
        () if found.longer >= 0.999 => name::WORDS,
        () if found.longer >= 0.85 => name::EDIT,
        () if found.longer >= 0.68 => name::ALIKE,
        () if found.shorter >= 0.75 && found.bits >= 1500 => name::PART_RARE,
        () if found.shorter >= 0.75 && found.bits >= 900 => name::PART_SOME,
        () if found.shorter >= 0.75 => name::PART,
        () if found.bits >= 1000 => name::PART,
        () if found.bits >= 400 => name::LITTLE,
        () => name::DIFFERENT,
    }
}

/// The highest level of readings that two names read as Korean may have, counted from [`APART`].
pub(crate) fn readings_most(dictionary: &Dictionary, names: &Names, a: u32, b: u32) -> usize {
    let f = &dictionary.features;
    match (f.korean(a), f.korean(b)) {
        (Some(x), Some(y)) => usize::from(readings(names.ln_ratio_most(x, y)) - APART),
        _ => STEPS.len(),
    }
}

/// Levels of readings.
pub(crate) const READINGS: usize = STEPS.len() + 1;

/// Where levels of readings begin, by ln of their ratio.
const STEPS: [f32; 7] = [-4.0, -1.0, 1.0, 3.5, 6.0, 8.5, 10.5];

/// Levels of readings by ln of their ratio.
fn readings(ln: f32) -> u8 {
    let above = STEPS.iter().take_while(|s| ln >= **s).count();
    name::READINGS + u8::try_from(above).unwrap_or(0)
}

fn one_word(x: Outline<'_>, y: Outline<'_>, same_bones: bool) -> u8 {
    let short = x.units.len().min(y.units.len());
    if x.units == y.units {
        return name::WORDS;
    }
    if short >= 3 && x.one_edit(&y) {
        return name::EDIT;
    }
    if x.units[..short] == y.units[..short] {
        return name::BEGINS;
    }
    let similar = x.jaro_winkler(&y, 0.77);
    match () {
        () if similar >= 0.9 || (similar >= 0.8 && same_bones) => name::ALIKE,
        () if similar >= 0.77 => name::LITTLE,
        () => name::DIFFERENT,
    }
}

/// What two lists of words share.
struct Shared {
    /// Bits of the words in common, in hundredths.
    bits: u32,
    /// The share of the bits of the list that tells less.
    shorter: f32,
    /// The share of the bits of the list that tells more.
    longer: f32,
}

/// The words of two values in one order of the values, whatever the caller's: words are paired off greedily.
fn in_order(dictionary: &Dictionary, a: u32, b: u32) -> (&[u32], &[u32]) {
    let briefs = &dictionary.features.briefs;
    let key = |v: u32| briefs[v as usize].hash;
    let (x, y) = (key(a), key(b));
    let turned = x > y || (x == y && dictionary.text(a) > dictionary.text(b));
    let (a, b) = if turned { (b, a) } else { (a, b) };
    (dictionary.features.words.get(a), dictionary.features.words.get(b))
}

/// Pairs off words: equal ones first, then those a letter apart, then initials.
fn shared_words(f: &Features, (a, b): (&[u32], &[u32])) -> Shared {
    let bits = |w: u32| u32::from(f.about[w as usize].bits);
    let sum = |list: &[u32]| list.iter().map(|w| bits(*w)).sum::<u32>().max(1);
    let (all_a, all_b) = (sum(a), sum(b));
    let (mut left, mut used) = (0_u32, 0_u32);
    let mut found = 0;
    for step in 0..3 {
        for (i, x) in a.iter().enumerate().filter(|(i, _)| *i < 32) {
            for (j, y) in b.iter().enumerate().filter(|(j, _)| *j < 32) {
                if left >> i & 1 == 1 || used >> j & 1 == 1 {
                    continue;
                }
                let worth = match step {
                    0 => u32::from(x == y) * 100,
                    1 => near_words(f, *x, *y),
                    _ => initial(f, *x, *y),
                };
                if worth > 0 {
                    left |= 1 << i;
                    used |= 1 << j;
                    found += bits(*x).min(bits(*y)) * worth / 100;
                }
            }
        }
    }
    let share = |all: u32| (found as f32 / all as f32).min(1.0);
    let (shorter, longer) = (share(all_a.min(all_b)), share(all_a.max(all_b)));
    Shared { bits: found, shorter, longer }
}

fn near_words(f: &Features, x: u32, y: u32) -> u32 {
    let (v, w) = (f.outline(x), f.outline(y));
    let short = v.units.len().min(w.units.len());
    if short < 3 {
        return 0;
    }
    if v.one_edit(&w) {
        return 85;
    }
    let similar = v.jaro_winkler(&w, 0.8);
    let bones = f.about[x as usize].skeleton == f.about[y as usize].skeleton;
    if similar >= 0.92 || (similar >= 0.8 && bones) { 75 } else { 0 }
}

/// An initial, or a short form that begins the other.
fn initial(f: &Features, x: u32, y: u32) -> u32 {
    let (v, w) = (f.outline(x).units, f.outline(y).units);
    let short = v.len().min(w.len());
    let begins = v[..short] == w[..short];
    match short {
        1 | 2 if begins => 25,
        _ if begins => 50,
        _ => 0,
    }
}

/// One comparison of two records.
#[derive(Clone, Debug)]
pub(crate) struct Comparison {
    pub(crate) field: usize,
    pub(crate) partner: Option<usize>,
    pub(crate) measure: Measure,
    pub(crate) dictionary: usize,
}

/// The comparisons of records: one a field, given and family names partners of each other.
pub(crate) fn comparisons(records: &Records) -> Vec<Comparison> {
    let find = |kind: Kind| records.columns.iter().position(|c| c.kind == kind);
    let of = |(field, column): (usize, &crate::record::Column)| Comparison {
        field,
        partner: match column.kind {
            Kind::Given if find(Kind::Given) == Some(field) => find(Kind::Family),
            Kind::Family if find(Kind::Family) == Some(field) => find(Kind::Given),
            _ => None,
        },
        measure: Measure::of(column.kind),
        dictionary: column.dictionary,
    };
    records.columns.iter().enumerate().map(of).collect()
}

impl Comparison {
    /// The level of two records.
    pub(crate) fn of(&self, records: &Records, names: &Names, a: u32, b: u32) -> u8 {
        let value = |field: usize, r: u32| records.columns[field].of[r as usize];
        let dictionary = &records.dictionaries[self.dictionary];
        let (x, y) = (value(self.field, a), value(self.field, b));
        if x == 0 || y == 0 {
            return 0;
        }
        if x == y {
            return same_level(self.measure, dictionary, x);
        }
        let found = known_level(self.measure, dictionary, names, x, y);
        match self.partner {
            Some(p) if may_be_exchanged(found) && exchanged(x, y, value(p, a), value(p, b)) => {
                EXCHANGED
            }
            _ => found,
        }
    }
}

/// Whether names stand in each other's place.
pub(crate) fn exchanged(x: u32, y: u32, partner_x: u32, partner_y: u32) -> bool {
    x == partner_y || y == partner_x
}

#[cfg(test)]
mod tests;
