//! Awareness: who knew what, where, since when, and by which channel.
//!
//! States run from unaware to officially told; an awareness that answers our own telling (`stimulus`) shows that the source
//! knows *now*, never that the population did. Vocabulary: `awareness_state`, `knowledge_basis`.

use crate::date::When;
use crate::id::{ReportKey, StatementKey};
use crate::place::Place;
use crate::statement::{Level, Quote, Testimony};

/// What a population knows of a proposition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum AwarenessState {
    /// Has not heard.
    Unaware,
    /// Has heard a rumour.
    HeardRumour,
    /// Believes it.
    Believes,
    /// Was told that it is not so.
    OfficiallyDenied,
    /// Was told by an authority, not in public.
    OfficiallyTold,
    /// Was told in public.
    OfficiallyAcknowledged,
}

impl AwarenessState {
    /// Every state, in order.
    pub const ALL: [Self; 6] = [
        Self::Unaware,
        Self::HeardRumour,
        Self::Believes,
        Self::OfficiallyDenied,
        Self::OfficiallyTold,
        Self::OfficiallyAcknowledged,
    ];

    /// The word used in tables.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Unaware => "unaware",
            Self::HeardRumour => "heard_rumour",
            Self::Believes => "believes",
            Self::OfficiallyDenied => "officially_denied",
            Self::OfficiallyTold => "officially_told",
            Self::OfficiallyAcknowledged => "officially_acknowledged",
        }
    }

    /// Reads the word used in tables.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.code() == code)
    }

    /// The words for a page, English and Korean.
    #[must_use]
    pub const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Unaware => ("unaware", "모름"),
            Self::HeardRumour => ("has heard rumours", "소문을 들음"),
            Self::Believes => ("believes it", "사실로 믿음"),
            Self::OfficiallyDenied => ("officially told it is not so", "당국이 부인"),
            Self::OfficiallyTold => ("officially told", "당국이 통보"),
            Self::OfficiallyAcknowledged => {
                ("officially acknowledged in public", "당국이 공개 인정")
            }
        }
    }
}

/// A population's awareness, observed once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Awareness {
    /// The desk's key.
    pub key: StatementKey,
    /// Who knows or does not know.
    pub population: String,
    /// The same in Korean; empty when there is none.
    pub population_ko: String,
    /// Where.
    pub place: Option<Place>,
    /// What is known or not, by short name (`troops-sent`, `soldiers-dying`) or in words.
    pub proposition: String,
    /// What they know of it.
    pub state: AwarenessState,
    /// On what it rests (vocabulary `knowledge_basis`).
    pub basis: String,
    /// When it was so.
    pub observed_on: When,
    /// When it was said.
    pub said_on: When,
    /// Who says so: a party's name or `handle:<name>`.
    pub said_by: String,
    /// How a testimony came about.
    pub testimony: Option<Testimony>,
    /// Words in the language said.
    pub quote: Option<Quote>,
    /// Statements it rests on.
    pub derives_from: Vec<StatementKey>,
    /// The desk's gist.
    pub support: String,
    /// The same in Korean; empty when there is none.
    pub support_ko: String,
    /// A note of the desk.
    pub note: String,
    /// Reports that carry it.
    pub reports: Vec<ReportKey>,
    /// What the desk declares that the row says of its source or of a third party (`sex=female; son: deployed`); for the gate, never
    /// released.
    pub describes: String,
    /// May it leave?
    pub level: Level,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_read_back() {
        for state in AwarenessState::ALL {
            assert_eq!(AwarenessState::from_code(state.code()), Some(state));
        }
    }
}
