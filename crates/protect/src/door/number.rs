//! Numbers that are persons, machines or accounts: telephone numbers, resident numbers, IMEI, bank cards.
//!
//! Terms: *chain* – digits with nothing but signs and spaces of a number between them, in figures or spelled (`공일공`, `zero one zero`),
//! however they are grouped.
//!
//! Not a number of this kind: a date or a row of dates, an amount with its thousands parted (`12,000`, `10 000`), a number with a
//! counting word on it (`3000명`).
//!
//! Source: ITU-T E.164 and the national numbering plans of the two Koreas, China, Russia and Ukraine; 3GPP TS 23.003 (IMEI, with
//! the check digit of ISO/IEC 7812); the check digits of South Korean resident numbers and of GB 11643 (China).

use super::lexicon::{self, BANK, BANK_CARD, DOCUMENT, IMEI, PHONE, RESIDENT};
use super::view::{Kind, View};
use super::{Certainty, Hits, Refused};

/// Digits in a row with what parts them.
struct Chain {
    from: usize,
    to: usize,
    digits: String,
    groups: Vec<usize>,
    /// The sign before each group but the first; a space where there is none.
    signs: Vec<char>,
    plus: bool,
    spelled: bool,
}

/// Longer chains are cut: no number of a person is longer.
const CHAIN_DIGITS_MAX: usize = 48;

pub(crate) fn detect(view: &View, hits: &mut Hits<'_>) {
    let mut at = 0;
    while at < view.len() {
        if let Some(end) = amount(view, at) {
            at = end;
        } else if let Some(chain) = chain(view, at) {
            if let Some((what, certainty)) = classify(view, &chain) {
                hits.add(what, chain.from, chain.to, certainty);
            }
            at = chain.to;
        } else {
            at += 1;
        }
    }
}

/// Where an amount with parted thousands at `at` ends: `12,000`.
pub(crate) fn amount(view: &View, at: usize) -> Option<usize> {
    if !(1..=3).contains(&view.digits(at)) {
        return None;
    }
    let mut end = at + 1;
    while view.is(end, &[","])
        && view.tight(end)
        && view.digits(end + 1) == 3
        && view.tight(end + 1)
    {
        end += 2;
    }
    (end > at + 1).then_some(end)
}

/// Whether a counting word stands on the number at `at`: `3000명`, `5km`, `30%`.
fn is_counted(view: &View, at: usize) -> bool {
    let next = view.text(at + 1);
    if !view.tight(at + 1) || view.digits(at) > 7 {
        return false;
    }
    match view.kind(at + 1) {
        Kind::Hangul => {
            !(next.starts_with("번")
                || is_particle(next)
                || spelled(next).is_some_and(|(d, _)| d.len() >= 3))
        }
        Kind::Latin | Kind::Cyrillic => true,
        Kind::Han => digit_word(next).is_none() && !view.is(at + 1, &["号", "号码"]),
        _ => view.is(at + 1, &["%", "°"]),
    }
}

fn is_particle(word: &str) -> bool {
    let probe = format!("가{word}");
    lexicon::strip(&probe) == Some("가")
}

/// One digit in words.
fn digit_word(word: &str) -> Option<char> {
    Some(match word {
        "zero" | "oh" | "o" | "nought" | "ноль" | "нуль" | "〇" | "零" | "洞" => '0',
        "one" | "один" | "一" | "幺" => '1',
        "two" | "два" | "二" | "两" => '2',
        "three" | "три" | "三" => '3',
        "four" | "четыре" | "四" => '4',
        "five" | "пять" | "五" => '5',
        "six" | "шесть" | "六" => '6',
        "seven" | "семь" | "七" => '7',
        "eight" | "восемь" | "八" => '8',
        "nine" | "девять" | "九" => '9',
        _ => return None,
    })
}

/// The digits that a Korean word spells, and whether the whole word does (but for a particle).
fn spelled(word: &str) -> Option<(String, bool)> {
    let mut digits = String::new();
    for (at, c) in word.char_indices() {
        let digit = match c {
            '공' | '영' | '빵' => '0',
            '일' | '하' => '1',
            '이' => '2',
            '삼' => '3',
            '사' => '4',
            '오' => '5',
            '육' | '륙' | '뉵' => '6',
            '칠' => '7',
            '팔' => '8',
            '구' => '9',
            _ => {
                let rest = &word[at..];
                let ends =
                    is_particle(rest) || matches!(rest, "번" | "번이" | "번은" | "번으로" | "다시");
                return (!digits.is_empty()).then_some((digits, ends));
            }
        };
        if c == '하' {
            return (!digits.is_empty()).then_some((digits, is_particle(&word[at..])));
        }
        digits.push(digit);
    }
    (!digits.is_empty()).then_some((digits, true))
}

/// The digits of the token at `at`, and whether they were spelled.
fn element(view: &View, at: usize) -> Option<(String, bool)> {
    match view.kind(at) {
        Kind::Digits if amount(view, at).is_none() && !is_counted(view, at) => {
            Some((view.text(at).to_owned(), false))
        }
        Kind::Hangul => {
            let (digits, whole) = spelled(view.text(at))?;
            let attached = view.back(at, 1).kind == Kind::Digits && view.tight(at);
            (whole && (!attached || digits.len() >= 3)).then_some((digits, true))
        }
        Kind::Latin | Kind::Cyrillic | Kind::Han => {
            let (word, times) = match view.text(at) {
                "double" => (view.text(at + 1), 2),
                "triple" => (view.text(at + 1), 3),
                word => (word, 1),
            };
            let digit = digit_word(word)?;
            Some((std::iter::repeat_n(digit, times).collect(), true))
        }
        _ => None,
    }
}

fn chain(view: &View, start: usize) -> Option<Chain> {
    let mut at = start;
    let mut opened = false;
    while view.is(at, &["+", "("]) && at < start + 3 {
        opened |= view.is(at, &["+"]);
        at += 1;
    }
    if at > start && !opened {
        return None;
    }
    let (digits, words) = element(view, at)?;
    let mut chain = Chain {
        from: start,
        to: at + 1,
        groups: vec![digits.len()],
        digits,
        signs: Vec::new(),
        plus: opened,
        spelled: words,
    };
    loop {
        if view.is(chain.to - 1, &["double", "triple"]) {
            chain.to += 1;
        }
        let mut next = chain.to;
        let mut sign = ' ';
        while next < chain.to + 3 && view.token(next).gap <= 3 && is_sign(view, next, chain.spelled)
        {
            sign = view.text(next).chars().next().unwrap_or(' ');
            next += 1;
        }
        let Some((digits, words)) = element(view, next).filter(|_| view.token(next).gap <= 3)
        else {
            break;
        };
        if chain.digits.len() + digits.len() > CHAIN_DIGITS_MAX {
            break;
        }
        chain.digits.push_str(&digits);
        chain.groups.push(digits.len());
        chain.signs.push(sign);
        chain.spelled |= words;
        chain.to = next + 1;
    }
    if view.is(chain.to - 1, &["double", "triple"]) {
        chain.to += 1;
    }
    (!chain.spelled || chain.digits.len() >= 7).then_some(chain)
}

fn is_sign(view: &View, at: usize, spelled: bool) -> bool {
    view.is(at, &["-", ".", "/", "_", "(", ")", "·", "~", "*", "|", "[", "]"])
        || spelled && view.is(at, &["에", "의", "다시", "하이픈", "dash", "hyphen", "тире", ","])
}

/// What a chain is, if it is anything that may not be held.
fn classify(view: &View, chain: &Chain) -> Option<(Refused, Certainty)> {
    use Certainty::{Certain, Likely};
    let digits = chain.digits.as_str();
    let n = digits.len();
    if n < 5 {
        return None;
    }
    let from = chain.from;
    if view.before(from, 5, IMEI).is_some() && n >= 10 {
        return Some((Refused::Imei, Certain));
    }
    if view.before(from, 4, RESIDENT).is_some() {
        return Some((Refused::ResidentNumber, Certain));
    }
    if chain.plus && (8..=16).contains(&n) {
        return Some((Refused::Telephone, Certain));
    }
    let bank = view.before(from, 5, BANK | BANK_CARD).is_some()
        || n >= 8 && (1..=3).any(|back| matches!(view.text_back(from, back), "account" | "card"));
    if bank {
        return Some((Refused::BankOrRemittance, Certain));
    }
    if let Some(found) = registered(digits) {
        return Some(found);
    }
    if n == 17 && is_civil_day(&digits[6..14]) && view.is(chain.to, &["x"]) && view.tight(chain.to)
    {
        return Some((Refused::ResidentNumber, Certain));
    }
    if view.before(from, 4, DOCUMENT).is_some() {
        return None;
    }
    let near =
        view.before(from, 6, PHONE).is_some() || view.after(chain.to - 1, 2, PHONE).is_some();
    let next_to = view.before(from, 3, PHONE).is_some();
    let dated = is_dates(chain);
    if dated && !chain.spelled {
        return None;
    }
    if let Some(certainty) = telephone(digits, &chain.groups) {
        return Some((Refused::Telephone, if near { Certain } else { certainty }));
    }
    if near && n >= 7 || next_to && announced_phone(view, from) {
        return Some((Refused::Telephone, Likely));
    }
    (n >= 9 && !is_quantity(chain)).then_some((Refused::Telephone, Likely))
}

/// Whether a word that announces nothing but a number stands right before: `tel. 53221`, `전화번호 32-1234`.
fn announced_phone(view: &View, from: usize) -> bool {
    (1..=3).take_while(|back| *back <= from).any(|back| {
        let at = from - back;
        view.has(at, PHONE)
            && (view
                .is(at, &["tel", "phone", "mobile", "cellphone", "тел", "телефон", "电话", "手机"])
                || view.kind(at) == Kind::Hangul && view.stem(at).ends_with("전화")
                || view.stem(at).ends_with("번호")
                || view.stem(at).ends_with("폰"))
            && (at + 1..from).all(|i| view.kind(i) == Kind::Mark || view.has(i, lexicon::LINK))
    })
}

/// Numbers with a form of their own: resident numbers, IMEI, SIM cards, bank cards.
fn registered(digits: &str) -> Option<(Refused, Certainty)> {
    use Certainty::{Certain, Likely};
    match digits.len() {
        13 if is_korean_resident(digits) => {
            let certainty = if korean_check_digit(digits) { Certain } else { Likely };
            Some((Refused::ResidentNumber, certainty))
        }
        18 if is_civil_day(&digits[6..14]) => {
            let certainty = if chinese_check_digit(digits) { Certain } else { Likely };
            Some((Refused::ResidentNumber, certainty))
        }
        15 if luhn(digits) => Some((Refused::Imei, Certain)),
        15 if ["467", "460", "450", "250", "255"].iter().any(|mcc| digits.starts_with(mcc)) => {
            Some((Refused::Imei, Likely))
        }
        19 | 20 if digits.starts_with("89") => Some((Refused::Imei, Certain)),
        16..=19 if luhn(digits) => Some((Refused::BankOrRemittance, Certain)),
        _ => None,
    }
}

/// Whether the digits dial somebody by a known numbering plan.
fn telephone(digits: &str, groups: &[usize]) -> Option<Certainty> {
    use Certainty::{Certain, Likely};
    let n = digits.len();
    let starts = |with: &str| digits.starts_with(with);
    let second = digits.as_bytes().get(1).copied().unwrap_or(b'0');
    let third = digits.as_bytes().get(2).copied().unwrap_or(b'0');
    let grouped = groups.len() > 1 && groups.len() <= 5;
    let chinese = |d: &str| d.len() == 11 && d.starts_with('1') && d.as_bytes()[1] >= b'3';
    let abroad = |code: &str| starts(code) && (n - code.len()) >= 8 && n <= 15;
    if starts("00") && (11..=18).contains(&n) || chinese(digits) {
        return Some(Certain);
    }
    if abroad("86") && chinese(&digits[2..])
        || abroad("8210")
        || abroad("850")
        || abroad("380") && n == 12
    {
        return Some(Certain);
    }
    if starts("01") && (10..=11).contains(&n) && third != b'2' && third != b'5' {
        return Some(Certain);
    }
    if starts("19") && n == 10 && (b'1'..=b'6').contains(&third) {
        return Some(if groups == [3, 3, 4] { Certain } else { Likely });
    }
    if n == 11 && (starts("7") || starts("8")) && (second == b'9' || groups.starts_with(&[1, 3, 3]))
    {
        return Some(Certain);
    }
    if starts("0") && (9..=13).contains(&n) {
        return Some(if grouped { Certain } else { Likely });
    }
    (groups == [3, 3, 4] || groups == [3, 4, 4]).then_some(Likely)
}

/// Whether the chain is nothing but dates, or years.
fn is_dates(chain: &Chain) -> bool {
    let digits = chain.digits.as_bytes();
    if digits.len() == 8 && (chain.groups.len() == 1 || chain.groups.len() == 8) {
        return is_civil_day(&chain.digits);
    }
    let (mut group, mut at) = (0, 0);
    while group < chain.groups.len() {
        let Some(parts) = date_parts(&chain.groups[group..], &chain.digits[at..]) else {
            return group > 0 && chain.digits.len() - at < 7;
        };
        at += chain.groups[group..group + parts].iter().sum::<usize>();
        group += parts;
    }
    true
}

/// How many groups of digits a date or a year takes at the start of `groups`, if one stands there.
fn date_parts(groups: &[usize], digits: &str) -> Option<usize> {
    let len = |n: usize| groups.get(n).copied().unwrap_or(0);
    let (a, b, c) = (len(0), len(1), len(2));
    let part = |from: usize, len: usize| digits[from..from + len].parse::<u32>().unwrap_or(0);
    let day = |x: u32, y: u32| {
        let in_order = |m: u32, d: u32| (1..=12).contains(&m) && (1..=31).contains(&d);
        in_order(x, y) || in_order(y, x)
    };
    let short = |n: usize| n == 1 || n == 2;
    let year_first = a == 4 && is_year(part(0, 4));
    let year_last = short(a) && short(b) && c == 4 && is_year(part(a + b, 4));
    match () {
        () if year_first && short(b) && short(c) && day(part(4, b), part(4 + b, c)) => Some(3),
        () if year_last && day(part(0, a), part(a, b)) => Some(3),
        () if year_first && short(b) && (1..=12).contains(&part(4, b)) => Some(2),
        () if a == 8 && is_civil_day(&digits[..8]) => Some(1),
        () if year_first => Some(1),
        () => None,
    }
}

/// Whether the chain is an amount, or a range of amounts: `10 000`, `10000-12000`.
fn is_quantity(chain: &Chain) -> bool {
    if chain.digits.starts_with('0') || chain.plus || chain.spelled {
        return false;
    }
    let mut pieces: Vec<Vec<usize>> = vec![vec![chain.groups[0]]];
    for (sign, group) in chain.signs.iter().zip(&chain.groups[1..]) {
        match sign {
            ' ' => pieces.last_mut().into_iter().for_each(|piece| piece.push(*group)),
            '-' | '~' => pieces.push(vec![*group]),
            _ => return false,
        }
    }
    let thousands =
        |piece: &Vec<usize>| piece[0] <= 3 && piece.len() > 1 && piece[1..].iter().all(|g| *g == 3);
    let small = |piece: &Vec<usize>| piece.len() == 1 && piece[0] <= 6;
    pieces.iter().all(thousands) || pieces.len() == 2 && pieces.iter().all(small)
}

pub(crate) fn is_year(year: u32) -> bool {
    (1900..=2100).contains(&year)
}

/// Whether eight digits are a day, year first.
fn is_civil_day(digits: &str) -> bool {
    let part = |from: usize, to: usize| digits[from..to].parse::<u32>().unwrap_or(0);
    is_year(part(0, 4)) && (1..=12).contains(&part(4, 6)) && (1..=31).contains(&part(6, 8))
}

/// Whether 13 digits have the form of a South Korean resident number.
fn is_korean_resident(digits: &str) -> bool {
    let part = |from: usize, to: usize| digits[from..to].parse::<u32>().unwrap_or(0);
    (1..=12).contains(&part(2, 4))
        && (1..=31).contains(&part(4, 6))
        && (1..=8).contains(&part(6, 7))
}

fn korean_check_digit(digits: &str) -> bool {
    let weights = [2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5];
    let sum: u32 = values(digits).zip(weights).map(|(digit, weight)| digit * weight).sum();
    values(digits).last() == Some((11 - sum % 11) % 10)
}

fn chinese_check_digit(digits: &str) -> bool {
    let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2, 1];
    values(digits).zip(weights).map(|(digit, weight)| digit * weight).sum::<u32>() % 11 == 1
}

/// The check of ISO/IEC 7812: every second digit from the right doubled.
fn luhn(digits: &str) -> bool {
    let sum: u32 = values(digits)
        .rev()
        .enumerate()
        .map(|(at, digit)| if at % 2 == 1 { digit * 2 / 10 + digit * 2 % 10 } else { digit })
        .sum();
    sum.is_multiple_of(10) && digits.bytes().any(|b| b != b'0')
}

fn values(digits: &str) -> impl DoubleEndedIterator<Item = u32> + '_ {
    digits.chars().filter_map(|c| c.to_digit(10))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn check_digits() {
        assert!(luhn("490154203237518") && !luhn("490154203237519"));
        assert!(luhn("4111111111111111") && !luhn("0000000000000000"));
        // The example of GB 11643-1999 that ends in a digit.
        assert!(chinese_check_digit("440524188001010014"));
        for checked in [korean_check_digit, luhn] {
            let last = |base: &str| (0..10).filter(|d| checked(&format!("{base}{d}"))).count();
            assert!(["800101123456", "790503234567"].into_iter().all(|base| last(base) == 1));
        }
    }
}
