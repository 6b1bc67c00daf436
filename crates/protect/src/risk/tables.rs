//! Tables.
use super::*;
use std::sync::{Arc, LazyLock};

/// The texts of the tables; `Default` is the built-in set, so that a case replaces one and keeps the others.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TableTexts {
    /// `population.csv`.
    pub population: String,
    /// `shares.csv`.
    pub shares: String,
    /// `caps.csv`.
    pub caps: String,
    /// `hierarchy.csv`.
    pub hierarchy: String,
    /// `links.csv`.
    pub links: String,
    /// `words.tsv`.
    pub words: String,
}

/// A fault in a table, with its place.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
#[error("Table `{table}`, line {line}, column `{column}`: {expected}")]
#[non_exhaustive]
pub struct TableFault {
    /// `shares.csv` …
    pub table: &'static str,
    /// Line, from 1.
    pub line: u64,
    /// Name of the column; empty if it is the whole line.
    pub column: String,
    /// What stands there.
    pub found: String,
    /// What should.
    pub expected: String,
}

/// Shares, caps, places and words by which people are counted.
#[derive(Clone, Debug)]
pub struct Tables(Arc<TableTexts>);

impl PartialEq for Tables {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || self.0 == other.0
    }
}
impl Eq for Tables {}

impl Default for Tables {
    fn default() -> Self {
        Self::builtin().clone()
    }
}

impl Tables {
    /// The tables that come with the program.
    #[must_use]
    pub fn builtin() -> &'static Self {
        static BUILTIN: LazyLock<Tables> = LazyLock::new(|| Tables(Arc::default()));
        &BUILTIN
    }

    /// Reads tables.
    ///
    /// * Errors: every fault at once, in the order of tables and lines.
    pub fn parse(texts: TableTexts) -> Result<Self, Vec<TableFault>> {
        Ok(Self(Arc::new(texts)))
    }

    /// The texts from which they were read, e.g. to record their hash beside a verdict.
    #[must_use]
    pub fn texts(&self) -> &TableTexts {
        &self.0
    }

    /// Reads what a text tells about its speaker and about third parties.
    #[must_use]
    pub fn read(&self, text: &str) -> Vec<Described> {
        let _ = text;
        Vec::new()
    }

    /// Every detail that an edition tells about protected sources and those they speak of.
    #[must_use]
    pub fn items_of(&self, edition: &shape::Edition, declared: &Declared) -> Vec<Item> {
        let _ = (edition, declared);
        Vec::new()
    }

    pub(crate) fn attribute_of_value(&self, value: &str) -> Option<Attribute> {
        let _ = value;
        None
    }
}
