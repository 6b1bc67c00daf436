//! The grammar of numbers: numerals and number words of one number, put together.
//!
//! Terms: a *section* is what stands before a big scale word: 이천오백 in 이천오백만, "two hundred" in "two hundred
//! thousand". Invariant: arithmetic is checked, a number above [`LARGEST`] is no quantity, and a part of a person is
//! none either (1.5 alone is refused, 1.5 thousand is 1,500).
//! Not here: hedges and intervals.

use super::{
    Lang,
    lex::{Script, Tok, Token},
    rules::{Form, rules},
};

/// The largest number that is read as persons: 10¹², more than anybody counts and far from any overflow.
pub const LARGEST: u64 = 1_000_000_000_000;

/// What an item of a phrase is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A whole number of persons; `literal` when it was written as one bare numeral, `grouped` with separators.
    Number { value: u64, literal: bool, grouped: bool },
    /// Per cent, in hundredths of a per cent, and the place of its last digit in the same unit (1 for 12.34, 1,000 for 40).
    Percent { value: u64, unit: u64 },
    /// `num / den`.
    Fraction { num: u64, den: u64 },
    /// Digits that are no count.
    Bad,
    /// A decimal without a scale, `mantissa / 10^decimals`: no count, but perhaps the first end of "1.5 to 2 thousand".
    Decimal { mantissa: u64, decimals: u32 },
    /// Words of the table, by index.
    Rule(usize),
    /// Any other word.
    Word,
    /// A punctuation mark.
    Mark(char),
}

/// One item of a phrase and its bytes in the given text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Item {
    pub(crate) kind: Kind,
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) capital: bool,
}

/// Puts the numbers of a text together.
pub(crate) fn assemble(tokens: &[Token]) -> Vec<Item> {
    let mut items = Vec::with_capacity(tokens.len());
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        let (kind, next) = match token.tok {
            Tok::Rule(i) => (Kind::Rule(i), at + 1),
            Tok::Word => (Kind::Word, at + 1),
            Tok::Mark(c) => (Kind::Mark(c), at + 1),
            Tok::Bad => (Kind::Bad, at + 1),
            Tok::Fraction(num, den) => (Kind::Fraction { num, den }, at + 1),
            Tok::Percent | Tok::Parts => (Kind::Word, at + 1),
            _ => number(tokens, at),
        };
        let end = tokens.get(next - 1).map_or(token.end, |t| t.end);
        items.push(Item { kind, start: token.start, end, capital: token.capital });
        at = next;
    }
    items
}

#[derive(Clone, Copy)]
struct Part {
    mantissa: u64,
    decimals: u32,
}

impl Part {
    const fn whole(mantissa: u64) -> Self {
        Self { mantissa, decimals: 0 }
    }

    /// `self × by`, when that is a whole number.
    fn times(self, by: u64) -> Option<u64> {
        let product = u128::from(self.mantissa) * u128::from(by);
        let under = 10_u128.checked_pow(self.decimals)?;
        (product % under == 0).then(|| u64::try_from(product / under).ok()).flatten()
    }
}

/// The sum so far.
struct Sum {
    total: u64,
    section: u64,
    part: Option<Part>,
    big: u64,
    small: u64,
    script: Option<Script>,
    scales: usize,
    last_was_scale: bool,
}

impl Sum {
    fn add_small(&mut self, n: u64, script: Script) -> Option<()> {
        if self.script.is_some_and(|s| s != script) {
            return None;
        }
        // "тысяча" alone is a number, after one it multiplies.
        if n == 1_000 && script == Script::Cyrillic && self.part.is_some() {
            return self.add_scale(n, true, script);
        }
        let fits = match self.part {
            None => {
                let room = if self.last_was_scale { self.small.min(self.big) } else { u64::MAX };
                n < room
            }
            Some(Part { mantissa, decimals: 0 }) => {
                // "тысяча сто двадцать": the word for one thousand is a small one.
                let (cyrillic, most) = match script {
                    Script::Cyrillic => (mantissa == 1_000, 2_000),
                    _ => (false, 1_000),
                };
                (n < 10 && mantissa >= 10 && mantissa % 10 == 0 && mantissa < most)
                    || (n < 100 && mantissa >= 100 && mantissa % 100 == 0)
                    || (n < 1_000 && cyrillic)
            }
            Some(_) => false,
        };
        let literal_before = self.part.is_some() && self.script.is_none();
        if !fits || literal_before {
            return None;
        }
        let before = self.part.map_or(0, |p| p.mantissa);
        self.part = Some(Part::whole(before.saturating_add(n)));
        self.script = Some(script);
        self.last_was_scale = false;
        Some(())
    }

    fn add_scale(&mut self, by: u64, big: bool, script: Script) -> Option<()> {
        let of_words = self.script.is_some_and(|s| s != script);
        if of_words || by >= if big { self.big } else { self.small } {
            return None;
        }
        if big {
            let head = match self.part {
                Some(part) if self.section == 0 => part.times(by)?,
                Some(part) => self.section.checked_add(part.times(1)?)?.checked_mul(by)?,
                None => self.section.max(1).checked_mul(by)?,
            };
            self.total = self.total.checked_add(head)?;
            (self.section, self.big, self.small) = (0, by, u64::MAX);
        } else {
            let head = self.part.unwrap_or(Part::whole(1)).times(by)?;
            self.section = self.section.checked_add(head)?;
            self.small = by;
        }
        self.part = None;
        self.script = Some(script);
        self.scales += 1;
        self.last_was_scale = true;
        Some(())
    }
}

/// The number that begins at `at`, and the token after it.
fn number(tokens: &[Token], at: usize) -> (Kind, usize) {
    let mut sum = Sum {
        total: 0,
        section: 0,
        part: None,
        big: u64::MAX,
        small: u64::MAX,
        script: None,
        scales: 0,
        last_was_scale: false,
    };
    let mut next = at;
    let mut grouped = false;
    let mut literals = 0;
    let mut words = 0;
    while let Some(token) = tokens.get(next) {
        if next > at && token.start.saturating_sub(tokens[next - 1].end) > 3 {
            break;
        }
        let taken = match token.tok {
            Tok::Literal { .. } | Tok::EitherWay { .. } => {
                let part = literal(tokens, next);
                let open = sum.part.is_none()
                    && (next == at
                        || sum.last_was_scale && sum.script == Some(Script::Hangul)
                        || sum.last_was_scale
                            && matches!(tokens.get(next - 1).map(|t| t.tok), Some(Tok::Mark('-')))
                        || cyrillic_rest(tokens, next, &sum, part));
                let fits =
                    next == at || (part.decimals == 0 && part.mantissa < sum.small.min(sum.big));
                grouped |=
                    matches!(token.tok, Tok::EitherWay { .. } | Tok::Literal { grouped: true, .. });
                (open && fits).then(|| {
                    sum.part = Some(part);
                    sum.last_was_scale = false;
                    literals += 1;
                })
            }
            Tok::Small(n, script) => sum.add_small(n, script).map(|()| words += 1),
            Tok::Scale { by, big, script } if next > at || script == Script::Hangul => {
                sum.add_scale(by, big, script).map(|()| words += 1)
            }
            Tok::Mark('-') => hyphen(tokens, next, &sum),
            Tok::Rule(i) if rules()[i].id == "join-word" => spoken_and(tokens, next, &sum),
            _ => None,
        };
        if taken.is_none() {
            break;
        }
        next += 1;
    }
    if next == at {
        return (Kind::Bad, at + 1);
    }
    finish(tokens, &sum, Shape { at, next, grouped, literals, words })
}

/// The numeral of «2 тысячи 984 человека», «1 миллион 112 тысяч 460»: behind a whole number of thousands or millions it has the three or
/// more digits of what is left. «5 тысяч 12 декабря» is two numbers.
fn cyrillic_rest(tokens: &[Token], at: usize, sum: &Sum, part: Part) -> bool {
    let scaled = matches!(
        tokens.get(at + 1).map(|t| t.tok),
        Some(Tok::Scale { by: 1_000, script: Script::Cyrillic, .. })
    );
    let digits = if sum.big == 1_000 || scaled { 100 } else { 1_000 };
    let beside = tokens.get(at).zip(tokens.get(at.wrapping_sub(1)));
    sum.last_was_scale
        && sum.script == Some(Script::Cyrillic)
        && matches!(sum.big, 1_000 | 1_000_000)
        && sum.total.is_multiple_of(sum.big)
        && beside.is_some_and(|(here, before)| here.start - before.end <= 2)
        && part.decimals == 0
        && (part.mantissa >= digits || scaled && part.mantissa > 0)
}

struct Shape {
    at: usize,
    next: usize,
    grouped: bool,
    literals: usize,
    words: usize,
}

fn finish(tokens: &[Token], sum: &Sum, shape: Shape) -> (Kind, usize) {
    let Shape { at, next, grouped, literals, words } = shape;
    let follower = tokens.get(next).map(|t| t.tok);
    if follower == Some(Tok::Percent) {
        let kind = match sum.part {
            Some(part) if sum.scales == 0 => percent(part),
            _ => Kind::Bad,
        };
        return (kind, next + 1);
    }
    let value = match sum.part {
        None => sum.total.checked_add(sum.section),
        // "3,0000" and "2.5" alone are no count, whatever they come to.
        Some(Part { decimals: 1.., .. }) => None,
        Some(part) => {
            part.times(1).and_then(|n| sum.total.checked_add(sum.section)?.checked_add(n))
        }
    };
    let Some(value) = value.filter(|n| *n <= LARGEST) else {
        let alone = (sum.scales, sum.total, sum.section) == (0, 0, 0);
        let kind = match sum.part {
            Some(Part { mantissa, decimals: decimals @ 1.. }) if alone => {
                Kind::Decimal { mantissa, decimals }
            }
            _ => Kind::Bad,
        };
        return (kind, next);
    };
    if follower == Some(Tok::Parts)
        && let (Kind::Number { value: num, .. }, end) = after_parts(tokens, next + 1)
    {
        let kind = if num < value { Kind::Fraction { num, den: value } } else { Kind::Bad };
        return (kind, end);
    }
    if literals == 0
        && sum.script == Some(Script::Hangul)
        && !korean_words_count(tokens, at, next, sum)
    {
        return (Kind::Word, next);
    }
    let bare = literals == 1 && words == 0;
    (Kind::Number { value, literal: bare && !grouped, grouped }, next)
}

/// The numerator behind 분의: one numeral or one small word.
fn after_parts(tokens: &[Token], at: usize) -> (Kind, usize) {
    match tokens.get(at).map(|t| t.tok) {
        Some(Tok::Small(value, _) | Tok::Literal { mantissa: value, decimals: 0, .. }) => {
            (Kind::Number { value, literal: false, grouped: false }, at + 1)
        }
        _ => (Kind::Bad, at),
    }
}

fn literal(tokens: &[Token], at: usize) -> Part {
    match tokens[at].tok {
        Tok::Literal { mantissa, decimals, .. } => Part { mantissa, decimals },
        Tok::EitherWay { mantissa } => {
            let scaled = matches!(tokens.get(at + 1).map(|t| t.tok), Some(Tok::Scale { .. }));
            Part { mantissa, decimals: if scaled { 3 } else { 0 } }
        }
        _ => Part::whole(0),
    }
}

/// The hyphen of "twenty-five" belongs to the number; that of "twenty-thirty" joins a range.
fn hyphen(tokens: &[Token], at: usize, sum: &Sum) -> Option<()> {
    let tens =
        sum.part.is_some_and(|p| p.decimals == 0 && p.mantissa >= 20 && p.mantissa % 10 == 0);
    let latin = sum.script == Some(Script::Latin);
    let unit =
        matches!(tokens.get(at + 1).map(|t| t.tok), Some(Tok::Small(n, Script::Latin)) if n < 10);
    // "15-thousand", "four-thousand-100".
    let scaled = sum.part.is_some()
        && matches!(
            tokens.get(at + 1).map(|t| t.tok),
            Some(Tok::Scale { script: Script::Latin, .. })
        );
    let rest = sum.last_was_scale
        && latin
        && matches!(
            tokens.get(at + 1).map(|t| t.tok),
            Some(Tok::Literal { mantissa: 100..=999, decimals: 0, .. })
        )
        && !matches!(tokens.get(at + 2).map(|t| t.tok), Some(Tok::Scale { .. }));
    (tens && latin && unit || scaled || rest).then_some(())
}

/// The "and" of "one hundred and five", as opposed to "between one hundred and five hundred".
fn spoken_and(tokens: &[Token], at: usize, sum: &Sum) -> Option<()> {
    let hundred = sum.last_was_scale || sum.part.is_some_and(|p| p.mantissa == 100);
    let small =
        matches!(tokens.get(at + 1).map(|t| t.tok), Some(Tok::Small(n, Script::Latin)) if n < 100);
    let scaled = tokens
        .iter()
        .skip(at + 2)
        .take(3)
        .take_while(|t| matches!(t.tok, Tok::Small(..) | Tok::Scale { .. } | Tok::Mark('-')));
    let further = scaled.clone().any(|t| matches!(t.tok, Tok::Scale { .. }));
    (sum.script == Some(Script::Latin) && hundred && small && !further).then_some(())
}

/// Korean number words are also syllables of other words, so they count only before a counter or, when they hold a scale
/// word and more, at the end of a clause.
fn korean_words_count(tokens: &[Token], at: usize, next: usize, sum: &Sum) -> bool {
    let clause_ends = match tokens.get(next).map(|t| t.tok) {
        Some(Tok::Rule(i)) => {
            let counter = rules()[i].id == "ko-counter" || rules()[i].form == Form::After;
            // 만나 북한군: a scale word alone is a syllable, unless a counter follows.
            let noun = matches!(rules()[i].form, Form::Person | Form::Other);
            // 만나 위로했다: a particle between them parts a syllable from what only looks like a counter.
            let last = next.checked_sub(1).and_then(|last| tokens.get(last)).map_or(0, |t| t.end);
            let near = tokens.get(next).is_none_or(|t| t.start <= last + 1);
            if next - at == 1 && !near {
                return false;
            }
            if counter || (sum.scales > 0 && next - at > 1 && noun) {
                return true;
            }
            false
        }
        None | Some(Tok::Mark(_)) => true,
        _ => false,
    };
    clause_ends && sum.scales > 0 && next - at > 1
}

/// A percentage in hundredths of a per cent.
fn percent(part: Part) -> Kind {
    let Some(value) = part.times(100) else { return Kind::Bad };
    if value > 10_000 {
        return Kind::Bad;
    }
    let unit = match part.decimals {
        0 => 100 * unit_of(part.mantissa),
        1 => 10,
        _ => 1,
    };
    Kind::Percent { value, unit }
}

/// The place of the last digit that is not zero: 1,000 for 3,000, 1 for 77 and for 0.
pub(crate) fn unit_of(n: u64) -> u64 {
    let mut unit: u64 = 1;
    while let Some(next) = unit.checked_mul(10).filter(|next| n != 0 && n.is_multiple_of(*next)) {
        unit = next;
    }
    unit
}

/// Writes a number of persons as the language does: `1,100`, `1,100명`, `1 100` (with a no-break space).
///
/// [`super::parse`] reads each of them back as the same number.
#[must_use]
pub fn format_number(n: u64, lang: Lang) -> String {
    let digits = n.to_string();
    let separator = match lang {
        Lang::En | Lang::Ko => ',',
        Lang::Ru | Lang::Uk => '\u{a0}',
    };
    let mut out = String::with_capacity(digits.len() + 10);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(separator);
        }
        out.push(digit);
    }
    if lang == Lang::Ko {
        out.push('명');
    }
    out
}
