//! The words and names by which the detectors know what stands beside them.
//!
//! Terms: *class* – a set of kinds of word, one bit each; *stem* – a Korean word without its particles; a long Korean word has the
//! classes of the words that it ends in (`무산광산` is a facility) and of the messenger that it begins with (`위챗아이디`).
//!
//! Invariant: the tables are read in the normal form, as texts are, so that a word and its table agree.
//!
//! Source: `data/door-words.tsv`, `data/door-names.tsv`.

use std::collections::{HashMap, HashSet};
use std::ops::BitOr;
use std::sync::LazyLock;

use super::form;
use super::view::Kind;

/// A set of kinds of word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(crate) struct Class(u64);

impl Class {
    pub(crate) fn any(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

impl BitOr for Class {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

macro_rules! classes {
    ($($constant:ident = $name:literal,)*) => {
        /// The names of the classes in the table, in the order of their bits.
        const NAMES: &[&str] = &[$($name),*];
        $(pub(crate) const $constant: Class = Class(1 << bit($name));)*
    };
}

/// The place of a class in the list of names, known when the program is built.
const fn bit(name: &str) -> u64 {
    let mut at = 0;
    while at < NAMES.len() {
        if same(NAMES[at].as_bytes(), name.as_bytes()) {
            return at as u64;
        }
        at += 1;
    }
    63
}

const fn same(a: &[u8], b: &[u8]) -> bool {
    let mut at = 0;
    while at < a.len() && at < b.len() && a[at] == b[at] {
        at += 1;
    }
    a.len() == b.len() && at == a.len()
}

classes! {
    PHONE = "phone", APP = "app", APP_WEAK = "appweak", ID = "id", LINK = "link", RELATION = "relation",
    NAME_INTRO = "nameintro", FACILITY = "facility", WORK_VERB = "workverb", JOB = "job", MONEY = "money",
    BROKER = "broker", REMIT = "remit", THROUGH = "through", BANK = "bank", BANK_CARD = "bankcard",
    DOCUMENT = "document", ID_CARD = "idcard", CARD_OF = "cardof", RESIDENT = "resident", IMEI = "imei",
    CELL = "cell", LATITUDE = "latitude", HANDSET = "handset", SERIAL = "serial", BRAND = "brand", UNIT = "unit",
    UNIT_KO = "unitko", UNIT_RU = "unitru", UNIT_WORD = "unitword", AGENCY = "agency", MAILBOX = "mailbox",
    STREET = "residence", HOUSE = "house", MONTH = "month", BORN = "born", DAY_HALF = "dayhalf", HOUR = "hour",
    HOUR_KO = "hourko", PROVINCE = "province", PLACE = "place", SOURCE = "source",
}

/// The classes that a long Korean word takes from the word it ends in.
const BY_END: Class = Class(
    SOURCE.0
        | PHONE.0
        | ID.0
        | RELATION.0
        | NAME_INTRO.0
        | FACILITY.0
        | JOB.0
        | MONEY.0
        | BROKER.0
        | BANK.0
        | DOCUMENT.0
        | RESIDENT.0
        | IMEI.0
        | CELL.0
        | SERIAL.0
        | UNIT_KO.0
        | AGENCY.0
        | MAILBOX.0
        | HOUSE.0
        | BORN.0,
);

/// The classes that a long Korean word takes from the word it begins with.
const BY_START: Class = Class(APP.0 | HANDSET.0 | WORK_VERB.0 | REMIT.0 | BROKER.0);

/// Particles and endings that follow a noun, the longest first.
const PARTICLES: &[&str] = &[
    "이라고하는",
    "으로부터",
    "이였는데",
    "이었는데",
    "이라는",
    "이라고",
    "로부터",
    "에게서",
    "한테서",
    "에서는",
    "에서의",
    "에서도",
    "이였다",
    "이었다",
    "입니다",
    "라는",
    "라고",
    "였다",
    "에서",
    "에게",
    "한테",
    "께서",
    "까지",
    "부터",
    "에는",
    "에도",
    "으로",
    "이랑",
    "하고",
    "이나",
    "이란",
    "처럼",
    "보다",
    "마저",
    "조차",
    "이며",
    "이고",
    "이다",
    "인데",
    "이가",
    "씨는",
    "씨가",
    "은",
    "는",
    "이",
    "가",
    "을",
    "를",
    "의",
    "도",
    "만",
    "와",
    "과",
    "로",
    "에",
    "랑",
    "씨",
    "님",
    "야",
    "인",
];

struct Lexicon {
    classes: HashMap<String, Class>,
    sets: HashMap<&'static str, HashSet<String>>,
}

static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| {
    let mut classes: HashMap<String, Class> = HashMap::new();
    for (name, words) in rows(include_str!("../../data/door-words.tsv")) {
        let Some(bit) = NAMES.iter().position(|known| *known == name) else { continue };
        for word in words.split_whitespace() {
            let class = classes.entry(form::fold(word)).or_default();
            *class = *class | Class(1 << bit);
        }
    }
    let mut sets: HashMap<&str, HashSet<String>> = HashMap::new();
    for (name, words) in rows(include_str!("../../data/door-names.tsv")) {
        sets.entry(name).or_default().extend(words.split_whitespace().map(form::fold));
    }
    Lexicon { classes, sets }
});

fn rows(table: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    table.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('\t'))
}

fn class_of(word: &str) -> Class {
    LEXICON.classes.get(word).copied().unwrap_or_default()
}

/// Whether `word` by itself is of `class`.
pub(crate) fn is_class(word: &str, class: Class) -> bool {
    class_of(word).any(class)
}

/// Whether `word` stands in the set of names `set`.
pub(crate) fn in_set(set: &str, word: &str) -> bool {
    LEXICON.sets.get(set).is_some_and(|words| words.contains(word))
}

/// The classes of a token and the length of its stem in bytes.
pub(crate) fn look_up(text: &str, kind: Kind) -> (Class, usize) {
    let whole = class_of(text);
    if kind != Kind::Hangul || text.len() > 3 * 40 {
        return (whole, text.len());
    }
    let stem = stem(text);
    let mut class = whole | class_of(stem);
    let chars: Vec<usize> = stem.char_indices().map(|(at, _)| at).collect();
    for (n, at) in chars.iter().enumerate().skip(1) {
        if chars.len() - n <= 8 && chars.len() - n >= 2 {
            class = class | Class(class_of(&stem[*at..]).0 & BY_END.0);
        }
        if (2..=6).contains(&n) {
            class = class | Class(class_of(&text[..*at]).0 & BY_START.0);
        }
    }
    (class, stem.len())
}

/// A Korean word without its particles, at most two of them; never less than one syllable.
pub(crate) fn stem(word: &str) -> &str {
    if LEXICON.classes.contains_key(word) {
        return word;
    }
    let mut stem = word;
    for _ in 0..2 {
        let Some(short) = strip(stem) else { break };
        stem = short;
        if LEXICON.classes.contains_key(stem) {
            break;
        }
    }
    stem
}

/// The word without its last particle, if it has one and something is left.
pub(crate) fn strip(word: &str) -> Option<&str> {
    PARTICLES
        .iter()
        .filter_map(|particle| word.strip_suffix(particle))
        .find(|rest| !rest.is_empty())
}

/// How many characters of a run of Chinese characters make a word: the longest one known, or one character.
pub(crate) fn han_word(run: &str) -> usize {
    let ends: Vec<usize> = run.char_indices().skip(1).map(|(at, _)| at).take(4).collect();
    let mut best = 1;
    for (n, end) in ends.iter().copied().chain((ends.len() < 4).then_some(run.len())).enumerate() {
        if LEXICON.classes.contains_key(&run[..end]) {
            best = n + 1;
        }
    }
    best
}

/// The longest word of `class` that `stem` ends in, in bytes; 0 if it ends in none.
pub(crate) fn ending(stem: &str, class: Class) -> usize {
    stem.char_indices()
        .map(|(at, _)| &stem[at..])
        .find(|end| class_of(end).any(class))
        .map_or(0, str::len)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_of_the_tables_is_of_a_known_kind() {
        for (name, _) in rows(include_str!("../../data/door-words.tsv")) {
            assert!(NAMES.contains(&name), "{name}");
        }
        for name in NAMES {
            assert!(
                rows(include_str!("../../data/door-words.tsv")).any(|(row, _)| row == *name),
                "{name}"
            );
        }
        assert!(NAMES.len() <= 64);
    }

    #[test]
    fn korean_words_lose_their_particles_and_keep_their_classes() {
        let rows = [
            ("무산광산에서", "무산광산", FACILITY),
            ("위챗아이디는", "위챗아이디", ID),
            ("위챗으로", "위챗", APP),
            ("전화번호는", "전화번호", PHONE),
            ("아들이", "아들", RELATION),
            ("군부대", "군부대", UNIT_KO),
        ];
        for (word, expected, class) in rows {
            let (found, length) = look_up(word, Kind::Hangul);
            assert_eq!(&word[..length], expected);
            assert!(found.any(class), "{word}");
        }
        assert_eq!(han_word("微信号是"), 2);
    }
}
