//! Words, numbers and marks of a sentence, for dates.

use std::borrow::Cow;
use std::ops::Range;

use crate::grammar::fold::{Folded, is_alphanumeric};

/// A run of letters, a run of digits, or a mark.
#[derive(Debug, Clone)]
pub(super) struct Token<'t> {
    /// Folded.
    pub(super) text: Cow<'t, str>,
    /// In the sentence.
    pub(super) range: Range<usize>,
    pub(super) number: Option<u32>,
    /// Begins with a capital letter.
    pub(super) capital: bool,
}

#[derive(PartialEq, Eq, Clone, Copy)]
enum Kind {
    Letters,
    Digits,
    Mark,
}

pub(super) fn tokens(text: &str) -> Vec<Token<'_>> {
    crate::work::did(text.len());
    let kind = |c: char| match c {
        c if c.is_ascii_digit() => Kind::Digits,
        c if is_alphanumeric(c) || matches!(c, '\'' | '’') => Kind::Letters,
        _ => Kind::Mark,
    };
    let mut out: Vec<Token<'_>> = Vec::with_capacity(text.len() / 4);
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        if c.is_whitespace() {
            continue;
        }
        let of = kind(c);
        let mut end = at + c.len_utf8();
        while let Some((next, n)) = chars.peek().copied() {
            if of == Kind::Mark || kind(n) != of || n.is_whitespace() {
                break;
            }
            end = next + n.len_utf8();
            chars.next();
        }
        let said = text.get(at..end).unwrap_or_default();
        let number = (of == Kind::Digits && said.len() <= 4).then(|| said.parse().ok()).flatten();
        let text = Folded::only(said);
        out.push(Token { text, range: at..end, number, capital: c.is_uppercase() });
    }
    out
}

/// The text of a token, or nothing.
pub(super) fn word<'s>(tokens: &'s [Token<'_>], at: usize) -> &'s str {
    tokens.get(at).map_or("", |t| &*t.text)
}

/// The text of the token so many before.
pub(super) fn before<'s>(tokens: &'s [Token<'_>], at: usize, by: usize) -> &'s str {
    at.checked_sub(by).map_or("", |i| word(tokens, i))
}

pub(super) fn number(tokens: &[Token<'_>], at: usize) -> Option<u32> {
    tokens.get(at)?.number
}

/// A year of four digits.
pub(super) fn year(tokens: &[Token<'_>], at: usize) -> Option<u32> {
    number(tokens, at).filter(|y| (1900..2200).contains(y))
}

/// A day of a month.
pub(super) fn day(tokens: &[Token<'_>], at: usize) -> Option<u32> {
    let digits = tokens.get(at).map_or(0, |t| t.text.len());
    // "In early November 1,500 died": the first digits of a number.
    let touches = |i: usize| {
        let (one, two) = (tokens.get(i), tokens.get(i + 1));
        one.zip(two).is_some_and(|(one, two)| one.range.end == two.range.start)
    };
    let thousands = tokens.get(at + 2).is_some_and(|t| t.text.len() == 3 && t.number.is_some());
    if matches!(word(tokens, at + 1), "," | ".") && thousands && touches(at) && touches(at + 1) {
        return None;
    }
    number(tokens, at).filter(|d| (1..=31).contains(d) && digits <= 2)
}
