//! A desk's own sealed words – names, villages, numbers of its sources – found in a text.
//!
//! Invariant: the words are nowhere shown: `Debug` tells how many there are.

use std::fmt;
use std::ops::Range;

/// Words that a desk has sealed.
pub struct Words {
    words: Vec<String>,
}

impl Words {
    /// Takes the words in.
    pub fn new<'a>(words: impl IntoIterator<Item = &'a str>) -> Self {
        let words = words.into_iter().map(|word| word.trim().to_owned());
        Self { words: words.filter(|word| !word.is_empty()).collect() }
    }

    /// Where the first of the words stands in `text`, in bytes of the text as given.
    #[must_use]
    pub fn find(&self, text: &str) -> Option<Range<usize>> {
        let found = self.words.iter().filter_map(|word| text.find(word).map(|at| (at, word.len())));
        found.min().map(|(at, length)| at..at + length)
    }

    /// How many words there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.words.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }
}

impl fmt::Debug for Words {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Words({})", self.words.len())
    }
}
