//! The public record: a static site, data files and feeds.
//!
//! What it is for: a [`protect::Released`] edition becomes files that open from a disk, a stick or any web host, in English
//! and in Korean, without a script and without a request to anybody else.
//!
//! Terms: the *sink* is the caller's function that takes a path and its bytes; a *page* exists once per language at the same
//! path, Korean ones under `ko/`.
//!
//! Invariant: the same edition gives the same bytes, whatever the order in which its rows were taken in; nothing but a
//! released edition can be rendered; every text is escaped by its type, and only literals of this crate are markup.
//!
//! Not here: files, network, clock. The program writes what the sink is given.
//!
//! Source: WCAG 2.2 (AA), RFC 4287 (Atom), RFC 4151 (tag URIs), JSON Feed 1.1, RFC 4180 (CSV), FollowTheMoney's schemata.

pub mod data;
mod date;
mod error;
pub mod feed;
pub mod site;

pub use error::Error;
pub use site::{EditionSummary, Rendered, SiteOptions};

/// An EDTF date in words: `23 December 2024`, `2024년 12월 23일`, `by 28 April 2025`; empty for an unknown date.
///
/// ```
/// use publish::{date_in_words, site::Lang};
/// assert_eq!(date_in_words("2024-12-17~", Lang::En), "about 17 December 2024");
/// ```
#[must_use]
pub fn date_in_words(edtf: &str, lang: site::Lang) -> String {
    date::words(edtf, lang)
}

/// Takes one file: a relative path with `/` between its parts, and its bytes.
pub type Sink<'a> = dyn FnMut(&str, &[u8]) -> std::io::Result<()> + 'a;
