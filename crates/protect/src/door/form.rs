//! The normal form of a text, and the way back from it to the text's own bytes.
//!
//! Terms: *unit* – one character of the normal form with the bytes it came from; *compatibility jamo* – the letters of Hangul that
//! stand alone on a keyboard (`ㄱ`), which are not those that Unicode composes (`ᄀ`).
//!
//! The normal form: NFKD without combining marks, Hangul composed again (of both kinds of jamo), lower case; full-width,
//! circled and foreign digits as ASCII; controls, zero-width characters, fillers, soft hyphens and marks of direction gone; one
//! character each for dashes, quotation marks and spaces; Cyrillic and Greek look-alikes inside a Latin word as Latin.
//!
//! Invariant: the bytes of the units go up and lie on boundaries of characters; units of one composed syllable share its bytes.
//!
//! Cost: linear in the text.

use unicode_normalization::char::{decompose_compatible, is_combining_mark};

/// A character of the normal form.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Unit {
    /// The character.
    pub(crate) c: char,
    /// Where its bytes start in the text as given.
    pub(crate) from: usize,
    /// Where they end.
    pub(crate) to: usize,
    /// Whether it was an upper-case letter.
    pub(crate) upper: bool,
    /// Whether it was a compatibility jamo, whose place in a syllable is open.
    loose: bool,
}

/// The text in its normal form.
pub(crate) fn units(text: &str) -> Vec<Unit> {
    let mut units = Vec::with_capacity(text.len() / 2);
    for (from, given) in text.char_indices() {
        if is_ignorable(given) {
            continue;
        }
        let to = from + given.len_utf8();
        let loose = matches!(given, '\u{3131}'..='\u{318e}' | '\u{ffa1}'..='\u{ffdc}');
        let mut push = |c: char| {
            for lower in c.to_lowercase().filter(|c| !is_combining_mark(*c)) {
                units.push(Unit { c: lower, from, to, upper: lower != c, loose });
            }
        };
        match simple(given) {
            Some(c) => push(c),
            None => decompose_compatible(given, |c| {
                if !is_combining_mark(c) && !is_ignorable(c) {
                    push(simple(c).unwrap_or(c));
                }
            }),
        }
    }
    let mut units = compose(&units);
    fold_look_alikes(&mut units);
    units
}

/// The normal form of a word, without its origin.
pub(crate) fn fold(word: &str) -> String {
    units(word).into_iter().map(|unit| unit.c).collect()
}

/// The units with letters that stand apart drawn together, `전 화` and `c a l l`, or nothing where none do.
///
/// A run is four or more lone characters with one space between; wider gaps in it stay as one space.
pub(crate) fn drawn_together(units: &[Unit]) -> Option<Vec<Unit>> {
    let mut out = Vec::with_capacity(units.len());
    let (mut at, mut changed) = (0, false);
    while at < units.len() {
        let (end, count) = lone_run(units, at);
        if count < 4 {
            let end = (at + 1..units.len()).find(|&i| units[i - 1].c == ' ').unwrap_or(units.len());
            out.extend_from_slice(&units[at..end]);
            at = end;
            continue;
        }
        changed = true;
        let mut i = at;
        while i < end {
            let space = units[i].c == ' ';
            let wide = space && (units.get(i + 1).is_some_and(|next| next.c == ' '));
            if !space || wide {
                out.push(units[i]);
            }
            i += 1;
            while wide && i < end && units[i].c == ' ' {
                i += 1;
            }
        }
        at = end;
    }
    changed.then(|| compose(&out))
}

/// Where the run of lone characters at `at` ends, and how many there are.
fn lone_run(units: &[Unit], at: usize) -> (usize, usize) {
    let (mut i, mut end, mut count) = (at, at, 0);
    while i < units.len() && units[i].c != ' ' {
        if units.get(i + 1).is_some_and(|next| next.c != ' ') {
            break;
        }
        (i, end, count) = (i + 1, i + 1, count + 1);
        while i < units.len() && units[i].c == ' ' {
            i += 1;
        }
    }
    (end, count)
}

/// Characters that show nothing.
fn is_ignorable(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
        | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}'
        | '\u{20d0}'..='\u{20ff}' | '\u{e0000}'..='\u{e0fff}')
        || (c.is_control() && !c.is_whitespace())
}

/// Characters that are folded to one of ours and that NFKD leaves as they are.
fn simple(c: char) -> Option<char> {
    Some(match c {
        c if c.is_whitespace() => ' ',
        '\u{2010}'..='\u{2015}'
        | '\u{2212}'
        | '\u{2043}'
        | '\u{fe58}'
        | '\u{fe63}'
        | '\u{ff0d}' => '-',
        '\u{2018}'..='\u{201b}'
        | '\u{2032}'
        | '\u{2b9}'
        | '\u{2bc}'
        | '`'
        | '\u{b4}'
        | '\u{ff07}' => '\'',
        '\u{201c}'..='\u{201f}'
        | '\u{2033}'
        | '«'
        | '»'
        | '「'
        | '」'
        | '『'
        | '』'
        | '《'
        | '》'
        | '〈'
        | '〉' => '"',
        '\u{301c}' | '\u{223c}' | '\u{2053}' | '\u{ff5e}' => '~',
        '・' | '•' | 'ㆍ' | '‧' | '\u{2219}' | '\u{22c5}' | '\u{ff65}' => '·',
        '、' | '،' | '\u{ff64}' => ',',
        '。' | '\u{ff61}' => '.',
        '№' => '#',
        '◯' | '●' | '⚪' | '⭕' | '□' | '■' => '○',
        '❶'..='❾' | '➀'..='➈' | '➊'..='➒' | '⓵'..='⓽' => ascii_digit(c, c_base(c)),
        '⓿' | '🄋' | '🄌' => '0',
        c => return foreign_digit(c),
    })
}

fn c_base(c: char) -> u32 {
    match c {
        '❶'..='❾' => '❶' as u32,
        '➀'..='➈' => '➀' as u32,
        '➊'..='➒' => '➊' as u32,
        _ => '⓵' as u32,
    }
}

/// The digit of a character in a row that starts at one.
fn ascii_digit(c: char, one: u32) -> char {
    char::from_digit(c as u32 - one + 1, 10).unwrap_or(c)
}

/// Where the decimal digits of scripts begin that NFKD leaves as they are (Unicode, general category Nd).
const ZEROS: [u32; 24] = [
    0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xde6,
    0xe50, 0xed0, 0xf20, 0x1040, 0x17e0, 0x1810, 0x1946, 0x19d0, 0x1b50, 0xa8d0, 0xaa50,
];

/// The ASCII digit of a decimal digit of another script.
fn foreign_digit(c: char) -> Option<char> {
    let code = c as u32;
    let zero = ZEROS.iter().rev().find(|zero| **zero <= code)?;
    char::from_digit(code - zero, 36).filter(char::is_ascii_digit)
}

const LEAD: u32 = 0x1100;
const VOWEL: u32 = 0x1161;
const TAIL: u32 = 0x11a7;

/// Leads by their number in a syllable, as tails: 0 where a consonant cannot end a syllable.
const LEAD_AS_TAIL: [u32; 19] =
    [1, 2, 4, 7, 0, 8, 16, 17, 0, 19, 20, 21, 22, 0, 23, 24, 25, 26, 27];

/// Two consonants that end a syllable together: tail, lead that follows, both as one tail.
const TAIL_PAIRS: [(u32, u32, u32); 11] = [
    (1, 9, 3),
    (4, 12, 5),
    (4, 18, 6),
    (8, 0, 9),
    (8, 6, 10),
    (8, 7, 11),
    (8, 9, 12),
    (8, 16, 13),
    (8, 17, 14),
    (8, 18, 15),
    (17, 9, 18),
];

/// Two vowels typed one after the other that are one.
const VOWEL_PAIRS: [(u32, u32, u32); 7] =
    [(8, 0, 9), (8, 1, 10), (8, 20, 11), (13, 4, 14), (13, 5, 15), (13, 20, 16), (18, 20, 19)];

fn lead(unit: Option<&Unit>) -> Option<u32> {
    unit.map(|u| u.c as u32).filter(|c| (LEAD..LEAD + 19).contains(c)).map(|c| c - LEAD)
}

fn vowel(unit: Option<&Unit>) -> Option<u32> {
    unit.map(|u| u.c as u32).filter(|c| (VOWEL..VOWEL + 21).contains(c)).map(|c| c - VOWEL)
}

fn tail(unit: Option<&Unit>) -> Option<u32> {
    unit.map(|u| u.c as u32).filter(|c| (TAIL + 1..TAIL + 28).contains(c)).map(|c| c - TAIL)
}

/// Jamo in a row as syllables.
fn compose(units: &[Unit]) -> Vec<Unit> {
    let mut out = Vec::with_capacity(units.len());
    let mut at = 0;
    while at < units.len() {
        let (Some(l), Some(mut v)) = (lead(units.get(at)), vowel(units.get(at + 1))) else {
            out.push(units[at]);
            at += 1;
            continue;
        };
        let mut end = at + 2;
        let pair = vowel(units.get(end)).and_then(|w| find(&VOWEL_PAIRS, v, w));
        if let Some(both) = pair {
            (v, end) = (both, end + 1);
        }
        let mut t = 0;
        if let Some(plain) = tail(units.get(end)) {
            (t, end) = (plain, end + 1);
        } else if let Some(single) = loose_tail(units, end) {
            (t, end) = (LEAD_AS_TAIL[single as usize], end + 1);
            if let Some(both) = loose_tail(units, end).and_then(|next| find(&TAIL_PAIRS, t, next)) {
                (t, end) = (both, end + 1);
            }
        }
        let c = char::from_u32(0xac00 + (l * 21 + v) * 28 + t).unwrap_or(units[at].c);
        out.push(Unit { c, to: units[end - 1].to, ..units[at] });
        at = end;
    }
    out
}

/// The lead at `at` if it was a lone consonant that ends the syllable before it: no vowel follows.
fn loose_tail(units: &[Unit], at: usize) -> Option<u32> {
    let l = lead(units.get(at)).filter(|_| units[at].loose)?;
    (LEAD_AS_TAIL[l as usize] != 0 && vowel(units.get(at + 1)).is_none()).then_some(l)
}

fn find(pairs: &[(u32, u32, u32)], first: u32, second: u32) -> Option<u32> {
    pairs.iter().find(|pair| (pair.0, pair.1) == (first, second)).map(|pair| pair.2)
}

/// Letters that look Latin in a word that is Latin otherwise, and letters that look like digits among digits.
fn fold_look_alikes(units: &mut [Unit]) {
    let mut at = 0;
    while at < units.len() {
        let mut end = at;
        let (mut latin, mut other) = (false, false);
        while end < units.len() && (units[end].c.is_alphanumeric() || units[end].c == '_') {
            latin |= units[end].c.is_ascii_lowercase();
            other |= look_alike(units[end].c).is_some();
            end += 1;
        }
        if latin && other {
            for unit in &mut units[at..end] {
                unit.c = look_alike(unit.c).unwrap_or(unit.c);
            }
        }
        at = end.max(at + 1);
    }
    for i in 1..units.len().saturating_sub(1) {
        let digit = match units[i].c {
            'o' | 'о' | 'ο' | '〇' => '0',
            'l' | 'i' | '|' => '1',
            _ => continue,
        };
        if units[i - 1].c.is_ascii_digit()
            && (units[i + 1].c.is_ascii_digit() || (units[i + 1].c == '-' && digit == '0'))
        {
            units[i].c = digit;
        }
    }
}

/// The Latin letter that a Cyrillic or Greek one looks like.
fn look_alike(c: char) -> Option<char> {
    Some(match c {
        'а' | 'α' => 'a',
        'в' | 'β' => 'b',
        'с' | 'ϲ' => 'c',
        'ԁ' => 'd',
        'е' | 'ε' => 'e',
        'һ' => 'h',
        'і' | 'ι' => 'i',
        'ј' => 'j',
        'к' | 'κ' => 'k',
        'м' => 'm',
        'о' | 'ο' => 'o',
        'р' | 'ρ' => 'p',
        'ѕ' => 's',
        'т' | 'τ' => 't',
        'υ' => 'u',
        'ν' => 'v',
        'ԝ' => 'w',
        'х' | 'χ' => 'x',
        'у' | 'γ' => 'y',
        'н' | 'η' => 'n',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use unicode_normalization::UnicodeNormalization;

    #[test]
    fn many_writings_have_one_form() {
        let rows = [
            ("０１０－１２３４", "010-1234"),
            ("위챗", "위챗"),
            ("ㅇㅟㅊㅐㅅ", "위챗"),
            ("ㄱㅏㅂㅅ", "값"),
            ("ㅎㅗㅏ", "화"),
            ("ﾡￂ", "가"),
            ("①②③", "123"),
            ("❶➋⓿", "120"),
            ("0\u{200b}1\u{ad}0\u{202e}", "010"),
            ("WеChаt", "wechat"),
            ("Ｗｅ\u{2060}Ｃｈａｔ", "wechat"),
            ("é", "e"),
            ("01O-l234", "010-l234"),
            ("서울—평양", "서울-평양"),
            ("1\u{fe0f}\u{20e3}", "1"),
            ("현", "현"),
        ];
        for (given, expected) in rows {
            assert_eq!(fold(given), expected, "{given}");
            let nfd: String = given.nfd().collect();
            assert_eq!(fold(&nfd), expected, "NFD of {given}");
        }
    }

    #[test]
    fn lone_letters_are_drawn_together() {
        let rows = [
            ("전 화 번 호", Some("전화번호")),
            ("c a l l   m e", Some("call me")),
            ("call me at 5", None),
            ("그 날 밤", None),
            ("say ㅈ ㅓ ㄴ ㅎ now", Some("say 젆 now")),
        ];
        for (given, expected) in rows {
            let drawn = drawn_together(&units(given));
            let drawn = drawn.map(|units| units.iter().map(|u| u.c).collect::<String>());
            assert_eq!(drawn.as_deref(), expected, "{given}");
        }
    }
}
