//! From bytes to a page: text that can be seen, its blocks, its language, and the way back to the bytes.
//!
//! Terms: a *raw block* is what the format marks off; a *block* has the part that it plays. Invariant: each byte of the visible text
//! leads back to bytes of the input, and blocks are in order. Work is linear.
//! Not here: what the text says.

mod block;
mod decode;
mod html;
mod lang;
mod markdown;
mod visible;

use std::ops::Range;

use model::quantity::Lang;

pub(crate) use block::Piece;

use crate::draft::{Block, BlockKind, Complaint, Draft, Format, Hints, Reading, Span};
use decode::Offsets;
use visible::{Raw, Visible};

/// An article with its blocks told apart.
pub(crate) struct Page {
    format: Format,
    encoding: &'static str,
    pub(crate) lang: Option<Lang>,
    script: &'static str,
    pub(crate) text: String,
    pub(crate) pieces: Vec<Piece>,
    map: visible::Map,
    offsets: Offsets,
    /// Characters before each 256th byte of the text.
    marks: Vec<usize>,
}

/// Bytes between two marks of [`Page::marks`].
const STRIDE: usize = 256;

/// Decodes, finds the visible text, tells the blocks apart.
pub(crate) fn open(bytes: &[u8], hints: &Hints, complaints: &mut Vec<Complaint>) -> Page {
    let decoded = decode::decode(bytes, complaints);
    let format = hints.format.unwrap_or_else(|| sniff(&decoded.text));
    let Visible { text, map, raws } = match format {
        Format::Text => visible::plain(&decoded.text),
        Format::Html => html::visible(&decoded.text),
        Format::Markdown => markdown::visible(&decoded.text),
    };
    let body = |raw: &&Raw| !raw.furniture;
    let sample = raws.iter().filter(body).filter_map(|raw| text.get(raw.range.clone()));
    let (lang, script) = lang::detect(sample);
    let lang = hints.lang.or(lang);
    let pieces = block::tell_apart(&text, &raws, format, hints);
    if pieces.is_empty() {
        complaints.push(Complaint::Empty);
    } else if lang.is_none() {
        complaints.push(Complaint::UnknownLanguage);
    }
    let marks = marks(&text);
    Page {
        format,
        encoding: decoded.encoding,
        lang,
        script,
        text,
        pieces,
        map,
        offsets: decoded.offsets,
        marks,
    }
}

impl Page {
    /// A range of the visible text as a span.
    pub(crate) fn span(&self, range: Range<usize>) -> Span {
        let text = self.floor(range.start)..self.floor(range.end.max(range.start));
        let original = self.map.original(text.clone());
        Span {
            bytes: self.offsets.bytes(original),
            chars: self.chars(text.start)..self.chars(text.end),
            text,
        }
    }

    pub(crate) fn slice(&self, range: Range<usize>) -> &str {
        self.text.get(range).unwrap_or_default()
    }

    fn floor(&self, at: usize) -> usize {
        let mut at = at.min(self.text.len());
        while !self.text.is_char_boundary(at) {
            at -= 1;
        }
        at
    }

    fn chars(&self, at: usize) -> usize {
        let mark = at / STRIDE;
        let from = mark * STRIDE;
        let before = self.marks.get(mark).copied().unwrap_or(0);
        let rest = self.text.as_bytes().get(from..at).unwrap_or_default();
        before + rest.iter().filter(|b| starts_char(**b)).count()
    }

    /// The reading, once the drafts are there.
    pub(crate) fn into_reading(self, drafts: Vec<Draft>, complaints: Vec<Complaint>) -> Reading {
        let mut blocks: Vec<Block> = Vec::with_capacity(self.pieces.len());
        for piece in &self.pieces {
            blocks.push(Block { kind: piece.kind, span: self.span(piece.range.clone()) });
            for (kind, range) in &piece.within {
                blocks.push(Block { kind: *kind, span: self.span(range.clone()) });
            }
        }
        Reading {
            format: self.format,
            encoding: self.encoding,
            lang: self.lang,
            script: self.script,
            text: self.text,
            blocks,
            drafts,
            complaints,
        }
    }

    /// The headline's text, for the column `title`.
    pub(crate) fn headline(&self) -> &str {
        let piece = self.pieces.iter().find(|p| p.kind == BlockKind::Headline);
        piece.map_or("", |p| self.slice(p.range.clone()))
    }
}

const fn starts_char(byte: u8) -> bool {
    byte & 0xC0 != 0x80
}

fn marks(text: &str) -> Vec<usize> {
    let mut marks = Vec::with_capacity(text.len() / STRIDE + 1);
    let mut count = 0;
    for chunk in text.as_bytes().chunks(STRIDE) {
        marks.push(count);
        count += chunk.iter().filter(|b| starts_char(**b)).count();
    }
    marks.push(count);
    marks
}

/// The format by the look of the first kilobytes.
fn sniff(text: &str) -> Format {
    let head: String = text.chars().take(4_096).collect::<String>().to_lowercase();
    let tags = ["<!doctype html", "<html", "<body", "<p>", "<div", "<article", "<h1"];
    if tags.iter().any(|tag| head.contains(tag)) {
        return Format::Html;
    }
    let marked = |line: &str| {
        line.starts_with("# ")
            || line.starts_with("## ")
            || line.starts_with("|--")
            || line.starts_with("| --")
            || line.starts_with("- **")
    };
    if head.lines().any(marked) { Format::Markdown } else { Format::Text }
}
