//! From an article to draft statements, with the spans that they came from.
//!
//! An editor pastes an article; this crate proposes what it says as rows of the desk's tables and shows the words that each row
//! rests on. Rules, word lists and a small grammar, all of them open to the reader: no model, no network.
//!
//! Terms: *visible text* – what a reader of the page sees, with a map to the bytes given; *block* – a piece of it with a part to play
//! (headline, body, furniture …); *draft* – a proposed statement; *rule* – the id of the table row or named step that made it.
//! Invariants: every draft has a span; a field that the text does not give is listed as missing and never filled by a guess; no draft
//! comes from furniture or from text that cannot be seen; numbers are read by [`model::quantity`] and by nothing else; nothing
//! panics, and time and memory are linear in the bytes given.
//! Not here: files, network, clock; whether a statement is true; the identity of a source. Tables: `data/*.tsv`, each with its origin.
//!
//! ```
//! use reading::{Hints, Kind, read};
//! let hints = Hints { published: "2031-03-14".parse().ok(), ..Hints::default() };
//! let text = "Seoul counts its figures anew\n\nThe NIS said on Monday that about 1,100 North Korean soldiers had been wounded.";
//! let reading = read(text.as_bytes(), &hints);
//! let figure = reading.drafts.iter().find(|d| d.kind == Kind::Figure).ok_or("no figure")?;
//! assert_eq!(figure.field("party"), "NIS");
//! assert_eq!(figure.field("category"), "wounded");
//! assert_eq!(figure.field("words"), "about 1,100");
//! assert_eq!(figure.field("announced_date"), "2031-03-10");
//! assert!(figure.missing.iter().any(|m| m.field == "as_of_date"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod draft;
mod grammar;
mod page;
mod work;

pub use draft::{
    Block, BlockKind, Complaint, Draft, Format, Hints, Kind, Missing, Reading, Span, Table,
};
pub use grammar::{Rule, rules};
pub use model::quantity::Lang;

/// The largest input that is read, in bytes; the rest is left out with a complaint.
///
/// A choice: sixteen times the longest article that the desk has seen. Above it lies no article but a mistake.
pub const BYTES_MAX: usize = 64 << 20;

/// Reads an article into drafts.
///
/// * Input: bytes in any encoding and of any kind; what is known of the article in `hints`.
/// * Output: never an error. What could not be read is told in [`Reading::complaints`].
/// * Determinism: depends on the bytes, the hints and the tables of this version.
/// * Cost: linear in the bytes; see `docs/reading.md` for measurements.
#[must_use]
pub fn read(bytes: &[u8], hints: &Hints) -> Reading {
    let mut complaints = Vec::new();
    let bytes = cut(bytes, &mut complaints);
    let page = page::open(bytes, hints, &mut complaints);
    let drafts = || grammar::drafts(&page, hints, &mut complaints);
    let (blocks, drafts) = grammar::split::join(page.text.len(), || page.blocks(), drafts);
    page.into_reading(blocks, drafts, complaints)
}

/// The bytes that are read; not cut within a character of UTF-8.
fn cut<'b>(bytes: &'b [u8], complaints: &mut Vec<Complaint>) -> &'b [u8] {
    if bytes.len() <= BYTES_MAX {
        return bytes;
    }
    let goes_on = |at: usize| bytes.get(at).is_some_and(|b| b & 0xC0 == 0x80);
    let end = (BYTES_MAX - 3..=BYTES_MAX).rev().find(|at| !goes_on(*at)).unwrap_or(BYTES_MAX);
    complaints.push(Complaint::CutAt { bytes: end });
    bytes.get(..end).unwrap_or(bytes)
}
