//! A text as the detectors read it: the normal form, cut into tokens with their classes.
//!
//! Terms: *token* – a run of letters of one script, a run of digits, or one other sign; *gap* – how many spaces stand before it;
//! *stem* – a Korean word without its particles.
//!
//! Invariant: tokens cover the normal form but for its spaces, in order; a token outside the text reads as the empty one, so that
//! detectors may look ahead and back freely.
//!
//! Cost: linear; a token is looked up in the lexicon a bounded number of times.

use std::ops::Range;

use super::form::Unit;
use super::lexicon::{self, Class};

/// What a token is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(crate) enum Kind {
    /// Latin letters, or letters of a script that is not told apart.
    Latin,
    /// Cyrillic letters.
    Cyrillic,
    /// Hangul syllables or jamo.
    Hangul,
    /// Chinese characters: one word of the lexicon, or one character.
    Han,
    /// ASCII digits.
    Digits,
    /// Any other sign, alone.
    Mark,
    /// Beyond the text.
    #[default]
    None,
}

/// A part of the normal form.
#[derive(Clone, Debug, Default)]
pub(crate) struct Token {
    pub(crate) kind: Kind,
    /// Units, from and to.
    units: Range<usize>,
    /// Bytes of the normal form.
    bytes: Range<usize>,
    /// Bytes of the stem, from the start of the token.
    stem: usize,
    /// Spaces before it.
    pub(crate) gap: usize,
    /// Whether it starts with an upper-case letter.
    pub(crate) upper: bool,
    pub(crate) class: Class,
}

/// A text cut into tokens.
pub(crate) struct View {
    units: Vec<Unit>,
    norm: String,
    tokens: Vec<Token>,
    none: Token,
}

impl View {
    pub(crate) fn new(units: Vec<Unit>) -> Self {
        let mut norm = String::with_capacity(units.len());
        let mut starts = Vec::with_capacity(units.len() + 1);
        for unit in &units {
            starts.push(norm.len());
            norm.push(unit.c);
        }
        starts.push(norm.len());
        let mut view = Self { units, norm, tokens: Vec::new(), none: Token::default() };
        view.cut(&starts);
        view
    }

    fn cut(&mut self, starts: &[usize]) {
        let (mut at, mut gap) = (0, 0);
        while at < self.units.len() {
            let kind = kind(self.units[at].c);
            if self.units[at].c == ' ' {
                (at, gap) = (at + 1, gap + 1);
                continue;
            }
            let mut end = at + 1;
            while kind != Kind::Mark && end < self.units.len() && kind_is(kind, self.units[end].c) {
                end += 1;
            }
            if kind == Kind::Han {
                end = at + lexicon::han_word(&self.norm[starts[at]..starts[end]]);
            }
            let bytes = starts[at]..starts[end];
            let text = &self.norm[bytes.clone()];
            let (class, stem) = lexicon::look_up(text, kind);
            let upper = self.units[at].upper;
            self.tokens.push(Token { kind, units: at..end, bytes, stem, gap, upper, class });
            (at, gap) = (end, 0);
        }
    }

    /// How many tokens there are.
    pub(crate) fn len(&self) -> usize {
        self.tokens.len()
    }

    /// The token at `at`, or the empty one.
    pub(crate) fn token(&self, at: usize) -> &Token {
        self.tokens.get(at).unwrap_or(&self.none)
    }

    /// The token `n` before `at`, or the empty one.
    pub(crate) fn back(&self, at: usize, n: usize) -> &Token {
        at.checked_sub(n).map_or(&self.none, |at| self.token(at))
    }

    /// The normal text of the token at `at`.
    pub(crate) fn text(&self, at: usize) -> &str {
        &self.norm[self.token(at).bytes.clone()]
    }

    /// The text of the token `n` before `at`.
    pub(crate) fn text_back(&self, at: usize, n: usize) -> &str {
        &self.norm[self.back(at, n).bytes.clone()]
    }

    /// The token at `at` without Korean particles.
    pub(crate) fn stem(&self, at: usize) -> &str {
        let token = self.token(at);
        &self.norm[token.bytes.start..token.bytes.start + token.stem]
    }

    /// The normal text of the tokens from `from` up to `to`, with their spaces.
    pub(crate) fn slice(&self, from: usize, to: usize) -> &str {
        if from >= to || to > self.tokens.len() {
            return "";
        }
        &self.norm[self.tokens[from].bytes.start..self.tokens[to - 1].bytes.end]
    }

    pub(crate) fn has(&self, at: usize, class: Class) -> bool {
        self.token(at).class.any(class)
    }

    pub(crate) fn kind(&self, at: usize) -> Kind {
        self.token(at).kind
    }

    pub(crate) fn is(&self, at: usize, words: &[&str]) -> bool {
        words.contains(&self.text(at))
    }

    /// Whether the token at `at` follows the one before it without a space.
    pub(crate) fn tight(&self, at: usize) -> bool {
        self.token(at).gap == 0 && at > 0 && at < self.tokens.len()
    }

    /// The number that the token at `at` spells in digits, if it is below a billion.
    pub(crate) fn number(&self, at: usize) -> Option<u32> {
        let text = self.text(at);
        (self.kind(at) == Kind::Digits && text.len() <= 9).then(|| text.parse().ok()).flatten()
    }

    /// How many digits the token at `at` has; 0 if it is no number.
    pub(crate) fn digits(&self, at: usize) -> usize {
        if self.kind(at) == Kind::Digits { self.text(at).len() } else { 0 }
    }

    /// Whether a token ends what is said before it.
    pub(crate) fn is_stop(&self, at: usize) -> bool {
        at >= self.len() || self.is(at, &[".", ";", "!", "?"])
    }

    /// Where in the clause before `at`, at most `reach` tokens back, a word of `class` stands.
    pub(crate) fn before(&self, at: usize, reach: usize, class: Class) -> Option<usize> {
        (1..=reach.min(at))
            .map(|n| at - n)
            .take_while(|i| {
                let sentence = self.token(i + 1).gap > 0 && self.token(i + 1).upper;
                !self.is(*i, &[";", "!", "?"]) && (!self.is(*i, &["."]) || !sentence)
            })
            .find(|i| self.has(*i, class))
    }

    /// Where in the clause after `at`, at most `reach` tokens on, a word of `class` stands.
    pub(crate) fn after(&self, at: usize, reach: usize, class: Class) -> Option<usize> {
        (at + 1..=at.saturating_add(reach))
            .take_while(|i| !self.is_stop(*i))
            .find(|i| self.has(*i, class))
    }

    /// The bytes of the given text that the tokens from `from` up to `to` come from.
    pub(crate) fn span(&self, from: usize, to: usize) -> Range<usize> {
        let (Some(first), Some(last)) =
            (self.tokens.get(from), self.tokens.get(to.saturating_sub(1)))
        else {
            return 0..0;
        };
        let start = self.units.get(first.units.start).map_or(0, |unit| unit.from);
        let end =
            last.units.end.checked_sub(1).and_then(|i| self.units.get(i)).map_or(start, |u| u.to);
        start..end.max(start)
    }
}

fn kind(c: char) -> Kind {
    match c {
        c if c.is_ascii_digit() => Kind::Digits,
        '\u{400}'..='\u{52f}' => Kind::Cyrillic,
        '\u{ac00}'..='\u{d7a3}' | '\u{1100}'..='\u{11ff}' | '\u{3131}'..='\u{318e}' => Kind::Hangul,
        '\u{2e80}'..='\u{2fff}'
        | '\u{3007}'
        | '\u{3400}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{3ffff}' => Kind::Han,
        c if c.is_alphabetic() => Kind::Latin,
        _ => Kind::Mark,
    }
}

fn kind_is(expected: Kind, c: char) -> bool {
    kind(c) == expected
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::door::form;

    #[test]
    fn tokens_lead_back_to_the_bytes_as_given() {
        let text = "제６７１군부대, wxid_ab 微信号";
        let view = View::new(form::units(text));
        let tokens: Vec<_> = (0..view.len()).map(|i| view.text(i)).collect();
        assert_eq!(tokens, ["제", "671", "군부대", ",", "wxid", "_", "ab", "微信", "号"]);
        assert_eq!(&text[view.span(1, 3)], "６７１군부대");
        assert_eq!(view.text(99), "");
        assert_eq!(view.text_back(0, 1), "");
        assert_eq!(view.span(50, 60), 0..0);
    }
}
