//! Runs of Hangul: number, counter, hedge and particle written as one word, cut longest first.

use super::super::rules::{Form, rules};
use super::lexer::Lexer;
use super::lexicon::{Entry, What};
use super::{Tok, Token, hangul};

impl Lexer<'_> {
    /// Cuts a run of Hangul into pieces.
    pub(super) fn run(&mut self) {
        let begin = self.at;
        let first_out = self.out.len();
        loop {
            let from = self.at;
            if !self.peek(0).is_some_and(hangul) {
                return;
            }
            let found = self.entry(from, |entry| self.fits(entry, from, begin));
            if let Some((entry, _)) =
                found.filter(|(entry, _)| !matches!(entry.what, What::Particle))
            {
                self.open_end = entry.star;
            }
            match found.map(|(entry, to)| (entry.what, to)) {
                Some((What::Rule(i), to)) => self.push(Tok::Rule(i), from, to),
                Some((What::Token(tok), to)) => self.push(tok, from, to),
                Some((What::Particle, to)) => self.at = to,
                None => {
                    let to = from + self.chars[from..].iter().take_while(|ch| hangul(ch.c)).count();
                    self.unknown(begin, first_out, from, to);
                    return;
                }
            }
        }
    }

    /// Whether a Korean phrase may stand here: suffixes and counters need a number, prefixes the start of a run.
    pub(super) fn fits(&self, entry: &Entry, from: usize, begin: usize) -> bool {
        let at_start = from == begin;
        let glued = !at_start
            || self.before(from).is_some_and(|c| c.is_ascii_digit() || c == ')' || c == '%');
        let last = self.out.last().map(|t| t.tok);
        let after_number = matches!(
            last,
            Some(
                Tok::Literal { .. }
                    | Tok::EitherWay { .. }
                    | Tok::Small(..)
                    | Tok::Scale { .. }
                    | Tok::Bad
            )
        ) || self.last_form().is_some_and(|f| f == Form::Count);
        let after_count = after_number
            || matches!(last, Some(Tok::Percent | Tok::Fraction(..)))
            || self
                .last_form()
                .is_some_and(|f| matches!(f, Form::Person | Form::After | Form::Share));
        let short = entry.phrase.len() == 1;
        match entry.what {
            What::Particle => glued,
            What::Token(Tok::Percent | Tok::Parts) => after_number,
            What::Token(Tok::Scale { .. }) => {
                after_number && !matches!(last, Some(Tok::Bad)) || at_start
            }
            What::Token(_) => {
                at_start || matches!(last, Some(Tok::Small(..) | Tok::Scale { .. } | Tok::Parts))
            }
            What::Rule(i) => match rules()[i].form {
                Form::Person | Form::Other if short => after_number,
                Form::Other => after_number,
                // Alone it is a qualifier that waits for the number of its column.
                Form::After => after_count || (at_start && self.out.is_empty()),
                Form::OfBack | Form::Join => after_count,
                Form::Before | Form::Parts | Form::Open | Form::Filler | Form::Label => {
                    at_start && !glued
                }
                Form::Count | Form::Share => {
                    at_start || self.last_form().is_some_and(|f| f == Form::Before)
                }
                _ => true,
            },
        }
    }

    pub(super) fn last_form(&self) -> Option<Form> {
        match self.out.last()?.tok {
            Tok::Rule(i) => Some(rules()[i].form),
            _ => None,
        }
    }

    /// The rest of a run that the table does not know. It may end a noun or a verb; after a number or a prefix it makes
    /// another word of them ("약물", "천안", "3천발").
    pub(super) fn unknown(&mut self, begin: usize, first_out: usize, from: usize, to: usize) {
        let number_before = |t: &Token| {
            matches!(
                t.tok,
                Tok::Literal { .. } | Tok::EitherWay { .. } | Tok::Small(..) | Tok::Scale { .. }
            )
        };
        if from == begin {
            let glued = self.before(begin).is_some_and(|c| c.is_ascii_digit());
            if let Some(last) = self.out.last_mut().filter(|t| glued && number_before(t)) {
                last.tok = Tok::Bad;
            }
            return self.push(Tok::Word, from, to);
        }
        // "다수 발생": 발 counts rounds, but not as the first syllable of another word.
        let apart = !self.before(begin).is_some_and(|c| c.is_ascii_digit());
        let syllable = apart
            && self.out.len() == first_out + 1
            && self.at == begin + 1
            && matches!(self.last_form(), Some(Form::Other | Form::Person));
        if let Some(last) = self.out.last_mut().filter(|_| syllable) {
            last.tok = Tok::Word;
        }
        let pieces = self.out.len() > first_out;
        let keeps = self.open_end
            || self.last_form().is_some_and(|form| {
                !matches!(
                    form,
                    Form::Before
                        | Form::After
                        | Form::OfBack
                        | Form::Join
                        | Form::Label
                        | Form::Filler
                        | Form::Parts
                        | Form::Count
                )
            });
        if let Some(last) = self.out.last_mut().filter(|_| pieces && !keeps) {
            last.tok = if number_before(last) { Tok::Bad } else { Tok::Word };
        }
        self.at = to;
    }
}
