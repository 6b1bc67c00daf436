//! Invented Korean names and how six ways of writing spell them.
//!
//! Terms: *system* – a way to write Korean in other letters: Revised Romanisation (2000), McCune–Reischauer (1939), that of the DPRK
//! (1992), what people do without a system, Kontsevich's in Cyrillic, and that read back into Latin letters. Invariant: a name is drawn
//! from the lists here, any family name beside any given name, so nobody is meant; of the rules of sound only the voicing of single
//! consonants is kept. Not here: reading such spellings, which the crate `names` does from tables of its own.

use super::dice::Dice;

/// Family names, the frequent first.
const FAMILY: &[&str] = &[
    "김", "리", "박", "최", "정", "강", "조", "윤", "장", "림", "한", "오", "서", "신", "권", "황",
    "안", "송", "류", "홍", "전", "고", "문", "양", "손", "배", "백", "허", "유", "남", "심", "노",
    "하", "곽", "성", "차", "주", "우", "구", "라", "민", "진", "지", "엄", "채", "원", "천", "방",
    "공", "현", "함", "변", "염", "여", "추", "도", "소", "석", "선", "설", "마", "길", "연", "위",
    "표", "명", "기", "반",
];

/// First syllables of given names.
const FIRST: &[&str] = &[
    "성", "영", "철", "광", "명", "정", "충", "일", "금", "은", "진", "용", "혁", "국", "남", "경",
    "창", "동", "재", "원", "현", "승", "주", "태", "학", "봉", "춘", "강", "대", "룡", "문", "송",
    "종", "기", "상", "수", "인", "준", "지", "호", "운", "윤", "만", "덕", "병", "석", "선", "순",
    "관", "남", "형", "효", "길", "평", "유", "위", "응", "찬", "백", "해",
];

/// Second syllables.
const SECOND: &[&str] = &[
    "철", "일", "혁", "남", "성", "호", "진", "국", "수", "은", "명", "훈", "룡", "민", "학", "철",
    "식", "복", "봉", "현", "광", "원", "석", "일", "범", "천", "준", "선", "길", "욱", "환", "주",
    "영", "근", "만", "섭", "웅", "춘", "택", "규", "삼", "률", "도", "흥", "송", "림", "걸", "덕",
    "산", "필", "강", "해", "권", "찬", "열", "기", "빈", "모", "경", "평",
];

/// A name in Hangul.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct KoreanName {
    pub(super) family: &'static str,
    pub(super) given: [&'static str; 2],
}

/// A way of writing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum System {
    Hangul,
    Revised,
    McCune,
    Dprk,
    Loose,
    Kontsevich,
    Back,
}

/// What stands between the syllables of a given name.
const JOINS: [&str; 3] = [" ", "-", ""];

impl KoreanName {
    pub(super) fn draw(dice: &mut Dice) -> Self {
        Self {
            family: FAMILY[dice.skewed(FAMILY.len(), 2.4)],
            given: [FIRST[dice.skewed(FIRST.len(), 1.5)], SECOND[dice.skewed(SECOND.len(), 1.5)]],
        }
    }

    /// The family name and the given name, of which one syllable may be left out.
    pub(super) fn write(self, system: System, drop: bool, dice: &mut Dice) -> (String, String) {
        let given = if drop { &self.given[1..] } else { &self.given[..] };
        if system == System::Hangul {
            return (self.family.to_owned(), given.concat());
        }
        let join = match system {
            System::Revised => JOINS[1 + dice.below(2)],
            System::Dprk => JOINS[0],
            System::Kontsevich => JOINS[2 * dice.below(2)],
            _ => JOINS[dice.below(3)],
        };
        (family(self.family, system, dice), spell(given, join, system, dice))
    }
}

fn family(text: &str, system: System, dice: &mut Dice) -> String {
    let usual = match system {
        System::Loose | System::Revised => USUAL.iter().find(|(k, _)| *k == text),
        System::Kontsevich if text == "리" && dice.chance(0.6) => return "Ли".to_owned(),
        System::Back if text == "리" && dice.chance(0.6) => return "Li".to_owned(),
        _ => None,
    };
    match usual {
        Some((_, ways)) => ways[dice.skewed(ways.len(), 1.6)].to_owned(),
        None => spell(&[text], "", system, dice),
    }
}

/// How people write their own names.
const USUAL: &[(&str, &[&str])] = &[
    ("김", &["Kim"]),
    ("리", &["Lee", "Ri", "Yi", "Rhee"]),
    ("박", &["Park", "Pak"]),
    ("최", &["Choi", "Choe"]),
    ("정", &["Jung", "Jeong", "Chung"]),
    ("강", &["Kang"]),
    ("조", &["Cho", "Jo"]),
    ("윤", &["Yoon", "Yun"]),
    ("장", &["Jang", "Chang"]),
    ("림", &["Lim", "Rim", "Im"]),
    ("오", &["Oh"]),
    ("서", &["Seo", "Suh"]),
    ("신", &["Shin", "Sin"]),
    ("권", &["Kwon"]),
    ("안", &["Ahn", "An"]),
    ("류", &["Ryu", "Yoo"]),
    ("전", &["Jeon", "Chun"]),
    ("고", &["Ko", "Koh"]),
    ("문", &["Moon", "Mun"]),
    ("우", &["Woo"]),
    ("구", &["Koo", "Ku"]),
    ("주", &["Joo", "Chu"]),
];

const INITIAL_REVISED: [&str; 19] = [
    "g", "kk", "n", "d", "tt", "r", "m", "b", "pp", "s", "ss", "", "j", "jj", "ch", "k", "t", "p",
    "h",
];
const INITIAL_MCCUNE: [&str; 19] = [
    "k", "kk", "n", "t", "tt", "r", "m", "p", "pp", "s", "ss", "", "ch", "tch", "ch'", "k'", "t'",
    "p'", "h",
];
const INITIAL_DPRK: [&str; 19] = [
    "k", "kk", "n", "t", "tt", "r", "m", "p", "pp", "s", "ss", "", "j", "jj", "ch", "kh", "th",
    "ph", "h",
];
const INITIAL_LOOSE: [&str; 19] = [
    "k", "kk", "n", "d", "tt", "r", "m", "b", "pp", "s", "ss", "", "j", "jj", "ch", "k", "t", "p",
    "h",
];
const INITIAL_CYRILLIC: [&str; 19] = [
    "к", "кк", "н", "т", "тт", "р", "м", "п", "пп", "с", "сс", "", "ч", "чч", "чх", "кх", "тх",
    "пх", "х",
];
const VOWEL_REVISED: [&str; 21] = [
    "a", "ae", "ya", "yae", "eo", "e", "yeo", "ye", "o", "wa", "wae", "oe", "yo", "u", "wo", "we",
    "wi", "yu", "eu", "ui", "i",
];
const VOWEL_MCCUNE: [&str; 21] = [
    "a", "ae", "ya", "yae", "ŏ", "e", "yŏ", "ye", "o", "wa", "wae", "oe", "yo", "u", "wŏ", "we",
    "wi", "yu", "ŭ", "ŭi", "i",
];
const VOWEL_PLAIN: [&str; 21] = [
    "a", "ae", "ya", "yae", "o", "e", "yo", "ye", "o", "wa", "wae", "oe", "yo", "u", "wo", "we",
    "wi", "yu", "u", "ui", "i",
];
const VOWEL_CYRILLIC: [&str; 21] = [
    "а", "э", "я", "йя", "о", "е", "ё", "е", "о", "ва", "вэ", "ве", "ё", "у", "во", "ве", "ви",
    "ю", "ы", "ый", "и",
];

/// Parts of a syllable by their numbers in Unicode: initial, vowel, final.
pub(crate) fn jamo(syllable: char) -> Option<[usize; 3]> {
    let n = u32::from(syllable).checked_sub(0xAC00).filter(|n| *n < 11_172)? as usize;
    Some([n / 588, n % 588 / 28, n % 28])
}

fn spell(syllables: &[&str], join: &str, system: System, dice: &mut Dice) -> String {
    let mut words: Vec<String> = Vec::new();
    // The final before, where it was written in one word with this syllable.
    let mut before: Option<usize> = None;
    for [initial, vowel, end] in syllables.iter().flat_map(|s| s.chars()).filter_map(jamo) {
        let joined = before.filter(|_| join != " ");
        let mut word = String::new();
        word.push_str(first(system, initial, joined));
        word.push_str(&middle(system, vowel, dice));
        word.push_str(last(system, end));
        if system == System::Back {
            word = super::slavic::latin(&word, super::slavic::Way::Bgn);
        }
        words.push(word);
        before = Some(end);
    }
    capitals(&words.join(join), join == " ")
}

/// Voiced between a vowel or a sonant and a vowel.
fn first(system: System, initial: usize, before: Option<usize>) -> &'static str {
    let sonant = before.is_some_and(|end| matches!(end, 0 | 4 | 8 | 16 | 21));
    let (table, voiced): (&[&str; 19], [&str; 4]) = match system {
        System::McCune => (&INITIAL_MCCUNE, ["g", "d", "b", "j"]),
        System::Kontsevich | System::Back => (&INITIAL_CYRILLIC, ["г", "д", "б", "дж"]),
        System::Dprk => return INITIAL_DPRK[initial],
        System::Loose => return INITIAL_LOOSE[initial],
        System::Revised | System::Hangul => return INITIAL_REVISED[initial],
    };
    match initial {
        0 if sonant => voiced[0],
        3 if sonant => voiced[1],
        7 if sonant => voiced[2],
        12 if sonant => voiced[3],
        _ => table[initial],
    }
}

fn middle(system: System, vowel: usize, dice: &mut Dice) -> String {
    let loose: &[&str] = match vowel {
        4 => &["u", "eo", "o"],
        6 => &["you", "yu", "yeo", "yo"],
        13 => &["u", "oo"],
        18 => &["eu", "u"],
        20 => &["i", "ee"],
        _ => &[],
    };
    match system {
        System::Loose if !loose.is_empty() => loose[dice.skewed(loose.len(), 1.3)].to_owned(),
        System::McCune if dice.chance(0.5) => VOWEL_PLAIN[vowel].to_owned(),
        System::McCune => VOWEL_MCCUNE[vowel].to_owned(),
        System::Dprk => VOWEL_PLAIN[vowel].to_owned(),
        System::Kontsevich | System::Back => VOWEL_CYRILLIC[vowel].to_owned(),
        _ => VOWEL_REVISED[vowel].to_owned(),
    }
}

fn last(system: System, end: usize) -> &'static str {
    let cyrillic = matches!(system, System::Kontsevich | System::Back);
    match end {
        0 => "",
        1 => ["k", "к"][usize::from(cyrillic)],
        4 => ["n", "н"][usize::from(cyrillic)],
        8 => ["l", "ль"][usize::from(cyrillic)],
        16 => ["m", "м"][usize::from(cyrillic)],
        17 => ["p", "п"][usize::from(cyrillic)],
        21 => ["ng", "н"][usize::from(cyrillic)],
        _ => ["t", "т"][usize::from(cyrillic)],
    }
}

/// A capital at the head, and of each word if asked.
pub(super) fn capitals(text: &str, each: bool) -> String {
    let mut out = String::with_capacity(text.len());
    let mut head = true;
    for c in text.chars() {
        if head && c.is_alphabetic() {
            out.extend(c.to_uppercase());
            head = false;
        } else {
            out.push(c);
            head |= each && c == ' ';
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn systems_spell_by_their_tables() {
        let name = KoreanName { family: "백", given: ["광", "철"] };
        let write = |system| {
            let mut dice = Dice::new(1, &[]);
            let (family, given) = name.write(system, false, &mut dice);
            format!("{family} {given}").replace('-', "").to_lowercase().replace(' ', "")
        };
        for (system, expected) in [
            (System::Hangul, "백광철"),
            (System::Revised, "baekgwangcheol"),
            (System::Dprk, "paekkwangchol"),
            (System::Kontsevich, "пэккванчхоль"),
            (System::Back, "pekkvanchkhol"),
        ] {
            assert_eq!(write(system), expected, "{system:?}");
        }
    }

    #[test]
    fn single_consonants_are_voiced_between_vowels() {
        let mut dice = Dice::new(1, &[]);
        assert_eq!(
            spell(&["종", "기"], "", System::McCune, &mut dice).replace('ŏ', "o"),
            "Chonggi"
        );
        assert_eq!(spell(&["종", "기"], " ", System::Kontsevich, &mut dice), "Чон Ки");
        assert_eq!(spell(&["종", "기"], "", System::Kontsevich, &mut dice), "Чонги");
    }

    #[test]
    fn a_dropped_syllable_leaves_the_second() {
        let name = KoreanName { family: "백", given: ["광", "철"] };
        let mut dice = Dice::new(1, &[]);
        assert_eq!(name.write(System::Hangul, true, &mut dice).1, "철");
    }
}
