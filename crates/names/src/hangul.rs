//! Hangul syllables as numbers: onset (초성), nucleus (중성), coda (종성), and the initial-sound law (두음법칙).
//!
//! Terms: a *syllable number* is the distance of a precomposed syllable from 가 (U+AC00), 0..11,172 = (onset × 21 + nucleus) × 28 + coda.
//! Invariant: `compose` and `decompose` are each other's inverse. Not here: spellings, names.
//! Source: The Unicode Standard, section 3.12; Republic of Korea, Hangul orthography (1988), articles 10–12 for the law.

/// How many precomposed syllables there are.
pub(crate) const COUNT: u16 = 11_172;

/// The onsets in Unicode's order.
pub(crate) const ONSETS: &str = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ";
/// The nuclei in Unicode's order.
pub(crate) const NUCLEI: &str = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ";
/// The codas in Unicode's order, `-` for none.
pub(crate) const CODAS: &str = "-ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ";

const N: u8 = 2;
const R: u8 = 5;
const SILENT: u8 = 11;

/// The number of a precomposed syllable.
pub(crate) fn number(c: char) -> Option<u16> {
    u32::from(c)
        .checked_sub(0xAC00)
        .filter(|n| *n < u32::from(COUNT))
        .and_then(|n| n.try_into().ok())
}

/// The syllable of a number below [`COUNT`]; `?` for any other.
pub(crate) fn syllable(number: u16) -> char {
    if number < COUNT { char::from_u32(0xAC00 + u32::from(number)).unwrap_or('?') } else { '?' }
}

/// Onset, nucleus and coda of a syllable number.
pub(crate) fn decompose(number: u16) -> (u8, u8, u8) {
    let part = |n: u16| u8::try_from(n).unwrap_or(0);
    (part(number / 588), part(number % 588 / 28), part(number % 28))
}

/// The syllable number of onset, nucleus and coda, which must be in range.
pub(crate) fn compose(onset: u8, nucleus: u8, coda: u8) -> u16 {
    (u16::from(onset) * 21 + u16::from(nucleus)) * 28 + u16::from(coda)
}

/// What the South writes at the head of a word for a syllable that the North writes with ㄹ or ㄴ: 리 → 이, 로 → 노, 녀 → 여.
pub(crate) fn initial_law(number: u16) -> Option<u16> {
    let (onset, nucleus, coda) = decompose(number);
    // ㅑ ㅒ ㅕ ㅖ ㅛ ㅠ ㅣ
    let palatal = matches!(nucleus, 2 | 3 | 6 | 7 | 12 | 17 | 20);
    match (onset, palatal) {
        (R | N, true) => Some(compose(SILENT, nucleus, coda)),
        (R, false) => Some(compose(N, nucleus, coda)),
        _ => None,
    }
}

/// Spellings that the initial-sound law joins with this one, either way.
pub(crate) fn law_partners(number: u16) -> impl Iterator<Item = u16> {
    let (onset, nucleus, coda) = decompose(number);
    let back = [R, N].into_iter().map(move |o| compose(o, nucleus, coda));
    let back = back.filter(move |b| matches!(onset, N | SILENT) && initial_law(*b) == Some(number));
    initial_law(number).into_iter().chain(back)
}

/// The syllables that differ from one in its onset, its nucleus or its coda alone.
pub(crate) fn neighbours(unit: u16) -> impl Iterator<Item = u16> {
    let (o, v, c) = decompose(unit);
    let onsets = (0..19).map(move |o| compose(o, v, c));
    let nuclei = (0..21).map(move |v| compose(o, v, c));
    let codas = (0..28).map(move |c| compose(o, v, c));
    onsets.chain(nuclei).chain(codas).filter(move |near| *near != unit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_syllable_comes_back() {
        for n in 0..COUNT {
            let (o, v, c) = decompose(n);
            assert_eq!(compose(o, v, c), n);
            assert_eq!(number(syllable(n)), Some(n));
        }
        assert_eq!(number('꯿'), None);
    }

    #[test]
    fn the_law_joins_both_spellings() {
        for (north, south) in
            [('리', '이'), ('류', '유'), ('라', '나'), ('녀', '여'), ('로', '노'), ('림', '임')]
        {
            let (n, s) = (number(north).unwrap(), number(south).unwrap());
            assert_eq!(initial_law(n), Some(s), "{north}");
            assert!(law_partners(s).any(|p| p == n), "{south}");
            assert!(law_partners(n).any(|p| p == s), "{north}");
        }
        assert_eq!(initial_law(number('김').unwrap()), None);
    }
}
