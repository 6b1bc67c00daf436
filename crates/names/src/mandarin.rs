//! Mandarin syllables as Hangul writes them by sound: Wang Lei, 王磊, 왕레이.
//!
//! Terms: *syllable* – one of pinyin without its tone, `ü` kept; *sound* – one to three Hangul syllables for it. Invariants: no text makes it
//! panic; nothing is allocated but a table of all sounds, once. Not here: which names are Chinese. Source: Republic of Korea, rules for
//! writing foreign words (외래어 표기법), table 5.

use crate::hangul;
use std::collections::HashSet;
use std::sync::LazyLock;

/// Initials of pinyin, longer ones first, with the onset of the sound.
const INITIALS: [(&str, char); 21] = [
    ("zh", 'ㅈ'),
    ("ch", 'ㅊ'),
    ("sh", 'ㅅ'),
    ("b", 'ㅂ'),
    ("p", 'ㅍ'),
    ("m", 'ㅁ'),
    ("f", 'ㅍ'),
    ("d", 'ㄷ'),
    ("t", 'ㅌ'),
    ("n", 'ㄴ'),
    ("l", 'ㄹ'),
    ("g", 'ㄱ'),
    ("k", 'ㅋ'),
    ("h", 'ㅎ'),
    ("j", 'ㅈ'),
    ("q", 'ㅊ'),
    ("x", 'ㅅ'),
    ("r", 'ㄹ'),
    ("z", 'ㅉ'),
    ("c", 'ㅊ'),
    ("s", 'ㅆ'),
];

/// Finals, and syllables without an initial.
const FINALS: [(&str, &str); 61] = [
    ("a", "아"),
    ("o", "오"),
    ("e", "어"),
    ("ai", "아이"),
    ("ei", "에이"),
    ("ao", "아오"),
    ("ou", "어우"),
    ("an", "안"),
    ("en", "언"),
    ("ang", "앙"),
    ("eng", "엉"),
    ("er", "얼"),
    ("ong", "웅"),
    ("i", "이"),
    ("ia", "야"),
    ("ie", "예"),
    ("iao", "야오"),
    ("iu", "유"),
    ("ian", "옌"),
    ("in", "인"),
    ("iang", "양"),
    ("ing", "잉"),
    ("iong", "융"),
    ("u", "우"),
    ("ua", "와"),
    ("uo", "워"),
    ("uai", "와이"),
    ("ui", "우이"),
    ("uan", "완"),
    ("un", "운"),
    ("uang", "왕"),
    ("ü", "위"),
    ("üe", "웨"),
    ("ya", "야"),
    ("yo", "요"),
    ("ye", "예"),
    ("yao", "야오"),
    ("you", "유"),
    ("yan", "옌"),
    ("yin", "인"),
    ("yang", "양"),
    ("ying", "잉"),
    ("yong", "융"),
    ("yi", "이"),
    ("yu", "위"),
    ("yue", "웨"),
    ("yuan", "위안"),
    ("yun", "윈"),
    ("wu", "우"),
    ("wa", "와"),
    ("wo", "워"),
    ("wai", "와이"),
    ("wei", "웨이"),
    ("wan", "완"),
    ("wen", "원"),
    ("wang", "왕"),
    ("weng", "웡"),
    // Behind j, q and x the letter u is ü.
    ("ju", "위"),
    ("jue", "웨"),
    ("juan", "위안"),
    ("jun", "윈"),
];

/// The sound of a syllable: its first Hangul syllable and the others.
fn sound(pinyin: &str) -> Option<(char, &'static str)> {
    let of = |text: &str| FINALS.iter().find(|f| f.0 == text).map(|f| f.1);
    let split = INITIALS.iter().find_map(|(i, o)| Some((*i, *o, pinyin.strip_prefix(i)?)));
    let Some((initial, onset, rest)) = split else {
        let mut chars = of(pinyin).filter(|_| !pinyin.starts_with(['i', 'u', 'ü']))?.chars();
        return Some((chars.next()?, chars.as_str()));
    };
    let soft = matches!(initial, "j" | "q" | "x");
    let hangul = match (initial, rest) {
        ("zh" | "ch" | "sh" | "r" | "z" | "c" | "s", "i") => "으",
        (_, "u") if soft => of("ju")?,
        (_, "ue") if soft => of("jue")?,
        (_, "uan") if soft => of("juan")?,
        (_, "un") if soft => of("jun")?,
        _ if rest.starts_with(['y', 'w', 'j']) || rest == "er" => return None,
        _ => of(rest)?,
    };
    let mut chars = hangul.chars();
    let (_, nucleus, coda) = hangul::decompose(hangul::number(chars.next()?)?);
    let onset = hangul::ONSETS.chars().position(|c| c == onset)?;
    // ㅑ ㅖ ㅠ are ㅏ ㅔ ㅜ behind ㅈ ㅉ ㅊ.
    let nucleus = match (onset, nucleus) {
        (12..=14, 2) => 0,
        (12..=14, 7) => 5,
        (12..=14, 17) => 13,
        _ => nucleus,
    };
    let first = hangul::syllable(hangul::compose(u8::try_from(onset).ok()?, nucleus, coda));
    Some((first, chars.as_str()))
}

/// What is left of Hangul behind the sound of a syllable.
pub(crate) fn behind<'h>(hangul: &'h str, pinyin: &str) -> Option<&'h str> {
    let (first, others) = sound(pinyin)?;
    hangul.strip_prefix(first)?.strip_prefix(others)
}

/// Whether Latin letters in these parts are pinyin of what the Hangul writes by sound.
pub(crate) fn reads(parts: [&str; 2], hangul: &str) -> bool {
    let [head, tail] = parts.map(|p| p.trim_start_matches(' '));
    if head.is_empty() {
        return if tail.is_empty() { hangul.is_empty() } else { reads([tail, ""], hangul) };
    }
    if hangul.is_empty() {
        return false;
    }
    let ends = head.char_indices().map(|(i, c)| i + c.len_utf8()).take(6);
    let mut cuts = ends.filter_map(|end| Some((head.get(..end)?, head.get(end..)?)));
    cuts.any(|(syllable, rest)| behind(hangul, syllable).is_some_and(|h| reads([rest, tail], h)))
}

/// All sounds.
static SOUNDS: LazyLock<HashSet<String>> = LazyLock::new(|| {
    let initials = INITIALS.iter().map(|i| i.0).chain([""]);
    let finals = FINALS.iter().map(|f| f.0).chain(["ue"]);
    let mut sounds = HashSet::new();
    for (initial, last) in initials.flat_map(|i| finals.clone().map(move |f| (i, f))) {
        if let Some((first, others)) = sound(&[initial, last].concat()) {
            sounds.insert(format!("{first}{others}"));
        }
    }
    sounds
});

/// Syllables of a Hangul name that are looked at.
const MOST: usize = 9;

/// Whether Hangul can be Mandarin by sound throughout: of two syllables or more.
pub(crate) fn may_be(hangul: &str) -> bool {
    let fits = |c: char| {
        let coda = hangul::number(c).map(|n| hangul::decompose(n).2);
        matches!(coda, Some(0 | 4 | 8 | 21))
    };
    let count = hangul.chars().count();
    if !(2..=MOST).contains(&count) || !hangul.chars().all(fits) {
        return false;
    }
    // By syllables read so far, whether sounds end there.
    let mut ends = [false; MOST + 1];
    ends[0] = true;
    for at in 0..count {
        for n in 1..=3 {
            let known =
                ends[at] && hangul.get(3 * at..3 * (at + n)).is_some_and(|s| SOUNDS.contains(s));
            if let Some(end) = ends.get_mut(at + n) {
                *end |= known;
            }
        }
    }
    ends[count]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn syllables_by_sound() {
        for (pinyin, hangul) in [
            ("wang", "왕"),
            ("lei", "레이"),
            ("rui", "루이"),
            ("zhang", "장"),
            ("jian", "젠"),
            ("xian", "셴"),
            ("xue", "쉐"),
            ("quan", "취안"),
            ("si", "쓰"),
            ("shi", "스"),
            ("guo", "궈"),
            ("feng", "펑"),
            ("lü", "뤼"),
            ("qiu", "추"),
            ("yuan", "위안"),
            ("jin", "진"),
        ] {
            assert_eq!(behind(hangul, pinyin), Some(""), "{pinyin} {hangul}");
        }
        for none in ["", "kim", "v", "jwa", "byao", "ü"] {
            assert_eq!(sound(none), None, "{none}");
        }
    }

    #[test]
    fn names_by_sound() {
        for (latin, hangul, expected) in [
            ("wang lei", "왕레이", true),
            ("zhang xiaoguang", "장샤오광", true),
            ("zhang xiao guang", "장샤오광", true),
            ("wang lei", "왕루이", false),
            ("kim jong un", "김정은", false),
            ("", "", true),
            ("wang", "", false),
        ] {
            assert_eq!(reads([latin, ""], hangul), expected, "{latin} {hangul}");
        }
        for (hangul, expected) in [
            ("왕레이", true),
            ("장샤오광", true),
            ("김정은", false),
            ("리광은", false),
            ("왕", false),
            ("abc", false),
        ] {
            assert_eq!(may_be(hangul), expected, "{hangul}");
        }
    }
}
