//! How many, as said: the words and the interval they mean.
//!
//! Terms: *words* – what was said, never thrown away; *interval* – the whole numbers that agree with the words, by a
//! versioned table of rules; *hedge* – a qualifier such as "about" or "preliminary".
//! Invariants: words that no rule covers stay words, never a silent number; a fraction is kept with its base and not
//! multiplied out; unknown, not stated, withheld and zero are four different values.
//! Not here: what is counted, when and by whom (the figure), and whether two figures agree.
//! Source: the table `data/quantity-rules.tsv`, printed as `docs/quantity-rules.md`, gives the reason of every rule.
//!
//! ```
//! use model::quantity::{Hedge, Quantity, parse};
//! let Quantity::Number(reading) = parse("already exceeded 3,000; preliminary data", None) else { return };
//! assert_eq!(reading.interval.to_string(), "(3000, ∞)");
//! assert!(reading.hedges.contains(Hedge::Preliminary));
//! assert!(matches!(parse("heavy losses", None), Quantity::Words { .. }));
//! ```

mod columns;
mod denial;
mod hedge;
mod interval;
mod lex;
mod meaning;
mod number;
mod part;
mod ratio;
mod read;
mod rules;
#[cfg(test)]
mod tests;
mod verb;

pub use columns::from_columns;
pub use hedge::{Hedge, HedgeChange, Hedges, compare_hedges};
pub use interval::{Interval, IntervalError};
pub use number::{LARGEST, format_number};
pub use part::part_category;
pub use ratio::Ratio;
pub use read::{Found, parse, scan, scan_all};
pub use rules::{Effect, Form, RULES_VERSION, Rule, rule, rules, rules_page};

/// A language whose number words and hedges the table knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Lang {
    /// English.
    En,
    /// Korean.
    Ko,
    /// Russian.
    Ru,
    /// Ukrainian.
    Uk,
}

impl Lang {
    /// The ISO 639-1 code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Ko => "ko",
            Self::Ru => "ru",
            Self::Uk => "uk",
        }
    }

    /// The language of a code such as `ko` or `ko-KP`; `None` for one that the table does not know.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        let primary = code.split(['-', '_']).next().unwrap_or_default();
        [Self::En, Self::Ko, Self::Ru, Self::Uk]
            .into_iter()
            .find(|lang| primary.eq_ignore_ascii_case(lang.code()))
    }
}

/// Which kind of nothing. Zero is none of these: it is the number `[0, 0]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Absence {
    /// The speaker says that the number is not known.
    Unknown,
    /// No number was said.
    NotStated,
    /// The speaker has a number and keeps it back.
    Withheld,
}

impl Absence {
    /// The stable code: `unknown`, `not_stated`, `withheld`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::NotStated => "not_stated",
            Self::Withheld => "withheld",
        }
    }
}

/// One number as said, with the interval that its words mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// The words that make up the number and its hedges.
    pub words: String,
    /// The number that was said, in persons; `None` for a range or a word such as "dozens".
    pub value: Option<u64>,
    /// The whole numbers that agree with the words.
    pub interval: Interval,
    /// The qualifiers that were said.
    pub hedges: Hedges,
    /// The ids of the rules that fired, in the order of their effect; see [`rules`].
    pub rules: Vec<&'static str>,
}

/// How many, as said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Quantity {
    /// One number or range.
    Number(Reading),
    /// A share of a base: "nearly half of 11,000".
    Fraction {
        /// The whole phrase.
        words: String,
        /// The share.
        ratio: Ratio,
        /// What it is a share of, when that was said with a number.
        base: Option<Box<Reading>>,
        /// The qualifiers of the share (those of the base are with the base).
        hedges: Hedges,
        /// The ids of the rules that fired on the share.
        rules: Vec<&'static str>,
    },
    /// A number and its stated parts: "about 4,000, of whom about 1,000 killed".
    Compound {
        /// The whole.
        whole: Reading,
        /// Category word as said ([`part_category`] gives its code), and its number; in the order said.
        parts: Vec<(String, Reading)>,
        /// The whole phrase.
        words: String,
    },
    /// Words that no rule turns into a number: "heavy losses".
    Words {
        /// The words.
        words: String,
        /// The qualifiers among them.
        hedges: Hedges,
    },
    /// One of three kinds of nothing.
    Absent {
        /// Which kind.
        what: Absence,
        /// The words that say so; empty when nothing was said.
        words: String,
    },
}

impl Quantity {
    /// The words, whatever the kind.
    #[must_use]
    pub fn words(&self) -> &str {
        match self {
            Self::Number(reading) => &reading.words,
            Self::Fraction { words, .. }
            | Self::Compound { words, .. }
            | Self::Words { words, .. }
            | Self::Absent { words, .. } => words,
        }
    }

    /// The number, or the whole of a number with parts; `None` for a fraction, words and nothing.
    #[must_use]
    pub const fn reading(&self) -> Option<&Reading> {
        match self {
            Self::Number(reading) | Self::Compound { whole: reading, .. } => Some(reading),
            _ => None,
        }
    }

    /// The interval as stated; `None` for a fraction (see [`Quantity::implied`]), words and nothing.
    #[must_use]
    pub fn interval(&self) -> Option<Interval> {
        self.reading().map(|reading| reading.interval)
    }

    /// The qualifiers of the quantity itself, without those of its parts or its base.
    #[must_use]
    pub fn hedges(&self) -> Hedges {
        match self {
            Self::Number(reading) | Self::Compound { whole: reading, .. } => reading.hedges,
            Self::Fraction { hedges, .. } | Self::Words { hedges, .. } => *hedges,
            Self::Absent { .. } => Hedges::NONE,
        }
    }

    /// The ids of the rules that fired on the quantity itself.
    #[must_use]
    pub fn rules(&self) -> &[&'static str] {
        match self {
            Self::Number(reading) | Self::Compound { whole: reading, .. } => &reading.rules,
            Self::Fraction { rules, .. } => rules,
            Self::Words { .. } | Self::Absent { .. } => &[],
        }
    }

    /// What a fraction and its base would come to: derived arithmetic that nobody said.
    ///
    /// `None` for everything but a fraction with a base. Show it marked as derived, never beside stated intervals
    /// as their equal.
    #[must_use]
    pub fn implied(&self) -> Option<Interval> {
        match self {
            Self::Fraction { ratio, base: Some(base), .. } => ratio.of(&base.interval),
            _ => None,
        }
    }
}
