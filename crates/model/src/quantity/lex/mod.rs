//! From a text to tokens: numerals, number words, words of the table, and the rest.
//!
//! Terms: a *run* is a stretch of Hangul without blanks; Korean writes number, counter, hedge and particle in one run,
//! so a run is cut into pieces, longest first. A token keeps the byte span of the text as it was given, before any
//! normalisation. Invariant: work is linear in the text, since every table entry is short and is tried once a position.
//! Not here: which tokens belong together (`number`, `read`).

mod digits;
mod hint;
mod lexer;
mod lexicon;
mod run;
mod words;

use unicode_normalization::{UnicodeNormalization, char::canonical_combining_class};

use super::rules::{Form, rules};
pub(crate) use hint::may_count;
use lexer::Lexer;

/// Which writing a number word belongs to; words of different writings do not add up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Script {
    Latin,
    Cyrillic,
    Hangul,
}

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tok {
    /// A numeral: `mantissa / 10^decimals`; `grouped` when a thousands separator was written.
    Literal { mantissa: u64, decimals: u32, grouped: bool },
    /// A numeral that a point or comma leaves open: `1.100` is this mantissa with 3 decimals before a scale word.
    EitherWay { mantissa: u64 },
    /// `1/3`.
    Fraction(u64, u64),
    /// A number word: seven, twenty, двести, 삼, 스물.
    Small(u64, Script),
    /// A word that multiplies; `big` ones close a section (thousand, 만), the others stay inside it (hundred, 천).
    Scale { by: u64, big: bool, script: Script },
    /// Per cent.
    Percent,
    /// Korean 분의: denominator before, numerator after.
    Parts,
    /// Digits that are not a count: an id, a date, an ordinal, money, a negative number.
    Bad,
    /// Words of the table, by index.
    Rule(usize),
    /// Any other word.
    Word,
    /// A punctuation mark that is not a quotation mark.
    Mark(char),
}

/// A token and the bytes of the given text that it covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Token {
    pub(crate) tok: Tok,
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// Whether the first letter was a capital.
    pub(crate) capital: bool,
}

#[derive(Clone, Copy)]
struct Ch {
    c: char,
    capital: bool,
    start: usize,
    end: usize,
}

/// Cuts a text into tokens.
pub(crate) fn lex(text: &str) -> Vec<Token> {
    let chars = fold(text);
    let mut out = Lexer::new(&chars).tokens();
    and_a_half(text, &mut out);
    counted_in(text, &mut out);
    genitive_one(text, &mut out);
    one_million(text, &mut out);
    out
}

/// "две с половиной тысячи", "дві з половиною тисячі": a decimal of the scale.
fn and_a_half(text: &str, tokens: &mut Vec<Token>) {
    let said = |t: &Token| text.get(t.start..t.end).unwrap_or_default();
    let mut at = 0;
    while let Some([first, with, half, scale]) = tokens.get(at..at + 4) {
        let n = match first.tok {
            Tok::Small(n, Script::Cyrillic) | Tok::Literal { mantissa: n, decimals: 0, .. } => n,
            _ => 0,
        };
        let joined = matches!(said(with), "с" | "з" | "із")
            && matches!(said(half), "половиной" | "половиною")
            && matches!(scale.tok, Tok::Scale { .. });
        if (1..100).contains(&n) && joined {
            let tok = Tok::Literal { mantissa: n * 10 + 5, decimals: 1, grouped: false };
            let end = half.end;
            tokens[at] = Token { tok, end, ..tokens[at] };
            tokens.drain(at + 1..at + 3);
        }
        at += 1;
    }
}

/// "три сотни", "полутора сотен", "два десятки": behind a number the word multiplies, and is no plural of many.
fn counted_in(text: &str, tokens: &mut [Token]) {
    let mut number = false;
    for token in tokens {
        let said = text.get(token.start..token.end).unwrap_or_default();
        let by = match said {
            "сотни" | "сотні" | "сотен" | "сотень" => 100,
            "десятка" | "десятков" | "десятки" | "десятків" => 10,
            _ => 0,
        };
        if number && by > 0 {
            token.tok = Tok::Scale { by, big: false, script: Script::Cyrillic };
        }
        number = match token.tok {
            Tok::Small(n, Script::Cyrillic) => n < 10,
            Tok::Literal { mantissa, decimals, .. } => {
                mantissa < 10 || (mantissa, decimals) == (15, 1)
            }
            _ => false,
        };
    }
}

/// "более тысячи", "близько сотні": behind a hedge the genitive of one, not the plural of many.
fn genitive_one(text: &str, tokens: &mut [Token]) {
    let mut hedged = false;
    for token in tokens {
        let said = text.get(token.start..token.end).unwrap_or_default();
        let genitive = matches!(said, "тысячи" | "тисячі");
        if hedged && genitive && matches!(token.tok, Tok::Scale { .. }) {
            token.tok = Tok::Small(1_000, Script::Cyrillic);
        }
        if hedged && matches!(said, "сотни" | "сотні") {
            token.tok = Tok::Small(100, Script::Cyrillic);
        }
        hedged = matches!(token.tok, Tok::Rule(i) if rules()[i].form == Form::Before);
    }
}

/// "миллион человек", "понад мільйон", "більше мільйона": one of them, where no number stands before; "миллионы" are many.
fn one_million(text: &str, tokens: &mut Vec<Token>) {
    let counts = |tok: Tok| {
        matches!(
            tok,
            Tok::Small(..)
                | Tok::Literal { .. }
                | Tok::EitherWay { .. }
                | Tok::Scale { .. }
                | Tok::Bad
        )
    };
    let mut at = 0;
    while let Some(token) = tokens.get(at).copied() {
        let before = at.checked_sub(1).and_then(|b| tokens.get(b)).map(|t| t.tok);
        let hedged = matches!(before, Some(Tok::Rule(i)) if rules()[i].form == Form::Before);
        let said = text.get(token.start..token.end).unwrap_or_default();
        let one = matches!(said, "миллион" | "мільйон")
            || hedged && matches!(said, "миллиона" | "мільйона" | "миллиону" | "мільйону");
        if one && matches!(token.tok, Tok::Scale { .. }) && !before.is_some_and(counts) {
            let tok = Tok::Small(1, Script::Cyrillic);
            tokens.insert(at, Token { tok, end: token.start, ..token });
            at += 1;
        }
        at += 1;
    }
}

/// NFC, lower case, one sign for each kind of dash, wave, quotation mark and blank; spans point into the given text.
fn fold(text: &str) -> Vec<Ch> {
    let mut out: Vec<Ch> = Vec::with_capacity(text.len());
    let mut chars = text.char_indices().peekable();
    let mut group = String::new();
    while let Some((start, first)) = chars.next() {
        // What is one character in every form of writing, and is followed by no mark.
        let alone = |c: char| c.is_ascii() || hangul(c) || matches!(c, 'Ѐ'..='ҁ');
        if alone(first) && chars.peek().is_none_or(|(_, next)| alone(*next)) {
            let end = start + first.len_utf8();
            out.push(Ch { c: fold_char(first), capital: is_capital(first), start, end });
            continue;
        }
        group.clear();
        group.push(first);
        let mut end = start + first.len_utf8();
        while let Some(&(at, c)) = chars.peek() {
            // A run of marks longer than any writing uses would make composition slow; it is cut instead.
            if !joins(c) || end - start > 64 {
                break;
            }
            group.push(c);
            end = at + c.len_utf8();
            chars.next();
        }
        if group.is_ascii() {
            out.push(Ch { c: fold_char(first), capital: first.is_uppercase(), start, end });
        } else {
            out.extend(group.nfc().map(|c| Ch {
                c: fold_char(c),
                capital: c.is_uppercase(),
                start,
                end,
            }));
        }
    }
    out
}

fn joins(c: char) -> bool {
    c >= '\u{300}' && (canonical_combining_class(c) != 0 || ('\u{1160}'..='\u{11ff}').contains(&c))
}

fn is_capital(c: char) -> bool {
    match c {
        '\0'..='\u{7f}' => c.is_ascii_uppercase(),
        '가'..='힣' => false,
        _ => c.is_uppercase(),
    }
}

fn fold_char(c: char) -> char {
    match c {
        'a'..='z' | '가'..='힣' | 'а'..='я' => c,
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).map_or(c, fold_char),
        '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' | '﹣' => '-',
        '∼' | '〜' | '˜' => '~',
        '’' | '‘' | 'ʼ' | '´' => '\'',
        '“' | '”' | '„' | '«' | '»' | '「' | '」' | '『' | '』' | '《' | '》' | '`' => {
            '"'
        }
        '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{3000}' | '\t' | '\r' | '\n' => ' ',
        '、' => ',',
        _ => c.to_lowercase().next().unwrap_or(c),
    }
}

fn hangul(c: char) -> bool {
    ('\u{ac00}'..='\u{d7a3}').contains(&c)
}

fn letter(c: char) -> bool {
    match c {
        '\0'..='\u{7f}' => c.is_ascii_alphabetic(),
        '가'..='힣' => false,
        'Ѐ'..='ҁ' => true,
        _ => c.is_alphabetic(),
    }
}
