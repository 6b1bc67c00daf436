//! What the checks and the pages ask of a quantity beside its interval: the number said, the base of a share, the words.

use crate::quantity::{Interval, Quantity};

impl Quantity {
    /// The number in the words (`3,000` of "exceeded 3,000"); none for shares and for counts without a number.
    #[must_use]
    pub fn value(&self) -> Option<u64> {
        self.reading().and_then(|reading| reading.value)
    }

    /// The base that a share is a share of ("a third of 11,000").
    #[must_use]
    pub fn share_base(&self) -> Option<Interval> {
        match self {
            Self::Fraction { base: Some(base), .. } => Some(base.interval),
            _ => None,
        }
    }

    /// The interval to reason with: stated, or implied by a share of a stated base.
    #[must_use]
    pub fn bounds(&self) -> Option<Interval> {
        self.interval().or_else(|| self.implied())
    }

    /// The same quantity, shown in the words as said when the row has them; an empty text changes nothing.
    #[must_use]
    pub fn with_words(mut self, said: &str) -> Self {
        if said.is_empty() {
            return self;
        }
        match &mut self {
            Self::Number(reading) => said.clone_into(&mut reading.words),
            Self::Fraction { words, .. }
            | Self::Compound { words, .. }
            | Self::Words { words, .. }
            | Self::Absent { words, .. } => said.clone_into(words),
        }
        self
    }
}
