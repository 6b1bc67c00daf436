//! What comes out of a reading: blocks, drafts, complaints; and what may be told beforehand.
//!
//! Invariant: the fields of a draft are columns of its table, by the names that the desk's tables have; `missing` names those that the
//! table wants and the text does not give. Ids are left to whoever files the draft.
//! Not here: how any of it is found.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;

use model::date::Day;
use model::quantity::{Lang, Quantity};

/// The form of the bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// Plain text.
    Text,
    /// A web page.
    Html,
    /// Markdown.
    Markdown,
}

/// What is known of an article before it is read; all of it may be left out.
#[derive(Debug, Clone, Default)]
pub struct Hints {
    /// The form; found from the content when left out.
    pub format: Option<Format>,
    /// Where it is on the Web.
    pub url: String,
    /// The day of publication: the anchor of "Monday" and of days without a year.
    pub published: Option<Day>,
    /// Who published it.
    pub publisher: String,
    /// Its language; found from the text when left out.
    pub lang: Option<Lang>,
}

/// A piece of the text, in three measures.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Span {
    /// Bytes of the input as given.
    pub bytes: Range<usize>,
    /// Bytes of [`Reading::text`].
    pub text: Range<usize>,
    /// Characters of [`Reading::text`].
    pub chars: Range<usize>,
}

/// The part that a block plays in the article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum BlockKind {
    /// The headline.
    Headline,
    /// Who wrote it.
    Byline,
    /// Where and when it was filed, before the first sentence.
    Dateline,
    /// Words beside a picture.
    Caption,
    /// Words above a table.
    TableCaption,
    /// A heading within the text.
    Subhead,
    /// The text.
    Body,
    /// A row of a table.
    Row,
    /// A note below the text.
    Footnote,
    /// Menus, buttons, links to other articles, comments of readers.
    Furniture,
}

impl BlockKind {
    /// The word for it.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Headline => "headline",
            Self::Byline => "byline",
            Self::Dateline => "dateline",
            Self::Caption => "caption",
            Self::TableCaption => "table_caption",
            Self::Subhead => "subhead",
            Self::Body => "body",
            Self::Row => "row",
            Self::Footnote => "footnote",
            Self::Furniture => "furniture",
        }
    }
}

/// A block of the visible text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// Its part.
    pub kind: BlockKind,
    /// Its own language, where it shows one; that of a quotation may differ from the page's.
    pub lang: Option<Lang>,
    /// Where it is.
    pub span: Span,
}

/// The desk's table that a draft would be a row of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Table {
    /// `claims.csv`.
    Claims,
    /// `positions.csv`.
    Positions,
    /// `awareness.csv`.
    Awareness,
    /// `measures.csv`.
    Measures,
    /// `evidence.csv`.
    Evidence,
}

impl Table {
    /// The table's name.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Claims => "claims",
            Self::Positions => "positions",
            Self::Awareness => "awareness",
            Self::Measures => "measures",
            Self::Evidence => "evidence",
        }
    }
}

/// What kind of thing a draft says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// A number of persons, or words for one.
    Figure,
    /// A party's stand.
    Position,
    /// Who knows what.
    Awareness,
    /// An act of information control.
    Measure,
    /// What a source says: in the claims table a `circumstance` of category `testimony`.
    Testimony,
    /// What became of a named person.
    Fate,
    /// What will happen.
    Prediction,
    /// What someone thinks of it.
    Opinion,
    /// Footage, a picture, a document.
    Evidence,
    /// How something happened or is done.
    Circumstance,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 10] = [
        Self::Figure,
        Self::Position,
        Self::Awareness,
        Self::Measure,
        Self::Testimony,
        Self::Fate,
        Self::Prediction,
        Self::Opinion,
        Self::Evidence,
        Self::Circumstance,
    ];

    /// The word for it.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Figure => "figure",
            Self::Position => "position",
            Self::Awareness => "awareness",
            Self::Measure => "measure",
            Self::Testimony => "testimony",
            Self::Fate => "fate",
            Self::Prediction => "prediction",
            Self::Opinion => "opinion",
            Self::Evidence => "evidence",
            Self::Circumstance => "circumstance",
        }
    }

    /// The table that holds it.
    #[must_use]
    pub const fn table(self) -> Table {
        match self {
            Self::Position => Table::Positions,
            Self::Awareness => Table::Awareness,
            Self::Measure => Table::Measures,
            Self::Evidence => Table::Evidence,
            _ => Table::Claims,
        }
    }
}

/// A field that the table wants and the text does not give.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Missing {
    /// The column.
    pub field: &'static str,
    /// Why it is empty, as one clause.
    pub why: &'static str,
}

/// A proposed statement.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    /// What kind of thing it says.
    pub kind: Kind,
    /// The words that it rests on: first its own clause or sentence, then those that gave party or date, when they stand elsewhere.
    pub spans: Vec<Span>,
    /// The words of the first span.
    pub text: String,
    /// What made it: ids of rows of the tables, and of named steps; see [`crate::rules`].
    pub rules: Vec<&'static str>,
    /// Columns of [`Kind::table`] and what they hold; an empty column is not there.
    pub fields: BTreeMap<&'static str, String>,
    /// What the table wants and the text does not give.
    pub missing: Vec<Missing>,
    /// Drafts of the same reading that it repeats or rests on, by index; always earlier or later drafts, never itself.
    pub derives_from: Vec<usize>,
    /// Drafts that the outlet told the source before, by index.
    pub stimulus: Vec<usize>,
    /// Words for those who stand between the party and the outlet.
    pub relays: Vec<String>,
    /// The number as read, for a figure.
    pub quantity: Option<Quantity>,
    /// How sure, from 0 to 1; absent unless it was calibrated on articles with a known answer, and no rule is so far.
    pub confidence: Option<f64>,
}

impl Draft {
    /// A column, or the empty text.
    #[must_use]
    pub fn field(&self, column: &str) -> &str {
        self.fields.get(column).map_or("", String::as_str)
    }

    pub(crate) fn new(kind: Kind, span: Span, text: &str) -> Self {
        Self {
            kind,
            spans: vec![span],
            text: text.to_owned(),
            rules: Vec::new(),
            fields: BTreeMap::new(),
            missing: Vec::new(),
            derives_from: Vec::new(),
            stimulus: Vec::new(),
            relays: Vec::new(),
            quantity: None,
            confidence: None,
        }
    }

    /// Fills a column; an empty text leaves it out.
    pub(crate) fn set(&mut self, column: &'static str, value: &str) {
        if !value.is_empty() {
            self.fields.insert(column, value.to_owned());
        }
    }

    pub(crate) fn rule(&mut self, id: &'static str) {
        if !id.is_empty() && !self.rules.contains(&id) {
            self.rules.push(id);
        }
    }

    /// Notes that a column is empty, unless it is filled or noted.
    pub(crate) fn lacks(&mut self, field: &'static str, why: &'static str) {
        if !self.fields.contains_key(field) && self.missing.iter().all(|m| m.field != field) {
            self.missing.push(Missing { field, why });
        }
    }
}

/// What could not be read, or was read with a doubt.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Complaint {
    /// The input was longer than is read.
    CutAt {
        /// How many bytes were read.
        bytes: usize,
    },
    /// The encoding is a guess.
    GuessedEncoding {
        /// Its name.
        encoding: &'static str,
    },
    /// Some bytes fit the encoding nowhere; each run of them is one U+FFFD in the text.
    BadBytes {
        /// The encoding's name.
        encoding: &'static str,
    },
    /// No language that the grammar knows.
    UnknownLanguage,
    /// No day of publication was given, and the text states one full date only: years and weekdays are taken from it.
    AnchoredInText {
        /// The date.
        day: Day,
    },
    /// No day of publication was given, so that days without a year are not resolved.
    NoAnchor,
    /// No text was found.
    Empty,
    /// Text was found, and all of it belongs to the page and not to an article.
    OnlyFurniture,
    /// More blocks than are read were found.
    ManyBlocks {
        /// How many were read.
        blocks: usize,
    },
    /// More drafts than are given were found.
    TooMany {
        /// How many are given.
        drafts: usize,
    },
}

impl Complaint {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::CutAt { .. } => "reading.cut",
            Self::GuessedEncoding { .. } => "reading.encoding_guessed",
            Self::BadBytes { .. } => "reading.bad_bytes",
            Self::UnknownLanguage => "reading.language_unknown",
            Self::AnchoredInText { .. } => "reading.anchor_in_text",
            Self::NoAnchor => "reading.no_anchor",
            Self::Empty => "reading.empty",
            Self::OnlyFurniture => "reading.only_furniture",
            Self::ManyBlocks { .. } => "reading.many_blocks",
            Self::TooMany { .. } => "reading.too_many",
        }
    }
}

impl fmt::Display for Complaint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::CutAt { bytes } => write!(f, "Only the first {bytes} bytes were read"),
            Self::GuessedEncoding { encoding } => write!(f, "The encoding is a guess: {encoding}"),
            Self::BadBytes { encoding } => {
                write!(f, "Some bytes are not {encoding}; they show as `\u{fffd}`")
            }
            Self::UnknownLanguage => {
                f.write_str("The language is none of English, Korean, Russian, Ukrainian")
            }
            Self::AnchoredInText { day } => {
                write!(
                    f,
                    "No day of publication: years and weekdays are taken from {day} in the text"
                )
            }
            Self::NoAnchor => {
                f.write_str("No day of publication: days without a year are not resolved")
            }
            Self::Empty => f.write_str("No text was found"),
            Self::OnlyFurniture => {
                f.write_str("No article was found: all of the text is menus, links, comments")
            }
            Self::ManyBlocks { blocks } => write!(f, "Only the first {blocks} blocks were read"),
            Self::TooMany { drafts } => write!(f, "Only the first {drafts} drafts are given"),
        }
    }
}

/// An article, read.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// The form of the bytes, as given or found.
    pub format: Format,
    /// The encoding, as the WHATWG names it.
    pub encoding: &'static str,
    /// The language, as given or found.
    pub lang: Option<Lang>,
    /// The script by its ISO 15924 code: `Latn`, `Hang`, `Cyrl`; `Zyyy` when there is none.
    pub script: &'static str,
    /// The visible text; blocks are separated by line feeds.
    pub text: String,
    /// Its blocks, in order; a dateline or a byline may lie within a block of the body, a byline within a dateline.
    pub blocks: Vec<Block>,
    /// What it says.
    pub drafts: Vec<Draft>,
    /// What could not be read.
    pub complaints: Vec<Complaint>,
}
