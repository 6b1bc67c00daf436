//! The site: every page of an edition, in English and in Korean.
//!
//! How it is made: [`render`] builds the index once, then writes page after page into the sink; only one page is in memory
//! at a time. Pages are lists of blocks (headings, tables, pictures) that one template turns into HTML, so that every page
//! has the same landmarks, the same table markup and the same policy of content security.
//!
//! Invariant: links are relative, so that the site opens from a disk; each is to a page that is written (a test follows all
//! of them); the same page exists at the same path in both languages.
//!
//! Not here: what may be shown (the gate decided), files (the caller writes).
//!
//! Cost: linear in the number of statements; `cargo bench -p cenotaph-publish` renders 100,000.

mod blocks;
mod chart;
mod html;
mod index;
mod pages;
mod paths;
mod terms;
mod view;
mod words;

pub(crate) use index::Index;

use crate::{Error, Sink, data, feed};
use askama::Template as _;
use blocks::{Block, Page};
use protect::{
    Released,
    shape::{Both, Edition},
};

/// A language of the site.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Lang {
    /// English, at the root of the site.
    En,
    /// Korean, under `ko/`.
    Ko,
}

impl Lang {
    /// Both languages, in the order in which they are written.
    pub const ALL: [Self; 2] = [Self::En, Self::Ko];

    /// BCP 47 code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Ko => "ko",
        }
    }

    /// The other language.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::En => Self::Ko,
            Self::Ko => Self::En,
        }
    }

    /// Where its pages are, from the root of the site.
    const fn folder(self) -> &'static str {
        match self {
            Self::En => "",
            Self::Ko => "ko/",
        }
    }

    /// The text in this language, or the other one with its code where there is none.
    fn of(self, both: &Both) -> (&str, Option<&'static str>) {
        let (own, other) = match self {
            Self::En => (&both.en, &both.ko),
            Self::Ko => (&both.ko, &both.en),
        };
        if own.is_empty() && !other.is_empty() {
            (other, Some(self.other().code()))
        } else {
            (own, None)
        }
    }
}

/// What a site needs beside its edition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SiteOptions {
    /// Where the site will be, with a final `/`; feeds then have absolute links. A site without one works from anywhere.
    pub base_url: Option<String>,
    /// Authority and date of the feeds' tag URIs (RFC 4151), e.g. `desk.example,2031`. It must never change.
    pub tag: String,
    /// The command by which a reader checks the release, as shown on the data page.
    pub verify: String,
    /// Files beside the site that the data page names: path from the root of the site, and what it is.
    pub attachments: Vec<(String, Both)>,
}

impl Default for SiteOptions {
    fn default() -> Self {
        Self {
            base_url: None,
            tag: "cenotaph.invalid,2026".to_owned(),
            verify: "cenotaph verify .".to_owned(),
            attachments: Vec::new(),
        }
    }
}

/// An edition that was released before, for the list on the page of changes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EditionSummary {
    /// Its number.
    pub number: u64,
    /// Its day, `YYYY-MM-DD`.
    pub day: String,
    /// Its title.
    pub title: Both,
    /// SHA-256 in hexadecimal.
    pub hash: String,
    /// How many statements it has.
    pub statements: u64,
}

/// What was written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rendered {
    /// HTML pages, both languages together.
    pub pages: u64,
    /// Files of all kinds.
    pub files: u64,
    /// Bytes of all files.
    pub bytes: u64,
}

/// Renders an edition: pages, style sheet, data files, feeds.
///
/// * Input: a released edition; `previous` editions in any order; options; the sink.
/// * Output: counts. The sink got each path once.
/// * Errors: the sink's, with the path; rendering stops at the first.
/// * Determinism: the same input gives the same calls with the same bytes in the same order.
/// * Cost: linear; one page in memory at a time.
pub fn render(
    edition: &Released<Edition>,
    previous: &[EditionSummary],
    options: &SiteOptions,
    sink: &mut Sink<'_>,
) -> Result<Rendered, Error> {
    let mut previous = previous.to_vec();
    previous.sort_by_key(|summary| std::cmp::Reverse(summary.number));
    let index = Index::of(edition.get());
    let site = Site { edition: edition.get(), index: &index, previous: &previous, options };
    let mut counted = Rendered::default();
    let mut counting = |path: &str, bytes: &[u8]| {
        counted.files += 1;
        counted.bytes += bytes.len() as u64;
        counted.pages += u64::from(path.ends_with(".html"));
        sink(path, bytes)
    };
    put(&mut counting, "style.css", include_bytes!("../../assets/style.css"))?;
    for lang in Lang::ALL {
        pages::all(&site, lang, &mut |page, blocks| write_page(&mut counting, page, blocks))?;
    }
    data::write(edition, &mut counting)?;
    feed::write(edition, options, &mut counting)?;
    Ok(counted)
}

/// What every page can look at.
#[derive(Clone, Copy)]
pub(crate) struct Site<'a> {
    pub(crate) edition: &'a Edition,
    pub(crate) index: &'a Index<'a>,
    pub(crate) previous: &'a [EditionSummary],
    pub(crate) options: &'a SiteOptions,
}

fn write_page(sink: &mut Sink<'_>, page: &Page<'_>, blocks: &[Block]) -> Result<(), Error> {
    let path = format!("{}{}", page.lang.folder(), page.path);
    let html = blocks::Sheet { p: page, blocks }
        .render()
        .map_err(|source| Error::Render { path: path.clone(), source })?;
    put(sink, &path, html::clean(html).as_bytes())
}

pub(crate) fn put(sink: &mut Sink<'_>, path: &str, bytes: &[u8]) -> Result<(), Error> {
    sink(path, bytes).map_err(|source| Error::Sink { path: path.to_owned(), source })
}
