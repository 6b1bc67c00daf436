//! From a text to tokens: numerals, number words, words of the table, and the rest.
//!
//! Terms: a *run* is a stretch of Hangul without blanks; Korean writes number, counter, hedge and particle in one run,
//! so a run is cut into pieces, longest first. A token keeps the byte span of the text as it was given, before any
//! normalisation. Invariant: work is linear in the text, since every table entry is short and is tried once a position.
//! Not here: which tokens belong together (`number`, `read`).
//! This file is a tokenizer and is long for that reason.

use std::{collections::HashMap, sync::OnceLock};

use unicode_normalization::{UnicodeNormalization, char::canonical_combining_class};

use super::rules::{Form, rules};

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
    let mut lexer = Lexer { chars: &chars, at: 0, out: Vec::new(), open_end: false };
    while lexer.at < lexer.chars.len() {
        lexer.step();
    }
    let mut out = lexer.out;
    genitive_thousand(text, &mut out);
    out
}

/// "более тысячи", "близько тисячі": behind a hedge the genitive of one thousand, not the plural of many.
fn genitive_thousand(text: &str, tokens: &mut [Token]) {
    let mut hedged = false;
    for token in tokens {
        let said = text.get(token.start..token.end).unwrap_or_default();
        let genitive = matches!(said, "тысячи" | "тисячі");
        if hedged && genitive && matches!(token.tok, Tok::Scale { .. }) {
            token.tok = Tok::Small(1_000, Script::Cyrillic);
        }
        hedged = matches!(token.tok, Tok::Rule(i) if rules()[i].form == Form::Before);
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

/// What a phrase of the lexicon is.
#[derive(Clone, Copy)]
enum What {
    Rule(usize),
    Token(Tok),
    Particle,
}

struct Entry {
    phrase: Vec<char>,
    star: bool,
    what: What,
}

/// Phrases by first character, longest first.
struct Lexicon {
    /// The number of a character's list and one, below [`PLANE`]; zero for a character that begins no phrase.
    heads: Vec<u16>,
    lists: Vec<Vec<Entry>>,
}

/// No phrase begins with a character from here on.
const PLANE: usize = 0xd800;

impl Lexicon {
    fn of(&self, first: char) -> &[Entry] {
        let list = self.heads.get(first as usize).copied().unwrap_or_default();
        let list = usize::from(list).checked_sub(1).and_then(|i| self.lists.get(i));
        list.map_or(&[], |list| list)
    }
}

fn lexicon() -> &'static Lexicon {
    static LEXICON: OnceLock<Lexicon> = OnceLock::new();
    LEXICON.get_or_init(|| {
        let mut map: HashMap<char, Vec<Entry>> = HashMap::new();
        let mut add = |word: &str, what: What| {
            let star = word.ends_with('*');
            let phrase: Vec<char> = word.trim_end_matches('*').chars().map(fold_char).collect();
            if let Some(first) = phrase.first() {
                map.entry(*first).or_default().push(Entry { star, what, phrase });
            }
        };
        for (i, rule) in rules().iter().enumerate() {
            rule.words.iter().for_each(|word| add(word, What::Rule(i)));
        }
        for (words, script) in [
            (SMALL_EN, Script::Latin),
            (SMALL_CYRILLIC, Script::Cyrillic),
            (SMALL_KO, Script::Hangul),
        ] {
            words.iter().for_each(|(word, n)| add(word, What::Token(Tok::Small(*n, script))));
        }
        for word in ONE_AND_A_HALF {
            add(word, What::Token(Tok::Literal { mantissa: 15, decimals: 1, grouped: false }));
        }
        for (word, by, big, script) in SCALES {
            add(word, What::Token(Tok::Scale { by: *by, big: *big, script: *script }));
        }
        PERCENT.iter().for_each(|word| add(word, What::Token(Tok::Percent)));
        add("분의", What::Token(Tok::Parts));
        PARTICLES.iter().for_each(|word| add(word, What::Particle));
        let (mut heads, mut lists) = (vec![0; PLANE], Vec::with_capacity(map.len() + 1));
        for (first, mut list) in map {
            list.sort_by_key(|e| std::cmp::Reverse(e.phrase.len()));
            lists.push(list);
            if let (Some(head), Ok(at)) = (heads.get_mut(first as usize), lists.len().try_into()) {
                *head = at;
            }
        }
        Lexicon { heads, lists }
    })
}

/// Whether a hedge behind its number begins with a conjunction: "and more", "или больше".
fn joined(entry: &Entry) -> bool {
    const AND: [&str; 7] = ["and ", "or ", "и ", "или ", "і ", "та ", "або "];
    let What::Rule(i) = entry.what else { return false };
    let leads = |and: &&str| and.chars().eq(entry.phrase.iter().copied().take(and.chars().count()));
    rules()[i].form == Form::After && AND.iter().any(leads)
}

struct Lexer<'a> {
    chars: &'a [Ch],
    at: usize,
    out: Vec<Token>,
    /// Whether the last piece of a run takes any ending.
    open_end: bool,
}

impl Lexer<'_> {
    fn peek(&self, ahead: usize) -> Option<char> {
        self.peek_at(self.at + ahead)
    }

    fn peek_at(&self, at: usize) -> Option<char> {
        self.chars.get(at).map(|ch| ch.c)
    }

    fn before(&self, at: usize) -> Option<char> {
        at.checked_sub(1).and_then(|i| self.chars.get(i)).map(|ch| ch.c)
    }

    fn push(&mut self, tok: Tok, from: usize, to: usize) {
        if let (Some(first), Some(last)) =
            (self.chars.get(from), self.chars.get(to.saturating_sub(1)))
        {
            self.out.push(Token { tok, start: first.start, end: last.end, capital: first.capital });
        }
        self.at = to;
    }

    fn step(&mut self) {
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
    fn word(&mut self) {
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

    fn end_of_word(&self, from: usize) -> usize {
        let inside = |ch: &Ch| letter(ch.c) || ch.c.is_numeric() || ch.c == '_' || ch.c == '\'';
        from + self.chars[from..].iter().take_while(|ch| inside(ch)).count().max(1)
    }

    fn sign(&mut self) {
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
    fn longest(&self, from: usize, wanted: impl Fn(&Entry) -> bool) -> Option<(What, usize)> {
        self.entry(from, wanted).map(|(entry, to)| (entry.what, to))
    }

    fn entry(
        &self,
        from: usize,
        wanted: impl Fn(&Entry) -> bool,
    ) -> Option<(&'static Entry, usize)> {
        let entries = lexicon().of(self.chars.get(from)?.c).iter();
        let next = self.peek_at(from + 1);
        entries
            .filter(|entry| entry.phrase.get(1).is_none_or(|c| *c == ' ' || Some(*c) == next))
            .filter(|entry| wanted(entry))
            .find_map(|entry| self.matches(entry, from).map(|to| (entry, to)))
    }

    fn matches(&self, entry: &Entry, from: usize) -> Option<usize> {
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
    fn number_follows(&self, at: usize) -> bool {
        let rest = self.chars.get(at..).unwrap_or_default();
        let word: String =
            rest.iter().skip_while(|ch| ch.c == ' ').map(|ch| ch.c).take(12).collect();
        let word = word.split(' ').next().unwrap_or_default();
        word.starts_with(|c: char| c.is_ascii_digit())
            || matches!(word, "than" | "a" | "an" | "чем" | "ніж" | "як")
            || SMALL_EN.iter().any(|(number, _)| *number == word)
    }

    /// One or two blanks or a hyphen inside a phrase; none at all will do in Korean.
    fn gap(&self, at: usize, optional: bool) -> Option<usize> {
        let blank = |i: usize| {
            self.chars.get(i).is_some_and(|ch| ch.c == ' ' || ch.c == '-' || ch.c == '"')
        };
        match (blank(at), blank(at + 1)) {
            (true, true) => Some(at + 2),
            (true, false) => Some(at + 1),
            (false, _) => optional.then_some(at),
        }
    }

    /// Digits with separators, and whatever is glued to them.
    fn numeral(&mut self) {
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
    fn glued_before(&self, from: usize) -> bool {
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
    fn number_before_dash(&self) -> bool {
        let before = self.out.len().checked_sub(2).and_then(|i| self.out.get(i));
        before.is_some_and(|t| matches!(t.tok, Tok::Scale { .. } | Tok::Small(..)))
    }

    fn last_is_number(&self) -> bool {
        self.out.last().is_some_and(|t| {
            matches!(t.tok, Tok::Scale { .. } | Tok::Small(..) | Tok::Percent)
                || matches!(t.tok, Tok::Rule(i) if matches!(rules()[i].form, Form::Person | Form::Before))
        })
    }

    /// Eats what is glued behind the digits; true when that makes them no count.
    fn glued_after(&self, to: &mut usize) -> bool {
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
                if self.longest(*to + 1, after).is_some() {
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
    fn date_behind(&self, to: &mut usize) -> bool {
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

    fn fraction(&self, over: Tok, to: usize) -> Option<(Tok, usize)> {
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
    fn digits(&self, from: usize) -> (Tok, usize) {
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
    fn separator(&self, at: usize, groups: &[(usize, usize)], before: &[char]) -> Option<char> {
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

    fn value(&self, groups: &[(usize, usize)], separators: &[char]) -> Tok {
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

    /// Cuts a run of Hangul into pieces.
    fn run(&mut self) {
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
    fn fits(&self, entry: &Entry, from: usize, begin: usize) -> bool {
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

    fn last_form(&self) -> Option<Form> {
        match self.out.last()?.tok {
            Tok::Rule(i) => Some(rules()[i].form),
            _ => None,
        }
    }

    /// The rest of a run that the table does not know. It may end a noun or a verb; after a number or a prefix it makes
    /// another word of them ("약물", "천안", "3천발").
    fn unknown(&mut self, begin: usize, first_out: usize, from: usize, to: usize) {
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

const PERCENT: &[&str] = &["%", "percent", "per cent", "퍼센트", "프로", "процент*", "відсот*"];

/// Particles (조사) that may follow a piece; they carry no meaning for the number.
const PARTICLES: &[&str] = &[
    "은",
    "는",
    "이",
    "가",
    "을",
    "를",
    "에",
    "로",
    "으로",
    "와",
    "과",
    "도",
    "만",
    "씩",
    "이나",
    "나",
    "이며",
    "며",
    "이고",
    "고",
    "이다",
    "다",
    "입니다",
    "이었다",
    "였다",
    "이라고",
    "라고",
    "이라는",
    "라는",
    "에게",
    "까지",
    "인",
    "일",
    "에서의",
    "들",
    "들이",
    "들은",
    "으로는",
    "에는",
    "이라",
    "께",
    "이던",
    "였던",
    "이었던",
    "뿐",
    "뿐이다",
    "뿐이라고",
    "뿐이며",
    "뿐이었다",
    "뿐이라는",
    "뿐이고",
    "이라며",
    "라며",
    "이라면서",
    "인데",
    "이지만",
    "이었으나",
    "이었지만",
    "이었는데",
    "밖에",
    "조차",
    "보다",
    "보다는",
    "이자",
    "에서는",
    "에게는",
    "에서도",
    "이라던",
    "이라지만",
    "이었다고",
    "였다고",
    "이었고",
    "이었으며",
    "만이",
    "만을",
    "까지도",
    "까지는",
    "에도",
    "에만",
    "이라고만",
    "이었습니다",
    "였습니다",
    "이라고도",
    "으로까지",
    "이니",
    "이라도",
    "으로도",
    "이라니",
    "씩을",
    "씩이",
    "이란",
    "이란다",
    "이라는데",
    "이었다며",
    "이었다는",
    "이므로",
    "이어서",
    "이거나",
    "이나마",
];

const SMALL_EN: &[(&str, u64)] = &[
    ("one", 1),
    ("two", 2),
    ("three", 3),
    ("four", 4),
    ("five", 5),
    ("six", 6),
    ("seven", 7),
    ("eight", 8),
    ("nine", 9),
    ("ten", 10),
    ("eleven", 11),
    ("twelve", 12),
    ("thirteen", 13),
    ("fourteen", 14),
    ("fifteen", 15),
    ("sixteen", 16),
    ("seventeen", 17),
    ("eighteen", 18),
    ("nineteen", 19),
    ("twenty", 20),
    ("thirty", 30),
    ("forty", 40),
    ("fifty", 50),
    ("sixty", 60),
    ("seventy", 70),
    ("eighty", 80),
    ("ninety", 90),
    ("half a dozen", 6),
    ("half a million", 500_000),
    ("half a thousand", 500),
    ("a hundred", 100),
    ("a thousand", 1000),
    ("a dozen", 12),
    ("a million", 1_000_000),
];

const SMALL_CYRILLIC: &[(&str, u64)] = &[
    ("один", 1),
    ("одна", 1),
    ("два", 2),
    ("две", 2),
    ("дві", 2),
    ("три", 3),
    ("четыре", 4),
    ("чотири", 4),
    ("пять", 5),
    ("п'ять", 5),
    ("шесть", 6),
    ("шість", 6),
    ("семь", 7),
    ("сім", 7),
    ("восемь", 8),
    ("вісім", 8),
    ("девять", 9),
    ("дев'ять", 9),
    ("десять", 10),
    ("двадцать", 20),
    ("двадцять", 20),
    ("тридцать", 30),
    ("тридцять", 30),
    ("сорок", 40),
    ("пятьдесят", 50),
    ("п'ятдесят", 50),
    ("шестьдесят", 60),
    ("шістдесят", 60),
    ("семьдесят", 70),
    ("сімдесят", 70),
    ("восемьдесят", 80),
    ("вісімдесят", 80),
    ("девяносто", 90),
    ("дев'яносто", 90),
    ("сто", 100),
    ("двести", 200),
    ("двісті", 200),
    ("триста", 300),
    ("четыреста", 400),
    ("чотириста", 400),
    ("пятьсот", 500),
    ("п'ятсот", 500),
    ("шестьсот", 600),
    ("шістсот", 600),
    ("семьсот", 700),
    ("сімсот", 700),
    ("восемьсот", 800),
    ("вісімсот", 800),
    ("девятьсот", 900),
    ("дев'ятсот", 900),
    ("одного", 1),
    ("двух", 2),
    ("двох", 2),
    ("трех", 3),
    ("трёх", 3),
    ("трьох", 3),
    ("четырех", 4),
    ("четырёх", 4),
    ("чотирьох", 4),
    ("пяти", 5),
    ("п'яти", 5),
    ("десяти", 10),
    ("ста", 100),
    ("двое", 2),
    ("двоих", 2),
    ("двоє", 2),
    ("двумя", 2),
    ("двома", 2),
    ("трое", 3),
    ("троих", 3),
    ("троє", 3),
    ("тремя", 3),
    ("трьома", 3),
    ("четверо", 4),
    ("четверых", 4),
    ("пятеро", 5),
    ("пятерых", 5),
    ("п'ятеро", 5),
    ("п'ятьох", 5),
    ("шестеро", 6),
    ("шестерых", 6),
    ("шести", 6),
    ("шістьох", 6),
    ("семеро", 7),
    ("девятеро", 9),
    ("десятеро", 10),
    ("дев'ятеро", 9),
    ("семи", 7),
    ("сімох", 7),
    ("восьми", 8),
    ("восьмеро", 8),
    ("вісьмох", 8),
    ("девяти", 9),
    ("дев'яти", 9),
    ("одиннадцать", 11),
    ("одиннадцати", 11),
    ("одинадцять", 11),
    ("одинадцяти", 11),
    ("двенадцать", 12),
    ("двенадцати", 12),
    ("дванадцять", 12),
    ("дванадцяти", 12),
    ("тринадцать", 13),
    ("тринадцати", 13),
    ("тринадцять", 13),
    ("тринадцяти", 13),
    ("четырнадцать", 14),
    ("четырнадцати", 14),
    ("чотирнадцять", 14),
    ("чотирнадцяти", 14),
    ("пятнадцать", 15),
    ("пятнадцати", 15),
    ("п'ятнадцять", 15),
    ("п'ятнадцяти", 15),
    ("шестнадцать", 16),
    ("шестнадцати", 16),
    ("шістнадцять", 16),
    ("шістнадцяти", 16),
    ("семнадцать", 17),
    ("семнадцати", 17),
    ("сімнадцять", 17),
    ("сімнадцяти", 17),
    ("восемнадцать", 18),
    ("восемнадцати", 18),
    ("вісімнадцять", 18),
    ("вісімнадцяти", 18),
    ("девятнадцать", 19),
    ("девятнадцати", 19),
    ("дев'ятнадцять", 19),
    ("дев'ятнадцяти", 19),
    ("двадцати", 20),
    ("двадцяти", 20),
    ("тридцати", 30),
    ("тридцяти", 30),
    ("сорока", 40),
    ("пятидесяти", 50),
    ("п'ятдесяти", 50),
    ("шестидесяти", 60),
    ("шістдесяти", 60),
    ("семидесяти", 70),
    ("сімдесяти", 70),
    ("восьмидесяти", 80),
    ("вісімдесяти", 80),
    ("девяноста", 90),
    ("дев'яноста", 90),
    ("двухсот", 200),
    ("двохсот", 200),
    ("трехсот", 300),
    ("трёхсот", 300),
    ("трьохсот", 300),
    ("четырехсот", 400),
    ("четырёхсот", 400),
    ("чотирьохсот", 400),
    ("пятисот", 500),
    ("п'ятисот", 500),
    ("шестисот", 600),
    ("семисот", 700),
    ("восьмисот", 800),
    ("девятисот", 900),
    ("дев'ятисот", 900),
    ("двум", 2),
    ("двом", 2),
    ("трем", 3),
    ("трём", 3),
    ("трьом", 3),
    ("четырем", 4),
    ("четырём", 4),
    ("чотирьом", 4),
    ("четырьмя", 4),
    ("чотирма", 4),
    ("пятью", 5),
    ("п'ятьма", 5),
    ("шестью", 6),
    ("семерых", 7),
    ("восьмерых", 8),
    ("девятерых", 9),
    ("десятерых", 10),
    ("дев'ятьох", 9),
    ("десятьох", 10),
    ("одинадцятьох", 11),
    ("дванадцятьох", 12),
    ("тринадцятьох", 13),
    ("чотирнадцятьох", 14),
    ("п'ятнадцятьох", 15),
    ("шістнадцятьох", 16),
    ("сімнадцятьох", 17),
    ("вісімнадцятьох", 18),
    ("дев'ятнадцятьох", 19),
    ("двадцятьох", 20),
    ("тридцятьох", 30),
    ("двумстам", 200),
    ("двомстам", 200),
    ("двумястами", 200),
    ("тремстам", 300),
    ("трьомстам", 300),
    ("пятистам", 500),
    ("п'ятистам", 500),
    ("шестистам", 600),
    ("тысяча", 1_000),
    ("тысячу", 1_000),
    ("тысяче", 1_000),
    ("тысячей", 1_000),
    ("тисяча", 1_000),
    ("тисячу", 1_000),
];

const SMALL_KO: &[(&str, u64)] = &[
    ("일", 1),
    ("이", 2),
    ("삼", 3),
    ("사", 4),
    ("오", 5),
    ("육", 6),
    ("칠", 7),
    ("팔", 8),
    ("구", 9),
    ("하나", 1),
    ("한", 1),
    ("둘", 2),
    ("두", 2),
    ("셋", 3),
    ("세", 3),
    ("넷", 4),
    ("네", 4),
    ("다섯", 5),
    ("여섯", 6),
    ("일곱", 7),
    ("여덟", 8),
    ("아홉", 9),
    ("열", 10),
    ("스물", 20),
    ("스무", 20),
    ("서른", 30),
    ("마흔", 40),
    ("쉰", 50),
    ("예순", 60),
    ("일흔", 70),
    ("여든", 80),
    ("아흔", 90),
];

/// A word for 1.5, which takes the scale behind it.
const ONE_AND_A_HALF: &[&str] = &["полтора", "полторы", "полутора", "півтора", "півтори"];

const SCALES: &[(&str, u64, bool, Script)] = &[
    ("hundred", 100, false, Script::Latin),
    ("thousand", 1_000, true, Script::Latin),
    ("k", 1_000, true, Script::Latin),
    ("dozen", 12, true, Script::Latin),
    ("million", 1_000_000, true, Script::Latin),
    ("mln", 1_000_000, true, Script::Latin),
    ("billion", 1_000_000_000, true, Script::Latin),
    ("bn", 1_000_000_000, true, Script::Latin),
    ("тыс.", 1_000, true, Script::Cyrillic),
    ("тыс", 1_000, true, Script::Cyrillic),
    ("тис.", 1_000, true, Script::Cyrillic),
    ("тис", 1_000, true, Script::Cyrillic),
    ("тысяч*", 1_000, true, Script::Cyrillic),
    ("тисяч*", 1_000, true, Script::Cyrillic),
    ("млн", 1_000_000, true, Script::Cyrillic),
    ("миллион*", 1_000_000, true, Script::Cyrillic),
    ("мільйон*", 1_000_000, true, Script::Cyrillic),
    ("십", 10, false, Script::Hangul),
    ("백", 100, false, Script::Hangul),
    ("천", 1_000, false, Script::Hangul),
    ("만", 10_000, true, Script::Hangul),
    ("억", 100_000_000, true, Script::Hangul),
    ("조", 1_000_000_000_000, true, Script::Hangul),
];
