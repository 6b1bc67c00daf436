//! The statement: one thing said in a report, never overwritten.
//!
//! A statement carries three dates – *said on* (the world could know), *as of* (the figure holds for), and, in the record,
//! *recorded at* – and the words beside every meaning drawn from them. A testimony carries its prompt and the stimulus: what
//! the desk itself told the source, which can never corroborate.

use crate::category::Category;
use crate::date::{Day, When};
use crate::id::{ReportKey, StatementKey};
use crate::party::Party;
use crate::place::Place;
use crate::quantity::Quantity;
use crate::scope::Scope;

/// What kind of thing is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// A number, or a quantity in words, of a category.
    Figure,
    /// A party's stand: denies, acknowledges …
    Position,
    /// Who knows what.
    Awareness,
    /// An act of information control.
    Measure,
    /// What became of a named person.
    Fate,
    /// What will happen.
    Prediction,
    /// How something happened or looks.
    Circumstance,
    /// What someone thinks of it.
    Opinion,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 8] = [
        Self::Figure,
        Self::Position,
        Self::Awareness,
        Self::Measure,
        Self::Fate,
        Self::Prediction,
        Self::Circumstance,
        Self::Opinion,
    ];

    /// The word used in tables.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Figure => "figure",
            Self::Position => "position",
            Self::Awareness => "awareness",
            Self::Measure => "measure",
            Self::Fate => "fate",
            Self::Prediction => "prediction",
            Self::Circumstance => "circumstance",
            Self::Opinion => "opinion",
        }
    }

    /// Reads the word used in tables.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|k| k.code() == code)
    }

    /// The kind that a category implies when the row does not say one.
    #[must_use]
    pub fn of_category(category: &Category) -> Self {
        match category.code() {
            "denial" | "conditional_non_denial" | "acknowledgement" | "presence" => Self::Position,
            "prediction" => Self::Prediction,
            "opinion" => Self::Opinion,
            "" | "circumstance" | "testimony" | "first_clash" | "absence" | "no_official_toll" => {
                Self::Circumstance
            }
            _ => Self::Figure,
        }
    }
}

/// May a value leave the desk?
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub enum Level {
    /// As it is.
    #[default]
    Public,
    /// Made coarser first.
    Coarsened,
    /// Not now.
    Hold,
    /// Never.
    Withheld,
}

impl Level {
    /// Reads the word used in tables; an empty cell is [`Level::Public`].
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        match code.trim().to_lowercase().as_str() {
            "" | "public" | "publish" => Some(Self::Public),
            "coarsened" | "publish_coarsened" => Some(Self::Coarsened),
            "hold" | "hold_until" => Some(Self::Hold),
            "withheld" | "never" => Some(Self::Withheld),
            _ => None,
        }
    }

    /// The word used in tables.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Coarsened => "coarsened",
            Self::Hold => "hold",
            Self::Withheld => "withheld",
        }
    }
}

/// Words in the language said, with their translation when there is one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quote {
    /// The words.
    pub text: String,
    /// BCP 47 tag, e.g. `ko`; empty when not stated.
    pub lang: String,
    /// Our translation; empty when there is none.
    pub translation: String,
}

/// How a testimony came about: the part of it that protects its worth.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Testimony {
    /// The desk's handle for a protected source, never a name.
    pub handle: String,
    /// How the source was prompted (vocabulary `testimony_prompt`).
    pub prompt: String,
    /// What the desk told the source before: these statements are never corroborated by the answer.
    pub stimulus: Vec<StatementKey>,
    /// By which kind of channel.
    pub channel: String,
    /// True when the channel was not sound then: the statement is no origin and corroborates nothing. The desk's record says so,
    /// never the row.
    pub tainted: bool,
}

/// What became of a prediction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// In words: came true, did not, open.
    pub words: String,
    /// When it could be seen.
    pub seen_on: When,
    /// The statement that shows it.
    pub shown_by: Option<StatementKey>,
}

/// The days between which a figure counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// First day counted.
    pub from: Day,
    /// Last day counted.
    pub to: Day,
}

/// One thing said in a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// The desk's key.
    pub key: StatementKey,
    /// What kind of thing is said.
    pub kind: Kind,
    /// Whose statement it is.
    pub party: Party,
    /// Who spoke for the party.
    pub speaker: String,
    /// When the world could know it.
    pub said_on: When,
    /// The day for which it holds.
    pub as_of: When,
    /// The days between which it counts; none for a cumulative figure.
    pub window: Option<Window>,
    /// Category of the figure or of the statement without a number.
    pub category: Category,
    /// The quantity: words and the interval they mean.
    pub quantity: Quantity,
    /// What the words of the qualifier column were, as given.
    pub qualifier: String,
    /// Whose harm, and how far.
    pub scope: Scope,
    /// Where.
    pub place: Option<Place>,
    /// Statements it comes from.
    pub derives_from: Vec<StatementKey>,
    /// The compiler's own word for the relation; kept, never relied on.
    pub relation: String,
    /// Asserted, reported, estimated … (vocabulary `claim_modality`); empty when not stated.
    pub modality: String,
    /// Words in the language said.
    pub quote: Option<Quote>,
    /// The desk's gist of it.
    pub support: String,
    /// The same in Korean; empty when there is none.
    pub support_ko: String,
    /// A note of the desk.
    pub note: String,
    /// Reports that carry it.
    pub reports: Vec<ReportKey>,
    /// How a testimony came about; none for a party's public statement.
    pub testimony: Option<Testimony>,
    /// What became of it, for a prediction.
    pub outcome: Option<Outcome>,
    /// What the desk declares that the row says of its source or of a third party (`sex=female; son: deployed`); for the gate, never
    /// released.
    pub describes: String,
    /// May it leave?
    pub level: Level,
}

impl Statement {
    /// The first day on which the world may have heard it: never before the day for which it holds.
    ///
    /// An approximate day counts as itself, a month from its first day; none when no date is known.
    #[must_use]
    pub fn said_from(&self) -> Option<Day> {
        let said = nominal(&self.said_on)?;
        // A plan or a prediction speaks of days to come; anything else cannot have been said before the day it holds for.
        let of_the_future = self.kind == Kind::Prediction
            || matches!(self.category.code(), "planned_strength" | "potential_strength");
        let held = if of_the_future { None } else { nominal(&self.as_of) };
        let said_last = self.said_on.latest().unwrap_or(said);
        Some(held.map_or(said, |held| said.max(held.min(said_last))))
    }

    /// True when the world may have heard it by `day`.
    #[must_use]
    pub fn said_by(&self, day: Day) -> bool {
        self.said_from().is_some_and(|d| d <= day)
    }

    /// True when it came by a channel that was not sound: it counts for nothing.
    #[must_use]
    pub fn is_tainted(&self) -> bool {
        self.testimony.as_ref().is_some_and(|t| t.tainted)
    }

    /// True when the statement comes from a protected source.
    #[must_use]
    pub fn is_protected(&self) -> bool {
        self.testimony.as_ref().is_some_and(|t| !t.handle.is_empty())
    }
}

/// The day a date stands for when one is needed for sorting: an approximate day is itself, an interval its first day.
#[must_use]
pub fn nominal(when: &When) -> Option<Day> {
    match (when.earliest(), when.latest()) {
        (Some(first), Some(last)) if when.is_approximate() => Some(first.midpoint(last)),
        (Some(first), _) => Some(first),
        (None, last) => last,
    }
}
