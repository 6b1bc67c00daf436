//! Numerals: digits with their separators, and what glued to them makes them no count.

use super::super::rules::{Form, rules};
use super::lexer::Lexer;
use super::lexicon::{Entry, What};
use super::{Ch, Tok, letter};

impl Lexer<'_> {
    /// Digits with separators, and whatever is glued to them.
    pub(super) fn numeral(&mut self) {
        let from = self.at;
        let glued = self.glued_before(from);
        let (mut tok, mut to) = self.digits(from);
        if let Some((fraction, end)) = self.fraction(tok, to) {
            (tok, to) = (fraction, end);
        }
        let glued_after = self.glued_after(&mut to);
        self.push(if glued || glued_after { Tok::Bad } else { tok }, from, to);
    }

    /// Whether what stands right before the digits makes them a name, a negative number or money.
    pub(super) fn glued_before(&self, from: usize) -> bool {
        match self.before(from) {
            Some(
                '#' | '№' | '$' | '€' | '£' | '₩' | '¥' | '₴' | '₽' | '_' | '.' | ',' | '\'' | ':'
                | '/' | '\\' | '@',
            ) => {
                // A mark that ends a clause stands after a word or a blank and is followed by a blank; glued to digits it is none.
                true
            }
            Some('-') => match from.checked_sub(2).and_then(|i| self.chars.get(i)).map(|ch| ch.c) {
                None | Some(' ' | '(' | '"' | '/' | ',' | ';') => {
                    // "80 -90" is left to be words; so is "-5".
                    true
                }
                Some(c) => letter(c) && !self.number_before_dash(),
            },
            Some('제') => true,
            Some(c) => letter(c) && !self.last_is_number(),
            None => false,
        }
    }

    /// "2k-3k": the letter before the dash ends a number.
    pub(super) fn number_before_dash(&self) -> bool {
        let before = self.out.len().checked_sub(2).and_then(|i| self.out.get(i));
        before.is_some_and(|t| matches!(t.tok, Tok::Scale { .. } | Tok::Small(..)))
    }

    pub(super) fn last_is_number(&self) -> bool {
        self.out.last().is_some_and(|t| {
            matches!(t.tok, Tok::Scale { .. } | Tok::Small(..) | Tok::Percent)
                || matches!(t.tok, Tok::Rule(i) if matches!(rules()[i].form, Form::Person | Form::Before))
        })
    }

    /// Eats what is glued behind the digits; true when that makes them no count.
    pub(super) fn glued_after(&self, to: &mut usize) -> bool {
        let next = |i: usize| self.chars.get(i).map(|ch| ch.c);
        match next(*to) {
            Some(c) if letter(c) || (c.is_numeric() && !c.is_ascii_digit()) || c == '_' => {
                if self.longest(*to, |e| matches!(e.what, What::Token(Tok::Scale { .. }))).is_some()
                {
                    return false;
                }
                *to = self.end_of_word(*to);
                true
            }
            // "15-year-old", "3-day": no count of persons; "100-odd" is one; "80-90" is a range.
            Some('-') if next(*to + 1).is_some_and(letter) => {
                let after =
                    |e: &Entry| matches!(e.what, What::Rule(i) if rules()[i].form == Form::After);
                // "15-thousand": a scale word behind a hyphen, as broadcasters spell numbers.
                let scale = |e: &Entry| matches!(e.what, What::Token(Tok::Scale { .. }));
                if self.longest(*to + 1, after).is_some() || self.longest(*to + 1, scale).is_some()
                {
                    return false;
                }
                let inside = |ch: &&Ch| letter(ch.c) || ch.c == '-' || ch.c.is_numeric();
                *to += self.chars[*to..].iter().take_while(inside).count();
                true
            }
            Some(':' | '/') if next(*to + 1).is_some_and(|c| c.is_ascii_digit()) => {
                let inside =
                    |ch: &&Ch| ch.c.is_ascii_digit() || matches!(ch.c, ':' | '/' | '.' | '-');
                *to += self.chars[*to..].iter().take_while(inside).count();
                true
            }
            Some('$' | '€' | '£' | '₩' | '₴' | '₽' | '°') => true,
            Some('-') => self.date_behind(to),
            _ => false,
        }
    }

    /// Eats `-10-23` behind a year.
    pub(super) fn date_behind(&self, to: &mut usize) -> bool {
        let digits = |from: usize| {
            self.chars[from.min(self.chars.len())..]
                .iter()
                .take_while(|ch| ch.c.is_ascii_digit())
                .count()
        };
        let first = digits(*to + 1);
        let dash = *to + 1 + first;
        if first == 0 || self.chars.get(dash).map(|ch| ch.c) != Some('-') {
            return false;
        }
        let second = digits(dash + 1);
        *to = dash + 1 + second;
        second > 0
    }

    pub(super) fn fraction(&self, over: Tok, to: usize) -> Option<(Tok, usize)> {
        let Tok::Literal { mantissa, decimals: 0, grouped: false } = over else { return None };
        if self.chars.get(to)?.c != '/' {
            return None;
        }
        let (under, end) = if self.chars.get(to + 1)?.c.is_ascii_digit() {
            self.digits(to + 1)
        } else {
            return None;
        };
        let more = self.chars.get(end).is_some_and(|ch| ch.c == '/');
        match under {
            Tok::Literal { mantissa: den @ (2..=6 | 8 | 10), decimals: 0, .. }
                if mantissa > 0 && mantissa < den && !more =>
            {
                Some((Tok::Fraction(mantissa, den), end))
            }
            _ => None,
        }
    }

    /// Reads digits and separators; groups of three are thousands, one other group is a decimal part.
    pub(super) fn digits(&self, from: usize) -> (Tok, usize) {
        let mut groups: Vec<(usize, usize)> = Vec::new();
        let mut separators: Vec<char> = Vec::new();
        let mut at = from;
        loop {
            let len = self.chars[at..].iter().take_while(|ch| ch.c.is_ascii_digit()).count();
            groups.push((at, at + len));
            at += len;
            match self.separator(at, &groups, &separators) {
                Some(c) => separators.push(c),
                None => break,
            }
            at += 1;
        }
        (self.value(&groups, &separators), at)
    }

    /// The separator at `at` when a further group of digits follows it.
    pub(super) fn separator(
        &self,
        at: usize,
        groups: &[(usize, usize)],
        before: &[char],
    ) -> Option<char> {
        let c = self.chars.get(at)?.c;
        let after = &self.chars[at + 1..];
        let len = after.iter().take(16).take_while(|ch| ch.c.is_ascii_digit()).count();
        match c {
            ',' | '.' | '\'' if len > 0 => Some(c),
            ' ' => {
                // "1 100": blanks group only thousands, and never after the day of a month.
                let first = groups.first().map_or(0, |(a, b)| b - a);
                let glued = after.get(3).is_some_and(|ch| {
                    matches!(ch.c, ',' | '.' | '/' | ':')
                        && after.get(4).is_some_and(|n| n.c.is_ascii_digit())
                });
                let ok = len == 3
                    && (1..=3).contains(&first)
                    && before.iter().all(|s| *s == ' ')
                    && !glued
                    && !self.out.last().is_some_and(
                        |t| matches!(t.tok, Tok::Rule(i) if rules()[i].id.ends_with("month")),
                    );
                ok.then_some(' ')
            }
            _ => None,
        }
    }

    pub(super) fn value(&self, groups: &[(usize, usize)], separators: &[char]) -> Tok {
        let number = |groups: &[(usize, usize)]| {
            let mut n: u64 = 0;
            for ch in groups.iter().flat_map(|(a, b)| &self.chars[*a..*b]) {
                n = n.checked_mul(10)?.checked_add(u64::from(ch.c.to_digit(10)?))?;
            }
            Some(n)
        };
        let Some(mantissa) = number(groups) else { return Tok::Bad };
        let len = |i: usize| groups.get(i).map_or(0, |(a, b)| b - a);
        let leading_zero = len(0) > 1 && self.chars[groups[0].0].c == '0';
        if leading_zero {
            return Tok::Bad;
        }
        let thirds = |upto: usize| {
            len(0) <= 3 && self.chars[groups[0].0].c != '0' && (1..upto).all(|i| len(i) == 3)
        };
        let n = groups.len();
        let same = separators.windows(2).all(|pair| pair[0] == pair[1]);
        match separators {
            [] => Tok::Literal { mantissa, decimals: 0, grouped: false },
            [',' | '.'] if thirds(n) => Tok::EitherWay { mantissa },
            _ if same && thirds(n) => Tok::Literal { mantissa, decimals: 0, grouped: true },
            [',' | '.'] if len(1) <= 6 => {
                Tok::Literal { mantissa, decimals: len(1) as u32, grouped: false }
            }
            [rest @ .., '.']
                if rest.iter().all(|c| *c == ',') && thirds(n - 1) && len(n - 1) <= 6 =>
            {
                Tok::Literal { mantissa, decimals: len(n - 1) as u32, grouped: true }
            }
            _ => Tok::Bad,
        }
    }
}
