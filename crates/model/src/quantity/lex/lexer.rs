//! One step after the other: which kind of token begins here.
//!
//! Numerals are read in `digits`, Hangul in `run`.

use super::lexicon::{Entry, What, joined, lexicon};
use super::words::SMALL_EN;
use super::{Ch, Tok, Token, hangul, letter};

/// A walk over the characters of a text.
pub(super) struct Lexer<'a> {
    pub(super) chars: &'a [Ch],
    pub(super) at: usize,
    pub(super) out: Vec<Token>,
    /// Whether the last piece of a run takes any ending.
    pub(super) open_end: bool,
}

impl<'a> Lexer<'a> {
    pub(super) const fn new(chars: &'a [Ch]) -> Self {
        Self { chars, at: 0, out: Vec::new(), open_end: false }
    }

    /// All tokens of the text.
    pub(super) fn tokens(mut self) -> Vec<Token> {
        while self.at < self.chars.len() {
            self.step();
        }
        self.out
    }

    pub(super) fn peek(&self, ahead: usize) -> Option<char> {
        self.peek_at(self.at + ahead)
    }

    pub(super) fn peek_at(&self, at: usize) -> Option<char> {
        self.chars.get(at).map(|ch| ch.c)
    }

    pub(super) fn before(&self, at: usize) -> Option<char> {
        at.checked_sub(1).and_then(|i| self.chars.get(i)).map(|ch| ch.c)
    }

    pub(super) fn push(&mut self, tok: Tok, from: usize, to: usize) {
        if let (Some(first), Some(last)) =
            (self.chars.get(from), self.chars.get(to.saturating_sub(1)))
        {
            self.out.push(Token { tok, start: first.start, end: last.end, capital: first.capital });
        }
        self.at = to;
    }

    pub(super) fn step(&mut self) {
        let Some(c) = self.peek(0) else { return };
        if c == ' ' || c == '"' || c == '\'' {
            self.at += 1;
        } else if c.is_ascii_digit() {
            self.numeral();
        } else if hangul(c) {
            self.run();
        } else if letter(c) {
            self.word();
        } else {
            self.sign();
        }
    }

    /// A word of letters, or a phrase of the table that begins here.
    pub(super) fn word(&mut self) {
        let from = self.at;
        if let Some((what, to)) = self.longest(from, |_| true) {
            match what {
                What::Rule(i) => return self.push(Tok::Rule(i), from, to),
                What::Token(tok) => return self.push(tok, from, to),
                What::Particle => {}
            }
        }
        let to = self.end_of_word(from);
        // "C050", "T72": letters with digits are a name; "T-72" is seen by the numeral.
        let tok = if self.chars[from..to].iter().any(|ch| ch.c.is_numeric()) {
            Tok::Bad
        } else {
            Tok::Word
        };
        self.push(tok, from, to);
    }

    pub(super) fn end_of_word(&self, from: usize) -> usize {
        let inside = |ch: &Ch| letter(ch.c) || ch.c.is_numeric() || ch.c == '_' || ch.c == '\'';
        from + self.chars[from..].iter().take_while(|ch| inside(ch)).count().max(1)
    }

    pub(super) fn sign(&mut self) {
        let from = self.at;
        let c = self.chars[from].c;
        if let Some((what, to)) = self.longest(from, |_| c != '-') {
            match what {
                What::Rule(i) => return self.push(Tok::Rule(i), from, to),
                What::Token(tok) => return self.push(tok, from, to),
                What::Particle => {}
            }
        }
        let tok = if c.is_numeric() { Tok::Bad } else { Tok::Mark(c) };
        self.push(tok, from, from + 1);
    }

    /// The longest phrase at `from` that stands at word boundaries and that `wanted` takes.
    pub(super) fn longest(
        &self,
        from: usize,
        wanted: impl Fn(&Entry) -> bool,
    ) -> Option<(What, usize)> {
        self.entry(from, wanted).map(|(entry, to)| (entry.what, to))
    }

    pub(super) fn entry(
        &self,
        from: usize,
        wanted: impl Fn(&Entry) -> bool,
    ) -> Option<(&'static Entry, usize)> {
        let next = self.peek_at(from + 1);
        lexicon()
            .of(self.chars.get(from)?.c, next)
            .filter(|entry| wanted(entry))
            .find_map(|entry| self.matches(entry, from).map(|to| (entry, to)))
    }

    pub(super) fn matches(&self, entry: &Entry, from: usize) -> Option<usize> {
        let mut at = from;
        for &want in &entry.phrase {
            let have = self.chars.get(at).map(|ch| ch.c);
            if want == ' ' {
                at = self.gap(at, entry.phrase.first().is_some_and(|c| hangul(*c)))?;
            } else if have == Some(want) {
                at += 1;
            } else {
                return None;
            }
        }
        let last = *entry.phrase.last()?;
        if entry.star && !hangul(last) {
            return Some(self.end_of_word(at.checked_sub(1)?).max(at));
        }
        let next = self.chars.get(at).map(|ch| ch.c);
        let cut = letter(last) && next.is_some_and(|c| letter(c) || c.is_numeric() || c == '_');
        let other = joined(entry) && self.number_follows(at);
        (!cut && !other).then_some(at)
    }

    /// "28 were killed and more than 50 wounded", "and over 50": the words are those of the next number.
    pub(super) fn number_follows(&self, at: usize) -> bool {
        let rest = self.chars.get(at..).unwrap_or_default();
        let word: String =
            rest.iter().skip_while(|ch| ch.c == ' ').map(|ch| ch.c).take(12).collect();
        let word = word.split(' ').next().unwrap_or_default();
        word.starts_with(|c: char| c.is_ascii_digit())
            || matches!(word, "than" | "a" | "an" | "чем" | "ніж" | "як")
            || SMALL_EN.iter().any(|(number, _)| *number == word)
    }

    /// One or two blanks or a hyphen inside a phrase; none at all will do in Korean.
    pub(super) fn gap(&self, at: usize, optional: bool) -> Option<usize> {
        let blank = |i: usize| {
            self.chars.get(i).is_some_and(|ch| ch.c == ' ' || ch.c == '-' || ch.c == '"')
        };
        match (blank(at), blank(at + 1)) {
            (true, true) => Some(at + 2),
            (true, false) => Some(at + 1),
            (false, _) => optional.then_some(at),
        }
    }
}
