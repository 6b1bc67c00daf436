//! Use cases: what the desk does, with no word printed.
//!
//! A case is a folder ([`case`]); [`add`] takes tables into its record, [`read`] makes rows of an article; [`desk`] is the state that replay gives; [`figures`],
//! [`check`] and [`knowledge`] answer questions about it; [`estimate`] judges who is on no list; [`link`] tells who is the same person on several; [`release`], [`site`] and [`verify`] are the way out. The command line
//! and the browser desk are skins over this module and never import each other.

pub mod add;
pub mod case;
pub mod check;
pub mod clock;
pub mod demo;
pub mod desk;
mod door;
pub mod entries;
pub mod error;
pub mod estimate;
pub mod export;
pub mod figures;
pub mod fsck;
pub mod index;
pub(crate) mod interrupt;
pub mod keys;
pub mod knowledge;
pub mod link;
pub mod logs;
pub mod matching;
pub mod people;
pub mod read;
pub mod release;
pub mod sentence;
pub mod show;
pub mod site;
pub mod sources;
mod svg;
pub mod tables;
pub mod temporary;
pub mod verify;

pub use case::{Case, Settings};

/// The language of sentences.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum Lang {
    /// English.
    #[default]
    En,
    /// Korean.
    Ko,
}

/// A text in the two languages that an editor prints.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Both {
    /// English.
    pub en: String,
    /// Korean.
    pub ko: String,
}

impl Both {
    /// The text in one of them.
    #[must_use]
    pub fn of(&self, lang: Lang) -> &str {
        match lang {
            Lang::En => &self.en,
            Lang::Ko => &self.ko,
        }
    }
}
